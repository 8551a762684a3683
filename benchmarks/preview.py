"""A plan moved by hand: time of an answer, and its distance from the full solver with and without an anchor.

Usage: python benchmarks/preview.py [--case NAME] [--moves N] [--most MM] [--repeats N] [--seed N]
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from time import perf_counter

import numpy as np
from _line import print_line

import cryonerve as cn
from cryonerve.bioheat.surface_distance import surface_distances
from cryonerve.case.case import Case


def moved(case: Case, random: np.random.Generator, most: float) -> Case:
    """Every probe moved by up to `most` metres in any direction, and tilted by some degrees."""
    probes = []
    for probe in case.probes:
        way = random.normal(size=3)
        tip = np.array(probe.tip) + random.uniform(0.0, most) * way / np.linalg.norm(way)
        axis = np.array(probe.axis) + random.normal(0.0, 0.05, 3)
        probes.append(
            replace(probe, tip=tuple(tip.tolist()), axis=tuple((axis / np.linalg.norm(axis)).tolist()))
        )
    return replace(case, probes=tuple(probes))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="tibial-neuroma-child")
    parser.add_argument("--moves", type=int, default=4)
    parser.add_argument("--most", type=float, default=2.0, help="mm that a tip is moved at most")
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    case = replace(cn.load(options.case), sensors=())
    volume, random = cn.build(case), np.random.default_rng(options.seed)
    cn.freeze(volume, case)  # compiles
    began = perf_counter()
    plain = cn.preview(volume, case)
    prepared = perf_counter() - began
    anchored = cn.preview(volume, case, anchor=cn.freeze(volume, case))
    anchored.at(case)
    seconds, ways = [], {"plain": [], "anchored": []}
    for _ in range(options.moves):
        there = moved(case, random, options.most * 1e-3)
        seconds += [anchored.at(there).seconds for _ in range(options.repeats)]
        full = cn.freeze(volume, there)
        ways["plain"].append(surface_distances(plain.at(there), full))
        ways["anchored"].append(surface_distances(anchored.at(there), full))
    errors = {}
    for kind, found in ways.items():
        for surface in found[0]:
            far = np.percentile(np.concatenate([one[surface] for one in found]), 95)
            errors[f"{kind}_{surface}_mm"] = round(float(far) * 1e3, 3)
    print_line(
        "preview",
        case=options.case,
        cells=anchored.at(case).nadir.size,
        moves=options.moves,
        most_mm=options.most,
        s=round(min(seconds), 5),
        s_middle=round(float(np.median(seconds)), 5),
        repeats=len(seconds),
        prepare_s=round(prepared, 2),
        **errors,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
