"""Painting by compiled loops where they know all solids, by `painting` itself where they do not.

Both give the same answer up to rounding; tests hold the compiled loops against `painting`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy import painting
from cryonerve.anatomy.drawing import Drawing, drawing_of
from cryonerve.anatomy.painting import Faces, Shares
from cryonerve.anatomy.slabs import in_slabs
from cryonerve.anatomy.solids import Ellipsoid, Painted
from cryonerve.anatomy.volume import Shape

__all__ = ["paint_cells", "paint_points", "warm_up"]


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
    # what is read-only or strided would be compiled again
    x, y, z = (np.array(f, float) for f in faces)

    def paint(part: slice, mask: NDArray[np.bool_], out: Sequence[NDArray[np.generic]]) -> None:
        mine = (x[part.start : part.stop + 1], y, z)
        _paint_slab(drawing, mine, mask, out, centres=centres)

    return in_slabs(paint, (x.size - 1, y.size - 1, z.size - 1), wanted, centres=centres)


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
