"""What a stream is said to be, at times that the test chooses."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.ultrasound.stream_console import Console
from cryonerve.ultrasound.stream_pictures import LiveFrame
from cryonerve.ultrasound.stream_watch import Seen, StreamWatch


def watched(*pictures: tuple[float, float, int], device: str = "") -> StreamWatch:
    """A watch that got pictures: received at, stamped at, seed of the pixels."""
    watch = StreamWatch(device)
    watch.opened()
    for received, stamp, seed in pictures:
        pixels = np.random.default_rng(seed).integers(0, 255, (4, 5), dtype=np.uint8)
        watch.heard("Image_Reference", "IMAGE")
        watch.picture(LiveFrame(pixels, watch.frames + 1, stamp, received, (1e-4, 1e-4), "by hand"))
    return watch


def test_rate_delay_and_age() -> None:
    watch = watched(*((100.0 + 0.04 * turn, 99.99 + 0.04 * turn, turn) for turn in range(26)))
    status = watch.status(101.5)
    assert status.rate == pytest.approx(25.0)
    assert status.latency == pytest.approx(0.01)
    assert status.age == pytest.approx(0.5)
    assert status.sentences == ()
    assert status.seen == (Seen("Image_Reference", "IMAGE", 26),)


def test_a_stream_that_stopped() -> None:
    status = watched((100.0, 100.0, 1), (100.1, 100.1, 2)).status(103.0)
    assert status.sentences == ("No picture for 2.9 s: what is shown is old.",)
    assert status.rate is None


def test_a_frozen_picture() -> None:
    alike = [(100.0 + 0.1 * turn, 100.0 + 0.1 * turn, 7) for turn in range(16)]
    status = watched(*alike).status(101.5)
    assert status.unchanged == pytest.approx(1.5)
    assert status.sentences[0].startswith("The same picture has come for 1.5 s")
    assert watched(*alike, (101.6, 101.6, 8)).status(101.6).sentences == ()


def test_a_slow_scanner_is_not_frozen() -> None:
    assert watched((100.0, 100.0, 7), (101.2, 101.2, 7)).status(101.2).sentences == ()


def test_late_pictures_and_no_stamps() -> None:
    late = watched(*((100.0 + turn, 99.5 + turn, turn) for turn in range(3))).status(102.0)
    assert late.sentences == ("Pictures are 0.50 s late.",)
    silent = watched((100.0, 0.0, 1)).status(100.0)
    assert silent.sentences == ("The sender gives no time stamps: the delay is unknown.",)
    assert silent.latency is None


def test_a_clock_that_runs_behind_gives_no_delay() -> None:
    status = watched((100.0, 100.2, 1)).status(100.0)
    assert status.latency is None
    assert "differ by about 0.2 s" in status.sentences[0]


def test_the_same_event_is_counted() -> None:
    watch = watched((100.0, 100.0, 1))
    for _ in range(3):
        watch.refuse("x")
    assert watch.status(100.0).events == ("Refused: x. (times: 3)",)
    watch.refuse("y")
    watch.refuse("x")
    assert watch.status(100.0).events == ("Refused: x. (times: 3)", "Refused: y.", "Refused: x.")
    assert watch.status(100.0).sentences == ("The last one was refused: x.",)


def test_events_are_few() -> None:
    watch = watched()
    for number in range(500):
        watch.event(str(number))
    assert watch.status(0.0).events[-1] == "499"
    assert len(watch.status(0.0).events) == 50


def test_before_anything() -> None:
    watch = StreamWatch()
    assert watch.status(0.0).sentences == ("Not connected: there was no connection yet.",)
    watch.opened()
    assert watch.status(0.0).sentences == ("Nothing was received so far.",)


def test_the_rate_starts_anew_after_a_break() -> None:
    watch = watched((100.0, 100.0, 1), (100.1, 100.1, 2))
    watch.lost("the other end closed the connection")
    watch.opened()
    assert watch.status(100.2).rate is None


def test_a_stall_of_the_network_is_no_jump_of_the_clock() -> None:
    """One picture late by 0.8 s, those between left out, the next in time."""
    stalled = watched((100.0, 100.0, 1), (100.04, 100.04, 2), (100.88, 100.08, 3), (100.92, 100.92, 4))
    assert stalled.status(100.92).events == ()


def test_a_clock_that_runs_back() -> None:
    back = watched((100.0, 100.0, 1), (100.04, 100.04, 2), (100.08, 98.08, 3))
    assert back.status(100.08).events == ("The sender's time jumped back by 2.0 s.",)


def test_a_console_that_fell_silent() -> None:
    watch = watched((100.0, 100.0, 1), (104.0, 104.0, 2))
    watch.console = Console(-70.0, "freeze 1", 10.0, received=100.0)
    assert watch.status(102.0).sentences == ()
    assert watch.status(104.0).sentences == (
        "The cryo console has said nothing for 4.0 s: its temperature is old.",
    )
    watch.opened()
    assert watch.status(104.0).console is None
