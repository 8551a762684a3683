import numpy as np
import pytest

from cryonerve.anatomy.filling import Outline, find_body, marrow_of

SPACING = np.array([0.5e-3, 0.5e-3, 2e-3])
X, Y = np.meshgrid(np.arange(120) * 0.5, np.arange(110) * 0.5, indexing="ij")  # mm
WHOLE = (slice(0, 120), slice(0, 110))


def layer(mask):
    return mask[:, :, None]


def test_hull_of_labels_grown_by_fat_and_skin():
    left, right = (np.hypot(X - x, Y - 27) < 4 for x in (15, 45))
    body = find_body(layer(left | right), None, SPACING, (5e-3, 1.5e-3), window=WHOLE)
    # between the two labels, and 6.5 mm around their hull
    assert body.inside[60, 54, 0]
    edge = np.flatnonzero(body.inside[60, :, 0])
    assert edge[[0, -1]] * 0.5 == pytest.approx([27 - 4 - 6.5, 27 + 4 + 6.5], abs=0.6)
    skin = np.flatnonzero(body.skin[60, :, 0])
    assert len(skin) == pytest.approx(2 * 1.5 / 0.5, abs=2)
    assert not (body.skin & layer(left | right)).any()


def test_a_window_sees_the_hull_of_the_whole_slice():
    left, right = (np.hypot(X - x, Y - 27) < 4 for x in (15, 45))
    window = (slice(50, 70), slice(30, 80))
    whole = find_body(layer(left | right), None, SPACING, (5e-3, 1.5e-3), window=WHOLE)
    part = find_body(layer(left | right), None, SPACING, (5e-3, 1.5e-3), window=window)
    assert np.array_equal(part.inside, whole.inside[window])
    assert np.array_equal(part.skin, whole.skin[window])


def test_labelled_skin_decides():
    ring = np.abs(np.hypot(X - 30, Y - 27) - 20) < 1
    body = find_body(layer(ring), layer(ring), SPACING, (5e-3, 1.5e-3), window=WHOLE)
    assert body.inside[60, 54, 0]
    assert not body.skin.any()
    assert body.inside.sum() * 0.25 == pytest.approx(np.pi * 21**2, rel=0.02)


def test_labelled_fat_gets_skin_over_it_and_no_more_fat():
    """As TotalSegmentator labels: fat under the skin with a gap over the shin, muscle within, no skin."""
    away = np.hypot(X - 30, Y - 27)
    fat = (away < 20) & (away > 16) & ~((np.abs(X - 30) < 1.5) & (Y > 27))
    labels = fat | ((away < 10) & (away > 4))
    outline = Outline(layer(fat), skin_inside=False)
    body = find_body(layer(labels), None, SPACING, (5e-3, 1.5e-3), window=WHOLE, outline=outline)
    assert body.inside.sum() * 0.25 == pytest.approx(np.pi * 21.5**2, rel=0.03)
    assert body.skin.sum() * 0.25 == pytest.approx(np.pi * (21.5**2 - 20**2), rel=0.1)
    assert body.inside[60, 54, 0]
    assert not (body.skin & layer(labels)).any()


def test_the_outermost_layer_of_a_labelled_body_is_skin():
    away = np.hypot(X - 30, Y - 27)
    outline = Outline(layer(away < 20), skin_inside=True)
    body = find_body(layer(away < 20), None, SPACING, (5e-3, 1.5e-3), window=WHOLE, outline=outline)
    assert np.array_equal(body.inside, layer(away < 20))
    assert body.skin.sum() * 0.25 == pytest.approx(np.pi * (20**2 - 18.5**2), rel=0.15)
    assert not body.skin[60, 54, 0]


def test_slices_without_labels_are_empty_and_a_line_of_labels_is_no_crash():
    labels = np.zeros((120, 110, 3), bool)
    labels[30:60, 50, 1] = True
    labels[70, 40, 2] = True
    body = find_body(labels, None, SPACING, (5e-3, 1.5e-3), window=WHOLE)
    assert not body.inside[:, :, 0].any()
    assert body.inside[45, 50, 1]
    assert body.inside[:, :, 2].sum() * 0.25 == pytest.approx(np.pi * 6.5**2, rel=0.1)


def test_marrow_lies_under_the_cortex_and_is_open_at_a_cut():
    bone = np.repeat(layer(np.hypot(X - 30, Y - 27) < 12), 6, axis=2)
    marrow = marrow_of(bone, SPACING, 3e-3)
    assert marrow[60, 54].all()  # also in the first and last slice: the bone is cut there
    assert marrow[:, :, 2].sum() * 0.25 == pytest.approx(np.pi * 9**2, rel=0.05)
