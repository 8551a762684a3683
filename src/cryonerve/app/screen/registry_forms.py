"""What entry forms follow: kinds and their fields, instruments and their items, scores of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryonerve.errors import InputError

__all__ = ["instruments_shown", "kinds_shown", "scored"]


def kinds_shown() -> list[dict[str, Any]]:
    """Kinds of records with their fields, as `kinds.toml` says them.

    >>> [kind["name"] for kind in kinds_shown()][:3]
    ['person', 'consent', 'case']
    """
    from cryonerve.registry.kinds import kinds

    return [
        {
            "name": kind.name, "letter": kind.letter, "parent": kind.parent, "meaning": kind.meaning,
            "fields": [
                {
                    "name": field.name, "type": field.type, "wanted": field.wanted,
                    "choices": list(field.choices), "min": field.min, "max": field.max,
                    "unit": field.unit, "meaning": field.meaning, "to": field.to,
                }
                for field in kind.fields.values()
            ],
        }
        for kind in kinds().values()
        if kind.name != "user"
    ]  # fmt: skip


def instruments_shown() -> dict[str, Any]:
    """Instruments with their items (words only where they may be shipped), and scales with their grades."""
    from cryonerve.sources import adverse_scales
    from cryonerve.sources.instrument_files import instruments

    return {
        "instruments": [
            {
                "id": one.name, "version": one.version, "title": one.title, "measures": one.family,
                "lowest": one.reach[0], "highest": one.reach[1], "unit": one.unit,
                "direction": one.direction, "ages": "" if one.ages is None else one.ages.words,
                "missing": one.missing, "scoring": one.scoring, "single": one.scoring == "single",
                "slider": one.scoring == "single" and not next(iter(one.items.values())).codes,
                "beside": list(one.beside), "recall": one.recall,
                "items": [
                    {
                        "item": item.name, "title": item.title, "allowed": item.allowed,
                        "codes": list(item.codes), "labels": list(item.labels),
                        "low": item.low, "high": item.high, "step": item.step,
                    }
                    for item in one.items.values()
                ],
            }
            for one in instruments().values()
        ],
        "scales": [
            {
                "id": one.name, "version": one.version, "title": one.title,
                "grades": [{"grade": grade.grade, "meaning": grade.meaning} for grade in one.grades],
            }
            for one in adverse_scales().values()
        ],
    }  # fmt: skip


def scored(instrument: str, version: str, *, answers: Mapping[str, Any], age: float | None) -> dict[str, Any]:
    """The score, or why there is none; what is wrong with an answer stands at its item.

    >>> scored("nrs", "0-10", answers={"pain": 3}, age=None)["value"]
    3.0
    """
    from cryonerve.registry.scoring import age_findings, score
    from cryonerve.sources.instrument_files import instrument as called

    chosen = called(instrument)
    empty: dict[str, Any] = {
        "value": None, "unit": chosen.unit, "shown": "", "band": "", "refused": "", "missing": [],
        "findings": [],
    }  # fmt: skip
    try:
        found = score(chosen, answers, version=version or chosen.version, age=age)
    except InputError as error:
        problems = [
            {
                "field": one.field if one.field in ("version", "age", "") else f"answers.{one.field}",
                "what": one.what,
                "remedy": one.remedy,
            }
            for one in error.complaints
        ]
        return empty | {"problems": problems}
    band = None if found.value is None else chosen.band(found.value)
    return empty | {
        "value": found.value,
        "shown": "" if found.value is None else f"{found.value:g} {chosen.unit}",
        "missing": list(found.missing),
        "band": "" if band is None else band.title,
        "refused": found.refused,
        "findings": [one.reason for one in age_findings(chosen, age)],
        "problems": [],
    }
