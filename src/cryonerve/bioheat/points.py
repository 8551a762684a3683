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
from typing import Any, NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.kernels.cells import (
    INNER,
    piece_of_temperature,
    potential_of_temperature,
    temperature_of_potential,
)
from cryonerve.bioheat.nesting import Grid
from cryonerve.bioheat.probe_boundary import between_nodes, distance_to, nodes_around

__all__ = ["Acting", "Points", "corners_of", "locate", "read", "temperature_at"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


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
TOUCHING = 1e-9  # m inside a probe that still count as its surface
NEARLY_NONE = 1e-6  # weight of a corner that does not matter
LIFT_FULL, LIFT_NONE = 0.35, 0.55  # phi up to which a probe's field is lifted out, and from which not at all


class Points(NamedTuple):
    """Where points lie in the grid; compact, for tens of thousands of them are read at every step.

    Attributes
    ----------
    cells : (n, 8) numbers of the surrounding cells; weights : (n, 8) trilinear. In place of a cell that
        cannot be read stands the nearest one that can, with weight 0.
    material : (n,) of the nearest live cell. probe : (n,) nearest probe, -1 for none; phi : (2, n) its
        fields, behind its film and with the wall held.
    inside : (n,) True in tissue: inside the volume and outside every probe.
    """

    cells: NDArray[np.int32]
    weights: Singles
    material: NDArray[np.int32]
    probe: NDArray[np.int32]
    phi: Singles
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
    cells, weights = corners_of(grid.grid, points, grid.readable)
    lost = np.flatnonzero(weights @ np.ones(8) == 0.0)
    if len(lost):  # deep in a probe, which is read at its surface, or in air
        cells[lost], weights[lost] = _beside_probes(grid, points[lost])
    best, probe = np.empty(len(points), np.int64), np.empty(len(points), np.int64)
    away, phi = np.empty(len(points)), np.empty((2, len(points)))
    _surround(points, *grid.bores, *grid.tabled_fields, grid.phi, cells, weights, best, probe, away, phi)
    inside = away > -TOUCHING
    for axis, faces in enumerate(grid.grid.boxes[0].faces):
        inside &= (points[:, axis] >= faces[0]) & (points[:, axis] <= faces[-1])
    return Points(
        cells.astype(np.int32),
        weights.astype(np.float32),
        np.asarray(grid.problem.material[best], np.int32),
        probe.astype(np.int32),
        phi.astype(np.float32),
        inside,
    )


def _beside_probes(grid: Discretisation, points: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Corners and weights of points (n, 3) around which no cell can be read."""
    for probe in grid.placements:
        points = probe.onto_surface(points)
    cells, weights = corners_of(grid.grid, points, grid.readable)
    lost = np.flatnonzero(weights @ np.ones(8) == 0.0)
    if len(lost):
        cells[lost], weights[lost] = grid.nearest_live(points[lost])
    return cells, weights


@njit(cache=True, parallel=True, error_model="numpy")
def _surround(
    points: Any, tips: Any, axes: Any, radii: Any, r: Any, z: Any, fields: Any, phi_cells: Any, cells: Any,
    weights: Any, best: Any, probe: Any, away: Any, phi: Any,
) -> None:  # fmt: skip
    """Weights that add up to 1, the heaviest corner, the nearest probe, how far it is, and its fields."""
    for n in prange(points.shape[0]):
        x, y, w = points[n, 0], points[n, 1], points[n, 2]
        owner, least = -1, np.inf
        for other in range(tips.shape[0]):
            distance = distance_to(x, y, w, tips[other], axes[other], radii[other])
            if distance < least:
                owner, least = other, distance
        total, heaviest = 0.0, 0
        for corner in range(8):
            total += weights[n, corner]
            if weights[n, corner] > weights[n, heaviest]:
                heaviest = corner
        best[n], probe[n], away[n], phi[0, n], phi[1, n] = cells[n, heaviest], owner, least, 1.0, 1.0
        for corner in range(8):
            weights[n, corner] /= total
            if weights[n, corner] == 0.0:
                cells[n, corner] = best[n]
        if owner < 0:
            continue
        if least < FAR_FROM_WALL:
            i, j, a, b = nodes_around(x, y, w, tips[owner], axes[owner], radii[owner], r[owner], z[owner])
            for row in range(2):
                phi[row, n] = between_nodes(fields[row, owner], i, j, a, b)
            continue
        for row in range(2):
            phi[row, n] = 0.0
            for corner in range(8):
                phi[row, n] += weights[n, corner] * phi_cells[row, owner, cells[n, corner]]


@njit(**INNER)
def between(centres: Any, before: int, place: float) -> Any:
    """Number of the last centre before a place, of the next one, and the share of the way between them.

    `before` is that last centre, if there is one.
    """
    last = centres.shape[0] - 1
    low = min(max(before, 0), max(0, last - 1))
    high = min(low + 1, last)
    if high == low:
        return low, high, 0.0
    return low, high, min(1.0, max(0.0, (place - centres[low]) / (centres[high] - centres[low])))


@njit(**INNER)
def corner_of(corner: int, way_x: Any, way_y: Any, way_z: Any) -> Any:
    """One of the eight cells around a place and its trilinear weight; ways as `between` gives them."""
    a, weight_x = (way_x[1], way_x[2]) if corner & 1 else (way_x[0], 1.0 - way_x[2])
    b, weight_y = (way_y[1], way_y[2]) if corner & 2 else (way_y[0], 1.0 - way_y[2])
    c, weight_z = (way_z[1], way_z[2]) if corner & 4 else (way_z[0], 1.0 - way_z[2])
    return a, b, c, weight_x * weight_y * weight_z


@njit(cache=True, parallel=True, error_model="numpy")
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
        way_x = between(x, np.searchsorted(x, px) - 1, px)
        way_y = between(y, np.searchsorted(y, py) - 1, py)
        way_z = between(z, np.searchsorted(z, pz) - 1, pz)
        whole = True
        for corner in range(8):
            a, b, c, weight = corner_of(corner, way_x, way_y, way_z)
            cell = first + (a * y.shape[0] + b) * z.shape[0] + c
            cells[n, corner] = cell
            weights[n, corner] = weight if readable[cell] else 0.0
            whole = whole and (weight < NEARLY_NONE or there[a, b, c])
        found[row] = whole or last


# references are not counted: that took longer than the reading itself; nothing may be allocated inside
@njit(**INNER)
def temperature_at(
    n: int, T: Any, pieces: Any, points: Any, phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any
) -> Any:
    """Temperature of point n of the arrays of `Points`."""
    material, owner = points.material[n], points.probe[n]
    own, cells, weights = pieces[material], points.cells[n], points.weights[n]
    phi_film, phi_wall = np.float64(points.phi[0, n]), np.float64(points.phi[1, n])
    lift = 0.0
    if owner >= 0 and not np.isnan(T_probe[owner]):
        lift = min(1.0, max(0.0, (LIFT_NONE - phi_wall) / (LIFT_NONE - LIFT_FULL)))
    # while the wall itself is unfrozen the film is lifted out with the wall's temperature, not the gas's
    row, base, warmest, coldest, phi = 0, 0.0, -1e9, 1e9, phi_film
    if lift > 0.0:
        row = 1 if T_wall[owner] > solid[material] else 0
        phi = phi_wall if row == 1 else phi_film
        base = potential_of_temperature(T_wall[owner] if row == 1 else T_probe[owner], own)
        warmest = coldest = T_wall[owner]
    mean = 0.0
    for c in range(8):
        here = np.float64(T[cells[c]])
        mean += weights[c] * here
        warmest, coldest = max(warmest, here), min(coldest, here)
    start = piece_of_temperature(warmest, own)
    if lift == 0.0 and coldest >= own[start, 1] and own[start, 5] == 0.0:
        return mean  # one conductivity all around: potential and temperature go together
    plain, lifted = 0.0, 0.0
    for c in range(8):
        theta = potential_of_temperature(np.float64(T[cells[c]]), own, start)
        plain += weights[c] * theta
        if lift > 0.0:
            lifted += weights[c] * (theta - base) / phi_cells[row, owner, cells[c]]
    value = plain
    if lift > 0.0:
        value = lift * (base + phi * lifted) + (1.0 - lift) * plain
    return min(warmest, max(coldest, temperature_of_potential(value, own, start)))


@njit(cache=True, parallel=True, error_model="numpy")
def _read(
    T: Any, pieces: Any, points: Any, phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any, out: Any
) -> None:
    for n in prange(out.shape[0]):
        out[n] = temperature_at(n, T, pieces, points, phi_cells, T_probe, T_wall, solid)


def read(grid: Discretisation, points: Points, temperature: NDArray[np.floating], acting: Acting) -> Floats:
    """Temperature (n,) degC at located points.

    `temperature` : (cell,) degC, halved cells filled.
    """
    out = np.empty(len(points.cells))
    _read(
        temperature, grid.problem.pieces, points, grid.phi, acting.drive, acting.wall, grid.solidus,
        out,
    )  # fmt: skip
    return out
