"""Stored fields at any point."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat import sample_field
from cryonerve.case.protocol import Freeze
from tests.unit.bioheat.blocks import block, frozen


@pytest.fixture(scope="module")
def run():
    return frozen(block(Freeze(-80.0, 2.0)))


def test_linear_field(run) -> None:
    at = np.stack(np.meshgrid(*run.centres, indexing="ij"), axis=-1)
    slope = np.array([10.0, -4.0, 3.0])
    points = np.random.default_rng(0).uniform(-6e-3, 6e-3, (50, 3))
    np.testing.assert_allclose(sample_field(run, 5.0 + at @ slope, points), 5.0 + points @ slope, atol=1e-9)


def test_cell_centres(run) -> None:
    at = np.stack(np.meshgrid(*run.centres, indexing="ij"), axis=-1).reshape(-1, 3)
    np.testing.assert_allclose(sample_field(run, run.nadir, at), run.nadir.ravel(), atol=1e-4)


def test_outside_takes_the_nearest_face(run) -> None:
    points = np.array([[1.0, 0.0, 0.0], [run.centres[0][-1], 0.0, 0.0]])
    values = sample_field(run, run.nadir, points)
    assert values[0] == values[1]


def test_one_point_and_none(run) -> None:
    assert sample_field(run, run.nadir, np.zeros(3)).shape == (1,)
    assert sample_field(run, run.nadir, np.zeros((0, 3))).shape == (0,)
