"""How fast a problem may decay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat.discretise import Discretisation, discretise
from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.problem import Drive
from cryonerve.bioheat.stability import Stiffness, limiting, stiffness
from cryonerve.bioheat.thermometer import take_temperature
from cryonerve.bioheat.timestep import stages_for
from cryonerve.case.protocol import Freeze
from tests.kernels.random_problems import draw
from tests.unit.bioheat.blocks import block, probe, tissue


def a_grid(**of: object) -> Discretisation:
    case = block(Freeze(-80.0, 5.0), probes=[probe()], of=tissue(**of), size=10.0, spacing=0.5)
    return discretise(cn.build(case), case)


@pytest.mark.parametrize("law", ["linear", "freezing-point-depression"])
def test_what_is_warmer_decays_no_faster(law: str) -> None:
    grid = a_grid(freezing_law=law)
    rates = [
        stiffness(grid.problem, grid.materials, above=level)
        for level in (-np.inf, *np.arange(-60.0, 41.0, 2.5))
    ]
    assert (np.diff(rates) <= 0.0).all()
    assert rates[-1] < 0.4 * rates[0]


@pytest.mark.parametrize("coldest", [-300.0, -79.0, -9.0, -7.99, -4.05, 0.0, 36.0])
def test_a_known_level_is_never_above_the_coldest_cell(coldest: float) -> None:
    grid = a_grid()
    stiff = Stiffness(grid.problem, grid.materials)
    assert stiff.above(coldest) >= stiffness(grid.problem, grid.materials, above=coldest)
    assert stiff.above(coldest) == stiff.above(coldest)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("level", [-np.inf, -20.0, -5.0, 5.0])
def test_a_few_cells_limit_a_step(seed: int, level: float) -> None:
    drawn = draw(seed, film=seed % 2 == 0, bricks=1 + seed % 3)
    few = limiting(drawn.problem)
    assert stiffness(few, drawn.materials, above=level) == pytest.approx(
        stiffness(drawn.problem, drawn.materials, above=level), rel=1e-12
    )


def test_where_nothing_is_special_the_plain_cells_limit() -> None:
    grid = a_grid()
    none = {
        name: getattr(grid.problem, name)[:0] for name in ("sink_cell", "sink_probe", "sink_g", "sink_film")
    }
    bare = replace(grid.problem, **none)
    few = limiting(bare)
    assert few.count < 20
    assert stiffness(few, grid.materials) == pytest.approx(stiffness(bare, grid.materials), rel=1e-12)


@pytest.mark.parametrize("conductivity", [0.8, 1.0, 3.0])
def test_the_few_cells_of_one_case_serve_another(conductivity: float) -> None:
    first, other = a_grid(), a_grid(conductivity_frozen=conductivity, conductivity_unfrozen=conductivity)
    few, p = limiting(first.problem), other.problem
    assert few.count < 0.2 * first.live.sum()
    np.testing.assert_array_equal(p.sink_cell, first.problem.sink_cell)
    few = replace(few, sink_g=p.sink_g, film_g=p.film_g, flow=p.flow)
    for level in (-np.inf, -9.0, 0.0):
        whole = stiffness(p, other.materials, above=level)
        assert stiffness(few, other.materials, above=level) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("level", [-70.0, -9.0, -4.0, -1.5, 1.0])
def test_long_steps_at_the_bound_grow_nothing(level: float) -> None:
    """The roughest field above a temperature settles and stays within its extremes, no stage to spare."""
    grid = a_grid(freezing_law="freezing-point-depression", metabolic_heat=0.0, perfusion=0.0)
    curve, live = grid.materials[0].curve, grid.live
    draw = np.random.default_rng(5).uniform(0.0, 1.0, grid.problem.count)
    T = np.where(draw > 0.5, level + 8.0, level)
    h = np.where(live, curve.enthalpy_at(T), 0.0)
    stages = stages_for(2.0, Stiffness(grid.problem, grid.materials).above(level))
    rest = Drive(2.0, stages, np.full((stages, 1), np.nan), np.array([np.inf]), np.ones(1))
    field, advance = np.zeros(grid.problem.count, np.float32), kernel_named("cpu")[1]
    for _ in range(40):
        h = advance(grid.problem, h, rest).enthalpy
        seen = take_temperature(grid, h, field)
        assert level - 0.1 < seen.coldest
        assert seen.warmest < level + 8.1
    assert np.ptp(field[live]) < 7.5
