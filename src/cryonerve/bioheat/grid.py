"""Graded grids: fine around the active tips, growing away from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.case.spacing import COARSEST, GROWTH

__all__ = ["graded_faces", "local_spacing"]

Floats = NDArray[np.float64]

Intervals = Sequence[tuple[float, float]]


def _away(places: Floats, intervals: Intervals) -> Floats:
    """Distance of places to the nearest interval; 0 inside, inf where there is none."""
    away = np.full(places.shape, np.inf)
    for low, high in intervals:
        away = np.minimum(away, np.maximum(0.0, np.maximum(low - places, places - high)))
    return away


def local_spacing(
    places: Floats, fine: Intervals, spacing: float, *, finest: Intervals = (), share: float = 0.5
) -> Floats:
    """Wanted cell size (m) at places along one axis.

    `spacing` inside the fine intervals, `share` of it inside the finest, growing with the distance outside.
    """
    size = np.minimum(spacing + GROWTH * _away(places, fine), max(COARSEST, spacing))
    return np.minimum(size, share * spacing + GROWTH * _away(places, finest))


def graded_faces(
    low: float,
    high: float,
    fine: Intervals,
    spacing: float,
    *,
    finest: Intervals = (),
    share: float = 0.5,
) -> Floats:
    """Cell faces (n + 1,) from `low` to `high` in metres, no cell larger than the wanted local size.

    Faces stand at equal steps of the integral of ds / size(s), so that the size follows the wanted one
    smoothly and the outermost faces fall exactly on the bounds.

    Examples
    --------
    >>> faces = graded_faces(-0.03, 0.03, [(-0.005, 0.005)], 0.5e-3)
    >>> bool(abs(np.diff(faces).min() - 0.5e-3) < 0.02e-3)
    True
    """
    inside = [(max(low, a), min(high, b)) for a, b in fine if b > low and a < high]
    if not inside:
        return np.linspace(low, high, max(1, int(np.ceil((high - low) / COARSEST))) + 1)
    places = np.linspace(low, high, max(64, int(16.0 * (high - low) / spacing)))
    density = 1.0 / local_spacing(places, inside, spacing, finest=finest, share=share)
    count = np.concatenate([[0.0], np.cumsum(0.5 * np.diff(places) * (density[1:] + density[:-1]))])
    cells = max(1, int(np.ceil(count[-1] - 1e-6)))
    return np.asarray(np.interp(np.linspace(0.0, count[-1], cells + 1), count, places))
