"""How many threads a step gets."""

from __future__ import annotations

from cryonerve.bioheat.threads import TRIAL_EVERY, Pace


def run(pace: Pace, seconds: dict[int, float], steps: int) -> list[int]:
    """Let a machine with these seconds per stage choose; threads of every step."""
    chosen = []
    for _ in range(steps):
        threads = pace.choose()
        pace.note(threads, seconds[threads])
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
    assert 5 <= chosen.count(2) <= 15


def test_it_changes_its_mind() -> None:
    pace = Pace(2)
    run(pace, {1: 1.0, 2: 9.0}, 200)
    later = run(pace, {1: 1.0, 2: 0.3}, 10 * TRIAL_EVERY)
    assert later[-2 * TRIAL_EVERY :].count(2) > TRIAL_EVERY
