"""Documents: every edit is read like a file, can be undone, and is on disk before it is answered."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cryonerve.app.screen.documents import MOST_STATES, Documents
from cryonerve.app.screen.reading import case_of
from cryonerve.case import bundled, load
from cryonerve.errors import InputError
from tests.app.screen.conftest import BLOCK


@pytest.fixture
def document(client) -> dict:
    return client.post("/api/documents", json={"yaml": BLOCK, "name": "b.yaml"}).json()


def edit(client, document: dict, **what) -> dict:
    answer = client.post(
        f"/api/documents/{document['id']}/edits", json={"base": document["version"], "edit": what}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", bundled())
def test_a_bundled_case_stays_what_it_is(client, name) -> None:
    answer = client.post("/api/documents", json={"bundled": name})
    assert answer.status_code == 201
    shown, case = answer.json(), load(name)
    again = case_of(shown["yaml"])
    assert (again.probes, again.protocol, again.anatomy) == (case.probes, case.protocol, case.anatomy)
    assert shown["protocol"][0]["sentence"].startswith("Freeze")
    assert {item["path"] for item in shown["assumptions"]} == {item.path for item in case.standings}
    assert shown["undo"] is None
    assert shown["latest_run"] is None
    assert len(shown["scene"]) == 24


def test_a_probe_moves_and_is_marked_as_set_here(client, document) -> None:
    moved = edit(client, document, kind="move_probe", name="one", tip_mm=[1.25, -2, 3], axis=[0, 3, 4])
    (probe,) = moved["probes"]
    assert probe["tip_mm"] == [1.25, -2.0, 3.0]
    assert probe["axis"] == [0.0, 0.6, 0.8]
    book = {item["path"]: item for item in moved["assumptions"]}
    assert book["probes.one.tip"]["standing"] == "assumed"
    assert book["probes.one.tip"]["why"] == "set on the screen"
    assert book["probes.one.device"]["standing"] == "stated"  # what was not touched stays as it was
    assert moved["undo"] == "Move probe one"
    assert moved["version"] == document["version"] + 1


def test_every_edit_can_be_undone_and_done_again(client, document) -> None:
    steps = [
        {"kind": "move_probe", "name": "one", "tip_mm": [1, 0, 0], "axis": [0, 0, 1]},
        {"kind": "set_probe", "name": "one", "device": "cryo-s-a13"},
        {"kind": "set_probe", "name": "one", "rename": "first"},
        {"kind": "add_probe"},
        {"kind": "set_protocol", "steps": ["Freeze first at -60 degC for 30 s", "Thaw for 10 s"]},
        {"kind": "remove_probe", "name": "P1"},
        {"kind": "set_value", "path": "body_temperature", "text": "36 degC", "standing": "stated"},
        {"kind": "set_value", "path": "sensors.r3.at", "text": "4 0 4 mm"},
        {"kind": "set_limit", "structure": "skin", "above": "5 degC"},
        {"kind": "set_goal", "goal": {"cover": "tibial", "length": 12, "below": -20}},
        {"kind": "set_limit", "structure": "skin", "above": None},
        {"kind": "set_goal", "goal": None},
    ]
    texts = [document["yaml"]]
    now = document
    for step in steps:
        now = edit(client, now, **step)
        assert now["yaml"] != texts[-1], step
        texts.append(now["yaml"])
    base = f"/api/documents/{document['id']}"
    for text in reversed(texts[:-1]):
        now = client.post(f"{base}/undo", json={"base": now["version"]}).json()
        assert now["yaml"] == text
    assert now["undo"] is None
    for text in texts[1:]:
        now = client.post(f"{base}/redo", json={"base": now["version"]}).json()
        assert now["yaml"] == text
    assert now["redo"] is None
    assert client.get(f"{base}/case.yaml").text == texts[-1]


def test_a_new_edit_forgets_what_was_undone(client, document) -> None:
    now = edit(client, document, kind="add_probe")
    now = client.post(f"/api/documents/{now['id']}/undo", json={"base": now["version"]}).json()
    assert now["redo"] == "Add probe P1"
    now = edit(client, now, kind="set_value", path="title", text="Another", standing="stated")
    assert (now["title"], now["redo"]) == ("Another", None)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"kind": "moove_probe"}, "no edit is called"),
        ({"kind": "move_probe", "name": "two", "tip_mm": [0, 0, 0], "axis": [0, 0, 1]}, "no probe"),
        ({"kind": "move_probe", "name": "one", "tip_mm": [0, 0], "axis": [0, 0, 1]}, "three numbers"),
        ({"kind": "move_probe", "name": "one", "tip_mm": [0, 0, 1e9], "axis": [0, 0, 1]}, "metre"),
        ({"kind": "move_probe", "name": "one", "tip_mm": [0, 0, 1], "axis": [0, 0, 0]}, "direction"),
        ({"kind": "move_probe", "name": "one", "tip_mm": "x", "axis": {}}, "three numbers"),
        ({"kind": "set_probe", "name": "one", "device": "cryo-s-a31"}, "no device is called"),
        ({"kind": "set_probe", "name": "one", "rename": "two words"}, "word"),
        ({"kind": "remove_probe", "name": "one"}, "last probe"),
        ({"kind": "set_protocol", "steps": []}, "list of sentences"),
        ({"kind": "set_protocol", "steps": ["Freeze at -80 for 2 parsecs"]}, "unit"),
        ({"kind": "set_value", "path": "anatomy.sise", "text": "1 mm"}, "sise"),
        ({"kind": "set_value", "path": "probes.two.tip", "text": "0 0 0 mm"}, "no 'probes.two"),
        ({"kind": "set_value", "path": "body_temperature", "text": "36"}, "unit"),
        ({"kind": "set_yaml", "text": "a: [1"}, "YAML"),
        ({"kind": "set_yaml", "text": "cryonerve: 1"}, "missing"),
        ({"kind": "set_limit", "structure": "skinn", "above": "5 degC"}, "skinn"),
    ],
)
def test_what_a_file_may_not_say_an_edit_may_not_either(client, document, what, words) -> None:
    answer = client.post(f"/api/documents/{document['id']}/edits", json={"base": 1, "edit": what})
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    assert words in f"{error['what']} {error['remedy']}"
    assert client.get(f"/api/documents/{document['id']}").json()["yaml"] == document["yaml"]


def test_of_two_tabs_the_slower_gets_the_document_as_it_is(client, document) -> None:
    first = edit(client, document, kind="add_probe")
    answer = client.post(
        f"/api/documents/{document['id']}/edits",
        json={"base": document["version"], "edit": {"kind": "add_probe"}},
    )
    assert answer.status_code == 409
    said = answer.json()
    assert said["document"]["version"] == first["version"]
    assert said["document"]["yaml"] == first["yaml"]
    assert "another tab" in said["error"]["what"]
    for way in ("undo", "redo", "run", "plan", "spread"):
        assert client.post(f"/api/documents/{document['id']}/{way}", json={"base": 1}).status_code == 409


def test_a_new_case_of_a_few_answers_says_what_it_assumes(client) -> None:
    build = {
        "kind": "limb", "nerve": "sural", "side": "right", "age_years": 30, "nerve_depth_mm": 6,
        "device": "cryo-s-a08", "placements": 2, "freeze_s": 90, "thaw_s": 60, "cycles": 2,
        "temperature_degC": -70, "goal_length_mm": 8,
    }  # fmt: skip
    answer = client.post("/api/documents", json={"build": build})
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert shown["anatomy"] == {"kind": "limb", "nerve": "sural", "side": "right"}
    assert [probe["name"] for probe in shown["probes"]] == ["distal", "proximal"]
    assert shown["procedure_s"] == 300.0
    assert shown["goal"]["length_mm"] == 8.0
    book = {item["path"]: item for item in shown["assumptions"]}
    assert book["anatomy.nerve_depth"]["standing"] == "stated"
    assert book["probes.distal.tip"]["standing"] == "assumed"
    assert book["anatomy.circumference"]["standing"] == "unknown"
    for wrong in ({"device": "x"}, {"nerve": "x"}, {"kind": "x"}, {"freeze_s": "long"}, {"side": "middle"}):
        assert client.post("/api/documents", json={"build": build | wrong}).status_code == 422, wrong


def test_forms_offer_what_the_tables_hold(client) -> None:
    offered = client.get("/api/catalogue").json()
    device = next(item for item in offered["devices"] if item["name"] == "cryo-s-a13")
    assert device["diameter_mm"] == 1.3
    assert {item["name"] for item in offered["nerves"] if item["drawn"]} == {
        "tibial", "common peroneal", "sural", "saphenous",
    }  # fmt: skip
    assert {item["name"] for item in client.get("/api/cases").json()} == set(bundled())


def test_a_deleted_document_is_gone(client, document) -> None:
    assert client.delete(f"/api/documents/{document['id']}").status_code == 204
    assert client.get(f"/api/documents/{document['id']}").status_code == 404
    assert client.get("/api/documents").json() == []


def test_the_past_is_kept_when_the_folder_is_opened_again(tmp_path) -> None:
    first = Documents(tmp_path)
    name = first.create("a: 1").id
    first.change(name, 1, lambda yaml: (yaml + "\nb: 2", "Add b"))
    first.change(name, 2, lambda yaml: (yaml + "\nc: 3", "Add c"))
    first.step(name, 3, -1)
    first.close()
    again = Documents(tmp_path)
    document = again.get(name)
    assert (document.version, document.undo, document.redo) == (4, "Add b", "Add c")
    assert again.step(name, 4, 1).yaml == "a: 1\nb: 2\nc: 3"
    again.close()


def test_two_servers_do_not_share_a_folder(tmp_path) -> None:
    held = Documents(tmp_path)
    with pytest.raises(InputError, match="shows this folder already"):
        Documents(tmp_path)
    held.close()


def test_a_damaged_file_hides_no_other(client, document, studio) -> None:
    place: Path = studio.documents.folder
    (place / "abcdefghijkm.json").write_text('{"format": "cryonerve.document/1"', encoding="utf-8")
    (place / "abcdefghijkn.json").write_text(json.dumps({"format": "x"}), encoding="utf-8")
    assert [item["id"] for item in client.get("/api/documents").json()] == [document["id"]]
    answer = client.get("/api/documents/abcdefghijkm")
    assert answer.status_code == 404
    assert "damaged" in answer.json()["error"]["what"]


def test_a_case_that_is_not_understood_any_more_hides_no_other(client, document, studio) -> None:
    name = studio.documents.create("cryonerve: 1\ntitle: from another version").id
    listed = {item["id"]: item for item in client.get("/api/documents").json()}
    assert set(listed) == {name, document["id"]}
    assert "not understood any more" in listed[name]["title"]
    assert client.get(f"/api/documents/{name}").status_code == 422
    mended = {"base": 1, "edit": {"kind": "set_yaml", "text": BLOCK}}
    assert client.post(f"/api/documents/{name}/edits", json=mended).json()["title"] == "A small block"


def test_a_full_disk_is_told_and_changes_nothing(client, document, studio, monkeypatch) -> None:
    import errno

    from cryonerve.app.screen import documents

    def refuses(path: Path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(documents, "whole_file", refuses)
    change = {"base": 1, "edit": {"kind": "add_probe"}}
    with pytest.raises(OSError, match="No space"):  # raised again for the log, once it has been answered
        client.post(f"/api/documents/{document['id']}/edits", json=change)
    assert studio.documents.get(document["id"]).yaml == document["yaml"]
    from cryonerve.app.screen.refusals import spoken_error

    assert spoken_error(OSError(errno.ENOSPC, "No space left"))["error"]["what"].startswith(
        "the disk refuses"
    )


def test_a_goal_that_is_changed_keeps_what_was_not_named(client) -> None:
    """The page's form knows length and temperature only: margin and probability are the case's."""
    text = "goals: {cover: tibial, length: 10 mm, below: -20 degC, margin: 1 mm, probability: 90 %}\n"
    made = client.post("/api/documents", json={"yaml": BLOCK + text, "name": "block"}).json()
    edit = {"kind": "set_goal", "goal": {"cover": "tibial", "length": "12 mm", "below": "-20 degC"}}
    answer = client.post(f"/api/documents/{made['id']}/edits", json={"base": made["version"], "edit": edit})
    assert answer.json()["goal"]["margin_mm"] == 1.0
    assert answer.json()["goal"]["probability"] == pytest.approx(0.9)
    goals = case_of(answer.json()["yaml"]).goals
    assert goals is not None
    assert (goals.length, goals.margin, goals.probability) == pytest.approx((12e-3, 1e-3, 0.9))
    edit["goal"]["margin"] = ""
    base = answer.json()["version"]
    answer = client.post(f"/api/documents/{made['id']}/edits", json={"base": base, "edit": edit})
    goals = case_of(answer.json()["yaml"]).goals
    assert goals is not None
    assert goals.margin is None
    assert goals.probability == pytest.approx(0.9)


def test_the_place_of_a_finding_is_that_of_what_it_names(client, document) -> None:
    two = edit(client, document, kind="add_probe", tip_mm=[0.2, 0, 0])
    stop = next(item for item in two["findings"] if item["level"] == "stop")
    assert stop["about"].startswith("distance between")
    assert stop["at_mm"] == [0.0, 0.0, 4.0]
    assert (stop["sign"], stop["word"]) == ("✕", "stop")


def test_two_hundred_changes_can_be_undone(tmp_path) -> None:
    documents = Documents(tmp_path / "folder")
    made = documents.create("0")
    for number in range(1, MOST_STATES + 6):
        made = documents.change(made.id, made.version, lambda _, text=str(number): (text, "edit"))
    for _ in range(MOST_STATES):
        made = documents.step(made.id, made.version, -1)
    assert made.yaml == "5"
    assert documents.step(made.id, made.version, -1).yaml == "5"
    documents.close()
    if hasattr(os, "getuid"):
        assert (tmp_path / "folder").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "answer",
    [
        {"nerve_area_mm2": -5},
        {"nerve_area_mm2": 0},
        {"cycles": "nan"},
        {"placements": "inf"},
        {"freeze_s": 10**400},
    ],
)
def test_answers_that_are_no_numbers_are_refused_as_such(client, answer) -> None:
    build = {"kind": "limb", "nerve": "tibial", "device": "cryo-s-a13"} | answer
    refused = client.post("/api/documents", json={"build": build})
    assert refused.status_code == 422
    assert "in the program itself" not in refused.json()["error"]["what"]


@pytest.mark.parametrize("part", [10**400, "1", None, True])
def test_places_that_are_no_numbers_are_refused(client, document, part) -> None:
    edit = {"kind": "move_probe", "name": "one", "tip_mm": [part, 0, 0], "axis": [0, 0, 1]}
    address = f"/api/documents/{document['id']}/edits"
    answer = client.post(address, json={"base": document["version"], "edit": edit})
    assert answer.status_code == (200 if part is True else 422)
