"""Cells that a probe cuts: what is taken away is the probe's volume, and no tissue gets lost."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.cutting import cut_cells, hand_over
from cryonerve.bioheat.probe_boundary import Placement

SIDE = 10e-3


def cube(spacing: float = 0.5e-3):
    faces = np.linspace(-SIDE, SIDE, round(2.0 * SIDE / spacing) + 1)
    return faces, faces, faces


def placed(tip, axis, radius: float = 0.75e-3) -> Placement:
    way = np.array(axis, float)
    return Placement(np.array(tip, float) * 1e-3, way / np.linalg.norm(way), radius, 5e-3)


def removed(share, faces) -> float:
    x, y, z = (np.diff(f) for f in faces)
    return float(((1.0 - share) * x[:, None, None] * y[None, :, None] * z[None, None, :]).sum())


def length_inside(placement: Placement) -> float:
    """Along the axis from the tip to where it leaves the cube."""
    runs = placement.axis != 0.0
    ends = np.where(placement.axis > 0.0, SIDE, -SIDE)
    return float(np.min((ends - placement.tip)[runs] / placement.axis[runs]))


@pytest.mark.parametrize(
    ("tip", "axis"),
    [
        ((0, 0, 0), (0, 0, 1)),
        ((0.13, -0.21, 1.07), (0, 0, -1)),
        ((1.1, 0.3, -2.0), (0.3, 0.2, 1.0)),
        ((-2.0, 0.7, 0.4), (1.0, 0.4, -0.3)),
        ((0.2, 0.2, -3.3), (0.1, -0.45, 1.0)),
    ],
)
@pytest.mark.parametrize("radius", [0.45e-3, 0.75e-3, 1.7e-3])
def test_what_is_taken_away_is_the_cylinder(tip, axis, radius: float) -> None:
    """Tip face to the plane it leaves through: averaged over the cross-section that is the axis' length.

    Six samples along the edge of a half-millimetre cell settle its cross-section to 0.03 mm2.
    """
    placement = placed(tip, axis, radius)
    share, _ = cut_cells(cube(), [placement])
    length = length_inside(placement)
    exact = np.pi * radius**2
    assert removed(share, cube()) / length == pytest.approx(exact, rel=0.01, abs=0.03e-6)


def test_dead_cells_lie_inside_or_at_the_wall() -> None:
    faces = cube()
    placement = placed((0.1, 0.2, -1.0), (0.2, -0.1, 1.0))
    share, dead = cut_cells(faces, [placement])
    centre = 0.5 * (faces[0][1:] + faces[0][:-1])
    points = np.stack(np.meshgrid(centre, centre, centre, indexing="ij"), axis=-1).reshape(-1, 3)
    distance = placement.distance(points).reshape(dead.shape)
    assert dead[distance < 0.0].all()
    assert not dead[distance > 0.25e-3].any()
    assert (share[distance > 0.5e-3] == 1.0).all()


def test_no_probe_and_a_probe_elsewhere() -> None:
    for placements in ([], [placed((50.0, 0.0, 0.0), (1, 0, 0))]):
        share, dead = cut_cells(cube(), placements)
        assert (share == 1.0).all()
        assert not dead.any()


def test_a_shaft_that_only_passes_through() -> None:
    """Tip outside the volume, shaft across it."""
    share, dead = cut_cells(cube(), [placed((0.1, 0.1, -30.0), (0, 0, 1))])
    assert dead.any()
    assert removed(share, cube()) == pytest.approx(np.pi * 0.75e-3**2 * 2.0 * SIDE, rel=0.01)


def test_overlapping_probes_count_once() -> None:
    one = placed((0.0, 0.0, 0.0), (0, 0, 1))
    share, dead = cut_cells(cube(), [one])
    twice, dead_twice = cut_cells(cube(), [one, one])
    np.testing.assert_array_equal(share, twice)
    np.testing.assert_array_equal(dead, dead_twice)


@pytest.mark.parametrize("radius", [0.3e-3, 0.75e-3, 1.7e-3])
@pytest.mark.parametrize("spacing", [0.5e-3, 1e-3])
def test_hand_over_keeps_all_tissue(radius: float, spacing: float) -> None:
    """All but what closed cells hold that touch no open one: less than a hundred-thousandth."""
    faces = cube(spacing)
    probes = [
        placed((0.1, 0.2, -1.0), (0.2, -0.1, 1.0), radius),
        placed((2.2, 0.2, -1.0), (0.0, -0.1, 1.0), radius),
    ]
    share, dead = cut_cells(faces, probes)
    volume = share * spacing**3
    live = ~dead
    kept = hand_over(volume, dead, live)
    assert kept.sum() == pytest.approx(volume.sum(), rel=1e-5)
    assert (kept[dead] == 0.0).all()
    assert (kept[live] >= volume[live]).all()
    touched = (kept > volume) & live
    assert touched.sum() < 6 * dead.sum()


def test_hand_over_by_hand() -> None:
    volume = np.ones((3, 1, 1))
    dead = np.array([False, True, False]).reshape(3, 1, 1)
    np.testing.assert_allclose(hand_over(volume, dead, ~dead).ravel(), [1.5, 0.0, 1.5])
    live = np.array([True, False, False]).reshape(3, 1, 1)  # the third is air
    np.testing.assert_allclose(hand_over(volume, dead, live).ravel(), [2.0, 0.0, 0.0])
