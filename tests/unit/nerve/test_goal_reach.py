"""How far a goal is reached, from temperatures at points: shares, lengths, margin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.bioheat.recording import disc_samples
from cryonerve.case.case import Goals
from cryonerve.nerve.goal_reach import grown, reach
from cryonerve.nerve.injury import decisive_along
from tests.unit.nerve.straight import course

GOALS = Goals("tibial", 8e-3, -20.0)


def ramp(nerve, middle=10e-3, per_metre=4e3, coldest=-40.0):
    """Coldest temperature rising with the distance along the nerve."""
    shape = (*nerve.fascicle_radii.shape, len(disc_samples()))
    along = coldest + per_metre * np.abs(nerve.arc - middle)
    return np.broadcast_to(along[:, None, None], shape).copy()


def test_a_cone_of_cold_reaches_as_far_as_it_is_cold() -> None:
    nerve = course()
    found = reach(nerve, ramp(nerve), nerve.arc >= 0, GOALS)
    assert found.length == pytest.approx(10e-3, abs=1e-6)
    assert found.stretch == pytest.approx((5e-3, 15e-3), abs=1e-6)
    assert found.deciding == pytest.approx(-24.0, abs=1e-3)
    assert found.share == pytest.approx(1.0)
    assert found.reached


def test_half_a_nerve_is_half_covered_and_not_complete() -> None:
    nerve = course(radii=((1.0, 1.0),))
    samples = ramp(nerve, per_metre=0.0)
    samples[:, 1] = 10.0
    found = reach(nerve, samples, nerve.arc >= 0, GOALS)
    assert found.share == pytest.approx(0.5)
    assert found.length == 0.0
    assert found.deciding == pytest.approx(10.0, abs=1e-3)
    assert not found.reached


def test_a_nerve_shorter_than_the_goal_is_never_all_covered() -> None:
    nerve = course(stations=9)  # 4 mm
    found = reach(nerve, ramp(nerve, per_metre=0.0), nerve.arc >= 0, GOALS)
    assert found.share == pytest.approx(0.5)
    assert found.deciding == np.inf


def test_what_was_not_simulated_counts_as_warm() -> None:
    nerve = course()
    found = reach(nerve, ramp(nerve, per_metre=0.0), nerve.arc < 5e-3, GOALS)
    assert found.share == pytest.approx(5 / 8, abs=0.05)


def test_a_bulb_at_the_end_takes_nothing_from_what_is_covered_beside_it() -> None:
    """A nerve covered over 10 mm had counted as covered by a quarter, for its bulb is four times as wide."""
    nerve = course()
    radii = np.where(nerve.arc < 6e-3, 4.0, 1.0)[:, None] * nerve.fascicle_radii
    bulb = replace(nerve, fascicle_radii=radii)
    found = reach(bulb, ramp(bulb, middle=14e-3), bulb.arc >= 0, GOALS)
    assert found.length == pytest.approx(10e-3, abs=1e-6)
    assert found.share == pytest.approx(1.0)


def test_the_last_bit_of_a_nerve_is_no_whole_stretch() -> None:
    """Where fascicles end, little that is left and cold is not all that was asked for."""
    nerve = course()
    radii = np.where(nerve.arc < 6e-3, 0.1, 1.0)[:, None] * nerve.fascicle_radii
    ended = replace(nerve, fascicle_radii=radii)
    found = reach(ended, ramp(ended, middle=0.0, per_metre=10e3), ended.arc >= 0, GOALS)
    assert found.share < 0.1


def test_a_margin_makes_fascicles_thicker_only_where_there_are_any() -> None:
    nerve = course(radii=((1.0, 0.0),))
    thick = grown(nerve, Goals("tibial", margin=1e-3))
    assert thick.fascicle_radii[0].tolist() == pytest.approx([1.1e-3, 0.0])
    assert grown(nerve, GOALS) is nerve


def test_a_search_may_ask_less_closely() -> None:
    arc = np.linspace(0.0, 20e-3, 41)
    cone = -90.0 + 1e4 * np.abs(arc - 10e-3)
    close, quick = (decisive_along(arc, cone, 4e-3, within=within) for within in (1e-4, 0.5))
    assert close <= quick <= close + 0.5
