"""Label volumes on disk: NIfTI, NRRD and MetaImage, turned so that the axes run right, anterior, superior.

The world of these formats is millimetres; NIfTI counts to the patient's right, anterior and superior (RAS),
the others usually to the left, posterior and superior (LPS). What leaves this file is always RAS with voxel
axes along the world's, in positive direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.legends import LARGEST
from cryonerve.scans.stored_volume import StoredVolume, check_shape
from cryonerve.scans.upright import Turn, check_right_angles, turn
from cryonerve.scans.volume_files import open_volume

__all__ = ["LabelGrid", "as_labels", "nearest_labels", "read_labels"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class LabelGrid:
    """Labels with axes along the world's.

    Attributes
    ----------
    labels : (i, j, k) int16; i runs right, j anterior, k superior.
    origin : (3,) mm, centre of voxel (0, 0, 0).
    spacing : (3,) mm, all positive.
    remarks : sentences on what was done to the file's voxels.
    """

    labels: Numbers
    origin: Floats
    spacing: Floats
    remarks: tuple[str, ...] = ()


def read_labels(path: Path) -> LabelGrid:
    """Read a label volume.

    Raises
    ------
    ScanError
        Not readable, cut short, not three-dimensional, without or with contradictory orientation, or
        not whole numbers; with the remedy.
    """
    try:
        stored = open_volume(path)
        return _upright(as_labels(stored), stored.affine)
    except ScanError as error:
        raise error.located(file=str(path), field="anatomy.labels") from error


def as_labels(stored: StoredVolume) -> Numbers:
    """Voxels as int16 labels.

    Raises
    ------
    ScanError
        Not whole numbers, none, or more than a legend can name.
    """
    values = np.asarray(stored.voxels)
    if (stored.slope, stored.intercept) != (1.0, 0.0):
        values = values * stored.slope + stored.intercept
    if values.dtype.kind == "f":
        if not np.isfinite(values).all():
            raise ScanError(Complaint("some voxels are not finite", remedy="Export it as a label map."))
        if not np.array_equal(values, np.round(values)):
            raise ScanError(
                Complaint(
                    "its voxels are not whole numbers, so this is an image or a blurred label map",
                    remedy="Export the labels with nearest-neighbour interpolation.",
                )
            )
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if low < 0 or high > LARGEST:
        raise ScanError(
            Complaint(
                f"labels run from {low:g} to {high:g}",
                remedy=f"Labels are whole numbers from 0 to {LARGEST}; an image is no label map.",
            )
        )
    if high == 0:
        raise ScanError(
            Complaint("no voxel has a label", remedy="Give a volume in which structures are labelled.")
        )
    return values.astype(np.int16)


def nearest_labels(numbers: Numbers, across: Floats, shape: tuple[int, ...]) -> Numbers:
    """Labels on another grid, each voxel taking the nearest one; 0 beyond the edge.

    Parameters
    ----------
    across : (4, 4) from voxels of the new grid to those of the labels. shape : of the new grid.

    >>> shift = np.eye(4)
    >>> shift[2, 3] = 0.6
    >>> nearest_labels(np.array([[[1, 2]]], np.int16), shift, (1, 1, 2)).tolist()
    [[[2, 0]]]
    """
    from scipy.ndimage import affine_transform  # noqa: PLC0415 -- used here only

    # "grid-constant": a voxel reaches half its size beyond its centre, also at the edge of the grid
    moved: Numbers = affine_transform(
        numbers, across[:3, :3], across[:3, 3], output_shape=shape, order=0, mode="grid-constant", cval=0
    )
    return moved


def _upright(labels: Numbers, affine: Floats) -> LabelGrid:
    """Voxel axes along the world's, in positive direction."""
    check_right_angles(affine)
    found = turn(affine, labels.shape)
    turned = found.apply(labels)
    if found.tilted:
        return _resampled(turned, found)
    return LabelGrid(np.ascontiguousarray(turned), found.corner, found.spacing)


def _resampled(labels: Numbers, found: Turn) -> LabelGrid:
    """An oblique volume on an upright grid, each voxel taking the nearest label."""
    spacing = found.spacing
    corners = np.stack(np.meshgrid(*[(0, n - 1) for n in labels.shape], indexing="ij"), -1).reshape(-1, 3)
    world = corners @ found.matrix.T + found.start
    low, high = world.min(axis=0), world.max(axis=0)
    shape = tuple(int(n) for n in np.floor((high - low) / spacing + 1e-6) + 1)
    check_shape(shape)
    back = np.linalg.inv(found.matrix)
    across = np.eye(4)
    across[:3, :3], across[:3, 3] = back @ np.diag(spacing), back @ (low - found.start)
    upright = nearest_labels(labels, across, shape)
    remark = (
        f"the label volume is tilted by up to {found.tilt:.1f} degrees and was resampled to an upright grid "
        "(nearest label)"
    )
    return LabelGrid(upright, low, spacing, (remark,))
