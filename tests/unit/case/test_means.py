"""The section `means`: read, written back to the same, and refused where it cannot be."""

from __future__ import annotations

import pytest

from cryonerve.case import EntryWindow, Means, load, write_yaml
from cryonerve.errors import CaseError

HEAD = """cryonerve: 1
title: x
anatomy: {phantom: block, size: 60 60 70 mm, tissue: muscle}
probes: [{name: probe, device: cryo-s-a13, tip: 0 0 -3.5 mm, axis: 0 0 1}]
protocol: [Freeze at -80 degC for 2 min]
"""
WHOLE = """means:
  within: 20 min
  probes: 1
  placements: {value: 2, standing: assumed, why: one is moved}
  devices: [cryo-s-a13, cryo-s-a20]
  flattest: 20 deg
  steepest: 60°
  entry:
    - {name: behind, centre: 0 0 30 mm, radius: 15 mm}
    - {name: aside, centre: 20 0 30 mm, radius: {value: 10 mm, standing: assumed, why: a scar beyond}}
"""


def read(tmp_path, text):
    path = tmp_path / "case.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load(path)


def test_everything_is_read_and_written_back(tmp_path) -> None:
    case = read(tmp_path, WHOLE)
    behind = EntryWindow("behind", (0.0, 0.0, 0.03), 0.015)
    aside = EntryWindow("aside", (0.02, 0.0, 0.03), 0.01)
    assert case.means == Means(1200.0, 1, 2, ("cryo-s-a13", "cryo-s-a20"), (behind, aside), 20.0, 60.0)
    books = {item.path: item for item in case.standings}
    assert books["means.placements"].why == "one is moved"
    assert books["means.entry.aside.radius"].why == "a scar beyond"
    again = tmp_path / "again.yaml"
    again.write_text(write_yaml(case), encoding="utf-8")
    second = load(again)
    assert second.means == case.means
    written = {item.path: item for item in second.standings}
    for path in ("means.placements", "means.entry.aside.radius"):
        assert (written[path].standing, written[path].why) == ("assumed", books[path].why)


def test_nothing_is_limited_where_nothing_is_said(tmp_path) -> None:
    case = read(tmp_path, "")
    assert case.means == Means()
    assert "means" not in write_yaml(case)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("means: {within: 20}", "needs a unit"),
        ("means: {within: 0 min}", "is zero"),
        ("means: {probes: 0}", "out of range"),
        ("means: {probes: 3, placements: 2}", "cannot freeze at once in 2 places"),
        ("means: {devices: [cryo-s-a31]}", "no device is called 'cryo-s-a31'"),
        ("means: {devices: []}", "list is empty"),
        ("means: {steepest: 95 deg}", "too large"),
        ("means: {steepest: 1 mm}", "angle"),
        ("means: {flattest: 50 deg, steepest: 40 deg}", "no shaft is at least 50 and at most 40 degrees"),
        ("means: {entry: [{name: a, centre: 0 0 1 mm}]}", "radius"),
        (
            "means: {entry: [{name: a, centre: 0 0 1 mm, radius: 1 mm}, "
            "{name: a, centre: 0 0 2 mm, radius: 1 mm}]}",
            "two windows are called 'a'",
        ),
        ("means: {time: 20 min}", "unknown key"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, text, words) -> None:
    with pytest.raises(CaseError, match=words):
        read(tmp_path, text)
