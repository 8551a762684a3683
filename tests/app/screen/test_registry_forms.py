"""Forms that are checked and scored before they are sent; what nobody would send in good faith."""

from __future__ import annotations

import json

import pytest

from cryonerve.app.screen import door
from cryonerve.registry import open_registry, verify

DEEP = "[" * 50_000 + "]" * 50_000
NOT_WORDS = ("\x00", "a\x07b", "\ud800", "\u202e", "x" * 100_000)


def check(client, kind, **values):
    answer = client.post("/api/registry/checks", json={"draft": {"kind": kind, "values": values}})
    assert answer.status_code == 200, answer.text
    return {row["field"]: row for row in answer.json()["problems"]}


def score(client, **order):
    answer = client.post("/api/registry/scores", json=order)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sent(client, address, content):
    return client.post(
        f"/api/registry/{address}", content=content, headers={"content-type": "application/json"}
    )


def test_a_form_is_checked_without_being_entered(clinic, client) -> None:
    assert check(client, "measurement", instrument="vas", day=7) == {}
    told = check(client, "measurement", day="seven", condition="sitting", score=True, scor=1)
    assert set(told) == {
        "measurement.instrument", "measurement.day", "measurement.condition", "measurement.score",
        "measurement.scor",
    }  # fmt: skip
    assert all(row["what"] and row["remedy"] for row in told.values())
    assert "Dr. Miller" in check(client, "person", remark="Seen by Dr. Miller")["person.remark"]["what"]
    assert not clinic.exists()
    for order in (
        {"kind": "user", "values": {"name": "eve", "role": "steward"}},
        {"kind": "nothing", "values": {}},
        {"kind": "person", "values": [1]},
        {"kind": "person"},
    ):
        assert client.post("/api/registry/checks", json={"draft": order}).status_code == 422


def test_answers_are_scored(client) -> None:
    told = score(client, instrument="vas", version="100-mm", answers={"pain": 80}, age=10)
    assert told | {"value": 80, "unit": "mm", "shown": "80 mm", "refused": "", "problems": []} == told
    told = score(client, instrument="dn4-interview", version="2005", answers={"interview-1": 1})
    assert (told["value"], len(told["missing"])) == (None, 6)
    assert "allows none missing" in told["refused"]
    told = score(client, instrument="barthel-mahoney", version="1965", answers={}, age=3)
    assert told["value"] is None


def test_answers_that_do_not_exist_are_told_item_by_item(client) -> None:
    told = score(client, instrument="vas", version="100-mm", answers={"pain": 101, "pian": 3})
    assert {row["field"] for row in told["problems"]} == {"answers.pain", "answers.pian"}
    assert told["value"] is None
    assert score(client, instrument="vas", answers={"pain": 1})["problems"][0]["field"] == "version"
    told = score(client, instrument="pedsql-4.0-child", version="4.0", answers={}, age=40)
    assert "age" in {row["field"] for row in told["problems"]}
    for answer in ("80", True, [80], {"a": 1}, 10**400, -1):
        told = score(client, instrument="vas", version="100-mm", answers={"pain": answer})
        assert [row["field"] for row in told["problems"]] == ["answers.pain"], answer
    answer = sent(client, "scores", '{"instrument": "vas", "version": "100-mm", "answers": {"pain": NaN}}')
    assert answer.json()["problems"][0]["field"] == "answers.pain"


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/hosts.toml", "own.toml", "", "\x00"])
def test_an_instrument_is_one_of_the_package_and_never_a_file(client, name, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text("title = 'a secret'\n", encoding="utf-8")
    answer = client.post("/api/registry/scores", json={"instrument": name, "answers": {}})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "instrument")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "content",
    [
        "", "null", "[]", "{", '{"drafts": []}', '{"drafts": {}}', '{"drafts": [1]}', '{"drafts": [{}]}',
        '{"drafts": [{"kind": "person", "values": {}}], "more": 1}',
        '{"drafts": [{"kind": "user", "values": {"name": "eve", "role": "steward", "active": true}}]}',
        '{"drafts": [{"kind": ["person"], "values": {}}]}',
        '{"drafts": [{"kind": "person", "values": {"age_years": NaN}}]}',
        '{"drafts": [{"kind": "person", "values": {"age_years": 1e999}}]}',
        '{"drafts": [{"kind": "person", "values": {"age_years": [1]}}]}',
        '{"drafts": [{"kind": "person", "values": {"age_years": "1; DROP TABLE persons"}}]}',
        '{"drafts": [{"kind": "person", "values": {"void": true, "record": "P-2222-2222-2222"}}]}',
        '{"drafts": [{"kind": "person", "values": {}, "record": "../../P"}]}',
        json.dumps({"drafts": [{"kind": "person", "values": {}}] * 201}),
        f'{{"drafts": [{{"kind": "person", "values": {{"remark": {DEEP}}}}}]}}',
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_whole(filled, client, content) -> None:
    before = client.get("/api/registry").json()["counts"]
    answer = sent(client, "records", content)
    assert answer.status_code in (400, 422), answer.text[:200]
    assert answer.json()["error"]["what"]
    assert "Traceback" not in answer.text
    assert client.get("/api/registry").json()["counts"] == before


@pytest.mark.parametrize("text", NOT_WORDS[:3])
def test_what_cannot_be_stored_is_refused_wherever_it_stands(filled, clinic, client, text) -> None:
    person = {"kind": "person", "values": {}}
    for order in (
        {"drafts": [{"kind": "person", "values": {"remark": text}}]},
        {"drafts": [{"kind": "person", "values": {text: 1}}]},
        {"drafts": [{"kind": text, "values": {}}]},
        {"drafts": [{**person, "record": text}]},
        {"drafts": [{"kind": "case", "parent": text, "values": {}}]},
        {"drafts": [person], "why": f"because {text}"},
        {"drafts": [person], "override": f"because {text}"},
        {"drafts": [person], "once": text},
    ):
        answer = sent(client, "records", json.dumps(order))
        assert answer.status_code == 422, (order, answer.text)
        assert answer.json()["error"]["what"]
    change = {"values": {"score": 1}, "version": 1, "why": f"because {text}"}
    assert sent(client, f"record/{filled['measurement']}", json.dumps(change)).status_code == 422
    for name, value in (("where", f"nerve={text}"), ("where", text), ("sort", text)):
        if text != "\ud800":  # an address cannot hold it
            assert client.get("/api/registry/cases", params={name: value}).status_code == 422
    with open_registry(clinic, who="anna") as registry:
        assert verify(registry).whole


def test_words_that_look_like_statements_are_words(filled, client) -> None:
    for where in (
        "nerve=tibial' OR '1'='1", "title=x'; DROP TABLE cases; --", 'title=" OR 1=1', "title=%",
        "person.remark=x' UNION SELECT key FROM person_keys --",
    ):  # fmt: skip
        answer = client.get("/api/registry/cases", params={"where": where})
        assert answer.status_code == 422 or answer.json()["total"] == 0, where
    for name, value in (
        ("where", "record.x=1"), ("where", "user.name=anna"), ("where", "void=false"), ("where", "x" * 9000),
        ("sort", "case; DROP TABLE cases"), ("sort", "x" * 99), ("limit", "0"), ("limit", "501"),
        ("limit", "all"), ("offset", "-1"), ("offset", "1e9"), ("offset", str(10**30)), ("down", "maybe"),
    ):  # fmt: skip
        answer = client.get("/api/registry/cases", params={name: value})
        assert (answer.status_code, bool(answer.json()["error"]["what"])) == (422, True), (name, value)
    assert client.get("/api/registry/cases", params=[("where", "nerve=tibial")] * 21).status_code == 422
    assert client.get("/api/registry/cases").json()["total"] == 1


def test_a_body_of_more_than_a_mebibyte_stays_outside(filled, client) -> None:
    text = json.dumps({"drafts": [{"kind": "person", "values": {"remark": "x" * door.LARGEST_BODY}}]})
    assert sent(client, "records", text).status_code == 413
    assert client.get("/api/registry").json()["counts"]["person"] == 1


def test_corrections_that_are_none(filled, client) -> None:
    address = f"/api/registry/record/{filled['measurement']}"
    for order in (
        {}, {"version": 1}, {"version": "x", "why": "a slip"}, {"version": 1.5, "why": "a slip"},
        {"version": 1, "why": "a slip", "void": "perhaps"}, {"version": 1, "why": "a slip", "values": []},
        {"version": 1, "why": "a slip", "record": "M-2222-2222-2222"}, {"version": 1, "why": "x" * 3000},
        {"version": 1, "why": " \n ", "values": {"score": 1}},
    ):  # fmt: skip
        answer = client.post(address, json=order)
        assert answer.status_code == 422, order
        assert answer.json()["error"]["what"]
    for version in (0, -1, 2, 10**12):
        answer = client.post(address, json={"version": version, "why": "a slip", "values": {"score": 1}})
        assert answer.status_code == 409
        assert answer.json()["record"]["versions"][-1]["version"] == 1
    for mark in ("M-2222-2222-222H", "M-2222-2222-2222", "U-2222-2222-222S", "users"):
        answer = client.post(f"/api/registry/record/{mark}", json={"version": 1, "why": "a slip"})
        assert answer.status_code == 404
