"""Planning a case: how long a search with its full runs takes, and what it reaches.

Usage: python benchmarks/plan.py [--case NAME] [--placements N] [--devices NAME ...] [--seed N] [--no-explain]
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from time import perf_counter

from _line import print_line

import cryonerve as cn
from cryonerve.bioheat import lone_probe


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="tibial-neuroma-child")
    parser.add_argument("--placements", type=int, default=2)
    parser.add_argument("--devices", nargs="*", default=["cryo-s-a13"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-explain", action="store_true")
    options = parser.parse_args()
    case = cn.load(options.case)
    means = replace(case.means, placements=options.placements, devices=tuple(options.devices))
    case = replace(case, means=means)
    warm = replace(case, solver=replace(case.solver, spacing=1.5e-3))
    cn.plan(replace(warm, means=replace(means, placements=1)), explain=False)  # compiles
    lone_probe._lone_field.cache_clear()
    began = perf_counter()
    plan = cn.plan(case, seed=options.seed, explain=not options.no_explain)
    print_line(
        "plan",
        case=options.case,
        placements=options.placements,
        devices=options.devices,
        seed=options.seed,
        explained=not options.no_explain,
        s=round(perf_counter() - began, 2),
        full_runs=plan.runs,
        reached=plan.reached,
        coverage=round(plan.reach.share, 4),
        coverage_estimated=round(plan.estimated.share, 4),
        as_given_estimated=round(plan.before.share, 4),
        length_mm=round(1e3 * plan.reach.length, 2),
        deciding_degC=round(plan.reach.deciding, 2),
        cold_outside_mm3=round(1e9 * plan.collateral),
        stops=len(plan.stops),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
