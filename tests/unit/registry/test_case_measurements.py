"""Measurements of a case in a registry: as a file would give them, days from the first procedure."""

from __future__ import annotations

import pytest

from cryonerve.errors import RegistryError
from cryonerve.registry import (
    Draft,
    correct,
    open_registry,
    person_measurements,
    read_measurements,
    read_record_file,
    record,
)


@pytest.fixture
def clinic(tmp_path):
    with open_registry(tmp_path / "clinic.sqlite", who="anna") as registry:
        yield registry


def entered(registry, drafts):
    return {one.kind: one.record for one in reversed(record(registry, drafts))}


def test_registry_and_record_file_give_the_same(clinic) -> None:
    case = entered(clinic, read_record_file("tibial-neuroma-child"))["case"]
    stored, read = person_measurements(clinic, case), read_measurements("tibial-neuroma-child")
    assert stored.measurements == read.measurements
    assert (stored.title, stored.source, stored.age, stored.course) == (
        read.title,
        "vega2026",
        10.0,
        "chronic",
    )
    assert len(stored.left_out) == len(read.left_out) == 1
    assert "prosthesis-use" in stored.left_out[0]


def test_days_count_from_the_first_procedure_whichever_a_score_counts_from(clinic, tmp_path) -> None:
    text = (
        "cryonerve-record: 1\nperson: {age_years: 40}\ncase: {nerve: tibial}\n"
        "procedures: [{day: 0}, {day: 100}]\nmeasurements:\n"
        "  - {procedure: 1, instrument: nrs, instrument_version: 0-10, day: 7, score: 5}\n"
        "  - {procedure: 2, instrument: nrs, instrument_version: 0-10, day: 7, answers: {pain: 2}}\n"
        "  - {instrument: nrs, instrument_version: 0-10, day: 8, score: 4}\n"
    )
    file = tmp_path / "two.yaml"
    file.write_text(text)
    case = entered(clinic, read_record_file(file))["case"]
    for found in (person_measurements(clinic, case), read_measurements(file)):
        assert [(one.day, one.value) for one in found.measurements] == [(7, 5), (8, 4), (107, 2)]


def test_what_is_no_score_is_left_out_and_said(clinic) -> None:
    made = entered(clinic, [Draft("person", {"age_years": 40}, record="")])
    case = entered(clinic, [Draft("case", {"nerve": "tibial"}, parent=made["person"])])["case"]
    with pytest.raises(RegistryError, match="has no measurement"):
        person_measurements(clinic, case)
    rows = [
        {"instrument": "nrs", "instrument_version": "0-10", "day": 1, "score": 11},
        {"instrument": "nsr", "instrument_version": "0-10", "day": 2, "score": 3},
        {"instrument": "nrs", "day": 3, "score": 3},
        {"instrument": "nrs", "instrument_version": "0-10", "day": 4, "score": 3},
    ]
    record(clinic, [Draft("measurement", row, parent=case) for row in rows])
    found = person_measurements(clinic, case)
    assert [one.day for one in found.measurements] == [4]
    assert [words.split(": ")[0] for words in found.left_out] == ["day 1", "day 2", "day 3"]
    for words, why in zip(found.left_out, ("'11' is no score", "'nsr'", "this says none"), strict=True):
        assert why in words


def test_only_a_case_that_holds(clinic) -> None:
    marks = entered(clinic, read_record_file("tibial-neuroma-child"))
    with pytest.raises(RegistryError, match="is a person, no case"):
        person_measurements(clinic, marks["person"])
    with pytest.raises(RegistryError, match="there is no record"):
        person_measurements(clinic, "C-2222-2222-2222")
    correct(clinic, marks["measurement"], {"score": 7.0}, why="read wrongly")
    assert person_measurements(clinic, marks["case"]).measurements[0].value == 70
