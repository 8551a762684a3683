"""One probe in uniform tissue, how its temperature is read, and how far a run is from the converged answer.

The case is the bundled straight-probe-block, as written and with the probe tilted off every axis of the grid.
Read are, in eight directions around the probe,

    radii          of the ice, -20 and -40 degC at the middle of the active length, at the ends of the phases;
    thermocouples  at eight places from 0.8 mm beside the wall to 1 mm beside the shaft, at moments that lie
                   dense after each switch.

Nothing is read closer than 0.65 mm to the wall: there a thermocouple makes the cells of the whole tip finer,
and the run that is read would no longer be the run that is timed. An isotherm closer than that counts as
missing.

Places (r, z) in mm: r from the probe's axis, z from its tip face towards the handle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from tests.published.single_probe import in_space

import cryonerve as cn
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Sensor
from cryonerve.case.protocol import Step

__all__ = [
    "LEVELS",
    "POSES",
    "Answer",
    "Errors",
    "case_for",
    "errors",
    "moments",
    "places",
    "switches",
    "watched",
]

Floats = NDArray[np.float64]

CASE = "straight-probe-block"
POSES = {
    "along z": ((0.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    "tilted": ((0.37, -0.21, -2.87), (0.3, 0.5, 0.8)),
}  # tip mm, axis
LEVELS = (-20.0, -40.0)  # degC, besides the liquidus
DIRECTIONS = 0.3 + 0.25 * np.pi * np.arange(8)
FIRST, STEP, COUNT = 0.65, 0.1, 80  # mm from the wall, mm between: the thermocouples that read radii
AFTER_SWITCH = (1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120)  # s
SETTLED = 5.0  # s after a switch: before, no mesh of rings knows the temperature beside the wall


@dataclass(frozen=True, eq=False)
class Answer:
    """The converged answer, of which `spacing` mm is the finest ring.

    Attributes
    ----------
    times : (moment,) s. thermocouples : (moment, place) degC.
    ends : (phase,) s. levels : (level,) degC. radii : (phase, level) mm, nan where there is none.
    known_mm, known_kelvin : worst radius and rms temperature by which it differs from rings twice as large.
    """

    spacing: float
    times: Floats
    thermocouples: Floats
    ends: Floats
    levels: Floats
    radii: Floats
    known_mm: float
    known_kelvin: float


@dataclass(frozen=True)
class Errors:
    """Against the answer; inf where an isotherm is missing."""

    radius_max: float  # mm
    radius_rms: float  # mm
    radius_at: str
    thermocouple_max: float  # K, later than `SETTLED` after a switch
    thermocouple_rms: float  # K, over all the time


def case_for(pose: str, spacing: float, protocol: tuple[Step, ...] = ()) -> cn.Case:
    """The case with the probe as posed; spacing in mm; `protocol` in place of its own."""
    case = cn.load(CASE)
    tip, axis = POSES[pose]
    along = np.array(axis) / np.linalg.norm(axis)
    x, y, z = (1e-3 * v for v in tip)
    probe = replace(case.probes[0], tip=(x, y, z), axis=tuple(along.tolist()))
    return replace(
        case,
        probes=(probe,),
        protocol=protocol or case.protocol,
        solver=replace(case.solver, spacing=1e-3 * spacing),
        sensors=(),
    )


def switches(case: cn.Case) -> list[float]:
    """Ends of the phases, s."""
    return list(accumulate(step.seconds for step in case.protocol))


def moments(case: cn.Case) -> list[float]:
    """Moments at which thermocouples are compared, s."""
    found, began = set(), 0.0
    for end in switches(case):
        found |= {began + t for t in AFTER_SWITCH if began + t < end} | {end}
        began = end
    return sorted(found)


def places(case: cn.Case) -> dict[str, tuple[float, float]]:
    """Thermocouples by name."""
    device = case.device_of(case.probes[0])
    a, length = 0.5e3 * device.diameter.value, 1e3 * device.active_length.value
    middle = 0.5 * length
    beside = {f"wall+{gap:g}": (a + gap, middle) for gap in (0.8, 1.2, 2.0, 3.5, 5.5)}
    return beside | {
        "tip-0.8": (0.0, -0.8),
        "quarter+0.8": (a + 0.8, 0.25 * length),
        "shaft": (a + 1.0, length + 1.0),
    }


def _rows(case: cn.Case) -> Floats:
    """Radii of the thermocouples that read isotherms, mm."""
    wall = 0.5e3 * case.device_of(case.probes[0]).diameter.value
    return np.asarray(wall + FIRST + STEP * np.arange(COUNT))


def watched(case: cn.Case, pose: str) -> cn.Case:
    """The same case with every thermocouple: directions slowest, first those of `places`, then the rows."""
    middle = 0.5e3 * case.device_of(case.probes[0]).active_length.value
    asked = [*places(case).values(), *((r, middle) for r in _rows(case).tolist())]
    found = [in_space(*POSES[pose], place, angle) for angle in DIRECTIONS.tolist() for place in asked]
    sensors = tuple(Sensor(str(n), (1e-3 * x, 1e-3 * y, 1e-3 * z)) for n, (x, y, z) in enumerate(found))
    return replace(case, sensors=sensors)


def errors(case: cn.Case, freezing: Freezing, answer: Answer) -> Errors:
    """How far a run of the watched case is from the answer."""
    history, rows, count = freezing.sensors, _rows(case), len(places(case))
    values = history.values.reshape(len(history.times), len(DIRECTIONS), -1)

    def at(times: Floats) -> NDArray[np.int64]:
        return np.asarray(np.abs(history.times[:, None] - times).argmin(axis=0))

    lines = values[at(answer.ends), :, count:]
    found = np.array([[[outermost(rows, line, t) for t in answer.levels] for line in one] for one in lines])
    off = np.abs(np.where(np.isnan(found), np.inf, found) - answer.radii[:, None, :])
    off = np.where(np.isnan(answer.radii)[:, None, :], np.nan, off)
    phase, direction, level = np.unravel_index(np.nanargmax(off), off.shape)
    warm = values[at(answer.times), :, :count] - answer.thermocouples[:, None, :]
    began = np.array([0.0, *answer.ends])
    since = answer.times - began[np.searchsorted(began, answer.times - 1e-9) - 1]
    late = np.abs(warm[since >= min(SETTLED, float(since.max()))])
    return Errors(
        float(off[phase, direction, level]),
        float(np.sqrt(np.nanmean(off**2))),
        f"{answer.levels[level]:g} degC at {answer.ends[phase]:g} s",
        float(late.max()),
        rms(warm, answer.times),
    )


def rms(off: Floats, times: Floats) -> float:
    """Root of the mean square over time, for moments (first axis) that lie at uneven distances."""
    weight = np.gradient(times)
    square = (off**2).reshape(len(times), -1).mean(axis=1)
    return float(np.sqrt((weight * square).sum() / weight.sum()))


def outermost(rows: Floats, line: Floats, level: float) -> float:
    """Outermost radius colder than a level, linear between thermocouples; nan for none.

    >>> outermost(np.array([1.0, 2.0, 3.0]), np.array([-50.0, -30.0, 10.0]), -20.0)
    2.25
    """
    cold = np.flatnonzero(line < level)
    if not cold.size or cold[-1] + 1 == len(line):
        return float("nan")
    n = cold[-1]
    return float(rows[n] + (level - line[n]) / (line[n + 1] - line[n]) * (rows[n + 1] - rows[n]))
