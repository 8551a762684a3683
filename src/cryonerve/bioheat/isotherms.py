"""Volumes inside isotherms, counted below the cell size."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, minimum_filter

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.points import Acting, locate, read

__all__ = ["SURFACES", "ice_marker", "surface_volumes"]

Floats = NDArray[np.float64]

SURFACES: tuple[tuple[str, float | None], ...] = (("ice", None), ("-20C", -20.0), ("-40C", -40.0))
CHUNK = 4000  # cells read at once, bounds the memory
PLATEAU = 0.5  # K
PARTS = 3  # a cell that a surface crosses is divided into PARTS^3


def ice_marker(grid: Discretisation, enthalpy: Floats, temperature: Floats) -> Floats:
    """Temperature that also tells ice from water where a tissue freezes at one temperature.

    There temperature stands still while the latent heat is released; the share released moves the marker
    by up to PLATEAU to either side, so that it crosses the freezing point where half is frozen. Farther than
    that from the freezing point it is the temperature itself.
    """
    marker = temperature
    for number, item in enumerate(grid.materials):
        curve = item.curve
        if curve.solidus < curve.liquidus:
            continue
        flat = np.flatnonzero(np.diff(curve.temperature) == 0.0)
        low, high = float(curve.enthalpy[flat[0]]), float(curve.enthalpy[flat[-1] + 1])
        frozen = np.clip((high - enthalpy) / (high - low), 0.0, 1.0)
        level = curve.liquidus + PLATEAU * (1.0 - 2.0 * frozen)
        told = np.where(frozen > 0.5, np.minimum(temperature, level), np.maximum(temperature, level))
        marker = np.where(grid.problem.material == number, told, marker)
    return marker


def surface_volumes(
    grid: Discretisation, temperature: Floats, acting: Acting, liquidus: Floats
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
    for start in range(0, len(cells), CHUNK):
        some = cells[start : start + CHUNK]
        shares = _shares(grid, some, temperature, acting, limits=limits)
        for row, share in enumerate(shares):
            totals[row] += float((share * grid.tissue_volume[tuple(some.T)]).sum())
    return totals


def _shares(
    grid: Discretisation,
    cells: NDArray[np.int64],
    temperature: Floats,
    acting: Acting,
    *,
    limits: list[Floats],
) -> list[Floats]:
    """Share of each cell's tissue below each limit, from PARTS^3 readings a cell."""
    low = np.stack([grid.faces[a][cells[:, a]] for a in range(3)], axis=1)
    size = np.stack([np.diff(grid.faces[a])[cells[:, a]] for a in range(3)], axis=1)
    parts = (np.array(list(product(range(PARTS), repeat=3))) + 0.5) / PARTS
    points = (low[:, None, :] + parts[None] * size[:, None, :]).reshape(-1, 3)
    tissue = np.ones(len(points), dtype=bool)
    for placement in grid.placements:
        tissue &= placement.distance(points) > 0.0
    owner = np.repeat(np.arange(len(cells)), len(parts))[tissue]
    value = read(grid, locate(grid, points[tissue]), temperature, acting)
    inside = np.bincount(owner, minlength=len(cells))
    of_cell = tuple(cells[owner].T)
    return [
        np.bincount(owner, value < limit[of_cell], minlength=len(cells)) / np.maximum(inside, 1)
        for limit in limits
    ]
