"""A spread of the published case: 200 procedures, all cores, and how near a sample is to the plan's own run.

Usage: python benchmarks/spread.py [--samples N] [--case NAME] [--workers N]
"""

from __future__ import annotations

import argparse
import sys
import time

from _line import print_line

import cryonerve as cn
from cryonerve.planning import spread


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--case", default="tibial-neuroma-child")
    parser.add_argument("--workers", type=int, default=None)
    options = parser.parse_args()
    case = cn.load(options.case)
    volume = cn.build(case)
    spread(case, volume, samples=8, error=0.0, workers=1)  # compiles
    began = time.perf_counter()
    found = spread(case, volume, samples=options.samples, error=0.0, workers=options.workers)
    seconds = time.perf_counter() - began
    name = "isotherms / freeze 1 / -20C / volume_mm3"
    print_line(
        "spread",
        case=options.case,
        samples=len(found.values),
        failed=len(found.failed),
        seconds=round(seconds, 1),
        seconds_a_sample=round(seconds / len(found.values), 3),
        bias_of_the_cold_zone=round(found.bias[name] / found.planned[name], 4),
        goal=None if found.goal is None else found.goal.ok,
        surrogates={item.number: round(item.explained, 3) for item in found.sensitivities},
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
