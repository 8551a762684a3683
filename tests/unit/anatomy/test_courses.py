from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy import build
from cryonerve.anatomy.courses import STATION, Tube, arc_length, curvature, frames, resample
from cryonerve.anatomy.places import course_remarks
from tests.unit.anatomy.people import stump

RING = np.linspace(0.0, 1.5 * np.pi, 400)
BEND = 20e-3 * np.stack([np.cos(RING), np.sin(RING), 0.0 * RING], axis=1)


def test_resample_keeps_ends_and_evens_stations():
    line = resample(BEND)
    assert line[0] == pytest.approx(BEND[0])
    assert line[-1] == pytest.approx(BEND[-1])
    step = np.linalg.norm(np.diff(line, axis=0), axis=1)
    assert step.max() / step.min() < 1.001
    assert step.mean() == pytest.approx(STATION, rel=0.01)


def test_arc_of_a_ring():
    assert arc_length(BEND)[-1] == pytest.approx(1.5 * np.pi * 20e-3, rel=1e-4)


def test_frames_are_orthonormal_right_handed_and_do_not_twist():
    helix = np.stack([5e-3 * np.cos(RING), 5e-3 * np.sin(RING), 8e-3 * RING], axis=1)
    across = frames(helix)
    tangent = np.gradient(helix, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    assert np.einsum("nad,nd->na", across, tangent) == pytest.approx(0.0, abs=1e-12)
    assert np.cross(across[:, 0], across[:, 1]) == pytest.approx(tangent, abs=1e-12)
    turned = np.arccos(np.clip((across[1:, 0] * across[:-1, 0]).sum(axis=1), -1, 1))
    bent = np.arccos(np.clip((tangent[1:] * tangent[:-1]).sum(axis=1), -1, 1))
    assert (turned <= bent + 1e-6).all()


def test_frames_of_a_curve_along_x_do_not_divide_by_zero():
    line = np.linspace(0, 1e-2, 20)[:, None] * np.array([1.0, 0.0, 0.0])
    assert np.isfinite(frames(line)).all()


def test_round_tube_distance_is_exact_around_a_bend():
    tube = Tube(resample(BEND, 0.2e-3), np.full((len(resample(BEND, 0.2e-3)), 2), 2e-3))
    rng = np.random.default_rng(0)
    angle = rng.uniform(0.3, 1.3 * np.pi, 300)
    out, up = rng.uniform(-6e-3, 6e-3, 300), rng.uniform(-6e-3, 6e-3, 300)
    points = np.stack([(20e-3 + out) * np.cos(angle), (20e-3 + out) * np.sin(angle), up], axis=1)
    assert tube.distance(points) == pytest.approx(np.hypot(out, up) - 2e-3, abs=3e-6)
    assert (points[tube.distance(points) < 0] >= tube.bounds[0]).all()


def test_elliptic_tube_has_its_semi_axes():
    line = np.stack([np.zeros(50), np.zeros(50), np.linspace(0, 25e-3, 50)], axis=1)
    across = frames(line)
    tube = Tube(line, np.tile([3e-3, 2e-3], (50, 1)), across)
    middle = line[25]
    for way, reach in ((across[25, 0], 3e-3), (across[25, 1], 2e-3)):
        points = middle + np.array([[reach - 1e-4], [reach], [reach + 1e-4]]) * way
        assert tube.distance(points) == pytest.approx([-1e-4, 0.0, 1e-4], abs=5e-6)


def test_curvature_of_a_helix_is_its_closed_form():
    turn, radius, pitch = np.linspace(0.0, 6.0, 400), 10e-3, 4e-3
    helix = np.stack([radius * np.cos(turn), radius * np.sin(turn), pitch * turn], axis=1)
    found = curvature(helix, arc_length(helix))
    np.testing.assert_allclose(found, radius / (radius**2 + pitch**2), rtol=0.01)


def test_a_straight_nerve_has_none_and_a_corner_much():
    line = np.stack([0 * np.arange(40.0), 0 * np.arange(40.0), 0.5e-3 * np.arange(40.0)], axis=1)
    assert curvature(line, arc_length(line)).max() < 1e-6
    line[20:, 0] = 0.5e-3 * np.arange(20)
    line[20:, 2] = line[19, 2]
    assert curvature(line, arc_length(line)).max() > 1.0 / 2e-3


def test_sharp_bends_and_nerves_that_leave_the_volume_are_said():
    volume = build(stump())
    assert not course_remarks(volume)
    nerve = volume.nerves[0]
    points = nerve.points.copy()
    points[40:, 0] += np.arange(len(points) - 40) * 1.5e-3
    sharp = replace(
        nerve, points=points, arc=arc_length(points), semi_axes=np.full_like(nerve.semi_axes, 9e-3)
    )
    said = " ".join(course_remarks(replace(volume, nerves=(sharp,))))
    assert "tibial nerve: it bends with a radius of" in said
    assert "lie outside of the volume" in said
