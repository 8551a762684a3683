"""The published two-level case: error of its isotherms against time, by spacing and time step.

Usage: python benchmarks/published_case.py [--spacings MM ...] [--scales S ...] [--reference MM] [--repeats N]

Read are the radii of -1, -20 and -40 degC around the middle of each probe's active part, in eight
directions, at the ends of all phases; -1 degC stands for the edge of the ice, which lies between -0.5 and
-0.6 degC in lean tissue. The answer is the same case on cells of `--reference` mm with half the time steps,
which takes a minute or two: no other solver knows this anatomy. Radii are read in another run than the one
that is timed, by rows of thermocouples on the very same grid, none closer than 0.65 mm to a wall.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from itertools import accumulate, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from _line import print_line  # noqa: E402
from work_precision.problem import outermost  # noqa: E402

import cryonerve as cn  # noqa: E402
from cryonerve.bioheat.probe_boundary import placements_of  # noqa: E402
from cryonerve.case.case import Sensor  # noqa: E402

Floats = NDArray[np.float64]

CASE = "tibial-neuroma-child"
LEVELS = (-1.0, -20.0, -40.0)  # degC
DIRECTIONS = 0.3 + 0.25 * np.pi * np.arange(8)
ROWS = 0.65 + 0.15 * np.arange(60)  # mm from the wall


def case_of(spacing: float, name: str = CASE) -> cn.Case:
    """The case on cells of `spacing` mm, without thermocouples of its own."""
    case = cn.load(name)
    return replace(case, solver=replace(case.solver, spacing=1e-3 * spacing), sensors=())


def watched(case: cn.Case) -> cn.Case:
    """The same case with thermocouples: probes slowest, then directions, then distances."""
    sensors = []
    for probe in placements_of(case):
        middle = probe.tip + 0.5 * probe.active_length * probe.axis
        first = np.cross(probe.axis, (1.0, 0.0, 0.0))
        first /= np.linalg.norm(first)
        second = np.cross(probe.axis, first)
        for angle, row in product(DIRECTIONS, ROWS):
            away = (probe.radius + 1e-3 * row) * (np.cos(angle) * first + np.sin(angle) * second)
            sensors.append(Sensor(str(len(sensors)), tuple((middle + away).tolist())))
    return replace(case, sensors=tuple(sensors))


def radii(case: cn.Case, volume: cn.Volume, step_scale: float) -> Floats:
    """(phase, probe, direction, level) mm from the wall; nan where there is no such isotherm."""
    history = cn.freeze(volume, watched(case), step_scale=step_scale).sensors
    values = history.values.reshape(len(history.times), len(case.probes), len(DIRECTIONS), len(ROWS))
    ends = list(accumulate(step.seconds for step in case.protocol))
    rows = [values[np.abs(history.times - end).argmin()] for end in ends]
    return np.array(
        [[[[outermost(ROWS, line, t) for t in LEVELS] for line in probe] for probe in row] for row in rows]
    )


def measure(spacing: float, step_scale: float, answer: Floats, repeats: int) -> None:
    case = case_of(spacing)
    volume = cn.build(case)
    found = radii(case, volume, step_scale)
    off, lost = np.abs(found - answer), np.isnan(found) != np.isnan(answer)
    records = [cn.freeze(volume, case, step_scale=step_scale).solver for _ in range(repeats)]
    best = min(records, key=lambda record: record.wall)
    worst = {
        f"worst_{level:g}C_mm": round(float(np.nanmax(off[..., n])), 3) for n, level in enumerate(LEVELS)
    }
    print_line(
        "published-case",
        case=CASE,
        kernel=best.kernel,
        spacing_mm=spacing,
        step_scale=step_scale,
        cells=best.cells,
        steps=best.steps,
        stages=best.stages,
        procedure_s=best.procedure,
        s=round(best.wall, 3),
        repeats=repeats,
        real_time=round(best.procedure / best.wall, 1),
        worst_mm=round(float(np.nanmax(off)), 3),
        missing=int(lost.sum()),
        rms_mm=round(float(np.sqrt(np.nanmean(off**2))), 3),
        worst_while_frozen_mm=round(float(np.nanmax(off[::2])), 3),
        **worst,
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--spacings", nargs="+", type=float, default=[1.0, 0.8, 0.7, 0.6, 0.5, 0.4], help="mm"
    )
    parser.add_argument("--scales", nargs="+", type=float, default=[2.0, 1.0], help="of the time steps")
    parser.add_argument("--reference", type=float, default=0.25, help="mm")
    parser.add_argument("--repeats", type=int, default=3, help="best of so many")
    options = parser.parse_args()
    finest = case_of(options.reference)
    answer = radii(finest, cn.build(finest), 0.5)
    for spacing, step_scale in product(options.spacings, options.scales):
        measure(spacing, step_scale, answer, options.repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
