"""The catalogue as the command line shows it: a shelf per table, a row per name, a source per number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from cryonerve.app.speech import columns
from cryonerve.errors import Complaint, UnknownNameError, nearest

__all__ = ["SHELVES", "shelf_document", "shelf_text"]


def _table(name: str) -> Callable[[], Mapping[str, Any]]:
    """The function of `cryonerve.sources` that gives a table, imported when it is asked for."""

    def read() -> Mapping[str, Any]:
        import cryonerve.sources as library

        rows: Mapping[str, Any] = getattr(library, name)()
        return rows

    return read


SHELVES: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "tissues": _table("tissues"),
    "devices": _table("devices"),
    "nerves": _table("nerve_kinds"),
    "conductivity": _table("frozen_conductivity_laws"),
    "limits": _table("limits"),
    "references": _table("references"),
}


def shelf_document(table: str | None = None, name: str | None = None) -> dict[str, object]:
    """The names on every shelf; or one shelf; or one row of it.

    Raises
    ------
    UnknownNameError
        For a shelf or a row that does not exist.
    """
    if table is None:
        return {shelf: sorted(read()) for shelf, read in SHELVES.items()}
    if table not in SHELVES:
        raise UnknownNameError(Complaint(f"no table is called '{table}'", nearest(table, SHELVES)))
    rows = SHELVES[table]()
    if name is not None and name not in rows:
        raise UnknownNameError(Complaint(f"no row of {table} is called '{name}'", nearest(name, rows)))
    chosen = rows if name is None else {name: rows[name]}
    return {table: {row: _plain(value) for row, value in chosen.items()}}


def _plain(value: object) -> object:
    """Dataclasses as dictionaries, all the way down; what cannot be written is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field: _plain(item) for field, item in asdict(value).items() if not callable(item)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def shelf_text(document: Mapping[str, Any]) -> str:
    """A shelf as text: names only, one row per name, or one row whole."""
    parts = []
    for table, rows in document.items():
        if isinstance(rows, Mapping):
            whole = len(rows) == 1
            shown = "\n".join(_row_text(name, row, whole=whole) for name, row in rows.items())
        else:
            shown = columns([[str(name)] for name in rows])
        parts.append(f"{table}\n{shown}")
    return "\n\n".join(parts)


def _row_text(name: str, row: object, *, whole: bool) -> str:
    """One row: its name and title, or every field with its source."""
    if not isinstance(row, Mapping):
        return columns([[name, str(row)]])
    if not whole:
        return columns([[f"{name:<28}", str(row.get("title") or row.get("site") or row.get("remark") or "")]])
    return columns([[name]]) + "\n" + columns([_cells(field, item) for field, item in row.items()], indent=4)


def _cells(field: str, value: object) -> list[str]:
    """Name, number with unit, spread, standing and source of one field."""
    if isinstance(value, Mapping) and {"value", "unit", "source"} <= set(value):
        spread = f"± {value['spread']:.3g}" if value.get("spread") else ""
        standing = (
            "assumed" if value.get("standing") in ("assumed", "recalled") else str(value.get("standing", ""))
        )
        return [field, f"{value['value']:.6g} {value['unit']}", spread, standing, str(value["source"])]
    return [field, "" if value is None else str(value)]
