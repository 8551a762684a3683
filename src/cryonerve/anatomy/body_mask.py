"""Where the body is in a scan: without air, without the couch, one limb of those in view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.segmenting_rules import rule

__all__ = ["NEIGHBOURS", "Body", "at_least", "disc", "filled_in_slices", "find_body", "grown_within"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
NEIGHBOURS: Mask = ndimage.generate_binary_structure(2, 1)[:, :, None]  # a voxel and its four in the slice
COUCH = rule("body", "couch")
AIR = rule("body", "air")
SMALL = rule("body", "small")
COARSE = 1e-3  # m, pixels on which limbs are parted
NECK = 0.7  # two limbs touch where the way between them is narrower than this share of their half width


@dataclass(frozen=True, eq=False)
class Body:
    """The limb that is labelled.

    Attributes
    ----------
    mask : (i, j, k) voxels of the limb. limbs : how many were in view.
    others : (i, j, k) voxels of other limbs. touching : they touched and were parted.
    side : the side of the patient on which the limb lies of two in view; "" of any other number.
    """

    mask: Mask
    others: Mask
    limbs: int
    touching: bool
    side: Literal["", "left", "right"] = ""


def find_body(
    dense: Mask, spacing: Floats, *, couch: bool, at: Floats | None = None, side: str | None = None
) -> Body:
    """The limb among everything that is not air.

    Parameters
    ----------
    dense : (i, j, k) what is not air, x right, y anterior, z proximal.
    spacing : (3,) m.
    couch : the pictures show what the limb lies on (CT).
    at : (3,) voxel numbers of a point of the wanted limb. side : "left" or "right", where two limbs are in
        view; without both the larger one is taken.

    What is thinner than five millimetres in a slice is left out (the couch, cables). Limbs that touch are
    parted along the narrowest way between them (watershed of the distance from the surface).
    """
    solid = _without_couch(dense if couch else _without_holes(dense, spacing), spacing)
    parts, touching = _limbs(solid, spacing)
    if not parts:
        empty = np.zeros(dense.shape, bool)
        return Body(empty, empty, 0, False)
    chosen = _chosen(parts, at, side)
    others = np.zeros(dense.shape, bool)
    for number, part in enumerate(parts):
        if number != chosen:
            others |= part
    mask = _without_holes(parts[chosen], spacing) & ~others
    return Body(mask, others, len(parts), touching, _side_of(parts, chosen))


def disc(radius: float, spacing: Floats) -> Mask:
    """(n, m, 1) a disc in the slice, radius in m; at least its own voxel.

    >>> disc(1e-3, np.array([1e-3, 1e-3, 3e-3]))[:, :, 0].astype(int).tolist()
    [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
    """
    reach = [int(radius / step + 1e-6) for step in spacing[:2]]
    x = np.arange(-reach[0], reach[0] + 1)[:, None] * spacing[0]
    y = np.arange(-reach[1], reach[1] + 1)[None, :] * spacing[1]
    inside: Mask = (np.hypot(x, y) <= radius * (1.0 + 1e-6))[:, :, None]
    return inside


def grown_within(seed: Mask, room: Mask, reach: float, spacing: Floats) -> Mask:
    """The seed grown in the slice by `reach` m through `room`: around what is not room, never across it."""
    steps = max(1, round(reach / float(min(spacing[:2]))))
    grown: Mask = ndimage.binary_dilation(seed, NEIGHBOURS, iterations=steps, mask=room) | seed
    return grown


def filled_in_slices(mask: Mask) -> Mask:
    """The mask with what it encloses in each slice."""
    filled = np.empty(mask.shape, bool)
    for k in range(mask.shape[2]):
        filled[:, :, k] = ndimage.binary_fill_holes(mask[:, :, k])
    return filled


def at_least(mask: Mask, voxels: float, *, joined: Mask | None = None) -> Mask:
    """Connected parts of at least so many voxels; `joined` (3, 3, 3) says what touches, faces where None."""
    labels, _ = ndimage.label(mask, joined)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    kept: Mask = (sizes >= voxels)[labels]
    return kept


def _largest_parts(mask: Mask) -> list[Mask]:
    """Connected parts that are no trifle beside the largest one, largest first."""
    labels, count = ndimage.label(mask)
    if not count:
        return []
    sizes = np.bincount(labels.ravel())[1:]
    order = [int(n) for n in np.argsort(sizes)[::-1] if sizes[n] >= SMALL * sizes.max()]
    return [labels == n + 1 for n in order]


def _without_holes(mask: Mask, spacing: Floats) -> Mask:
    """The mask with its holes filled slice by slice, also small ones that the edge of the pictures opens."""
    filled = mask.copy()
    area = float(spacing[0] * spacing[1])
    for k in range(mask.shape[2]):
        if not mask[:, :, k].any():
            continue
        empty, count = ndimage.label(~mask[:, :, k])
        border = np.unique(np.concatenate([empty[0], empty[-1], empty[:, 0], empty[:, -1]]))
        sizes = np.bincount(empty.ravel(), minlength=count + 1) * area
        air = [int(n) for n in border if n and sizes[n] >= AIR]
        filled[:, :, k] = ~np.isin(empty, air)
    return filled


def _without_couch(dense: Mask, spacing: Floats) -> Mask:
    """Opened in the slice by a disc: a limb that lies on a couch keeps at most the shell right under it."""
    size = disc(0.5 * COUCH, spacing)
    # The edge of the pictures is no surface: a limb that is cut there goes on.
    reach = size.shape[0] // 2, size.shape[1] // 2
    wide = np.pad(dense, ((reach[0],) * 2, (reach[1],) * 2, (0, 0)), mode="edge")
    opened: Mask = ndimage.binary_dilation(ndimage.binary_erosion(wide, size), size)
    return opened[reach[0] : reach[0] + dense.shape[0], reach[1] : reach[1] + dense.shape[1]]


def _limbs(solid: Mask, spacing: Floats) -> tuple[list[Mask], bool]:
    """Every limb in view, largest first, and whether any two had to be parted."""
    found: list[Mask] = []
    touching = False
    for part in _largest_parts(solid):
        pieces = _parted(part, spacing)
        touching |= len(pieces) > 1
        found += pieces
    return sorted(found, key=lambda mask: -int(mask.sum())), touching


def _parted(part: Mask, spacing: Floats) -> list[Mask]:
    """Limbs of one connected part: each is thick over most of the length, with a neck between them."""
    from skimage.segmentation import watershed  # noqa: PLC0415

    step = max(1, round(COARSE / float(min(spacing[:2]))))
    coarse = part[::step, ::step]
    spread = np.array([spacing[0] * step, spacing[1] * step, 1e3])  # distances within slices only
    pad = max(coarse.shape[:2]) // 2
    wide = np.pad(coarse, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    depth = ndimage.distance_transform_edt(wide, sampling=spread)[pad:-pad, pad:-pad].astype(np.float32)
    depth[depth > 1.0] = 0.0
    widest = np.sort(depth.max(axis=(0, 1)))[depth.shape[2] // 2]
    slices = coarse.any(axis=(0, 1)).sum()
    for level in np.arange(NECK, 0.3, -0.1):
        labels, _ = ndimage.label(depth > level * widest)
        long = [
            n
            for n, place in enumerate(ndimage.find_objects(labels), start=1)
            if place[2].stop - place[2].start >= 0.6 * slices
        ]
        if len(long) > 1:
            markers = np.zeros(labels.shape, np.int32)
            for number, n in enumerate(long, start=1):
                markers[labels == n] = number
            basins = watershed(-depth, markers, mask=coarse)
            whole = np.kron(basins, np.ones((step, step, 1), np.int32))[: part.shape[0], : part.shape[1]]
            return [part & (whole == number) for number in range(1, len(long) + 1)]
    return [part]


def _side_of(parts: list[Mask], chosen: int) -> Literal["", "left", "right"]:
    """On which side of the other limb the chosen one of two lies, x running to the patient's right."""
    if len(parts) != 2:
        return ""
    middles = _middles(parts)
    return "right" if middles[chosen] > middles[1 - chosen] else "left"


def _middles(parts: list[Mask]) -> list[float]:
    """Middle voxel along x of each part."""
    return [float(np.mean(np.nonzero(part.any(axis=(1, 2)))[0])) for part in parts]


def _chosen(parts: list[Mask], at: Floats | None, side: str | None) -> int:
    """Number of the wanted limb: at a point, on a side, or the largest, which comes first."""
    if at is not None:
        place = tuple(int(np.clip(round(v), 0, n - 1)) for v, n in zip(at, parts[0].shape, strict=True))
        inside = [number for number, part in enumerate(parts) if part[place]]
        if inside:
            return inside[0]
        point = np.array(place, float)
        return int(np.argmin([np.min(np.linalg.norm(np.argwhere(part) - point, axis=1)) for part in parts]))
    if side is not None and len(parts) > 1:
        middles = _middles(parts[:2])
        return int(np.argmax(middles) if side == "right" else np.argmin(middles))
    return 0
