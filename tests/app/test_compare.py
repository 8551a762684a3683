"""`cryonerve compare`: two plans, and what was done beside what was planned."""

from __future__ import annotations

import json

import pytest

from cryonerve.app.cli import main
from cryonerve.app.side_by_side import lead, plans_exit_code, plans_text
from cryonerve.planning import Side, compare
from tests.synthetic import synthetic_run

CASE = """cryonerve: 1
title: A block
anatomy: {phantom: block, size: 24 24 30 mm, tissue: muscle}
solver: {spacing: 1.5 mm}
probes: [{name: probe, device: cryo-s-a13, tip: 0 0 -3.5 mm, axis: 0 0 1}]
protocol: [Freeze at -80 degC for SECONDS s, Thaw for 5 s]
"""
LOG = "time_s,state,temperature_degC\n0,freeze,-80\n8,off,\n13,off,\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("plans")
    for name, seconds in (("short", 12), ("long", 20)):
        (where / f"{name}.yaml").write_text(CASE.replace("SECONDS", str(seconds)))
    (where / "console.csv").write_text(LOG)
    (where / "done.yaml").write_text("cryonerve-done: 1\nlog: console.csv\n")
    return where


def test_two_cases_are_simulated_and_set_side_by_side(folder, capsys) -> None:
    assert main(["compare", str(folder / "short.yaml"), str(folder / "long.yaml"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["changes"] == ["freeze 1 lasts 20 s instead of 12 s"]
    rows = {row["name"]: row for row in document["numbers"]}
    assert rows["procedure / time_s"]["change"] == pytest.approx(8.0)
    assert rows["isotherms / freeze 1 / ice / volume_mm3"]["change"] > 0.0


def test_a_run_and_what_was_done(folder, capsys, tmp_path) -> None:
    assert main(["freeze", str(folder / "short.yaml"), "-o", str(tmp_path / "plan")]) == 0
    capsys.readouterr()
    done = ["--done", str(folder / "done.yaml")]
    assert main(["compare", str(tmp_path / "plan"), *done]) == 0
    said = capsys.readouterr().out
    assert "freeze 1 lasts 8 s instead of 12 s" in said
    assert "planned" in said
    assert "Not a prognosis" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["short.yaml", "long.yaml", "--done", "done.yaml"], "at once"),
        (["short.yaml", "long.yaml", "--nerve", "tibial"], "--nerve belongs"),
        (["short.yaml", "nowhere.yaml"], "no such file"),
        (["short.yaml", "--done", "nowhere.yaml"], "no such file"),
        (["short.yaml", "--done", "short.yaml"], "no record of what was done"),
        (["short.yaml"], "a run is a folder"),
    ],
)
def test_what_cannot_be_compared_is_refused(folder, words, said, capsys) -> None:
    paths = [str(folder / word) if word.endswith(".yaml") else word for word in words]
    assert main(["compare", *paths]) == 2
    assert said in capsys.readouterr().err


def test_the_text_shows_what_matters_and_adds_up() -> None:
    run = synthetic_run()
    one = Side("planned", run.case, run.volume, run.freezing, run.prediction, run.findings)
    two = Side("done", run.case, run.volume, run.freezing, run.prediction, ())
    text = plans_text(compare(one, two))
    assert "The treated nerve" in text
    assert "--all" in text
    assert len(plans_text(compare(one, two), everything=True).splitlines()) > len(text.splitlines())
    assert max(len(line) for line in text.splitlines()) < 120
    assert lead(compare(one, one)) == "Both are alike in everything that was compared."
    stops = any(item.level == "stop" for item in run.findings)
    assert plans_exit_code(one) == int(stops)


def test_bands_and_odds_stand_beside_the_difference() -> None:
    run = synthetic_run()
    side = Side("A", run.case, run.volume, run.freezing, run.prediction, run.findings)
    name = "nerves / tibial / full_section_length_mm"
    draws = ({name: [1.0, 2.0, 3.0, 4.0]}, {name: [2.0, 3.0, 4.0, 3.0]})
    text = plans_text(compare(side, side, draws=draws))
    assert "75 ± " in text
    assert "4 draws" in text


def test_too_few_samples_are_refused_before_anything_is_simulated(capsys) -> None:
    assert main(["compare", "straight-probe-block", "straight-probe-block", "--samples", "3"]) == 2
    assert "--samples: 3 samples say nothing" in capsys.readouterr().err


def test_two_runs_are_compared_for_the_screen(tmp_path) -> None:
    from cryonerve.app.interruption import InterruptionError
    from cryonerve.app.screen.comparing_runs import compared_runs

    folders = []
    for name, seconds in (("short", 12), ("long", 20)):
        case = tmp_path / f"{name}.yaml"
        case.write_text(CASE.replace("SECONDS", str(seconds)))
        folders.append(tmp_path / name)
        assert main(["freeze", str(case), "-o", str(folders[-1])]) == 0
    said = []
    found = compared_runs(
        (folders[0], folders[1]), ("version 1", "version 2"), progress=lambda *at: said.append(at)
    )
    assert said == [(0, 2), (1, 2)]
    assert found["changes"] == ["freeze 1 lasts 20 s instead of 12 s"]
    rows = {row["title"]: row for row in found["rows"]}
    assert rows["time of the procedure"]["first"] == "17 s"
    assert {row["word"] for row in found["rows"]} <= {"better", "worse", "same", ""}
    with pytest.raises(InterruptionError, match="not compared"):
        compared_runs((folders[0], folders[1]), ("a", "b"), cancelled=lambda: True)
