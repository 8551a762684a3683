"""The registry behind the page: looked at without being made, entered whole, corrected with a reason."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from cryonerve.app.record_options import Door
from cryonerve.registry import find, new_mark, open_registry, read_record_file, record, verify
from cryonerve.registry.users import add_user, change_user

AT = "/api/registry"


@pytest.fixture
def place(studio, tmp_path):
    file = tmp_path / "clinic.sqlite"
    studio.registry.door = Door(str(file), "anna", None, None)
    return file


@pytest.fixture
def published(client, place) -> str:
    """A registry with the published case; the case's id."""
    with open_registry(place, who="anna") as registry:
        entered = record(registry, read_record_file("tibial-neuroma-child"))
    return next(one.record for one in entered if one.kind == "case")


def form(*drafts, once: str = "", **more):
    return {"drafts": list(drafts), "once": once or uuid.uuid4().hex, **more}


def a_case(**values):
    return (
        {"kind": "person", "values": {"age_years": 34, "sex": "male"}},
        {"kind": "case", "parent": "#0", "values": {"nerve": "tibial", "side": "left", **values}},
    )


def test_looking_makes_nothing_and_a_button_does(client, place) -> None:
    told = client.get(AT).json()
    assert (told["installed"], told["exists"], told["problem"]) == (True, False, None)
    assert not place.exists()
    assert client.get(f"{AT}/cases").status_code == 422
    assert not place.exists()
    made = client.post(AT).json()
    assert (made["exists"], made["who"], made["role"]) == (True, "anna", "steward")
    assert made["counts"]["case"] == 0
    assert "add" in made["may"]


def test_what_is_no_registry_is_a_problem_in_words(client, place) -> None:
    place.write_text("no database")
    told = client.get(AT).json()
    assert told["problem"]["what"]
    assert client.get(f"{AT}/cases").status_code == 422


def test_a_stranger_sees_nothing(stranger, place) -> None:
    for address in ("", "/cases", "/kinds", "/record/P-2222-2222-2222"):
        assert stranger.get(f"{AT}{address}").status_code == 401


def test_forms_follow_the_kinds_and_instruments(client, place) -> None:
    kinds = {kind["name"]: kind for kind in client.get(f"{AT}/kinds").json()}
    assert "user" not in kinds
    day = next(field for field in kinds["measurement"]["fields"] if field["name"] == "day")
    assert (day["wanted"], day["type"], day["unit"]) == (True, "integer", "days")
    told = client.get(f"{AT}/instruments").json()
    nrs = next(one for one in told["instruments"] if one["id"] == "nrs")
    assert (nrs["lowest"], nrs["highest"], nrs["single"]) == (0, 10, True)
    assert any(scale["id"].startswith("cirse") and scale["grades"] for scale in told["scales"])


def test_the_table(client, published) -> None:
    told = client.get(f"{AT}/cases", params={"where": ["nerve=tibial", "person.age_years<18"]}).json()
    (row,) = told["rows"]
    assert (row["case"], row["age"], row["pain_before"], row["pain_last"]) == (published, "10", 8, 1)
    assert (row["consent"], row["last_day"], row["pain_unit"]) == ("none", 91, "0 to 10")
    assert told["facets"]["sex"] == [{"value": "female", "count": 1}]
    assert client.get(f"{AT}/cases", params={"consent": "given"}).json()["total"] == 0
    for params, field in (
        ({"where": "nerv=tibial"}, "--where"),
        ({"where": "nerve=tibial'; DROP TABLE cases; --"}, "nerve"),
        ({"sort": "entered; DROP"}, "sort"),
        ({"consent": "maybe"}, "consent"),
        ({"offset": -1}, "query.offset"),
        ({"limit": 100000}, "query.limit"),
    ):
        answer = client.get(f"{AT}/cases", params=params)
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
    assert client.get(f"{AT}/cases").json()["total"] == 1


def test_pages_and_orders(client, place) -> None:
    client.post(AT)
    for nerve in ("tibial", "sural", "median", "tibial"):
        assert client.post(f"{AT}/records", json=form(*a_case(nerve=nerve))).status_code == 201
    told = client.get(f"{AT}/cases", params={"sort": "nerve", "limit": 2, "offset": 1}).json()
    assert [row["nerve"] for row in told["rows"]] == ["sural", "tibial"]
    assert told["total"] == 4
    assert told["facets"]["nerve"][0] == {"value": "tibial", "count": 2}
    down = client.get(f"{AT}/cases", params={"sort": "nerve", "down": True}).json()
    assert [row["nerve"] for row in down["rows"]] == ["tibial", "tibial", "sural", "median"]


def test_one_case_in_time(client, published) -> None:
    told = client.get(f"{AT}/cases/{published}").json()
    assert told["person"]["age_years"] == 10
    assert len(told["records"]["measurement"]) == 7
    series = {one["name"]: [point["value"] for point in one["points"]] for one in told["timeline"]["series"]}
    assert series["vas"] == [80, 10, 10]
    lanes = {one["lane"]: one["day"] for one in told["timeline"]["events"]}
    assert lanes == {"procedure": 0, "noted": 14}
    assert "prosthesis-use" in told["left_out"][0]
    picture = client.get(f"{AT}/cases/{published}/trajectory.png")
    assert picture.content.startswith(b"\x89PNG")


def test_what_is_not_there(client, published) -> None:
    for address in (f"/cases/{new_mark('C')}", f"/record/{new_mark('M')}", f"/cases/{new_mark('P')}"):
        assert client.get(f"{AT}{address}").status_code in (404, 422)
    for address in ("/cases/C-2222-2222-2222", "/cases/..%2F..%2Fetc", "/records/user", "/records/cases"):
        answer = client.get(f"{AT}{address}")
        assert answer.status_code in (404, 422), address
        assert answer.json()["error"]["what"]
    with open_registry(published and client.get(AT).json()["place"], who="anna") as registry:
        user = find(registry, "user").rows[0]["record"]
    assert client.get(f"{AT}/record/{user}").status_code == 404


def test_a_form_is_entered_whole_or_not_at_all(client, place) -> None:
    client.post(AT)
    person, case = a_case()
    wrong = {
        "kind": "measurement",
        "parent": "#1",
        "values": {"instrument": "nrs", "day": "soon", "score": 3},
    }
    answer = client.post(f"{AT}/records", json=form(person, case, wrong))
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "measurement.day")
    assert client.get(AT).json()["counts"]["person"] == 0
    named = {"kind": "person", "values": {"remark": "told Mrs Smith"}}
    answer = client.post(f"{AT}/records", json=form(named))
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "person.remark")
    assert client.post(f"{AT}/records", json=form(named, override="a brand of tape")).status_code == 201


def test_a_form_that_is_sent_twice_is_entered_once(client, place) -> None:
    client.post(AT)
    sent = form(*a_case())
    first, second = (client.post(f"{AT}/records", json=sent) for _ in range(2))
    assert first.json() == second.json()
    assert client.get(AT).json()["counts"]["person"] == 1
    again = form(*a_case())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post(f"{AT}/records", json=again), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert client.get(AT).json()["counts"]["person"] == 2
    with open_registry(place, who="anna") as registry:
        assert verify(registry).whole


def test_a_correction_needs_a_reason_and_the_newest_version(client, published) -> None:
    rows = client.get(f"{AT}/records/measurement", params={"where": "day=7"}).json()["rows"]
    mark = rows[0]["record"]
    change = {"values": {"score": 2}, "version": 1, "why": ""}
    answer = client.post(f"{AT}/record/{mark}", json=change)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "measurement.--why")
    change["why"] = "read wrongly"
    assert client.post(f"{AT}/record/{mark}", json=change).json()["version"] == 2
    late = client.post(f"{AT}/record/{mark}", json={**change, "values": {"score": 3}})
    assert (late.status_code, late.json()["document"]["score"]) == (409, 2)
    told = client.get(f"{AT}/record/{mark}").json()
    assert [(entry["who"], entry["why"]) for entry in told["entries"]] == [
        ("anna", ""),
        ("anna", "read wrongly"),
    ]
    gone = {"values": {}, "version": 2, "why": "another person's", "void": True}
    assert client.post(f"{AT}/record/{mark}", json=gone).status_code == 200
    assert client.get(AT).json()["counts"]["measurement"] == 6


def test_looked_through_before_it_is_sent(client, place) -> None:
    draft = {"kind": "measurement", "values": {"instrument": "nrs", "day": 1.5, "score": "x"}}
    problems = client.post(f"{AT}/checks", json={"draft": draft}).json()["problems"]
    assert {one["field"] for one in problems} == {"measurement.day", "measurement.score"}
    assert not place.exists()


def test_answers_are_scored_as_they_are_typed(client, place) -> None:
    ask = {
        "instrument": "dn4-interview",
        "version": "2005",
        "answers": {f"interview-{n}": 1 for n in range(1, 8)},
    }
    assert client.post(f"{AT}/scores", json=ask).json()["value"] == 7
    ask["answers"]["interview-1"] = 9
    told = client.post(f"{AT}/scores", json=ask).json()
    assert (told["value"], told["problems"][0]["field"]) == (None, "answers.interview-1")
    del ask["answers"]["interview-1"]
    assert client.post(f"{AT}/scores", json=ask).json()["refused"]
    assert client.post(f"{AT}/scores", json={"instrument": "vsa", "answers": {}}).status_code == 422


def test_a_reader_reads(client, studio, published, place) -> None:
    with open_registry(place, who="anna") as registry:
        add_user(registry, "ben", "reader")
    studio.registry.door = Door(str(place), "ben", None, None)
    assert client.get(AT).json()["role"] == "reader"
    assert client.get(f"{AT}/cases").json()["total"] == 1
    answer = client.post(f"{AT}/records", json=form(*a_case()))
    assert answer.status_code == 422
    assert "may not" in answer.json()["error"]["what"] or "reader" in answer.json()["error"]["what"]
    with open_registry(place, who="anna") as registry:
        change_user(registry, "ben", active=False, why="left")
    assert client.get(f"{AT}/cases").status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"drafts": [], "once": "x" * 20},
        {"drafts": [{"kind": "user", "values": {"name": "eve", "role": "steward"}}], "once": "x" * 20},
        {"drafts": [{"kind": "case", "parent": "#7", "values": {}}], "once": "x" * 20},
        {"drafts": [{"kind": "person", "values": {"age_years": {"a": 1}}}], "once": "x" * 20},
        {"drafts": [{"kind": "person", "values": {"record": "P-2222-2222-2222"}}], "once": "x" * 20},
        {"drafts": [{"kind": "person", "values": {"remark": "a\u0007bell"}}], "once": "x" * 20},
        {"drafts": [{"kind": "person", "values": {}}] * 21, "once": "x" * 20},
        {"drafts": [{"kind": "person", "values": {}}], "once": "short"},
    ],
)
def test_hostile_forms_are_refused_in_words(client, place, body) -> None:
    client.post(AT)
    answer = client.post(f"{AT}/records", json=body)
    assert answer.status_code == 422, answer.text
    assert "program itself" not in answer.json()["error"]["what"]
    assert client.get(AT).json()["counts"]["person"] == 0
