from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from cryonerve.errors import ScanError
from cryonerve.scans.rigid import (
    at_places,
    fit_rigid,
    from_small,
    inverted,
    moved,
    require_rigid,
    shift_of_small,
    to_small,
    turn,
)

numbers = st.lists(st.floats(-1.0, 1.0), min_size=6, max_size=6).map(np.array)


@given(numbers)
def test_small_numbers_and_the_matrix_say_the_same(small):
    centre = np.array([0.1, -0.2, 0.3])
    transform = from_small(small, centre)
    assert np.allclose(transform[:3, :3], Rotation.from_rotvec(small[:3]).as_matrix(), atol=1e-9)
    assert np.allclose(to_small(transform, centre), small, atol=1e-8)
    assert turn(transform) == pytest.approx(np.degrees(np.linalg.norm(small[:3])), abs=1e-6)


@given(numbers, st.integers(3, 20), st.integers(0, 1000))
def test_points_find_the_motion_that_moved_them(small, count, seed):
    points = np.random.default_rng(seed).normal(size=(count, 3)) * [0.03, 0.05, 0.1]
    if np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[1] < 0.01:
        return
    transform = from_small(small, np.zeros(3))
    assert np.allclose(fit_rigid(points, moved(transform, points)), transform, atol=1e-7)


def test_a_mirror_image_is_not_fitted_by_a_mirror():
    points = np.random.default_rng(1).normal(size=(6, 3))
    assert np.linalg.det(fit_rigid(points, points * [-1, 1, 1])[:3, :3]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([[0, 0, 0], [1, 0, 0]], "2 landmarks do not fix"),
        ([[0, 0, 0], [1, 0, 0], [2, 0, 1e-6]], "lie on one line"),
        ([[0, 0, 0], [1, 0, np.nan], [2, 1, 0]], "no place"),
    ],
)
def test_points_that_fix_no_motion(points, said):
    with pytest.raises(ScanError, match=said):
        fit_rigid(np.array(points, float), np.array(points, float))


def test_shift_is_the_derivative_of_the_motion():
    rng = np.random.default_rng(2)
    points, centre, small = rng.normal(size=(5, 3)), rng.normal(size=3), 1e-6 * rng.normal(size=6)
    shift = moved(from_small(small, centre), points) - points
    assert np.allclose(np.einsum("nai,i->na", shift_of_small(points, centre), small), shift, atol=1e-11)


def test_covariance_at_places_is_that_of_drawn_motions():
    rng = np.random.default_rng(3)
    root = rng.normal(size=(6, 6)) * 1e-3
    points, centre = rng.normal(size=(3, 3)), np.zeros(3)
    shifts = [moved(from_small(root @ rng.normal(size=6), centre), points) - points for _ in range(4000)]
    measured = np.sqrt((np.array(shifts) ** 2).sum(axis=2).mean(axis=0))
    assert at_places(root @ root.T, centre, points) == pytest.approx(measured, rel=0.04)


def test_a_stretch_and_a_mirror_are_no_rigid_motion():
    for matrix in (np.diag([1.01, 1, 1, 1]), np.diag([-1.0, 1, 1, 1])):
        with pytest.raises(ScanError, match="no rigid motion"):
            require_rigid(matrix)


def test_the_other_way_round_errs_as_far_at_the_same_places():
    rng = np.random.default_rng(4)
    motion = from_small(np.array([0.3, -0.5, 0.8, 0.02, -0.01, 0.04]), np.zeros(3))
    root = rng.normal(size=(6, 6)) * 1e-3
    covariance, centre = root @ root.T, np.array([0.01, 0.02, -0.03])
    back, there, turned = inverted(motion, centre, covariance)
    places = rng.normal(size=(20, 3)) * 0.05
    assert np.allclose(back @ motion, np.eye(4), atol=1e-12)
    assert np.allclose(at_places(turned, there, moved(back, places)), at_places(covariance, centre, places))
