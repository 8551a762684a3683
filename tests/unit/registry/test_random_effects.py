"""Random effects on small examples that can be checked by hand, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cryonerve.errors import InputError
from cryonerve.registry.random_effects import EGGER_FROM, egger, leave_one_out, random_effects
from cryonerve.registry.variance_between import ESTIMATORS, between, q_profile, weighted_q

EFFECTS, VARIANCES = [0.0, 1.0, 4.0], [0.5, 0.5, 0.5]


@pytest.mark.parametrize("method", ESTIMATORS)
def test_equal_variances_give_the_plain_mean_and_variance(method):
    """With equal v every estimator is the sample variance less v."""
    found = random_effects(EFFECTS, VARIANCES, method=method)
    assert found.estimate == pytest.approx(np.mean(EFFECTS))
    assert found.tau2 == pytest.approx(np.var(EFFECTS, ddof=1) - 0.5, rel=1e-6)
    # Hartung-Knapp is then the t interval of the plain mean
    half = 4.302652729911275 * math.sqrt(np.var(EFFECTS, ddof=1) / 3)
    assert (found.low, found.high) == pytest.approx((5 / 3 - half, 5 / 3 + half))
    assert found.weights == pytest.approx((1 / 3, 1 / 3, 1 / 3))


@pytest.mark.parametrize("method", ESTIMATORS)
def test_studies_that_agree_have_no_variance_between_them(method):
    found = random_effects([1.0, 1.01, 0.99], [0.5, 0.2, 0.3], method=method)
    assert found.tau2 == 0.0
    assert found.i2 == 0.0
    assert found.tau2_low == 0.0
    assert found.low > found.plain_low  # the interval that agreement makes too short


def test_prediction_is_wider_than_the_interval_and_absent_for_two():
    found = random_effects(EFFECTS, VARIANCES)
    assert found.prediction_low < found.low < found.estimate < found.high < found.prediction_high
    assert math.isnan(random_effects([0.0, 1.0], [0.5, 0.5]).prediction_low)


def test_paule_mandel_makes_q_what_is_expected():
    y, v = np.array([0.0, 1.0, 4.0, 2.0]), np.array([0.2, 0.5, 0.3, 0.9])
    assert weighted_q(y, v, between(y, v, "PM")) == pytest.approx(3.0)


def test_reml_is_a_maximum():
    y, v = np.array([0.0, 1.0, 4.0, 2.0]), np.array([0.2, 0.5, 0.3, 0.9])

    def likelihood(tau2):
        total = v + tau2
        return -0.5 * (np.log(total).sum() + np.log((1 / total).sum()) + weighted_q(y, v, tau2))

    best = between(y, v, "REML")
    assert all(likelihood(best) >= likelihood(best * factor) for factor in (0.5, 0.9, 0.99, 1.01, 1.1, 2.0))


def test_q_profile_ends_hold_the_quantiles():
    y, v = np.array([0.0, 1.0, 4.0, 2.0]), np.array([0.2, 0.5, 0.3, 0.9])
    low, high = q_profile(y, v)
    assert weighted_q(y, v, low) == pytest.approx(9.348404)  # chi2, 3 degrees of freedom, 97.5 %
    assert weighted_q(y, v, high) == pytest.approx(0.215795, rel=1e-5)


def test_leaving_one_out_is_pooling_the_others():
    without = leave_one_out(EFFECTS, VARIANCES)
    again = random_effects(EFFECTS[1:], VARIANCES[1:])
    assert (without[0].estimate, without[0].low, without[0].tau2) == (again.estimate, again.low, again.tau2)
    assert leave_one_out([0.0, 1.0], [0.5, 0.5]) == ()


def test_egger_is_silent_below_ten_studies_and_without_a_line():
    y, v = [0.1 * item for item in range(12)], [0.1 + 0.02 * item for item in range(12)]
    assert egger(y[: EGGER_FROM - 1], v[: EGGER_FROM - 1]) is None
    assert egger(y, v) is not None
    assert egger(y, [0.1] * 12) is None


@pytest.mark.parametrize(
    ("effects", "variances", "method", "words"),
    [
        ([1.0], [1.0], "REML", "no pool"),
        ([1.0, 2.0], [1.0], "REML", "no pool"),
        ([1.0, 2.0], [1.0, 0.0], "REML", "not above 0"),
        ([1.0, math.nan], [1.0, 1.0], "REML", "no number"),
        ([1.0, 2.0], [1.0, 1.0], "REM", "Did you mean 'REML'"),
    ],
)
def test_what_is_no_pool_is_refused(effects, variances, method, words):
    with pytest.raises(InputError, match=words):
        random_effects(effects, variances, method=method)
