"""The survival model of the return of pain: against closed forms, and what no data may do to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.nerve import pain
from cryonerve.nerve.pain import DAY, fit, fitted
from cryonerve.sources.pain import PainSeries, Visit, pain_priors, pain_series
from cryonerve.sources.value import Sourced

Z95 = 1.6448536


def count(value):
    return Sourced(float(value), "1", "case")


def days(value):
    return Sourced(value * DAY, "s", "case")


def series(treated, *visits, first=None):
    return PainSeries(
        "made-up", "Made up", "patients", "none", count(treated),
        relieved_at_first=None if first is None else count(first),
        visits={str(after): Visit(days(after), count(relieved)) for after, relieved in visits},
    )  # fmt: skip


def certain(**changes):
    """Priors that leave one thing open: the typical time."""
    known = pain_priors()
    narrow = {
        "between": replace(known.between, value=0.2),
        "within": replace(known.within, value=1.0, spread=1e-6),
    }
    return replace(known, **{**narrow, **changes})


def test_without_series_the_prior_speaks():
    model = fit({}, certain())
    typical = pain_priors().typical
    # ln T ~ Normal(ln typical, spreads of the typical time, between and within series together)
    half = Z95 * np.sqrt(typical.spread**2 + 1.0 + 0.2**2)
    band = model.days()
    middle = typical.value / DAY
    assert band.p50 == pytest.approx(middle, rel=1e-3)
    assert band.p95 == pytest.approx(middle * np.exp(half), rel=0.02)
    assert band.p5 == pytest.approx(middle / np.exp(half), rel=0.02)


def test_many_patients_fix_the_median():
    big = series(20000, (100.0, 10000), first=20000)
    model = fit({"big": big}, certain())
    assert model.days().p50 == pytest.approx(100.0, rel=0.02)
    assert model.by_series["big"].p50 == pytest.approx(100.0, rel=0.02)


def test_order_statistics_give_back_the_curve_they_were_made_of():
    """Median and longest of 52 lognormal durations with median 40 days and spread 0.8."""
    longest = 40.0 * np.exp(0.8 * 2.24)  # expected place of the largest of 52
    made = PainSeries(
        "made-up", "Made up", "patients", "none", count(52), count(52), days(40.0), days(longest)
    )  # fmt: skip
    wide = replace(pain_priors().within, value=1.0, spread=1.0)
    model = fit({"made": made}, certain(within=wide))
    assert model.by_series["made"].p50 == pytest.approx(40.0, rel=0.1)
    assert float(model.weight @ model.within) == pytest.approx(0.8, rel=0.15)


def test_series_that_disagree_widen_the_band():
    early, late = series(50, (10.0, 25), first=50), series(50, (1000.0, 25), first=50)
    agree = fit({"a": early, "b": early}, pain_priors()).days()
    differ = fit({"a": early, "b": late}, pain_priors()).days()
    assert differ.p95 / differ.p5 > 5 * agree.p95 / agree.p5


def test_a_series_that_lasts_longer_moves_the_band_later():
    bands = [
        fit({**pain_series(), "more": series(40, (365.0, relieved), first=40)}, pain_priors()).days()
        for relieved in (5, 20, 35)
    ]
    assert bands[0].p50 < bands[1].p50 < bands[2].p50


def test_the_fit_is_the_same_every_time_and_in_every_order():
    names = [name for name in pain_series() if pain_series()[name].counted_by == "patients"]
    turned = fit({name: pain_series()[name] for name in reversed(names)}, pain_priors())
    assert turned.days().p50 == pytest.approx(fitted().days().p50, rel=1e-9)


def test_a_finer_grid_changes_next_to_nothing(monkeypatch):
    coarse = fitted().days()
    patients = {name: item for name, item in pain_series().items() if item.counted_by == "patients"}
    for name in ("BETWEEN", "WITHIN", "FIRST"):
        monkeypatch.setattr(pain, name, 2 * getattr(pain, name))
    monkeypatch.setattr(pain, "TYPICAL", 121)
    monkeypatch.setattr(pain, "PLACES", np.linspace(np.log(1e-4), np.log(1e8), 720))
    fine = fit(patients, pain_priors()).days()
    assert np.log(fine.p50 / coarse.p50) == pytest.approx(0.0, abs=0.02)
    assert np.log(fine.p5 / coarse.p5) == pytest.approx(0.0, abs=0.05)


@settings(deadline=None)
@given(st.floats(0.5, 5000.0), st.floats(1.01, 10.0))
def test_pain_comes_back_and_never_less(first, later):
    model = fitted()
    assert 0.0 <= model.back_by(first) < model.back_by(first * later) <= 1.0
    early, late = model.still_relieved(first), model.still_relieved(first * later)
    assert late.p5 <= early.p5
    assert late.p50 < early.p50
    assert late.p95 <= early.p95


@settings(max_examples=10, deadline=None)
@given(st.floats(1.0, 3000.0))
def test_of_all_treated_fewer_are_relieved_than_of_those_relieved_at_first(when):
    model = fitted()
    some, every = model.still_relieved(when), model.still_relieved(when, of_all=True)
    assert every.p50 < some.p50
    assert every.p5 <= every.p50 <= every.p95


def test_only_series_that_count_patients_are_fitted():
    counted = {name: item.counted_by for name, item in pain_series().items()}
    assert set(fitted().by_series) == {name for name, by in counted.items() if by == "patients"}
    assert "neuromas" in counted.values()


def test_units_of_the_table_change_nothing():
    """The same series written in weeks and in hours gives the same band."""
    from cryonerve.sources.pain import _series
    from cryonerve.sources.tables import Row, read_table

    written = read_table("pain.toml").below("series").below("lloyd-1976").fields
    hours = {"half_back_after": "264 h", "last_back_after": "5376 h"}
    weeks = {"half_back_after": "1.5714285714285714 weeks", "last_back_after": "32 weeks"}
    bands = []
    for words in ({}, hours, weeks):
        fields = {**written, **{key: {**written[key], "value": value} for key, value in words.items()}}
        bands.append(fit({"lloyd": _series("lloyd", Row("pain.toml", "", fields))}, pain_priors()).days())
    for band in bands[1:]:
        assert band.p5 == pytest.approx(bands[0].p5, rel=1e-9)
        assert band.p50 == pytest.approx(bands[0].p50, rel=1e-9)
        assert band.p95 == pytest.approx(bands[0].p95, rel=1e-9)
