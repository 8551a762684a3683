"""When pain is back: a survival model of published series, as a band. Regrowth is another clock.

With T the time to the return of pain of patient j in series i, counted from the treatment::

    relieved at first      with probability q_i ~ Beta, where the series did not count them
    ln T_ij | relieved     ~ Normal(m_i, s)        within a series
    m_i                    ~ Normal(m, b)          between series
    q_i, m, b, s           ~ priors of sources/pain.toml

A series enters by what it printed: counts still relieved at visits (binomial in the intervals between them),
or the median and the longest duration of those relieved (order statistics). The posterior is summed over a
fixed grid: no random numbers. A new patient belongs to a new series, so that the spread *between* series,
the larger one, stands in the band. The lesion that was computed does not enter: no series reports its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import bdtr, ndtr, xlogy

from cryonerve.nerve.lesion import Band
from cryonerve.nerve.recovery import DAY
from cryonerve.sources.pain import PainPriors, PainSeries, pain_priors, pain_series
from cryonerve.sources.value import Sourced

__all__ = ["PainModel", "fit", "fitted"]

Floats = NDArray[np.float64]

PERCENTILES = (0.05, 0.5, 0.95)
# Nodes of the grid. Half as many change the band of the published series by less than 2 %.
PLACES = np.linspace(np.log(1e-4), np.log(1e8), 360)  # m_i, ln days
TYPICAL = 61
BETWEEN, WITHIN, FIRST = 24, 20, 16
REACH = 4.0  # standard deviations of a prior that the grid covers


@dataclass(frozen=True, eq=False)
class PainModel:
    """What the fitted series say of a new one, on a grid; times in days.

    Attributes
    ----------
    place, within : m_i and s of a new series at every node.
    weight : posterior probability of every node, sums to 1.
    first, first_weight : share q of all treated that has relief at first, and its probability.
    between : b, the standard deviation of the logarithm of time between series.
    by_series : days until pain was back in half of those relieved, of each fitted series.
    """

    place: Floats
    within: Floats
    weight: Floats
    first: Floats
    first_weight: Floats
    between: Band
    by_series: Mapping[str, Band]

    def back_by(self, days: float) -> float:
        """Probability that pain is back by then, of a new patient who had relief at first.

        >>> model = fitted()
        >>> model.back_by(7.0) < model.back_by(90.0) < model.back_by(700.0)
        True
        """
        return float(self.weight @ ndtr((np.log(days) - self.place) / self.within))

    def days(self) -> Band:
        """Days until pain is back of a new patient who had relief at first: percentiles of the prediction."""

        def later(place: float, level: float) -> float:
            return self.back_by(float(np.exp(place))) - level

        low, high = PLACES[[0, -1]]
        return Band(*(float(np.exp(brentq(later, low, high, args=(level,)))) for level in PERCENTILES))

    def still_relieved(self, days: float, *, of_all: bool = False, people: int = 0) -> Band:
        """Share still relieved then in a new series.

        Parameters
        ----------
        of_all : of all treated; otherwise of those relieved at first.
        people : when given, the share that is counted among so many (binomial), as a series reports it.
        """
        share, weight = ndtr((self.place - np.log(days)) / self.within), self.weight
        if of_all:
            share, weight = np.outer(share, self.first).ravel(), np.outer(weight, self.first_weight).ravel()
        if not people:
            order = np.argsort(share)
            places = np.searchsorted(np.cumsum(weight[order]), PERCENTILES)  # exact, so that it never rises
            return Band(*(float(value) for value in share[order][places]))
        counts = np.arange(people + 1)
        below = np.array([float(weight @ bdtr(count, people, share)) for count in counts])
        return Band(*(float(counts[np.searchsorted(below, level)]) / people for level in PERCENTILES))


@cache
def fitted() -> PainModel:
    """The model fitted to every published series that counts patients."""
    series = {name: item for name, item in pain_series().items() if item.counted_by == "patients"}
    return fit(series, pain_priors())


def fit(series: Mapping[str, PainSeries], priors: PainPriors) -> PainModel:
    """Posterior of the survival model.

    Parameters
    ----------
    series : what is fitted; none gives the priors.
    priors : of the typical time and of the spreads between and within series.
    """
    typical, typical_weight = _normal_nodes(
        np.log(priors.typical.value / DAY), priors.typical.spread, TYPICAL
    )
    between = (np.arange(BETWEEN) + 0.5) / BETWEEN * REACH * priors.between.value
    between_weight = np.exp(-0.5 * (between / priors.between.value) ** 2)
    log_within, within_weight = _normal_nodes(np.log(priors.within.value), priors.within.spread, WITHIN)
    within, (first, first_weight) = np.exp(log_within), _beta_nodes(priors.relieved_at_first)

    # every pair of m and b is a row, every s a column
    m, b = (grid.ravel() for grid in np.meshgrid(typical, between, indexing="ij"))
    prior = np.outer(np.outer(typical_weight, between_weight).ravel(), within_weight)
    places = np.exp(-0.5 * ((PLACES - m[:, None]) / b[:, None]) ** 2)
    places /= places.sum(axis=1, keepdims=True)
    likelihoods = {
        name: _likelihood(item, within, first) @ first_weight for name, item in series.items()
    }  # (m_i, s)
    marginals = {name: places @ item for name, item in likelihoods.items()}
    joint = prior * np.prod([*marginals.values(), np.ones_like(prior)], axis=0)
    joint /= joint.sum()
    own = {
        name: (places.T @ (joint / np.maximum(marginals[name], 1e-300)) * likelihoods[name]).sum(axis=1)
        for name in series
    }
    new = places.T @ joint  # (m_i, s) of a series nobody has seen
    return PainModel(
        place=np.repeat(PLACES, within.size),
        within=np.tile(within, PLACES.size),
        weight=new.ravel(),
        first=first,
        first_weight=first_weight,
        between=_quantiles(b, joint.sum(axis=1)),
        by_series={name: _quantiles(np.exp(PLACES), weight) for name, weight in own.items()},
    )


def _likelihood(series: PainSeries, within: Floats, first: Floats) -> Floats:
    """Likelihood of a series, (m_i, s, q), up to a factor."""

    def back(seconds: float) -> Floats:
        return np.asarray(ndtr((np.log(seconds / DAY) - PLACES[:, None, None]) / within[:, None]))

    log = np.zeros((PLACES.size, within.size, first.size))
    still, share = series.treated.value, first
    if series.relieved_at_first is not None:  # then all that follows is told of those
        still, share = series.relieved_at_first.value, np.ones_like(first)
    if series.half_back_after is not None and series.last_back_after is not None:
        log += _order_statistics(still, series.half_back_after.value, series.last_back_after.value, within)[
            :, :, None
        ]
    curve = np.ones_like(log)
    for visit in series.visits.values():
        later = share * (1 - back(visit.after.value))
        log += xlogy(still - visit.relieved.value, np.maximum(curve - later, 1e-300))
        still, curve = visit.relieved.value, later
    log += xlogy(still if series.visits else 0.0, np.maximum(curve, 1e-300))
    return np.asarray(np.exp(log - log.max()))


def _order_statistics(count: float, half: float, last: float, within: Floats) -> Floats:
    """Log likelihood of the median and of the longest of `count` durations, (m_i, s)."""
    below = np.floor((count - 1) / 2)
    early, late = ((np.log(seconds / DAY) - PLACES[:, None]) / within for seconds in (half, last))
    log = xlogy(below, np.maximum(ndtr(early), 1e-300))
    log += xlogy(count - below - 2, np.maximum(ndtr(late) - ndtr(early), 1e-300))
    return np.asarray(log - 0.5 * early**2 - 0.5 * late**2 - 2 * np.log(within))


def _beta_nodes(share: Sourced) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes of a beta distribution with this mean and spread, and their weights."""
    count = share.value * (1 - share.value) / share.spread**2 - 1
    roots, weight = np.polynomial.legendre.leggauss(FIRST)
    nodes = 0.5 * (roots + 1)
    weight = weight * nodes ** (share.value * count - 1) * (1 - nodes) ** ((1 - share.value) * count - 1)
    return nodes, weight / weight.sum()


def _normal_nodes(mean: float, spread: float, count: int) -> tuple[Floats, Floats]:
    """Equally spaced nodes of a normal distribution and their weights."""
    z = np.linspace(-REACH, REACH, count)
    return mean + spread * z, np.exp(-0.5 * z**2)


def _quantiles(values: Floats, weight: Floats) -> Band:
    """Weighted percentiles, linear between the nodes."""
    nodes, where = np.unique(values, return_inverse=True)
    share = np.bincount(where, weights=weight)
    middle = (np.cumsum(share) - 0.5 * share) / share.sum()
    return Band(*(float(np.interp(level, middle, nodes)) for level in PERCENTILES))
