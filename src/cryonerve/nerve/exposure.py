"""What the cold was at every fascicle and station: coldest temperature, time below, rates, lengths.

A cross-section counts by area, not by number: a fascicle weighs with its radius squared, and inside a
fascicle every equal-area sample weighs the same. Shares of area are read off more samples than were taken
(see `disc_areas`), so that a front through a small fascicle is not counted in thirteenths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.result import NerveHistory
from cryonerve.nerve.disc_areas import COLD_ENOUGH, refined
from cryonerve.nerve.refusing import check_history
from cryonerve.sources.injury import injury_rules

__all__ = [
    "COMPLETE",
    "REPORTED",
    "Exposure",
    "area_share_below",
    "area_weights",
    "coldest_of_nerve",
    "cross_sections",
    "expose",
    "freezes",
    "longest_run",
    "quantile_nadir",
    "rate_between",
    "runs_below",
    "seconds_below",
]

Floats = NDArray[np.float64]

REPORTED = (-10.0, -20.0, -40.0)
"""degC; the thresholds every result is reported at."""

COMPLETE = 0.95
"""Share of fascicle area at which a cross-section counts as complete."""


@dataclass(frozen=True, eq=False)
class Exposure:
    """What one nerve went through, per station and fascicle.

    Where a fascicle has divided, in a neuroma, each of its parts is a column of its own.

    Attributes
    ----------
    arc : (station,) m along the nerve, distal to proximal.
    weights : (station, fascicle) share of the station's fascicle area; a row sums to 1, or 0 without any.
    nadir : (station, fascicle) warmest of the samples' coldest temperatures, degC: the last part to freeze.
    coldest : (station, fascicle) coldest sample, degC. NaN where there is no fascicle or no simulation.
    area_fraction : threshold degC -> (station,) share of fascicle area whose nadir is below it; the
        thresholds are `REPORTED` and the one below which a nerve counts as covered.
    complete_nadir : (station,) degC that at least 95 % of the fascicle area reached or went below;
        infinite where nothing is known.
    seconds_below : threshold degC -> (station, fascicle) s at the fascicle's centre.
    freezes : (station, fascicle) how often the fascicle's centre went below its freezing point.
    cooling, thawing : (station, fascicle) K/s between 0 and -20 degC at the centre; NaN where never passed.
    fascicle_of : (fascicle,) number of the nerve's fascicle that a column is or is a part of.
    """

    nerve: str
    arc: Floats
    weights: Floats
    nadir: Floats
    coldest: Floats
    area_fraction: Mapping[float, Floats]
    complete_nadir: Floats
    seconds_below: Mapping[float, Floats]
    freezes: NDArray[np.int64]
    cooling: Floats
    thawing: Floats
    fascicle_of: NDArray[np.int64]

    @property
    def best_station(self) -> int:
        """Station with the largest share covered (-20 degC); among equals the one coldest throughout."""
        share = self.area_fraction[injury_rules().covered_below.value]
        best = np.flatnonzero(share >= share.max() - 1e-12)
        return int(best[np.argmin(self.complete_nadir[best])])


def expose(course: NerveCourse, history: NerveHistory, *, freezing_point: float = -0.6) -> Exposure:
    """Exposure of a nerve from the temperatures along it.

    Parameters
    ----------
    course : the nerve's path and fascicles.
    history : its temperatures, on the same stations and fascicles.
    freezing_point : degC below which the centre of a fascicle counts as frozen.

    Raises
    ------
    InputError
        When the history is empty, too short, not finite, or does not fit the course.
    """
    check_history(course, history)
    weights = area_weights(course.fascicle_radii) * history.inside[:, None]
    known = weights > 0
    samples = np.where(known[:, :, None], history.nadir_samples, np.nan)
    shares, complete = cross_sections(samples, weights, (*REPORTED, injury_rules().covered_below.value))
    return Exposure(
        nerve=course.name,
        arc=np.asarray(course.arc, float),
        weights=weights,
        nadir=samples.max(axis=2),
        coldest=samples.min(axis=2),
        area_fraction=shares,
        complete_nadir=complete,
        fascicle_of=course.fascicle_of,
        **_along_time(history, known, freezing_point),
    )


def cross_sections(
    samples: Floats, weights: Floats, limits: Iterable[float]
) -> tuple[Mapping[float, Floats], Floats]:
    """Share of fascicle area below each limit, and degC that a complete section reached, at every station.

    Parameters
    ----------
    samples : (station, fascicle, sample) degC at equal-area samples; NaN where unknown.
    weights : (station, fascicle) area shares. limits : degC.

    Returns
    -------
    limit -> (station,) share; (station,) degC, infinite where nothing is known.

    Examples
    --------
    >>> shares, complete = cross_sections(np.array([[[-30.0, -10.0]]]), np.array([[1.0]]), [-20.0])
    >>> shares[-20.0].tolist(), complete.tolist()
    ([0.5], [-10.0])
    """
    cold = np.asarray((samples < COLD_ENOUGH).any(axis=(1, 2)), bool)
    areas = refined(samples[cold])
    shares = {
        limit: _put(np.zeros(len(cold)), cold, area_share_below(areas, weights[cold], limit))
        for limit in dict.fromkeys(limits)
    }
    complete = _put(np.full(len(cold), np.inf), ~cold, quantile_nadir(samples[~cold], weights[~cold]))
    return shares, _put(complete, cold, quantile_nadir(areas, weights[cold]))


def _put(values: Floats, where: NDArray[np.bool_], instead: Floats) -> Floats:
    values[where] = instead
    return values


def coldest_of_nerve(course: NerveCourse, history: NerveHistory | None) -> float | None:
    """Coldest temperature in or around the simulated part of a nerve, degC; None without any.

    Fascicles, the nerve's rim and its centre line count; a fascicle that does not exist does not.
    """
    if history is None or not history.inside.any():
        return None
    inside = history.inside
    known = (course.fascicle_radii > 0) & inside[:, None]
    parts = (history.nadir_samples[known], history.rim_nadir[inside], history.centre[:, inside])
    finite = [float(part[np.isfinite(part)].min()) for part in parts if np.isfinite(part).any()]
    return min(finite, default=None)


def _along_time(history: NerveHistory, known: NDArray[np.bool_], freezing_point: float) -> dict[str, Any]:
    """Times below, freezes and rates at fascicle centres; only those that came near freezing are followed."""
    cold = known & (history.fascicles.min(axis=0) < max(freezing_point, 0.0))
    times, centres = history.times, history.fascicles[:, cold].astype(float)

    coldest = centres.min(axis=0)

    def below(limit: float) -> Floats:
        """Seconds below a limit; only what reached it is followed."""
        result, reached = np.zeros(len(coldest)), coldest < limit
        result[reached] = seconds_below(times, centres[:, reached], limit)
        return result

    def whole(values: NDArray[Any], elsewhere: float) -> NDArray[Any]:
        result = np.full(known.shape, elsewhere, dtype=values.dtype)
        result[cold] = values
        return result

    limits = (freezing_point, *REPORTED)
    cooling = rate_between(times, centres, warm=0.0, cold=-20.0)
    thawing = rate_between(times[-1] - times[::-1], centres[::-1], warm=0.0, cold=-20.0)
    return {
        "seconds_below": {limit: whole(below(limit), 0.0) for limit in limits},
        "freezes": whole(freezes(centres, freezing_point), 0),
        "cooling": whole(cooling, np.nan),
        "thawing": whole(thawing, np.nan),
    }


def area_weights(radii: Floats) -> Floats:
    """Share of each fascicle in its station's fascicle area.

    Parameters
    ----------
    radii : (station, fascicle) m, 0 where a fascicle does not exist.

    Returns
    -------
    (station, fascicle) shares; a row sums to 1, or to 0 where the station has no fascicle.

    Examples
    --------
    >>> area_weights(np.array([[1.0, 2.0, 0.0]])).round(3).tolist()
    [[0.2, 0.8, 0.0]]
    """
    area = np.square(np.asarray(radii, float))
    total = area.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(area, total, out=np.zeros_like(area), where=total > 0), float)


def area_share_below(samples: Floats, weights: Floats, limit: float) -> Floats:
    """Share of fascicle area colder than `limit`.

    Parameters
    ----------
    samples : (station, fascicle, sample) degC at equal-area samples; NaN where unknown counts as warm.
    weights : (station, fascicle) area shares.
    limit : degC.

    Examples
    --------
    >>> samples = np.array([[[-30.0, -10.0], [-30.0, -30.0]]])
    >>> area_share_below(samples, np.array([[0.2, 0.8]]), -20.0).tolist()
    [0.9]
    """
    inside_each = (samples < limit).mean(axis=2)
    return np.asarray((inside_each * weights).sum(axis=1), float)


def quantile_nadir(samples: Floats, weights: Floats, *, share: float = COMPLETE) -> Floats:
    """Temperature that `share` of the fascicle area reached or went below, at every station.

    The share of area below a limit is at least `share` exactly where this is below the limit, so both views
    of "complete" agree. Unknown stations are infinitely warm.

    Examples
    --------
    >>> samples = np.array([[[-30.0, -10.0], [-30.0, -25.0]]])
    >>> quantile_nadir(samples, np.array([[0.2, 0.8]]), share=0.9).tolist()
    [-25.0]
    """
    stations, fascicles, count = samples.shape
    flat = np.where(np.isfinite(samples), samples, np.inf).reshape(stations, fascicles * count)
    area = np.repeat(weights / count, count, axis=1)
    order = np.argsort(flat, axis=1)
    reached = np.take_along_axis(area, order, axis=1).cumsum(axis=1) >= share - 1e-9
    first = np.argmax(reached, axis=1)
    warmest = np.take_along_axis(np.take_along_axis(flat, order, axis=1), first[:, None], axis=1)[:, 0]
    return np.asarray(np.where(reached.any(axis=1), warmest, np.inf), float)


def longest_run(arc: Floats, values: Floats, limit: float) -> tuple[float, float]:
    """Start and end of the longest unbroken stretch where `values` stay below `limit`, ends interpolated.

    Parameters
    ----------
    arc : (station,) m, increasing.
    values : (station,) degC; infinite where unknown: the stretch ends at the last known station.
    limit : degC.

    Returns
    -------
    (start, end) in metres; equal (0, 0) when nothing is below.

    Examples
    --------
    >>> longest_run(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, -40.0, -40.0, 0.0]), -20.0)
    (0.5, 2.5)
    """
    longest = max(runs_below(arc, values, limit), key=lambda run: run[1] - run[0], default=(0.0, 0.0))
    return longest if longest[1] > longest[0] else (0.0, 0.0)


def runs_below(arc: Floats, values: Floats, limit: float) -> tuple[tuple[float, float], ...]:
    """Start and end (m) of every unbroken stretch where `values` stay below `limit`, as in `longest_run`.

    >>> runs_below(np.array([0.0, 1.0, 2.0, 3.0]), np.array([-40.0, 0.0, 0.0, -40.0]), -20.0)
    ((0.0, 0.5), (2.5, 3.0))
    """
    below = np.concatenate(([False], values < limit, [False]))
    edges = np.flatnonzero(below[1:] != below[:-1])
    return tuple(
        (
            _crossing(arc, values - limit, int(first), int(first) - 1),
            _crossing(arc, values - limit, int(after) - 1, int(after)),
        )
        for first, after in zip(edges[::2], edges[1::2], strict=True)
    )


def _crossing(arc: Floats, excess: Floats, cold: int, warm: int) -> float:
    """Where the line from a cold station (negative excess) to its warmer neighbour passes zero."""
    if not 0 <= warm < arc.size or not np.isfinite(excess[warm]):
        return float(arc[cold])
    share = -excess[cold] / (excess[warm] - excess[cold])
    return float(arc[cold] + share * (arc[warm] - arc[cold]))


def seconds_below(times: Floats, temperature: Floats, limit: float) -> Floats:
    """Time spent below `limit`, temperature taken linear between moments.

    Parameters
    ----------
    times : (time,) s.
    temperature : (time, ...) degC.
    limit : degC.

    Returns
    -------
    (...) s; 0 where the temperature is unknown.

    Examples
    --------
    >>> seconds_below(np.array([0.0, 10.0, 20.0]), np.array([[0.0], [-40.0], [0.0]]), -20.0).tolist()
    [10.0]
    """
    low = np.minimum(temperature[1:], temperature[:-1])
    high = np.maximum(temperature[1:], temperature[:-1])
    span = high - low
    share = np.divide(limit - low, span, out=(low < limit).astype(float), where=span > 0)
    steps = np.diff(times).reshape(-1, *([1] * (temperature.ndim - 1)))
    return np.asarray(np.nansum(np.clip(share, 0.0, 1.0) * steps, axis=0), float)


def freezes(temperature: Floats, freezing_point: float) -> NDArray[np.int64]:
    """How often the temperature goes below the freezing point; ice that never thawed counts once.

    Examples
    --------
    >>> freezes(np.array([[37.0], [-9.0], [2.0], [-9.0], [-3.0], [-9.0]]), -0.6).tolist()
    [2]
    """
    frozen = temperature < freezing_point
    return np.asarray((frozen[1:] & ~frozen[:-1]).sum(axis=0) + frozen[0], np.int64)


def rate_between(times: Floats, temperature: Floats, *, warm: float, cold: float) -> Floats:
    """Mean rate of the first fall from `warm` to `cold`, K/s; NaN where `cold` is not reached.

    The mean over the range is used because the rate at one temperature jumps while ice forms. Reversed time
    gives the rate of the last rise.

    Examples
    --------
    >>> fall = np.array([[10.0], [-30.0]])
    >>> rate_between(np.array([0.0, 20.0]), fall, warm=0.0, cold=-20.0).tolist()
    [2.0]
    """
    fallen = temperature <= cold
    reached = fallen.any(axis=0)
    last = np.argmax(fallen, axis=0)
    moments = np.arange(temperature.shape[0]).reshape(-1, *([1] * (temperature.ndim - 1)))
    above = (temperature > warm) & (moments < last)
    first = temperature.shape[0] - 1 - np.argmax(above[::-1], axis=0)
    usable = reached & above.any(axis=0) & (last > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        seconds = _moment(times, temperature, last, cold) - _moment(times, temperature, first + 1, warm)
        return np.asarray(np.where(usable & (seconds > 0), (warm - cold) / seconds, np.nan), float)


def _moment(times: Floats, temperature: Floats, index: NDArray[np.int64], level: float) -> Floats:
    """Time at which the step that ends at `index` passes `level`."""
    index = np.clip(index, 1, times.size - 1)
    after = np.take_along_axis(temperature, index[None], axis=0)[0]
    before = np.take_along_axis(temperature, index[None] - 1, axis=0)[0]
    share = (before - level) / (before - after)
    return np.asarray(times[index - 1] + share * (times[index] - times[index - 1]), float)
