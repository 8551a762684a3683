"""Files of answers and of one person's measurements: read, every mistake told with its line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from cryonerve import units
from cryonerve.case.document import Document, Place, read_bytes, read_document
from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.registry.scoring import Score, age_complaints, score
from cryonerve.sources.instrument import Instrument
from cryonerve.sources.instrument_files import instrument as instrument_called

__all__ = ["AnswerSheet", "Measurement", "PersonMeasurements", "read_answers", "read_measurements"]

FORMAT = 1
COURSES = "courses"  # folder of the bundled ones
LATEST = 36500  # days
CONDITIONS = ("rest", "movement", "socket-contact", "night", "worst", "average", "unknown")
RESPONDENTS = ("person", "parent", "clinician", "proxy", "unknown")
ANSWER_KEYS = ("instrument", "version", "age", "answers")
FILE_KEYS = ("cryonerve-measurements", "title", "source", "age", "course", "measurements")
ROW_KEYS = (
    "day", "instrument", "instrument_version", "score", "unit", "answers", "standing", "condition",
    "respondent", "remark",
)  # fmt: skip


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
        return _located(error, self.document, self.file, ())


@dataclass(frozen=True, slots=True)
class Measurement:
    """One score on one day.

    Attributes
    ----------
    day : from the procedure; 0 and below is before it.
    value : the score, from the answers or as recorded.
    standing : "stated", or "assumed" where score or day was inferred.
    """

    day: float
    instrument: Instrument
    value: float
    standing: str = "stated"
    condition: str = "unknown"
    respondent: str = "unknown"
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PersonMeasurements:
    """All measurements of one person, in the order of time."""

    title: str
    source: str
    age: float | None
    course: str
    measurements: tuple[Measurement, ...]

    def of(self, instrument: str) -> tuple[Measurement, ...]:
        """Those of one instrument."""
        return tuple(one for one in self.measurements if one.instrument.name == instrument)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Instruments that were used, each once, in the order in which they come."""
        return tuple({one.instrument.name: one.instrument for one in self.measurements}.values())


def read_answers(path: Path, chosen: Instrument) -> AnswerSheet:
    """A file of answers: `version`, `answers` (item: answer), and where known `age`.

    Raises
    ------
    InputError
        What is not understood, with line and remedy; answers themselves are judged by `score`.
    """
    document = _document(path, "Begin with 'version:' and 'answers:'.")
    reader = _Reader(document, str(path))
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
    """One person's measurements, from a file or a bundled published case by its name.

    Raises
    ------
    InputError
        Everything that is not understood, with line, the nearest name and a remedy.

    Examples
    --------
    >>> [(one.day, one.value) for one in read_measurements("tibial-neuroma-child").of("vas")]
    [(0, 80.0), (7, 10.0), (91, 10.0)]
    """
    path = Path(where)
    bundled = resources.files("cryonerve.registry").joinpath(COURSES, f"{where}.yaml")
    if not path.suffix and bundled.is_file():
        path = Path(str(bundled))
    elif not path.suffix and not path.exists():
        known = [
            item.name.removesuffix(".yaml")
            for item in resources.files("cryonerve.registry").joinpath(COURSES).iterdir()
        ]
        raise InputError(Complaint(f"no measurements are called '{where}'", nearest(str(where), known)))
    document = _document(path, f"Begin with 'cryonerve-measurements: {FORMAT}'.")
    reader = _Reader(document, str(where))
    data = document.data
    reader.keys(data, FILE_KEYS, ())
    if data.get("cryonerve-measurements") != FORMAT or isinstance(data.get("cryonerve-measurements"), bool):
        reader.complain(
            "this is no file of measurements", f"Begin with 'cryonerve-measurements: {FORMAT}'.", ()
        )
    course = data.get("course") or ""
    if course not in ("", "acute", "chronic"):
        reader.complain(f"'{course}' is no course of pain", "Write acute or chronic.", ("course",))
    age = reader.age(data.get("age"))
    rows = data.get("measurements")
    if not isinstance(rows, list) or not rows:
        reader.complain(
            "are missing", "Write a list, each with day, instrument and score.", ("measurements",)
        )
        rows = []
    read = [reader.measurement(row, ("measurements", place), age) for place, row in enumerate(rows)]
    found = sorted((one for one in read if one is not None), key=lambda one: one.day)
    reader.finish()
    title = str(data.get("title") or path.stem)
    return PersonMeasurements(title, str(data.get("source") or ""), age, str(course), tuple(found))


def _document(path: Path, begin: str) -> Document:
    content = read_bytes(path)
    if not content.strip():
        raise InputError(Complaint("the file is empty", begin, file=str(path), line=1))
    return read_document(content, str(path))


class _Reader:
    """Reads the parts of a file and gathers what is wrong with them."""

    def __init__(self, document: Document, file: str) -> None:
        self.document, self.file = document, file
        self.complaints: list[Complaint] = list(document.complaints)

    def complain(self, what: str, remedy: str, place: Place) -> None:
        line, words = self.document.line(place), self.document.words(place)
        self.complaints.append(Complaint(what, remedy, field=words, file=self.file, line=line))

    def finish(self) -> None:
        if self.complaints:
            raise InputError(*self.complaints)

    def keys(self, data: Mapping[str, Any], known: tuple[str, ...], place: Place) -> None:
        for key in data:
            if key not in known:
                self.complain(f"the key '{key}' is not known", nearest(key, known), (*place, key))

    def age(self, written: object) -> float | None:
        if written is None:
            return None
        try:
            return float(units.parse(str(written), "age"))
        except InputError as error:
            self.complain(error.complaints[0].what, 'Write for example "10 years".', ("age",))
            return None

    def measurement(self, row: object, place: Place, age: float | None) -> Measurement | None:
        """One measurement; None where it is not understood."""
        if not isinstance(row, dict):
            self.complain("is no measurement", "Write day, instrument, instrument_version and score.", place)
            return None
        before = len(self.complaints)
        self.keys(row, ROW_KEYS, place)
        day = row.get("day")
        if isinstance(day, bool) or not isinstance(day, int) or abs(day) > LATEST:
            self.complain(
                f"'{day}' is no day", "Write days from the procedure, 0 or less before it.", (*place, "day")
            )
        chosen = self._instrument(row, place)
        words = {
            key: self._word(row, key, known, place)
            for key, known in (
                ("standing", ("stated", "assumed")),
                ("condition", CONDITIONS),
                ("respondent", RESPONDENTS),
            )
        }
        value = None if chosen is None else self._value(row, chosen, place, age)
        if len(self.complaints) > before or chosen is None or value is None or not isinstance(day, int):
            return None
        return Measurement(day, chosen, value, remark=str(row.get("remark") or ""), **words)

    def _instrument(self, row: Mapping[str, Any], place: Place) -> Instrument | None:
        try:
            chosen = instrument_called(str(row.get("instrument") or ""))
        except InputError as error:
            first = error.complaints[0]
            self.complain(first.what, first.remedy, (*place, "instrument"))
            return None
        version = row.get("instrument_version")
        if str(version) != chosen.version:
            what = f"'{chosen.name}' is version {chosen.version}, this says {version or 'none'}"
            self.complain(
                what, f"Write instrument_version: {chosen.version} if it is.", (*place, "instrument_version")
            )
        return chosen

    def _word(self, row: Mapping[str, Any], key: str, known: tuple[str, ...], place: Place) -> str:
        default = "stated" if key == "standing" else "unknown"
        written = row.get(key, default)
        if written not in known:
            self.complain(f"'{written}' is not known here", nearest(str(written), known), (*place, key))
            return default
        return str(written)

    def _value(
        self, row: Mapping[str, Any], chosen: Instrument, place: Place, age: float | None
    ) -> float | None:
        """The score, from the answers or as recorded; both must agree."""
        for one in age_complaints(chosen, age) if "answers" not in row else ():
            self.complain(one.what, one.remedy, (*place, "instrument"))
        scored = self._scored(row, chosen, place, age)
        if "score" not in row:
            if scored is None and "answers" not in row:
                self.complain("has neither score nor answers", "Write score: or answers:.", place)
            return None if scored is None else scored.value
        written, (low, high) = row["score"], self._range(row, chosen, place)
        if isinstance(written, bool) or not isinstance(written, int | float) or not low <= written <= high:
            what = f"'{written}' is no score of '{chosen.name}'"
            self.complain(what, f"It lies from {low:g} to {high:g}.", (*place, "score"))
            return None
        bottom, top = chosen.reach
        written = bottom + (written - low) * (top - bottom) / (high - low)
        if not _can_be(chosen, float(written)):
            what = f"{written:g} cannot be the score of '{chosen.name}'"
            self.complain(what, f"Write {next(iter(chosen.items.values())).allowed}.", (*place, "score"))
            return None
        if scored is not None and scored.value is not None and scored.value != written:
            what = f"the answers come to {scored.value:g}, not {written:g}"
            self.complain(what, "Leave the score out, or mend an answer.", (*place, "score"))
        return float(written)

    def _range(self, row: Mapping[str, Any], chosen: Instrument, place: Place) -> tuple[float, float]:
        """Between which ends a score was recorded: those of the instrument, or as `unit` says ("0 to 10").

        Pain intensity alone is carried over to the instrument's own range: "8/10" of a line of 100 mm.
        """
        unit = row.get("unit")
        if unit is None or unit == chosen.unit:
            return chosen.reach
        ends = _ends(str(unit))
        if ends is not None and (ends == chosen.reach or chosen.family == "pain intensity"):
            return ends
        low, high = chosen.reach
        what = f"'{unit}' is not the range of '{chosen.name}'"
        self.complain(what, f"It goes from {low:g} to {high:g}; leave unit out.", (*place, "unit"))
        return chosen.reach

    def _scored(
        self, row: Mapping[str, Any], chosen: Instrument, place: Place, age: float | None
    ) -> Score | None:
        answers = row.get("answers")
        if answers is None:
            return None
        if not isinstance(answers, dict):
            self.complain("are no answers", "Write answers: {item: number}.", (*place, "answers"))
            return None
        try:
            found = score(chosen, answers, version=chosen.version, age=age)
        except InputError as error:
            self.complaints += _located(error, self.document, self.file, place).complaints
            return None
        if found.refused and "score" not in row:
            self.complain(
                f"there is no score: {found.refused}", "Leave this measurement out.", (*place, "answers")
            )
        return found


def _ends(unit: str) -> tuple[float, float] | None:
    """The ends of "0 to 10"; None for anything else."""
    low, word, high = unit.partition(" to ")
    try:
        ends = float(low), float(high)
    except ValueError:
        return None
    return ends if word and math.isfinite(ends[1] - ends[0]) and ends[0] < ends[1] else None


def _can_be(chosen: Instrument, written: float) -> bool:
    """Can answers come to this score? Told for one item, and for sums whose items share a step."""
    items = list(chosen.items.values())
    if chosen.scoring == "single":
        return items[0].takes(written)
    if chosen.scoring != "sum":
        return True
    reachable = {0.0}
    for item in items:
        options = item.codes if not item.only_where_zero else (0.0, *item.codes)
        reachable = {total + code for total in reachable for code in options}
    return written in reachable


def _located(error: InputError, document: Document, file: str, place: Place) -> InputError:
    """Complaints of `score`, each at the line of its item, or of the version or age."""
    found = []
    for one in error.complaints:
        spot: Place = (
            (*place, one.field) if one.field in ("version", "age") else (*place, "answers", one.field)
        )
        found.append(
            Complaint(one.what, one.remedy, field=document.words(spot), file=file, line=document.line(spot))
        )
    return InputError(*found)
