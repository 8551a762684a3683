"""Fields as readers see them: values also where a probe or air is, and on one grid of straight lines."""

# ruff: noqa: ANN401  (compiled code: bare arrays)

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.nesting import Grid
from cryonerve.bioheat.points import Acting, corners_of
from cryonerve.bioheat.thermometer import fill_halved

__all__ = ["Display", "display_of", "shown_field"]

Floats = NDArray[np.float64]
SAME = 1e-9  # m; faces closer than this are one


def shown_field(
    grid: Discretisation, temperature: NDArray[np.floating], acting: Acting
) -> NDArray[np.float32]:
    """Temperature (cell,) degC with every cell filled.

    Cells of a probe show its wall while it acts, else the mean of their live neighbours; air shows the mean
    of the body, so that interpolation near the skin is not torn.
    """
    shown = np.array(temperature, np.float32)
    body = float(temperature[grid.live].mean())
    shown[(grid.labels == 0) | ~grid.grid.leaf] = body
    dead = np.flatnonzero(~grid.live & (grid.labels > 0) & grid.grid.leaf)
    total, count = np.zeros(len(dead)), np.zeros(len(dead))
    for other in _neighbours(grid, dead):
        live = grid.live[other]
        total += np.where(live, temperature[other], 0.0)
        count += live
    shown[dead] = np.where(count > 0, total / np.maximum(count, 1.0), body)
    points = grid.grid.centre[dead]
    for item, wall in zip(grid.placements, acting.wall, strict=False):
        if not np.isnan(wall) and len(dead):
            along, _ = item.along_and_across(points)
            mine = (item.distance(points) < 1e-3) & (along < item.active_length)
            shown[dead[mine]] = wall
    fill_halved(*grid.grid.families, np.ones(len(shown), np.bool_), shown)
    return shown


def _neighbours(grid: Discretisation, cells: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The cell next to each on either side of every axis, itself at the end of its box."""
    bricks = grid.problem.bricks
    of = np.searchsorted([brick.first for brick in bricks], cells, side="right") - 1
    first, shape = (np.array([getattr(brick, what) for brick in bricks])[of] for what in ("first", "shape"))
    at = np.stack(
        [(cells - first) // (shape[:, 1] * shape[:, 2]), (cells - first) // shape[:, 2] % shape[:, 1],
         (cells - first) % shape[:, 2]], axis=1
    )  # fmt: skip
    found = []
    for axis, step in product(range(3), (-1, 1)):
        other = at.copy()
        other[:, axis] = np.clip(other[:, axis] + step, 0, shape[:, axis] - 1)
        found.append(first + (other[:, 0] * shape[:, 1] + other[:, 1]) * shape[:, 2] + other[:, 2])
    return found


@dataclass(frozen=True, eq=False)
class Display:
    """One grid of straight lines that has every face of every box, and how to fill it.

    Attributes
    ----------
    faces : along each axis, m. leaf : (i, j, k) number of the used cell there.
    cells, weights : (i * j * k, 8) cells among whose centres its centre lies.
    """

    faces: tuple[Floats, Floats, Floats]
    leaf: NDArray[np.int64]
    cells: NDArray[np.int64]
    weights: Floats

    def smooth(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """(frame, i, j, k) from (frame, cell): trilinear where cells are larger than here."""
        out = np.empty((len(values), self.leaf.size), np.float32)
        _spread(values, self.cells, self.weights, out)
        return out.reshape(-1, *self.leaf.shape)


def display_of(grid: Discretisation) -> Display:
    """The grid that shows a discretisation's fields."""
    boxes = grid.grid.boxes
    lines = []
    for axis in range(3):
        faces = np.sort(np.concatenate([box.faces[axis] for box in boxes]))
        lines.append(faces[np.append(True, np.diff(faces) > SAME)])
    x, y, z = lines
    centres = np.stack(np.meshgrid(*(0.5 * (f[1:] + f[:-1]) for f in lines), indexing="ij"), axis=-1)
    points = np.ascontiguousarray(centres.reshape(-1, 3))
    cells, weights = corners_of(grid.grid, points, np.ones(grid.problem.count, np.bool_))
    return Display((x, y, z), _leaves(grid.grid, (x, y, z)), cells, weights)


def _leaves(grid: Grid, faces: tuple[Floats, Floats, Floats]) -> NDArray[np.int64]:
    """Used cell (i, j, k) at every cell of a grid that has all faces of all boxes."""
    found = np.zeros(tuple(len(f) - 1 for f in faces), np.int64)
    middles = [0.5 * (f[1:] + f[:-1]) for f in faces]
    for box in grid.boxes:
        inside = [(m > f[0]) & (m < f[-1]) for m, f in zip(middles, box.faces, strict=True)]
        at = np.ix_(
            *(np.searchsorted(f, m[i]) - 1 for f, m, i in zip(box.faces, middles, inside, strict=True))
        )
        there = box.there[at]
        part = found[np.ix_(*inside)]
        part[there] = box.numbers[at][there]
        found[np.ix_(*inside)] = part
    return found


@njit(cache=True, parallel=True)
def _spread(values: Any, cells: Any, weights: Any, out: Any) -> None:
    for n in prange(out.shape[1]):
        for frame in range(out.shape[0]):
            total = 0.0
            for corner in range(8):
                if weights[n, corner] > 0.0:
                    total += weights[n, corner] * values[frame, cells[n, corner]]
            out[frame, n] = total
