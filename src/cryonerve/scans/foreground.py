"""Where a scan shows anything at all: enough to register by, and no segmentation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.labels import Labels
from cryonerve.scans.scan import Scan

__all__ = ["foreground", "surface_points"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
AIR_TO_TISSUE = -300.0  # HU, half-way between air and fat, which the edge of the body passes through
SMALL = 0.2  # parts below this share of the largest one are noise


def foreground(scan: Scan) -> Mask:
    """(i, j, k) True in the body, or whatever else stands out from the air around it.

    A CT is cut half-way between air and fat, other pictures by Otsu's threshold between dark and bright.
    Holes in a slice are filled, and small parts dropped. Of a scan without air around (a cut-out piece, an
    ultrasound volume) everything counts that was drawn.

    Raises
    ------
    ScanError
        The whole scan has one value.
    """
    from scipy.ndimage import binary_fill_holes, gaussian_filter, label  # noqa: PLC0415  slow to import

    values = np.asarray(scan.values, dtype=np.float32)
    finite = np.isfinite(values)
    if not finite.any() or float(np.ptp(values[finite])) == 0.0:
        raise ScanError(Complaint("every voxel of the scan has the same value", "Look at the file."))
    values = np.where(finite, values, values[finite].min())
    if scan.modality == "US":
        return np.asarray(values > 0.0)
    smooth = gaussian_filter(values, np.minimum(1e-3 / scan.spacing, 2.0))
    mask = smooth > _threshold(smooth, scan)
    axis = scan.slice_axis
    for number in range(mask.shape[axis]):
        place: tuple[Any, ...] = tuple(number if item == axis else slice(None) for item in range(3))
        mask[place] = binary_fill_holes(mask[place])
    parts, count = label(mask)
    if count > 1:
        sizes = np.bincount(parts.ravel())[1:]
        mask = np.isin(parts, 1 + np.flatnonzero(sizes >= SMALL * sizes.max()))
    return np.asarray(mask)


def _threshold(values: NDArray[np.float32], scan: Scan) -> float:
    """Between air and body."""
    if scan.modality == "CT":
        return AIR_TO_TISSUE
    from skimage.filters import threshold_otsu  # noqa: PLC0415  slow to import

    # Cortical bone and fascia of an MR are as dark as noise allows: a cut nearer to the air keeps the rim.
    low = float(np.percentile(values, 1.0))
    return low + 0.7 * (float(threshold_otsu(values)) - low)


def surface_points(
    grid: Scan | Labels, mask: Mask, *, most: int = 20_000, seed: int = 1
) -> tuple[Floats, Floats]:
    """Places on the surface of a mask, where it does not leave the grid, and the directions out of it.

    Parameters
    ----------
    grid : whose voxels the mask has. most : points are drawn at random when there are more.

    Returns
    -------
    (n, 3) m and (n, 3) unit vectors.

    Raises
    ------
    ScanError
        The mask has no surface inside of the grid.

    Examples
    --------
    >>> ball = np.linalg.norm(np.indices((20, 20, 20)) - 9.5, axis=0) < 7
    >>> scan = Scan(ball.astype(np.int16), np.full(3, -9.5e-3), np.full(3, 1e-3), "CT")
    >>> points, normals = surface_points(scan, ball)
    >>> radius = np.linalg.norm(points, axis=1)
    >>> bool(6.6e-3 < radius.mean() < 7.1e-3 and (points * normals).sum(axis=1).mean() > 0.98 * radius.mean())
    True
    """
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415  slow to import
    from skimage.measure import marching_cubes  # noqa: PLC0415  slow to import

    # Smoothing takes the stairs off the voxels; half-way keeps an even face where it was.
    share = gaussian_filter(mask.astype(np.float32), 0.8)
    if min(mask.shape) < 2 or not share.min() < 0.5 < share.max():
        what = "there is no surface to register by"
        raise ScanError(Complaint(what, "Choose a label that has one, or register by landmarks."))
    places, _, outward, _ = marching_cubes(share, 0.5, gradient_direction="descent")
    if len(places) > most:
        chosen = np.random.default_rng(seed).choice(len(places), most, replace=False)
        places, outward = places[chosen], outward[chosen]
    normals = np.asarray(outward, dtype=float) / grid.spacing
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return np.asarray(grid.origin + places * grid.spacing), normals
