"""Fascicles that divide in a bulb: interrupted there only where all parts are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cryonerve.nerve.completeness import completeness, fascicle_nadirs, stretches
from cryonerve.nerve.conduction_loss import conduction_loss
from cryonerve.nerve.exposure import expose
from cryonerve.nerve.reaching import located
from tests.synthetic import synthetic_case, synthetic_freezing, synthetic_volume
from tests.unit.nerve.straight import course, history


def divided(**changes):
    """Fascicle 0 divides at station 20, its part is column 2; fascicle 1 does not."""
    radii = np.ones((41, 3))
    radii[21:, 2] = 0.0
    return course(radii=radii, origins=np.array([0, 1, 0]), **changes)


def cold(columns, first, last):
    nadir = np.full((41, 3), 37.0)
    nadir[first:last, columns] = -40.0
    return nadir


def test_in_the_bulb_the_warmest_part_counts() -> None:
    nerve = divided()
    one = fascicle_nadirs(nerve, history(nerve, cold([0], 5, 15)))
    both = fascicle_nadirs(nerve, history(nerve, cold([0, 2], 5, 15)))
    assert one[10, 0] == 37.0
    assert both[10, 0] == -40.0
    assert np.isinf(one[:, 2]).all()  # a part is no fascicle of its own


def test_a_fascicle_is_interrupted_in_the_bulb_only_with_all_its_parts() -> None:
    nerve = divided()
    for columns, interrupted in (([0, 1], (1,)), ([0, 1, 2], (0, 1))):
        found = stretches(nerve, history(nerve, cold(columns, 5, 15)), below=-20.0, sufficient=4e-3)
        assert found.exists.tolist() == [True, True, False]  # a part is none of the nerve's fascicles
        assert found.interrupted == interrupted


def test_before_it_divides_a_fascicle_needs_no_part_of_its_own() -> None:
    nerve = divided()
    found = stretches(nerve, history(nerve, cold([0], 25, 35)), below=-20.0, sufficient=4e-3)
    assert found.interrupted == (0,)


def test_a_spared_fascicle_is_counted_once_and_says_which_part_is_warm() -> None:
    nerve = divided()
    nadir = np.full((41, 3), 10.0)
    nadir[5:15] = [-40.0, -40.0, -5.0]
    what = completeness(nerve, history(nerve, nadir), synthetic_freezing())
    assert (what.fascicles, what.interrupted) == ((0, 1), (1,))
    assert [(item.index, item.column, item.nadir) for item in what.spared] == [(0, 2, -5.0)]


def test_where_the_spared_lie_is_told_by_their_warm_parts() -> None:
    """In the bulb part 2 of fascicle 0 lies farthest to the left, its other part to the right."""
    offsets = np.zeros((41, 3, 2))
    offsets[:, :, 0] = [1e-3, 0.0, -1e-3]
    nerve = divided(fascicle_offsets=offsets)
    nadir = np.full((41, 3), 10.0)
    nadir[5:15] = [-40.0, -40.0, -5.0]
    what = completeness(nerve, history(nerve, nadir), synthetic_freezing())
    case = synthetic_case()
    what = located(what, nerve, replace(synthetic_volume(), uniform=True), replace(case, probes=()))
    side = "most lateral" if case.anatomy.side == "left" else "most medial"
    assert (what.exact, what.where) == (True, side)


def test_exposure_says_which_fascicle_a_part_belongs_to() -> None:
    nerve = divided()
    assert expose(nerve, history(nerve, cold([0], 5, 15))).fascicle_of.tolist() == [0, 1, 0]


def test_half_of_a_divided_fascicle_is_silent_when_one_part_is_interrupted() -> None:
    nerve = divided()
    found = conduction_loss(nerve, history(nerve, cold([0], 5, 15)))
    np.testing.assert_allclose(found.share_interrupted()[-1], found.weights[0])
    assert found.weights[0] == found.weights[2]
    np.testing.assert_allclose(found.weights.sum(), 1.0)


def test_what_lies_before_the_division_interrupts_all_parts() -> None:
    """As recorded: before it leaves, a part has the place, and so the temperature, of its fascicle."""
    nerve = divided()
    found = conduction_loss(nerve, history(nerve, cold([0, 2], 25, 35)))
    np.testing.assert_allclose(found.share_interrupted()[-1], found.weights[0] + found.weights[2])


def test_beyond_its_blind_end_cold_does_nothing_to_a_fascicle() -> None:
    radii = np.ones((41, 2))
    radii[:20, 0] = 0.0
    nerve = course(radii=radii)
    nadir = np.full((41, 2), 37.0)
    nadir[2:15] = -40.0
    found = conduction_loss(nerve, history(nerve, nadir))
    assert found.interrupted[-1].tolist() == [False, True]


def test_a_class_is_lost_by_its_own_axons_and_not_by_area() -> None:
    counts = np.array([[90, 0, 5, 1], [10, 0, 5, 3], [0, 0, 0, 0]])
    nerve = divided(axon_counts=counts)
    found = conduction_loss(nerve, history(nerve, cold([0, 2], 25, 35)))
    np.testing.assert_allclose(found.share_interrupted("a-alpha")[-1], 0.9)
    np.testing.assert_allclose(found.share_lost("c")[-1], 0.25)
    np.testing.assert_allclose(found.share_lost("a-beta")[-1], found.share_interrupted()[-1])  # it has none
