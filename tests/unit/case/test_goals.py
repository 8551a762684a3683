"""The section `goals`: margin and probability are read, written back, refused where they cannot be."""

from __future__ import annotations

import pytest

from cryonerve.case import load, write_yaml
from cryonerve.errors import InputError

HEAD = """cryonerve: 1
title: x
patient: {age: 40 years}
anatomy: {phantom: limb, nerve: tibial}
probes: [{name: probe, device: cryo-s-a13, tip: 6 0 0 mm, axis: 0 -1 0}]
protocol: [Freeze at -80 degC for 2 min]
"""


def read(tmp_path, text):
    path = tmp_path / "case.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load(path)


def test_margin_and_probability_are_read_and_written_back(tmp_path) -> None:
    margin = "{value: 1 mm, standing: assumed, why: w}"
    case = read(tmp_path, f"goals: {{cover: tibial, length: 8 mm, margin: {margin}, probability: 90 %}}")
    assert case.goals is not None
    assert (case.goals.margin, case.goals.probability) == (1e-3, 0.9)
    again = tmp_path / "again.yaml"
    again.write_text(write_yaml(case), encoding="utf-8")
    assert load(again).goals == case.goals


def test_what_is_not_asked_for_leaves_no_trace(tmp_path) -> None:
    case = read(tmp_path, "goals: {cover: tibial}")
    assert case.goals is not None
    assert case.goals.margin is None
    assert "margin" not in write_yaml(case)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{cover: tibial, margin: 1}", "unit"),
        ("{cover: tibial, margin: -1 mm}", "negative|small|range"),
        ("{cover: tibial, probability: 120 %}", "large|range"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, text, said) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, f"goals: {text}")
