"""Registration by surfaces: trimmed iterative closest points between skin and skin, or bone and bone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.rigid import VOXEL_SHARE, at_places, from_small, moved, shift_of_small, to_small

__all__ = ["Cloud", "Known", "SurfaceFit", "fit_surfaces"]

Floats = NDArray[np.float64]
STEPS = 60
STILL = 1e-6  # m; a step that moves the points by less ends the search
KEPT = 0.8  # share of the nearest pairs that count; the others may have no partner on the other scan
REPEATS = 8  # shaken starts
ALIKE = 1.15  # times the smallest distance: ends within it are as good as the best
JITTER, SHAKE = np.radians(10.0), 5e-3  # one standard deviation of a shaken start
FREEDOM = 9  # what stands behind the estimate of the error, taken as for pictures; assumed
OFFSET = 0.5  # of a voxel by which one surface as a whole may lie further out; assumed
PATCH = 10e-3  # m; distances of points nearer to each other are one and the same error; assumed
DAMPING = 1e-6  # keeps a ball from spinning: of the mean curvature of what is minimised
OPPOSED = 0.0  # cosine between the directions out of both surfaces below which two points are no pair


@dataclass(frozen=True, eq=False)
class Cloud:
    """Points of a surface (n, 3) m, and unit vectors out of it (n, 3)."""

    points: Floats
    normals: Floats


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the motion beforehand, from landmarks: (4, 4), and (6, 6) of its small numbers."""

    transform: Floats
    centre: Floats
    covariance: Floats
    freedom: int  # behind the covariance


@dataclass(frozen=True, eq=False)
class SurfaceFit:
    """What surfaces say.

    Attributes
    ----------
    transform : (4, 4) from the moving to the fixed frame, m.
    distance : m, root mean square distance of the points that counted from the other surface.
    centre, covariance : of the motion's small numbers (6, 6), see `rigid.shift_of_small`.
    freedom : degrees of freedom behind the covariance.
    agreeing : share of the starts that ended at the same place.
    departure : by how much the motion departs from that of the landmarks, as a square over their covariance.
    fixed : how many of the six numbers the surface fixes and the landmarks need not, 0 to 6.
    worse : times the landmarks' variance is as large as their residuals said, by their residuals and the
        departure together.
    """

    transform: Floats
    distance: float
    centre: Floats
    covariance: Floats
    freedom: int
    agreeing: float
    departure: float
    fixed: float
    worse: float


def fit_surfaces(
    moving: Cloud,
    fixed: Cloud,
    starts: Sequence[Floats],
    *,
    kept: float = KEPT,
    voxel: float = 0.0,
    seed: int = 1,
    known: Known | None = None,
) -> SurfaceFit:
    """The rigid motion that brings one surface onto another.

    Iterative closest points (besl1992): each moving point takes its nearest fixed point, the nearest pairs
    count (chetverikov2005), and the motion that brings the points into the partners' tangent planes follows
    (chen1992), until nothing moves. It runs from every start and from shaken ones; the smallest distance
    counts.

    A round limb may turn about its axis and slide along it without leaving its surface. The covariance is
    therefore that of the least squares, s^2 (sum J^T n n^T J)^-1, with the points counted by patches of
    10 mm, within which their distances are one error; where nothing holds the motion it becomes large. What
    follows when one surface as a whole lies half a voxel further out than the other is added (a limb
    that tapers then slides along), and the scatter of all ends that are as good as the best.

    With landmarks (`known`) both are weighed by their errors: the sum of squares of the surfaces' distances,
    each over its variance, and that of the motion's departure from the landmarks', over theirs. Where the
    surface holds nothing, as along a shaft, the landmarks do. Shaken starts are then drawn from their
    covariance, and the smallest sum counts. Where the departure is larger than the landmarks' residuals let
    expect, they were set worse than they agree, and count so in the covariance.

    Parameters
    ----------
    starts : (4, 4) each, m. kept : share of the pairs that count.
    voxel : m, size of the voxels the surfaces were read from. known : of the motion by landmarks.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> out = rng.normal(size=(4000, 3)) / [0.03, 0.04, 0.05]
    >>> half = np.array([0.03, 0.04, 0.05])  # an egg: half axes, points x with |x / half| = 1
    >>> points = out * half**2 / np.linalg.norm(out * half, axis=1)[:, None]
    >>> fixed = Cloud(points, out / np.linalg.norm(out, axis=1)[:, None])
    >>> moving = Cloud(points[::4] + [1e-3, 0, 0], fixed.normals[::4])
    >>> fit_surfaces(moving, fixed, [np.eye(4)], kept=1.0).transform[:3, 3].round(5) + 0.0
    array([-0.001,  0.   ,  0.   ])
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415  slow to import

    rng = np.random.default_rng(seed)
    tree = cKDTree(fixed.points)
    held = None if known is None else _Held.of(known, voxel)
    begun = [*starts, *_shaken(moving, starts[0], known, rng)]
    ends = [_closest(moving, fixed, tree, start=start, kept=kept, held=held) for start in begun]
    costs = np.array([_cost(end, ends[0], moved(end.transform, moving.points), held) for end in ends])
    best = ends[int(costs.argmin())]
    here = moved(best.transform, moving.points)
    middle, back = here.mean(axis=0), np.linalg.inv(best.transform)
    small = np.array([to_small(item.transform @ back, middle) for item in ends])
    near = _away(small, middle, here) <= max(3e-3, 2.0 * voxel)
    distances = np.array([item.distance for item in ends])
    good = distances <= ALIKE * best.distance + 0.02 * voxel if held is None else costs <= costs.min() + 1.0
    scatter = np.einsum("ni,nj->ij", small[good], small[good]) / good.sum()
    scatter[3:, 3:] += (VOXEL_SHARE * voxel) ** 2 * np.eye(3)
    covariance = _covariance(best, here, fixed, voxel=voxel, held=held)
    freedom, departure, free, worse = FREEDOM, 0.0, 0.0, 1.0
    if held is not None:
        freedom, departure, free, worse = held.against(best.transform, middle, covariance)
        covariance = _covariance(best, here, fixed, voxel=voxel, held=held.looser(worse))
    return SurfaceFit(
        best.transform, best.distance, middle, covariance + scatter, freedom, float(near.mean()),
        departure, free, worse,
    )  # fmt: skip


def _away(small: Floats, centre: Floats, points: Floats) -> Floats:
    """(n,) m, root mean square by which motions of small numbers (n, 6) move points."""
    squares = [at_places(np.outer(item, item), centre, points[::20]) ** 2 for item in small]
    return np.asarray(np.sqrt(np.mean(squares, axis=1)))


def _shaken(moving: Cloud, start: Floats, known: Known | None, rng: np.random.Generator) -> list[Floats]:
    """Starts drawn about one: as far as landmarks allow, else by some degrees and millimetres."""
    if known is not None:
        root = np.linalg.cholesky(known.covariance)
        return [from_small(root @ rng.normal(size=6), known.centre) @ start for _ in range(REPEATS)]
    centre = moved(start, moving.points).mean(axis=0)
    sizes = np.array([*[JITTER] * 3, *[SHAKE] * 3])
    return [from_small(rng.normal(size=6) * sizes, centre) @ start for _ in range(REPEATS)]


@dataclass(frozen=True, eq=False)
class _Held:
    """Landmarks in the least squares of surfaces: (6, 6) of the inverse covariance about the landmarks."""

    known: Known
    information: Floats
    voxel: float

    @classmethod
    def of(cls, known: Known, voxel: float) -> Self:
        return cls(known, np.asarray(np.linalg.inv(known.covariance), dtype=float), voxel)

    def looser(self, factor: float) -> _Held:
        """The same with landmarks whose variance is larger."""
        return replace(self, information=self.information / factor)

    def departure(self, transform: Floats) -> float:
        """Square of how far a motion departs from the landmarks', over their covariance."""
        small = self._away(transform)
        return float(small @ self.information @ small)

    def free(self, transform: Floats, centre: Floats, covariance: Floats) -> float:
        """How many of the six numbers the surface fixes, 0 to 6: from their covariance about `centre`."""
        return float(np.clip(6.0 - np.trace(covariance @ self.pulls(transform, centre)[0]), 0.0, 6.0))

    def against(
        self, transform: Floats, centre: Floats, covariance: Floats
    ) -> tuple[int, float, float, float]:
        """Degrees of freedom, departure, what the surface fixes, and how much worse landmarks were set."""
        departure, free = self.departure(transform), self.free(transform, centre, covariance)
        told = self.known.freedom + free
        worse = max(1.0, (self.known.freedom + departure) / told)
        return min(FREEDOM, round(told)), departure, free, worse

    def pulls(self, transform: Floats, centre: Floats) -> tuple[Floats, Floats]:
        """(6, 6) and (6,) that are added to the normal equations of small numbers about `centre`."""
        to_landmarks = shift_of_small(self.known.centre[None], centre)[0]
        jacobian = np.vstack([np.eye(3, 6), to_landmarks])
        pull = jacobian.T @ self.information
        return pull @ jacobian, pull @ self._away(transform)

    def _away(self, transform: Floats) -> Floats:
        """(6,) small numbers of the step from the landmarks' motion to another."""
        return to_small(transform @ np.linalg.inv(self.known.transform), self.known.centre)


@dataclass(frozen=True, eq=False)
class _End:
    """Where one search ended: which points counted, with which partners, how far they are on the whole."""

    transform: Floats
    counted: NDArray[np.intp]
    partners: NDArray[np.intp]
    distance: float


def _closest(
    moving: Cloud,
    fixed: Cloud,
    tree: Any,  # noqa: ANN401
    *,
    start: Floats,
    kept: float,
    held: _Held | None = None,
) -> _End:
    """Iterative closest points from one start."""
    transform = start
    centre = moved(start, moving.points).mean(axis=0)
    for _ in range(STEPS):
        pairs = _pairs(moving, fixed, tree, transform=transform, kept=kept)
        here = moved(transform, moving.points[pairs.counted])
        rows = _rows(here, fixed.normals[pairs.partners], centre)
        misses = ((here - fixed.points[pairs.partners]) * fixed.normals[pairs.partners]).sum(axis=1)
        square, pull = rows.T @ rows, rows.T @ misses
        if held is not None:
            weight = 1.0 / _variance(pairs.distance, held.voxel, here)
            more, other = held.pulls(transform, centre)
            square, pull = weight * square + more, weight * pull + other
        # Turns are in radians, shifts in metres: damping follows each one's own curvature.
        small = np.linalg.solve(square + DAMPING * np.diag(np.diag(square) + 1e-12), -pull)
        step = from_small(small, centre)
        transform = step @ transform
        if float(np.sqrt(np.mean((moved(step, here) - here) ** 2))) < STILL:
            break
    return _pairs(moving, fixed, tree, transform=transform, kept=kept)


def _pairs(moving: Cloud, fixed: Cloud, tree: Any, *, transform: Floats, kept: float) -> _End:  # noqa: ANN401
    """The nearest pairs at a motion, whose surfaces look the same way."""
    here = moved(transform, moving.points)
    distances, partners = tree.query(here)
    outward = moving.normals @ transform[:3, :3].T
    distances = np.where((outward * fixed.normals[partners]).sum(axis=1) > OPPOSED, distances, np.inf)
    count = max(6, round(kept * len(here)))
    best = np.argpartition(distances, count - 1)[:count]
    best = best[np.isfinite(distances[best])]
    misses = ((here[best] - fixed.points[partners[best]]) * fixed.normals[partners[best]]).sum(axis=1)
    distance = float(np.sqrt(np.mean(misses**2))) if len(best) >= 6 else np.inf
    return _End(transform, best, partners[best], distance)


def _cost(end: _End, first: _End, here: Floats, held: _Held | None) -> float:
    """What is minimised: distances; with landmarks both, each over its variance (that of the first end)."""
    if held is None or not np.isfinite(end.distance):
        return end.distance
    points = here[end.counted]
    square = len(points) * end.distance**2 / _variance(first.distance, held.voxel, points)
    return square + held.departure(end.transform)


def _rows(points: Floats, normals: Floats, centre: Floats) -> Floats:
    """(n, 6) how the distance of each point from a plane changes with the motion's small numbers."""
    return np.asarray(np.einsum("nai,na->ni", shift_of_small(points, centre), normals))


def _variance(distance: float, voxel: float, points: Floats) -> float:
    """Of one point's distance, m^2, as if each were an error of its own: points of a patch share one."""
    patches = len(np.unique(np.floor(points / PATCH).astype(int), axis=0))
    return max(distance**2 + voxel**2 / 12.0, 1e-12) * len(points) / patches


def _covariance(end: _End, here: Floats, fixed: Cloud, *, voxel: float, held: _Held | None) -> Floats:
    """(6, 6) of the motion about the middle of `here`: of distances by patches, and of a common offset."""
    points, middle = here[end.counted], here.mean(axis=0)
    rows = _rows(points, fixed.normals[end.partners], middle)
    variance = _variance(end.distance, voxel, points)
    square, push = rows.T @ rows / variance, rows.sum(axis=0) / variance
    if held is not None:
        square += held.pulls(end.transform, middle)[0]
    square += 1e-9 * np.diag(np.diag(square) + 1e-12)
    inverse = np.linalg.inv(square)
    offset = inverse @ push * OFFSET * voxel
    return np.asarray(inverse + np.outer(offset, offset))
