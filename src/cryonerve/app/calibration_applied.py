"""Predictions of a run beside what a correction by one's own outcomes makes of them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryonerve.app.calibration_shown import TITLES, band_words, percent
from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.calibrating import CLOCKS, PROBABILITY
from cryonerve.registry.calibration_map import CalibrationMap
from cryonerve.registry.run_records import is_treated

__all__ = ["recalibrated", "recalibrated_text"]

Band = tuple[float, float, float]


def recalibrated(folder: Path, chosen: CalibrationMap) -> dict[str, dict[str, Any]]:
    """Predictions of a run's treated nerves, beside those a map makes of them; null: beyond any follow-up.

    Nerves that were not to be treated are left alone: no outcome of such a one is in a map.

    Raises
    ------
    RegistryError
        The folder holds no summary of a run.
    """
    try:
        nerves = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["nerves"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "Give the folder of a run: cryonerve run CASE -o RUN"
        raise RegistryError(Complaint("there is no run's summary", remedy, file=str(folder))) from error
    found = {nerve: _corrected(numbers, chosen) for nerve, numbers in nerves.items() if is_treated(numbers)}
    return {nerve: row for nerve, row in found.items() if row}


def _corrected(numbers: Mapping[str, Any], chosen: CalibrationMap) -> dict[str, Any]:
    """What one nerve's summary holds that the map corrects."""
    row: dict[str, Any] = {}
    for clock in CLOCKS:
        band = _band(numbers.get(f"{clock}_days"))
        corrected = None if band is None else chosen.band(clock, band)
        if band is not None and corrected is not None:
            row[clock] = {"predicted": _shown(band), "corrected": _shown(corrected)}
    p = numbers.get("p_axonotmesis")
    corrected_p = None if p is None else chosen.probability(p)
    if corrected_p is not None:
        row[PROBABILITY] = {"predicted": p, "corrected": corrected_p}
    return row


def _band(days: Mapping[str, float | None] | None) -> Band | None:
    low, middle, high = (None, None, None) if not days else (days["p5"], days["p50"], days["p95"])
    if low is None or middle is None:
        return None
    band = (low, middle, math.inf if high is None else high)
    return band if 0 < band[0] < band[1] < band[2] else None


def _shown(band: Band) -> list[float | None]:
    return [None if math.isinf(day) else day for day in band]


def _open(days: Sequence[float | None]) -> Band:
    low, middle, high = (math.inf if day is None else day for day in days)
    return low, middle, high


def recalibrated_text(found: Mapping[str, Mapping[str, Any]], chosen: CalibrationMap) -> str:
    """The same for a person; each number says whose outcomes corrected it."""
    cases = f"cases with {', '.join(chosen.where)}" if chosen.where else "all cases"
    made = f", predicted by {', '.join(chosen.software)}" if chosen.software else ""
    lines = [
        f"Corrected by outcomes of your own registry ({cases}{made}); "
        "the run's files keep the model's own numbers"
    ]
    for nerve, row in found.items():
        for what, numbers in row.items():
            if what == PROBABILITY:
                one, two = percent(numbers["predicted"]), percent(numbers["corrected"])
            else:
                one, two = (band_words(_open(numbers[key])) for key in ("predicted", "corrected"))
            people = f"corrected by {chosen.people[what]} people"
            lines.append(f"  {nerve}, {TITLES[what].lower()}: {one} as computed; {two} {people}")
    if len(lines) == 1:
        lines.append("  nothing of this run is corrected by it")
    return "\n".join(lines)
