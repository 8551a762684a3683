"""Numbers of a frame and the placements they make."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.case import Means
from cryonerve.nerve.closeness import gap_between
from cryonerve.planning.barriers import ALONG, SHAFT, Barriers
from cryonerve.planning.placing import NUMBERS, Frame, settled
from cryonerve.planning.shelf import Shelf, best_combinations
from cryonerve.sources import devices
from tests.unit.nerve.straight import course

DEVICE = devices()["cryo-s-a13"]


@pytest.fixture(scope="module")
def frame() -> Frame:
    nerve = course(semi_axes=np.tile([2e-3, 1e-3], (41, 1)))
    return Frame.of(nerve, np.array([0.0, 1.0, 0.0]), 4e-3, 16e-3)


@pytest.mark.parametrize("angle", [-2.5, -1.5, 0.3, 1.5, 3.0])
@pytest.mark.parametrize("gap", [0.0, 1.5e-3])
def test_a_probe_beside_the_nerve_keeps_its_gap(frame, angle, gap) -> None:
    numbers = np.array([10e-3, angle, gap, angle, 0.6])  # the shaft leads away from the nerve
    place = frame.place(numbers, DEVICE)
    if abs(angle) < np.radians(100):
        assert gap_between(frame.course, place).width == pytest.approx(gap, abs=0.06e-3)
        assert np.linalg.norm(place.axis) == pytest.approx(1.0)


def test_numbers_and_placement_lead_back_to_each_other(frame) -> None:
    numbers = np.array([10e-3, 1.2, 1e-3, 0.8, 0.4])
    again = frame.numbers(frame.place(numbers, DEVICE))
    assert again[:2] == pytest.approx(numbers[:2], abs=0.03)
    assert again[3:] == pytest.approx(numbers[3:], abs=1e-6)


def test_a_probe_that_reaches_into_the_nerve_is_moved_out(frame) -> None:
    into = Placement(np.array([0.0, 1.2e-3, 10e-3]), np.array([0.0, 0.6, 0.8]), 0.65e-3, 7e-3)
    assert gap_between(frame.course, into).width < 0
    assert gap_between(frame.course, settled(into, frame.course)).width >= -1e-6


def test_many_placements_at_once_are_those_made_one_by_one(frame) -> None:
    drawn = np.random.default_rng(1).uniform(*frame.bounds.T, size=(60, len(NUMBERS)))
    places, gaps = frame.places(drawn, DEVICE)
    for numbers, place, gap in zip(drawn, places, gaps, strict=True):
        alone = frame.place(numbers, DEVICE)
        np.testing.assert_array_equal((alone.tip, alone.axis), (place.tip, place.axis))
        # Rings that are passed by would not have been nearer.
        assert gap == frame.gap(place) == place.distance(frame.rings.reshape(-1, 3)).min()


def test_a_way_is_followed_until_it_leaves_the_body(frame) -> None:
    random = np.random.default_rng(2)
    labels = np.zeros((30, 30, 30), np.int16)
    labels[3:27, 3:27, :] = random.integers(1, 3, (24, 24, 30))
    affine = np.diag([1e-3, 1e-3, 1e-3, 1.0])
    affine[:3, 3] = -15e-3
    barred, uniform = np.array([False, False, True]), True
    barriers = Barriers(labels, barred, np.linalg.inv(affine), (), Means(), None, uniform)
    for _ in range(40):
        axis = random.normal(size=3)
        place = Placement(random.uniform(-8e-3, 8e-3, 3), axis / np.linalg.norm(axis), 0.65e-3, 2e-3)
        points = place.tip + np.arange(0.0, SHAFT, ALONG)[:, None] * place.axis
        cells = np.floor((points - affine[:3, 3]) / 1e-3 + 0.5).astype(int)
        met = []
        for cell in cells:
            if np.any(cell < 0) or np.any(cell >= 30) or labels[tuple(cell)] == 0:
                break
            met.append(labels[tuple(cell)])
        short = max(0.0, place.active_length - ALONG * len(met))
        assert barriers.lacking(place) == pytest.approx(ALONG * met.count(2) + short)


def test_a_shelf_with_fewer_places_than_are_asked_for_has_no_combination(frame) -> None:
    shelf = Shelf(DEVICE, np.zeros((0, len(NUMBERS))), ())
    assert best_combinations(shelf, None, 1) == []
