"""A normal law fitted to times that are only known to lie between two follow-ups, or after the last.

With z the place of a time in its own predicted distribution (standard deviations, 0 at the median), a
perfect prediction has z ~ Normal(0, 1). What is fitted is z ~ Normal(a, b)::

    l(a, b) = sum_i ln[ Phi((z_i,right - a) / b) - Phi((z_i,left - a) / b) ]

which is concave in g = 1 / b and d = a / b, so that Newton's method finds the one maximum.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import log_ndtr

from cryonerve.sources.normal_law import HALF_CHI2_95, MIDDLE_95

__all__ = ["CensoredFit", "fit_censored", "log_chance"]

Floats = NDArray[np.float64]
MOST = 60  # steps
NARROWEST, WIDEST, FARTHEST = 0.02, 50.0, 25.0  # b, and a in standard deviations: beyond, nothing is told
PROFILED = 500  # cases up to which intervals follow the likelihood itself
ROOT_2PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, slots=True)
class CensoredFit:
    """Shift a and widening b with 95 % intervals; `log_likelihood` at the maximum."""

    shift: tuple[float, float, float]  # best, low, high
    widening: tuple[float, float, float]
    log_likelihood: float


def log_chance(left: Floats, right: Floats) -> Floats:
    """ln[Phi(right) - Phi(left)], exact far out on both sides.

    >>> [round(float(value), 3) for value in log_chance(np.array([-np.inf, 9.0]), np.array([0.0, np.inf]))]
    [-0.693, -43.628]
    """
    flip = left > 0
    low, high = np.where(flip, -right, left), np.where(flip, -left, right)
    top = log_ndtr(high)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = top + np.log(-np.expm1(np.minimum(log_ndtr(low) - top, 0.0)))
    return found


def fit_censored(left: Floats, right: Floats, *, intervals: bool = True) -> CensoredFit | None:
    """Shift and widening by maximum likelihood.

    Parameters
    ----------
    left, right : (n,) ends of each interval of z; -inf and inf where open.
    intervals : follow the likelihood for both intervals where there are few cases; without, they come from
        the information alone.

    Returns
    -------
    None where the intervals do not tell both: too few, or all open on the same side.
    """
    found = _best(left, right)
    if found is None:
        return None
    steepness, place, top, information = found
    shift, widening = place / steepness, 1.0 / steepness
    if left.size > PROFILED or not intervals:
        return CensoredFit(*_wald(steepness, place, information), top)
    ends = (
        _ends(
            lambda value: _along(left, right, value=value, what="shift") - top,
            shift,
            (-FARTHEST, FARTHEST),
        ),
        _ends(
            lambda value: _along(left, right, value=value, what="widening") - top,
            math.log(widening),
            (math.log(NARROWEST), math.log(WIDEST)),
        ),
    )
    narrow, wide = (math.exp(end) for end in ends[1])
    return CensoredFit((shift, *ends[0]), (widening, narrow, wide), top)


def _slopes(left: Floats, right: Floats) -> tuple[Floats, Floats, Floats]:
    """Ln of the chance, and its slopes against both ends."""
    chance = log_chance(left, right)
    with np.errstate(over="ignore", invalid="ignore"):
        near = np.where(np.isfinite(left), np.exp(-0.5 * left**2 - ROOT_2PI - chance), 0.0)
        far = np.where(np.isfinite(right), np.exp(-0.5 * right**2 - ROOT_2PI - chance), 0.0)
    return chance, near, far


def _best(left: Floats, right: Floats) -> tuple[float, float, float, Floats] | None:
    """Newton's method on (g, d); the best pair, its log likelihood and the information there."""
    open_left, open_right = ~np.isfinite(left), ~np.isfinite(right)
    low, high = np.where(open_left, 0.0, left), np.where(open_right, 0.0, right)
    pair, value = np.array([1.0, 0.0]), -np.inf

    def ends(at: Floats) -> tuple[Floats, Floats]:
        return (
            np.where(open_left, -np.inf, at[0] * low - at[1]),
            np.where(open_right, np.inf, at[0] * high - at[1]),
        )

    for _ in range(MOST):
        u, v = ends(pair)
        chance, near, far = _slopes(u, v)
        value = float(chance.sum())
        gradient = np.array([np.sum(far * high - near * low), np.sum(near - far)])
        u, v = np.where(open_left, 0.0, u), np.where(open_right, 0.0, v)
        uu, vv, uv = near**2 - u * near, far**2 + v * far, -near * far  # minus the second slopes
        hessian = np.array(
            [
                [np.sum(uu * low**2 + vv * high**2 + 2 * uv * low * high), 0.0],
                [0.0, np.sum(uu + vv + 2 * uv)],
            ]
        )
        hessian[0, 1] = hessian[1, 0] = -np.sum(uu * low + vv * high + uv * (low + high))
        try:
            step = np.linalg.solve(hessian + 1e-12 * np.eye(2), gradient)
        except np.linalg.LinAlgError:
            return None
        length = 1.0
        while length > 1e-6:
            further = pair + length * step
            if further[0] > 0 and float(log_chance(*ends(further)).sum()) >= value - 1e-12:
                break
            length /= 2
        pair = pair + length * step if length > 1e-6 else pair
        if not 1 / WIDEST < pair[0] < 1 / NARROWEST or abs(pair[1]) > FARTHEST * pair[0]:
            return None
        if float(np.abs(step).max()) < 1e-7 or length <= 1e-6:
            return float(pair[0]), float(pair[1]), value, hessian
    return None


def _wald(
    steepness: float, place: float, information: Floats
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Intervals of a = d / g and ln b = -ln g from the information."""
    covariance = np.linalg.inv(information)
    shift = place / steepness
    slope = np.array([-shift / steepness, 1.0 / steepness])
    error = math.sqrt(float(slope @ covariance @ slope))
    spread = math.sqrt(float(covariance[0, 0])) / steepness
    return (
        (shift, shift - MIDDLE_95 * error, shift + MIDDLE_95 * error),
        (
            1.0 / steepness,
            math.exp(-math.log(steepness) - MIDDLE_95 * spread),
            math.exp(-math.log(steepness) + MIDDLE_95 * spread),
        ),
    )


def _along(left: Floats, right: Floats, *, value: float, what: str) -> float:
    """Highest log likelihood where the shift, or the logarithm of the widening, is held."""
    if what == "shift":
        starts, at, least = (np.zeros_like(left), np.zeros_like(right)), 1.0, 1e-4
        ways = (left - value, right - value)
    else:
        g = math.exp(-value)
        starts, at, least = (g * left, g * right), 0.0, -math.inf
        ways = (np.full_like(left, -1.0), np.full_like(right, -1.0))
    open_left, open_right = ~np.isfinite(left), ~np.isfinite(right)
    near_way, far_way = np.where(open_left, 0.0, ways[0]), np.where(open_right, 0.0, ways[1])

    def ends(t: float) -> tuple[Floats, Floats]:
        return (
            np.where(open_left, -np.inf, np.where(open_left, 0.0, starts[0]) + t * near_way),
            np.where(open_right, np.inf, np.where(open_right, 0.0, starts[1]) + t * far_way),
        )

    best = -np.inf
    for _ in range(MOST):
        u, v = ends(at)
        chance, near, far = _slopes(u, v)
        best = float(chance.sum())
        u, v = np.where(open_left, 0.0, u), np.where(open_right, 0.0, v)
        slope = float(np.sum(far * far_way - near * near_way))
        bend = float(
            np.sum(
                (near**2 - u * near) * near_way**2
                + (far**2 + v * far) * far_way**2
                - 2 * near * far * near_way * far_way
            )
        )
        if bend <= 1e-14 or abs(slope) < 1e-9:
            break
        step = slope / bend
        while abs(step) > 1e-9 and (
            at + step <= least or float(log_chance(*ends(at + step)).sum()) < best - 1e-12
        ):
            step /= 2
        at += step
        if abs(step) < 1e-7:
            break
    return best


def _ends(above: Callable[[float], float], best: float, limits: tuple[float, float]) -> tuple[float, float]:
    """Where a profile falls by half of chi2; a limit where it does not."""
    found = []
    for limit in limits:
        crossed = above(limit) < -HALF_CHI2_95
        found.append(
            float(brentq(lambda value: above(value) + HALF_CHI2_95, *sorted((best, limit)), xtol=1e-4))
            if crossed
            else limit
        )
    return found[0], found[1]
