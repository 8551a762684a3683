"""`cryonerve report`: with a record that is named, and a hint where such a one is bundled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import synthetic
from cryonerve.app.cli import main
from cryonerve.case.case import Source
from cryonerve.registry import open_registry, read_record_file
from cryonerve.registry import record as entered_into
from tests.app.test_whole_road import SMALL

HINT = "What happened afterwards is on record: cryonerve report there --record tibial-neuroma-child"


@pytest.fixture
def published(road, monkeypatch):
    """A run of the published case, that stands in the folder 'there'."""
    Path("there").mkdir()
    run = synthetic.synthetic_run()
    run = replace(run, case=replace(run.case, source=Source(key="vega2026")))
    monkeypatch.setattr("cryonerve.reporting.folder.read_run", lambda folder: run)
    return road


def test_the_published_case_gets_a_hint_and_no_record_unasked(published, capsys):
    main(["report", "there"])
    assert HINT in capsys.readouterr().out
    assert published.told is None


def test_a_named_record_is_told_and_not_hinted_at(published, capsys):
    main(["report", "there", "--record", "tibial-neuroma-child"])
    assert "on record" not in capsys.readouterr().out
    assert len(published.told.person.measurements) == 6


def test_other_cases_get_no_hint(road, capsys):
    Path("there").mkdir()
    main(["report", "there"])
    assert "on record" not in capsys.readouterr().out


def test_a_record_comes_from_a_registry_by_the_id_of_its_case(published):
    with open_registry("clinic.sqlite", who="anna", make=True) as registry:
        rows = entered_into(registry, read_record_file("tibial-neuroma-child"))
    case = next(row.record for row in rows if row.kind == "case")
    words = ["report", "there", "--store", "clinic.sqlite", "--as", "anna", "--record"]
    assert main([*words, case.lower()]) == 1, "the stored run has a stop finding"
    assert published.told.person.title.startswith("Published case")
    assert main([*words, "C-2222-2222-2222"]) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [("tibial-neurom", "Did you mean 'tibial-neuroma-child'?"), ("course.yaml", "an adverse event without")],
)
def test_a_record_that_is_not_understood_leaves_the_report_alone(published, capsys, name, said):
    Path("course.yaml").write_text(
        "cryonerve-record: 1\nperson: {age_years: 9}\ncase: {title: x}\nmeasurements:\n"
        "  - {day: 0, instrument: vas, instrument_version: 100-mm, score: 80}\nadverse_events: [{grade: I}]\n"
    )
    assert main(["report", "there", "--record", name]) == 2
    assert said in capsys.readouterr().err
    assert not Path("there/report.html").exists()


def test_the_real_report_tells_both(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(SMALL)
    main(["run", "small.yaml", "-o", "there", "--no-pdf"])
    page = Path("there/report.html").read_text()
    assert "The case names no indication, so that no rows of the literature are shown." in page
    assert "What happened afterwards" not in page
    main(["report", "there", "--no-pdf", "--record", "tibial-neuroma-child"])
    page = Path("there/report.html").read_text()
    assert "What happened afterwards" in page
    assert "no claim" in page
    assert Path("there/figures/afterwards.png").is_file()
    capsys.readouterr()
