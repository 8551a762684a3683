"""What a readable plan leaves open or does unusually."""

from __future__ import annotations

import pytest

from cryonerve.case import Case, check
from cryonerve.case.decisive import decisive
from cryonerve.findings import Finding
from cryonerve.sources.finding_limits import limits
from tests.unit.case.bundled_text import changed

CHILD, BLOCK, MOVED = "tibial-neuroma-child", "straight-probe-block", "tibial-neuroma-child-moved"
LAST_THAW = (
    "  - {value: Thaw for 2 min, standing: assumed, "
    "why: only the interval between the two freezes is reported}\n"
)


def one(case: Case, about: str) -> Finding:
    (finding,) = [finding for finding in check(case) if finding.about == about]
    return finding


def abouts(case: Case) -> list[str]:
    return [finding.about for finding in check(case)]


def test_gravest_first() -> None:
    levels = [finding.level for finding in check(changed(CHILD))]
    assert levels == sorted(levels, key=["stop", "warn", "note", "ok"].index)


def test_the_published_case_rests_on_assumptions() -> None:
    finding = one(changed(CHILD), "decisive fields assumed or unknown")
    assert (finding.level, finding.value) == ("warn", float(len(decisive(changed(CHILD)))))
    assert finding.value >= 8.0
    assert finding.limit == dict(limits()["assumptions"].steps)["warn"].value
    assert "probes.distal.device" in finding.reason


def test_console_against_gas() -> None:
    about = "console against gas of 'distal'"
    usual = one(changed(CHILD), about)
    assert (usual.level, usual.value) == ("ok", 8.5)
    colder = one(changed(CHILD, ("-80 degC", "-95 degC")), about)
    assert (colder.level, colder.value, colder.limit) == ("warn", 6.5, 0.0)
    assert "cannot reach" in colder.reason
    warmer = one(changed(CHILD, ("-80 degC", "-60 degC")), about)
    assert (warmer.level, warmer.value, warmer.limit) == ("note", 28.5, 15.0)


@pytest.mark.parametrize(("time", "limit"), [("10 s", 60.0), ("2 h", 300.0)])
def test_unusual_freeze_times(time: str, limit: float) -> None:
    case = changed(BLOCK, ("- Freeze at -80 degC for 2 min", f"- Freeze at -80 degC for {time}"))
    finding = one(case, "unusual freeze time")
    assert (finding.level, finding.limit) == ("note", limit)


def test_no_freeze_and_no_thaw() -> None:
    warm = changed(BLOCK, ("- Freeze at -80 degC", "- Wait"))
    assert one(warm, "freezes in the protocol").level == "warn"
    assert one(changed(CHILD, (LAST_THAW, "")), "no thaw after the last freeze").level == "warn"
    assert one(changed("gel-phantom"), "no thaw after the last freeze").level == "note"


def test_a_probe_that_never_freezes() -> None:
    case = changed(MOVED, ("Freeze proximal", "Freeze distal"), ("Thaw proximal", "Thaw distal"))
    assert one(case, "probe 'proximal' never freezes").level == "warn"


def test_a_probe_far_from_the_nerve() -> None:
    about = "distance of 'distal' from the line of the nerve"
    assert about not in abouts(changed(CHILD))
    far = one(changed(CHILD, ("-3.7 2.6 3.9 mm", "-13.7 2.6 3.9 mm")), about)
    assert far.level == "warn"
    assert far.value > far.limit
    assert "is the tip right?" in far.reason


def test_devices_without_sources_are_told_but_not_ideal_ones() -> None:
    assert one(changed(CHILD), "figures of device 'cryo-s-a13' without a source").level == "note"
    assert not [about for about in abouts(changed(BLOCK)) if about.startswith("figures of device")]


def test_a_small_block() -> None:
    case = changed(BLOCK, ("size: 60 60 70 mm", "size: 20 20 30 mm"))
    small = one(case, "room between probe and block face")
    assert small.level == "note"
    assert small.value == pytest.approx(7.0)


def test_probes_in_one_place() -> None:
    case = changed(CHILD, ("-4.15 2.6 15.9 mm", "-3.7 2.6 4.2 mm"))
    assert one(case, "distance between 'distal' and 'proximal'").level == "stop"
    one_after_the_other = ("- Freeze at -80 degC for 2 min\n", "- Freeze distal at -80 degC for 2 min\n")
    moved = changed(CHILD, ("-4.15 2.6 15.9 mm", "-3.7 2.6 4.2 mm"), one_after_the_other)
    assert one(moved, "distance between 'distal' and 'proximal'").level == "note"
    assert not [about for about in abouts(changed(CHILD)) if about.startswith("distance between")]


def test_a_thaw_that_waits_for_more_than_the_body_gives() -> None:
    about = "temperature that ends a thaw"
    for until, level in (("20 degC", None), ("36.4 degC", "warn"), ("50 degC", "warn")):
        case = changed(BLOCK, ("Thaw for 2 min", f"Thaw until {until}"))
        found = {item.level for item in check(case) if item.about == about}
        assert found == (set() if level is None else {level}), until
    active = ("thaw: passive", "thaw: {active: {to: 42 degC}}")
    warmed = changed(BLOCK, active, ("Thaw for 2 min", "Thaw until 40 degC"))
    assert about not in abouts(warmed)


def test_a_patient_colder_than_patients_are() -> None:
    about = "unusual body temperature"
    for value, wrong in (("36.5", False), ("3.65", True), ("42", True)):
        case = changed(CHILD, ("value: 36.5 degC", f"value: {value} degC"))
        assert (about in abouts(case)) is wrong, value
    assert about not in abouts(changed(BLOCK, ("body_temperature: 37 degC", "body_temperature: 20 degC")))


def test_a_thermocouple_in_a_probe() -> None:
    case = changed(BLOCK, ("at: 3 0 4 mm", "at: 0.3 0 4 mm"))
    assert one(case, "thermocouple 'r3' in a probe").level == "note"


def test_a_goal_without_a_nerve() -> None:
    assert one(changed(BLOCK), "goal without a nerve").level == "note"


def test_spacing() -> None:
    assert one(changed(BLOCK), "spacing against probe").level == "ok"
    coarse = changed(BLOCK, ("spacing: 0.5 mm", "spacing: 1.2 mm"))
    assert one(coarse, "spacing against probe").level == "warn"
    fine = changed(BLOCK, ("spacing: 0.5 mm", "spacing: 0.1 mm"))
    assert one(fine, "size of the grid").level == "note"


def test_every_finding_has_a_reason() -> None:
    for name in (CHILD, BLOCK, MOVED):
        assert all(finding.reason.endswith(".") for finding in check(changed(name)))
