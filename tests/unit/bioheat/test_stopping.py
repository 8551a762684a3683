"""Runs that end before their protocol: what was computed until then is whole, the reason stands beside it."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cryonerve.bioheat import freezing
from cryonerve.bioheat.result import Freezing, Stop
from cryonerve.case.protocol import Freeze, Thaw
from tests.kernels.test_against_reference import every
from tests.unit.bioheat.blocks import block, frozen, probe

PROTOCOL = (Freeze(-80.0, 14.0), Thaw(4.0))
SMALL = {"size": 8.0, "spacing": 1.3, "sensors": [(1.8, 0, 1)], "probes": [probe(axis=(0.2, 0.3, 1.0))]}


@cache
def uninterrupted(name: str) -> Freezing:
    run = frozen(block(*PROTOCOL, **SMALL), kernel=name)
    assert run.stop is Stop.finished
    return run


def check_whole(run: Freezing, stop: Stop) -> None:
    """A result like any other, as far as it goes, with a reason that is no success."""
    assert run.stop is stop
    assert not run.stop.good
    assert run.stop.value.endswith(".")  # a sentence
    last = run.solver.procedure
    assert run.times[-1] == run.phases[-1].end == pytest.approx(last)
    assert run.probes.times[-1] == run.sensors.times[-1] == pytest.approx(last)
    assert {row.phase for row in run.isotherms} == {phase.name for phase in run.phases}
    for numbers in (run.temperature, run.nadir, run.sensors.values):
        assert np.isfinite(numbers).all()
        assert numbers.min() >= -80.01
        assert numbers.max() <= 37.01
    assert run.balance.error < 1e-4


def same_beginning(part: Freezing, whole: Freezing) -> None:
    """All that was kept before the last moment is what the uninterrupted run has there."""
    frames = [np.flatnonzero(np.isclose(whole.times, time)) for time in part.times[:-1]]
    for mine, theirs in enumerate(frames):
        np.testing.assert_allclose(part.temperature[mine], whole.temperature[theirs[0]], atol=1e-4)
    count = len(part.probes.times) - 1
    np.testing.assert_allclose(part.probes.values[:count], whole.probes.values[:count], rtol=1e-4)


@every
def test_cancelled_from_another_thread(name: str) -> None:
    """Somebody presses a button in another thread after some eleven seconds of procedure."""
    case = block(*PROTOCOL, **SMALL)
    under_way, asked = threading.Event(), threading.Event()

    def press() -> None:
        if under_way.wait(60.0):
            asked.set()

    def progress(done: float, total: float) -> None:
        if done > 11.0:
            under_way.set()
            asked.wait(60.0)

    button = threading.Thread(target=press)
    button.start()
    run = frozen(case, kernel=name, progress=progress, cancel=asked.is_set)
    button.join()
    check_whole(run, Stop.cancelled)
    assert 11.0 < run.solver.procedure < 14.0
    same_beginning(run, uninterrupted(name))


def test_the_solver_runs_in_another_thread_and_is_cancelled_from_here() -> None:
    """As a window does it, whose own thread must stay free."""
    asked, under_way, runs = threading.Event(), threading.Event(), []

    def solve() -> None:
        case = block(Freeze(-80.0, 3000.0), **SMALL)
        runs.append(frozen(case, progress=lambda done, total: under_way.set(), cancel=asked.is_set))

    worker = threading.Thread(target=solve)
    worker.start()
    assert under_way.wait(60.0)
    asked.set()
    worker.join(60.0)
    assert not worker.is_alive()
    check_whole(runs[0], Stop.cancelled)
    assert runs[0].solver.procedure < 3000.0


SPOILT = {
    "no number": lambda h: np.full_like(h, np.nan),
    "one cell is no number": lambda h: _one(h, np.nan),
    "one cell without end": lambda h: _one(h, -np.inf),
    "one cell below absolute zero": lambda h: _one(h, -2.0e9),
    "one cell that boils": lambda h: _one(h, 1.0e9),
}


def _one(enthalpy: np.ndarray, value: float) -> np.ndarray:
    out = np.array(enthalpy)
    out[np.flatnonzero(out)[0]] = value  # a live cell, for it is no longer at body temperature
    return out


@every
@pytest.mark.parametrize("way", SPOILT)
def test_a_step_that_becomes_unphysical_is_a_reason_and_no_field(monkeypatch, name: str, way: str) -> None:
    """Step 40 of any kernel goes wrong: the run ends with what was there after 39."""
    named = freezing.kernel_named
    count = []

    def named_and_spoilt(asked: str):
        found, advance = named(asked)

        def once_wrong(problem, enthalpy, drive):
            result = advance(problem, enthalpy, drive)
            count.append(drive.seconds)
            return replace(result, enthalpy=SPOILT[way](result.enthalpy)) if len(count) == 40 else result

        return found, once_wrong

    whole = uninterrupted(name)
    monkeypatch.setattr(freezing, "kernel_named", named_and_spoilt)
    run = frozen(block(*PROTOCOL, **SMALL), kernel=name)
    assert len(count) == 40
    assert run.solver.steps == 39
    assert run.solver.procedure == pytest.approx(sum(count[:39]))
    check_whole(run, Stop.unstable)
    same_beginning(run, whole)


@every
def test_too_few_stages_are_noticed(monkeypatch, name: str) -> None:
    """The kernel itself goes wrong, not a stand-in."""
    monkeypatch.setattr(freezing, "stages_for", lambda *_: 3)
    run = frozen(block(Freeze(-80.0, 60.0), **SMALL), kernel=name, step_scale=30.0)
    assert run.stop is Stop.unstable
    assert np.isfinite(run.temperature).all()
    assert np.isfinite(run.nadir).all()
    assert run.temperature.min() > -273.15
    assert run.temperature.max() < 120.0
