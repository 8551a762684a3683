"""How probes cut cells: what tissue is left, which cells are dead, and where their tissue goes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.probe_boundary import Placement

__all__ = ["DEAD_WITHIN", "cut_cells", "hand_over"]

Floats = NDArray[np.float64]
Faces = tuple[Floats, Floats, Floats]

DEAD_WITHIN = 0.3  # of the cell size: cells whose centre is nearer to the probe are closed
SUBSAMPLES = 6


def _box(faces: Faces, placement: Placement) -> list[NDArray[np.int64]]:
    """Cells of each axis that the probe with its shaft may touch."""
    low, high = np.array([f[0] for f in faces]), np.array([f[-1] for f in faces])
    reach = float(np.linalg.norm(high - low)) + float(np.linalg.norm(placement.tip))
    ends = np.stack([placement.tip, placement.tip + reach * placement.axis])
    # the shaft's part inside the volume
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        crossing = np.where(placement.axis > 0, high, low) - placement.tip
        leave = np.nanmin(np.where(np.abs(placement.axis) > 1e-12, crossing / placement.axis, np.inf))
    ends[1] = placement.tip + max(0.0, float(leave)) * placement.axis
    pad = 3.0 * placement.radius + 1e-3
    cells = []
    for axis, f in enumerate(faces):
        a, b = ends[:, axis].min() - pad, ends[:, axis].max() + pad
        first = max(0, int(np.searchsorted(f, a)) - 2)
        last = min(len(f) - 1, int(np.searchsorted(f, b)) + 2)
        cells.append(np.arange(first, max(first, last)))
    return cells


def cut_cells(faces: Faces, placements: Sequence[Placement]) -> tuple[Floats, NDArray[np.bool_]]:
    """Share of each cell outside all probes, and which cells are dead.

    Returns
    -------
    share : (i, j, k) 0..1; dead : (i, j, k) bool.
    """
    shape = tuple(len(f) - 1 for f in faces)
    share, dead = np.ones(shape), np.zeros(shape, dtype=bool)
    centres = [0.5 * (f[1:] + f[:-1]) for f in faces]
    sizes = [np.diff(f) for f in faces]
    offsets = (np.arange(SUBSAMPLES) + 0.5) / SUBSAMPLES - 0.5
    sub = np.stack(np.meshgrid(offsets, offsets, offsets, indexing="ij"), axis=-1).reshape(-1, 3)
    for placement in placements:
        box = _box(faces, placement)
        if any(len(cells) == 0 for cells in box):
            continue
        points = np.stack(np.meshgrid(*(c[b] for c, b in zip(centres, box, strict=True)), indexing="ij"), -1)
        size = np.stack(np.meshgrid(*(s[b] for s, b in zip(sizes, box, strict=True)), indexing="ij"), -1)
        distance = placement.distance(points.reshape(-1, 3)).reshape(points.shape[:3])
        near = np.argwhere(distance < 0.87 * np.linalg.norm(size, axis=-1))
        if len(near) == 0:
            continue
        at = tuple(near.T)
        samples = points[at][:, None, :] + sub[None] * size[at][:, None, :]
        outside = placement.distance(samples.reshape(-1, 3)).reshape(len(near), -1) > 0.0
        where = tuple(box[axis][near[:, axis]] for axis in range(3))
        share[where] = np.minimum(share[where], outside.mean(axis=1))
        dead[where] |= distance[at] < DEAD_WITHIN * size[at].min(axis=-1)
    return share, dead


def hand_over(volume: Floats, dead: NDArray[np.bool_], live: NDArray[np.bool_]) -> Floats:
    """Tissue volume of live cells after dead cells gave theirs, in equal parts, to live face neighbours."""
    kept = np.where(live, volume, 0.0)
    for cell in np.argwhere(dead & (volume > 0.0)):
        neighbours: list[tuple[int, ...]] = []
        for axis in range(3):
            for step in (-1, 1):
                other = cell.copy()
                other[axis] += step
                if 0 <= other[axis] < volume.shape[axis] and live[tuple(other)]:
                    neighbours.append(tuple(other))
        for neighbour in neighbours:
            kept[neighbour] += volume[tuple(cell)] / len(neighbours)
    return kept
