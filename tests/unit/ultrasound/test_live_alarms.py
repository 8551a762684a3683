"""What an operator is told: when alarms begin, when they end, and what they are about."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import synthetic
from cryonerve.ultrasound.following import Band
from cryonerve.ultrasound.live_alarms import AlarmBook, Lookout, unwatched
from cryonerve.ultrasound.live_follower import Follower, Glance
from cryonerve.ultrasound.live_words import alarm_words
from cryonerve.ultrasound.stream_console import Console, ProcedureClock
from cryonerve.ultrasound.stream_pictures import LiveFrame
from cryonerve.ultrasound.stream_watch import Trouble

from .ensemble import grown_ice, written_members


@pytest.fixture(scope="module")
def glance() -> Glance:
    """One picture's, of ice of 3.7 mm at 60 s; changed by each test."""
    clip, follower = grown_ice(), Follower(written_members(), probe_radius=0.7e-3)
    return follower.see(replace(clip, pixels=clip.pixels[20:21], times=clip.times[20:21]))


def kinds(lookout: Lookout, glance: Glance, console=None, *, now: float = 0.0) -> dict[str, str]:
    return {item.kind: item.sentence for item in lookout.troubles(glance, console, {}, now=now)}


def fresh() -> Lookout:
    return Lookout(synthetic.synthetic_case(), written_members())


def test_all_is_well(glance) -> None:
    assert kinds(fresh(), glance, Console(-80.0, "freeze 1", 60.0, 0.0)) == {}


def test_ice_near_the_skin(glance) -> None:
    size = np.full(24, 11.5e-3)
    near = replace(glance, edge=Band(size, size, size + 1e-3))
    assert "within 1.5 mm of the picture's upper edge" in kinds(fresh(), near)["skin"]
    assert "skin" not in kinds(fresh(), replace(near, corner=(-5e-3, 0.0)))


def test_an_edge_that_is_not_seen_any_more(glance) -> None:
    lookout, gone = fresh(), replace(glance, used=False, refused="the picture is black around the probe")
    assert "unseen" not in kinds(lookout, glance)
    assert "unseen" not in kinds(lookout, replace(gone, time=glance.time + 14.0))
    said = kinds(lookout, replace(gone, time=glance.time + 16.0))["unseen"]
    assert "for 16 s (the picture is black around the probe)" in said
    assert "unseen" not in kinds(lookout, replace(glance, time=glance.time + 17.0))


def test_ice_too_small_to_be_seen_is_no_alarm(glance) -> None:
    lookout, small = fresh(), np.full(24, 1.5e-3)
    for time in (0.0, 100.0):
        gone = replace(glance, used=False, refused="too small", time=time, edge=Band(small, small, small))
        assert "unseen" not in kinds(lookout, gone)


@pytest.mark.parametrize(
    ("phase", "time", "said"),
    [
        ("thaw 1", 60.0, "The console says thaw at 60 s, the case's protocol freeze 1"),
        ("thaw 1", 116.0, ""),
        ("freeze 1", 124.0, ""),
        ("freeze 1", 180.0, "the case's protocol thaw 1"),
        ("ready", 60.0, ""),
    ],
)
def test_a_console_that_does_something_else(glance, phase, time, said) -> None:
    found = kinds(fresh(), replace(glance, time=time), Console(-80.0, phase, time, 0.0)).get("phase", "")
    assert said in found
    assert bool(said) == bool(found)


def test_a_clock_that_stands_still_and_one_that_waits_to_begin(glance) -> None:
    for time, expected in ((60.0, True), (0.0, False)):
        lookout = fresh()
        kinds(lookout, replace(glance, time=time), now=0.0)
        assert ("clock" in kinds(lookout, replace(glance, time=time), now=10.0)) is expected


def test_an_alarm_that_comes_and_goes_is_one() -> None:
    book, trouble = AlarmBook(), Trouble("late", "Pictures are late.", "Look at the network.")
    begun, ended = [], []
    for tenth in range(100):  # wrong every other tenth of a second for five seconds
        wrong = [trouble] if tenth < 50 and (tenth < 10 or tenth % 2) else []
        changes = book.update(wrong, now=0.1 * tenth, time=math.nan)
        begun += changes.begun
        ended += changes.ended
    assert len(begun) == len(ended) == 1
    assert alarm_words(begun[0]) == "Pictures are late. Look at the network."
    assert alarm_words(ended[0]) == "Over after 4 s: Pictures are late."


def test_what_is_not_watched_is_said() -> None:
    (sentence,) = unwatched(synthetic.synthetic_case())
    assert sentence.startswith("Not watched while following: skin must stay above 5 degC.")


def seen(console: Console | None, *, stamp: float = 0.0, received: float = 100.0) -> LiveFrame:
    return LiveFrame(np.zeros((2, 2), np.uint8), 1, stamp, received, None, "", console=console)


def test_the_clock_goes_on_between_a_consoles_readings() -> None:
    clock = ProcedureClock()
    first = Console(-80.0, "freeze 1", 10.0, received=100.0, stamp=50.0)
    assert clock.time(seen(first, stamp=50.4)) == pytest.approx(10.4)
    second = Console(-80.0, "freeze 1", 30.0, received=101.0, stamp=51.0)  # twenty times as fast
    assert clock.time(seen(second, stamp=51.5)) == pytest.approx(40.0)


def test_a_console_without_a_time_gives_no_clock() -> None:
    assert math.isnan(ProcedureClock().time(seen(None)))
    assert math.isnan(ProcedureClock().time(seen(Console(-80.0, "freeze 1", math.nan, 100.0))))
    clock = ProcedureClock(starts_at=5.0)
    assert clock.time(seen(None, received=100.0)) == 5.0
    assert clock.time(seen(None, received=107.0)) == 12.0
