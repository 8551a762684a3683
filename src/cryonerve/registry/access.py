"""The two ways into an open registry: looking, and changing. Nothing else reads or writes its tables.

Both check the user's role inside the transaction. A change adds to the chain in the same transaction as it
adds records: both are there afterwards, or neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select

from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.audit import FIRST, Chain, Entry
from cryonerve.registry.connecting import reading, writing
from cryonerve.registry.place import StorePlace
from cryonerve.registry.roles import require
from cryonerve.registry.schema import AUDIT, SETTINGS

__all__ = ["Registry", "Writer", "changing", "end_of_chain", "looking"]


@dataclass(frozen=True)
class Registry:
    """An open registry, and who opened it.

    Attributes
    ----------
    seal : key of the seals of the chain; b"" where the registry is not sealed.
    key : passphrase of an encrypted file; "" for a plain one.
    made : was it made when it was opened?
    """

    place: StorePlace
    engine: Engine
    who: str
    seal: bytes = field(default=b"", repr=False)
    key: str = field(default="", repr=False)
    made: bool = False


@dataclass(frozen=True)
class Writer:
    """A transaction that alone may write, and the end of the chain it adds to."""

    connection: Connection
    chain: Chain

    def note(self, entries: Sequence[Entry]) -> None:
        """Add entries to the chain."""
        rows = [self.chain.link(entry) for entry in entries]
        if rows:
            self.connection.execute(insert(AUDIT), rows)


@contextmanager
def looking(registry: Registry, permission: str = "read") -> Iterator[Connection]:
    """One moment of the registry, for a user who may look.

    Raises
    ------
    RegistryError
        The user may not, or the database does not answer.
    """
    with reading(registry.engine) as connection:
        require(connection, registry.who, permission)
        yield connection


@contextmanager
def changing(registry: Registry, permission: str) -> Iterator[Writer]:
    """A transaction of a user who may change something; committed at the end of the block, whole.

    Raises
    ------
    RegistryError
        The user may not, another writer held the registry for a minute, or the database does not answer.
    """
    with writing(registry.engine) as connection:
        require(connection, registry.who, permission)
        _check_sealed(connection, registry)
        yield Writer(connection, end_of_chain(connection, registry.who, registry.seal))


def _check_sealed(connection: Connection, registry: Registry) -> None:
    sealed = connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.name == "seal")).scalar()
    if sealed and not registry.seal:
        what = "this registry is sealed, and takes no entry without its key"
        raise RegistryError(Complaint(what, "Give the key: --seal-file FILE.", field="--seal-file"))


def end_of_chain(connection: Connection, who: str, seal: bytes) -> Chain:
    """Where the next entry goes; read under the lock of a writer."""
    last = connection.execute(
        select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
    ).first()
    number, digest = (int(last[0]), str(last[1])) if last else (0, FIRST)
    return Chain(number, digest, datetime.now(UTC).isoformat(timespec="microseconds"), who, seal)
