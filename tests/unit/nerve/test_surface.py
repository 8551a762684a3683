from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.nerve.surface import coldest_surface, surface_points
from synthetic import synthetic_freezing


def with_nadir(temperature):
    """The synthetic freezing with another field of coldest temperatures."""
    base = synthetic_freezing()
    grid = np.stack(np.meshgrid(*base.centres, indexing="ij"), axis=-1)
    everywhere = np.broadcast_to(np.diff(base.x)[:, None, None], base.nadir.shape) ** 3
    return replace(base, nadir=temperature(grid).astype(np.float32), tissue_volume=everywhere)


def test_distance_to_an_oblique_plane_is_exact():
    normal = np.array([2.0, -1.0, 0.5]) / np.sqrt(5.25)
    freezing = with_nadir(lambda grid: -20.0 + 8e3 * (grid @ normal - 1e-3))
    points = np.array([[3e-3, 1e-3, 2e-3], [0.0, -3e-3, 4e-3], [1.7e-3, 2.2e-3, 8e-3]])
    expected = np.abs(points @ normal - 1e-3)
    assert coldest_surface(freezing, -20.0).distance(points) == pytest.approx(expected, abs=2e-6)


def test_distance_to_a_sphere_is_right_to_a_tenth_of_a_cell():
    centre, radius = np.array([1e-3, 0.3e-3, 6e-3]), 3.1e-3
    freezing = with_nadir(lambda grid: -20.0 + 5e3 * (np.linalg.norm(grid - centre, axis=-1) - radius))
    directions = np.random.default_rng(1).normal(size=(50, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    beyond = np.linspace(0.05e-3, 2e-3, 50)
    points = centre + directions * (radius + beyond)[:, None]
    assert coldest_surface(freezing, -20.0).distance(points) == pytest.approx(beyond, abs=0.07e-3)


def test_without_a_surface_the_distance_leads_to_the_coldest_cell():
    base = synthetic_freezing()
    where = [axis[20] for axis in base.centres]
    freezing = with_nadir(lambda grid: np.linalg.norm(grid - where, axis=-1) * 1e3)
    beside = np.array([where]) + np.array([[0, 0, 3e-3]])
    assert coldest_surface(freezing, -20.0).distance(beside) == pytest.approx(3e-3)


def test_cells_without_tissue_bound_nothing():
    freezing = with_nadir(lambda grid: np.where(grid[..., 0] < 0, -60.0, 30.0))
    inside = replace(freezing, tissue_volume=np.where(freezing.nadir < 0, 0.0, 1e-9))
    assert len(surface_points(freezing, freezing.nadir, -20.0)[0]) > 100
    assert len(surface_points(inside, inside.nadir, -20.0)[0]) == 0
