"""Progress of a search: never back, never done before its end, and at the pace of the machine."""

from __future__ import annotations

import pytest

from cryonerve.planning.stages import SHARES, Stages


def passed(lengths: dict[str, float], step: float = 0.05) -> list[tuple[float, float]]:
    """(time, share done) of a search whose stages take as many seconds."""
    now = 0.0
    stages = Stages(lambda: now)
    found = []
    for name, length in lengths.items():
        stages.enter(name)
        end = now + length
        while now < end:
            now += step
            found.append((now, stages.done()))
    return found


def test_shares_are_a_whole() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("pace", [0.3, 1.0, 4.0])
def test_time_left_is_right_where_stages_take_their_usual_shares(pace: float) -> None:
    whole = 20.0 * pace
    found = passed({name: share * whole for name, share in SHARES.items()})
    known = (SHARES["ready"] + SHARES["search"]) * whole
    for time, done in found:
        if time > 1.1 * known:
            assert time / done == pytest.approx(whole, rel=0.12)


@pytest.mark.parametrize("long", list(SHARES))
def test_a_stage_that_takes_ten_times_as_long_goes_neither_back_nor_beyond(long: str) -> None:
    found = [done for _, done in passed({name: 20.0 * share * (10.0 if name == long else 1.0)
                                         for name, share in SHARES.items()})]  # fmt: skip
    assert found == sorted(found)
    assert 1.0 - SHARES["explain"] < found[-1] <= 1.0


def test_a_stage_that_is_entered_again_is_gone_on_with() -> None:
    now = 0.0
    stages = Stages(lambda: now)
    now = 4.0
    stages.enter("lean")
    now = 6.0
    before = stages.done()
    stages.enter("search")
    assert stages.stage == "lean"
    assert stages.done() == before
