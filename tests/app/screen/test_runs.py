"""Routes of a finished run: its parts, sections, pictures and files; and of jobs that do not want to end."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

import synthetic
from cryonerve.app.screen import working
from cryonerve.app.screen.processes import Asking
from cryonerve.app.screen.views import write_views
from cryonerve.case import write_yaml
from cryonerve.reporting.folder import write_run


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A run's folder and its views, made once."""
    place = tmp_path_factory.mktemp("written")
    run = synthetic.synthetic_run()
    write_run(run, place / "run")
    write_views(run, place / "views")
    return place


@pytest.fixture
def run(studio, written) -> str:
    """A finished run of a document of this studio."""
    text = write_yaml(synthetic.synthetic_case())
    document = studio.documents.create(text)
    name = studio.runs.begin(document.id, 1, text)
    shutil.copytree(written / "run", studio.runs.folder(name))
    for path in (written / "views").iterdir():
        (studio.runs.views(name) / path.name).write_bytes(path.read_bytes())
    return name


def of(studio, run: str) -> Path:
    return Path(studio.runs.folder(run))


def nothing() -> Asking:
    return Asking(lambda content: None, lambda: False)


def test_chosen_parts_are_packed_and_fetched(client, studio, run) -> None:
    parts = [item["name"] for item in client.get("/api/exports/parts").json()]
    assert {"report", "figures", "temperature", "surfaces", "numbers", "case"} <= set(parts)
    order = {"parts": ["case", "numbers"], "time_s": 60.0}
    job = client.post(f"/api/runs/{run}/export", json=order).json()["job"]
    assert client.post(f"/api/runs/{run}/export", json=order).json()["job"] == job  # the same, once
    other = client.post(f"/api/runs/{run}/export", json={"parts": ["case"]}).json()["job"]
    assert other != job
    request, payload = studio.jobs.worker.asked[-1]
    assert request == "export"
    result = working.HANDLERS["export"](payload, nothing())
    assert "files are packed" in result["sentence"]
    answer = client.get(f"/api/runs/{run}/exports/{result['archive']}")
    assert answer.headers["content-type"] == "application/zip"
    assert f'filename="{run}.zip"' in answer.headers["content-disposition"]
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert {"case.yaml", "numbers.csv", "README.txt"} <= set(names)


def test_what_cannot_be_packed_is_refused_at_once(client, run) -> None:
    for order, status in (
        ({"parts": []}, 422),
        ({"parts": ["everything"]}, 422),
        ({"parts": ["case"], "time_s": "x"}, 422),
        ({"parts": "case"}, 422),
    ):
        assert client.post(f"/api/runs/{run}/export", json=order).status_code == status, order
    missing = "/api/runs/block-20250101-000000-abcd/export"
    assert client.post(missing, json={"parts": ["case"]}).status_code == 404
    for name in ("export-000000000000.zip", "shown.json", "about.json", "..%2fabout.json", "export-.zip"):
        assert client.get(f"/api/runs/{run}/exports/{name}").status_code == 404, name


def test_only_the_latest_archives_are_kept(studio, run) -> None:
    views = studio.runs.views(run)
    folder = str(studio.runs.folder(run))
    for number in range(6):
        payload = {
            "folder": folder, "views": str(views), "run": run, "parts": ["case"], "time": None,
            "archive": f"export-{number:012d}.zip",
        }  # fmt: skip
        working.HANDLERS["export"](payload, nothing())
        os.utime(views / payload["archive"], (number, number))
    assert sorted(path.name for path in views.glob("export-*")) == [
        f"export-{number:012d}.zip" for number in (3, 4, 5)
    ]
    assert Path(folder, "summary.json").is_file()


def test_sections_are_those_of_the_nerves_stations(client, studio, run) -> None:
    nerve = client.get(f"/api/runs/{run}").json()["nerve"]
    for station in (0, len(nerve["arc_mm"]) - 1):
        section = client.get(f"/api/runs/{run}/section", params={"station": station}).json()
        assert section["arc_mm"] == nerve["arc_mm"][station]
        assert all(item["radius_mm"] > 0 for item in section["fascicles"])
    for station in (-1, len(nerve["arc_mm"]), 10**9):
        assert client.get(f"/api/runs/{run}/section", params={"station": station}).status_code == 404
    assert client.get(f"/api/runs/{run}/section").status_code == 422
    assert client.get(f"/api/runs/{run}/section", params={"station": "x"}).status_code == 422


def test_pictures_are_waited_for_then_shown(client, studio, run) -> None:
    address = f"/api/runs/{run}/ultrasound"
    assert client.get(address).status_code == 404  # nobody draws them
    job = client.post(address).json()["job"]
    assert client.post(address).json()["job"] == job
    for place in (address, f"{address}.png?frame=0"):
        waiting = client.get(place)
        assert (waiting.status_code, waiting.json()["ready"]) == (202, False)
        assert waiting.json()["sentence"]
    views = studio.runs.views(run)
    (views / "ultrasound-0.png").write_bytes(b"picture")
    (views / "ultrasound.json").write_text(json.dumps({"frames": 1}), encoding="utf-8")
    assert client.get(address).json() == {"frames": 1}
    answer = client.get(f"{address}.png", params={"frame": 0})
    assert (answer.content, answer.headers["content-type"]) == (b"picture", "image/png")
    for frame in (1, -1):
        assert client.get(f"{address}.png", params={"frame": frame}).status_code == 404
    assert client.get(f"{address}.png").status_code == 422


def test_a_link_in_the_folder_of_a_run_leads_nowhere(client, studio, run, tmp_path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret", encoding="utf-8")
    folder = of(studio, run)
    (folder / "link.csv").symlink_to(secret)
    (folder / "figures").symlink_to(tmp_path, target_is_directory=True)
    (folder / "report.html").symlink_to(secret)
    (studio.runs.views(run) / "export-0123456789ab.zip").symlink_to(secret)
    names = {item["name"] for item in client.get(f"/api/runs/{run}/files").json()}
    assert "case.yaml" in names
    assert not {"link.csv", "report.html", "figures/secret.csv"} & names
    for place in (
        "files/link.csv", "files/figures/secret.csv", "report.html", "exports/export-0123456789ab.zip",
    ):  # fmt: skip
        assert client.get(f"/api/runs/{run}/{place}").status_code == 404, place


def test_files_that_go_while_they_are_listed_are_left_out(studio, run, monkeypatch) -> None:
    """A report that is written anew swaps its folder of figures."""
    real = Path.lstat

    def gone(path: Path):
        if path.name == "sensors.csv":
            raise FileNotFoundError(path)
        return real(path)

    monkeypatch.setattr(Path, "lstat", gone)
    names = {item["name"] for item in studio.runs.files(run)}
    assert "sensors.csv" not in names
    assert "summary.json" in names


def test_a_full_disk_is_a_sentence(client, studio, run, monkeypatch) -> None:
    from cryonerve.app.screen import documents, runs

    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(documents, "whole_file", full)
    monkeypatch.setattr(runs, "whole_file", full)
    document = client.get("/api/documents").json()[0]["id"]
    edit = {"base": 1, "edit": {"kind": "set_value", "path": "title", "text": "x"}}
    with pytest.raises(OSError, match="No space"):  # the client of tests raises what the server only notes
        client.post(f"/api/documents/{document}/edits", json=edit)
    told = type(client)(client.app, base_url=client.base_url, raise_server_exceptions=False)
    told.headers.update(client.headers)
    for address, order in (("edits", edit), ("run", {"base": 1})):
        answer = told.post(f"/api/documents/{document}/{address}", json=order)
        assert answer.status_code == 500
        said = answer.json()["error"]
        assert said["what"] == "the disk refuses: No space left on device"
        assert "full" in said["remedy"]
    assert client.get(f"/api/documents/{document}").json()["version"] == 1
    assert client.get("/api/jobs").json() == []


def test_a_job_that_does_not_stop_is_ended_with_its_process(studio, run, monkeypatch) -> None:
    from cryonerve.app.screen import jobs

    ended: list[bool] = []

    async def begun() -> None:
        monkeypatch.setattr(jobs, "PATIENCE", 0.05)
        monkeypatch.setattr(studio.jobs.worker, "kill", lambda: ended.append(True))
        first = studio.jobs.begin("report", "d", {}, run=run)
        second = studio.jobs.begin("report", "d", {}, run=run)
        studio.jobs.cancel(second.id)  # it waits: it ends at once, and nothing is killed for it
        assert second.state == "cancelled"
        studio.jobs.cancel(first.id)
        await asyncio.sleep(0.02)
        assert ended == []
        await asyncio.sleep(0.1)

    asyncio.run(begun())
    assert ended == [True]
