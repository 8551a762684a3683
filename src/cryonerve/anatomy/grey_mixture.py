"""Grey values as a mixture of normal laws, and voxels given to one of two tissues with their neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

__all__ = ["Mixture1D", "fit_mixture", "noise_of", "robust_deviation", "share_of_brighter"]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
BINS = 512
ROUNDS = 200
MIXED = 0.1  # share of voxels that hold more than one tissue; assumed
COUPLING = 0.7  # pull of one neighbour in the slice towards its own tissue, in units of log odds; assumed
SWEEPS = 4
MAD = 1.4826  # median absolute deviation -> standard deviation of a normal law


@dataclass(frozen=True, eq=False)
class Mixture1D:
    """Normal laws of grey values, darkest first: (n,) means, standard deviations and shares."""

    means: Floats
    spreads: Floats
    shares: Floats


def fit_mixture(values: NDArray[np.generic], start: Floats, *, spread: float) -> Mixture1D:
    """Means, spreads and shares of normal laws that grey values come from (expectation-maximisation).

    Parameters
    ----------
    values : grey values of any shape, finite; those far outside of the laws should be left out before.
    start : (n,) first guess of the means. spread : first guess of every standard deviation, and ten times
        the smallest one that is allowed, so that no law shrinks to a single value.

    The laws are fitted to a histogram of 512 bins. Voxels that hold two tissues lie anywhere in between: an
    even density over the whole range takes them up, and no law grows wider than twice `spread`.

    >>> rng = np.random.default_rng(1)
    >>> grey = np.concatenate([rng.normal(-100, 10, 3000), rng.normal(50, 15, 6000)])
    >>> [round(float(v)) for v in fit_mixture(grey, np.array([-80.0, 80.0]), spread=20.0).means]
    [-100, 50]
    """
    counts, edges = np.histogram(np.asarray(values, float), BINS)
    x = 0.5 * (edges[1:] + edges[:-1])
    means = np.array(start, float)
    spreads = np.full(means.size, float(spread))
    shares = np.full(means.size, 1.0 / means.size)
    even = MIXED / max(float(edges[-1] - edges[0]), 1e-12)
    for _ in range(ROUNDS):
        density = np.exp(-0.5 * ((x[:, None] - means) / spreads) ** 2) / (spreads * np.sqrt(2.0 * np.pi))
        weight = shares * density
        weight *= (counts / (weight.sum(axis=1) + even))[:, None]
        total = np.maximum(weight.sum(axis=0), 1e-9)
        moved = (weight * x[:, None]).sum(axis=0) / total
        spreads = np.sqrt((weight * (x[:, None] - moved) ** 2).sum(axis=0) / total)
        spreads = np.clip(spreads, 0.1 * spread, 2.0 * spread)
        shares = total / total.sum()
        still = float(np.abs(moved - means).max()) < 1e-3 * spread
        means = moved
        if still:
            break
    order = np.argsort(means)
    return Mixture1D(means[order], spreads[order], shares[order])


def noise_of(values: NDArray[np.generic], inside: NDArray[np.bool_]) -> float:
    """Standard deviation of the noise, robust, from the second difference across slices' rows.

    The difference of a voxel from the mean of two neighbours holds 1.5 times the noise's variance where
    neighbours are independent; where the scanner correlates them it is underestimated.
    """
    grey = np.asarray(values, np.float32)
    both = inside[2:] & inside[1:-1] & inside[:-2]
    if both.sum() < 50:
        return 0.0
    rough = (grey[1:-1] - 0.5 * (grey[2:] + grey[:-2]))[both]
    return robust_deviation(rough) / float(np.sqrt(1.5))


def robust_deviation(values: NDArray[np.floating]) -> float:
    """Standard deviation of a normal law by the median absolute deviation, which strangers hardly move.

    >>> round(robust_deviation(np.append(np.linspace(-1.0, 1.0, 101), 1e6)), 2)
    0.76
    """
    return MAD * float(np.median(np.abs(values - np.median(values))))


def share_of_brighter(
    values: Pictures,
    inside: NDArray[np.bool_],
    levels: tuple[float, float],
    *,
    spread: float,
    spacing: Floats,
) -> Pictures:
    """(i, j, k) probability that a voxel is the brighter of two tissues, given its neighbours.

    A Markov random field with a Potts term, solved by mean field: log odds are those of two normal laws of
    the same spread (so that a voxel half of each tissue is undecided), plus `COUPLING` for each neighbour
    times how sure that one is. Neighbours in other slices count less, the further slices lie apart. Voxels
    outside of `inside` say nothing.
    """
    low, high = levels
    middle, step = 0.5 * (low + high), high - low
    odds = np.clip((values - np.float32(middle)) * np.float32(step / max(spread, 1e-6) ** 2), -60.0, 60.0)
    odds[~inside] = 0.0
    kernel = np.zeros((3, 3, 3), np.float32)
    for axis in range(3):
        for end in (0, 2):
            place = [1, 1, 1]
            place[axis] = end
            kernel[tuple(place)] = COUPLING * min(spacing[:2]) / spacing[axis]
    sure = np.tanh(0.5 * odds)
    for _ in range(SWEEPS):
        sure = np.tanh(0.5 * (odds + ndimage.correlate(sure, kernel, mode="nearest")))
        sure[~inside] = 0.0
    return np.asarray(0.5 * (1.0 + sure), np.float32)
