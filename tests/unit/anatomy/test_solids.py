import numpy as np
import pytest

from cryonerve.anatomy.solids import Box, Ellipsoid, HalfSpace, Intersection, Placed, Union

TURN = np.linalg.qr(np.random.default_rng(4).normal(size=(3, 3)))[0]


def slope(solid, points, step=1e-7):
    return np.stack(
        [
            (solid.distance(points + step * e) - solid.distance(points - step * e)) / (2 * step)
            for e in np.eye(3)
        ],
        axis=1,
    )


def test_box_distance_is_exact():
    box = Box(np.array([-1.0, -2.0, -3.0]), np.array([1.0, 2.0, 3.0]))
    points = np.array([[0, 0, 0], [1.5, 0, 0], [2, 3, 3], [0, 0, 2.75]], float)
    assert box.distance(points) == pytest.approx([-1.0, 0.5, np.sqrt(2.0), -0.25])


def test_ellipsoid_is_zero_with_unit_slope_on_its_surface():
    solid = Ellipsoid(np.array([1e-3, 2e-3, 0.0]), np.array([5e-3, 3e-3, 8e-3]), TURN)
    unit = np.random.default_rng(1).normal(size=(200, 3))
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    surface = solid.centre + (unit * solid.semi_axes) @ TURN
    assert np.abs(solid.distance(surface)).max() < 1e-9
    assert np.linalg.norm(slope(solid, surface), axis=1) == pytest.approx(1.0, abs=1e-3)
    assert (surface >= solid.bounds[0] - 1e-12).all()
    assert (surface <= solid.bounds[1] + 1e-12).all()
    # tight: the surface reaches its box on every side
    fine = np.random.default_rng(2).normal(size=(20000, 3))
    fine = solid.centre + (fine / np.linalg.norm(fine, axis=1, keepdims=True) * solid.semi_axes) @ TURN
    assert np.stack([fine.min(0), fine.max(0)]) == pytest.approx(solid.bounds, abs=5e-5)


def test_ellipsoid_centre_is_inside_and_finite():
    solid = Ellipsoid(np.zeros(3), np.array([5e-3, 3e-3, 8e-3]), np.eye(3))
    assert solid.distance(np.zeros((1, 3)))[0] == pytest.approx(-3e-3)


def test_union_and_intersection_take_nearest_and_farthest():
    left = HalfSpace(np.array([1.0, 0, 0]), np.array([1.0, 0, 0]))
    low = HalfSpace(np.array([0, 2.0, 0]), np.array([0, 1.0, 0]))
    points = np.array([[0.0, 5.0, 0.0], [0.0, 0.0, 0.0], [4.0, 3.0, 0.0]])
    assert Union((left, low)).distance(points) == pytest.approx([-1.0, -2.0, 1.0])
    assert Intersection((left, low)).distance(points) == pytest.approx([3.0, -1.0, 3.0])


def test_mirrored_solid_is_the_mirror_image():
    solid = Ellipsoid(np.array([4e-3, 2e-3, 1e-3]), np.array([5e-3, 3e-3, 8e-3]), TURN)
    origin = np.array([1e-3, -2e-3, 0.5e-3])
    points = np.random.default_rng(3).normal(scale=8e-3, size=(100, 3))
    plain, mirrored = Placed(solid, origin), Placed(solid, origin, True)
    assert plain.distance(points) == pytest.approx(solid.distance(points + origin))
    assert mirrored.distance(points * [-1, 1, 1]) == pytest.approx(plain.distance(points))
    assert mirrored.bounds[:, 0] == pytest.approx(-plain.bounds[::-1, 0])
    assert mirrored.bounds[:, 1:] == pytest.approx(plain.bounds[:, 1:])
