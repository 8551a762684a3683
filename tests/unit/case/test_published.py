"""The bundled cases say what their sources say, and no more."""

from __future__ import annotations

import re

import pytest

from cryonerve.case import Block, FollowUp, Freeze, Limb, Thaw, bundled, check, load, write_yaml
from cryonerve.case.reading import read_case
from cryonerve.findings import worst
from tests.unit.case.bundled_text import text_of

STATED = {
    *("source.citation", "source.licence", "source.key"),
    *("patient.age", "patient.sex", "patient.site", "patient.indication"),
    *("anatomy.side", "anatomy.nerve"),
    *("protocol.1", "protocol.2", "protocol.3"),
    *("follow_up.1.vas", "follow_up.1.barthel"),
    *("follow_up.2.at", "follow_up.2.vas", "follow_up.2.improvement"),
    *("follow_up.3.at", "follow_up.3.remark", "follow_up.4.at", "follow_up.4.remark"),
}
CHOSEN = ("sensors.", "goals.")  # what the software is asked, no fact about the patient


def test_only_what_the_report_states_is_stated() -> None:
    case = load("tibial-neuroma-child")
    stated = {item.path for item in case.standings if item.standing == "stated"}
    assert {path for path in stated if not path.startswith(CHOSEN)} == STATED


def test_everything_else_has_a_reason() -> None:
    for name in ("tibial-neuroma-child", "tibial-neuroma-child-moved", "tibial-neuroma-adult"):
        assert all(item.why for item in load(name).standings if item.standing != "stated")


def test_the_published_protocol_and_outcome() -> None:
    case = load("tibial-neuroma-child")
    assert case.protocol == (Freeze(-80.0, 120.0), Thaw(120.0), Freeze(-80.0, 120.0), Thaw(120.0))
    day, month = 86400.0, 86400.0 * 365.25 / 12
    assert case.follow_up[:2] == (
        FollowUp(0.0, {"vas": 8.0, "barthel": 45.0}),
        FollowUp(7 * day, {"vas": 1.0, "improvement": 0.8}),
    )
    assert [visit.at for visit in case.follow_up[2:]] == [14 * day, 3 * month]
    assert case.follow_up[3].scores == {"barthel": 90.0}
    assert (case.patient.age, case.patient.sex) == (10.0, "female")
    assert isinstance(case.anatomy, Limb)
    assert (case.anatomy.kind, case.anatomy.side, case.anatomy.nerve) == ("stump", "left", "tibial")
    assert case.source.citation == "Arch Physiother Rehabil 9 (2026): 60-62"
    assert case.source.doi == ""


def test_nothing_identifies() -> None:
    months = r"january|february|april|june|july|august|september|october|november|december"
    for name in bundled():
        text = text_of(name).casefold()
        assert not re.search(rf"{months}|hospital|madrid|http|www", text)


def test_the_moved_probe_does_the_same_at_each_level() -> None:
    case = load("tibial-neuroma-child-moved")
    for site in ("distal", "proximal"):
        freezes = [step for step in case.protocol if isinstance(step, Freeze) and step.probes == (site,)]
        assert [(step.temperature, step.seconds) for step in freezes] == [(-80.0, 120.0)] * 2
    assert case.probes == load("tibial-neuroma-child").probes


def test_the_gel_experiment() -> None:
    case = load("gel-phantom")
    assert isinstance(case.anatomy, Block)
    assert case.body_temperature == 22.6
    assert [step.seconds for step in case.protocol] == [300.0, 180.0, 300.0]
    x, y, z = case.anatomy.size
    assert 1e3 * x * y * z == pytest.approx(0.4, rel=0.02)  # litres


@pytest.mark.parametrize("name", bundled())
def test_written_and_read_again_it_is_the_same_case(name: str) -> None:
    case = load(name)
    assert read_case(write_yaml(case).encode(), file="again.yaml", name="again") == case


@pytest.mark.parametrize("name", bundled())
def test_no_bundled_plan_is_stopped(name: str) -> None:
    assert worst(check(load(name))) in {"ok", "note", "warn"}
