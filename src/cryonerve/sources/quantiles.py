"""Plausible values of sourced numbers: the one place where a spread becomes a draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cryonerve.errors import Complaint, InputError
from cryonerve.sources.value import Sourced

__all__ = ["even_draws", "quantile"]

Floats = NDArray[np.float64]


def quantile(number: Sourced, share: ArrayLike, *, least: float | None = None) -> Floats:
    """Values of a number below which it lies with probability `share` (0 to 1, any shape), by its law.

    Parameters
    ----------
    least : where a normal law, which has no bounds, ends below; None: nowhere.

    Raises
    ------
    InputError
        A law with bounds whose bounds are not known.

    Examples
    --------
    >>> from cryonerve.sources import follow_priors
    >>> quantile(follow_priors().tip_offset, np.array([0.5, 0.8413])).round(4).tolist()
    [0.0, 0.0005]
    >>> quantile(Sourced(2.0, "m", "case", spread=2.0), [0.01, 0.5], least=0.1).tolist()
    [0.1, 2.0]
    """
    share = np.asarray(share, dtype=float)
    if number.law in ("normal", "lognormal"):
        from scipy.special import ndtri  # noqa: PLC0415  only where something is drawn

        away = number.spread * ndtri(share)
        if number.law == "lognormal":
            return np.asarray(number.value * np.exp(away))
        return np.asarray(np.maximum(number.value + away, -np.inf if least is None else least))
    if number.bounds is None:
        raise InputError(Complaint(f"a number of law '{number.law}' has no bounds to draw between"))
    low, high = number.bounds
    if number.law == "uniform":
        return np.asarray(low + (high - low) * share)
    if number.law == "loguniform":
        return np.asarray(low * (high / low) ** share)
    rising = low + np.sqrt(share * (high - low) * (number.value - low))
    falling = high - np.sqrt((1.0 - share) * (high - low) * (high - number.value))
    return np.asarray(np.where(share * (high - low) < number.value - low, rising, falling))


def even_draws(count: int, numbers: int, seed: int) -> Floats:
    """(count, numbers) shares that fill the unit cube evenly: scrambled Sobol points, the same for a seed.

    Source: Owen 1998 (doi 10.1006/jcom.1998.0487).

    >>> even_draws(64, 2, seed=1).mean(axis=0).round(2).tolist()
    [0.5, 0.5]
    """
    from scipy.stats import qmc  # noqa: PLC0415

    power = int(np.ceil(np.log2(max(count, 2))))
    points = qmc.Sobol(numbers, rng=np.random.default_rng(seed)).random_base2(power)[:count]
    return np.asarray(np.clip(points, 1e-6, 1.0 - 1e-6))
