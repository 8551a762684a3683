"""The scan page's routes: open, look, paint, undo, measure, save; and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cryonerve.scans.limb_folder import read_labels_of
from tests.app.screen.scan_made import SHAPE, made_limb, made_scan, unrolled


@pytest.fixture
def limb(studio, tmp_path: Path) -> Path:
    return made_limb(tmp_path / "limbs" / "left-leg")


@pytest.fixture
def scan(client, limb: Path) -> dict[str, Any]:
    answer = client.post("/api/scans", json={"place": str(limb)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def edit(client, scan: dict[str, Any], **said: Any) -> dict[str, Any]:
    answer = client.post(f"/api/scans/{scan['id']}/edits", json={"base": scan["version"], "edit": said})
    assert answer.status_code == 200, answer.text
    return answer.json()


def labels(client, scan: dict[str, Any], axis: int, index: int) -> np.ndarray:
    sent = client.get(f"/api/scans/{scan['id']}/labels/{axis}/{index}").content
    rows, columns = [SHAPE[n] for n in (2, 1, 0) if n != axis]
    return unrolled(sent, (rows, columns))


def test_what_a_scan_says(scan) -> None:
    assert scan["scan"]["shape"] == list(SHAPE)
    assert scan["scan"]["unit"] == "HU"
    assert [step["name"] for step in scan["steps"]] == ["load", "check", "tissues", "curves", "save"]
    assert [step["done"] for step in scan["steps"]] == [True, True, False, False, False]
    assert (scan["undo"], scan["redo"], scan["saved"]) == (None, None, True)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_slices_are_the_scan(client, scan, axis) -> None:
    answer = client.get(f"/api/scans/{scan['id']}/slices/{axis}/7")
    rows, columns = [SHAPE[n] for n in (2, 1, 0) if n != axis]
    sent = np.frombuffer(answer.content, "<i2").reshape(rows, columns)
    assert np.array_equal(sent, np.take(made_scan().values, 7, axis).T)
    assert answer.headers["cache-control"] == "no-store"
    again = client.get(
        f"/api/scans/{scan['id']}/slices/{axis}/7", headers={"if-none-match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    assert again.content == b""


def test_paint_undo_redo(client, scan) -> None:
    scan = edit(client, scan, kind="add_label", name="cortical bone")
    number = scan["labels"][0]["number"]
    painted = edit(
        client, scan, kind="paint", label=number, points_mm=[[-4, 0, 0], [-1, 0, 0]], radius_mm=2.0, axis=2
    )
    (low, high) = painted["box"]
    assert low[2] == 12
    assert high[2] == 13
    there = labels(client, scan, 2, 12)
    assert there[18, 16] == number
    assert there[18, 19] == number
    assert there[18, 24] == 0
    assert labels(client, scan, 2, 11).max() == 0
    assert painted["undo"] == "Paint cortical bone"
    assert painted["saved"] is False
    back = client.post(f"/api/scans/{scan['id']}/undo", json={"base": painted["version"]}).json()
    assert back["box"] == painted["box"]
    assert labels(client, scan, 2, 12).max() == 0
    again = client.post(f"/api/scans/{scan['id']}/redo", json={"base": back["version"]}).json()
    assert again["labels"] == painted["labels"]
    assert np.array_equal(labels(client, scan, 2, 12), there)


def test_paint_keeps_to_a_range_of_grey_values(client, scan) -> None:
    scan = edit(client, scan, kind="add_label", name="cortical bone")
    scan = edit(
        client,
        scan,
        kind="paint",
        label=1,
        points_mm=[[-4, 0, 0]],
        radius_mm=12.0,
        axis=None,
        low=700,
        high=900,
    )
    document_labels = np.stack([labels(client, scan, 2, k) for k in range(SHAPE[2])], axis=-1)
    values = np.moveaxis(made_scan().values, (0, 1), (1, 0))
    assert (values[document_labels == 1] >= 700).all()
    assert (document_labels == 1).sum() > 300


def test_two_at_once(client, scan) -> None:
    first = edit(client, scan, kind="add_label", name="muscle")
    order = {"base": scan["version"], "edit": {"kind": "add_label", "name": "fat"}}
    late = client.post(f"/api/scans/{scan['id']}/edits", json=order)
    assert late.status_code == 409
    assert late.json()["document"]["version"] == first["version"]


def test_saving_writes_the_folder_and_nothing_before(client, scan, limb) -> None:
    scan = edit(client, scan, kind="add_label", name="muscle")
    scan = edit(client, scan, kind="paint", label=1, points_mm=[[0, 0, 0]], radius_mm=5, axis=None)
    assert not (limb / "labels.nii.gz").exists()
    saved = client.post(f"/api/scans/{scan['id']}/save", json={"base": scan["version"]}).json()
    assert saved["saved"] is True
    kept = read_labels_of(limb)
    assert [(item.name, item.drawn_by) for item in kept.legend] == [("muscle", "person")]
    assert (kept.numbers == 1).sum() == saved["labels"][0]["voxels"]
    undone = client.post(f"/api/scans/{scan['id']}/undo", json={"base": saved["version"]}).json()
    assert undone["saved"] is False


def test_measures_stay_with_the_scan(client, scan) -> None:
    where = f"/api/scans/{scan['id']}/measures"
    client.post(where, json={"kind": "distance", "view": "axial", "points_mm": [[0, 0, 0], [3, 4, 0]]})
    rows = client.post(
        where, json={"kind": "circle", "view": "axial", "points_mm": [[-4, 0, 0], [-2, 0, 0]]}
    ).json()
    assert rows[1]["voxels"] == 13
    assert rows[1]["mean"] == 800.0
    assert rows[1]["sd"] == 0.0
    assert client.get(f"/api/scans/{scan['id']}").json()["measures"] == rows
    assert len(client.delete(f"{where}/1").json()) == 1


@pytest.mark.parametrize("axis", [0, 1, 2, None])
def test_a_fill_stays_in_its_slice_or_goes_through(client, studio, scan, axis) -> None:
    scan = edit(client, scan, kind="add_label", name="cortical bone")
    at, voxel = [-4.0, 1.0, 2.0], (16, 19, 13)
    edit(client, scan, kind="fill", label=1, at_mm=at, axis=axis, low=700, high=900)
    bone = made_scan().values > 700
    there = np.zeros_like(bone)
    cut = tuple(slice(None) if n != axis else slice(voxel[n], voxel[n] + 1) for n in range(3))
    there[cut] = bone[cut]
    assert np.array_equal(studio.scans.get(scan["id"]).document.numbers == 1, there)


HOSTILE: list[dict[str, Any]] = [
    {"kind": "paint", "label": 1, "points_mm": [[0, 0, float("1e300")]], "radius_mm": 2, "axis": 2},
    {"kind": "paint", "label": 1, "points_mm": [], "radius_mm": 2, "axis": 2},
    {"kind": "paint", "label": 1, "points_mm": [[0, 0]], "radius_mm": 2, "axis": 2},
    {"kind": "paint", "label": 1, "points_mm": [[0, 0, 0]], "radius_mm": -1, "axis": 2},
    {"kind": "paint", "label": 1, "points_mm": [[0, 0, 0]], "radius_mm": 1e9, "axis": 2},
    {"kind": "paint", "label": 1, "points_mm": [[0, 0, 0]], "radius_mm": 2, "axis": 7},
    {"kind": "paint", "label": 99, "points_mm": [[0, 0, 0]], "radius_mm": 2, "axis": 2},
    {"kind": "paint", "label": 1, "points_mm": [[0, 0, 0]], "radius_mm": 2, "axis": 2, "low": "a", "high": 2},
    {"kind": "fill", "label": 1, "at_mm": "here", "axis": 2},
    {"kind": "add_label", "name": "x" * 500},
    {"kind": "add_label", "name": "   "},
    {"kind": "add_label", "name": "muscle"},
    {"kind": "add_label", "name": "whatever"},
    {"kind": "between", "label": 1, "axis": 2},
    {"kind": "drop_everything"},
    {"kind": ["paint"]},
    {"kind": "treat", "name": "nobody"},
    {"kind": "width", "name": 7},
    {},
]


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: str(said)[:60])
def test_hostile_edits_change_nothing(client, scan, said) -> None:
    scan = edit(client, scan, kind="add_label", name="muscle")
    answer = client.post(f"/api/scans/{scan['id']}/edits", json={"base": scan["version"], "edit": said})
    assert answer.status_code in (404, 422), answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["error"]["what"]
    assert client.get(f"/api/scans/{scan['id']}").json()["version"] == scan["version"]


@pytest.mark.parametrize(
    "place",
    [
        "/etc",
        "/",
        "../../etc",
        "limbs/../..",
        "",
        "\0",
        "~root",
        "nowhere",
        "limbs/left-leg/scan.json",
        "x" * 4096,
    ],
)
def test_places_that_may_not_be_read(client, limb, place) -> None:
    answer = client.post("/api/scans", json={"place": place})
    assert answer.status_code in (404, 422)
    assert "passwd" not in answer.text


def test_a_link_leads_nowhere_else(client, limb, tmp_path, monkeypatch) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as elsewhere:
        made_limb(Path(elsewhere) / "leg")
        (tmp_path / "limbs" / "link").symlink_to(Path(elsewhere) / "leg")
        if any(Path(elsewhere).resolve().is_relative_to(root) for root in (tmp_path.resolve(), Path.home())):
            pytest.skip("temporary folders lie in a folder that may be read")
        assert client.post("/api/scans", json={"place": "limbs/link"}).status_code == 404


def test_listing_shows_limbs_and_hides_the_rest(client, limb, tmp_path) -> None:
    (tmp_path / "limbs" / ".secret").mkdir()
    (tmp_path / "limbs" / "notes.txt").write_text("x")
    rows = client.get("/api/scans/places", params={"at": str(tmp_path / "limbs")}).json()["entries"]
    assert [(row["name"], row["kind"]) for row in rows] == [("left-leg", "limb")]
    roots = client.get("/api/scans/places").json()["entries"]
    assert str(tmp_path) in [row["path"] for row in roots]


@pytest.mark.parametrize("name", ["0" * 12, "..", "zzzzzzzzzzzz", "%2e%2e", "a" * 200])
def test_unknown_scans(client, name) -> None:
    for path in ("", "/slices/2/0", "/labels/2/0", "/curves"):
        assert client.get(f"/api/scans/{name}{path}").status_code == 404


@pytest.mark.parametrize(("axis", "index"), [(3, 0), (-1, 0), (2, 24), (2, -1), (0, 10**9)])
def test_slices_that_are_not_there(client, scan, axis, index) -> None:
    assert client.get(f"/api/scans/{scan['id']}/slices/{axis}/{index}").status_code == 404
    assert client.get(f"/api/scans/{scan['id']}/labels/{axis}/{index}").status_code == 404


def test_a_stranger_gets_nothing(stranger, limb) -> None:
    assert stranger.get("/api/scans").status_code == 401
    assert stranger.get("/api/scans/places").status_code == 401
    assert stranger.post("/api/scans", json={"place": str(limb)}).status_code == 401
