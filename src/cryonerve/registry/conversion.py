"""A second score (T score) from the table that a site has with its licence: read, checked, looked up."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.sources.instrument import Instrument

__all__ = ["Conversion", "Converted", "read_conversion"]

COLUMNS = ("raw", "t", "se")
LOWEST, HIGHEST = 0.0, 100.0  # what a T score can be at all
LARGEST = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Converted:
    """A score of the site's table with its standard error."""

    value: float
    standard_error: float
    name: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """The whole table: raw score -> second score and standard error."""

    name: str
    file: str
    rows: Mapping[float, tuple[float, float]]

    def of(self, raw: float) -> Converted:
        """The second score of one raw score; the table has every one of them."""
        value, error = self.rows[raw]
        return Converted(value, error, self.name)


def read_conversion(path: Path, chosen: Instrument) -> Conversion:
    r"""The site's table for an instrument: CSV with the columns raw, t, se, one row for each raw score.

    Raises
    ------
    InputError
        A file that is no such table: columns, numbers, a raw score that is missing, doubled or does not
        exist, T scores that do not rise with it, errors that are not above 0; with line and column.

    Examples
    --------
    >>> import tempfile
    >>> from cryonerve.sources.instrument_files import instrument
    >>> promis = instrument("promis-pain-interference-child")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "table.csv")
    ...     _ = file.write_text("raw,t,se\n" + "".join(f"{raw},{raw + 20},4\n" for raw in range(8, 41)))
    ...     read_conversion(file, promis).of(12.0).value
    32.0
    """
    if not chosen.conversion:
        raise InputError(
            Complaint(f"'{chosen.name}' has no second score", "Leave the table out.", file=str(path))
        )
    rows: dict[float, tuple[float, float]] = {}
    lines: dict[float, int] = {}
    low, high = chosen.reach
    for line, (raw, value, error) in _rows(path):
        if not (low <= raw <= high and raw == round(raw)):
            raise _refused(
                path, (line, "raw"), f"{raw:g} is no raw score", f"They go from {low:g} to {high:g}."
            )
        if raw in rows:
            what = f"raw score {raw:g} stands twice, also in line {lines[raw]}"
            raise _refused(path, (line, "raw"), what, "Keep one row.")
        if not LOWEST < value < HIGHEST:
            raise _refused(path, (line, "t"), f"{value:g} is no T score", "It lies between 0 and 100.")
        if error <= 0:
            raise _refused(path, (line, "se"), f"{error:g} is no standard error", "It is above 0.")
        rows[raw], lines[raw] = (value, error), line
    lacking = [raw for raw in range(int(low), int(high) + 1) if raw not in rows]
    if lacking:
        shown = ", ".join(str(raw) for raw in lacking[:5]) + (" ..." if len(lacking) > 5 else "")
        raise _refused(
            path,
            (0, "raw"),
            f"has no row for raw score {shown}",
            f"Write every one from {low:g} to {high:g}.",
        )
    for before, after in pairwise(sorted(rows)):
        if not rows[before][0] < rows[after][0]:
            what = f"{rows[after][0]:g} for {after:g} is not above {rows[before][0]:g} for {before:g}"
            raise _refused(path, (lines[after], "t"), what, "T scores rise with the raw score.")
    return Conversion(chosen.conversion, path.name, MappingProxyType(rows))


def _rows(path: Path) -> Iterator[tuple[int, tuple[float, float, float]]]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), restkey="more")
    try:
        columns = [str(name).strip().casefold() for name in reader.fieldnames or ()]
        for name in COLUMNS:
            if name not in columns:
                known = nearest(name, columns) if columns else "Write raw,t,se in the first line."
                raise _refused(path, (1, name), "this column is missing", known)
        reader.fieldnames = columns
        for row in reader:
            raw, value, error = (_cell(path, reader.line_num, name, row.get(name)) for name in COLUMNS)
            yield reader.line_num, (raw, value, error)
    except csv.Error as error:
        raise _refused(path, (reader.line_num, ""), f"is not CSV: {error}", "Save it as CSV.") from error


def _cell(path: Path, line: int, name: str, written: object) -> float:
    try:
        number = float(str(written or ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        what = f"'{written or ''}' is not a number"
        raise _refused(path, (line, name), what, "Write digits with a point.")
    return number


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _refused(path, (0, ""), "is larger than 1 MiB", "A table has one row for each raw score.")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise _refused(path, (0, ""), f"cannot be read: {error.strerror}", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise _refused(path, (0, ""), "is not text", "Save it as CSV in UTF-8.") from error


def _refused(path: Path, spot: tuple[int, str], what: str, remedy: str) -> InputError:
    line, column = spot
    field = f"column '{column}'" if column else ""
    return InputError(Complaint(what, remedy, field=field, file=str(path), line=line))
