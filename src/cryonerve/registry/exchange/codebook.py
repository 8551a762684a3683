"""The codebook of an export: every field with type, unit, range, choices and meaning, from `kinds.toml`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from cryonerve.registry.kinds import kinds
from cryonerve.registry.schema import ordered_fields

__all__ = ["HEADING", "codebook"]

HEADING = ("kind", "field", "type", "unit", "min", "max", "choices", "wanted", "refers_to", "meaning")


def codebook(names: Iterable[str]) -> str:
    """CSV with a row a field.

    >>> codebook(["measurement"]).splitlines()[1]
    'measurement,record,id,,,,,yes,,its own id'
    """
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(HEADING)
    for name in names:
        kind = kinds()[name]
        sheet.writerow([name, "record", "id", "", "", "", "", "yes", "", "its own id"])
        if kind.parent:
            about = f"id of the {kind.parent} it belongs to"
            sheet.writerow([name, "parent", "id", "", "", "", "", "yes", kind.parent, about])
        for field in ordered_fields(kind):
            low = "" if field.min is None else f"{field.min:g}"
            high = "" if field.max is None else f"{field.max:g}"
            choices, wanted = " | ".join(field.choices), "yes" if field.wanted else ""
            row = [name, field.name, field.type, field.unit, low, high, choices, wanted, field.to]
            sheet.writerow([*row, field.meaning])
    return text.getvalue()
