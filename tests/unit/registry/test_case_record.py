"""One case without ids: from a file, from a registry; text that identifies stays behind."""

from __future__ import annotations

import pytest

from cryonerve.errors import RegistryError
from cryonerve.registry import (
    Draft,
    case_of_record_file,
    case_of_registry,
    correct,
    new_mark,
    open_registry,
    read_record_file,
    record,
)
from cryonerve.registry.marks import is_mark
from tests.unit.registry.entering import enter, measurement, person_and_case


@pytest.fixture
def registry(tmp_path):
    with open_registry(tmp_path / "registry.sqlite", who="anna") as opened:
        yield opened


def everything(case) -> str:
    return " ".join(str(dict(row)) for rows in case.rows.values() for row in rows)


def test_the_published_record_is_the_same_from_file_and_registry(registry) -> None:
    receipts = record(registry, read_record_file("tibial-neuroma-child"))
    mark = next(item.record for item in receipts if item.kind == "case")
    assert case_of_registry(registry, mark) == case_of_record_file("tibial-neuroma-child")


def test_no_id_is_left_and_references_are_places(registry) -> None:
    drafts = read_record_file("tibial-neuroma-child")
    receipts = record(registry, drafts)
    case = case_of_registry(registry, receipts[1].record)
    assert not [item.record for item in receipts if item.record in everything(case)]
    assert {row["procedure"] for row in case.of("measurement")} == {1}


def test_documents_and_answers_are_there(registry) -> None:
    """What is left out of lists counts as recorded."""
    person, case = person_and_case()
    mark = new_mark("D")
    probes = [{"name": "one", "tip": [0, 0, 0]}]
    log = "time_s,temperature_degC\n0,20\n"
    done = Draft("procedure", {"day": 0, "console_log": log, "placement": probes}, case.record, mark)
    record(registry, [person, case, done, measurement(case.record, answers={"item-1": 3})])
    found = case_of_registry(registry, case.record)
    assert found.of("procedure")[0]["console_log"] == log
    assert "placement" in found.of("procedure")[0]
    assert "answers" in found.of("measurement")[0]


def test_only_the_case_itself_and_its_persons_consents(registry) -> None:
    first = enter(registry, people=2)
    case = next(draft.record for draft in first if draft.kind == "case")
    found = case_of_registry(registry, case)
    assert {kind: len(rows) for kind, rows in found.rows.items()} == {
        "person": 1,
        "case": 1,
        "measurement": 2,
    }


def test_text_that_was_stored_with_a_reason_stays_in_the_registry(registry) -> None:
    person, case = person_and_case(remark="seen by Dr. Miller")
    record(registry, [person, case], override="a made-up physician")
    found = case_of_registry(registry, case.record)
    assert found.withheld == (("person", "remark"),)
    assert "Miller" not in everything(found)


def test_a_remark_that_names_a_record_stays_too(registry) -> None:
    person, case = person_and_case()
    note = measurement(case.record, remark=f"as in {case.record.lower()}, see there")
    record(registry, [person, case, note])
    found = case_of_registry(registry, case.record)
    assert found.withheld == (("measurement", "remark"),)
    assert not [word for word in everything(found).upper().replace("'", " ").split() if is_mark(word)]


def test_a_file_that_says_who_somebody_is_is_read_without_that(tmp_path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "cryonerve-record: 1\nperson: {remark: 'Mr. Miller, 92-year-old'}\ncase: {nerve: sural}\n"
    )
    found = case_of_record_file(file)
    assert found.withheld == (("person", "remark"),)
    assert found.person == {}


@pytest.mark.parametrize(
    ("about", "child"),
    [
        ({"age_years": 17}, True),
        ({"age_years": 18}, False),
        ({"age_band": "15-17"}, True),
        ({"age_band": "90+"}, False),
        ({}, None),
    ],
)
def test_a_child_is_younger_than_eighteen(registry, about, child) -> None:
    mark = new_mark("P")
    case = Draft("case", {"nerve": "tibial"}, mark, new_mark("C"))
    record(registry, [Draft("person", about, record=mark), case])
    assert case_of_registry(registry, case.record).child is child


def test_days_are_counted_from_the_first_procedure(registry) -> None:
    person, case = person_and_case()
    first, second = new_mark("D"), new_mark("D")
    done = [Draft("procedure", {"day": day}, case.record, mark) for day, mark in ((0, first), (200, second))]
    later = measurement(case.record, day=7, procedure=second)
    record(registry, [person, case, *done, later])
    found = case_of_registry(registry, case.record)
    assert found.day_of("measurement", found.of("measurement")[0], "day") == 207


@pytest.mark.parametrize(
    ("consent", "may"),
    [
        ({}, False),
        ({"scope": "registry"}, False),
        ({"scope": "publication"}, True),
        ({"scope": "publication", "withdrawn_day": 9}, False),
        ({"scope": "publication", "what": "child-assent"}, False),
    ],
)
def test_consent_to_publication_holds_until_it_is_withdrawn(registry, consent, may) -> None:
    person, case = person_and_case()
    given = {"what": "consent", "given_by": "person", "form": "F", "form_version": "1", "day": 0, **consent}
    agreed = [Draft("consent", given, person.record)] if consent else []
    record(registry, [person, case, *agreed])
    assert case_of_registry(registry, case.record).may_be_published is may


def test_what_is_no_case_is_refused(registry) -> None:
    drafts = enter(registry)
    person, case = drafts[0].record, drafts[1].record
    with pytest.raises(RegistryError, match="is a person, no case"):
        case_of_registry(registry, person)
    with pytest.raises(RegistryError, match="there is no record"):
        case_of_registry(registry, new_mark("C"))
    lone = Draft("case", {"nerve": "sural"}, person, new_mark("C"))
    record(registry, [lone])
    correct(registry, lone.record, why="twice", void=True)
    with pytest.raises(RegistryError, match="entered in error"):
        case_of_registry(registry, lone.record)
    assert case_of_registry(registry, case).case["nerve"] == "tibial"


def test_a_file_that_adds_to_a_case_is_refused(tmp_path) -> None:
    file = tmp_path / "more.yaml"
    mark = new_mark("C")
    file.write_text(f"cryonerve-record: 1\ncase: {mark}\nmeasurements: [{{instrument: vas, day: 7}}]\n")
    with pytest.raises(RegistryError, match="adds to a case"):
        case_of_record_file(file)
