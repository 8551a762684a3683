"""Records that a page adds and corrects: refused beside their fields, once, by who may."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import pytest

from cryonerve.registry import history, open_registry, verify
from cryonerve.registry.users import add_user

PERSON = MappingProxyType({"kind": "person", "values": {"age_years": 40, "sex": "female"}})
CASE = MappingProxyType({"kind": "case", "parent": "#0", "values": {"nerve": "tibial", "side": "left"}})
SCORE = {"instrument": "nrs", "instrument_version": "0-10", "day": 7, "score": 3}


def add(client, *drafts, **more):
    return client.post("/api/registry/records", json={"drafts": [dict(one) for one in drafts], **more})


def marks(answer) -> list[str]:
    assert answer.status_code == 201, answer.text
    return [row["record"] for row in answer.json()["records"]]


def counts(client):
    return client.get("/api/registry").json()["counts"]


@pytest.fixture
def made(clinic, client):
    assert client.post("/api/registry").status_code == 200
    return client


@pytest.fixture
def case(made) -> str:
    return marks(add(made, PERSON, CASE))[1]


def test_a_person_with_case_procedure_and_score_in_one_form(made) -> None:
    answer = add(
        made,
        PERSON,
        CASE,
        {"kind": "procedure", "parent": "#1", "values": {"day": 0, "cycles": 2}},
        {"kind": "measurement", "parent": "#1", "values": {**SCORE, "procedure": "#2"}},
    )
    person, case, procedure, _ = marks(answer)
    assert [row["kind"] for row in answer.json()["records"]] == ["person", "case", "procedure", "measurement"]
    told = made.get(f"/api/registry/cases/{case}").json()
    assert told["person"]["record"] == person
    assert told["records"]["measurement"][0]["procedure"] == procedure
    assert told["timeline"]["series"][0]["points"][0]["value"] == 3


def test_the_same_form_twice_is_entered_once_also_after_a_restart(made, studio) -> None:
    once = str(uuid.uuid4())
    first = add(made, PERSON, CASE, once=once)
    studio.registry.close()
    again = add(made, PERSON, CASE, once=once)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert counts(made) | {"person": 1, "case": 1} == counts(made)
    assert marks(add(made, PERSON, CASE, once=str(uuid.uuid4()))) != marks(first)
    assert marks(add(made, PERSON)) != marks(add(made, PERSON))  # forms without a number are each their own
    assert counts(made) | {"person": 4, "case": 2} == counts(made)


def test_the_same_form_with_other_values_is_no_second_time(made) -> None:
    once = str(uuid.uuid4())
    marks(add(made, PERSON, once=once))
    answer = add(made, {"kind": "person", "values": {"age_years": 41}}, once=once)
    assert answer.status_code == 409
    assert "other values" in answer.json()["error"]["what"]
    assert counts(made)["person"] == 1
    answer = add(made, PERSON, once="mine")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "once")


def test_one_form_from_many_pages_at_once_is_entered_once(made, clinic) -> None:
    once = str(uuid.uuid4())
    with ThreadPoolExecutor(8) as pages:
        answers = [pages.submit(add, made, PERSON, CASE, once=once) for _ in range(16)]
        same = {tuple(marks(answer.result())) for answer in answers}
    assert len(same) == 1
    assert counts(made) | {"person": 1, "case": 1} == counts(made)
    with open_registry(clinic, who="anna") as registry:
        assert verify(registry).whole


def test_refusals_name_draft_and_field_and_enter_nothing(made) -> None:
    wrong = {"kind": "case", "parent": "#0", "values": {"side": "lef", "nerv": "tibial"}}
    error = add(made, PERSON, wrong).json()["error"]
    told = {(one["field"], one["line"]) for one in (error, *error["more"])}
    assert told == {("case.side", 2), ("case.nerv", 2)}
    assert "left" in error["remedy"] + error["more"][0]["remedy"]
    assert counts(made)["person"] == 0
    of_person = {"kind": "measurement", "values": {**SCORE, "procedure": "#0"}}
    for drafts, field in (
        ([{**CASE, "parent": ""}], "case.parent"),
        ([{**CASE, "parent": "C-2222-2222-2227"}], "case.parent"),
        ([{**CASE, "parent": "#0"}], "case.parent"),
        ([PERSON, {**CASE, "parent": "#2"}], "case.parent"),
        ([PERSON, {**CASE, "parent": "#-1"}], "case.parent"),
        ([PERSON, CASE, {**of_person, "parent": "#1"}], "measurement.procedure"),
        ([{**PERSON, "record": "U-2222-2222-2222"}], "person.record"),
        ([PERSON, {"kind": "consent", "parent": "#0", "values": {}}], "consent.what"),
    ):  # fmt: skip
        answer = add(made, *drafts)
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, field), drafts
    assert counts(made)["person"] == 0


def test_what_identifies_is_refused_until_somebody_says_why_it_does_not(made) -> None:
    told = {"kind": "person", "values": {"remark": "Seen by Dr. Miller"}}
    error = add(made, told).json()["error"]
    assert (error["field"], error["may_override"]) == ("person.remark", True)
    assert "--" not in error["remedy"]
    assert marks(add(made, told, override="a brand of insoles"))
    answer = add(made, PERSON, why="as Dr. Miller said")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "why")


def test_after_consent_was_withdrawn_nothing_more_is_entered(made) -> None:
    consent = {
        "what": "consent", "given_by": "person", "form": "registry", "form_version": "2", "scope": "registry",
        "day": -3, "withdrawn_day": 10,
    }  # fmt: skip
    person, case, _ = marks(add(made, PERSON, CASE, {"kind": "consent", "parent": "#0", "values": consent}))
    answer = add(made, {"kind": "measurement", "parent": case, "values": SCORE})
    assert answer.status_code == 422
    assert person in answer.json()["error"]["what"]
    assert made.get("/api/registry/cases").json()["rows"][0]["consent"] == "withdrawn"


def test_a_correction_is_a_new_version_with_a_reason(made, case) -> None:
    (mark,) = marks(add(made, {"kind": "measurement", "parent": case, "values": SCORE}))
    address = f"/api/registry/record/{mark}"
    answer = made.post(address, json={"values": {"score": 2}, "version": 1, "why": ""})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "why")
    told = made.post(address, json={"values": {"score": 2}, "version": 1, "why": "read wrongly"}).json()
    assert [row["score"] for row in told["versions"]] == [3, 2]
    assert told["entries"][-1]["why"] == "read wrongly"
    emptied = {"values": {"instrument_version": None}, "version": 2, "why": "not written down"}
    assert made.post(address, json=emptied).json()["versions"][-1]["instrument_version"] is None
    for change, field in (
        ({"score": "x"}, "measurement.score"),
        ({"day": None}, "measurement.day"),
        ({"procedure": "D-2222-2222-2228"}, "measurement.procedure"),
        ({"scor": 2}, "measurement.scor"),
        ({}, ""),
    ):
        answer = made.post(address, json={"values": change, "version": 3, "why": "a slip"})
        said = answer.json()["error"]
        assert (answer.status_code, said["field"]) == (422, field), said
    assert made.get(address).json()["versions"][-1]["version"] == 3


def test_who_was_slower_gets_the_record_as_it_is(made, case) -> None:
    (mark,) = marks(add(made, {"kind": "measurement", "parent": case, "values": SCORE}))
    address = f"/api/registry/record/{mark}"

    def correct(score: int):
        return made.post(address, json={"values": {"score": score}, "version": 1, "why": "read again"})

    with ThreadPoolExecutor(8) as pages:
        answers = list(pages.map(correct, (0, 1, 2, 4, 5, 6, 7, 8)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    now = made.get(address).json()
    assert [row["version"] for row in now["versions"]] == [1, 2]
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["record"] == now
            assert "version 2" in answer.json()["error"]["what"]


def test_a_record_is_marked_as_an_error_and_brought_back(made, case) -> None:
    (mark,) = marks(add(made, {"kind": "measurement", "parent": case, "values": SCORE}))

    def change(record: str, **more):
        return made.post(f"/api/registry/record/{record}", json={"why": "a slip", **more})

    assert change(case, version=1, void=True).status_code == 422  # a score belongs to it
    assert change(mark, version=1, void=True).json()["versions"][-1]["void"] is True
    assert counts(made)["measurement"] == 0
    kept = change(mark, version=2, values={"score": 4}).json()["versions"][-1]  # void says nothing: as it was
    assert (kept["void"], kept["score"]) == (True, 4)
    assert change(mark, version=3, void=False).json()["versions"][-1]["void"] is False
    assert counts(made)["measurement"] == 1


def test_a_reader_reads_and_a_stranger_is_told(made, case, clinic, studio, monkeypatch) -> None:
    with open_registry(clinic, who="anna") as registry:
        add_user(registry, "rita", "reader")
    monkeypatch.setenv("CRYONERVE_USER", "rita")
    studio.registry.close()
    state = made.get("/api/registry").json()
    assert (state["who"], state["role"], "add" in state["may"]) == ("rita", "reader", False)
    assert made.get("/api/registry/cases").json()["total"] == 1
    for address, order in (
        ("records", {"drafts": [dict(PERSON)], "once": str(uuid.uuid4())}),
        (f"record/{case}", {"values": {"side": "right"}, "version": 1, "why": "a slip"}),
    ):
        answer = made.post(f"/api/registry/{address}", json=order)
        assert answer.status_code == 422
        assert "reader" in answer.json()["error"]["what"]
    monkeypatch.setenv("CRYONERVE_USER", "nobody")
    studio.registry.close()
    state = made.get("/api/registry").json()
    assert (state["exists"], state["role"], state["may"]) == (True, "", [])
    assert "nobody called 'nobody'" in state["problem"]["what"]
    assert made.get("/api/registry/cases").status_code == 422


def test_what_a_page_enters_stands_in_the_chain(made, case, clinic) -> None:
    with open_registry(clinic, who="anna") as registry:
        assert [entry["who"] for entry in history(registry, case).entries] == ["anna"]
        assert verify(registry).whole
