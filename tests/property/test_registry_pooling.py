"""Pools do not hang on the order of studies, on the unit, or on where zero lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.registry.proportions import beta_binomial, exact_interval, logits
from cryonerve.registry.random_effects import random_effects
from cryonerve.registry.variance_between import ESTIMATORS

STUDIES = st.lists(
    st.tuples(st.floats(-5, 5), st.floats(0.01, 10.0)), min_size=3, max_size=12
)  # effect, variance
COUNTS = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=6
)
METHODS = st.sampled_from(sorted(ESTIMATORS))
NUMBERS = ("estimate", "low", "high", "prediction_low", "prediction_high")


def numbers(found):
    return np.array([getattr(found, name) for name in NUMBERS])


@given(STUDIES, METHODS, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(studies, method, random):
    mixed = list(studies)
    random.shuffle(mixed)
    one = random_effects(*zip(*studies, strict=True), method=method)
    other = random_effects(*zip(*mixed, strict=True), method=method)
    assert numbers(one) == pytest.approx(numbers(other), rel=1e-6, abs=1e-6)
    assert sum(one.weights) == pytest.approx(1.0)


@given(STUDIES, METHODS, st.floats(0.01, 100.0), st.floats(-50.0, 50.0))
def test_another_unit_or_zero_gives_the_same_pool(studies, method, factor, shift):
    y, v = (np.array(item) for item in zip(*studies, strict=True))
    one = random_effects(y, v, method=method)
    other = random_effects(factor * y + shift, factor**2 * v, method=method)
    assert other.tau2 == pytest.approx(factor**2 * one.tau2, rel=1e-4, abs=1e-4 * factor**2)
    assert numbers(other) == pytest.approx(factor * numbers(one) + shift, rel=1e-4, abs=1e-4 * factor)


@given(STUDIES, METHODS)
def test_the_pool_lies_among_its_studies(studies, method):
    y, v = zip(*studies, strict=True)
    found = random_effects(y, v, method=method)
    assert min(y) - 1e-9 <= found.estimate <= max(y) + 1e-9
    assert found.tau2_low <= found.tau2_high
    assert 0.0 <= found.i2 <= 1.0
    assert found.tau2 >= 0.0


@settings(deadline=None, max_examples=25)
@given(COUNTS)
def test_counting_the_others_turns_the_share_around(counts):
    x, n = zip(*counts, strict=True)
    one = beta_binomial(x, n)
    other = beta_binomial([b - a for a, b in counts], n)
    assert one.mean == pytest.approx(1.0 - other.mean, abs=2e-4)
    assert one.low == pytest.approx(1.0 - other.high, abs=2e-3)
    assert one.low - 1e-9 <= one.mean <= one.high + 1e-9
    assert one.mean >= min(a / b for a, b in counts) - 1e-3
    assert one.mean <= max(a / b for a, b in counts) + 1e-3


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_exact_interval_holds_its_share_and_turns_around(count):
    x, n = count
    low, high = exact_interval(x, n)
    assert 0.0 <= low <= x / n <= high <= 1.0
    assert exact_interval(n - x, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)
    y, v = logits([x], [n])
    assert np.isfinite(y).all()
    assert (v > 0).all()
