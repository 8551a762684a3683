"""Bone in a volume of ultrasound pictures: the bright ridge behind which there is nothing but shadow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.scan import Scan
from cryonerve.scans.surface_registration import Cloud

__all__ = ["bone_surface"]

Floats = NDArray[np.float64]
SMOOTH = 0.6e-3  # m over which speckle is averaged
BEHIND = (2e-3, 8e-3)  # m behind the ridge that must lie in shadow
LEAST_BEHIND = 4e-3  # m that must be seen behind it
SHADOW = 0.45  # of the usual grey that a shadow stays below; assumed
RIDGE = 1.6  # times the usual grey that a ridge reaches; assumed
STEP = 1.2e-3  # m by which the bone of neighbouring columns may lie apart
SMALLEST = 30e-6  # m2 of a piece of bone
STEEPEST = 0.35  # cosine to the beam below which an edge is not believed
SPAN = 3e-3  # m over which the surface's direction is read


def bone_surface(scan: Scan) -> Cloud:
    """Points on the bone that a sweep shows, and directions out of it, towards the transducer.

    In every column of voxels, from the transducer down: the ridge that stands out most among those whose next
    2 to 8 mm lie in shadow, for bone is bright where the beam meets it square, and shadows what is behind.
    Columns that do not continue their neighbours are dropped, small pieces too.

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
    >>> (1e3 * np.median(cloud.points[:, 1])).round(1).item(), cloud.normals.mean(axis=0).round(1).tolist()
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

    seen = values > 0.0
    weight = gaussian_filter(seen.astype(np.float32), SMOOTH / spacing)
    smooth = gaussian_filter(np.where(seen, values, 0.0), SMOOTH / spacing) / np.maximum(weight, 1e-3)
    usual = float(np.median(smooth[seen])) if seen.any() else 0.0
    low, high = (max(1, round(item / float(spacing[1]))) for item in BEHIND)
    least = max(1, round(LEAST_BEHIND / float(spacing[1])))
    total = np.cumsum(np.pad(np.where(seen, values, 0.0), ((0, 0), (1, 0), (0, 0))), axis=1, dtype=np.float64)
    count = np.cumsum(np.pad(seen, ((0, 0), (1, 0), (0, 0))), axis=1, dtype=np.float64)
    place = np.arange(values.shape[1])
    first, last = np.maximum(place - high, 0), np.maximum(place - low + 1, 0)
    behind = (total[:, last] - total[:, first]) / np.maximum(count[:, last] - count[:, first], 1.0)
    enough = place - _lowest(seen) >= least
    good = seen & enough & (behind < SHADOW * usual) & (smooth > RIDGE * usual)
    score = np.where(good, smooth - behind, 0.0)
    best = score.argmax(axis=1)
    return _between(score, best), score.max(axis=1) > 0.0


def _lowest(seen: NDArray[np.bool_]) -> NDArray[np.intp]:
    """(i, 1, k) first voxel from below that was drawn."""
    return np.asarray(seen.argmax(axis=1))[:, None, :]


def _between(score: Floats, best: NDArray[np.intp]) -> Floats:
    """(i, k) the peak between voxels, from a parabola through three of them."""
    rows, columns = np.indices(best.shape)
    inner = np.clip(best, 1, score.shape[1] - 2)
    one, two, three = (score[rows, inner + step, columns] for step in (-1, 0, 1))
    bend = one - 2.0 * two + three
    shift = np.where(bend < 0.0, 0.5 * (one - three) / np.where(bend < 0.0, bend, 1.0), 0.0)
    return np.asarray(inner + np.clip(shift, -0.5, 0.5))


def _pieces(depth: Floats, ridge: NDArray[np.bool_], spacing: Floats) -> NDArray[np.bool_]:
    """(i, k) columns whose ridge continues those around it, in pieces that are large enough."""
    from scipy.ndimage import generic_filter, label  # noqa: PLC0415  slow to import

    around = generic_filter(
        np.where(ridge, depth, np.nan), np.nanmedian, size=5, mode="constant", cval=np.nan
    )
    steady = ridge & (np.abs(depth - around) * spacing[1] < STEP)
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
