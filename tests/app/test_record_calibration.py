"""`cryonerve record calibration` and what applies its map, from the command line."""

from __future__ import annotations

import json

import pytest

from cryonerve.app.calibration_applied import recalibrated, recalibrated_text
from cryonerve.app.cli import main
from cryonerve.registry import Draft, new_mark, open_registry, read_record_file, record
from cryonerve.registry.calibration_map import CalibrationMap
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
        (("-o", "."), "no PNG"),
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
    code, out, _ = ask("--case", case)
    assert code == 0
    assert "cannot be judged: the prediction was entered, or changed, after a follow-up" in out
    assert json.loads(ask("--case", case, "--json")[1])["left_out"].startswith("the prediction was entered")


def followed(tmp_path, cases, scores, instrument="nrs"):
    """Cases with the same prediction, 45 to 198 and 60 to 264 days, and the same follow-ups."""
    with open_registry(tmp_path / "clinic.sqlite", who="anna") as registry:
        marks = [new_mark("C") for _ in range(cases)]
        for case in marks:
            person = new_mark("P")
            record(
                registry, [Draft("person", {}, "", person), Draft("case", {"nerve": "tibial"}, person, case)]
            )
            record(registry, [Draft("prediction", predicted(90, 120, 0.8), case)])
            rows = [{"instrument": instrument, "day": day, "score": score} for day, score in scores.items()]
            record(registry, [Draft("measurement", row, case) for row in rows])
    return marks


def test_nobody_whose_pain_is_back_yet(ask, tmp_path) -> None:
    (case, *_) = followed(tmp_path, 110, {0: 8, 7: 2, 30: 2})
    code, out, _ = ask("-o", "ours.png")
    assert code == 0
    assert "0 seen to happen, 110 not yet at the last follow-up" in out
    assert "0 surely, 0 surely not, 110 cannot be told" in out
    assert "cannot be fitted" in out
    assert "Return of pain: not yet on day 30, the last follow-up" in ask("--case", case)[1]


def test_everybody_whose_feeling_was_back_at_the_first_look(ask, tmp_path) -> None:
    followed(tmp_path, 110, {7: 0, 30: 2}, "feeling")  # before day 45, where the band begins
    code, out, _ = ask("--json")
    told = json.loads(out)["times"]["recovery"]
    assert code == 0
    assert (told["coverage"]["outside"], told["verdict"]) == (110, "off")
    assert json.loads(out)["said"].startswith("Predictions are off beyond chance, but no correction")


def test_one_case_in_a_sentence(ask, tmp_path) -> None:
    (case,) = followed(tmp_path, 1, {7: 0, 60: 1, 91: 2}, "feeling")
    words = " ".join(ask("--case", case)[1].split())
    said = "between day 60 and 91; predicted 45 to 198 days (median 90): within the 90 % band."
    assert f"Return of feeling: {said}" in words


def test_a_map_says_whose_it_is_and_speaks_of_the_treated_nerve_only(tmp_path) -> None:
    nerve = {"recovery_days": {"p5": 45, "p50": 90, "p95": 198}, "p_axonotmesis": 0.9}
    treated = {**nerve, "pain_followed_days": 913, "pain_return_days": {"p5": 2, "p50": 200, "p95": None}}
    (tmp_path / "summary.json").write_text(json.dumps({"nerves": {"tibial": treated, "sural": nerve}}))
    people = {"recovery": 140, "pain_return": 120}
    chosen = CalibrationMap(
        {"recovery": (1.0, 1.0), "pain_return": (0.0, 0.5)}, people, ("nerve=tibial",), ("cryonerve 0.1.0",)
    )
    found = recalibrated(tmp_path, chosen)
    assert set(found) == {"tibial"}
    assert found["tibial"]["pain_return"]["corrected"] == [pytest.approx(20), 200, None]
    told = recalibrated_text(found, chosen)
    assert "cases with nerve=tibial, predicted by cryonerve 0.1.0" in told
    assert told.count("corrected by 140 people") == told.count("corrected by 120 people") == 1
