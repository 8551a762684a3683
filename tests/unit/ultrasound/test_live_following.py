"""Following live over real sockets: the same result as from a clip, and what is said of a stream gone wrong.

No test asks how long something takes: each waits, with generous patience, for what must come.
"""

from __future__ import annotations

import json
import math
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

import synthetic
from cryonerve.errors import ClipError
from cryonerve.ultrasound import Frames, follow, track
from cryonerve.ultrasound.live import IMAGE, RANGE_KEY, Receiver
from cryonerve.ultrasound.live_follower import Follower
from cryonerve.ultrasound.live_following import Moment, following_live
from cryonerve.ultrasound.openigtlink import picture, receive, text, transform
from cryonerve.ultrasound.publishing import DOSE, FRONT, ISOTHERM, Publisher
from cryonerve.ultrasound.simulated_scanner import Pace, ScannerStream
from cryonerve.ultrasound.stream_console import CONSOLE, ProcedureClock
from cryonerve.ultrasound.stream_pictures import image_matrix

from .ensemble import CENTRE, grown_ice, written_members
from .test_publishing import polydata

PATIENCE = 60.0  # s; what is waited for comes within one or two
PROBE = 0.7e-3


def follower(**options) -> Follower:
    return Follower(written_members(), probe_radius=PROBE, **options)


def until(moments, asked) -> Moment:
    """The first moment for which `asked` is True."""
    begun = time.monotonic()
    for moment in moments:
        if asked(moment):
            return moment
        assert time.monotonic() - begun < PATIENCE, f"never came: {moment.alarms} {moment.stream.sentences}"
    raise AssertionError("following ended")


def sender(clip: Frames, publisher: Publisher):
    """Sends one picture of a clip with its time, as a scanner and a console do."""
    metadata = {RANGE_KEY: clip.settings["dynamic range"]} if "dynamic range" in clip.settings else {}
    metadata["Simulated"] = "true"

    def send(number: int, procedure: float | None = None, **console) -> None:
        stamp, at = time.time(), float(clip.times[number]) if procedure is None else procedure
        told = {"temperature_degC": -80.0, "phase": "freeze 1", "procedure_s": at} | console
        publisher.send(text(CONSOLE, told, stamp=stamp))
        matrix = image_matrix(clip.spacing, clip.corner, None)
        publisher.send(picture(IMAGE, clip.pixels[number], matrix, stamp=stamp, metadata=metadata))

    return send


@contextmanager
def connected():
    """A server and a receiver of it."""
    with Publisher() as publisher, Receiver("127.0.0.1", publisher.port) as receiver:
        assert publisher.wait_for_client(PATIENCE)
        yield publisher, receiver


@contextmanager
def scanner(**pace):
    """A scanner that streams ice twenty times as fast as it grows, and a receiver of it."""
    stopping = threading.Event()
    with connected() as (publisher, receiver):
        stream = ScannerStream(
            grown_ice(), publisher, case=synthetic.synthetic_case(),
            pace=Pace(**{"rate": 10.0, "speed": 10.0} | pace),
        )  # fmt: skip
        thread = threading.Thread(target=stream.run, kwargs={"cancel": stopping.is_set})
        thread.start()
        try:
            yield receiver
        finally:
            stopping.set()
            thread.join()


def alarmed(kind: str):
    return lambda moment: any(item.kind == kind for item in moment.alarms)


def test_a_stream_gives_what_the_clip_of_the_same_pictures_gives() -> None:
    clip, members, mine = grown_ice(), written_members(), follower()
    with connected() as (publisher, receiver):
        send = sender(clip, publisher)
        moments = following_live(receiver, mine, synthetic.synthetic_case())
        for number in range(len(clip.times)):
            send(number)
            moment = until(moments, lambda now: now.new)
            assert moment.time == clip.times[number]
    live, _ = mine.finish()
    front = track(clip, centre=CENTRE, probe_radius=PROBE, known_ice=True, freezing_from=0.0)
    filed = follow(front, members)
    assert np.array_equal(live.times, filed.times)
    for name in ("edge", "cold", "covered"):
        for part in ("low", "middle", "high"):
            np.testing.assert_array_equal(
                getattr(getattr(live, name), part), getattr(getattr(filed, name), part)
            )
    assert live.reach == filed.reach
    assert live.innovations == filed.innovations
    assert live.parameters == filed.parameters
    # and that is no comparison of nothing with nothing
    assert sum(item is not None for item in live.innovations) > 15
    assert not live.disagrees.any()
    assert 0.5 < live.covered.middle[-1] <= 1.0


def test_what_a_moment_says() -> None:
    with scanner() as receiver:
        moments = following_live(receiver, follower(), synthetic.synthetic_case())
        moment = until(moments, lambda now: now.glance is not None and now.glance.looks >= 12)
    glance = moment.glance
    assert moment.phase == "freeze 1"
    assert moment.phase_from == "console"
    assert moment.stream.latency is not None
    assert moment.stream.age is not None
    truth = 0.48e-3 * math.sqrt(glance.time)
    assert np.nanmean(glance.edge.low) < truth < np.nanmean(glance.edge.high)
    assert 0.0 < float(glance.covered.middle) <= 1.0
    assert glance.reach.low < glance.reach.middle < glance.reach.high
    assert {"follow", "publish", "answer"} <= set(moment.took)


@contextmanager
def client_of(publisher: Publisher):
    """What a client of a publisher has got last, by name; pyigtl's own reads no POLYDATA."""
    got: dict[str, tuple[str, bytes]] = {}
    stopping = threading.Event()
    with socket.create_connection(("127.0.0.1", publisher.port), timeout=0.2) as connection:

        def listen() -> None:
            while not stopping.is_set():
                arrived = receive(connection, PATIENCE)
                if arrived is not None:
                    got[arrived[0].device] = (arrived[0].kind, bytes(arrived[1]))

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield got
        finally:
            stopping.set()
            thread.join()


def test_front_isotherm_and_dose_are_published() -> None:
    with Publisher() as publisher, client_of(publisher) as got, scanner() as receiver:
        assert publisher.wait_for_client(PATIENCE)
        moments = following_live(receiver, follower(), synthetic.synthetic_case(), publisher=publisher)
        until(
            moments,
            lambda now: now.glance is not None and now.glance.looks >= 12 and now.glance.used
            and {FRONT, ISOTHERM, DOSE} <= set(got) and len(polydata(got[FRONT][1])[0]) > 20,
        )  # fmt: skip
    plane = written_members().plane
    lateral, depth, beside = plane.coordinates(1e-3 * np.array(polydata(got[FRONT][1])[0])).T
    away = np.hypot(lateral - CENTRE[0], depth - CENTRE[1])
    assert np.abs(beside).max() < 1e-6
    assert 1e-3 < away.min() < away.max() < 8e-3
    points, lines = polydata(got[ISOTHERM][1])
    lateral, depth, _ = plane.coordinates(1e-3 * np.array(points)).T
    radius = np.hypot(lateral - CENTRE[0], depth - CENTRE[1])
    inner, middle, outer = (radius[list(line)] for line in lines)
    assert np.all(inner <= middle + 1e-7)
    assert np.all(middle <= outer + 1e-7)
    assert inner[0] == inner[-1]  # closed
    dose = json.loads(got[DOSE][1][4:])
    assert dose["format"] == "cryonerve.dose/1"
    assert dose["covered_share"][0] <= dose["covered_share"][1] <= dose["covered_share"][2]
    assert dose["simulated"] is True
    assert "not a prognosis" in dose["remark"]


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        ("stop", "stopped", "No picture for"),
        ("freeze", "frozen", "The same picture has come for"),
    ],
)
def test_a_fault_becomes_one_alarm(fault, kind, said) -> None:
    with scanner(fault=fault, fault_after=1.0) as receiver:
        begun = []
        moments = following_live(receiver, follower(), synthetic.synthetic_case())
        moment = until(moments, lambda now: begun.extend(now.begun) or alarmed(kind)(now))
        again = until(moments, lambda now: begun.extend(now.begun) or now.elapsed > moment.elapsed + 3.0)
    (alarm,) = [item for item in again.alarms if item.kind == kind]
    assert said in alarm.sentence
    assert alarm.remedy
    assert [item.kind for item in begun].count(kind) == 1


def test_a_jump_of_the_senders_time_is_said_and_the_procedure_goes_on() -> None:
    with scanner(fault="jump", fault_after=1.0) as receiver:
        moments = following_live(receiver, follower(), synthetic.synthetic_case())
        jumped = until(moments, lambda now: any("jumped ahead" in item for item in now.happened))
        later = until(moments, lambda now: now.glance.looks > jumped.glance.looks + 2)
    assert later.time > jumped.time
    assert not math.isfinite(later.glance.disagrees_since)


def test_another_size_begins_tracking_anew_and_keeps_what_was_learnt() -> None:
    with scanner(fault="resize", fault_after=2.0) as receiver:
        moments = following_live(receiver, follower(), synthetic.synthetic_case())
        changed = until(moments, lambda now: any("size changed" in item for item in now.happened))
        later = until(moments, lambda now: now.glance.looks > changed.glance.looks + 3 and now.glance.used)
    assert later.frame.pixels.shape[0] < 300
    assert later.glance.looks > 3
    assert not math.isfinite(later.glance.disagrees_since)


@pytest.mark.parametrize("fault", ["garbage", "hang-up"])
def test_a_broken_connection_is_made_anew(fault) -> None:
    with scanner(fault=fault, fault_after=1.0) as receiver:
        moments = following_live(receiver, follower(), synthetic.synthetic_case())
        lost = until(moments, lambda now: any("Connection lost" in item for item in now.happened))
        later = until(
            moments, lambda now: now.stream.connections == 2 and now.glance.looks > lost.glance.looks + 2
        )
    assert later.stream.connected
    assert later.glance.looks > 2


def test_a_server_that_dies_and_comes_back() -> None:
    clip, mine = grown_ice(), follower()
    with connected() as (publisher, receiver):
        send = sender(clip, publisher)
        moments = following_live(receiver, mine, synthetic.synthetic_case())
        for number in range(8):
            send(number)
            until(moments, lambda now: now.new)
        port = publisher.port
        publisher.close()
        dead = until(moments, alarmed("connection"))
        assert any("Not connected" in item.sentence for item in dead.alarms)
        with Publisher(port=port) as born_again:
            assert born_again.wait_for_client(PATIENCE)
            send, ended = sender(clip, born_again), []
            for number in range(8, 12):
                send(number)
                moment = until(moments, lambda now: ended.extend(now.ended) or now.new)
            assert moment.time == clip.times[11]
            until(moments, lambda now: ended.extend(now.ended) or not alarmed("connection")(now))
    (over,) = [item for item in ended if item.kind == "connection"]
    assert over.lasted is not None
    assert len(mine.finish()[0].times) >= 4


def test_the_asked_device_is_missing() -> None:
    clip = grown_ice()
    with Publisher() as publisher, Receiver("127.0.0.1", publisher.port, device="Image_Probe") as receiver:
        assert publisher.wait_for_client(PATIENCE)
        moments = following_live(receiver, follower(), synthetic.synthetic_case())
        sender(clip, publisher)(0)
        moment = until(moments, lambda now: alarmed("no picture")(now) and IMAGE in str(now.stream.sentences))
    (alarm,) = [item for item in moment.alarms if item.kind == "no picture"]
    assert f"Seen: {CONSOLE} (STRING), {IMAGE} (IMAGE)" in alarm.sentence
    assert "--device" in alarm.remedy
    assert moment.glance is None


def test_without_a_clock_nothing_is_inferred_and_that_is_said() -> None:
    clip = grown_ice()
    with connected() as (publisher, receiver):
        moments = following_live(receiver, mine := follower(), synthetic.synthetic_case())
        send = sender(clip, publisher)
        moment = None
        begun = time.monotonic()
        while moment is None or not alarmed("no clock")(moment):
            send(5, procedure_s=None)
            moment = until(moments, lambda now: now.new)
            assert time.monotonic() - begun < PATIENCE
    assert math.isnan(moment.time)
    assert mine.finish() is None


def test_a_clock_begun_by_hand() -> None:
    clip = grown_ice()
    with connected() as (publisher, receiver):
        clock = ProcedureClock(starts_at=30.0)
        moments = following_live(receiver, follower(), synthetic.synthetic_case(), clock=clock)
        send = sender(clip, publisher)
        send(10)
        first = until(moments, lambda now: now.new)
        send(11)
        second = until(moments, lambda now: now.new)
    assert first.time == 30.0
    assert second.time == pytest.approx(30.0 + second.frame.received - first.frame.received)


def test_a_clock_that_runs_back_holds_the_weighing() -> None:
    clip, mine = grown_ice(), follower()
    with connected() as (publisher, receiver):
        moments = following_live(receiver, mine, synthetic.synthetic_case())
        send = sender(clip, publisher)
        for number in range(10):
            send(number)
            until(moments, lambda now: now.new)
        moment, begun = None, time.monotonic()
        while moment is None or not alarmed("clock")(moment):
            send(12, procedure=3.0)
            moment = until(moments, lambda now: now.new)
            assert time.monotonic() - begun < PATIENCE
    assert "went back from 27 to 3 s" in str(moment.alarms)
    assert mine.finish()[0].times[-1] == clip.times[9]


def test_a_picture_of_another_world_raises_the_alarm() -> None:
    clip = replace(grown_ice(), times=0.15 * grown_ice().times)  # ice that grows seven times as fast
    with connected() as (publisher, receiver):
        moments = following_live(receiver, follower(), synthetic.synthetic_case())
        send, moment = sender(clip, publisher), None
        for number in range(len(clip.times)):
            send(number)
            moment = until(moments, lambda now: now.new)
        begun = time.monotonic()
        while not alarmed("disagreement")(moment):
            send(len(clip.times) - 1, procedure=30.0 + time.monotonic() - begun)
            moment = until(moments, lambda now: now.new)
            assert time.monotonic() - begun < PATIENCE
    assert "DISAGREES" in moment.alarms[0].sentence


def test_a_transducer_that_was_moved() -> None:
    clip, pose = grown_ice(), np.eye(4)
    with connected() as (publisher, receiver):
        moments = following_live(receiver, follower(), synthetic.synthetic_case())
        send = sender(clip, publisher)
        moment, number, begun = None, 0, time.monotonic()
        while moment is None or not alarmed("transducer moved")(moment):
            pose[0, 3] = 0.0 if number < 2 else 5.0
            publisher.send(transform("ProbeToTracker", pose))
            send(min(number, 20), procedure=0.1 * number)
            moment = until(moments, lambda now: now.new)
            number += 1
            assert time.monotonic() - begun < PATIENCE
    assert "The transducer is 5.0 mm from where it was" in str(moment.alarms)


def test_a_shaft_elsewhere_in_the_picture_is_laid_onto_the_cases() -> None:
    clip = grown_ice()
    moved = replace(clip, corner=(clip.corner[0], clip.corner[1] + 3e-3))
    shown = []
    for pictures, options in ((clip, {}), (moved, {"at": (CENTRE[0] + 3e-3, CENTRE[1])})):
        mine = follower(**options)
        for number in range(20):
            one = replace(
                pictures,
                pixels=pictures.pixels[number : number + 1],
                times=pictures.times[number : number + 1],
            )
            mine.see(one)
        shown.append(mine.finish()[0].edge.middle)
    np.testing.assert_allclose(*shown, atol=1e-9)


def test_a_shaft_outside_of_the_picture_is_refused() -> None:
    with pytest.raises(ClipError, match="outside"):
        follower(at=(0.1, 0.014)).see(replace(grown_ice(), pixels=grown_ice().pixels[:1], times=np.zeros(1)))
