"""Walls of what a scan labels: their points, and how cold the field is there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy.volume import Volume
from cryonerve.nerve.scan_walls import coldest_of_points, walls_of
from synthetic import synthetic_freezing

FAR = (np.full(3, -1.0), np.full(3, 1.0))


def box(step=(0.5e-3, 0.5e-3, 1e-3), sign=1.0):
    labels = np.ones((20, 20, 20), np.int16)
    labels[4:8, 5:9, 6:8] = 7
    affine = np.diag([*step, 1.0])
    if sign < 0.0:  # voxels that run the other way, in the same place
        labels = labels[:, ::-1].copy()
        affine[1, 3], affine[1, 1] = 19 * step[1], -step[1]
    return Volume(labels, affine, ())


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_points_lie_on_the_faces_around_a_label(sign) -> None:
    points = walls_of(box(sign=sign), 7, FAR)
    low, high = np.array([3.5, 4.5, 5.5]), np.array([7.5, 8.5, 7.5])
    scaled = points / [0.5e-3, 0.5e-3, 1e-3]
    assert scaled.min(axis=0) == pytest.approx(low)
    assert scaled.max(axis=0) == pytest.approx(high)
    assert len(points) == 2 * (4 * 4 + 4 * 2 + 4 * 2)
    at_rim = np.isclose(scaled, low) | np.isclose(scaled, high)
    assert (at_rim.sum(axis=1) == 1).all()


def test_only_what_is_wanted_and_only_labels_that_are_there() -> None:
    half = (np.array([-1.0, -1.0, -1.0]), np.array([2.6e-3, 1.0, 1.0]))
    assert walls_of(box(), 7, half)[:, 0].max() <= 2.6e-3
    assert walls_of(box(), 7, (np.full(3, 0.5), np.full(3, 1.0))).shape == (0, 3)
    assert walls_of(box(), 3, FAR).shape == walls_of(box(), 40, FAR).shape == (0, 3)


@pytest.mark.parametrize("spacing", [0.5e-3, 0.8e-3, 1.1e-3])
def test_the_coldest_wall_does_not_hang_on_the_cells(spacing) -> None:
    faces = [np.arange(-3e-3, 9e-3 + 1e-9, spacing)] * 3
    shape = tuple(len(item) - 1 for item in faces)
    x = 0.5 * (faces[0][1:] + faces[0][:-1])
    nadir = np.broadcast_to((20.0 + 4000.0 * x)[:, None, None], shape).astype(np.float32)
    run = replace(
        synthetic_freezing(), x=faces[0], y=faces[1], z=faces[2], nadir=nadir,
        tissue_volume=np.full(shape, spacing**3), labels=np.ones(shape, np.int16),
    )  # fmt: skip
    found = coldest_of_points(run, walls_of(box(), 7, FAR))
    assert found == pytest.approx(20.0 + 4000.0 * 3.5 * 0.5e-3, abs=0.01)
    assert coldest_of_points(run, np.full((3, 3), 1.0)) is None
