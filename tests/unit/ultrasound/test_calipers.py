from __future__ import annotations

import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.scans.frames import Frames
from cryonerve.ultrasound.calipers import Caliper, measurable, measured, typed


def picture(spacing=(0.1e-3, 0.2e-3), cut=(0, 0)):
    return Frames(np.zeros((1, 300, 200), np.uint8), np.zeros(1), spacing, (0.0, 0.0), "recorded", cut=cut)


def test_a_slanted_line_has_the_length_of_its_scale():
    found = measured(Caliper("nerve width", (10, 20), (40, 60)), picture())
    assert found.length == pytest.approx(np.hypot(30 * 0.1e-3, 40 * 0.2e-3))


def test_the_uncertainty_is_that_of_drawn_cursors_tilts_and_sound():
    """20 000 pictures: cursors a pixel off, planes up to 10 degrees oblique, sound of another speed."""
    rng = np.random.default_rng(1)
    start, stop, spacing = np.array([20.0, 50.0]), np.array([163.0, 50.0]), 0.35e-3
    found = measured(Caliper("nerve depth", tuple(start), tuple(stop)), picture((spacing, spacing)))
    ends = rng.uniform(-1, 1, (20_000, 2, 2)) + np.array([start, stop])
    lengths = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1) * spacing
    # A plane that is turned shows the length too long; the excess is alike up to that of 10 degrees.
    excess = rng.uniform(0.0, 1.0 / np.cos(np.radians(10.0)) - 1.0, len(lengths))
    lengths *= (1.0 + excess) * rng.normal(1.0, 0.015, len(lengths))
    off = np.sqrt(np.mean((lengths - found.length) ** 2))
    assert found.deviation == pytest.approx(off, rel=0.03)


def test_fine_pixels_do_not_make_edges_sharper():
    fine = measured(Caliper("nerve width", (20, 20), (20, 60)), picture((0.05e-3, 0.05e-3)))
    assert fine.deviation >= typed("nerve width", fine.length).deviation


def test_cursors_count_in_the_whole_picture_of_the_file():
    whole = measured(Caliper("nerve depth", (20, 30), (120, 30)), picture())
    part = measured(Caliper("nerve depth", (70, 130), (170, 130)), picture(cut=(50, 100)))
    assert part.length == whole.length
    with pytest.raises(ClipError, match="outside of the picture"):
        measured(Caliper("nerve depth", (20, 30), (120, 30)), picture(cut=(50, 100)))


@pytest.mark.parametrize(
    ("caliper", "said"),
    [
        (Caliper("nerve depth", (5, 5), (5, 5)), "one place"),
        (Caliper("nerve depth", (5, 5), (5, 200)), "outside of the picture"),
        (Caliper("nerve depth", (5, 5), (float("nan"), 5)), "outside of the picture"),
        (Caliper("nerve deph", (5, 5), (9, 5)), "Did you mean 'nerve depth'"),
    ],
)
def test_cursors_that_measure_nothing(caliper, said):
    with pytest.raises(ClipError, match=said):
        measured(caliper, picture())


@pytest.mark.parametrize("name", measurable())
def test_everything_may_be_typed_in(name):
    assert 0.0 < typed(name, 20e-3).deviation < 3e-3


def test_what_no_limb_has_is_refused():
    with pytest.raises(ClipError, match="is no nerve depth"):
        typed("nerve depth", 14.0)
