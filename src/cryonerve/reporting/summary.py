"""The numbers of a run as one small table for people and programs: `summary.json`, format cryonerve.run/1.

People's units (mm, mm3, s, days, degC) and plain Python numbers; what is not a finite number is null.
"""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_args

from cryonerve.findings import LEVELS
from cryonerve.nerve.lesion import Grade, GradeOdds

if TYPE_CHECKING:
    from cryonerve.bioheat.result import Freezing
    from cryonerve.findings import Finding
    from cryonerve.nerve.completeness import Completeness, Remedy
    from cryonerve.nerve.conduction_loss import ConductionLoss
    from cryonerve.nerve.lesion import Band, Lesion, Prediction
    from cryonerve.reporting.run import Run

__all__ = ["FORMAT", "remedies_of", "summary", "summary_schema"]

FORMAT = "cryonerve.run/1"

DAYS = ("p5", "p50", "p95")
GRADES: tuple[Grade, ...] = get_args(Grade)
ODDS = tuple(item.name for item in fields(GradeOdds))


def summary(run: Run) -> dict[str, Any]:
    """The numbers of a run.

    Returns
    -------
    dict
        format, case, title, and

        solver : kernel, spacing_mm, cells, steps, procedure_s, wall_s (from the built volume to the finished
            fields, without compilation), compile_s, heat_balance_error (share of the heat extracted).
        isotherms : three rows ("ice", "-20C", "-40C") at the end of every phase: time_s, phase, surface,
            temperature_degC, volume_mm3 of tissue colder than that surface at that moment.
        nerves : by name; empty after `freeze` alone. fascicle_area_below_-20C (best cross-section, 0..1),
            full_section_length_mm, min_temperature_degC, warmest_fascicle_nadir_degC, grade, p_axonotmesis,
            grade_odds (none, block, axonotmesis: together 1), sheath_preserved (null: not known) and why,
            recovery_days (p5, p50, p95 until axons are back), sentence; pain_return_days (treated nerves, the
            other clock: p5, p50, p95 until pain was back in published series; null beyond
            pain_followed_days, the longest follow-up), pain_sentence; degeneration (stage, begins_days,
            ends_days), degeneration_sentence; fascicles (how many), interrupted
            (how many, over a sufficient length), spared (their numbers, from 0) and missing_mm (of each, at
            the station where it got coldest), interrupted_together_mm; null where it was not judged;
            remedy (what by the estimate would reach the spared ones, in words, "" when nothing tried would;
            interrupted, of how many fascicles, and together_mm: of the full run of it, interrupted null when
            there was none; not_enough: what was tried in vain; barred: what is in the way on the other
            side), null when none was looked for;
            conduction_lost (by class of axons: most, the largest share of its axons that did not
            conduct, and cold_block_gone_s, null where cold still blocked at the end).
        findings : level, about, value, limit, unit, source.

    Examples
    --------
    >>> from cryonerve.reporting.summary import FORMAT
    >>> FORMAT
    'cryonerve.run/1'
    """
    return {
        "format": FORMAT,
        "case": run.case.name,
        "title": run.case.title,
        "solver": _solver(run.freezing),
        "isotherms": [
            {
                "time_s": _number(row.time),
                "phase": row.phase,
                "surface": row.surface,
                "temperature_degC": _number(row.temperature),
                "volume_mm3": _number(1e9 * row.volume),
            }
            for row in run.freezing.isotherms
        ],
        "nerves": {} if run.prediction is None else _nerves(run.prediction),
        "findings": [_finding(item) for item in run.findings],
    }


def _solver(freezing: Freezing) -> dict[str, Any]:
    record = freezing.solver
    return {
        "kernel": record.kernel,
        "spacing_mm": _number(1e3 * record.spacing),
        "cells": int(record.cells),
        "steps": int(record.steps),
        "procedure_s": _number(record.procedure),
        "wall_s": _number(record.wall),
        "compile_s": _number(record.compile),
        "heat_balance_error": _number(freezing.balance.error),
    }


def _nerves(prediction: Prediction) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for name, lesion in prediction.lesions.items():
        recovery = prediction.recoveries.get(name)
        rows[name] = {
            "fascicle_area_below_-20C": _number(lesion.best_area_fraction),
            "full_section_length_mm": _number(1e3 * lesion.full_length),
            "min_temperature_degC": _number(lesion.min_temperature),
            "warmest_fascicle_nadir_degC": _number(lesion.warmest_fascicle_nadir),
            "grade": str(lesion.grade),
            "p_axonotmesis": _number(lesion.p_axonotmesis),
            "grade_odds": _odds(lesion),
            "sheath_preserved": lesion.sheath_preserved,
            "sheath_reason": lesion.sheath_reason,
            "recovery_days": _days(recovery.regrowth_days if recovery else None),
            "sentence": lesion.sentence,
            **_after(prediction, name),
            **_completeness(lesion.completeness),
            "conduction_lost": _conduction_lost(lesion.conduction_loss),
        }
    return rows


def _conduction_lost(what: ConductionLoss | None) -> dict[str, Any]:
    """Of each class of axons: largest share that did not conduct, and when cold block was gone."""
    classes = () if what is None else what.blocked
    return {
        name: {
            "most": _number(float(what.share_lost(name).max(initial=0.0))),
            "cold_block_gone_s": None if (back := what.conducts_again(name)) is None else _number(back),
        }
        for name in classes
        if what is not None
    }


def _odds(lesion: Lesion) -> dict[str, float | None]:
    """Probability per grade of the whole nerve."""
    values = {name: getattr(lesion.odds, name, None) for name in ODDS}
    return {name: None if value is None else _number(value) for name, value in values.items()}


def _after(prediction: Prediction, name: str) -> dict[str, Any]:
    """The return of pain and the time line of degeneration; null where there is none."""
    pain, beyond = prediction.pain.get(name), prediction.degenerations.get(name)
    return {
        "pain_return_days": _days(pain.days if pain else None),
        "pain_followed_days": _number(pain.followed_days) if pain else None,
        "pain_sentence": f"{pain.sentence} {pain.evidence}" if pain else None,
        "degeneration": [
            {"stage": stage.name, "begins_days": _days(stage.begins), "ends_days": _days(stage.ends)}
            for stage in (beyond.stages if beyond else ())
        ],
        "degeneration_sentence": beyond.sentence if beyond else None,
    }


def _completeness(what: Completeness | None) -> dict[str, Any]:
    """How many fascicles are interrupted, which are spared, and by how much."""
    if what is None:
        return dict.fromkeys(
            ("fascicles", "interrupted", "spared", "missing_mm", "interrupted_together_mm", "remedy")
        )
    return {
        "fascicles": len(what.fascicles),
        "interrupted": len(what.interrupted),
        "spared": [item.index for item in what.spared],
        "missing_mm": [_number(1e3 * item.missing) for item in what.spared],
        "interrupted_together_mm": _number(1e3 * what.common_length),
        "remedy": _remedy(what.remedy),
    }


def _remedy(what: Remedy | None) -> dict[str, Any] | None:
    """What would reach the spared fascicles, and what a full run said of it."""
    if what is None:
        return None
    return {
        "words": what.words,
        "fascicles": what.fascicles,
        "interrupted": what.interrupted,
        "together_mm": _number(1e3 * what.together),
        "not_enough": list(what.not_enough),
        "barred": what.barred,
    }


def remedies_of(nerves: dict[str, Any]) -> dict[str, Remedy]:
    """The remedies of a summary's nerves, by nerve.

    Raises
    ------
    TypeError, KeyError, ValueError
        When one of them is not as `summary` writes it.
    """
    from cryonerve.nerve.completeness import Remedy  # noqa: PLC0415

    rows = {name: row.get("remedy") for name, row in nerves.items()}
    return {
        name: Remedy(
            words=str(row["words"]),
            fascicles=int(row["fascicles"]),
            interrupted=None if row["interrupted"] is None else int(row["interrupted"]),
            together=1e-3 * float(row["together_mm"]),
            not_enough=tuple(str(item) for item in row["not_enough"]),
            barred=str(row["barred"]),
        )
        for name, row in rows.items()
        if row is not None
    }


def _days(band: Band | None) -> dict[str, float | None]:
    return {name: None if band is None else _number(getattr(band, name)) for name in DAYS}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "level": finding.level,
        "about": finding.about,
        "value": None if finding.value is None else _number(finding.value),
        "limit": None if finding.limit is None else _number(finding.limit),
        "unit": finding.unit,
        "source": finding.source,
    }


def _number(value: float) -> float | None:
    """A plain number without the dust of a change of units (1.3e-3 m is 1.3 mm); None when not finite."""
    plain = float(value)
    return float(f"{plain:.12g}") if math.isfinite(plain) else None


_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}
_MAYBE = {"type": ["number", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_AMOUNT = {"type": ["number", "null"], "minimum": 0}
_SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}


def summary_schema() -> dict[str, Any]:
    """JSON Schema of summary.json."""
    from cryonerve.bioheat.isotherms import SURFACES  # noqa: PLC0415

    isotherm = _record(
        time_s=_NUMBER,
        phase=_TEXT,
        surface={"enum": [name for name, _ in SURFACES]},
        temperature_degC=_MAYBE,
        volume_mm3=_AMOUNT,
    )
    finding = _record(
        level={"enum": list(LEVELS)},
        about=_TEXT,
        value=_MAYBE,
        limit=_MAYBE,
        unit=_TEXT,
        source=_TEXT,
    )
    whole = _record(
        format={"const": FORMAT},
        case=_TEXT,
        title=_TEXT,
        solver=_solver_schema(),
        isotherms={"type": "array", "items": isotherm},
        nerves={"type": "object", "additionalProperties": _nerve_schema()},
        findings={"type": "array", "items": finding},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cryonerve run summary",
        **whole,
    }


def _solver_schema() -> dict[str, Any]:
    return _record(
        kernel=_TEXT,
        spacing_mm={"type": "number", "exclusiveMinimum": 0},
        cells=_COUNT,
        steps=_COUNT,
        procedure_s=_NUMBER,
        wall_s=_NUMBER,
        compile_s=_NUMBER,
        heat_balance_error=_MAYBE,
    )


def _nerve_schema() -> dict[str, Any]:
    days = _record(**dict.fromkeys(DAYS, _AMOUNT))
    columns = {
        "fascicle_area_below_-20C": _SHARE,
        "full_section_length_mm": _AMOUNT,
        "min_temperature_degC": _MAYBE,
        "warmest_fascicle_nadir_degC": _MAYBE,
        "grade": {"enum": list(GRADES)},
        "p_axonotmesis": _SHARE,
        "grade_odds": _record(**dict.fromkeys(ODDS, _SHARE)),
        "sheath_preserved": {"type": ["boolean", "null"]},
        "sheath_reason": _TEXT,
        "recovery_days": days,
        "pain_return_days": days,
        "pain_followed_days": _AMOUNT,
        "pain_sentence": {"type": ["string", "null"]},
        "degeneration": {
            "type": "array",
            "items": _record(stage=_TEXT, begins_days=days, ends_days=days),
        },
        "degeneration_sentence": {"type": ["string", "null"]},
        "sentence": _TEXT,
        "fascicles": {"type": ["integer", "null"], "minimum": 0},
        "interrupted": {"type": ["integer", "null"], "minimum": 0},
        "spared": {"type": ["array", "null"], "items": _COUNT},
        "missing_mm": {"type": ["array", "null"], "items": _AMOUNT},
        "interrupted_together_mm": _AMOUNT,
        "remedy": {
            "anyOf": [
                {"type": "null"},
                _record(
                    words=_TEXT,
                    fascicles=_COUNT,
                    interrupted={"type": ["integer", "null"], "minimum": 0},
                    together_mm=_AMOUNT,
                    not_enough={"type": "array", "items": _TEXT},
                    barred=_TEXT,
                ),
            ]
        },
        "conduction_lost": {
            "type": "object",
            "additionalProperties": _record(most=_SHARE, cold_block_gone_s=_AMOUNT),
        },
    }
    return _record(**columns)


def _record(**properties: object) -> dict[str, Any]:
    """Schema of an object that has exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
