"""A scan's voxels and what is painted over them, asked cell by cell and point by point."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.drawing import drawing_of
from cryonerve.anatomy.painting import Faces, Shares, bounds_of
from cryonerve.anatomy.slabs import in_slabs
from cryonerve.anatomy.volume import Overlay, SignedField
from cryonerve.anatomy.voxel_average import LARGEST, overlaps
from cryonerve.errors import Complaint, ScanError

__all__ = ["label_of_voxel", "label_under", "paint_centres", "paint_over", "warm_up"]

Floats = NDArray[np.float64]


def paint_over(
    overlay: Overlay, affine: Floats, faces: Faces, wanted: NDArray[np.bool_] | None = None
) -> Shares:
    """First and second label, share of the first, and share inside the body of all wanted cells."""
    return _paint(overlay, affine, faces, wanted, centres=False)


def paint_centres(overlay: Overlay, affine: Floats) -> NDArray[np.int16]:
    """(i, j, k) the label at the centre of every voxel."""
    faces = tuple(
        affine[a, 3] + affine[a, a] * (np.arange(n + 1) - 0.5) for a, n in enumerate(overlay.under.shape)
    )
    return _paint(overlay, affine, (faces[0], faces[1], faces[2]), None, centres=True)[0]


def label_under(overlay: Overlay, affine: Floats, points: Floats) -> NDArray[np.int16]:
    """Label at each point (n, 3), m; 0 outside of the body."""
    found = np.maximum(label_of_voxel(overlay.under, affine, points), 0).astype(np.int16)
    inside = found > 0
    if overlay.surface is not None:
        away = overlay.surface.distance(points)
        label, thickness = overlay.skin
        if label:
            found[inside & (away > -thickness)] = label
        outside = away > 0.0
    else:
        outside = np.zeros(len(points), bool)
    if overlay.deep is not None:
        away = overlay.deep.distance(points)
        label, thickness = overlay.fascia
        found[inside & (found != overlay.skin[0]) & (away <= 0.0) & (away > -thickness)] = label
    found[outside] = 0
    for shape in overlay.shapes:
        low, high = bounds_of(shape)
        near = np.flatnonzero(np.all((points >= low) & (points <= high), axis=1) & inside)
        if near.size:
            found[near[shape.distance(points[near]) < 0.0]] = shape.label
    return found


def label_of_voxel(labels: NDArray[np.int16], affine: Floats, points: Floats) -> NDArray[np.int16]:
    """Label of the voxel that holds each point (..., 3), m; -1 where there is none."""
    turned = np.linalg.inv(affine)
    index = points @ turned[:3, :3].T + turned[:3, 3]
    size = np.array(labels.shape)
    # Points outside are clipped to the nearest voxel and set to -1 below.
    nearest = np.clip(np.floor(index + 0.5), 0, size - 1).astype(np.intp)
    inside = np.all((index >= -0.5 - 1e-9) & (index <= size - 0.5 + 1e-9), axis=-1)
    return np.where(inside, labels[nearest[..., 0], nearest[..., 1], nearest[..., 2]], -1).astype(np.int16)


def warm_up() -> None:
    """Compile the loop, or load it from the cache."""
    axis = np.array([-0.5, 0.5])
    paint_over(Overlay(np.ones((1, 1, 1), np.int16)), np.eye(4), (axis, axis, axis))


def _paint(
    overlay: Overlay, affine: Floats, faces: Faces, wanted: NDArray[np.bool_] | None, *, centres: bool
) -> Shares:
    shape = (faces[0].size - 1, faces[1].size - 1, faces[2].size - 1)
    return in_slabs(_Painter(overlay, affine, faces, centres=centres), shape, wanted, centres=centres)


def _layer(surface: SignedField | None, shell: tuple[int, float]) -> tuple[Floats, Floats, Floats]:
    """A surface as bare numbers, its frame, and label and thickness of the shell under it."""
    if surface is None:
        return np.full((1, 1, 1), -1.0), np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0]), np.zeros(2)
    frame = np.concatenate([surface.origin, surface.spacing]).astype(float)
    return np.array(surface.values, float, order="C"), frame, np.array(shell, float)


class _Painter:
    """An overlay as bare arrays for the compiled loop, with a grid to paint."""

    def __init__(self, overlay: Overlay, affine: Floats, faces: Faces, *, centres: bool) -> None:
        drawing = drawing_of(overlay.shapes)
        if drawing is None:
            raise ScanError(Complaint("a solid of a kind that cannot be painted over voxels"))
        self.drawing, self.centres = drawing, centres
        self.faces = tuple(np.array(f, float) for f in faces)
        size = overlay.under.shape
        pieces = [overlaps(affine[a, a], affine[a, 3], size[a], faces[a]) for a in range(3)]
        low = [int(np.clip(index.min(), 0, n - 1)) for (index, _), n in zip(pieces, size, strict=True)]
        high = [int(np.clip(index.max() + 1, 1, n)) for (index, _), n in zip(pieces, size, strict=True)]
        # Copies: what is read-only, strided or of another type would be compiled again.
        self.labels = np.array(overlay.under[tuple(map(slice, low, high))], np.int16, order="C")
        self.index = [index - start for (index, _), start in zip(pieces, low, strict=True)]
        self.weight = [np.ascontiguousarray(weight) for _, weight in pieces]
        self.layers = (
            *_layer(overlay.surface, overlay.skin),
            *_layer(overlay.deep, overlay.fascia),
        )

    def __call__(self, part: slice, wanted: NDArray[np.bool_], out: Sequence[NDArray[np.generic]]) -> None:
        """Paint the cells of a slab along x."""
        from cryonerve.anatomy.kernels.overlay import paint_over as paint  # noqa: PLC0415 -- loads Numba

        drawing, count = self.drawing, len(self.drawing.table)
        x, y, z = self.index
        u, v, w = self.weight
        paint(
            self.labels, x[part], y, z, u[part], v, w, *self.layers,
            drawing.code, drawing.numbers, drawing.table,
            np.empty(drawing.depth), np.empty(8),
            np.empty((len(drawing.code) + 1, 5), np.int64), np.empty((count + 1, 3), np.int64),
            np.empty((count + 1, 2)), np.zeros((LARGEST**3 + count + 4, 4)),
            self.faces[0][part.start : part.stop + 1], self.faces[1], self.faces[2],
            wanted, *out, self.centres,
        )  # fmt: skip
