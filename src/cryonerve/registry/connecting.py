"""Connections to a registry's database: settings of SQLite that lose nothing, SQLCipher, PostgreSQL.

SQLite keeps a rollback journal (`journal_mode=DELETE`) and pushes every commit to the disk, the folder too
(`synchronous=EXTRA`). A write-ahead log would let readers and a writer work side by side, but it spreads what
was committed over two files, does not work on network drives, and keeps erased pages; a clinic's registry has
few writers and short transactions.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.place import StorePlace

__all__ = ["compacted", "damaged", "engine_of", "make_file", "reading", "writing"]

PATIENCE = 60.0  # s that a connection waits for another writer
CHAIN_LOCK = 0x63727966  # number of the lock that writers of one PostgreSQL database share
PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = DELETE",
    "synchronous = EXTRA",
    "secure_delete = ON",  # what is erased is overwritten with zeros
    "temp_store = MEMORY",  # nothing in clear beside an encrypted file
    "trusted_schema = OFF",
    "cell_size_check = ON",
)


def engine_of(place: StorePlace, key: str = "") -> Engine:
    """An engine for the place; nothing is opened yet. `key` is the passphrase of an encrypted file.

    Raises
    ------
    RegistryError
        When the driver is not installed.
    """
    if place.address:
        if key:
            what = "a PostgreSQL database takes no key of a file"
            raise RegistryError(
                Complaint(what, "Its disk is encrypted by whoever runs it.", field="--key-file")
            )
        _driver("psycopg", "PostgreSQL", "postgres")
        engine = create_engine(place.address, pool_pre_ping=True)
    else:
        module = _driver("sqlcipher3.dbapi2", "an encrypted registry", "encryption") if key else sqlite3

        def connect() -> Any:  # noqa: ANN401
            return _open_file(module, os.fspath(place.file), key)

        engine = create_engine("sqlite://", creator=connect, module=module, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return engine


def _driver(name: str, what_for: str, extra: str) -> Any:  # noqa: ANN401
    try:
        return import_module(name)
    except ImportError:
        what = f"{what_for} needs a package that is not installed ({name.split('.', 1)[0]})"
        raise RegistryError(Complaint(what, f'Install it: pip install "cryonerve[{extra}]"')) from None


def _open_file(module: Any, file: str, key: str) -> Any:  # noqa: ANN401
    """One connection to a file; transactions are begun by `_begin` alone."""
    connection = module.connect(file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        if key:
            quoted = key.replace("'", "''")
            connection.execute("PRAGMA cipher_log = off")  # a wrong key is said by us, once
            connection.execute(f"PRAGMA key = '{quoted}'")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    """A writer takes its place at once, so that the chain stays one line; readers see one moment."""
    writes = connection.get_execution_options().get("registry_writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(PATIENCE * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the registry for the whole block."""
    options: dict[str, Any] = (
        {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    )
    with _explained(engine), engine.connect() as bare:
        connection = bare.execution_options(**options)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection that alone may write until the block's end; everything in it is committed, or nothing."""
    with _explained(engine), engine.connect() as bare:
        connection = bare.execution_options(registry_writes=True)
        with connection.begin():
            yield connection


def compacted(engine: Engine) -> None:
    """Rewrite the tables, so that nothing of a deleted row stays in them."""
    with _explained(engine):
        bare = engine.raw_connection()
        try:
            driver: Any = bare.driver_connection
            if engine.dialect.name == "postgresql":
                driver.autocommit = True
            driver.execute("VACUUM")
        finally:
            bare.invalidate()  # a connection with other settings goes back to nobody


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Errors of the database as one sentence."""
    try:
        yield
    except DBAPIError as error:
        raise RegistryError(_complaint(engine, error)) from error
    except sqlite3.DatabaseError as error:
        raise RegistryError(_not_a_registry(error)) from error
    except (UnicodeDecodeError, OverflowError) as error:  # text or a number that nobody has written
        raise RegistryError(damaged(error)) from error
    except Exception as error:
        if type(error).__module__.startswith(
            "sqlcipher3"
        ):  # an error of the driver before SQLAlchemy sees it
            raise RegistryError(_not_a_registry(error)) from error
        raise


def _complaint(engine: Engine, error: DBAPIError) -> Complaint:
    said = " ".join(str(error.orig).split())
    if "not a database" in said or "file is encrypted" in said or "malformed" in said:
        return _not_a_registry(error.orig or error)
    if "locked" in said or "lock timeout" in said:
        return Complaint("another program has been writing for too long", "Try again when it has ended.")
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return Complaint(
            f"the registry cannot be written: {said}", "Look at the permissions of file and folder."
        )
    if "disk is full" in said or "No space left" in said or "disk I/O" in said:
        what = "the disk is full, or failed; nothing of this was stored"
        return Complaint(what, "Free some space, look whether the disk is in order, and try again.")
    if isinstance(error, OperationalError) and engine.dialect.name == "postgresql":
        return Complaint(f"the database does not answer: {said}", "Is the server running, the address right?")
    return Complaint(f"the database refused: {said}", "Nothing of this was stored.")


def damaged(error: BaseException) -> Complaint:
    """The complaint about a file that does not hold what was written."""
    said = " ".join(str(error).split())
    return Complaint(f"the file is damaged: {said}", "Restore a backup: cryonerve record restore BACKUP")


def _not_a_registry(error: BaseException) -> Complaint:
    if "malformed" in str(error):
        return damaged(error)
    return Complaint(
        "this file is no registry, is encrypted, or the key is another one",
        "Give the right key: --key-file FILE; or another file: --store FILE.",
    )


def make_file(place: StorePlace) -> None:
    """Make the empty file that only its owner may read, and the folder above it.

    Raises
    ------
    FileExistsError
        There is a file already.
    """
    place.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(place.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
