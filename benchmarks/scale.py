"""Many runs on several processes: what they gain, what scheduling costs, what the store holds; a reckoning.

Usage: python benchmarks/scale.py [--case NAME] [--spacing "1.5 mm"] [--samples N] [--workers 1 2 4]
                                  [--keep [FOLDER]]

Lines:

scale-overhead  tasks without work, `batch` 1 or as `carry_out` chooses: `us` of wall time a task, and tasks a
                second, through this process, processes of this machine ("processes") and a Dask cluster on it
                (a scheduler and 2 workers, all on the same cores, so that the figure is a cautious one)
scale           lean procedures (`freeze_together`, one thread each) a second on so many workers; `efficiency`
                is against one worker, `cores` says how many there are
scale-run       one such procedure alone: seconds of a processor (`cpu_s`), least changed by a busy neighbour
scale-store     bytes a row of 60 numbers that share nothing and 12 parameters, and ms that a write takes
scale-study     10 000 cases x 1000 samples on 100 machines of 16 cores, reckoned from the lines before

--keep writes the lines, and a figure, into a folder (benchmarks/results).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from time import perf_counter, process_time, sleep

import matplotlib as mpl
import numpy as np
from _line import print_line, usable_cores
from _scaled_work import nothing, sample

import cryonerve as cn
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.threads import on_threads
from cryonerve.bioheat.warming import warm_up
from cryonerve.case.case import Case
from cryonerve.planning import Failure, Task, carry_out, cluster, content_key, open_store
from cryonerve.units import parse

HERE = Path(__file__).parent
CASES, SAMPLES, MACHINES, CORES = 10_000, 1000, 100, 16
SETTLE = 60.0  # s for the workers of a cluster to be there
NUMBERS, PARAMETERS = 60, 12
IN_FLIGHT = 400  # messages a worker

Line = dict[str, object]


@contextmanager
def dask(workers: int) -> Iterator[str]:
    """A Dask cluster on this machine, started as docs/planning.md says."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    there = {**os.environ, "NUMBA_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    address = f"tcp://127.0.0.1:{port}"

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
        return subprocess.Popen(command, env=there, stderr=subprocess.DEVNULL)

    running = [
        start("scheduler", "--host", "127.0.0.1", "--port", str(port)),
        start("worker", address, "--nworkers", str(workers), "--nthreads", "1"),
    ]
    try:
        until = perf_counter() + SETTLE
        while perf_counter() < until and not _there(address, workers):
            sleep(0.5)
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def _there(address: str, workers: int) -> bool:
    import distributed  # noqa: PLC0415

    try:
        with distributed.Client(address, timeout=5.0, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=5.0)
    except (OSError, TimeoutError):
        return False
    return True


def overhead(way: str, count: int, *, batch: int | None, **where: object) -> Line:
    """Tasks that do nothing; the first ones, which import and start, are not counted."""
    tasks = [Task(content_key(number), number) for number in range(count)]
    warm, began = count // 5, 0.0
    for number, _ in enumerate(carry_out(tasks, nothing, None, batch=batch, **where)):  # type: ignore[arg-type]
        if number == warm:
            began = perf_counter()
    took = (perf_counter() - began) / (count - warm - 1)
    return print_line(
        "scale-overhead",
        way=way,
        batch=batch or "chosen",
        tasks=count,
        us=round(1e6 * took, 1),
        per_s=round(1 / took),
    )


def crowded(address: str, count: int) -> Line:
    """As many messages as a scheduler of many workers has, so that its pace shows and not their latency."""
    before, cluster.AHEAD = cluster.AHEAD, IN_FLIGHT
    try:
        return overhead("dask, many in flight", count, batch=1, scheduler=address)
    finally:
        cluster.AHEAD = before


def procedures(way: str, many: int, common: object, count: int, **where: object) -> Line:
    """Lean procedures a second, from the first answer on: start and import stand apart."""
    shares = np.random.default_rng(1).uniform(-5.0, 5.0, count + many).tolist()
    tasks = [Task(content_key(share), share) for share in shares]
    start = perf_counter()
    times, answers = [], 0
    for _, outcome in carry_out(tasks, sample, common, **where):  # type: ignore[arg-type]
        assert not isinstance(outcome, Failure), outcome.reason
        times.append(perf_counter())
        answers += 1
    first = times[many - 1]
    rate = (answers - many) / (times[-1] - first)
    return print_line(
        "scale",
        way=way,
        workers=many,
        samples=answers,
        per_s=round(rate, 3),
        start_s=round(first - start, 2),
    )


def one_run(common: tuple[Volume, Case]) -> Line:
    """Seconds of one procedure on one thread, the middle of seven."""
    cpu, wall = [], []
    with on_threads(1):
        for share in np.linspace(-5.0, 5.0, 8):
            began, used = perf_counter(), process_time()
            sample(common, float(share))
            cpu.append(process_time() - used)
            wall.append(perf_counter() - began)
    return print_line(
        "scale-run", cpu_s=round(float(np.median(cpu[1:])), 3), wall_s=round(float(np.median(wall[1:])), 3)
    )


def store() -> Line:
    """Bytes and milliseconds of rows that cannot be compressed."""
    chance = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.zarr"
        writes = []
        with open_store(path, {"seed": 1}, parameters=dict) as rows:
            for number in range(SAMPLES):
                drawn = dict(
                    zip(map(str, range(PARAMETERS)), chance.random(PARAMETERS).tolist(), strict=True)
                )
                names = {f"name {name}": value for name, value in enumerate(chance.random(NUMBERS).tolist())}
                rows.put(Task(content_key(number), drawn), names, 1.0)
                if number % 50 == 0:
                    began = perf_counter()
                    rows.flush()
                    writes.append(perf_counter() - began)
        size = sum(item.stat().st_size for item in path.rglob("*") if item.is_file())
        return print_line(
            "scale-store",
            rows=SAMPLES,
            bytes_per_row=round(size / SAMPLES),
            write_ms=round(1e3 * float(np.median(writes))),
        )


def study(lines: list[Line]) -> Line:
    """The arithmetic, from what was measured here."""
    workers, runs = MACHINES * CORES, CASES * SAMPLES
    seconds = next(float(str(line["cpu_s"])) for line in lines if line["benchmark"] == "scale-run")
    messages = next(
        float(str(line["per_s"]))
        for line in lines
        if line["benchmark"] == "scale-overhead" and line["way"] == "dask, many in flight"
    )
    aim = max(cluster.LEAST, workers / cluster.RATE)
    row = next(float(str(line["bytes_per_row"])) for line in lines if line["benchmark"] == "scale-store")
    return print_line(
        "scale-study",
        runs=runs,
        workers=workers,
        seconds_per_run=round(seconds, 3),
        core_hours=round(runs * seconds / 3600.0),
        hours=round(runs * seconds / 3600.0 / workers, 2),
        single_messages_per_s_needed=round(workers / seconds),
        messages_per_s_measured=round(messages),
        batch_s=aim,
        batches_per_s=round(workers / aim, 1),
        workers_at_one_task_a_message=round(messages * seconds),
        store_GB=round(runs * row / 1e9, 2),
    )


def figure(lines: list[Line], path: Path) -> None:
    """Procedures a second against workers; both axes logarithmic, the ideal line beside."""
    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    whole = lines[-1]
    seconds = float(str(whole["seconds_per_run"]))
    limit = float(str(whole["messages_per_s_measured"]))
    cores = usable_cores()
    all_workers = MACHINES * CORES
    plot, axes = plt.subplots(figsize=(7.5, 5.0), layout="constrained")
    workers = np.geomspace(1, 4 * all_workers, 200)
    axes.loglog(
        workers, workers / seconds, "k--", lw=1.2, zorder=5, label="ideal: workers over seconds of one run"
    )
    batched = np.maximum(cluster.LEAST, workers / cluster.RATE)
    axes.loglog(
        workers, np.minimum(workers / seconds, limit * np.maximum(1.0, batched / seconds)),
        color="#1b6ca8", lw=2, label="reckoned: batches as carry_out chooses them",
    )  # fmt: skip
    axes.loglog(
        workers, np.minimum(workers / seconds, limit), color="#c0504d", lw=2, ls="-.",
        label=f"reckoned: a message a run, the scheduler's end at {limit:.0f} a second",
    )  # fmt: skip
    for way, mark, colour in (("processes", "o", "#e08214"), ("dask", "s", "#222222")):
        found = [
            (line["workers"], line["per_s"])
            for line in lines
            if line["benchmark"] == "scale" and line["way"] == way
        ]
        if found:
            axes.loglog(*zip(*found, strict=True), mark, ms=8, mfc="none", mew=1.8, color=colour,
                        label=f"measured here, {way}")  # fmt: skip
    axes.axvspan(0.8, cores, color="0.92", zorder=0)
    axes.text(
        cores * 1.1,
        axes.get_ylim()[0] * 1.1,
        f"grey: the {cores} cores of this machine",
        fontsize=8,
        va="bottom",
    )
    axes.axvline(all_workers, color="0.5", lw=0.8)
    said = (
        f"{MACHINES} machines of {CORES} cores:\n{CASES:,} x {SAMPLES:,} runs in {whole['hours']} h".replace(
            ",", " "
        )
    )
    axes.text(all_workers * 0.93, axes.get_ylim()[0] * 1.4, said, ha="right", va="bottom", fontsize=8)
    axes.set(xlabel="worker processes, one thread each", ylabel="runs a second", xlim=(0.8, 4 * all_workers))
    load = max(float(str(line["load"])) for line in lines)
    said = f"Lean runs of {seconds:.2g} s: measured on {cores} cores (load up to {load:.0f}), reckoned beyond"
    axes.set_title(said, fontsize=10)
    axes.legend(fontsize=8, loc="upper left")
    plot.savefig(path, dpi=130)


def arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", default="straight-probe-block")
    parser.add_argument("--spacing", default="1.5 mm")
    parser.add_argument("--samples", type=int, default=40, help="procedures for each worker that has a core")
    parser.add_argument("--tasks", type=int, default=8000, help="tasks without work, for the overhead")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--keep", type=Path, nargs="?", const=HERE / "results")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    options = arguments(words)
    case = cn.load(options.case)
    case = replace(case, solver=replace(case.solver, spacing=parse(options.spacing, "length")))
    volume = cn.build(case)
    warm_up("cpu", volume)
    lines = [
        overhead("this process", options.tasks, batch=None, workers=1),
        overhead("processes", options.tasks, batch=1, workers=2),
        overhead("processes", 5 * options.tasks, batch=None, workers=2),
        store(),
        one_run((volume, case)),
    ]
    with dask(2) as address:
        lines.append(overhead("dask", options.tasks // 8, batch=1, scheduler=address))
        lines.append(crowded(address, options.tasks // 2))
        lines.append(overhead("dask", 5 * options.tasks, batch=None, scheduler=address))
    for workers in options.workers:
        count = options.samples * min(workers, usable_cores())
        for way in ("processes", "dask"):
            if way == "processes":
                lines.append(procedures(way, workers, (volume, case), count, workers=workers))
                continue
            with dask(workers) as address:
                lines.append(procedures(way, workers, (volume, case), count, scheduler=address, batch=1))
    lines.append(study(lines))
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        name = options.keep / f"{datetime.now(UTC):%Y-%m-%d}-scale"
        name.with_suffix(".jsonl").write_text(
            "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8"
        )
        figure(lines, name.with_suffix(".png"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
