"""What leaves the registry as a file, and runs whose predictions are kept with a case."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path

import pytest

import synthetic
from cryonerve.app.screen.views import write_views
from cryonerve.case import write_yaml
from cryonerve.registry import Draft, history, open_registry, record
from cryonerve.registry.users import add_user
from cryonerve.reporting.folder import write_run

FORMATS = ("csv", "redcap", "fhir")


def export(client, **order):
    return client.post("/api/registry/export", json=order)


def agree(clinic, person) -> None:
    values = {
        "what": "consent", "given_by": "parent", "form": "registry", "form_version": "2", "day": -3,
        "scope": "registry-and-sharing",
    }  # fmt: skip
    with open_registry(clinic, who="anna") as registry:
        record(registry, [Draft("consent", values, person)])


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_is_one_archive_and_says_who_may_be_recognised(filled, clinic, client, format) -> None:
    agree(clinic, filled["person"])
    answer = export(client, format=format)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert "may recognise them" in answer.headers["x-warning"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    about = json.loads(archive.read("export.json"))
    assert (about["as"], about["people"]) == (format, 1)
    assert "may recognise them" in archive.read("README.md").decode()


def test_who_did_not_consent_to_sharing_leaves_only_with_a_reason(filled, client, clinic) -> None:
    about = json.loads(zipfile.ZipFile(io.BytesIO(export(client).content)).read("export.json"))
    assert (about["people"], about["left_out_without_consent"]) == (0, 1)
    answer = export(client, include_unconsented="the ethics board asked", coarsen=True)
    assert answer.headers["x-warning"].startswith("1 people are in it without consent")
    assert "--coarsen" not in answer.headers["x-warning"]
    with open_registry(clinic, who="anna") as registry:
        from cryonerve.registry.access import looking
        from cryonerve.registry.schema import AUDIT

        with looking(registry) as connection:
            rows = connection.execute(AUDIT.select().where(AUDIT.c.action == "export")).mappings().all()
    assert ["ethics board" in row["why"] for row in rows] == [False, True]


def test_nothing_of_an_export_stays_on_the_disk(filled, client, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    assert export(client).status_code == 200
    assert client.get(f"/api/registry/cases/{filled['case']}/trajectory.png").status_code == 200
    assert list((tmp_path / "scratch").iterdir()) == []


def test_exports_that_are_none(filled, clinic, client, studio, monkeypatch) -> None:
    for order in (
        {"format": "xlsx"}, {"format": "../csv"}, {"format": 1}, {"coarsen": "some"}, {"kinds": ["user"]},
        {"include_unconsented": "as Dr. Miller asked"}, {"include_unconsented": "\x00"},
    ):  # fmt: skip
        answer = export(client, **order)
        assert answer.status_code == 422, order
        assert answer.json()["error"]["what"]
    with open_registry(clinic, who="anna") as registry:
        add_user(registry, "rita", "reader")
    monkeypatch.setenv("CRYONERVE_USER", "rita")
    studio.registry.close()
    assert export(client).status_code == 200  # a reader may


def test_the_picture_of_a_course(filled, clinic, client) -> None:
    answer = client.get(f"/api/registry/cases/{filled['case']}/trajectory.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    with open_registry(clinic, who="anna") as registry:
        (case,) = record(registry, [Draft("case", {}, filled["person"])])
    answer = client.get(f"/api/registry/cases/{case.record}/trajectory.png")
    assert answer.status_code == 404
    assert "no pain was measured" in answer.json()["error"]["what"]
    for mark in ("C-2222-2222-2222", "C-2222-2222-2227", filled["person"], "..%2f"):
        assert client.get(f"/api/registry/cases/{mark}/trajectory.png").status_code == 404


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """A run's folder and its views, made once."""
    place = tmp_path_factory.mktemp("written")
    run = synthetic.synthetic_run()
    write_run(run, place / "run")
    write_views(run, place / "views")
    return place


@pytest.fixture
def run(studio, written) -> str:
    """A finished run of a document of this studio."""
    import shutil

    text = write_yaml(synthetic.synthetic_case())
    document = studio.documents.create(text)
    name = str(studio.runs.begin(document.id, 1, text))
    shutil.copytree(written / "run", studio.runs.folder(name))
    for path in (written / "views").iterdir():
        (studio.runs.views(name) / path.name).write_bytes(path.read_bytes())
    return name


def test_predictions_of_a_run_are_kept_with_a_case_once(filled, clinic, client, studio, run) -> None:
    order = {"run": run, "case": filled["case"]}
    answer = client.post("/api/registry/predictions", json=order)
    assert answer.status_code == 201, answer.text
    rows = answer.json()["records"]
    assert [row["kind"] for row in rows][:2] == ["plan", "prediction"]
    studio.registry.close()
    again = client.post("/api/registry/predictions", json=order)
    assert (again.status_code, again.json()) == (201, answer.json())
    told = client.get(f"/api/registry/cases/{filled['case']}").json()
    assert {row["plan"] for row in told["records"]["prediction"]} == {rows[0]["record"]}
    assert {row["what"] for row in told["timeline"]["predicted"]} <= {"recovery", "pain return"}
    assert told["timeline"]["predicted"]
    with open_registry(clinic, who="anna") as registry:
        assert "cryonerve: 1" in history(registry, rows[0]["record"]).versions[0]["plan_file"]


def test_a_run_computed_again_as_done_belongs_to_the_procedure(filled, client, run) -> None:
    order = {"run": run, "case": filled["case"], "procedure": filled["procedure"]}
    assert client.post("/api/registry/predictions", json=order).status_code == 201
    told = client.get(f"/api/registry/cases/{filled['case']}").json()
    assert {row["procedure"] for row in told["records"]["prediction"]} == {filled["procedure"]}


def test_predictions_of_what_is_not_there(filled, client, studio, run) -> None:
    for order, status in (
        ({"run": "nothing-20250101-000000-abcd", "case": filled["case"]}, 404),
        ({"run": "../../etc", "case": filled["case"]}, 404),
        ({"run": run, "case": "C-2222-2222-2227"}, 422),
        ({"run": run, "case": "C-2222-2222-2222"}, 404),
        ({"run": run, "case": filled["person"]}, 404),
        ({"run": run, "case": filled["case"], "procedure": filled["case"]}, 404),
        ({"run": run}, 422),
    ):
        assert client.post("/api/registry/predictions", json=order).status_code == status, order
    (studio.runs.folder(run) / "case.yaml").write_text("cryonerve: 1\n", encoding="utf-8")
    answer = client.post("/api/registry/predictions", json={"run": run, "case": filled["case"]})
    assert answer.status_code == 422
    assert "changed after it ran" in answer.json()["error"]["what"]
    assert client.get("/api/registry").json()["counts"]["prediction"] == 0
