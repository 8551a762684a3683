"""Super time stepping: coefficients, number of stages, length of steps.

Runge-Kutta-Legendre of second order (RKL2): Meyer, Balsara & Aslam 2014, J Comput Phys 257:594. With s stages
a step is stable up to (s^2 + s - 2) / 4 times the explicit Euler limit.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

__all__ = ["FIRST_STEP", "LONGEST_STEP", "coefficients", "stages_for", "step_after", "step_within"]

Floats = NDArray[np.float64]

FINE, USUAL = 0.25e-3, 0.5e-3  # m, smallest cells; between these the following change in proportion
FIRST_STEP = (0.04, 0.08)  # s after a switch
EARLY_GROWTH = (0.05, 0.08)  # of the time since the switch, while it is EARLY
LONGEST_STEP = (3.0, 4.0)  # s
EARLY, STEP_GROWTH = 5.0, 0.12  # s, and growth after it
# Over the fastest decay time: a longer first step, of more than 5 stages, lets cells beside a wall that has
# just jumped overshoot its temperature
FIRST_DECAYS = 7.0


def step_after(
    seconds_since_switch: float, *, scale: float = 1.0, finest: float = 0.0, stiffness: float = 0.0
) -> float:
    """Length of the next step (s): short after a switch, growing with the time since.

    Parameters
    ----------
    finest : m, the smallest cells. They say how much of a wall's first cold layer is resolved at all: with
        cells of 0.5 mm, steps as short as 0.25 mm need made no reading or radius better (ARCHITECTURE.md).
    stiffness : largest decay rate, 1/s; 0 where it does not matter.

    Examples
    --------
    >>> [round(step_after(since), 2) for since in (0.0, 5.0, 60.0)]
    [0.04, 0.29, 3.0]
    >>> [round(step_after(since, finest=0.5e-3), 2) for since in (0.0, 5.0, 60.0)]
    [0.08, 0.48, 4.0]
    """
    share = min(max((finest - FINE) / (USUAL - FINE), 0.0), 1.0)
    first, growth, longest = (
        low + share * (high - low) for low, high in (FIRST_STEP, EARLY_GROWTH, LONGEST_STEP)
    )
    if stiffness > 0.0:
        first = min(first, FIRST_DECAYS / stiffness)
    early, late = min(seconds_since_switch, EARLY), max(seconds_since_switch - EARLY, 0.0)
    return scale * min(first + growth * early + STEP_GROWTH * late, longest)


def step_within(wished: float, left: float) -> float:
    """Length of a step (s) that was wished for, where only `left` remain: no tiny rest is left over.

    Examples
    --------
    >>> step_within(3.0, 2.0), step_within(3.0, 3.5), step_within(3.0, 30.0)
    (2.0, 1.75, 3.0)
    """
    seconds = min(wished, left)
    return 0.5 * left if seconds < left < 1.3 * seconds else seconds


def stages_for(seconds: float, stiffness: float) -> int:
    """Fewest stages (odd, >= 3) that are stable for a step; `stiffness` is the largest decay rate, 1/s.

    Examples
    --------
    >>> stages_for(1.0, 60.0)
    11
    """
    ratio = 1.02 * seconds * stiffness / 2.0
    count = ceil(0.5 * (sqrt(9.0 + 16.0 * ratio) - 1.0))
    return max(3, count + 1 - count % 2)


@lru_cache(maxsize=256)
def coefficients(stages: int) -> Floats:
    """(stage, 5): mu, nu, mu~, gamma~ and the time (share of the step) at which each stage evaluates.

    Row j - 1 belongs to stage j: Y_j = mu Y_{j-1} + nu Y_{j-2} + (1 - mu - nu) Y_0
    + dt (mu~ L(Y_{j-1}) + gamma~ L(Y_0)).
    """
    s = stages
    b = np.full(s + 1, 1.0 / 3.0)
    for j in range(2, s + 1):
        b[j] = (j * j + j - 2.0) / (2.0 * j * (j + 1.0))
    w = 4.0 / (s * s + s - 2.0)
    when = [0.0, w / 3.0, *((j * j + j - 2.0) / (s * s + s - 2.0) for j in range(2, s + 1))]
    rows = np.zeros((s, 5))
    rows[0] = (1.0, 0.0, b[1] * w, 0.0, 0.0)
    for j in range(2, s + 1):
        mu = (2.0 * j - 1.0) / j * b[j] / b[j - 1]
        nu = -(j - 1.0) / j * b[j] / b[j - 2]
        rows[j - 1] = (mu, nu, mu * w, -(1.0 - b[j - 1]) * mu * w, when[j - 1])
    return rows
