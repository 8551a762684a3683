"""Whose numbers and methods went into a run."""

from __future__ import annotations

from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case
from cryonerve.sources import source_keys

__all__ = ["METHODS", "used_sources"]

# the equation of heat in perfused tissue, and the time step that solves it
METHODS = ("pennes1948", "meyer2014")


def used_sources(volume: Volume, case: Case) -> tuple[str, ...]:
    """Keys in references.bib of every tissue, device and method the run used."""
    tissues = [
        case.tissues[name] for name in sorted({item.tissue for item in volume.structures if item.label})
    ]
    devices = [case.device_of(probe) for probe in case.probes]
    return tuple(sorted({*source_keys(*tissues, *devices), *METHODS}))
