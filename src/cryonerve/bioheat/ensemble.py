"""Many cases at once: one march for all whose protocols switch at the same times.

On a GPU a single case leaves most of the machine idle; a few hundred fill it. Cases of a batch share the
length of their steps and, of every step, the stages of the stiffest one. No field leaves the kernel before
the end of a phase.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
from numba import get_num_threads
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.batching import Joined, join
from cryonerve.bioheat.discretise import Discretisation, discretise_together
from cryonerve.bioheat.drive import Act, Approach, acts_of, approach_of
from cryonerve.bioheat.freezing import STASIS_BELOW, TOO_WARM
from cryonerve.bioheat.kernels import kernel_named, track_named
from cryonerve.bioheat.kernels.tracking import Passed, Track
from cryonerve.bioheat.outcome import Moment, Outcome
from cryonerve.bioheat.points import Acting
from cryonerve.bioheat.problem import Drive, Problem
from cryonerve.bioheat.recording import next_frame
from cryonerve.bioheat.result import HeatBalance, Phase, SolverRecord, Stop
from cryonerve.bioheat.stability import Stiffness, limiting
from cryonerve.bioheat.starting import starting_together
from cryonerve.bioheat.threads import on_threads, one_matrix_thread
from cryonerve.bioheat.timestep import coefficients, stages_for, step_after, step_within
from cryonerve.bioheat.walls import acting_after, film_conductances, power_caps
from cryonerve.bioheat.warming import warm_up
from cryonerve.case.case import Case
from cryonerve.errors import Complaint, InputError
from cryonerve.units import ABSOLUTE_ZERO

__all__ = ["freeze_together"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Progress = Callable[[float, float], None]


@dataclass(frozen=True, eq=False)
class _Batch:
    """What stays the same while some cases march together; all per case in one order."""

    cases: tuple[Case, ...]
    grids: tuple[Discretisation, ...]
    acts: tuple[tuple[Act, ...], ...]
    joined: Joined
    start: tuple[Floats, ...]
    stiff: tuple[Stiffness, ...]
    caps: Floats
    films: Floats
    finest: float
    step_scale: float


@dataclass(eq=False)
class _Course:
    """The running numbers of one batch."""

    nadir: Singles
    acting: Acting
    coldest: Floats
    time: float = 0.0
    steps: int = 0
    stages: int = 0
    entered: float = 0.0
    extracted: Floats = field(default_factory=lambda: np.zeros(0))
    stops: list[Stop] = field(default_factory=list)
    moments: list[list[Moment]] = field(default_factory=list)


@one_matrix_thread()
def freeze_together(
    volumes: Volume | Sequence[Volume],
    cases: Sequence[Case],
    *,
    kernel: str | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
    step_scale: float = 1.0,
) -> tuple[Outcome, ...]:
    """Freeze many cases, as many at once as have the same times in their protocols.

    Parameters
    ----------
    volumes : one of each case, or one for all. kernel : of all; None: each as its case says.
    progress : called with (seconds done, seconds in all batches). cancel : asked before every launch of the
        kernel; True ends the run. step_scale : as in `freeze`.

    Returns
    -------
    One outcome of each case, in their order. Only cases with the same kernel, switching times, body and air
    temperature and rule for blood after freezing go together; one that waits for a temperature goes alone.
    Those that go together share a grid where they share volume and probes, see `discretise_together`: a case
    may differ from what `freeze` gives by its grid.

    Raises
    ------
    InputError
        No cases, or not as many volumes; else as `freeze`.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> outcomes = freeze_together(cn.build(case), [case, case])  # doctest: +SKIP
    """
    many = [volumes] * len(cases) if isinstance(volumes, Volume) else list(volumes)
    if not cases or len(many) != len(cases):
        said = (
            f"there are {len(cases)} cases and {len(many)} volumes" if cases else "there is no case to freeze"
        )
        raise InputError(Complaint(said, "Give at least one case, and one volume for all or one for each."))
    groups: dict[object, list[int]] = {}
    for number, case in enumerate(cases):
        groups.setdefault(_kind(case, kernel, number), []).append(number)
    total = sum(_seconds(cases[numbers[0]]) for numbers in groups.values())
    found: dict[int, Outcome] = {}
    done = 0.0
    for numbers in groups.values():
        mine = [cases[number] for number in numbers]
        before = done

        def told(seconds: float, before: float = before) -> None:
            if progress is not None:
                progress(before + seconds, total)

        outcomes = _together(
            [many[number] for number in numbers], mine, kernel or mine[0].solver.kernel,
            told=told, cancel=cancel or _never, step_scale=step_scale,
        )  # fmt: skip
        found |= dict(zip(numbers, outcomes, strict=True))
        done += _seconds(mine[0])
    return tuple(found[number] for number in range(len(cases)))


def _never() -> bool:
    return False


def _seconds(case: Case) -> float:
    return sum(act.seconds for act in acts_of(case))


def _kind(case: Case, kernel: str | None, number: int) -> object:
    """Cases of one kind can march together; `number` is the case's own."""
    acts = acts_of(case)
    return (
        kernel_named(kernel or case.solver.kernel)[0],
        tuple(act.seconds for act in acts),
        number if any(act.until is not None for act in acts) else -1,
        case.body_temperature,
        case.environment.air,
        case.perfusion_after_freezing,
    )


def _together(
    volumes: Sequence[Volume],
    cases: Sequence[Case],
    kernel: str,
    *,
    told: Callable[[float], None],
    cancel: Callable[[], bool],
    step_scale: float,
) -> list[Outcome]:
    """All of one kind, in one march."""
    name, _ = kernel_named(kernel)
    compiled = max(warm_up(name, volume) for volume in volumes)
    began = perf_counter()
    batch = _batch_of(volumes, cases, step_scale)
    stasis = cases[0].perfusion_after_freezing != "returns"
    track = track_named(
        name,
        batch.joined.problem,
        probes=len(batch.caps),
        parts=[cells.start for cells in batch.joined.cells],
        closed_below=STASIS_BELOW if stasis else -np.inf,
    )
    with on_threads(get_num_threads()):
        course = _march(batch, track, told=told, cancel=cancel)
    cells, wall = sum(int(grid.live.sum()) for grid in batch.grids), perf_counter() - began
    record = SolverRecord(name, 0.0, cells, course.steps, course.stages, course.time, wall, compiled)
    return _outcomes(batch, course, record)


def _batch_of(volumes: Sequence[Volume], cases: Sequence[Case], step_scale: float) -> _Batch:
    grids = discretise_together(volumes, cases)
    start = starting_together(volumes, cases, grids)
    films = [film_conductances(case, grid.placements) for case, grid in zip(cases, grids, strict=True)]
    return _Batch(
        tuple(cases),
        grids,
        tuple(acts_of(case) for case in cases),
        join([grid.problem for grid in grids], [len(case.probes) for case in cases]),
        tuple(start),
        _stiffness(grids),
        np.concatenate([power_caps(case) for case in cases]),
        np.concatenate(films),
        min(float(cells.grid.size[cells.live].min()) for cells in {grid.cells for grid in grids}),
        step_scale,
    )


def _stiffness(grids: Sequence[Discretisation]) -> tuple[Stiffness, ...]:
    """Of each; where cases share their cells, so do they the few cells that limit a step."""
    known: dict[object, Problem] = {}
    found = []
    for grid in grids:
        of = grid.problem
        name = id(of.material), id(of.face_a), id(of.inverse_volume), of.sink_cell.tobytes()
        if name not in known:
            known[name] = limiting(of)
        mine = replace(known[name], sink_g=of.sink_g, film_g=of.film_g, flow=of.flow)
        found.append(Stiffness(mine, grid.materials))
    return tuple(found)


def _march(
    batch: _Batch, track: Track, *, told: Callable[[float], None], cancel: Callable[[], bool]
) -> _Course:
    """The whole protocol, until all ended or somebody cancels."""
    members, probes = len(batch.cases), len(batch.caps)
    nothing = np.full(batch.joined.problem.count, np.inf, np.float32)
    course = _Course(nothing, Acting.none(probes), np.full(members, np.nan), extracted=np.zeros(probes))
    course.stops, course.moments = [Stop.finished] * members, [[] for _ in range(members)]
    track.load(np.asarray(batch.joined.together(batch.start), float))
    for number in range(len(batch.acts[0])):
        begin = course.time
        _perform(number, batch, course, track, told=told, cancel=cancel)
        _keep(number, batch, course, track, begin=begin)
        if not any(stop.good for stop in course.stops):
            break
    return course


def _perform(
    number: int,
    batch: _Batch,
    course: _Course,
    track: Track,
    *,
    told: Callable[[float], None],
    cancel: Callable[[], bool],
) -> None:
    """One act of all protocols."""
    acts = [mine[number] for mine in batch.acts]
    parts = [approach_of(case, act) for case, act in zip(batch.cases, acts, strict=True)]
    approach = Approach(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    begin, end = course.time, course.time + acts[0].seconds
    course.acting = Acting.none(len(batch.caps))
    while course.time < end - 1e-9 and any(stop.good for stop in course.stops):
        if cancel():
            course.stops = [Stop.cancelled if stop.good else stop for stop in course.stops]
            return
        lengths = _lengths(batch, course.time - begin, begin, whole=end - begin, most=track.at_once)
        drives = _drives(batch, course, approach, np.cumsum([course.time - begin, *lengths]))
        passed = track.go(drives)
        _count(course, passed, lengths)
        course.stages += sum(drive.stages for drive in drives)
        ends = np.stack([drives[-1].probe_temperature[-1], approach.at(np.array([course.time - begin]))[0]])
        course.acting = acting_after(
            ends, power=passed.power, effective=passed.effective_temperature, films=batch.films
        )
        told(course.time)
        if _reached(acts[0].until, course):
            break


def _reached(until: float | None, course: _Course) -> bool:
    """A case that waits for a temperature is alone."""
    return until is not None and bool(course.coldest[0] >= until)


def _lengths(batch: _Batch, since: float, begin: float, *, whole: float, most: int) -> list[float]:
    """Up to `most` next steps, `since` s after the `begin` of an act that is `whole` s long.

    As in `freeze` they end exactly at the moments where that keeps a field.
    """
    fastest = max(stiff.above(-np.inf) for stiff in batch.stiff)
    lengths: list[float] = []
    while since < whole - 1e-9 and len(lengths) < most:
        wished = step_after(since, scale=batch.step_scale, finest=batch.finest, stiffness=fastest)
        mark = next_frame(begin + since) - begin
        lengths.append(float(step_within(wished, min(whole, mark) - since)))
        since += lengths[-1]
    return lengths


def _drives(batch: _Batch, course: _Course, approach: Approach, times: Floats) -> list[Drive]:
    """Steps between `times` (s after the act began), with the stages that the stiffest case needs."""
    coldest = np.fmin.reduce(approach.at(times))
    fastest = max(
        stiff.above(float(np.fmin.reduce([now, *coldest[probes]])))
        for stiff, now, probes, stop in zip(
            batch.stiff, course.coldest, batch.joined.probes, course.stops, strict=True
        )
        if stop.good
    )
    drives = []
    for start, seconds in zip(times, np.diff(times), strict=False):
        stages = stages_for(seconds, fastest)
        driven = approach.at(start + seconds * coefficients(stages)[:, 4])
        drives.append(Drive(float(seconds), stages, driven, batch.caps, np.ones(1)))
    return drives


def _count(course: _Course, passed: Passed, lengths: Sequence[float]) -> None:
    course.time += float(np.sum(lengths))
    course.steps += len(lengths)
    course.extracted += passed.extracted
    course.entered += passed.skin + passed.blood
    course.coldest = passed.coldest[-1].astype(float)
    physical = ((passed.coldest > ABSOLUTE_ZERO) & (passed.warmest < TOO_WARM)).all(axis=0)  # False for nan
    for member in np.flatnonzero(~physical):
        if course.stops[member].good:
            course.stops[member] = Stop.unstable


def _keep(number: int, batch: _Batch, course: _Course, track: Track, *, begin: float) -> None:
    """What is kept at the end of an act, of all that did not leave the physical range in it."""
    enthalpy, nadir = track.field(), track.nadir()
    for member, (cells, probes) in enumerate(zip(batch.joined.cells, batch.joined.probes, strict=True)):
        if course.stops[member] is Stop.unstable:
            continue
        act = batch.acts[member][number]
        phase = Phase(act.name, act.kind, act.sentence, begin, course.time, act.probes)
        acting = Acting(course.acting.drive[probes], course.acting.wall[probes])
        course.moments[member].append(Moment(phase, enthalpy[cells].astype(np.float32), acting))
        course.nadir[cells] = nadir[cells]


def _outcomes(batch: _Batch, course: _Course, record: SolverRecord) -> list[Outcome]:
    problems = [grid.problem for grid in batch.grids]
    stored = [
        problem.heat_between(first, moments[-1].enthalpy) if moments else 0.0
        for problem, first, moments in zip(problems, batch.start, course.moments, strict=True)
    ]
    extracted = [float(course.extracted[probes].sum()) for probes in batch.joined.probes]
    whole = HeatBalance.of(sum(stored), sum(extracted), course.entered).error
    if Stop.unstable in course.stops:  # what entered that member is in the sum, and means nothing
        whole = np.nan
    return [
        Outcome(
            case,
            grid,
            tuple(course.moments[member]),
            course.nadir[batch.joined.cells[member]],
            HeatBalance(stored[member], extracted[member], stored[member] + extracted[member], whole),
            course.stops[member],
            SolverRecord(
                record.kernel, grid.spacing, record.cells, record.steps, record.stages, record.procedure,
                record.wall, record.compile,
            ),
        )
        for member, (case, grid) in enumerate(zip(batch.cases, batch.grids, strict=True))
    ]  # fmt: skip
