"""One person's measurements from a registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cryonerve.case.document import Place
from cryonerve.errors import AbsentError, Complaint
from cryonerve.registry.access import Registry
from cryonerve.registry.case_records import CaseRecords, case_records
from cryonerve.registry.listing import case_history
from cryonerve.registry.measured import PersonMeasurements
from cryonerve.registry.measurement_rows import ROW_KEYS, RowReader

__all__ = ["measurements_of", "person_measurements"]


class _Records:
    """Where something stands in a registry: the record it is of."""

    def __init__(self, records: list[str]) -> None:
        self.records = records

    def line(self, place: Place) -> int:  # noqa: ARG002  (a record has no lines)
        return 0

    def words(self, place: Place) -> str:
        return f"{self.records[int(place[0])]} {'.'.join(str(part) for part in place[1:])}".strip()


def person_measurements(registry: Registry, case: str) -> PersonMeasurements:
    """Scores of one case as they hold now, days counted from the case's first procedure.

    A row that is no score by its instrument's rules is left out, and `left_out` says why: a registry keeps
    what was written, whether or not this version of the software knows the instrument.

    Parameters
    ----------
    case : id of the case.

    Raises
    ------
    RegistryError
        There is no such case, it was entered in error, or it has no measurement.

    Examples
    --------
    >>> from cryonerve.registry import open_registry, read_record_file, record
    >>> with open_registry("trial.sqlite", who="anna") as registry:
    ...     entered = record(registry, read_record_file("tibial-neuroma-child"))
    ...     case = next(one.record for one in entered if one.kind == "case")
    ...     [(one.day, one.value) for one in person_measurements(registry, case).of("vas")]
    [(0, 80.0), (7, 10.0), (91, 10.0)]
    """
    case_history(registry, case)  # says what else the id may be
    records = case_records(registry, case)
    if not records.rows["measurement"]:
        remedy = f"Add one: cryonerve record add measurement --of {case}"
        raise AbsentError(Complaint(f"{case} has no measurement", remedy))
    return measurements_of(records)


def measurements_of(records: CaseRecords) -> PersonMeasurements:
    """Scores of a case that was read, days counted from its first procedure; see `person_measurements`."""
    case, rows = records.case, records.rows["measurement"]
    years = records.person["age_years"]
    age = None if years is None else float(years)
    starts = {row["record"]: row["day"] for row in records.rows["procedure"]}
    reader = RowReader(_Records([str(row["record"]) for row in rows]), "")
    read, left_out = [], []
    for place, row in enumerate(rows):
        reader.complaints.clear()
        one = reader.measurement(_fields(row), (place,), age, start=starts.get(row["procedure"], 0))
        if one is not None:
            read.append(replace(one, record=str(row["record"])))
            continue
        why = "; ".join(complaint.what for complaint in reader.complaints)
        left_out.append(f"day {row['day']}: {row['instrument']} ({row['record']}): {why}")
    return PersonMeasurements(
        title=str(case["title"] or f"Case {case['record']}"),
        source=str(case["source"] or ""),
        age=age,
        course=str(case["pain_course"] or ""),
        measurements=tuple(sorted(read, key=lambda one: one.day)),
        left_out=tuple(left_out),
    )


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is recorded of a score, answers taken apart."""
    fields = {key: row[key] for key in ROW_KEYS if row.get(key) is not None}
    score = fields.get("score")
    if isinstance(score, float) and score.is_integer():  # as it was written
        fields["score"] = int(score)
    if "answers" in fields:
        fields["answers"] = json.loads(str(fields["answers"]))
    return fields
