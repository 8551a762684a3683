"""Registration by landmarks: the motion, what it leaves at each landmark, and what to expect elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.rigid import THIN, fit_rigid, moved, shift_of_small, spread_from_line

__all__ = ["Landmark", "LandmarkFit", "fit_landmarks", "residual_chance", "target_error"]

Floats = NDArray[np.float64]
FLAT = 5e-3  # m; landmarks whose third spread is smaller lie in one plane, near enough
MIXED_UP = 3.0  # times the mirrored motion must leave less
UNLIKELY = 0.01  # a landmark whose held-out error is less likely than this is said to be suspicious


@dataclass(frozen=True, slots=True)
class Landmark:
    """One place that a person found on both scans.

    Attributes
    ----------
    moving, fixed : its places, m in each scan's frame. name : what it is, "tip of the fibula".
    """

    moving: tuple[float, float, float]
    fixed: tuple[float, float, float]
    name: str = ""


@dataclass(frozen=True, eq=False)
class LandmarkFit:
    """What landmarks alone say.

    Attributes
    ----------
    transform : (4, 4) from the moving to the fixed frame, m.
    residuals : (n,) m left at each landmark.
    held_out : (n,) m by which the motion from all others misses a landmark; NaN where the others fix none.
    localisation : m, root mean square error of setting one landmark (3D), as the residuals tell it, and not
        below what the voxels allow.
    freedom : degrees of freedom behind it, 3 n - 6.
    centre, covariance : of the motion's small numbers (6, 6), see `rigid.shift_of_small`.
    suspicious : numbers of landmarks that the others do not support.
    mirrored : the mirror image of the landmarks fits better by far: sides were mixed up.
    """

    transform: Floats
    residuals: Floats
    held_out: Floats
    localisation: float
    freedom: int
    centre: Floats
    covariance: Floats
    suspicious: tuple[int, ...]
    mirrored: bool = False


def fit_landmarks(landmarks: Sequence[Landmark], *, least: float = 0.0) -> LandmarkFit:
    """The least-squares rigid motion of landmarks, and how far it can be trusted.

    The error of setting a landmark is told by the residuals, <FRE^2> = (1 - 2/n) <FLE^2>; what follows at
    other places is the covariance of the least-squares motion, which gives the target registration error of
    Fitzpatrick, West & Maurer (fitzpatrick1998).

    Parameters
    ----------
    landmarks : at least three, not on a line.
    least : m, the error of a landmark is not taken to be smaller: three clicks may agree by chance.

    Raises
    ------
    ScanError
        Too few, on a line, or the same place twice.

    Examples
    --------
    >>> corners = [(0.0, 0, 0), (0.1, 0, 0), (0, 0.1, 0), (0, 0, 0.1)]
    >>> fit = fit_landmarks([Landmark(place, place) for place in corners], least=1e-3)
    >>> fit.transform.round(6).tolist() == np.eye(4).tolist(), round(fit.localisation, 6)
    (True, 0.001)
    """
    moving = np.array([item.moving for item in landmarks], dtype=float).reshape(-1, 3)
    fixed = np.array([item.fixed for item in landmarks], dtype=float).reshape(-1, 3)
    _require_apart(moving, landmarks)
    transform = fit_rigid(moving, fixed)
    residuals = np.linalg.norm(moved(transform, moving) - fixed, axis=1)
    localisation = max(_localisation(residuals), least)
    centre = fixed.mean(axis=0)
    held_out, suspicious = _held_out(moving, fixed, least)
    return LandmarkFit(
        transform, residuals, held_out, localisation, 3 * len(moving) - 6, centre,
        _covariance(fixed, centre, localisation), suspicious, _mirrored(moving, fixed, localisation, least),
    )  # fmt: skip


def _mirrored(moving: Floats, fixed: Floats, localisation: float, least: float) -> bool:
    """Whether a mirrored motion leaves less than a third of the rest; landmarks in a plane cannot say."""
    if len(moving) < 4 or np.linalg.svd(moving - moving.mean(axis=0), compute_uv=False)[2] < FLAT:
        return False
    flip = fit_rigid(moving, fixed, mirrored=True)
    left = _localisation(np.linalg.norm(moved(flip, moving) - fixed, axis=1))
    return localisation > MIXED_UP * max(left, least)


def _localisation(residuals: Floats) -> float:
    """Root mean square error of setting one landmark, m, from what the motion leaves at each (n,)."""
    return float(np.sqrt(np.mean(residuals**2) / (1.0 - 2.0 / len(residuals))))


def _covariance(points: Floats, centre: Floats, localisation: float) -> Floats:
    """(6, 6) of the least-squares motion, for errors alike in all directions and at all landmarks."""
    matrices = shift_of_small(points, centre)
    information = np.einsum("nai,naj->ij", matrices, matrices)
    return np.asarray(localisation**2 / 3.0 * np.linalg.inv(information))


def _require_apart(points: Floats, landmarks: Sequence[Landmark]) -> None:
    """Complain about a landmark that is given twice."""
    for one in range(len(points)):
        for other in range(one):
            if np.linalg.norm(points[one] - points[other]) < 1e-6:
                names = " and ".join(landmarks[item].name or f"number {item + 1}" for item in (other, one))
                what = f"two landmarks lie at the same place of the moving scan ({names})"
                raise ScanError(Complaint(what, "Give each landmark once."))


def _held_out(moving: Floats, fixed: Floats, least: float) -> tuple[Floats, tuple[int, ...]]:
    """Each landmark missed by the motion that all others make; which are too far off to be chance."""
    errors = np.full(len(moving), np.nan)
    suspicious = []
    for number in range(len(moving)):
        others = np.arange(len(moving)) != number
        if others.sum() < 3 or min(map(spread_from_line, (moving[others], fixed[others]))) < THIN:
            continue
        fit = fit_rigid(moving[others], fixed[others])
        left = np.linalg.norm(moved(fit, moving[others]) - fixed[others], axis=1)
        spread = max(_localisation(left), least)
        miss = moved(fit, moving[number]) - fixed[number]
        errors[number] = np.linalg.norm(miss)
        expected = spread**2 + target_error(fixed[others], spread, fixed[[number]])[0] ** 2
        freedom = 3 * int(others.sum()) - 6
        if residual_chance(float(errors[number] ** 2 / expected), freedom) < UNLIKELY / len(moving):
            suspicious.append(number)
    return errors, tuple(suspicious)


def residual_chance(ratio: float, freedom: int) -> float:
    """Chance that a squared miss over its expected square is larger than this, by the F law (3, freedom).

    >>> round(residual_chance(9.2766, 3), 3)
    0.05
    """
    from scipy.stats import f  # noqa: PLC0415  slow to import

    return float(f.sf(ratio, 3, freedom))


def target_error(landmarks: Floats, localisation: float, points: Floats) -> Floats:
    """(m,) expected target registration error at places, root mean square, m.

    <TRE^2(r)> = <FLE^2> / n (1 + 1/3 sum_k d_k^2 / f_k^2) with d_k the distance of the place from principal
    axis k of the landmarks and f_k the landmarks' root mean square distance from it (fitzpatrick1998).

    Parameters
    ----------
    landmarks : (n, 3) m. localisation : m, root mean square error of one landmark. points : (m, 3) m.

    Examples
    --------
    >>> corners = np.array([[1.0, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]])
    >>> float(target_error(corners, 2e-3, np.zeros((1, 3)))[0])
    0.001
    """
    middle = landmarks.mean(axis=0)
    axes = np.linalg.svd(landmarks - middle)[2]
    own = (landmarks - middle) @ axes.T
    asked = (points - middle) @ axes.T
    ratio = np.zeros(len(points))
    for axis in range(3):
        others = [item for item in range(3) if item != axis]
        ratio += (asked[:, others] ** 2).sum(axis=1) / (own[:, others] ** 2).sum(axis=1).mean()
    return np.asarray(np.sqrt(localisation**2 / len(landmarks) * (1.0 + ratio / 3.0)))
