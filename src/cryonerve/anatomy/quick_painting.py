"""Painting by compiled loops where they know all solids, by `painting` itself where they do not.

Both give the same answer up to rounding; tests hold the compiled loops against `painting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy import painting
from cryonerve.anatomy.drawing import Drawing, drawing_of
from cryonerve.anatomy.painting import Faces, Shares
from cryonerve.anatomy.solids import Ellipsoid, Painted
from cryonerve.anatomy.volume import Shape

__all__ = ["paint_cells", "paint_points", "warm_up"]

WORTH_THREADS = 20_000  # cells


def paint_cells(shapes: Sequence[Shape], faces: Faces, wanted: NDArray[np.bool_] | None = None) -> Shares:
    """First and second label, share of the first, and share inside the body of all wanted cells."""
    drawing = drawing_of(shapes)
    if drawing is None:
        return painting.paint_cells(shapes, faces, wanted)
    return _paint(drawing, faces, wanted, centres=False)


def paint_points(shapes: Sequence[Shape], faces: Faces) -> NDArray[np.int16]:
    """Label at the centre of every cell (the voxels of a volume)."""
    drawing = drawing_of(shapes)
    if drawing is None:
        return painting.paint_points(shapes, faces)
    return _paint(drawing, faces, None, centres=True)[0]


def warm_up() -> None:
    """Compile the loops, or load them from the cache."""
    ball = Painted(1, Ellipsoid(np.zeros(3), np.ones(3), np.eye(3)))
    axis = np.array([-1.0, 1.0])
    paint_cells((ball,), (axis, axis, axis))


def _paint(drawing: Drawing, faces: Faces, wanted: NDArray[np.bool_] | None, *, centres: bool) -> Shares:
    """Room for the compiled loops, which allocate nothing, and what they find; a slab of cells a thread."""
    from numba import get_num_threads  # noqa: PLC0415 -- loads Numba

    shape = tuple(f.size - 1 for f in faces)
    rest = (1, 1, 1) if centres else shape
    out = (
        np.zeros(shape, np.int16),
        np.zeros(rest, np.int16),
        np.ones(rest, np.float32),
        np.zeros(rest, np.float32),
    )
    mask = np.ones(shape, np.bool_) if wanted is None else np.array(wanted, np.bool_, order="C")
    # what is read-only or strided would be compiled again
    x, y, z = (np.array(f, float) for f in faces)

    def slab(low: int, high: int) -> None:
        mine = [part if len(part) < shape[0] else part[low:high] for part in out]
        _paint_slab(drawing, (x[low : high + 1], y, z), mask[low:high], mine, centres=centres)

    count = get_num_threads() if mask.size > WORTH_THREADS else 1
    work = np.cumsum(mask.sum(axis=(1, 2)))
    edges = np.searchsorted(work, np.linspace(0, work[-1], count + 1)[1:-1]).tolist()
    parts = [(low, high) for low, high in pairwise([0, *edges, shape[0]]) if high > low]
    if len(parts) == 1:
        slab(*parts[0])
    else:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(lambda part: slab(*part), parts))
    return out


def _paint_slab(
    drawing: Drawing,
    faces: Faces,
    wanted: NDArray[np.bool_],
    out: Sequence[NDArray[np.generic]],
    *,
    centres: bool,
) -> None:
    from cryonerve.anatomy.kernels.painting import paint  # noqa: PLC0415 -- loads Numba

    count = len(drawing.table)
    paint(
        drawing.code,
        drawing.numbers,
        drawing.table,
        np.empty(drawing.depth),
        np.empty(8),
        np.empty((len(drawing.code), 5), np.int64),
        np.empty((count, 3), np.int64),
        np.empty((count, 2)),
        np.empty((count + 2, 4)),
        *faces,
        wanted,
        *out,
        centres,
    )
