"""numbers.csv: every number of a run that a person is told, with its band and source, one row each."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from cryonerve.bioheat.isotherms import SURFACES
from cryonerve.reporting.run import Run
from cryonerve.reporting.tables import device_rows, finding_rows, ice_rows, nerve_rows

__all__ = ["COLUMNS", "number_table", "write_numbers"]

COLUMNS = ("group", "about", "value", "band", "limit", "verdict", "source")
ICE = {"ice": "ice", "-20C": "below −20 °C", "-40C": "below −40 °C"}


def number_table(run: Run) -> Iterator[tuple[str, ...]]:
    """Rows of `COLUMNS`: the treated nerves, the findings (gravest first), the ice, the devices.

    Values are texts with their unit, as the report has them; `limit` and `verdict` are of findings only.

    >>> from synthetic import synthetic_run
    >>> next(number_table(synthetic_run()))[:2]
    ('tibial nerve', 'Fascicle area below −20 °C, best cross-section')
    """
    for name, rows in nerve_rows(run).items():
        for row in rows:
            yield f"{name} nerve", row.about, row.value, row.band, "", "", row.source
    for found in finding_rows(run.findings):
        yield "finding", found.about, found.value, "", found.limit, found.word, found.source
    for phase, end, *volumes in ice_rows(run):
        for (surface, _), volume in zip(SURFACES, volumes, strict=True):
            about = f"Volume {ICE.get(surface, surface)} at the end of {phase} ({end})"
            yield "ice", about, f"{volume} mm³", "", "", "", "solver"
    for row in device_rows(run):
        yield "device", row.about, row.value, row.band, "", "", row.source


def write_numbers(run: Run, path: Path) -> None:
    """Write `numbers.csv` (UTF-8 with a mark that spreadsheets look for)."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(number_table(run))
