"""The bulb at a cut nerve's end: continuous paths, blind ends, no overlap, less of the area."""

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.fascicles import Layout, layout_along
from cryonerve.anatomy.neuroma import FILLED, OBLIQUE
from tests.unit.anatomy.test_fascicles import gaps, reach

STEP = 0.5e-3


def bulb(seed: int = 1, count: int = 20) -> tuple[Layout, np.ndarray, np.ndarray]:
    """A nerve of 5 x 4 mm that ends in an ovoid 10 mm wide and 15 mm long."""
    arc = np.arange(0.0, 30e-3, STEP)
    where = np.clip((arc - 7.5e-3) / 7.5e-3, -1.0, 1.0)
    swell = np.sqrt(np.clip(1.0 - where**2, 0.04, None))[:, None] * np.array([5e-3, 4.5e-3])
    nerve = np.tile([2.5e-3, 2.0e-3], (len(arc), 1))
    semi = np.where((arc < 7.5e-3)[:, None], swell, np.maximum(swell, nerve))
    neuroma = (arc < 7.5e-3) | (swell > nerve).any(axis=1)
    rng = np.random.default_rng(seed)
    return layout_along(semi, neuroma, rng, count=count, area_fraction=0.55, arc=arc), semi, neuroma


@pytest.mark.parametrize("seed", range(6))
def test_paths_are_continuous_and_oblique(seed: int) -> None:
    layout, _, neuroma = bulb(seed)
    last = int(np.flatnonzero(neuroma)[-1])
    moved = np.linalg.norm(np.diff(layout.centres[1 : last + 2], axis=0), axis=2)  # at 0 the outline closes
    there = (layout.radii[1 : last + 1] > 0) & (layout.radii[2 : last + 2] > 0)
    angle = np.degrees(np.arctan2(moved[there], STEP))
    assert angle.max() < 75.0  # no jump to another place
    assert OBLIQUE[0] < np.median(angle) < OBLIQUE[1]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_overlaps_or_leaves_the_bulb(seed: int) -> None:
    layout, semi, neuroma = bulb(seed)
    for station in np.flatnonzero(neuroma):
        there = layout.radii[station] > 0
        centres, radii = layout.centres[station, there], layout.radii[station, there]
        assert len(radii) < 2 or gaps(centres, radii).min() > 0.0
        assert reach(centres, radii, semi[station]) < 1.0


def test_the_share_of_the_area_falls_as_the_bulb_swells_and_all_end_blind() -> None:
    layout, semi, _ = bulb()
    share = (layout.radii**2).sum(axis=1) / semi.prod(axis=1)
    widest = int(np.argmax(semi.prod(axis=1)))
    assert share[widest] < FILLED < share[-1] == pytest.approx(0.55)
    count = (layout.radii > 0).sum(axis=1)
    assert 1 <= count[0] < 10 < count[widest]


def test_fascicles_keep_their_area_where_they_divide() -> None:
    layout, _, neuroma = bulb()
    near = int(np.flatnonzero(neuroma)[-1]) + 1
    for part in range(20, layout.radii.shape[1]):
        whole = layout.origins[part]
        leaves = int(np.flatnonzero(layout.radii[:, part])[-1])
        area = layout.radii[leaves, part] ** 2 + layout.radii[leaves, whole] ** 2
        assert 0.7 * layout.radii[near, whole] ** 2 < area <= layout.radii[near, whole] ** 2 * (1 + 1e-9)
        np.testing.assert_array_equal(layout.centres[leaves + 1 :, part], layout.centres[leaves + 1 :, whole])


def test_the_bulb_loses_the_order_of_the_nerve() -> None:
    """Which fascicle lies beside which: distances in the nerve say little of distances in the bulb."""
    layout, semi, _ = bulb(count=30)
    middle = int(np.argmax(semi.prod(axis=1))) - 4
    there = layout.radii[middle, :30] > 0

    def apart(station: int) -> np.ndarray:
        centres = layout.centres[station, :30][there] / semi[station]
        away = np.linalg.norm(centres[:, None] - centres, axis=2)
        return away[np.triu_indices(there.sum(), 1)]

    assert np.corrcoef(apart(-1), apart(middle))[0, 1] < 0.6
    assert np.corrcoef(apart(-1), apart(len(semi) - 5))[0, 1] == pytest.approx(1.0)


def test_same_seed_same_bulb() -> None:
    one, two, other = bulb(3)[0], bulb(3)[0], bulb(4)[0]
    np.testing.assert_array_equal(one.centres, two.centres)
    assert one.centres.shape != other.centres.shape or not np.allclose(one.centres, other.centres)


def test_a_right_leg_has_the_mirrored_bulb() -> None:
    case = cn.load("tibial-neuroma-child")
    left = next(nerve for nerve in cn.build(case).nerves if nerve.treated)
    probes = tuple(
        replace(item, tip=(-item.tip[0], *item.tip[1:]), axis=(-item.axis[0], *item.axis[1:]))
        for item in case.probes
    )
    turned = replace(case, anatomy=replace(case.anatomy, side="right"), probes=probes, sensors=())
    right = next(nerve for nerve in cn.build(turned).nerves if nerve.treated)
    here, there = (
        nerve.points[:, None] + np.einsum("sfa,sad->sfd", nerve.fascicle_offsets, nerve.across)
        for nerve in (left, right)
    )
    np.testing.assert_allclose(here * (-1.0, 1.0, 1.0), there, atol=1e-9)


def test_a_path_shares_the_area_of_its_fascicle_before_it_leaves() -> None:
    nerve = next(item for item in cn.build(cn.load("tibial-neuroma-child")).nerves if item.treated)
    areas = nerve.path_areas
    proper = ~nerve.neuroma
    np.testing.assert_allclose(areas[proper].sum(axis=1), (nerve.fascicle_radii[proper] ** 2).sum(axis=1))
    assert (areas[proper] > 0).all()
    assert len(set(nerve.fascicle_of)) == 35 < len(nerve.fascicle_of)
