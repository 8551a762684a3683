"""What freezing gives: temperature in space and time, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Freezing", "HeatBalance", "History", "Isotherm", "NerveHistory", "Phase", "SolverRecord", "Stop"]

Floats = NDArray[np.float64]


class Stop(Enum):
    """Why the simulation ended."""

    finished = "The protocol ran to its end."
    cancelled = "The simulation was cancelled; everything up to that moment is kept."
    unstable = "Temperature left the physical range; the result ends before that moment."

    @property
    def good(self) -> bool:
        """True when the protocol ran to its end."""
        return self is Stop.finished


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of the protocol as it ran: name "freeze 1", kind "freeze", "thaw" or "wait"."""

    name: str
    kind: str
    sentence: str
    start: float  # s
    end: float  # s
    probes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Isotherm:
    """Volume of tissue colder than a surface at the end of a phase ("ice", "-20C", "-40C")."""

    time: float  # s
    phase: str
    surface: str
    temperature: float  # degC
    volume: float  # m3


@dataclass(frozen=True, eq=False)
class History:
    """Temperatures along time: `times` (time,), `values` (time, name)."""

    times: Floats
    names: tuple[str, ...]
    values: Floats


@dataclass(frozen=True, eq=False)
class NerveHistory:
    """What one nerve went through.

    Attributes
    ----------
    times : (time,) s.
    centre : (time, station) degC on the centre line.
    fascicles : (time, station, fascicle) degC at fascicle centres, float32.
    nadir_samples : (station, fascicle, sample) coldest degC at equal-area samples of each fascicle.
    rim_nadir : (station, angle) coldest degC around the outline of the nerve.
    inside : (station,) True where the station lies in the simulated volume and not in a probe.
    """

    name: str
    times: Floats
    centre: Floats
    fascicles: NDArray[np.float32]
    nadir_samples: Floats
    rim_nadir: Floats
    inside: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class HeatBalance:
    """Joules: change of stored heat against what left and entered; error relative to the heat extracted."""

    stored: float
    extracted: float
    entered: float
    error: float

    @classmethod
    def of(cls, stored: float, extracted: float, entered: float) -> Self:
        """With the error that these three leave."""
        return cls(stored, extracted, entered, abs(stored + extracted - entered) / max(abs(extracted), 1e-9))


@dataclass(frozen=True, slots=True)
class SolverRecord:
    """How the numbers were made."""

    kernel: str
    spacing: float  # m, finest
    cells: int
    steps: int
    stages: int
    procedure: float  # s simulated
    wall: float  # s, from the built volume to the finished fields, without compilation
    compile: float  # s


@dataclass(frozen=True, eq=False)
class Freezing:
    """Temperature of the whole procedure on the solver's graded grid.

    Attributes
    ----------
    x, y, z : faces of the cells along each axis, m (n + 1 values each; spacing is not uniform).
    times : (frame,) s; temperature : (frame, i, j, k) degC float32, first frame is the start.
    nadir : (i, j, k) coldest degC of the whole run (every time step, not only frames).
    liquidus : (i, j, k) degC at which each cell's tissue starts to freeze; -inf outside the body.
    labels : (i, j, k) label of the structure that fills most of the cell; 0 outside.
    tissue_volume : (i, j, k) m3 of tissue in the cell, without probes and air.
    sensors : virtual thermocouples; probes : per probe wall temperature ("NAME wall") and heat
        ("NAME power", W).
    nerves : history by nerve name.
    isotherms : three rows ("ice", "-20C", "-40C") at the end of every phase.
    """

    x: Floats
    y: Floats
    z: Floats
    times: Floats
    temperature: NDArray[np.float32]
    nadir: NDArray[np.float32]
    liquidus: NDArray[np.float32]
    labels: NDArray[np.int16]
    tissue_volume: Floats
    phases: tuple[Phase, ...]
    sensors: History
    probes: History
    nerves: Mapping[str, NerveHistory]
    isotherms: tuple[Isotherm, ...]
    balance: HeatBalance
    stop: Stop
    solver: SolverRecord
    sources: tuple[str, ...] = ()  # keys of references.bib that were used

    @property
    def centres(self) -> tuple[Floats, Floats, Floats]:
        """Cell centres along each axis, m."""
        return tuple(0.5 * (faces[1:] + faces[:-1]) for faces in (self.x, self.y, self.z))  # type: ignore[return-value]
