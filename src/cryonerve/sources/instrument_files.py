"""Instruments of the catalogue, one file each in the folder `instruments`, and a site's own from anywhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest
from cryonerve.sources.instrument import Ages, Band, ImportantChange, Instrument, Item
from cryonerve.sources.tables import HERE, Row, read_table
from cryonerve.sources.value import Standing

__all__ = ["MISSING", "SCORINGS", "instrument", "instruments", "read_instrument"]

FOLDER = HERE / "instruments"
SCORINGS = ("single", "sum", "mean of reversed items")
MISSING = ("none may be missing", "half of each scale")
STANDINGS: tuple[str, ...] = get_args(Standing)
COURSES = ("", "acute", "chronic")
DIRECTIONS = ("higher is worse", "higher is better")
ANSWERERS = ("person", "parent", "clinician", "proxy")
WORDS = ("title", "version", "family", "unit", "recall", "source", "licence")
OPTIONAL = ("text_path", "conversion", "conversion_path", "loinc")
KEYS = (
    *WORDS, *OPTIONAL, "direction", "scoring", "missing", "missing_standing", "answered_by", "beside",
    "standing", "text_may_be_shipped", "relative", "change_itself", "groups", "ages", "items", "bands",
    "important",
)  # fmt: skip


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every instrument that comes with the package, by id.

    >>> instruments()["barthel-mahoney"].reach
    (0.0, 100.0)
    """
    files = sorted(FOLDER.glob("*.toml"))
    return MappingProxyType({file.stem: read_instrument(file) for file in files})


def instrument(where: str | Path) -> Instrument:
    """An instrument by its id, or of a file that a site wrote.

    Raises
    ------
    UnknownNameError
        For an id that does not exist.
    InputError
        For a file that is no instrument; names the key.

    Examples
    --------
    >>> instrument("nrs").items["pain"].allowed
    '0 to 10 in steps of 1'
    """
    text = str(where)
    if text in instruments():
        return instruments()[text]
    if text.endswith(".toml"):
        return _own(Path(where))
    known = [name for name in instruments() if name.startswith(f"{text}-")]
    if known:
        remedy = f"It has variants that are not interchangeable, name one: {', '.join(known)}."
    else:
        remedy = nearest(text, instruments()) + " Or name a file that ends in .toml."
    raise UnknownNameError(Complaint(f"no instrument is called '{text}'", remedy))


def _own(file: Path) -> Instrument:
    """A site's own file; its id may not be one of the package's."""
    if file.stem in instruments() and file.resolve().parent != FOLDER.resolve():
        what = f"the id '{file.stem}' is that of an instrument of the package"
        raise InputError(Complaint(what, "Give the file another name.", file=str(file)))
    return read_instrument(file)


def read_instrument(file: Path) -> Instrument:
    """The instrument that one file describes; its id is the file's name.

    Raises
    ------
    InputError
        A key that is unknown, missing or of the wrong kind, rules and items that do not fit together.
    """
    row = read_table(file.name, file.parent)
    row.known(*KEYS)
    items = row.below("items").rows()
    if not items:
        raise row.complaint("items", "has no item")
    bands = row.below("bands").rows().values() if "bands" in row.fields else ()
    important = row.below("important").rows() if "important" in row.fields else {}
    words = {key: row.text(key) for key in WORDS} | {key: row.text(key, "") for key in OPTIONAL}
    found = Instrument(
        name=file.stem,
        **words,
        direction=cast(Any, row.choice("direction", DIRECTIONS)),
        scoring=row.choice("scoring", SCORINGS),
        missing=row.choice("missing", MISSING),
        missing_standing=cast(Standing, row.choice("missing_standing", STANDINGS, "stated")),
        answered_by=_words(row, "answered_by", ANSWERERS),
        beside=_words(row, "beside"),
        standing=cast(Standing, row.choice("standing", STANDINGS)),
        text_may_be_shipped=_flag(row, "text_may_be_shipped"),
        relative=_flag(row, "relative", default=False),
        change_itself=_flag(row, "change_itself", default=False),
        groups=MappingProxyType(dict(_groups(row))),
        items=MappingProxyType({name: _item(name, part) for name, part in items.items()}),
        ages=_ages(row.below("ages")) if "ages" in row.fields else None,
        bands=tuple(_band(part) for part in bands),
        important=MappingProxyType({name: _important(name, part) for name, part in important.items()}),
        file=file.name,
    )
    _checked(found, row)
    return found


def _checked(found: Instrument, row: Row) -> None:
    """What does not fit together is a complaint."""
    if found.scoring == "single" and len(found.items) != 1:
        raise row.complaint("items", f"'single' has one item, not {len(found.items)}")
    if found.missing == "half of each scale" and not all(item.scale for item in found.items.values()):
        raise row.complaint("missing", f"'{found.missing}' needs a scale for every item")
    if found.scoring == "mean of reversed items" and any(not item.codes for item in found.items.values()):
        raise row.complaint("scoring", f"'{found.scoring}' needs items with codes")
    for item in found.items.values():
        if item.only_where_zero and item.only_where_zero not in found.items:
            what = f"no item is called '{item.only_where_zero}'"
            raise row.complaint(
                f"items.{item.name}.only_where_zero", what, nearest(item.only_where_zero, found.items)
            )
    for name, parts in found.groups.items():
        unknown = [part for part in parts if part not in found.scales]
        if unknown:
            raise row.complaint(
                "groups", f"'{name}' is made of '{unknown[0]}'", nearest(unknown[0], found.scales)
            )
    starts = [band.start for band in found.bands]
    if any(after <= before for before, after in pairwise(starts)):
        raise row.complaint("bands", f"do not rise: {starts}", "Write the lowest first.")
    if starts and starts[0] != found.reach[0]:
        raise row.complaint("bands", f"begin at {starts[0]:g}, scores at {found.reach[0]:g}")
    if any(change.measure == "share" for change in found.important.values()) and not found.relative:
        raise row.complaint("important", "a share needs relative = true")


def _item(name: str, row: Row) -> Item:
    row.known("title", "codes", "labels", "low", "high", "step", "scale", "only_where_zero")
    codes = _numbers(row, "codes") if "codes" in row.fields else ()
    low, high, step = (_number(row, key, 0.0) for key in ("low", "high", "step"))
    if codes and ("low" in row.fields or "high" in row.fields):
        raise row.complaint("codes", "stand beside low and high", "Write one of them.")
    if not codes and not high > low:
        raise row.complaint("codes", "are missing", "Write codes = [0, 1], or low and high.")
    if step < 0:
        raise row.complaint("step", f"{step:g} is negative")
    labels = _words(row, "labels") if "labels" in row.fields else ()
    if labels and len(labels) != len(codes):
        raise row.complaint("labels", f"{len(labels)} labels for {len(codes)} codes")
    scale, only = row.text("scale", ""), row.text("only_where_zero", "")
    return Item(name, row.text("title"), codes, labels, low, high, step, scale, only)


def _ages(row: Row) -> Ages:
    row.known("from", "to", "rule", "source", "standing", "remark")
    low, high = _years(row)
    rule = cast(Literal["required", "validated"], row.choice("rule", ("required", "validated")))
    standing = cast(Standing, row.choice("standing", STANDINGS))
    return Ages(low, high, rule, row.text("source"), standing, row.text("remark", ""))


def _years(row: Row) -> tuple[float, float]:
    low = row.quantity("from", "age") if "from" in row.fields else 0.0
    high = row.quantity("to", "age") if "to" in row.fields else math.inf
    if low > high:
        raise row.complaint("to", f"ends at {high:g} and begins at {low:g} years")
    return low, high


def _band(row: Row) -> Band:
    row.known("from", "title", "source", "standing", "remark")
    standing = cast(Standing, row.choice("standing", STANDINGS))
    return Band(_number(row, "from"), row.text("title"), row.text("source"), standing, row.text("remark", ""))


def _important(name: str, row: Row) -> ImportantChange:
    row.known("who", "course", "from", "to", "measure", "at_least")
    measure = cast(Literal["points", "share"], row.choice("measure", ("points", "share")))
    at_least = row.needed("at_least", "count" if measure == "points" else "fraction")
    return ImportantChange(
        name, row.text("who"), row.choice("course", COURSES, ""), _years(row), measure, at_least
    )


def _groups(row: Row) -> list[tuple[str, tuple[str, ...]]]:
    written = row.fields.get("groups", [])
    if not isinstance(written, list) or not all(_texts(part) and len(part) > 1 for part in written):
        raise row.complaint("groups", "is no list of names", 'Write [["summary", "scale", "scale"], ...].')
    return [(part[0], tuple(part[1:])) for part in written]


def _words(row: Row, key: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    written: Any = row.fields.get(key)
    if not _texts(written):
        raise row.complaint(key, "is no list of words", f'Write {key} = ["..."].')
    for word in written:
        if known and word not in known:
            raise row.complaint(key, f"'{word}' is not known here", nearest(word, known))
    return tuple(written)


def _texts(written: Any) -> bool:  # noqa: ANN401  whatever TOML holds
    return isinstance(written, list) and bool(written) and all(isinstance(word, str) for word in written)


def _flag(row: Row, key: str, *, default: bool | None = None) -> bool:
    written = row.fields.get(key, default)
    if not isinstance(written, bool):
        raise row.complaint(key, "is neither true nor false")
    return written


def _number(row: Row, key: str, default: float | None = None) -> float:
    written = row.fields.get(key, default)
    if isinstance(written, bool) or not isinstance(written, int | float) or not math.isfinite(written):
        raise row.complaint(key, f"{written!r} is not a number")
    return float(written)


def _numbers(row: Row, key: str) -> tuple[float, ...]:
    written = row.fields[key]
    fine = isinstance(written, list) and written
    if not fine or not all(isinstance(code, int | float) and not isinstance(code, bool) for code in written):
        raise row.complaint(key, "is no list of numbers", f"Write {key} = [0, 1].")
    if len(set(written)) != len(written):
        raise row.complaint(key, "names a code twice")
    return tuple(float(code) for code in written)
