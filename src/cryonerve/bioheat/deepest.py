"""The coldest that groups of points have been, read only at the moments that decide.

While all cells around a group cool, each moment is colder than the one before, and while all warm it is
warmer: only moments at which some cell turns need to be read. A probe's own field breaks that rule; groups
near an acting wall are read at every moment.
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
from cryonerve.bioheat.points import LIFT_NONE, Acting, Points, temperature_at

__all__ = ["Deepest", "deepest_of"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(eq=False)
class Deepest:
    """Groups of points and the coldest they have been so far; mutable by nature, private to `recording`.

    Attributes
    ----------
    first : (group + 1,) first point of each. cells_first, cells : the cells around each group in one row.
    lifted : (group,) some point lies where a probe's own field is lifted out.
    nadir : (point,) degC, inf before anything was read.
    due : (group,) those that the last moment counts for; warmer : (group,) it was warmer than the one before.
    temperature, acting : that moment.
    """

    grid: Discretisation
    points: Points
    first: Numbers
    cells_first: Numbers
    cells: NDArray[np.int32]
    lifted: Mask
    nadir: Floats
    due: Mask
    warmer: Mask
    temperature: Singles
    acting: Acting

    def note(self, temperature: Singles, acting: Acting, due: Mask) -> None:
        """A new moment: `temperature` (cell,) degC; `due` : (group,) groups that it counts for."""
        acts = not (np.isnan(acting.drive) & np.isnan(self.acting.drive)).all()
        own = self.lifted if acts else np.zeros_like(due)
        self._read(own | ~due, own, temperature)
        self.temperature[:], self.acting = temperature, acting
        self.warmer &= self.due  # nothing is known of a moment that did not count
        self.due = due

    def finish(self) -> Floats:
        """Coldest (point,) degC of all moments."""
        self._read(np.ones_like(self.due), np.ones_like(self.due), self.temperature)
        self.due = np.zeros_like(self.due)
        return self.nadir

    def _read(self, surely: Mask, apart: Mask, following: Singles) -> None:
        """Read the last moment where it may be a turn; `following` is the moment after."""
        grid, points, groups = self.grid, self.points, np.flatnonzero(self.due)
        if len(groups):
            _deepen(
                groups, surely, apart, self.warmer, following, self.first, self.cells_first, self.cells,
                self.temperature, grid.problem.pieces, points.cells, points.weights, points.material,
                points.probe, points.phi, grid.phi, self.acting.drive, self.acting.wall, grid.solidus,
                self.nadir,
            )  # fmt: skip


def deepest_of(grid: Discretisation, points: Points, blocks: Sequence[tuple[int, int]]) -> Deepest:
    """Groups of points that follow one another: `blocks` of (number of groups, points in each)."""
    sizes = np.concatenate([np.full(*block) for block in blocks])
    first = np.concatenate([[0], np.cumsum(sizes)])
    cells, count, start = [], [np.zeros(1, np.int64)], 0
    for groups, size in blocks:
        mine = np.sort(points.cells[start : start + groups * size].reshape(groups, 8 * size), axis=1)
        new = np.diff(mine, axis=1, prepend=-1) > 0
        cells.append(mine[new])
        count.append(new.sum(axis=1))
        start += groups * size
    lifted = np.zeros(len(sizes), np.bool_)
    lifted[np.repeat(np.arange(len(sizes)), sizes)[points.phi[1] < LIFT_NONE]] = True
    return Deepest(
        grid,
        points,
        first,
        np.cumsum(np.concatenate(count)),
        np.concatenate(cells).astype(np.int32),
        lifted,
        np.full(len(points.cells), np.inf),
        np.zeros(len(sizes), np.bool_),
        np.zeros(len(sizes), np.bool_),
        np.zeros(grid.problem.count, np.float32),
        Acting.none(len(grid.placements)),
    )


@njit(cache=True, parallel=True, error_model="numpy")
def _deepen(
    groups: Any, surely: Any, apart: Any, warmer: Any, after: Any, first: Any, cells_first: Any, around: Any,
    T: Any, pieces: Any, cells: Any, weights: Any, material: Any, probe: Any, phi: Any, phi_cells: Any,
    T_probe: Any, T_wall: Any, solid: Any, nadir: Any,
) -> None:  # fmt: skip
    """Read groups for which a moment may be a turn; sets `warmer` for the moment after."""
    for index in prange(groups.shape[0]):
        group = groups[index]
        warms, cools = surely[group], apart[group]
        for place in range(cells_first[group], cells_first[group + 1]):
            now, then = T[around[place]], after[around[place]]
            warms, cools = warms or then > now, cools or then < now
        past = warmer[group] or not warms
        warmer[group] = not cools
        if past:
            continue
        for n in range(first[group], first[group + 1]):
            here = temperature_at(
                T, pieces[material[n]], cells[n], weights[n], probe[n], phi[0, n], phi[1, n], phi_cells,
                T_probe, T_wall, solid[material[n]],
            )  # fmt: skip
            nadir[n] = min(nadir[n], here)
