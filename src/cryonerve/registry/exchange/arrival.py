"""Records come in from other programs: known by content, checked like any others, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Connection, select

from cryonerve.errors import Complaint, InputError, RegistryError
from cryonerve.files import whole_file
from cryonerve.registry.access import Registry, changing
from cryonerve.registry.audit import Entry
from cryonerve.registry.belonging import Draft
from cryonerve.registry.exchange.reading import MOST_COMPLAINTS, Arrival, Reading, explained, refused
from cryonerve.registry.exchange.recognition import Found, importable
from cryonerve.registry.exchange.redcap_reading import aside_of, read_redcap
from cryonerve.registry.kinds import kinds
from cryonerve.registry.recording import Receipt, prepared, reason, store
from cryonerve.registry.schema import AUDIT, RECORDS
from cryonerve.registry.table_files import not_there

__all__ = ["Arrived", "Gathered", "gathered", "import_files", "import_gathered"]

PIECE = 5000  # ids that are asked for at once


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of an import.

    Attributes
    ----------
    added : by kind.
    same : how many were there already, word for word, or as far as the file could hold them.
    formats : of the files that were read.
    unread : what was not read, each with its place and why.
    renamed : (what the file calls a record, its id here).
    """

    added: Mapping[str, int]
    same: int
    formats: tuple[str, ...]
    unread: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files that were read and checked, before any registry is asked.

    Attributes
    ----------
    files : those that hold records, each with its SHA-256.
    passed : what else was there, named.
    ready : drafts with checked values.
    """

    files: tuple[tuple[Found, str], ...]
    passed: tuple[str, ...]
    readings: tuple[Reading, ...]
    arrivals: tuple[Arrival, ...]
    ready: tuple[Draft, ...]
    aside: Path | None


def gathered(
    places: Sequence[Path], *, kind: str = "", override: str = "", aside: Path | None = None
) -> Gathered:
    """Read files and check their values; see `import_files`.

    Raises
    ------
    RegistryError
        With file, line or path, and column of everything that is wrong.
    """
    if aside is not None and aside.exists():
        raise refused("there is a file of that name", "Give another: --aside FILE.", file=str(aside))
    found = importable(places, kind)
    files = tuple((item, _digest(item.file)) for item in found if item.read is not None)
    readings = tuple(_read(item, aside) for item, _ in files)
    arrivals = tuple(_once(item for reading in readings for item in reading.arrivals))
    try:
        ready = tuple(prepared((item.draft for item in arrivals), override))
    except InputError as error:
        raise explained(error, arrivals) from error
    passed = tuple(f"{item.file}: {item.format}, not read" for item in found if item.told)
    return Gathered(files, passed, readings, arrivals, ready, aside)


def import_files(
    registry: Registry,
    places: Sequence[Path],
    *,
    kind: str = "",
    why: str = "",
    override: str = "",
    aside: Path | None = None,
) -> Arrived:
    """Add the records of files, all of them or none.

    Parameters
    ----------
    places : files of any format that can be read, or folders of them.
    kind : of a CSV table, where its columns do not tell.
    why, override : as in `record`.
    aside : a new file for columns of REDCap that the registry has no field for; without it they are refused.

    Raises
    ------
    RegistryError
        With file, line or path, and column of everything that is wrong.
    """
    read = gathered(places, kind=kind, override=override, aside=aside)
    return import_gathered(registry, read, why=why, override=override)


def import_gathered(registry: Registry, read: Gathered, *, why: str = "", override: str = "") -> Arrived:
    """Add what was read, all of it or nothing.

    Raises
    ------
    RegistryError
        What the registry holds does not allow it, with the place in the file.
    """
    note = reason(why, override)
    partial = {item.draft.record for item in read.arrivals if item.partial}
    fresh = [item for item, reading in zip(read.files, read.readings, strict=True) if _without_ids(reading)]
    with changing(registry, "import") as writer:
        _check_new(writer.connection, fresh)
        there = _present(writer.connection, partial)
        new = list(not_there(writer, [draft for draft in read.ready if draft.record not in there]))
        try:
            receipts = store(writer, new, note, "import")
        except InputError as error:
            raise explained(error, read.arrivals) from error
        _check_people(receipts, read.arrivals)
        writer.note([Entry("import", item.format, new=digest, why=note) for item, digest in read.files])
        if read.aside is not None:
            _keep(read.aside, [item for item, _ in read.files])
    added = {name: count for name in kinds() if (count := sum(draft.kind == name for draft in new))}
    return Arrived(
        added,
        len(read.ready) - len(new),
        tuple(sorted({item.format for item, _ in read.files})),
        (*read.passed, *(line for reading in read.readings for line in reading.unread)),
        tuple(pair for reading in read.readings for pair in reading.renamed),
    )


def _read(found: Found, aside: Path | None) -> Reading:
    try:
        if found.format == "redcap":
            return read_redcap(found.file, aside=aside is not None)
        return found.read() if found.read else Reading()
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise refused(what, "Check the path.", file=str(found.file)) from error


def _once(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Arrivals in the order of kinds; a record that several files hold alike is one.

    Raises
    ------
    RegistryError
        Two files say different things of one record.
    """
    kept: dict[str, Arrival] = {}
    nameless: list[Arrival] = []
    for item in arrivals:
        other = kept.get(item.draft.record)
        if not item.draft.record:
            nameless.append(item)
        elif other is None or (other.partial and not item.partial):
            kept[item.draft.record] = item
        elif not _alike(other.draft, item.draft) and not item.partial:
            what = f"{item.draft.record} is there twice, and not the same"
            raise RegistryError(
                Complaint(what, "Keep one of them.", file=item.draft.file, line=item.draft.line)
            )
    order = list(kinds())
    return sorted((*kept.values(), *nameless), key=lambda item: order.index(item.draft.kind))


def _alike(one: Draft, other: Draft) -> bool:
    return (one.kind, one.parent, dict(one.values)) == (other.kind, other.parent, dict(other.values))


def _check_people(receipts: Sequence[Receipt], arrivals: Sequence[Arrival]) -> None:
    """Refuse a record that a file says is about one person, and hangs on a case of another.

    Raises
    ------
    RegistryError
        With the place.
    """
    told = {item.draft.record: item for item in arrivals if item.person}
    wrong = [
        Complaint(
            f"it is said to be about {item.person}, and {item.draft.parent} is about {receipt.person}",
            "Correct one of them.",
            item.places.get("person", item.places.get("parent", "parent")),
            item.draft.file,
            item.draft.line,
        )
        for receipt in receipts
        if (item := told.get(receipt.record)) is not None and item.person != receipt.person
    ]
    if wrong:
        raise RegistryError(*wrong[:MOST_COMPLAINTS])


def _without_ids(reading: Reading) -> bool:
    """Does a file hold records that get their ids here, and that would be there twice when it comes again?"""
    return bool(reading.renamed) or any(not item.draft.record for item in reading.arrivals)


def _check_new(connection: Connection, files: Sequence[tuple[Found, str]]) -> None:
    """Refuse a file without ids that was imported before.

    Raises
    ------
    RegistryError
        With the number of its entry in the chain.
    """
    for item, digest in files:
        before = select(AUDIT.c.number).where(
            AUDIT.c.action == "import", AUDIT.c.record == "", AUDIT.c.new == digest
        )
        number = connection.execute(before).scalar()
        if number is not None:
            what = f"this file was imported before (entry {number} of the chain)"
            remedy = "Its records have no ids of this registry, and would be there twice."
            raise refused(what, remedy, file=str(item.file))


def _present(connection: Connection, marks: set[str]) -> set[str]:
    """Which of these records are there, with whatever more the registry knows of them."""
    there: set[str] = set()
    asked = sorted(marks)
    for start in range(0, len(asked), PIECE):
        query = select(RECORDS.c.record).where(RECORDS.c.record.in_(asked[start : start + PIECE]))
        there.update(connection.execute(query).scalars())
    return there


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _keep(aside: Path, files: Sequence[Found]) -> None:
    """Write what the registry has no field for, before the records are committed."""
    texts = [text for item in files if item.format == "redcap" and (text := aside_of(item.file))]
    if len(texts) > 1:
        raise refused(
            "several files of REDCap with columns to keep", "Import one at a time.", file=str(aside)
        )
    if texts:
        with whole_file(aside) as partial:
            partial.write_text(texts[0], encoding="utf-8", newline="")
