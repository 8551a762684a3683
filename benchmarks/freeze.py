"""Time of the whole procedure without import, compilation and writing: best and middle of some runs.

Usage: python benchmarks/freeze.py [--cases NAME ...] [--repeats N] [--spacing "0.5 mm"] [--kernel NAME]
"""

from __future__ import annotations

import argparse
import statistics
import sys
from dataclasses import replace

from _line import print_line

import cryonerve as cn
from cryonerve.units import parse


def measure(name: str, options: argparse.Namespace) -> None:
    case = cn.load(name)
    if options.spacing:
        case = replace(case, solver=replace(case.solver, spacing=parse(options.spacing, "length")))
    volume = cn.build(case)
    freezings = [cn.freeze(volume, case, kernel=options.kernel) for _ in range(options.repeats)]
    walls = [freezing.solver.wall for freezing in freezings]
    record = freezings[-1].solver
    print_line(
        "freeze",
        case=name,
        kernel=record.kernel,
        spacing_mm=record.spacing * 1e3,
        cells=record.cells,
        steps=record.steps,
        stages=record.stages,
        procedure_s=record.procedure,
        s=round(min(walls), 3),
        s_middle=round(statistics.median(walls), 3),
        repeats=len(walls),
        heat_balance_error=freezings[-1].balance.error,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="+", default=["straight-probe-block", "tibial-neuroma-child"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--spacing", default="")
    parser.add_argument("--kernel", default=None)
    options = parser.parse_args()
    for name in options.cases:
        measure(name, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
