"""One fibre: kernels agree, time steps converge, and everything it can come to is said plainly."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from cryonerve.errors import InputError
from cryonerve.nerve.cable import cable_of, resting_state, size_of
from cryonerve.nerve.conduction import Fibre, Outcome, conduct, cooled
from cryonerve.nerve.kernels.reference import whole
from cryonerve.sources import fibre_models

LARGE, SMALL, C = Fibre("myelinated", 16e-6), Fibre("myelinated", 5.7e-6), Fibre("unmyelinated", 0.8e-6)
MIDDLE = Fibre("myelinated", 10e-6)


def with_membrane(kind, **changed):
    """Equations with other values of a membrane, SI."""
    model = fibre_models()[kind]
    membrane = model.membrane
    values = {key: replace(getattr(membrane, key), value=value) for key, value in changed.items()}
    return replace(model, membrane=replace(membrane, **values))


@pytest.mark.parametrize(("fibre", "nodes"), [(MIDDLE, 9), (C, 15)])
def test_the_compiled_fibre_is_the_one_written_for_the_reader(fibre, nodes):
    temperature = np.linspace(37.0, 12.0, nodes)
    runs = [
        conduct(fibre, temperature, duration=6e-4, settle=1e-3, every=1, kernel=kernel)
        for kernel in ("reference", "cpu")
    ]
    slow, fast = (run.frames[: min(len(item.frames) for item in runs)] for run in runs)
    assert slow.max() > 0.0
    assert np.abs(slow - fast).max() < 1e-9


def test_temperature_that_changes_in_time_is_the_same_in_both_kernels():
    temperature = np.array([np.full(7, 37.0), np.linspace(30.0, 5.0, 7)])
    runs = [
        conduct(MIDDLE, temperature, times=[0.0, 5e-4], duration=5e-4, settle=1e-3, every=1, kernel=kernel)
        for kernel in ("reference", "cpu")
    ]
    assert np.abs(runs[0].frames[:50] - runs[1].frames[:50]).max() < 1e-9
    still = conduct(MIDDLE, 37.0, nodes=7, duration=5e-4, settle=1e-3, every=1)
    assert np.abs(still.frames[50] - runs[1].frames[50]).max() > 1e-3


@pytest.mark.parametrize("fibre", [MIDDLE, C])
def test_the_time_step_converges_with_second_order(fibre):
    step = conduct(fibre).step
    coarse, usual, fine = (conduct(fibre, step=factor * step).velocity for factor in (2.0, 1.0, 0.5))
    assert abs(usual - fine) < 0.01 * fine
    assert 3.0 < (coarse - usual) / (usual - fine) < 5.0


def test_a_network_without_sources_rests_and_is_symmetric():
    """Rows of the passive fibre sum to what leads to the outside, never less; the matrices are symmetric."""
    cable = cable_of(fibre_models()["myelinated"], 10e-6)
    capacitance, conductance, current = whole(cable, 4)
    for matrix in (capacitance, conductance):
        assert abs(matrix - matrix.T).max() < 1e-12 * abs(matrix).max()
        assert (matrix.sum(axis=1) > -1e-12 * abs(matrix).max()).all()
    assert abs(current.sum()) < 1e-24


def test_sizes_between_the_published_ones_are_between_them():
    model = fibre_models()["myelinated"]
    assert size_of(model, 8.7e-6).node_distance == pytest.approx(1e-3)
    assert 1e-3 < size_of(model, 9.3e-6).node_distance < 1.15e-3
    state = resting_state(cable_of(model, 9.3e-6), model, 5)
    assert state.inside.shape == (20, 4)


@pytest.mark.parametrize("fibre", [SMALL, MIDDLE, LARGE, C])
@pytest.mark.parametrize("warmth", [37.0, 20.0, 5.0])
def test_a_fibre_that_nothing_stimulates_stays_silent(fibre, warmth):
    left = conduct(fibre, warmth, stimulus=0.0, nodes=21)
    assert left.outcome is Outcome.silent
    assert not left.unprompted.any()
    assert np.isnan(left.velocity)


@pytest.mark.parametrize("to", [15.0, 7.0, 0.0])
def test_a_cold_stretch_makes_no_fibre_fire(to):
    for fibre in (SMALL, LARGE, C):
        assert conduct(fibre, cooled(fibre, 10, to, nodes=41), stimulus=0.0).outcome is Outcome.silent


@pytest.mark.parametrize("stimulus", [0.0, 1.0])
def test_a_fibre_that_fires_unprompted_is_said_plainly(stimulus):
    restless = with_membrane("myelinated", persistent_sodium=4000.0)
    found = conduct(MIDDLE, model=restless, stimulus=stimulus, nodes=21)
    assert found.outcome is Outcome.unprompted
    assert found.unprompted.any()
    assert "unprompted" in found.outcome.value


def test_one_stimulus_one_impulse_at_37():
    for fibre in (SMALL, MIDDLE, LARGE, C):
        found = conduct(fibre)
        assert (found.spikes == 1).all()
        assert not found.fired_again
        assert (np.diff(found.first) > 0).all()
        assert found.farthest == pytest.approx(found.positions[-1])


def test_an_echo_in_the_cold_is_reported():
    """At 30 degC all along, the smallest fibre answers more than once: its slow potassium comes too late."""
    found = conduct(SMALL, 30.0)
    assert found.outcome is Outcome.arrived
    assert found.fired_again


def test_outcomes():
    assert conduct(MIDDLE, stimulus=0.01).outcome is Outcome.not_started
    assert conduct(MIDDLE, duration=6e-4).outcome is Outcome.under_way
    stopped = conduct(MIDDLE, cooled(MIDDLE, 20, 0.0))
    assert stopped.outcome is Outcome.blocked
    assert 0 < stopped.farthest < stopped.positions[45]
    arrived = conduct(MIDDLE, until_arrival=True)
    assert arrived.outcome is Outcome.arrived
    assert arrived.seconds < conduct(MIDDLE).seconds


def test_cooling_during_the_run_stops_an_impulse_that_would_have_passed():
    warm, cold = np.full(81, 37.0), cooled(MIDDLE, 20, 0.0)
    assert conduct(MIDDLE, [warm, cold], times=[0.0, 10e-3]).outcome is Outcome.arrived
    assert conduct(MIDDLE, [warm, cold], times=[0.0, 3e-4]).outcome is Outcome.blocked


def test_eighty_one_nodes_for_ten_milliseconds_take_less_than_50_ms():
    conduct(MIDDLE)
    taken = []
    for _ in range(5):
        start = process_time()
        found = conduct(MIDDLE, cooled(MIDDLE, 60, 5.0), availability=False, duration=10e-3, settle=0.0)
        taken.append((process_time() - start) * 10e-3 / found.seconds)
    assert min(taken) < 0.05


WRONG = [
    (lambda: Fibre("myelinated", 20e-6), "outside of what is published"),
    (lambda: Fibre("unmyelinated", 5e-6), "outside of what is published"),
    (lambda: Fibre("myelined", 10e-6), "Did you mean 'myelinated'"),
    (lambda: conduct(MIDDLE, [37.0, 37.0]), "at least 5 nodes"),
    (lambda: conduct(MIDDLE, np.full((3, 9), 37.0)), "has 3 moments, times has 1"),
    (lambda: conduct(MIDDLE, np.full((2, 9), 37.0), times=[1.0, 0.0]), "do not rise"),
    (lambda: conduct(MIDDLE, np.full(9, np.nan)), "holds what is no number"),
    (lambda: conduct(MIDDLE, 310.15), "no temperature of a conducting nerve"),
    (lambda: cooled(MIDDLE, 90, 5.0), "90 of 81 nodes"),
]


@pytest.mark.parametrize(("call", "what"), WRONG, ids=[what for _, what in WRONG])
def test_bad_input_is_one_clear_complaint(call, what):
    with pytest.raises(InputError, match=what):
        call()
