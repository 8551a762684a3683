"""What happened to one person, as a report needs it: scores, and what unwanted was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.case.document import read_bytes, read_document
from cryonerve.errors import Complaint, InputError
from cryonerve.registry.bundled import bundled_records
from cryonerve.registry.measured import PersonMeasurements
from cryonerve.registry.measurements import measurements_file, read_measurements

if TYPE_CHECKING:
    from cryonerve.registry.access import Registry

__all__ = ["PersonRecord", "UnwantedEvent", "bundled_record_of", "person_record", "read_person_record"]

EVENTS = "adverse_events"


@dataclass(frozen=True, slots=True)
class UnwantedEvent:
    """An adverse event in the words of its record.

    Attributes
    ----------
    scale, scale_version, grade : a grade means nothing without the other two.
    onset, resolved : day it began, and was over; None where not recorded.
    """

    term: str
    scale: str = ""
    scale_version: str = ""
    grade: str = ""
    relatedness: str = "unknown"
    onset: int | None = None
    resolved: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Scores of one person and adverse events; `holds_events` is whether such a source can hold any."""

    person: PersonMeasurements
    events: tuple[UnwantedEvent, ...]
    holds_events: bool = True


def read_person_record(where: str | Path) -> PersonRecord:
    """A record file, a file of measurements alone, or a bundled record by its name.

    Raises
    ------
    InputError
        Everything that is not understood, with line and remedy.

    Examples
    --------
    >>> found = read_person_record("tibial-neuroma-child")
    >>> len(found.person.measurements), found.events
    (6, ())
    """
    person = read_measurements(where)
    path = measurements_file(where)
    document = read_document(read_bytes(path), str(path))
    rows = document.data.get(EVENTS) or []
    wrong = []
    if not isinstance(rows, list):
        wrong.append(Complaint("is no list", f"Write {EVENTS}: [{{term: ..., onset_day: ...}}]."))
        rows = []
    for place, row in enumerate(rows):
        if not isinstance(row, Mapping) or not row.get("term"):
            what, remedy = "an adverse event without a term", "Write term: what happened."
            wrong.append(Complaint(what, remedy, line=document.line((EVENTS, place))))
    if wrong:
        raise InputError(*wrong).located(file=str(path), field=EVENTS)
    return PersonRecord(person, tuple(_event(row) for row in rows), "cryonerve-record" in document.data)


def bundled_record_of(source: str) -> str:
    """Name of the bundled record that a publication printed; "" where there is none.

    Parameters
    ----------
    source : key in references.bib.

    >>> bundled_record_of("vega2026"), bundled_record_of("ilfeld2023"), bundled_record_of("")
    ('tibial-neuroma-child', '', '')
    """
    named = (name for name in bundled_records() if source and read_measurements(name).source == source)
    return next(named, "")


def person_record(registry: Registry, case: str) -> PersonRecord:
    """The same from a registry.

    Parameters
    ----------
    case : id of the case.

    Raises
    ------
    RegistryError
        As `person_measurements`.
    """
    from cryonerve.registry.case_measurements import person_measurements  # noqa: PLC0415
    from cryonerve.registry.listing import related  # noqa: PLC0415

    person = person_measurements(registry, case)
    rows = related(registry, case).get("adverse_event", ())
    return PersonRecord(person, tuple(_event(row) for row in rows))


def _event(row: Mapping[str, Any]) -> UnwantedEvent:
    days = (row.get(f"{name}_day") for name in ("onset", "resolved"))
    onset, resolved = (day if isinstance(day, int) else None for day in days)
    term, scale, version, grade, remark = (
        str(row.get(key) or "") for key in ("term", "scale", "scale_version", "grade", "remark")
    )
    related = str(row.get("relatedness") or "unknown")
    return UnwantedEvent(term, scale, version, grade, related, onset, resolved, remark)
