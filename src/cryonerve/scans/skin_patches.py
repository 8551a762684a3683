"""Skin against skin after a rigid registration, patch by patch: where a limb was pressed differently."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ScanError
from cryonerve.scans.foreground import surface_points
from cryonerve.scans.rigid import moved
from cryonerve.scans.scan import Scan
from cryonerve.scans.surface_registration import Cloud

__all__ = ["farthest_patch", "patch_distances"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
SECTORS, SLABS = 6, 6  # around and along the limb: patches of about 60 mm by 30 mm on a calf
POINTS = (20_000, 60_000)  # of the moving and the fixed skin, at most
FEWEST = 20  # points of a patch that is believed
AT_ONCE = 20e-3  # m; a place farther away has no partner
END = 5e-3  # m of the fixed scan's ends that are left out: a cut is no skin
LEVEL = 0.7  # of the normal along the limb above which a place belongs to a cut end
SAME_WAY = 0.5  # cosine between both normals below which two places are no pair


def patch_distances(moving: Cloud, fixed: Cloud, transform: Floats) -> Floats:
    """(slab, sector) m by which the moving surface lies outside of the fixed one, median of each patch.

    Parameters
    ----------
    transform : (4, 4) from the moving to the fixed frame. NaN where a patch has too few pairs.

    Examples
    --------
    >>> angles, heights = np.meshgrid(np.linspace(0, 6.28, 200), np.linspace(0, 0.1, 60))
    >>> out = np.stack([np.cos(angles), np.sin(angles), 0 * angles], axis=-1).reshape(-1, 3)
    >>> tube = Cloud(0.05 * out + [0, 0, 1] * heights.reshape(-1, 1), out)
    >>> wider = Cloud(tube.points + 2e-3 * out, out)
    >>> bool(np.allclose(np.nanmedian(patch_distances(wider, tube, np.eye(4))), 2e-3, atol=1e-5))
    True
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415  slow to import

    here: Floats = moved(transform, moving.points)
    outward = moving.normals @ transform[:3, :3].T
    away, partner = cKDTree(fixed.points).query(here)
    low, high = fixed.points[:, 2].min() + END, fixed.points[:, 2].max() - END
    good = (np.abs(outward[:, 2]) < LEVEL) & (away < AT_ONCE) & (here[:, 2] > low) & (here[:, 2] < high)
    good &= (outward * fixed.normals[partner]).sum(axis=1) > SAME_WAY
    here, partner = here[good], partner[good]
    apart = ((here - fixed.points[partner]) * fixed.normals[partner]).sum(axis=1)
    found = np.full((SLABS, SECTORS), np.nan)
    if len(here) < FEWEST:
        return found
    side = here[:, :2] - here[:, :2].mean(axis=0)
    sector = np.floor((np.arctan2(side[:, 1], side[:, 0]) / (2.0 * np.pi) + 0.5) * SECTORS).astype(int)
    slab = np.floor((here[:, 2] - low) / max(high - low, 1e-9) * SLABS).astype(int)
    for row in range(SLABS):
        for column in range(SECTORS):
            patch = apart[(slab == row) & (sector % SECTORS == column)]
            if len(patch) >= FEWEST:
                found[row, column] = np.median(patch)
    return found


def farthest_patch(scans: tuple[Scan, Scan], bodies: tuple[Mask, Mask], transform: Floats) -> float | None:
    """How far the patch of skin that is farthest off lies from the other scan's, m; None without surfaces.

    What all patches share, such as a threshold of air that differs, is taken off.
    """
    try:
        one, other = (
            Cloud(*surface_points(scan, body, most=count))
            for scan, body, count in zip(scans, bodies, POINTS, strict=True)
        )
    except ScanError:
        return None
    found = patch_distances(one, other, transform)
    if np.isfinite(found).sum() < SECTORS:
        return None
    return float(np.nanmax(np.abs(found - np.nanmedian(found))))
