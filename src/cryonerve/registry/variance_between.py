"""How much studies differ beyond chance: the variance between them, tau2, and its interval."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2

__all__ = ["ESTIMATORS", "between", "q_profile", "weighted_q"]

Floats = NDArray[np.float64]
WIDEST = 1e8  # times the variance that the effects show at first sight: beyond it nothing is looked for


def weighted_q(effects: Floats, variances: Floats, tau2: float = 0.0) -> float:
    """Cochran's Q with weights 1 / (v + tau2) about their mean; k - 1 is expected at the true tau2.

    >>> round(weighted_q(np.array([0.0, 2.0]), np.array([1.0, 1.0])), 3)
    2.0
    """
    weights = 1.0 / (variances + tau2)
    mean = np.sum(weights * effects) / np.sum(weights)
    return float(np.sum(weights * (effects - mean) ** 2))


def _dersimonian_laird(effects: Floats, variances: Floats) -> float:
    """DerSimonian and Laird 1986, Control Clin Trials 7:177: (Q - (k-1)) / (S1 - S2/S1), at least 0."""
    weights = 1.0 / variances
    first, second = float(np.sum(weights)), float(np.sum(weights**2))
    excess = weighted_q(effects, variances) - (len(effects) - 1)
    return max(0.0, excess / (first - second / first))


def _paule_mandel(effects: Floats, variances: Floats) -> float:
    """Paule and Mandel 1982, J Res Natl Bur Stand 87:377: the tau2 at which Q(tau2) = k - 1, at least 0."""
    return _where_q_is(effects, variances, len(effects) - 1.0)


def _reml(effects: Floats, variances: Floats) -> float:
    """Restricted maximum likelihood, Viechtbauer 2005, J Educ Behav Stat 30:261.

    Minimises 1/2 [sum ln(v + tau2) + ln sum w + sum w (y - mu)^2], w = 1 / (v + tau2). The likelihood may
    have two hills: a coarse look over all scales finds the higher one, a golden search its top.
    """

    def cost(tau2: float) -> float:
        total = variances + tau2
        return 0.5 * float(
            np.sum(np.log(total)) + math.log(np.sum(1.0 / total)) + weighted_q(effects, variances, tau2)
        )

    scale = float(np.var(effects) + np.mean(variances))
    looks = np.concatenate([[0.0], scale * np.geomspace(1e-7, 1e3, 161)])
    costs = [cost(look) for look in looks]
    best = int(np.argmin(costs))
    low, high = looks[max(best - 1, 0)], looks[min(best + 1, len(looks) - 1)]
    found = minimize_scalar(cost, bounds=(low, high), method="bounded", options={"xatol": 1e-10 * scale})
    return float(found.x) if found.fun < costs[0] else 0.0


ESTIMATORS: dict[str, Callable[[Floats, Floats], float]] = {
    "REML": _reml,
    "DL": _dersimonian_laird,
    "PM": _paule_mandel,
}


def between(effects: Floats, variances: Floats, method: str = "REML") -> float:
    """Variance between studies, tau2, in the square of the effects' unit.

    Parameters
    ----------
    effects, variances : (k,), k >= 2; variances above 0.
    method : "REML", "DL" (DerSimonian-Laird) or "PM" (Paule-Mandel).

    Examples
    --------
    >>> effects, variances = np.array([0.0, 1.0, 4.0]), np.array([0.5, 0.5, 0.5])
    >>> [round(between(effects, variances, name), 3) for name in ("REML", "DL", "PM")]
    [3.833, 3.833, 3.833]
    """
    return ESTIMATORS[method](effects, variances)


def q_profile(effects: Floats, variances: Floats, level: float = 0.95) -> tuple[float, float]:
    """Interval of tau2: Q(tau2) lies between two quantiles of chi2 with k - 1 degrees of freedom.

    Viechtbauer 2007, Stat Med 26:37. Both ends are 0 where even tau2 = 0 makes Q improbably small.

    Returns
    -------
    (low, high), the square of the effects' unit.

    Examples
    --------
    >>> low, high = q_profile(np.array([0.0, 1.0, 4.0]), np.array([0.5, 0.5, 0.5]))
    >>> round(low, 2), round(high, 1)
    (0.67, 170.7)
    """
    df = len(effects) - 1
    tail = 0.5 * (1.0 - level)
    return (
        _where_q_is(effects, variances, float(chi2.ppf(1.0 - tail, df))),
        _where_q_is(effects, variances, float(chi2.ppf(tail, df))),
    )


def _where_q_is(effects: Floats, variances: Floats, target: float) -> float:
    """The tau2 at which Q falls to `target`; 0 where it is below from the start."""
    if weighted_q(effects, variances) <= target:
        return 0.0
    scale = float(np.var(effects) + np.mean(variances))
    high = scale
    while weighted_q(effects, variances, high) > target and high < WIDEST * scale:
        high *= 4.0
    return float(
        brentq(lambda tau2: weighted_q(effects, variances, tau2) - target, 0.0, high, xtol=1e-12 * scale)
    )
