"""The walls of what a scan labels: points of the faces between voxels, and how cold they got.

A vessel or a small nerve is a few cells wide: read by its cells it was some kelvins warmer or colder with
where the cells happened to lie. Its wall is read where the labels say it is.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.bioheat.sampling import sample_field

__all__ = ["box_of_run", "coldest_of_points", "walls_of"]

Floats = NDArray[np.float64]
KNOWN = 0.01  # share of a point's surroundings that must be tissue


@lru_cache(maxsize=2)
def _boxes(volume: Volume) -> tuple[tuple[slice, ...] | None, ...]:
    """The box of each label, by label minus one."""
    return tuple(find_objects(volume.labels))


def walls_of(volume: Volume, label: int, within: tuple[Floats, Floats]) -> Floats:
    """Centres (n, 3) of the voxel faces around one label that lie between two corners, m.

    Faces at the rim of the volume count too: there the structure is cut, and may be as cold.

    Examples
    --------
    >>> labels = np.ones((5, 5, 5), np.int16)
    >>> labels[2, 2, 2] = 7
    >>> walls_of(Volume(labels, np.eye(4), ()), 7, (np.zeros(3), np.full(3, 9.0))).tolist()[:2]
    [[1.5, 2.0, 2.0], [2.5, 2.0, 2.0]]
    """
    boxes = _boxes(volume)
    box = boxes[label - 1] if 0 < label <= len(boxes) else None
    if box is None:
        return np.zeros((0, 3))
    step, start = np.diag(volume.affine)[:3], volume.affine[:3, 3]
    ends = np.sort((np.stack(within) - start) / step, axis=0)
    low = np.maximum(np.floor(ends[0]), [part.start for part in box]).astype(int)
    high = np.minimum(np.ceil(ends[1]) + 1, [part.stop for part in box]).astype(int)
    if (high <= low).any():
        return np.zeros((0, 3))
    mine = volume.labels[tuple(map(slice, low, high))] == label
    found = []
    for axis in range(3):
        rim = [(int(axis == side), int(axis == side)) for side in range(3)]
        change = np.diff(np.pad(mine, rim).astype(np.int8), axis=axis) != 0
        at = np.argwhere(change) + low
        found.append((at - 0.5 * np.eye(3)[axis]) * step + start)
    points = np.concatenate(found)
    return points[np.all((points >= within[0]) & (points <= within[1]), axis=1)]


def box_of_run(freezing: Freezing) -> tuple[Floats, Floats]:
    """Lower and upper corner (3,) of what was simulated, m."""
    faces = (freezing.x, freezing.y, freezing.z)
    return np.array([line[0] for line in faces]), np.array([line[-1] for line in faces])


def coldest_of_points(freezing: Freezing, points: Floats) -> float | None:
    """Coldest degC at any of some points (n, 3) in the simulated box; None where there is no tissue.

    Between cells the coldest temperatures are interpolated; cells without tissue do not count.
    """
    low, high = box_of_run(freezing)
    points = points[np.all((points >= low) & (points <= high), axis=1)]
    if not len(points):
        return None
    tissue = (freezing.tissue_volume > 0) & np.isfinite(freezing.nadir)
    share = sample_field(freezing, tissue.astype(np.float32), points)
    cold = sample_field(freezing, np.where(tissue, freezing.nadir, 0.0), points)
    read = cold[share > KNOWN] / share[share > KNOWN]
    return float(read.min()) if len(read) else None
