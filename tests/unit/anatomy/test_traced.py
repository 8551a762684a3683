import numpy as np
import pytest

from cryonerve.anatomy.courses import Tube, frames, resample
from cryonerve.anatomy.solids import Ellipsoid
from cryonerve.anatomy.traced import trace

SPACING = np.array([0.3e-3, 0.3e-3, 1.0e-3])
ORIGIN = np.array([-12e-3, 5e-3, -30e-3])
SHAPE = (90, 90, 60)
PLACE = np.stack(np.meshgrid(*[np.arange(n) for n in SHAPE], indexing="ij"), -1) * SPACING + ORIGIN


def mask_of(solid):
    return (solid.distance(PLACE.reshape(-1, 3)) < 0).reshape(SHAPE)


def curve():
    z = np.linspace(-40e-3, 40e-3, 400)
    return np.stack([1e-3 + 4e-3 * np.sin(z / 30e-3), 18e-3 + 3e-3 * np.cos(z / 40e-3), z], axis=1)


def nearest(points, line):
    from scipy.spatial import cKDTree

    return cKDTree(line).query(points)[0]


def test_follows_a_curved_elliptic_nerve():
    line = curve()
    semi = np.tile([2.6e-3, 1.8e-3], (len(line), 1))
    found = trace(mask_of(Tube(line, semi, frames(line))), ORIGIN, SPACING)
    assert nearest(found.points[3:-3], resample(line, 0.05e-3)).max() < 0.15e-3
    assert found.points[0, 2] < found.points[-1, 2]
    assert found.points[0, 2] == pytest.approx(-30e-3, abs=1.1e-3)
    middle = slice(8, -8)
    assert np.pi * found.semi_axes[middle].prod(axis=1) == pytest.approx(np.pi * 2.6e-3 * 1.8e-3, rel=0.06)
    assert found.semi_axes[middle, 0] == pytest.approx(2.6e-3, rel=0.06)
    assert found.semi_axes[middle, 1] == pytest.approx(1.8e-3, rel=0.06)
    tangent = np.gradient(found.points, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    assert np.cross(found.across[:, 0], found.across[:, 1]) == pytest.approx(tangent, abs=0.02)
    assert found.left_out == 0.0
    # the wide direction is the one it was drawn with
    wide = frames(found.points)[:, 0]
    assert np.abs((wide * found.across[:, 0]).sum(axis=1))[middle].min() > 0.95


def test_nerve_that_runs_across():
    x = np.linspace(-40e-3, 40e-3, 300)
    line = np.stack([x, np.full(300, 18e-3), -5e-3 + 0.1 * x], axis=1)
    found = trace(mask_of(Tube(line, np.full((300, 2), 2e-3))), ORIGIN, SPACING)
    assert found.points[0, 2] < found.points[-1, 2]
    assert np.ptp(found.points[:, 0]) > 24e-3
    assert nearest(found.points[4:-4], resample(line, 0.05e-3)).max() < 0.3e-3


def test_directions_do_not_flip_in_a_round_nerve():
    line = curve()
    found = trace(mask_of(Tube(line, np.full((len(line), 2), 2e-3))), ORIGIN, SPACING)
    turn = np.degrees(np.arccos(np.clip((found.across[1:, 0] * found.across[:-1, 0]).sum(axis=1), -1, 1)))
    assert turn.max() < 46


def test_only_the_largest_piece_is_followed():
    line = curve()
    mask = mask_of(Tube(line, np.full((len(line), 2), 2e-3)))
    size = mask.sum()
    crumb = mask_of(Ellipsoid(np.array([-9e-3, 8e-3, 0.0]), np.full(3, 2.5e-3), np.eye(3)))
    found = trace(mask | crumb, ORIGIN, SPACING)
    assert found.left_out == pytest.approx(crumb.sum() / (crumb.sum() + size))
    assert nearest(found.points[3:-3], resample(line, 0.05e-3)).max() < 0.2e-3


def test_a_gap_of_labels_is_no_curve():
    mask = np.zeros(SHAPE, bool)
    assert trace(mask, ORIGIN, SPACING) is None
    mask[40:43, 40:43, 30:32] = True
    assert trace(mask, ORIGIN, SPACING) is None
