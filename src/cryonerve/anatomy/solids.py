"""Solids as signed distances: metres, negative inside, smooth and of unit slope near their surface.

Every solid is a frozen noun with three members: `distance(points)` for points (n, 3) in metres; `bounds`, the
corners (2, 3) of a box that holds it (infinite where it has no end); and `stretch`, by which factor the
distance may overstate the true one far from the surface (1 where it is exact): who accepts or rejects cells
by distance must know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Box",
    "Ellipsoid",
    "HalfSpace",
    "Intersection",
    "Painted",
    "Placed",
    "Solid",
    "Union",
    "first_order",
]

Floats = NDArray[np.float64]
EVERYWHERE: Floats = np.array([[-np.inf] * 3, [np.inf] * 3])


class Solid(Protocol):
    """Anything with a signed distance and a box around it."""

    @property
    def bounds(self) -> Floats:
        """(2, 3) corners of a box that holds the solid, metres; infinite where it has no end."""
        ...

    @property
    def stretch(self) -> float:
        """Factor by which `distance` may overstate the true distance far from the surface; 1 is exact."""
        ...

    def distance(self, points: Floats) -> Floats:
        """Signed distance in metres of points (n, 3); negative inside."""
        ...


def first_order(gauge: Floats, slope: Floats, radius: Floats | float) -> Floats:
    """Signed distance g (g - 1) / |q| from a gauge g, right to first order near the surface.

    The gauge is 0 in the middle of a solid and 1 on its surface; the slope |q| is half that of its square. In
    the very middle the distance is -`radius`.

    >>> first_order(np.array([0.0, 1.0, 2.0]), np.array([0.0, 0.5, 1.0]), 2.0)
    array([-2.,  0.,  2.])
    """
    tiny = gauge < 1e-9
    found: Floats = gauge * (gauge - 1.0) / np.where(tiny, 1.0, slope)
    return np.where(tiny, -radius, found)


@dataclass(frozen=True, eq=False)
class Painted:
    """A solid with the label it paints and the rule by which it displaces what was painted before.

    Attributes
    ----------
    level : 0 is outside the body; a shape displaces lower levels first.
    nested : True when the shape lies wholly inside the next lower level (fat inside skin): then it displaces
        the highest lower level first. False: it lies across several (a nerve between muscles) and displaces
        all lower levels in proportion.
    """

    label: int
    solid: Solid
    level: int = 1
    nested: bool = True

    @property
    def bounds(self) -> Floats:
        """Box around the solid."""
        return self.solid.bounds

    @property
    def stretch(self) -> float:
        """Stretch of the solid."""
        return self.solid.stretch

    def distance(self, points: Floats) -> Floats:
        """Signed distance of the solid."""
        return self.solid.distance(points)


@dataclass(frozen=True, eq=False)
class Box:
    """An axis-aligned box between two corners.

    >>> Box(np.zeros(3), np.ones(3)).distance(np.array([[0.5, 0.5, 0.9], [2.0, 0.5, 0.5]]))
    array([-0.1,  1. ])
    """

    low: Floats
    high: Floats

    @property
    def bounds(self) -> Floats:
        """The corners."""
        return np.stack([self.low, self.high])

    @property
    def stretch(self) -> float:
        """Exact."""
        return 1.0

    def distance(self, points: Floats) -> Floats:
        """Exact signed distance."""
        past = np.abs(points - 0.5 * (self.low + self.high)) - 0.5 * (self.high - self.low)
        outside: Floats = np.linalg.norm(np.maximum(past, 0.0), axis=1)
        inside: Floats = np.minimum(past.max(axis=1), 0.0)
        return outside + inside


@dataclass(frozen=True, eq=False)
class HalfSpace:
    """Everything behind a plane: `normal` points out of the solid."""

    through: Floats
    normal: Floats

    @property
    def bounds(self) -> Floats:
        """Endless."""
        return EVERYWHERE

    @property
    def stretch(self) -> float:
        """Exact."""
        return 1.0

    def distance(self, points: Floats) -> Floats:
        """Exact signed distance."""
        found: Floats = (points - self.through) @ self.normal
        return found


@dataclass(frozen=True, eq=False)
class Ellipsoid:
    """An ellipsoid; `frame` (3, 3) holds its axes as rows.

    The distance is first order: exact slope at the surface, right to a few percent within half a radius.
    """

    centre: Floats
    semi_axes: Floats
    frame: Floats

    @property
    def bounds(self) -> Floats:
        """Tight box."""
        reach = np.sqrt(((self.frame * self.semi_axes[:, None]) ** 2).sum(axis=0))
        return np.stack([self.centre - reach, self.centre + reach])

    @property
    def stretch(self) -> float:
        """Longest over shortest semi-axis."""
        return float(self.semi_axes.max() / self.semi_axes.min())

    def distance(self, points: Floats) -> Floats:
        """First-order signed distance."""
        local = (points - self.centre) @ self.frame.T / self.semi_axes
        gauge = np.sqrt((local**2).sum(axis=1))
        slope = np.sqrt(((local / self.semi_axes) ** 2).sum(axis=1))
        return first_order(gauge, slope, self.semi_axes.min())


@dataclass(frozen=True, eq=False)
class _Combined:
    """Several solids taken together."""

    parts: tuple[Solid, ...]

    @property
    def stretch(self) -> float:
        """The worst of the parts."""
        return max(part.stretch for part in self.parts)

    def _corners(self) -> tuple[Floats, Floats]:
        """Low and high corners (part, 3) of the boxes around the parts."""
        boxes = np.stack([part.bounds for part in self.parts])
        return boxes[:, 0], boxes[:, 1]

    def _distances(self, points: Floats) -> Iterator[Floats]:
        return (part.distance(points) for part in self.parts)


class Union(_Combined):
    """What lies in any of the parts."""

    @property
    def bounds(self) -> Floats:
        """Box around all parts."""
        low, high = self._corners()
        return np.stack([low.min(axis=0), high.max(axis=0)])

    def distance(self, points: Floats) -> Floats:
        """Smallest distance of the parts."""
        return reduce(np.minimum, self._distances(points))


class Intersection(_Combined):
    """What lies in all of the parts."""

    @property
    def bounds(self) -> Floats:
        """Box common to all parts."""
        low, high = self._corners()
        return np.stack([low.max(axis=0), high.min(axis=0)])

    def distance(self, points: Floats) -> Floats:
        """Largest distance of the parts."""
        return reduce(np.maximum, self._distances(points))


@dataclass(frozen=True, eq=False)
class Placed:
    """A solid moved so that `origin` comes to lie at 0, then mirrored at x = 0 if `mirrored`."""

    solid: Solid
    origin: Floats
    mirrored: bool = False

    @property
    def bounds(self) -> Floats:
        """Box around the moved solid."""
        low, high = self.solid.bounds - self.origin
        if self.mirrored:
            low[0], high[0] = -high[0], -low[0]
        return np.stack([low, high])

    @property
    def stretch(self) -> float:
        """Stretch of the solid."""
        return self.solid.stretch

    def distance(self, points: Floats) -> Floats:
        """Signed distance of the solid at the points moved back."""
        sign = np.array([-1.0 if self.mirrored else 1.0, 1.0, 1.0])
        return self.solid.distance(points * sign + self.origin)
