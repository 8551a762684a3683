"""The log of a cryo console, from a spreadsheet or from a stream: what each probe did, line by line.

A table has a heading and one line per reading: a time, and a state or a temperature, with or without the name
of the probe (without: all probes). A file of JSON documents, one a line, is what a stream's console says.
Nothing is guessed: what cannot be read for certain is refused with its line.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryonerve.errors import CaseError, Complaint, InputError
from cryonerve.ultrasound.stream_console import COLDEST, WARMEST
from cryonerve.units import parse

__all__ = ["Kind", "Reading", "read_log", "read_log_file"]

Kind = Literal["freeze", "thaw", "rest", ""]

LARGEST = 20_000_000  # bytes
MOST_ROWS = 50_000  # a procedure of an hour, ten readings a second
LONGEST = 86400.0  # s of a procedure
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "time": ("time", "t", "elapsed", "elapsed time", "procedure"),
    "temperature": ("temperature", "temp", "setpoint", "console", "wall"),
    "probe": ("probe", "needle", "cryoprobe", "channel"),
    "state": ("state", "phase", "flow", "mode", "step", "status"),
}
TIME_UNITS = {"s": 1.0, "sec": 1.0, "seconds": 1.0, "min": 60.0, "minutes": 60.0}
WARM_UNITS = {"degc", "°c", "c", "deg c", "celsius"}
STATES: Mapping[Kind, tuple[str, ...]] = {
    "freeze": ("freeze", "freezing", "on", "cool", "cooling", "flow", "gas on"),
    "thaw": ("thaw", "thawing", "warm", "warming", "defrost", "heat", "heating"),
    "rest": ("off", "rest", "wait", "idle", "stop", "stopped", "ready", "end", "ended", "gas off", "none"),
}
HEADING = "Name the columns, such as: time_s,probe,state,temperature_degC."
_HEAD = re.compile(r"^(.*?)[\s_]*(?:[\[(]\s*([^\])]*?)\s*[\])]|[\s_]([^\s_]+))?$")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?))?")


@dataclass(frozen=True, slots=True)
class Reading:
    """One line: s, the probe ("" for all), what it does ("": only a temperature is said), degC or NaN."""

    line: int
    time: float
    probe: str
    kind: Kind
    temperature: float


def read_log(content: bytes, file: str = "") -> tuple[Reading, ...]:
    r"""All readings of a log in the order of the file; times are s, by the log's own clock.

    Raises
    ------
    CaseError
        With line and remedy: no text, no heading, a cell that is no number, two units, a decimal comma in a
        table with commas, no readings, too many.

    Examples
    --------
    >>> read_log(b"time_min;state\n0;freeze\n1,5;off\n")[1].time
    90.0
    """
    if len(content) > LARGEST:
        raise _refused((file, 0), "the log is larger than 20 MB", "Cut it to the procedure.")
    if b"\0" in content:
        raise _refused((file, 0), "this is a binary file, not text", "Export the log as CSV.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refused((file, line), "the text is not UTF-8", "Save the log as UTF-8.") from error
    if text.count("\n") > MOST_ROWS:
        raise _refused((file, MOST_ROWS), f"the log has more than {MOST_ROWS} lines", "Keep a line a second.")
    if not text.strip():
        raise _refused((file, 1), "the log is empty", HEADING)
    found = tuple(_documents(text, file) if text.lstrip().startswith("{") else _table(text, file))
    if not found:
        raise _refused((file, 1), "the log has a heading and no readings", "Add a line per change.")
    for item in found:
        if not 0.0 <= item.time - found[0].time + LONGEST <= 2.0 * LONGEST:
            what = f"{item.time:g} s lies more than a day from the first reading"
            raise _refused((file, item.line), what, "Is the unit of time right?")
    return found


def read_log_file(path: Path) -> tuple[Reading, ...]:
    """`read_log` of a file."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused((str(path), 0), f"the log cannot be read: {reason}", "Check the path.") from error
    return read_log(content, str(path))


def _refused(place: tuple[str, int], what: str, remedy: str, text: str = "") -> CaseError:
    file, line = place
    return CaseError(Complaint(what, remedy, file=file, line=line, text=text[:100]))


def _documents(text: str, file: str) -> Iterator[Reading]:
    """JSON documents, one a line."""
    for line, written in enumerate(text.splitlines(), start=1):
        if not written.strip():
            continue
        try:
            found = json.loads(written)
            time = float(found["procedure_s"] if "procedure_s" in found else found["time_s"])
            raw = found.get("temperature_degC")
            temperature = math.nan if raw is None else float(raw)
            probe, phase = str(found.get("probe", "")), found.get("phase", found.get("state"))
        except (ValueError, ArithmeticError, KeyError, TypeError, AttributeError, RecursionError) as error:
            what = "this line is no document with 'procedure_s' and 'temperature_degC'"
            raise _refused((file, line), what, "Keep one JSON document a line.", written) from error
        if not math.isfinite(time):
            raise _refused((file, line), f"{time} is no time", "Remove the line.", written)
        kind = "" if phase is None else _state(str(phase), file, line)
        if phase is None and math.isnan(temperature):
            kind = "rest"
        yield Reading(line, time, probe, kind, _possible(temperature, file, line))


def _table(text: str, file: str) -> Iterator[Reading]:
    head = text.splitlines()[0]
    mark = max(";", "\t", ",", key=head.count) if any(sign in head for sign in ";\t,") else ";"
    try:
        rows = csv.reader(io.StringIO(text), delimiter=mark, strict=True)
        columns = _columns(next(rows), file)
        table = _Cells(file, columns, commas=mark != ",")
        for row in rows:
            line = rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
                what = f"this line has {len(row)} cells, the heading {len(columns)}"
                remedy = "Is there a decimal comma? Write 12.5, or save the table with semicolons."
                raise _refused((file, line), what, remedy, mark.join(row))
            yield table.reading([*row, *[""] * len(columns)], line)
    except csv.Error as error:
        what = f"this is no table: {error}"
        raise _refused((file, rows.line_num), what, "Export the log as CSV again.") from error


def _columns(heading: list[str], file: str) -> dict[str, tuple[int, str]]:
    """Where each known column is, and its unit; others map to themselves."""
    found: dict[str, tuple[int, str]] = {}
    for place, cell in enumerate(heading):
        name, unit = _split(cell)
        kind = next((key for key, names in COLUMNS.items() if name in names), f"column {place + 1}")
        if kind in found:
            what = f"two columns give the {kind}"
            raise _refused((file, 1), what, "Keep one of them.", ",".join(heading))
        found[kind] = (place, unit)
    if "time" not in found:
        raise _refused((file, 1), "no column is called 'time'", HEADING, ",".join(heading))
    if "state" not in found and "temperature" not in found:
        raise _refused((file, 1), "no column says 'state' or 'temperature'", HEADING, ",".join(heading))
    unit = found["time"][1]
    if unit and unit not in TIME_UNITS:
        raise _refused((file, 1), f"'{unit}' is no unit of time here", "Write time_s or time_min.")
    warm = found.get("temperature", (0, ""))[1]
    if warm and warm not in WARM_UNITS:
        raise _refused((file, 1), f"temperatures in '{warm}' are not read", "Give them in degC.")
    return found


def _split(cell: str) -> tuple[str, str]:
    """Name and unit of a heading: "Time [min]" -> "time", "min"."""
    plain = " ".join(cell.strip().casefold().split())
    for names in COLUMNS.values():
        if plain.replace("_", " ") in names:
            return plain.replace("_", " "), ""
    found = _HEAD.match(plain)
    if found is None:
        return plain, ""
    return found[1].replace("_", " ").strip(), (found[2] or found[3] or "").strip()


@dataclass
class _Cells:
    """Reads the cells of a table whose columns are known; remembers which decimal sign it uses."""

    file: str
    columns: Mapping[str, tuple[int, str]]
    commas: bool  # a decimal comma cannot be taken for the end of a cell
    decimal: str = ""
    clock: bool | None = None

    def reading(self, row: list[str], line: int) -> Reading:
        cells = {key: row[place].strip() for key, (place, _) in self.columns.items()}
        temperature = self._temperature(cells.get("temperature", ""), line)
        kind: Kind = ""
        if "state" in cells:
            kind = _state(cells["state"], self.file, line)
        elif math.isnan(temperature):
            kind = "rest"
        return Reading(line, self._time(cells["time"], line), cells.get("probe", ""), kind, temperature)

    def _time(self, text: str, line: int) -> float:
        clock = _CLOCK.fullmatch(text)
        if self.clock is not None and self.clock != (clock is not None):
            what = "times are once of a clock and once numbers"
            raise _refused((self.file, line), what, "Give all of them in one way.", text)
        self.clock = clock is not None
        unit = self.columns["time"][1]
        if clock is not None:
            seconds = float((clock[3] or "0").replace(",", "."))
            return 3600.0 * int(clock[1]) + 60.0 * int(clock[2]) + seconds
        number = self._number(text, line)
        if number is not None:
            if not unit:
                what = f"'{text}' is a bare number; it needs a unit"
                raise _refused((self.file, line), what, "Call the column time_s or time_min.", text)
            return number * TIME_UNITS[unit]
        return self._with_unit(text, "time", unit, line)

    def _temperature(self, text: str, line: int) -> float:
        if text.casefold() in ("", "-", "–", "off", "nan", "none", "n/a", "na"):
            return math.nan
        unit = self.columns["temperature"][1]
        number = self._number(text, line)
        if number is None:
            number = self._with_unit(text, "temperature", unit, line)
        elif not unit:
            what = f"'{text}' is a bare number; it needs a unit"
            raise _refused((self.file, line), what, "Call the column temperature_degC.", text)
        return _possible(number, self.file, line)

    def _with_unit(self, text: str, dimension: str, unit: str, line: int) -> float:
        try:
            value = parse(text.replace(",", ".") if self.commas else text, dimension)
        except InputError as error:
            what = f"'{text}' is no {dimension}" if text else f"the {dimension} is missing"
            remedy = error.complaints[0].remedy or "Write a number with its unit."
            raise _refused((self.file, line), what, remedy, text) from error
        if unit:
            what = f"'{text}' has a unit of its own, the heading says {unit}"
            raise _refused((self.file, line), what, "Keep one of both.", text)
        return value

    def _number(self, text: str, line: int) -> float | None:
        """A bare number; None where the cell holds something else."""
        plain = text.replace("−", "-").replace("–", "-")
        if not re.fullmatch(r"[-+]?\d+(?:[.,]\d*)?(?:[eE][-+]?\d{1,3})?", plain):
            return None
        sign = "," if "," in plain else "." if "." in plain else ""
        if sign and self.decimal and sign != self.decimal:
            what = f"'{text}' has another decimal sign than the lines before"
            raise _refused((self.file, line), what, "Use one of them, no thousands mark.", text)
        self.decimal = self.decimal or sign
        number = float(plain.replace(",", "."))
        if not math.isfinite(number):
            raise _refused((self.file, line), f"'{text}' is too large", "Is this a number?", text)
        return number


def _state(text: str, file: str, line: int) -> Kind:
    plain = re.sub(r"[\s_]*\d+$", "", text.strip().casefold())
    for kind, words in STATES.items():
        if plain in words or (not plain and kind == "rest"):
            return kind
    remedy = "Write one of: " + ", ".join(words[0] for words in STATES.values()) + "."
    raise _refused((file, line), f"'{text}' is no state of a probe", remedy, text)


def _possible(temperature: float, file: str, line: int) -> float:
    if math.isnan(temperature) or COLDEST <= temperature <= WARMEST:
        return temperature
    what = f"{temperature:g} degC is nothing that a console shows"
    raise _refused((file, line), what, "Is the unit right?")
