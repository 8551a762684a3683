"""Work and precision: error against time for every kernel, spacing and time step; cost against size.

Usage: python benchmarks/precision.py [--keep [FOLDER]] [--parts precision cells time] [--kernels NAME ...]
       [--spacings MM ...] [--scales S ...] [--poses NAME ...] [--repeats N] [--most CELLS] [--quick]
       python benchmarks/precision.py --draw FILE.jsonl --keep [FOLDER]

One JSON line a run on standard output, what is left out on standard error. --keep also writes the lines, the
tables and two plots, named by the day, into benchmarks/results. Read README.md before quoting.

precision  one probe in uniform tissue, against the converged axisymmetric answer (computed by the first run,
           which takes minutes, and kept); `s` is the best of N runs
cells      seconds per stage and cell on uniform boxes up to --most cells; boxes that do not fit into the free
           memory are named and left out
time       seconds of whole procedures of 1, 2, 4, ... freezes and thaws
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from _line import print_line  # noqa: E402
from work_precision import drawing  # noqa: E402
from work_precision.judge import answer_for  # noqa: E402
from work_precision.problem import POSES, Answer, case_for, errors, watched  # noqa: E402
from work_precision.scaling import (  # noqa: E402
    BYTES,
    free_memory,
    measured_cells,
    measured_time,
    sizes_up_to,
)

import cryonerve as cn  # noqa: E402
from cryonerve.bioheat.kernels import KERNELS, why_no_gpu  # noqa: E402
from cryonerve.case.protocol import Step  # noqa: E402
from cryonerve.errors import GridError  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
SPACINGS = (1.4, 1.0, 0.7, 0.5, 0.35, 0.25)  # mm
SLOW_FROM = 1.0  # mm: the NumPy kernel runs on spacings no finer than this, at the usual time steps only
ENOUGH = 10.0  # s spent on one kind of run, after which it is not repeated again
SCALING_SPACING = 0.7  # mm
PARTS = ("precision", "cells", "time")
Line = dict[str, Any]


def quick(options: argparse.Namespace) -> tuple[Step, ...]:
    """Settings that take seconds and mean nothing but that everything runs; the protocol they use."""
    freeze, thaw, *_ = cn.load("straight-probe-block").protocol
    options.spacings, options.scales, options.poses = [1.4, 1.0], [2.0, 1.0], ["tilted"]
    options.repeats, options.most, options.cycles, options.rings = 1, 3e4, [1, 2], 0.25
    return replace(freeze, seconds=20.0), replace(thaw, seconds=5.0)


def usable(names: list[str]) -> list[str]:
    missing = why_no_gpu() if "gpu" in names else None
    if missing is not None:
        print(f"kernel gpu is left out: {missing.what}.\n  {missing.remedy}", file=sys.stderr)
    return [name for name in names if name != "gpu" or missing is None]


def wanted(options: argparse.Namespace, kernels: list[str]) -> Iterator[tuple[str, str, float, float]]:
    """(pose, kernel, spacing mm, step scale) of every run."""
    for pose in options.poses:
        for kernel in kernels:
            for spacing in sorted(options.spacings, reverse=True):
                for scale in options.scales:
                    if kernel != "reference" or (spacing >= SLOW_FROM and scale == 1.0):
                        yield pose, kernel, spacing, scale


def measure(
    pose: str, case: cn.Case, answer: Answer, *, kernel: str, step_scale: float, repeats: int
) -> Line:
    """One kernel, spacing and step: read with thermocouples in one run, timed without them in others."""
    volume, seen = cn.build(case), watched(case, pose)
    off = cn.freeze(volume, seen, kernel=kernel, step_scale=step_scale)
    # the slow kernel runs once: beside what it takes, reading thermocouples is nothing
    records, most = ([off.solver], 1) if kernel == "reference" else ([], repeats)
    while len(records) < most and sum(item.wall for item in records) < ENOUGH:
        records.append(cn.freeze(volume, case, kernel=kernel, step_scale=step_scale).solver)
    best = min(records, key=lambda record: record.wall)
    if off.solver.cells != best.cells:
        raise RuntimeError(f"thermocouples change the grid: {off.solver.cells} cells, timed {best.cells}")
    wrong = errors(seen, off, answer)
    return {
        "case": case.name,
        "pose": pose,
        "kernel": best.kernel,
        "spacing_mm": round(1e3 * (case.solver.spacing or best.spacing), 4),
        "finest_mm": round(1e3 * best.spacing, 4),
        "step_scale": step_scale,
        "cells": best.cells,
        "steps": best.steps,
        "stages": best.stages,
        "procedure_s": best.procedure,
        "s": round(best.wall, 4),
        "repeats": len(records),
        "real_time": round(best.procedure / best.wall, 1),
        "radius_max_mm": finite(wrong.radius_max),
        "radius_rms_mm": finite(wrong.radius_rms),
        "radius_at": wrong.radius_at,
        "thermocouple_max_K": finite(wrong.thermocouple_max),
        "thermocouple_rms_K": finite(wrong.thermocouple_rms),
        "answer_spacing_mm": answer.spacing,
        "answer_known_mm": answer.known_mm,
        "answer_known_kelvin": answer.known_kelvin,
    }


def finite(value: float) -> float | None:
    """Rounded; None where an isotherm is missing, for JSON knows no infinity."""
    return round(value, 4) if np.isfinite(value) else None


def precision(options: argparse.Namespace, kernels: list[str], protocol: tuple[Step, ...]) -> Iterator[Line]:
    answer = answer_for(case_for("along z", 1.0, protocol), options.rings, options.reference)
    for pose, kernel, spacing, scale in wanted(options, kernels):
        case = case_for(pose, spacing, protocol)
        numbers = measure(pose, case, answer, kernel=kernel, step_scale=scale, repeats=options.repeats)
        yield print_line("precision", **numbers)


def cells(options: argparse.Namespace, kernels: list[str]) -> Iterator[Line]:
    case = case_for("along z", 1.0)
    for kernel in kernels:
        for edge in sizes_up_to(options.most) if kernel != "reference" else ():
            needed, free = BYTES * edge**3, free_memory()
            if needed > 0.8 * free:
                words = f"{needed / 2**30:.1f} GiB are needed, {free / 2**30:.1f} GiB are free"
                print(f"{edge**3} cells are left out: about {words}", file=sys.stderr)
                break
            try:
                for numbers in measured_cells(case, kernel, edge, 0.05 if options.quick else 0.5):
                    yield print_line("scaling-cells", **numbers)
            except GridError as error:
                print(f"{edge**3} cells are left out: {error}", file=sys.stderr)
                break


def times(options: argparse.Namespace, kernels: list[str], protocol: tuple[Step, ...]) -> Iterator[Line]:
    case = case_for("tilted", SCALING_SPACING, protocol)
    for kernel in kernels:
        for cycles in options.cycles if kernel != "reference" else ():
            yield print_line("scaling-time", **measured_time(case, kernel, cycles, options.repeats))


def measured(options: argparse.Namespace) -> Iterator[Line]:
    protocol = quick(options) if options.quick else ()
    kernels = usable(options.kernels)
    if "precision" in options.parts:
        yield from precision(options, kernels, protocol)
    if "cells" in options.parts:
        yield from cells(options, kernels)
    if "time" in options.parts:
        yield from times(options, kernels, protocol)


def keep(lines: list[Line], folder: Path) -> None:
    """Lines, tables and plots, named by the day."""
    folder.mkdir(parents=True, exist_ok=True)
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / f"{day}-precision.jsonl").write_text(text, encoding="utf-8")
    (folder / f"{day}-precision.md").write_text(drawing.table(lines), encoding="utf-8")
    kinds = {line["benchmark"] for line in lines}
    if "precision" in kinds:
        drawing.draw_precision(lines, folder / f"{day}-precision.png")
    if kinds & {"scaling-cells", "scaling-time"}:
        drawing.draw_scaling(lines, folder / f"{day}-scaling.png")


def read(path: Path) -> list[Line]:
    """The lines of a file that this benchmark made; make bench writes all benchmarks into one."""
    lines = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]
    return [line for line in lines if line["benchmark"] in ("precision", "scaling-cells", "scaling-time")]


def arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--kernels", nargs="+", choices=KERNELS, default=list(KERNELS))
    parser.add_argument("--spacings", nargs="+", type=float, default=list(SPACINGS), help="mm")
    parser.add_argument("--scales", nargs="+", type=float, default=[2.0, 1.0, 0.5], help="of the time steps")
    parser.add_argument("--poses", nargs="+", choices=list(POSES), default=list(POSES))
    parser.add_argument("--repeats", type=int, default=3, help="best of so many")
    parser.add_argument("--most", type=float, default=5e7, help="cells of the largest box")
    parser.add_argument("--cycles", nargs="+", type=int, default=[1, 2, 4, 8], help="freezes and thaws")
    parser.add_argument("--rings", type=float, default=0.0625, help="mm, of the converged answer")
    parser.add_argument(
        "--reference", type=Path, default=RESULTS / "reference", help="folder that keeps the answer"
    )
    parser.add_argument("--keep", type=Path, nargs="?", const=RESULTS, help="write table and plots")
    parser.add_argument("--draw", type=Path, help="measure nothing, draw these lines")
    parser.add_argument("--quick", action="store_true", help="seconds instead of minutes; says nothing")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    options = arguments(words)
    lines = read(options.draw) if options.draw else list(measured(options))
    if not lines:
        print("benchmarks/precision.py: there is nothing to show", file=sys.stderr)
        return 1
    if options.keep:
        keep(lines, options.keep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
