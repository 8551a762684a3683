"""Every benchmark in a setting of a few minutes, each line beside the last kept one of its kind.

Usage: python benchmarks/bench.py [NAME ...] [--keep [FILE.jsonl]]

JSON lines on standard output, one sentence for each on standard error: the ratio of seconds to the newest
kept result, or why there is none. --keep appends the lines to benchmarks/results/DAY.jsonl. Names are those
of the scripts beside this one; peers.py, which needs other packages, and published_case.py take much longer
and are left out.

precision.py runs in a short setting: the kernel cpu, one tilted probe, two spacings, an answer from rings of
0.125 mm (known to 0.03 mm), boxes up to a million cells. That shows a change; the figures to quote are those
of the whole run, which README.md describes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from _kept import compared, kept_in, line_of

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SHORT = "--kernels cpu --poses tilted --spacings 1 0.5 --scales 1 --rings 0.125 --most 1e6 --cycles 1 2"
RUNS: dict[str, list[str]] = {
    "image": [],
    "import_time": [],
    "freeze": [],
    "preview": [],
    "ensemble": ["--seconds", "60"],
    "gpu": [],
    "follow_live": [],
    "live": [],
    "precision": SHORT.split(),
}


def lines_of(name: str) -> Iterator[str]:
    """What a script prints, as it comes; CalledProcessError when it fails."""
    command = [sys.executable, str(HERE / f"{name}.py"), *RUNS[name]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        if process.stdout is not None:
            yield from process.stdout
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def arguments(words: list[str] | None) -> argparse.Namespace:
    today = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}.jsonl"
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(RUNS)}; without: all")
    parser.add_argument("--keep", type=Path, nargs="?", const=today, help="append the lines to a file")
    options = parser.parse_args(words)
    unknown = [name for name in options.names if name not in RUNS]
    if unknown:
        parser.error(f"{unknown[0]} is none of {', '.join(RUNS)}")
    return options


def main(words: list[str] | None = None) -> int:
    options = arguments(words)
    kept, complaints = kept_in(RESULTS)  # before anything new is added
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    failed = 0
    for name in options.names or RUNS:
        try:
            for text in lines_of(name):
                print(text, end="", flush=True)
                line = line_of(text)
                if line is None:
                    continue
                print(compared(line, kept), file=sys.stderr, flush=True)
                if options.keep:
                    with options.keep.open("a", encoding="utf-8") as file:
                        file.write(text)
        except subprocess.CalledProcessError as error:
            print(f"benchmarks/{name}.py failed (exit code {error.returncode})", file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
