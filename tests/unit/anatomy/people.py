"""Cases for the tests of anatomy: small, coarse, quick to draw."""

from __future__ import annotations

from typing import Any

from cryonerve.case.case import Block, Case, LabelledScan, Limb, Patient, Probe, SolverOptions
from cryonerve.sources import devices, tissues


def case_of(anatomy: Block | Limb | LabelledScan, **changes: Any) -> Case:
    """A case with nothing but an anatomy."""
    given = {
        "name": "test",
        "title": "A test",
        "anatomy": anatomy,
        "probes": (),
        "protocol": (),
        "tissues": tissues(),
        "devices": devices(),
        "patient": Patient(age=10.0),
        "solver": SolverOptions(spacing=1.5e-3),
    }
    return Case(**{**given, **changes})


def stump(**lengths: Any) -> Case:
    """A ten-year-old's transtibial stump."""
    return case_of(Limb("stump", **lengths))


def probe_at(x: float, y: float, z: float) -> Probe:
    """A probe along z with its tip at a place in millimetres."""
    return Probe("one", next(iter(devices())), (x * 1e-3, y * 1e-3, z * 1e-3), (0.0, 0.0, 1.0))
