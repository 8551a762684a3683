"""The legend of a label volume: number, name and tissue of every label."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from cryonerve.errors import Complaint, ScanError, nearest

__all__ = [
    "EXTRA",
    "DrawnBy",
    "Entry",
    "Kind",
    "kind_and_tissue",
    "plain_nerve",
    "reach_of",
    "read_legend",
    "remark_on",
    "ruling_words",
    "words_of",
]

Kind = Literal["skin", "fat", "muscle", "fascia", "bone", "marrow", "nerve", "artery", "vein", "other"]
DrawnBy = Literal["machine", "person", "file", "assumed"]
EXTRA = ("drawn by", "why", "kind")  # columns that only a line of headings can announce
TABLE = Path(__file__).parent / "legend.toml"
CHANGED = " % changed by a person"  # at the end of a legend's "why"
LARGEST_FILE = 4 * 1024 * 1024  # bytes of a legend
MOST_COMPLAINTS = 50
LONGEST_NAME = 120  # letters
LARGEST = 32_000  # labels are stored as int16, and a few numbers are needed for what is filled in


@dataclass(frozen=True, slots=True)
class Entry:
    """One label of a scan.

    Attributes
    ----------
    tissue : row of the tissue catalogue.
    kind : what the structure is, from its name.
    guessed : True when the tissue follows from the name, False when the legend states it.
    line : line of the legend file.
    drawn_by, why : who drew it and how it was found, where the legend says so; else a file made elsewhere.
    """

    number: int
    name: str
    tissue: str
    kind: Kind
    guessed: bool
    line: int
    drawn_by: DrawnBy = "file"
    why: str = ""


def read_legend(path: Path, tissues: Iterable[str]) -> dict[int, Entry]:
    """Read a legend: number, name and, if given, tissue in each line.

    Columns are separated by tabs, commas, semicolons or, as in the colour tables of 3D Slicer, spaces
    (number, name, three colours and opacity). Lines that start with # and one line of headings are skipped;
    headings may announce the further columns "drawn by", "why" and "kind".

    Raises
    ------
    ScanError
        A line that is not understood, a number that occurs twice, a tissue nobody knows, a name that says
        nothing about its tissue; with file and line.
    """
    known = set(tissues)
    entries: dict[int, Entry] = {}
    complaints: list[Complaint] = []
    headings, rows = _rows(path)
    for line, cells in rows:
        try:
            entry = _with_extra(_entry(line, cells, known), cells, headings)
            if entry.number in entries:
                first = entries[entry.number]
                raise ScanError(
                    Complaint(
                        f"label {entry.number} is '{entry.name}' here and '{first.name}' "
                        f"in line {first.line}",
                        remedy="Keep one of the two lines.",
                    )
                )
        except ScanError as error:
            complaints += error.located(file=str(path), line=line).complaints
            continue
        if entry.number != 0:  # 0 is the background of every label volume
            entries[entry.number] = entry
    if complaints:
        more = len(complaints) - MOST_COMPLAINTS
        if more > 0:
            complaints[MOST_COMPLAINTS:] = [Complaint(f"and {more} more complaints", file=str(path))]
        raise ScanError(*complaints)
    if not entries:
        raise ScanError(
            Complaint(
                "the legend names no label",
                file=str(path),
                remedy="Write one line per label: number, name and, if you like, tissue, separated by tabs.",
            )
        )
    return entries


def plain_nerve(name: str) -> str:
    """The name other tables use for a nerve, where there is one.

    >>> plain_nerve("tibialis nerve"), plain_nerve("medial sural cutaneous nerve")
    ('tibial', 'medial sural cutaneous')
    """
    bare = " ".join(word for word in words_of(name) if word not in ("nerve", "nervus", "n"))
    return str(_table()["nerves"].get(bare, bare or name))


def kind_and_tissue(name: str) -> tuple[Kind, str] | None:
    """What the name of a structure says about it; None where it says nothing.

    >>> kind_and_tissue("Tibialis nerve"), kind_and_tissue("segment 1")
    (('nerve', 'nerve'), None)
    """
    rule = _rule(name)
    return None if rule is None else (rule["kind"], str(rule["tissue"]))


def remark_on(name: str) -> str:
    """What is assumed where the tissue follows from this name; "" where nothing more is.

    >>> remark_on("tibia")
    "marrow is assumed deeper than 3 mm under the bone's surface"
    """
    rule = _rule(name)
    return "" if rule is None else str(rule.get("remark", ""))


def reach_of(name: str) -> Literal["", "skin", "surface"]:
    """Whether a structure of this name ends where the skin begins, or where the body does.

    >>> reach_of("subcutaneous_fat"), reach_of("body_extremities"), reach_of("fat")
    ('skin', 'surface', '')
    """
    rule = _rule(name)
    return cast("Literal['', 'skin', 'surface']", "" if rule is None else rule.get("reaches", ""))


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Headings (or nothing), then line number and cells of every line that holds something."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ScanError(
            Complaint(
                f"the legend cannot be read: {error.strerror or error}",
                file=str(path),
                field="anatomy.legend",
                remedy="Give the path of a table of number, name and, if you like, tissue.",
            )
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    odd = re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", text)
    if odd or len(content) > LARGEST_FILE:
        what = "this is no text file" if odd else "the legend is larger than 4 MiB"
        remedy = "Give a table of number, name and tissue as TSV, CSV or .ctbl, saved as UTF-8."
        raise ScanError(Complaint(what, file=str(path), remedy=remedy))
    rows: list[tuple[int, list[str]]] = []
    for line, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        cells = _cells(raw)
        if not rows and not _is_number(cells[0]):  # headings
            rows.append((0, cells))
            continue
        rows.append((line, cells))
    headings = [cell.lower() for cell in rows[0][1]] if rows and rows[0][0] == 0 else []
    return headings, [row for row in rows if row[0] > 0]


def _cells(raw: str) -> list[str]:
    """One line cut at its separator."""
    for separator in ("\t", ",", ";"):
        if separator in raw:
            try:
                return [cell.strip() for cell in next(csv.reader([raw], delimiter=separator))]
            except csv.Error:  # a field of more than a hundred thousand letters
                return [cell.strip() for cell in raw.split(separator)]
    colours = re.fullmatch(r"\s*(\S+)\s+(\S+)((?:\s+\d+){3,4})\s*", raw)
    if colours:
        return [colours[1], colours[2].replace("_", " ")]
    return raw.split(maxsplit=1)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?", cell) is not None


def _entry(line: int, cells: list[str], known: set[str]) -> Entry:
    """One label; complains without the place, which the caller knows."""
    if not re.fullmatch(r"\d+", cells[0]) or int(cells[0]) > LARGEST:
        raise ScanError(
            Complaint(
                f"'{cells[0]}' is no label number",
                text=" | ".join(cells),
                remedy=f"Begin each line with a whole number from 0 to {LARGEST}.",
            )
        )
    name = cells[1].strip().replace("_", " ") if len(cells) > 1 else ""
    number = int(cells[0])
    if not name:
        raise ScanError(Complaint(f"label {number} has no name", remedy="Write its name after the number."))
    if len(name) > LONGEST_NAME:
        what = f"the name of label {number} is longer than {LONGEST_NAME} letters"
        raise ScanError(Complaint(what, remedy="Shorten it."))
    stated = cells[2] if len(cells) > 2 and not _is_number(cells[2]) else ""
    if number == 0:
        return Entry(0, name, "", "other", True, line)
    rule = _rule(name)
    if stated:
        if stated not in known:
            raise ScanError(Complaint(f"no tissue is called '{stated}'", remedy=nearest(stated, known)))
        return Entry(number, name, stated, rule["kind"] if rule else "other", False, line)
    if rule is None:
        raise ScanError(
            Complaint(
                f"the name '{name}' does not say which tissue it is",
                remedy=f"Write the tissue in a third column. {nearest(name, known)}",
            )
        )
    if rule["tissue"] not in known:
        raise ScanError(Complaint(f"'{name}' needs tissue '{rule['tissue']}', which the case does not have"))
    return Entry(number, name, rule["tissue"], rule["kind"], True, line)


def _with_extra(entry: Entry, cells: list[str], headings: list[str]) -> Entry:
    """The entry with what its line says in the columns that the headings announce."""
    said = {
        name: cells[place]
        for place, name in enumerate(headings)
        if place > 2 and name in EXTRA and place < len(cells) and cells[place]
    }
    for column, allowed in (("drawn by", get_args(DrawnBy)), ("kind", get_args(Kind))):
        if said.get(column, allowed[0]) not in allowed:
            what = f"'{said[column]}' is not understood in column '{column}'"
            raise ScanError(Complaint(what, remedy=nearest(said[column], allowed)))
    return replace(
        entry,
        drawn_by=cast("DrawnBy", said.get("drawn by", entry.drawn_by)),
        why=said.get("why", entry.why),
        kind=cast("Kind", said.get("kind", entry.kind)),
    )


def ruling_words() -> tuple[str, ...]:
    """Every word by which a rule tells a tissue, and every name of a nerve.

    >>> "soleus" in ruling_words()
    True
    """
    words = (word for rule in _table()["rule"] for word in rule["words"])
    return (*words, *_table()["nerves"], *_table()["nerves"].values())


def changed_words(share: float) -> str:
    """How much of a label a person changed, in the words of a legend; nothing where nobody did.

    >>> changed_words(0.031), changed_words(0.004), changed_words(0.0)
    ('3 % changed by a person', '0.4 % changed by a person', '')
    """
    if share <= 0.0:
        return ""
    percent = 100.0 * share
    return f"{max(percent, 0.1):.1f}{CHANGED}" if percent < 0.95 else f"{percent:.0f}{CHANGED}"


def split_why(why: str) -> tuple[str, float]:
    """Why a label is as it is, and the share of it that a person changed, of the words of a legend.

    >>> split_why("threshold; 3 % changed by a person")
    ('threshold', 0.03)
    """
    found = re.fullmatch(rf"(?:(.*); )?(\d{{1,3}}(?:\.\d)?){re.escape(CHANGED)}", why)
    if found is None:
        return why, 0.0
    return found[1] or "", min(float(found[2]) / 100.0, 1.0)


def words_of(name: str) -> list[str]:
    """Words of a name in small letters, without numbers and signs.

    >>> words_of("Gastrocnemius_Left-2")
    ['gastrocnemius', 'left']
    """
    return re.findall(r"[^\W\d_]+", name.lower())


def _rule(name: str) -> Mapping[str, Any] | None:
    """The first rule one of whose words is in the name."""
    words = set(words_of(name))
    return next((rule for rule in _table()["rule"] if words & set(rule["words"])), None)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
