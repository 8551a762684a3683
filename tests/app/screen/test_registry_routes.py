"""The registry on the screen: state, lists, one case, forms; looking makes nothing."""

from __future__ import annotations

import sys

import pytest

from cryonerve.registry import Draft, correct, open_registry, record

FRESH = {"exists": False, "installed": True, "problem": None, "counts": {}, "role": "", "may": []}


def case_of(client, filled):
    answer = client.get(f"/api/registry/cases/{filled['case']}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_looking_makes_no_registry(clinic, client) -> None:
    state = client.get("/api/registry").json()
    assert state | FRESH == state
    assert (state["place"], state["who"], state["encrypted"]) == (str(clinic), "anna", False)
    for address in ("cases", "records/person", "cases/C-2222-2222-2222", "record/C-2222-2222-2222"):
        answer = client.get(f"/api/registry/{address}")
        assert answer.status_code == 404, address
    assert client.post("/api/registry/export", json={}).status_code == 404
    assert not clinic.exists()


def test_a_registry_is_made_when_it_is_asked_for(clinic, client) -> None:
    state = client.post("/api/registry", json={}).json()
    assert (state["exists"], state["role"], state["problem"]) == (True, "steward", None)
    assert {"add", "correct", "export"} <= set(state["may"])
    assert set(state["counts"].values()) == {0}
    assert "user" not in state["counts"]
    assert client.get("/api/registry").json() == client.post("/api/registry", json={}).json() == state
    assert clinic.stat().st_mode & 0o077 == 0


def test_a_stranger_hears_nothing(filled, stranger) -> None:
    for address in ("", "/cases", "/kinds", f"/cases/{filled['case']}"):
        assert stranger.get(f"/api/registry{address}").status_code == 401


def test_an_extra_that_is_missing_is_said_with_its_remedy(clinic, client, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    state = client.get("/api/registry").json()
    assert (state["installed"], state["exists"]) == (False, False)
    assert "cryonerve[registry]" in state["problem"]["remedy"]
    assert client.get("/api/registry/kinds").status_code == 200
    answer = client.get("/api/registry/cases")
    assert answer.status_code == 422
    assert "sqlalchemy" in answer.json()["error"]["what"]


def test_kinds_have_fields_and_users_are_left_out(client) -> None:
    kinds = {kind["name"]: kind for kind in client.get("/api/registry/kinds").json()}
    assert "user" not in kinds
    assert kinds["measurement"]["parent"] == "case"
    fields = {field["name"]: field for field in kinds["measurement"]["fields"]}
    assert fields["day"] | {"type": "integer", "wanted": True, "unit": "days"} == fields["day"]
    assert fields["procedure"]["to"] == "procedure"
    assert "rest" in fields["condition"]["choices"]


def test_instruments_say_how_they_are_answered(client) -> None:
    told = client.get("/api/registry/instruments").json()
    by_id = {one["id"]: one for one in told["instruments"]}
    assert (by_id["vas"]["single"], by_id["vas"]["slider"]) == (True, True)
    assert (by_id["nrs"]["single"], by_id["nrs"]["slider"]) == (True, False)
    assert not by_id["dn4"]["single"]
    assert by_id["fps-r"]["items"][0]["codes"] == [0, 2, 4, 6, 8, 10]
    grades = {one["id"]: one["grades"] for one in told["scales"]}
    assert grades["cirse-2017"][0]["grade"] == "1"


def test_a_case_with_its_records_over_time(filled, client) -> None:
    told = case_of(client, filled)
    assert told["person"]["age_years"] == 10
    assert set(told["records"]) == {
        "consent", "plan", "procedure", "prediction", "measurement", "adverse_event",
    }  # fmt: skip
    assert {row["record"][0] for row in told["records"]["measurement"]} == {"M"}
    assert all(row["version"] == 1 for row in told["records"]["procedure"])
    (series,) = [one for one in told["timeline"]["series"] if one["name"] == "vas"]
    assert (series["low"], series["high"], series["better"], series["unit"]) == (0, 100, -1, "mm")
    assert [(point["day"], point["value"]) for point in series["points"]] == [(0, 80), (7, 10), (91, 10)]
    marks = {row["record"] for row in told["records"]["measurement"]}
    assert {point["record"] for point in series["points"]} <= marks
    assert len(told["left_out"]) == 1
    events = told["timeline"]["events"]
    assert [event["day"] for event in events] == sorted(event["day"] for event in events)
    (procedure,) = [event for event in events if event["lane"] == "procedure"]
    assert procedure["words"].startswith("Cryoneurolysis; 2 freezes of 120 s")


def test_days_count_from_the_first_procedure_and_predictions_from_their_own(filled, clinic, client) -> None:
    with open_registry(clinic, who="anna") as registry:
        (second,) = record(registry, [Draft("procedure", {"day": 100}, filled["case"])])
        rows: dict[str, dict[str, object]] = {
            "measurement": {"instrument": "nrs", "instrument_version": "0-10", "day": 7, "score": 2},
            "prediction": {
                "nerve": "tibial", "recovery_p5_days": 30, "recovery_p50_days": 60, "recovery_p95_days": 90,
            },
            "adverse_event": {
                "term": "bruise", "scale": "cirse", "scale_version": "2017", "grade": "1", "onset_day": 1,
                "resolved_day": 9,
            },
        }  # fmt: skip
        belongs = {"procedure": second.record}
        record(registry, [Draft(kind, {**row, **belongs}, filled["case"]) for kind, row in rows.items()])
    told = case_of(client, filled)["timeline"]
    (nrs,) = [one for one in told["series"] if one["name"] == "nrs"]
    assert [point["day"] for point in nrs["points"]] == [107]
    (predicted,) = told["predicted"]
    assert (predicted["what"], predicted["p5"], predicted["p50"], predicted["p95"]) == (
        "recovery",
        130,
        160,
        190,
    )
    (bruise,) = [event for event in told["events"] if event["lane"] == "adverse_event"]
    assert (bruise["day"], bruise["until"], bruise["short"]) == (101, 109, "bruise")


def test_a_record_tells_its_versions_and_who_changed_it(filled, clinic, client) -> None:
    mark = filled["measurement"]
    with open_registry(clinic, who="anna") as registry:
        correct(registry, mark, {"remark": "read again"}, why="it was left out")
    told = client.get(f"/api/registry/record/{mark.lower()}").json()
    assert (told["kind"], told["record"], told["parent"]) == ("measurement", mark, filled["case"])
    assert [row["version"] for row in told["versions"]] == [1, 2]
    assert [entry["why"] for entry in told["entries"]] == ["", "it was left out"]
    assert set(told["entries"][0]) == {"number", "at", "who", "action", "version", "why"}


@pytest.mark.parametrize(
    "mark",
    [
        "C-2222-2222-2222",
        "C-2222-2222-2227",
        "U-2222-2222-222S",
        "no-id",
        "C-2222-2222-222X",
        "..%2f..%2fetc",
        "U-2222-2222-2222",
        "%00",
        "c" * 300,
    ],
)
def test_what_is_not_there_is_404(filled, client, mark) -> None:
    for place in ("cases", "record"):
        answer = client.get(f"/api/registry/{place}/{mark}")
        assert answer.status_code == 404, (place, mark)
        assert answer.json()["error"]["what"]


def test_a_case_entered_in_error_is_gone_from_lists_and_says_why(clinic, client) -> None:
    with open_registry(clinic, who="anna") as registry:
        (person,) = record(registry, [Draft("person", {})])
        (case,) = record(registry, [Draft("case", {}, person.record)])
        correct(registry, case.record, void=True, why="a slip")
    answer = client.get(f"/api/registry/cases/{case.record}")
    assert answer.status_code == 404
    assert "entered in error" in answer.json()["error"]["what"]
    assert client.get(f"/api/registry/record/{case.record}").json()["versions"][-1]["void"] is True
    assert client.get("/api/registry/cases").json()["total"] == 0
    assert (
        client.get("/api/registry").json()["counts"] | {"case": 0, "person": 1}
        == client.get("/api/registry").json()["counts"]
    )


def test_records_of_a_kind_are_found_page_by_page(filled, client) -> None:
    asked = [("where", "instrument=vas"), ("where", "day<=7"), ("where", "person.age_years<18")]
    told = client.get("/api/registry/records/measurement", params=asked).json()
    assert (told["total"], [row["score"] for row in told["rows"]]) == (2, [8.0, 1.0])
    page = client.get("/api/registry/records/measurement", params={"limit": 1, "offset": 1}).json()
    assert (len(page["rows"]), page["total"]) == (1, 7)
    assert "answers" not in page["rows"][0]
    for kind, status in (("users", 422), ("user", 422), ("nothing", 422), ("adverse-event", 200)):
        assert client.get(f"/api/registry/records/{kind}").status_code == status
    answer = client.get("/api/registry/records/measurement", params={"where": "dya<7"})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "where"
    assert "day" in answer.json()["error"]["remedy"]
