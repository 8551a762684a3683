"""Quantiles of a number with its spread, by the law that the table gives for it."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

from cryonerve.sources.value import Sourced

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["quantiles_at"]


def quantiles_at(figure: Sourced, shares: ArrayLike) -> NDArray[np.float64]:
    """Values that these shares (n,) of a figure's distribution lie below; the value itself when exact.

    A normal figure stays above a thousandth of its value: nothing it is used for is negative.

    >>> quantiles_at(Sourced(1.0, "m", "case", law="uniform", bounds=(0.0, 2.0)), [0.25, 0.5]).tolist()
    [0.5, 1.0]
    >>> quantiles_at(Sourced(10.0, "m", "case", spread=2.0), [0.5]).tolist()
    [10.0]
    """
    import numpy as np  # noqa: PLC0415

    share = np.asarray(shares, float)
    low, high = figure.bounds or (figure.value, figure.value)
    if figure.law in ("uniform", "loguniform", "triangular") and high > low:
        if figure.law == "uniform":
            return np.asarray(low + share * (high - low))
        if figure.law == "loguniform":
            return np.asarray(low * (high / low) ** share)
        peak = figure.value
        left = low + np.sqrt(share * (high - low) * (peak - low))
        right = high - np.sqrt((1 - share) * (high - low) * (high - peak))
        return np.asarray(np.where(share < (peak - low) / (high - low), left, right), float)
    if figure.spread <= 0:
        return np.full(share.shape, figure.value)
    standard = np.array([NormalDist().inv_cdf(float(part)) for part in share])
    if figure.law == "lognormal":
        return np.asarray(figure.value * np.exp(figure.spread * standard))
    return np.asarray(np.maximum(figure.value + figure.spread * standard, 1e-3 * figure.value))
