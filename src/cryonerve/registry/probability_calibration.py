"""Predicted probabilities against what happened: reliability, score with its parts, a line that corrects.

Brier score      mean (p - y)^2 = reliability - resolution + uncertainty, in bins   (Brier 1950; Murphy 1973)
recalibration    logit q = a + b logit p, by maximum likelihood; calibrated: a = 0, b = 1   (Cox 1958)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, expit, logit

from cryonerve.registry.cross_validation import Gain, Mask, cross_validated
from cryonerve.registry.proportions import exact_interval
from cryonerve.sources.normal_law import MIDDLE_95

__all__ = [
    "BINS",
    "Bin",
    "LogisticLine",
    "ProbabilityCalibration",
    "calibrate_probabilities",
    "corrected_probabilities",
    "fit_line",
]

Floats = NDArray[np.float64]
BINS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)  # ends of the bins of predicted probability
SUREST = 1e-3  # a prediction of 0 or 1 is judged as this near to it: else one miss would be infinitely bad
MOST, STEEPEST = 50, 50.0  # steps; a line steeper than this is no line: outcomes are told apart without error


def corrected_probabilities(p: Floats, intercept: float, slope: float) -> Floats:
    """Probabilities by a line on the logit scale.

    >>> corrected_probabilities(np.array([0.5, 0.8]), 0.0, 1.0).round(6).tolist()
    [0.5, 0.8]
    """
    found: Floats = expit(intercept + slope * logit(np.clip(p, SUREST, 1 - SUREST)))
    return found


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose predicted probability lay between two ends.

    `predicted` is their mean; `observed` the share in which it happened, `low` to `high` its exact interval.
    """

    start: float
    end: float
    cases: int
    predicted: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LogisticLine:
    """Intercept a and slope b with 95 % intervals (Wald); `log_likelihood` at the maximum."""

    intercept: tuple[float, float, float]  # best, low, high
    slope: tuple[float, float, float]
    log_likelihood: float

    def corrected(self, p: Floats) -> Floats:
        """Probabilities by this line."""
        return corrected_probabilities(p, self.intercept[0], self.slope[0])


@dataclass(frozen=True, slots=True)
class ProbabilityCalibration:
    """What the cases say of a predicted probability.

    Attributes
    ----------
    cases, people, happened : how many were looked at, their people, and in how many it happened.
    predicted, observed, low, high : mean prediction; share in which it happened, its exact 95 % interval.
    bins : those with a case.
    brier, reliability, resolution, uncertainty : the score and its parts; what bins do not tell is the rest.
    line : the correction that fits best; None where there is none.
    chance : how rarely calibrated predictions look this much off; None without `line`.
    gain : of correcting by `line`, over people left out.
    """

    cases: int
    people: int
    happened: int
    predicted: float
    observed: float
    low: float
    high: float
    bins: tuple[Bin, ...]
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    line: LogisticLine | None
    chance: float | None
    gain: Gain | None


def calibrate_probabilities(
    p: Floats, happened: NDArray[np.bool_], person: NDArray[np.int64]
) -> ProbabilityCalibration | None:
    """Everything about one probability; None where no case tells anything of it.

    Parameters
    ----------
    p : (n,) predicted, 0 to 1. happened : (n,). person : (n,) number of the person.

    Examples
    --------
    >>> found = calibrate_probabilities(np.array([0.2, 0.8]), np.array([False, True]), np.array([0, 1]))
    >>> round(found.brier, 3), found.line
    (0.04, None)
    """
    if not p.size:
        return None
    bins = _bins(p, happened)
    share = float(happened.mean())
    plain = _log_score(p, happened)
    line = fit_line(p, happened)
    low, high = exact_interval(int(happened.sum()), p.size)
    weights = np.array([one.cases for one in bins]) / p.size
    observed = np.array([one.observed for one in bins])
    predicted = np.array([one.predicted for one in bins])
    return ProbabilityCalibration(
        cases=p.size,
        people=int(np.unique(person).size),
        happened=int(happened.sum()),
        predicted=float(p.mean()),
        observed=share,
        low=low,
        high=high,
        bins=bins,
        brier=float(np.mean((p - happened) ** 2)),
        reliability=float(weights @ (predicted - observed) ** 2),
        resolution=float(weights @ (observed - share) ** 2),
        uncertainty=share * (1 - share),
        line=line,
        chance=None if line is None else float(chdtrc(2, max(0.0, 2 * (line.log_likelihood - plain.sum())))),
        gain=None if line is None else cross_validated(person, plain, _corrected(p, happened)),
    )


def _bins(p: Floats, happened: NDArray[np.bool_]) -> tuple[Bin, ...]:
    place = np.clip(np.searchsorted(BINS, p, side="right") - 1, 0, len(BINS) - 2)
    found = []
    for one in range(len(BINS) - 1):
        mine = place == one
        count, yes = int(mine.sum()), int(happened[mine].sum())
        if count:
            ends = exact_interval(yes, count)
            found.append(Bin(BINS[one], BINS[one + 1], count, float(p[mine].mean()), yes / count, *ends))
    return tuple(found)


def _log_score(p: Floats, happened: NDArray[np.bool_]) -> Floats:
    """Ln of the probability that was given to what happened."""
    q = np.clip(p, SUREST, 1 - SUREST)
    found: Floats = np.log(np.where(happened, q, 1 - q))
    return found


def fit_line(p: Floats, happened: NDArray[np.bool_]) -> LogisticLine | None:
    """The recalibration line by Newton's method.

    Returns
    -------
    None where the cases do not tell it: all or none happened, all predictions alike, or a perfect separation.

    Examples
    --------
    >>> p = np.repeat([0.2, 0.8], 10)
    >>> line = fit_line(p, np.array(([True] * 2 + [False] * 8) + ([True] * 8 + [False] * 2)))
    >>> abs(round(line.intercept[0], 6)), round(line.slope[0], 6)
    (0.0, 1.0)
    """
    x = np.stack((np.ones(p.size), logit(np.clip(p, SUREST, 1 - SUREST))), axis=1)
    if happened.all() or not happened.any() or np.ptp(x[:, 1]) < 1e-9:
        return None
    pair, signs = np.array([0.0, 1.0]), np.where(happened, -1.0, 1.0)

    def height(at: Floats) -> float:
        return -float(np.logaddexp(0.0, signs * (x @ at)).sum())

    for _ in range(MOST):
        q = expit(x @ pair)
        information = x.T @ (x * (q * (1 - q))[:, None])
        if not np.linalg.cond(information) < 1e12:
            return None
        step = np.linalg.solve(information, x.T @ (happened - q))
        while height(pair + step) < height(pair) - 1e-9:  # a whole step may go over the top and far beyond
            step = step / 2
        pair = pair + step
        if float(np.abs(pair).max()) > STEEPEST:
            return None
        if float(np.abs(step).max()) < 1e-9:
            break
    else:
        return None
    errors = MIDDLE_95 * np.sqrt(np.diag(np.linalg.inv(information)))
    a, b = (
        (float(best), float(best - error), float(best + error))
        for best, error in zip(pair, errors, strict=True)
    )
    return LogisticLine(a, b, height(pair))


def _corrected(p: Floats, happened: NDArray[np.bool_]) -> Callable[[Mask], Callable[[Mask], Floats] | None]:
    def fitted(mask: Mask) -> Callable[[Mask], Floats] | None:
        line = fit_line(p[mask], happened[mask])
        if line is None:
            return None
        return lambda others: _log_score(line.corrected(p[others]), happened[others])

    return fitted
