"""How much of each cell of any grid is which label of a voxel volume."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.painting import Faces, Shares
from cryonerve.anatomy.volume import Volume

__all__ = ["LARGEST", "average_cells", "overlaps", "warm_up"]

Floats = NDArray[np.float64]
LARGEST = 4  # voxels per cell and axis that are averaged exactly; wider cells take evenly spread voxels


def average_cells(volume: Volume, faces: Faces, wanted: NDArray[np.bool_] | None = None) -> Shares:
    """First and second label, share of the first, and share inside the body of all wanted cells.

    Each voxel counts with its overlap with the cell; what lies outside of the voxels is outside of the body.
    """
    from cryonerve.anatomy.kernels.voxels import average  # noqa: PLC0415 -- loads Numba

    size = volume.labels.shape
    pieces = [overlaps(volume.affine[a, a], volume.affine[a, 3], size[a], faces[a]) for a in range(3)]
    low = [int(np.clip(index.min(), 0, n - 1)) for (index, _), n in zip(pieces, size, strict=True)]
    high = [int(np.clip(index.max() + 1, 1, n)) for (index, _), n in zip(pieces, size, strict=True)]
    shape = tuple(f.size - 1 for f in faces)
    first, second = np.zeros(shape, np.int16), np.zeros(shape, np.int16)
    share, body = np.ones(shape, np.float32), np.zeros(shape, np.float32)
    average(
        # Copies: what is read-only, strided or of another type would be compiled again.
        np.array(volume.labels[tuple(map(slice, low, high))], np.int16, order="C"),
        *(index - start for (index, _), start in zip(pieces, low, strict=True)),
        *(np.ascontiguousarray(weight) for _, weight in pieces),
        np.zeros((LARGEST**3 + 1, 4)),
        np.ones(shape, np.bool_) if wanted is None else np.array(wanted, np.bool_, order="C"),
        first,
        second,
        share,
        body,
    )
    return first, second, share, body


def warm_up() -> None:
    """Compile the loop, or load it from the cache."""
    one = Volume(np.ones((1, 1, 1), np.int16), np.eye(4), ())
    axis = np.array([-1.0, 1.0])
    average_cells(one, (axis, axis, axis))


def overlaps(step: float, start: float, size: int, faces: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Numbers (cell, m) of the voxels that each cell overlaps along one axis, and their weights.

    Number -1 and `size` stand for all that lies beyond the voxels.
    """
    at = (faces - start) / step + 0.5  # in faces of voxels
    low, high = np.minimum(at[:-1], at[1:])[:, None], np.maximum(at[:-1], at[1:])[:, None]
    count = np.ceil(high - 1e-9) - np.floor(low + 1e-9)
    most = int(np.clip(count.max(), 1, LARGEST))
    exact = np.floor(low + 1e-9) + np.arange(most)
    overlap = np.clip(np.minimum(high, exact + 1.0) - np.maximum(low, exact), 0.0, None)
    spread = np.floor(low + (high - low) * (np.arange(most) + 0.5) / most)
    index = np.where(count <= most, exact, spread)
    weight = np.where(count <= most, overlap, 1.0)
    index = np.clip(index, -1, size).astype(np.int64)
    # A weightless number repeats the first voxel, so that it cannot make a pure cell look mixed.
    index = np.where(weight > 1e-9, index, index[:, :1])
    total = weight.sum(axis=1, keepdims=True)
    return index, np.where(total > 0.0, weight / np.where(total > 0.0, total, 1.0), 1.0 / weight.shape[1])
