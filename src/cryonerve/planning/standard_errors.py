"""How far a share that was counted in samples may be off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["standard_error", "standard_errors"]

Floats = NDArray[np.float64]


def standard_error(share: float, count: float) -> float:
    """Of a share counted in `count` independent samples; not zero where all or none hold (Jeffreys' prior).

    Samples that fill the cube evenly scatter less than that.

    >>> round(standard_error(0.5, 100), 3), round(standard_error(0.0, 100), 3)
    (0.05, 0.007)
    """
    return float(standard_errors(np.array(share), count))


def standard_errors(shares: Floats, count: float) -> Floats:
    """The same of many shares, whatever their arrangement."""
    held, missed = shares * count + 0.5, (1.0 - shares) * count + 0.5
    return np.asarray(np.sqrt(held * missed / ((count + 1.0) ** 2 * (count + 2.0))))
