"""Lines through points: their length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["arc_length"]

Floats = NDArray[np.float64]


def arc_length(points: Floats) -> Floats:
    """Length along a polyline (n, 3) from its first point, (n,).

    >>> arc_length(np.array([[0.0, 0, 0], [0, 3, 4], [0, 3, 5]]))
    array([0., 5., 6.])
    """
    return np.append(0.0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1)))
