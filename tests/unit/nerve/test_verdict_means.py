"""What the case says is at hand: kept is ok, passed is a stop, and what cannot be checked says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.entry import entry_of
from cryonerve.case.case import EntryWindow, Means
from cryonerve.nerve.verdict_means import judge_means


@pytest.fixture(scope="module")
def child():
    case = cn.load("tibial-neuroma-child")
    return case, cn.build(case)


def found(child, **means):
    case, volume = child
    return list(judge_means(replace(case, means=Means(**means)), volume))


def test_nothing_is_said_where_nothing_is_limited(child) -> None:
    assert found(child) == []


@pytest.mark.parametrize(
    ("means", "level", "value"),
    [
        ({"within": 480.0}, "ok", 8.0),
        ({"within": 479.0}, "stop", 8.0),
        ({"probes": 2}, "ok", 2.0),
        ({"probes": 1}, "stop", 2.0),
        ({"placements": 2}, "ok", 2.0),
        ({"placements": 1}, "stop", 2.0),
    ],
)
def test_what_is_counted_is_held_against_what_is_allowed(child, means, level, value) -> None:
    (finding,) = found(child, **means)
    assert finding.level == level
    assert finding.value == pytest.approx(value)
    assert finding.source == "case"


def test_a_probe_that_is_moved_freezes_alone_in_two_places() -> None:
    case = cn.load("tibial-neuroma-child-moved")
    volume = cn.build(case)
    first, second = judge_means(replace(case, means=Means(probes=1, placements=1)), volume)
    assert (first.level, first.value) == ("ok", 1.0)
    assert (second.level, second.value) == ("stop", 2.0)


def test_a_device_that_is_not_at_hand_is_named_with_the_nearest_that_is(child) -> None:
    assert found(child, devices=("cryo-s-a13", "cryo-s-a20")) == []
    (finding,) = found(child, devices=("cryo-s-a20",))
    assert finding.level == "stop"
    assert "cryo-s-a13" in finding.reason
    assert "cryo-s-a20" in finding.reason


def test_a_shaft_passes_the_skin_where_the_body_ends(child) -> None:
    case, volume = child
    probe = case.probes[0]
    tip, axis = np.asarray(probe.tip), np.asarray(probe.axis)
    way = entry_of(volume, tip, axis)
    assert way is not None
    assert np.linalg.norm(np.cross(way.at - tip, axis)) < 1e-9
    assert way.normal[1] < -0.9  # the skin behind the leg
    assert 35.0 < way.steepness < 60.0
    upright = entry_of(volume, tip, way.normal)
    assert upright is not None
    assert upright.steepness > 75.0
    assert upright.length < way.length


def test_a_shaft_that_never_leaves_the_volume_has_no_entry(child) -> None:
    case, volume = child
    tip = np.asarray(case.probes[0].tip)
    assert entry_of(volume, tip, np.array([0.0, 0.0, 1.0])) is None
    assert entry_of(volume, np.array([0.0, -1.0, 0.0]), np.array([0.0, 0.0, 1.0])) is None
    upwards = replace(case, probes=tuple(replace(probe, axis=(0.0, 0.0, 1.0)) for probe in case.probes))
    levels = {item.level for item in found((upwards, volume), flattest=10.0)}
    assert levels == {"warn"}


def test_windows_and_angles(child) -> None:
    case, volume = child
    probe = case.probes[0]
    way = entry_of(volume, np.asarray(probe.tip), np.asarray(probe.axis))
    assert way is not None
    alone = (replace(case, probes=(probe,)), volume)
    here = EntryWindow("here", tuple((way.at + np.array([0.0, 0.0, 4e-3])).tolist()), 5e-3)
    far = EntryWindow("far", (0.1, 0.0, 0.0), 5e-3)
    (finding,) = found(alone, entry=(far, here))
    assert (finding.level, finding.value) == ("ok", pytest.approx(4.0))
    assert "'here'" in finding.about
    (finding,) = found(alone, entry=(far,))
    assert finding.level == "stop"
    assert "Turn the probe" in finding.reason
    angle = way.steepness
    levels = [item.level for item in found(alone, flattest=angle - 1, steepest=angle + 1)]
    assert levels == ["ok", "ok"]
    levels = [item.level for item in found(alone, flattest=angle + 1, steepest=angle + 2)]
    assert levels == ["stop", "ok"]
    levels = [item.level for item in found(alone, flattest=angle - 2, steepest=angle - 1)]
    assert levels == ["ok", "stop"]


def test_a_block_has_no_skin() -> None:
    case = cn.load("straight-probe-block")
    (finding,) = judge_means(replace(case, means=Means(flattest=10.0)), cn.build(case))
    assert finding.level == "note"
    assert "no skin" in finding.reason
