"""How far the edge of a labelled tissue may be from the true one, from voxels, noise and levels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

__all__ = ["edge_spread", "slope_along"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
WIDTH = 1.5  # voxels over which an edge is blurred by the scanner; assumed
LEVELS = 0.1  # of the contrast: how far the level of a tissue near by may be from the one taken; assumed


def slope_along(mask: Mask, spacing: Floats) -> Floats:
    """(3,) mean square of the components of the outward normal over a mask's surface; they add up to 1.

    >>> block = np.zeros((9, 9, 9), bool)
    >>> block[:, :, :5] = True
    >>> slope_along(block, np.ones(3)).round(2).tolist()
    [0.0, 0.0, 1.0]
    """
    smooth = ndimage.gaussian_filter(mask.astype(np.float32), 1.0, mode="nearest")
    rim = mask ^ ndimage.binary_erosion(mask, border_value=1)
    if not rim.any():
        return np.full(3, 1.0 / 3.0)
    parts = np.stack([np.gradient(smooth, axis=a)[rim] / spacing[a] for a in range(3)])
    length = np.sum(np.square(parts), axis=0)
    good = length > 0.0
    if not good.any():
        return np.full(3, 1.0 / 3.0)
    found: Floats = np.mean(np.square(parts[:, good]) / length[good], axis=1)
    return found


def edge_spread(mask: Mask, spacing: Floats, *, noise: float, contrast: float, also: float = 0.0) -> float:
    """One standard deviation of the place of a tissue's edge, m.

    Parameters
    ----------
    noise : standard deviation of the pictures; contrast : of the tissue with its neighbour, same unit.
    also : what the method itself adds (a thickness that is assumed), m.

    A label ends at a face between voxels of size h, so its edge is off by h over the root of 12; noise and a
    wrong level of the tissue (10 %, assumed) move an edge that is w wide by w times their share of the
    contrast. h is the voxel along the surface's normal, w is 1.5 h.
    """
    step = float(np.sqrt(slope_along(mask, spacing) @ np.square(spacing)))
    share = np.hypot(noise / max(abs(contrast), 1e-9), LEVELS)
    return float(np.sqrt(step**2 / 12.0 + (WIDTH * step * min(share, 1.0)) ** 2 + also**2))
