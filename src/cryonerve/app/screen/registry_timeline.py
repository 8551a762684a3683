"""A case over time, as the page draws it: events in lanes, scores as series, what runs predicted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.registry_page import shown_row
from cryonerve.sources.instrument_files import instruments

if TYPE_CHECKING:
    from cryonerve.registry.access import Registry
    from cryonerve.registry.case_records import CaseRecords
    from cryonerve.registry.measured import PersonMeasurements

__all__ = ["case_document", "timeline"]

Row = Mapping[str, Any]
CLOCKS = {"recovery": "recovery", "pain return": "pain_return"}  # what is predicted, and its fields
LEVELS = ("p5", "p50", "p95")


def case_document(registry: Registry, case: str) -> dict[str, Any]:
    """A case with its person, its records and its timeline.

    Raises
    ------
    AbsentError
        There is no such case, or it was entered in error.
    """
    from cryonerve.registry.case_measurements import measurements_of
    from cryonerve.registry.case_records import case_records

    found = case_records(registry, case)
    measured = measurements_of(found)
    return {
        "case": shown_row("case", found.case),
        "person": shown_row("person", found.person),
        "records": {name: [shown_row(name, row) for row in rows] for name, rows in found.rows.items()},
        "timeline": timeline(found, measured),
        "left_out": list(measured.left_out),
    }


def timeline(found: CaseRecords, measured: PersonMeasurements) -> dict[str, Any]:
    """Days are counted from the case's first procedure, whichever procedure a record counts from."""
    starts = {row["record"]: int(row["day"]) for row in found.rows["procedure"]}
    events = [*_consents(found), *_procedures(found), *_measurements(found, starts), *_adverse(found, starts)]
    return {
        "events": sorted(events, key=lambda event: event["day"]),
        "series": list(_series(measured)),
        "predicted": list(_predicted(found, starts)),
    }


def _event(lane: str, row: Row, day: int, words: str, **more: object) -> dict[str, Any]:
    standing = {"assumed": row.get("standing") == "assumed"}
    nothing = {"until": None, "short": lane.replace("_", " "), "value": None}
    return {"day": day, "lane": lane, "kind": lane, "record": row["record"], "words": words} | (
        nothing | standing | more
    )


def _consents(found: CaseRecords) -> Iterator[dict[str, Any]]:
    for row in found.rows["consent"]:
        what = "assent of the child" if row["what"] == "child-assent" else f"consent by the {row['given_by']}"
        words = [f"{what} to {row['scope']}", f"form {row['form']} {row['form_version']}"]
        if row["withdrawn_day"] is not None:
            words.append(f"withdrawn on day {row['withdrawn_day']}")
        if row["reconsent_due_day"] is not None:
            words.append(f"to be asked anew on day {row['reconsent_due_day']}")
        yield _event("consent", row, row["day"], _sentence(words), until=row["withdrawn_day"])


def _procedures(found: CaseRecords) -> Iterator[dict[str, Any]]:
    for row in found.rows["procedure"]:
        what = row["modality"] or "procedure"
        words = [what + (f" with {row['device']}" if row["device"] else "")]
        if row["cycles"] is not None:
            length = "" if row["freeze_s"] is None else f" of {row['freeze_s']:g} s"
            words.append(f"{row['cycles']} {'freeze' if row['cycles'] == 1 else 'freezes'}{length}")
        if row["guidance"]:
            words.append(f"guided by {row['guidance']}")
        if row["technical_success"] in ("partial", "no"):
            words.append(f"carried out as intended: {row['technical_success']}")
        yield _event("procedure", row, row["day"], _sentence(words), short=what)


def _measurements(found: CaseRecords, starts: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for row in found.rows["measurement"]:
        name, score = row["instrument"], row["score"]
        title = instruments()[name].title if name in instruments() else name
        unit = f" ({row['unit']})" if row["unit"] else ""
        words = [f"{title}: {score:g}{unit}" if score is not None else f"{title}: no score, answers only"]
        if row["condition"] not in (None, "unknown"):
            words.append(str(row["condition"]))
        if row["respondent"] not in (None, "unknown"):
            words.append(f"answered by the {row['respondent']}")
        short = name if score is None else f"{name} {score:g}"
        day = row["day"] + starts.get(row["procedure"], 0)
        yield _event("measurement", row, day, _sentence(words), short=short, value=score)


def _adverse(found: CaseRecords, starts: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for row in found.rows["adverse_event"]:
        start = starts.get(row["procedure"], 0)
        words = [row["term"], f"grade {row['grade']} ({row['scale']} {row['scale_version']})"]
        if row["relatedness"] not in (None, "unknown"):
            words.append(f"related: {row['relatedness']}")
        end = row["resolved_day"]
        if end is None:
            words.append("not over yet, as recorded")
        until = None if end is None else end + start
        day = row["onset_day"] + start
        yield _event("adverse_event", row, day, _sentence(words), until=until, short=row["term"])


def _series(measured: PersonMeasurements) -> Iterator[dict[str, Any]]:
    for name, rows in measured.series.items():
        chosen = rows[0].instrument
        low, high = chosen.reach
        yield {
            "name": name,
            "title": ", ".join([chosen.title, *name.split(", ")[1:]]),
            "unit": chosen.unit,
            "low": low,
            "high": high,
            "better": chosen.better,
            "points": [
                {
                    "day": one.day,
                    "value": one.value,
                    "assumed": one.standing == "assumed",
                    "record": one.record,
                }
                for one in rows
            ],
        }


def _predicted(found: CaseRecords, starts: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for row in found.rows["prediction"]:
        start = starts.get(row["procedure"], 0)
        for what, fields in CLOCKS.items():
            band = {level: row[f"{fields}_{level}_days"] for level in LEVELS}
            if band["p50"] is not None:
                days = {level: None if value is None else value + start for level, value in band.items()}
                yield {"what": what, "nerve": row["nerve"], **days, "record": row["record"]}


def _sentence(words: list[str]) -> str:
    text = "; ".join(words)
    return text[:1].upper() + text[1:]
