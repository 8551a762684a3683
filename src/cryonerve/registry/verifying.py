"""The chain is walked and held against the records: where it breaks is said, entry by entry.

A chain proves nothing about its own end: who cuts off the last entries leaves a whole chain. A checkpoint
that was written down elsewhere (`checkpoint`) tells.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from cryonerve.errors import Complaint, RegistryError
from cryonerve.files import whole_file
from cryonerve.registry.access import Registry, end_of_chain, looking
from cryonerve.registry.audit import FIRST, content_digest, entry_hash, seal_of
from cryonerve.registry.connecting import damaged
from cryonerve.registry.kinds import kinds
from cryonerve.registry.opening import settings_of
from cryonerve.registry.schema import AUDIT, ERASURES, KEYS, RECORDS, VERSIONS

__all__ = ["Break", "Checkpoint", "Verified", "checkpoint", "read_checkpoint", "verify", "verify_connection"]

CHECKPOINT = "cryonerve.checkpoint/1"
MOST_BREAKS = 100
PAGE = 10_000  # rows that are read at once


@dataclass(frozen=True, slots=True)
class Break:
    """A place where chain and records do not agree; `number` is the entry's, 0 where there is none."""

    number: int
    record: str
    what: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The end of a chain at one moment, to be kept elsewhere."""

    registry: str
    number: int
    hash: str
    at: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found.

    Attributes
    ----------
    entries, records : that were looked at; records count versions.
    erased : people whose records are gone on request; their entries have nothing to be held against.
    sealed : were seals checked?
    """

    entries: int
    records: int
    erased: int
    sealed: bool
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        """Is everything as it was written?"""
        return not self.breaks


@dataclass
class _Walk:
    """What is gathered on the way."""

    seal: bytes
    points: Mapping[int, Checkpoint]
    breaks: list[Break] = field(default_factory=list)
    said: dict[tuple[str, int], tuple[int, str, str]] = field(default_factory=dict)  # entry, digest, person
    erased: set[str] = field(default_factory=set)
    settings: str = ""
    entries: int = 0

    def wrong(self, number: int, record: str, what: str) -> None:
        if len(self.breaks) < MOST_BREAKS:
            self.breaks.append(Break(number, record, what))


def verify(registry: Registry, points: tuple[Checkpoint, ...] = ()) -> Verified:
    """Walk the chain, check seals where the key is known, and hold every version against its entry.

    Parameters
    ----------
    points : checkpoints that were kept elsewhere.
    """
    with looking(registry, "verify") as connection:
        return verify_connection(connection, registry.seal, points)


def verify_connection(connection: Connection, seal: bytes, points: tuple[Checkpoint, ...] = ()) -> Verified:
    """`verify` on a connection."""
    try:
        return _verified(connection, seal, points)
    except (ValueError, TypeError) as error:  # a column holds what its type cannot
        return Verified(0, 0, 0, bool(seal), (Break(0, "", damaged(error).what),))


def _verified(connection: Connection, seal: bytes, points: tuple[Checkpoint, ...]) -> Verified:
    walk = _Walk(seal, {point.number: point for point in points})
    if connection.dialect.name == "sqlite":  # a damaged index would hide rows from a list
        state = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
        if state != "ok":
            walk.wrong(0, "", f"the file is damaged: {state}")
    last = _walk_chain(connection, walk)
    _check_points(connection, walk, points, last)
    count = 0
    for kind in kinds():
        count += _check_versions(connection, kind, walk)
    for (record, version), (number, _, person) in walk.said.items():
        if person not in walk.erased or not person:
            walk.wrong(number, record, f"version {version} is gone, and no erasure says why")
    if walk.settings != content_digest(b"", ("settings",), settings_of(connection)):
        walk.wrong(1, "", "the settings of the registry are not those it was made with")
    if bool(settings_of(connection).get("seal")) != bool(seal) and seal:
        walk.wrong(1, "", "the registry says that it is not sealed")
    listed = {str(person) for (person,) in connection.execute(select(ERASURES.c.person))}
    for person in sorted(listed ^ walk.erased):
        walk.wrong(0, person, "erased without an entry that says so, or the other way round")
    return Verified(walk.entries, count, len(walk.erased), bool(seal), tuple(walk.breaks))


def _walk_chain(connection: Connection, walk: _Walk) -> int:
    """Every entry in its order; the number of the last."""
    before, expected = FIRST, 1
    for row in _entries(connection):
        number, stored, seal = int(row[0]), str(row[11]), str(row[12])
        if number != expected:
            walk.wrong(number, str(row[5]), f"entries {expected} to {number - 1} are missing")
        made = entry_hash(before, tuple(row[:11]))
        if made != stored:
            walk.wrong(number, str(row[5]), "the entry was changed, or does not follow the one before")
        if walk.seal and not hmac.compare_digest(seal_of(stored, walk.seal), seal):
            walk.wrong(number, str(row[5]), "the seal was not made with this key")
        point = walk.points.get(number)
        if point is not None and point.hash != stored:
            walk.wrong(number, str(row[5]), f"the checkpoint of {point.at} has another hash")
        _note(walk, row)
        before, expected = stored, number + 1
        walk.entries += 1
    return expected - 1


def _entries(connection: Connection) -> Iterator[Any]:
    """Entries page by page, so that a chain of any length fits in memory."""
    last = -(2**31)
    while True:
        query = select(AUDIT).where(AUDIT.c.number > last).order_by(AUDIT.c.number).limit(PAGE)
        rows = connection.execute(query).all()
        yield from rows
        if len(rows) < PAGE:
            return
        last = int(rows[-1][0])


def _note(walk: _Walk, row: Any) -> None:  # noqa: ANN401
    number, action, record, version, person, new = row[0], row[3], row[5], row[6], row[7], row[9]
    if action == "begin":
        walk.settings = str(new)
    elif action == "erase":
        walk.erased.add(str(person))
    elif version:
        if (record, version) in walk.said:
            walk.wrong(number, record, f"version {version} was entered twice")
        walk.said[str(record), int(version)] = (int(number), str(new), str(person))


def _check_points(connection: Connection, walk: _Walk, points: tuple[Checkpoint, ...], last: int) -> None:
    mine = settings_of(connection).get("registry", "")
    for point in points:
        if point.registry != mine:
            walk.wrong(point.number, "", f"the checkpoint of {point.at} is of another registry")
        elif point.number > last:
            what = f"entries {last + 1} to {point.number}, which were there at {point.at}, are cut off"
            walk.wrong(point.number, "", what)
        elif walk.seal and not hmac.compare_digest(seal_of(point.hash, walk.seal), point.seal):
            walk.wrong(
                point.number, "", f"the seal of the checkpoint of {point.at} was not made with this key"
            )


def _check_versions(connection: Connection, name: str, walk: _Walk) -> int:
    """Hold every version of a kind against what the chain says; takes what was found out of `walk.said`."""
    kind, table, count = kinds()[name], VERSIONS[name], 0
    query = (
        select(RECORDS.c.kind, RECORDS.c.person, RECORDS.c.parent, RECORDS.c.entered, KEYS.c.key, table)
        .select_from(table)
        .outerjoin(RECORDS, RECORDS.c.record == table.c.record)
        .outerjoin(KEYS, KEYS.c.person == RECORDS.c.person)
    )
    for row in connection.execute(query.execution_options(yield_per=PAGE)).mappings():
        count += 1
        record, version = str(row["record"]), int(row["version"])
        number, digest, _ = walk.said.pop((record, version), (0, "", ""))
        if not number:
            walk.wrong(0, record, f"version {version} is in no entry")
            continue
        place = (row["kind"], record, row["person"], row["parent"], version, bool(row["void"]))
        values = {field: row[field] for field in kind.fields}
        key = bytes(row["key"] or b"")
        if version == 1 and row["entered"] != number:
            walk.wrong(number, record, "it was entered by another entry than it says")
        if not hmac.compare_digest(content_digest(key, place, values), digest):
            walk.wrong(number, record, f"version {version} is not what was entered")
    return count


def checkpoint(registry: Registry, file: Path | None = None) -> Checkpoint:
    """The end of the chain now; written to `file`, which belongs on another machine or on paper."""
    with looking(registry, "verify") as connection:
        end = end_of_chain(connection, registry.who, registry.seal)
        mine = settings_of(connection).get("registry", "")
    point = Checkpoint(
        mine,
        end.number,
        end.hash,
        datetime.now(UTC).isoformat(timespec="seconds"),
        seal_of(end.hash, registry.seal),
    )
    if file is not None:
        document = {
            "format": CHECKPOINT,
            "registry": point.registry,
            "number": point.number,
            "hash": point.hash,
            "at": point.at,
            "seal": point.seal,
        }
        with whole_file(file) as partial:
            partial.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return point


def read_checkpoint(file: Path) -> Checkpoint:
    """A checkpoint that was kept.

    Raises
    ------
    RegistryError
        The file cannot be read, or is none.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found.get("format") != CHECKPOINT or not re.fullmatch(r"[0-9a-f]{64}", str(found["hash"])):
            raise ValueError("no checkpoint")
        values = (str(found["registry"]), int(found["number"]), str(found["hash"]))
        return Checkpoint(*values, str(found["at"]), str(found.get("seal", "")))
    except OSError as error:
        raise RegistryError(
            Complaint(f"the file cannot be read: {error.strerror}", "Check the path.", file=str(file))
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = "this is no checkpoint of a registry"
        raise RegistryError(
            Complaint(what, "Make one: cryonerve record verify --checkpoint FILE", file=str(file))
        ) from error
