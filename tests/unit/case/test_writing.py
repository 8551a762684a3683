"""A case back to text: readable, whole, and in the person's own words where they still hold."""

from __future__ import annotations

from dataclasses import replace

from cryonerve.case import Freeze, SolverOptions, load, write_yaml
from cryonerve.case.reading import read_case
from tests.unit.case.bundled_text import changed


def lines_of(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip().startswith(start)]


def test_defaults_are_written_out() -> None:
    text = write_yaml(load("gel-phantom"))
    assert lines_of(text, "perfusion_after_freezing") == [
        "perfusion_after_freezing: {value: returns, standing: assumed, "
        "why: not given in the case; the format's default}"
    ]
    assert lines_of(text, "kernel") == ["  kernel: auto"]
    assert lines_of(text, "name: gel-phantom")


def test_the_persons_words_are_kept() -> None:
    text = write_yaml(changed("straight-probe-block", ("37 degC", "310.15 K"), ("Freeze at", "FREEZE at")))
    assert lines_of(text, "body_temperature") == ["body_temperature: 310.15 K"]
    assert len(lines_of(text, "- FREEZE at -80 degC for 2 min")) == 2


def test_a_changed_value_is_written_anew() -> None:
    case = load("straight-probe-block")
    moved = replace(
        case,
        body_temperature=33.3,
        protocol=(Freeze(-60.0, 100.0), *case.protocol[1:]),
        probes=(replace(case.probes[0], tip=(0.001, 0.0, -0.0025)),),
        solver=SolverOptions(1e-3),
    )
    text = write_yaml(moved)
    assert lines_of(text, "body_temperature") == ["body_temperature: 33.3 degC"]
    assert "  - Freeze at -60 degC for 100 s" in text
    again = read_case(text.encode(), file="f", name="n")
    assert (again.body_temperature, again.protocol, again.probes) == (33.3, moved.protocol, moved.probes)
    assert again.solver == moved.solver


def test_words_that_look_like_something_else_are_quoted() -> None:
    case = changed("straight-probe-block", ("title: One straight probe in uniform tissue", "title: '1e3'"))
    assert lines_of(write_yaml(case), "title") == ['title: "1e3"']


def test_long_entries_are_broken_into_lines() -> None:
    text = write_yaml(load("tibial-neuroma-child"))
    assert "  - name: distal\n    device: {value: cryo-s-a13, standing: assumed," in text
    assert "  - {name: nerve centre, at: -0.2 0 6 mm}" in text


def test_only_the_cases_own_tissues_and_devices_are_written() -> None:
    assert "tissues:" not in write_yaml(load("tibial-neuroma-child"))
    assert lines_of(write_yaml(load("straight-probe-block")), "test-tissue:")
