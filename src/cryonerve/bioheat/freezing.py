"""Freeze: the whole procedure in three dimensions.

One loop: it advances, records and asks whether to stop. The reason for stopping is a value, and everything up
to that moment is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numba import set_num_threads
from numba.core.config import NUMBA_NUM_THREADS
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.discretise import Discretisation, discretise, stiffness
from cryonerve.bioheat.drive import Act, acts_of, probe_temperatures
from cryonerve.bioheat.isotherms import SURFACES, surface_volumes
from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.points import cell_temperatures
from cryonerve.bioheat.problem import Advance, Drive, Kernel
from cryonerve.bioheat.recording import FRAME_SECONDS, Recorder, recorder_for
from cryonerve.bioheat.result import Freezing, HeatBalance, Isotherm, Phase, SolverRecord, Stop
from cryonerve.bioheat.steady import steady_enthalpy
from cryonerve.bioheat.threads import Pace
from cryonerve.bioheat.timestep import coefficients, stages_for, step_after
from cryonerve.bioheat.warming import warm_up
from cryonerve.case.case import Case

__all__ = ["freeze"]

Floats = NDArray[np.float64]
Progress = Callable[[float, float], None]

SLACK = 5.0  # K beyond the range of boundary and start values that rounding may never reach
STASIS_BELOW = -20.0  # degC; with stasis, vessels that froze this far stay closed


@dataclass(eq=False)
class _State:
    """The running numbers of one simulation."""

    enthalpy: Floats
    temperature: Floats
    time: float = 0.0
    steps: int = 0
    stages: int = 0
    extracted: float = 0.0
    skin: float = 0.0
    blood: float = 0.0


def freeze(
    volume: Volume,
    case: Case,
    *,
    kernel: str | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
    step_scale: float = 1.0,
) -> Freezing:
    """Temperature of the whole procedure.

    Three-dimensional Pennes equation with phase change in enthalpy form; see `problem` for the discrete
    equation and `probe_boundary` for the probe's surface.

    Parameters
    ----------
    volume : from `cryonerve.build`. case : from `cryonerve.load`.
    kernel : "cpu", "reference" or "auto"; None takes the case's.
    progress : called with (seconds done, seconds in all). cancel : asked at every step; True ends the run.
    step_scale : shortens (or lengthens) every time step; for studies of convergence.

    Raises
    ------
    GridError
        The environment would freeze the limb before the procedure.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> freezing = cn.freeze(cn.build(case), case)  # doctest: +SKIP
    """
    name, advance = kernel_named(kernel or case.solver.kernel)
    compiled = warm_up(name)
    began = perf_counter()
    grid = discretise(volume, case)
    start = np.zeros(grid.problem.shape) if volume.uniform else steady_enthalpy(grid)
    state = _State(start, np.empty_like(start))
    _thermometer(grid, state)
    first = start.copy()
    recorder = recorder_for(volume, case, grid)
    liquidus = _liquidus(grid)
    rest = np.full(len(case.probes), np.nan)
    recorder.note(0.0, state.temperature, rest, _probe_row(case, grid, None, rest))
    recorder.frame(0.0, _filled(grid, state.temperature, rest))
    phases: list[Phase] = []
    isotherms: list[Isotherm] = []
    stop = Stop.finished
    acts = acts_of(case)
    total = sum(act.seconds for act in acts)
    for act in acts:
        begin = state.time
        stop = _perform(act, case, grid, state, recorder, advance, liquidus, progress, cancel, total, step_scale)
        phases.append(Phase(act.name, act.kind, act.sentence, begin, state.time, act.probes))
        recorder.switches.append(state.time)
        drives = _drives_now(case, act, state.time - begin)
        for (surface, level), size in zip(
            SURFACES, surface_volumes(grid, state.temperature, drives, liquidus), strict=True
        ):
            value = float(liquidus[grid.live].max()) if level is None else level
            isotherms.append(Isotherm(state.time, act.name, surface, value, size))
        recorder.frame(state.time, _filled(grid, state.temperature, drives))
        if not stop.good:
            break
    balance = _balance(grid, first, state)
    record = SolverRecord(
        name, grid.spacing, int(grid.live.sum()), state.steps, state.stages, state.time,
        perf_counter() - began, compiled,
    )  # fmt: skip
    return _result(volume, case, grid, recorder, liquidus, tuple(phases), tuple(isotherms), balance, stop, record)


def _perform(
    act: Act,
    case: Case,
    grid: Discretisation,
    state: _State,
    recorder: Recorder,
    advance: Kernel,
    liquidus: Floats,
    progress: Progress | None,
    cancel: Callable[[], bool] | None,
    total: float,
    step_scale: float,
) -> Stop:
    """One act of the protocol, step by step."""
    begin = state.time
    end = begin + act.seconds
    caps = np.array([_cap(case, index) for index in range(len(case.probes))])
    stiff = stiffness(grid.problem, grid.materials, frozen=True)
    mild = stiffness(grid.problem, grid.materials, frozen=False)
    solidus = np.array([item.curve.solidus for item in grid.materials])[grid.problem.material]
    pace = Pace(NUMBA_NUM_THREADS)
    while state.time < end - 1e-9:
        if cancel is not None and cancel():
            return Stop.cancelled
        since = state.time - begin
        seconds = min(step_after(since, scale=step_scale), end - state.time)
        mark = FRAME_SECONDS * (np.floor(state.time / FRAME_SECONDS + 1e-9) + 1.0)
        seconds = min(seconds, mark - state.time) if mark - state.time > 1e-9 else seconds
        left = end - state.time - seconds
        if 0.0 < left < 0.3 * seconds:
            seconds = 0.5 * (end - state.time)
        frozen = act.kind == "freeze" or bool((grid.live & (state.temperature < solidus)).any())
        stages = stages_for(seconds, stiff if frozen else mild)
        when = since + seconds * coefficients(stages)[:, 4]
        drive = Drive(seconds, stages, probe_temperatures(case, act, when), caps, _flow_share(case, recorder))
        threads = pace.choose()
        set_num_threads(threads)
        started = perf_counter()
        result = advance(grid.problem, state.enthalpy, drive)
        pace.note(threads, (perf_counter() - started) / stages)
        state.enthalpy = result.enthalpy
        state.steps += 1
        state.stages += stages
        if not _thermometer(grid, state):
            return Stop.unstable
        state.time += seconds
        state.extracted += float(result.extracted.sum())
        state.skin += result.skin
        state.blood += result.blood
        drives = _drives_now(case, act, state.time - begin)
        shown = np.where(np.isnan(drives), np.nan, np.fmax(drives, result.effective_temperature))
        recorder.note(state.time, state.temperature, shown, _probe_row(case, grid, result, shown))
        if abs(state.time - mark) < 1e-6:
            recorder.frame(state.time, _filled(grid, state.temperature, shown))
        if progress is not None:
            progress(state.time, total)
        if act.until is not None and state.temperature[grid.live].min() >= act.until:
            break
    return Stop.finished


def _cap(case: Case, index: int) -> float:
    cap = case.device_of(case.probes[index]).wall.power_cap
    return np.inf if cap is None else cap.value


def _drives_now(case: Case, act: Act, since: float) -> Floats:
    return np.asarray(probe_temperatures(case, act, np.array([since]))[0])


def _flow_share(case: Case, recorder: Recorder) -> Floats:
    """1 where blood flows; with stasis 0 where the tissue froze through."""
    if case.perfusion_after_freezing == "returns" or recorder.nadir is None:
        return np.ones((1, 1, 1))
    return np.where(recorder.nadir < STASIS_BELOW, 0.0, 1.0)


def _thermometer(grid: Discretisation, state: _State) -> bool:
    """Fill temperatures from enthalpy; False when they are not physical."""
    p = grid.problem
    flat = state.temperature.ravel()
    cell_temperatures(state.enthalpy.ravel(), p.material.ravel(), p.pieces, flat)
    values = state.temperature[grid.live]
    return bool(np.isfinite(values).all() and values.min() > -273.15 and values.max() < 120.0)


def _filled(grid: Discretisation, temperature: Floats, drives: Floats) -> Floats:
    """The field for readers: cells of a probe show its temperature while it acts, else their neighbours'."""
    shown = temperature.copy()
    weight = grid.live.astype(float)
    total, count = np.zeros_like(shown), np.zeros_like(shown)
    for axis in range(3):
        for step in (-1, 1):
            part = np.roll(weight, step, axis=axis)
            total += part * np.roll(np.where(grid.live, temperature, 0.0), step, axis=axis)
            count += part
    dead = ~grid.live & (grid.labels > 0)
    shown[dead] = np.where(count[dead] > 0, total[dead] / np.maximum(count[dead], 1.0), np.nan)
    if grid.placements and dead.any():
        cells = np.argwhere(dead)
        points = np.stack([grid.centres[a][cells[:, a]] for a in range(3)], axis=1)
        for item, drive in zip(grid.placements, drives, strict=True):
            if not np.isnan(drive):
                along, _ = item.along_and_across(points)
                mine = (item.distance(points) < 1e-3) & (along < item.active_length)
                shown[tuple(cells[mine].T)] = drive
    shown[np.isnan(shown)] = float(np.nanmean(temperature[grid.live]))
    return shown


def _liquidus(grid: Discretisation) -> Floats:
    values = np.array([item.liquidus for item in grid.materials])
    return np.where(grid.labels > 0, values[grid.problem.material], -np.inf)


def _probe_row(case: Case, grid: Discretisation, result: Advance | None, drives: Floats) -> Floats:
    """Wall temperature (degC, NaN at rest) and power (W) of every probe."""
    row = np.full((len(case.probes), 2), np.nan)
    row[:, 1] = 0.0
    if result is None:
        return row.ravel()
    for index, probe in enumerate(case.probes):
        if np.isnan(drives[index]):
            continue
        wall, power = case.device_of(probe).wall, float(result.power[index])
        drop = 0.0
        if wall.held_at == "gas" and wall.coefficient is not None:
            drop = power / (wall.coefficient.value * grid.placements[index].active_area)
        row[index] = drives[index] + drop, power
    return row.ravel()


def _balance(grid: Discretisation, first: Floats, state: _State) -> HeatBalance:
    """Stored heat against what crossed the boundaries, J."""
    inverse = grid.problem.inverse_volume
    volume = np.divide(1.0, inverse, out=np.zeros_like(inverse), where=inverse > 0.0)
    stored = float(((state.enthalpy - first) * volume).sum())
    entered = state.skin + state.blood
    wrong = abs(stored + state.extracted - entered)
    return HeatBalance(stored, state.extracted, entered, wrong / max(abs(state.extracted), 1e-9))


def _result(
    volume: Volume,
    case: Case,
    grid: Discretisation,
    recorder: Recorder,
    liquidus: Floats,
    phases: tuple[Phase, ...],
    isotherms: tuple[Isotherm, ...],
    balance: HeatBalance,
    stop: Stop,
    record: SolverRecord,
) -> Freezing:
    frames = np.stack(recorder.frames)
    nadir = np.minimum(frames.min(axis=0), np.where(grid.live, recorder.nadir, np.inf))
    return Freezing(
        *grid.faces,
        np.array(recorder.frame_times),
        frames,
        nadir.astype(np.float32),
        liquidus.astype(np.float32),
        grid.labels,
        grid.tissue_volume,
        phases,
        recorder.sensor_history(),
        recorder.probe_history(),
        recorder.nerve_histories(),
        isotherms,
        balance,
        stop,
        record,
        _sources(volume, case),
    )


def _sources(volume: Volume, case: Case) -> tuple[str, ...]:
    """Keys of everything whose numbers went in."""
    keys = {"pennes1948", "meyer2014"}
    for name in {item.tissue for item in volume.structures if item.label}:
        tissue = case.tissues[name]
        for value in (tissue.conductivity_unfrozen, tissue.conductivity_frozen, tissue.heat_capacity_unfrozen,
                      tissue.heat_capacity_frozen, tissue.latent_heat, tissue.solidus, tissue.liquidus,
                      tissue.perfusion, tissue.metabolic_heat):  # fmt: skip
            keys.add(value.source)
    for probe in case.probes:
        device = case.device_of(probe)
        keys |= {device.diameter.source, device.active_length.source}
    return tuple(sorted(keys - {"assumed", "case", ""}))
