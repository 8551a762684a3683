"""One case with everything that is recorded of it, as a case report needs it: no ids, days as offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.access import Registry
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import given_away
from cryonerve.registry.kinds import Field, kinds
from cryonerve.registry.listing import case_history, find
from cryonerve.registry.marks import is_mark
from cryonerve.registry.record_files import read_record_file
from cryonerve.registry.recording import prepared

__all__ = ["CaseRecord", "case_of_record_file", "case_of_registry"]

Row = Mapping[str, Any]
ADULT = 18  # years
_MARK = re.compile(r"(?<!\w)\w-\w{4}-\w{4}-\w{4}(?!\w)")
CHILD_BANDS = ("0-4", "5-9", "10-14", "15-17")


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What is recorded of one case.

    Attributes
    ----------
    rows : by kind, in the order in which they were entered: fields that hold something, nothing else. Ids are
        gone; a reference to a plan or a procedure is its place among them, from 1.
    withheld : (kind, field) of free text that may say who somebody is, or names a record: not in
        `rows`.
    """

    rows: Mapping[str, tuple[Row, ...]]
    withheld: tuple[tuple[str, str], ...] = ()

    def of(self, kind: str) -> tuple[Row, ...]:
        """Rows of one kind."""
        return self.rows.get(kind, ())

    @property
    def person(self) -> Row:
        """Fields of the person."""
        return next(iter(self.of("person")), {})

    @property
    def case(self) -> Row:
        """Fields of the case."""
        return next(iter(self.of("case")), {})

    @property
    def source(self) -> str:
        """Key of the publication that the record was made from; "" for a case of one's own."""
        return str(self.case.get("source", ""))

    @property
    def child(self) -> bool | None:
        """Is the person younger than 18 years? None where the age is not recorded."""
        if "age_years" in self.person:
            return int(self.person["age_years"]) < ADULT
        if "age_band" in self.person:
            return self.person["age_band"] in CHILD_BANDS
        return None

    @property
    def may_be_published(self) -> bool:
        """Is a consent to publication recorded that was not withdrawn?"""
        return any(
            row.get("what") == "consent" and row.get("scope") == "publication" and "withdrawn_day" not in row
            for row in self.of("consent")
        )

    def day_of(self, kind: str, row: Row, field: str) -> int:
        """A day counted from the case's first procedure, whichever procedure the record counts from."""
        place = row.get("procedure")
        procedures = self.of("procedure")
        counted = kind != "procedure" and isinstance(place, int) and 1 <= place <= len(procedures)
        return int(row[field]) + (int(procedures[int(str(place)) - 1]["day"]) if counted else 0)


def case_of_record_file(where: str | Path) -> CaseRecord:
    """The case of a record file, or of a bundled record; nothing is stored.

    Raises
    ------
    RegistryError
        The file is not understood, or holds no person with a case.

    Examples
    --------
    >>> record = case_of_record_file("tibial-neuroma-child")
    >>> record.child, [row["score"] for row in record.of("measurement") if row["instrument"] == "vas"]
    (True, [8.0, 1.0, 1.0])
    """
    drafts = prepared(read_record_file(where), override="withheld below")
    if not {"person", "case"} <= {draft.kind for draft in drafts}:
        what = "this file adds to a case that is in a registry"
        remedy = "Add it (cryonerve record add), then give the id of the case: C-..."
        raise RegistryError(Complaint(what, remedy, file=str(where)))
    return _case_record(_by_kind(drafts))


def case_of_registry(registry: Registry, mark: str) -> CaseRecord:
    """A case of a registry as it holds now, by its id.

    Free text that looks as if it says who somebody is stays in the registry, though it was stored with a
    reason: a draft is made to leave it.

    Raises
    ------
    RegistryError
        There is no such case, it was entered in error, or the user may not look.
    """
    told = case_history(registry, mark)
    people = [row for row in find(registry, "person", long=True).rows if row["record"] == told.person]
    rows: dict[str, Sequence[Row]] = {"person": people, "case": [told.versions[-1]]}
    below = [kind.name for kind in kinds().values() if kind.parent == "case"]
    rows |= {name: find(registry, name, under=mark, long=True).rows for name in below}
    rows["consent"] = find(registry, "consent", under=told.person, long=True).rows
    return _case_record(rows)


def _by_kind(drafts: Iterable[Draft]) -> dict[str, Sequence[Row]]:
    rows: dict[str, list[Row]] = {}
    for draft in drafts:
        rows.setdefault(draft.kind, []).append({"record": draft.record, **draft.values})
    return dict(rows)


def _case_record(rows: Mapping[str, Sequence[Row]]) -> CaseRecord:
    """Rows without ids, without what is empty and without text that may identify."""
    places = {str(row["record"]): place for many in rows.values() for place, row in enumerate(many, 1)}
    kept: dict[str, tuple[Row, ...]] = {}
    withheld: dict[tuple[str, str], None] = {}
    for name, kind in kinds().items():
        mine = []
        for row in rows.get(name, ()):
            values = {key: row.get(key) for key in kind.fields}
            for key, field in kind.fields.items():
                if field.to and values[key] is not None:
                    values[key] = places.get(str(values[key]))
            told = {key: value for key, value in values.items() if value is not None}
            hidden = {complaint.field for complaint in given_away(kind, told)}
            hidden |= {key for key in told if _names_a_record(kind.fields[key], told[key])}
            withheld.update({(name, key): None for key in told if key in hidden})
            mine.append(MappingProxyType({key: value for key, value in told.items() if key not in hidden}))
        if mine:
            kept[name] = tuple(mine)
    return CaseRecord(MappingProxyType(kept), tuple(withheld))


def _names_a_record(field: Field, value: object) -> bool:
    """Does free text hold the id of a record? It leads back to the registry."""
    return field.type in ("text", "word") and any(
        is_mark(found.upper()) for found in _MARK.findall(str(value))
    )
