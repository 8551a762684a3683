"""Conduction velocity with diameter and temperature against what was measured in mammals.

Diameter: Boyd IA, Kalu KU. Scaling factor relating conduction velocity and diameter for myelinated afferent
nerve fibres in the cat hind limb. J Physiol 1979. Velocity over diameter, m/s per um, in cutaneous nerves:
5.6 for large fibres (A-beta), 4.6 for small ones (A-delta); in muscle nerves 5.7 and 4.6. Where one line ends
and the other begins is not said: 8 um here, between the modes of the sural nerve (Jacobs & Love 1985).

Temperature: Lowitzsch K, Hopf HC, Galland J. J Neurol 1977: human ulnar nerve, Q10 of the sensory velocity
1.36 from 35 to 25 degC and 1.44 from 30 to 20. Vanggaard 1975 (PMID 1115693): 15 m/s for every 10 degC.

C fibres: Fowler CJ and others, J Neurol Neurosurg Psychiatry 1988, doi 10.1136/jnnp.51.9.1164: warmth travels
at 0.5 m/s (SD 0.2), in unmyelinated fibres; their diameter has one peak, around 0.8 um (Ferriere 1985).
"""

from __future__ import annotations

import pytest

from cryonerve.nerve.conduction import Fibre, Outcome, conduct
from cryonerve.sources import fibre_models

BOYD = "Boyd & Kalu 1979, cutaneous nerves of the cat"
SIZES = [size.fibre for size in fibre_models()["myelinated"].sizes if size.fibre > 5e-6]


def line(diameter: float) -> float:
    """m/s at 37 degC."""
    return (4.6 if diameter < 8e-6 else 5.6) * diameter * 1e6


@pytest.mark.parametrize("diameter", SIZES)
def test_velocity_with_diameter(record, diameter):
    found = conduct(Fibre("myelinated", diameter))
    assert found.outcome is Outcome.arrived
    record(
        f"myelinated fibre of {diameter * 1e6:g} um at 37 degC: velocity",
        expected=line(diameter),
        got=found.velocity,
        tolerance=0.1 * line(diameter),
        unit="m/s",
        source=BOYD,
    )


@pytest.mark.parametrize(("warm", "q10"), [(35.0, 1.36), (30.0, 1.44)])
def test_velocity_with_temperature(record, warm, q10):
    fibre = Fibre("myelinated", 10e-6)
    ratio = conduct(fibre, warm).velocity / conduct(fibre, warm - 10.0).velocity
    record(
        f"myelinated fibre of 10 um: Q10 of the velocity from {warm:g} degC",
        expected=q10,
        got=ratio,
        tolerance=0.1,
        unit="1",
        source="Lowitzsch et al. 1977, human ulnar nerve",
    )


def test_metres_a_second_for_ten_degrees(record):
    fibre = Fibre("myelinated", 10e-6)
    record(
        "myelinated fibre of 10 um: velocity lost from 35 to 25 degC",
        expected=15.0,
        got=conduct(fibre, 35.0).velocity - conduct(fibre, 25.0).velocity,
        tolerance=2.0,
        unit="m/s",
        source="Vanggaard 1975, human ulnar nerve",
    )


def test_velocity_of_a_c_fibre(record):
    record(
        "unmyelinated fibre of 0.8 um at 37 degC: velocity",
        expected=0.5,
        got=conduct(Fibre("unmyelinated", 0.8e-6)).velocity,
        tolerance=0.2,
        unit="m/s",
        source="Fowler et al. 1988, warmth in man",
    )


def test_a_c_fibre_goes_with_the_root_of_its_diameter(record):
    """Cable theory: a uniform cable of four times the diameter conducts twice as fast."""
    thin, thick = (conduct(Fibre("unmyelinated", size)).velocity for size in (0.3e-6, 1.2e-6))
    record(
        "unmyelinated fibre of four times the diameter: velocity",
        expected=2.0,
        got=thick / thin,
        tolerance=0.02,
        unit="1",
        source="cable theory (Hodgkin 1954)",
    )
