"""Cost against size: cells of one uniform box, and simulated time of a whole procedure."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
from numba import set_num_threads
from numba.core.config import NUMBA_NUM_THREADS
from numpy.typing import NDArray

import cryonerve as cn
from cryonerve.bioheat.enthalpy import stack
from cryonerve.bioheat.kernels import kernel_named
from cryonerve.bioheat.materials import tissue_curve
from cryonerve.bioheat.problem import Brick, Drive, Problem
from cryonerve.bioheat.warming import warm_up

__all__ = [
    "BYTES",
    "Box",
    "box_of",
    "free_memory",
    "measured_cells",
    "measured_time",
    "sizes_up_to",
    "step_for",
]

SPACING = 0.5e-3  # m
STAGES = 9  # about the mean of a procedure
ICE = 0.3  # radius of the ball of ice as a share of the box's edge: 11 % of its cells
FROZEN = -30.0  # degC
LEAST_STEPS = 3
BYTES = 110  # a cell, at the peak: 85 as measured, and some more


@dataclass(frozen=True, eq=False)
class Box:
    """A uniform box of tissue without probe, skin and vessels, and two fields to start from."""

    problem: Problem
    edge: int
    fastest: float  # m2/s, diffusivity
    cold: float  # J/m3, enthalpy of the ice

    def field(self, *, icy: bool) -> NDArray[np.float64]:
        """(cell,) J/m3: all at body temperature, or with a ball of ice in the middle."""
        if not icy:
            return np.zeros(self.problem.count)
        away = (np.arange(self.edge, dtype=np.float32) - 0.5 * (self.edge - 1)) ** 2
        ball = away[:, None, None] + away[:, None] + away < (ICE * self.edge) ** 2
        return np.where(ball, self.cold, 0.0).ravel()


def box_of(case: cn.Case, edge: int) -> Box:
    """`edge` cells along each axis, of the case's tissue."""
    tissue = case.tissues["test-tissue"]
    curve, shape = tissue_curve(tissue, case.body_temperature), (edge, edge, edge)
    conductances: list[Any] = []  # single precision will do: a kernel's own arrays are
    for axis in range(3):
        g = np.full(shape, SPACING, np.float32)
        np.moveaxis(g, axis, 0)[-1] = 0.0  # the box's end
        conductances.append(g.ravel())
    none, nothing = np.zeros(0, np.int64), np.zeros(0)
    problem = Problem(
        bricks=(Brick(0, shape),),
        material=np.zeros(edge**3, np.int32),
        pieces=stack([curve]),
        inverse_volume=np.full(edge**3, SPACING**-3, np.float32),
        gx=conductances[0],
        gy=conductances[1],
        gz=conductances[2],
        face_a=none,
        face_b=none,
        face_g=nothing,
        sink_cell=none,
        sink_probe=none,
        sink_g=nothing,
        film_cell=none,
        film_g=nothing,
        film_temperature=0.0,
        flow=np.array([tissue.perfusion.value]),
        metabolism=np.array([tissue.metabolic_heat.value]),
        flow_above=np.array([float(curve.enthalpy_at(curve.liquidus))]),
        body_temperature=case.body_temperature,
    )
    return Box(problem, edge, curve.fastest_diffusivity, float(curve.enthalpy_at(FROZEN)))


def step_for(box: Box) -> Drive:
    """The longest step that `STAGES` stages carry; no probe."""
    stiff = 12.0 * box.fastest / SPACING**2
    seconds = 0.95 * 2.0 * ((2 * STAGES + 1) ** 2 - 9) / 16.0 / (1.02 * stiff)
    return Drive(seconds, STAGES, np.zeros((STAGES, 0)), np.zeros(0), np.ones(1))


def free_memory() -> float:
    """Bytes that can be had without swapping; inf where the system does not tell."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable"):
                    return 1024.0 * int(line.split()[1])
        return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (OSError, ValueError):
        return float("inf")


def sizes_up_to(most: float) -> list[int]:
    """Edges of boxes of 1e4 cells, three times as many, and so on up to `most` cells.

    >>> [edge**3 for edge in sizes_up_to(1e5)]
    [10648, 32768, 97336]
    """
    counts = [n for n in 10.0 ** np.arange(4.0, 12.0, 0.5) if n < 0.8 * most]
    return [round(count ** (1.0 / 3.0)) for count in [*counts, most]]


def _stepping(kernel: str, box: Box) -> Callable[[NDArray[np.float64]], Callable[[], object]]:
    """From a field, a function that takes one step on; the GPU keeps its field."""
    drive = step_for(box)
    if kernel == "gpu":
        from cryonerve.bioheat.kernels.gpu import resident_of  # noqa: PLC0415 - only where there is a GPU

        resident = resident_of(box.problem)

        def on_gpu(field: NDArray[np.float64]) -> Callable[[], object]:
            resident.load(field)
            return lambda: resident.go([drive])

        return on_gpu
    advance = kernel_named(kernel)[1]
    # each step from the same field: the ice stays the share that was asked for
    return lambda field: lambda: advance(box.problem, field, drive)


def _best(step: Callable[[], object], threads: int, seconds: float) -> tuple[float, int]:
    """Shortest time of a step, s, and of how many within so many seconds."""
    set_num_threads(threads)
    step()
    walls: list[float] = []
    while len(walls) < LEAST_STEPS or sum(walls) < seconds:
        began = perf_counter()
        step()
        walls.append(perf_counter() - began)
    return min(walls), len(walls)


def measured_cells(case: cn.Case, kernel: str, edge: int, seconds: float) -> Iterator[dict[str, object]]:
    """Seconds per stage and cell, without ice and with, measured for so many seconds each.

    With all threads and with one, the faster counts, as in a procedure: beside a busy neighbour it is one.
    """
    warm_up(kernel)
    began = perf_counter()
    box = box_of(case, edge)
    on = _stepping(kernel, box)
    on(box.field(icy=False))()  # the kernel makes its own arrays
    setup = perf_counter() - began
    several = sorted({1, NUMBA_NUM_THREADS})
    for icy in (False, True):
        step = on(box.field(icy=icy))
        choices = {
            threads: _best(step, threads, seconds) for threads in (several if kernel == "cpu" else (1,))
        }
        threads = min(choices, key=lambda number: choices[number][0])
        best, count = choices[threads]
        set_num_threads(NUMBA_NUM_THREADS)
        yield {
            "kernel": kernel,
            "cells": edge**3,
            "ice_share": round(4.0 / 3.0 * np.pi * ICE**3, 3) if icy else 0.0,
            "stages": STAGES,
            "threads": threads,
            "s": float(f"{best:.4g}"),
            "ns_per_stage_cell": float(f"{1e9 * best / STAGES / edge**3:.4g}"),
            "repeats": count,
            "setup_s": round(setup, 2),
        }


def measured_time(case: cn.Case, kernel: str, cycles: int, repeats: int) -> dict[str, object]:
    """A whole procedure of so many freezes and thaws."""
    case = replace(case, protocol=case.protocol[:2] * cycles)
    volume = cn.build(case)
    records = [cn.freeze(volume, case, kernel=kernel).solver for _ in range(repeats)]
    best = min(records, key=lambda record: record.wall)
    return {
        "kernel": kernel,
        "spacing_mm": round(1e3 * best.spacing, 4),
        "cycles": cycles,
        "cells": best.cells,
        "steps": best.steps,
        "stages": best.stages,
        "procedure_s": best.procedure,
        "s": round(best.wall, 4),
        "repeats": repeats,
    }
