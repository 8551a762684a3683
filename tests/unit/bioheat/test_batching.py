"""Several problems as one, and many cases frozen together."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat import batching
from cryonerve.bioheat.batching import join
from cryonerve.bioheat.ensemble import freeze_together
from cryonerve.bioheat.kernels import tracking
from cryonerve.bioheat.kernels.reference import advance
from cryonerve.bioheat.kernels.tracking import OnHost
from cryonerve.bioheat.outcome import Outcome
from cryonerve.bioheat.problem import Problem
from cryonerve.bioheat.result import Stop
from cryonerve.case.case import Sensor
from cryonerve.case.protocol import Freeze, Thaw, Wait
from cryonerve.errors import GridError, InputError
from tests.kernels.random_problems import draw, drive_for
from tests.unit.bioheat.blocks import block, device, frozen, tissue

PROTOCOL = (Freeze(-80.0, 12.0), Thaw(6.0))


def drawn_problems() -> list[Problem]:
    return [draw(seed, film=seed % 2 == 0, bricks=1 + seed % 3).problem for seed in range(4)]


def spread() -> list[cn.Case]:
    """Three blocks that differ in blood, conductivity, size, film and where the probe stands."""
    return [
        block(
            *PROTOCOL,
            size=14.0 + size,
            of=tissue(perfusion=blood, conductivity_frozen=k),
            uses=device(gas=-85.0, coefficient=film, cooldown=2.0),
        )
        for blood, k, size, film in ((1e3, 1.6, 0.0, 8e3), (3e3, 2.0, 2.0, 1e4), (9e3, 2.2, 0.0, 2e4))
    ]


# problems


def test_one_problem_joined_is_itself() -> None:
    for problem in drawn_problems():
        joined = join([problem])
        for item in fields(Problem):
            if item.name not in {"bricks", "sink_film"}:
                np.testing.assert_array_equal(
                    getattr(joined.problem, item.name), getattr(problem, item.name), item.name
                )
        np.testing.assert_array_equal(joined.problem.films, problem.films)
        assert joined.problem.bricks == problem.bricks
        assert joined.cells == (slice(0, problem.count),)


def test_bricks_stand_apart() -> None:
    problems = drawn_problems()
    joined = join(problems)
    bricks = joined.problem.bricks
    assert len(bricks) == sum(len(one.bricks) for one in problems)
    for before, after in pairwise(bricks):
        assert after.first - before.stop >= after.strides[0]
    for one, two in pairwise(joined.cells):
        assert two.start % batching.ALIGNED == 0
        assert two.start - one.stop >= max(brick.strides[0] for brick in bricks if brick.stop == one.stop)
    inside = np.zeros(joined.problem.count, bool)
    for brick in bricks:
        inside[brick.cells] = True
    for name in ("inverse_volume", "gx", "gy", "gz"):
        assert not getattr(joined.problem, name)[~inside].any()


def test_order_does_not_matter() -> None:
    drawn = [draw(seed, film=True, bricks=bricks) for seed, bricks in ((50, 2), (51, 1), (52, 3))]
    stages = max(drive_for(one, 0.3).stages for one in drawn)
    ends = []
    for order in ((0, 1, 2), (2, 0, 1)):
        joined = join([drawn[n].problem for n in order])
        drive = replace(
            drive_for(drawn[0], 0.3),
            stages=stages,
            probe_temperature=np.tile([-60.0, -50.0], (stages, 3)),
            power_cap=np.full(6, np.inf),
        )
        result = advance(joined.problem, joined.together([drawn[n].enthalpy for n in order]), drive)
        mine = {n: (joined.cells[place], joined.probes[place]) for place, n in enumerate(order)}
        ends.append([(result.enthalpy[mine[n][0]], result.extracted[mine[n][1]]) for n in range(3)])
    for (field, heat), (other, its_heat), one in zip(*ends, drawn, strict=True):
        np.testing.assert_allclose(field[one.problem.live], other[one.problem.live], rtol=1e-12)
        np.testing.assert_allclose(heat, its_heat, rtol=1e-12)


def test_probes_without_a_cell_count_where_they_are_said_to_be_there() -> None:
    problems = drawn_problems()[:2]
    assert [part.stop for part in join(problems).probes] == [2, 4]
    joined = join(problems, [3, 2])
    assert [part.stop for part in joined.probes] == [3, 5]
    assert set(joined.problem.sink_probe) == {0, 1, 3, 4}


def test_what_cannot_be_joined(monkeypatch) -> None:
    one, two = drawn_problems()[:2]
    with pytest.raises(InputError, match="no problem to join"):
        join([])
    with pytest.raises(InputError, match="body temperatures from 36 to 37 degC"):
        join([one, replace(two, body_temperature=36.0)])
    with pytest.raises(InputError, match="air temperatures from 18 to 25 degC"):
        join([one, replace(two, film_temperature=25.0)])
    bare = replace(two, film_cell=two.film_cell[:0], film_g=two.film_g[:0], film_temperature=25.0)
    assert join([bare, one]).problem.film_temperature == 18.0
    monkeypatch.setattr(batching, "MOST_MATERIALS", 13)
    with pytest.raises(GridError, match="14 materials"):
        join([one, two])


# cases


def alike(outcome: Outcome, run: cn.Freezing) -> None:
    """As `freeze` has it; a batch may take more stages than a case by itself."""
    assert outcome.stop is run.stop
    assert [phase.sentence for phase in outcome.phases] == [phase.sentence for phase in run.phases]
    assert [phase.end for phase in outcome.phases] == pytest.approx([phase.end for phase in run.phases])
    for mine, other in zip(outcome.isotherms, run.isotherms, strict=True):
        assert (mine.phase, mine.surface, mine.temperature) == (other.phase, other.surface, other.temperature)
        assert mine.time == pytest.approx(other.time)
        assert mine.volume == pytest.approx(other.volume, rel=2e-3, abs=1e-12)
    assert outcome.balance.stored == pytest.approx(run.balance.stored, rel=1e-3)
    assert outcome.balance.extracted == pytest.approx(run.balance.extracted, rel=1e-3)
    assert outcome.balance.error < 1e-4


def test_one_case_takes_the_very_steps_of_freeze() -> None:
    case = replace(spread()[0], sensors=(Sensor("s", (4e-3, 0.0, 2e-3)),))
    (outcome,), run = freeze_together(cn.build(case), [case], kernel="cpu"), frozen(case)
    alike(outcome, run)
    assert (outcome.solver.steps, outcome.solver.stages) == (run.solver.steps, run.solver.stages)
    for mine, other in zip(outcome.isotherms, run.isotherms, strict=True):
        assert mine.volume == pytest.approx(other.volume, rel=1e-6)
    assert outcome.balance.extracted == pytest.approx(run.balance.extracted, rel=1e-9)
    read = outcome.nadir_at(np.array([[4e-3, 0.0, 2e-3]]))
    assert read[0] == pytest.approx(run.sensors.values.min(), abs=0.05)
    assert outcome.nadir[outcome.grid.live].min() > run.nadir.min() - 1e-3


@pytest.mark.parametrize("kernel", ["cpu", "reference"])
def test_each_of_several_cases_is_as_by_itself_in_any_order(kernel: str) -> None:
    cases = spread()
    if kernel == "reference":
        cases = [replace(case, protocol=(Freeze(-80.0, 1.0),)) for case in cases[:2]]
    volumes = [cn.build(case) for case in cases]
    together = freeze_together(volumes, cases, kernel=kernel)
    backwards = freeze_together(volumes[::-1], cases[::-1], kernel=kernel)[::-1]
    for case, volume, one, other in zip(cases, volumes, together, backwards, strict=True):
        alike(one, frozen(case, volume, kernel=kernel))
        np.testing.assert_allclose(one.nadir, other.nadir, atol=1e-3)
        assert one.solver.cells == other.solver.cells == sum(item.grid.live.sum() for item in together)


def test_a_limb_with_skin_and_blood() -> None:
    case = cn.load("tibial-neuroma-child")
    case = replace(case, protocol=(Freeze(-80.0, 2.0),), solver=replace(case.solver, spacing=2e-3))
    warm = replace(case, devices={**case.devices, **{
        name: replace(one, wall=replace(one.wall, cooldown=replace(one.wall.cooldown, value=1.0)))
        for name, one in case.devices.items()
    }})  # fmt: skip
    volume = cn.build(case)
    for outcome, one in zip(freeze_together(volume, [case, warm]), (case, warm), strict=True):
        alike(outcome, frozen(one, volume))


def test_only_cases_that_switch_together_march_together() -> None:
    base = block(Freeze(-80.0, 1.0), Wait(0.5))
    other = replace(base, protocol=(Freeze(-80.0, 0.7), Wait(0.5)))
    until = replace(base, protocol=(Freeze(-80.0, 1.0), Thaw(60.0, until=-5.0)))
    cool = replace(base, body_temperature=33.0)
    stops = replace(base, perfusion_after_freezing="stops")
    cases, told = [base, other, until, base, cool, stops, until], []
    outcomes = freeze_together(cn.build(base), cases, progress=lambda *now: told.append(now))
    sizes = [round(outcome.solver.cells / outcome.grid.live.sum()) for outcome in outcomes]
    assert sizes == [2, 1, 1, 2, 1, 1, 1]
    assert [outcome.case for outcome in outcomes] == cases
    assert outcomes[2].phases[-1].end < 20.0
    seconds, whole = zip(*told, strict=True)
    assert set(whole) == {1.5 + 1.2 + 61.0 + 1.5 + 1.5 + 61.0}
    assert list(seconds) == sorted(seconds)
    np.testing.assert_array_equal(outcomes[0].nadir, outcomes[3].nadir)


def test_blood_that_does_not_come_back() -> None:
    case = block(Freeze(-80.0, 8.0), Thaw(8.0), of=tissue(perfusion=1e5), uses=device(thaw_to=40.0))
    returns, stays = case, replace(case, perfusion_after_freezing="stasis")
    heat = []
    for one in (returns, stays):
        (outcome,) = freeze_together(cn.build(one), [one])
        alike(outcome, frozen(one))
        heat.append(outcome.balance.entered)
    assert heat[1] < heat[0] - 0.01


def test_cancelled_in_the_second_phase() -> None:
    calls = iter(range(1000))
    case = block(Freeze(-80.0, 1.0), Thaw(20.0))
    steps = frozen(replace(case, protocol=case.protocol[:1])).solver.steps
    outcomes = freeze_together(cn.build(case), [case] * 2, cancel=lambda: next(calls) > steps + 2)
    for outcome in outcomes:
        assert outcome.stop is Stop.cancelled
        assert [phase.kind for phase in outcome.phases] == ["freeze", "thaw"]
        assert 1.0 < outcome.phases[-1].end < 3.0
        assert len(outcome.isotherms) == 6


def test_one_that_leaves_the_physical_range_leaves_the_others_alone(monkeypatch) -> None:
    cases = [block(*PROTOCOL, uses=device(gas=gas, coefficient=1e4)) for gas in (-85.0, -85.0)]
    volume = cn.build(cases[0])
    right = freeze_together(volume, cases)
    count = iter(range(10_000))

    class Broken(OnHost):
        def go(self, drives):
            passed = super().go(drives)
            if next(count) == right[0].solver.steps - 3:
                self._enthalpy[self._problem.count // 2 :] = np.nan
                return super().go(drives[:1])
            return passed

    monkeypatch.setattr(tracking, "OnHost", Broken)
    first, second = freeze_together(volume, cases)
    assert second.stop is Stop.unstable
    assert [phase.name for phase in second.phases] == ["freeze 1"]
    np.testing.assert_allclose(second.isotherms[0].volume, right[1].isotherms[0].volume)
    assert first.stop is Stop.finished
    assert first.isotherms[0].volume == pytest.approx(right[0].isotherms[0].volume)
    assert np.isfinite(first.nadir[first.grid.live]).all()
    assert np.isnan(first.balance.error)


def test_what_cannot_be_frozen_together() -> None:
    case = block()
    with pytest.raises(InputError, match="no case to freeze"):
        freeze_together([], [])
    with pytest.raises(InputError, match="2 cases and 1 volumes"):
        freeze_together([cn.build(case)], [case, case])
