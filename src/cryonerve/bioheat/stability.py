"""How fast a discrete problem may decay: what limits an explicit step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.materials import Material
from cryonerve.bioheat.problem import Problem

__all__ = ["decay_rates", "stiffness"]

Floats = NDArray[np.float64]


def stiffness(problem: Problem, materials: Sequence[Material], *, frozen: bool) -> float:
    """Largest decay rate of any cell, 1/s; `frozen` as in `decay_rates`."""
    return float(decay_rates(problem, materials, frozen=frozen).max())


def decay_rates(problem: Problem, materials: Sequence[Material], *, frozen: bool) -> Floats:
    """Bound of the decay rate (cell,) 1/s by Gershgorin's circles: conduction, sinks, skin and perfusion.

    With `frozen` every cell counts with the fastest diffusivity of its curve, else with the unfrozen one.
    """
    of_material = [m.curve.fastest_diffusivity if frozen else m.curve.unfrozen_diffusivity for m in materials]
    fast = np.array(of_material)[problem.material]
    rate = np.zeros(problem.count)
    for brick in problem.bricks:
        for axis, g in enumerate((problem.gx, problem.gy, problem.gz)):
            low, high = brick.sides(axis)
            pair = g[low] * (fast[low] + fast[high])
            rate[low] += pair
            rate[high] += pair
    pair = problem.face_g * (fast[problem.face_a] + fast[problem.face_b])
    rate += np.bincount(problem.face_a, pair, problem.count)
    rate += np.bincount(problem.face_b, pair, problem.count)
    np.add.at(rate, problem.sink_cell, np.abs(problem.sink_g) * fast[problem.sink_cell])
    least = np.array([_least_capacity(m) for m in materials])
    np.add.at(rate, problem.film_cell, problem.film_g / least[problem.material[problem.film_cell]])
    return np.asarray(rate * problem.inverse_volume + (problem.flow / least)[problem.material] * problem.live)


def _least_capacity(material: Material) -> float:
    rise, heat = np.diff(material.curve.temperature), np.diff(material.curve.enthalpy)
    return float(np.min(heat[rise > 0.0] / rise[rise > 0.0]))
