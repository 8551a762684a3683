"""The grid of a case: fine around the active tips, growing away from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.nesting import Grid, nested
from cryonerve.bioheat.reach import Sleeve
from cryonerve.case.spacing import BASE, COARSEST, GROWTH

__all__ = ["graded_faces", "grid_around", "halvings_for", "local_spacing"]

Floats = NDArray[np.float64]

Intervals = Sequence[tuple[float, float]]


def _away(places: Floats, intervals: Intervals) -> Floats:
    """Distance of places to the nearest interval; 0 inside, inf where there is none."""
    away = np.full(places.shape, np.inf)
    for low, high in intervals:
        away = np.minimum(away, np.maximum(0.0, np.maximum(low - places, places - high)))
    return away


def local_spacing(places: Floats, fine: Intervals, spacing: float) -> Floats:
    """Wanted cell size (m) at places along one axis: `spacing` inside the intervals, growing outside."""
    return np.minimum(spacing + GROWTH * _away(places, fine), max(COARSEST, spacing))


def graded_faces(low: float, high: float, fine: Intervals, spacing: float) -> Floats:
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
    density = 1.0 / local_spacing(places, inside, spacing)
    count = np.concatenate([[0.0], np.cumsum(0.5 * np.diff(places) * (density[1:] + density[:-1]))])
    cells = max(1, int(np.ceil(count[-1] - 1e-6)))
    return np.asarray(np.interp(np.linspace(0.0, count[-1], cells + 1), count, places))


def halvings_for(spacing: float) -> int:
    """How often a base cell is halved to reach `spacing` (m).

    >>> [halvings_for(millimetres * 1e-3) for millimetres in (3.0, 1.0, 0.5, 0.4, 0.25)]
    [0, 1, 2, 2, 3]
    """
    return max(0, int(np.floor(np.log2(BASE / spacing) + 1e-6)))


def grid_around(bounds: Floats, sleeves: Sequence[Sleeve], spacing: float) -> Grid:
    """Cells of `spacing` (m) in the sleeves, finer ones where a sleeve wants them, growing away from them.

    Parameters
    ----------
    bounds : (2, 3) corners of the volume, m.
    """
    coarsest = spacing * 2.0 ** halvings_for(spacing)
    finest = min([spacing, *(item.size for item in sleeves)])
    halvings = round(np.log2(coarsest / finest))
    boxes = []
    for item in sleeves:
        margin = item.radius + max(0.0, coarsest - item.size) / GROWTH
        ends = np.stack([item.start, item.end])
        boxes.append(np.stack([ends.min(axis=0) - margin, ends.max(axis=0) + margin]))
    x, y, z = (
        graded_faces(
            float(bounds[0, axis]),
            float(bounds[1, axis]),
            [(float(box[0, axis]), float(box[1, axis])) for box in boxes],
            coarsest,
        )
        for axis in range(3)
    )

    def wanted(points: Floats, reach: Floats) -> Floats:
        size = np.full(len(points), np.inf)
        for item in sleeves:
            size = np.minimum(size, item.size + GROWTH * np.maximum(item.away(points) - reach, 0.0))
        return size

    return nested((x, y, z), halvings, wanted)
