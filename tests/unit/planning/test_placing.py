"""Numbers of a frame and the placements they make."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.anatomy.courses import Tube
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.nerve.closeness import gap_between
from cryonerve.planning.placing import ANGLES, Frame, settled
from cryonerve.sources import devices
from tests.unit.nerve.straight import course

DEVICE = devices()["cryo-s-a13"]


@pytest.fixture(scope="module")
def frame() -> Frame:
    nerve = course(semi_axes=np.tile([2e-3, 1e-3], (41, 1)))
    tube = Tube(nerve.points, nerve.semi_axes, nerve.across)
    return Frame(nerve, np.array([0.0, 1.0, 0.0]), 4e-3, 16e-3, tube.outline(ANGLES).reshape(-1, 3))


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
