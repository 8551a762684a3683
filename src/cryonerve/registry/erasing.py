"""A person's records are erased on request: rows and key are deleted, the chain keeps its digests.

What is left: entries with ids, kinds, times, users and reasons, and digests made with a key that exists no
more. They say that something was recorded and erased, not what. What this cannot reach: backups, exports and
run folders made before, and, on SQLite without encryption, what the disk itself still holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.access import Registry, Writer, changing
from cryonerve.registry.audit import Entry
from cryonerve.registry.connecting import compacted
from cryonerve.registry.recording import reason
from cryonerve.registry.schema import ERASURES, KEYS, RECORDS, VERSIONS

__all__ = ["ELSEWHERE", "Erasure", "erase", "erase_within"]

ELSEWHERE = (
    "Not reached: backups, exports, run folders and the site's own list of pseudonyms. "
    "Delete them there; a restore of an older backup is followed by this erasure again where both are known."
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: how many records, with all their versions."""

    person: str
    records: int
    number: int


def erase(registry: Registry, person: str, *, why: str) -> Erasure:
    """Erase everything about a person.

    Raises
    ------
    RegistryError
        There is no such person, no reason, or the user is no steward.
    """
    if not why.strip():
        raise RegistryError(Complaint("an erasure needs a reason", "Say why: --why TEXT.", field="--why"))
    note = reason(why)
    with changing(registry, "erase") as writer:
        found = writer.connection.execute(select(RECORDS.c.kind).where(RECORDS.c.record == person)).scalar()
        if found != "person":
            raise RegistryError(
                Complaint(f"there is no person {person}", "See: cryonerve record list person")
            )
        erasure = erase_within(writer, person, note)
    compacted(registry.engine)
    return erasure


def erase_within(writer: Writer, person: str, why: str) -> Erasure:
    """The deletion itself, in the transaction of `writer`."""
    connection = writer.connection
    connection.execute(insert(ERASURES), [{"person": person}])
    mine = select(RECORDS.c.record).where(RECORDS.c.person == person)
    for table in VERSIONS.values():
        connection.execute(delete(table).where(table.c.record.in_(mine)))
    records = connection.execute(delete(RECORDS).where(RECORDS.c.person == person)).rowcount
    connection.execute(delete(KEYS).where(KEYS.c.person == person))
    writer.note([Entry("erase", "person", person, person=person, why=why)])
    return Erasure(person, int(records), writer.chain.number)
