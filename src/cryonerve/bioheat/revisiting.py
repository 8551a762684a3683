"""Points that are read at every step, but only where something around them has moved since.

Most stations of a nerve lie where nothing happens for minutes: to see that takes a look at the few cells
around a station, to read all its fascicles many times as long.
"""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.kernels.cells import INNER
from cryonerve.bioheat.points import LIFT_NONE, Acting, Points, temperature_at

__all__ = ["Groups", "Revisited", "groups_of", "revisited"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

STILL = 2e-3  # K; what a point shows may be this old


@dataclass(frozen=True, eq=False)
class Groups:
    """Points that follow one another in groups, and the cells around each group.

    Attributes
    ----------
    points : all of them. first : (group + 1,) first point of each.
    cells_first, cells : the cells around each group in one row.
    lifted : (group,) some point lies where a probe's own field is lifted out.
    """

    points: Points
    first: Numbers
    cells_first: Numbers
    cells: NDArray[np.int32]
    lifted: Mask


def groups_of(points: Points, blocks: Sequence[tuple[int, int]]) -> Groups:
    """Groups in `blocks` of (number of groups, points in each)."""
    sizes = np.concatenate([np.zeros(0, np.int64), *(np.full(*block) for block in blocks)])
    cells, count, start = [np.zeros(0, np.int32)], [np.zeros(1, np.int64)], 0
    for groups, size in blocks:
        mine = np.sort(points.cells[start : start + groups * size].reshape(groups, 8 * size), axis=1)
        new = np.diff(mine, axis=1, prepend=-1) > 0
        cells.append(mine[new])
        count.append(new.sum(axis=1))
        start += groups * size
    lifted = np.zeros(len(sizes), np.bool_)
    lifted[np.repeat(np.arange(len(sizes)), sizes)[points.phi[1] < LIFT_NONE]] = True
    first = np.concatenate([[0], np.cumsum(sizes)])
    return Groups(points, first, np.cumsum(np.concatenate(count)), np.concatenate(cells), lifted)


@dataclass(eq=False)
class Revisited:
    """What groups of points showed last; mutable by nature, private to `recording`.

    Attributes
    ----------
    seen : temperature of every cell around them at that moment, degC. values : (point,) degC.
    """

    grid: Discretisation
    groups: Groups
    seen: Singles
    values: Floats
    acted: bool = False

    def read(self, temperature: Singles, acting: Acting) -> Floats:
        """Temperature (point,) degC now, right to a few millikelvins; `temperature` : (cell,)."""
        grid, of = self.grid, self.groups
        acts = not bool(np.isnan(acting.drive).all())
        again = of.lifted if acts or self.acted else np.zeros_like(of.lifted)
        self.acted = acts
        _revisit(
            again, of.first, of.cells_first, of.cells, self.seen, temperature, grid.problem.pieces, of.points,
            grid.phi, acting.drive, acting.wall, grid.solidus, self.values,
        )  # fmt: skip
        return self.values.copy()


def revisited(grid: Discretisation, groups: Groups) -> Revisited:
    """Groups of which nothing has been read yet."""
    nothing = np.full(len(groups.cells), np.inf, np.float32)
    return Revisited(grid, groups, nothing, np.full(len(groups.points.cells), np.nan))


@njit(**INNER)
def _revisit_group(
    group: int, again: Any, first: Any, cells_first: Any, around: Any, seen: Any, T: Any, pieces: Any,
    points: Any, phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any, values: Any,
) -> None:  # fmt: skip
    moved = again[group]
    a, b = cells_first[group], cells_first[group + 1]
    for place in range(a, b):
        moved = moved or not abs(T[around[place]] - seen[place]) <= STILL
    if not moved:
        return
    for place in range(a, b):
        seen[place] = T[around[place]]
    for n in range(first[group], first[group + 1]):
        values[n] = temperature_at(n, T, pieces, points, phi_cells, T_probe, T_wall, solid)


@njit(cache=True, parallel=True, error_model="numpy")
def _revisit(
    again: Any, first: Any, cells_first: Any, around: Any, seen: Any, T: Any, pieces: Any, points: Any,
    phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any, values: Any,
) -> None:  # fmt: skip
    for group in prange(again.shape[0]):
        _revisit_group(
            group, again, first, cells_first, around, seen, T, pieces, points, phi_cells, T_probe, T_wall,
            solid, values,
        )  # fmt: skip
