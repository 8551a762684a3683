from __future__ import annotations

import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.landmark_registration import Landmark, fit_landmarks, target_error
from cryonerve.scans.registering import error_quantile
from cryonerve.scans.rigid import at_places, fit_rigid, from_small, moved

PLACES = np.array([[0, 0, 0], [60, 0, 10], [0, 50, -20], [30, -40, 80], [-20, 10, 120], [50, 40, 60]]) * 1e-3


def pairs(moving, fixed):
    return [Landmark(tuple(one), tuple(other)) for one, other in zip(moving, fixed, strict=True)]


@pytest.mark.parametrize("count", [3, 4, 6])
def test_target_error_is_that_of_drawn_clicks(count):
    """Fitzpatrick's formula against 3000 registrations with landmarks set to 1.5 mm."""
    rng = np.random.default_rng(count)
    landmarks, error = PLACES[:count], 1.5e-3
    targets = np.array([[20, 10, 30], [0, 0, 150], [-60, 40, 0]]) * 1e-3
    misses = []
    for _ in range(3000):
        clicked = landmarks + error / np.sqrt(3.0) * rng.normal(size=landmarks.shape)
        transform = fit_rigid(clicked, landmarks)
        misses.append(moved(transform, targets) - targets)
    measured = np.sqrt((np.array(misses) ** 2).sum(axis=2).mean(axis=0))
    assert target_error(landmarks, error, targets) == pytest.approx(measured, rel=0.04)


def test_covariance_and_formula_agree():
    fit = fit_landmarks(pairs(PLACES, PLACES), least=2e-3)
    points = np.random.default_rng(1).normal(size=(20, 3)) * 0.1
    expected = target_error(PLACES, 2e-3, points)
    assert at_places(fit.covariance, fit.centre, points) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("count", [3, 4, 6])
def test_the_stated_error_holds_as_often_as_it_says(count):
    """What the residuals of 3, 4 or 6 landmarks tell holds 95 of 100 targets."""
    rng = np.random.default_rng(count)
    target = np.array([[20, 10, 30]]) * 1e-3
    held = []
    for _ in range(700):
        true = from_small(rng.normal(size=6) * [0.2, 0.2, 0.2, 0.02, 0.02, 0.02], np.zeros(3))
        places = moved(true, PLACES[:count])
        clicked = places + 1e-3 * rng.normal(size=places.shape)
        fit = fit_landmarks(pairs(PLACES[:count], clicked))
        miss = np.linalg.norm(moved(fit.transform, target) - moved(true, target))
        spread = at_places(fit.covariance, fit.centre, moved(true, target))[0]
        held.append(miss <= error_quantile(fit.freedom) * spread)
    assert 0.925 <= np.mean(held) <= 0.975


def test_a_landmark_on_the_wrong_spot_is_named():
    fixed = PLACES.copy()
    fixed[2] += [0, 0, 15e-3]
    fit = fit_landmarks(pairs(PLACES, fixed), least=1e-3)
    assert 2 in fit.suspicious
    assert fit.held_out[2] > 12e-3
    assert fit_landmarks(pairs(PLACES, PLACES), least=1e-3).suspicious == ()


def test_the_same_landmark_twice_is_refused():
    twice = np.concatenate([PLACES, PLACES[:1]])
    with pytest.raises(ScanError, match="same place"):
        fit_landmarks(pairs(twice, twice))
