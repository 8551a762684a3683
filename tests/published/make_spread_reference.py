"""Make the runs against which a spread's bands are held: tests/published/reference/spread-child*.csv.

    python -m tests.published.make_spread_reference FIRST LAST FOLDER  # computes runs FIRST to LAST - 1
    python -m tests.published.make_spread_reference write FOLDER       # gathers them

Independent draws (not the even points of a spread) of everything that is unknown, by a seed of their own;
each run solved with cells of 0.8 mm, all stations of the nerves, steps 1.5 times as long, a grid that no
sample of a spread uses. 1000 runs take about 1.5 hours on one idle core; parts may run side by side, and a
part may be left out: the file says which runs it holds.

With `lean` before FIRST, and `write-lean`, the same draws are computed as a spread computes its samples: that
tells by itself whether 200 even points are enough. With `walls` and `write-walls` only walls of vessels are
kept, on cells of 0.8 mm and in less time.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

import cryonerve as cn
from cryonerve.errors import InputError
from cryonerve.planning.lean import COARSE, LONG, Common, numbers_of
from cryonerve.planning.unknowns import Drawn, drawn, values_of

CASE, SEED, SPACING, STEPS, RUNS = "tibial-neuroma-child", 1001, 0.8e-3, 1.5, 1000
NUMBERS = (
    "isotherms / freeze 1 / ice / volume_mm3",
    "isotherms / freeze 1 / -20C / volume_mm3",
    "isotherms / freeze 2 / ice / volume_mm3",
    "isotherms / freeze 2 / -20C / volume_mm3",
    "isotherms / freeze 2 / -40C / volume_mm3",
    "nerves / tibial / fascicle_area_below_-20C",
    "nerves / tibial / min_temperature_degC",
    "nerves / tibial / warmest_fascicle_nadir_degC",
    "nerves / tibial / missing_mm",
    "nerves / tibial / p_axonotmesis",
    "nerves / tibial / recovery_days / p50",
    "nerves / sural / min_temperature_degC",
    "nerves / motor branch / min_temperature_degC",
    "findings / coldest skin / value",
    "findings / coldest artery wall / value",
    "findings / coldest vein wall / value",
    "findings / heat drawn by one probe while freezing, sustained / value",
    "findings / goal: 10 mm of the tibial nerve below -20 degC / level",
    "findings / fascicle area of the treated nerve below -20 degC, best section / level",
    "findings / coldest point of the motor branch / level",
    "findings / ice still present when a probe is withdrawn / level",
)


def file_of(way: str = "") -> Path:
    """Where the runs of one way stand: "", "lean" or "walls"."""
    return Path(__file__).parent / "reference" / f"spread-child{'-' * bool(way)}{way}.csv"


def columns(way: str = "") -> tuple[str, ...]:
    """Numbers that are kept of the runs of one way."""
    if way == "walls":
        return WALLS
    return NUMBERS if way == "lean" else tuple(name for name in NUMBERS if name not in WALLS)


WALLS = tuple(name for name in NUMBERS if name.endswith("wall / value"))


def full(common: Common, procedure: Drawn) -> dict[str, float]:
    """On cells of 0.8 mm, with all stations of the nerves."""
    return numbers_of(procedure, spacing=SPACING, step_scale=STEPS)


def lean(common: Common, procedure: Drawn) -> dict[str, float]:
    """As a spread computes its samples."""
    return numbers_of(procedure, spacing=COARSE, step_scale=LONG)


def walls(common: Common, procedure: Drawn) -> dict[str, float]:
    """Of vessels, on cells of 0.8 mm; no nerve is read."""
    return {
        name: value
        for name, value in full(
            common, replace(procedure, volume=replace(procedure.volume, nerves=()))
        ).items()
        if name in WALLS
    }


WAYS = {"": full, "lean": lean, "walls": walls}


def compute(first: int, last: int, folder: Path, way: str = "") -> None:
    case = cn.load(CASE)
    common = Common.of(case, cn.build(case))
    volume = common.volume if way == "lean" else common.planned
    shares = np.random.default_rng(SEED).random((RUNS, len(common.unknowns)))
    shares = np.clip(shares, 1e-6, 1.0 - 1e-6)
    for number in range(first, last):
        file = folder / f"{number}.json"
        if file.exists():
            continue
        procedure = drawn(case, volume, values_of(common.unknowns, shares[number]))
        try:
            found = WAYS[way](common, procedure)
        except InputError as error:
            found = {"failed": str(error)}  # type: ignore[dict-item]
        file.write_text(json.dumps(found), encoding="utf-8")


def write(folder: Path, way: str = "") -> None:
    names = columns(way)
    with file_of(way).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["run", "failed", *names])
        for path in sorted(folder.glob("*.json"), key=lambda item: int(item.stem)):
            found = json.loads(path.read_text(encoding="utf-8"))
            row = [f"{found[name]:.6g}" if name in found else "" for name in names]
            table.writerow([path.stem, found.get("failed", ""), *row])


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked[0].startswith("write"):
        write(Path(asked[1]), asked[0].removeprefix("write").removeprefix("-"))
    else:
        chosen = asked.pop(0) if asked[0] in WAYS else ""
        compute(int(asked[0]), int(asked[1]), Path(asked[2]), chosen)
