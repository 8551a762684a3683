"""Bands and probabilities of a spread of 200 samples, held against runs that were drawn by another seed.

A band of 90 % must hold 85 to 95 % of the runs kept aside: full runs on a finer grid, walls of vessels on
that grid, and the same draws computed as a spread computes its samples ("lean"), where no grid differs.
"""

from __future__ import annotations

import csv

import numpy as np
import pytest

import cryonerve as cn
from tests.published.make_spread_reference import CASE, NUMBERS, WAYS, columns, file_of

pytestmark = pytest.mark.slow
SOURCE = "runs kept aside, make_spread_reference.py"
GRID = {"": "full runs", "lean": "runs like the samples", "walls": "full runs"}
ONE_SIDED = ("p_axonotmesis",)  # nothing in nearly every run: its band may hold more than 95 %
ENOUGH = 50  # runs; the share of so many is known to 4 %
MISSED: dict[tuple[str, str], str] = {}
"""Bands that hold fewer or more, by way and number, with what was found."""

BANDS = [(way, name) for way in WAYS for name in columns(way) if not name.endswith("level")]


def marked(way: str, name: str) -> object:
    missed = MISSED.get((way, name))
    marks = [pytest.mark.xfail(reason=missed, strict=True)] if missed else []
    return pytest.param(way, name, marks=marks, id=f"{way or 'full'}: {name}")


@pytest.fixture(scope="module")
def aside() -> dict[str, dict[str, np.ndarray]]:
    found = {}
    for way in WAYS:
        with file_of(way).open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if not row["failed"]]
        found[way] = {name: np.array([float(row[name] or "nan") for row in rows]) for name in columns(way)}
    return found


@pytest.fixture(scope="module")
def spread() -> cn.planning.Spread:  # type: ignore[name-defined]
    return cn.spread(cn.load(CASE), samples=200, seed=1, error=0.0)


@pytest.mark.parametrize(("way", "name"), [marked(*item) for item in BANDS])
def test_a_band_holds_as_many_runs_as_it_says(aside, spread, record, way, name) -> None:
    values = aside[way][name]
    values = values[np.isfinite(values)]
    if len(values) < ENOUGH:
        pytest.skip(f"{len(values)} runs say too little of a share; {ENOUGH} are needed")
    if way == "lean" and name in spread.corrected:  # as the samples were shifted
        values = np.where(values > 0.0, np.maximum(values - spread.bias[name], 0.0), values)
    band = spread.band(name)
    inside = float(((values >= band.p5) & (values <= band.p95)).mean())
    title = f"90 % band of {name}, {len(values)} {GRID[way]}"
    if name.endswith(ONE_SIDED):
        record(
            f"{title}, at least 85 %", expected=1.0, got=inside, tolerance=0.15, unit="share", source=SOURCE
        )
    else:
        record(title, expected=0.9, got=inside, tolerance=0.05, unit="share", source=SOURCE)


def test_probabilities_are_those_of_the_runs(aside, spread, record) -> None:
    for name in NUMBERS:
        if not name.endswith("level"):
            continue
        about = name.removeprefix("findings / ").removesuffix(" / level")
        said = spread.probability(about)
        for what, told, error, below in (
            ("in order", said.ok, said.ok_error, 2),
            ("no stop", said.no_stop, said.no_stop_error, 3),
        ):
            levels = aside[""][name]
            share = float((levels < below).mean())
            scatter = float(
                np.hypot(error, np.sqrt(max(share * (1 - share), 0.25 / len(levels)) / len(levels)))
            )
            record(f"{about}: {what}", expected=share, got=told, tolerance=3.0 * scatter, unit="share",
                   source=SOURCE)  # fmt: skip
