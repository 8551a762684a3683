"""What a label volume leaves open: the body around its labels, skin over it, marrow inside its bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_fill_holes, distance_transform_edt

__all__ = ["Body", "Outline", "find_body", "marrow_of"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
CLOSED = 3e-3  # m of a gap in labelled fat, as over a shin, that is closed


@dataclass(frozen=True, eq=False)
class Body:
    """Where the body is and where its assumed skin, both (i, j, k) masks."""

    inside: Mask
    skin: Mask


@dataclass(frozen=True, eq=False)
class Outline:
    """A label that tells where the body ends, though nobody labelled skin.

    Attributes
    ----------
    where : (i, j, k), whole slices. skin_inside : whether it takes the skin in, or ends below it.
    """

    where: Mask
    skin_inside: bool


def find_body(
    labelled: Mask,
    skin: Mask | None,
    spacing: Floats,
    thickness: tuple[float, float],
    *,
    window: tuple[slice, slice],
    outline: Outline | None = None,
) -> Body:
    """The body in every slice across z, inside a window.

    Parameters
    ----------
    labelled : (i, j, k) where there is a label, whole slices: a hull needs all labels of its slice.
    skin : where the file itself labels skin; None where it does not.
    spacing : (3,) m.
    thickness : assumed fat around the labels and assumed skin, m. Not used where the file labels skin.
    window : part of each slice that is wanted.
    outline : fat under the skin, or the body, where the file labels that.

    Notes
    -----
    With labelled skin the body is everything it encloses. Without, it is the convex hull of the labels in
    each slice, grown by fat and skin; where there is an outline, all that it encloses, with the skin over it
    or as its outermost layer.
    """
    shape = (
        *(np.arange(n)[w].size for n, w in zip(labelled.shape[:2], window, strict=True)),
        labelled.shape[2],
    )
    inside, outer = np.zeros(shape, bool), np.zeros(shape, bool)
    for k in range(shape[2]):
        layer = labelled[:, :, k]
        if not layer.any():
            continue
        if skin is not None and skin[:, :, k].any():
            inside[:, :, k] = binary_fill_holes(layer)[window]
            continue
        if outline is not None and outline.where[:, :, k].any():
            solid = _enclosed(layer, spacing[:2])
            near = distance_transform_edt(solid if outline.skin_inside else ~solid, sampling=spacing[:2])
            # distances run from centre to centre, the surface lies half a voxel off
            reach = thickness[1] + 0.5 * float(min(spacing[:2]))
            shell = (near <= reach) & (solid if outline.skin_inside else ~solid)
            inside[:, :, k] = (solid | shell)[window]
            outer[:, :, k] = shell[window]
            continue
        away = _distance_to_hull(layer, spacing[:2], sum(thickness), window)
        inside[:, :, k] = away <= sum(thickness)
        outer[:, :, k] = inside[:, :, k] & (away > thickness[0])
    named = labelled & ~outline.where if outline is not None and outline.skin_inside else labelled
    return Body(inside, outer & ~named[window])


def _enclosed(layer: Mask, spacing: Floats) -> Mask:
    """All that the labels of a slice enclose, small gaps closed."""
    grown = distance_transform_edt(~layer, sampling=spacing) <= CLOSED
    closed = distance_transform_edt(grown, sampling=spacing) > CLOSED
    solid: Mask = binary_fill_holes(closed | layer)
    return solid


def _distance_to_hull(layer: Mask, spacing: Floats, reach: float, window: tuple[slice, slice]) -> Floats:
    """Distance to the convex hull of a slice in the window, m; right up to `reach`."""
    pad = np.ceil(reach / spacing).astype(int) + 2
    start = [w.start - int(m) for w, m in zip(window, pad, strict=True)]
    axes = [np.arange(s, w.stop + int(m)) for s, w, m in zip(start, window, pad, strict=True)]
    hull = np.ones((axes[0].size, axes[1].size), bool)
    sides = _hull_sides(layer)
    if sides is None:  # all labels on one line: no hull to fill
        hull[:] = False
        for axis in (0, 1):
            axes[axis] = np.clip(axes[axis], 0, layer.shape[axis] - 1)
        hull = layer[np.ix_(*axes)]
    else:
        for across, along, offset in sides:
            hull &= (across * axes[0])[:, None] + (along * axes[1])[None, :] + offset <= 1e-9
    away: Floats = distance_transform_edt(~hull, sampling=spacing)
    return away[pad[0] : hull.shape[0] - pad[0], pad[1] : hull.shape[1] - pad[1]]


def _hull_sides(layer: Mask) -> Floats | None:
    """Sides (n, 3) of the convex hull: a point (i, j) is inside where a i + b j + c <= 0 for all of them."""
    from scipy.spatial import ConvexHull, QhullError  # noqa: PLC0415 -- used here only

    rows = np.flatnonzero(layer.any(axis=1))
    first = layer[rows].argmax(axis=1)
    last = layer.shape[1] - 1 - layer[rows, ::-1].argmax(axis=1)
    points = np.concatenate([np.column_stack([rows, first]), np.column_stack([rows, last])])
    try:
        sides: Floats = ConvexHull(points).equations
    except (QhullError, ValueError):
        return None
    return sides


def marrow_of(bone: Mask, spacing: Floats, cortex: float) -> Mask:
    """Voxels of a bone deeper than the cortex is thick.

    A bone that runs out of the volume is open there: its cut is no surface.
    """
    padded = np.pad(bone, 1, mode="edge")
    deep: Mask = (distance_transform_edt(padded, sampling=spacing) > cortex)[1:-1, 1:-1, 1:-1]
    return deep
