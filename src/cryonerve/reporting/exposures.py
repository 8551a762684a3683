"""exposure.csv: what every fascicle went through at every station of every nerve, one row each.

A rate is the mean of the first fall (last rise) between 0 and -20 degC at the fascicle's centre: the range in
which most of its water freezes. Gage and Baust (Cryobiology 1998;37:171-186) count rates among what decides
freezing injury; one definition of them is not agreed upon, so this one is written out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.nerve.exposure import REPORTED
from cryonerve.nerve.injury import grade_odds, weighed

if TYPE_CHECKING:
    from cryonerve.nerve.lesion import Lesion, Prediction

__all__ = ["COLUMNS", "exposure_rows", "write_exposures"]

WARM = 20.0  # degC; a fascicle that is nowhere colder at a station has no row there
COLUMNS = (
    "nerve",
    "station",
    "arc_mm",
    "fascicle",
    "part",
    "area_share",
    "nadir_degC",
    "coldest_degC",
    "frozen_s",
    *(f"below_{limit:g}C_s" for limit in REPORTED),
    "freezes",
    "cooling_K_per_s",
    "thawing_K_per_s",
    "p_none",
    "p_block",
    "p_axonotmesis",
)


def exposure_rows(prediction: Prediction) -> Iterator[tuple[str | int | float, ...]]:
    """Rows of `COLUMNS`, stations from distal to proximal, fascicles numbered from 0.

    part is 0, but for a fascicle that has divided there: each of its parts has a row, numbered from 0.
    area_share is the fascicle's share of the station's fascicle area; nadir_degC the last part of it to get
    cold, coldest_degC the first; frozen_s the time below the nerve's freezing point and the others that below
    a temperature, all at its centre; the probabilities are those of its nadir there, by the laws believed.
    A rate is "" where -20 degC was not reached, and thawing also where the run ended before 0 degC.
    """
    for name, lesion in prediction.lesions.items():
        yield from _of_nerve(name, lesion)


def _of_nerve(name: str, lesion: Lesion) -> Iterator[tuple[str | int | float, ...]]:
    felt = lesion.exposure
    if felt is None:
        return
    stations, fascicles = np.nonzero(felt.coldest < WARM)
    whole = felt.fascicle_of.tolist()
    part = [whole[:column].count(fascicle) for column, fascicle in enumerate(whole)]
    odds = grade_odds(felt.nadir[stations, fascicles], laws=weighed(lesion.weights))
    frozen = next(limit for limit in felt.seconds_below if limit not in REPORTED)
    times = (frozen, *REPORTED)
    numbers = (
        felt.weights,
        felt.nadir,
        felt.coldest,
        *(felt.seconds_below[limit] for limit in times),
        felt.freezes,
        felt.cooling,
        felt.thawing,
    )
    columns = [values[stations, fascicles] for values in numbers]
    columns += [odds.none, odds.block, odds.axonotmesis]
    for row, (station, fascicle) in enumerate(zip(stations.tolist(), fascicles.tolist(), strict=True)):
        place = (name, station, _plain(1e3 * felt.arc[station]), whole[fascicle], part[fascicle])
        yield (*place, *(_plain(column[row]) for column in columns))


def _plain(value: float) -> float | str:
    """Four digits after the point, without minus zero; nothing where it is no number."""
    return f"{round(float(value), 4) + 0.0:g}" if np.isfinite(value) else ""


def write_exposures(prediction: Prediction, path: Path) -> None:
    """Write `exposure_rows` with their heading as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(exposure_rows(prediction))
