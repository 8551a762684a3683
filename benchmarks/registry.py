"""The registry at the size of a large clinic: 10 000 cases with 10 follow-ups each.

Usage: python benchmarks/registry.py [--cases 10000] [--follow-ups 10] [--store PLACE]

One line for each of: import of the follow-ups from CSV, lists and filters, calibration of the predictions,
pages of the screen, verification, one record added.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _line import print_line

from cryonerve.registry import Draft, calibrate, find, import_tables, new_mark, open_registry, record, verify
from cryonerve.registry.case_overview import overview

DAYS = (0, 1, 7, 14, 28, 42, 91, 182, 273, 365)
FELT = (14, 42, 182)  # days on which feeling is asked for instead of pain


def tables(folder: Path, cases: int, follow_ups: int) -> dict[str, Path]:
    """CSV files of made-up people, cases and follow-ups."""
    draw = random.Random(1)
    files = {name: folder / f"{name}.csv" for name in ("person", "case", "prediction", "measurement")}
    people = [new_mark("P") for _ in range(cases)]
    marks = [new_mark("C") for _ in range(cases)]
    with files["person"].open("w", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["record", "age_years", "sex", "amputation_level", "amputation_cause"])
        sheet.writerows(
            [mark, draw.randint(6, 85), draw.choice(["female", "male"]), "transtibial", "trauma"]
            for mark in people
        )
    with files["case"].open("w", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["record", "parent", "indication", "nerve", "side", "case_file"])
        text = "cryonerve: 1\ntitle: made up\n" + "# a case file has some thousand letters\n" * 100
        sheet.writerows(
            [mark, person, "neuroma", draw.choice(["tibial", "sural"]), draw.choice(["left", "right"]), text]
            for mark, person in zip(marks, people, strict=True)
        )
    with files["prediction"].open("w", newline="") as stream:
        sheet = csv.writer(stream)
        days = [f"{clock}_p{part}_days" for clock in ("recovery", "pain_return") for part in (5, 50, 95)]
        sheet.writerow(["parent", "nerve", "treated", "p_axonotmesis", *days])
        for mark in marks:
            middle = draw.lognormvariate(4.5, 0.4)
            band = [middle / 2, middle, 2.2 * middle]
            sheet.writerow([mark, "tibial", "yes", draw.betavariate(3, 1.2), *band, *band[:2], ""])
    with files["measurement"].open("w", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["parent", "instrument", "instrument_version", "day", "score", "unit", "remark"])
        for mark in marks:
            for day in DAYS[:follow_ups]:
                remark = "walks with the prosthesis, sleeps through" if day == 91 else ""
                pain, feeling = 8 if day == 0 else draw.choice((2, 2, 2, 8)), draw.choice((0, 1, 2))
                asked = ("feeling", feeling, "of 2") if day in FELT else ("vas", pain, "0 to 10")
                sheet.writerow([mark, asked[0], "1", day, asked[1], asked[2], remark])
    return files


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 3)


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--follow-ups", type=int, default=10, choices=range(1, len(DAYS) + 1))
    parser.add_argument("--store", help="a file or postgresql://...; without: a temporary file")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = tables(folder, options.cases, options.follow_ups)
        place = options.store or str(folder / "registry.sqlite")
        with open_registry(place, who="bench") as registry:
            measure(registry, files, place.partition("://")[0] if "://" in place else "sqlite")


def measure(registry, files, database: str) -> None:
    def line(what: str, taken: float, **more: object) -> None:
        print_line("registry", what=what, database=database, s=taken, **more)

    above = {name: files[name] for name in ("person", "case", "prediction")}
    line("import people, cases, predictions", seconds(lambda: import_tables(registry, above)))
    rows = {"measurement": files["measurement"]}
    taken = seconds(lambda: import_tables(registry, rows))
    line("import follow-ups", taken, rows=find(registry, "measurement", limit=1).total)
    asked = {
        "list cases": ("case", (), None),
        "list follow-ups, first 100": ("measurement", (), 100),
        "list all follow-ups": ("measurement", (), None),
        "filter day and score": ("measurement", ("instrument=vas", "day=91", "score<=3"), None),
        "filter by person and case": (
            "measurement",
            ("day=91", "person.age_years<18", "case.nerve=tibial"),
            None,
        ),
        "filter people": ("person", ("age_years<18",), None),
    }
    for what, (kind, conditions, limit) in asked.items():
        found = find(registry, kind, conditions, limit=limit)
        best = min(seconds(lambda: find(registry, kind, conditions, limit=limit)) for _ in range(3))  # noqa: B023
        line(what, best, rows=len(found.rows), total=found.total)
    found = calibrate(registry)
    best = min(seconds(lambda: calibrate(registry)) for _ in range(3))
    happened = {f"{clock}_happened": times.happened for clock, times in found.times.items()}
    line("calibrate", best, judged=len(found.pairs.pairs), looked=found.axonotmesis.cases, **happened)
    orders: dict[str, dict[str, Any]] = {
        "page of cases": {},
        "page of cases by age": {"sort": "age", "down": True},
        "page of cases by last pain": {"sort": "pain_last", "down": True},
        "page of cases of one nerve": {"conditions": ("nerve=tibial", "person.sex=female")},
    }
    for what, order in orders.items():
        total = overview(registry, **order).total
        best = min(seconds(lambda: overview(registry, **order)) for _ in range(3))  # noqa: B023
        line(what, best, rows=50, total=total)
    case = find(registry, "case", limit=1).rows[0]["record"]
    draft = Draft("measurement", {"instrument": "vas", "day": 400, "score": 1}, case)
    line("add one record", min(seconds(lambda: record(registry, [draft])) for _ in range(5)))
    line("verify", seconds(lambda: verify(registry)))


if __name__ == "__main__":
    main()
