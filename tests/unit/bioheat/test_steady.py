"""The limb before the procedure, against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.volume import Structure
from cryonerve.bioheat import grid as grids
from cryonerve.bioheat.discretise import discretise_together
from cryonerve.bioheat.steady import steady_enthalpy, steady_together
from cryonerve.bioheat.thermometer import take_temperature
from cryonerve.case.case import Environment
from cryonerve.errors import GridError
from tests.unit.bioheat.blocks import block, grid_of, probe, shaped, tissue, voxels

AIR = Structure(0, "air", "", "other")
BODY = 37.0


@pytest.fixture(autouse=True)
def even(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells as small as voxels everywhere."""
    monkeypatch.setattr(grids, "COARSEST", 1e-3)


def temperatures(case, labels, structures) -> tuple[np.ndarray, object]:
    grid = grid_of(case, voxels(labels, structures))
    out = np.empty(grid.problem.count, np.float32)
    enthalpy = steady_enthalpy(grid)
    take_temperature(grid, enthalpy, out)
    return np.where(grid.live, out, np.nan), grid


def layered(*layers: tuple[int, int], wide: int = 4) -> np.ndarray:
    """(label, thickness in voxels) from below upwards."""
    column = np.concatenate([np.full(count, label) for label, count in layers])
    return np.broadcast_to(column, (wide, wide, len(column))).copy()


def one(**changes):
    item = tissue(**changes)
    return item, [AIR, Structure(1, "flesh", item.name, "muscle")]


def test_without_blood_a_limb_takes_the_airs_temperature() -> None:
    item, structures = one(perfusion=0.0, metabolic_heat=0.0)
    labels = np.zeros((12, 12, 12), int)
    labels[2:-2, 2:-2, 2:-2] = 1
    case = block(probes=[], of=item, environment=Environment(air=24.0, coefficient=12.0))
    got, _ = temperatures(case, labels, structures)
    np.testing.assert_allclose(got[np.isfinite(got)], 24.0, atol=0.01)


def test_without_exchange_it_is_the_bloods() -> None:
    item, structures = one(metabolic_heat=0.0)
    case = block(probes=[], of=item, environment=Environment(air=0.0, coefficient=1e-9))
    got, _ = temperatures(case, layered((1, 10), (0, 2)), structures)
    np.testing.assert_allclose(got[np.isfinite(got)], BODY, atol=1e-3)


def test_metabolism_alone_warms_by_its_share_of_the_blood_flow() -> None:
    item, structures = one(perfusion=2000.0, metabolic_heat=700.0)
    case = block(probes=[], of=item, environment=Environment(air=0.0, coefficient=1e-9))
    got, _ = temperatures(case, layered((1, 10), (0, 2)), structures)
    np.testing.assert_allclose(got[np.isfinite(got)], BODY + 0.35, atol=1e-3)


@pytest.mark.parametrize(("perfusion", "metabolism", "film"), [(2000.0, 300.0, 10.0), (9000.0, 700.0, 40.0)])
def test_slab_with_skin_film_and_blood(perfusion: float, metabolism: float, film: float) -> None:
    """k u'' = w u - q, insulated below, -k u' = film (u + T_body - T_air) above: a hyperbolic cosine."""
    item, structures = one(perfusion=perfusion, metabolic_heat=metabolism)
    depth, k, air = 24e-3, 0.5, 22.0
    case = block(probes=[], of=item, environment=Environment(air=air, coefficient=film))
    got, grid = temperatures(case, layered((1, 24), (0, 3)), structures)
    got, z = shaped(grid, got), grid.grid.boxes[0].centres[2]
    z = z[z < z[0] - 0.5e-3 + depth] - (z[0] - 0.5e-3)
    reach = np.sqrt(k / perfusion)
    deep = metabolism / perfusion
    slope = k / reach * np.sinh(depth / reach) + film * np.cosh(depth / reach)
    amplitude = -film * (deep + BODY - air) / slope
    exact = BODY + deep + amplitude * np.cosh(z / reach)
    assert exact.max() - exact.min() > 2.0
    np.testing.assert_allclose(got[1, 2, : len(z)], exact, atol=0.05)
    np.testing.assert_allclose(got[0, 0], got[3, 3], atol=1e-3)  # the same in every column


def test_two_layers_in_series() -> None:
    """No blood above a perfused deep layer: the fat carries one flux, its temperature falls linearly."""
    flesh = tissue(perfusion=2e6, metabolic_heat=0.0)
    fat = tissue("fat", conductivity_unfrozen=0.2, perfusion=0.0, metabolic_heat=0.0)
    structures = [AIR, Structure(1, "flesh", flesh.name, "muscle"), Structure(2, "fat", "fat", "fat")]
    case = block(probes=[], of=[flesh, fat], environment=Environment(air=20.0, coefficient=10.0))
    got, grid = temperatures(case, layered((1, 8), (2, 10), (0, 2)), structures)
    got = shaped(grid, got)
    layer = np.sqrt(0.5 / 2e6)  # flesh holds body temperature up to its edge, but for this length
    flux = (BODY - 20.0) / (1.0 / 10.0 + 10e-3 / 0.2 + layer / 0.5)
    fat_cells = got[1, 1, 8:18]
    np.testing.assert_allclose(np.diff(fat_cells), -flux * 1e-3 / 0.2, rtol=0.02)
    assert fat_cells[-1] == pytest.approx(20.0 + flux / 10.0 + flux * 0.5e-3 / 0.2, abs=0.1)


def test_a_staircase_of_skin_has_the_true_area() -> None:
    """Heat of a tilted skin: the same per area as that of a flat one, though its voxels show more faces."""
    item, structures = one(perfusion=2e6, metabolic_heat=0.0)
    n = 24
    i, _, k = np.meshgrid(np.arange(n), np.arange(3), np.arange(n), indexing="ij")
    case = block(probes=[], of=item, environment=Environment(air=17.0, coefficient=10.0))
    _, grid = temperatures(case, np.where(i + k < n, 1, 0), structures)
    p = grid.problem
    area = (p.film_g * (1.0 / 10.0 + 0.5e-3 / 0.5)).sum()  # half a cell of tissue lies before the film
    assert area == pytest.approx(np.sqrt(2.0) * n * 3 * 1e-6, rel=0.05)


def test_probes_are_closed_and_the_rest_is_steady() -> None:
    item, structures = one(perfusion=3000.0, metabolic_heat=0.0)
    case = block(probes=[probe(tip=(0, 0, -3))], of=item, environment=Environment(air=22.0, coefficient=10.0))
    got, grid = temperatures(case, layered((1, 14), (0, 2), wide=10), structures)
    assert (~grid.live & (grid.labels > 0)).any()
    live = got[grid.live]
    assert live.min() > 22.0
    assert live.max() <= BODY + 1e-6


@pytest.mark.parametrize("air", [-60.0, -270.0])
def test_an_environment_that_would_freeze_the_limb_is_refused(air: float) -> None:
    item, structures = one(perfusion=100.0)
    case = block(probes=[], of=item, environment=Environment(air=air, coefficient=200.0))
    with pytest.raises(GridError, match="before the procedure") as caught:
        temperatures(case, layered((1, 8), (0, 2)), structures)
    assert "environment" in str(caught.value)


def test_insulated_and_bloodless_stays_as_it_is() -> None:
    """Nothing fixes the temperature; body temperature is the only sensible answer."""
    item, structures = one(perfusion=0.0, metabolic_heat=0.0)
    got, _ = temperatures(block(probes=[], of=item), layered((1, 8)), structures)
    np.testing.assert_allclose(got, BODY)


def test_from_what_another_has_the_same_is_found() -> None:
    case = cn.load("tibial-neuroma-child")
    case = replace(case, solver=replace(case.solver, spacing=2e-3))
    windy = replace(case, environment=replace(case.environment, coefficient=15.0))
    volume = cn.build(case)
    made = discretise_together([volume] * 3, [case, windy, case])
    first, second, third = steady_together(made)
    np.testing.assert_array_equal(first, steady_enthalpy(made[0]))
    heat = 3.5e6  # J/m3/K, about that of the tissues
    np.testing.assert_allclose(second / heat, steady_enthalpy(made[1]) / heat, atol=0.01)
    np.testing.assert_allclose(third / heat, first / heat, atol=0.01)
    assert np.abs(second - first).max() / heat > 0.5
