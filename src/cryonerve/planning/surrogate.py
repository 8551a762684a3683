"""A quick stand-in for the solver: a number of a run as a smooth function of what is not known.

A straight trend and, on what it leaves, a Gaussian process with a squared-exponential covariance that has
one length for each unknown (Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, eqs. 2.23,
5.8, 5.9). The lengths are those of the largest likelihood, with a light pull towards "does not matter", for
there are about as many unknowns as a tenth of the runs. It is fitted to three quarters of the runs and judged
by the last quarter, which it has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.planning.unknowns import Unknown

__all__ = ["FEWEST", "Surrogate", "fit", "scores"]

Floats = NDArray[np.float64]

FEWEST = 32  # runs without which nothing is fitted
HELD_OUT = 0.25  # share of the runs, the last ones, that judge the fit
GOOD = 0.8  # share of the variance of the held-out runs that must be explained
RIDGE = 1e-3  # of the trend
SPARSE = 2.0  # rate of the exponential prior on inverse squared lengths
EASIEST, STIFFEST = -9.0, 2.0  # bounds of the logarithms of inverse squared lengths
MOST = 200  # runs from which the lengths are found; more add time and little else
NOISE = (-10.0, 1.0)  # bounds of the logarithm of the noise's variance


@dataclass(frozen=True, eq=False)
class Surrogate:
    """One number of a run as a function of scores; see `scores`.

    Attributes
    ----------
    explained : share of the variance of the held-out runs that it explains; 1 is perfect, 0 no better than
        their mean. error : root mean square error on them, in the number's unit. held_out : how many.
    """

    points: Floats
    trend: Floats
    precision: Floats
    weights: Floats
    variance: float
    noise: float
    middle: float
    scale: float
    explained: float
    error: float
    held_out: int

    @property
    def good(self) -> bool:
        """Is it near enough to the held-out runs to be relied on?"""
        return self.explained >= GOOD

    def __call__(self, at: Floats) -> Floats:
        """Values (n,) at scores (n, unknown)."""
        near = self.variance * np.exp(-0.5 * _apart(at, self.points, self.precision))
        return np.asarray(self.middle + self.scale * (_straight(at) @ self.trend + near @ self.weights))


def scores(unknowns: Sequence[Unknown], shares: Floats) -> Floats:
    """(n, unknown) in standard deviations for normal numbers, from the middle of the range for others.

    Parameters
    ----------
    shares : (n, unknown) between 0 and 1.
    """
    from scipy.special import ndtri  # noqa: PLC0415

    bell = np.array([item.number.law in ("normal", "lognormal") for item in unknowns])
    return np.asarray(np.where(bell, ndtri(shares), np.sqrt(12.0) * (shares - 0.5)))


def fit(at: Floats, values: Floats) -> Surrogate | None:
    """A surrogate of (n,) values at scores (n, unknown); None for too few runs or values that do not vary.

    Examples
    --------
    >>> from cryonerve.sources.quantiles import even_draws
    >>> at = even_draws(128, 3, seed=1) - 0.5
    >>> found = fit(at, 2.0 + at[:, 0] + np.sin(4.0 * at[:, 1]))
    >>> found.good, found(np.zeros((1, 3))).round(2).tolist()
    (True, [2.0])
    """
    known = np.isfinite(values)
    at, values = at[known], values[known]
    apart = round(HELD_OUT * len(values))
    seen, held = slice(None, len(values) - apart), slice(len(values) - apart, None)
    if len(values) < FEWEST or np.ptp(values[seen]) <= 1e-9 * max(1.0, float(np.abs(values).max())):
        return None
    first = _fitted(at[seen], values[seen], _lengths(at[seen][:MOST], values[seen][:MOST]))
    error = float(np.sqrt(np.mean((first(at[held]) - values[held]) ** 2)))
    spread = float(values[held].std())
    explained = 1.0 - (error / spread) ** 2 if spread > 0.0 else float(error == 0.0)
    lengths = np.log(np.append(first.precision, [first.variance, first.noise]))
    return replace(_fitted(at, values, lengths), explained=explained, error=error, held_out=apart)


def _straight(at: Floats) -> Floats:
    return np.concatenate([np.ones((len(at), 1)), at], axis=1)


def _apart(one: Floats, other: Floats, precision: Floats) -> Floats:
    """Squared distance (n, m), each unknown by its own length."""
    root = np.sqrt(precision)
    a, b = one * root, other * root
    square = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2.0 * a @ b.T
    return np.asarray(np.maximum(square, 0.0))


def _rest(at: Floats, values: Floats) -> tuple[Floats, Floats, float, float]:
    """Trend, what it leaves, and middle and scale of the values."""
    middle, scale = float(values.mean()), float(values.std())
    wanted, straight = (values - middle) / scale, _straight(at)
    normal = straight.T @ straight + RIDGE * len(at) * np.eye(straight.shape[1])
    trend = np.linalg.solve(normal, straight.T @ wanted)
    return np.asarray(trend, float), wanted - straight @ trend, middle, scale


def _fitted(at: Floats, values: Floats, lengths: Floats) -> Surrogate:
    trend, rest, middle, scale = _rest(at, values)
    precision, variance, noise = np.exp(lengths[:-2]), float(np.exp(lengths[-2])), float(np.exp(lengths[-1]))
    cover = variance * np.exp(-0.5 * _apart(at, at, precision)) + noise * np.eye(len(at))
    weights = np.asarray(np.linalg.solve(cover, rest), float)
    return Surrogate(at, trend, precision, weights, variance, noise, middle, scale, np.nan, np.nan, 0)


def _lengths(at: Floats, values: Floats) -> Floats:
    """Logarithms of inverse squared lengths (unknown,), of the variance and of the noise."""
    from scipy.optimize import minimize  # noqa: PLC0415

    rest = _rest(at, values)[1]
    square = (at[:, None, :] - at[None, :, :]) ** 2
    flat = square.reshape(-1, at.shape[1])

    def cost(lengths: Floats) -> tuple[float, Floats]:
        precision, variance, noise = np.exp(lengths[:-2]), np.exp(lengths[-2]), np.exp(lengths[-1])
        near = variance * np.exp(-0.5 * (flat @ precision).reshape(len(at), -1))
        cover = near + (noise + 1e-9) * np.eye(len(at))
        inverse = np.linalg.inv(cover)
        weights = inverse @ rest
        told = 0.5 * rest @ weights + 0.5 * np.linalg.slogdet(cover)[1] + SPARSE * precision.sum()
        change = 0.5 * (inverse - np.outer(weights, weights))
        down = -0.5 * precision * ((change * near).reshape(-1) @ flat) + SPARSE * precision
        ends = [(change * near).sum(), noise * np.trace(change)]
        return float(told), np.append(down, ends)

    unknown = at.shape[1]
    start = np.append(
        np.full(unknown, -3.0), [np.log(max(rest.var(), 1e-6)), np.log(0.1 * rest.var() + 1e-6)]
    )
    bounds = [(EASIEST, STIFFEST)] * unknown + [(-12.0, 4.0), NOISE]
    found = minimize(cost, np.clip(start, *np.array(bounds).T), jac=True, method="L-BFGS-B", bounds=bounds,
                     options={"maxiter": 40})  # fmt: skip
    return np.asarray(found.x)
