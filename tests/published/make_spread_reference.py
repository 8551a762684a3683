"""Make tests/published/reference/spread-child.csv: full runs against which a spread's bands are held.

    python -m tests.published.make_spread_reference FIRST LAST FOLDER   # computes runs FIRST to LAST - 1
    python -m tests.published.make_spread_reference write FOLDER        # gathers them

Independent draws (not the even points of a spread) of everything that is unknown, by a seed of their own;
each run solved with cells of 0.8 mm, all stations of the nerves, steps 1.5 times as long, a grid that no
sample of a spread uses. 1000 runs take about 1.5 hours on one idle core; parts may run side by side, and a
part may be left out: the file says which runs it holds.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np

import cryonerve as cn
from cryonerve.errors import InputError
from cryonerve.planning.lean import numbers_of
from cryonerve.planning.unknowns import drawn, unknowns_of, values_of

CASE, SEED, SPACING, STEPS, RUNS = "tibial-neuroma-child", 1001, 0.8e-3, 1.5, 1000
FILE = Path(__file__).parent / "reference" / "spread-child.csv"
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


def compute(first: int, last: int, folder: Path) -> None:
    case = cn.load(CASE)
    volume = cn.build(case)
    unknowns = unknowns_of(case, volume)
    shares = np.clip(np.random.default_rng(SEED).random((RUNS, len(unknowns))), 1e-6, 1.0 - 1e-6)
    for number in range(first, last):
        file = folder / f"{number}.json"
        if file.exists():
            continue
        procedure = drawn(case, volume, values_of(unknowns, shares[number]))
        try:
            found = numbers_of(procedure, spacing=SPACING, step_scale=STEPS)
        except InputError as error:
            found = {"failed": str(error)}  # type: ignore[dict-item]
        file.write_text(json.dumps(found), encoding="utf-8")


def write(folder: Path) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["run", "failed", *NUMBERS])
        for path in sorted(folder.glob("*.json"), key=lambda item: int(item.stem)):
            found = json.loads(path.read_text(encoding="utf-8"))
            row = [f"{found[name]:.6g}" if name in found else "" for name in NUMBERS]
            table.writerow([path.stem, found.get("failed", ""), *row])


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        compute(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
