"""How many pictures a second are tracked on one core: 800 x 600, a growing ball drawn for the tests."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ["NUMBA_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[1]))

from _line import print_line
from tests.pictures import shapes
from tests.pictures.drawing import Scene, draw

from cryonerve.ultrasound.edge_finder import EdgeFinder

ROWS, COLUMNS = 600, 800
PIXEL = 0.05  # mm


def milliseconds(repeats: int = 5) -> list[float]:
    """Of every picture but the first two, which compile and draw templates; fastest of some passes."""
    scene = Scene(shapes.ball, frames=10, width=COLUMNS * PIXEL, depth=ROWS * PIXEL, pixel=PIXEL, seed=5)
    frames = draw(scene).frames
    times: list[list[float]] = []
    for _ in range(repeats):
        finder = EdgeFinder((0.0, 14e-3), 0.7e-3, frames.spacing, frames.corner, frames.pixels[0])
        passed = []
        for picture in frames.pixels[1:]:
            start = time.perf_counter()
            finder.find(picture)
            passed.append(1e3 * (time.perf_counter() - start))
        times.append(passed[2:])
    return [min(column) for column in zip(*times, strict=True)]


if __name__ == "__main__":
    spent = milliseconds()
    print_line(
        "track",
        s=round(sum(spent) / len(spent) / 1e3, 5),
        pictures_per_s=round(1e3 * len(spent) / sum(spent), 1),
        slowest_ms=round(max(spent), 1),
        rows=ROWS,
        columns=COLUMNS,
    )
