"""Polygons in a plane: area, centroid, what is inside, what crosses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["centroid_of", "crosses_itself", "inside", "shoelace", "touch"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def shoelace(points: Floats) -> float:
    """Area of a polygon (point, 2), positive when its points go round counter-clockwise.

    >>> shoelace(np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]]))
    2.0
    """
    x, y = (points - points[0]).T
    return float(0.5 * (x @ np.roll(y, -1) - y @ np.roll(x, -1)))


def centroid_of(points: Floats) -> Floats:
    """Centre (2,) of a polygon's area.

    >>> centroid_of(np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]])).tolist()
    [1.0, 1.0]
    """
    local = points - points[0]
    after = np.roll(local, -1, axis=0)
    cross = local[:, 0] * after[:, 1] - after[:, 0] * local[:, 1]
    return np.asarray(points[0] + (cross[:, None] * (local + after)).sum(axis=0) / (3.0 * cross.sum()))


def inside(points: Floats, polygon: Floats) -> Flags:
    """Which points (n, 2) lie inside a polygon, by the parity of the edges to their right.

    >>> inside(np.array([[0.5, 0.5], [2.0, 0.5]]), np.array([[0.0, 0.0], [1, 0], [1, 1], [0, 1]])).tolist()
    [True, False]
    """
    start, end = polygon, np.roll(polygon, -1, axis=0)
    x, y = points[:, None, 0], points[:, None, 1]
    spans = (start[:, 1] > y) != (end[:, 1] > y)
    rise = np.where(end[:, 1] == start[:, 1], 1.0, end[:, 1] - start[:, 1])
    right = x < start[:, 0] + (y - start[:, 1]) * (end[:, 0] - start[:, 0]) / rise
    return np.asarray((spans & right).sum(axis=1) % 2 == 1)


def crosses_itself(polygon: Floats) -> bool:
    """True when two edges that are no neighbours meet.

    >>> crosses_itself(np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]))
    True
    """
    count = len(polygon)
    meets = _edges_meet(polygon, polygon)
    apart = np.abs(np.arange(count)[:, None] - np.arange(count))
    return bool(meets[(apart > 1) & (apart < count - 1)].any())


def touch(one: Floats, other: Floats) -> bool:
    """True when two polygons share area.

    >>> square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    >>> touch(square, square + 0.5), touch(square, square + 2.0)
    (True, False)
    """
    if (one.min(axis=0) > other.max(axis=0)).any() or (other.min(axis=0) > one.max(axis=0)).any():
        return False
    return bool(_edges_meet(one, other).any() or inside(one[:1], other)[0] or inside(other[:1], one)[0])


def _edges_meet(one: Floats, other: Floats) -> Flags:
    """(edge of one, edge of other) True where they cross or touch."""
    a, b = one[:, None], np.roll(one, -1, axis=0)[:, None]
    c, d = other[None], np.roll(other, -1, axis=0)[None]

    def side(p: Floats, q: Floats, r: Floats) -> Floats:
        return np.asarray(
            (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1])
            - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        )

    apart = (side(a, b, c) * side(a, b, d) > 0.0) | (side(c, d, a) * side(c, d, b) > 0.0)
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    high = np.minimum(np.maximum(a, b), np.maximum(c, d))
    return np.asarray(~apart & (low <= high).all(axis=2))
