"""A case back to text: readable, whole, and in the person's own words where they still hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cryonerve.case import Freeze, LabelledScan, SolverOptions, load, write_yaml
from cryonerve.case.reading import read_case
from cryonerve.errors import CaseError
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


SCAN = """\
cryonerve: 1
title: x
anatomy: {phantom: scan, labels: a.nii.gz, legend: b.csv, nerve: tibial%s}
probes: [{name: a, device: cryo-s-a13, tip: 0 0 0 mm, axis: 0 0 1}]
protocol: [Freeze at -80 degC for 2 min]
"""


def test_how_sure_a_scan_is_comes_back_with_its_standing() -> None:
    unsure = ", uncertainty: {boundary: 0.7 mm, nerve: {value: 0.5 mm, standing: assumed, why: two readers}}"
    case = read_case((SCAN % unsure).encode(), file="f", name="n")
    assert isinstance(case.anatomy, LabelledScan)
    assert (case.anatomy.uncertainty_boundary, case.anatomy.uncertainty_nerve) == (0.7e-3, 0.5e-3)
    text = write_yaml(case)
    assert (
        "  uncertainty: {boundary: 0.7 mm, nerve: {value: 0.5 mm, standing: assumed, why: two readers}}"
        in text
    )
    again = read_case(text.encode(), file="f", name="n")
    assert again.anatomy == case.anatomy
    assert {item.path: item.why for item in again.standings}["anatomy.uncertainty.nerve"] == "two readers"


def test_how_sure_a_scan_is_may_be_left_open_or_be_nothing() -> None:
    bare = read_case((SCAN % "").encode(), file="f", name="n")
    standing = {item.path: item for item in bare.standings}["anatomy.uncertainty.nerve"]
    assert (standing.standing, standing.why) == (
        "unknown",
        "not given; taken from what the nerve's trace says, else from the voxels' size",
    )
    sure = read_case((SCAN % ", uncertainty: {nerve: 0 mm}").encode(), file="f", name="n")
    assert isinstance(sure.anatomy, LabelledScan)
    assert sure.anatomy.uncertainty_nerve == 0.0
    with pytest.raises(CaseError, match="nerve"):
        read_case((SCAN % ", uncertainty: {nerve: -1 mm}").encode(), file="f", name="n")
