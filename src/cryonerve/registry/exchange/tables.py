"""Tidy CSV: a file a kind, a row a record, and a codebook that says what every column means."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryonerve.errors import InputError
from cryonerve.registry.exchange.codebook import codebook
from cryonerve.registry.exchange.reading import Arrival, Reading, refused
from cryonerve.registry.exchange.snapshot import Snapshot, exported_kinds
from cryonerve.registry.exchange.written import Written
from cryonerve.registry.kinds import Kind, kinds
from cryonerve.registry.marks import is_mark
from cryonerve.registry.schema import ordered_fields
from cryonerve.registry.table_files import cell, read_table

__all__ = ["heading_of", "kind_of_heading", "read_csv", "write_csv"]


def heading_of(kind: Kind) -> list[str]:
    """Columns of a kind: its id, what it belongs to, and its fields with long ones last.

    >>> heading_of(kinds()["consent"])[:3]
    ['record', 'parent', 'what']
    """
    return ["record", *(["parent"] if kind.parent else []), *(item.name for item in ordered_fields(kind))]


def write_csv(snapshot: Snapshot, folder: Path) -> Written:
    """`person.csv`, `case.csv` and so on, and `codebook.csv`."""
    names = exported_kinds(snapshot.choice)
    rows: dict[str, int] = {}
    for name in names:
        heading = heading_of(kinds()[name])
        count = 0
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            sheet = csv.writer(stream, lineterminator="\n")
            sheet.writerow(heading)
            for row in snapshot.rows(name):
                sheet.writerow([cell(row[column]) for column in heading])
                count += 1
        rows[name] = count
    (folder / "codebook.csv").write_text(codebook(names), encoding="utf-8", newline="")
    return Written((*(f"{name}.csv" for name in names), "codebook.csv"), rows)


def read_csv(file: Path, kind: Kind) -> Reading:
    """Rows of a table of that kind.

    Raises
    ------
    RegistryError
        It is no table of that kind, with line and column.
    """
    return Reading(tuple(_arrivals(file, kind)))


def _arrivals(file: Path, kind: Kind) -> Iterator[Arrival]:
    for draft in read_table(file, kind):
        yield Arrival(draft)


def kind_of_heading(heading: Sequence[str], first: str, file: Path) -> Kind:
    """The kind whose table has this heading; `first` is the id in its first row, "" where there is none.

    Raises
    ------
    RegistryError
        No kind has these columns, or several have and no id tells them apart.
    """
    possible = [kind for kind in kinds().values() if kind.name != "user"]
    told = [kind for kind in possible if is_mark(first.strip().upper(), kind.letter)]
    fitting = [kind for kind in possible if heading and {*heading} <= {"record", "parent", *kind.fields}]
    whole = [kind for kind in fitting if _complete(kind, heading)]
    found = told or [kind for kind in whole if _own(kind, heading)]
    if len(found) != 1:
        raise _untold(file, fitting, heading)
    return found[0]


def _own(kind: Kind, heading: Sequence[str]) -> bool:
    """Is there a column that no other kind has? A remark alone tells nothing."""
    others = {name for other in kinds().values() if other is not kind for name in other.fields}
    return bool({*heading} & {*kind.fields} - others)


def _complete(kind: Kind, heading: Sequence[str]) -> bool:
    """Are all columns there that a kind cannot do without?"""
    return bool(kind.parent) == ("parent" in heading) and all(
        item.name in heading for item in kind.fields.values() if item.wanted
    )


def _untold(file: Path, found: Sequence[Kind], heading: Sequence[str]) -> InputError:
    if found:
        which = " or ".join(kind.name for kind in found)
        what = f"this may be a table of {which}"
    else:
        what = f"no kind of record has these columns: {', '.join(heading)[:200] or 'none'}"
    return refused(what, "Say which: cryonerve record import KIND FILE.", file=str(file), line=1)
