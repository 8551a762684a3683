"""Shares of several studies as one: as logits, by the beta-binomial, and exactly if all were alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import betaln, expit, gammaln
from scipy.stats import beta as beta_distribution
from scipy.stats import chi2

from cryonerve.errors import Complaint, InputError, nearest

__all__ = ["CONTINUITY", "BetaBinomial", "beta_binomial", "exact_interval", "logits"]

Floats = NDArray[np.float64]
CONTINUITY = ("where needed", "everywhere")
HALF = 0.5
NEAREST = 1e-9  # how close to 0 and 1 a mean share is looked at
ALIKE = 1e-7  # dispersion below which studies count as binomial


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """Mean share over studies whose own shares scatter as a beta distribution.

    Attributes
    ----------
    mean, low, high : share 0..1 and its profile-likelihood interval.
    dispersion : rho = 1 / (a + b + 1), 0 where one common share explains all, towards 1 where each
        study is all or nothing; not a number where all shares are 0 or 1, which fits any.
    log_likelihood : at the maximum.
    """

    k: int
    level: float
    mean: float
    low: float
    high: float
    dispersion: float
    log_likelihood: float


def logits(
    numerators: Sequence[float], denominators: Sequence[float], *, continuity: str = "where needed"
) -> tuple[Floats, Floats]:
    """Shares as logits and their sampling variances.

    y = ln(x / (n - x)), v = 1 / x + 1 / (n - x). Where x is 0 or n half a case is added to both sides, in
    that study alone ("where needed") or in every study ("everywhere"): Sweeting, Sutton and Lambert 2004,
    Stat Med 23:1351, who also show that it biases; the beta-binomial needs none.

    Parameters
    ----------
    numerators, denominators : (k,) counts.

    Returns
    -------
    (effects, variances), each (k,).

    Examples
    --------
    >>> y, v = logits([5, 0], [10, 9])
    >>> [round(float(item), 3) for item in (*y, *v)]
    [0.0, -2.944, 0.4, 2.105]
    """
    if continuity not in CONTINUITY:
        raise InputError(Complaint(f"no rule is called '{continuity}'", nearest(continuity, CONTINUITY)))
    x, n = _counts(numerators, denominators)
    added = np.where((x == 0) | (x == n), HALF, 0.0) if continuity == CONTINUITY[0] else np.full(len(x), HALF)
    yes, no = x + added, n - x + added
    return np.log(yes / no), 1.0 / yes + 1.0 / no


def exact_interval(numerator: float, denominator: float, level: float = 0.95) -> tuple[float, float]:
    """Interval of one share, 0..1: Clopper and Pearson 1934, Biometrika 26:404.

    >>> tuple(round(end, 3) for end in exact_interval(0, 30))
    (0.0, 0.116)
    """
    tail = 0.5 * (1.0 - level)
    x, n = float(numerator), float(denominator)
    low = 0.0 if x <= 0 else float(beta_distribution.ppf(tail, x, n - x + 1))
    high = 1.0 if x >= n else float(beta_distribution.ppf(1.0 - tail, x + 1, n - x))
    return low, high


def beta_binomial(
    numerators: Sequence[int], denominators: Sequence[int], *, level: float = 0.95
) -> BetaBinomial:
    """Mean share by maximum likelihood of the beta-binomial; zeros need no correction.

    P(x) = C(n, x) B(x + a, n - x + b) / B(a, b), a = mu (1 - rho) / rho, b = (1 - mu) (1 - rho) / rho
    (Skellam 1948, J R Stat Soc B 10:257; for pooling Young-Xu and Chan 2008, BMC Med Res Methodol 8:58). The
    interval holds every mu whose likelihood, with the best rho for it, is within chi2(1) / 2 of the best.

    Raises
    ------
    InputError
        Fewer than two studies, or counts that cannot be.

    Examples
    --------
    >>> found = beta_binomial([26, 15, 3, 47], [31, 20, 5, 53])
    >>> round(found.mean, 3), round(found.low, 2), round(found.high, 2)
    (0.835, 0.69, 0.9)
    """
    x, n = _counts(numerators, denominators)
    if len(x) < 2:
        raise InputError(Complaint("one share is no pool", "Give two studies or more."))
    profile = _profile(x, n)
    best = _best_mean(lambda mean: profile(mean)[0], x, n)
    top, dispersion = profile(best)
    if best in (0.0, 1.0):
        top, dispersion = 0.0, math.nan  # all alike at an end: any dispersion explains it
    limit = top - 0.5 * float(chi2.ppf(level, 1))
    return BetaBinomial(
        k=len(x),
        level=level,
        mean=best,
        low=_end(lambda mean: profile(mean)[0] - limit, best, 0.0),
        high=_end(lambda mean: profile(mean)[0] - limit, best, 1.0),
        dispersion=dispersion,
        log_likelihood=top,
    )


def _log_likelihood(x: Floats, n: Floats, mean: float, dispersion: float) -> float:
    choose = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
    if dispersion < ALIKE:
        with np.errstate(divide="ignore"):
            yes = np.where(x > 0, x * np.log(max(mean, 1e-300)), 0.0)
            no = np.where(n - x > 0, (n - x) * np.log(max(1.0 - mean, 1e-300)), 0.0)
        return float(np.sum(choose + yes + no))
    size = (1.0 - dispersion) / dispersion
    a, b = mean * size, (1.0 - mean) * size
    return float(np.sum(choose + betaln(x + a, n - x + b) - betaln(a, b)))


def _profile(x: Floats, n: Floats) -> Callable[[float], tuple[float, float]]:
    """Best log likelihood over the dispersion, and that dispersion, of any mean share."""
    logs = np.linspace(math.log(1e-6), math.log(1e6), 61)  # ln of rho / (1 - rho)

    def at(mean: float) -> tuple[float, float]:
        mean = min(max(mean, NEAREST), 1.0 - NEAREST)
        costs = [-_log_likelihood(x, n, mean, float(expit(look))) for look in logs]
        best = int(np.argmin(costs))
        low, high = logs[max(best - 1, 0)], logs[min(best + 1, len(logs) - 1)]
        found = minimize_scalar(
            lambda look: -_log_likelihood(x, n, mean, float(expit(look))), bounds=(low, high),
            method="bounded", options={"xatol": 1e-9},
        )  # fmt: skip
        alike = _log_likelihood(x, n, mean, 0.0)
        if alike >= -float(found.fun) - 1e-9:
            return alike, 0.0
        return -float(found.fun), float(expit(found.x))

    return at


def _best_mean(height: Callable[[float], float], x: Floats, n: Floats) -> float:
    if not x.any():
        return 0.0
    if (x == n).all():
        return 1.0
    found = minimize_scalar(
        lambda look: -height(float(expit(look))), bounds=(-12.0, 12.0), method="bounded",
        options={"xatol": 1e-9},
    )  # fmt: skip
    return float(expit(found.x))


def _end(above: Callable[[float], float], best: float, limit: float) -> float:
    """Where the profile falls below the limit between the best mean and 0 or 1."""
    if best == limit or above(limit) > 0:
        return limit
    return float(brentq(above, *sorted((best, limit)), xtol=1e-8))


def _counts(numerators: Sequence[float], denominators: Sequence[float]) -> tuple[Floats, Floats]:
    x, n = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    if x.shape != n.shape or x.ndim != 1:
        raise InputError(Complaint(f"{x.size} numerators and {n.size} denominators do not belong together"))
    if not (
        np.isfinite(x).all() and np.isfinite(n).all() and (x >= 0).all() and (x <= n).all() and (n > 0).all()
    ):
        raise InputError(Complaint("counts cannot be: 0 <= numerator <= denominator, denominator above 0"))
    return x, n
