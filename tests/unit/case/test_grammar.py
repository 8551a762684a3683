"""Sentences of the protocol: what they mean and where they are wrong."""

from __future__ import annotations

import pytest

from cryonerve.case import Freeze, Step, Thaw, Wait, parse_step, sentence
from cryonerve.errors import ProtocolError

READ = [
    ("Freeze at -80 degC for 2 min", Freeze(-80.0, 120.0)),
    ("FREEZE proximal AND distal at -80°C for 2 minutes.", Freeze(-80.0, 120.0, ("proximal", "distal"))),
    ("Freeze a,b and c at -80 degC for 90 s", Freeze(-80.0, 90.0, ("a", "b", "c"))),
    ("Freeze a, b, and c at -80 degC for 90 s", Freeze(-80.0, 90.0, ("a", "b", "c"))),
    ("freeze for 2 min at 193.15 K", Freeze(-80.0, 120.0)),
    ("  Thaw   for  2   min ", Thaw(120.0)),
    ("Thaw proximal for 90 s", Thaw(90.0, None, ("proximal",))),
    ("Thaw until 20 degC", Thaw(1800.0, 20.0)),
    ("thaw p-1 until 20 degC or 10 min", Thaw(600.0, 20.0, ("p-1",))),
    ("Wait for 1 min", Wait(60.0)),
]


@pytest.mark.parametrize(("text", "step"), READ, ids=[row[0] for row in READ])
def test_reads(text: str, step: Step) -> None:
    assert parse_step(text) == step


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Freeze(-80.0, 120.0), "Freeze at -80 degC for 2 min"),
        (Freeze(-80.5, 100.0, ("a", "b", "c")), "Freeze a, b and c at -80.5 degC for 100 s"),
        (Thaw(90.0), "Thaw for 1.5 min"),
        (Thaw(1800.0, 20.0, ("a",)), "Thaw a until 20 degC or 30 min"),
        (Wait(0.1 + 0.2), "Wait for 0.30000000000000004 s"),
    ],
)
def test_writes(step: Step, text: str) -> None:
    assert sentence(step) == text


REFUSED = [
    ("Frezze at -80 degC for 2 min", "Frezze", "'Frezze' is not a step"),
    ("Freeze -80 degC for 2 min", "-80", "'-80' is no probe's name; is 'at' missing before it?"),
    ("Freeze at -80 for 2 min", "-80", "'-80' has no unit"),
    ("Freeze at -80 C for 2 min", "C", "'C' is not a unit of temperature"),
    ("Freeze at -80 °C for 2 parsecs", "parsecs", "'parsecs' is not a known unit"),
    ("Freeze at -80,5 degC for 2 min", "-80,5", "'-80,5' has a comma"),
    ("Freeze at -300 degC for 2 min", "-300 degC", "'-300 degC' is below absolute zero"),
    ("Freeze at 900 degC for 2 min", "900 degC", "'900 degC' is hotter than boiling water"),
    ("Freeze at -80 degC", "", "'Freeze' needs 'for' and a time"),
    ("Freeze for 2 min", "", "'Freeze' needs 'at' and a temperature"),
    ("Freeze at for 2 min", "at", "a temperature is missing after 'at'"),
    ("Freeze at -80 degC for", "for", "a time is missing after 'for'"),
    ("Freeze a b at -80 degC for 1 min", "b", "'b' stands where 'and' or 'at' or 'for' belongs"),
    ("Freeze and b at -80 degC for 1 min", "and", "a probe's name belongs before 'and'"),
    ("Freeze a and at -80 degC for 1 min", "and", "a probe's name is missing after 'and'"),
    ("Freeze a and a at -80 degC for 1 s", "a", "'a' is named twice"),
    ("Freeze at -80 degC for 2 min then thaw", "thaw", "'thaw' does not belong to 'Freeze'"),
    ("Freeze at -80 degC for 2 min for 3 min", "for", "'for' stands twice"),
    ("Thaw until 20 degC for 2 min", "for", "'for' and 'until' exclude each other"),
    ("Thaw for 2 min or 3 min", "or", "'or' belongs to 'Thaw until'"),
    ("Thaw for -2 min", "-2 min", "'-2 min' is no positive time"),
    ("Thaw for 0 s", "0 s", "'0 s' is no positive time"),
    ("Thaw for 30 h", "30 h", "'30 h' is longer than a day"),
    ("Thaw for nan s", "nan", "'nan' is not a finite number"),
    ("Wait proximal for 2 min", "proximal", "'Wait' acts on no probe"),
    ("Wait at 3 degC", "at", "'at' does not belong to 'Wait'"),
]


@pytest.mark.parametrize(("text", "marked", "what"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refuses(text: str, marked: str, what: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_step(text)
    (complaint,) = caught.value.complaints
    assert complaint.what == what
    assert complaint.text == text
    assert complaint.caret is not None
    assert text[slice(*complaint.caret)] == marked
    assert complaint.remedy


@pytest.mark.parametrize("text", ["", "  ", " . "])
def test_nothing_is_no_step(text: str) -> None:
    with pytest.raises(ProtocolError, match="a step is empty"):
        parse_step(text)


def test_a_misspelt_verb_is_mended() -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_step("Frezze at -80 degC for 2 min")
    assert str(caught.value) == (
        "'Frezze' is not a step\n"
        "    Frezze at -80 degC for 2 min\n"
        "    ^^^^^^\n"
        "  Did you mean 'Freeze'? A step starts with Freeze, Thaw or Wait."
    )
