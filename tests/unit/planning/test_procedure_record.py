"""The record of what was done: read onto the plan, or refused."""

from __future__ import annotations

import pytest

import cryonerve as cn
from cryonerve.case import Freeze, Thaw, load, write_yaml
from cryonerve.errors import CaseError
from cryonerve.planning import as_done, changes

CHILD = cn.load("tibial-neuroma-child")
LOG = "time_s,state,temperature_degC\n0,freeze,-80\n120,off,\n240,freeze,-80\n335,off,\n455,off,\n"
RECORD = """cryonerve-done: 1
probes:
  - {name: Distal, tip: -4.7 4.1 3.9 mm, axis: 0 -0.75 0.66}
log: console.csv
remark: the patient moved
"""


def record(tmp_path, text=RECORD, log=LOG):
    (tmp_path / "console.csv").write_text(log, encoding="utf-8")
    path = tmp_path / "done.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_probes_and_steps_are_those_that_were_performed(tmp_path) -> None:
    found = as_done(CHILD, record(tmp_path))
    before = {probe.name: probe for probe in CHILD.probes}
    after = {probe.name: probe for probe in found.case.probes}
    assert after["distal"].tip == (-4.7e-3, 4.1e-3, 3.9e-3)
    assert after["proximal"] == before["proximal"]
    assert found.case.protocol == (Freeze(-80.0, 120.0), Thaw(120.0), Freeze(-80.0, 95.0), Thaw(120.0))
    books = {item.path: item for item in found.case.standings}
    assert (books["probes.distal.tip"].standing, books["protocol.3"].text) == (
        "stated", "Freeze at -80 degC for 95 s",
    )  # fmt: skip
    said = changes(CHILD, found.case, cn.build(CHILD))
    assert any(
        "the tip of distal lies 1.8 mm away" in text and "farther from the tibial" in text for text in said
    )
    assert "freeze 2 lasts 95 s instead of 2 min" in said
    assert len(said) == 2


def test_what_was_done_is_a_case_like_any_other(tmp_path) -> None:
    found = as_done(CHILD, record(tmp_path)).case
    path = tmp_path / "case.yaml"
    path.write_text(write_yaml(found), encoding="utf-8")
    again = load(path)
    assert (again.probes, again.protocol, again.anatomy) == (found.probes, found.protocol, found.anatomy)


def test_steps_by_hand(tmp_path) -> None:
    text = "cryonerve-done: 1\nprotocol: [Freeze distal at -75 degC for 95 s, Thaw for 1 min]\n"
    found = as_done(CHILD, record(tmp_path, text)).case
    assert found.protocol == (Freeze(-75.0, 95.0, ("distal",)), Thaw(60.0))
    assert found.probes == CHILD.probes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cryonerve: 1\n", "no record of what was done"),
        ("cryonerve-done: 2\nlog: console.csv\n", "no record of what was done"),
        ("cryonerve-done: 1\n", "nothing that differs"),
        ("cryonerve-done: 1\nprobess: []\n", "Did you mean 'probes'"),
        ("cryonerve-done: 1\nprobes: [{name: distall, tip: 0 0 0 mm}]\n", "Did you mean 'distal'"),
        ("cryonerve-done: 1\nprobes: [{name: distal, tip: 0 0 0}]\n", "unit"),
        ("cryonerve-done: 1\nprobes: [{name: distal, axis: 0 0 0}]\n", "direction is zero"),
        ("cryonerve-done: 1\nprobes: [{name: distal, device: x}]\n", "no device is called 'x'"),
        ("cryonerve-done: 1\nprobes: [{name: distal}, {name: DISTAL}]\n", "listed twice"),
        ("cryonerve-done: 1\nprobes: 3\n", "no list"),
        ("cryonerve-done: 1\nlog: console.csv\nprotocol: [Thaw for 2 min]\n", "both say"),
        ("cryonerve-done: 1\nlog: nowhere.csv\n", "cannot be read"),
        ("cryonerve-done: 1\nprotocol: [Freeze at -80 degC for 2]\n", "unit"),
        ("cryonerve-done: 1\nprotocol: [Freeze dist at -80 degC for 2 s]\n", "that the plan does not have"),
        ("cryonerve-done: 1\nprotocol: []\n", "no list of steps"),
        ("cryonerve-done: 1\nprotocol: [Wait for 20 h, Wait for 20 h]\n", "more than 24 h"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path, text, words) -> None:
    with pytest.raises(CaseError, match=words):
        as_done(CHILD, record(tmp_path, text))
