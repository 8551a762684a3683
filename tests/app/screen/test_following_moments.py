"""What the page is told of a moment: steps with their time left, pieces of a line, what is not known."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import synthetic
from cryonerve.app.screen.following_moments import Teller, steps_of
from cryonerve.case.protocol import Freeze, Thaw
from cryonerve.ultrasound.live_alarms import Alarm
from cryonerve.ultrasound.live_follower import Follower
from cryonerve.ultrasound.live_following import Moment
from cryonerve.ultrasound.stream_pictures import LiveFrame
from cryonerve.ultrasound.stream_watch import StreamWatch
from tests.unit.ultrasound.ensemble import CENTRE, grown_ice, written_members


@pytest.fixture(scope="module")
def glances():
    """Glances at ice that grows, and at a picture whose time nobody knows."""
    clip, follower = grown_ice(), Follower(written_members(), probe_radius=0.7e-3)
    seen = [
        follower.see(replace(clip, pixels=clip.pixels[n : n + 1], times=clip.times[n : n + 1]))
        for n in range(0, 31, 5)
    ]
    lost = follower.see(replace(clip, pixels=clip.pixels[31:32], times=np.array([math.nan])))
    return seen, lost


def moment(glance: Any, **more: Any) -> Moment:
    clip = grown_ice()
    frame = LiveFrame(clip.pixels[30], 5, 1.0, 1.0, clip.spacing, "The scale was given by hand.", True)
    told: dict[str, Any] = {
        "new": True, "frame": frame, "glance": glance, "phase": "freeze 1", "phase_from": "console",
        "temperature": -80.0, "clock": "the cryo console's", "stream": StreamWatch().status(1.0),
        "alarms": (), "begun": (), "ended": (), "happened": (),
        "skipped": 0, "tracked": 6, "took": {}, "elapsed": 9.0,
    }  # fmt: skip
    return Moment(**(told | more))


def teller() -> Teller:
    return Teller(synthetic.synthetic_case(), written_members())


def test_a_whole_moment(glances) -> None:
    seen, _ = glances
    said = teller().tell(moment(seen[-1]))
    json.dumps(said, allow_nan=False)
    glance = seen[-1]
    assert said["time_s"] == glance.time == 90.0
    assert said["step"] == {
        "name": "freeze 1", "says": "console", "left_s": 30.0, "next": "Thaw for 2 min",
        "sentence": "Freeze at −80 °C for 2 min", "kind": "freeze",
    }  # fmt: skip
    across, down = said["picture"]["pixel_mm"]
    rows, columns = grown_ice().shape
    assert said["picture"]["size"] == [columns, rows]
    assert said["picture"]["corner_mm"][0] == pytest.approx(-0.5 * across * (columns - 1))
    assert said["picture"]["corner_mm"][1] == pytest.approx(1e3 * grown_ice().corner[0])
    assert down == pytest.approx(1e3 * grown_ice().spacing[0])
    points = np.array([point for piece in said["front"] for point in piece])
    np.testing.assert_allclose(points, 1e3 * glance.front.points[-1][glance.front.visible[-1]], atol=1e-3)
    np.testing.assert_allclose(said["cold_mm"]["middle"], 1e3 * glance.cold.middle, atol=1e-3)
    assert said["centre_mm"] == [1e3 * part for part in CENTRE]
    coverage = said["coverage"]
    assert coverage["final"][1] >= coverage["now"][1] > 0.5
    assert coverage["now_text"].startswith(f"{100 * coverage['now'][1]:.0f} % (")
    assert said["edge_seen_s"] > 60.0


@pytest.mark.parametrize("region", [None, (40, 30, 150, 180)])
def test_a_whole_picture_is_placed_as_the_part_that_is_looked_at(glances, region) -> None:
    """The region's first pixel lies where tracking had it; what is above it and left of it lies there."""
    seen, _ = glances
    glance = replace(seen[-1], corner=(2e-3, -5e-3))
    down, across = (1e3 * item for item in grown_ice().spacing)
    top, left = (0, 0) if region is None else region[:2]
    said = Teller(synthetic.synthetic_case(), written_members(), region).tell(moment(glance))["picture"]
    assert said["corner_mm"] == pytest.approx([-5.0 - left * across, 2.0 - top * down])
    columns = said["size"][0] if region is None else region[3] - region[1]
    assert said["moved_mm"] == pytest.approx([-5.0 + 0.5 * across * (columns - 1), 2.0], abs=1e-3)


def test_a_region_beyond_the_picture_leaves_it_where_it_was(glances) -> None:
    seen, _ = glances
    said = Teller(synthetic.synthetic_case(), written_members(), (0, 0, 4000, 4000)).tell(moment(seen[-1]))
    assert said["picture"]["corner_mm"] == teller().tell(moment(None))["picture"]["corner_mm"]


def test_coverage_only_grows_and_its_forecast_becomes_surer(glances) -> None:
    seen, _ = glances
    told = [teller().tell(moment(glance))["coverage"] for glance in seen]
    middles = [item["now"][1] for item in told]
    assert middles == sorted(middles)
    widths = [item["final"][2] - item["final"][0] for item in told]
    assert widths[-1] <= widths[0]


def test_without_a_clock_nothing_is_inferred_and_the_edge_is_shown(glances) -> None:
    _, lost = glances
    said = teller().tell(moment(lost, phase=""))
    json.dumps(said, allow_nan=False)
    assert said["time_s"] is None
    assert len(said["front"]) > 0
    assert "cold_mm" not in said
    assert "coverage" not in said
    assert said["step"]["left_s"] is None


def test_without_a_scale_there_is_a_picture_and_nothing_else() -> None:
    frame = LiveFrame(grown_ice().pixels[3], 1, 1.0, 1.0, None, "the stream gives no scale")
    said = teller().tell(moment(None, frame=frame, phase="freeze 1"))
    assert said["picture"]["pixel_mm"] is None
    assert said["picture"]["scale"] == "the stream gives no scale"
    assert "front" not in said


@pytest.mark.parametrize(
    ("name", "time", "left", "following"),
    [
        ("freeze 1", 0.0, 120.0, "Thaw for 2 min"),
        ("freeze 1", 119.9, 0.1, "Thaw for 2 min"),
        ("freeze 1", 120.5, 0.0, "Thaw for 2 min"),  # the console is half a second behind
        ("freeze 1", 140.0, None, "Thaw for 2 min"),  # it does not keep to the protocol
        ("Freeze 2", 250.0, 110.0, "Thaw for 2 min"),
        ("thaw 2", 470.0, 10.0, None),
        ("ready", 0.0, None, None),
        ("end", 500.0, None, None),
        ("defrosting", 10.0, None, None),
    ],
)
def test_time_left_of_a_step(name, time, left, following) -> None:
    said = teller()._step(SimpleNamespace(phase=name, phase_from="console", time=time))  # type: ignore[arg-type]
    assert said["left_s"] == (None if left is None else pytest.approx(left, abs=0.06))
    assert said["next"] == following


def test_what_follows_a_thaw_until_a_temperature_begins_nobody_knows_when() -> None:
    protocol = (Freeze(-80.0, 60.0), Thaw(300.0, 10.0), Freeze(-80.0, 60.0))
    case = replace(synthetic.synthetic_case(), protocol=protocol)
    steps = [(step["name"], step["begin_s"], step["end_s"]) for step in steps_of(case)]
    assert steps == [("freeze 1", 0.0, 60.0), ("thaw 1", 60.0, None), ("freeze 2", None, None)]
    said = Teller(case, written_members())._step(
        SimpleNamespace(phase="freeze 2", phase_from="console", time=100.0)  # type: ignore[arg-type]
    )
    assert said["left_s"] is None


def test_alarms_are_told_in_the_words_of_the_page(glances) -> None:
    seen, _ = glances
    alarm = Alarm("over", "It ended at 480 s, -20 degC.", "End following: Ctrl-C.", 481.0, 3.0)
    said = teller().tell(moment(seen[-1], alarms=(alarm,)))["alarms"]
    assert said == [
        {
            "kind": "over",
            "sentence": "It ended at 480 s, −20 °C.",
            "remedy": "Press Stop.",
            "time_s": 481.0,
            "began_s": 3.0,
        }
    ]
