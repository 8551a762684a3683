"""How much of a cell is colder than a surface: read at its parts, parts inside a probe left out.

=======  ======================================================
T        temperature of cells, degC      phi     the probes' fields
=======  ======================================================
"""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.nesting import Box
from cryonerve.bioheat.points import FAR_FROM_WALL, Acting, temperature_at
from cryonerve.bioheat.probe_boundary import field_at

__all__ = ["PARTS", "shares_below"]

Floats = NDArray[np.float64]
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
    out = np.zeros((len(limits), len(cells)))
    places, axes, radii = _probes(grid)
    r, z, phi = grid.tabled_fields
    _shares(
        cells - box.brick.first, box.brick.first, *box.faces, box.there,
        temperature, grid.readable, grid.problem.material, grid.problem.pieces, limits, places, axes, radii,
        r, z, phi, grid.phi, acting.drive, acting.wall, grid.solidus, out,
    )  # fmt: skip
    return out


def _probes(grid: Discretisation) -> tuple[Floats, Floats, Floats]:
    """Tips (probe, 3), axes (probe, 3) and radii (probe,)."""
    tips = np.array([item.tip for item in grid.placements]).reshape(-1, 3)
    axes = np.array([item.axis for item in grid.placements]).reshape(-1, 3)
    return tips, axes, np.array([item.radius for item in grid.placements])


@njit(cache=True, _nrt=False)
def _distance(x: float, y: float, w: float, tip: Any, axis: Any, radius: float) -> Any:
    """Signed distance to a probe with its endless shaft, as `Placement.distance`."""
    x, y, w = x - tip[0], y - tip[1], w - tip[2]
    along = x * axis[0] + y * axis[1] + w * axis[2]
    beside = np.sqrt(max(0.0, x * x + y * y + w * w - along * along)) - radius
    behind = -along
    return np.hypot(max(beside, 0.0), max(behind, 0.0)) + min(max(beside, behind), 0.0)


@njit(cache=True, _nrt=False)
def _halfway(place: float, i: int, faces: Any) -> Any:
    """The neighbour whose centre lies on the other side of a place in cell i, and its weight."""
    middle = 0.5 * (faces[i] + faces[i + 1])
    other = i + 1 if place > middle else i - 1
    if other < 0 or other > faces.shape[0] - 2:
        return i, 0.0
    return other, (place - middle) / (0.5 * (faces[other] + faces[other + 1]) - middle)


@njit(cache=True, error_model="numpy", _nrt=False)
def _corners(
    row: int, i: int, j: int, k: int, x: float, y: float, w: float, first: int, fx: Any, fy: Any, fz: Any,
    there: Any, readable: Any, around: Any, weights: Any,
) -> Any:  # fmt: skip
    """Fill the eight cells around a place in cell (i, j, k) and their weights; the heaviest, -1 for none."""
    next_i, share_x = _halfway(x, i, fx)
    next_j, share_y = _halfway(y, j, fy)
    next_k, share_z = _halfway(w, k, fz)
    total, heaviest, best = 0.0, 0.0, -1
    for corner in range(8):
        a, weight = (next_i, share_x) if corner & 1 else (i, 1.0 - share_x)
        b, weight_y = (next_j, share_y) if corner & 2 else (j, 1.0 - share_y)
        c, weight_z = (next_k, share_z) if corner & 4 else (k, 1.0 - share_z)
        number = first + (a * (fy.shape[0] - 1) + b) * (fz.shape[0] - 1) + c
        weight *= weight_y * weight_z
        if not (there[a, b, c] and readable[number]):
            weight = 0.0
        around[row, corner], weights[row, corner] = number, weight
        total += weight
        if weight > heaviest:
            heaviest, best = weight, number
    for corner in range(8):
        weights[row, corner] /= total if total > 0.0 else 1.0
    return best


@njit(cache=True, error_model="numpy", _nrt=False)
def _nearest(
    row: int, i: int, j: int, k: int, x: float, y: float, w: float, first: int, fx: Any, fy: Any, fz: Any,
    there: Any, readable: Any, around: Any, weights: Any,
) -> Any:  # fmt: skip
    """Where nothing around a place can be read: the nearest readable cell within two; -1 for none."""
    nx, ny, nz = fx.shape[0] - 1, fy.shape[0] - 1, fz.shape[0] - 1
    best, least = -1, np.inf
    for a in range(max(i - 2, 0), min(i + 3, nx)):
        for b in range(max(j - 2, 0), min(j + 3, ny)):
            for c in range(max(k - 2, 0), min(k + 3, nz)):
                number = first + (a * ny + b) * nz + c
                if there[a, b, c] and readable[number]:
                    off_x, off_y = 0.5 * (fx[a] + fx[a + 1]) - x, 0.5 * (fy[b] + fy[b + 1]) - y
                    away = off_x**2 + off_y**2 + (0.5 * (fz[c] + fz[c + 1]) - w) ** 2
                    if away < least:
                        best, least = number, away
    for corner in range(8):
        around[row, corner], weights[row, corner] = best, 0.125
    return best


@njit(cache=True, error_model="numpy", _nrt=False)
def _phi(
    row: int, which: int, owner: int, away: float, x: float, y: float, w: float, tips: Any, axes: Any,
    radii: Any, r: Any, z: Any, phi: Any, phi_cells: Any, around: Any, weights: Any,
) -> Any:  # fmt: skip
    """A probe's field at a place: exact near its wall, else between cells."""
    if owner < 0:
        return 1.0
    if away < FAR_FROM_WALL:
        return field_at(
            x, y, w, tips[owner], axes[owner], radii[owner], r[which, owner], z[which, owner],
            phi[which, owner],
        )  # fmt: skip
    total = 0.0
    for corner in range(8):
        total += weights[row, corner] * phi_cells[which, owner, around[row, corner]]
    return total


@njit(cache=True, error_model="numpy", _nrt=False)
def _share(
    row: int, cells: Any, first: int, fx: Any, fy: Any, fz: Any, there: Any, T: Any, readable: Any,
    material: Any, pieces: Any, limits: Any, tips: Any, axes: Any, radii: Any, r: Any, z: Any, phi: Any,
    phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any, around: Any, weights: Any, out: Any,
) -> None:  # fmt: skip
    """Shares of one cell; `around` and `weights` (cell, 8) are scratch."""
    ny, nz = fy.shape[0] - 1, fz.shape[0] - 1
    i, j, k = cells[row] // (ny * nz), cells[row] // nz % ny, cells[row] % nz
    tissue = 0
    for part in range(PARTS**3):
        x = fx[i] + (fx[i + 1] - fx[i]) * (part // PARTS**2 + 0.5) / PARTS
        y = fy[j] + (fy[j + 1] - fy[j]) * (part // PARTS % PARTS + 0.5) / PARTS
        w = fz[k] + (fz[k + 1] - fz[k]) * (part % PARTS + 0.5) / PARTS
        owner, away = -1, np.inf
        for probe in range(tips.shape[0]):
            distance = _distance(x, y, w, tips[probe], axes[probe], radii[probe])
            if distance < away:
                owner, away = probe, distance
        if away <= 0.0:
            continue
        best = _corners(row, i, j, k, x, y, w, first, fx, fy, fz, there, readable, around, weights)
        if best < 0:
            best = _nearest(row, i, j, k, x, y, w, first, fx, fy, fz, there, readable, around, weights)
        if best >= 0:
            film, wall = (
                _phi(
                    row, 0, owner, away, x, y, w, tips, axes, radii, r, z, phi, phi_cells, around, weights
                ),
                _phi(
                    row, 1, owner, away, x, y, w, tips, axes, radii, r, z, phi, phi_cells, around, weights
                ),
            )  # fmt: skip
            value = temperature_at(
                T, pieces, around, weights, row, material[best], owner, film, wall, phi_cells, T_probe,
                T_wall, solid,
            )  # fmt: skip
        elif owner >= 0 and not np.isnan(T_wall[owner]):
            value = T_wall[owner]  # nothing but the wall is near
        else:
            continue
        tissue += 1
        for limit in range(limits.shape[0]):
            if value < limits[limit, first + cells[row]]:
                out[limit, row] += 1.0
    for limit in range(limits.shape[0]):
        out[limit, row] /= max(tissue, 1)


@njit(cache=True, parallel=True, error_model="numpy")
def _shares(
    cells: Any, first: int, fx: Any, fy: Any, fz: Any, there: Any, T: Any, readable: Any, material: Any,
    pieces: Any, limits: Any, tips: Any, axes: Any, radii: Any, r: Any, z: Any, phi: Any, phi_cells: Any,
    T_probe: Any, T_wall: Any, solid: Any, out: Any,
) -> None:  # fmt: skip
    around, weights = np.empty((cells.shape[0], 8), np.int64), np.empty((cells.shape[0], 8))
    for row in prange(cells.shape[0]):
        _share(
            row, cells, first, fx, fy, fz, there, T, readable, material, pieces, limits, tips, axes, radii, r,
            z, phi, phi_cells, T_probe, T_wall, solid, around, weights, out,
        )  # fmt: skip
