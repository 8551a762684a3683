"""How much of each cell is which label of a voxel volume, cell by cell.

=======  ==================================================================================
labels   (i, j, k) voxels; what lies beyond them is outside of the body (label 0)
x y z    (cell, m) numbers of the voxels that a cell overlaps along an axis, from 0
u v w    (cell, m) and how much of the cell each of them takes
mixed    (label, 4) amount, label, rank of what is in a cell; row 0 is the outside
=======  ==================================================================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from cryonerve.anatomy.kernels.mixing import two_largest
from cryonerve.anatomy.kernels.solids import ENTRY, INNER

__all__ = ["add", "average", "label_at", "voxels_in"]


@njit(**INNER)
def label_at(labels: Any, i: int, j: int, k: int) -> int:
    """Label of a voxel, 0 beyond them."""
    inside = 0 <= i < labels.shape[0] and 0 <= j < labels.shape[1] and 0 <= k < labels.shape[2]
    return labels[i, j, k] if inside else 0


@njit(**INNER)
def add(mixed: Any, used: int, label: int, weight: float) -> int:
    """Add to a label's amount; how many rows there are then."""
    row = 0
    while row < used and mixed[row, 1] != label:
        row += 1
    if row == used:
        mixed[row, 0], mixed[row, 1], mixed[row, 2] = 0.0, label, label
        used += 1
    mixed[row, 0] += weight
    return used


@njit(**INNER)
def voxels_in(
    labels: Any, x: Any, y: Any, z: Any, u: Any, v: Any, w: Any, mixed: Any, i: int, j: int, k: int
) -> int:  # fmt: skip
    """Put the voxels of a cell into `mixed`; how many rows there are then."""
    mixed[0, 0], mixed[0, 1], mixed[0, 2] = 0.0, 0.0, 0.0
    used: Any = np.int64(1)
    for a in range(x.shape[1]):
        for b in range(y.shape[1]):
            for c in range(z.shape[1]):
                weight = u[i, a] * v[j, b] * w[k, c]
                if weight > 0.0:
                    used = add(mixed, used, label_at(labels, x[i, a], y[j, b], z[k, c]), weight)
    if used == 1 or (used == 2 and mixed[0, 0] == 0.0):  # one thing fills the cell: no rounding
        mixed[used - 1, 0] = 1.0
    return used


@njit(**ENTRY)
def average(
    labels: Any, x: Any, y: Any, z: Any, u: Any, v: Any, w: Any, mixed: Any, wanted: Any,
    first: Any, second: Any, share: Any, body: Any,
) -> None:  # fmt: skip
    """Fill labels, share of the first and share inside the body of all wanted cells."""
    for i in range(wanted.shape[0]):
        for j in range(wanted.shape[1]):
            for k in range(wanted.shape[2]):
                if not wanted[i, j, k]:
                    continue
                used = voxels_in(labels, x, y, z, u, v, w, mixed, i, j, k)
                first[i, j, k], second[i, j, k], share[i, j, k], body[i, j, k] = two_largest(mixed, used)
