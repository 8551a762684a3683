"""Heat content against temperature, for any tissue: invertible, monotone, the whole latent heat, no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.bioheat.enthalpy import Curve, blend, stack
from cryonerve.bioheat.kernels.cells import (
    potential_of_temperature,
    temperature_and_potential,
    temperature_of_potential,
)
from cryonerve.bioheat.materials import tissue_curve
from cryonerve.sources import frozen_conductivity_laws
from cryonerve.sources.tissue import Tissue
from tests.unit.bioheat.blocks import tissue

BODY = 37.0
EVERYWHERE = np.linspace(-200.0, 60.0, 521)


@st.composite
def tissues(draw, isothermal: bool | None = None) -> Tissue:
    liquidus = draw(st.floats(-3.0, -0.1))
    alone = draw(st.booleans()) if isothermal is None else isothermal
    span = 0.0 if alone else draw(st.floats(0.5, 15.0))
    return tissue(
        conductivity_unfrozen=draw(st.floats(0.2, 0.8)),
        conductivity_frozen=draw(st.floats(0.2, 2.5)),
        heat_capacity_unfrozen=draw(st.floats(1.5e6, 4.5e6)),
        heat_capacity_frozen=draw(st.floats(1.0e6, 2.5e6)),
        latent_heat=draw(st.floats(1e6, 3.2e8)),
        solidus=liquidus - span,
        liquidus=liquidus,
        freezing_law=draw(st.sampled_from(["linear", "freezing-point-depression"])),
        mushy=draw(st.sampled_from(["linear", "mean"])),
        released_at_solidus=draw(st.sampled_from([0.0, 0.3, 1.0])),
        frozen_law=draw(st.sampled_from(["", *frozen_conductivity_laws()])),
    )


def curve_for(item: Tissue) -> Curve:
    return tissue_curve(item, BODY)


@settings(max_examples=60, deadline=None)
@given(tissues())
def test_temperature_of_enthalpy_of_temperature(item: Tissue) -> None:
    curve = curve_for(item)
    np.testing.assert_allclose(curve.temperature_at(curve.enthalpy_at(EVERYWHERE)), EVERYWHERE, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(tissues())
def test_enthalpy_rises_and_is_zero_at_body_temperature(item: Tissue) -> None:
    curve = curve_for(item)
    assert (np.diff(curve.enthalpy_at(EVERYWHERE)) > 0.0).all()
    assert (np.diff(curve.enthalpy) > 0.0).all() or (np.diff(curve.temperature) >= 0.0).all()
    assert abs(float(curve.enthalpy_at(BODY))) < 1e-6 * item.latent_heat.value


@settings(max_examples=60, deadline=None)
@given(tissues())
def test_potential_is_the_integral_of_conductivity(item: Tissue) -> None:
    curve = curve_for(item)
    fine = np.linspace(-60.0, 45.0, 20001)
    k = curve.conductivity_at(0.5 * (fine[1:] + fine[:-1]))
    steps = np.diff(curve.potential_at(fine))
    apart = np.abs(np.subtract.outer(fine, curve.temperature)).min(axis=1) > 0.011  # not across a jump of k
    smooth = apart[1:] & apart[:-1]
    np.testing.assert_allclose((steps / np.diff(fine))[smooth], k[smooth], rtol=1e-4)
    assert abs(float(curve.potential_at(BODY))) < 1e-9


@settings(max_examples=60, deadline=None)
@given(tissues())
def test_latent_heat_is_released_once(item: Tissue) -> None:
    """From liquidus to solidus the latent heat and the mean of both capacities times the range."""
    curve = curve_for(item)
    solid, liquid = item.solidus.value, item.liquidus.value
    mean = 0.5 * (item.heat_capacity_frozen.value + item.heat_capacity_unfrozen.value)
    below = float(curve.enthalpy_at(solid - 0.5)) + 0.5 * item.heat_capacity_frozen.value
    rise = float(curve.enthalpy_at(liquid)) - below
    assert rise == pytest.approx(item.latent_heat.value + mean * (liquid - solid), rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(tissues(isothermal=False))
def test_share_released_at_the_solidus(item: Tissue) -> None:
    curve = curve_for(item)
    solid = item.solidus.value
    jump = float(curve.enthalpy_at(solid)) - (
        float(curve.enthalpy_at(solid - 0.5)) + 0.5 * item.heat_capacity_frozen.value
    )
    assert jump == pytest.approx(
        item.released_at_solidus * item.latent_heat.value, abs=1e-6 * item.latent_heat.value
    )


@settings(max_examples=60, deadline=None)
@given(tissues(), tissues(), st.integers(1, 8))
def test_a_mixture_holds_the_heat_of_its_parts(one: Tissue, two: Tissue, eighths: int) -> None:
    first, second, share = curve_for(one), curve_for(two), eighths / 8
    mixed = blend(first, second, share)
    knots = np.union1d(first.temperature, second.temperature)
    away = EVERYWHERE[np.abs(np.subtract.outer(EVERYWHERE, knots)).min(axis=1) > 1e-6]
    expected = share * first.enthalpy_at(away) + (1.0 - share) * second.enthalpy_at(away)
    np.testing.assert_allclose(mixed.enthalpy_at(away), expected, rtol=1e-9, atol=1.0)
    beside = np.sort(np.concatenate([knots[1:-1] - 1e-9, knots[1:-1] + 1e-9]))  # straight lines between these
    k, parts = mixed.conductivity_at(beside), [item.conductivity_at(beside) for item in (first, second)]
    assert (k >= np.minimum(*parts) - 1e-6).all()
    assert (k <= np.maximum(*parts) + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(tissues(), st.floats(-150.0, 60.0))
def test_the_kernels_formulas_are_the_curve(item: Tissue, temperature: float) -> None:
    """Pieces as the compiled loops read them give the same temperature and potential, and invert it."""
    curve = curve_for(item)
    pieces = stack([curve, blend(curve, curve_for(tissue()), 0.5)])[0]  # a longer neighbour pads the table
    T, theta = temperature_and_potential(float(curve.enthalpy_at(temperature)), pieces)
    assert pytest.approx(temperature, abs=1e-6) == T
    assert theta == pytest.approx(float(curve.potential_at(temperature)), abs=1e-6)
    assert potential_of_temperature(temperature, pieces) == pytest.approx(theta, abs=1e-6)
    assert temperature_of_potential(theta, pieces) == pytest.approx(temperature, abs=1e-5)
