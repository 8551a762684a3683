"""Solids as signed distances: metres, negative inside, smooth and of unit slope near their surface.

Every solid is a frozen noun with three members: `distance(points)` for points (n, 3) in metres; `bounds`, the
corners (2, 3) of a box that holds it (infinite where it has no end); and `stretch`, by which factor the
distance may overstate the true one far from the surface (1 where it is exact): who accepts or rejects cells
by distance must know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Ellipsoid", "HalfSpace", "Intersection", "Painted", "Placed", "Solid", "Union"]

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
        """First-order signed distance g (g - 1) / |q| with g the gauge."""
        local = (points - self.centre) @ self.frame.T / self.semi_axes
        gauge = np.sqrt((local**2).sum(axis=1))
        slope = np.sqrt(((local / self.semi_axes) ** 2).sum(axis=1))
        tiny = gauge < 1e-9
        found: Floats = gauge * (gauge - 1.0) / np.where(tiny, 1.0, slope)
        return np.where(tiny, -self.semi_axes.min(), found)


@dataclass(frozen=True, eq=False)
class Union:
    """What lies in any of the parts."""

    parts: tuple[Solid, ...]

    @property
    def bounds(self) -> Floats:
        """Box around all parts."""
        boxes = np.stack([part.bounds for part in self.parts])
        return np.stack([boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)])

    @property
    def stretch(self) -> float:
        """The worst of the parts."""
        return max(part.stretch for part in self.parts)

    def distance(self, points: Floats) -> Floats:
        """Smallest distance of the parts."""
        found = self.parts[0].distance(points)
        for part in self.parts[1:]:
            found = np.minimum(found, part.distance(points))
        return found


@dataclass(frozen=True, eq=False)
class Intersection:
    """What lies in all of the parts."""

    parts: tuple[Solid, ...]

    @property
    def bounds(self) -> Floats:
        """Box common to all parts."""
        boxes = np.stack([part.bounds for part in self.parts])
        return np.stack([boxes[:, 0].max(axis=0), boxes[:, 1].min(axis=0)])

    @property
    def stretch(self) -> float:
        """The worst of the parts."""
        return max(part.stretch for part in self.parts)

    def distance(self, points: Floats) -> Floats:
        """Largest distance of the parts."""
        found = self.parts[0].distance(points)
        for part in self.parts[1:]:
            found = np.maximum(found, part.distance(points))
        return found


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
