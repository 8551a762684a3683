"""Temperatures of cells after a step, and what is seen in them."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.thermometer import fill_halved, take_temperature
from tests.unit.bioheat.blocks import block, grid_of, probe, tissue


def a_grid(**options):
    return grid_of(block(probes=[probe(axis=(0.3, 0.2, 1.0))], **options))


@pytest.mark.parametrize(
    "of", [{}, {"solidus": -0.6, "liquidus": -0.6}, {"freezing_law": "freezing-point-depression"}]
)
def test_every_live_cell_has_the_temperature_of_its_enthalpy(of) -> None:
    grid = a_grid(of=tissue(**of))
    curve = grid.materials[0].curve
    heat = np.random.default_rng(1).uniform(
        curve.enthalpy_at(-90.0), curve.enthalpy_at(45.0), grid.problem.count
    )
    heat = np.where(grid.live, heat, 0.0)
    temperature = np.zeros(grid.problem.count, np.float32)
    seen = take_temperature(grid, heat, temperature)
    expected = curve.temperature_at(heat)[grid.live]
    np.testing.assert_allclose(temperature[grid.live], expected, atol=2e-4)
    assert seen.coldest == pytest.approx(expected.min(), abs=2e-4)
    assert seen.warmest == pytest.approx(expected.max(), abs=2e-4)
    parents, children = grid.grid.families
    alive = grid.live[children].all(axis=1)
    np.testing.assert_allclose(
        temperature[parents[alive]], temperature[children[alive]].mean(axis=1), atol=1e-4
    )


@pytest.mark.parametrize("level", [36.0, -0.7, -5.0])
def test_the_coldest_cell_is_seen(level: float) -> None:
    grid = a_grid(of=tissue(solidus=-8.0, liquidus=-0.6))
    heat = np.where(grid.live, float(grid.materials[0].curve.enthalpy_at(level)), 0.0)
    field = np.zeros(grid.problem.count, np.float32)
    assert take_temperature(grid, heat, field).coldest == pytest.approx(level, abs=1e-4)
    heat[np.flatnonzero(grid.live)[7]] = float(grid.materials[0].curve.enthalpy_at(-8.5))
    assert take_temperature(grid, heat, field).coldest == pytest.approx(-8.5, abs=1e-4)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_seen(wrong: float) -> None:
    grid = a_grid()
    heat = np.zeros(grid.problem.count)
    heat[np.flatnonzero(grid.live)[-3]] = wrong
    field = np.zeros(grid.problem.count, np.float32)
    seen = take_temperature(grid, heat, field)
    assert np.isnan(seen.coldest)
    assert np.isnan(seen.warmest)


def test_halved_cells_without_a_live_part_stay_as_they_are() -> None:
    values = np.array([7.0, *range(8), 9.0], np.float32)
    parents, children = np.array([0, 9]), np.array([np.arange(1, 9), np.zeros(8, int)])
    live = np.zeros(10, bool)
    live[[2, 5]] = True
    fill_halved(parents, children, live, values)
    assert values[0] == pytest.approx(2.5)
    assert values[9] == 9.0


def test_dead_cells_do_not_count() -> None:
    """A thaw that ends when all tissue is warm must not wait for the cells that a probe fills."""
    grid = a_grid()
    heat = np.where(grid.live, float(grid.materials[0].curve.enthalpy_at(44.0)), 0.0)
    assert take_temperature(grid, heat, np.zeros(grid.problem.count, np.float32)).coldest == pytest.approx(
        44.0
    )
