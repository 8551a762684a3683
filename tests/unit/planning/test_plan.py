"""A plan on a coarse grid: confirmed, written, the same again, refused where it must be."""

from __future__ import annotations

from dataclasses import replace

import pytest

import cryonerve as cn
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.case import write_yaml
from cryonerve.case.case import EntryWindow, Goals, Limit, Means
from cryonerve.errors import CaseError, InputError
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.goal_reach import course_of, reach_in


def coarse_case(**changes):
    case = cn.load("tibial-neuroma-child")
    case = replace(
        case,
        goals=Goals("tibial", length=4e-3, below=-10.0),
        means=Means(placements=1, devices=("cryo-s-a13",), within=300.0),
        solver=replace(case.solver, spacing=1.5e-3),
    )
    return replace(case, **changes)


@pytest.fixture(scope="module")
def volume():
    return cn.build(coarse_case())


@pytest.fixture(scope="module")
def plan(volume):
    done = []
    found = cn.plan(coarse_case(), volume=volume, explain=False, progress=lambda a, b: done.append((a, b)))
    assert [a for a, _ in done] == sorted(a for a, _ in done)
    assert done[-1] == (100.0, 100.0)
    return found


def test_what_is_said_is_what_the_full_solver_finds(plan, volume) -> None:
    again = cn.freeze(volume, plan.case)
    found = reach_in(again, volume, plan.case.goals)
    assert found.share == pytest.approx(plan.reach.share, abs=1e-3)
    assert found.length == pytest.approx(plan.reach.length, abs=1e-5)
    assert plan.reached == (found.reached and not plan.stops)
    assert plan.reach.share > plan.before.share


def test_means_are_kept_and_no_probe_stands_in_the_nerve(plan, volume) -> None:
    assert len(plan.case.probes) == 1
    assert sum(step.seconds for step in plan.case.protocol) <= 300.0
    course = course_of(volume, plan.case.goals)
    assert min(gap_between(course, place).width for place in placements_of(plan.case)) >= -1e-5
    findings = cn.judge(plan.case, volume, plan.freezing, cn.predict(plan.freezing, volume, plan.case))
    assert [item for item in findings if item.level == "stop"] == list(plan.stops)


def test_the_proposal_loads_again_and_says_what_is_proposed(plan, tmp_path) -> None:
    path = tmp_path / "better.yaml"
    path.write_text(write_yaml(plan.case), encoding="utf-8")
    again = cn.load(path)
    assert (again.probes, again.protocol, again.means) == (
        plan.case.probes,
        plan.case.protocol,
        plan.case.means,
    )
    tip = next(item for item in again.standings if item.path == f"probes.{again.probes[0].name}.tip")
    assert tip.standing == "assumed"
    assert "proposed by search" in tip.why


@pytest.mark.slow
def test_the_same_seed_gives_the_same_plan(plan, volume) -> None:
    again = cn.plan(coarse_case(), volume=volume, explain=False)
    assert again.case == plan.case


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"goals": None}, "no goal"),
        ({"goals": Goals("tibial", below=-90.0)}, "nothing gets below -90 degC"),
        ({"goals": Goals("tibial", below=50.0)}, "below 50 degC without any cold"),
        ({"limits": (Limit("tibial nerve", 0.0),)}, "stay above 0 degC and get below -10 degC"),
        ({"limits": (Limit("skin", 40.0),)}, "kept above 40 degC"),
        ({"means": Means(within=60.0)}, "no freeze of 30 s fits"),
    ],
)
def test_what_no_search_can_answer_is_refused_at_once(changes, said) -> None:
    with pytest.raises(CaseError, match=said):
        cn.plan(coarse_case(**changes))


def test_an_unknown_nerve_is_refused_with_the_nearest_name(volume) -> None:
    with pytest.raises(InputError, match="sural"):
        cn.plan(coarse_case(goals=Goals("surall")), volume=volume)


def test_more_nerve_than_there_is_is_refused(volume) -> None:
    with pytest.raises(
        CaseError, match=r"goals.length: 1000 mm are asked for, the tibial nerve is drawn over \d+ mm"
    ):
        cn.plan(coarse_case(goals=Goals("tibial", length=1.0)), volume=volume)


def test_a_block_has_no_nerve_to_cover() -> None:
    case = replace(cn.load("straight-probe-block"), goals=Goals("tibial"))
    with pytest.raises(CaseError, match="a block has no nerve"):
        cn.plan(case)


def test_a_window_that_no_probe_can_use_is_refused(volume) -> None:
    means = Means(placements=1, devices=("cryo-s-a13",), entry=(EntryWindow("front", (0.0, 0.1, 0.0), 5e-3),))
    with pytest.raises(CaseError, match=r"(?s)means.entry.*'front'.*misses by"):
        cn.plan(coarse_case(means=means), volume=volume)


@pytest.mark.slow
def test_a_search_stopped_while_it_explains_keeps_what_was_confirmed(volume, monkeypatch) -> None:
    """Estimates of other plans had asked once more whether to stop, and the program broke off."""
    stop = []

    def told(bench, _):
        stop.append(True)
        bench.tick()

    monkeypatch.setattr("cryonerve.planning.planner._told", told)
    found = cn.plan(coarse_case(), volume=volume, cancel=lambda: bool(stop))
    assert not found.whole
    assert found.runs > 0


def test_a_search_stopped_before_anything_was_run_says_so(volume) -> None:
    with pytest.raises(CaseError, match="stopped before anything was confirmed"):
        cn.plan(coarse_case(), volume=volume, cancel=lambda: True)
