"""Distances and angles on slices are kept with the document, whatever happens to case, page and server."""

from __future__ import annotations

import json

import pytest

from cryonerve.app.screen.documents import Documents
from tests.app.screen.conftest import BLOCK

LINE = {"kind": "distance", "view": "axial", "points_mm": [[0, 0, 0], [3, 4, 0]]}
ANGLE = {"kind": "angle", "view": "scanner", "points_mm": [[1, 0, 0], [0, 0, 0], [0, 2.5, 0]]}


@pytest.fixture
def address(client) -> str:
    document = client.post("/api/documents", json={"yaml": BLOCK, "name": "b"}).json()
    assert document["measures"] == []
    return f"/api/documents/{document['id']}"


def ids(answer) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()]


def test_measures_are_numbered_moved_and_removed(client, address) -> None:
    assert ids(client.post(f"{address}/measures", json=LINE)) == [1]
    assert ids(client.post(f"{address}/measures", json=ANGLE)) == [1, 2]
    moved = LINE | {"id": 1, "points_mm": [[0, 0, 0], [0, 0, 7.25]]}
    rows = client.post(f"{address}/measures", json=moved).json()
    assert rows == [moved, ANGLE | {"id": 2}]
    assert client.get(address).json()["measures"] == rows
    assert ids(client.delete(f"{address}/measures/1")) == [2]
    assert client.delete(f"{address}/measures/1").status_code == 404
    assert client.post(f"{address}/measures", json=moved).status_code == 404
    assert ids(client.delete(f"{address}/measures")) == []


def test_they_are_neither_an_edit_nor_undone_and_outlive_both(client, address) -> None:
    client.post(f"{address}/measures", json=LINE)
    document = client.get(address).json()
    assert (document["version"], document["undo"], document["stale"]) == (1, None, False)
    edit = {"kind": "set_value", "path": "title", "text": "another"}
    client.post(f"{address}/edits", json={"base": 1, "edit": edit})
    assert "measure" not in client.get(f"{address}/case.yaml").text
    after = client.post(f"{address}/undo", json={"base": 2}).json()
    assert [item["id"] for item in after["measures"]] == [1]


def test_they_are_there_when_the_folder_is_opened_again(tmp_path) -> None:
    from cryonerve.app.screen.slice_measures import measure_rows, put

    documents = Documents(tmp_path)
    document = documents.create(BLOCK)
    documents.measure(document.id, put(LINE))
    documents.measure(document.id, put(ANGLE))
    documents.close()
    again = Documents(tmp_path)
    assert measure_rows(again.get(document.id).measures) == [LINE | {"id": 1}, ANGLE | {"id": 2}]
    again.close()


def test_a_document_of_before_has_none(tmp_path) -> None:
    documents = Documents(tmp_path)
    document = documents.create(BLOCK)
    documents.close()
    path = tmp_path / "documents" / f"{document.id}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["measures"]
    path.write_text(json.dumps(content), encoding="utf-8")
    again = Documents(tmp_path)
    assert again.get(document.id).measures == ()
    again.close()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "area"},
        {"view": "3d"},
        {"points_mm": [[0, 0, 0]]},
        {"points_mm": [[0, 0, 0], [1, 1]]},
        {"points_mm": [[0, 0, 0], [0, 0, 1e6]]},
        {"points_mm": [[0, 0, 0], ["x", 0, 0]]},
        {"points_mm": 3},
        {"id": "x"},
    ],
)
def test_what_is_no_measure_is_refused(client, address, change) -> None:
    answer = client.post(f"{address}/measures", json=LINE | change)
    assert answer.status_code == 422
    assert answer.json()["error"]["what"]
    text = json.dumps(LINE).replace("4, 0", "NaN, 0")
    headers = {"content-type": "application/json"}
    assert client.post(f"{address}/measures", content=text, headers=headers).status_code == 422
    assert client.get(address).json()["measures"] == []


def test_there_is_an_end_of_them(client, address) -> None:
    for _ in range(100):
        assert client.post(f"{address}/measures", json=LINE).status_code == 200
    answer = client.post(f"{address}/measures", json=LINE)
    assert (answer.status_code, answer.json()["error"]["what"]) == (422, "there are 100 measures")


def test_all_pages_of_the_document_hear_of_them(client, address, studio) -> None:
    told: list = []
    studio.hub.join(address.rpartition("/")[2], told.append)
    client.post(f"{address}/measures", json=LINE)
    client.delete(f"{address}/measures/1")
    said = [message["measures"] for message in told if message["kind"] == "measures"]
    assert said == [[LINE | {"id": 1}], []]
