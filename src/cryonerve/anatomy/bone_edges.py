"""Cortical bone and marrow: edges halfway between what lies on both sides, marrow inside of closed cortex."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.body_mask import disc, filled_in_slices, grown_within

__all__ = ["enclosed", "half_way", "local_level"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pictures = NDArray[np.float32]
CLOSING = 2e-3  # m, gaps of the cortex that are bridged before its inside is filled; assumed


def local_level(values: Pictures, sure: Mask, reach: float, spacing: Floats) -> Pictures:
    """(i, j, k) mean grey value near by of the voxels that are sure, weighted by a Gaussian of `reach` m.

    Where none of them is near it is the mean of all of them.
    """
    sigma = reach / np.asarray(spacing)
    sigma[2] = min(sigma[2], 1.0)
    weight = ndimage.gaussian_filter(sure.astype(np.float32), sigma)
    total = ndimage.gaussian_filter(np.where(sure, values, 0.0).astype(np.float32), sigma)
    overall = float(values[sure].mean()) if sure.any() else 0.0
    enough = weight > 1e-4
    level: Pictures = np.full(values.shape, np.float32(overall), np.float32)
    np.divide(total, weight, out=level, where=enough)
    return level


def half_way(
    values: Pictures, sure: Mask, others: Mask, *, spacing: Floats, reach: float, near: Mask
) -> Mask:
    """Voxels that are more like what is sure than like what lies on its other side.

    Parameters
    ----------
    sure : voxels that are the tissue for sure. others : voxels that are something else for sure.
    reach : m within which grey values are averaged. near : voxels that are asked for; others stay as
        they are in `sure`.

    A voxel on the edge of two tissues holds a share of each; it belongs to the tissue where its grey value
    lies nearer to that tissue's level near by than to the level of the nearest voxel that is something else.
    """
    level = local_level(values, sure, reach, spacing)
    distance_indices = ndimage.distance_transform_edt(
        ~others, sampling=spacing, return_distances=False, return_indices=True
    )
    smooth = local_level(values, others, 0.5 * reach, spacing)
    opposite = smooth[tuple(distance_indices)]
    rim = near & ~sure & ~others
    found = sure.copy()
    found[rim] = np.abs(values[rim] - level[rim]) < np.abs(values[rim] - opposite[rim])
    return found


def enclosed(bone: Mask, spacing: Floats, *, gap: float = CLOSING) -> Mask:
    """What bone encloses slice by slice, gaps of up to twice `gap` (m) bridged; without the bone itself."""
    size = disc(gap, spacing)
    inside = np.zeros(bone.shape, bool)
    parts, _ = ndimage.label(bone, np.ones((3, 3, 3), bool))
    margin = size.shape[0] // 2 + 1, size.shape[1] // 2 + 1
    for number, place in enumerate(ndimage.find_objects(parts), start=1):
        part = np.pad(parts[place] == number, ((margin[0],) * 2, (margin[1],) * 2, (0, 0)))
        closed = ndimage.binary_closing(part, size)
        filled = filled_in_slices(closed)
        deep = (filled & ~closed) | (filled_in_slices(part) & ~part)
        # What closing bridged counts as inside only next to the hollow itself.
        hollow = grown_within(deep, filled & ~part, gap, spacing) if deep.any() else deep
        inside[place] |= hollow[margin[0] : -margin[0], margin[1] : -margin[1]]
    return inside & ~bone
