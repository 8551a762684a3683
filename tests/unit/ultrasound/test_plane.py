"""The picture's plane lies where the case or the nerve says, upright, with the transducer on the skin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.errors import CaseError
from cryonerve.ultrasound import plane_of


@pytest.fixture(scope="module")
def child():
    case = cn.load("tibial-neuroma-child")
    return case, cn.build(case)


def test_a_block_is_seen_from_its_upper_face() -> None:
    case = cn.load("straight-probe-block")
    volume = cn.build(case)
    plane = plane_of(case, volume)
    assert plane.axial == pytest.approx([0.0, -1.0, 0.0])
    assert plane.origin[[0, 2]] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert plane.origin[1] == pytest.approx(volume.bounds[1, 1], abs=1e-3)


@pytest.mark.parametrize("view", ["along", "across"])
def test_without_a_plane_the_scanner_stands_on_the_skin_over_the_nerve(child, view) -> None:
    case, volume = child
    plane = plane_of(case, volume, view=view)
    axes = np.stack([plane.lateral, plane.axial, plane.elevation])
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-9)
    # right, down, towards the reader: not mirrored
    assert np.cross(plane.lateral, -plane.axial) == pytest.approx(plane.elevation)
    nerve = next(item for item in volume.nerves if item.treated)
    station = int(np.argmin(((nerve.points - np.asarray(case.probes[0].tip)) ** 2).sum(axis=1)))
    seen = plane.coordinates(nerve.points[station])
    assert seen[[0, 2]] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert 3e-3 < seen[1] < plane.depth
    tangent = np.gradient(nerve.points, axis=0)[station]
    along = abs(float(tangent @ plane.lateral)) / np.linalg.norm(tangent)
    assert along > 0.99 if view == "along" else along < 0.01
    for step, body in ((-0.5e-3, False), (0.5e-3, True)):
        place = np.append(plane.points(np.array(0.0), np.array(step)), 1.0)
        index = tuple(np.rint(np.linalg.inv(volume.affine) @ place)[:3].astype(int))
        assert bool(volume.labels[index]) is body


def test_the_plane_in_which_the_probe_lies_holds_its_shaft_and_the_way_to_the_skin(child) -> None:
    case, volume = child
    plane = plane_of(case, volume, view="in-plane")
    (probe, *_) = case.probes
    shaft = np.asarray(probe.tip) + np.linspace(0.0, 12e-3, 5)[:, None] * np.asarray(probe.axis)
    seen = plane.coordinates(shaft)
    assert seen[:, 2] == pytest.approx(0.0, abs=1e-9)
    assert seen[0, 0] == pytest.approx(0.0, abs=1e-9)
    assert np.all(np.diff(seen[:, 1]) < 0.0)  # it comes down from the skin
    across = plane_of(case, volume, view="across")
    assert abs(across.coordinates(shaft)[-1, 2] - across.coordinates(shaft)[0, 2]) > 1e-3


def test_a_probe_that_comes_straight_down_is_seen_in_the_plane_along_the_nerve(child) -> None:
    case, volume = child
    up = -plane_of(case, volume, view="in-plane").axial
    (first, *others) = case.probes
    down = replace(case, probes=(replace(first, axis=tuple(up.tolist())), *others))
    plane = plane_of(down, volume, view="in-plane")
    nerve = next(item for item in volume.nerves if item.treated)
    station = int(np.argmin(((nerve.points - np.asarray(first.tip)) ** 2).sum(axis=1)))
    tangent = np.gradient(nerve.points, axis=0)[station]
    assert abs(float(tangent @ plane.lateral)) / np.linalg.norm(tangent) > 0.99


def test_a_view_that_is_asked_for_comes_before_the_plane_of_the_case() -> None:
    case = cn.load("straight-probe-block")  # its plane lies across the shaft
    volume = cn.build(case)
    shaft = np.asarray(case.probes[0].axis)
    assert abs(float(plane_of(case, volume).lateral @ shaft)) < 1e-9
    assert abs(float(plane_of(case, volume, view="across").lateral @ shaft)) < 1e-9
    for view in ("along", "in-plane"):
        assert abs(float(plane_of(case, volume, view=view).lateral @ shaft)) == pytest.approx(1.0)


def test_coordinates_undo_points(child) -> None:
    plane = plane_of(*child)
    wanted = np.random.default_rng(1).normal(size=(20, 3)) * 0.01
    places = plane.points(wanted[:, 0], wanted[:, 1], wanted[:, 2])
    assert plane.coordinates(places) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("plane", "words"),
    [
        ({"through": (0, 0, 0), "normal": (0, 0, 1), "up": (0, 0, 2)}, "along 'normal'"),
        ({"through": (0, 1, 0), "normal": (0, 0, 1), "up": (0, 1, 0)}, "outside the body"),
        ({"through": (0, -0.02, 0), "normal": (0, 0, 1), "up": (0, 1, 0)}, "above the point"),
    ],
)
def test_a_plane_that_cannot_be_is_refused(plane, words) -> None:
    case = cn.load("straight-probe-block")
    with pytest.raises(CaseError, match=words):
        plane_of(replace(case, ultrasound={"plane": plane}), cn.build(case))


@pytest.mark.parametrize("shift", [3e-3, -4e-3])
def test_a_shifted_transducer_looks_at_the_nerve_further_along_and_is_not_turned(child, shift) -> None:
    case, volume = child
    plane, moved = (plane_of(case, volume, view="across", shift=item) for item in (0.0, shift))
    turned, beside = plane.apart(moved)
    assert turned == pytest.approx(0.0, abs=1e-6)
    assert beside == pytest.approx(abs(shift), rel=0.1)
    assert np.sign(moved.origin[2] - plane.origin[2]) == np.sign(shift)  # proximal is up
    nerve = next(item for item in volume.nerves if item.treated)
    seen = moved.coordinates(nerve.points)
    nearest = seen[int(np.argmin(np.abs(seen[:, 2])))]
    assert nearest[0] == pytest.approx(0.0, abs=0.3e-3)  # the nerve stays below the transducer's middle


def test_a_shift_that_can_do_nothing_is_refused(child) -> None:
    case, volume = child
    with pytest.raises(CaseError, match="it lies along the nerve"):
        plane_of(case, volume, view="along", shift=2e-3)
    with pytest.raises(CaseError, match="the nerve ends before"):
        plane_of(case, volume, view="across", shift=0.4)
    block = cn.load("straight-probe-block")
    with pytest.raises(CaseError, match="there is no treated nerve"):
        plane_of(block, cn.build(block), shift=1e-3)
