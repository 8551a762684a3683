"""The first moment: steady limb, and in it fluid at its own temperature."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import erf

import cryonerve as cn
from cryonerve.bioheat.ensemble import freeze_together
from cryonerve.bioheat.starting import starting_enthalpy, starting_together
from cryonerve.bioheat.steady import steady_enthalpy
from cryonerve.case import Freeze, Pool, Wait
from tests.unit.bioheat.blocks import MM, block, device, frozen, grid_of, probe, tissue

SIZE = 30.0


def saline(temperature, *, centre=(0.0, 0.0, 0.0), thick=3.0, wide=2 * SIZE, **changes):
    """A slab of saline across the whole block, `thick` mm along x."""
    size = (wide * MM, wide * MM, thick * MM)
    place = tuple(value * MM for value in centre)
    return Pool(
        "fluid", place, size=size, shape="slab", facing=(1.0, 0.0, 0.0), temperature=temperature, **changes
    )


def evened_out(spacing: float) -> float:
    """Largest error (K) of a layer of saline in saline against

    T = Tb + (T0 - Tb)/2 (erf((a - x) / 2 sqrt(alpha t)) + erf((a + x) / 2 sqrt(alpha t))), |x| < a at first.
    """
    fluid = cn.load("straight-probe-block").tissues["saline"]
    places = np.array([0.0, 1.0, 2.0, 3.0, 5.0])
    case = block(
        Wait(10.0),
        Wait(20.0),
        size=(SIZE, 4.0, 4.0),  # all of it near the probe, where cells are fine
        spacing=spacing,
        probes=[
            probe(tip=(-7.0, 0.0, 0.0), axis=(1.0, 0.0, 0.0))
        ],  # along the flow, at rest: changes nothing
        uses=device(diameter=0.4, active_length=14.0),
        of=fluid,
        sensors=[(x, -1.0, 0.0) for x in places],
        hydrodissection=(saline(17.0, thick=4.0, wide=6.0),),
    )
    run = frozen(case)
    alpha = fluid.conductivity_unfrozen.value / fluid.heat_capacity_unfrozen.value
    body, worst = case.body_temperature, 0.0
    for moment in (10.0, 30.0):
        row = int(np.abs(run.sensors.times - moment).argmin())
        spread = 2.0 * np.sqrt(alpha * moment)
        exact = body + 0.5 * (17.0 - body) * (
            erf((2e-3 - places * MM) / spread) + erf((2e-3 + places * MM) / spread)
        )
        assert run.sensors.times[row] == pytest.approx(moment)
        worst = max(worst, float(np.abs(run.sensors.values[row] - exact).max()))
    return worst


def test_a_layer_of_the_blocks_own_fluid_evens_out_as_the_closed_form_says() -> None:
    coarse, fine = evened_out(0.8), evened_out(0.4)
    assert fine < 0.3  # of the 20 K that the layer is colder
    assert fine < 0.6 * coarse  # first order: the layer cuts cells


def test_heat_that_a_cold_layer_lacks_is_right_below_the_cell() -> None:
    for middle in (0.0, 0.23, 0.5):  # cells cut at any place
        case = block(
            size=(SIZE, 10.0, 10.0), probes=[probe(tip=(12.0, 0.0, 0.0))],
            hydrodissection=(saline(17.0, centre=(middle, 0.0, 0.0), thick=3.0),),
        )  # fmt: skip
        volume = cn.build(case)
        grid = grid_of(case, volume)
        start = starting_enthalpy(volume, case, grid)
        lacks = float((start[grid.live] * grid.tissue_volume[grid.live]).sum())
        capacity = case.tissues["saline"].heat_capacity_unfrozen.value
        wanted = capacity * (17.0 - case.body_temperature) * 3e-3 * 10e-3 * 10e-3
        assert lacks == pytest.approx(wanted, rel=0.03)


def test_without_fluid_the_start_is_the_steady_state_bit_for_bit() -> None:
    case = block()
    volume = cn.build(case)
    grid = grid_of(case, volume)
    assert not starting_enthalpy(volume, case, grid).any()
    limb = replace(cn.load("tibial-neuroma-child"), solver=replace(case.solver, spacing=1.5e-3))
    volume = cn.build(limb)
    grid = grid_of(limb, volume)
    assert np.array_equal(starting_enthalpy(volume, limb, grid), steady_enthalpy(grid))


def test_one_case_and_many_start_alike() -> None:
    case = block(hydrodissection=(saline(20.0),))
    volume = cn.build(case)
    grid = grid_of(case, volume)
    (together,) = starting_together([volume], [case], [grid])
    alone = starting_enthalpy(volume, case, grid)
    assert np.array_equal(together, alone)
    assert alone.min() < 0.0


def test_a_batch_freezes_fluid_as_a_single_run_does() -> None:
    case = block(Freeze(-80.0, 10.0), spacing=1.0, hydrodissection=(saline(20.0, centre=(4.0, 0.0, 0.0)),))
    volume = cn.build(case)
    alone = frozen(case, volume)
    (outcome,) = freeze_together(volume, [case])
    assert outcome.balance.extracted == pytest.approx(alone.balance.extracted, rel=1e-3)


def nadir_at(case, *places):
    run = frozen(replace(case, sensors=block(sensors=places).sensors))
    assert abs(run.balance.error) < 1e-4
    return run.sensors.values.min(axis=0)


def test_what_fluid_does_to_the_cold_behind_it() -> None:
    """Ice that comes into fluid is held up by its latent heat; warm fluid keeps what is behind it warmer."""
    plain = block(Freeze(-80.0, 60.0), size=24.0, spacing=0.7)
    inside, behind = (3.5, 0.0, 2.0), (6.0, 0.0, 2.0)
    layer = saline(37.0, centre=(3.5, 0.0, 0.0), thick=3.0)
    dry = nadir_at(plain, inside, behind)
    with_ice = nadir_at(replace(plain, hydrodissection=(layer,)), inside, behind)
    assert dry[0] < -5.0  # the ice comes in
    assert with_ice[0] > dry[0] + 1.0
    warm = nadir_at(replace(plain, hydrodissection=(replace(layer, temperature=45.0),)), inside, behind)
    cold = nadir_at(replace(plain, hydrodissection=(replace(layer, temperature=10.0),)), inside, behind)
    assert cold[1] < with_ice[1] < warm[1]


def test_fluid_carries_no_blood_and_conducts_as_the_table_says() -> None:
    case = block(hydrodissection=(saline(20.0, thick=8.0),), of=tissue(perfusion=2000.0))
    volume = cn.build(case)
    grid = grid_of(case, volume)
    label = next(item.label for item in volume.structures if item.kind == "fluid")
    pure = np.flatnonzero((grid.cells.mixture.first == label) & (grid.cells.mixture.share > 0.99) & grid.live)
    (number,) = np.unique(grid.problem.material[pure])
    material = grid.materials[number]
    assert material.flow == 0.0
    assert float(material.curve.conductivity_at(30.0)) == pytest.approx(0.59)
    assert material.curve.liquidus == pytest.approx(-0.54)
