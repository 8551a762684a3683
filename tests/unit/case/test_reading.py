"""From text to the frozen nouns: every value in SI, every standing in the books."""

from __future__ import annotations

import math

import pytest

from cryonerve.case import (
    Block,
    Case,
    Environment,
    FieldStanding,
    FollowUp,
    Freeze,
    Goals,
    Limb,
    Limit,
    Patient,
    Probe,
    Sensor,
    SolverOptions,
    Thaw,
    load,
)
from cryonerve.errors import CaseError
from tests.unit.case.bundled_text import changed


def standing(case: Case, path: str) -> FieldStanding:
    return next(item for item in case.standings if item.path == path)


def test_the_formats_example_in_si() -> None:
    case = load("straight-probe-block")
    assert case.anatomy == Block((0.06, 0.06, 0.07), "test-tissue")
    assert case.probes == (Probe("proximal", "ideal-1.5mm", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)),)
    assert case.protocol == (Freeze(-80.0, 120.0), Thaw(120.0), Freeze(-80.0, 120.0), Thaw(120.0))
    assert case.sensors == (Sensor("r3", (0.003, 0.0, 0.004)),)
    assert case.solver == SolverOptions(0.0005, "auto")
    assert case.body_temperature == 37.0
    assert case.environment == Environment(22.0, 10.0)
    assert case.patient == Patient(10.0, "female", "left transtibial stump", "tibial neuroma")
    assert case.goals == Goals("tibial", 0.01, -20.0)
    assert case.limits == (Limit("skin", 5.0), Limit("motor branch", 0.0))
    assert case.follow_up == (
        FollowUp(0.0, {"vas": 8.0, "barthel": 45.0}),
        FollowUp(604800.0, {"vas": 1.0, "improvement": 0.8}),
    )
    assert case.ultrasound["frequency"] == 12e6
    assert case.ultrasound["plane"] == {
        "through": (0.0, 0.0, 0.0),
        "normal": (0.0, 0.0, 1.0),
        "up": (0.0, 1.0, 0.0),
    }


def test_the_examples_tissue_and_device_in_si() -> None:
    case = load("straight-probe-block")
    tissue = case.tissues["test-tissue"]
    assert (tissue.conductivity_unfrozen.value, tissue.conductivity_frozen.value) == (0.5, 2.0)
    assert (tissue.heat_capacity_unfrozen.value, tissue.heat_capacity_frozen.value) == (3.8e6, 1.9e6)
    assert (tissue.latent_heat.value, tissue.perfusion.value) == (250e6, 2000.0)
    assert tissue.metabolic_heat.value == 0.0
    assert (tissue.solidus.value, tissue.liquidus.value) == (-8.0, -0.5)
    device = case.device_of(case.probes[0])
    assert (device.diameter.value, device.active_length.value) == (0.0015, 0.008)
    assert (device.wall.held_at, device.wall.cooldown.value, device.thaw.kind) == ("setpoint", 0.0, "passive")


def test_the_catalogue_stays_beside_the_cases_own() -> None:
    case = load("straight-probe-block")
    assert {"muscle", "test-tissue"} <= case.tissues.keys()
    assert "cryo-s-a13" in case.devices


def test_directions_come_to_unit_length() -> None:
    case = changed("straight-probe-block", ("axis: 0 0 1 ", "axis: 3 0 -4 "))
    assert case.probes[0].axis == pytest.approx((0.6, 0.0, -0.8), abs=1e-15)
    tiny = changed("straight-probe-block", ("axis: 0 0 1 ", "axis: 0 1e-300 0 "))
    assert tiny.probes[0].axis == (0.0, 1.0, 0.0)
    tilted = changed("straight-probe-block", ("axis: 0 0 1 ", "axis: 1 2 3 "))
    assert math.hypot(*tilted.probes[0].axis) == pytest.approx(1.0, abs=1e-15)


def test_short_is_stated_and_long_says_how_it_is_known() -> None:
    long = "{value: 36.5 degC, standing: assumed, why: cool room, spread: 0.5 K, source: a talk}"
    case = changed("straight-probe-block", ("body_temperature: 37 degC", f"body_temperature: {long}"))
    assert case.body_temperature == 36.5
    assert standing(case, "body_temperature") == FieldStanding(
        "body_temperature", "36.5 degC", "assumed", "cool room", "a talk", 0.5
    )
    assert standing(case, "body_temperature").line == 5
    assert standing(case, "probes.proximal.tip") == FieldStanding("probes.proximal.tip", "0 0 0 mm", "stated")


def test_unknown_takes_the_default_and_says_so() -> None:
    case = changed("straight-probe-block", ("37 degC", "{standing: unknown, why: not measured}"))
    assert case.body_temperature == 37.0
    assert standing(case, "body_temperature") == FieldStanding(
        "body_temperature", "", "unknown", "not measured"
    )


def test_what_is_absent_is_assumed_or_unknown_in_the_books() -> None:
    case = changed("tibial-neuroma-child", ("  side: left\n", ""), ("  age: 10 years\n", ""))
    assert standing(case, "anatomy.side").standing == "assumed"
    assert standing(case, "anatomy.side").text == "left"
    assert standing(case, "patient.age").standing == "unknown"
    assert case.patient.age is None


def test_every_place_has_one_standing() -> None:
    for name in ("tibial-neuroma-child", "straight-probe-block"):
        paths = [item.path for item in load(name).standings]
        assert len(paths) == len(set(paths))


def test_names_of_nerves_and_structures_come_in_one_spelling() -> None:
    case = changed(
        "tibial-neuroma-child",
        ("  nerve: tibial\n", "  nerve: Common-Peroneal nerve\n"),
        ("follow_up:", "limits: {Motor-branch: {above: 0 degC}}\nfollow_up:"),
    )
    assert isinstance(case.anatomy, Limb)
    assert case.anatomy.nerve == "common peroneal"
    assert case.limits == (Limit("motor branch", 0.0),)


def test_steps_find_probes_in_any_letter_case() -> None:
    case = changed("tibial-neuroma-child-moved", ("Freeze distal", "freeze DISTAL"))
    assert case.protocol[0] == Freeze(-80.0, 120.0, ("distal",))


def test_two_names_for_one_structure_are_refused() -> None:
    with pytest.raises(CaseError, match="'skin' is limited twice"):
        changed("straight-probe-block", ("limits: {skin:", "limits: {Skin: {above: 1 degC}, skin:"))


def test_probes_that_differ_only_in_letter_case_are_refused() -> None:
    with pytest.raises(CaseError, match="two probes are called 'Distal', the first on line"):
        changed("tibial-neuroma-child", ("name: proximal", "name: Distal"))


def test_line_and_file_do_not_count_when_cases_are_compared() -> None:
    shifted = changed("gel-phantom", ("cryonerve: 1", "\n\n\ncryonerve: 1\nname: gel-phantom"))
    original = load("gel-phantom")
    assert shifted == original
    assert shifted.sha256 != original.sha256
    assert shifted.standings[0].line == original.standings[0].line + 4


def test_a_case_may_name_the_injury_laws_it_believes() -> None:
    case = changed("straight-probe-block", ("goals:", "injury: {laws: {zhou-1983: 100 %}}\ngoals:"))
    assert case.injury_laws == {"zhou-1983": 1.0}
    assert standing(case, "injury.laws.zhou-1983").text == "100 %"
    assert load("straight-probe-block").injury_laws == {}


@pytest.mark.parametrize(
    ("laws", "what"),
    [
        ("{zhuo-1983: 100 %}", "no injury law is called 'zhuo-1983'"),
        ("{zhou-1983: 60 %, evans-1981: 60 %}", "the shares of the injury laws are 120 % together"),
        ("{zhou-1983: {standing: unknown}, evans-1981: 100 %}", "a share cannot be unknown"),
        ("{zhou-1983: 120 %}", "120 %"),
    ],
)
def test_injury_laws_that_make_no_sense_are_refused(laws: str, what: str) -> None:
    with pytest.raises(CaseError, match=what):
        changed("straight-probe-block", ("goals:", f"injury: {{laws: {laws}}}\ngoals:"))
