from __future__ import annotations

import numpy as np
import pytest

from cryonerve.scans.rigid import from_small, to_small
from cryonerve.scans.surface_registration import Cloud, Known, fit_surfaces


def plane(side, step, height=0.0):
    """Points of a flat square about the middle, looking up."""
    line = np.arange(-0.5 * side, 0.5 * side + 1e-9, step)
    x, y = (item.ravel() for item in np.meshgrid(line, line))
    points = np.column_stack([x, y, np.full(x.size, height)])
    return Cloud(points, np.tile([0.0, 0.0, 1.0], (x.size, 1)))


def known(*, sigma=1e-3, freedom=9):
    return Known(np.eye(4), np.zeros(3), np.diag([*[0.03**2] * 3, *[sigma**2] * 3]), freedom)


def test_a_plane_fixes_three_numbers_and_landmarks_hold_the_others():
    fit = fit_surfaces(plane(40e-3, 1e-3, 1e-3), plane(90e-3, 1e-3), [np.eye(4)], voxel=0.5e-3, known=known())
    small = to_small(fit.transform, np.zeros(3))
    assert small[[0, 1, 2, 3, 4]] == pytest.approx(0.0, abs=2e-4)
    assert small[5] == pytest.approx(-1e-3, rel=0.05)
    assert fit.fixed == pytest.approx(3.0, abs=0.2)
    assert fit.departure == pytest.approx(1.0, abs=0.1)
    spread = np.sqrt(np.diag(fit.covariance)[3:])
    assert spread[:2].min() > 0.9e-3
    assert spread[2] < 0.5e-3


def test_landmarks_that_the_surface_contradicts_count_as_set_worse():
    near, far = (
        fit_surfaces(plane(40e-3, 1e-3, height), plane(90e-3, 1e-3), [np.eye(4)], voxel=0.5e-3, known=known())
        for height in (0.5e-3, 5e-3)
    )
    assert far.departure > 20.0
    assert far.covariance[3, 3] == pytest.approx((9.0 + far.departure) / 12.0 * 1e-6, rel=0.1)
    assert near.covariance[3, 3] == pytest.approx(1e-6, rel=0.1)


def test_three_landmarks_know_less_of_their_error_than_five():
    clouds = plane(40e-3, 2e-3, 1e-3), plane(90e-3, 2e-3)
    freedoms = [fit_surfaces(*clouds, [np.eye(4)], known=known(freedom=count)).freedom for count in (3, 9)]
    assert freedoms == [6, 9]


def test_the_start_is_the_landmarks_alone():
    """Two parallel sheets, the farther of which fits as well: landmarks say which."""
    one, other = plane(90e-3, 1e-3), plane(90e-3, 1e-3, 6e-3)
    both = Cloud(np.vstack([one.points, other.points]), np.vstack([one.normals, other.normals]))
    begun = from_small(np.array([0, 0, 0, 0, 0, 1e-3]), np.zeros(3))
    fit = fit_surfaces(plane(40e-3, 1e-3), both, [begun], voxel=0.5e-3, known=known())
    assert to_small(fit.transform, np.zeros(3))[5] == pytest.approx(0.0, abs=0.2e-3)
