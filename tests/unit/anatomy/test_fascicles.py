import numpy as np
import pytest

from cryonerve.anatomy.fascicles import SEPTUM, layout_along, pack
from cryonerve.errors import CaseError, InputError


def gaps(centres, radii):
    apart = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1))
    found = apart - radii[:, None] - radii[None]
    return found[np.triu_indices(len(radii), 1)]


def reach(centres, radii, semi):
    """Largest gauge of the ellipse over all fascicles' rims."""
    angle = np.linspace(0, 2 * np.pi, 90)
    rim = centres[:, None] + radii[:, None, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.sqrt(((rim / semi) ** 2).sum(axis=2)).max()


@pytest.mark.parametrize("count", [1, 3, 12, 35])
@pytest.mark.parametrize("fraction", [0.45, 0.6])
def test_fascicles_fill_their_share_without_overlap(count, fraction):
    semi = np.array([2.6e-3, 2.1e-3])
    centres, radii = pack((semi[0], semi[1]), count, fraction, np.random.default_rng(2))
    assert centres.shape == (count, 2)
    assert (radii**2).sum() / semi.prod() == pytest.approx(fraction)
    if count > 1:
        assert gaps(centres, radii).min() >= SEPTUM - 1e-8
    assert reach(centres, radii, semi) < 1.0


def test_same_seed_same_fascicles_other_seed_others():
    one, two, other = (pack((2.5e-3, 2e-3), 15, 0.55, np.random.default_rng(s)) for s in (7, 7, 8))
    assert (one[0] == two[0]).all()
    assert (one[1] == two[1]).all()
    assert not np.allclose(one[0], other[0])


def test_diameters_vary_as_asked():
    radii = np.concatenate([pack((2.5e-3, 2e-3), 30, 0.5, np.random.default_rng(s))[1] for s in range(8)])
    assert 0.2 < np.log(radii).std() < 0.5


def test_says_how_many_fit_when_they_do_not():
    with pytest.raises(InputError, match=r"12 fascicles .* do not fit; \d+ of them do") as caught:
        pack((1e-3, 0.8e-3), 12, 0.9, np.random.default_rng(0))
    complaint = caught.value.complaints[0]
    assert complaint.field == "anatomy.fascicle_area_fraction"
    assert "0.45 to 0.6" in complaint.remedy


@pytest.mark.parametrize(("count", "fraction"), [(0, 0.5), (-3, 0.5), (5, 0.0), (5, 1.0), (5, float("nan"))])
def test_impossible_counts_and_shares(count, fraction):
    with pytest.raises(CaseError):
        pack((1e-3, 1e-3), count, fraction, np.random.default_rng(0))


def test_layout_keeps_places_in_the_nerve():
    arc = np.arange(0, 30e-3, 0.5e-3)
    neuroma = arc < 10e-3
    semi = np.tile([2.5e-3, 2.0e-3], (len(arc), 1))
    semi[neuroma] *= 2.0
    layout = layout_along(semi, neuroma, np.random.default_rng(1), count=12, area_fraction=0.55, arc=arc)
    proper = np.flatnonzero(~neuroma)
    assert np.ptp(layout.centres[proper], axis=0).max() == 0.0
    assert np.ptp(layout.centres[neuroma][:, 0], axis=0).max() > 1e-3
    share = (layout.radii**2).sum(axis=1) / semi.prod(axis=1)
    assert share[proper] == pytest.approx(0.55)


def test_the_thinnest_nerves_of_a_newborn_have_thinner_septa():
    semi = (0.18e-3, 0.18e-3)
    centres, radii = pack(semi, 3, 0.45, np.random.default_rng(1))
    assert (radii**2).sum() / np.prod(semi) == pytest.approx(0.45)
    apart = np.linalg.norm(centres[:, None] - centres, axis=-1) - radii[:, None] - radii
    assert (apart + np.eye(3)).min() > 0.0
    assert (np.linalg.norm(centres, axis=1) + radii).max() < semi[0]
