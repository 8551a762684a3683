"""One case with everything that belongs to it, as it holds at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryonerve.errors import AbsentError, Complaint
from cryonerve.registry.access import Registry, looking
from cryonerve.registry.kinds import kinds
from cryonerve.registry.listing import Row, rows_below
from cryonerve.registry.schema import RECORDS, newest

__all__ = ["CaseRecords", "case_records"]

WITH_LONG = {"measurement"}  # its answers are read; documents of the others are fetched one by one


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """A case, its person, and rows by kind: the person's consents, and what belongs to the case.

    Documents and answers are left out of all but measurements.
    """

    case: Row
    person: Row
    rows: Mapping[str, tuple[Row, ...]]


def case_records(registry: Registry, case: str) -> CaseRecords:
    """The case of an id.

    Raises
    ------
    AbsentError
        There is none, or it was entered in error.

    Examples
    --------
    >>> from cryonerve.registry import open_registry, read_record_file, record
    >>> with open_registry("trial.sqlite", who="anna") as registry:
    ...     entered = record(registry, read_record_file("tibial-neuroma-child"))
    ...     found = case_records(registry, next(one.record for one in entered if one.kind == "case"))
    >>> found.person["age_years"], len(found.rows["measurement"])
    (10, 7)
    """
    with looking(registry) as connection:
        query = newest("case", long=False, void=True).where(RECORDS.c.record == case)
        row = connection.execute(query).mappings().first()
        if row is None:
            raise AbsentError(Complaint(f"there is no case {case}", "Look at the list of cases."))
        if row["void"]:
            raise AbsentError(Complaint(f"{case} was entered in error", "A correction brings it back."))
        of_person = newest("person", long=False, void=True).where(RECORDS.c.record == row["person"])
        person = dict(connection.execute(of_person).mappings().one())
        rows = {
            kind.name: rows_below(
                connection,
                kind.name,
                case if kind.parent == "case" else str(row["person"]),
                long=kind.name in WITH_LONG,
            )
            for kind in kinds().values()
            if kind.parent in ("person", "case") and kind.name != "case"
        }
    return CaseRecords(dict(row), person, rows)
