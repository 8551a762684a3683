"""Intervals hold the truth as often as they say; fits agree with independent programs."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from cryonerve.registry.calibration_map import CalibrationMap
from cryonerve.registry.censored_times import fit_censored
from cryonerve.registry.cross_validation import cross_validated
from cryonerve.registry.probability_calibration import calibrate_probabilities, fit_line
from cryonerve.registry.time_calibration import TimeForecasts, calibrate_times, days_at, positions

LOOKS = np.array([0.0, 7, 14, 28, 42, 91, 182, 273, 365])


def looked(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Last follow-up before and first one after."""
    after = np.searchsorted(LOOKS, times)
    return LOOKS[after - 1], np.where(after < LOOKS.size, LOOKS[np.minimum(after, LOOKS.size - 1)], np.inf)


def clinic(
    rng: np.random.Generator, cases: int, shift: float = 0.0, widening: float = 1.0, *, slower: float = 1.0
) -> TimeForecasts:
    medians = np.exp(rng.normal(np.log(90), 0.4, cases))
    bands = medians[:, None] * np.array([0.5, 1.0, 2.2])
    z = shift + widening * rng.normal(size=cases)
    times = np.array(
        [float(days_at(np.array([one]), tuple(band))[0]) for one, band in zip(z, bands, strict=True)]
    )
    earliest, latest = looked(slower * times)
    return TimeForecasts(bands, earliest, latest, np.arange(cases))


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Of 200 clinics of 120 people, 95 % intervals hold shift, width and coverage (88 to 99.5 % allowed)."""
    rng = np.random.default_rng(3)
    held = {"shift": 0, "widening": 0, "coverage": 0, "off": 0}
    clinics = 200
    for _ in range(clinics):
        found = calibrate_times(clinic(rng, 120))
        held["shift"] += found.law.shift[1] <= 0 <= found.law.shift[2]
        held["widening"] += found.law.widening[1] <= 1 <= found.law.widening[2]
        held["coverage"] += found.coverage.low <= 0.9 <= found.coverage.high
        held["off"] += found.chance < 0.05
        assert found.coverage.least <= 0.9 <= found.coverage.most
    assert 0.90 * clinics <= held["shift"] <= 0.99 * clinics
    assert 0.90 * clinics <= held["widening"] <= 0.99 * clinics
    assert 0.88 * clinics <= held["coverage"] <= 0.995 * clinics
    assert 0.01 * clinics <= held["off"] <= 0.10 * clinics


@pytest.mark.parametrize("off", [{"shift": -0.8, "widening": 1.4}, {"slower": 1.5}])
def test_a_correction_mends_people_it_never_saw(off) -> None:
    """Of 20 clinics it is seen in all, and the map holds nine of ten of other people's times."""
    rng = np.random.default_rng(4)
    covers = {"before": [], "after": []}
    for _ in range(20):
        found = calibrate_times(clinic(rng, 300, **off))
        assert found.gain.real
        assert found.chance < 0.05
        made = CalibrationMap({"recovery": (found.law.shift[0], found.law.widening[0])}, {"recovery": 300})
        others = clinic(rng, 300, **off)
        mended = np.array([made.band("recovery", tuple(band)) for band in others.bands])
        for name, bands in (("before", others.bands), ("after", mended)):
            given = TimeForecasts(bands, others.earliest, others.latest, others.person)
            covers[name].append(calibrate_times(given).coverage)
    before, after = (np.mean([one.likely for one in covers[name]]) for name in ("before", "after"))
    assert before < 0.85
    assert abs(after - 0.9) < 0.015
    # the map itself is known from 300 people only
    assert np.mean([one.low <= 0.9 <= one.high for one in covers["after"]]) >= 0.8


def test_intervals_of_the_line_hold_the_truth_as_often_as_they_say() -> None:
    """Of 200 clinics of 150 people with calibrated probabilities."""
    rng = np.random.default_rng(6)
    held, clinics = np.zeros(4), 200
    for _ in range(clinics):
        p = rng.beta(3, 1.2, 150)
        found = calibrate_probabilities(p, rng.random(150) < p, np.arange(150))
        (_, low, high), (_, flat, steep) = found.line.intercept, found.line.slope
        held += [low <= 0 <= high, flat <= 1 <= steep, found.chance < 0.05, found.gain.real]
    assert np.all((held[:2] >= 0.90 * clinics) & (held[:2] <= 0.99 * clinics))
    assert 0.01 * clinics <= held[2] <= 0.10 * clinics
    assert held[3] <= 0.03 * clinics


def test_without_censoring_a_fit_is_mean_and_deviation() -> None:
    z = np.random.default_rng(1).normal(0.4, 1.7, 800)
    found = fit_censored(z - 1e-6, z + 1e-6)
    assert found.shift[0] == pytest.approx(z.mean(), abs=1e-4)
    assert found.widening[0] == pytest.approx(z.std(), rel=1e-4)


def test_censored_fit_against_scipy() -> None:
    from scipy.stats import CensoredData, norm

    z = np.random.default_rng(2).normal(0.3, 1.2, 150)
    left, right = np.floor(z * 2) / 2, np.ceil(z * 2) / 2
    right = np.where(z > 1.5, np.inf, right)
    left = np.where(z > 1.5, 1.5, left)
    inside = np.isfinite(right)
    data = CensoredData(right=left[~inside], interval=np.stack((left[inside], right[inside]), axis=1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        place, scale = norm.fit(data)
    found = fit_censored(left, right)
    assert found.shift[0] == pytest.approx(place, abs=2e-3)
    assert found.widening[0] == pytest.approx(scale, rel=2e-3)


@pytest.mark.parametrize(
    ("intercept", "slope", "sureness"),
    [(0.4, 0.7, 1.0), (0.0, 1.0, 1.0), (-0.5, -0.8, 1.0), (0.1, 0.15, 3.0), (-1.0, 0.05, 3.0)],
)
def test_the_line_against_statsmodels(intercept, slope, sureness) -> None:
    """Also where predictions are far too sure, or turned round."""
    models = pytest.importorskip("statsmodels.api", reason="statsmodels belongs to the extra dev")
    rng = np.random.default_rng(5)
    p = np.clip(expit(sureness * logit(rng.uniform(0.05, 0.95, 300))), 0.002, 0.998)
    happened = rng.random(300) < expit(intercept + slope * logit(p))
    judge = models.Logit(happened.astype(float), models.add_constant(logit(p))).fit(disp=0)
    found = fit_line(p, happened)
    ends = judge.conf_int()
    for mine, best, interval in zip((found.intercept, found.slope), judge.params, ends, strict=True):
        assert mine == pytest.approx((best, *interval), abs=1e-4)
    assert found.log_likelihood == pytest.approx(judge.llf, abs=1e-6)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60),
)
@settings(deadline=None, max_examples=200)
def test_the_score_is_the_sum_of_its_parts_where_bins_hold_one_value(rows) -> None:
    p = np.round(np.array([row[0] for row in rows]), 0) * 0.6 + 0.15  # two values, one bin each
    happened = np.array([row[1] for row in rows])
    found = calibrate_probabilities(p, happened, np.arange(len(rows)))
    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    assert 0 <= found.low <= found.observed <= found.high <= 1


@given(
    st.lists(
        st.tuples(st.floats(0.1, 1e4), st.floats(1.01, 20), st.floats(1.01, 20)), min_size=1, max_size=20
    ),
    st.data(),
)
@settings(deadline=None, max_examples=150)
def test_whatever_the_follow_ups_say_shares_are_shares(bands, data) -> None:
    rows = np.array([(middle / low, middle, middle * high) for middle, low, high in bands])
    begun = np.array(
        data.draw(st.lists(st.integers(0, 400), min_size=len(bands), max_size=len(bands))), dtype=float
    )
    waits = data.draw(
        st.lists(st.integers(1, 400) | st.just(math.inf), min_size=len(bands), max_size=len(bands))
    )
    found = calibrate_times(TimeForecasts(rows, begun, begun + np.array(waits), np.arange(len(bands))))
    assert sum(found.shares) == pytest.approx(1.0)
    assert min(found.shares) >= 0
    assert 0 <= found.coverage.least <= found.coverage.most <= 1
    assert 0 <= found.coverage.low <= found.coverage.high <= 1
    assert found.coverage.inside + found.coverage.outside + found.coverage.untold == len(bands)


def test_one_person_is_never_on_both_sides() -> None:
    person = np.repeat(np.arange(20), 3)
    seen = []

    def corrected(mask):
        fitted_to = set(person[mask])

        def score(others):
            assert not fitted_to & set(person[others])
            seen.append(int(others.sum()))
            return np.zeros(int(others.sum()))

        return score

    found = cross_validated(person, np.zeros(60), corrected)
    assert (sum(seen), found.people, found.per_case) == (60, 20, 0.0)
    assert not found.real  # fewer people than are asked for


def test_positions_and_days_are_inverse() -> None:
    band = (30.0, 70.0, 300.0)
    days = np.array([1.0, 30, 50, 70, 200, 300, 900])
    assert days_at(positions(days, np.array([band] * days.size)), band) == pytest.approx(days)
