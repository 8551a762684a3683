"""Conductivity laws against the numbers their publications (or the integrals computed from them) print."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from cryonerve.sources import frozen_conductivity_laws

LAWS = frozen_conductivity_laws()


@pytest.mark.parametrize(("temperature", "printed"), [(-20.0, 1.33), (-40.0, 1.50), (-75.0, 1.60)])
def test_sweat_prints_these_values(temperature, printed):
    assert LAWS["sweat-1973"].at(temperature) == pytest.approx(printed, abs=0.005)


@pytest.mark.parametrize(("temperature", "printed"), [(0.0, 2.22), (-80.0, 3.24)])
def test_ice_prints_these_values(temperature, printed):
    assert LAWS["ice"].at(temperature) == pytest.approx(printed, abs=0.005)


@pytest.mark.parametrize(("temperature", "printed"), [(0.0, 2.26), (-80.0, 3.00)])
def test_alternative_ice_prints_these_values(temperature, printed):
    assert LAWS["ice-alternative"].at(temperature) == pytest.approx(printed, abs=0.005)


def test_ice_law_is_the_product_its_remark_states():
    temperature = np.linspace(-150.0, 0.0, 31)
    expected = 1.16 * (1.91 - 8.66e-3 * temperature + 2.97e-5 * temperature**2)
    np.testing.assert_allclose(LAWS["ice"].at(temperature), expected, rtol=1e-12)


def test_rabin_is_continuous_where_its_pieces_meet():
    law, joint = LAWS["rabin"], 251.0 - 273.15
    below, above = law.at(joint - 0.151), law.at(joint + 0.151)
    assert law.at(joint) == pytest.approx(1.748, abs=0.001)
    assert above == pytest.approx(below, abs=0.02)
    assert law.at(37.0) == 0.5
    assert law.at(-0.001) == pytest.approx(0.492, abs=0.001)


def test_rabin_uses_the_power_law_below_its_joint():
    assert LAWS["rabin"].at(-80.0) == pytest.approx(1005.0 * 193.15**-1.15, rel=1e-12)
    assert LAWS["rabin"].at(-10.0) == pytest.approx(15.98 - 0.0567 * 263.15, rel=1e-12)


def test_deng_liu_is_constant():
    assert set(LAWS["deng-liu-2004"].at([-10.0, -80.0, -190.0]).tolist()) == {2.0}


@pytest.mark.parametrize(
    ("name", "mean", "per_length", "at_two"),
    [("ice", 2.6968746, 656.13097, -40.190817), ("ice-alternative", 2.5874071, 629.49828, -39.226474)],
)
def test_kirchhoff_integral_of_ice_gives_the_steady_shell(name, mean, per_length, at_two):
    """Steady shell from 0.65 to 5 mm between -80 and -1 degC (exact, Kirchhoff)."""
    law = LAWS[name]

    def integral(low, high):
        return quad(lambda temperature: float(law.at(temperature)), low, high, epsabs=1e-11)[0]

    whole, span = integral(-80.0, -1.0), np.log(5 / 0.65)
    assert whole / 79.0 == pytest.approx(mean, rel=1e-6)
    assert 2 * np.pi * whole / span == pytest.approx(per_length, rel=1e-6)
    share = np.log(2 / 0.65) / span
    found = brentq(lambda temperature: integral(-80.0, temperature) - share * whole, -79.0, -1.0, xtol=1e-10)
    assert found == pytest.approx(at_two, abs=1e-5)


@pytest.mark.parametrize("name", sorted(LAWS))
def test_outside_its_bounds_a_law_keeps_the_bound_and_says_so(name):
    law = LAWS[name]
    low, high = law.bounds
    assert law.at(low - 30.0) == law.at(low)
    assert law.at(high + 30.0) == law.at(high)
    assert law.covers([low, high, low - 0.1, high + 0.1]).tolist() == [True, True, False, False]
    assert law.caveat([low, high]) == ""
    assert name in law.caveat(low - 5.0)
    assert f"{low - 5:g}" in law.caveat(low - 5.0)


@pytest.mark.parametrize("name", sorted(LAWS))
def test_a_law_takes_arrays_of_any_shape(name):
    grid = np.linspace(-90.0, -5.0, 24).reshape(2, 3, 4)
    values = LAWS[name].at(grid)
    assert values.shape == grid.shape
    assert values.dtype == np.float64
    for index in np.ndindex(grid.shape):
        assert values[index] == LAWS[name].at(grid[index])


@pytest.mark.parametrize("name", sorted(LAWS))
def test_frozen_conductivity_is_plausible_and_does_not_fall_on_cooling(name):
    """Sweat's quadratic turns over at -71.6 degC: it falls by 0.001 W/m/K down to its bound, no more."""
    temperature = np.linspace(-75.0, -22.2, 200)
    values = LAWS[name].at(temperature)
    assert (values > 1.0).all()
    assert (values < 3.3).all()
    assert (np.maximum.accumulate(values[::-1]) - values[::-1] < 0.0015).all()


def test_tissue_laws_stay_below_pure_ice():
    temperature = np.linspace(-75.0, -10.0, 100)
    for name in ("sweat-1973", "deng-liu-2004", "rabin"):
        assert (LAWS[name].at(temperature) < LAWS["ice"].at(temperature)).all()
