"""From a log to the steps that were performed."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cryonerve as cn
from cryonerve.case import Freeze, Thaw, Wait
from cryonerve.errors import CaseError
from cryonerve.planning.console_log import read_log
from cryonerve.planning.performed import performed
from cryonerve.ultrasound.simulated_scanner import console_reading

CHILD = cn.load("tibial-neuroma-child")
HEAD = "time_s,probe,state,temperature_degC\n"


def steps(text: str, case=CHILD):
    return performed(read_log((HEAD + text).encode()), case).steps


def refused(text: str, head: str = HEAD) -> str:
    with pytest.raises(CaseError) as caught:
        performed(read_log((head + text).encode()), CHILD, "log.csv")
    (complaint,) = caught.value.complaints
    assert complaint.file == "log.csv"
    assert complaint.line > 0
    assert complaint.remedy
    return f"{complaint.line}: {complaint.what}"


def test_two_cycles_with_a_short_second_freeze() -> None:
    text = "10,,freeze,-80\n130,,off,\n250,,freeze,-78\n345,,off,\n465,,off,\n"
    assert steps(text) == (Freeze(-80.0, 120.0), Thaw(120.0), Freeze(-78.0, 95.0), Thaw(120.0))


def test_probes_one_after_the_other() -> None:
    text = (
        "0,distal,freeze,-80\n60,distal,off,\n60,proximal,freeze,-80\n120,proximal,off,\n180,proximal,off,\n"
    )
    assert steps(text) == (Freeze(-80.0, 60.0, ("distal",)), Freeze(-80.0, 60.0, ("proximal",)), Thaw(60.0))


def test_two_hands_are_one_switch_and_that_is_said() -> None:
    text = "0,distal,freeze,-80\n2,proximal,freeze,-80\n120,distal,off,\n121,proximal,off,\n180,distal,off,\n"
    told = performed(read_log((HEAD + text).encode()), CHILD)
    assert told.steps == (Freeze(-80.0, 119.5), Thaw(59.5))
    assert any("taken as one" in text for text in told.remarks)


def test_where_the_log_ends_with_the_freeze_the_planned_thaw_follows() -> None:
    told = performed(read_log((HEAD + "0,,freeze,-80\n90,,off,\n").encode()), CHILD)
    assert told.steps == (Freeze(-80.0, 90.0), Thaw(120.0))
    assert any("taken to follow" in text for text in told.remarks)


def test_a_flow_state_alone_takes_the_planned_temperature() -> None:
    log = read_log(b"time_s,flow\n0,on\n90,off\n100,off\n")
    assert performed(log, CHILD).steps[0] == Freeze(-80.0, 90.0)


def test_an_actively_thawing_device_rests_or_thaws_as_logged() -> None:
    device = CHILD.devices["cryo-s-a13"]
    active = replace(device, thaw=next(d.thaw for d in CHILD.devices.values() if d.thaw.kind == "active"))
    case = replace(CHILD, devices={**CHILD.devices, "cryo-s-a13": active})
    text = "0,,freeze,-80\n60,,off,\n70,,thaw,20\n100,,off,\n110,,off,\n"
    assert steps(text, case) == (Freeze(-80.0, 60.0), Wait(10.0), Thaw(30.0), Wait(10.0))


def test_a_setpoint_that_is_changed_is_another_step_and_the_restart_is_said() -> None:
    told = performed(
        read_log((HEAD + "0,,freeze,-80\n60,,freeze,-60\n120,,off,\n130,,off,\n").encode()), CHILD
    )
    assert told.steps[:2] == (Freeze(-80.0, 60.0), Freeze(-60.0, 60.0))
    assert any("counted again" in text for text in told.remarks)


def test_the_simulated_consoles_own_readings_give_the_protocol_back() -> None:
    """Samples of temperature, a second apart, as a stream's console says them."""
    lines = []
    for second in range(481):
        said = console_reading(CHILD, float(second))
        warm = "null" if math.isnan(said.temperature) else f"{said.temperature:.2f}"
        lines.append(f'{{"temperature_degC": {warm}, "phase": "{said.phase}", "procedure_s": {second}}}')
    told = performed(read_log("\n".join(lines).encode()), CHILD)
    assert [type(step) for step in told.steps] == [Freeze, Thaw, Freeze, Thaw]
    for one, two in zip(told.steps, CHILD.protocol, strict=True):
        assert one.seconds == pytest.approx(two.seconds, abs=1.0)
        if isinstance(one, Freeze):
            assert one.temperature == pytest.approx(two.temperature, abs=1.0)


def test_temperatures_alone_say_when_it_froze() -> None:
    lines = ["time_s,temperature_degC"]
    for second in range(0, 301):
        warm = (
            -80.0 + 117.0 * math.exp(-second / 8.0)
            if second <= 120
            else 30.0 - 110.0 * math.exp((120 - second) / 40.0)
        )
        lines.append(f"{second},{warm:.1f}")
    told = performed(read_log("\n".join(lines).encode()), CHILD)
    freeze = told.steps[0]
    assert isinstance(freeze, Freeze)
    # it is colder than half of its coldest from 8.6 s on, and for 18 s of the thaw
    assert freeze.seconds == pytest.approx(120.0, abs=20.0)
    assert any("half of its coldest" in text for text in told.remarks)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0,distall,freeze,-80\n", "2: the log names a probe 'distall'"),
        ("0,,freeze,-80\n60,,off,\n30,,freeze,-80\n", "4: the time goes backwards"),
        ("0,,freeze,-80\n0,,off,\n60,,off,\n", "3: 'distal' does two things at 0 s"),
        ("0,,freeze,-80\n", "2: the log ends while 'distal' freezes"),
        ("0,,off,\n60,,off,\n", "2: no probe freezes in this log"),
        ("0,distal,freeze,-80\n0,proximal,freeze,-40\n60,distal,off,\n60,proximal,off,\n", "freeze at once"),
    ],
)
def test_what_no_step_can_say_is_refused(text, words) -> None:
    assert words in refused(text)


def test_a_gap_in_which_a_probe_changed_is_refused_and_one_in_which_it_went_on_is_said() -> None:
    frozen = [f"{second},,freeze,-80" for second in range(60)]
    rest = [f"{second},,off," for second in range(180, 240)]
    assert "nothing is logged for 121 s" in refused("\n".join([*frozen, *rest]))
    more = [f"{second},,freeze,-80" for second in range(100, 180)]
    told = performed(read_log((HEAD + "\n".join([*frozen, *more, *rest])).encode()), CHILD)
    assert told.steps[0] == Freeze(-80.0, 180.0)
    assert any("41 s from 59 s on" in text for text in told.remarks)


_lengths = st.integers(40, 3000).map(lambda tenths: tenths / 10.0)
_cycle = st.tuples(
    st.integers(-150, -5).map(float), _lengths, st.sampled_from([(), ("distal",), ("proximal",)]), _lengths
)


@settings(max_examples=60)
@given(st.lists(_cycle, min_size=1, max_size=4), st.integers(0, 5000).map(float))
def test_every_protocol_of_freezes_and_thaws_comes_back_from_its_log(cycles, begin) -> None:
    wanted, lines, now = [], [], begin
    for cold, freeze, probes, thaw in cycles:
        names = probes or ("distal", "proximal")
        wanted += [Freeze(cold, freeze, probes), Thaw(thaw)]
        lines += [f"{now!r},{name},freeze,{cold!r}" for name in names]
        lines += [f"{now + freeze!r},{name},off," for name in names]
        now += freeze + thaw
    lines += [f"{now!r},{name},off," for name in ("distal", "proximal")]
    found = steps("\n".join(lines))
    assert len(found) == len(wanted)
    for one, two in zip(found, wanted, strict=True):
        assert type(one) is type(two)
        assert one.seconds == pytest.approx(two.seconds, abs=0.11)
        if isinstance(two, Freeze):
            assert (one.temperature, one.probes) == (two.temperature, two.probes)
