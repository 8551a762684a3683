"""What heat does to a nerve: thermal dose of its axons, denaturation of its collagen.

The dose is the time at 43 degC that does as much (Sapareto and Dewey 1984)::

    t43 = integral of R^(43 - T) dt,   R = 0.5 above 43 degC, 0.25 below

Collagen denatures in a first-order reaction (Maitland and Walsh 1997)::

    Omega = integral of A exp(-E / (R T)) dt,   share = 1 - exp(-Omega),   T in kelvin

Numbers and their sources stand in sources/comparators.toml. They judge a history that somebody measured or
computed elsewhere; this package computes no radiofrequency heating.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.constants import gas_constant

from cryonerve.errors import Complaint, InputError
from cryonerve.sources.comparators import heat_rules
from cryonerve.units import ABSOLUTE_ZERO

__all__ = ["HeatInjury", "collagen_denatured", "heat_dose", "heat_injury"]

Floats = NDArray[np.float64]

STEEP = 1e-9  # K; a step flatter than this is taken as constant
MOST, SOME = 0.5, 0.05  # of the collagen, from which the sheath is lost, or doubtful; assumed
HOTTEST = 200.0  # degC; beyond, tissue is charred and no dose means anything


@dataclass(frozen=True, eq=False)
class HeatInjury:
    """What one history of heat does.

    Attributes
    ----------
    dose : s at 43 degC.
    interrupted : whether the dose reaches that at which half of rats lost half of the nerve's function; None
        between the bounds of that figure.
    collagen : share of the collagen denatured, 0..1.
    sheath_preserved : False once half of the collagen is denatured, None from 5 % on, else True (assumed).
    """

    dose: float
    interrupted: bool | None
    collagen: float
    sheath_preserved: bool | None


def heat_dose(times: Floats, temperature: Floats) -> Floats:
    """Equivalent time at 43 degC, temperature taken linear between moments (the integral is exact then).

    Parameters
    ----------
    times : (time,) s, increasing.
    temperature : (time, ...) degC.

    Returns
    -------
    (...) s.

    Raises
    ------
    InputError
        When the history is shorter than two moments, goes backwards, is not finite or hotter than 200 degC.

    Examples
    --------
    >>> minute = np.array([0.0, 60.0])
    >>> [float(heat_dose(minute, np.full(2, at))) for at in (42.0, 43.0, 45.0)]
    [15.0, 60.0, 240.0]
    """
    times, temperature = _checked(times, temperature)
    rules = heat_rules()
    middle = rules.breakpoint.value
    above, below = -np.log(rules.ratio_above.value), -np.log(rules.ratio_below.value)

    def rate(at: Floats) -> Floats:
        return np.asarray(np.exp(np.where(at > middle, above, below) * (at - middle)), float)

    def risen(at: Floats) -> Floats:
        """The rate, integrated over temperature from 43 degC."""
        return np.asarray((rate(at) - 1.0) / np.where(at > middle, above, below), float)

    first, last = temperature[:-1], temperature[1:]
    step = last - first
    flat = np.abs(step) < STEEP
    mean = np.where(
        flat, rate(0.5 * (first + last)), (risen(last) - risen(first)) / np.where(flat, 1.0, step)
    )
    return _over_time(times, mean)


def collagen_denatured(times: Floats, temperature: Floats) -> Floats:
    """Share of collagen denatured; the rate's logarithm is taken linear between moments.

    Parameters and errors as in `heat_dose`.

    Examples
    --------
    >>> minute = np.array([0.0, 60.0])
    >>> [round(float(collagen_denatured(minute, np.full(2, at))), 2) for at in (50.0, 60.0, 70.0)]
    [0.01, 0.51, 1.0]
    """
    times, temperature = _checked(times, temperature)
    rules = heat_rules()
    logarithm = np.log(rules.frequency_factor.value) - rules.activation_energy.value / (
        gas_constant * (temperature - ABSOLUTE_ZERO)
    )
    first, last = logarithm[:-1], logarithm[1:]
    step = last - first
    flat = np.abs(step) < STEEP
    mean = np.where(flat, np.exp(first), (np.exp(last) - np.exp(first)) / np.where(flat, 1.0, step))
    return np.asarray(-np.expm1(-_over_time(times, mean)), float)


def heat_injury(times: Floats, temperature: Floats) -> HeatInjury:
    """What a history (time,) of heat at one point of a nerve does to axons and sheath.

    Examples
    --------
    >>> mild = heat_injury(np.array([0.0, 3600.0]), np.array([44.0, 44.0]))
    >>> mild.interrupted, mild.sheath_preserved
    (True, True)
    >>> heat_injury(np.array([0.0, 90.0]), np.array([80.0, 80.0])).sheath_preserved
    False
    """
    dose, share = float(heat_dose(times, temperature)), float(collagen_denatured(times, temperature))
    low, high = heat_rules().nerve_half.bounds or (heat_rules().nerve_half.value,) * 2
    return HeatInjury(
        dose=dose,
        interrupted=None if low <= dose < high else dose >= high,
        collagen=share,
        sheath_preserved=False if share >= MOST else None if share >= SOME else True,
    )


def _over_time(times: Floats, mean: Floats) -> Floats:
    steps = np.diff(times).reshape(-1, *([1] * (mean.ndim - 1)))
    return np.asarray((mean * steps).sum(axis=0), float)


def _checked(times: Floats, temperature: Floats) -> tuple[Floats, Floats]:
    """The history as arrays; refused when it cannot be judged."""
    times, temperature = np.asarray(times, float), np.asarray(temperature, float)
    if times.ndim != 1 or times.size < 2 or temperature.shape[:1] != times.shape:
        raise InputError(
            Complaint(
                "the history of heat is too short", "Give two moments or more, one temperature row each."
            )
        )
    if not np.isfinite(times).all() or (np.diff(times) <= 0).any():
        raise InputError(Complaint("the times of the history of heat do not increase"))
    if not (np.isfinite(temperature).all() and (temperature > ABSOLUTE_ZERO).all()):
        raise InputError(Complaint("the temperatures of the history of heat are not all numbers"))
    if (temperature > HOTTEST).any():
        raise InputError(Complaint(f"the history of heat is hotter than {HOTTEST:g} degC", "Is it in degC?"))
    return times, temperature
