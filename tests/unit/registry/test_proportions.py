"""Shares: zeros, exact intervals, and the beta-binomial against a brute search."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import betabinom, binomtest

from cryonerve.errors import InputError
from cryonerve.registry.proportions import beta_binomial, exact_interval, logits

COUNTS = [([26, 15, 3, 47], [31, 20, 5, 53]), ([1, 9, 2], [20, 20, 20]), ([0, 3, 1], [30, 13, 40])]


@pytest.mark.parametrize(("x", "n"), [(0, 30), (12, 31), (31, 31), (1, 1)])
def test_exact_interval_is_that_of_scipy(x, n):
    other = binomtest(x, n).proportion_ci(method="exact")
    assert exact_interval(x, n) == pytest.approx((other.low, other.high))


def test_half_a_case_is_added_where_needed_only_or_everywhere():
    y, v = logits([0, 5], [10, 10])
    assert y == pytest.approx([math.log(0.5 / 10.5), 0.0])
    assert v == pytest.approx([1 / 0.5 + 1 / 10.5, 0.4])
    y, _ = logits([0, 4], [10, 10], continuity="everywhere")
    assert y[1] == pytest.approx(math.log(4.5 / 6.5))
    with pytest.raises(InputError, match="Did you mean 'everywhere'"):
        logits([1], [2], continuity="everywher")


@pytest.mark.parametrize(("x", "n"), COUNTS)
def test_the_beta_binomial_is_at_its_maximum(x, n):
    found = beta_binomial(x, n)

    def cost(parameters):
        a, b = np.exp(parameters)
        return -np.sum(betabinom.logpmf(x, n, a, b))

    starts = ([0.0, 0.0], [3.0, 1.0], [1.0, 3.0], [5.0, 5.0])
    best = min((minimize(cost, start, method="Nelder-Mead") for start in starts), key=lambda item: item.fun)
    assert found.log_likelihood >= -best.fun - 1e-4  # rounding of gamma functions of 1e8
    if found.dispersion > 0:
        size = (1 - found.dispersion) / found.dispersion
        a, b = found.mean * size, (1 - found.mean) * size
        assert np.sum(betabinom.logpmf(x, n, a, b)) == pytest.approx(found.log_likelihood, abs=1e-6)


@pytest.mark.parametrize(("x", "n"), COUNTS)
def test_the_profile_interval_ends_where_the_likelihood_has_fallen_enough(x, n):
    found = beta_binomial(x, n)
    for end in (found.low, found.high):

        def cost(log_size, end=end):
            size = math.exp(log_size)
            return -np.sum(betabinom.logpmf(x, n, end * size, (1 - end) * size))

        grid = np.linspace(-6.0, 12.0, 4001)
        profile = -min(cost(look) for look in grid)
        assert found.log_likelihood - profile == pytest.approx(1.920729, abs=2e-4)


def test_series_that_scatter_less_than_chance_are_binomial():
    found = beta_binomial([10, 10, 10], [20, 20, 20])
    assert found.dispersion == 0.0
    assert found.mean == pytest.approx(0.5, abs=1e-6)


def test_zeros_everywhere_say_next_to_nothing():
    found = beta_binomial([0, 0], [30, 121])
    assert (found.mean, found.low) == (0.0, 0.0)
    assert math.isnan(found.dispersion)
    assert found.high == pytest.approx(1 - math.exp(-1.920729 / 2), abs=1e-3)  # all or nothing fits, too
    turned = beta_binomial([30, 121], [30, 121])
    assert (turned.mean, turned.high) == (1.0, 1.0)
    assert turned.low == pytest.approx(1 - found.high, abs=1e-6)


@pytest.mark.parametrize(("x", "n"), [([1], [2]), ([3, 1], [2, 2]), ([1, 1], [2, 0]), ([1, 1], [2])])
def test_counts_that_cannot_be_are_refused(x, n):
    with pytest.raises(InputError):
        beta_binomial(x, n)
