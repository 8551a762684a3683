"""How predictions are held against what happened, and how much it takes: read from calibration.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.errors import nearest
from cryonerve.sources.evidence import Method, read_methods
from cryonerve.sources.instrument_files import instruments
from cryonerve.sources.responders import responder_definitions
from cryonerve.sources.tables import read_table
from cryonerve.sources.value import Sourced

__all__ = [
    "CalibrationNeeds",
    "ObservedRules",
    "calibration_methods",
    "calibration_needs",
    "observed_rules",
]


@dataclass(frozen=True, slots=True)
class CalibrationNeeds:
    """What it takes before anything is said of predictions."""

    cases: Sourced
    chance: Sourced  # fraction
    band: Sourced  # fraction
    folds: Sourced


@dataclass(frozen=True, slots=True)
class ObservedRules:
    """What counts as observed.

    Attributes
    ----------
    feeling : instrument of feeling in the nerve's area.
    relief : definition of a responder that relief is judged by.
    lost_from, lost_until, relief_until : s after the procedure.
    feeling_whole : score of the instrument that means nothing is missing.
    """

    feeling: str
    relief: str
    lost_from: Sourced
    lost_until: Sourced
    feeling_whole: Sourced
    relief_until: Sourced


@cache
def calibration_methods() -> Mapping[str, Method]:
    """Every method by name, with the publication it is from.

    >>> calibration_methods()["recalibration"].source
    'cox1958'
    """
    return MappingProxyType(dict(read_methods("calibration.toml")))


@cache
def calibration_needs() -> CalibrationNeeds:
    """How many cases, and how rare by chance.

    >>> calibration_needs().cases.value
    100.0
    """
    row = read_table("calibration.toml").below("needs")
    row.known(*CalibrationNeeds.__slots__)
    return CalibrationNeeds(
        cases=row.needed("cases", "count"),
        chance=row.needed("chance", "fraction"),
        band=row.needed("band", "fraction"),
        folds=row.needed("folds", "count"),
    )


@cache
def observed_rules() -> ObservedRules:
    """What counts as loss of feeling, its return, relief and its end.

    >>> observed_rules().relief
    'relief-50'
    """
    row = read_table("calibration.toml").below("observed")
    row.known(*ObservedRules.__slots__)
    feeling, relief = row.text("feeling"), row.text("relief")
    if feeling not in instruments():
        raise row.complaint(
            "feeling", f"no instrument is called '{feeling}'", nearest(feeling, instruments())
        )
    if relief not in responder_definitions():
        what = f"no definition is called '{relief}'"
        raise row.complaint("relief", what, nearest(relief, responder_definitions()))
    times = ("lost_from", "lost_until", "relief_until")
    return ObservedRules(
        feeling,
        relief,
        feeling_whole=row.needed("feeling_whole", "count"),
        **{name: row.needed(name, "time") for name in times},
    )
