"""Freeze: the whole procedure in three dimensions.

One loop: it advances, records and asks whether to stop. The reason for stopping is a value, and everything up
to that moment is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numba import get_num_threads
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.discretise import Discretisation, discretise
from cryonerve.bioheat.drive import Act, acts_of, probe_temperatures
from cryonerve.bioheat.isotherms import isotherm_rows
from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.points import Acting
from cryonerve.bioheat.problem import Advance, Drive, Kernel
from cryonerve.bioheat.provenance import used_sources
from cryonerve.bioheat.recording import FRAME_SECONDS, Recorder, next_frame, recorder_for
from cryonerve.bioheat.result import Freezing, HeatBalance, Isotherm, Phase, SolverRecord, Stop
from cryonerve.bioheat.showing import Blanks, blanks_of, display_of, shown_field
from cryonerve.bioheat.stability import Stiffness
from cryonerve.bioheat.starting import starting_enthalpy
from cryonerve.bioheat.thermometer import Seen, fill_halved, take_temperature
from cryonerve.bioheat.threads import Pace, on_threads, one_matrix_thread
from cryonerve.bioheat.timestep import coefficients, stages_for, step_after, step_within
from cryonerve.bioheat.walls import acting_after, film_conductances, power_caps
from cryonerve.bioheat.warming import warm_up
from cryonerve.case.case import Case
from cryonerve.units import ABSOLUTE_ZERO

__all__ = ["freeze"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Progress = Callable[[float, float], None]

STASIS_BELOW = -20.0  # degC; with stasis, vessels that froze this far stay closed (assumed)
NOTHING_SEEN = Seen(np.nan, np.nan)
TOO_WARM = 120.0  # degC; no probe heats this far: a step that does is unstable


@dataclass(eq=False)
class _State:
    """The running numbers of one simulation."""

    enthalpy: Floats
    temperature: Singles
    nadir: Singles
    time: float = 0.0
    steps: int = 0
    stages: int = 0
    extracted: float = 0.0
    skin: float = 0.0
    blood: float = 0.0
    seen: Seen = NOTHING_SEEN


@dataclass(frozen=True, eq=False)
class _Bench:
    """What stays the same during one simulation."""

    case: Case
    grid: Discretisation
    advance: Kernel
    recorder: Recorder
    blanks: Blanks
    caps: Floats
    films: Floats
    stiff: Stiffness
    pace: Pace
    step_scale: float
    frames: float
    finest: float
    total: float
    progress: Progress | None
    cancel: Callable[[], bool] | None


@one_matrix_thread()
def freeze(
    volume: Volume,
    case: Case,
    *,
    kernel: str | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
    step_scale: float = 1.0,
    frames: float = FRAME_SECONDS,
) -> Freezing:
    """Temperature of the whole procedure.

    Three-dimensional Pennes equation with phase change in enthalpy form; see `problem` for the discrete
    equation and `probe_boundary` for the probe's surface.

    Parameters
    ----------
    volume : from `cryonerve.build`. case : from `cryonerve.load`.
    kernel : "cpu", "gpu", "reference" or "auto"; None takes the case's.
    progress : called with (seconds done, seconds in all). cancel : asked at every step; True ends the run.
    step_scale : shortens (or lengthens) every time step; for studies of convergence.
    frames : s between kept fields; infinite: only the ends of phases.

    Raises
    ------
    GridError
        The environment would freeze the limb before the procedure, or the grid does not fit on the GPU.
    InputError
        The kernel "gpu" where no GPU can be used.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> freezing = cn.freeze(cn.build(case), case)  # doctest: +SKIP
    """
    name, advance = kernel_named(kernel or case.solver.kernel)
    compiled = warm_up(name, volume)
    began = perf_counter()
    grid = discretise(volume, case)
    start = starting_enthalpy(volume, case, grid)
    warm = np.full(len(start), case.body_temperature, np.float32)
    state = _State(start, warm, np.full_like(warm, np.inf))
    acts = acts_of(case)
    bench = _bench(
        case,
        grid,
        recorder_for(volume, case, grid),
        advance=advance,
        step_scale=step_scale,
        frames=frames,
        total=sum(act.seconds for act in acts),
        progress=progress,
        cancel=cancel,
    )
    _thermometer(bench, state)
    with on_threads(get_num_threads()):
        phases, isotherms, stop = _protocol(acts, bench, state)
        fields = _fields(bench, state)
    histories = (bench.recorder.sensor_history(), bench.recorder.probe_history())
    nerves, balance = bench.recorder.nerve_histories(), _balance(grid, start, state)
    cells, wall = int(grid.live.sum()), perf_counter() - began  # fields and histories are finished
    record = SolverRecord(
        name, grid.spacing, cells, state.steps, state.stages, float(state.time), wall, compiled
    )
    sources = used_sources(volume, case)
    return Freezing(*fields, phases, *histories, nerves, isotherms, balance, stop, record, sources)


def _bench(
    case: Case,
    grid: Discretisation,
    recorder: Recorder,
    *,
    advance: Kernel,
    step_scale: float,
    frames: float,
    total: float,
    progress: Progress | None,
    cancel: Callable[[], bool] | None,
) -> _Bench:
    return _Bench(
        case,
        grid,
        advance,
        recorder,
        blanks_of(grid),
        power_caps(case),
        film_conductances(case, grid.placements),
        Stiffness(grid.problem, grid.materials),
        Pace(get_num_threads()),
        step_scale,
        frames,
        float(grid.grid.size[grid.live].min()),
        total,
        progress,
        cancel,
    )


def _protocol(
    acts: tuple[Act, ...], bench: _Bench, state: _State
) -> tuple[tuple[Phase, ...], tuple[Isotherm, ...], Stop]:
    """All acts, one after another, until one does not end well."""
    recorder, grid = bench.recorder, bench.grid
    rest = Acting.none(len(bench.case.probes))
    recorder.note(0.0, state.temperature, rest, _probe_row(rest, None))
    recorder.frame(0.0, shown_field(grid, state.temperature, rest, bench.blanks))
    phases: list[Phase] = []
    isotherms: list[Isotherm] = []
    stop = Stop.finished
    for act in acts:
        begin = state.time
        stop, acting = _perform(act, bench, state)
        phases.append(Phase(act.name, act.kind, act.sentence, begin, state.time, act.probes))
        recorder.switches.append(state.time)
        isotherms += _isotherms(bench, state, act, acting)
        recorder.frame(state.time, shown_field(grid, state.temperature, acting, bench.blanks))
        if not stop.good:
            break
    return tuple(phases), tuple(isotherms), stop


def _perform(act: Act, bench: _Bench, state: _State) -> tuple[Stop, Acting]:
    """One act of the protocol, step by step; why it ended and what the probes did last."""
    case, grid = bench.case, bench.grid
    begin, end = state.time, state.time + act.seconds
    acting = Acting.none(len(case.probes))
    while state.time < end - 1e-9:
        if bench.cancel is not None and bench.cancel():
            return Stop.cancelled, acting
        seconds, mark = _length(bench, state.time, begin, end)
        ends = probe_temperatures(case, act, state.time - begin + np.array([0.0, seconds]))
        coldest = np.nanmin([state.seen.coldest, *ends.ravel()])
        stages = stages_for(seconds, bench.stiff.above(float(coldest)))
        when = state.time - begin + seconds * np.append(coefficients(stages)[:, 4], 1.0)
        driven = probe_temperatures(case, act, when)
        drive = Drive(seconds, stages, driven[:-1], bench.caps, _flow_share(case, state))
        before = state.enthalpy
        result = bench.pace.timed(stages, partial(bench.advance, grid.problem, state.enthalpy, drive))
        state.enthalpy = result.enthalpy
        if not _thermometer(bench, state):
            state.enthalpy = before
            _thermometer(bench, state)
            return Stop.unstable, acting
        _count(state, drive, result)
        acting = _acting(bench, driven, result)
        bench.recorder.note(state.time, state.temperature, acting, _probe_row(acting, result))
        if abs(state.time - mark) < 1e-6:
            shown = shown_field(grid, state.temperature, acting, bench.blanks)
            bench.recorder.frame(state.time, shown)
        if bench.progress is not None:
            bench.progress(state.time, bench.total)
        if act.until is not None and state.seen.coldest >= act.until:
            break
    return Stop.finished, acting


def _length(bench: _Bench, time: float, begin: float, end: float) -> tuple[float, float]:
    """Length of the next step and the next moment a field is kept; steps end exactly at both."""
    wished = step_after(
        time - begin, scale=bench.step_scale, finest=bench.finest, stiffness=bench.stiff.above(-np.inf)
    )
    mark = next_frame(time, bench.frames)
    return step_within(wished, min(end, mark) - time), mark


def _count(state: _State, drive: Drive, result: Advance) -> None:
    state.time += drive.seconds
    state.steps += 1
    state.stages += drive.stages
    state.extracted += float(result.extracted.sum())
    state.skin += result.skin
    state.blood += result.blood


def _acting(bench: _Bench, driven: Floats, result: Advance) -> Acting:
    """What the probes do at the end of a step; driven : (stage + 1, probe) degC asked for."""
    power = result.power[: driven.shape[1]]
    return acting_after(driven[-2:], power=power, effective=result.effective_temperature, films=bench.films)


def _isotherms(bench: _Bench, state: _State, act: Act, acting: Acting) -> tuple[Isotherm, ...]:
    grid = bench.grid
    fill_halved(*grid.grid.families, grid.readable, state.temperature)
    return isotherm_rows(
        grid,
        state.enthalpy,
        state.temperature,
        acting=acting,
        when=(float(state.time), act.name),
    )


def _flow_share(case: Case, state: _State) -> Floats:
    """1 where blood flows; with stasis 0 where the tissue froze through."""
    if case.perfusion_after_freezing == "returns":
        return np.ones(1)
    return np.where(state.nadir < STASIS_BELOW, 0.0, 1.0)


def _thermometer(bench: _Bench, state: _State) -> bool:
    """Fill temperatures and nadir from enthalpy; False, and no nadir, when they are not physical.

    Of the halved cells only those are filled that are read at every step.
    """
    state.seen = take_temperature(bench.grid, state.enthalpy, state.temperature, bench.recorder.halved)
    physical = state.seen.coldest > ABSOLUTE_ZERO and state.seen.warmest < TOO_WARM  # False for nan
    if physical:
        np.minimum(state.nadir, state.temperature, out=state.nadir)
    return physical


def _probe_row(acting: Acting, result: Advance | None) -> Floats:
    """Wall temperature (degC, NaN at rest) and power (W) of every probe."""
    power = np.zeros_like(acting.wall) if result is None else result.power
    return np.stack(
        [acting.wall, np.where(np.isnan(acting.wall), 0.0, power[: len(acting.wall)])], axis=1
    ).ravel()


def _balance(grid: Discretisation, first: Floats, state: _State) -> HeatBalance:
    """Stored heat against what crossed the boundaries, J."""
    stored = grid.problem.heat_between(first, state.enthalpy)
    return HeatBalance.of(stored, state.extracted, state.skin + state.blood)


class _Fields(NamedTuple):
    """The first attributes of `Freezing`, in its order."""

    x: Floats
    y: Floats
    z: Floats
    times: Floats
    temperature: Singles
    nadir: Singles
    liquidus: Singles
    labels: NDArray[np.int16]
    tissue_volume: Floats


def _fields(bench: _Bench, state: _State) -> _Fields:
    """What readers see, on one grid of straight lines."""
    recorder, grid = bench.recorder, bench.grid
    display, frames = display_of(grid), np.stack(recorder.frames)
    nadir = np.where(grid.live, state.nadir, np.inf).astype(np.float32)
    for frame in frames:
        np.minimum(nadir, frame, out=nadir)
    fill_halved(*grid.grid.families, np.ones(len(nadir), np.bool_), nadir)
    x, y, z = (np.diff(f) for f in display.faces)
    whole = x[:, None, None] * y[None, :, None] * z[None, None, :]
    filled = grid.tissue_volume / np.maximum(grid.grid.size.prod(axis=1), 1e-30)
    return _Fields(
        *display.faces,
        np.array(recorder.frame_times),
        display.smooth(frames),
        display.smooth(nadir[None])[0],
        grid.freezes_at[display.leaf].astype(np.float32),
        grid.labels[display.leaf],
        whole * filled[display.leaf],
    )
