"""Tables of a registry, from `kinds.toml`: the same on SQLite and PostgreSQL.

Every kind has one table of versions. A row never changes: a correction is a new row with the next version.
What holds now is the row that no newer one follows (`newest`), so that nothing has to be kept in step.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    exists,
    func,
    select,
)
from sqlalchemy.types import TypeEngine

from cryonerve.registry.kinds import Field, Kind, kinds

__all__ = [
    "ALL_TABLES",
    "AUDIT",
    "ERASURES",
    "HEAD",
    "KEYS",
    "METADATA",
    "RECORDS",
    "SETTINGS",
    "VERSIONS",
    "how_many",
    "newest",
    "ordered_fields",
]

HEAD = "0003"  # newest migration; a test compares it with the folder
LONG = {"json", "document"}  # stored last in a row, so that a list does not read past them
_TYPES: dict[str, type[TypeEngine[Any]]] = {"number": Double, "integer": Integer, "flag": Boolean}

METADATA = MetaData()

SETTINGS = Table(
    "settings",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 without a gap
    Column("at", Text, nullable=False),  # UTC; text, so that it is hashed as it was written
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("old", Text, nullable=False),  # keyed digests of the content before and after
    Column("new", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("hash", Text, nullable=False),  # SHA-256 of the row before and this one
    Column("seal", Text, nullable=False),  # HMAC of that hash, where the registry is sealed
)
KEYS = Table(
    "person_keys",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False),
)
ERASURES = Table("erasures", METADATA, Column("person", Text, primary_key=True))
RECORDS = Table(
    "records",
    METADATA,
    Column("record", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False, index=True),  # "" for users
    Column("parent", Text, nullable=False, index=True),  # "" where nothing is above
    Column("entered", Integer, nullable=False),  # number of its first entry in the chain
    Index("ix_records_kind_entered", "kind", "entered"),
)


def ordered_fields(kind: Kind) -> list[Field]:
    """Fields in the order of a row: long ones last."""
    return sorted(kind.fields.values(), key=lambda field: field.type in LONG)


def _versions(kind: Kind) -> Table:
    return Table(
        kind.table,
        METADATA,
        Column("record", Text, ForeignKey("records.record"), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("void", Boolean, nullable=False),  # entered in error: kept, not listed
        *(
            Column(field.name, _TYPES.get(field.type, Text), nullable=not field.wanted)
            for field in ordered_fields(kind)
        ),
    )


VERSIONS = {name: _versions(kind) for name, kind in kinds().items()}
ALL_TABLES = (SETTINGS, KEYS, ERASURES, RECORDS, *VERSIONS.values(), AUDIT)  # in the order of a copy


def newest(kind: str, *, long: bool = True, void: bool = False) -> Select[Any]:
    """What holds now of a kind: record, person, parent, version, void and its fields.

    Parameters
    ----------
    long : with documents and answers.
    void : also what was entered in error.
    """
    table = VERSIONS[kind]
    newer = table.alias("newer")
    fields = [column for column in table.columns if column.name not in ("record",)]
    if not long:
        short = {field.name for field in ordered_fields(kinds()[kind]) if field.type not in LONG}
        fields = [column for column in fields if column.name in short | {"version", "void"}]
    found = (
        select(RECORDS.c.record, RECORDS.c.person, RECORDS.c.parent, *fields)
        .join_from(RECORDS, table, table.c.record == RECORDS.c.record)
        .where(RECORDS.c.kind == kind)
        .where(~exists().where(newer.c.record == table.c.record, newer.c.version > table.c.version))
    )
    return found if void else found.where(~table.c.void)


def how_many(query: Select[Any]) -> Select[Any]:
    """Number of rows that a query gives."""
    return select(func.count()).select_from(query.subquery())
