"""The conventions of the case format, to the digit."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.enthalpy import blend, curve_of, stack
from tests.unit.bioheat.blocks import tissue

BODY = 37.0
# the example of the format: k 0.5 / 2.0, c 3.8 / 1.9 MJ/m3/K, L 250 MJ/m3, -8 .. -0.5 degC


def enthalpy(item, temperature: float) -> float:
    return float(curve_of(item, BODY).enthalpy_at(temperature))


def test_unfrozen() -> None:
    assert enthalpy(tissue(), 27.0) == pytest.approx(-38e6, rel=1e-12)
    assert enthalpy(tissue(), -0.5) == pytest.approx(-37.5 * 3.8e6, rel=1e-12)


def test_mushy_range_holds_latent_heat_and_the_mean_of_both_capacities() -> None:
    top = -37.5 * 3.8e6
    bottom = top - 250e6 - 0.5 * (3.8e6 + 1.9e6) * 7.5
    assert enthalpy(tissue(), -8.0) == pytest.approx(bottom, rel=1e-12)
    assert enthalpy(tissue(), -4.25) == pytest.approx(0.5 * (top + bottom), rel=1e-12)  # linear in T
    assert enthalpy(tissue(), -20.0) == pytest.approx(bottom - 12.0 * 1.9e6, rel=1e-12)


@pytest.mark.parametrize(
    ("mushy", "expected"), [("linear", [2.0, 2.0, 1.25, 0.5, 0.5]), ("mean", [2.0, 2.0, 1.25, 1.25, 0.5])]
)
def test_conductivity(mushy: str, expected: list[float]) -> None:
    curve = curve_of(tissue(mushy=mushy), BODY)
    got = curve.conductivity_at(np.array([-60.0, -8.001, -4.25, -0.501, -0.499]))
    np.testing.assert_allclose(got, expected, atol=1e-3)


def test_released_at_the_solidus() -> None:
    curve = curve_of(tissue(released_at_solidus=0.3), BODY)
    above, below = float(curve.enthalpy_at(-8.0)), float(curve.enthalpy_at(-8.0 - 1e-9))
    assert above - below == pytest.approx(0.3 * 250e6, rel=1e-6)


def test_isothermal() -> None:
    curve = curve_of(tissue(solidus=-0.6, liquidus=-0.6), BODY)
    top = float(curve.enthalpy_at(-0.6))
    assert top == pytest.approx(-37.6 * 3.8e6, rel=1e-12)
    np.testing.assert_allclose(curve.temperature_at(top - np.array([1.0, 125e6, 249.99e6])), -0.6, atol=1e-12)
    assert float(curve.temperature_at(top - 250e6 - 1.9e6)) == pytest.approx(-1.6, abs=1e-9)
    assert float(curve.potential_at(-0.6)) == pytest.approx(-37.6 * 0.5, rel=1e-12)


def test_freezing_point_depression_is_the_ice_of_an_ideal_solution() -> None:
    """Share frozen at T: (1 - Tl / T) / (1 - Tl / Ts); straight between knots, exact at both ends."""
    item = tissue(freezing_law="freezing-point-depression", solidus=-8.0, liquidus=-0.5)
    top, mean = -37.5 * 3.8e6, 0.5 * (3.8e6 + 1.9e6)
    for temperature in (-0.6, -0.8, -1.2, -2.0, -4.0, -6.0, -8.0):
        ice = (1.0 - 0.5 / -temperature) / (1.0 - 0.5 / 8.0)
        expected = top - ice * 250e6 - mean * (-0.5 - temperature)
        assert abs(enthalpy(item, temperature) - expected) < 0.025 * 250e6
    assert enthalpy(item, -8.0) == pytest.approx(top - 250e6 - mean * 7.5, rel=1e-12)
    # most of the water freezes in the first degrees
    assert top - enthalpy(item, -1.5) > 0.6 * 250e6


def test_named_law_replaces_the_frozen_conductivity_only() -> None:
    curve = curve_of(tissue(), BODY, lambda T: 2.0 - 0.01 * np.asarray(T))
    np.testing.assert_allclose(curve.conductivity_at(np.array([-90.0, -30.0, -8.0])), [2.9, 2.3, 2.08])
    np.testing.assert_allclose(curve.conductivity_at(np.array([-0.5, 20.0])), 0.5)
    assert float(curve.enthalpy_at(-20.0)) == pytest.approx(enthalpy(tissue(), -20.0), rel=1e-12)


def test_frozen_perfused_tissue_has_the_unfrozen_diffusivity_above_the_solidus() -> None:
    curve = curve_of(tissue(), BODY)
    assert curve.fastest_above(-7.9) == pytest.approx(0.5 / 3.8e6, rel=1e-9)
    assert curve.fastest_above(-8.1) == curve.fastest_diffusivity == pytest.approx(2.0 / 1.9e6, rel=1e-9)
    assert curve.fastest_above(1e3) == pytest.approx(0.5 / 3.8e6, rel=1e-9)


def test_mixture_of_equals_is_itself() -> None:
    curve = curve_of(tissue(), BODY)
    mixed = blend(curve, curve, 0.375)
    T = np.linspace(-100.0, 45.0, 291)
    np.testing.assert_allclose(mixed.enthalpy_at(T), curve.enthalpy_at(T), rtol=1e-12, atol=1e-3)
    np.testing.assert_allclose(mixed.potential_at(T), curve.potential_at(T), rtol=1e-12, atol=1e-9)


def test_mixture_of_two_isothermal_tissues_releases_both_parts() -> None:
    one = curve_of(tissue(solidus=-0.6, liquidus=-0.6), BODY)
    two = curve_of(tissue(solidus=-2.0, liquidus=-2.0, latent_heat=100e6), BODY)
    mixed = blend(one, two, 0.25)
    first = float(mixed.enthalpy_at(-0.6) - mixed.enthalpy_at(-0.6 - 1e-9))
    second = float(mixed.enthalpy_at(-2.0) - mixed.enthalpy_at(-2.0 - 1e-9))
    assert first == pytest.approx(0.25 * 250e6, rel=1e-6)
    assert second == pytest.approx(0.75 * 100e6, rel=1e-6)


def test_table_for_the_kernels() -> None:
    short, long = curve_of(tissue(), BODY), curve_of(tissue(freezing_law="freezing-point-depression"), BODY)
    table = stack([short, long])
    assert table.shape == (2, len(long.temperature) - 1, 6)
    warmest = table[:, 0]
    np.testing.assert_allclose(warmest[:, 1], -0.5)  # liquidus
    np.testing.assert_allclose(warmest[:, 3], 1.0 / 3.8e6)
    assert np.isfinite(table).all()
    assert (np.diff(table[:, :, 0], axis=1) <= 0.0).all()  # warmest first
