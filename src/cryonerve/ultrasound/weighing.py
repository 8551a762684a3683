"""One step of an ensemble square-root filter that weighs members instead of moving their parameters.

Letters: M members, n observations; Y (M, n) what members predict, y (n,) what was seen, s (n,) its standard
deviation; W (M, M) weights: the current ensemble of any quantity Q (M, ...) of the prior members is W Q, so
that past, hidden and future quantities are updated together (an ensemble smoother).

Equation: ensemble transform Kalman filter, Bishop, Etherton & Majumdar 2001 (doi
10.1175/1520-0493(2001)129<0420:ASWTET>2.0.CO;2). Outliers: errors beyond two standard deviations count as
Student's t would have it, those beyond four hardly at all; found in a few rounds from what a step leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Innovation", "equal_weights", "weigh"]

Floats = NDArray[np.float64]

ORDINARY = 2.0  # standard deviations up to which an error is nothing unusual
FREEDOM = 4.0  # of Student's t beyond
WILD, HARDLY = 4.0, 1e-3  # standard deviations from which an observation counts this much
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Innovation:
    """How one set of observations agreed with the ensemble before it was used.

    Attributes
    ----------
    count : of observations. mean : of observed minus predicted, in the observations' unit.
    squared : normalised innovation squared, about `count` where ensemble and picture agree.
    probability : that agreeing ones are as far off: of all together (chi-squared) or, if that is less likely,
        of the mean of one kind, whose errors may all be the same (normal); times the number of tests.
    outliers : share of observations that counted less than half.
    """

    count: int
    mean: float
    squared: float
    probability: float
    outliers: float


def equal_weights(members: int) -> Floats:
    """(M, M) before anything was seen."""
    return np.eye(members)


def weigh(
    weights: Floats,
    predicted: Floats,
    observed: Floats,
    deviation: Floats,
    *,
    kinds: NDArray[np.int64] | None = None,
) -> tuple[Floats, Innovation]:
    """New weights (M, M) after observations, and how these agreed.

    Parameters
    ----------
    predicted : (M, n) by the prior members. observed : (n,). deviation : (n,) standard deviations.
    kinds : (n,) number of the kind each belongs to, for the test of agreement; None: all of one.

    Examples
    --------
    >>> prior = np.linspace(-2.0, 2.0, 41)[:, None]
    >>> after, _ = weigh(equal_weights(41), prior, np.array([1.0]), np.array([0.01]))
    >>> bool(abs((after @ prior).mean() - 1.0) < 0.01), bool((after @ prior).std() < 0.02)
    (True, True)
    """
    current = weights @ predicted
    mean = current.mean(axis=0)
    departures, innovation = current - mean, observed - mean
    trust = np.ones(len(observed))
    step = _transform(departures, innovation, deviation)
    for _ in range(ROUNDS):
        left = np.abs(observed - (step @ current).mean(axis=0)) / deviation
        less = np.where(left > ORDINARY, (FREEDOM + ORDINARY**2) / (FREEDOM + left**2), 1.0)
        less = np.where(left > WILD, HARDLY, less)
        if np.array_equal(less, trust):
            break
        trust = less
        step = _transform(departures, innovation, deviation / np.sqrt(trust))
    kinds = np.zeros(len(observed), dtype=np.int64) if kinds is None else kinds
    squared, probability = _agreement(departures, innovation, deviation, kinds)
    told = Innovation(
        len(observed), float(innovation.mean()), squared, probability, float((trust < 0.5).mean())
    )
    return step @ weights, told


def _transform(departures: Floats, innovation: Floats, deviation: Floats) -> Floats:
    """(M, M) symmetric square-root step: keeps the mean of departures zero."""
    members = len(departures)
    scaled = departures / deviation
    kernel = scaled @ scaled.T / (members - 1)
    values, vectors = np.linalg.eigh(0.5 * (kernel + kernel.T))
    values = np.maximum(values, 0.0)
    gain = vectors / (1.0 + values) @ vectors.T
    middle = gain @ scaled @ (innovation / deviation) / (members - 1)
    root = vectors / np.sqrt(1.0 + values) @ vectors.T
    centred = np.eye(members) - 1.0 / members
    return np.asarray(np.full((members, members), 1.0 / members) + (root + middle[None, :]) @ centred)


def _agreement(
    departures: Floats, innovation: Floats, deviation: Floats, kinds: NDArray[np.int64]
) -> tuple[float, float]:
    """Normalised innovation squared, and how probable the worst of the tests is."""
    from scipy.stats import chi2, norm  # noqa: PLC0415  half a second

    members, count = departures.shape
    scaled, off = departures / deviation, innovation / deviation
    # (I + A A^T)^-1 by the identity of Woodbury: members are fewer than observations
    small = np.eye(members) * (members - 1) + scaled @ scaled.T
    squared = float(off @ off - (scaled @ off) @ np.linalg.solve(small, scaled @ off))
    tests = [float(chi2.sf(squared, count))]
    for kind in np.unique(kinds):
        mine = kinds == kind
        own = departures[:, mine].mean(axis=1)
        spread = np.hypot(np.sqrt((own**2).sum() / (members - 1)), deviation[mine].mean())
        tests.append(2.0 * float(norm.sf(abs(innovation[mine].mean()) / spread)))
    return squared, min(1.0, len(tests) * min(tests))
