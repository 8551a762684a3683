"""How much of a cell is colder than a surface: read at its parts, parts inside a probe left out.

Away from probes the potential between cells tells on which side of a limit a part lies; only parts near a
probe, or at the end of a box, are read as any other point.
"""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.kernels.cells import INNER, potential_of_temperature
from cryonerve.bioheat.nesting import Box
from cryonerve.bioheat.points import (
    FAR_FROM_WALL,
    LIFT_NONE,
    Acting,
    between,
    corner_of,
    locate,
    read,
)
from cryonerve.bioheat.probe_boundary import distance_to

__all__ = ["PARTS", "shares_below"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
PARTS = 3  # a cell that a surface crosses is divided into PARTS^3


def shares_below(
    grid: Discretisation,
    box: Box,
    cells: NDArray[np.int64],
    temperature: NDArray[np.float32],
    *,
    acting: Acting,
    limits: NDArray[np.float32],
) -> Floats:
    """Share (limit, cell) of the tissue of a box's cells below limits (limit, cell of the grid), degC."""
    below, tissue = np.zeros((len(limits), len(cells))), np.full(len(cells), PARTS**3)
    unsure = np.zeros((len(cells), PARTS**3), np.bool_)
    part, shape = box.brick.cells, box.brick.shape
    at = np.stack(np.unravel_index(cells - box.brick.first, shape), axis=1)
    _decide(
        at, temperature[part].reshape(shape), grid.readable[part].reshape(shape), box.there,
        _lifted(grid, acting)[part].reshape(shape), _range_of_walls(acting),
        np.ascontiguousarray(limits[:, part]).reshape(-1, *shape), grid.problem.material[part].reshape(shape),
        grid.problem.pieces, *box.centres, *box.sizes, *grid.bores, tissue, below, unsure,
    )  # fmt: skip
    row, which = np.nonzero(unsure)
    share = (np.stack(np.unravel_index(which, (PARTS,) * 3), axis=1) + 0.5) / PARTS - 0.5
    points = locate(grid, grid.grid.centre[cells[row]] + share * grid.grid.size[cells[row]])
    values = read(grid, points, temperature, acting)
    for n, limit in enumerate(limits):
        below[n] += np.bincount(row[values < limit[cells[row]]], minlength=len(cells))
    return np.asarray(below / np.maximum(tissue, 1))


def _lifted(grid: Discretisation, acting: Acting) -> Mask:
    """(cell,) where an acting probe's own field is lifted out of what is read."""
    found = np.zeros(grid.problem.count, np.bool_)
    for phi, drive in zip(grid.phi[1], acting.drive, strict=True):
        if not np.isnan(drive):
            found |= phi < LIFT_NONE
    return found


def _range_of_walls(acting: Acting) -> tuple[float, float]:
    """Coldest and warmest acting wall, degC."""
    acts = acting.wall[~np.isnan(acting.drive)]
    return float(acts.min(initial=np.inf)), float(acts.max(initial=-np.inf))


@njit(**INNER)
def _outside(x: float, y: float, z: float, reach: float, tips: Any, axes: Any, radii: Any) -> Any:
    """Is a point farther than a reach from every probe?"""
    for probe in range(tips.shape[0]):
        if distance_to(x, y, z, tips[probe], axes[probe], radii[probe]) <= reach:
            return False
    return True


@njit(**INNER)
def _range(
    x: Any, y: Any, z: Any, T: Any, counted: Any, there: Any, lifted: Any
) -> Any:  # fmt: skip
    """Coldest and warmest of the cells around a place; do these temperatures alone tell what is there?"""
    cold, warm, plain = np.inf, -np.inf, True
    for a in range(x[0], x[1] + 1 if x[2] > 0.0 else x[0] + 1):
        for b in range(y[0], y[1] + 1 if y[2] > 0.0 else y[0] + 1):
            for c in range(z[0], z[1] + 1 if z[2] > 0.0 else z[0] + 1):
                plain = plain and counted[a, b, c] and not lifted[a, b, c]
                if not there[a, b, c]:
                    return -np.inf, np.inf, False
                if counted[a, b, c]:
                    cold, warm = min(cold, T[a, b, c]), max(warm, T[a, b, c])
    return (cold, warm, plain) if cold <= warm else (-np.inf, np.inf, False)


@njit(**INNER)
def _potential(x: Any, y: Any, z: Any, T: Any, own: Any) -> Any:
    """Potential at a place among eight cells, in a material `own`."""
    theta = 0.0
    for corner in range(8):
        a, b, c, weight = corner_of(corner, x, y, z)
        if weight > 0.0:
            theta += weight * potential_of_temperature(T[a, b, c], own)
    return theta


@njit(cache=True, error_model="numpy")
def _decide(
    at: Any, T: Any, counted: Any, there: Any, lifted: Any, walls: Any, limits: Any, material: Any,
    pieces: Any, x: Any, y: Any, z: Any, dx: Any, dy: Any, dz: Any, tips: Any, axes: Any, radii: Any,
    tissue: Any, below: Any, unsure: Any,
) -> None:  # fmt: skip
    """Take parts in probes off `tissue`; count parts that are surely below; mark those that are unsure."""
    for row in range(at.shape[0]):
        i, j, k = at[row]
        own, limit = pieces[material[i, j, k]], limits[:, i, j, k]
        half = 0.5 * np.sqrt(dx[i] ** 2 + dy[j] ** 2 + dz[k] ** 2)
        whole = _outside(x[i], y[j], z[k], half, tips, axes, radii)
        apart = _outside(x[i], y[j], z[k], half + FAR_FROM_WALL, tips, axes, radii)
        for part in range(PARTS**3):
            a, b, c = part // PARTS**2 - 1, part // PARTS % PARTS - 1, part % PARTS - 1
            px, py, pz = x[i] + a * dx[i] / PARTS, y[j] + b * dy[j] / PARTS, z[k] + c * dz[k] / PARTS
            if not (whole or _outside(px, py, pz, 0.0, tips, axes, radii)):
                tissue[row] -= 1
                continue
            way_x, way_y = between(x, i + min(a, 0), px), between(y, j + min(b, 0), py)
            way_z = between(z, k + min(c, 0), pz)
            cold, warm, plain = _range(way_x, way_y, way_z, T, counted, there, lifted)
            if not (plain and apart):
                cold, warm = min(cold, walls[0]), max(warm, walls[1])
            theta = np.nan
            for n in range(limit.shape[0]):
                if cold < limit[n] <= warm:
                    if plain and apart:
                        theta = _potential(way_x, way_y, way_z, T, own)
                    else:
                        unsure[row, part] = True
            for n in range(limit.shape[0]):
                if unsure[row, part] or cold >= limit[n]:
                    continue
                if warm < limit[n] or theta < potential_of_temperature(limit[n], own):
                    below[n, row] += 1.0
