"""Files of answers and of one person's measurements: read, every mistake told with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryonerve.case.document import Document, read_bytes, read_document
from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.registry.bundled import bundled_record, bundled_records
from cryonerve.registry.measured import Measurement, PersonMeasurements
from cryonerve.registry.measurement_rows import RowReader, located
from cryonerve.sources.instrument import Instrument
from cryonerve.sources.instrument_files import instruments

__all__ = [
    "AnswerSheet",
    "Measurement",
    "PersonMeasurements",
    "measurements_file",
    "read_answers",
    "read_measurements",
]

FORMAT, RECORD = "cryonerve-measurements", "cryonerve-record"
ANSWER_KEYS = ("instrument", "version", "age", "answers")
FILE_KEYS = (FORMAT, "title", "source", "age", "course", "measurements")
BEGIN = f"Begin with '{FORMAT}: 1', or with '{RECORD}: 1' (a record file)."


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """Answers to one instrument, as a file gives them."""

    version: str
    answers: Mapping[str, object]
    age: float | None
    document: Document
    file: str

    def located(self, error: InputError) -> InputError:
        """The same complaints with file and line of the item they are about."""
        return located(error, self.document, self.file, ())


def read_answers(path: Path, chosen: Instrument) -> AnswerSheet:
    """A file of answers: `version`, `answers` (item: answer), and where known `age`.

    Raises
    ------
    InputError
        What is not understood, with line and remedy; answers themselves are judged by `score`.
    """
    document = _document(path, "Begin with 'version:' and 'answers:'.")
    reader = RowReader(document, str(path), document.complaints)
    data = document.data
    reader.keys(data, ANSWER_KEYS, ())
    named = data.get("instrument", chosen.name)
    if named != chosen.name:
        reader.complain(
            f"the answers are to '{named}', not '{chosen.name}'", "Name that one.", ("instrument",)
        )
    if "version" not in data:
        reader.complain("is missing", f"Write version: {chosen.version} if it is that one.", ("version",))
    answers = data.get("answers")
    if not isinstance(answers, dict):
        reader.complain("are missing", "Write answers: {item: number, ...}.", ("answers",))
    age = reader.age(data.get("age"))
    reader.finish()
    return AnswerSheet(str(data["version"]), answers or {}, age, document, str(path))


def read_measurements(where: str | Path) -> PersonMeasurements:
    """One person's measurements: a file of them, a record file, or a bundled record by its name.

    Raises
    ------
    InputError
        Everything that is not understood, with line, the nearest name and a remedy.

    Examples
    --------
    >>> [(one.day, one.value) for one in read_measurements("tibial-neuroma-child").of("vas")]
    [(0, 80.0), (7, 10.0), (91, 10.0)]
    """
    path = measurements_file(where)
    document = _document(path, BEGIN)
    reader = RowReader(document, str(where), document.complaints)
    data = document.data
    kinds = [key for key in (FORMAT, RECORD) if key in data]
    if len(kinds) != 1 or data[kinds[0]] != 1 or isinstance(data[kinds[0]], bool):
        reader.complain("this is no file of measurements", BEGIN, ())
        reader.finish()
    found = _of_record(reader, data, path) if kinds == [RECORD] else _of_list(reader, data, path)
    reader.finish()
    return found


def measurements_file(where: str | Path) -> Path:
    """The file, or that of a bundled record.

    Raises
    ------
    InputError
        No bundled record has that name; the nearest one is offered.
    """
    path = Path(where)
    if path.suffix or path.exists():
        return path
    if str(where) in bundled_records():
        return bundled_record(str(where))
    remedy = nearest(str(where), bundled_records())
    raise InputError(Complaint(f"no measurements are called '{where}'", remedy))


def _of_list(reader: RowReader, data: Mapping[str, Any], path: Path) -> PersonMeasurements:
    """A file of measurements alone."""
    reader.keys(data, FILE_KEYS, ())
    course = reader.course(data.get("course"), ("course",))
    age = reader.age(data.get("age"))
    rows = enumerate(_rows(reader, data))
    read = [reader.measurement(row, ("measurements", place), age) for place, row in rows]
    title, source = str(data.get("title") or path.stem), str(data.get("source") or "")
    return PersonMeasurements(title, source, age, course, _in_time(read))


def _of_record(reader: RowReader, data: Mapping[str, Any], path: Path) -> PersonMeasurements:
    """What a record file holds of measurements; the rest of it is read by `read_record_file`."""
    person, case = (_mapping(data.get(key)) for key in ("person", "case"))
    years = person.get("age_years")
    if years is not None and (isinstance(years, bool) or not isinstance(years, int | float)):
        reader.complain(f"'{years}' is no age", "Write whole years.", ("person", "age_years"))
        years = None
    age = None if years is None else float(years)
    starts = [_mapping(row).get("day") for row in _listed(data.get("procedures"))]
    read, left_out = [], []
    for place, row in enumerate(_rows(reader, data)):
        fields = dict(_mapping(row))
        before = fields.pop("procedure", None)
        known = isinstance(before, int) and 1 <= before <= len(starts)
        start = starts[before - 1] if known and isinstance(before, int) else 0
        if fields.get("instrument") not in instruments() and fields.get("score") is None:
            words = f"day {fields.get('day')}: {fields.get('instrument')}, which has no score"
            left_out.append(f"{words}: {fields['remark']}" if fields.get("remark") else words)
            continue
        at = ("measurements", place)
        read.append(reader.measurement(fields if isinstance(row, Mapping) else row, at, age, start=start))
    course = reader.course(case.get("pain_course"), ("case", "pain_course"))
    title, source = str(case.get("title") or path.stem), str(case.get("source") or "")
    return PersonMeasurements(title, source, age, course, _in_time(read), tuple(left_out))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _rows(reader: RowReader, data: Mapping[str, Any]) -> list[Any]:
    rows = _listed(data.get("measurements"))
    if not rows:
        remedy = "Write a list, each with day, instrument and score."
        reader.complain("are missing", remedy, ("measurements",))
    return rows


def _in_time(read: list[Measurement | None]) -> tuple[Measurement, ...]:
    return tuple(sorted((one for one in read if one is not None), key=lambda one: one.day))


def _document(path: Path, begin: str) -> Document:
    content = read_bytes(path)
    if not content.strip():
        raise InputError(Complaint("the file is empty", begin, file=str(path), line=1))
    return read_document(content, str(path))
