from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import gas_constant

from cryonerve.errors import InputError
from cryonerve.nerve.heat import collagen_denatured, heat_dose, heat_injury
from cryonerve.sources.comparators import heat_rules

HEAT = st.floats(20.0, 90.0)


def fine(times, temperature, rate, count=20001):
    """The integral of a rate over a history that is linear between moments, by many small steps."""
    at = np.linspace(times[0], times[-1], count)
    values = rate(np.interp(at, times, temperature))
    return float(((values[1:] + values[:-1]) / 2 * np.diff(at)).sum())


@given(st.floats(43.0, 60.0), st.floats(1.0, 1e4))
def test_constant_heat_above_43_doubles_the_dose_by_the_degree(at, seconds):
    assert heat_dose(np.array([0.0, seconds]), np.full(2, at)) == pytest.approx(
        seconds * 2.0 ** (at - 43.0), rel=1e-9
    )


@given(st.floats(30.0, 43.0), st.floats(1.0, 1e4))
def test_constant_heat_below_43_quarters_it(at, seconds):
    assert heat_dose(np.array([0.0, seconds]), np.full(2, at)) == pytest.approx(
        seconds * 4.0 ** (at - 43.0), rel=1e-9
    )


def test_a_ramp_through_43_has_the_closed_form():
    # from 41 to 46 degC at 1 K/s: (1 - 4^-2) / ln 4 below and (2^3 - 1) / ln 2 above
    wanted = (1 - 4.0**-2) / np.log(4.0) + (2.0**3 - 1) / np.log(2.0)
    assert heat_dose(np.array([0.0, 5.0]), np.array([41.0, 46.0])) == pytest.approx(wanted, rel=1e-12)


@given(HEAT, HEAT, HEAT)
def test_any_broken_line_agrees_with_small_steps(first, second, third):
    times, heat = np.array([0.0, 30.0, 90.0]), np.array([first, second, third])

    def rate(at):
        return np.where(at > 43.0, 2.0, 4.0) ** (at - 43.0)

    assert heat_dose(times, heat) == pytest.approx(fine(times, heat, rate), rel=2e-4)


@given(st.floats(40.0, 90.0), st.floats(1.0, 600.0))
def test_constant_heat_denatures_by_the_exponential(at, seconds):
    rules = heat_rules()
    speed = rules.frequency_factor.value * np.exp(
        -rules.activation_energy.value / (gas_constant * (at + 273.15))
    )
    share = collagen_denatured(np.array([0.0, seconds]), np.full(2, at))
    assert share == pytest.approx(1 - np.exp(-speed * seconds), rel=1e-9)


def test_a_ramp_denatures_as_small_steps_do():
    rules = heat_rules()
    times, heat = np.linspace(0.0, 60.0, 61), np.linspace(37.0, 62.0, 61)

    def speed(at):
        return rules.frequency_factor.value * np.exp(
            -rules.activation_energy.value / (gas_constant * (at + 273.15))
        )

    assert -np.log1p(-collagen_denatured(times, heat)) == pytest.approx(fine(times, heat, speed), rel=1e-3)


def test_many_points_are_judged_at_once():
    times, heat = np.array([0.0, 60.0]), np.array([[43.0, 44.0], [43.0, 44.0]])
    assert heat_dose(times, heat) == pytest.approx([60.0, 120.0])
    assert collagen_denatured(times, heat).shape == (2,)


def test_between_the_bounds_of_the_dose_nothing_is_said():
    minutes = 60.0 * np.array([47.0, 55.0, 65.0])
    said = [heat_injury(np.array([0.0, seconds]), np.full(2, 43.0)).interrupted for seconds in minutes]
    assert said == [False, None, True]


def test_a_cold_history_is_no_heat():
    cold = heat_injury(np.array([0.0, 120.0]), np.array([37.0, -60.0]))
    assert cold.interrupted is False
    assert cold.sheath_preserved is True


@pytest.mark.parametrize(
    ("times", "heat", "what"),
    [
        ([0.0], [43.0], "too short"),
        ([0.0, 1.0], [43.0], "too short"),
        ([1.0, 1.0], [43.0, 43.0], "do not increase"),
        ([0.0, 1.0], [43.0, np.nan], "not all numbers"),
        ([0.0, 1.0], [43.0, 316.0], "hotter than 200 degC"),
    ],
)
def test_histories_that_cannot_be_judged_are_refused(times, heat, what):
    for judge in (heat_dose, collagen_denatured):
        with pytest.raises(InputError, match=what):
            judge(np.array(times), np.array(heat))
