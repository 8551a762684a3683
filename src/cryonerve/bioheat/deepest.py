"""The coldest that groups of points have been, read only at the moments that decide.

While all cells around a group cool, each moment is colder than the one before, and while all warm it is
warmer: only moments at which some cell turns need to be read. Near an acting wall that holds as long as what
drives the probe stays as it is; groups there are also read whenever it changes.
"""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.kernels.cells import INNER
from cryonerve.bioheat.points import Acting, temperature_at
from cryonerve.bioheat.revisiting import Groups

__all__ = ["Deepest", "deepest_of"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Mask = NDArray[np.bool_]

STEADY = 0.5  # K; what drives a probe counts as steady while it changes by less from step to step


@dataclass(eq=False)
class Deepest:
    """Groups of points and the coldest they have been so far; mutable by nature, private to `recording`.

    Attributes
    ----------
    nadir : (point,) degC, inf before anything was read.
    due : (group,) those that the last moment counts for; warmer : (group,) it was warmer than the one before.
    temperature, acting : that moment.
    """

    grid: Discretisation
    groups: Groups
    nadir: Floats
    due: Mask
    warmer: Mask
    temperature: Singles
    acting: Acting

    def note(self, temperature: Singles, acting: Acting, due: Mask) -> None:
        """A new moment: `temperature` (cell,) degC; `due` : (group,) groups that it counts for."""
        own = self.groups.lifted if self._differs(acting) else np.zeros_like(due)
        self._read(own | ~due, own, temperature)
        self.temperature[:], self.acting = temperature, acting
        self.warmer &= self.due  # nothing is known of a moment that did not count
        self.due = due

    def _differs(self, acting: Acting) -> bool:
        """Do the probes act otherwise than at the last moment, so that points may cool while cells warm?"""
        before, now = self.acting, acting
        rests = np.isnan(before.drive) != np.isnan(now.drive)
        moved = np.abs(before.drive - now.drive) > STEADY
        thawed = np.subtract.outer(before.wall, self.grid.solidus) > 0.0
        thaws = np.subtract.outer(now.wall, self.grid.solidus) > 0.0  # the field that is lifted out
        return bool((rests | moved | (thawed != thaws).any(axis=1)).any())

    def finish(self) -> Floats:
        """Coldest (point,) degC of all moments."""
        self._read(np.ones_like(self.due), np.ones_like(self.due), self.temperature)
        self.due = np.zeros_like(self.due)
        return self.nadir

    def _read(self, surely: Mask, apart: Mask, following: Singles) -> None:
        """Read the last moment where it may be a turn; `following` is the moment after."""
        grid, of, groups = self.grid, self.groups, np.flatnonzero(self.due)
        if len(groups):
            _deepen(
                groups, surely, apart, self.warmer, following, of.first, of.cells_first, of.cells,
                self.temperature, grid.problem.pieces, of.points, grid.phi, self.acting.drive,
                self.acting.wall, grid.solidus, self.nadir,
            )  # fmt: skip


def deepest_of(grid: Discretisation, groups: Groups) -> Deepest:
    """Groups of points of which nothing has been read yet."""
    return Deepest(
        grid,
        groups,
        np.full(len(groups.points.cells), np.inf),
        np.zeros(len(groups.lifted), np.bool_),
        np.zeros(len(groups.lifted), np.bool_),
        np.zeros(grid.problem.count, np.float32),
        Acting.none(len(grid.placements)),
    )


@njit(**INNER)
def _deepen_group(
    group: int, surely: bool, apart: bool, warmer: Any, after: Any, first: Any, cells_first: Any, around: Any,
    T: Any, pieces: Any, points: Any, phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any, nadir: Any,
) -> None:  # fmt: skip
    """Read a group if the moment may be a turn; sets `warmer` for the moment after."""
    warms, cools = surely, apart
    for place in range(cells_first[group], cells_first[group + 1]):
        now, then = T[around[place]], after[around[place]]
        warms, cools = warms or then > now, cools or then < now
    past = warmer[group] or not warms
    warmer[group] = not cools
    if past:
        return
    for n in range(first[group], first[group + 1]):
        here = temperature_at(n, T, pieces, points, phi_cells, T_probe, T_wall, solid)
        nadir[n] = min(nadir[n], here)


@njit(cache=True, parallel=True, error_model="numpy")
def _deepen(
    groups: Any, surely: Any, apart: Any, warmer: Any, after: Any, first: Any, cells_first: Any, around: Any,
    T: Any, pieces: Any, points: Any, phi_cells: Any, T_probe: Any, T_wall: Any, solid: Any, nadir: Any,
) -> None:  # fmt: skip
    for index in prange(groups.shape[0]):
        group = groups[index]
        _deepen_group(
            group, surely[group], apart[group], warmer, after, first, cells_first, around, T, pieces, points,
            phi_cells, T_probe, T_wall, solid, nadir,
        )  # fmt: skip
