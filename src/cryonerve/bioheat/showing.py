"""Fields as readers see them: values also where a probe or air is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.points import Acting

__all__ = ["shown_field"]

Floats = NDArray[np.float64]


def shown_field(grid: Discretisation, temperature: Floats, acting: Acting) -> Floats:
    """Temperature (i, j, k) degC with every cell filled.

    Cells of a probe show its wall while it acts, else the mean of their live neighbours; air shows the mean
    of the body, so that interpolation near the skin is not torn.
    """
    shown = temperature.copy()
    dead = ~grid.live & (grid.labels > 0)
    cells = np.argwhere(dead)
    total, count = np.zeros(len(cells)), np.zeros(len(cells))
    for axis in range(3):
        for step in (-1, 1):
            other = cells.copy()
            other[:, axis] = np.clip(other[:, axis] + step, 0, shown.shape[axis] - 1)
            at = tuple(other.T)
            total += np.where(grid.live[at], temperature[at], 0.0)
            count += grid.live[at]
    body = float(temperature[grid.live].mean())
    shown[tuple(cells.T)] = np.where(count > 0, total / np.maximum(count, 1.0), body)
    points = np.stack([grid.centres[a][cells[:, a]] for a in range(3)], axis=1)
    for item, wall in zip(grid.placements, acting.wall, strict=False):
        if not np.isnan(wall) and len(cells):
            along, _ = item.along_and_across(points)
            mine = (item.distance(points) < 1e-3) & (along < item.active_length)
            shown[tuple(cells[mine].T)] = wall
    shown[grid.labels == 0] = body
    return shown
