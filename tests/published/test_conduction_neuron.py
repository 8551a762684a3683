"""The same equations in NEURON (extra "neuron"): another program, another solver, another double cable."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from cryonerve.nerve.conduction import Fibre, Outcome, conduct, cooled

NEURON = "NEURON, the same equations"


@pytest.fixture(scope="module")
def h(tmp_path_factory):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        neuron = pytest.importorskip("neuron", reason="needs the extra: pip install 'cryonerve[neuron]'")
        from published.neuron_fibre import compiled

        library = compiled(tmp_path_factory.mktemp("mechanism"))
        if not library:
            pytest.skip("nrnivmodl could not compile the mechanism")
        neuron.h.load_file("stdrun.hoc")
        neuron.h.nrn_load_dll(library)
    return neuron.h


@pytest.mark.slow
@pytest.mark.parametrize("diameter", [5.7e-6, 10e-6, 16e-6])
@pytest.mark.parametrize("warmth", [37.0, 20.0])
def test_velocity(h, record, diameter, warmth):
    from published.neuron_fibre import first_spikes

    ours = conduct(Fibre("myelinated", diameter), warmth, nodes=41, step=2.5e-6)
    coarse, fine = (
        first_spikes(h, diameter, np.full(41, warmth), duration=4e-3, step=step) for step in (5e-6, 2.5e-6)
    )
    first = 2 * fine - coarse  # backward Euler is of first order
    theirs = 20 * ours.fibre.spacing / (first[30] - first[10])
    record(
        f"myelinated fibre of {diameter * 1e6:g} um at {warmth:g} degC: velocity",
        expected=theirs,
        got=ours.velocity,
        tolerance=0.01 * theirs,
        unit="m/s",
        source=NEURON,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("to", "passes"), [(5.0, False), (9.0, True)])
def test_a_cold_stretch(h, to, passes):
    from published.neuron_fibre import first_spikes

    fibre = Fibre("myelinated", 10e-6)
    temperature = cooled(fibre, 10, to, nodes=51)
    first = first_spikes(h, fibre.diameter, temperature, duration=15e-3, step=1e-5)
    ours = conduct(fibre, temperature)
    assert bool(np.isfinite(first[-1])) is passes
    assert ours.outcome is (Outcome.arrived if passes else Outcome.blocked)


@pytest.mark.slow
def test_kinetics_alone_conduct_through_minus_3(h):
    from published.neuron_fibre import first_spikes

    fibre = Fibre("myelinated", 10e-6)
    temperature = cooled(fibre, 10, -3.0, nodes=51)
    first = first_spikes(h, fibre.diameter, temperature, duration=20e-3, step=1e-5, available=False)
    assert np.isfinite(first).all()
    assert conduct(fibre, temperature, availability=False).outcome is Outcome.arrived
