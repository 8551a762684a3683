"""Marrow in T1 MR: bright areas with a dark rim, convex, and alike from slice to slice up to the joints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.body_mask import NEIGHBOURS, disc
from cryonerve.anatomy.grey_mixture import robust_deviation
from cryonerve.anatomy.segmenting_rules import rule

__all__ = ["dark_rims", "find_marrow", "line_depth", "to_the_dark_line"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pictures = NDArray[np.float32]
Place = tuple[slice, slice]
Slice = tuple[Pictures, Mask, Mask]  # grey values, what is bright, what is a rim; of a slice or of all
RING = rule("mr", "ring")
NECKS = (0.0, 1e-3, 2e-3, 3e-3, 4.5e-3, 6.5e-3)  # m, half widths of the necks at which areas are parted
DARK = 0.6  # of muscle: darker is cortex or tendon, whatever lies around it
NOISY = 4.0  # standard deviations of the dips inside of bright areas, below which a dip is noise
OVERLAP = 0.1  # share of an area that other bones may have taken


@dataclass(frozen=True, eq=False)
class _Area:
    """One bright area of a slice.

    Attributes
    ----------
    place : its box in the slice. mask : of the area in the box. size : voxels.
    rim : share of its outline at a dark line. open : share with bright tissue beyond and no line.
    solid : share of its convex hull. level : median grey value.
    """

    place: Place
    mask: Mask
    size: int
    rim: float
    open: float
    solid: float
    level: float

    def good(self, how: str) -> bool:
        """Whether rim, convexity and leaks are within the limits of that name."""
        closed = self.rim >= rule("marrow", f"{how}_rim") and self.open <= rule("marrow", f"{how}_open")
        return closed and self.solid >= rule("marrow", f"{how}_solid")


def dark_rims(smooth: Pictures, spacing: Floats) -> Pictures:
    """By how much a voxel is darker than what lies on both sides of it within 2.5 mm in its slice.

    A closing fills a dark line up to the darker one of its two sides: cortex is darker than muscle and than
    fat, however thin it is, while the edge of fat on muscle has no such line.
    """
    closed = ndimage.grey_closing(smooth, footprint=disc(RING, spacing))
    found: Pictures = closed - smooth
    return found


def line_depth(fat: float) -> float:
    """Grey value by which a voxel on a dark line is darker than what lies beside it, given fat's."""
    return rule("marrow", "dip") * fat


def find_marrow(
    smooth: Pictures, dips: Pictures, deep: Mask, *, levels: tuple[float, float], spacing: Floats
) -> Mask:
    """Marrow of all bones, without its rim.

    Every slice is parted into bright areas at dark lines and at necks of several widths. Areas with a dark
    rim all around and a convex outline are bone for sure; from there a bone goes on to the next slice as the
    area that overlaps most, or, where no line closes, by its outline laid into that slice. What is sure in
    too few of its slices is fat around vessels.

    Parameters
    ----------
    smooth : grey values, without bias. dips : from `dark_rims`. deep : not just under the skin.
    levels : of muscle and of fat.
    """
    muscle, fat = levels
    bright = smooth > muscle + rule("marrow", "bright") * (fat - muscle)
    plateau = dips[ndimage.binary_erosion(bright & deep, np.ones((3, 3, 1), bool))]
    usual = float(np.median(plateau)) if plateau.size else 0.0
    line = dips > max(line_depth(fat), usual + NOISY * robust_deviation(plateau))
    rim = line | (smooth < DARK * muscle)
    slices = [
        _areas((smooth[:, :, k], bright[:, :, k] & ~line[:, :, k], rim[:, :, k]), deep[:, :, k], spacing)
        for k in range(bright.shape[2])
    ]
    return _chained(slices, (smooth, bright, rim), spacing)


def _areas(pictures: Slice, deep: Mask, spacing: Floats) -> list[_Area]:
    """Candidates of one slice: its bright areas, parted at necks of every width."""
    bright = pictures[1]
    far = ndimage.distance_transform_edt(bright, sampling=spacing[:2])
    pixel = float(spacing[0] * spacing[1])
    found: list[_Area] = []
    seen: set[tuple[int, int, int, int, int]] = set()
    for neck in NECKS:
        parts, _ = ndimage.label(far > neck)
        for number, place in enumerate(ndimage.find_objects(parts), start=1):
            middle = parts[place] == number
            if middle.sum() * pixel < 0.3 * rule("marrow", "smallest"):
                continue
            area = _grown(middle, place, bright, neck=neck, spacing=spacing)
            if area is None:
                continue
            where, mask = area
            size = int(mask.sum())
            key = (where[0].start, where[0].stop, where[1].start, where[1].stop, size)
            if key in seen or size * pixel < rule("marrow", "smallest"):
                continue
            seen.add(key)
            if (mask & ~deep[where]).sum() > rule("marrow", "shallow") * size:
                continue
            found.append(_judged(where, mask, pictures))
    return found


def _grown(
    middle: Mask, place: Place, bright: Mask, *, neck: float, spacing: Floats
) -> tuple[Place, Mask] | None:
    """An area grown back by what was eroded, small holes filled; None where holes are large."""
    where, seed = _laid(middle, place, bright.shape, reach=neck, spacing=spacing)
    steps = round(neck / float(min(spacing[:2])))
    if steps:
        seed = ndimage.binary_dilation(seed, iterations=steps, mask=bright[where])
    filled = ndimage.binary_fill_holes(seed)
    if filled.sum() > (1.0 + rule("marrow", "holes")) * seed.sum():
        return None
    return where, filled


def _laid(
    mask: Mask, place: Place, shape: tuple[int, ...], *, reach: float, spacing: Floats
) -> tuple[Place, Mask]:
    """A box wider by `reach` m and three voxels, and the mask in it."""
    more = [int(np.ceil(reach / step)) + 3 for step in spacing[:2]]
    x, y = (
        slice(max(0, part.start - extra), min(size, part.stop + extra))
        for part, extra, size in zip(place, more, shape[:2], strict=True)
    )
    wide = np.zeros((x.stop - x.start, y.stop - y.start), bool)
    wide[
        place[0].start - x.start : place[0].stop - x.start, place[1].start - y.start : place[1].stop - y.start
    ] = mask
    return (x, y), wide


def _judged(where: Place, mask: Mask, pictures: Slice) -> _Area:
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
    from scipy.spatial import ConvexHull  # noqa: PLC0415 -- slow to import

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


def _chained(slices: list[list[_Area]], pictures: Slice, spacing: Floats) -> Mask:
    """Areas that are bone for sure, and from them to the next slices what is alike."""
    found = np.zeros(pictures[0].shape, bool)
    pixel = float(spacing[0] * spacing[1])
    sure = [
        (area.rim * area.solid * area.size**0.1, k, number)
        for k, areas in enumerate(slices)
        for number, area in enumerate(areas)
        if _sure(area, pixel)
    ]
    for _, k, number in sorted(sure, reverse=True):
        first = slices[k][number]
        if _taken(found[:, :, k], first):
            continue
        chain = {k: first}
        for step in (1, -1):
            at, last = k + step, first
            while 0 <= at < len(slices):
                free = [
                    area for area in slices[at] if area.good("likely") and not _taken(found[:, :, at], area)
                ]
                following = _next(last, free, _slice_of(pictures, at), spacing)
                if following is None:
                    break
                chain[at] = last = following
                at += step
        if _is_bone(list(chain.values()), spacing):
            for at, area in chain.items():
                found[:, :, at][area.place] |= area.mask
    return found


def _next(last: _Area, free: list[_Area], pictures: Slice, spacing: Floats) -> _Area | None:
    """The same bone in the next slice, or None where it ends."""
    alike = [(_overlap(area, last), number) for number, area in enumerate(free)]
    most, number = max(alike, default=(0.0, 0))
    found = free[number] if most >= rule("marrow", "alike") else _carried(last, pictures, spacing)
    return None if found is None or found.level < rule("marrow", "faded") * last.level else found


def _taken(found: Mask, area: _Area) -> bool:
    """Whether other bones have a share of an area."""
    return bool(found[area.place][area.mask].mean() > OVERLAP)


def _is_bone(chain: list[_Area], spacing: Floats) -> bool:
    """Whether areas of slices next to each other are long, large and often enough sure."""
    pixel = float(spacing[0] * spacing[1])
    length = len(chain) * float(spacing[2])
    volume = sum(area.size for area in chain) * pixel * float(spacing[2])
    if length < rule("marrow", "length") or volume < rule("marrow", "volume"):
        return False
    return bool(np.mean([_sure(area, pixel) for area in chain]) >= rule("marrow", "often"))


def _slice_of(pictures: Slice, k: int) -> Slice:
    """Pictures of slice k."""
    smooth, bright, rim = pictures
    return smooth[:, :, k], bright[:, :, k], rim[:, :, k]


def _sure(area: _Area, pixel: float) -> bool:
    """Closed and convex as a bone; the lower end of a femur, which is not convex, is large and closed."""
    return area.good("sure") or (area.size * pixel > rule("marrow", "large") and area.good("large"))


def _carried(last: _Area, pictures: Slice, spacing: Floats) -> _Area | None:
    """The area of a neighbouring slice laid into this one and fitted to its edges, where no dark line closes.

    What lies well inside of it and what lies well outside flood the slice from the bright to the dark
    (watershed); they meet on the dark line, however faint.
    """
    from skimage.segmentation import watershed  # noqa: PLC0415 -- slow to import

    smooth, bright, _ = pictures
    growth = rule("marrow", "growth")
    where, mask = _laid(last.mask, last.place, bright.shape, reach=growth, spacing=spacing)
    inside = ndimage.distance_transform_edt(mask, sampling=spacing[:2])
    outside = ndimage.distance_transform_edt(~mask, sampling=spacing[:2])
    middle = (inside > min(growth, 0.5 * float(inside.max()))) & bright[where]
    if not middle.any():
        return None
    markers = middle.astype(np.int32) + 2 * ((outside > growth) | ~bright[where])
    found = watershed(-smooth[where], markers) == 1
    found = ndimage.binary_fill_holes(ndimage.binary_opening(found, iterations=1))
    if found.sum() * float(spacing[0] * spacing[1]) < rule("marrow", "smallest"):
        return None
    area = _judged(where, found, pictures)
    return area if area.good("likely") and _overlap(area, last) >= rule("marrow", "alike") else None


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
    # Where they meet is the cortex, and bone.
    found: Mask = watershed(-smooth, markers, connectivity=NEIGHBOURS, watershed_line=True) < 2
    return found
