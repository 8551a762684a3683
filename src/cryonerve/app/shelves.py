"""The catalogue as the command line shows it: tables, their names, and every number with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cryonerve.app.speech import columns, wrapped
from cryonerve.errors import Complaint, UnknownNameError, nearest

__all__ = ["shelf_document", "shelf_text", "shelves"]

REFERENCES = "references"
SHOWN_STANDING = {"recalled": "assumed"}  # a remembered figure is shown as what it is worth


def shelves() -> tuple[str, ...]:
    """Names of all tables."""
    from cryonerve.sources.catalogue import KINDS

    return (*KINDS, REFERENCES)


def shelf_document(table: str | None = None, name: str | None = None) -> dict[str, Any]:
    """The tables with their names; or one table; or one row of it.

    Returns
    -------
    dict
        Without `table`: names by table. Else `table`, `titles` by name, and `rows`: one number each for
        tables, one publication each for references.

    Raises
    ------
    UnknownNameError
        For a table or a name that does not exist.
    """
    if table is None:
        return {shelf: sorted(_titles(shelf)) for shelf in shelves()}
    wanted = table.replace("-", " ")
    if wanted not in shelves():
        raise UnknownNameError(Complaint(f"no table is called '{table}'", nearest(wanted, shelves())))
    titles = _titles(wanted)
    if name is not None and name not in titles:
        raise UnknownNameError(Complaint(f"no row of {wanted} is called '{name}'", nearest(name, titles)))
    rows = [row for row in _rows(wanted) if name is None or row["name"] == name]
    chosen = titles if name is None else {name: titles[name]}
    return {"table": wanted, "titles": chosen, "rows": rows}


def _titles(shelf: str) -> dict[str, str]:
    """Title (or site, or remark) of every name of a table."""
    from cryonerve.sources import references
    from cryonerve.sources.catalogue import KINDS

    nouns: Mapping[str, Any] = references() if shelf == REFERENCES else KINDS[shelf]()
    titles = {}
    for name, noun in nouns.items():
        words = (getattr(noun, field, "") for field in ("title", "site", "about", "remark"))
        titles[name] = next((str(word) for word in words if word), "")
    return titles


def _rows(shelf: str) -> list[dict[str, Any]]:
    from cryonerve.sources import references
    from cryonerve.sources.catalogue import catalogue_rows

    if shelf == REFERENCES:
        return [{"name": key, **asdict(reference)} for key, reference in references().items()]
    shown = []
    for row in catalogue_rows(shelf):
        standing = SHOWN_STANDING.get(row["standing"], row["standing"])
        shown.append({**row, "standing": standing})
    return shown


def shelf_text(document: Mapping[str, Any]) -> str:
    """What `shelf_document` gave, for a person."""
    if "table" not in document:
        return "\n\n".join(
            f"{table}\n{wrapped(', '.join(names), indent=2)}" for table, names in document.items()
        )
    titles = document["titles"]
    if len(titles) != 1:
        return columns([name, title] for name, title in titles.items())
    name, title = next(iter(titles.items()))
    show = _reference_text if document["table"] == REFERENCES else _number_text
    return "\n".join([f"{name}  {title}".rstrip(), *(show(row) for row in document["rows"])])


def _number_text(row: Mapping[str, Any]) -> str:
    """One number with its range, standing and source; the remark below."""
    reach = row["range"] or (f"± {row['spread']}" if row["spread"] else "")
    value = f"{row['value']} {row['unit']}".rstrip()
    source = "" if row["source"] == row["standing"] else row["source"]
    line = f"  {row['quantity']:<26} {value:<16} {reach:<20} {row['standing']:<8} {source}".rstrip()
    return line + ("\n" + wrapped(row["remark"], indent=6) if row["remark"] else "")


def _reference_text(row: Mapping[str, Any]) -> str:
    """One publication as BibTeX."""
    return str(row["bibtex"]).strip()
