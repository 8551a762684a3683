"""Records that are entered once, however often they are sent: a page whose answer got lost sends them again.

Ids are made from the random number of the form that sent them. So a second time meets what the first has
stored, in whatever process and after whatever restart, and needs no list of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select

from cryonerve.errors import Complaint, OvertakenError, RegistryError
from cryonerve.registry.access import Registry, looking
from cryonerve.registry.belonging import Draft
from cryonerve.registry.kinds import kind_of
from cryonerve.registry.marks import derived_mark, new_mark
from cryonerve.registry.recording import prepared, record
from cryonerve.registry.schema import RECORDS, VERSIONS

__all__ = ["named", "record_once"]

Entered = list[tuple[str, str]]  # kind and id


def named(drafts: Iterable[Draft], once: str = "") -> list[Draft]:
    """Drafts with ids, and with these in place of "#0", "#1", ...: the records of earlier drafts.

    Parameters
    ----------
    once : a UUID from which ids are made, the same ones every time; "": they are random.

    Raises
    ------
    RegistryError
        `once` is no UUID, or a draft names one that does not come before it.
    UnknownNameError
        There is no such kind.

    Examples
    --------
    >>> person, case = named([Draft("person", {}), Draft("case", {}, parent="#0")])
    >>> case.parent == person.record
    True
    """
    random = _uuid(once) if once else ""
    found: list[Draft] = []
    for place, draft in enumerate(drafts):
        kind = kind_of(draft.kind)
        made = derived_mark(kind.letter, random, str(place)) if random else new_mark(kind.letter)
        values = {
            name: _earlier(found, value, draft, name)
            if name in kind.fields and kind.fields[name].to
            else value
            for name, value in draft.values.items()
        }
        parent = _earlier(found, draft.parent, draft, "parent")
        found.append(
            replace(draft, kind=kind.name, values=values, parent=str(parent), record=draft.record or made)
        )
    return found


def record_once(registry: Registry, drafts: Sequence[Draft], *, why: str = "", override: str = "") -> Entered:
    """Add drafts that have ids, unless they are there already: kind and id of each.

    Raises
    ------
    OvertakenError
        Their ids are there with other values: the form was changed after it had been stored.
    RegistryError
        As `record` does.
    """
    again = _stored(registry, drafts, override)
    if not again:
        try:
            record(registry, drafts, why=why, override=override)
        except RegistryError:
            if not _stored(registry, drafts, override):  # the same form at the same time was not quicker
                raise
    return [(draft.kind, draft.record) for draft in drafts]


def _stored(registry: Registry, drafts: Sequence[Draft], override: str) -> bool:
    """Are all of them there, as they were first entered?"""
    marks = [draft.record for draft in drafts]
    with looking(registry, "add") as connection:
        query = select(RECORDS.c.record, RECORDS.c.parent).where(RECORDS.c.record.in_(marks))
        parents: dict[str, str] = {str(mark): str(parent) for mark, parent in connection.execute(query)}
        if len(parents) < len(set(marks)):
            return False
        for draft in prepared(drafts, override):
            table = VERSIONS[draft.kind]
            row = select(table).where(table.c.record == draft.record, table.c.version == 1)
            first = connection.execute(row).mappings().first()
            given = {name: value for name, value in draft.values.items() if value is not None}
            same = first is not None and given == {
                name: first[name] for name in kind_of(draft.kind).fields if first[name] is not None
            }
            if not same or parents[draft.record] != draft.parent:
                what = f"this form was stored before, as {draft.record}, with other values"
                raise OvertakenError(Complaint(what, "Correct that record; nothing was changed now."))
    return True


def _uuid(written: str) -> str:
    try:
        return uuid.UUID(written).hex
    except (ValueError, AttributeError):
        what = f"'{written[:40]}' is no UUID"
        raise RegistryError(Complaint(what, "Load the page again.", field="once")) from None


def _earlier(before: Sequence[Draft], written: object, draft: Draft, field: str) -> object:
    """The id that "#0" means; anything else as it is."""
    if not isinstance(written, str) or not written.startswith("#"):
        return written
    number = written[1:]
    if number.isascii() and number.isdigit() and len(number) < 6 and int(number) < len(before):
        return before[int(number)].record
    what = f"'{written[:40]}' is no draft that comes before this one"
    raise RegistryError(Complaint(what, "Count from #0.", field=field, line=draft.line))
