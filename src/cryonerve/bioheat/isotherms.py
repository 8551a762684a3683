"""Volumes inside isotherms, counted below the cell size."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, minimum_filter

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.points import locate, read

__all__ = ["SURFACES", "surface_volumes"]

Floats = NDArray[np.float64]

SURFACES: tuple[tuple[str, float | None], ...] = (("ice", None), ("-20C", -20.0), ("-40C", -40.0))
PARTS = 4  # a cell that a surface crosses is divided into PARTS^3


def surface_volumes(
    grid: Discretisation, temperature: Floats, probe_temperature: Floats, liquidus: Floats
) -> list[float]:
    """Tissue volume (m3) below each of `SURFACES`; "ice" is tissue below its own liquidus.

    Whole cells count where all neighbours agree; cells near a surface or a probe are divided and read out at
    every part, parts inside a probe excluded.
    """
    limits = [liquidus if level is None else np.full(temperature.shape, level) for _, level in SURFACES]
    field = np.where(grid.live, temperature, np.nan)
    warm = maximum_filter(np.where(grid.live, temperature, -np.inf), size=3, mode="nearest")
    cold = minimum_filter(np.where(grid.live, temperature, np.inf), size=3, mode="nearest")
    x, y, z = (np.diff(f) for f in grid.faces)
    whole = x[:, None, None] * y[None, :, None] * z[None, None, :]
    cut = (grid.tissue_volume > 0.0) & (grid.tissue_volume < (1.0 - 1e-9) * whole)
    cut |= (grid.tissue_volume > 0.0) & ~grid.live
    divided = np.zeros(grid.live.shape, dtype=bool)
    for limit in limits:
        divided |= (cold < limit) & (warm >= limit) & (grid.tissue_volume > 0.0)
        divided |= cut & (cold < limit)
    totals = []
    for limit in limits:
        below = (field < limit) & ~divided & grid.live
        totals.append(float(grid.tissue_volume[below].sum()))
    cells = np.argwhere(divided)
    if not len(cells):
        return totals
    low = np.stack([grid.faces[a][cells[:, a]] for a in range(3)], axis=1)
    size = np.stack([np.diff(grid.faces[a])[cells[:, a]] for a in range(3)], axis=1)
    at = tuple(cells.T)
    counts = np.zeros((len(limits), len(cells)))
    inside = np.zeros(len(cells))
    for part in product(range(PARTS), repeat=3):
        places = locate(grid, low + (np.array(part) + 0.5) / PARTS * size)
        value = read(grid, places, temperature, probe_temperature)
        inside += places.inside
        for row, limit in enumerate(limits):
            counts[row] += places.inside & (value < limit[at])
    share = counts / np.where(inside > 0.0, inside, 1.0)
    return [total + float((share[row] * grid.tissue_volume[at]).sum()) for row, total in enumerate(totals)]
