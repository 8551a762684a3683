"""Registration by surfaces: trimmed iterative closest points between skin and skin, or bone and bone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.rigid import at_places, fit_rigid, from_small, moved, to_small

__all__ = ["SurfaceFit", "fit_surfaces"]

Floats = NDArray[np.float64]
STEPS = 80
STILL = 1e-6  # m; a step that moves the points by less ends the search
KEPT = 0.8  # share of the nearest pairs that count; the others may have no partner on the other scan
REPEATS = 5  # shaken starts
HALVES = 3  # ways in which the points are halved
JITTER, SHAKE = np.radians(5.0), 5e-3  # one standard deviation of a shaken start


@dataclass(frozen=True, eq=False)
class SurfaceFit:
    """What surfaces say.

    Attributes
    ----------
    transform : (4, 4) from the moving to the fixed frame, m.
    distance : m, root mean square distance of the pairs that counted.
    kept : share of the moving points that counted.
    centre, covariance : of the motion's small numbers (6, 6), see `rigid.shift_of_small`.
    freedom : degrees of freedom behind the covariance.
    agreeing : share of the starts that ended at the same place.
    """

    transform: Floats
    distance: float
    kept: float
    centre: Floats
    covariance: Floats
    freedom: int
    agreeing: float


def fit_surfaces(
    moving: Floats,
    fixed: Floats,
    starts: Sequence[Floats],
    *,
    kept: float = KEPT,
    voxel: float = 0.0,
    seed: int = 1,
) -> SurfaceFit:
    """The rigid motion that brings one cloud of surface points onto another.

    Trimmed iterative closest points (besl1992, chetverikov2005): each moving point takes its nearest fixed
    point, the nearest pairs count, their least-squares motion follows, and so on until nothing moves. It runs
    from every start and from shaken ones; the one with the smallest distance counts. A tube may turn about
    its axis and slide along it without leaving its surface: the halves of the points, taken in blocks along
    the limb, then disagree, and the covariance says so.

    Parameters
    ----------
    moving, fixed : (n, 3) and (m, 3) m. starts : (4, 4) each.
    kept : share of the pairs that count. voxel : m, size of the voxels the points were read from.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> fixed = rng.normal(size=(4000, 3)) * [0.03, 0.04, 0.05]
    >>> fit = fit_surfaces(fixed[::4] + [1e-3, 0, 0], fixed, [np.eye(4)], kept=1.0)
    >>> fit.transform[:3, 3].round(5).tolist()
    [-0.001, 0.0, 0.0]
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415  slow to import

    rng = np.random.default_rng(seed)
    tree = cKDTree(fixed)
    centre = moved(starts[0], moving).mean(axis=0)
    shaken = [
        from_small(rng.normal(size=6) * [*[JITTER] * 3, *[SHAKE] * 3], centre) @ starts[0]
        for _ in range(REPEATS)
    ]
    ends = [_closest(moving, fixed, tree, start=start, kept=kept) for start in [*starts, *shaken]]
    transform, distance = min(ends, key=lambda item: item[1])
    middle = moved(transform, moving).mean(axis=0)
    back = np.linalg.inv(transform)
    small = np.array([to_small(item @ back, middle) for item, _ in ends])
    span = moved(transform, moving)[:: max(1, len(moving) // 500)]
    away = [float(np.sqrt(np.mean(at_places(np.outer(item, item), middle, span) ** 2))) for item in small]
    near = np.array(away) <= max(3e-3, 2.0 * voxel)
    covariance = np.mean([np.outer(item, item) for item in small[near]], axis=0)
    covariance = covariance + _halved(moving, fixed, tree, transform=transform, kept=kept)
    covariance[3:, 3:] += (0.1 * voxel) ** 2 * np.eye(3)
    return SurfaceFit(transform, distance, kept, middle, covariance, 3 * HALVES, float(near.mean()))


def _closest(
    moving: Floats, fixed: Floats, tree: object, *, start: Floats, kept: float
) -> tuple[Floats, float]:
    """Iterative closest points from one start: the motion, and the distance of the pairs that counted."""
    transform, here = start, moved(start, moving)
    count = max(3, round(kept * len(moving)))
    for _ in range(STEPS):
        distances, partners = tree.query(here, workers=2)  # type: ignore[attr-defined]
        best = np.argpartition(distances, count - 1)[:count]
        transform = fit_rigid(moving[best], fixed[partners[best]])
        there = moved(transform, moving)
        step = float(np.sqrt(np.mean((there - here) ** 2)))
        here = there
        if step < STILL:
            break
    distances = np.sort(tree.query(here, workers=2)[0])[:count]  # type: ignore[attr-defined]
    return transform, float(np.sqrt(np.mean(distances**2)))


def _halved(moving: Floats, fixed: Floats, tree: object, *, transform: Floats, kept: float) -> Floats:
    """(6, 6) a quarter of the squared difference of what both halves of the points say, over several ways."""
    here = moved(transform, moving)
    back, centre = np.linalg.inv(transform), here.mean(axis=0)
    low, extent = here.min(axis=0), np.ptp(here, axis=0).max() + 1e-9
    total = np.zeros((6, 6))
    for way in range(HALVES):
        blocks = np.floor((here - low) / (extent / (4.0 + way))).sum(axis=1) % 2 == 0
        if min(blocks.sum(), (~blocks).sum()) < 30:
            continue
        one, other = (
            to_small(_closest(moving[side], fixed, tree, start=transform, kept=kept)[0] @ back, centre)
            for side in (blocks, ~blocks)
        )
        total += 0.25 / HALVES * np.outer(one - other, one - other)
    return total
