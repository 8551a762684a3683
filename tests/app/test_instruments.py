"""`cryonerve instruments`: list, show, score, trajectory, by the command line."""

from __future__ import annotations

import json

import pytest

from cryonerve.app.cli import main
from cryonerve.sources import adverse_scales, instruments


def said(capsys):
    return " ".join(capsys.readouterr().out.split())


def test_list(capsys) -> None:
    assert main(["instruments"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in (*instruments(), *adverse_scales()))


def test_list_for_programs(capsys) -> None:
    assert main(["instruments", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {one["id"] for one in document["instruments"]} == set(instruments())
    assert {one["id"] for one in document["adverse_event_scales"]} == set(adverse_scales())


@pytest.mark.parametrize("name", sorted({*instruments(), *adverse_scales()}))
def test_show_each(name, capsys) -> None:
    assert main(["instruments", "show", name]) == 0
    out = said(capsys)
    assert name in out
    assert "recalled" not in out  # a person reads "assumed"
    assert main(["instruments", "show", name, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["id"] == name
    assert document["version"]


def test_show_says_what_is_not_shipped_and_what_was_not_seen(capsys) -> None:
    main(["instruments", "show", "pedsql-4.0-child"])
    assert "item text is not in the package" in said(capsys)
    main(["instruments", "show", "cirse-2026"])
    out = said(capsys)
    assert "1b wording not seen unknown" in out
    assert "no published mapping was read" in out


@pytest.mark.parametrize(
    ("name", "hint"),
    [("barthel", "barthel-mahoney"), ("cirse", "cirse-2017, cirse-2026"), ("nrss", "Did you mean 'nrs'")],
)
def test_an_unknown_name(name, hint, capsys) -> None:
    assert main(["instruments", "show", name]) == 2
    assert hint in capsys.readouterr().err


def test_score(tmp_path, capsys) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("version: 0-10\nage: 10 years\nanswers: {pain: 8}\n")
    assert main(["instruments", "score", "nrs", str(file)]) == 0
    assert "nrs, version 0-10: 8 of 10" in said(capsys)
    assert main(["instruments", "score", "nrs", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"] == 8


def test_a_refused_score_is_exit_1_and_says_why(tmp_path, capsys) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text('version: "2005"\nanswers: {interview-1: 1}\n')
    assert main(["instruments", "score", "dn4-interview", str(file)]) == 1
    assert "No score of dn4-interview, version 2005: interview-2" in said(capsys)
    assert main(["instruments", "score", "dn4-interview", str(file), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["score"] is None
    assert len(document["missing"]) == 6


def test_a_wrong_answer_is_told_with_its_line(tmp_path, capsys) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("version: 0-10\nanswers:\n  pain: 80\n")
    assert main(["instruments", "score", "nrs", str(file), "--json"]) == 2
    captured = capsys.readouterr()
    assert f"{file}:3: answers.pain: 80 is no answer" in captured.err
    assert json.loads(captured.out)["complaints"][0]["line"] == 3


def test_a_site_brings_its_table_and_its_own_instrument(tmp_path, capsys) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("version: 8a\nanswers: {" + ", ".join(f"item-{i}: 2" for i in range(1, 9)) + "}\n")
    table = tmp_path / "ours.csv"
    table.write_text("raw,t,se\n" + "".join(f"{raw},{raw + 30},4.5\n" for raw in range(8, 41)))
    name = "promis-pain-interference-child"
    assert main(["instruments", "score", name, str(answers), "--table", str(table)]) == 0
    assert "46 ± 4.5" in said(capsys)

    from cryonerve.sources.instrument_files import FOLDER

    own = tmp_path / "ours.toml"
    own.write_text((FOLDER / "nrs.toml").read_text().replace("0-10", "ours-1"))
    answers.write_text("version: ours-1\nanswers: {pain: 3}\n")
    assert main(["instruments", "score", str(own), str(answers)]) == 0
    assert "ours, version ours-1: 3" in said(capsys)


def test_trajectory_of_the_published_case(tmp_path, capsys) -> None:
    picture = tmp_path / "course.png"
    assert main(["instruments", "trajectory", "tibial-neuroma-child", "-o", str(picture)]) == 0
    out = said(capsys)
    assert out.index("not a prognosis") < out.index("against sham") < out.index("Visual analogue")
    assert "no claim" in out
    assert "intercostal is not tibial" in out
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_trajectory_for_programs(tmp_path, capsys) -> None:
    assert main(["instruments", "trajectory", "tibial-neuroma-child", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    pain = document["instruments"][0]
    assert pain["change"]["share"] == 0.875
    assert pain["single_case"]["claim"] is False
    assert document["file"] is None


@pytest.mark.parametrize(
    ("out", "hint"), [("course.pdf", "End the name in .png"), ("nowhere/course.png", "there is no folder")]
)
def test_a_picture_that_cannot_be_written(out, hint, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["instruments", "trajectory", "tibial-neuroma-child", "-o", out]) == 2
    assert hint in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
