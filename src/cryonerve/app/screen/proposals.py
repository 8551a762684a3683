"""What a search and a spread found, as the page shows it: sentences, and rows of texts with their units."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryonerve.planning.spread_words import shown, title_of
from cryonerve.reporting.sureness import searched_of, sureness_of
from cryonerve.reporting.wording import bare, typeset

__all__ = ["plan_told", "spread_told"]

MATTERS = 4  # unknowns that are named
UNFINISHED = "The search was stopped before it was done; a longer one may find better."


def plan_told(document: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a search: the proposal beside the case as it was, what limits it, the front.

    Returns
    -------
    `reach` : rows (what, as it was by a preview, proposed by the full solver). `front` : rows (plan, goal
    covered, cold outside of the nerve, time, how it is known). `gains` : rows (what, goal covered, change).
    """
    found = searched_of(document)
    before, after = document["as_given_estimated"], document["confirmed"]
    return {
        "sentence": found.sentence,
        "reached": bool(document["reached"]),
        "unfinished": None if document["whole"] else UNFINISHED,
        "stops": [typeset(text) for text in document["stops"]],
        "limited_by": list(found.limited_by),
        "reach": [
            ["goal covered", *(f"{100 * one['coverage']:.0f} %" for one in (before, after))],
            ["complete section over", *(f"{one['length_mm']:.1f} mm" for one in (before, after))],
            ["reached all along it", *(_degrees(one["deciding_degC"]) for one in (before, after))],
            ["below −20 °C outside of the nerve", "", typeset(f"{bare(after['cold_outside_mm3'])} mm3")],
            ["time", "", f"{document['minutes']:g} min"],
        ],
        "front": [[plan, covered, cold, time, known] for plan, covered, _, cold, time, known in found.front],
        "gains": [list(row) for row in found.gains],
    }


def _degrees(value: float) -> str:
    return typeset(f"{value:.0f} degC")


def spread_told(document: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The answer of a spread: how likely goal and limits hold, bands of the main numbers, what matters most.

    Returns
    -------
    `likely` : rows (what, in order, says no stop). `numbers` : rows (what, planned, 5 %, 50 %, 95 %).
    `matters` : what the first number hangs on; None where that is not told.
    """
    found = sureness_of(document, folder)
    return {
        "sentence": found.sentence,
        "samples": document["samples"],
        "likely": [list(row) for row in found.likely],
        "numbers": [list(row) for row in found.numbers],
        "matters": _matters(document),
        "notes": list(found.notes),
        "remark": document["remark"],
    }


def _matters(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """The unknowns that move the first number most, each from its 5 % to its 95 %."""
    first = next(iter(document["sensitivities"]), None)
    if first is None:
        return None
    titles = {item["name"]: str(item["title"]) for item in document["unknowns"]}
    name, trust = first["number"], first["surrogate"]
    share = 100.0 * max(trust["explained"], 0.0)
    remark = f"From a surrogate that explains {share:.0f} % of the variance of {trust['held_out_runs']}"
    return {
        "title": typeset(title_of(name)),
        "rows": [
            [
                typeset(titles[row["unknown"]]),
                typeset(f"{shown(name, row['at_5'])} to {shown(name, row['at_95'])}"),
            ]
            for row in first["tornado"][:MATTERS]
        ],
        "remark": f"{remark} runs it had not seen{'.' if trust['good'] else ': too little to rely on.'}",
    }
