"""What an export may hold: one moment of the registry, without people who did not consent to sharing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from cryonerve.registry.kinds import Kind, kinds
from cryonerve.registry.roles import users_of
from cryonerve.registry.schema import AUDIT, RECORDS, newest

__all__ = ["Choice", "Snapshot", "age_band_of", "exported_kinds"]

SHARING = "registry-and-sharing"
PIECE = 5000  # rows that are read at once
SAYING = ("text", "document")  # types of fields that may say an age, or anything else, in words
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be exported, and how.

    Attributes
    ----------
    kinds : names; empty: all but users.
    coarsen : years of age become bands; free text and whole files, which may say an age, are left out.
    include_unconsented : why people without a consent to sharing are exported too; "": they are left out.
    few : a cell with fewer people is small.
    snomed : give SNOMED CT numbers too; they take a licence in many countries.
    dictionary : REDCap: the site's data dictionary, whose annotations and own fields are kept.
    """

    kinds: tuple[str, ...] = ()
    coarsen: bool = False
    include_unconsented: str = ""
    few: int = 5
    snomed: bool = False
    dictionary: Path | None = None


@dataclass(frozen=True)
class Snapshot:
    """Records as they hold at one moment, as far as `choice` lets them out; read whole, so that nobody waits.

    Attributes
    ----------
    people : whose records are in it.
    left_out : whose are not, because they did not consent to sharing.
    unconsented : people in it who did not consent to sharing.
    asked_anew : people with a day on which they are to be asked again; only the clinic knows if it is past.
    records : by kind, in the order in which they were entered.
    entries : of the chain about people in it, with the role of who made them in place of the name.
    dropped : "record: field" of references to records that were entered in error.
    """

    choice: Choice
    people: frozenset[str]
    left_out: frozenset[str]
    unconsented: int
    asked_anew: int
    records: Mapping[str, Sequence[Row]]
    entries: Sequence[Row]
    dropped: Sequence[str]

    @classmethod
    def of(cls, connection: Connection, choice: Choice) -> Snapshot:
        """What may leave by that choice."""
        found = {name: _read(connection, name) for name in kinds() if name != "user"}
        everybody = {row["record"] for row in found["person"]}
        agreed = everybody & _agreed(found["consent"])
        people = frozenset(everybody if choice.include_unconsented else agreed)
        anew = {row["person"] for row in found["consent"] if row["reconsent_due_day"] is not None} & people
        there = {row["record"] for name in ("plan", "procedure") for row in found[name]}
        dropped: list[str] = []
        records = {
            name: [
                _let_out(kinds()[name], row, choice, dropped=dropped, there=there)
                for row in rows
                if row["person"] in people
            ]
            for name, rows in found.items()
        }
        entries = _entries(connection, people)
        left_out, unconsented = frozenset(everybody - people), len(people - agreed)
        return cls(choice, people, left_out, unconsented, len(anew), records, entries, tuple(dropped))

    def rows(self, kind: str) -> Sequence[Row]:
        """Records of a kind in the order in which they were entered, as they may leave."""
        return self.records[kind]


def _read(connection: Connection, kind: str) -> list[dict[str, Any]]:
    query = newest(kind).order_by(RECORDS.c.entered)
    return [dict(row) for row in connection.execute(query).mappings()]


def _entries(connection: Connection, people: Collection[str]) -> list[Row]:
    roles = {name: str(user["role"]) for name, user in users_of(connection).items()}
    query = select(AUDIT).where(AUDIT.c.person != "").order_by(AUDIT.c.number)
    rows = connection.execute(query.execution_options(yield_per=PIECE)).mappings()
    return [{**row, "role": roles.get(row["who"], "user")} for row in rows if row["person"] in people]


def _let_out(
    kind: Kind, row: dict[str, Any], choice: Choice, *, dropped: list[str], there: Collection[str]
) -> dict[str, Any]:
    for item in kind.fields.values():
        mark = row[item.name]
        if item.to and mark is not None and mark not in there:
            dropped.append(f"{row['record']}: {item.name}")
            row[item.name] = None
    if choice.coarsen:
        for item in kind.fields.values():
            if item.type in SAYING:
                row[item.name] = None
        if kind.name == "person" and row["age_years"] is not None:
            row["age_band"], row["age_years"] = age_band_of(row["age_years"]), None
    return row


def exported_kinds(choice: Choice) -> list[str]:
    """Names of the kinds that a choice asks for, parents first."""
    wanted: Collection[str] = choice.kinds or kinds()
    return [name for name in kinds() if name != "user" and name in wanted]


def age_band_of(years: int) -> str:
    """The band of an age, as `kinds.toml` lists them.

    >>> age_band_of(10), age_band_of(89)
    ('10-14', '80-89')
    """
    for band in kinds()["person"].fields["age_band"].choices:
        low, _, high = band.rstrip("+").partition("-")
        if int(low) <= years <= int(high or years):
            return band
    raise ValueError(f"no band holds {years} years")


def _agreed(consents: Iterable[Row]) -> set[str]:
    """People whose consent to sharing holds; a child's assent to it, where one was asked, holds too."""
    holds: dict[tuple[str, str], bool] = {}
    for row in consents:
        if row["scope"] == SHARING:
            key = (str(row["person"]), str(row["what"]))
            holds[key] = holds.get(key, False) or row["withdrawn_day"] is None
    return {
        person
        for (person, what), valid in holds.items()
        if what == "consent" and valid and holds.get((person, "child-assent"), True)
    }
