"""Gap between a probe and a nerve against closed forms and against plain sampling of both bodies."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.nerve.closeness import gap_between
from tests.unit.nerve.straight import course

RADIUS = 0.75e-3
WIDE, FLAT = 3e-3, 1e-3
NERVE = course(semi_axes=np.tile([WIDE, FLAT], (41, 1)))  # along z, from 0 to 20 mm
X, Y, Z = np.eye(3)


def probe(tip, axis, radius=RADIUS):
    axis = np.asarray(axis, float)
    return Placement(np.asarray(tip, float), axis / np.linalg.norm(axis), radius, 5e-3)


@pytest.mark.parametrize(
    ("tip", "axis", "width"),
    [
        ((6e-3, 0, 5e-3), Z, 3e-3 - RADIUS),  # beside the narrow edge
        ((0, 6e-3, 5e-3), Z, 5e-3 - RADIUS),  # above the flat side
        ((0, 2e-3, 9.8e-3), Y, 1e-3),  # a flat tip before the flat side, between two stations
        ((0.4e-3, 2e-3, 9.8e-3), Y, 1e-3),
        ((-9e-3, 3e-3, 9.8e-3), X, 2e-3 - RADIUS),  # the shaft passes over the nerve
        ((0, 0, 24e-3), Z, 4e-3),  # beyond the end
        ((0, 5e-3, -3e-3), -Z, np.hypot(4e-3 - RADIUS, 3e-3)),  # the handle points away
    ],
)
def test_gap_of_simple_places(tip, axis, width):
    found = gap_between(NERVE, probe(tip, axis))
    assert found.width == pytest.approx(width, abs=3e-6)
    assert np.linalg.norm(found.on_nerve - found.on_probe) == pytest.approx(width, abs=3e-6)


def test_the_nearest_point_of_an_ellipse_is_not_the_one_towards_its_middle():
    place = np.array([4e-3, 3e-3, 0.0])
    angle = np.linspace(0.0, 2 * np.pi, 200_001)
    true = np.hypot(WIDE * np.cos(angle) - place[0], FLAT * np.sin(angle) - place[1]).min() - RADIUS
    towards_middle = 5e-3 - 1.0 / np.hypot(0.8 / WIDE, 0.6 / FLAT) - RADIUS
    assert gap_between(NERVE, probe(place, Z)).width == pytest.approx(true, abs=1e-6)
    assert towards_middle - true > 0.2e-3


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_points_sampled_on_both_bodies(seed):
    rng = np.random.default_rng(seed)
    axis = rng.normal(size=3)
    axis /= np.linalg.norm(axis)
    beside = rng.uniform(-1.0, 1.0, 3) * [2e-3, 2e-3, 4e-3] + [0.0, 5e-3, 10e-3]
    needle = probe(beside, axis if axis[1] > 0 else -axis)
    first = np.cross(axis, X)
    first /= np.linalg.norm(first)
    second = np.cross(axis, first)
    angle = np.linspace(0.0, 2 * np.pi, 60)
    ring = RADIUS * (np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second)
    shaft = needle.tip + np.linspace(0, 20e-3, 200)[:, None, None] * needle.axis + ring
    tip = needle.tip + np.linspace(0, 1, 8)[:, None, None] * ring
    surface = np.concatenate([shaft.reshape(-1, 3), tip.reshape(-1, 3)])
    outline = np.stack([WIDE * np.cos(angle), FLAT * np.sin(angle)], axis=1)
    nerve = np.array([[x, y, z] for z in np.arange(0, 20.01e-3, 0.1e-3) for x, y in outline])
    from scipy.spatial import cKDTree

    true = cKDTree(nerve).query(surface)[0].min()
    found = gap_between(NERVE, needle)
    assert found.width <= true + 1e-9
    assert found.width == pytest.approx(true, abs=0.05e-3)


def test_depth_grows_steadily_when_a_nerve_swallows_a_probe_and_the_other_way_round():
    round_nerve = course(semi_axes=np.full((41, 2), 3e-3))
    widths = [gap_between(round_nerve, probe((x, 0, 5e-3), Z)).width for x in np.linspace(5e-3, 0.0, 11)]
    assert np.all(np.diff(widths) < 1e-6)
    assert widths[0] == pytest.approx(2e-3 - RADIUS, abs=1e-6)
    assert widths[4] == pytest.approx(-RADIUS, abs=0.02e-3)  # the axis is on the outline
    assert widths[-1] == pytest.approx(-3e-3, abs=1e-6)  # in the middle
    thin = course(semi_axes=np.full((41, 2), 0.2e-3))
    assert gap_between(thin, probe((0, 0, 5e-3), Z)).width == pytest.approx(-RADIUS, abs=1e-6)
    assert gap_between(thin, probe((0, -9e-3, 5.1e-3), Y)).width < 0


def test_in_a_flat_nerve_nothing_is_deeper_than_its_middle():
    assert gap_between(NERVE, probe((1.5e-3, 0, 5e-3), Z)).width == pytest.approx(-FLAT, abs=0.05e-3)
    assert gap_between(NERVE, probe((0, 0, 5e-3), Z)).width == pytest.approx(-FLAT, abs=0.02e-3)


def test_a_probe_behind_whose_tip_no_nerve_lies_is_measured_from_its_tip():
    found = gap_between(NERVE, probe((0, 0, 30e-3), Z))
    assert found.width == pytest.approx(10e-3, abs=1e-6)
    assert found.on_probe[2] == pytest.approx(30e-3)
