"""cryonerve and general PDE packages on one published problem: time to equal error.

Usage: python benchmarks/peers.py [--peers NAME ...] [--layouts NAME ...] [--spacings MM ...] [--seconds 120]
       [--limit S] [--out FILE]

One JSON line a run on standard output, the table of times to equal error on standard error. Packages that are
not installed are named and left out. Every run has a process of its own, so that memory and threads are its
own and a run that exceeds the limit can be ended; it is then reported as such. Read README.md before quoting.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from _line import print_line  # noqa: E402
from side_by_side.equal_error import rows_of, shown  # noqa: E402
from side_by_side.problem import AGREED, Task, errors  # noqa: E402


@dataclass(frozen=True)
class Peer:
    """A package: what it is imported as, the file that uses it, its layouts and their spacings in mm."""

    module: str
    file: str
    spacings: dict[str, tuple[float, ...]]


USUAL = (1.4, 1.0, 0.7, 0.5, 0.35)
PEERS = {
    "cryonerve": Peer("cryonerve", "with_cryonerve", {"box": (2.0, *USUAL[:-1])}),
    "fipy": Peer("fipy", "with_fipy", {"box": USUAL[:-1], "rings": USUAL[:-1], "axisymmetric": USUAL}),
    "scikit-fem": Peer("skfem", "with_skfem", {"box": USUAL[:-1], "rings": USUAL, "axisymmetric": USUAL}),
    "py-pde": Peer(
        "pde", "with_pypde", {"box": (0.65, 0.325, 0.2167), "axisymmetric": (0.5, 0.26, 0.19, 0.13)}
    ),
}
LAYOUTS = {
    "box": "3-D, cells along x, y, z",
    "rings": "3-D, rings around the probe (favour)",
    "axisymmetric": "2-D axisymmetric (favour)",
}


@dataclass(frozen=True)
class Run:
    solver: str
    layout: str
    spacing: float
    seconds: float


def measure(run: Run) -> None:
    """One run in this process, and its line."""
    peer = PEERS[run.solver]
    solution = import_module(f"side_by_side.{peer.file}").solve(Task(run.spacing, run.seconds, run.layout))
    worst, where, volume = errors(solution)
    print_line(
        "peers",
        **named(run),
        cells=solution.cells,
        steps=solution.steps,
        s=round(solution.seconds, 4),
        setup_s=round(solution.setup, 3),
        compile_s=round(solution.compile, 2),
        error_mm=round(worst, 4) if np.isfinite(worst) else None,
        error_at=where,
        volume_error_percent=round(volume, 2),
        method=solution.method,
    )


def named(run: Run) -> dict[str, object]:
    return {
        "solver": run.solver,
        "version": version(run.solver),
        "layout": run.layout,
        "dimension": 2 if run.layout == "axisymmetric" else 3,
        "spacing_mm": run.spacing,
        "procedure_s": run.seconds,
    }


def in_own_process(run: Run, limit: float) -> dict[str, object]:
    """The line of a run; without "s" where it took too long or failed."""
    command = [sys.executable, "-W", "ignore", __file__, "--one", "--peers", run.solver]
    command += ["--layouts", run.layout, "--spacings", str(run.spacing), "--seconds", str(run.seconds)]
    # threads for dot products of some ten thousand numbers cost more than they give
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit, env=environment, check=True
        )
    except subprocess.TimeoutExpired:
        ended: dict[str, object] = {"exceeded_s": limit}
    except subprocess.CalledProcessError as problem:
        ended = {"failed": (problem.stderr.strip().splitlines() or ["no message"])[-1]}
    else:
        print(done.stdout, end="", flush=True)
        return json.loads(done.stdout.splitlines()[-1])
    print_line("peers", **named(run), **ended)
    return named(run) | ended


def installed(names: list[str]) -> list[str]:
    found = [name for name in names if find_spec(PEERS[name].module)]
    for name in names:
        if name not in found:
            words = f"{name} is not installed and left out; python -m pip install 'cryonerve[peers]' adds it"
            print(words, file=sys.stderr)
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--layouts", nargs="+", choices=list(LAYOUTS), default=list(LAYOUTS))
    parser.add_argument("--spacings", nargs="+", type=float, help="mm, for all; without: each peer's own")
    parser.add_argument("--seconds", type=float, choices=(30.0, 60.0, 120.0, 480.0), default=120.0)
    parser.add_argument(
        "--limit", type=float, default=300.0, help="s of wall clock for one run, all included"
    )
    parser.add_argument("--out", type=Path, help="write lines and table as JSON")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.one:
        measure(Run(options.peers[0], options.layouts[0], options.spacings[0], options.seconds))
        return 0
    lines = []
    names = installed(options.peers)
    for name, layout in ((n, each) for each in options.layouts for n in names if each in PEERS[n].spacings):
        for spacing in sorted(options.spacings or PEERS[name].spacings[layout], reverse=True):
            lines.append(in_own_process(Run(name, layout, spacing, options.seconds), options.limit))
            if "s" not in lines[-1]:
                break  # a finer one takes longer still
    rows = rows_of(lines, AGREED)
    head = f"Time to equal error of radii, {options.seconds:g} s of procedure (<: the cheapest run is better)"
    print(f"\n{head}\n{shown(rows, LAYOUTS)}", file=sys.stderr)
    if options.out:
        options.out.write_text(json.dumps({"lines": lines, "table": rows}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
