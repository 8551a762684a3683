"""Where the body is in a scan: without air, without the couch, one limb of those in view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

__all__ = ["Body", "disc", "find_body", "largest_parts", "without_holes"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
COUCH = 5e-3  # m, what is thinner than this in a slice is no limb: couch, cables, clothes; assumed
AIR = 100e-6  # m2, an opening at the edge of the pictures that is smaller is a hole in the body; assumed
SMALL = 0.05  # of the largest part's volume: what is smaller is no limb; assumed
NECK = 0.7  # two limbs touch where the way between them is narrower than this share of their half width


@dataclass(frozen=True, eq=False)
class Body:
    """The limb that is labelled.

    Attributes
    ----------
    mask : (i, j, k) voxels of the limb. limbs : how many were in view.
    others : (i, j, k) voxels of other limbs. touching : they touched and were parted.
    """

    mask: Mask
    others: Mask
    limbs: int
    touching: bool


def find_body(
    dense: Mask, spacing: Floats, *, couch: bool, at: Floats | None = None, side: str | None = None
) -> Body:
    """The limb among everything that is not air.

    Parameters
    ----------
    dense : (i, j, k) what is not air, x right, y anterior, z proximal.
    spacing : (3,) m. couch : the pictures show what the limb lies on (CT). at : (3,) voxel numbers of a point of the wanted limb. side : "left" or "right", where
        two limbs are in view; without both the larger one is taken.

    What is thinner than five millimetres in a slice is left out (the couch, cables). Limbs that touch are
    parted along the narrowest way between them (watershed of the distance from the surface).
    """
    solid = _without_couch(dense if couch else without_holes(dense, spacing), spacing)
    parts, touching = _limbs(solid, spacing)
    if not parts:
        empty = np.zeros(dense.shape, bool)
        return Body(empty, empty, 0, False)
    chosen = _chosen(parts, at, side)
    others = np.zeros(dense.shape, bool)
    for number, part in enumerate(parts):
        if number != chosen:
            others |= part
    return Body(without_holes(parts[chosen], spacing) & ~others, others, len(parts), touching)


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


def largest_parts(mask: Mask, share: float = SMALL) -> list[Mask]:
    """Connected parts of at least a share of the largest one's size, largest first."""
    labels, count = ndimage.label(mask)
    if not count:
        return []
    sizes = np.bincount(labels.ravel())[1:]
    order = [int(n) for n in np.argsort(sizes)[::-1] if sizes[n] >= share * sizes.max()]
    return [labels == n + 1 for n in order]


def without_holes(mask: Mask, spacing: Floats) -> Mask:
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
    """Opened in the slice by a disc, and the surface of the couch taken away."""
    size = disc(0.5 * COUCH, spacing)
    # The edge of the pictures is no surface: a limb that is cut there goes on.
    reach = size.shape[0] // 2, size.shape[1] // 2
    wide = np.pad(dense, ((reach[0],) * 2, (reach[1],) * 2, (0, 0)), mode="edge")
    opened = _opened(wide, size)
    opened = opened[reach[0] : reach[0] + dense.shape[0], reach[1] : reach[1] + dense.shape[1]]
    thin = dense & ~opened
    return opened & ~_under_the_couch(opened, thin, spacing)


def _opened(mask: Mask, size: Mask) -> Mask:
    """Opened by a disc: what the disc reaches without leaving the mask. Distances, as discs are large."""
    eroded = ndimage.binary_erosion(mask, size)
    opened: Mask = ndimage.binary_dilation(eroded, size)
    return opened


def _under_the_couch(body: Mask, thin: Mask, spacing: Floats) -> Mask:
    """Voxels of the body that belong to the couch it lies on: below a surface through the couch's top.

    The couch's shell is what is thin and long in a slice; a parabola across and a line along the couch go
    through its upper edge. Nothing where no such shell is.
    """
    shell, count = ndimage.label(thin)
    nothing = np.zeros(body.shape, bool)
    if not count:
        return nothing
    for number, place in enumerate(ndimage.find_objects(shell), start=1):
        width = (place[0].stop - place[0].start) * spacing[0]
        if width < 8 * COUCH or place[2].stop - place[2].start < 0.5 * body.shape[2]:
            continue
        piece = shell[place] == number
        x, k = np.nonzero(piece.any(axis=1))
        column = piece[x, :, k]
        below = float(np.mean(np.nonzero(piece)[1])) + place[1].start < _middle(body)
        edge = (
            place[1].start
            + (
                column.shape[1] - 1 - np.argmax(column[:, ::-1], axis=1)
                if below
                else np.argmax(column, axis=1)
            )
        ).astype(float)
        x = x + place[0].start
        k = k + place[2].start
        surface = _surface((x, k), edge, body.shape)
        heights = np.arange(body.shape[1])[None, :, None]
        beyond = heights <= surface[:, None, :] + 0.5 if below else heights >= surface[:, None, :] - 0.5
        # Only next to the couch: a limb may hang over its edge.
        nothing |= body & beyond & (np.abs(heights - surface[:, None, :]) * spacing[1] < 4 * COUCH)
    return nothing


def _middle(body: Mask) -> float:
    """Mean place of the body along y, voxels."""
    counts = body.sum(axis=(0, 2))
    return float(np.average(np.arange(counts.size), weights=counts)) if counts.any() else 0.5 * counts.size


def _surface(
    places: tuple[NDArray[np.intp], NDArray[np.intp]], edge: Floats, shape: tuple[int, ...]
) -> Floats:
    """(i, k) height of a couch whose edge was seen at places; robust: fitted again without what is far off."""

    def terms(x: Floats, k: Floats) -> Floats:
        u, w = x / shape[0] - 0.5, k / max(shape[2], 2) - 0.5
        return np.stack([np.ones_like(u), u, u**2, u**3, w], axis=-1)

    rows = terms(places[0].astype(float), places[1].astype(float))
    kept = np.ones(edge.size, bool)
    for _ in range(4):
        best, *_ = np.linalg.lstsq(rows[kept], edge[kept], rcond=None)
        off = np.abs(rows @ best - edge)
        kept = off <= max(1.0, 2.0 * float(np.median(off)))
    x, k = np.meshgrid(np.arange(shape[0], dtype=float), np.arange(shape[2], dtype=float), indexing="ij")
    return np.asarray(terms(x, k) @ best)


def _limbs(solid: Mask, spacing: Floats) -> tuple[list[Mask], bool]:
    """Every limb in view, largest first, and whether any two had to be parted."""
    found: list[Mask] = []
    touching = False
    for part in largest_parts(solid):
        pieces = _parted(part, spacing)
        touching |= len(pieces) > 1
        found += pieces
    return sorted(found, key=lambda mask: -int(mask.sum())), touching


def _parted(part: Mask, spacing: Floats) -> list[Mask]:
    """Limbs of one connected part: each is thick over most of the length, with a neck between them."""
    from skimage.segmentation import watershed  # noqa: PLC0415

    step = max(1, round(1.5e-3 / float(min(spacing[:2]))))
    coarse = part[::step, ::step]
    spread = np.array([spacing[0] * step, spacing[1] * step, 1e3])  # distances within slices only
    pad = max(coarse.shape[:2]) // 2
    wide = np.pad(coarse, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    depth = ndimage.distance_transform_edt(wide, sampling=spread)[pad:-pad, pad:-pad].astype(np.float32)
    depth[depth > 1.0] = 0.0
    widest = np.sort(depth.max(axis=(0, 1)))[depth.shape[2] // 2]
    slices = coarse.any(axis=(0, 1)).sum()
    for level in np.arange(NECK, 0.3, -0.1):
        labels, count = ndimage.label(depth > level * widest)
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
        middles = [float(np.mean(np.nonzero(part.any(axis=(1, 2)))[0])) for part in parts[:2]]
        return int(np.argmax(middles) if side == "right" else np.argmin(middles))
    return 0
