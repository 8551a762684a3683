"""What a brush covers in a scan: voxels near the line it was drawn along, and regions that are filled.

Places are mm in the case's frame, as the page has them. A brush in a plane is a disk in one slice; a ball
goes through the slices. A voxel is covered where its centre is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.scans.scan import Scan

__all__ = ["Box", "Grid", "Stroke", "covered", "places_mm", "region"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
LARGEST_RADIUS = 100.0  # mm
MOST_POINTS = 2000
FARTHEST = 5000.0  # mm from the origin
MOST_VOXELS = 40_000_000  # that one stroke may look at
SLACK = 1e-6  # of a voxel, and of the radius: a centre on the rim is covered whatever way it was rounded


@dataclass(frozen=True)
class Grid:
    """Voxels in the case's frame: how many, centre of the first and size, mm."""

    shape: tuple[int, int, int]
    origin: tuple[float, float, float]
    spacing: tuple[float, float, float]

    @classmethod
    def of(cls, scan: Scan) -> Grid:
        """Of a scan."""
        i, j, k = (int(n) for n in scan.values.shape)
        ox, oy, oz = (1e3 * float(part) for part in scan.origin)
        dx, dy, dz = (1e3 * float(part) for part in scan.spacing)
        return cls((i, j, k), (ox, oy, oz), (dx, dy, dz))

    def voxel(self, place: Sequence[float]) -> tuple[int, int, int]:
        """The voxel that holds a place (3,) mm, which may lie outside.

        >>> Grid((4, 4, 4), (0.0, 0.0, 0.0), (1.0, 1.0, 2.0)).voxel((1.2, 0.0, 3.1))
        (1, 0, 2)
        """
        found = np.floor((np.asarray(place, float) - self.origin) / self.spacing + 0.5)
        return int(found[0]), int(found[1]), int(found[2])

    def holds(self, voxel: tuple[int, int, int]) -> bool:
        """Whether there is such a voxel."""
        return all(0 <= n < size for n, size in zip(voxel, self.shape, strict=True))


@dataclass(frozen=True)
class Box:
    """A piece of a grid: `low` belongs to it, `high` does not."""

    low: tuple[int, int, int]
    high: tuple[int, int, int]

    @property
    def slices(self) -> tuple[slice, slice, slice]:
        """To cut it out."""
        (a, b, c), (d, e, f) = self.low, self.high
        return slice(a, d), slice(b, e), slice(c, f)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Voxels along each axis."""
        (a, b, c), (d, e, f) = self.low, self.high
        return d - a, e - b, f - c

    @classmethod
    def around(cls, mask: Mask) -> Box | None:
        """The smallest box that holds all that is true; None where nothing is.

        >>> Box.around(np.array([[[False, True, True]]])).low
        (0, 0, 1)
        """
        lines = [np.flatnonzero(mask.any(axis=tuple(n for n in range(3) if n != axis))) for axis in range(3)]
        if not lines[0].size:
            return None
        i, j, k = ((int(line[0]), int(line[-1]) + 1) for line in lines)
        return cls((i[0], j[0], k[0]), (i[1], j[1], k[1]))

    def moved(self, by: tuple[int, int, int]) -> Box:
        """The box of a piece, in the grid that the piece begins in at voxel `by`."""
        (a, b, c), (d, e, f), (i, j, k) = self.low, self.high, by
        return Box((a + i, b + j, c + k), (d + i, e + j, f + k))


@dataclass(frozen=True)
class Stroke:
    """A line that a brush was drawn along.

    Attributes
    ----------
    points : (n, 3) mm. radius : mm. axis : 0, 1 or 2 of the slice that was drawn in; None: a ball.
    """

    points: Floats
    radius: float
    axis: int | None

    @classmethod
    def read(cls, points: object, radius: object, axis: object) -> Stroke:
        """From what the page sent.

        Raises
        ------
        InputError
            It is no stroke, or a larger one than anybody draws.
        """
        size = float(radius) if isinstance(radius, int | float) else np.nan
        place = places_mm(points, least=1, most=MOST_POINTS)
        if place is None or axis not in (None, 0, 1, 2) or not 0.0 < size <= LARGEST_RADIUS:
            what = "this is no stroke of a brush"
            remedy = f"Draw at most {MOST_POINTS} points with a brush of at most {LARGEST_RADIUS:g} mm."
            raise InputError(Complaint(what, remedy))
        return cls(place, size, axis if isinstance(axis, int) else None)


def places_mm(points: object, *, least: int, most: int) -> Floats | None:
    """Places (n, 3) that the page sent; None where these are none, too few, too many or far from any limb.

    >>> places_mm([[0, 1.5, float("nan")]], least=1, most=1) is None
    True
    """
    good = (
        isinstance(points, list)
        and least <= len(points) <= most
        and all(isinstance(point, list) and len(point) == 3 for point in points)
        and all(isinstance(part, int | float) and abs(part) <= FARTHEST for point in points for part in point)
    )
    return np.array(points, float) if good else None


def covered(grid: Grid, stroke: Stroke) -> tuple[Box, Mask] | None:
    """The box around a stroke, and which of its voxels are covered; None where it misses the grid.

    >>> grid = Grid((5, 5, 3), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    >>> box, mask = covered(grid, Stroke(np.array([[2.0, 2.0, 1.0]]), 1.0, 2))
    >>> box.low, box.high, int(mask.sum())
    ((1, 1, 1), (4, 4, 2), 5)

    Raises
    ------
    InputError
        It would cover more voxels than can be changed at once.
    """
    box = _around(grid, stroke)
    if box is None:
        return None
    if np.prod(box.shape, dtype=float) > MOST_VOXELS:
        what = "this stroke covers too much of the scan at once"
        raise InputError(Complaint(what, "Draw it in pieces, or with a smaller brush."))
    free = [axis for axis in range(3) if axis != stroke.axis]
    mask = np.zeros(box.shape, bool)
    points = stroke.points
    starts, ends = (points, points) if len(points) == 1 else (points[:-1], points[1:])
    for start, end in zip(starts, ends, strict=True):
        _add_segment(mask, grid, box, (start, end, stroke.radius, free))
    return box, mask


def _around(grid: Grid, stroke: Stroke) -> Box | None:
    low, high = [], []
    for axis in range(3):
        places = (stroke.points[:, axis] - grid.origin[axis]) / grid.spacing[axis]
        if axis == stroke.axis:
            first = int(np.floor(places[0] + 0.5))
            last = first + 1
        else:
            reach = stroke.radius / grid.spacing[axis]
            first = int(np.ceil(places.min() - reach - SLACK))
            last = int(np.floor(places.max() + reach + SLACK)) + 1
        low.append(max(0, first))
        high.append(min(grid.shape[axis], last))
    if any(a >= b for a, b in zip(low, high, strict=True)):
        return None
    return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))


def _add_segment(mask: Mask, grid: Grid, box: Box, drawn: tuple[Floats, Floats, float, list[int]]) -> None:
    """Mark what lies within the radius of one piece of the line; only voxels near it are looked at."""
    start, end, radius, free = drawn
    cut, squares, along = [], [], []
    way = end - start
    length = float(sum(way[axis] ** 2 for axis in free))
    for axis in range(3):
        size, shift = grid.spacing[axis], grid.origin[axis] + box.low[axis] * grid.spacing[axis]
        if axis in free:
            low, high = min(start[axis], end[axis]) - radius, max(start[axis], end[axis]) + radius
            first = max(0, int(np.ceil((low - shift) / size - SLACK)))
            last = min(box.shape[axis], int(np.floor((high - shift) / size + SLACK)) + 1)
        else:
            first, last = 0, box.shape[axis]
        if first >= last:
            return
        cut.append(slice(first, last))
        centres = shift + size * np.arange(first, last)
        form = [1, 1, 1]
        form[axis] = -1
        away = ((centres - start[axis]) if axis in free else np.zeros(last - first)).reshape(form)
        squares.append(away)
        along.append(away * (way[axis] if axis in free else 0.0))
    share = np.clip(sum(along) / length, 0.0, 1.0) if length > 0.0 else 0.0
    distance = sum((squares[axis] - share * way[axis]) ** 2 for axis in free)
    mask[tuple(cut)] |= np.asarray(distance <= radius**2 * (1.0 + SLACK))


def region(like: Mask, seed: tuple[int, int, int]) -> tuple[Box, Mask] | None:
    """The connected part of `like` (i, j, k) around a voxel, and the box around it.

    >>> region(np.array([[[1, 1, 0, 1]]], bool), (0, 0, 0))[1].tolist()
    [[[True, True]]]
    """
    from scipy.ndimage import label

    if not like[seed]:
        return None
    parts, _ = label(like)
    part = parts == parts[seed]
    box = Box.around(part)
    return None if box is None else (box, part[box.slices])
