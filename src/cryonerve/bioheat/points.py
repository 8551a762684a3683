"""Temperature at any point, below the cell size.

Between cell centres the Kirchhoff potential is interpolated, not temperature: its slope has no jump where
conductivity has one. While a probe acts, (theta - theta_probe) / phi is interpolated instead and multiplied
by phi at the point: exact for the probe's own steady field right up to its wall.

=======  ==========================================
T        temperature of cells, degC
q        (theta - theta_probe) / phi at a neighbour
=======  ==========================================
"""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.kernels.cells import (
    potential_of_temperature,
    temperature_of_potential,
)
from cryonerve.bioheat.nesting import Grid

__all__ = ["Acting", "Points", "corners_of", "locate", "read", "temperature_at"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Acting:
    """What each probe does now: (probe,) degC of the gas or held wall, and of the wall; NaN at rest."""

    drive: Floats
    wall: Floats

    @classmethod
    def none(cls, probes: int) -> Acting:
        """All probes at rest."""
        return cls(np.full(probes, np.nan), np.full(probes, np.nan))


FAR_FROM_WALL = 1.0e-3  # m; beyond, phi is smooth enough to be read from the cells
AROUND_LOST = 5e-3  # m; live cells this far around points without any are looked through for the nearest
NEARLY_NONE = 1e-6  # weight of a corner that does not matter
LIFT_FULL, LIFT_NONE = 0.35, 0.55  # phi up to which a probe's field is lifted out, and from which not at all


@dataclass(frozen=True, eq=False)
class Points:
    """Where points lie in the grid.

    Attributes
    ----------
    cells : (n, 8) numbers of the surrounding cells; weights : (n, 8) trilinear, 0 for dead cells.
    material : (n,) of the nearest live cell. probe : (n,) nearest probe, -1 for none; phi : (2, n) its
        fields, behind its film and with the wall held.
    inside : (n,) True in tissue: inside the volume and outside every probe.
    """

    cells: NDArray[np.int64]
    weights: Floats
    material: NDArray[np.int32]
    probe: NDArray[np.int64]
    phi: Floats
    inside: NDArray[np.bool_]


def corners_of(grid: Grid, points: Floats, counted: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Floats]:
    """The eight cells (n, 8) among whose centres points (n, 3) lie; weights, 0 for cells not `counted`."""
    cells, weights = np.empty((len(points), 8), np.int64), np.empty((len(points), 8))
    todo = np.arange(len(points))
    for box in reversed(grid.boxes):
        found = np.zeros(len(todo), np.bool_)
        last = box is grid.boxes[0]
        _corners(
            points, todo, *box.centres, box.there, last, box.brick.first, counted, cells, weights, found
        )  # fmt: skip
        todo = todo[~found]
    return cells, weights


def locate(grid: Discretisation, points: Floats) -> Points:
    """Neighbours, weights and probe field of points (n, 3) in metres.

    A point lies among eight cell centres of the finest box that has all of them, halved cells counted.
    """
    points = np.ascontiguousarray(points, dtype=float).reshape(-1, 3)
    base = grid.grid.boxes[0]
    within = np.ones(len(points), dtype=bool)
    for axis, faces in enumerate(base.faces):
        within &= (points[:, axis] >= faces[0]) & (points[:, axis] <= faces[-1])
    cells, weights = corners_of(grid.grid, points, grid.readable)
    lost = weights.sum(axis=1) <= 1e-12
    if lost.any():
        _nearest_live(grid, points, lost, cells=cells, weights=weights)
    weights /= weights.sum(axis=1, keepdims=True)
    best = cells[np.arange(len(points)), weights.argmax(axis=1)]
    probe, phi = np.full(len(points), -1, np.int64), np.ones((2, len(points)))
    outside = np.ones(len(points), dtype=bool)
    if grid.placements:
        distance = np.stack([item.distance(points) for item in grid.placements])
        probe = distance.argmin(axis=0)
        outside = distance.min(axis=0) > -1e-9
        for number, item in enumerate(grid.placements):
            mine = probe == number
            near = mine & (distance[number] < FAR_FROM_WALL)
            far = mine & ~near
            for row, fields in enumerate(grid.fields):
                of_cells = grid.phi[row, number]
                phi[row, far] = (weights[far] * of_cells[cells[far]]).sum(axis=1)
                phi[row, near] = fields[number].at(item, points[near])
    return Points(cells, weights, grid.problem.material[best], probe, phi, within & outside)


def _nearest_live(
    grid: Discretisation,
    points: Floats,
    lost: NDArray[np.bool_],
    *,
    cells: NDArray[np.int64],
    weights: Floats,
) -> None:
    """Points with no live neighbour (deep in a probe or in air) read the nearest live cell."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - rare

    centre, live = grid.grid.centre, grid.live
    low, high = points[lost].min(axis=0) - AROUND_LOST, points[lost].max(axis=0) + AROUND_LOST
    near = np.flatnonzero(live & ((centre > low) & (centre < high)).all(axis=1))
    if not len(near):
        near = np.flatnonzero(live)
    cells[lost] = near[cKDTree(centre[near]).query(points[lost])[1]][:, None]
    weights[lost] = 0.125


@njit(cache=True)
def _between(centres: Any, place: float) -> Any:
    """Number of the last centre before a place, of the next one, and the share of the way between them."""
    last = centres.shape[0] - 1
    low = min(max(np.searchsorted(centres, place) - 1, 0), max(0, last - 1))
    high = min(low + 1, last)
    if high == low:
        return low, high, 0.0
    return low, high, min(1.0, max(0.0, (place - centres[low]) / (centres[high] - centres[low])))


@njit(cache=True, parallel=True)
def _corners(
    points: Any, todo: Any, x: Any, y: Any, z: Any, there: Any, last: bool, first: int, readable: Any,
    cells: Any, weights: Any, found: Any,
) -> None:  # fmt: skip
    """The eight cells of a box around each point and their trilinear weights, 0 where nothing can be read.

    Leaves out points that are not among centres of cells that are there, but for the last box.
    """
    for row in prange(todo.shape[0]):
        n = todo[row]
        px, py, pz = points[n, 0], points[n, 1], points[n, 2]
        if not last and not (x[0] <= px <= x[-1] and y[0] <= py <= y[-1] and z[0] <= pz <= z[-1]):
            continue
        i, next_i, share_x = _between(x, px)
        j, next_j, share_y = _between(y, py)
        k, next_k, share_z = _between(z, pz)
        whole = True
        for corner in range(8):
            cell_x, weight_x = (next_i, share_x) if corner & 1 else (i, 1.0 - share_x)
            cell_y, weight_y = (next_j, share_y) if corner & 2 else (j, 1.0 - share_y)
            cell_z, weight_z = (next_k, share_z) if corner & 4 else (k, 1.0 - share_z)
            cell = first + (cell_x * y.shape[0] + cell_y) * z.shape[0] + cell_z
            weight = weight_x * weight_y * weight_z
            cells[n, corner] = cell
            weights[n, corner] = weight if readable[cell] else 0.0
            whole = whole and (weight < NEARLY_NONE or there[cell_x, cell_y, cell_z])
        found[row] = whole or last


# references are not counted: that took longer than the reading itself; nothing may be allocated inside
@njit(cache=True, error_model="numpy", _nrt=False)
def temperature_at(
    T: Any, pieces: Any, cells: Any, weights: Any, n: int, m: int, owner: int, phi_film: float,
    phi_wall: float, phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any,
) -> Any:  # fmt: skip
    """Temperature of a point of material m; n is its row of the eight cells around points and their weights.

    owner is the nearest probe, -1 for none.
    """
    own, lift = pieces[m], 0.0
    if owner >= 0 and not np.isnan(T_probe[owner]):
        lift = min(1.0, max(0.0, (LIFT_NONE - phi_wall) / (LIFT_NONE - LIFT_FULL)))
    # while the wall itself is unfrozen the film is lifted out with the wall's temperature, not the gas's
    row, base, warmest, coldest, phi = 0, 0.0, -1e9, 1e9, phi_film
    if lift > 0.0:
        row = 1 if T_wall[owner] > solid[m] else 0
        phi = phi_wall if row == 1 else phi_film
        base = potential_of_temperature(T_wall[owner] if row == 1 else T_probe[owner], own)
        warmest = coldest = T_wall[owner]
    plain, lifted, mean, cool = 0.0, 0.0, 0.0, False
    for c in range(8):
        if weights[n, c] > 0.0:
            mean += weights[n, c] * T[cells[n, c]]
            cool = cool or T[cells[n, c]] < own[0, 1]
    if lift == 0.0 and not cool:  # unfrozen all around: potential and temperature go together
        return mean
    for c in range(8):
        if weights[n, c] > 0.0:
            here = T[cells[n, c]]
            warmest, coldest = max(warmest, here), min(coldest, here)
            theta = potential_of_temperature(here, own)
            plain += weights[n, c] * theta
            if lift > 0.0:
                lifted += weights[n, c] * (theta - base) / phi_cells[row, owner, cells[n, c]]
    value = plain
    if lift > 0.0:
        value = lift * (base + phi * lifted) + (1.0 - lift) * plain
    return min(warmest, max(coldest, temperature_of_potential(value, own)))


@njit(cache=True, error_model="numpy", _nrt=False)
def _read_one(
    n: int, T: Any, pieces: Any, cells: Any, weights: Any, material: Any, probe: Any, phi: Any,
    phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any,
) -> Any:  # fmt: skip
    return temperature_at(
        T, pieces, cells, weights, n, material[n], probe[n], phi[0, n], phi[1, n], phi_cells, T_probe, T_wall,
        solid,
    )  # fmt: skip


@njit(cache=True, parallel=True, error_model="numpy")
def _read(
    T: Any, pieces: Any, cells: Any, weights: Any, material: Any, probe: Any, phi: Any, phi_cells: Any,
    T_probe: Any, T_wall: Any, solid: Any, rows: Any, out: Any,
) -> None:  # fmt: skip
    for index in prange(rows.shape[0]):
        out[index] = _read_one(
            rows[index], T, pieces, cells, weights, material, probe, phi, phi_cells, T_probe, T_wall, solid
        )  # fmt: skip


def read(
    grid: Discretisation,
    points: Points,
    temperature: NDArray[np.floating],
    acting: Acting,
    *,
    rows: NDArray[np.int64] | None = None,
) -> Floats:
    """Temperature (n,) degC at located points, all or only some rows of them.

    `temperature` : (cell,) degC, halved cells filled.
    """
    rows = np.arange(len(points.cells)) if rows is None else rows
    out = np.empty(len(rows))
    phi_cells = grid.phi if grid.placements else np.ones((2, 1, 1), np.float32)
    _read(
        temperature, grid.problem.pieces, points.cells, points.weights, points.material, points.probe,
        points.phi, phi_cells, acting.drive, acting.wall, grid.solidus, rows, out,
    )  # fmt: skip
    return out
