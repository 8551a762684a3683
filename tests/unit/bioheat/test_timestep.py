"""Super time steps: weights, stability, and lengths."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.timestep import FIRST_STEP, LONGEST_STEP, coefficients, stages_for, step_after

STAGES = (3, 5, 9, 15, 31)


def amplification(z: float, stages: int) -> float:
    """Growth in one step of y' = L y with z = L dt, by the scheme's own recurrence."""
    before, now = 1.0, 1.0 + coefficients(stages)[0, 2] * z
    for mu, nu, mut, gat, _ in coefficients(stages)[1:]:
        before, now = now, mu * now + nu * before + (1.0 - mu - nu) + mut * z * now + gat * z
    return now


@pytest.mark.parametrize("stages", STAGES)
def test_second_order(stages: int) -> None:
    """1 + z + z2/2 + O(z3)."""
    for z in (1e-2, 5e-3):
        assert abs(amplification(-z, stages) - np.exp(-z)) < 0.2 * z**3


@pytest.mark.parametrize("stages", STAGES)
def test_stable_up_to_its_limit(stages: int) -> None:
    limit = 0.5 * (stages**2 + stages - 2)  # on the negative axis: Euler's 2 times (s2 + s - 2) / 4
    grid = np.linspace(0.0, limit, 2000)
    assert np.abs([amplification(-z, stages) for z in grid]).max() <= 1.0 + 1e-9
    assert abs(amplification(-1.4 * limit, stages)) > 1.0


@pytest.mark.parametrize("stages", STAGES)
def test_stages_evaluate_within_the_step_in_order(stages: int) -> None:
    when = coefficients(stages)[:, 4]
    assert when[0] == 0.0
    assert (np.diff(when) > 0.0).all()
    assert when[-1] < 1.0


@pytest.mark.parametrize("seconds", [0.01, 0.1, 1.0, 3.0])
@pytest.mark.parametrize("stiffness", [0.1, 5.0, 60.0, 900.0])
def test_enough_stages_and_not_more(seconds: float, stiffness: float) -> None:
    """Euler is stable up to 2 over the largest decay rate, a super step (s2 + s - 2) / 4 times as far."""
    stages = stages_for(seconds, stiffness)
    assert stages % 2 == 1
    assert (stages**2 + stages - 2) / 4.0 >= seconds * stiffness / 2.0
    if stages > 3:
        fewer = stages - 2
        assert (fewer**2 + fewer - 2) / 4.0 < 1.02 * seconds * stiffness / 2.0


@pytest.mark.parametrize("finest", [0.1e-3, 0.25e-3, 0.4e-3, 0.5e-3, 1e-3])
def test_steps_are_short_after_a_switch(finest: float) -> None:
    lengths = [step_after(t, finest=finest) for t in np.linspace(0.0, 120.0, 200)]
    assert FIRST_STEP[0] <= lengths[0] <= FIRST_STEP[1]
    assert (np.diff(lengths) >= 0.0).all()
    assert LONGEST_STEP[0] <= max(lengths) <= LONGEST_STEP[1]
    assert step_after(1.0, scale=0.5, finest=finest) == pytest.approx(0.5 * step_after(1.0, finest=finest))


@pytest.mark.parametrize("since", [0.0, 1.0, 7.0, 100.0])
def test_finer_cells_never_take_longer_steps(since: float) -> None:
    lengths = [step_after(since, finest=finest) for finest in np.linspace(0.0, 1e-3, 41)]
    assert (np.diff(lengths) >= 0.0).all()
    assert step_after(since) == lengths[0]


@pytest.mark.parametrize("stiffness", [10.0, 100.0, 1000.0])
def test_the_first_step_needs_few_stages(stiffness: float) -> None:
    """So that cells beside a wall that has just jumped do not overshoot it."""
    assert stages_for(step_after(0.0, stiffness=stiffness), stiffness) <= 5
