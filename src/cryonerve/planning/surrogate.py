"""A quick stand-in for the solver: a number of a run as a smooth function of what is not known.

A Gaussian process (Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, eqs. 2.23, 5.8, 5.9)
whose covariance is that of straight lines, with one spread of the slope for each unknown, and of smooth
bumps, with one length for each. Spreads and lengths are those of the largest likelihood, with a pull towards
"does not matter": a scan has thirty unknowns, a first look 64 runs, and thirty slopes that are free in 48
runs follow their noise. It is judged by four quarters of the runs, each by what was fitted to the others.
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
FOLDS = 4  # parts of the runs, each judged by what the others gave
GOOD = 0.8  # share of the variance of the held-out runs that must be explained
SPARSE = 2.0  # rate of the exponential prior on inverse squared lengths
STEEP = 8.0  # the same on variances of slopes
EASIEST, STIFFEST = -9.0, 2.0  # bounds of the logarithms of inverse squared lengths
FLAT = (-12.0, 2.0)  # bounds of the logarithms of the variances of slopes
MOST = 200  # runs from which the lengths are found; more add time and little else
NOISE = (-10.0, 1.0)  # bounds of the logarithm of the noise's variance


@dataclass(frozen=True, eq=False)
class Surrogate:
    """One number of a run as a function of scores; see `scores`.

    Attributes
    ----------
    slopes : (unknown,) of the straight lines. points, precision, weights, variance : of the bumps.
    explained : share of the variance of held-out runs that it explains; 1 is perfect, 0 no better than
        their mean. error : root mean square error on them, in the number's unit. held_out : how many.
    """

    points: Floats
    slopes: Floats
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
        return np.asarray(self.middle + self.scale * (at @ self.slopes + near @ self.weights))


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
    if len(values) < FEWEST or np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())):
        return None
    part = np.arange(len(values)) * FOLDS // len(values)  # parts of even draws are even themselves
    missed = np.full(len(values), np.nan)
    for number in range(FOLDS):
        held = part == number
        if np.ptp(values[~held]) > 0.0:
            missed[held] = _fitted(at[~held], values[~held])(at[held]) - values[held]
        else:
            missed[held] = values[~held][0] - values[held]
    error = float(np.sqrt(np.mean(missed**2)))
    explained = 1.0 - (error / float(values.std())) ** 2
    return replace(_fitted(at, values), explained=explained, error=error, held_out=len(values))


def _apart(one: Floats, other: Floats, precision: Floats) -> Floats:
    """Squared distance (n, m), each unknown by its own length."""
    root = np.sqrt(precision)
    a, b = one * root, other * root
    square = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2.0 * a @ b.T
    return np.asarray(np.maximum(square, 0.0))


def _fitted(at: Floats, values: Floats) -> Surrogate:
    middle, scale = float(values.mean()), float(values.std())
    wanted = (values - middle) / scale
    found = np.exp(_likeliest(at[:MOST], wanted[:MOST]))
    slopes, precision = np.split(found[:-2], 2)
    variance, noise = float(found[-2]), float(found[-1])
    cover = variance * np.exp(-0.5 * _apart(at, at, precision)) + (at * slopes) @ at.T
    weights = np.linalg.solve(cover + noise * np.eye(len(at)), wanted)
    straight = np.asarray(slopes * (weights @ at), float)
    return Surrogate(
        at, straight, precision, np.asarray(weights, float), variance, noise, middle, scale, np.nan, np.nan, 0
    )


def _likeliest(at: Floats, wanted: Floats) -> Floats:
    """Logarithms: variances of slopes, inverse squared lengths, variance of the bumps, of the noise."""
    from scipy.optimize import minimize  # noqa: PLC0415

    count, unknown = at.shape
    flat = ((at[:, None, :] - at[None, :, :]) ** 2).reshape(-1, unknown)
    eye = np.eye(count)

    def cost(logs: Floats) -> tuple[float, Floats]:
        values = np.exp(logs)
        slopes, precision = np.split(values[:-2], 2)
        near = values[-2] * np.exp(-0.5 * (flat @ precision).reshape(count, count))
        cover = near + (at * slopes) @ at.T + (values[-1] + 1e-9) * eye
        inverse = np.linalg.inv(cover)
        weights = inverse @ wanted
        told = 0.5 * wanted @ weights + 0.5 * np.linalg.slogdet(cover)[1]
        told += SPARSE * precision.sum() + STEEP * slopes.sum()
        change = 0.5 * (inverse - np.outer(weights, weights))
        bent = change * near
        down = np.concatenate(
            [
                slopes * (np.einsum("nj,nm,mj->j", at, change, at, optimize=True) + STEEP),
                precision * (SPARSE - 0.5 * (bent.reshape(-1) @ flat)),
                [bent.sum(), values[-1] * np.trace(change)],
            ]
        )
        return float(told), down

    start = np.concatenate([np.full(unknown, -3.0), np.full(unknown, -4.0), [-1.0, -3.0]])
    bounds = [FLAT] * unknown + [(EASIEST, STIFFEST)] * unknown + [(-12.0, 4.0), NOISE]
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
    return np.asarray(found.x)
