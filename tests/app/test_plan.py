"""`cryonerve plan`: what is written and said, and its exit codes; the search itself is tested elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import cryonerve as cn
from cryonerve.app.cli import main
from cryonerve.app.plans import take_along, write_plan
from cryonerve.case import write_yaml
from cryonerve.case.case import Goals
from cryonerve.nerve.goal_reach import Reach
from cryonerve.planning import Gain, Plan
from cryonerve.planning.front import Point
from cryonerve.planning.marking import marked
from cryonerve.reporting.sureness import read_search

GOALS = Goals("tibial", 10e-3, -20.0)


def found(case, *, reached: bool, whole: bool = True) -> Plan:
    probe = replace(case.probes[0], tip=(0.001, 0.002, 0.003), axis=(0.0, -0.8, 0.6))
    proposed = marked(replace(case, probes=(probe,)), case, "proposed by search (seed 1)")
    reach = Reach(0.71, 6e-3, (0.0, 6e-3), -12.0, GOALS)
    points = (
        Point("2 x cryo-s-a13, twice 2 min", 0.71, -12.0, 4e-7, 480.0, 2, confirmed=True),
        Point("1 x cryo-s-a13, once 1 min", 0.2, 10.0, 1e-7, 120.0, 1, confirmed=False),
    )
    gains = (Gain("one more probe", 0.98, 9e-3, -19.0, 0.27),)
    return Plan(
        case=proposed, reach=reach, reached=reached, sentence="The nearest is 71 %.", stops=(),
        collateral=4e-7, before=replace(reach, share=0.2), estimated=reach, front=points,
        limited_by=("It touches the nerve.",), gains=gains, runs=2, seconds=1.0,
        whole=whole, seed=1, freezing=None,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("ended", [(True, True, 0), (False, True, 1), (True, False, 3)])
def test_plan_writes_a_case_that_loads_and_says_how_it_ended(tmp_path, monkeypatch, capsys, ended) -> None:
    reached, whole, code = ended
    monkeypatch.setattr(
        "cryonerve.planning.plan", lambda case, **_: found(case, reached=reached, whole=whole)
    )
    assert main(["plan", "tibial-neuroma-child", "-o", str(tmp_path / "better.yaml")]) == code
    said = capsys.readouterr().out
    assert said.startswith("The nearest is 71 %.")
    for words in (
        "6.0 mm",
        "-12 degC",
        "400 mm3",
        "estimated",
        "one more probe",
        "+27 % covered",
        "no medical device",
    ):
        assert words in said
    assert cn.load(tmp_path / "better.yaml").probes[0].tip == (0.001, 0.002, 0.003)
    document = json.loads((tmp_path / "better.json").read_text(encoding="utf-8"))
    assert document["confirmed"]["coverage"] == 0.71
    assert document["front"][1]["confirmed"] is False


def test_a_folder_gets_both_files_and_json_is_one_document(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr("cryonerve.planning.plan", lambda case, **_: found(case, reached=True))
    assert main(["plan", "tibial-neuroma-child", "-o", str(tmp_path / "plans"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [name.rsplit("/", 1)[-1] for name in document["files"]] == [
        "tibial-neuroma-child-plan.yaml",
        "tibial-neuroma-child-plan.json",
        *(["tibial-neuroma-child-plan.png"] if len(document["front"]) > 1 else []),
    ]
    assert (tmp_path / "plans" / "tibial-neuroma-child-plan.yaml").exists()


def test_a_goal_that_cannot_be_is_exit_2(capsys) -> None:
    assert main(["plan", "straight-probe-block"]) == 2
    assert "a block has no nerve" in capsys.readouterr().err


def test_a_proposal_never_replaces_the_case_it_was_made_from(tmp_path, capsys) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(write_yaml(cn.load("tibial-neuroma-child")), encoding="utf-8")
    before = mine.read_bytes()
    assert main(["plan", str(mine), "-o", str(mine)]) == 2
    assert "is the case itself" in capsys.readouterr().err
    assert mine.read_bytes() == before


def test_a_run_of_the_proposal_takes_the_search_along_for_its_report(tmp_path) -> None:
    """`plan -o better.yaml` and `run better.yaml` left the report without what limits the plan."""
    case = cn.load("tibial-neuroma-child")
    target, _ = write_plan(found(case, reached=False), tmp_path / "better.yaml", case.name)
    run = tmp_path / "run"
    run.mkdir()
    taken = take_along(cn.load(target), run)
    assert taken is not None
    assert read_search(run).limited_by == ("It touches the nerve.",)
    taken.unlink()
    target.write_text(target.read_text("utf-8").replace("for 2 min", "for 1 min"), "utf-8")
    assert take_along(cn.load(target), run) is None  # another plan by now
    assert take_along(case, run) is None
    assert list(run.iterdir()) == []
