"""The image plane cut out of a case: sharp structures, temperatures of the solver, ice that was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.coverage import structure_at
from cryonerve.bioheat.sampling import sample_field
from cryonerve.errors import CaseError
from cryonerve.ultrasound import PROBE, ImagePlane, acoustic_map, plane_of, scene_of
from tests import synthetic

FREQUENCY = 12e6


@pytest.fixture(scope="module")
def run():
    return synthetic.synthetic_run()


@pytest.fixture(scope="module")
def plane(run):
    return plane_of(run.case, run.volume, view="across")


@pytest.fixture(scope="module")
def scene(run, plane):
    return scene_of(run.freezing, run.volume, run.case, plane, frequency=FREQUENCY, spacing=0.25e-3)


def points(found):
    return found.plane.points(found.lateral[None, :], found.axial[:, None]).reshape(-1, 3)


def test_temperature_is_what_the_solver_has_there(run, scene) -> None:
    found = scene.at(float(run.freezing.times[2]))
    wanted = sample_field(run.freezing, run.freezing.temperature[2], points(found))
    assert found.temperature.ravel() == pytest.approx(wanted, abs=1e-3)


def test_between_frames_temperature_runs_linearly(run, scene) -> None:
    first, second = (float(t) for t in run.freezing.times[3:5])
    one, other, middle = (scene.at(t).temperature for t in (first, second, 0.25 * first + 0.75 * second))
    assert middle == pytest.approx(0.25 * one + 0.75 * other, abs=1e-3)


def test_before_the_first_and_after_the_last_frame_that_frame_stands(run, scene) -> None:
    assert np.array_equal(scene.at(-5.0).speed, scene.at(0.0).speed)
    last = float(run.freezing.times[-1])
    assert np.array_equal(scene.at(last + 100.0).speed, scene.at(last).speed)


def test_what_froze_and_thawed_stays_darker_and_what_will_freeze_is_not_yet(run, scene) -> None:
    start, end = scene.at(0.0), scene.at(float(run.freezing.times[-1]))
    coldest = np.min([scene.at(float(t)).temperature for t in run.freezing.times], axis=0)
    tissue = (end.label > 0) & (end.temperature > 0.0)
    once = tissue & (coldest < -3.0)
    never = tissue & (coldest > 0.5)
    assert once.sum() > 20
    assert never.sum() > 1000
    assert np.all(end.backscatter[once] < start.backscatter[once])
    assert np.array_equal(end.backscatter[never], start.backscatter[never])
    assert np.all(start.ice == 0.0)


def test_labels_of_a_drawn_body_follow_its_shapes_not_its_voxels() -> None:
    case = cn.load("tibial-neuroma-child")
    volume = cn.build(case)
    view = plane_of(case, volume, view="across")
    found = acoustic_map(None, volume, case, view, time=0.0, frequency=FREQUENCY)
    shape = volume.shapes[-1]
    inside = (shape.distance(points(found)) < 0.0) & (found.label.ravel() != PROBE)
    assert inside.sum() > 10
    assert np.all(found.label.ravel()[inside] == shape.label)
    assert found.label[-1, found.label.shape[1] // 2] > 0
    assert found.label[0, 0] == 0  # the limb is round: gel in the corner


def test_a_nerve_is_a_honeycomb_of_dark_fascicles_in_bright_epineurium() -> None:
    case = cn.load("tibial-neuroma-child")
    volume = cn.build(case)
    nerve = next(item for item in volume.nerves if item.treated)
    station = int(np.flatnonzero(~nerve.neuroma)[len(nerve.points) // 4])
    tangent = np.cross(*nerve.across[station])
    up = nerve.across[station, 1]
    view = ImagePlane(nerve.points[station] + 3e-3 * up, np.cross(up, tangent), -up, 6e-3)
    found = acoustic_map(None, volume, case, view, time=0.0, frequency=FREQUENCY, spacing=0.05e-3, width=6e-3)
    places = points(found)
    offsets = (places - nerve.points[station]) @ nerve.across[station].T
    away = np.linalg.norm(offsets[:, None] - nerve.fascicle_offsets[station], axis=2)
    radii = nerve.fascicle_radii[station]
    structure = next(item for item in volume.structures if item.kind == "nerve" and nerve.name in item.name)
    own = found.label.ravel() == structure.label
    bright = own & (away > radii + 0.05e-3).all(axis=1)
    dark = own & (away < radii - 0.05e-3).any(axis=1)
    assert bright.sum() > 30
    assert dark.sum() > 30
    assert found.backscatter.ravel()[bright].min() > 3.0 * found.backscatter.ravel()[dark].max()


def test_labels_of_a_scan_are_those_of_the_nearest_voxel() -> None:
    case = cn.load("straight-probe-block")
    volume = cn.build(case)
    marked = volume.labels.copy()
    marked[3, 4, 5] = 7
    scan = replace(volume, labels=marked, shapes=())
    centre = (volume.affine @ np.array([3.0, 4.0, 5.0, 1.0]))[:3]
    width = float(volume.affine[0, 0])
    places = np.array([centre, centre + 0.45 * width, centre + 0.55 * width, centre + 1.0])
    assert structure_at(scan, places).tolist() == [7, 7, 1, 0]


def test_the_probe_lies_where_the_case_puts_it(run, scene) -> None:
    probe = run.case.probes[0]
    found = scene.at(0.0)
    away = points(found) - np.asarray(probe.tip)
    along = away @ np.asarray(probe.axis)
    across = np.linalg.norm(away - along[:, None] * np.asarray(probe.axis), axis=1)
    radius = 0.5 * run.case.device_of(probe).diameter.value
    assert np.array_equal(found.label.ravel() == PROBE, (along >= 0.0) & (across <= radius))
    assert (found.label == PROBE).any()
    assert np.all(found.speed[found.label == PROBE] > 5000.0)


@pytest.mark.parametrize("wrong", [{"spacing": 0.0}, {"width": -1.0}, {"frequency": 0.0}])
def test_a_picture_without_size_is_refused(run, plane, wrong) -> None:
    with pytest.raises(CaseError, match="above zero"):
        scene_of(None, run.volume, run.case, plane, **{"frequency": FREQUENCY, **wrong})
