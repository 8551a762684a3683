"""Marrow in T1 MR: bright areas with a dark rim, compact, and alike from slice to slice towards the joints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.body_mask import disc
from cryonerve.anatomy.grey_mixture import robust_deviation

__all__ = ["dark_rims", "find_marrow"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pictures = NDArray[np.float32]
NECKS = (0.0, 1e-3, 2e-3, 3e-3, 4.5e-3, 6.5e-3)
SMALLEST = 15e-6
SHALLOW_SHARE = 0.02
SURE = (0.7, 0.88, 0.1)
LIKELY = (0.3, 0.75, 0.25)
OFTEN = 1.0 / 3.0
LARGE = 700e-6
SURE_LARGE = (0.75, 0.78, 0.05)
HOLES = 0.03
GROWTH = 4e-3
FADED = 0.8
ALIKE = 0.6
LEAST_LENGTH = 9e-3
LEAST_VOLUME = 0.6e-6
RIM = 0.08
LINE = 0.15
RING = 2.5e-3


@dataclass(frozen=True, eq=False)
class _Area:
    """One bright area of a slice: where it is, its size (voxels), how much of its edge is a rim, how convex."""

    place: tuple[slice, slice]
    mask: Mask
    size: int
    rim: float
    open: float
    solid: float
    level: float

    def good(self, limits: tuple[float, float, float]) -> bool:
        return self.rim >= limits[0] and self.solid >= limits[1] and self.open <= limits[2]


def dark_rims(smooth: Pictures, spacing: Floats) -> Pictures:
    """By how much a voxel is darker than what lies on both sides of it within 2.5 mm in its slice.

    A closing fills a dark line up to the darker one of its two sides: cortex is darker than muscle and than
    fat, however thin it is, while the edge of fat on muscle has no such line.
    """
    closed = ndimage.grey_closing(smooth, footprint=disc(RING, spacing))
    found: Pictures = closed - smooth
    return found


def find_marrow(
    smooth: Pictures, dips: Pictures, depth_ok: Mask, *, levels: tuple[float, float], spacing: Floats
) -> Mask:
    muscle, fat = levels
    bright = smooth > muscle + 0.3 * (fat - muscle)
    plateau = dips[ndimage.binary_erosion(bright & depth_ok, np.ones((3, 3, 1), bool))]
    usual = float(np.median(plateau)) if plateau.size else 0.0
    line = dips > max(RIM * fat, usual + 4.0 * robust_deviation(plateau))
    rim = line | (smooth < 0.6 * muscle)
    slices = [
        _areas((smooth[:, :, k], bright[:, :, k] & ~line[:, :, k], rim[:, :, k]), depth_ok[:, :, k], spacing)
        for k in range(bright.shape[2])
    ]
    return _chained(slices, bright.shape, spacing, (smooth, bright, rim))


def _areas(pictures: tuple[Pictures, Mask, Mask], deep: Mask, spacing: Floats) -> list[_Area]:
    """Candidates of one slice: its bright areas, parted at necks of every width."""
    bright = pictures[1]
    far = ndimage.distance_transform_edt(bright, sampling=spacing[:2])
    pixel = float(spacing[0] * spacing[1])
    found: list[_Area] = []
    seen: set[tuple[int, int, int, int, int]] = set()
    for neck in NECKS:
        parts, _ = ndimage.label(far > neck)
        for number, place in enumerate(ndimage.find_objects(parts), start=1):
            core = parts[place] == number
            if core.sum() * pixel < 0.3 * SMALLEST:
                continue
            area = _grown(core, place, bright, neck, spacing)
            if area is None:
                continue
            where, mask = area
            size = int(mask.sum())
            key = (where[0].start, where[0].stop, where[1].start, where[1].stop, size)
            if key in seen or size * pixel < SMALLEST:
                continue
            seen.add(key)
            if (mask & ~deep[where]).sum() > SHALLOW_SHARE * size:
                continue
            found.append(_judged(where, mask, pictures))
    return found


def _grown(
    core: Mask, place: tuple[slice, slice], bright: Mask, neck: float, spacing: Floats
) -> tuple[tuple[slice, slice], Mask] | None:
    """A core grown back by the width it was eroded by, holes filled, in a box with a rim of two voxels."""
    reach = [int(np.ceil(neck / step)) + 2 for step in spacing[:2]]
    where = tuple(
        slice(max(0, part.start - more), min(size, part.stop + more))
        for part, more, size in zip(place, reach, bright.shape, strict=True)
    )
    seed = np.zeros(bright[where].shape, bool)
    inner = tuple(
        slice(part.start - box.start, part.stop - box.start) for part, box in zip(place, where, strict=True)
    )
    seed[inner] = core
    steps = round(neck / float(min(spacing[:2])))
    if steps:
        seed = ndimage.binary_dilation(seed, iterations=steps, mask=bright[where])
    filled = ndimage.binary_fill_holes(seed)
    if filled.sum() > (1.0 + HOLES) * seed.sum():
        return None
    return where, filled


def _judged(where: tuple[slice, slice], mask: Mask, pictures: tuple[Pictures, Mask, Mask]) -> _Area:
    """An area with what its edge is like."""
    smooth, bright, rim = pictures
    ring = ndimage.binary_dilation(mask) & ~mask
    near = ndimage.binary_dilation(rim[where])
    count = max(int(ring.sum()), 1)
    share = float((near & ring).sum()) / count
    leaks = float((bright[where] & ring & ~near).sum()) / count
    return _Area(
        where, mask, int(mask.sum()), share, leaks, _solidity(mask), float(np.median(smooth[where][mask]))
    )


def _solidity(mask: Mask) -> float:
    """Share of the convex hull that an area fills."""
    from scipy.spatial import ConvexHull

    edge = np.argwhere(mask & ~ndimage.binary_erosion(mask))
    corners = (edge[:, None, :] + np.array([[-0.5, -0.5], [-0.5, 0.5], [0.5, -0.5], [0.5, 0.5]])).reshape(
        -1, 2
    )
    return float(mask.sum() / ConvexHull(corners).volume)


def _overlap(one: _Area, two: _Area) -> float:
    """Intersection over union."""
    low = [max(a.start, b.start) for a, b in zip(one.place, two.place, strict=True)]
    high = [min(a.stop, b.stop) for a, b in zip(one.place, two.place, strict=True)]
    if low[0] >= high[0] or low[1] >= high[1]:
        return 0.0
    cut = [
        item.mask[
            tuple(
                slice(lo - part.start, hi - part.start)
                for lo, hi, part in zip(low, high, item.place, strict=True)
            )
        ]
        for item in (one, two)
    ]
    both = int((cut[0] & cut[1]).sum())
    return both / (one.size + two.size - both)


def _chained(
    slices: list[list[_Area]], shape: tuple[int, ...], spacing: Floats, pictures: tuple[Pictures, Mask, Mask]
) -> Mask:
    """Areas that are bone for sure, and from them to the next slices what is alike."""
    found = np.zeros(shape, bool)
    pixel = float(spacing[0] * spacing[1])
    sure = [
        (area.rim * area.solid * area.size**0.1, k, number)
        for k, areas in enumerate(slices)
        for number, area in enumerate(areas)
        if _sure(area, pixel)
    ]
    for _, k, number in sorted(sure, reverse=True):
        first = slices[k][number]
        if found[:, :, k][first.place][first.mask].mean() > 0.1:
            continue
        chain = {k: first}
        for step in (1, -1):
            at, last = k + step, first
            while 0 <= at < len(slices):
                free = [
                    a for a in slices[at] if a.good(LIKELY) and found[:, :, at][a.place][a.mask].mean() < 0.1
                ]
                best = max(free, key=lambda a: _overlap(a, last), default=None)
                if best is None or _overlap(best, last) < ALIKE:
                    best = _carried(last, _slice_of(pictures, at), spacing)
                if best is None or best.level < FADED * last.level:
                    break
                chain[at] = last = best
                at += step
        length = len(chain) * float(spacing[2])
        volume = sum(area.size for area in chain.values()) * pixel * float(spacing[2])
        if length < LEAST_LENGTH or volume < LEAST_VOLUME:
            continue
        if np.mean([_sure(area, pixel) for area in chain.values()]) < OFTEN:
            continue
        for at, area in chain.items():
            found[:, :, at][area.place] |= area.mask
    return found


def _slice_of(pictures: tuple[Pictures, Mask, Mask], k: int) -> tuple[Pictures, Mask, Mask]:
    smooth, bright, rim = pictures
    return smooth[:, :, k], bright[:, :, k], rim[:, :, k]


def _sure(area: _Area, pixel: float) -> bool:
    """Closed and convex as a bone; the lower end of a femur, which is not convex, is large and closed."""
    return area.good(SURE) or (area.size * pixel > LARGE and area.good(SURE_LARGE))


def _carried(last: _Area, pictures: tuple[Pictures, Mask, Mask], spacing: Floats) -> _Area | None:
    """The area of a neighbouring slice laid into this one and fitted to its edges, where no dark line closes.

    What lies well inside of it and what lies well outside flood the slice from the bright to the dark
    (watershed); they meet on the dark line, however faint.
    """
    from skimage.segmentation import watershed  # noqa: PLC0415 -- slow to import

    smooth, bright, _ = pictures
    reach = [int(GROWTH / step) + 3 for step in spacing[:2]]
    where = tuple(
        slice(max(0, part.start - more), min(size, part.stop + more))
        for part, more, size in zip(last.place, reach, bright.shape, strict=True)
    )
    mask = np.zeros(bright[where].shape, bool)
    mask[
        tuple(slice(p.start - w.start, p.stop - w.start) for p, w in zip(last.place, where, strict=True))
    ] = last.mask
    inside = ndimage.distance_transform_edt(mask, sampling=spacing[:2])
    outside = ndimage.distance_transform_edt(~mask, sampling=spacing[:2])
    core = (inside > min(GROWTH, 0.5 * float(inside.max()))) & bright[where]
    if not core.any():
        return None
    markers = core.astype(np.int32) + 2 * ((outside > GROWTH) | ~bright[where])
    found = watershed(-smooth[where], markers) == 1
    found = ndimage.binary_fill_holes(ndimage.binary_opening(found, iterations=1))
    if found.sum() * float(spacing[0] * spacing[1]) < SMALLEST:
        return None
    area = _judged(where, found, pictures)
    return area if area.good(LIKELY) and _overlap(area, last) >= ALIKE else None


def to_the_dark_line(smooth: Pictures, marrow: Mask, bone: Mask, spacing: Floats) -> Mask:
    """Marrow grown in its slices up to the darkest place of a rim that is thinner than a voxel.

    Inside and outside flood the rim from the bright to the dark (watershed) and meet on the line.
    """
    from skimage.segmentation import watershed  # noqa: PLC0415 -- slow to import

    if not marrow.any():
        return marrow
    far = np.array([spacing[0], spacing[1], 1e3])
    solid = marrow | bone
    away = ndimage.distance_transform_edt(~solid, sampling=far)
    markers = solid.astype(np.int32) + 2 * (away > RING)
    within_slices = ndimage.generate_binary_structure(2, 1)[:, :, None]
    found: Mask = watershed(-smooth, markers, connectivity=within_slices) == 1
    return found
