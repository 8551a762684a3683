"""Routes of a finished run: its parts, sections, pictures and files; and of jobs that do not want to end."""

from __future__ import annotations

import io
import os
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
    os.symlink(written / "run", studio.runs.folder(name))
    for path in (written / "views").iterdir():
        (studio.runs.views(name) / path.name).write_bytes(path.read_bytes())
    return name


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
