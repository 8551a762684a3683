"""Rigid motions: from pairs of points by least squares, as six small numbers, and how far they move a place.

A motion is a (4, 4) matrix that takes places of the moving frame to places of the fixed one, metres.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError

__all__ = [
    "THIN",
    "VOXEL_SHARE",
    "at_places",
    "fit_rigid",
    "from_small",
    "moved",
    "require_rigid",
    "shift_of_small",
    "spread_from_line",
    "to_small",
    "turn",
]

Floats = NDArray[np.float64]
THIN = 0.05  # landmarks whose second spread is below this share of the first lie on a line, near enough
VOXEL_SHARE = 0.1  # of a voxel below which no registration is believed; assumed
LOOSE = 1e-6  # by which rotations read from files may miss being rotations


def moved(transform: Floats, points: Floats) -> Floats:
    """Places (..., 3) taken along by a motion.

    >>> moved(from_small(np.array([0, 0, 0, 1e-3, 0, 0]), np.zeros(3)), np.zeros((1, 3))).tolist()
    [[0.001, 0.0, 0.0]]
    """
    return np.asarray(points @ transform[:3, :3].T + transform[:3, 3])


def turn(transform: Floats) -> float:
    """Degrees by which a motion turns.

    >>> round(turn(from_small(np.array([0, 0, np.radians(30.0), 0, 0, 0]), np.zeros(3))), 6)
    30.0
    """
    # The sine from the skew part keeps small angles exact, where the cosine loses half of the digits.
    rotation = transform[:3, :3]
    sine = np.linalg.norm(_axis_by_sine(rotation))
    return float(np.degrees(np.arctan2(sine, 0.5 * (np.trace(rotation) - 1.0))))


def fit_rigid(moving: Floats, fixed: Floats, *, mirrored: bool = False) -> Floats:
    """The rigid motion that brings points nearest to their partners, in the least-squares sense.

    Minimises the sum of |R m_i + t - f_i|^2 over rotations R and shifts t, in closed form from the singular
    values of the points' covariance (Kabsch 1976, kabsch1976; the same answer as Horn 1987, horn1987), with
    mirrors excluded.

    Parameters
    ----------
    moving, fixed : (n, 3) m, n >= 3, in pairs. mirrored : the nearest mirrored motion instead, which no limb
        can make: a left leg laid on a right one fits it better.

    Raises
    ------
    ScanError
        Fewer than three pairs, or all nearly on one line, about which nothing says how far to turn.

    Examples
    --------
    >>> points = np.array([[0, 0, 0], [0.1, 0, 0], [0, 0.1, 0]], dtype=float)
    >>> fit_rigid(points, points + [0, 0, 0.02]).round(6)[:3, 3].tolist()
    [0.0, 0.0, 0.02]
    """
    _require_pairs(moving, fixed)
    middle, target = moving.mean(axis=0), fixed.mean(axis=0)
    left, _, right = np.linalg.svd((moving - middle).T @ (fixed - target))
    sign = np.sign(np.linalg.det(right.T @ left.T)) * (-1.0 if mirrored else 1.0)
    rotation = right.T @ np.diag([1.0, 1.0, sign]) @ left.T
    transform = np.eye(4)
    transform[:3, :3] = rotation
    transform[:3, 3] = target - rotation @ middle
    return transform


def _require_pairs(moving: Floats, fixed: Floats) -> None:
    """Complain about points from which no motion follows."""
    if moving.shape != fixed.shape or moving.ndim != 2 or moving.shape[1] != 3:
        raise ScanError(Complaint("landmarks do not come in pairs of places", "Give x y z of both scans."))
    if len(moving) < 3:
        what = f"{len(moving)} landmarks do not fix a rigid motion"
        raise ScanError(Complaint(what, "Give at least three that do not lie on one line; five are better."))
    if not (np.isfinite(moving).all() and np.isfinite(fixed).all()):
        raise ScanError(Complaint("a landmark is no place", "Give three finite numbers."))
    for name, points in (("moving", moving), ("fixed", fixed)):
        if spread_from_line(points) < THIN:
            what = f"the landmarks on the {name} scan lie on one line, or nearly"
            remedy = "Add one beside the line: about it nothing says how far to turn."
            raise ScanError(Complaint(what, remedy))


def spread_from_line(points: Floats) -> float:
    """How far points spread beside their longest axis, as a share of the spread along it; 0 on a line.

    >>> spread_from_line(np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]]))
    0.0
    """
    spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return float(spread[1] / spread[0]) if spread[0] > 0.0 else 0.0


def require_rigid(transform: Floats) -> Floats:
    """The matrix, when it is a rigid motion; a matrix of a file or a person may be none.

    Raises
    ------
    ScanError
        It stretches, shears or mirrors.
    """
    rotation = np.asarray(transform, dtype=float)[:3, :3]
    if np.abs(rotation @ rotation.T - np.eye(3)).max() > LOOSE or np.linalg.det(rotation) < 0.0:
        what = "the transform stretches or mirrors: it is no rigid motion"
        raise ScanError(Complaint(what, "Register again, or give a rotation and a shift."))
    return np.asarray(transform, dtype=float)


def from_small(small: Floats, centre: Floats) -> Floats:
    """(4, 4) motion of a turn about `centre` (rotation vector, rad) and a shift (m): small is (6,).

    >>> from_small(np.zeros(6), np.ones(3)).tolist() == np.eye(4).tolist()
    True
    """
    angle = float(np.linalg.norm(small[:3]))
    cross = _cross(small[:3])
    first = np.sinc(angle / np.pi)
    second = 0.5 * np.sinc(0.5 * angle / np.pi) ** 2
    rotation = np.eye(3) + first * cross + second * cross @ cross
    transform = np.eye(4)
    transform[:3, :3] = rotation
    transform[:3, 3] = centre + small[3:] - rotation @ centre
    return transform


def to_small(transform: Floats, centre: Floats) -> Floats:
    """(6,) rotation vector (rad) about `centre` and shift (m) of it; undoes `from_small` below half a turn.

    >>> small = np.array([0.1, -0.2, 0.05, 1e-3, 2e-3, 0.0])
    >>> bool(np.allclose(to_small(from_small(small, np.ones(3)), np.ones(3)), small))
    True
    """
    angle = np.radians(turn(transform))
    vector = _axis_by_sine(transform[:3, :3]) / np.sinc(angle / np.pi)
    return np.concatenate([vector, moved(transform, centre) - centre])


def shift_of_small(points: Floats, centre: Floats) -> Floats:
    """(n, 3, 6) how a place shifts with each of the six small numbers of a motion about `centre`.

    The shift of p is w x (p - c) + t to first order.
    """
    matrices = np.zeros((len(points), 3, 6))
    matrices[:, :, :3] = -_cross(points - centre)
    matrices[:, :, 3:] = np.eye(3)
    return matrices


def at_places(covariance: Floats, centre: Floats, points: Floats) -> Floats:
    """(n,) root mean square of the shift at places, from the covariance (6, 6) of a motion's small numbers.

    >>> float(at_places(np.diag([0, 0, 0, 1e-6, 1e-6, 1e-6]), np.zeros(3), np.zeros((1, 3)))[0].round(6))
    0.001732
    """
    matrices = shift_of_small(points, centre)
    variance = np.einsum("nai,ij,naj->n", matrices, covariance, matrices)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def _axis_by_sine(rotation: Floats) -> Floats:
    """(3,) axis of a rotation, as long as the sine of its angle: from the part of the matrix that is skew."""
    return 0.5 * np.array(
        [rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]]
    )


def _cross(vectors: Floats) -> Floats:
    """(..., 3, 3) matrices that take v to w x v."""
    x, y, z = np.moveaxis(np.asarray(vectors, dtype=float), -1, 0)
    zero = np.zeros_like(x)
    rows = [[zero, -z, y], [z, zero, -x], [-y, x, zero]]
    return np.moveaxis(np.array(rows), (0, 1), (-2, -1))
