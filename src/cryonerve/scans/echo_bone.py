"""Bone in a volume of ultrasound pictures: the bright ridge behind which there is nothing but shadow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.scan import Scan
from cryonerve.scans.surface_registration import Cloud

__all__ = ["bone_surface"]

Floats = NDArray[np.float64]
SMOOTH = 0.4e-3  # m over which speckle is averaged
BEHIND = (2e-3, 15e-3)  # m behind the ridge that must lie in shadow all through, as far as it was drawn
BLOCK = 3e-3  # m whose mean stays dark anywhere in a shadow; tissue under a bright skin does not
STANDS_OUT = (1e-3, 4e-3)  # m behind the ridge from whose mean it stands out, past the pulse's own length
LEAST_BEHIND = 4e-3  # m that must be drawn behind it
LEAST_BEFORE = 2.5e-3  # m of tissue before it: skin that lost its contact throws a shadow as well
SHADOW = 0.5  # times the usual grey that a shadow stays below, echoes within it too; assumed
RIDGE = 0.6  # times the usual grey that a ridge reaches, after smoothing; assumed
USUAL = 75.0  # percentile of the grey that is usual in tissue: up to half of a picture may be shadow
STEP = 1.2e-3  # m by which the bone of neighbouring columns may lie apart
AROUND = 2  # columns to each side that are its neighbours
SMALLEST = 30e-6  # m2 of a piece of bone
STEEPEST = 0.35  # cosine to the beam below which an edge is not believed
SPAN = 3e-3  # m over which the surface's direction is read


def bone_surface(scan: Scan) -> Cloud:
    """Points on the bone that a sweep shows, and directions out of it, towards the transducer.

    In every column of voxels, from the transducer down: the ridge that stands out most from the 1 to 4 mm
    behind it, among those behind which every 3 mm up to 15 mm lie in shadow. Bone that meets the beam square
    is bright, and bone askew hardly brighter than tissue; the shadow tells both, and skin, which is bright
    as well, throws none. Columns that do not continue their neighbours are dropped, small pieces too.

    Parameters
    ----------
    scan : of a tracked sweep: x along the array, y towards the transducer, z across the pictures; 0 where
        nothing was seen.

    Raises
    ------
    ScanError
        No ridge with a shadow, or no ultrasound.

    Examples
    --------
    >>> values = np.full((30, 60, 30), 40, np.int16)
    >>> values[:, 30] = 200
    >>> values[:, :30] = 2
    >>> cloud = bone_surface(Scan(values, np.zeros(3), np.full(3, 5e-4), "US"))
    >>> (1e3 * np.median(cloud.points[:, 1])).round().item(), cloud.normals.mean(axis=0).round(1).tolist()
    (15.0, [0.0, 1.0, 0.0])
    """
    if scan.modality != "US":
        raise ScanError(Complaint("bone is looked for in ultrasound only", "Give labels with bone."))
    depth, ridge = _ridges(np.asarray(scan.values, dtype=np.float32), scan.spacing)
    kept = _pieces(depth, ridge, scan.spacing)
    if not kept.any():
        what = "no bone is seen in this sweep: no bright ridge with a shadow behind it"
        raise ScanError(Complaint(what, "Sweep over bone under thin tissue, or register by landmarks."))
    return _cloud(scan, depth, kept)


def _ridges(values: NDArray[np.float32], spacing: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """(i, k) place along y, in voxels, of the best ridge of each column, and whether it is one."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415  slow to import

    shown = values > 0.0
    if not shown.any():
        return np.zeros(values[:, 0].shape), np.zeros(values[:, 0].shape, dtype=bool)
    weight = gaussian_filter(shown.astype(np.float32), SMOOTH / spacing)
    smooth = gaussian_filter(values, SMOOTH / spacing) / np.maximum(weight, 1e-3)
    usual = float(np.percentile(smooth[shown], USUAL))
    drawn = np.arange(values.shape[1])[None, :, None] >= _floor(shown)[:, None, :]
    before = np.cumsum((shown & (smooth > SHADOW * usual))[:, ::-1], axis=1)[:, ::-1]
    behind = _Behind(values, drawn, float(spacing[1]))
    good = (
        shown
        & (behind.count(0.0, BEHIND[1]) * spacing[1] >= LEAST_BEHIND)
        & (behind.brightest(BEHIND, BLOCK) < SHADOW * usual)
        & (smooth > RIDGE * usual)
        & (before * spacing[1] >= LEAST_BEFORE)
    )
    score = np.where(good, smooth - behind.mean(*STANDS_OUT), 0.0)
    best = score.argmax(axis=1)
    return _between(smooth, best), score.max(axis=1) > 0.0


@dataclass(frozen=True, eq=False)
class _Behind:
    """Grey behind each place of each column, where the scanner drew; y runs towards the transducer."""

    values: NDArray[np.float32]
    drawn: NDArray[np.bool_]
    step: float

    def mean(self, near: float, far: float) -> Floats:
        """(i, j, k) mean from so many m behind to so many; 0 where nothing was drawn."""
        total = self._summed(np.where(self.drawn, self.values, 0.0), near, far)
        return np.asarray(total / np.maximum(self.count(near, far), 1.0))

    def count(self, near: float, far: float) -> Floats:
        """(i, j, k) voxels that were drawn there."""
        return self._summed(self.drawn, near, far)

    def brightest(self, within: tuple[float, float], block: float) -> Floats:
        """(i, j, k) the brightest mean of a block that lies within so many m behind."""
        starts = np.arange(within[0], within[1] - block + 0.5 * self.step, max(self.step, 0.25 * block))
        return np.asarray(np.max([self.mean(start, start + block) for start in starts], axis=0))

    def _summed(self, what: NDArray[Any], near: float, far: float) -> Floats:
        total = np.cumsum(np.pad(what, ((0, 0), (1, 0), (0, 0))), axis=1, dtype=np.float64)
        place = np.arange(what.shape[1])
        nearest, farthest = (max(low, round(item / self.step)) for low, item in ((1, near), (1, far)))
        first, last = np.maximum(place - farthest, 0), np.maximum(place - nearest + 1, 0)
        return np.asarray(total[:, last] - total[:, first])


def _floor(shown: NDArray[np.bool_]) -> Floats:
    """(i, k) down to which the scanner drew: a shadow may be black, so the hull of what is not counts."""
    from scipy.spatial import ConvexHull  # noqa: PLC0415  slow to import

    columns = np.argwhere(shown.any(axis=1))
    line = shown[columns[:, 0], :, columns[:, 1]]
    low, high = line.argmax(axis=1), line.shape[1] - line[:, ::-1].argmax(axis=1)
    ends = [np.column_stack([columns[:, 0], end, columns[:, 1]]) for end in (low, high)]
    planes = ConvexHull(np.concatenate(ends), qhull_options="QJ").equations
    rows, across = np.indices((shown.shape[0], shown.shape[2]))
    floor = np.full(rows.shape, -np.inf)
    for plane in planes[planes[:, 1] < -1e-6]:
        np.maximum(floor, -(plane[0] * rows + plane[2] * across + plane[3]) / plane[1], out=floor)
    return np.asarray(floor - 1e-6)


def _between(score: NDArray[Any], best: NDArray[np.intp]) -> Floats:
    """(i, k) the peak between voxels, from a parabola through three of them."""
    rows, columns = np.indices(best.shape)
    inner = np.clip(best, 1, score.shape[1] - 2)
    one, two, three = (score[rows, inner + step, columns] for step in (-1, 0, 1))
    bend = one - 2.0 * two + three
    shift = np.where(bend < 0.0, 0.5 * (one - three) / np.where(bend < 0.0, bend, 1.0), 0.0)
    return np.asarray(inner + np.clip(shift, -0.5, 0.5))


def _pieces(depth: Floats, ridge: NDArray[np.bool_], spacing: Floats) -> NDArray[np.bool_]:
    """(i, k) columns whose ridge continues those around it, in pieces that are large enough."""
    from scipy.ndimage import label  # noqa: PLC0415  slow to import

    wide = np.pad(np.where(ridge, depth, np.nan), AROUND, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(wide, (2 * AROUND + 1, 2 * AROUND + 1))[ridge]
    steady = ridge.copy()
    steady[ridge] = np.abs(depth[ridge] - np.nanmedian(windows, axis=(1, 2))) * spacing[1] < STEP
    parts, count = label(steady)
    sizes = np.bincount(parts.ravel(), minlength=count + 1) * spacing[0] * spacing[2]
    sizes[0] = 0.0
    return np.asarray(steady & (sizes[parts] >= SMALLEST))


def _cloud(scan: Scan, depth: Floats, kept: NDArray[np.bool_]) -> Cloud:
    """The places in the scan's frame with their normals; places the beam only grazes are left out."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415  slow to import

    across, along = (max(1.0, 0.4 * SPAN / float(scan.spacing[axis])) for axis in (0, 2))
    weight = gaussian_filter(kept.astype(float), (across, along))
    even = gaussian_filter(np.where(kept, depth, 0.0), (across, along)) / np.maximum(weight, 1e-6)
    slopes = [slope * scan.spacing[1] for slope in np.gradient(even)]
    normals = np.stack([-slopes[0] / scan.spacing[0], np.ones_like(even), -slopes[1] / scan.spacing[2]], -1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    whole = kept & (weight > 0.5) & (normals[..., 1] > STEEPEST)
    whole = whole if whole.any() else kept
    columns = np.argwhere(whole)
    places = np.column_stack([columns[:, 0], depth[whole], columns[:, 1]])
    return Cloud(scan.origin + places * scan.spacing, np.asarray(normals[whole]))
