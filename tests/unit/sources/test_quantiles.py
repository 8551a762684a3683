"""Draws follow the law that a number's spread belongs to."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cryonerve.errors import InputError
from cryonerve.sources.quantiles import even_draws, quantile
from cryonerve.sources.value import Sourced

SHARES = even_draws(4096, 1, seed=3)[:, 0]


def number(**more) -> Sourced:
    return Sourced(2.0, "1", "assumed", "assumed", **more)


@pytest.mark.parametrize(
    ("drawn", "mean", "deviation"),
    [
        (number(spread=0.3), 2.0, 0.3),
        (number(law="uniform", bounds=(1.0, 4.0)), 2.5, 3.0 / np.sqrt(12.0)),
        (number(law="triangular", bounds=(1.0, 4.0)), 7.0 / 3.0, np.sqrt((1 + 16 + 4 - 4 - 2 - 8) / 18.0)),
    ],
    ids=["normal", "uniform", "triangular"],
)
def test_mean_and_deviation(drawn, mean, deviation) -> None:
    values = quantile(drawn, SHARES)
    assert values.mean() == pytest.approx(mean, abs=0.01)
    assert values.std() == pytest.approx(deviation, rel=0.02)


def test_logarithmic_laws() -> None:
    values = np.log(quantile(number(law="lognormal", spread=0.4), SHARES))
    assert (values.mean(), values.std()) == pytest.approx((np.log(2.0), 0.4), abs=0.01)
    values = quantile(number(law="loguniform", bounds=(0.5, 8.0)), SHARES)
    assert np.median(values) == pytest.approx(2.0, rel=0.01)
    assert (values.min(), values.max()) == pytest.approx((0.5, 8.0), rel=0.02)


def test_the_laws_are_those_of_scipy() -> None:
    triangular = number(law="triangular", bounds=(1.0, 4.0))
    np.testing.assert_allclose(quantile(triangular, SHARES), stats.triang.ppf(SHARES, 1.0 / 3.0, 1.0, 3.0))
    np.testing.assert_allclose(quantile(number(spread=0.3), SHARES), stats.norm.ppf(SHARES, 2.0, 0.3))


@pytest.mark.parametrize("law", ["uniform", "loguniform", "triangular"])
def test_bounds_that_coincide_leave_one_value(law) -> None:
    assert np.unique(quantile(number(law=law, bounds=(2.0, 2.0)), SHARES)).tolist() == [2.0]


def test_least_cuts_a_normal_law_and_no_other() -> None:
    free = quantile(number(spread=2.0), SHARES)
    cut = quantile(number(spread=2.0), SHARES, least=0.5)
    assert free.min() < 0.5
    np.testing.assert_array_equal(cut, np.maximum(free, 0.5))
    bounded = number(law="uniform", bounds=(0.0, 4.0))
    np.testing.assert_array_equal(quantile(bounded, SHARES, least=0.5), quantile(bounded, SHARES))


def test_a_law_without_its_bounds_is_refused() -> None:
    with pytest.raises(InputError, match="no bounds"):
        quantile(number(law="uniform"), SHARES)


def test_a_seed_is_a_seed() -> None:
    assert np.array_equal(even_draws(40, 5, 7), even_draws(40, 5, 7))
    assert not np.array_equal(even_draws(40, 5, 7), even_draws(40, 5, 8))
