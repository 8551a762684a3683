"""Logs of a console: read as they are meant, or refused with the line and what would be right."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.errors import CaseError, InputError
from cryonerve.planning.console_log import Reading, read_log

NAN = math.nan


def rows(text: str) -> list[tuple[float, str, str, float]]:
    return [(item.time, item.probe, item.kind, item.temperature) for item in read_log(text.encode())]


def same(found, wanted) -> bool:
    return all(
        one[:3] == two[:3] and (one[3] == two[3] or (math.isnan(one[3]) and math.isnan(two[3])))
        for one, two in zip(found, wanted, strict=True)
    )


@pytest.mark.parametrize(
    "text",
    [
        "time_s,probe,state,temperature_degC\n0,distal,freeze,-80\n120,distal,off,\n",
        "Time [s];Probe;State;Temperature [°C]\n0;distal;Freezing;-80,0\n120,0;distal;Off;-\n",
        "time_min\tneedle\tflow\ttemp_degC\n0\tdistal\ton\t-80\n2\tdistal\toff\t\n",
        "time,probe,phase,temperature\n0 s,distal,freeze 1,-80 degC\n2 min,distal,off,\n",
        "\ufefftime_s,extra,probe,state,temperature_degC\r\n0,a,distal,freeze,-80\r\n\r\n120,b,distal,idle,nan\r\n",
        '{"procedure_s": 0, "probe": "distal", "phase": "freeze 1", "temperature_degC": -80}\n'
        '{"procedure_s": 120, "probe": "distal", "phase": "end", "temperature_degC": null}\n',
        "time,probe,state,temperature_degC\n00:00,distal,freeze,−80\n00:02,distal,off,\n",
    ],
)
def test_the_same_log_in_other_forms_is_read_alike(text) -> None:
    assert same(rows(text), [(0.0, "distal", "freeze", -80.0), (120.0, "distal", "rest", NAN)])


def test_temperatures_alone_leave_the_state_open_and_nothing_is_rest() -> None:
    found = rows("time_s,temperature_degC\n0,37\n1,-20\n2,\n")
    assert same(found, [(0.0, "", "", 37.0), (1.0, "", "", -20.0), (2.0, "", "rest", NAN)])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "the log is empty"),
        ("time_s,state\n", 1, "no readings"),
        ("1,2\n3,4\n", 1, "no column is called 'time'"),
        ("time_s,colour\n1,2\n", 1, "no column says 'state'"),
        ("time_s,time_min,state\n1,2,off\n", 1, "two columns give the time"),
        ("time_h2,state\n1,off\n", 1, "'h2' is no unit of time"),
        ("time_s,temperature_F\n1,-112\n", 1, "temperatures in 'f' are not read"),
        ("time_s,state\n1,freeze\n2,freezzing\n", 3, "is no state of a probe"),
        ("time,state\n1,freeze\n", 2, "bare number"),
        ("time_s,temperature\n1,-80\n", 2, "bare number"),
        ("time_s,state\n1 min,freeze\n", 2, "has a unit of its own"),
        ("time_s,state\n0,freeze\n1 week ago,off\n", 3, "is no time"),
        ("time_s,state,temperature_degC\n0,freeze,-80\n1,freeze,-80,5\n", 3, "4 cells, the heading 3"),
        ("time_s;state;temperature_degC\n0;freeze;-80,5\n1;freeze;-80.5\n", 3, "another decimal sign"),
        ("time_s,state\n0,freeze\n00:10,off\n", 3, "once of a clock and once numbers"),
        ("time_s,temperature_degC\n0,-800\n", 2, "nothing that a console shows"),
        ("time_s,temperature_degC\n0,1e999\n", 2, "too large"),
        ("time_s,state\n0,freeze\n1e6,off\n", 3, "more than a day"),
        ('{"procedure_s": 1}\n{"phase": 3}\n', 2, "no document"),
        ('{"procedure_s": NaN, "temperature_degC": 1}\n', 1, "is no time"),
        ('time_s,state\n0,"freeze\n', 2, "no table"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, line, words) -> None:
    with pytest.raises(CaseError) as caught:
        read_log(text.encode(), "log.csv")
    (complaint,) = caught.value.complaints
    assert words in complaint.what
    assert (complaint.line, complaint.file) == (line, "log.csv")
    assert complaint.remedy


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"time_s,state\n0,fr\xe9eze\n", "not UTF-8"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"x" * 20_000_001, "larger than 20 MB"),
        (b"time_s,state\n" + b"0,freeze\n" * 50_001, "more than 50000 lines"),
    ],
)
def test_what_is_no_log_is_refused(content, words) -> None:
    with pytest.raises(CaseError, match=words):
        read_log(content)


@settings(max_examples=40)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_in_a_file_gives_readings_or_a_complaint(content) -> None:
    for head in (b"", b"time_s,probe,state,temperature_degC\n", b"{"):
        try:
            found = read_log(head + content)
        except InputError as error:
            said = [item.what for item in error.complaints]
            if not all(said):
                pytest.fail("a complaint says nothing")
        else:
            assert all(isinstance(item, Reading) and math.isfinite(item.time) for item in found)
