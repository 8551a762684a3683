"""Codes of terminologies that were verified (`codes.toml`), and names of code systems and units."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

__all__ = [
    "HL7",
    "LOINC",
    "SCHEME",
    "SNOMED",
    "SYSTEM",
    "UCUM",
    "UNITS",
    "instrument_of",
    "loinc_of",
    "snomed_of",
]

SYSTEM = "urn:cryonerve:registry"  # our own words; the project owns no domain that could be in their name
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://hl7.org/fhir/StructureDefinition"  # extensions of FHIR itself
SCHEME = "99CRYONERVE"  # our own words in DICOM
UNITS: Mapping[str, str] = MappingProxyType(
    {"mm": "mm", "s": "s", "degC": "Cel", "days": "d", "years": "a", "": "1"}
)


@cache
def _codes() -> Mapping[str, Any]:
    text = resources.files(__package__ or "").joinpath("codes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def loinc_of(instrument: object) -> str:
    """LOINC code of an instrument's score; "" where none was verified.

    >>> loinc_of("vas"), loinc_of("barthel")
    ('38214-3', '')
    """
    return str(_codes()["loinc"].get(str(instrument), {}).get("write", ""))


def snomed_of(instrument: object) -> str:
    """SNOMED CT number of what an instrument measures; "" where none was verified."""
    pain = _codes()["snomed"]["pain"]
    return str(pain["write"]) if instrument in pain["instruments"] else ""


def instrument_of(system: object, code: object) -> str:
    """The instrument that a LOINC code names; "" for none.

    >>> instrument_of(LOINC, "72514-3")
    'nrs'
    """
    if system == LOINC:
        for instrument, told in _codes()["loinc"].items():
            if code in (told["write"], *told.get("read", ())):
                return str(instrument)
    return ""
