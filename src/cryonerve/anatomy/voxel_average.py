"""How much of each cell of any grid is which label of a voxel volume."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.painting import Shares, two_largest
from cryonerve.anatomy.volume import Volume

__all__ = ["average_cells"]

Floats = NDArray[np.float64]
Faces = tuple[Floats, Floats, Floats]
LARGEST = 4  # voxels per cell and axis that are averaged exactly; wider cells take evenly spread voxels


def average_cells(volume: Volume, faces: Faces) -> Shares:
    """First and second label, share of the first, and share inside the body of every cell.

    Each voxel counts with its overlap with the cell; what lies outside of the voxels is outside of the body.
    """
    pieces = [
        _overlaps(volume.affine[a, a], volume.affine[a, 3], volume.labels.shape[a], faces[a])
        for a in range(3)
    ]
    shape = tuple(f.size - 1 for f in faces)
    steps = list(product(*(range(index.shape[1]) for index, _ in pieces)))
    # One layer of label 0 around the voxels stands for the outside.
    padded = np.pad(volume.labels, 1)
    first = _gather(padded, pieces, steps[0]).astype(np.int16)
    mixed = np.zeros(shape, bool)
    for step in steps[1:]:
        mixed |= _gather(padded, pieces, step) != first
    second, share = first.copy(), np.ones(shape, np.float32)
    body = (first > 0).astype(np.float32)
    rows = np.nonzero(mixed)
    if rows[0].size:
        first[rows], second[rows], share[rows], body[rows] = _blend(padded, pieces, steps, rows)
    return first, second, share, body


def _overlaps(step: float, start: float, size: int, faces: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Padded voxel indices (cell, m) that each cell overlaps along one axis, and their weights."""
    at = (faces - start) / step + 0.5 + 1.0  # in voxel faces of the padded array
    low, high = np.minimum(at[:-1], at[1:])[:, None], np.maximum(at[:-1], at[1:])[:, None]
    count = np.ceil(high - 1e-9) - np.floor(low + 1e-9)
    most = int(np.clip(count.max(), 1, LARGEST))
    exact = np.floor(low + 1e-9) + np.arange(most)
    overlap = np.clip(np.minimum(high, exact + 1.0) - np.maximum(low, exact), 0.0, None)
    spread = np.floor(low + (high - low) * (np.arange(most) + 0.5) / most)
    index = np.where(count <= most, exact, spread)
    weight = np.where(count <= most, overlap, 1.0)
    # Beyond the voxels everything is the outside, which the padding stands for.
    index = np.clip(index, 0, size + 1).astype(np.intp)
    # A weightless index repeats the first voxel, so that it cannot make a pure cell look mixed.
    index = np.where(weight > 1e-9, index, index[:, :1])
    total = weight.sum(axis=1, keepdims=True)
    return index, np.where(total > 0.0, weight / np.where(total > 0.0, total, 1.0), 1.0 / weight.shape[1])


def _gather(
    padded: NDArray[np.int16], pieces: list[tuple[NDArray[np.intp], Floats]], step: tuple[int, ...]
) -> NDArray[np.int16]:
    """The label of one overlapped voxel of every cell."""
    return padded[np.ix_(*(index[:, k] for (index, _), k in zip(pieces, step, strict=True)))]


def _blend(
    padded: NDArray[np.int16],
    pieces: list[tuple[NDArray[np.intp], Floats]],
    steps: list[tuple[int, ...]],
    rows: tuple[NDArray[np.intp], ...],
) -> Shares:
    """Weigh the voxels of the cells that hold more than one label."""
    labels = np.flatnonzero(np.bincount(padded.ravel())).astype(np.int16)
    column = np.zeros(int(labels[-1]) + 1, np.intp)
    column[labels] = np.arange(labels.size)
    amount = np.zeros(rows[0].size * labels.size)
    base = np.arange(rows[0].size) * labels.size
    for step in steps:
        index = tuple(p[0][r, k] for p, r, k in zip(pieces, rows, step, strict=True))
        weight = np.prod([p[1][r, k] for p, r, k in zip(pieces, rows, step, strict=True)], axis=0)
        amount[base + column[padded[index]]] += weight  # each row occurs once, so nothing is lost
    table = amount.reshape(-1, labels.size)
    return two_largest(table, labels)
