"""Edges of tissues that move by a fraction of a millimetre, in voxels."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.anatomy.boundaries import boundaries_of
from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.coverage import sample
from cryonerve.anatomy.distance_fields import surface_of
from cryonerve.anatomy.overlay_painting import paint_centres
from cryonerve.anatomy.solids import Painted
from cryonerve.anatomy.volume import Overlay, Structure, Volume

KINDS = (
    Structure(1, "thigh", "muscle", "muscle"),
    Structure(2, "fat", "fat", "fat"),
    Structure(3, "femur", "cortical bone", "bone"),
    Structure(4, "tibial nerve", "nerve", "nerve"),
    Structure(5, "artery", "blood", "artery"),
    Structure(6, "skin", "skin", "skin"),
)
EVERYWHERE = ((-1.0,) * 3, (1.0,) * 3)
REACH = 3e-3


def volume(labels, *size):
    return Volume(labels.astype(np.int16), np.diag([*(1e-3 * np.array(size)), 1.0]), KINDS)


def layers(*size):
    """Fat, 20 voxels of muscle and fat again along x, with a nerve across."""
    labels = np.full((40, 12, 12), 2)
    labels[10:30] = 1
    labels[:, 5, 5] = 4
    return volume(labels, *size)


def metres3(found, label):
    return float((found.labels == label).sum()) * abs(float(np.prod(np.diag(found.affine)[:3])))


@pytest.mark.parametrize("shift", [1.0e-3, 0.5e-3, -0.5e-3, -1.5e-3])
def test_a_flat_edge_moves_by_what_is_asked(shift) -> None:
    drawn = layers(0.25, 0.5, 0.5)
    moved = boundaries_of(drawn, reach=REACH, around=EVERYWHERE).moved({"muscle": shift})
    along = (moved.labels[:, 9, 9] == 1).sum() * 0.25e-3
    assert along == pytest.approx(20 * 0.25e-3 + 2 * shift, abs=1e-9)
    assert ((moved.labels == 4) == (drawn.labels == 4)).all()  # a nerve keeps its voxels
    assert (moved.labels > 0).all()


def test_wide_voxels_are_divided_so_that_less_than_one_counts() -> None:
    drawn = layers(1.0, 1.0, 3.3)
    moved = boundaries_of(drawn, reach=REACH, around=EVERYWHERE).moved({"muscle": 0.4e-3})
    assert np.diag(moved.affine)[:3] == pytest.approx([1e-3 / 3, 1e-3 / 3, 3.3e-3 / 9])
    assert moved.bounds == pytest.approx(drawn.bounds)
    assert (moved.labels[:, 30, 90] == 1).sum() / 3 == pytest.approx(20 + 2 / 3)


def test_a_ball_grows_by_its_radius() -> None:
    """Within a tenth of what is moved: voxels of 0.3 mm, surfaces in every direction."""
    size, radius = 0.3, 5e-3
    axis = (np.arange(60) - 29.5) * size * 1e-3
    away = np.sqrt(sum(part**2 for part in np.meshgrid(axis, axis, axis, indexing="ij")))
    drawn = volume(np.where(away < radius, 3, 1), size, size, size)
    found = boundaries_of(drawn, reach=REACH, around=EVERYWHERE)
    for shift in (-1.2e-3, -0.7e-3, 0.7e-3, 1.2e-3):
        grown = metres3(found.moved({"bone": shift}), 3) - metres3(drawn, 3)
        expected = 4.0 / 3.0 * np.pi * ((radius + shift) ** 3 - radius**3)
        assert grown == pytest.approx(expected, rel=0.1)


def test_what_is_not_moved_is_the_very_same_volume() -> None:
    drawn = layers(1.0, 1.0, 3.3)
    found = boundaries_of(drawn, reach=REACH, around=EVERYWHERE)
    assert found.moved({"muscle": 0.0, "skin": 1e-3}) is drawn  # there is no skin


def test_outside_of_the_box_edges_stay() -> None:
    drawn = layers(0.25, 0.25, 0.25)
    half = ((-1.0, -1.0, -1.0), (5e-3, 1.0, 1.0))
    moved = boundaries_of(drawn, reach=REACH, around=half).moved({"muscle": 1e-3})
    assert (np.flatnonzero(moved.labels[:, 9, 9] == 1)[[0, -1]] == [6, 29]).all()


def test_a_wider_vessel_takes_from_what_surrounds_it_and_not_from_the_nerve() -> None:
    labels = np.full((40, 40, 4), 1)
    labels[15:20, 10:30] = 5
    labels[20:25, 10:30] = 4
    drawn = volume(labels, 0.25, 0.25, 0.25)
    moved = boundaries_of(drawn, reach=REACH, around=EVERYWHERE).moved({"vessels": 0.5e-3})
    assert (np.flatnonzero(moved.labels[:, 20, 2] == 5) == np.arange(13, 20)).all()
    assert (moved.labels == 4).sum() == (drawn.labels == 4).sum()


def painted():
    """Muscle over fat along x, under a shell of skin, with an artery painted along z that no voxel holds."""
    labels = np.ones((30, 30, 12), np.int16)
    labels[18:] = 2
    affine = np.diag([1e-3, 1e-3, 3e-3, 1.0])
    inside = np.zeros((30, 30, 12), bool)
    inside[4:26, 4:26] = True
    z = np.linspace(-3e-3, 36e-3, 40)
    line = np.stack([0 * z + 12e-3, 0 * z + 15e-3, z], axis=1)
    tube = Painted(5, Tube(line, np.full((40, 2), 2e-3)), 5, False)
    surface = surface_of(inside, np.zeros(3), np.diag(affine)[:3])
    overlay = Overlay(labels, surface, (6, 1.5e-3), shapes=(tube,))
    return Volume(paint_centres(overlay, affine), affine, KINDS, overlay=overlay)


FACES = tuple(np.arange(1e-3, end, 0.5e-3) for end in (29e-3, 29e-3, 33e-3))


def held_by(found, label):
    """m3 of a label in a grid of half a millimetre."""
    cells = sample(found, *FACES)
    share = np.where(cells.first == label, cells.share, 0.0)
    share += np.where((cells.second == label) & (cells.first != label), 1.0 - cells.share, 0.0)
    return float((share * cells.body).sum()) * 0.5e-3**3


def test_what_is_painted_over_the_voxels_stays_where_hardly_anything_moves() -> None:
    """Divided voxels are the same tissue in every cell, under the same surface."""
    drawn = painted()
    moved = boundaries_of(drawn, reach=REACH, around=EVERYWHERE).moved({"muscle": 1e-9, "vessels": 1e-9})
    assert moved is not drawn
    for label in (1, 2, 5, 6):
        assert held_by(moved, label) == pytest.approx(held_by(drawn, label), rel=0.02), label
    before, after = (sample(item, *FACES).body for item in (drawn, moved))
    assert np.abs(before - after).max() < 1e-6


def test_skin_and_vessels_that_are_painted_grow_too() -> None:
    drawn = painted()
    found = boundaries_of(drawn, reach=REACH, around=EVERYWHERE)
    thicker, wider = (found.moved({name: 0.7e-3}) for name in ("skin", "vessels"))
    assert held_by(thicker, 6) / held_by(drawn, 6) == pytest.approx(2.2 / 1.5, rel=0.06)
    assert held_by(wider, 5) / held_by(drawn, 5) == pytest.approx((2.7 / 2.0) ** 2, rel=0.04)
    shown = float((wider.labels == 5).sum()) * float(np.prod(np.diag(wider.affine)[:3]))
    assert shown == pytest.approx(np.pi * 2.7e-3**2 * 36e-3, rel=0.1)  # labels follow
    narrower = found.moved({"vessels": -0.7e-3})
    assert held_by(narrower, 5) / held_by(drawn, 5) == pytest.approx((1.3 / 2.0) ** 2, rel=0.06)
    muscle = found.moved({"muscle": 0.8e-3})
    assert held_by(muscle, 1) > held_by(drawn, 1) + 0.6e-3 * 19e-3 * 30e-3
