from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryonerve.case.case import Limb, Patient
from cryonerve.nerve.exposure import expose
from cryonerve.nerve.recovery import (
    DAY,
    band_of,
    distance_to_go,
    lesion_extent,
    quantiles_of,
    recover,
    speed_for,
)
from cryonerve.sources.value import Sourced
from synthetic import synthetic_case
from unit.nerve.straight import course, history

NOTHING_UNCERTAIN = (Sourced(21 * DAY, "s", "case"), Sourced(42e-3, "m", "case"))
Z95 = 1.6448536


def test_exact_figures_give_one_day():
    lag, way = NOTHING_UNCERTAIN
    band = band_of(lag, way, Sourced(1.5e-3 / DAY, "m/s", "case"))
    assert (band.p5, band.p50, band.p95) == (49.0, 49.0, 49.0)


def test_an_uncertain_speed_moves_the_band_as_by_hand():
    lag, way = NOTHING_UNCERTAIN
    speed = Sourced(1e-3 / DAY, "m/s", "case", spread=0.25, law="lognormal")
    band = band_of(lag, way, speed)
    # 21 d + 42 mm / (1 mm/d x exp(+-1.645 x 0.25)); 25 strata resolve the tails to 2 %
    assert band.p50 == pytest.approx(63.0, rel=1e-6)
    assert band.p5 == pytest.approx(21 + 42 / np.exp(0.25 * Z95), rel=0.02)
    assert band.p95 == pytest.approx(21 + 42 * np.exp(0.25 * Z95), rel=0.02)


def test_an_uncertain_lag_moves_the_band_as_by_hand():
    lag = Sourced(21 * DAY, "s", "case", law="uniform", bounds=(14 * DAY, 28 * DAY))
    band = band_of(lag, NOTHING_UNCERTAIN[1], Sourced(1e-3 / DAY, "m/s", "case"))
    assert (band.p5, band.p50, band.p95) == (pytest.approx(56.7), pytest.approx(63.0), pytest.approx(69.3))


def test_the_same_figures_give_the_same_band_every_time():
    figures = [
        Sourced(21 * DAY, "s", "case", law="uniform", bounds=(14 * DAY, 28 * DAY)),
        Sourced(40e-3, "m", "case", law="uniform", bounds=(20e-3, 60e-3)),
        Sourced(1e-3 / DAY, "m/s", "case", spread=0.24, law="lognormal"),
    ]
    assert band_of(*figures) == band_of(*figures)


@given(st.floats(1e-3, 0.5), st.floats(1e-3, 0.5))
def test_a_longer_way_never_takes_less_time(way, more):
    speed = Sourced(1e-3 / DAY, "m/s", "case", spread=0.24, law="lognormal")
    near, far = (band_of(NOTHING_UNCERTAIN[0], Sourced(d, "m", "case"), speed) for d in (way, way + more))
    assert near.p5 < far.p5
    assert near.p50 < far.p50
    assert near.p95 < far.p95


@pytest.mark.parametrize(
    ("law", "bounds", "mean"),
    [
        ("uniform", (1.0, 3.0), 2.0),
        ("triangular", (1.0, 4.0), 7.0 / 3),
        ("loguniform", (1.0, np.e), np.e - 1),
    ],
)
def test_quantiles_of_bounded_laws_have_the_right_mean(law, bounds, mean):
    assert quantiles_of(Sourced(2.0, "m", "case", law=law, bounds=bounds), 400).mean() == pytest.approx(
        mean, rel=1e-3
    )


def test_children_regrow_faster_and_the_sentence_says_by_how_much():
    case = synthetic_case()
    adult = replace(case, patient=Patient(age=40.0))
    unknown = replace(case, patient=Patient())
    assert speed_for(case)[0].value == pytest.approx(1.5 * speed_for(adult)[0].value)
    assert speed_for(adult)[0].value == pytest.approx(1e-3 / DAY)
    assert "1.5 at 10 years" in speed_for(case)[1]
    assert speed_for(case)[0].spread > speed_for(adult)[0].spread
    assert "unknown" in speed_for(unknown)[1]
    assert speed_for(unknown)[0].value == speed_for(adult)[0].value


def test_in_a_stump_the_way_leads_to_the_neuroma():
    nerve = course(neuroma=np.arange(41) < 10)  # bulb up to 4.5 mm
    figure, where = distance_to_go(nerve, (12e-3, 16e-3), synthetic_case())
    assert figure.bounds == (pytest.approx(11.5e-3), pytest.approx(16e-3))
    assert "no end organ" in where


def test_a_nerve_of_a_stump_without_a_neuroma_ends_where_it_is_drawn():
    figure, where = distance_to_go(course(name="motor branch"), (12e-3, 16e-3), synthetic_case())
    assert figure.value == pytest.approx(16e-3)
    assert figure.standing == "assumed"
    assert "as drawn" in where


def test_in_a_limb_the_target_is_assumed_and_the_lesion_is_added():
    case = replace(synthetic_case(), anatomy=Limb("limb"))
    figure, where = distance_to_go(course(), (12e-3, 18e-3), case)
    assert figure.standing == "assumed"
    assert figure.bounds == (pytest.approx(0.256), pytest.approx(0.456))
    assert "assumed" in where
    other, _ = distance_to_go(course(name="accessory"), (12e-3, 18e-3), case)
    assert other.bounds == (pytest.approx(0.056), pytest.approx(0.406))


def test_the_lesion_is_the_complete_section_or_what_there_is_of_it():
    nerve = course()
    cone = -60.0 + 20e3 * np.abs(nerve.arc - 10e-3)
    both = expose(nerve, history(nerve, np.repeat(cone[:, None], 2, axis=1)))
    half = expose(nerve, history(nerve, np.stack([cone, np.full(41, 20.0)], axis=1)))
    ice = expose(nerve, history(nerve, np.repeat(cone[:, None] + 45, 2, axis=1)))
    assert lesion_extent(both) == (pytest.approx(8e-3), pytest.approx(12e-3))
    assert lesion_extent(half) == (pytest.approx(8e-3), pytest.approx(12e-3))
    assert lesion_extent(ice) == (pytest.approx(9.35e-3), pytest.approx(10.65e-3))


def test_without_ice_there_is_nothing_to_regrow():
    nerve = course()
    assert recover(nerve, expose(nerve, history(nerve, 3.0)), synthetic_case()) is None


def test_pain_is_another_clock_and_this_is_no_prognosis():
    nerve = course()
    recovery = recover(nerve, expose(nerve, history(nerve, -60.0)), synthetic_case())
    assert re.search("not a prognosis.*not when pain returns", recovery.remark)
    assert recovery.regrowth_days.p5 < recovery.regrowth_days.p50 < recovery.regrowth_days.p95
