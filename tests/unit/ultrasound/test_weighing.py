"""Weighing members is the Kalman filter where everything is linear, and keeps its head among outliers."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.ultrasound.weighing import equal_weights, weigh


def linear(seed: int, members: int = 60):
    rng = np.random.default_rng(seed)
    state, operator = rng.normal(size=(members, 3)), rng.normal(size=(3, 5))
    return state, operator, rng.normal(size=5) * 0.5, np.full(5, 0.7)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_mean_and_covariance_are_the_kalman_filters(seed) -> None:
    state, operator, seen, deviation = linear(seed)
    weights, told = weigh(equal_weights(len(state)), state @ operator, seen, deviation)
    assert told.outliers == 0.0
    prior = np.cov(state.T)
    total = operator.T @ prior @ operator + np.diag(deviation**2)
    gain = prior @ operator @ np.linalg.inv(total)
    off = seen - (state @ operator).mean(axis=0)
    after = weights @ state
    assert after.mean(axis=0) == pytest.approx(state.mean(axis=0) + gain @ off)
    assert np.cov(after.T) == pytest.approx(prior - gain @ operator.T @ prior)
    assert told.squared == pytest.approx(off @ np.linalg.inv(total) @ off)
    assert weights.sum(axis=1) == pytest.approx(1.0)


def test_one_look_after_another_is_both_at_once() -> None:
    state, operator, seen, deviation = linear(3)
    predicted = state @ operator
    both, _ = weigh(equal_weights(60), predicted, seen, deviation)
    first, _ = weigh(equal_weights(60), predicted[:, :2], seen[:2], deviation[:2])
    after, _ = weigh(first, predicted[:, 2:], seen[2:], deviation[2:])
    assert (after @ state).mean(axis=0) == pytest.approx((both @ state).mean(axis=0))
    assert np.cov((after @ state).T) == pytest.approx(np.cov((both @ state).T))


def test_a_wild_ray_hardly_moves_what_the_others_say() -> None:
    rng = np.random.default_rng(4)
    prior = rng.normal(3.0, 0.5, (80, 1))
    predicted, seen = np.repeat(prior, 9, axis=1), np.full(9, 3.4)
    calm, _ = weigh(equal_weights(80), predicted, seen, np.full(9, 0.3))
    seen = np.append(seen[:-1], 9.0)
    wild, told = weigh(equal_weights(80), predicted, seen, np.full(9, 0.3))
    assert told.outliers == pytest.approx(1 / 9)
    assert (wild @ prior).mean() == pytest.approx((calm @ prior).mean(), abs=0.08)
    assert told.probability < 1e-6


def test_agreement_is_chi_squared_when_the_model_is_right() -> None:
    rng = np.random.default_rng(5)
    chances = []
    for _ in range(300):
        prior = rng.normal(size=(100, 2))
        operator = rng.normal(size=(2, 4))
        seen = rng.normal(size=2) @ operator + rng.normal(0.0, 0.5, 4)
        chances.append(weigh(equal_weights(100), prior @ operator, seen, np.full(4, 0.5))[1].probability)
    # twice the smaller of two that hang together: never more often below a level than that level says
    for level in (0.01, 0.05, 0.2):
        assert level / 4 <= np.mean(np.array(chances) < level) <= level + 0.03


def test_errors_that_all_have_one_sign_are_noticed_among_many() -> None:
    prior = np.random.default_rng(6).normal(0.0, 0.1, (100, 1))
    predicted = np.repeat(prior, 40, axis=1)
    shifted = np.full(40, 1.0)
    scattered = np.where(np.arange(40) % 2, 1.0, -1.0)
    deviation = np.full(40, 0.25)
    _, told = weigh(equal_weights(100), predicted, shifted, deviation)
    assert told.probability < 1e-3
    deviation = np.full(40, 1.0)
    _, calm = weigh(equal_weights(100), predicted, scattered, deviation)
    assert calm.probability > 0.2
