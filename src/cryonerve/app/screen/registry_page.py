"""What the page is shown of a registry: what its forms offer, records, scores, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from cryonerve.app.instruments_shown import list_document
from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest
from cryonerve.registry.checking import checked, given_away
from cryonerve.registry.kinds import Kind, kind_of, kinds
from cryonerve.registry.scoring import Score, score
from cryonerve.sources.adverse_events import adverse_scales
from cryonerve.sources.instrument import Instrument
from cryonerve.sources.instrument_files import instruments

if TYPE_CHECKING:
    from cryonerve.registry.listing import History

__all__ = [
    "instruments_document",
    "kinds_document",
    "problem_row",
    "problems_of",
    "recorded_kind",
    "scored",
    "shown_history",
    "shown_row",
]

MOST_BUTTONS = 11  # answers that stand side by side; of more a slider chooses


def recorded_kind(name: str) -> Kind:
    """A kind of records of people; raises UnknownNameError for any other name, users included."""
    if name.replace("-", "_") == "user":
        raise UnknownNameError(Complaint("users are no records", "See: cryonerve record users", field="kind"))
    return kind_of(name)


@cache
def kinds_document() -> list[dict[str, Any]]:
    """Every kind with its fields, as `kinds.toml` has them."""
    return [
        {
            "name": kind.name, "letter": kind.letter, "parent": kind.parent, "meaning": kind.meaning,
            "fields": [asdict(field) for field in kind.fields.values()],
        }
        for kind in kinds().values()
        if kind.name != "user"
    ]  # fmt: skip


@cache
def instruments_document() -> dict[str, Any]:
    """Instruments with their items, and scales of adverse events with their grades."""
    listed = list_document()
    grades = {
        name: [{"grade": grade.grade, "meaning": grade.meaning} for grade in scale.grades]
        for name, scale in adverse_scales().items()
    }
    return {
        "instruments": [row | _form(instruments()[row["id"]]) for row in listed["instruments"]],
        "scales": [row | {"grades": grades[row["id"]]} for row in listed["adverse_event_scales"]],
    }


def _form(one: Instrument) -> dict[str, Any]:
    single = one.scoring == "single"
    return {
        "unit": one.unit,
        "scoring": one.scoring,
        "missing": one.missing,
        "single": single,
        "slider": single and _answers(one) > MOST_BUTTONS,
        "items": [
            {
                "item": item.name, "title": item.title, "codes": list(item.codes),
                "labels": list(item.labels), "low": item.low, "high": item.high, "step": item.step,
                "scale": item.scale, "only_where_zero": item.only_where_zero,
            }
            for item in one.items.values()
        ],
    }  # fmt: skip


def _answers(one: Instrument) -> float:
    """How many answers the first item has."""
    item = next(iter(one.items.values()))
    if item.codes:
        return len(item.codes)
    return (item.high - item.low) / item.step + 1 if item.step else float("inf")


def shown_row(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with answers and placements taken apart."""
    fields = kinds()[kind].fields
    return {
        name: json.loads(value)
        if value is not None and name in fields and fields[name].type == "json"
        else value
        for name, value in row.items()
    }


def shown_history(told: History) -> dict[str, Any]:
    """A record with all its versions, and what the chain says of each."""
    kept = ("number", "at", "who", "action", "version", "why")
    return {
        "kind": told.kind,
        "record": told.record,
        "person": told.person,
        "parent": told.parent,
        "versions": [shown_row(told.kind, row) for row in told.versions],
        "entries": [{name: entry[name] for name in kept} for entry in told.entries],
    }


def problem_row(complaint: Complaint, before: str = "") -> dict[str, str]:
    """A complaint beside the field of a form; `before` stands before the field's name."""
    return {"field": f"{before}{complaint.field}", "what": complaint.what, "remedy": complaint.remedy}


def problems_of(kind: Kind, values: Mapping[str, object]) -> list[Complaint]:
    """Everything that is wrong with the values of a form, without entering it."""
    accepted, wrong = checked(kind, values)
    return [*wrong, *given_away(kind, accepted)]


def scored(name: str, version: str, answers: Mapping[str, object], age: float | None) -> dict[str, Any]:
    """The score of answers as the page shows it, or what is wrong with them.

    Raises
    ------
    UnknownNameError
        There is no such instrument in the package; files are not read for a page.
    """
    if name not in instruments():
        what = f"no instrument is called '{name[:80]}'"
        raise UnknownNameError(Complaint(what, nearest(name, instruments()), field="instrument"))
    chosen = instruments()[name]
    nothing: dict[str, Any] = {
        "value": None, "unit": chosen.unit, "shown": "", "refused": "", "missing": [], "band": "",
        "problems": [], "findings": [],
    }  # fmt: skip
    try:
        found = score(chosen, answers, version=version, age=age)
    except InputError as error:
        return nothing | {"problems": [_answer_problem(one) for one in error.complaints]}
    return nothing | _score_document(found)


def _answer_problem(one: Complaint) -> dict[str, str]:
    return problem_row(one, "" if one.field in ("version", "age") else "answers.")


def _score_document(found: Score) -> dict[str, Any]:
    return {
        "value": found.value,
        "shown": "" if found.value is None else f"{found.value:.4g} {found.unit}".strip(),
        "refused": found.refused,
        "missing": list(found.missing),
        "band": "" if found.band is None else found.band.title,
        "findings": [finding.reason for finding in found.findings],
    }
