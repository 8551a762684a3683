"""One recorded score read: instrument, version, range, answers; what is wrong with it is gathered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

from cryonerve import units
from cryonerve.case.document import Place
from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.registry.kinds import kind_of
from cryonerve.registry.measured import PAIN, UNKNOWN, Measurement
from cryonerve.registry.scoring import Score, age_complaints, score
from cryonerve.sources.instrument import Instrument
from cryonerve.sources.instrument_files import instrument as instrument_called

__all__ = ["Places", "RowReader", "located", "recorded_range"]

LATEST = 36500  # days
ROW_KEYS = (
    "day", "instrument", "instrument_version", "score", "unit", "answers", "standing", "condition",
    "respondent", "remark",
)  # fmt: skip


class Places(Protocol):
    """Where something stands, for complaints: the line of a file, or a record of a registry."""

    def line(self, place: Place) -> int:
        """Line of a place; 0 where it has none."""

    def words(self, place: Place) -> str:
        """The place in words."""


class RowReader:
    """Reads the parts of a file, or of a registry, and gathers what is wrong with them."""

    def __init__(self, places: Places, file: str, complaints: tuple[Complaint, ...] = ()) -> None:
        self.places, self.file = places, file
        self.complaints: list[Complaint] = list(complaints)

    def complain(self, what: str, remedy: str, place: Place) -> None:
        """Keep a complaint about a place."""
        line, words = self.places.line(place), self.places.words(place)
        self.complaints.append(Complaint(what, remedy, field=words, file=self.file, line=line))

    def finish(self) -> None:
        """Raise InputError with every complaint that was kept."""
        if self.complaints:
            raise InputError(*self.complaints)

    def keys(self, data: Mapping[str, Any], known: tuple[str, ...], place: Place) -> None:
        """Complain about keys that are not known."""
        for key in data:
            if key not in known:
                self.complain(f"the key '{key}' is not known", nearest(key, known), (*place, key))

    def course(self, written: object, place: Place) -> str:
        """Course of the pain, "" where it is not told."""
        if written not in (None, "", "acute", "chronic"):
            self.complain(f"'{written}' is no course of pain", "Write acute or chronic.", place)
        return str(written or "")

    def age(self, written: object) -> float | None:
        """Years, written with a unit; None where it is not told or not understood."""
        if written is None:
            return None
        try:
            return float(units.parse(str(written), "age"))
        except InputError as error:
            self.complain(error.complaints[0].what, 'Write for example "10 years".', ("age",))
            return None

    def measurement(
        self, row: object, place: Place, age: float | None, *, start: object = 0
    ) -> Measurement | None:
        """One measurement; None where it is not understood. `start`: its day 0."""
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
            key: self._word(row, key, kind_of("measurement").fields[key].choices, place)
            for key in ("standing", "condition", "respondent")
        }
        value = None if chosen is None else self._value(row, chosen, place, age)
        if len(self.complaints) > before or chosen is None or value is None or not isinstance(day, int):
            return None
        day += start if isinstance(start, int) else 0
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
        default = "stated" if key == "standing" else UNKNOWN
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
        ends = recorded_range(chosen, None if unit is None else str(unit))
        if ends is not None:
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
            self.complaints += located(error, self.places, self.file, place).complaints
            return None
        if found.refused and "score" not in row:
            self.complain(
                f"there is no score: {found.refused}", "Leave this measurement out.", (*place, "answers")
            )
        return found


def recorded_range(chosen: Instrument, unit: str | None) -> tuple[float, float] | None:
    """Lowest and highest score in the unit in which it was recorded; None where that is none of it.

    >>> from cryonerve.sources.instrument_files import instrument
    >>> recorded_range(instrument("vas"), "0 to 10"), recorded_range(instrument("nrs"), "mm")
    ((0.0, 10.0), None)
    """
    if unit is None or unit == chosen.unit or (unit == "percent" and chosen.unit == "%"):
        return chosen.reach
    ends = _ends(unit)
    if ends is not None and (ends == chosen.reach or chosen.family == PAIN):
        return ends
    return None


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


def located(error: InputError, places: Places, file: str, place: Place) -> InputError:
    """Complaints of `score`, each at the line of its item, or of the version or age."""
    found = []
    for one in error.complaints:
        spot: Place = (
            (*place, one.field) if one.field in ("version", "age") else (*place, "answers", one.field)
        )
        found.append(
            Complaint(one.what, one.remedy, field=places.words(spot), file=file, line=places.line(spot))
        )
    return InputError(*found)
