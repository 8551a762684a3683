"""How many threads a step gets."""

from __future__ import annotations

import numba
import pytest

import cryonerve as cn
from cryonerve.bioheat.ensemble import freeze_together
from cryonerve.bioheat.threads import FIXED, TRIAL, TRIAL_EVERY, Pace, on_threads
from cryonerve.case.protocol import Freeze
from tests.unit.bioheat.blocks import block


def run(pace: Pace, seconds: dict[int, float], steps: int) -> list[int]:
    """Let a machine with these seconds per stage choose; threads of every step."""
    chosen = []
    for step in range(steps):
        threads, stages = pace.choose(), min(3 + 2 * step, 15)
        pace.note(threads, seconds[threads] * (stages + FIXED), stages)
        chosen.append(threads)
    return chosen


def test_one_core_has_no_choice() -> None:
    assert set(run(Pace(1), {1: 1.0}, 100)) == {1}


def test_an_idle_machine_uses_all() -> None:
    chosen = run(Pace(4), {1: 3.0, 4: 1.0}, 400)
    assert chosen.count(4) > 0.95 * len(chosen) - 5


def test_a_busy_machine_uses_one() -> None:
    chosen = run(Pace(4), {1: 1.0, 4: 9.0}, 400)
    assert chosen.count(1) > 0.95 * len(chosen) - 5


def test_the_other_choice_is_tried_now_and_then() -> None:
    chosen = run(Pace(2), {1: 1.0, 2: 9.0}, 10 * TRIAL_EVERY)
    assert 5 <= chosen.count(2) / TRIAL <= 15


def test_short_early_steps_do_not_make_a_choice_look_slow() -> None:
    """A step costs something besides its stages: early steps, of few stages, cost more for each."""
    pace, chosen = Pace(2), []
    for step in range(200):
        threads, stages = pace.choose(), min(3 + 2 * (step // 5), 21)
        pace.note(threads, {1: 1.0, 2: 1.1}[threads] * (stages + 3.0), stages)
        chosen.append(threads)
    assert chosen.count(1) > 0.9 * len(chosen)


def test_it_changes_its_mind() -> None:
    pace = Pace(2)
    run(pace, {1: 1.0, 2: 9.0}, 200)
    later = run(pace, {1: 1.0, 2: 0.3}, 10 * TRIAL_EVERY)
    assert later[-2 * TRIAL_EVERY :].count(2) > TRIAL_EVERY


def test_threads_are_as_before_after_a_block_and_after_an_error() -> None:
    before = numba.get_num_threads()

    def fails() -> None:
        with on_threads(1):
            assert numba.get_num_threads() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert numba.get_num_threads() == before


@pytest.mark.parametrize("many", [False, True], ids=["one case", "a batch"])
@pytest.mark.parametrize("allowed", [1, numba.config.NUMBA_NUM_THREADS])
def test_a_run_uses_no_more_threads_than_it_may_and_leaves_them_alone(
    allowed: int, many: bool, monkeypatch
) -> None:
    """An ensemble with a process a core sets one; the choice of a run must not outlive it."""
    used, choose = [], Pace.choose

    def noting(pace: Pace) -> int:
        used.append(choose(pace))
        return 1  # as if one had been the quicker choice

    monkeypatch.setattr(Pace, "choose", noting)
    case = block(Freeze(-80.0, 3.0), size=12.0)
    with on_threads(allowed):
        if many:
            freeze_together(cn.build(case), [case, case])
        else:
            cn.freeze(cn.build(case), case)
        assert numba.get_num_threads() == allowed
    assert max(used) == allowed
