"""What the clinician wrote: case files read, checked and written back."""

from __future__ import annotations

from cryonerve.case.case import (
    Block,
    Case,
    EntryWindow,
    Environment,
    FieldStanding,
    FollowUp,
    Goals,
    LabelledScan,
    Limb,
    Limit,
    Means,
    Patient,
    Pool,
    Probe,
    Sensor,
    SolverOptions,
    Source,
)
from cryonerve.case.file import bundled, load, schema
from cryonerve.case.grammar import parse_step, sentence
from cryonerve.case.protocol import Freeze, Step, Thaw, Wait
from cryonerve.case.review import check
from cryonerve.case.writing import write_yaml

__all__ = [
    "Block",
    "Case",
    "EntryWindow",
    "Environment",
    "FieldStanding",
    "FollowUp",
    "Freeze",
    "Goals",
    "LabelledScan",
    "Limb",
    "Limit",
    "Means",
    "Patient",
    "Pool",
    "Probe",
    "Sensor",
    "SolverOptions",
    "Source",
    "Step",
    "Thaw",
    "Wait",
    "bundled",
    "check",
    "load",
    "parse_step",
    "schema",
    "sentence",
    "write_yaml",
]
