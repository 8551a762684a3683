"""Records go in whole or not at all, and nothing is ever overwritten; on both databases."""

from __future__ import annotations

import pytest

from cryonerve.errors import IdentifierError, InputError, RegistryError
from cryonerve.registry import Draft, correct, find, history, new_mark, record, verify
from cryonerve.registry.kinds import kinds
from cryonerve.registry.listing import related
from tests.unit.registry.entering import enter, measurement, person_and_case


def test_what_was_entered_is_there_word_for_word(registry) -> None:
    person, case, first, second = enter(registry)
    (row,) = find(registry, "person").rows
    assert {name: row[name] for name in person.values} == person.values
    assert row["record"] == row["person"] == person.record
    rows = find(registry, "measurement").rows
    assert [row["record"] for row in rows] == [first.record, second.record]
    assert [row["score"] for row in rows] == [8.0, 7.0]
    assert {row["parent"] for row in rows} == {case.record}
    assert verify(registry).whole


EXAMPLES = {
    "code": None,
    "word": "vas 1.0",
    "text": "Ä word\nand another",
    "document": "a: 1\n\tb\n",
    "flag": True,
}


@pytest.mark.parametrize("name", [name for name in kinds() if name not in ("person", "case", "user")])
def test_every_field_of_every_kind_is_kept(registry, name) -> None:
    person, case = person_and_case()
    record(registry, [person, case])
    kind = kinds()[name]
    values = {}
    for field in kind.fields.values():
        if field.type == "code":
            values[field.name] = field.choices[-1]
        elif field.type in ("number", "integer"):
            values[field.name] = field.max
        elif field.type == "json":
            values[field.name] = {"b": [1, None, "ß"], "a": 0.1}
        elif field.type not in ("digest", "reference"):
            values[field.name] = EXAMPLES[field.type]
    parent = person.record if kind.parent == "person" else case.record
    (receipt,) = record(registry, [Draft(name, values, parent)])
    version = history(registry, receipt.record).versions[0]
    for field_name, value in values.items():
        wanted = '{"a":0.1,"b":[1,null,"ß"]}' if kind.fields[field_name].type == "json" else value
        assert version[field_name] == wanted, field_name
    assert verify(registry).whole


def test_all_or_none(registry) -> None:
    person, case = person_and_case()
    wrong = measurement(case.record, score="8,5")
    with pytest.raises(RegistryError, match="decimal point"):
        record(registry, [person, case, wrong])
    with pytest.raises(RegistryError, match="no case C-"):
        record(registry, [person, measurement(new_mark("C"))])
    assert find(registry, "person").total == 0
    assert verify(registry).entries == 2  # made, and its first user


def test_a_correction_is_a_new_version_with_a_reason(registry) -> None:
    *_, first, _ = enter(registry)
    receipt = correct(registry, first.record, {"score": 7.5, "unit": ""}, why="read wrongly")
    assert receipt.version == 2
    told = history(registry, first.record)
    assert [row["score"] for row in told.versions] == [8.0, 7.5]
    assert [row["unit"] for row in told.versions] == ["0 to 10", None]
    assert [entry["why"] for entry in told.entries] == ["", "read wrongly"]
    assert told.entries[1]["old"] == told.entries[0]["new"]
    assert find(registry, "measurement", ["score=7.5"]).total == 1
    assert find(registry, "measurement", ["score=8"]).total == 0
    with pytest.raises(RegistryError, match="nothing changes"):
        correct(registry, first.record, {"score": 7.5}, why="again")
    with pytest.raises(RegistryError, match="needs a reason"):
        correct(registry, first.record, {"score": 7}, why=" ")
    with pytest.raises(RegistryError, match="no record"):
        correct(registry, new_mark("M"), {"score": 7}, why="typing")
    assert verify(registry).whole


def test_what_was_entered_in_error_is_kept_and_not_listed(registry) -> None:
    _, case, first, second = enter(registry)
    with pytest.raises(RegistryError, match="2 measurements belong to"):
        correct(registry, case.record, why="wrong person", void=True)
    correct(registry, first.record, why="wrong person", void=True)
    assert [row["record"] for row in find(registry, "measurement").rows] == [second.record]
    assert [row["void"] for row in history(registry, first.record).versions] == [False, True]
    assert verify(registry).whole


def test_ids_and_references_are_checked(registry) -> None:
    person, case, *_ = enter(registry)
    _, other, *_ = enter(registry)
    (done,) = record(registry, [Draft("procedure", {"day": 0}, other.record)])
    bad = {
        "is there already": person,
        "no id of this registry": Draft("person", {}, record="NHC-123456"),
        "has a slip": Draft("person", {}, record="P-2222-2222-2222"),
        "another kind": Draft("person", {}, record=new_mark("C")),
        "belongs to a case": Draft("measurement", {"instrument": "vas", "day": 1}),
        "belongs to nothing": Draft("person", {}, parent=person.record),
        "about another person": measurement(case.record, procedure=done.record),
        "no procedure": measurement(case.record, procedure=new_mark("D")),
        "field 'scor'": Draft("measurement", {"instrument": "vas", "day": 1, "scor": 1}, case.record),
        "this is missing": Draft("measurement", {"day": 1}, case.record),
        "users are not added": Draft("user", {"name": "eve", "role": "steward"}),
    }
    for said, draft in bad.items():
        with pytest.raises(InputError, match=said):
            record(registry, [draft])
    with pytest.raises(RegistryError, match="another person"):
        correct(
            registry, find(registry, "measurement").rows[0]["record"], {"procedure": done.record}, why="x"
        )
    assert find(registry, "person").total == 2


def test_after_all_consents_were_withdrawn_nothing_more_is_recorded(registry) -> None:
    person, case, *_ = enter(registry)
    agreed = {"what": "consent", "given_by": "person", "form": "registry", "form_version": "2", "day": -3}
    (given,) = record(registry, [Draft("consent", {**agreed, "scope": "registry"}, person.record)])
    record(registry, [measurement(case.record, 14)])
    correct(registry, given.record, {"withdrawn_day": 20}, why="withdrawn by letter")
    with pytest.raises(RegistryError, match="was withdrawn"):
        record(registry, [measurement(case.record, 28)])
    record(registry, [Draft("consent", {**agreed, "scope": "registry", "day": 30}, person.record)])
    record(registry, [measurement(case.record, 35)])


def test_identifiers_are_refused_and_stored_with_a_reason_only(registry) -> None:
    *_, first, _ = enter(registry)
    _, case, *_ = enter(registry)
    with pytest.raises(IdentifierError, match=r"Dr\. Miller") as caught:
        record(registry, [measurement(case.record, remark="less pain, says Dr. Miller")])
    (complaint,) = caught.value.complaints
    assert complaint.field == "remark"
    assert complaint.text[slice(*complaint.caret)] == "Dr. Miller"
    with pytest.raises(IdentifierError):
        record(registry, [measurement(case.record, answers={"q1": "told Mrs Smith"})])
    with pytest.raises(IdentifierError):
        correct(registry, first.record, {"remark": "on 2021-03-04"}, why="forgotten")
    with pytest.raises(IdentifierError):
        correct(registry, first.record, {"score": 2}, why="Dr. Miller said so")
    (kept,) = record(
        registry, [measurement(case.record, remark="Dr. Scholl insole")], override="a brand of insoles"
    )
    assert "overridden: a brand of insoles" in history(registry, kept.record).entries[0]["why"]


def test_related_gives_what_belongs_to_a_person(registry) -> None:
    person, case, *_ = enter(registry)
    enter(registry)
    found = related(registry, person.record)
    assert {name: len(rows) for name, rows in found.items()} == {"case": 1, "measurement": 2}
    assert found["case"][0]["record"] == case.record
