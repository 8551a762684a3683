"""The whole road from labels of a real knee: import, plan both levels on the tibial nerve, run, report.

Usage: python benchmarks/knee.py FOLDER [-o OUT] [--spread SAMPLES]

FOLDER holds `seg.nrrd` and `labels.tsv` of the SPL knee atlas (an adult's left knee, 512 x 512 x 119
voxels of 0.277 x 0.277 x 1 mm; no skin, no fat). They are not part of this project. Every step is a command
of its own, as a person would give it; a line says its seconds, and the peak of its memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from _line import print_line  # noqa: E402

CASE = """\
cryonerve: 1
title: Tibial nerve of an adult knee, two levels
patient: {age: {standing: unknown, why: the atlas does not say}, site: left knee}
anatomy:
  phantom: scan
  labels: labels.nii.gz
  legend: labels.tsv
  nerve: tibialis nerve
  side: left
probes:
  - {name: distal, device: cryo-s-a13, tip: -7.8 -42.5 -32 mm, axis: 0 -0.8 0.6}
  - {name: proximal, device: cryo-s-a13, tip: -7.9 -44.0 -20 mm, axis: 0 -0.8 0.6}
protocol:
  - Freeze at -80 degC for 2 min
  - Thaw for 2 min
  - Freeze at -80 degC for 2 min
  - Thaw for 2 min
goals: {cover: tibial, length: 10 mm, below: -20 degC}
limits:
  skin: {above: 5 degC}
  common peroneal: {above: 15 degC}
  popliteal artery: {above: 0 degC}
  popliteal vein: {above: -15 degC}
"""
FINE, STOP_FINDING = 0, 1


@dataclass(frozen=True, slots=True)
class Step:
    """One command: seconds by the clock and of all cores, peak of its memory in MiB, exit code."""

    name: str
    seconds: float
    busy: float
    mib: float
    code: int


def step(name: str, *words: str) -> Step:
    """Give a command and wait; its words go to standard error.

    Raises
    ------
    RuntimeError
        The command was refused or stopped early.
    """
    begin = time.perf_counter()
    command = [sys.executable, "-m", "cryonerve", *words]
    running = subprocess.Popen(command, stdout=sys.stderr, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})
    _, status, usage = os.wait4(running.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    running.returncode = code
    if code not in (FINE, STOP_FINDING):
        raise RuntimeError(f"'cryonerve {' '.join(words)}' ended with {code}")
    mib = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Step(name, time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, mib, code)


def road(labels: Path, out: Path, *, samples: int = 0) -> list[Step]:
    """All steps, into a folder that is made; the run lies in `out / "run"`.

    Parameters
    ----------
    labels : folder of `seg.nrrd` and `labels.tsv`. samples : of a spread at the end; 0: none.
    """
    limb, plan, run = out / "limb", out / "plan.yaml", out / "run"
    source = ("--labels", str(labels / "seg.nrrd"), "--legend", str(labels / "labels.tsv"))
    steps = [step("import", "import", *source, "-o", str(limb))]
    case = limb / "case.yaml"
    case.write_text(CASE, encoding="utf-8")  # where a person writes down probes, protocol, goals and limits
    steps.append(step("plan", "plan", str(case), "-o", str(plan)))
    steps.append(step("run and report", "run", str(plan), "-o", str(run)))
    if samples:
        steps.append(step("spread", "spread", str(run), "--samples", str(samples)))
    return steps


def margins(run: Path) -> dict[str, float]:
    """The margins of a run by name, mm."""
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    return {
        item["about"].removeprefix("margin of the "): round(item["value"], 2)
        for item in summary["findings"]
        if item["about"].startswith("margin of the ")
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, help="keep what was computed here")
    parser.add_argument("--spread", type=int, default=0, help="samples of a spread at the end")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        out = given.out or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        steps = road(given.folder, out, samples=given.spread)
        for item in steps:
            print_line("knee", case=item.name, s=round(item.seconds, 1), busy_s=round(item.busy, 1),
                       step_MiB=round(item.mib), exit=item.code)  # fmt: skip
        print_line(
            "knee", case="whole road", s=round(sum(item.seconds for item in steps), 1),
            busy_s=round(sum(item.busy for item in steps), 1),
            step_MiB=round(max(item.mib for item in steps)), margins_mm=margins(out / "run"),
        )  # fmt: skip


if __name__ == "__main__":
    main()
