"""Backup and restore. A backup is a registry itself: one SQLite file, from SQLite and from PostgreSQL alike.

All is copied at one moment while others go on writing, verified against its chain, and only then named.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert, select

from cryonerve.errors import Complaint, RegistryError
from cryonerve.files import whole_file
from cryonerve.registry.access import Registry, Writer, changing, end_of_chain, looking
from cryonerve.registry.audit import Entry
from cryonerve.registry.connecting import engine_of, make_file, writing
from cryonerve.registry.erasing import erase_within
from cryonerve.registry.migrating import check_shape, migrate, shape_of
from cryonerve.registry.opening import open_registry
from cryonerve.registry.place import StorePlace, place_of
from cryonerve.registry.roles import require
from cryonerve.registry.schema import ALL_TABLES, AUDIT, ERASURES, RECORDS
from cryonerve.registry.verifying import Verified, verify_connection

__all__ = ["Restored", "backup", "restore"]

PIECE = 5000  # rows at once


@dataclass(frozen=True, slots=True)
class Restored:
    """What its verification found, who was erased again, and where the registry before is kept."""

    verified: Verified
    erased: tuple[str, ...]
    kept: str


def backup(registry: Registry, file: Path, *, key: str = "") -> Verified:
    """Copy the registry into a file, verified before it has its name.

    Parameters
    ----------
    key : passphrase of the copy; "": the registry's own, so that the copy of an encrypted file is encrypted.

    Raises
    ------
    RegistryError
        The user is no steward, the file is there already, or the copy does not verify.
    """
    if file.exists():
        raise RegistryError(Complaint("there is a file of that name", "Give another.", file=str(file)))
    with changing(registry, "backup") as writer:
        writer.note([Entry("backup")])
    with looking(registry, "backup") as source, _new_file(file, key or registry.key) as target:
        _copy(source, target)
        return _verified(target, registry.seal)


def restore(
    file: Path,
    where: str | os.PathLike[str] | None = None,
    *,
    who: str,
    key: str = "",
    seal: bytes = b"",
    replace: bool = False,
) -> Restored:
    """Copy a backup to a place, verified before it is there.

    Parameters
    ----------
    where : a file, or an empty PostgreSQL database; None: the default place.
    replace : take the place of the registry that is there. It is kept beside, and people who were erased in
        it are erased in the restored one.

    Raises
    ------
    RegistryError
        The backup does not verify, the user is no steward of it, or something is there already.
    """
    place = place_of(where)
    opened = open_registry(file, who=who, make=False, key=key, seal=seal)
    with opened as source, looking(source, "restore") as connection:
        _verified(connection, seal)
        if place.address:
            return _into_database(connection, place, who, seal)
        if not place.file.exists():
            place.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _new_file(place.file, key) as target:
                _copy(connection, target)
                return Restored(_finished(target, who, seal), (), "")
        if not replace:
            what = "there is a registry already"
            remedy = "Restore elsewhere: --store FILE; or take its place: --replace."
            raise RegistryError(Complaint(what, remedy, file=str(place)))
        return _over(connection, place, who=who, key=key, seal=seal)


def _into_database(source: Connection, place: StorePlace, who: str, seal: bytes) -> Restored:
    engine = engine_of(place)
    try:
        with writing(engine) as target:
            if shape_of(target):
                what = "this database holds a registry already"
                raise RegistryError(Complaint(what, "Make an empty database and restore there."))
            migrate(target)
            _copy(source, target)
            return Restored(_finished(target, who, seal), (), "")
    finally:
        engine.dispose()


def _over(source: Connection, place: StorePlace, *, who: str, key: str, seal: bytes) -> Restored:
    """Take the place of a registry; nobody writes to it meanwhile, and it is kept."""
    engine = engine_of(place, key)
    try:
        with writing(engine) as before:
            check_shape(shape_of(before))
            require(before, who, "restore")
            gone = set(before.execute(select(ERASURES.c.person)).scalars())
            with _new_file(place.file, key) as target:
                _copy(source, target)
                there = select(RECORDS.c.record).where(RECORDS.c.record.in_(sorted(gone)))
                again = tuple(str(person) for person in target.execute(there).scalars())
                found = _finished(target, who, seal, again)
                kept = _kept(place.file)
            # whoever waits to write to the old file is refused by SQLite: it sees that the file has moved
    finally:
        engine.dispose()
    return Restored(found, again, str(kept))


def _kept(file: Path) -> Path:
    """A second name for the registry that is replaced."""
    number = 1
    while (aside := file.with_name(f"{file.name}.before-restore-{number}")).exists():
        number += 1
    try:
        os.link(file, aside)
    except OSError:  # a file system without links
        shutil.copy2(file, aside)
    return aside


@contextmanager
def _new_file(file: Path, key: str) -> Iterator[Connection]:
    """A transaction in a new, empty registry beside `file`, which has its name once all is written."""
    with whole_file(file) as partial:
        with suppress(FileNotFoundError):
            partial.unlink()
        place = StorePlace(partial)
        make_file(place)
        engine = engine_of(place, key)
        try:
            with writing(engine) as connection:
                migrate(connection)
                yield connection
        finally:
            engine.dispose()


def _copy(source: Connection, target: Connection) -> None:
    """All rows of all tables; entries in their order."""
    for table in ALL_TABLES:
        query = select(table).execution_options(yield_per=PIECE)
        if table is AUDIT:
            query = query.order_by(AUDIT.c.number)
        for rows in source.execute(query).mappings().partitions(PIECE):
            target.execute(insert(table), [dict(row) for row in rows])


def _finished(target: Connection, who: str, seal: bytes, erased: tuple[str, ...] = ()) -> Verified:
    """The last entries of a restored registry, and its verification."""
    writer = Writer(target, end_of_chain(target, who, seal))
    writer.note([Entry("restore")])
    for person in erased:
        erase_within(writer, person, "erased since the backup was made")
    return _verified(target, seal)


def _verified(connection: Connection, seal: bytes) -> Verified:
    found = verify_connection(connection, seal)
    if not found.whole:
        first = found.breaks[0]
        what = f"the chain breaks at entry {first.number}: {first.what}"
        remedy = "Nothing was written. See: cryonerve record verify"
        raise RegistryError(Complaint(what, remedy, field=first.record))
    return found
