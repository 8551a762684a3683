"""What heat owes to nobody's specification: no new extremes, no preferred direction, no place of its own.

Every kernel by itself, on random problems of several materials and bricks.

Extremes: super time steps on cells that freeze are not monotone for every step, so these are the steps that
`freeze` takes after a switch. The tolerance is that of single precision over many stages, 1 mK; 1e-9 K in
double precision. Turned, mirrored and moved: sums of the same numbers in another order, the same tolerances.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numba import config

from cryonerve.bioheat.problem import Drive, Problem
from cryonerve.bioheat.stability import stiffness
from cryonerve.bioheat.timestep import stages_for, step_after
from tests.kernels.random_problems import BODY, EDGE, Drawn, draw, drive_for, enthalpy_at
from tests.kernels.rearranging import GENERATORS, TURNS, shifted, turned
from tests.kernels.test_against_reference import KELVIN, every, nested
from tests.verification.chain import alone

EXACT = 1e-9  # K, in double precision
SIMULATED = bool(config.ENABLE_CUDASIM)  # a thousand times slower than a GPU
STEPS = {"reference": 12, "cpu": 120, "gpu": 2 if SIMULATED else 40}
WAYS = {"reference": GENERATORS, "cpu": TURNS, "gpu": GENERATORS[:1] if SIMULATED else TURNS}

# start (degC; None: cells drawn between -70 and 40) and what both probes are held at
SITUATIONS = {"freezing": (37.0, -85.0), "thawing": (-40.0, 40.0), "rough": (None, -60.0)}


def tolerance(name: str) -> float:
    return EXACT if name == "reference" else KELVIN


@every
@nested
@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_temperature_outside_the_range_of_start_and_boundaries(name: str, bricks: int, situation) -> None:
    start, held = SITUATIONS[situation]
    drawn = draw(31, film=bricks == 1, bricks=bricks)
    problem = replace(drawn.problem, metabolism=np.zeros_like(drawn.problem.metabolism))
    enthalpy = drawn.enthalpy
    if start is not None:
        enthalpy = enthalpy_at(problem, drawn.materials, np.full(problem.count, start))
    first = drawn.temperature(enthalpy)
    around = (held, BODY, problem.film_temperature)
    low, high = min(*around, np.nanmin(first)), max(*around, np.nanmax(first))
    advance, stiff, time = alone(name), stiffness(problem, drawn.materials), 0.0
    for _ in range(STEPS[name]):
        seconds = step_after(time, finest=EDGE)
        stages = stages_for(seconds, stiff)
        drive = Drive(seconds, stages, np.full((stages, 2), held), np.full(2, np.inf), np.ones(1))
        enthalpy = advance(problem, enthalpy, drive).enthalpy
        time += seconds
        now = drawn.temperature(enthalpy)
        assert np.nanmin(now) >= low - tolerance(name), f"at {time:.3g} s"
        assert np.nanmax(now) <= high + tolerance(name), f"at {time:.3g} s"
    assert np.nanmax(np.abs(now - first)) > 1.0  # it did freeze, thaw, or level out


class Moving:
    """One step of a drawn problem, and of the same cells standing elsewhere."""

    def __init__(self, name: str, drawn: Drawn) -> None:
        self.name, self.drawn, self.drive = name, drawn, drive_for(drawn, 0.3)
        self.advance, self.live = alone(name), drawn.problem.live
        self.here = self.advance(drawn.problem, drawn.enthalpy, self.drive)
        moved = drawn.temperature(self.here.enthalpy) - drawn.temperature(drawn.enthalpy)
        assert np.nanmax(np.abs(moved)) > 1.0

    def alike(self, problem: Problem, where: np.ndarray) -> None:
        """Cell by cell and joule by joule; `where` is the new number of every old cell."""
        drawn, live = self.drawn, self.live
        start, back = np.zeros(problem.count), np.zeros(drawn.problem.count)
        start[where[live]] = drawn.enthalpy[live]
        there = self.advance(problem, start, self.drive)
        back[live] = there.enthalpy[where[live]]
        difference = drawn.temperature(back) - drawn.temperature(self.here.enthalpy)
        assert np.nanmax(np.abs(difference)) < tolerance(self.name)
        relative = 1e-9 if self.name == "reference" else 1e-5
        heat = [np.array([*result.extracted, result.skin, result.blood]) for result in (self.here, there)]
        np.testing.assert_allclose(heat[1], heat[0], atol=relative * np.abs(heat[0]).max(), rtol=relative)
        np.testing.assert_allclose(there.power, self.here.power, rtol=1e-4, atol=1e-6)


@every
@nested
def test_turned_and_mirrored(name: str, bricks: int) -> None:
    """All 48 ways to lay the grid onto itself: 24 turns by 90 degrees, with and without a mirror.

    For the reference, which is slow and exact, those that all others are made of.
    """
    assert len(set(TURNS)) == 48
    moving = Moving(name, draw(32, film=False, bricks=bricks))
    for turn in WAYS[name]:
        moving.alike(*turned(moving.drawn.problem, turn))


@every
@nested
def test_moved_within_a_larger_box(name: str, bricks: int) -> None:
    """By one, two or three cells along each axis, and along all."""
    moving = Moving(name, draw(33, film=bricks == 1, bricks=bricks))
    for before in ((1, 0, 0), (0, 2, 0), (0, 0, 3), (3, 1, 2))[: 1 if SIMULATED else None]:
        moving.alike(*shifted(moving.drawn.problem, before))
