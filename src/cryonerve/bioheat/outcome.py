"""What comes of a case that was frozen together with others: lean, read on its own grid when asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.isotherms import isotherm_rows
from cryonerve.bioheat.points import Acting, locate, read
from cryonerve.bioheat.result import HeatBalance, Isotherm, Phase, SolverRecord, Stop
from cryonerve.bioheat.thermometer import fill_halved, take_temperature
from cryonerve.case.case import Case

__all__ = ["Moment", "Outcome"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Moment:
    """The end of a phase: enthalpy (cell,) J/m3 and what the probes did."""

    phase: Phase
    enthalpy: Singles
    acting: Acting


@dataclass(frozen=True, eq=False)
class Outcome:
    """A case that was frozen together with others.

    Attributes
    ----------
    grid : its own cells. moments : the ends of its phases.
    coldest : (cell,) degC over all steps, inf where no live cell is.
    balance : its own heat; kernels tell what entered a whole batch only, so `error` is that of the batch and
        `entered` what the case's own stored and extracted heat leave; nan where a case of the batch became
        unstable.
    solver : cells, steps, stages and seconds of the whole batch.
    """

    case: Case
    grid: Discretisation
    moments: tuple[Moment, ...]
    coldest: Singles
    balance: HeatBalance
    stop: Stop
    solver: SolverRecord

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Steps of the protocol as they ran."""
        return tuple(moment.phase for moment in self.moments)

    def temperature(self, moment: int) -> Singles:
        """(cell,) degC at the end of a phase, halved cells filled."""
        field = np.full(self.grid.problem.count, self.case.body_temperature, np.float32)
        take_temperature(self.grid, self.moments[moment].enthalpy, field)
        return field

    @cached_property
    def nadir(self) -> Singles:
        """(cell,) coldest degC over all steps, halved cells filled."""
        field = self.coldest.copy()
        fill_halved(*self.grid.grid.families, self.grid.readable, field)
        return field

    def nadir_at(self, points: Floats) -> Floats:
        """Coldest degC (n,) at points (n, 3) in metres, beside a wall with the wall as cold as it was."""
        rest = Acting.none(len(self.case.probes))
        drives = np.stack([rest.drive, *(moment.acting.drive for moment in self.moments)])
        walls = np.stack([rest.wall, *(moment.acting.wall for moment in self.moments)])
        held = Acting(np.fmin.reduce(drives), np.fmin.reduce(walls))
        return read(self.grid, locate(self.grid, points), self.nadir, held)

    @cached_property
    def isotherms(self) -> tuple[Isotherm, ...]:
        """Three rows ("ice", "-20C", "-40C") at the end of every phase."""
        rows: list[Isotherm] = []
        for number, moment in enumerate(self.moments):
            rows += isotherm_rows(
                self.grid,
                moment.enthalpy.astype(float),
                self.temperature(number),
                acting=moment.acting,
                when=(moment.phase.end, moment.phase.name),
            )
        return tuple(rows)
