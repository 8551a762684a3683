"""The timeline of a case: what happened on which day from the first procedure, for a table and a figure."""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.registry.case_record import CaseRecord
from cryonerve.registry.kinds import kinds
from cryonerve.reporting.care.parts import Table
from cryonerve.reporting.care.saying import (
    day_words,
    instrument_words,
    name_words,
    plain,
    quoted,
    score_words,
    shown,
)

__all__ = ["Event", "events", "timeline_table"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a day.

    Attributes
    ----------
    day : from the case's first procedure. lane : what belongs on one line of a figure.
    short : a few letters at its mark. words : a cell of the table.
    before : measured on day 0, which is before the procedure. assumed : score or day was inferred.
    end : the day it was over, None where it has none. unit : of a score, as recorded.
    """

    day: int
    lane: str
    short: str
    words: str
    before: bool = False
    assumed: bool = False
    end: int | None = None
    unit: str = ""


def events(record: CaseRecord) -> tuple[Event, ...]:
    """Everything in a record that has a day, in the order of days; what was measured on day 0 comes first.

    >>> from cryonerve.registry.case_record import case_of_record_file
    >>> found = events(case_of_record_file("tibial-neuroma-child"))
    >>> [(event.day, event.short) for event in found if event.lane.startswith(("Visual", "procedure"))]
    [(0, '8'), (0, '2 × 2'), (7, '1'), (91, '1')]
    """
    found = [*_consents(record), *_measurements(record), *_procedures(record), *_adverse(record)]
    return tuple(sorted(found, key=lambda event: (event.day, not event.before)))


def timeline_table(record: CaseRecord, keys: tuple[str, ...] = ()) -> Table:
    """The timeline as a table: day, what, standing."""
    rows = tuple(
        (
            day_words(event.day, measured=event.before),
            event.words,
            "assumed" if event.assumed else "as recorded",
        )
        for event in events(record)
    )
    title = "Timeline, days counted from the first procedure"
    return Table(title, ("day", "what", "standing"), rows, sources=keys, widths=(20, 62, 18))


def _consents(record: CaseRecord) -> list[Event]:
    fields = kinds()["consent"].fields
    found = []
    for row in record.of("consent"):
        what = f"{shown(fields['what'], row['what'])}, {shown(fields['scope'], row['scope'])}"
        found.append(Event(int(row["day"]), "consent", shown(fields["what"], row["what"]), what))
        if "withdrawn_day" in row:
            found.append(Event(int(row["withdrawn_day"]), "consent", "withdrawn", f"withdrawn: {what}"))
    return found


def _measurements(record: CaseRecord) -> list[Event]:
    found = []
    conditions: dict[object, set[object]] = {}
    for row in record.of("measurement"):
        conditions.setdefault(row.get("instrument"), set()).update({row.get("condition")} - {None, "unknown"})
    for row in record.of("measurement"):
        words = f"{instrument_words(row)}: {score_words(row) or 'noted'}"
        about = row.get("condition")
        stated = about not in (None, "unknown")
        condition = shown(kinds()["measurement"].fields["condition"], about) if stated else ""
        words += f", about: {condition}" if stated else ""
        if row.get("score") is None and "remark" in row:
            words += f": {quoted(row['remark'])}"
        lane = name_words(row)
        if stated and len(conditions[row.get("instrument")]) > 1:
            lane += f", {condition}"
        day = record.day_of("measurement", row, "day")
        short = score_words({"score": row.get("score")}) or "noted"
        found.append(
            Event(
                day,
                lane,
                short,
                words,
                int(row["day"]) == 0,
                row.get("standing") == "assumed",
                unit=plain(row.get("unit", "")),
            )
        )
    return found


def _procedures(record: CaseRecord) -> list[Event]:
    fields = kinds()["procedure"].fields
    found = []
    for row in record.of("procedure"):
        words = shown(fields["modality"], row["modality"]) if "modality" in row else "procedure"
        counts = [str(row[name]) for name in ("levels", "cycles") if name in row]
        if len(counts) == 2:
            words += f", places: {counts[0]}, freezes at each: {counts[1]}"
        short = " × ".join(counts) if len(counts) == 2 else ""
        assumed = row.get("standing") == "assumed"
        found.append(Event(int(row["day"]), "procedure", short, words, assumed=assumed))
    return found


def _adverse(record: CaseRecord) -> list[Event]:
    found = []
    for row in record.of("adverse_event"):
        term, grade = plain(row.get("term", "an event")), plain(row.get("grade", ""))
        words = f"adverse event: {term}, {plain(row.get('scale', ''))} {plain(row.get('scale_version', ''))}"
        words += f" grade {grade}"
        end = record.day_of("adverse_event", row, "resolved_day") if "resolved_day" in row else None
        onset = record.day_of("adverse_event", row, "onset_day")
        found.append(
            Event(
                onset,
                "adverse events",
                f"grade {grade}",
                f"{words} (over on {day_words(end)})" if end is not None else words,
                end=end,
            )
        )
    return found
