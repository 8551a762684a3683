"""Records are added and corrected here, and nowhere else: checked, chained, all of them or none."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from cryonerve.errors import AbsentError, Complaint, IdentifierError, OvertakenError, RegistryError
from cryonerve.registry.access import Registry, Writer, changing
from cryonerve.registry.audit import Entry, content_digest
from cryonerve.registry.belonging import Draft, Known, dangling, known_to, left_behind, misplaced, placed
from cryonerve.registry.checking import DIGEST_OF, UNSTORED, checked, given_away
from cryonerve.registry.kinds import Kind, kind_of, kinds
from cryonerve.registry.marks import new_mark
from cryonerve.registry.schema import ALL_TABLES, AUDIT, KEYS, RECORDS, VERSIONS, newest

__all__ = ["Draft", "Receipt", "correct", "prepared", "reason", "record", "store"]

MOST_COMPLAINTS = 50
PIECE = 5000  # rows that go to the database at once


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was stored: id, version, and the number of the entry in the chain."""

    kind: str
    record: str
    version: int
    person: str
    number: int


def record(
    registry: Registry, drafts: Iterable[Draft], *, why: str = "", override: str = ""
) -> list[Receipt]:
    """Add records, all of them or none. Drafts may belong to others of the same call by their ids.

    Parameters
    ----------
    why : reason, kept in the chain; a new record needs none.
    override : why free text that looks like an identifier is none.

    Raises
    ------
    RegistryError
        With every complaint: file, line, field, what was written, remedy. Nothing is stored then.
    IdentifierError
        Free text may say who somebody is.
    """
    ready = prepared(drafts, override)
    if any(draft.kind == "user" for draft in ready):
        raise RegistryError(
            Complaint("users are not added like records", "See: cryonerve record users --help")
        )
    note = reason(why, override)
    with changing(registry, "add") as writer:
        return store(writer, ready, note)


def store(writer: Writer, prepared: Sequence[Draft], why: str, action: str = "create") -> list[Receipt]:
    """Write checked drafts in the transaction of `writer`; places and consent are checked here."""
    known = known_to(writer.connection, prepared)
    complaints: list[Complaint] = []
    tables: dict[str, list[dict[str, Any]]] = {table.name: [] for table in ALL_TABLES}
    receipts = []
    for draft in prepared:
        kind = kinds()[draft.kind]
        wrong = list(misplaced(draft, kind, known))
        if wrong:
            complaints += wrong
            if len(complaints) >= MOST_COMPLAINTS:
                break
            continue
        person = _person(draft, kind, known)
        known.owners[draft.record] = (kind.name, person)
        if kind.name == "person":
            known.keys[person] = secrets.token_bytes(32)
            tables["person_keys"].append({"person": person, "key": known.keys[person]})
        belongs = {"person": person, "parent": draft.parent, "entered": writer.chain.number + 1}
        tables["records"].append({"record": draft.record, "kind": kind.name, **belongs})
        tables[kind.table].append(_row(kind, (draft.record, 1, False), draft.values))
        place = (kind.name, draft.record, person, draft.parent, 1, False)
        digest = content_digest(known.keys.get(person, b""), place, draft.values)
        entry = Entry(action, kind.name, draft.record, 1, person, new=digest, why=why)
        tables["audit"].append(writer.chain.link(entry))
        receipts.append(Receipt(kind.name, draft.record, 1, person, writer.chain.number))
    if complaints:
        raise RegistryError(*complaints)
    _insert(writer.connection, tables)
    return receipts


def correct(
    registry: Registry,
    record: str,
    values: Mapping[str, object] | None = None,
    *,
    why: str,
    void: bool | None = False,
    version: int | None = None,
    override: str = "",
) -> Receipt:
    """A new version of a record; the older ones stay.

    Parameters
    ----------
    values : fields that change; None or "" empties one. The others stay as they are.
    why : reason, needed.
    void : the record was entered in error: it is kept, and no longer listed. None: as it is.
    version : the version that is corrected; None: whichever is the newest.

    Raises
    ------
    RegistryError
        There is no such record, no reason, nothing changes, or a value is refused.
    OvertakenError
        Somebody else has corrected that version already.
    """
    if not why.strip():
        raise RegistryError(Complaint("a correction needs a reason", "Say why: --why TEXT.", field="--why"))
    note = reason(why, override)
    with changing(registry, "users" if record.startswith("U-") else "correct") as writer:
        connection = writer.connection
        kind, before = _held(connection, record, version)
        gone = bool(before["void"])
        leaves = gone if void is None else void
        old = {name: before[name] for name in kind.fields if before[name] is not None}
        new = _corrected(kind, old, values or {}, override)
        if new == old and gone == leaves:
            raise RegistryError(Complaint("nothing changes", "Give a field another value.", field=record))
        person, number = str(before["person"]), int(before["version"]) + 1
        wrong = [*dangling(connection, kind, new, person)]
        if leaves:
            wrong += left_behind(connection, kind, record)
        if wrong:
            raise RegistryError(*wrong)
        place = (kind.name, record, person, str(before["parent"]), number, leaves)
        key = connection.execute(select(KEYS.c.key).where(KEYS.c.person == person)).scalar() or b""
        last = select(AUDIT.c.new).where(AUDIT.c.record == record, AUDIT.c.version == number - 1)
        entry = Entry(
            "void" if leaves else "correct",
            kind.name,
            record,
            number,
            person,
            old=str(connection.execute(last.order_by(AUDIT.c.number.desc())).scalar() or ""),
            new=content_digest(key, place, new),
            why=note,
        )
        connection.execute(insert(VERSIONS[kind.name]), [_row(kind, (record, number, leaves), new)])
        writer.note([entry])
        return Receipt(kind.name, record, number, person, writer.chain.number)


def _held(connection: Connection, record: str, version: int | None) -> tuple[Kind, Mapping[str, Any]]:
    """The newest version of a record, which must be the one that is meant to be corrected."""
    name = connection.execute(select(RECORDS.c.kind).where(RECORDS.c.record == record)).scalar()
    if name is None:
        raise AbsentError(Complaint(f"there is no record {record}", "See: cryonerve record list"))
    kind = kinds()[str(name)]
    query = newest(kind.name, void=True).where(RECORDS.c.record == record)
    before = dict(connection.execute(query).mappings().one())
    if version is not None and before["version"] != version:
        what = f"somebody has corrected {record} meanwhile: it has version {before['version']} now"
        raise OvertakenError(
            Complaint(what, "Look at what holds now, and correct that if it is still wrong.")
        )
    return kind, before


def reason(why: str, override: str = "") -> str:
    """The reason as the chain keeps it; refused where it says who somebody is itself.

    Raises
    ------
    RegistryError
        It holds a character that cannot be stored.
    IdentifierError
        The reason holds an identifier.
    """
    text = " ".join(why.split())[:1000]
    if override:
        text = f"{text}; " * bool(text) + f"identifier check overridden: {' '.join(override.split())[:1000]}"
    kind = kind_of("measurement")
    if UNSTORED.search(text):  # PostgreSQL stores no NUL, and nobody half a letter
        raise RegistryError(
            Complaint("a character of the reason cannot be stored", "Remove it.", field="reason")
        )
    wrong = [
        replace(item, field="reason", remedy="Say it without.") for item in given_away(kind, {"remark": text})
    ]
    if wrong:
        raise IdentifierError(*wrong)
    return text


def prepared(drafts: Iterable[Draft], override: str = "") -> list[Draft]:
    """Drafts with checked values and ids; nothing is written.

    Raises
    ------
    RegistryError
        With every complaint.
    """
    complaints: list[Complaint] = []
    names: list[Complaint] = []
    ready = []
    for draft in drafts:
        kind = kind_of(draft.kind)
        values, wrong = checked(kind, draft.values)
        complaints += [placed(item, draft) for item in wrong]
        if not override:
            names += [placed(item, draft) for item in given_away(kind, values)]
        if len(complaints) + len(names) >= MOST_COMPLAINTS:
            break
        record = draft.record or new_mark(kind.letter)
        given = bool(draft.record)
        ready.append(replace(draft, kind=kind.name, values=values, record=record, given=given))
    if complaints:
        raise RegistryError(*complaints[:MOST_COMPLAINTS])
    if names:
        raise IdentifierError(*names[:MOST_COMPLAINTS])
    return ready


def _person(draft: Draft, kind: Kind, known: Known) -> str:
    if kind.name == "person":
        return draft.record
    return known.owners[draft.parent][1] if draft.parent else ""


def _row(kind: Kind, version: tuple[str, int, bool], values: Mapping[str, object]) -> dict[str, Any]:
    """A row of versions: record, version, void, and every field."""
    given = {name: values.get(name) for name in kind.fields}
    return {**dict(zip(("record", "version", "void"), version, strict=True)), **given}


def _insert(connection: Connection, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    for table in ALL_TABLES:
        rows = tables[table.name]
        for start in range(0, len(rows), PIECE):
            connection.execute(insert(table), rows[start : start + PIECE])


def _corrected(
    kind: Kind, old: Mapping[str, object], changes: Mapping[str, object], override: str
) -> dict[str, object]:
    merged = dict(old)
    for name, document in DIGEST_OF.items():
        if document in changes and name not in changes:
            merged.pop(name, None)
    merged.update(changes)
    values, wrong = checked(kind, merged)
    if wrong:
        raise RegistryError(*wrong)
    changed = {name: value for name, value in values.items() if old.get(name) != value}
    names = [] if override else list(given_away(kind, changed))
    if names:
        raise IdentifierError(*names)
    return values
