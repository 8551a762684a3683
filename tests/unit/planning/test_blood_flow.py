"""How much of a missed goal is the warmth of a vessel beside the nerve, by a run with its blood at rest."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.volume import NerveCourse, Structure, Vessel, Volume
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.case import Goals, SolverOptions
from cryonerve.nerve.goal_reach import Reach, reach_in
from cryonerve.planning.blood_flow import _sentence, at_rest, flow_sentence, nearest_vessel
from cryonerve.planning.confirming import Confirmed, _named_in_order
from cryonerve.planning.searching import Candidate

HALF, STEP = 15, 1e-3  # voxels, m
VEIN, NERVE = 2, 3


def beside_a_vein(gap: float) -> Volume:
    """A straight nerve of 4 mm along z in fat, and a vein of 8 mm whose wall is `gap` m from it, in y."""
    axis = STEP * np.arange(-HALF, HALF + 1)
    x, y, _ = np.meshgrid(axis, axis, axis, indexing="ij")
    middle = 2e-3 + gap + 4e-3
    labels = np.ones(x.shape, np.int16)
    labels[np.hypot(x, y - middle) <= 4e-3] = VEIN
    labels[np.hypot(x, y) <= 2e-3] = NERVE
    line = np.stack([0 * axis, 0 * axis, axis], axis=1)
    count = len(axis)
    nerve = NerveCourse(
        "tibial", line, axis - axis[0], np.tile(np.eye(3)[:2], (count, 1, 1)), np.full((count, 2), 2e-3),
        np.zeros((count, 1, 2)), np.full((count, 1), 1.5e-3), np.zeros(count, bool), treated=True,
    )  # fmt: skip
    vein = Vessel("popliteal vein", "vein", line + np.array([0.0, middle, 0.0]), 4e-3, 0.4e-3, 500.0)
    structures = (
        Structure(1, "fat", "fat", "fat"),
        Structure(VEIN, "popliteal vein", "blood", "vein"),
        Structure(NERVE, "tibial nerve", "nerve", "nerve"),
    )
    affine = np.diag([STEP] * 3 + [1.0])
    affine[:3, 3] = axis[0]
    return Volume(labels, affine, structures, nerves=(nerve,), vessels=(vein,))


PLACES = (Placement(np.array([0.0, -3e-3, -5e-3]), np.array([0.0, 0.0, 1.0]), 1e-3, 1e-2),)


def test_the_nearest_vessel_and_how_far_it_is() -> None:
    volume = beside_a_vein(1e-3)
    name, distance = nearest_vessel(volume, volume.nerves[0], PLACES, length=10e-3)
    assert name == "popliteal vein"
    assert distance == pytest.approx(1e-3, abs=0.7e-3)  # voxels of 1 mm
    far = beside_a_vein(7e-3)
    assert nearest_vessel(far, far.nerves[0], PLACES, length=10e-3) is None


def reach(share: float, length: float, deciding: float) -> Reach:
    return Reach(share, length, (0.0, length), deciding, Goals("tibial"))


@pytest.mark.parametrize(
    ("now", "still", "says"),
    [
        (reach(0.5, 0.0, 2.0), reach(0.505, 0.0, 1.0), "is not what limits it"),
        (reach(0.5, 0.0, 2.0), reach(0.7, 3e-3, -9.0), "the goal would still be missed"),
        (reach(0.99, 9e-3, -19.0), reach(1.0, 11e-3, -25.0), "the goal would be reached"),
    ],
)
def test_what_is_said(now, still, says) -> None:
    words = _sentence("popliteal vein", 0.8e-3, now, still)
    assert says in words
    assert "0.8 mm from the nerve" in words


def test_blood_at_rest_lets_more_of_the_nerve_get_cold() -> None:
    """The whole solver, coarse: the vein's flow is the difference, and the vessel is named."""
    case = cn.load("straight-probe-block")
    probe = replace(case.probes[0], tip=(0.0, -3e-3, -5e-3), axis=(0.0, 0.0, 1.0))
    case = replace(
        case, probes=(probe,), sensors=(), goals=Goals("tibial"), solver=SolverOptions(1e-3, "cpu")
    )
    volume = beside_a_vein(0.2e-3)
    freezing = cn.freeze(volume, case)
    now = reach_in(freezing, volume, case.goals)
    way = SimpleNamespace(places=1)
    candidate = Candidate(way, np.zeros((1, 5)), PLACES, None)
    full = Confirmed(case, candidate, now, 0.0, (), freezing)
    bench = SimpleNamespace(volume=volume, course=volume.nerves[0], goals=case.goals, tick=lambda: None)
    words = flow_sentence(bench, full)
    assert words.startswith("The popliteal vein, ")
    still = reach_in(cn.freeze(at_rest(volume, "popliteal vein"), case), volume, case.goals)
    assert still.deciding < now.deciding - 1.0
    assert f"{100 * now.share:.0f} %" in words


def test_places_keep_the_order_of_their_names_along_the_nerve() -> None:
    """Two probes called distal and proximal had been proposed with the proximal one farther distal."""
    level = {"low": 0.010, "high": 0.022}
    frame = SimpleNamespace(numbers=lambda place: np.array([level[place], 0, 0, 0, 0]))
    bench = SimpleNamespace(frame=frame, own=("low", "high"))
    numbers = np.array([[0.030, 1, 0, 0, 0], [0.027, 2, 0, 0, 0]])
    swapped = _named_in_order(bench, Candidate(None, numbers, ("upper", "lower"), None))
    assert swapped.places == ("lower", "upper")
    assert swapped.numbers[:, 1].tolist() == [2, 1]
    turned = SimpleNamespace(frame=frame, own=("high", "low"))
    assert _named_in_order(turned, Candidate(None, numbers, ("upper", "lower"), None)).places[0] == "upper"
