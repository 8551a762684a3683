"""Whose numbers went into a run."""

from __future__ import annotations

from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case
from cryonerve.sources import source_keys

__all__ = ["used_sources"]


def used_sources(volume: Volume, case: Case) -> tuple[str, ...]:
    """Keys in references.bib of every tissue and device the run used."""
    tissues = [
        case.tissues[name] for name in sorted({item.tissue for item in volume.structures if item.label})
    ]
    devices = [case.device_of(probe) for probe in case.probes]
    return tuple(sorted({*source_keys(*tissues, *devices)} - {"assumed", "case", ""}))
