import numpy as np
import pytest

from cryonerve.anatomy.outlines import BowedSheet, LimbOutline, Prism, _polygon_distance, ellipse_axes
from tests.unit.anatomy.test_solids import slope

STUMP = LimbOutline(np.array([2e-3, -1e-3]), np.array([40e-3, 43e-3]), 1.2, -10e-3, 30e-3)
TRIANGLE = np.array([[0.0, 10e-3], [-8e-3, -6e-3], [9e-3, -4e-3]])


def test_ellipse_axes_give_the_circumference():
    wide, high = ellipse_axes(0.26, 1.06)
    angle = np.linspace(0, 2 * np.pi, 100001)
    around = np.hypot(np.diff(wide * np.cos(angle)), np.diff(high * np.sin(angle))).sum()
    assert around == pytest.approx(0.26, rel=1e-4)
    assert high / wide == pytest.approx(1.06)


def surface_of(outline, count=400, seed=0):
    """Points moved onto the surface along rays by bisection."""
    rng = np.random.default_rng(seed)
    angle, z = rng.uniform(0, 2 * np.pi, count), rng.uniform(-36e-3, 40e-3, count)
    start = np.column_stack([np.tile(outline.centre, (count, 1)), np.clip(z, -25e-3, 40e-3)])
    ray = np.column_stack([np.cos(angle), np.sin(angle), np.where(z < -25e-3, -1.0, 0.0)])
    near, far = np.zeros(count), np.full(count, 0.2)
    for _ in range(60):
        middle = 0.5 * (near + far)
        inside = outline.distance(start + middle[:, None] * ray) < 0
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    return start + near[:, None] * ray


@pytest.mark.parametrize("depth", [0.0, 1.2e-3, 7e-3])
def test_outline_has_unit_slope_at_its_surface_also_on_the_cap(depth):
    outline = STUMP.below(depth)
    points = surface_of(outline)
    assert (points[:, 2] < outline.cap_start).sum() > 50
    assert np.linalg.norm(slope(outline, points), axis=1) == pytest.approx(1.0, abs=2e-3)


def test_layers_keep_their_thickness():
    """A layer drawn 7 mm below the skin lies 7 mm from it, within 2 % of that, wherever one looks."""
    skin = surface_of(STUMP, 20000, 1)
    from scipy.spatial import cKDTree

    inner = surface_of(STUMP.below(7e-3), 200, 2)
    inner = inner[(inner[:, 2] < 25e-3) & (inner[:, 2] > STUMP.cap_start)]
    apart = cKDTree(skin).query(inner)[0]
    assert np.median(apart) == pytest.approx(7e-3, rel=0.02)


def test_cap_closes_the_end():
    tip = np.array([[2e-3, -1e-3, STUMP.cap_start - STUMP.cap_height]])
    assert STUMP.distance(tip)[0] == pytest.approx(0.0, abs=1e-9)
    assert STUMP.distance(tip - [0, 0, 1e-3])[0] == pytest.approx(1e-3, rel=0.05)
    assert STUMP.bounds[0, 2] == pytest.approx(tip[0, 2])


def test_polygon_distance_against_brute_force():
    rng = np.random.default_rng(5)
    points = rng.uniform(-15e-3, 15e-3, (300, 2))
    edge = np.concatenate(
        [
            a + np.linspace(0, 1, 4000)[:, None] * (b - a)
            for a, b in zip(TRIANGLE, np.roll(TRIANGLE, -1, 0), strict=True)
        ]
    )
    nearest = np.array([np.hypot(*(edge - p).T).min() for p in points])
    found = _polygon_distance(points, TRIANGLE)
    assert np.abs(found) == pytest.approx(nearest, abs=1e-5)
    from matplotlib.path import Path

    assert ((found < 0) == Path(TRIANGLE).contains_points(points)).all()


def test_prism_grows_by_its_rounding_and_shrinks_by_its_inset():
    bone = Prism(np.array([3e-3, 4e-3]), TRIANGLE, 2e-3, 1.5, 0.0)
    on_side = np.array([[3e-3 + 0.5 * (TRIANGLE[0, 0] + TRIANGLE[1, 0]), 4e-3 + 2e-3, 0.0]])
    inner = Prism(bone.centre, bone.corners, bone.rounding, bone.taper, 3e-3)
    assert inner.distance(on_side) - bone.distance(on_side) == pytest.approx(3e-3)
    tip = np.array([[3e-3, 4e-3 + 10e-3 + 2e-3, 0.0]])
    assert bone.distance(tip)[0] == pytest.approx(0.0, abs=1e-9)
    higher = (tip - [*bone.centre, 0.0]) * (1 + 1.5 * 20e-3) + [*bone.centre, 20e-3]
    # the taper scales the bone about its own axis
    assert bone.distance(higher)[0] == pytest.approx(0.0, abs=1e-4)


def test_bowed_sheet_splits_space_and_leaves_a_gap():
    line = np.array([[1e-3, -5e-3, -0.1], [1e-3, -5e-3, 0.1]])
    behind, before = (BowedSheet(line, 30.0, side, 0.2e-3) for side in (True, False))
    points = np.random.default_rng(6).uniform(-2e-2, 2e-2, (500, 3))
    assert behind.distance(points) + before.distance(points) == pytest.approx(0.4e-3)
    on = np.array([[6e-3, -5e-3 + 30.0 * 25e-6, 0.0]])
    assert behind.distance(on)[0] == pytest.approx(0.2e-3)
    assert behind.distance(on - [0, 1e-3, 0])[0] < 0 < behind.distance(on - [0, -1e-3, 0])[0]
