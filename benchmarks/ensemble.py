"""Many cases in one march against one by one, in the same run: time of both and their ratio.

Usage: python benchmarks/ensemble.py [--case NAME] [--cases N] [--spacing "1 mm"] [--kernel NAME]
[--repeats N] [--seconds S]

The cases are the bundled one with blood flow, both conductivities and what the probes are held at drawn at
random (seed 1); --seconds cuts every step of the protocol. One line:

s            from the built volume to what comes of all cases, without compilation: `prepare_s` for grids and
             problems one by one, `send_s` for what the kernel needs, `march_s` for all steps
cases_per_s  cases over s; `marched_per_s` over march_s, which counts where the problems are there already, as
             does `march_real_time`: how many times faster than one procedure itself the march is
read_s       volumes inside isotherms at the ends of all phases, one case after another; not in s
alone_s      the same cases one by one, best of the repeats; `ratio` is alone_s over s
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np
from _line import print_line

import cryonerve as cn
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat import ensemble
from cryonerve.bioheat.kernels import track_named
from cryonerve.bioheat.result import SolverRecord
from cryonerve.bioheat.warming import warm_up
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze
from cryonerve.sources.tissue import Tissue
from cryonerve.units import parse

DRAWN = {"perfusion": 0.5, "conductivity_frozen": 0.15, "conductivity_unfrozen": 0.1}  # +- share of each
COLDER = 5.0  # +- K of what a probe is held at


def spread(case: Case, count: int, seed: int = 1) -> list[Case]:
    """So many cases around one, as an uncertain patient would have them."""
    rng = np.random.default_rng(seed)

    def drawn(tissue: Tissue) -> Tissue:
        values = {name: getattr(tissue, name) for name in DRAWN}
        return replace(tissue, **{
            name: replace(value, value=value.value * (1.0 + rng.uniform(-1.0, 1.0) * DRAWN[name]))
            for name, value in values.items()
        })  # fmt: skip

    found = []
    for _ in range(count):
        colder = rng.uniform(-COLDER, COLDER)
        protocol = tuple(
            replace(step, temperature=step.temperature + colder) if isinstance(step, Freeze) else step
            for step in case.protocol
        )
        tissues = {name: drawn(tissue) for name, tissue in case.tissues.items()}
        found.append(replace(case, protocol=protocol, tissues=tissues))
    return found


def together(volume: Volume, cases: Sequence[Case], kernel: str) -> dict[str, float]:
    """Seconds of each part of `freeze_together`, and what it did."""
    times = [perf_counter()]

    def lap() -> None:
        times.append(perf_counter())

    batch = ensemble._batch_of([volume] * len(cases), cases, 1.0)
    lap()
    joined = batch.joined
    parts = [cells.start for cells in joined.cells]
    track = track_named(kernel, joined.problem, probes=len(batch.caps), parts=parts)
    lap()
    course = ensemble._march(batch, track, told=lambda _: None, cancel=lambda: False)
    lap()
    record = SolverRecord(kernel, 0.0, 0, course.steps, course.stages, course.time, 0.0, 0.0)
    outcomes = ensemble._outcomes(batch, course, record)
    ice = [max(row.volume for row in outcome.isotherms) for outcome in outcomes]
    lap()
    prepare, send, march, read = np.diff(times).tolist()
    assert all(outcome.stop.good for outcome in outcomes)
    return {
        "live": sum(int(grid.live.sum()) for grid in batch.grids),
        "places": joined.problem.count,
        "steps": course.steps,
        "stages": course.stages,
        "procedure_s": course.time,
        "prepare_s": prepare,
        "send_s": send,
        "march_s": march,
        "read_s": read,
        "s": prepare + send + march,
        "largest_ice_cm3": 1e6 * max(ice),
        "heat_balance_error": outcomes[0].balance.error,
    }


def measure(name: str, case: Case, options: argparse.Namespace, **where: object) -> None:
    """Print the line called `name`."""
    if options.spacing:
        case = replace(case, solver=replace(case.solver, spacing=parse(options.spacing, "length")))
    if np.isfinite(options.seconds):
        steps = tuple(replace(step, seconds=min(step.seconds, options.seconds)) for step in case.protocol)
        case = replace(case, protocol=steps)
    volume, cases, kernel = cn.build(case), spread(case, options.cases), options.kernel
    warm_up(kernel, volume)
    runs, alone = [], []
    for _ in range(options.repeats):
        runs.append(together(volume, cases, kernel))
        some = cases[: options.alone]
        each = [together(volume, [one], kernel)["s"] for one in some]
        alone.append(sum(each) * len(cases) / max(1, len(some)))
    best = min(runs, key=lambda run: run["s"])
    rounded = {key: round(value, 4) if isinstance(value, float) else value for key, value in best.items()}
    rounded["heat_balance_error"] = best["heat_balance_error"]
    rates = {
        "cases_per_s": round(len(cases) / best["s"], 2),
        "marched_per_s": round(len(cases) / best["march_s"], 2),
        "march_real_time": round(best["procedure_s"] / best["march_s"], 1),
    }
    if options.alone:
        rates |= {"alone_s": round(min(alone), 4), "alone": options.alone, "ratio": min(alone) / best["s"]}
    print_line(name, case=case.name, kernel=kernel, cases=len(cases), **rounded, **rates, **where)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", default="straight-probe-block")
    parser.add_argument("--cases", type=int, default=8)
    parser.add_argument("--spacing", default="1 mm")
    parser.add_argument("--kernel", default="cpu", choices=["reference", "cpu", "gpu"])
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=np.inf)
    parser.add_argument("--alone", type=int, default=None, help="so many one by one, scaled up to all")
    options = parser.parse_args()
    options.alone = options.cases if options.alone is None else options.alone
    measure("ensemble", cn.load(options.case), options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
