"""Voxel axes turned so that they run right, anterior, superior: one formula for pictures and labels.

Affines lead from voxel numbers to millimetres in the patient's frame (right, anterior, superior). A turn only
exchanges and reverses axes; what remains is a tilt, which is no matter of order.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError

__all__ = ["OBLIQUE", "Turn", "check_affine", "check_right_angles", "is_sheared", "turn", "unsheared"]

Floats = NDArray[np.float64]
OBLIQUE = np.sin(np.radians(0.1))  # of the angle from which a volume counts as tilted
SHEARED = 1e-3  # cosine between voxel axes from which they are not at right angles
FLAT = 0.5  # of the volume that the same edges span at right angles; below, no scanner made it
SMALLEST, LARGEST = 1e-3, 100.0  # mm of a voxel


@dataclass(frozen=True, eq=False)
class Turn:
    """How a volume's axes are exchanged and reversed.

    Attributes
    ----------
    order : order[a] is the stored axis that runs along axis a. flipped : which axes run the other way.
    shape : after the turn.
    matrix, start : (3, 3) and (3,) mm, from turned voxel numbers to the patient's frame.
    """

    order: tuple[int, int, int]
    flipped: tuple[bool, bool, bool]
    shape: tuple[int, int, int]
    matrix: Floats
    start: Floats

    @property
    def spacing(self) -> Floats:
        """(3,) mm, all positive."""
        return np.asarray(np.linalg.norm(self.matrix, axis=0))

    @property
    def rotation(self) -> Floats:
        """(3, 3) the directions of the turned axes."""
        return np.asarray(self.matrix / self.spacing)

    @property
    def middle(self) -> Floats:
        """(3,) mm, the middle of the volume."""
        return np.asarray(self.start + self.matrix @ (0.5 * (np.array(self.shape) - 1.0)))

    @property
    def tilt(self) -> float:
        """Degrees by which the axis that is farthest off deviates from the patient's."""
        along = np.clip(np.diag(self.rotation), -1.0, 1.0)
        across = np.linalg.norm(self.rotation - np.diag(np.diag(self.rotation)), axis=0)
        return float(np.degrees(np.arctan2(across, along)).max())

    @property
    def tilted(self) -> bool:
        """Whether the axes lie off the patient's by more than rounding and a careless table."""
        return bool(np.abs(self.rotation - np.eye(3)).max() > OBLIQUE)

    @property
    def corner(self) -> Floats:
        """(3,) mm, centre of voxel (0, 0, 0) with the tilt taken out about the middle."""
        return np.asarray(self.middle - 0.5 * self.spacing * (np.array(self.shape) - 1.0))

    def apply(self, values: NDArray[Any]) -> NDArray[Any]:
        """The turned volume, a view of the stored one."""
        turned = np.transpose(values, self.order)
        return turned[tuple(slice(None, None, -1 if flip else 1) for flip in self.flipped)]


def turn(affine: Floats, shape: tuple[int, ...]) -> Turn:
    """How to turn a volume that lies as `affine` (mm) says: each stored axis to the nearest of the patient's.

    >>> found = turn(np.diag([-1.0, -2.0, 3.0, 1.0]), (5, 4, 3))
    >>> found.flipped, found.start.tolist()
    ((True, True, False), [-4.0, -6.0, 0.0])
    """
    unit = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    best = max(permutations(range(3)), key=lambda order: sum(abs(unit[a, order[a]]) for a in range(3)))
    order = (best[0], best[1], best[2])
    matrix = affine[:3, :3][:, list(order)].copy()
    turned = (shape[order[0]], shape[order[1]], shape[order[2]])
    start = affine[:3, 3].copy()
    flips = [bool(matrix[axis, axis] < 0.0) for axis in range(3)]
    for axis in range(3):
        if flips[axis]:
            start = start + matrix[:, axis] * (turned[axis] - 1)
            matrix[:, axis] *= -1.0
    return Turn(order, (flips[0], flips[1], flips[2]), turned, matrix, start)


def check_affine(affine: Floats) -> None:
    """Refuse an affine that no scanner writes; sheared ones pass, see `is_sheared`.

    Raises
    ------
    ScanError
        Not finite, voxels of an impossible size, or axes that lie in one plane.
    """
    if not np.isfinite(affine).all():
        what = "its affine holds values that are not finite"
        raise ScanError(Complaint(what, remedy="Export it with orientation."))
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.linalg.norm(affine[:3, :3], axis=0)
        if not (size > SMALLEST).all() or not (size < LARGEST).all() or np.abs(affine[:3, 3]).max() > 1e6:
            raise ScanError(
                Complaint(
                    f"its voxels are {size[0]:.3g} x {size[1]:.3g} x {size[2]:.3g} mm",
                    remedy="Check the units and the orientation of the file.",
                )
            )
    if abs(float(np.linalg.det(affine[:3, :3] / size))) < FLAT:
        what = "its voxel axes lie almost in one plane"
        raise ScanError(Complaint(what, remedy="Its orientation is damaged: export it again."))


def is_sheared(affine: Floats) -> bool:
    """Whether the voxel axes are not at right angles.

    >>> sheared = np.eye(4)
    >>> sheared[1, 2] = 0.2
    >>> is_sheared(np.eye(4)), is_sheared(sheared)
    (False, True)
    """
    unit = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    return bool(np.abs(unit.T @ unit - np.eye(3)).max() > SHEARED)


def check_right_angles(affine: Floats) -> None:
    """Refuse an affine that is none, or sheared: labels are not laid between voxels.

    Raises
    ------
    ScanError
        As `check_affine`, or voxel axes that are not at right angles.
    """
    check_affine(affine)
    if is_sheared(affine):
        what = "its voxel axes are not at right angles"
        raise ScanError(Complaint(what, remedy="Resample it to a rectangular grid."))


def unsheared(values: NDArray[Any], affine: Floats, outside: float) -> tuple[NDArray[Any], Floats, float]:
    """A sheared volume on a rectangular grid, by straight lines between voxels.

    Two axes keep their directions as far as they can, those with the finer voxels: the picture's own. The
    slices' axis is put at right angles to them (a tilted gantry shifts every slice against the one before).

    Parameters
    ----------
    outside : value where nothing was scanned.

    Returns
    -------
    Values, affine (mm), and the angle in degrees by which the axes were off.
    """
    from scipy.ndimage import affine_transform  # noqa: PLC0415 -- used here only

    matrix = affine[:3, :3]
    size = np.linalg.norm(matrix, axis=0)
    order = np.argsort(size, kind="stable")  # the picture's axes first
    basis, spacing = np.zeros((3, 3)), np.zeros(3)
    for place, axis in enumerate(order):
        left = matrix[:, axis] - basis[:, order[:place]] @ (basis[:, order[:place]].T @ matrix[:, axis])
        spacing[axis] = np.linalg.norm(left)
        basis[:, axis] = left / spacing[axis]
    corners = np.stack(np.meshgrid(*[(0, n - 1) for n in values.shape], indexing="ij"), -1).reshape(-1, 3)
    placed = corners @ (basis.T @ matrix).T / spacing  # in voxels of the new grid, from voxel (0, 0, 0) on
    low, high = placed.min(axis=0), placed.max(axis=0)
    shape = tuple(int(n) for n in np.floor(high - low + 1e-6) + 1)
    back = np.linalg.inv(matrix) @ basis @ np.diag(spacing)
    # not "constant", which takes an edge that rounding has put 1e-16 beyond the grid for outside
    straight = affine_transform(
        values, back, back @ low, output_shape=shape, order=1, mode="grid-constant", cval=outside
    )
    rectangular = np.eye(4)
    rectangular[:3, :3] = basis * spacing
    rectangular[:3, 3] = affine[:3, 3] + rectangular[:3, :3] @ low
    off = float(np.degrees(np.arccos(np.clip((spacing / size).min(), -1.0, 1.0))))
    return straight, rectangular, off
