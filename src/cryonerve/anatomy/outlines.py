"""Solids of a limb: its outline with a rounded end, bones with a polygonal cross-section, bowed sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.solids import EVERYWHERE, first_order

__all__ = ["BowedSheet", "LimbOutline", "Prism", "ellipse_axes"]

Floats = NDArray[np.float64]


def ellipse_axes(circumference: float, ratio: float) -> tuple[float, float]:
    """Semi-axes of an ellipse with a given circumference; `ratio` second over first.

    >>> [round(axis, 4) for axis in ellipse_axes(2 * np.pi, 1.0)]
    [1.0, 1.0]
    """
    angle = np.linspace(0.0, 2.0 * np.pi, 721)
    around = np.hypot(np.diff(np.cos(angle)), np.diff(ratio * np.sin(angle))).sum()
    first = circumference / float(around)
    return first, first * ratio


@dataclass(frozen=True, eq=False)
class LimbOutline:
    """A tapered tube along z with an elliptical cross-section, closed at its distal end by half an ellipsoid.

    Attributes
    ----------
    centre : (2,) x and y of the axis, m.
    semi_axes : (2,) half width and half height of the cross-section at z = 0, m.
    taper : growth of the semi-axes along z, 1/m.
    cap_start : z at which the rounding of the end begins; -inf for a limb that goes on.
    cap_height : length of the rounding, m.
    depth : how far this surface lies below the skin's surface, m.
    """

    centre: Floats
    semi_axes: Floats
    taper: float
    cap_start: float = -np.inf
    cap_height: float = 1.0
    depth: float = 0.0

    def below(self, depth: float) -> LimbOutline:
        """The surface that lies `depth` further in."""
        return replace(self, depth=self.depth + depth)

    def axes_at(self, z: Floats | float) -> Floats:
        """Semi-axes (..., 2) of the cross-section at z, without the rounding of the end."""
        growth = np.asarray(1.0 + self.taper * np.asarray(z))[..., None]
        axes: Floats = self.semi_axes * growth - self.depth
        return axes

    @cached_property
    def bounds(self) -> Floats:
        """Endless upwards and sideways; from below it begins with the rounding of its end."""
        low, high = EVERYWHERE.copy()
        if np.isfinite(self.cap_start):
            low[2] = self.cap_start - self.cap_height + self.depth
        return np.stack([low, high])

    @property
    def stretch(self) -> float:
        """Longest over shortest half width."""
        axes = self.semi_axes - self.depth
        if np.isfinite(self.cap_start):
            axes = np.append(axes, self.cap_height - self.depth)
        return float(axes.max() / max(float(axes.min()), 0.1 * float(axes.max())))

    def distance(self, points: Floats) -> Floats:
        """First-order signed distance, smooth, of unit slope at the surface."""
        # Columns instead of (n, 2) arrays: this is called for millions of points.
        z = points[:, 2]
        growth = 1.0 + self.taper * z
        wide = np.maximum(self.semi_axes[0] * growth - self.depth, 1e-4)
        high = np.maximum(self.semi_axes[1] * growth - self.depth, 1e-4)
        aside = ((points[:, 0] - self.centre[0]) / wide) ** 2
        front = ((points[:, 1] - self.centre[1]) / high) ** 2
        square = aside + front
        # Slope along z: of the taper (the axes grow) and of the cap.
        along = -self.taper * (aside / wide * self.semi_axes[0] + front / high * self.semi_axes[1])
        if np.isfinite(self.cap_start):
            height = max(self.cap_height - self.depth, 1e-4)
            below = np.maximum(self.cap_start - z, 0.0) / height
            square += below**2
            along -= below / height
        gauge = np.sqrt(square)
        slope = np.sqrt(aside / wide**2 + front / high**2 + along**2)
        return first_order(gauge, slope, np.minimum(wide, high))


@dataclass(frozen=True, eq=False)
class Prism:
    """A bone: a rounded convex polygon in the cross-section, tapered along z.

    Attributes
    ----------
    corners : (n, 2) anticlockwise corners at z = 0 relative to `centre`, before rounding, m.
    rounding : radius of the corners, m.
    taper : growth along z, 1/m.
    inset : how far this surface lies inside the bone's surface (the marrow cavity), m.
    """

    centre: Floats
    corners: Floats
    rounding: float
    taper: float = 0.0
    inset: float = 0.0

    @property
    def bounds(self) -> Floats:
        """Endless along z; sideways with room for the taper within 0.15 m of the origin."""
        reach = 1.0 + 0.15 * abs(self.taper)
        low, high = EVERYWHERE.copy()
        low[:2] = self.centre + self.corners.min(axis=0) * reach - self.rounding
        high[:2] = self.centre + self.corners.max(axis=0) * reach + self.rounding
        return np.stack([low, high])

    @property
    def stretch(self) -> float:
        """Exact but for the taper."""
        return 1.0

    def distance(self, points: Floats) -> Floats:
        """Signed distance, exact but for the taper."""
        scale = 1.0 + self.taper * points[:, 2]
        flat = (points[:, :2] - self.centre) / scale[:, None]
        return (_polygon_distance(flat, self.corners) - self.rounding) * scale + self.inset


def _polygon_distance(flat: Floats, corners: Floats) -> Floats:
    """Exact signed distance of points (n, 2) to a convex, anticlockwise polygon."""
    nearest = np.full(len(flat), np.inf)
    deepest = np.full(len(flat), -np.inf)
    for start, stop in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        side = stop - start
        length = float(np.hypot(*side))
        past = flat - start
        along = np.clip(past @ side / length**2, 0.0, 1.0)
        nearest = np.minimum(nearest, ((past - along[:, None] * side) ** 2).sum(axis=1))
        deepest = np.maximum(deepest, past @ np.array([side[1], -side[0]]) / length)
    return np.where(deepest < 0.0, deepest, np.sqrt(nearest))


@dataclass(frozen=True, eq=False)
class BowedSheet:
    """Everything behind (`behind` True, towards -y) or in front of a sheet y = low + bow (x - middle)^2.

    Attributes
    ----------
    line : (n, 3) the deepest line of the sheet by increasing z, m; level beyond its ends.
    bow : curvature coefficient, 1/m.
    gap : half the thickness kept free along the sheet, m.
    """

    line: Floats
    bow: float
    behind: bool
    gap: float = 0.0

    @property
    def bounds(self) -> Floats:
        """Endless."""
        return EVERYWHERE

    @property
    def stretch(self) -> float:
        """Nearly exact within the radius at which the sheet bends."""
        return 1.1

    def distance(self, points: Floats) -> Floats:
        """First-order signed distance."""
        middle, low = (np.interp(points[:, 2], self.line[:, 2], self.line[:, a]) for a in (0, 1))
        aside = points[:, 0] - middle
        above = points[:, 1] - low - self.bow * aside**2
        distance: Floats = above / np.sqrt(1.0 + (2.0 * self.bow * aside) ** 2)
        return (distance if self.behind else -distance) + self.gap
