"""Seconds a simulated ultrasound frame takes, and what a scanner costs before its first frame.

Usage: python benchmarks/image.py [--repeats N] [--depth MM] [--frequency MHZ]

The bundled block is frozen coarsely first: a frame's time does not depend on the solver's cells.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from time import perf_counter

import numpy as np
from _line import print_line

import cryonerve as cn
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.ultrasound import scanner_of


def coarse_ice(volume: Volume, case: Case) -> Freezing:
    """The example frozen coarsely, which takes a second."""
    coarse = replace(case, solver=replace(case.solver, spacing=1.5e-3))
    return cn.freeze(volume, coarse)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--depth", type=float, default=40.0, help="mm")
    parser.add_argument("--frequency", type=float, default=12.0, help="MHz")
    options = parser.parse_args()
    case = cn.load("straight-probe-block")
    volume = cn.build(case)
    freezing = coarse_ice(volume, case)
    wanted = {"depth": 1e-3 * options.depth, "frequency": 1e6 * options.frequency}
    scanner_of(freezing, volume, case, **wanted).frame(120.0)  # compiles
    began = perf_counter()
    scanner = scanner_of(freezing, volume, case, **wanted)
    prepared = perf_counter() - began
    maps, frames = [], []
    for number in range(options.repeats):
        began = perf_counter()
        seen = scanner.scene.at(4.0 * number)
        mapped = perf_counter()
        scanner.renderer.frame(seen, scanner.display, number)
        maps.append(mapped - began)
        frames.append(perf_counter() - mapped)
    total = np.add(maps, frames)
    rows, columns = scanner.renderer.inside.shape
    print_line(
        "image",
        transducer=scanner.renderer.beams.transducer.name,
        frequency_MHz=options.frequency,
        picture_mm=[round(1e3 * scanner.renderer.pixel * side, 1) for side in (rows, columns)],
        pixels=[rows, columns],
        echoes=list(scanner.renderer.echoes.level.shape),
        repeats=options.repeats,
        prepare_s=round(prepared, 3),
        map_ms=round(1e3 * float(np.median(maps)), 1),
        render_ms=round(1e3 * float(np.median(frames)), 1),
        s=round(float(np.median(total)), 5),
        s_best=round(float(total.min()), 5),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
