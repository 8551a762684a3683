"""Effects of several studies as one: random effects, honest intervals, what a further study may show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, norm
from scipy.stats import t as student

from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.registry.variance_between import ESTIMATORS, between, q_profile, weighted_q

__all__ = ["EGGER_FROM", "Egger", "Pool", "egger", "leave_one_out", "random_effects"]

EGGER_FROM = 10  # studies; with fewer the test finds nothing and misleads


@dataclass(frozen=True, slots=True)
class Pool:
    """Random-effects pool of k studies, in the unit of the effects.

    Attributes
    ----------
    estimate, se : sum(w y) / sum(w) and its standard error, 1 / sqrt(sum(w)), w = 1 / (v + tau2).
    low, high : Hartung-Knapp-Sidik-Jonkman interval, Student's t with k - 1 degrees of freedom.
    plain_low, plain_high : normal interval from `se` alone, which is too short for few studies.
    prediction_low, prediction_high : where the effect of a further such study lies (t with k - 2 degrees of
        freedom); not a number for k < 3.
    tau2, tau2_low, tau2_high : variance between studies and its Q-profile interval.
    q, q_p : Cochran's Q and its chi2 probability.
    i2 : share of the scatter that is not chance, 0..1; h2 : Q / (k - 1).
    weights : share of each study, summing to 1.
    """

    k: int
    method: str
    level: float
    estimate: float
    se: float
    low: float
    high: float
    plain_low: float
    plain_high: float
    prediction_low: float
    prediction_high: float
    tau2: float
    tau2_low: float
    tau2_high: float
    q: float
    q_p: float
    i2: float
    h2: float
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Egger:
    """Effect over error regressed on 1 over error; an intercept away from 0: small studies differ."""

    intercept: float
    low: float
    high: float
    p: float


def random_effects(
    effects: Sequence[float], variances: Sequence[float], *, method: str = "REML", level: float = 0.95
) -> Pool:
    """Pool effects with inverse-variance weights.

    mu = sum(w y) / sum(w), w = 1 / (v + tau2). The interval is mu +- t(k-1) sqrt(q / sum(w)) with
    q = sum(w (y - mu)^2) / (k - 1): Hartung and Knapp 2001, Stat Med 20:3875; Sidik and Jonkman 2002, Stat
    Med 21:3153. Prediction: mu +- t(k-2) sqrt(tau2 + se^2), Higgins, Thompson and Spiegelhalter 2009, J R
    Stat Soc A 172:137. I2 = max(0, (Q - df) / Q), H2 = Q / df: Higgins and Thompson 2002, Stat Med 21:1539.

    Parameters
    ----------
    effects, variances : (k,) with k >= 2; sampling variances, above 0, square of the effects' unit.
    method : how tau2 is found: "REML", "DL" (DerSimonian-Laird), "PM" (Paule-Mandel).
    level : of the intervals.

    Raises
    ------
    InputError
        Fewer than two studies, unequal lengths, a variance that is not above 0, an unknown method.

    Examples
    --------
    >>> found = random_effects([0.0, 1.0, 4.0], [0.5, 0.5, 0.5])
    >>> round(found.estimate, 3), round(found.low, 2), round(found.high, 2), round(found.tau2, 3)
    (1.667, -3.5, 6.84, 3.833)
    """
    y, v = _checked(effects, variances, method, level)
    k = len(y)
    tau2 = between(y, v, method)
    weights = 1.0 / (v + tau2)
    total = float(np.sum(weights))
    mean = float(np.sum(weights * y) / total)
    se = 1.0 / math.sqrt(total)
    half = float(student.ppf(0.5 + level / 2, k - 1)) * se * math.sqrt(weighted_q(y, v, tau2) / (k - 1))
    plain = float(norm.ppf(0.5 + level / 2)) * se
    further = math.nan
    if k > 2:
        further = float(student.ppf(0.5 + level / 2, k - 2)) * math.sqrt(tau2 + se**2)
    tau2_low, tau2_high = q_profile(y, v, level)
    q = weighted_q(y, v)
    return Pool(
        k=k,
        method=method,
        level=level,
        estimate=mean,
        se=se,
        low=mean - half,
        high=mean + half,
        plain_low=mean - plain,
        plain_high=mean + plain,
        prediction_low=mean - further,
        prediction_high=mean + further,
        tau2=tau2,
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        q=q,
        q_p=float(chi2.sf(q, k - 1)),
        i2=max(0.0, (q - (k - 1)) / q) if q > 0 else 0.0,
        h2=q / (k - 1),
        weights=tuple((weights / total).tolist()),
    )


def leave_one_out(
    effects: Sequence[float], variances: Sequence[float], *, method: str = "REML", level: float = 0.95
) -> tuple[Pool, ...]:
    """The pool without each study in turn, in their order; empty for k < 3.

    >>> [round(found.estimate, 2) for found in leave_one_out([0.0, 1.0, 4.0], [0.5, 0.5, 0.5])]
    [2.5, 2.0, 0.5]
    """
    y, v = list(effects), list(variances)
    if len(y) < 3:
        return ()
    return tuple(
        random_effects(y[:gone] + y[gone + 1 :], v[:gone] + v[gone + 1 :], method=method, level=level)
        for gone in range(len(y))
    )


def egger(effects: Sequence[float], variances: Sequence[float], *, level: float = 0.95) -> Egger | None:
    """Egger's test of small-study effects; None for fewer than 10 studies, where it says nothing.

    Ordinary regression of y / se on 1 / se: Egger and others 1997, BMJ 315:629. None also where all studies
    are equally precise, so that no line is defined.

    >>> egger([0.0, 1.0, 4.0], [0.5, 0.5, 0.5]) is None
    True
    """
    y, v = _checked(effects, variances, "REML", level)
    k = len(y)
    precision = 1.0 / np.sqrt(v)
    centred = precision - precision.mean()
    spread = float(np.sum(centred**2))
    if k < EGGER_FROM or spread <= 1e-12 * float(np.sum(precision**2)):
        return None
    standard = y * precision
    slope = float(np.sum(centred * standard)) / spread
    intercept = float(standard.mean() - slope * precision.mean())
    rest = standard - intercept - slope * precision
    error = math.sqrt(float(np.sum(rest**2)) / (k - 2) * (1.0 / k + float(precision.mean()) ** 2 / spread))
    half = float(student.ppf(0.5 + level / 2, k - 2)) * error
    p = 2.0 * float(student.sf(abs(intercept) / error, k - 2)) if error > 0 else 0.0
    return Egger(intercept, intercept - half, intercept + half, p)


def _checked(
    effects: Sequence[float], variances: Sequence[float], method: str, level: float
) -> tuple[np.ndarray, np.ndarray]:
    y, v = np.asarray(effects, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if method not in ESTIMATORS:
        raise InputError(Complaint(f"no method is called '{method}'", nearest(method, ESTIMATORS)))
    if not 0.0 < level < 1.0:
        raise InputError(Complaint(f"level {level:g} is not between 0 and 1", "Write 0.95."))
    if y.shape != v.shape or y.ndim != 1 or len(y) < 2:
        what = f"{y.size} effects and {v.size} variances are no pool"
        raise InputError(Complaint(what, "Give two studies or more, a variance each."))
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise InputError(Complaint("an effect is no number, or a variance is not above 0"))
    return y, v
