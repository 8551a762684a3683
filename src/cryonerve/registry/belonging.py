"""What a record belongs to and refers to: it is there, of the same person, and the person still consents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from cryonerve.errors import Complaint, InputError
from cryonerve.registry.kinds import Kind, kinds
from cryonerve.registry.marks import read_mark
from cryonerve.registry.schema import AUDIT, KEYS, RECORDS, how_many, newest

__all__ = ["Draft", "Known", "dangling", "known_to", "left_behind", "misplaced", "placed"]

PIECE = 5000  # ids that are asked for at once


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to be added.

    Attributes
    ----------
    values : by field, as written; see `kinds()`.
    parent : id of the record it belongs to, "" for none.
    record : its own id; "": a new one is made.
    file, line : where it stands, for complaints.
    given : was the id given, or made by `prepared`?
    """

    kind: str
    values: Mapping[str, object]
    parent: str = ""
    record: str = ""
    file: str = ""
    line: int = 0
    given: bool = False


@dataclass
class Known:
    """What a transaction has to know of the records that are there, read once.

    Attributes
    ----------
    owners : record -> (kind, person).
    keys : person -> key of their digests.
    withdrawn : people all of whose consents were withdrawn.
    erased : ids that were given to something that is erased.
    """

    owners: dict[str, tuple[str, str]] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)


def known_to(connection: Connection, drafts: Sequence[Draft]) -> Known:
    """All that `misplaced` needs for these drafts."""
    known = Known()
    asked = {draft.record for draft in drafts} | {draft.parent for draft in drafts}
    for draft in drafts:
        asked.update(mark for mark, _ in _references(kinds()[draft.kind], draft.values).values())
    for piece in _pieces(sorted(asked - {""})):
        rows = connection.execute(
            select(RECORDS.c.record, RECORDS.c.kind, RECORDS.c.person).where(RECORDS.c.record.in_(piece))
        )
        known.owners.update({record: (kind, person) for record, kind, person in rows})
    unknown = {draft.record for draft in drafts if draft.given} - set(known.owners)
    for piece in _pieces(sorted(unknown)):
        known.erased |= set(
            connection.execute(select(AUDIT.c.record).where(AUDIT.c.record.in_(piece))).scalars()
        )
    consents: dict[str, list[bool]] = {}
    for piece in _pieces(sorted({person for _, person in known.owners.values() if person})):
        keys = connection.execute(select(KEYS.c.person, KEYS.c.key).where(KEYS.c.person.in_(piece)))
        known.keys.update({person: bytes(key) for person, key in keys})
        agreed = newest("consent").where(RECORDS.c.person.in_(piece))
        for row in connection.execute(agreed).mappings():
            consents.setdefault(row["person"], []).append(row["withdrawn_day"] is not None)
    known.withdrawn = {person for person, gone in consents.items() if all(gone)}
    return known


def misplaced(draft: Draft, kind: Kind, known: Known) -> Iterator[Complaint]:
    """What is wrong with the id of a draft, what it belongs to, and what it refers to; the first of each."""
    for complaint in _misplaced(draft, kind, known):
        yield placed(complaint, draft)
        return


def _misplaced(draft: Draft, kind: Kind, known: Known) -> Iterator[Complaint]:
    yield from _misspelt("record", draft.record, kind.letter)
    if draft.record in known.owners:
        yield Complaint(f"{draft.record} is there already", "To change it: cryonerve record correct")
    if draft.record in known.erased:
        yield Complaint(f"{draft.record} was erased", "What was erased on request does not come back.")
    if kind.parent and not draft.parent:
        what = f"a {kind.name} belongs to a {kind.parent}, and none is given"
        yield Complaint(what, f"Give the id of the {kind.parent}.", field="parent")
        return
    if draft.parent and not kind.parent:
        yield Complaint(f"a {kind.name} belongs to nothing", "Leave it out.", field="parent")
        return
    links = {"parent": (draft.parent, kind.parent)} if kind.parent else {}
    for name, (mark, wanted) in (links | _references(kind, draft.values)).items():
        yield from _misspelt(name, mark, kinds()[wanted].letter)
        there, person = known.owners.get(mark, ("", ""))
        if there != wanted:
            yield Complaint(
                f"there is no {wanted} {mark}", f"See: cryonerve record list {wanted}", field=name
            )
        elif name != "parent" and person != known.owners.get(draft.parent, ("", ""))[1]:
            yield Complaint(f"{mark} is about another person", "Give one of the same person.", field=name)
    person = known.owners.get(draft.parent, ("", ""))[1]
    if person in known.withdrawn and kind.name != "consent":
        remedy = "Add the new consent first; or, if it is wished: cryonerve record erase"
        yield Complaint(f"every consent of {person} was withdrawn", remedy, field="parent")


def _misspelt(field: str, mark: str, letter: str) -> Iterator[Complaint]:
    try:
        if mark:
            read_mark(mark, letter)
    except InputError as error:
        yield replace(error.complaints[0], field=field)


def dangling(
    connection: Connection, kind: Kind, values: Mapping[str, object], person: str
) -> list[Complaint]:
    """Complaints about references of a correction that lead nowhere, or to another person."""
    wrong = []
    for name, (mark, wanted) in _references(kind, values).items():
        found = connection.execute(
            select(RECORDS.c.kind, RECORDS.c.person).where(RECORDS.c.record == mark)
        ).first()
        if found is None or found[0] != wanted:
            wrong.append(Complaint(f"there is no {wanted} {mark}", "Give another.", field=name))
        elif found[1] != person:
            wrong.append(Complaint(f"{mark} is about another person", "Give another.", field=name))
    return wrong


def left_behind(connection: Connection, kind: Kind, record: str) -> list[Complaint]:
    """Complaints about records that would belong to nothing if this one were void."""
    wrong = []
    for below in kinds().values():
        if below.parent == kind.name:
            query = newest(below.name).where(RECORDS.c.parent == record)
            count = connection.execute(how_many(query)).scalar()
            if count:
                what = f"{count} {below.table.replace('_', ' ')} belong to {record}"
                wrong.append(Complaint(what, "Mark these as entered in error first.", field=record))
    return wrong


def placed(complaint: Complaint, draft: Draft) -> Complaint:
    """The complaint with the file and line of its draft."""
    return replace(complaint, file=complaint.file or draft.file, line=complaint.line or draft.line)


def _references(kind: Kind, values: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """Fields that name another record: field -> (its id, its kind)."""
    return {
        name: (str(values[name]), item.to)
        for name, item in kind.fields.items()
        if item.to and values.get(name) is not None
    }


def _pieces(items: Sequence[str]) -> Iterable[Sequence[str]]:
    return (items[start : start + PIECE] for start in range(0, len(items), PIECE))
