"""Temperature between cell centres."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.points import Acting, locate, read
from tests.unit.bioheat.blocks import block, device, grid_of, probe

TILTED = probe(tip=(0.3, -0.2, -1.0), axis=(0.3, 0.2, 1.0))


def a_grid(**options):
    return grid_of(block(probes=[TILTED], **options))


def centres(grid) -> np.ndarray:
    """(cell, 3)"""
    return grid.grid.centre


def some_points(grid, n: int = 400, edge: float = 6e-3) -> np.ndarray:
    """Outside the probe, at least one cell away from it and from the faces."""
    points = np.random.default_rng(2).uniform(-edge, edge, (n, 3))
    return points[grid.placements[0].distance(points) > 1.5e-3]


def test_exact_at_cell_centres() -> None:
    grid = a_grid()
    temperature = np.random.default_rng(1).uniform(-80.0, 40.0, grid.live.shape)
    points = centres(grid)[grid.live]
    got = read(grid, locate(grid, points), temperature, Acting.none(1))
    np.testing.assert_allclose(got, temperature[grid.live], atol=1e-9)


def test_linear_field_is_exact_in_one_phase() -> None:
    grid = a_grid()
    slope = np.array([400.0, -300.0, 200.0])
    points = some_points(grid)
    got = read(grid, locate(grid, points), 20.0 + centres(grid) @ slope, Acting.none(1))
    np.testing.assert_allclose(got, 20.0 + points @ slope, atol=1e-9)


def test_steady_flux_across_the_front_is_exact() -> None:
    """Linear in the Kirchhoff potential, with a fourfold jump of conductivity: no kink is smeared."""
    grid = a_grid()
    curve = grid.materials[0].curve
    fine = np.linspace(-120.0, 60.0, 40001)

    def temperature_of(theta):
        return np.interp(theta, curve.potential_at(fine), fine)

    slope = np.array([3e3, 0.0, 1e3])
    level = float(curve.potential_at(-4.0))
    points = some_points(grid)
    got = read(grid, locate(grid, points), temperature_of(level + centres(grid) @ slope), Acting.none(1))
    np.testing.assert_allclose(got, temperature_of(level + points @ slope), atol=0.01)


@pytest.mark.parametrize("gas", [None, -90.0], ids=["held", "film"])
def test_the_probes_own_field_is_exact_up_to_its_wall(gas: float | None) -> None:
    uses = device(gas=gas, coefficient=None if gas is None else 8000.0)
    grid = a_grid(uses=uses, spacing=0.5)
    curve, item = grid.materials[0].curve, grid.placements[0]
    fine = np.linspace(-150.0, 20.0, 40001)
    cold, far = -90.0, float(curve.potential_at(-15.0))
    base = float(curve.potential_at(cold))

    def temperature_of(phi):
        return np.interp(base + (far - base) * phi, curve.potential_at(fine), fine)

    temperature = temperature_of(grid.phi[0, 0].astype(float))
    rng = np.random.default_rng(4)
    along, angle = rng.uniform(0.3e-3, 3.7e-3, 200), rng.uniform(0.0, 2.0 * np.pi, 200)
    across = item.radius + rng.uniform(0.02e-3, 0.4e-3, 200)
    u = np.cross(item.axis, [1.0, 0.0, 0.0])
    u /= np.linalg.norm(u)
    v = np.cross(item.axis, u)
    points = (
        item.tip
        + along[:, None] * item.axis
        + across[:, None] * (np.cos(angle)[:, None] * u + np.sin(angle)[:, None] * v)
    )
    phi = grid.fields[0][0].at(item, points)
    wall = float(temperature_of(grid.fields[0][0].at(item, item.tip[None] + 2e-3 * item.axis))[0])
    acting = Acting(np.array([cold]), np.array([wall]))
    located = locate(grid, points)
    lifted = located.phi[1] < 0.3
    assert lifted.sum() > 50
    got = read(grid, located, temperature, acting)
    expected = temperature_of(phi)
    np.testing.assert_allclose(got[lifted], expected[lifted], atol=0.3)
    plain = read(grid, located, temperature, Acting.none(1))
    assert np.abs(plain - expected)[lifted].max() > 3.0 * np.abs(got - expected)[lifted].max()


def test_inside_says_where_there_is_tissue() -> None:
    grid = a_grid()
    item = grid.placements[0]
    points = np.array(
        [
            item.tip + 2e-3 * item.axis,  # inside the probe
            item.tip + 2e-3 * item.axis + np.array([1.5e-3, 0.0, 0.0]),
            [9e-3, 0.0, 0.0],  # outside the block
            [-8e-3, -8e-3, -8e-3],  # its corner
            [0.0, 0.0, -500.0],
        ]
    )
    np.testing.assert_array_equal(locate(grid, points).inside, [False, True, False, True, False])


def test_points_that_have_no_tissue_still_read_something_sensible() -> None:
    grid = a_grid()
    item = grid.placements[0]
    points = np.array([item.tip + 3e-3 * item.axis, [0.1, 0.0, 0.0], [0.0, 0.0, 1e3]])
    temperature = np.full(grid.live.shape, 31.0)
    temperature[~grid.readable] = np.nan  # never read
    np.testing.assert_allclose(read(grid, locate(grid, points), temperature, Acting.none(1)), 31.0)


def test_never_beyond_its_neighbours_and_the_wall() -> None:
    grid = a_grid()
    rng = np.random.default_rng(5)
    temperature = rng.uniform(-70.0, 30.0, grid.live.shape)
    points = rng.uniform(-8e-3, 8e-3, (3000, 3))
    got = read(grid, locate(grid, points), temperature, Acting(np.array([-80.0]), np.array([-80.0])))
    assert got.min() >= -80.0 - 1e-9
    assert got.max() <= 30.0 + 1e-9


def test_no_points_and_no_probes() -> None:
    grid = grid_of(block(probes=[]))
    located = locate(grid, np.zeros((0, 3)))
    assert read(grid, located, np.zeros(grid.live.shape), Acting.none(0)).shape == (0,)
    located = locate(grid, np.zeros((2, 3)))
    assert located.inside.all()
    np.testing.assert_allclose(read(grid, located, np.full(grid.live.shape, 5.0), Acting.none(0)), 5.0)


def test_equally_near_cells_count_alike_where_none_around_can_be_read() -> None:
    """Which of them it was would depend on how the grid lies."""
    grid = grid_of(block(size=8.0, spacing=1.0))
    corner = grid.grid.centre[grid.live][0]
    middle = corner + 0.5 * np.array([1e-3, 1e-3, 0.0])  # between four centres
    cells, weights = grid.nearest_live(np.array([corner, middle]))
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert np.count_nonzero(weights, axis=1).tolist() == [1, 4]
    np.testing.assert_allclose(grid.grid.centre[cells[0, weights[0] > 0.0]], [corner])
    np.testing.assert_allclose(grid.grid.centre[cells[1, weights[1] > 0.0]].mean(axis=0), middle, atol=1e-12)
