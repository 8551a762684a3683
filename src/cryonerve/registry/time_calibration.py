"""Predicted times against observed ones that are only known to lie between two follow-ups, or after the last.

A predicted band (5th, 50th and 95th percentile) is read as a law of ln t, straight between its percentiles on
the normal scale. Where in it a time fell is a number from 0 to 1 (its rank): between two follow-ups an
interval of ranks. Were the predictions calibrated, ranks would be spread evenly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import chdtrc, ndtr

from cryonerve.registry.censored_times import CensoredFit, fit_censored, log_chance
from cryonerve.registry.cross_validation import Gain, Mask, cross_validated
from cryonerve.registry.proportions import exact_interval
from cryonerve.sources.normal_law import HALF_CHI2_95, MIDDLE_90

__all__ = [
    "EDGES",
    "BandCoverage",
    "TimeCalibration",
    "TimeForecasts",
    "calibrate_times",
    "closed_bands",
    "days_at",
    "positions",
    "rank_shares",
]

Floats = NDArray[np.float64]
EDGES = (0.0, 0.05, 0.5, 0.95, 1.0)  # ranks; the ends of the bars of the histogram
BAND = (0.0, 0.05, 0.95, 1.0)  # below, within and above the 90 % band
NARROW = 1e-12  # of a rank: an interval far out in a tail, whose ends are the same number


@dataclass(frozen=True, eq=False)
class TimeForecasts:
    """Cases with a predicted band and what is known of the time.

    Attributes
    ----------
    bands : (n, 3) 5th, 50th and 95th percentile, days, rising and finite (`closed_bands`).
    earliest, latest : (n,) days between which it happened; `latest` is inf where it had not happened yet.
    person : (n,) number of the person.
    """

    bands: Floats
    earliest: Floats
    latest: Floats
    person: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BandCoverage:
    """How many times lay in their 90 % band.

    Attributes
    ----------
    inside, outside, untold : counts; untold are those whose interval goes over an end of the band.
    likely, low, high : share by maximum likelihood and its 95 % interval.
    least, most : what is left possible whatever the untold were (exact intervals of both extremes).
    """

    inside: int
    outside: int
    untold: int
    likely: float
    low: float
    high: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class TimeCalibration:
    """What the cases say of the predictions of one time.

    Attributes
    ----------
    cases, people, happened : cases followed, their people, and in how many it was seen to happen.
    censored : cases in which it had not happened at the last follow-up.
    gap_days : half of the observed intervals are wider than this; None where nothing happened.
    shares : of the bars between `EDGES`, by maximum likelihood; calibrated: the widths of the bars.
    law : shift and widening that fit best; None where too few tell.
    chance : how rarely calibrated predictions look this much off; None without `law`.
    gain : of correcting by `law`, over people left out.
    """

    cases: int
    people: int
    happened: int
    censored: int
    gap_days: float | None
    coverage: BandCoverage
    shares: tuple[float, ...]
    law: CensoredFit | None
    chance: float | None
    gain: Gain | None


def closed_bands(bands: Floats) -> Floats:
    """Bands whose 95th percentile is inf, beyond what any series followed, closed by the lower half's mirror.

    The law of ln t is taken as symmetric: p95 = p50^2 / p5. Assumed; the model of the return of pain is.

    Parameters
    ----------
    bands : (n, 3) percentiles 5, 50, 95, days, rising.

    Examples
    --------
    >>> closed_bands(np.array([[10.0, 20.0, np.inf], [10.0, 20.0, 90.0]])).tolist()
    [[10.0, 20.0, 40.0], [10.0, 20.0, 90.0]]
    """
    found = bands.copy()
    found[:, 2] = np.where(np.isinf(bands[:, 2]), bands[:, 1] ** 2 / bands[:, 0], bands[:, 2])
    return found


def positions(days: Floats, bands: Floats) -> Floats:
    """Where times lie in their bands, in standard deviations of a normal law; -inf for day 0.

    Parameters
    ----------
    days : (n,) days, 0 to inf.
    bands : (n, 3) percentiles 5, 50, 95, rising.

    Examples
    --------
    >>> positions(np.array([10.0, 20.0, 80.0]), np.array([[10.0, 20.0, 40.0]] * 3)).round(3).tolist()
    [-1.645, 0.0, 3.29]
    """
    with np.errstate(divide="ignore"):
        far = np.log(days / bands[:, 1])
    above = np.log(bands[:, 2] / bands[:, 1])
    below = np.log(bands[:, 1] / bands[:, 0])
    found: Floats = MIDDLE_90 * far / np.where(far >= 0, above, below)
    return found


def days_at(places: Floats, band: tuple[float, float, float]) -> Floats:
    """The inverse of `positions` for one band.

    >>> days_at(np.array([-MIDDLE_90, 0.0, MIDDLE_90]), (10.0, 20.0, 40.0)).round(6).tolist()
    [10.0, 20.0, 40.0]
    """
    low, middle, high = band
    slope = np.where(places >= 0, np.log(high / middle), np.log(middle / low))
    found: Floats = middle * np.exp(places / MIDDLE_90 * slope)
    return found


def calibrate_times(given: TimeForecasts) -> TimeCalibration | None:
    """Everything about one time; None where no case tells anything of it."""
    if not given.earliest.size:
        return None
    left, right = positions(given.earliest, given.bands), positions(given.latest, given.bands)
    happened = np.isfinite(given.latest)
    plain = log_chance(left, right)
    law = fit_censored(left, right)
    gaps = (given.latest - given.earliest)[happened]
    return TimeCalibration(
        cases=int(left.size),
        people=int(np.unique(given.person).size),
        happened=int(happened.sum()),
        censored=int((~happened).sum()),
        gap_days=float(np.median(gaps)) if gaps.size else None,
        coverage=_coverage(given, ndtr(left), ndtr(right)),
        shares=tuple(rank_shares(ndtr(left), ndtr(right), EDGES).tolist()),
        law=law,
        chance=None if law is None else float(chdtrc(2, max(0.0, 2 * (law.log_likelihood - plain.sum())))),
        gain=None if law is None else cross_validated(given.person, plain, _corrected(left, right)),
    )


def _corrected(left: Floats, right: Floats) -> Callable[[Mask], Callable[[Mask], Floats] | None]:
    def fitted(mask: Mask) -> Callable[[Mask], Floats] | None:
        law = fit_censored(left[mask], right[mask], intervals=False)
        if law is None:
            return None
        a, b = law.shift[0], law.widening[0]
        return lambda others: log_chance((left[others] - a) / b, (right[others] - a) / b)

    return fitted


def _spread(low: Floats, high: Floats, edges: tuple[float, ...]) -> Floats:
    """(n, bars): chance of each interval of ranks for a rank that lies evenly in the bar."""
    narrow = high - low < NARROW
    begin, end = np.array(edges[:-1]), np.array(edges[1:])
    shared = np.minimum(high[:, None], end) - np.maximum(low[:, None], begin)
    found: Floats = np.maximum(shared, 0.0) / (end - begin)
    place = np.clip(np.searchsorted(edges, low[narrow], side="right") - 1, 0, len(begin) - 1)
    found[narrow] = np.eye(len(begin))[place]
    return found


def rank_shares(low: Floats, high: Floats, edges: tuple[float, ...]) -> Floats:
    """Shares of the bars by maximum likelihood, each interval of ranks spread as the others say (EM).

    Turnbull 1976 with bars as the support; within a bar ranks lie evenly (Czado, Gneiting and Held 2009).

    Examples
    --------
    >>> rank_shares(np.array([0.0, 0.6, 0.5]), np.array([0.4, 0.9, 1.0]), (0.0, 0.5, 1.0)).round(3).tolist()
    [0.333, 0.667]
    """
    chances = _spread(low, high, edges)
    shares = np.diff(edges)
    for _ in range(500):
        parts = chances * shares
        parts /= parts.sum(axis=1, keepdims=True)
        further = parts.mean(axis=0)
        done = float(np.abs(further - shares).max()) < 1e-6
        shares = further
        if done:
            break
    return shares


def _coverage(given: TimeForecasts, low: Floats, high: Floats) -> BandCoverage:
    inside = (given.earliest >= given.bands[:, 0]) & (given.latest <= given.bands[:, 2])
    outside = (given.latest <= given.bands[:, 0]) | (given.earliest >= given.bands[:, 2])
    n, yes, no = low.size, int(inside.sum()), int(outside.sum())
    likely, ends = _likely_coverage(_spread(low, high, BAND))
    return BandCoverage(
        inside=yes,
        outside=no,
        untold=n - yes - no,
        likely=likely,
        low=ends[0],
        high=ends[1],
        least=exact_interval(yes, n)[0],
        most=exact_interval(n - no, n)[1],
    )


def _likely_coverage(chances: Floats) -> tuple[float, tuple[float, float]]:
    """Share within the band by maximum likelihood, and its profile interval."""
    tail, within, above = chances.T

    def height(share: float) -> float:
        def cost(early: float) -> float:
            rest = (1 - share) * (early * tail + (1 - early) * above)
            return -float(np.log(np.maximum(share * within + rest, 1e-300)).sum())

        return -float(minimize_scalar(cost, bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-4}).fun)

    top = minimize_scalar(
        lambda share: -height(share), bounds=(1e-9, 1 - 1e-9), method="bounded", options={"xatol": 1e-5}
    )
    best, limit = float(top.x), -float(top.fun) - HALF_CHI2_95
    ends: list[float] = []
    for end in (1e-9, 1 - 1e-9):
        if (best - end) * (0.5 - end) <= 0 or height(end) > limit:
            ends.append(float(round(end)))
            continue
        ends.append(float(brentq(lambda share: height(share) - limit, *sorted((best, end)), xtol=1e-4)))
    return best, (ends[0], ends[1])
