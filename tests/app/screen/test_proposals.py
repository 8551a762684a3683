"""What the page is told of a search and of a spread: few rows, each with its unit, nothing of a program."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cryonerve.app.screen.proposals import plan_told, spread_told

PLAN: dict[str, Any] = {
    "sentence": "10 mm of the tibial nerve below -20 degC were not reached.",
    "reached": False,
    "whole": False,
    "stops": ["coldest skin: -3 degC"],
    "limited_by": ["The artery comes within 0.0 K of the -20 degC that the case allows."],
    "as_given_estimated": {"coverage": 0.106, "length_mm": 0.0, "deciding_degC": 7.1},
    "confirmed": {"coverage": 0.897, "length_mm": 7.38, "deciding_degC": -10.7, "cold_outside_mm3": 371.4},
    "minutes": 10.0,
    "front": [
        {"plan": "1 x thick, twice 3 min", "coverage": 0.5, "deciding_degC": 0.9, "cold_outside_mm3": 320.6,
         "minutes": 10.0, "confirmed": False},
    ],
    "one_more": [{"what": "each freeze one minute longer", "coverage": 0.931, "gained": 0.024}],
}  # fmt: skip


def spread(**more: Any) -> dict[str, Any]:
    number = {
        "title": "tibial: short of the far side by",
        "unit": "mm",
        "planned": 3.06,
        "p5": 2.0,
        "p50": 3.0,
    }
    likely = {"no_stop": 1.0, "ok_standard_error": 0.05, "no_stop_standard_error": 0.03}
    unnamed = {f"isotherms / freeze {n} / ice / volume_mm3": {**number, "p95": 4.0} for n in range(200)}
    return {
        "samples": 24, "stopped": "All 24 samples are computed.", "findings": [], "notes": [], "unknowns": [],
        "remark": "Not a prognosis.", "sensitivities": [],
        "probabilities": [{"about": "goal: 10 mm of the tibial nerve below -20 degC", "ok": 0.25, **likely}],
        "numbers": {"nerves / tibial / missing_mm": {**number, "p95": 4.0},
                    "nerves / tibial / pain_return_days / p50": {**number, "p95": 4.0}, **unnamed},
    } | more  # fmt: skip


def test_a_proposal_stands_beside_the_case_as_it_was() -> None:
    told = plan_told(PLAN)
    assert told["reach"][:3] == [
        ["goal covered", "11 %", "90 %"],
        ["complete section over", "0.0 mm", "7.4 mm"],
        ["reached all along it", "7 °C", "−11 °C"],
    ]
    assert told["reach"][3][2] == "371 mm³"
    assert told["reach"][4] == ["time", "", "10 min"]
    assert told["front"] == [["1 x thick, twice 3 min", "50 %", "321 mm³", "10 min", "estimated"]]
    assert told["gains"] == [["each freeze one minute longer", "93 %", "+2 %"]]


def test_a_search_that_was_stopped_or_may_not_be_used_says_so() -> None:
    assert "stopped before it was done" in plan_told(PLAN)["unfinished"]
    assert plan_told(PLAN | {"whole": True})["unfinished"] is None
    assert plan_told(PLAN)["stops"] == ["coldest skin: −3 °C"]


def test_a_spread_tells_main_numbers_only(tmp_path) -> None:
    """A run has hundreds of numbers; a person is shown those of the treated nerve."""
    told = spread_told(spread(), tmp_path)
    assert told["numbers"] == [
        ["tibial: short of the far side by", "3.1 mm", "2.0 mm", "3.0 mm", "4.0 mm"],
    ]
    assert told["likely"][0][1:] == ["25 % (± 5.0 %)", "100 % (± 3.0 %)"]
    assert told["matters"] is None
    assert "nerves /" not in json.dumps(told)


@pytest.mark.parametrize(("good", "words"), [(True, "had not seen."), (False, "too little to rely on.")])
def test_what_matters_most_is_told_with_how_far_to_trust_it(tmp_path, good, words) -> None:
    first = {
        "number": "nerves / tibial / missing_mm",
        "surrogate": {"explained": 0.83, "held_out_runs": 8, "good": good},
        "tornado": [{"unknown": f"u{n}", "at_5": 1.0 + n, "at_95": 3.0} for n in range(9)],
    }
    names = [
        {"name": f"u{n}", "title": f"unknown {n}", "unit": "1", "p5": 0.5, "p95": 2.0, "standing": "assumed",
         "source": "assumed"}
        for n in range(9)
    ]  # fmt: skip
    told = spread_told(spread(sensitivities=[first], unknowns=names), tmp_path)["matters"]
    assert told["title"] == "tibial: short of the far side by"
    assert told["rows"][1] == ["unknown 1", "2.0 mm to 3.0 mm"]
    assert len(told["rows"]) == 4
    assert "83 %" in told["remark"]
    assert told["remark"].endswith(words)
