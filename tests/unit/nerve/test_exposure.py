from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryonerve.errors import InputError
from cryonerve.nerve.exposure import (
    area_share_below,
    area_weights,
    coldest_of_nerve,
    expose,
    longest_run,
    quantile_nadir,
    rate_between,
    runs_below,
    seconds_below,
)
from unit.nerve.straight import STEP, course, history


def test_a_cross_section_counts_by_area_and_not_by_number():
    # radii 1, 2, 3: areas 1, 4, 9 of 14
    nerve = course(radii=[[1.0, 2.0, 3.0]])
    exposure = expose(nerve, history(nerve, [[-30.0, -30.0, 0.0]]))
    assert exposure.area_fraction[-20.0] == pytest.approx(5 / 14, abs=1e-12)
    assert exposure.area_fraction[-40.0] == pytest.approx(0.0)


def test_a_fascicle_partly_below_counts_with_its_share_of_samples():
    nerve = course(radii=[[1.0, 2.0]])
    samples = np.broadcast_to(np.array([[-30.0, -30.0, -30.0, 0.0], [0.0, 0.0, 0.0, -21.0]]), (41, 2, 4))
    exposure = expose(nerve, replace(history(nerve, -30.0), nadir_samples=samples))
    assert exposure.area_fraction[-20.0] == pytest.approx(0.2 * 0.75 + 0.8 * 0.25, abs=1e-12)
    assert exposure.nadir[0].tolist() == [0.0, 0.0]
    assert exposure.coldest[0].tolist() == [-30.0, -21.0]


def test_a_fascicle_that_does_not_exist_weighs_nothing_whatever_its_history_says():
    nerve = course(radii=[[1.0, 0.0]])
    samples = np.stack([np.full((41, 3), -30.0), np.full((41, 3), np.nan)], axis=1)
    exposure = expose(nerve, replace(history(nerve, -30.0), nadir_samples=samples))
    assert exposure.area_fraction[-20.0] == pytest.approx(1.0)
    assert np.isnan(exposure.nadir[:, 1]).all()
    assert exposure.complete_nadir == pytest.approx(-30.0)


def test_stations_outside_of_the_simulation_are_not_covered():
    nerve = course()
    inside = np.arange(41) < 10
    exposure = expose(nerve, replace(history(nerve, -30.0), inside=inside))
    assert exposure.area_fraction[-20.0].tolist() == [1.0] * 10 + [0.0] * 31
    assert longest_run(exposure.arc, exposure.complete_nadir, -20.0) == (0.0, pytest.approx(9 * STEP))


@pytest.mark.parametrize("half", [2.0e-3, 3.7e-3, 6.13e-3])
def test_length_of_a_cone_of_cold_is_exact_between_stations(half):
    # coldest temperature rises linearly from -60 degC at 10 mm, reaches -20 degC `half` to either side
    nerve = course()
    cone = -60.0 + 40.0 * np.abs(nerve.arc - 10e-3) / half
    exposure = expose(nerve, history(nerve, np.repeat(cone[:, None], 2, axis=1)))
    start, end = longest_run(exposure.arc, exposure.complete_nadir, -20.0)
    assert end - start == pytest.approx(2 * half, abs=1e-9)
    assert start == pytest.approx(10e-3 - half, abs=1e-9)


def test_the_longest_of_several_stretches_is_taken_and_a_gap_breaks_it():
    nerve = course()
    cold = np.full(41, 0.0)
    cold[3:6], cold[10:20], cold[22:40] = -40.0, -40.0, -40.0
    start, end = longest_run(nerve.arc, cold, -20.0)
    # 17 steps between the cold stations and half a step on either side
    assert (start, end) == (pytest.approx(21.5 * STEP), pytest.approx(39.5 * STEP))
    assert longest_run(nerve.arc, np.zeros(41), -20.0) == (0.0, 0.0)


def test_five_percent_of_the_area_may_stay_warm_and_six_may_not():
    for warm_share, complete in ((0.049, True), (0.061, False)):
        radii = np.sqrt([1 - warm_share, warm_share])
        nerve = course(radii=[radii])
        exposure = expose(nerve, history(nerve, [[-30.0, 5.0]]))
        start, end = longest_run(exposure.arc, exposure.complete_nadir, -20.0)
        assert (end - start > 0) is complete


@given(
    st.lists(st.floats(-80, 30), min_size=6, max_size=6),
    st.lists(st.floats(0.05, 3), min_size=3, max_size=3),
    st.floats(-70, 20),
)
def test_both_views_of_complete_agree(temperatures, radii, limit):
    samples = np.array(temperatures).reshape(1, 3, 2)
    weights = area_weights(np.array([radii]))
    share = area_share_below(samples, weights, limit)[0]
    if abs(share - 0.95) > 1e-6:
        assert (share >= 0.95) == (quantile_nadir(samples, weights)[0] < limit)


def test_time_freezes_and_rates_of_a_triangle_are_exact():
    # 37 -> -63 in 100 s: 1 K/s down, 1 K/s up
    nerve = course()
    exposure = expose(nerve, history(nerve, -63.0), freezing_point=-0.5)
    assert exposure.seconds_below[-20.0] == pytest.approx(2 * 43.0, rel=1e-6)
    assert exposure.seconds_below[-40.0] == pytest.approx(2 * 23.0, rel=1e-6)
    assert exposure.cooling == pytest.approx(1.0, rel=1e-6)
    assert exposure.thawing == pytest.approx(1.0, rel=1e-6)
    assert exposure.freezes.tolist() == np.ones((41, 2)).tolist()


def test_rates_use_the_first_fall_and_the_last_rise_and_are_unknown_without_either():
    times = np.array([0.0, 10.0, 20.0, 60.0, 80.0])
    path = np.array([[10.0], [-30.0], [10.0], [-30.0], [10.0]])
    assert rate_between(times, path, warm=0.0, cold=-20.0)[0] == pytest.approx(4.0)
    back = rate_between(times[-1] - times[::-1], path[::-1], warm=0.0, cold=-20.0)
    assert back[0] == pytest.approx(2.0)
    assert np.isnan(rate_between(times, np.maximum(path, -19.0), warm=0.0, cold=-20.0)[0])
    assert np.isnan(rate_between(times[1:2], path[1:2], warm=0.0, cold=-20.0)[0])


def test_constant_temperature_below_the_limit_counts_whole():
    times = np.array([0.0, 5.0, 9.0])
    assert seconds_below(times, np.full((3, 2), -30.0), -20.0).tolist() == [9.0, 9.0]
    assert seconds_below(times, np.full((3, 2), -20.0), -20.0).tolist() == [0.0, 0.0]


BROKEN = {
    "holds 0 moment": lambda h: replace(h, times=h.times[:0], centre=h.centre[:0], fascicles=h.fascicles[:0]),
    "holds 1 moment": lambda h: replace(h, times=h.times[:1], centre=h.centre[:1], fascicles=h.fascicles[:1]),
    "do not increase": lambda h: replace(h, times=h.times[::-1]),
    "not all numbers": lambda h: replace(h, nadir_samples=np.where(h.nadir_samples < 0, np.nan, 0)),
    r"not all numbers \(NaN": lambda h: replace(h, fascicles=h.fascicles * np.float32(np.nan)),
    "its course needs": lambda h: replace(h, fascicles=h.fascicles[:, :5]),
    "coldest temperatures have the shape": lambda h: replace(h, nadir_samples=h.nadir_samples[:, :, :0]),
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_broken_history_is_refused_with_the_nerve_and_a_remedy(message):
    nerve = course()
    with pytest.raises(InputError, match=message) as refused:
        expose(nerve, BROKEN[message](history(nerve, -30.0)))
    assert "nerve 'tibial'" in str(refused.value)
    assert refused.value.complaints[0].remedy


def test_a_nerve_without_fascicles_is_refused():
    nerve = course(radii=[[0.0, 0.0]])
    with pytest.raises(InputError, match=re.escape("no fascicle is drawn")):
        expose(nerve, history(nerve, -30.0))


def test_fascicles_that_do_not_fit_their_nerve_are_refused_with_place_and_share():
    nerve = course(radii=[[20.0, 10.0]])  # 2 and 1 mm in a nerve of 2 mm: 125 % of its area
    with pytest.raises(InputError, match=r"do not fit: 0\.0 mm along it they take 125 % of its") as refused:
        expose(nerve, history(nerve, -30.0))
    assert "fewer or smaller" in refused.value.complaints[0].remedy


@pytest.mark.parametrize("radius", [-1.0, np.nan])
def test_a_fascicle_that_is_no_circle_is_refused(radius):
    nerve = course(radii=[[1.0, radius]])
    with pytest.raises(InputError, match="no number, or a negative radius"):
        expose(nerve, history(nerve, -30.0))


def test_the_coldest_of_a_nerve_counts_no_fascicle_that_is_not_there():
    nerve = course(radii=[[1.0, 0.0]])
    told = history(nerve, [[-30.0, -90.0]])
    rim = np.full_like(told.rim_nadir, -25.0)
    centre = np.full_like(told.centre, -10.0)
    assert coldest_of_nerve(nerve, replace(told, rim_nadir=rim, centre=centre)) == pytest.approx(-30.0)
    assert coldest_of_nerve(nerve, replace(told, rim_nadir=rim - 10, centre=centre)) == pytest.approx(-35.0)
    assert coldest_of_nerve(nerve, replace(told, inside=np.zeros_like(told.inside))) is None
    assert coldest_of_nerve(nerve, None) is None


def test_every_stretch_below_is_found_with_its_ends_between_stations():
    arc = np.arange(8.0)
    values = np.array([-30.0, -30.0, -10.0, -30.0, -10.0, np.inf, -40.0, np.inf])
    assert runs_below(arc, values, -20.0) == ((0.0, 1.5), (2.5, 3.5), (6.0, 6.0))
    assert runs_below(arc, np.zeros(8), -20.0) == ()
    assert longest_run(arc, values, -20.0) == (0.0, 1.5)
