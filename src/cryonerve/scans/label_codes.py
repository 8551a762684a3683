"""Codes of DICOM and colours for structures, and back: one table for segmentations and `.seg.nrrd`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from cryonerve.scans.legends import Kind, words_of

__all__ = ["DRAWN_BY", "TISSUE", "Coded", "code_of", "code_words", "colour_of", "meaning_of_code"]

TISSUE, DRAWN_BY = "cryonerve.tissue", "cryonerve.drawn_by"  # tags by which our own .seg.nrrd say it outright
TABLE = Path(__file__).parent / "label_codes.toml"


@dataclass(frozen=True, slots=True)
class Coded:
    """A concept of SNOMED CT with its category: (value, meaning) each."""

    category: tuple[str, str]
    kind: tuple[str, str]


def code_of(kind: Kind, tissue: str, name: str) -> Coded:
    """The code that says most about a structure.

    >>> code_of("bone", "cortical-bone", "left tibia").kind, code_of("other", "agar", "gel").kind
    (('12611008', 'Tibia'), ('85756007', 'Tissue'))
    """
    words = set(words_of(name))
    row = next(
        item
        for item in _table()["row"]
        if item["kind"] in (kind, "other")
        and set(item.get("words", ())) <= words
        and (item["kind"] == kind if item.get("words") else _tissue_fits(item, kind, tissue))
    )
    letter, value, meaning = row["code"]
    category = _table()["category"][letter]
    return Coded((category[0], category[1]), (value, meaning))


def code_words() -> tuple[str, ...]:
    """The words in which the table's codes say what they mean.

    >>> "Popliteal artery" in code_words()
    True
    """
    return tuple(row["code"][2] for row in _table()["row"])


def colour_of(kind: Kind) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255.

    >>> colour_of("nerve")
    (255, 205, 0)
    """
    row = next(item for item in _table()["row"] if item["kind"] == kind and "colour" in item)
    return (row["colour"][0], row["colour"][1], row["colour"][2])


def meaning_of_code(value: str) -> tuple[Kind, str] | None:
    """Kind and tissue that a code of SNOMED CT stands for; None where the table does not know it.

    >>> meaning_of_code("12611008"), meaning_of_code("39607008")
    (('bone', 'cortical-bone'), None)
    """
    for row in _table()["row"]:
        if row["code"][1] == value and (row.get("tissue") or row.get("words")):
            kind = cast("Kind", row["kind"])
            return kind, str(row.get("tissue") or _tissue_of(kind))
    return None


def _tissue_fits(row: Mapping[str, Any], kind: Kind, tissue: str) -> bool:
    """Whether a row without words is that of this kind; "other" goes by tissue."""
    if row["kind"] != "other":
        return bool(row["kind"] == kind)
    return bool(row.get("tissue", tissue) == tissue)


def _tissue_of(kind: Kind) -> str:
    return str(next(row["tissue"] for row in _table()["row"] if row["kind"] == kind and "tissue" in row))


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
