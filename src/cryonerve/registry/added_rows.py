"""A person's own studies: a CSV file, a row an outcome, every mistake told with its row and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.sources.citations import references
from cryonerve.sources.evidence import OUTCOME_KEYS, STUDY_KEYS, Study, read_outcome, read_study
from cryonerve.sources.tables import Row
from cryonerve.units import DAY

__all__ = ["COLUMNS", "read_added", "study_cells"]

COLUMNS = ("id", "outcome", *STUDY_KEYS, *OUTCOME_KEYS)
NEEDED = (
    "id", "title", "year", "design", "population", "modality", "source", "standing", "bias", "bias_scheme",
    "bias_why", "question", "kind", "definition", "unit",
)  # fmt: skip
LARGEST = 5_000_000  # bytes; a table of studies is thousands of times smaller
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
CITATION = re.compile(r"10\.\d{4,9}/\S+|PMID \d+|unpublished: .+")
# A row without mistakes: a wrong cell is told and replaced from here, so that the rest is read, too.
WITHOUT_MISTAKES = {
    "id": "any-2026", "outcome": "any", "title": "Any 2026", "year": "2026", "design": "series",
    "population": "any", "modality": "cold through the skin", "source": "unpublished: any",
    "standing": "full",
    "bias": "high", "bias_scheme": "jbi-case-series", "bias_why": "any", "audit": "verified",
    "audit_words": "any", "question": "stump-neuroma", "kind": "share", "definition": "any relief",
    "unit": "patient", "numerator": "0", "denominator": "1000000", "value": "", "scale": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _CsvRow(Row):
    """A row of a CSV file; a complaint names its line and column."""

    line: int = 0

    def complaint(self, key: str, what: str, remedy: str = "") -> InputError:
        """The error for one cell."""
        text = str(self.fields.get(key, ""))
        found = Complaint(
            what, remedy, field=f"column {key}", file=self.file, line=self.line, text=text[:80],
            caret=(0, min(len(text), 80)) if text else None,
        )  # fmt: skip
        return InputError(found)


def read_added(file: Path, *, taken: Sequence[str] = ()) -> dict[str, Study]:
    """Studies of a CSV file, by id.

    The first row names the columns, in any order: those of `COLUMNS`. Rows with one id are outcomes of one
    study; its own cells may be left empty after the first of them. An empty cell means: not known.

    Parameters
    ----------
    taken : names that a study may not have.

    Raises
    ------
    InputError
        The file cannot be read, or its rows cannot be: every mistake, with row and column.
    """
    lines, columns = _lines(file)
    complaints: list[Complaint] = []
    studies: dict[str, Study] = {}
    for number, cells in lines:
        row = _CsvRow(file.name, "", _filled(cells, columns, studies), number)
        wrong, study = _read(row, studies)
        name = str(row.fields.get("id", ""))
        if name in taken:
            remedy = "Give it another name, such as clinic-2026."
            wrong += row.complaint("id", f"'{name}' comes with the package", remedy).complaints
        complaints += wrong
        studies[study.name] = study
    if complaints:
        raise InputError(*complaints)
    if not studies:
        raise InputError(
            Complaint("holds no study", "Write a row below the names of the columns.", file=file.name)
        )
    return studies


def study_cells(study: Study) -> Iterable[dict[str, str]]:
    """The rows of a study as `read_added` reads them, one an outcome.

    >>> from cryonerve.sources.evidence import studies
    >>> rows = list(study_cells(studies()["lloyd1976"]))
    >>> rows[0]["id"], rows[0]["outcome"], rows[0]["numerator"], rows[0]["denominator"]
    ('lloyd1976', 'relief', '52', '64')
    """
    for outcome in study.outcomes:
        cells = {"id": study.name, "outcome": outcome.name}
        for owner, keys in ((study, STUDY_KEYS), (outcome, OUTCOME_KEYS)):
            for key in keys:
                value = getattr(owner, key)
                cells[key] = _written(value, time=key in ("at", "follow_up"))
        yield cells


def _written(value: Any, *, time: bool) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if time:
        return f"{value / DAY:.10g} days"
    return repr(value) if isinstance(value, float) else str(value)


# --- reading ------------------------------------------------------------------------------------------------


def _lines(file: Path) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Rows with the line each starts on, and the names of the columns; empty rows are left out."""
    text = _text(file)
    head = text.partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        before = 0
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((before + 1, [cell.strip() for cell in cells]))
            before = reader.line_num
    except csv.Error as error:
        raise InputError(Complaint(f"is not CSV: {error}", file=file.name, line=reader.line_num)) from error
    if not rows:
        raise InputError(Complaint("is empty", "The first row names the columns.", file=file.name))
    line, columns = rows[0]
    complaints = [
        Complaint(f"no column is called '{name}'", nearest(name, COLUMNS), file=file.name, line=line)
        for name in columns
        if name not in COLUMNS
    ]
    complaints += [
        Complaint(f"the column '{name}' stands twice", file=file.name, line=line)
        for name in dict.fromkeys(columns)
        if columns.count(name) > 1
    ]
    complaints += [
        Complaint(f"the column '{name}' is missing", file=file.name, line=line)
        for name in NEEDED
        if name not in columns
    ]
    complaints += [
        Complaint(
            f"has {len(cells)} cells, not {len(columns)}", "Put text with commas in quotation marks.",
            file=file.name, line=number,
        )
        for number, cells in rows[1:]
        if len(cells) != len(columns)
    ]  # fmt: skip
    if complaints:
        raise InputError(*complaints)
    return rows[1:], columns


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise InputError(Complaint("is far too large for a table of studies", file=file.name))
        return file.read_text(encoding="utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise InputError(Complaint(f"cannot be read: {error.strerror}", file=str(file))) from error
    except UnicodeDecodeError as error:
        raise InputError(Complaint("is not UTF-8 text", "Save it as CSV UTF-8.", file=file.name)) from error


def _filled(cells: list[str], columns: list[str], studies: Mapping[str, Study]) -> dict[str, str]:
    """Cells by column, without the empty ones; of a study that was begun before, its own cells from there."""
    found = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
    begun = studies.get(found.get("id", ""))
    if begun is not None:
        first = next(iter(study_cells(begun)))
        found = {**{key: first[key] for key in STUDY_KEYS if first[key]}, **found}
    found.setdefault("audit", "unverifiable")
    found.setdefault("audit_words", "added by the user, not looked at")
    return found


def _read(row: _CsvRow, studies: Mapping[str, Study]) -> tuple[list[Complaint], Study]:
    """Every mistake of a row, and its study as far as it could be read."""
    wrong: list[Complaint] = []
    repaired_cells: set[str] = set()
    while True:
        try:
            return wrong, _study(row, studies)
        except InputError as error:
            key = error.complaints[0].field.removeprefix("column ")
            if key in repaired_cells:  # what was put in its place does not fit the rest: enough is told
                return wrong, _study(replace(row, fields=WITHOUT_MISTAKES), {})
            wrong += error.complaints
            repaired_cells.add(key)
            repaired = {name: cell for name, cell in row.fields.items() if name != key}
            if WITHOUT_MISTAKES.get(key):
                repaired[key] = WITHOUT_MISTAKES[key]
            row = replace(row, fields=repaired)


def _study(row: _CsvRow, studies: Mapping[str, Study]) -> Study:
    name, outcome = row.text("id"), row.text("outcome", "result")
    for key, text in (("id", name), ("outcome", outcome)):
        if not NAME.fullmatch(text):
            remedy = "Use small letters, digits, points and hyphens, as in clinic-2026."
            raise row.complaint(key, f"'{text}' is not a name", remedy)
    source = row.text("source")
    if source not in references() and not CITATION.fullmatch(source):
        remedy = "Write a DOI (10.1000/xyz), a PMID (PMID 123), or 'unpublished: whose data'."
        raise row.complaint("source", f"'{source}' cites nothing", remedy)
    begun = studies.get(name)
    before = begun.outcomes if begun else ()
    if any(item.name == outcome for item in before):
        raise row.complaint("outcome", f"{name} has an outcome '{outcome}' already", "Give it another name.")
    found = read_outcome(row, name, outcome)
    study = read_study(row, name, (*before, found), origin=row.file)
    if begun and replace(study, outcomes=before) != begun:
        differ = next(key for key in STUDY_KEYS if getattr(study, key) != getattr(begun, key))
        remedy = "Leave the cell empty, or write it as in the first row of this study."
        raise row.complaint(differ, f"{name} says otherwise in an earlier row", remedy)
    return study
