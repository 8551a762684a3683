"""`cryonerve record calibration` and what applies its map, from the command line."""

from __future__ import annotations

import json

import pytest

from cryonerve.app.cli import main
from cryonerve.registry import Draft, new_mark, open_registry, read_record_file, record
from tests.unit.registry.made_up_clinic import fill, predicted


@pytest.fixture
def ask(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRYONERVE_REGISTRY", str(tmp_path / "clinic.sqlite"))
    monkeypatch.setenv("CRYONERVE_USER", "anna")

    def run(*words: str):
        code = main(["record", "calibration", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def clinic(tmp_path, cases, **off):
    with open_registry(tmp_path / "clinic.sqlite", who="anna") as registry:
        return fill(registry, cases, **off)


def test_an_empty_registry_and_one_case(ask, tmp_path) -> None:
    clinic(tmp_path, 0)
    code, out, _ = ask()
    assert code == 0
    assert out.startswith("0 followed people prove nothing")
    (case,) = clinic(tmp_path, 1)
    assert ask()[1].startswith("1 followed person proves nothing")
    code, out, _ = ask("--case", case)
    assert code == 0
    assert "Return of pain: " in out
    assert "days (median" in out
    assert json.loads(ask("--case", case, "--json")[1])["case"] == case


def test_a_clinic_that_is_off_writes_a_map_and_a_picture(ask, tmp_path) -> None:
    clinic(tmp_path, 300, shift=0.9, widening=1.3)
    code, out, _ = ask("-o", "ours.png", "--map", "ours.json")
    assert code == 0
    assert out.startswith("Predictions are off beyond chance")
    assert (tmp_path / "ours.png").stat().st_size > 10_000
    assert set(json.loads((tmp_path / "ours.json").read_text())["corrections"]) == {"recovery"}
    told = json.loads(ask("--json", "--where", "nerve=tibial")[1])
    assert (told["format"], told["judged"], told["enough"]) == ("cryonerve.calibration/1", 300, True)
    assert told["times"]["recovery"]["verdict"] == "correct"
    assert json.loads(ask("--json", "--where", "nerve=sural")[1])["cases"] == 0


def test_what_cannot_be_done_is_said(ask, tmp_path) -> None:
    marks = clinic(tmp_path, 3)
    assert ask("--map", "ours.json")[0] == 2
    assert not (tmp_path / "ours.json").exists()
    for words, said in (
        (("--where", "nerv=tibial"), "Did you mean 'nerve'"),
        (("-o", "ours.pdf"), "no PNG"),
        (("-o", "nowhere/ours.png"), "no folder"),
        (("--case", new_mark("C")), "no case"),
        (("--case", "C-2222-2222-2222"), "check letter"),
        (("--case", "X"), "no id"),
        (("--case", marks[0], "-o", "ours.png"), "in words"),
    ):
        code, out, err = ask(*words)
        assert (code, out) == (2, "")
        assert said in err, (words, err)


def test_the_published_case_with_a_prediction_made_afterwards_is_left_out(ask, tmp_path) -> None:
    with open_registry(tmp_path / "clinic.sqlite", who="anna") as registry:
        entered = record(registry, read_record_file("tibial-neuroma-child"))
        case = next(one.record for one in entered if one.kind == "case")
        record(registry, [Draft("prediction", predicted(90, 120, 0.8), case)])
    assert "left out: the prediction was entered, or changed, after a follow-up" in ask()[1]
    code, _, err = ask("--case", case)
    assert code == 2
    assert "cannot be judged: the prediction was entered, or changed, after a follow-up" in err
