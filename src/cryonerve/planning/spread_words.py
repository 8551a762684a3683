"""A spread in words: names of its numbers for people, and as a document for programs."""

from __future__ import annotations

import math
from typing import Any

from cryonerve.findings import Finding
from cryonerve.planning.measuring import BETWEEN, unit_of
from cryonerve.planning.spread_result import Sensitivity, Spread

__all__ = ["SPREAD_FORMAT", "shown", "spread_document", "title_of", "unit_for"]

SPREAD_FORMAT = "cryonerve.spread/1"
TITLES = {
    "fascicle_area_below_-20C": "fascicle area below -20 degC",
    "full_section_length_mm": "complete section over",
    "p_axonotmesis": "chance of interruption",
    "missing_mm": "short of the far side by",
    "min_temperature_degC": "coldest point",
    "interrupted": "fascicles interrupted",
}
OF_FINDINGS = {  # how findings begin, and their unit
    "coldest": "degC",
    "the case's limit": "degC",
    "goal:": "mm",
    "gap between": "mm",
    "how far": "mm",
    "length of": "mm",
    "thickness of": "mm",
    "ice still": "mm3",
    "fascicle area": "%",
    "wall warmer": "K",
    "heat drawn": "W",
}
SURFACES = {"ice": "ice", "-20C": "-20 degC zone", "-40C": "-40 degC zone"}


def title_of(name: str) -> str:
    """A number's name for people.

    >>> title_of("nerves / tibial / missing_mm"), title_of("isotherms / freeze 2 / ice / volume_mm3")
    ('tibial: short of the far side by', 'ice after freeze 2')
    """
    kind, *parts = name.split(BETWEEN)
    if kind == "isotherms" and len(parts) == 3:
        return f"{SURFACES.get(parts[1], parts[1])} after {parts[0]}"
    if kind == "nerves":
        words = " ".join(TITLES.get(part, part.replace("_", " ")) for part in parts[1:])
        return f"{parts[0]}: {words}"
    return parts[0] if kind == "findings" else name


def unit_for(name: str) -> str:
    """People's unit of a number, findings included; "" where it has none or none is known.

    >>> unit_for("findings / coldest skin / value"), unit_for("nerves / tibial / missing_mm")
    ('degC', 'mm')
    """
    kind, about = name.split(BETWEEN)[:2]
    if kind != "findings":
        return unit_of(name)
    return next((unit for begins, unit in OF_FINDINGS.items() if about.startswith(begins)), "")


def shown(name: str, value: float) -> str:
    """A value with its unit, shares in percent.

    >>> shown("nerves / tibial / p_axonotmesis", 0.345), shown("nerves / tibial / missing_mm", 2.345)
    ('34 %', '2.3 mm')
    """
    unit = unit_for(name)
    if not math.isfinite(value):
        return "-"
    if unit == "share":
        return f"{100.0 * value:.0f} %"
    digits = 0 if abs(value) >= 100 else 1
    return f"{value:.{digits}f} {unit}".rstrip()


def spread_document(found: Spread) -> dict[str, Any]:
    """Everything as plain numbers, texts and lists, but the samples themselves."""
    rows = {
        name: {
            "title": title_of(name),
            "unit": unit_for(name),
            "planned": found.planned.get(name),
            "coarse_minus_planned": found.bias.get(name),
            "corrected": name in found.corrected,
            "p5": band.p5,
            "p50": band.p50,
            "p95": band.p95,
        }
        for name, band in found.bands.items()
    }
    return {
        "format": SPREAD_FORMAT,
        "samples": len(found.values),
        "asked": found.asked,
        "failed": [item.reason for item in found.failed],
        "stopped": found.stopped,
        "standard_error_asked": found.wanted,
        "seed": found.seed,
        "scheme": found.scheme,
        "unknowns": [_unknown(item) for item in found.unknowns],
        "probabilities": [
            {"about": item.about, "ok": item.ok, "ok_standard_error": item.ok_error, "no_stop": item.no_stop,
             "no_stop_standard_error": item.no_stop_error, "samples": item.count}
            for item in found.probabilities
        ],
        "findings": [_finding(item) for item in found.findings],
        "numbers": rows,
        "sensitivities": [_sensitivity(item) for item in found.sensitivities],
        "notes": list(found.notes),
        "remark": "Not a prognosis: what the model says of the plan, given what is assumed of the unknowns.",
    }  # fmt: skip


def _unknown(item: Any) -> dict[str, Any]:  # noqa: ANN401
    number = item.number
    return {
        "name": item.name,
        "title": item.title,
        "value": number.value,
        "unit": number.unit,
        "law": number.law,
        "spread": number.spread,
        "bounds": None if number.bounds is None else list(number.bounds),
        "p5": item.at(0.05),
        "p95": item.at(0.95),
        "source": number.source,
        "standing": number.standing,
        "remark": number.remark,
    }


def _finding(item: Finding) -> dict[str, Any]:
    return {name: getattr(item, name) for name in Finding.__slots__}


def _sensitivity(item: Sensitivity) -> dict[str, Any]:
    return {
        "number": item.number,
        "middle": item.middle,
        "surrogate": {
            "explained": item.explained,
            "error": item.error,
            "held_out_runs": item.held_out,
            "good": item.good,
        },
        "first_order": dict(item.first),
        "first_order_error_95": dict(item.first_error),
        "total": dict(item.total),
        "total_error_95": dict(item.total_error),
        "tornado": [{"unknown": row.unknown, "at_5": row.low, "at_95": row.high} for row in item.swings],
    }
