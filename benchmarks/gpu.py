"""The kernel "gpu" on this machine's NVIDIA GPU: whole runs, a large uniform grid, the memory's own speed.

Usage: pip install 'cryonerve[gpu]', then python benchmarks/gpu.py [--case NAME] [--spacing "0.25 mm"]
[--margin "12 mm"] [--seconds S] [--repeats N] [--cases N]. Without a GPU it says so and measures nothing.

Five lines; `real_time` is how many times faster than the procedure itself they are:

gpu-copy     bandwidth of a copy from device to device, read and written bytes: what no stage can exceed
gpu-freeze   the case on its own graded grid, from the built volume to the finished fields, as freeze.py
gpu-march    the case on its own graded grid, the march alone (`march_real_time`), as ensemble.py tells; and
             with cells of 0.8 mm
gpu-uniform  the same case on cells of one size around its probes: the march alone, all steps and stages,
             without recording and reading fields; `share` is the copy bandwidth it reaches, if every number
             that a stage reads or writes went once through the device's memory. (A small grid stays in its
             cache: share then means nothing.)
gpu-ensemble --cases variants of straight-probe-block with cells of 1 mm in one march, as ensemble.py tells;
             --cases 0 leaves it out
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from time import perf_counter

import ensemble
import numpy as np
from _line import print_line

import cryonerve as cn
from cryonerve.bioheat import discretise, stability
from cryonerve.bioheat.discretise import grid_for
from cryonerve.bioheat.drive import acts_of, probe_temperatures
from cryonerve.bioheat.kernels import why_no_gpu
from cryonerve.bioheat.nesting import nested
from cryonerve.bioheat.problem import Drive
from cryonerve.bioheat.timestep import coefficients, stages_for, step_after
from cryonerve.bioheat.walls import power_caps
from cryonerve.units import parse

COPIED, COPIES = 2**28, 10  # numbers of 4 bytes, copied so often in a row that starting them does not count
# of each cell in a stage: material, volume, three conductances, start, first rate, newer, older (read and
# written), potential (read) and the next one (written)
BYTES = 4 * (1 + 1 + 3 + 1 + 1 + 1 + 2 + 2)


def device() -> str:
    from numba import cuda  # noqa: PLC0415 - only where there is a GPU

    name = cuda.get_current_device().name
    return name.decode() if isinstance(name, bytes) else str(name)


def copy_bandwidth(repeats: int) -> float:
    """Best of some copies, bytes read and written per second."""
    from numba import cuda  # noqa: PLC0415

    source, target = (cuda.device_array(COPIED, np.float32) for _ in range(2))
    best = np.inf
    for _ in range(repeats + 1):
        begin, end = cuda.event(), cuda.event()
        begin.record()
        for _ in range(COPIES):
            target.copy_to_device(source)
        end.record()
        end.synchronize()
        best = min(best, cuda.event_elapsed_time(begin, end) * 1e-3 / COPIES)
    return 2.0 * 4.0 * COPIED / best


def drives(case: cn.Case, grid: discretise.Discretisation, until: float) -> Iterator[Drive]:
    """Steps of the procedure, each as `freeze` would take it while there is ice."""
    stiff = stability.stiffness(grid.problem, grid.materials)
    power_cap = power_caps(case)
    begin, finest = 0.0, float(grid.grid.size[grid.live].min())
    for act in acts_of(case):
        time, end = 0.0, min(act.seconds, until - begin)
        while time < end - 1e-9:
            seconds = min(step_after(time, finest=finest), end - time)
            stages = stages_for(seconds, stiff)
            when = time + seconds * coefficients(stages)[:, 4]
            yield Drive(seconds, stages, probe_temperatures(case, act, when), power_cap, np.ones(1))
            time += seconds
        begin += act.seconds


def uniform(case: cn.Case, spacing: float, margin: float) -> discretise.Discretisation:
    """The case on cells of one size, as far as `margin` beyond where its grid is fine."""
    volume = cn.build(case)
    finest = grid_for(volume, case)[0]
    small = finest.size[:, 0] < 1.1 * finest.size[finest.leaf, 0].min()
    inner = finest.centre[finest.leaf & small]
    low = np.maximum(volume.bounds[0], inner.min(axis=0) - margin)
    high = np.minimum(volume.bounds[1], inner.max(axis=0) + margin)
    faces = tuple(a + spacing * np.arange(int((b - a) / spacing) + 1) for a, b in zip(low, high, strict=True))
    return discretise.discretise(volume, case, nested(faces, 0, lambda points, _: np.ones(len(points))))


def measure_case(case: cn.Case, repeats: int, where: dict[str, object]) -> None:
    volume = cn.build(case)
    records = [cn.freeze(volume, case, kernel="gpu").solver for _ in range(repeats)]
    best, last = min(record.wall for record in records), records[-1]
    print_line(
        "gpu-freeze",
        case=case.name,
        cells=last.cells,
        steps=last.steps,
        stages=last.stages,
        procedure_s=last.procedure,
        s=round(best, 4),
        s_middle=round(statistics.median(record.wall for record in records), 4),
        compile_s=round(records[0].compile, 2),
        real_time=round(last.procedure / best),
        **where,
    )


def measure_uniform(case: cn.Case, options: argparse.Namespace, where: dict[str, object]) -> None:
    from cryonerve.bioheat.kernels.gpu import resident_of  # noqa: PLC0415

    spacing = parse(options.spacing, "length")
    grid = uniform(case, spacing, parse(options.margin, "length"))
    resident = resident_of(grid.problem)
    todo = list(drives(case, grid, options.seconds))
    start, walls = np.zeros(grid.problem.count), []
    for _ in range(options.repeats):
        resident.load(start)
        began = perf_counter()
        for first in range(0, len(todo), resident.at_once):
            resident.go(todo[first : first + resident.at_once])
        walls.append(perf_counter() - began)
    live, cells, stages = int(grid.live.sum()), int(grid.problem.count), sum(drive.stages for drive in todo)
    procedure, best = sum(drive.seconds for drive in todo), min(walls)
    print_line(
        "gpu-uniform",
        case=case.name,
        spacing_mm=spacing * 1e3,
        cells=cells,
        live=int(grid.live.sum()),
        steps=len(todo),
        stages=stages,
        procedure_s=round(procedure, 3),
        s=round(best, 4),
        real_time=round(procedure / best),
        cell_stages_per_s=cells * stages / best,
        GB_per_s=round((BYTES * live + 4 * (cells - live)) * stages / best * 1e-9, 1),
        share=round((BYTES * live + 4 * (cells - live)) * stages / best / (1e9 * where["copy_GB_per_s"]), 3),
        finite=bool(np.isfinite(resident.field()[grid.live]).all()),
        **where,
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", default="tibial-neuroma-child")
    parser.add_argument("--spacing", default="0.25 mm")
    parser.add_argument("--margin", default="12 mm")
    parser.add_argument("--seconds", type=float, default=np.inf)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--cases", type=int, default=256)
    options = parser.parse_args()
    missing = why_no_gpu()
    if missing is not None:
        print(f"benchmarks/gpu.py: nothing is measured: {missing.what}.\n  {missing.remedy}", file=sys.stderr)
        return 0
    case = cn.load(options.case)
    where: dict[str, object] = {"gpu": device()}
    where["copy_GB_per_s"] = round(copy_bandwidth(options.repeats) * 1e-9, 1)
    print_line("gpu-copy", **where)
    measure_case(case, options.repeats, where)
    for spacing in ("", "0.8 mm"):
        one = argparse.Namespace(
            cases=1, spacing=spacing, kernel="gpu", repeats=options.repeats, seconds=options.seconds, alone=0
        )
        ensemble.measure("gpu-march", case, one, **where)
    measure_uniform(case, options, where)
    if options.cases:
        many = argparse.Namespace(
            cases=options.cases, spacing="1 mm", kernel="gpu", repeats=1, seconds=options.seconds, alone=2
        )
        ensemble.measure("gpu-ensemble", cn.load("straight-probe-block"), many, **where)
    return 0


if __name__ == "__main__":
    sys.exit(main())
