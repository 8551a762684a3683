"""What the server tells of places after a spread: what they are, and fields like any frame."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from cryonerve.app.screen.bands import write_bands
from cryonerve.app.screen.frames import HEADER, unpacked
from cryonerve.app.screen.working import _keep_bands
from cryonerve.bioheat.even_grid import EvenGrid, in_steps
from cryonerve.planning.cold_places import places_of
from cryonerve.reporting.places import PLACES, nifti_name, read_places, write_places
from tests.app.screen.conftest import BLOCK

GRID = EvenGrid((5, 4, 3), (-1e-3, 0.0, 2e-3), 1e-3)


@pytest.fixture
def places():
    chance = np.random.default_rng(1)
    return places_of(GRID, [in_steps(chance.uniform(-60.0, 37.0, GRID.shape)) for _ in range(40)])


@pytest.fixture
def name(studio) -> str:
    document = studio.documents.create(BLOCK)
    return str(studio.runs.begin(document.id, document.version, document.yaml))


def test_before_a_spread_there_is_nothing(client, name) -> None:
    for address in ("bands", "bands/p50"):
        answer = client.get(f"/api/runs/{name}/{address}")
        assert answer.status_code == 404
        assert "no spread" in answer.json()["error"]["what"]
    assert client.get("/api/runs/nobody/bands").status_code == 404


def test_what_was_written_is_served_to_the_hundredth(client, studio, name, places) -> None:
    write_bands(places, studio.runs.views(name))
    told = client.get(f"/api/runs/{name}/bands").json()
    assert told["run"] == name
    assert told["samples"] == 40
    assert told["yaml"] == studio.runs.about(name)["yaml"]
    assert told["grid"] == {"shape": [5, 4, 3], "origin_mm": [-1.0, 0.0, 2.0], "spacing_mm": [1.0] * 3}
    assert told["off_mm"] == [None] * 3  # no run of the plan itself was there
    for which in told["fields"]:
        answer = client.get(f"/api/runs/{name}/bands/{which}")
        assert answer.headers["cache-control"] == "no-cache"
        magic, _, time, length = HEADER.unpack_from(answer.content)
        assert struct.pack("<I", magic) == b"CRN1"
        assert np.isnan(time)
        assert length == len(answer.content) - HEADER.size
    sent = client.get(f"/api/runs/{name}/bands/below-20").content
    assert unpacked(sent, GRID.shape) == pytest.approx(100.0 * places.share(-20.0), abs=0.01)
    sent = client.get(f"/api/runs/{name}/bands/p95").content
    assert unpacked(sent, GRID.shape) == pytest.approx(places.reached_by(0.95), abs=0.01)
    for wrong in ("below-30", "about.json", "..%2Fabout.json", "p5.bin"):
        assert client.get(f"/api/runs/{name}/bands/{wrong}").status_code == 404


def test_a_document_names_the_bands_of_its_state_also_after_undo(client, studio, places) -> None:
    """Nothing was run: the samples lie beside a run that never was, and belong to a text, not a version."""
    document = client.post("/api/documents", json={"yaml": BLOCK, "name": "block"}).json()
    assert document["bands"] is None
    where = f"/api/documents/{document['id']}"
    job = studio.jobs.get(client.post(f"{where}/spread", json={"base": document["version"]}).json()["job"])
    sampled = Path(job.payload["views"]).name
    write_bands(places, studio.runs.views(sampled))
    assert client.get(where).json()["bands"] == sampled
    edit = {"kind": "set_protocol", "steps": ["Freeze at -60 degC for 90 s"]}
    edited = client.post(f"{where}/edits", json={"base": document["version"], "edit": edit}).json()
    assert edited["bands"] == sampled  # of another state: the page says so, and draws them after undo
    assert edited["text_key"] != document["text_key"]
    other = studio.runs.begin(document["id"], edited["version"], edited["yaml"])
    write_bands(places, studio.runs.views(other))
    assert client.get(where).json()["bands"] == other
    back = client.post(f"{where}/undo", json={"base": edited["version"]}).json()
    assert back["version"] > document["version"]
    assert back["text_key"] == document["text_key"] == job.message()["text_key"]
    assert back["bands"] == sampled
    assert client.get(f"/api/runs/{sampled}/bands").json()["yaml"] == back["yaml"]


def test_they_are_nobody_elses(stranger, studio, name, places) -> None:
    write_bands(places, studio.runs.views(name))
    assert stranger.get(f"/api/runs/{name}/bands").status_code == 401


def test_a_spread_asks_for_them_in_the_views_of_its_run(client, studio, places) -> None:
    document = client.post("/api/documents", json={"yaml": BLOCK, "name": "block"}).json()
    answer = client.post(f"/api/documents/{document['id']}/spread", json={"base": document["version"]})
    job = studio.jobs.get(answer.json()["job"])
    made = Path(job.payload["views"]).name  # nothing was run: the spread has a folder of its own
    assert studio.runs.about(made)["document"] == document["id"]
    folder = studio.runs.folder(made)
    folder.mkdir(parents=True)
    _keep_bands(job.payload)
    assert client.get(f"/api/runs/{made}/bands").status_code == 404
    write_places(places, folder, "digest")
    _keep_bands(job.payload)
    assert client.get(f"/api/runs/{made}/bands").json()["samples"] == 40


def test_files_hold_what_was_found_and_nothing_of_another_case(tmp_path, places) -> None:
    files = write_places(places, tmp_path, "digest")
    assert {path.name for path in files} == {PLACES, *(nifti_name(limit) for limit in (0.0, -20.0, -40.0))}
    back = read_places(tmp_path, "digest")
    assert back is not None
    assert back.grid == places.grid
    assert back.samples == 40
    assert np.array_equal(back.shares, places.shares)
    assert np.array_equal(back.coldest, places.coldest)
    assert read_places(tmp_path, "another") is None
    (tmp_path / PLACES).write_bytes((tmp_path / PLACES).read_bytes()[:200])
    assert read_places(tmp_path) is None


def test_viewers_of_images_open_the_shares(tmp_path, places) -> None:
    import nibabel

    write_places(places, tmp_path, "digest")
    image = nibabel.load(tmp_path / nifti_name(-20.0))
    assert image.get_fdata() == pytest.approx(places.share(-20.0), abs=1e-4)
    assert image.affine[:3, 3] == pytest.approx([-1.0, 0.0, 2.0])
    assert image.header.get_zooms() == pytest.approx((1.0, 1.0, 1.0))
