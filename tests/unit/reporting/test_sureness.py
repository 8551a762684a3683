"""What `spread` and `plan` left in a run's folder stands on its page, or why it does not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cryonerve as cn
from cryonerve.planning.measuring import BETWEEN
from cryonerve.planning.spread_words import SPREAD_FORMAT
from cryonerve.reporting.figures.gallery import _sure, _tradeoff
from cryonerve.reporting.page import html
from cryonerve.reporting.run import Run
from cryonerve.reporting.sureness import digest_of, read_search, read_sureness
from tests.synthetic import synthetic_run

MUSCLE = f"cold{BETWEEN}muscle{BETWEEN}below_-20_degC_mm3"
AREA = f"nerves{BETWEEN}tibial{BETWEEN}fascicle_area_below_-20C"
PAIN = f"nerves{BETWEEN}tibial{BETWEEN}pain_return_days{BETWEEN}p50"


def number(title: str, middle: float) -> dict[str, Any]:
    return {"title": title, "planned": middle, "p5": 0.5 * middle, "p50": middle, "p95": 1.5 * middle}


def probability(about: str, ok: float, no_stop: float) -> dict[str, Any]:
    return {
        "about": about,
        "ok": ok,
        "ok_standard_error": 0.031,
        "no_stop": no_stop,
        "no_stop_standard_error": 0.01,
    }


def spread(run: Run, **others: Any) -> dict[str, Any]:
    return {
        "format": SPREAD_FORMAT,
        "case_sha256": digest_of(run.case),
        "samples": 200,
        "stopped": "All 200 samples are computed.",
        "unknowns": [
            {"title": "tip <b>aside</b>", "unit": "m", "p5": -1.6e-3, "p95": 1.6e-3, "source": "assumed",
             "standing": "assumed"},
            {"title": "wall, warmer", "unit": "K", "p5": -8.0, "p95": 8.0, "source": "evans1981",
             "standing": "stated"},
        ],
        "probabilities": [
            probability("coldest skin", 1.0, 1.0),
            probability("coldest point of the motor branch", 0.4, 0.9),
            probability("goal: 10 mm of the tibial nerve below -20 degC", 0.62, 1.0),
        ],
        "numbers": {MUSCLE: number("muscle", 300.0), AREA: number("tibial: area", 0.4), PAIN: number("", 9)},
        "sensitivities": [],
        "notes": ["What a hangs on is not told: it does not vary.", "What b hangs on is not told: no."],
    } | others  # fmt: skip


@pytest.fixture
def run() -> Run:
    return synthetic_run()


def left(folder: Path, document: Any) -> Path:
    (folder / "spread.json").write_text(
        document if isinstance(document, str) else json.dumps(document), encoding="utf-8"
    )
    return folder


def test_a_run_without_a_spread_has_no_such_section(run, tmp_path) -> None:
    assert read_sureness(tmp_path, run.case) is None
    assert 'id="sure"' not in html(run, ())


def test_the_page_says_how_likely_the_goal_is(run, tmp_path) -> None:
    sure = read_sureness(left(tmp_path, spread(run)), run.case)
    assert sure is not None
    assert sure.stale == ""
    assert sure.sentence == (
        "Of 200 procedures as this plan may turn out, 62 % (± 3.1 %) reach the goal: 10 mm of the tibial "
        "nerve below −20 °C."
    )
    page = html(run, (), sure=sure)
    assert sure.sentence in page
    assert page.index('id="sure"') > page.index('id="plan"')


def test_goal_comes_first_and_what_is_certain_is_left_out(run, tmp_path) -> None:
    sure = read_sureness(left(tmp_path, spread(run)), run.case)
    assert sure is not None
    assert [row[0][:8] for row in sure.likely] == ["goal: 10", "coldest "]
    assert sure.likely[1][1:] == ("40 % (± 3.1 %)", "90 % (± 1.0 %)")


def test_main_numbers_and_unknowns_carry_unit_and_standing(run, tmp_path) -> None:
    sure = read_sureness(left(tmp_path, spread(run)), run.case)
    assert sure is not None
    assert sure.numbers == (("tibial: area", "40 %", "20 %", "40 %", "60 %"),)
    assert sure.unknowns[0][1:] == ("−1.6 mm", "1.6 mm", "assumed")
    assert sure.unknowns[1][1:3] == ("−8 K", "8 K")
    assert "Evans" in sure.unknowns[1][3]
    assert sure.notes[-1].startswith("What 2 of the numbers hang on is not told")


def test_curves_of_cold_get_their_bands(run, tmp_path) -> None:
    sure = read_sureness(left(tmp_path, spread(run)), run.case)
    assert sure is not None
    (band,) = sure.bands
    assert (band.name, band.low.tolist(), band.high.tolist()) == ("muscle", [150.0], [450.0])


def test_words_from_a_file_are_escaped(run, tmp_path) -> None:
    page = html(run, (), sure=read_sureness(left(tmp_path, spread(run)), run.case))
    assert "tip &lt;b&gt;aside" in page
    assert "<b>aside" not in page


def test_a_spread_of_another_plan_is_not_shown_as_this_one(run, tmp_path) -> None:
    document = spread(run)
    (probe, *others) = run.case.probes
    moved = replace(run.case, probes=(replace(probe, tip=(9e-3, 0.0, 0.0)), *others))
    sure = read_sureness(left(tmp_path, document), moved)
    assert sure is not None
    assert "another version of this case" in sure.stale
    page = html(run, (), sure=sure)
    assert sure.stale in page
    assert "62 %" not in page
    assert _sure(sure, run, tmp_path) == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "[" * 100_000, '{"format": "other"}', '{"format": "' + SPREAD_FORMAT + '"}']
)
def test_a_damaged_spread_is_told_and_no_more(run, tmp_path, text) -> None:
    sure = read_sureness(left(tmp_path, text), run.case)
    assert sure is not None
    assert "cryonerve spread" in sure.stale


@pytest.mark.parametrize("key", ["numbers", "probabilities", "unknowns", "samples", "sensitivities"])
@pytest.mark.parametrize("value", [None, "text", [1], {"a": 1}])
def test_a_spread_with_wrong_parts_is_told(run, tmp_path, key, value) -> None:
    sure = read_sureness(left(tmp_path, spread(run, **{key: value})), run.case)
    assert sure is not None
    assert sure.stale


def test_the_figure_of_the_spread_is_copied_among_the_others(run, tmp_path) -> None:
    left(tmp_path, spread(run))
    (tmp_path / "spread.png").write_bytes(b"\x89PNG a picture")
    (tmp_path / "figures").mkdir()
    sure = read_sureness(tmp_path, run.case)
    (picture,) = _sure(sure, run, tmp_path / "figures")
    assert picture.path.read_bytes() == b"\x89PNG a picture"
    assert picture.path.parent.name == "figures"
    assert "62 %" in picture.caption


def test_what_a_case_says_decides_not_its_file() -> None:
    case = cn.load("tibial-neuroma-child")
    assert digest_of(case) == digest_of(replace(case, file="elsewhere.yaml", sha256="0"))
    assert digest_of(case) != digest_of(replace(case, body_temperature=36.0))


PLAN = {
    "sentence": "Not reached: 10 mm below -20 degC.",
    "limited_by": ["The motor branch is at its limit of 5 degC."],
    "one_more": [{"what": "one more minute", "coverage": 0.81, "gained": 0.06}],
    "front": [
        {"plan": "2 probes, 3 min", "coverage": 0.74, "deciding_degC": -3.2, "cold_outside_mm3": 378.4,
         "minutes": 10.0, "confirmed": True},
        {"plan": "2 probes, 2 min", "coverage": 0.5, "deciding_degC": 4.0, "cold_outside_mm3": 200.0,
         "minutes": 8.0, "confirmed": False},
    ],
}  # fmt: skip


def test_the_page_says_how_the_plan_was_found(run, tmp_path) -> None:
    (tmp_path / "child-plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    searched = read_search(tmp_path)
    assert searched is not None
    assert searched.front[0] == ("2 probes, 3 min", "74 %", "−3 °C", "378 mm³", "10 min", "full run")
    assert searched.front[1][-1] == "estimated"
    assert searched.gains == (("one more minute", "81 %", "+6 %"),)
    page = html(run, (), searched=searched)
    assert "How it was found" in page
    assert "limit of 5 °C" in page


@pytest.mark.parametrize("text", ["{", "{}", '{"sentence": "a", "front": 3}'])
def test_a_damaged_plan_is_left_out(run, tmp_path, text) -> None:
    (tmp_path / "child-plan.json").write_text(text, encoding="utf-8")
    assert read_search(tmp_path) is None


def test_the_front_is_drawn_where_there_is_a_choice(run, tmp_path) -> None:
    (tmp_path / "child-plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    searched = read_search(tmp_path)
    (picture,) = _tradeoff(searched, run, tmp_path)
    assert picture.path.read_bytes()[1:4] == b"PNG"
    assert picture.section == "plan"
    one = replace(searched, weighed=searched.weighed[:1])
    assert _tradeoff(one, run, tmp_path) == _tradeoff(None, run, tmp_path) == []
