"""CSV files: one a kind, a row a record as it holds now; out by `exchange.export`, in here."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryonerve.errors import Complaint, RegistryError, nearest
from cryonerve.registry.access import Registry, Writer, changing
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import LONGEST_DOCUMENT
from cryonerve.registry.kinds import Kind, kinds
from cryonerve.registry.recording import prepared, reason, store
from cryonerve.registry.schema import newest

__all__ = ["Imported", "cell", "import_tables", "not_there", "read_table", "tables_in"]

MOST_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class Imported:
    """Rows that were added by kind, and how many were there already, word for word."""

    added: Mapping[str, int]
    same: int


def cell(value: object) -> str:
    """A value as it stands in a table: empty for none, yes and no, numbers with all their digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) else str(value)


def tables_in(where: Path) -> dict[str, Path]:
    """CSV files of a folder by kind, parents first.

    Raises
    ------
    RegistryError
        The folder holds none.
    """
    found = {name: file for name in kinds() if name != "user" and (file := where / f"{name}.csv").is_file()}
    if not found:
        what = "no table of a registry is in this folder"
        names = ", ".join(f"{name}.csv" for name in kinds() if name != "user")
        raise RegistryError(Complaint(what, f"Name files after their kind: {names}.", file=str(where)))
    return found


def import_tables(
    registry: Registry, files: Mapping[str, Path], *, why: str = "", override: str = ""
) -> Imported:
    """Add the rows of CSV files, all of them or none.

    Parameters
    ----------
    files : by kind; parents before what belongs to them.
    why, override : as in `record`.

    Raises
    ------
    RegistryError
        With file, line and column of everything that is wrong.
    """
    drafts = [draft for kind, file in files.items() for draft in read_table(file, kinds()[kind])]
    ready = prepared(drafts, override)
    note = reason(why, override)
    with changing(registry, "import") as writer:
        new = list(not_there(writer, ready))
        store(writer, new, note, "import")
    added = {name: sum(draft.kind == name for draft in new) for name in files}
    return Imported(added, len(ready) - len(new))


def not_there(writer: Writer, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Drafts without those that are in the registry with the same content."""
    there: dict[str, Mapping[str, Any]] = {}
    for name in {draft.kind for draft in drafts}:
        asked = {draft.record for draft in drafts if draft.kind == name and draft.given}
        if asked:
            rows = writer.connection.execute(newest(name)).mappings()
            there.update({row["record"]: row for row in rows if row["record"] in asked})
    for draft in drafts:
        row = there.get(draft.record)
        fields = kinds()[draft.kind].fields
        same = row is not None and row["parent"] == draft.parent
        if row is None or not same or any(row[name] != draft.values.get(name) for name in fields):
            yield draft


def read_table(file: Path, kind: Kind) -> Iterator[Draft]:
    """Rows of a file as drafts, with their lines."""
    csv.field_size_limit(LONGEST_DOCUMENT)
    line = 1
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            sheet = csv.reader(stream, strict=True)
            heading = next(sheet, [])
            _check_heading(file, kind, heading)
            line = sheet.line_num + 1
            for count, cells in enumerate(sheet):
                if count >= MOST_ROWS:
                    raise _refused(file, line, f"more than {MOST_ROWS} rows", "Import them in parts.")
                if cells:
                    yield _draft(file, line, kind=kind, heading=heading, cells=cells)
                line = sheet.line_num + 1
    except UnicodeDecodeError as error:
        raise _refused(file, line, "the text is not UTF-8", "Save the table as UTF-8.") from error
    except csv.Error as error:
        raise _refused(file, line, f"this is no CSV: {error}", "Look at the quotes of this row.") from error
    except OSError as error:
        raise _refused(file, 0, f"the file cannot be read: {error.strerror}", "Check the path.") from error


def _check_heading(file: Path, kind: Kind, heading: Sequence[str]) -> None:
    known = ("record", "parent", *kind.fields)
    if not heading:
        raise _refused(file, 1, "the file is empty", f"Name the columns: {','.join(known)}")
    for name in heading:
        if name not in known:
            raise _refused(file, 1, f"a {kind.name} has no column '{name}'", nearest(name, known))
        if heading.count(name) > 1:
            raise _refused(file, 1, f"the column '{name}' is there twice", "Keep one of them.")
    for name in (
        *(["parent"] if kind.parent else []),
        *(item.name for item in kind.fields.values() if item.wanted),
    ):
        if name not in heading:
            raise _refused(file, 1, f"the column '{name}' is missing", "Add it.")


def _draft(file: Path, line: int, *, kind: Kind, heading: Sequence[str], cells: Sequence[str]) -> Draft:
    if len(cells) != len(heading):
        what = f"{len(cells)} cells where the heading has {len(heading)}"
        raise _refused(file, line, what, "Look for a comma too many, or a quote.")
    values = {name: cell for name, cell in zip(heading, cells, strict=True) if cell}
    record, parent = values.pop("record", ""), values.pop("parent", "")
    return Draft(kind.name, values, parent, record, file=str(file), line=line)


def _refused(file: Path, line: int, what: str, remedy: str) -> RegistryError:
    return RegistryError(Complaint(what, remedy, file=str(file), line=line))
