"""summary.json: exactly the documented keys, plain finite numbers, people's units."""

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest

from cryonerve.nerve.completeness import Remedy, SparedFascicle
from cryonerve.nerve.prediction import predict
from cryonerve.reporting.summary import GRADES, remedies_of, summary, summary_schema
from synthetic import synthetic_freezing, synthetic_run

PLAIN = {"words": "x", "fascicles": 3, "together_mm": 0.0, "not_enough": [], "barred": ""}
SOLVER = {
    "kernel",
    "spacing_mm",
    "cells",
    "steps",
    "procedure_s",
    "wall_s",
    "compile_s",
    "heat_balance_error",
}
NERVE = {
    "fascicle_area_below_-20C",
    "full_section_length_mm",
    "min_temperature_degC",
    "warmest_fascicle_nadir_degC",
    "grade",
    "p_axonotmesis",
    "grade_odds",
    "sheath_preserved",
    "sheath_reason",
    "recovery_days",
    "pain_return_days",
    "pain_followed_days",
    "pain_sentence",
    "degeneration",
    "degeneration_sentence",
    "sentence",
    "fascicles",
    "interrupted",
    "spared",
    "missing_mm",
    "interrupted_together_mm",
    "remedy",
    "conduction_lost",
}


def plain(value):
    """True when a value is made of Python's own types only (a NumPy number would not say float)."""
    if isinstance(value, dict):
        return all(type(key) is str and plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(plain(item) for item in value)
    return value is None or type(value) in (str, int, float, bool)


def test_keys_are_exactly_the_documented_ones():
    table = summary(synthetic_run())
    assert set(table) == {"format", "case", "title", "solver", "isotherms", "nerves", "findings"}
    assert table["format"] == "cryonerve.run/1"
    assert set(table["solver"]) == SOLVER
    assert set(table["nerves"]["tibial"]) == NERVE
    assert set(table["nerves"]["tibial"]["recovery_days"]) == {"p5", "p50", "p95"}
    assert all(
        set(row) == {"time_s", "phase", "surface", "temperature_degC", "volume_mm3"}
        for row in table["isotherms"]
    )
    assert all(
        set(row) == {"level", "about", "value", "limit", "unit", "source"} for row in table["findings"]
    )


def test_numbers_are_plain_and_in_peoples_units():
    run = synthetic_run()
    table = summary(run)
    assert plain(table)
    json.dumps(table, allow_nan=False)
    assert table["solver"]["spacing_mm"] == 0.6
    assert table["solver"]["heat_balance_error"] == run.freezing.balance.error
    assert table["isotherms"][0]["volume_mm3"] == pytest.approx(1e9 * run.freezing.isotherms[0].volume)
    assert (
        table["nerves"]["tibial"]["full_section_length_mm"]
        == 1e3 * run.prediction.lesions["tibial"].full_length
    )
    assert table["nerves"]["tibial"]["recovery_days"] == {"p5": 21.0, "p50": 38.0, "p95": 70.0}


def test_three_isotherms_at_the_end_of_every_phase():
    rows = summary(synthetic_run())["isotherms"]
    ends = [(phase.end, phase.name) for phase in synthetic_freezing().phases]
    assert [(row["time_s"], row["phase"]) for row in rows[::3]] == ends
    assert [row["surface"] for row in rows] == ["ice", "-20C", "-40C"] * len(ends)


def test_what_is_no_number_is_null():
    run = synthetic_run()
    lesion = replace(
        run.prediction.lesions["tibial"], min_temperature=float("nan"), warmest_fascicle_nadir=np.inf
    )
    finding = replace(run.findings[0], value=float("-inf"), limit=None)
    prediction = replace(run.prediction, lesions={"tibial": lesion}, recoveries={})
    table = summary(replace(run, prediction=prediction, findings=(finding,)))
    nerve = table["nerves"]["tibial"]
    assert nerve["min_temperature_degC"] is None
    assert nerve["warmest_fascicle_nadir_degC"] is None
    assert nerve["recovery_days"] == {"p5": None, "p50": None, "p95": None}
    assert table["findings"][0]["value"] is None
    json.dumps(table, allow_nan=False)
    jsonschema.validate(table, summary_schema())


def test_spared_fascicles_and_what_they_lack():
    run = synthetic_run()
    prediction = predict(run.freezing, run.volume, run.case)
    what = prediction.lesions["tibial"].completeness
    spared = SparedFascicle(3, 10, 5e-3, -15.0, 0.0, 0.8e-3)
    lesion = replace(
        prediction.lesions["tibial"],
        completeness=replace(what, interrupted=what.fascicles[:11], spared=(spared,), common=(1e-3, 6e-3)),
    )
    table = summary(replace(run, prediction=replace(prediction, lesions={"tibial": lesion})))
    nerve = table["nerves"]["tibial"]
    assert (nerve["fascicles"], nerve["interrupted"]) == (12, 11)
    assert (nerve["spared"], nerve["missing_mm"], nerve["interrupted_together_mm"]) == ([3], [0.8], 5.0)
    assert nerve["sentence"] == lesion.sentence
    assert plain(table)
    jsonschema.validate(table, summary_schema())
    assert summary(run)["nerves"]["tibial"]["spared"] is None


def test_numpy_numbers_become_pythons():
    run = synthetic_run()
    solver = replace(run.freezing.solver, cells=np.int64(7), wall=np.float32(1.5))
    table = summary(replace(run, freezing=replace(run.freezing, solver=solver)))
    assert plain(table)
    assert table["solver"]["cells"] == 7


def test_freezing_alone_has_no_nerves():
    assert summary(replace(synthetic_run(), prediction=None))["nerves"] == {}


def test_schema_is_a_schema_and_accepts_the_summary():
    jsonschema.Draft202012Validator.check_schema(summary_schema())
    jsonschema.validate(summary(synthetic_run()), summary_schema())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("extra",), 1),
        (("solver", "cells"), 1.5),
        (("nerves", "tibial", "grade"), "cured"),
        (("nerves", "tibial", "p_axonotmesis"), 1.2),
        (("findings", 0, "level"), "fatal"),
        (("isotherms", 0, "volume_mm3"), -1.0),
    ],
)
def test_schema_refuses(place, value):
    table = json.loads(json.dumps(summary(synthetic_run())))
    target = table
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(table, summary_schema())


def test_the_other_clock_ends_where_follow_up_ends():
    nerve = summary(synthetic_run())["nerves"]["tibial"]
    days = nerve["pain_return_days"]
    assert 0 < days["p5"] < days["p50"] < nerve["pain_followed_days"]
    assert days["p95"] is None
    assert "may not come at all" in nerve["pain_sentence"]
    assert [stage["stage"] for stage in nerve["degeneration"]][:1] == ["far part stops conducting"]
    assert all(stage["begins_days"]["p50"] < stage["ends_days"]["p50"] for stage in nerve["degeneration"])
    assert "minutes after rewarming" in nerve["degeneration_sentence"]
    json.dumps(nerve, allow_nan=False)


def test_a_nerve_that_only_conducts_slower_has_no_road_back():
    run = synthetic_run()
    bare = replace(run.prediction, pain={}, degenerations={})
    table = summary(replace(run, prediction=bare))["nerves"]["tibial"]
    assert table["pain_return_days"] == {"p5": None, "p50": None, "p95": None}
    assert table["degeneration"] == []
    assert table["pain_sentence"] is None


def test_grades_are_those_of_a_lesion():
    from typing import get_args

    from cryonerve.nerve.lesion import Grade

    assert get_args(Grade) == GRADES


def test_a_remedy_survives_the_summary() -> None:
    """What a full run said of it must not be lost when the run is read again; the schema knows it."""
    found = Remedy("a tip 1 mm deeper", 34, 33, 2.5e-3, ("freezes of 6 min",), "the artery")
    run = synthetic_run()
    prediction = predict(run.freezing, run.volume, run.case, remedies={"tibial": found})
    table = summary(replace(run, prediction=prediction))
    jsonschema.validate(table, summary_schema())
    assert remedies_of(table["nerves"]) == {"tibial": found}


@pytest.mark.parametrize("remedy", ["words", [1], {"words": "x"}, {**PLAIN, "interrupted": "many"}])
def test_a_remedy_that_is_none_is_refused(remedy) -> None:
    with pytest.raises((TypeError, KeyError, ValueError)):
        remedies_of({"tibial": {"remedy": remedy}})
    assert remedies_of({"tibial": {}}) == {}
