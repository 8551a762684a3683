"""The stand-in for the solver: near where it can be, honest where it is not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from cryonerve.planning.sensitivity import sensitivity_of
from cryonerve.planning.surrogate import fit, scores
from cryonerve.planning.unknowns import Unknown
from cryonerve.sources.quantiles import even_draws
from cryonerve.sources.value import Sourced

EVEN = Sourced(0.5, "1", "assumed", "assumed", law="uniform", bounds=(0.0, 1.0))
UNKNOWNS = tuple(Unknown(name, name, EVEN) for name in ("a", "b", "c", "d"))


def test_a_smooth_function_is_followed() -> None:
    at = scores(UNKNOWNS, even_draws(96, 4, seed=1))
    values = 3.0 + at[:, 0] + 0.5 * at[:, 1] ** 2 + 0.3 * at[:, 0] * at[:, 2]
    found = fit(at, values)
    assert found is not None
    assert found.good
    new = scores(UNKNOWNS, even_draws(64, 4, seed=2))
    truth = 3.0 + new[:, 0] + 0.5 * new[:, 1] ** 2 + 0.3 * new[:, 0] * new[:, 2]
    assert np.sqrt(np.mean((found(new) - truth) ** 2)) < 0.1 * truth.std()


def test_noise_is_not_called_good() -> None:
    at = scores(UNKNOWNS, even_draws(128, 4, seed=1))
    found = fit(at, np.random.default_rng(1).normal(size=128))
    assert found is not None
    assert not found.good
    assert found.explained < 0.3


def test_thirty_unknowns_are_screened_with_a_first_look_of_64_runs() -> None:
    """As a scan has: five matter, the ends are cut off. Slopes that were free had explained nothing."""
    at, new = (ndtri(even_draws(count, 31, seed=seed)) for count, seed in ((64, 1), (400, 9)))

    def share(x):
        bent = 0.6 + 0.35 * x[:, 0] + 0.3 * x[:, 3] - 0.12 * x[:, 0] * x[:, 3] + 0.1 * x[:, 7]
        return np.clip(bent + 0.05 * (x[:, 12] + x[:, 20]), 0.0, 1.0)

    found = fit(at, share(at))
    assert found is not None
    assert found.good
    true = 1.0 - np.mean((found(new) - share(new)) ** 2) / share(new).var()
    assert true > 0.9
    assert found.explained <= true  # what it says of itself is no boast


def test_every_run_judges_once() -> None:
    at = scores(UNKNOWNS, even_draws(61, 4, seed=1))
    found = fit(at, at[:, 0])
    assert found is not None
    assert found.held_out == 61


@pytest.mark.parametrize(
    "values", [np.ones(128), np.full(128, np.nan), np.r_[np.arange(20.0), [np.nan] * 108]]
)
def test_nothing_is_fitted_where_there_is_nothing_to_fit(values) -> None:
    assert fit(scores(UNKNOWNS, even_draws(128, 4, seed=1)), values) is None


def test_indices_and_swings_of_a_sum() -> None:
    """y = a + 2 b: first and total indices are 0.2 and 0.8; swings follow from 5 % to 95 %."""
    shares = even_draws(96, 4, seed=1)
    found = sensitivity_of("y", UNKNOWNS, shares, shares[:, 0] + 2.0 * shares[:, 1], seed=1)
    assert found is not None
    assert found.good
    for name, wanted in (("a", 0.2), ("b", 0.8), ("c", 0.0), ("d", 0.0)):
        assert found.first[name] == pytest.approx(wanted, abs=0.05)
        assert found.total[name] == pytest.approx(wanted, abs=0.05)
    assert [item.unknown for item in found.swings[:2]] == ["b", "a"]
    assert found.swings[0].high - found.swings[0].low == pytest.approx(1.8, abs=0.05)
    assert found.middle == pytest.approx(1.5, abs=0.03)
