"""Cold block: what published kinetics alone cannot do, and what the calibrated membranes do.

Myelinated: Vanggaard 1975 (PMID 1115693), human ulnar nerve, complete block at 8 to 10 degC; Zhang & Shi 2017
(doi 10.21037/tau.2017.s097), cat pudendal nerve, cold block at 5 to 15 degC. Unmyelinated: Morgan and others
2020 (PMID 32374221), 9 mm of cat tibial nerve, block of C fibres begins at 15 degC and is complete at 5 degC
or colder. The bars, 5 to 10 degC and 2 to 8 degC, are those the model was calibrated to; no measurement is
known that it was not told.
"""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.nerve.cold_block import block_table, block_temperature, profile
from cryonerve.nerve.conduction import Fibre, Outcome, conduct, cooled
from cryonerve.sources import axon_classes

MYELINATED = [Fibre("myelinated", size) for size in (5.7e-6, 10e-6, 16e-6)]
C = Fibre("unmyelinated", 0.8e-6)


@pytest.mark.parametrize("fibre", MYELINATED, ids=str)
@pytest.mark.parametrize("to", [5.0, 0.0, -3.0])
def test_kinetics_alone_conduct_through_any_cold_myelinated(fibre, to):
    found = conduct(fibre, cooled(fibre, 20, to), availability=False)
    assert found.outcome is Outcome.arrived
    assert conduct(fibre, cooled(fibre, 20, to)).outcome is Outcome.blocked


@pytest.mark.parametrize("to", [2.0, 0.0, -3.0])
def test_kinetics_alone_conduct_through_any_cold_unmyelinated(to):
    cold = profile(C, 4e-3, to)
    assert conduct(C, cold, availability=False).outcome is Outcome.arrived
    assert conduct(C, cold).outcome is Outcome.blocked


def test_but_a_step_in_temperature_stops_a_c_fibre_by_itself():
    """Why the table has edges: beside a step, warm sodium inactivates before the slow cold spike has come."""
    assert conduct(C, profile(C, 4e-3, 0.0, edge=1e-9), availability=False).outcome is Outcome.blocked
    assert conduct(C, profile(C, 4e-3, 0.0, edge=0.5e-3), availability=False).outcome is Outcome.arrived


@pytest.mark.parametrize("name", [name for name, item in axon_classes().items() if item.kind == "myelinated"])
def test_myelinated_block_temperature(record, name):
    axons = axon_classes()[name]
    found = block_table()["myelinated"].temperature(axons.diameter.value, 20e-3)
    record(
        f"{name} of {axons.diameter.value * 1e6:g} um, long cold stretch: block temperature",
        expected=7.5,
        got=found,
        tolerance=2.5,
        unit="degC",
        source="calibrated to Vanggaard 1975, Zhang & Shi 2017",
    )


def test_unmyelinated_block_temperature(record):
    record(
        "C fibre of 0.8 um, 9 mm cold: block temperature",
        expected=5.0,
        got=block_table()["unmyelinated"].temperature(0.8e-6, 9e-3),
        tolerance=3.0,
        unit="degC",
        source="calibrated to Morgan et al. 2020",
    )


@pytest.mark.parametrize("fibre", MYELINATED, ids=str)
def test_block_needs_at_least_four_cold_nodes(record, fibre):
    """Nodes cooled by a step to what blocks a long stretch; 1 degC colder three suffice up to 10 um."""
    to = block_table()["myelinated"].temperature(fibre.diameter, 20e-3)
    stops = [
        conduct(fibre, cooled(fibre, count, to, nodes=41)).outcome is Outcome.blocked for count in range(1, 9)
    ]
    assert stops == sorted(stops)
    record(
        f"{fibre.diameter * 1e6:g} um at {to:.1f} degC: fewest cold nodes that block",
        expected=4.0,
        got=1.0 + stops.index(True),
        tolerance=1.0,
        unit="1",
        source="this model; at least 4 wanted",
    )
    assert not any(stops[:3])


@pytest.mark.slow
def test_how_far_the_width_of_the_gate_matters(record):
    """The assumed 1 K: half and twice as wide move the block temperature, and by how much is reported."""
    from dataclasses import replace

    from cryonerve.nerve import conduction

    fibre, known = Fibre("myelinated", 10e-6), conduction.fibre_models()["myelinated"]
    gate = known.membrane.availability
    for width in (0.5, 2.0):
        other = replace(
            known,
            membrane=replace(
                known.membrane, availability=replace(gate, width=replace(gate.width, value=width))
            ),
        )
        colder = [
            to
            for to in np.arange(12.0, -5.0, -0.25)
            if conduct(fibre, profile(fibre, 12e-3, to), model=other).outcome is Outcome.blocked
        ]
        record(
            f"myelinated fibre of 10 um, gate {width:g} K wide instead of 1: block temperature",
            expected=block_temperature(fibre, 12e-3),
            got=float(colder[0]),
            tolerance=None,
            unit="degC",
            source="sensitivity of an assumed number",
        )
