"""Cells of a row of the literature: numbers, counts, times, and pointers to figures of other tables."""

from __future__ import annotations

import math

from cryonerve.sources.tables import Row, read_table
from cryonerve.units import DAY

__all__ = ["count_in", "number_in", "time_in"]

MANY = 1_000_000  # nobody treated more
SHOWN_IN = {"%": 100.0, "days": 1 / DAY}


def number_in(row: Row, key: str) -> float | None:
    """A bare number, a number as text, or a pointer to a figure of another table; None where absent."""
    written = row.fields.get(key)
    if written is None or written == "":
        return None
    if isinstance(written, dict):
        return _pointed_at(row.below(key))
    try:
        number = float(written) if not isinstance(written, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise row.complaint(key, f"'{written}' is not a number", "Write digits, with a point, without unit.")
    return number


def count_in(row: Row, key: str) -> int | None:
    """A whole number, 0 or more; None where the cell is empty."""
    number = number_in(row, key)
    if number is None:
        return None
    if not 0 <= number <= MANY or number != round(number):
        raise row.complaint(key, f"'{row.fields[key]}' is not a count", "Write a whole number, 0 or more.")
    return round(number)


def time_in(row: Row, key: str) -> float | None:
    """A time after the treatment, s; None where the cell is empty."""
    written = row.fields.get(key)
    if written is None or written == "":
        return None
    if isinstance(written, dict):
        return _pointed_at(row.below(key))
    seconds = row.quantity(key, "time")
    if seconds <= 0:
        raise row.complaint(key, f"'{written}' is not after the treatment")
    return seconds


def _pointed_at(pointer: Row) -> float:
    """The figure of another table that a cell points at, so that no number stands twice."""
    pointer.known("table", "row", "end", "in")
    place = read_table(pointer.text("table"))
    *way, last = pointer.text("row").split(".")
    for step in way:
        place = place.below(step)
    dimension = "time" if last in ("after", "half_back_after", "last_back_after") else "fraction"
    number = place.needed(last, dimension)
    size = SHOWN_IN[pointer.choice("in", tuple(SHOWN_IN))] if "in" in pointer.fields else 1.0
    if "end" not in pointer.fields:
        return round(number.value * size, 9)
    if number.bounds is None:
        raise pointer.complaint("end", f"{pointer.text('row')} has no range")
    return round(number.bounds[pointer.choice("end", ("low", "high")) == "high"] * size, 9)
