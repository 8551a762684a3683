"""One procedure of a spread: the whole three-dimensional solver, on coarser cells and with longer steps.

Everything else is that of any run: the same `predict`, the same `judge`, the same names of numbers. Nerves
are read at fewer stations. What that costs in accuracy is told by every spread (`Spread.bias`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.coverage import voxel_at
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.even_grid import EvenGrid
from cryonerve.case.case import Case, SolverOptions
from cryonerve.errors import Complaint, InputError
from cryonerve.findings import LEVELS
from cryonerve.nerve.cold_curves import cold_curves
from cryonerve.nerve.injury import weighed
from cryonerve.planning.cold_places import box_of, left_in_space
from cryonerve.planning.measuring import BETWEEN, measured
from cryonerve.planning.tasks import Numbers
from cryonerve.planning.unknowns import Drawn, Unknown, drawn, unknowns_of, values_of

__all__ = ["COARSE", "LEVEL", "LONG", "Bare", "Common", "lean_volume", "numbers_of", "procedure"]

Floats = NDArray[np.float64]

COARSE = 1.0e-3  # m, cells of a sample
COARSEST = 2.0e-3  # m, where only compiling counts
LONG = 6.0  # times the usual steps in time
NEAR = 18e-3  # m from a tip that count as near
SAMPLED = (3, 10)  # of a sample's nerves, of which only numbers are wanted; see `lean_volume`
LEVEL = "level"  # "findings / ABOUT / level": 0 ok, 1 note, 2 warn, 3 stop
IN_BONE = ("bone", "marrow")
ALONG = 0.5e-3  # m


@dataclass(frozen=True, eq=False)
class Common:
    """What all procedures of a spread share.

    Attributes
    ----------
    case, planned : the plan and its volume. volume : the same with fewer stations along its nerves.
    unknowns : in the order of a sample's shares. grid : where each leaves its coldest temperature in space.
    """

    case: Case
    planned: Volume
    volume: Volume
    unknowns: tuple[Unknown, ...]
    grid: EvenGrid

    @classmethod
    def of(cls, case: Case, volume: Volume) -> Common:
        """Of a plan."""
        unknowns = unknowns_of(case, volume)
        return cls(case, volume, lean_volume(volume, case, SAMPLED), unknowns, box_of(case, volume))


class Bare(tuple[float, ...]):
    """Shares of a sample that leaves numbers only, and nothing in space."""

    __slots__ = ()


def lean_volume(volume: Volume, case: Case, thinned: tuple[int, int] = (2, 8)) -> Volume:
    """The volume with fewer stations along its nerves, most of them near the probes.

    `thinned` : each how many-th station is kept near a tip, and farther away.
    """
    return replace(volume, nerves=tuple(_thinned(course, case, thinned) for course in volume.nerves))


def _thinned(course: NerveCourse, case: Case, thinned: tuple[int, int]) -> NerveCourse:
    """The ends, and the ends of a bulb, stay: how far axons have to grow hangs on them."""
    number = np.arange(len(course.points))
    tips = np.array([probe.tip for probe in case.probes]).reshape(-1, 1, 3)
    away = np.linalg.norm(course.points - tips, axis=2).min(axis=0, initial=np.inf)
    near, far = thinned
    keep = (number % far == 0) | ((away < NEAR) & (number % near == 0)) | (number == number[-1])
    ends = np.flatnonzero(np.diff(course.neuroma.astype(int)))
    keep[ends] = keep[ends + 1] = True
    return course.at_stations(keep)


def procedure(common: Common, payload: object) -> Mapping[str, float]:
    """Every number of one procedure by the names of `measured`, and the level of every finding.

    Parameters
    ----------
    payload : (unknown,) shares between 0 and 1: a sample. "planned": the plan as the case says; "lean": the
        plan as a sample is computed. None: only compiles.

    Returns
    -------
    Numbers by name; with them, but for `Bare` shares, the coldest of each place of `common.grid`.

    Raises
    ------
    InputError
        The sample is no procedure: a probe stands in bone, or the solver did not reach the end.
    """
    case, laws = common.case, weighed(common.case.injury_laws)
    if payload is None:
        short = tuple(replace(step, seconds=min(step.seconds, 1.0)) for step in case.protocol)
        return numbers_of(Drawn(replace(case, protocol=short), common.volume, laws), spacing=COARSEST)
    if payload == "planned":
        return numbers_of(Drawn(case, common.planned, laws), spacing=None, grid=common.grid)
    if payload == "lean":
        return numbers_of(Drawn(case, common.volume, laws), spacing=COARSE, step_scale=LONG, grid=common.grid)
    assert isinstance(payload, tuple)
    what = drawn(case, common.volume, values_of(common.unknowns, payload))
    grid = None if isinstance(payload, Bare) else common.grid
    return numbers_of(what, spacing=COARSE, step_scale=LONG, grid=grid)


def numbers_of(
    what: Drawn,
    *,
    spacing: float | None,
    step_scale: float = 1.0,
    cancel: Callable[[], bool] | None = None,
    grid: EvenGrid | None = None,
) -> Numbers:
    """Freeze, predict, judge, measure; the cold left on a `grid`. `spacing` None: the case's own.

    Raises as `procedure`.
    """
    from cryonerve.bioheat import freeze  # noqa: PLC0415  loads the solver
    from cryonerve.nerve import judge, predict  # noqa: PLC0415

    case, volume = what.case, what.volume
    _stands(case, volume)
    if spacing is not None:
        case = replace(case, solver=SolverOptions(spacing, case.solver.kernel))
    freezing = freeze(volume, replace(case, sensors=()), step_scale=step_scale, frames=np.inf, cancel=cancel)
    if not freezing.stop.good:
        raise InputError(Complaint(freezing.stop.value))
    prediction = predict(freezing, volume, case, laws=what.laws, hints=False) if volume.nerves else None
    findings = judge(case, volume, freezing, prediction, hints=False)
    length = None if case.goals is None else case.goals.length
    rows = measured(freezing, prediction, findings, curves=cold_curves(freezing, volume, length=length))
    for finding in findings:
        rows[BETWEEN.join(("findings", finding.about, LEVEL))] = float(LEVELS.index(finding.level))
    return Numbers(rows, None if grid is None else left_in_space(freezing, grid))


def _stands(case: Case, volume: Volume) -> None:
    """Refuse a sample whose probe would stand in bone: a hand feels that and does not freeze there."""
    bone = [item.label for item in volume.structures if item.kind in IN_BONE]
    for probe in case.probes:
        along = np.arange(0.0, case.device_of(probe).active_length.value, ALONG)
        points = np.array(probe.tip) + along[:, None] * np.array(probe.axis)
        if bone and np.isin(voxel_at(volume, points), bone).any():
            raise InputError(Complaint("a probe would stand in bone"))
