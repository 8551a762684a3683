"""Curves with a cross-section: even stations, frames that do not twist, tubes around them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cryonerve.anatomy.solids import first_order
from cryonerve.scans.polylines import arc_length

__all__ = ["STATION", "Tube", "arc_length", "curvature", "frames", "resample"]

Floats = NDArray[np.float64]
STATION = 0.5e-3  # m between stations of a nerve
BEND = 1.5e-3  # m to either side over which a bend is measured; shorter ones are steps of voxels


def resample(points: Floats, spacing: float = STATION) -> Floats:
    """The same curve with stations evenly spaced, as near to `spacing` as divides its length."""
    arc = arc_length(points)
    count = max(2, round(arc[-1] / spacing) + 1)
    even = np.linspace(0.0, arc[-1], count)
    return np.stack([np.interp(even, arc, points[:, a]) for a in range(3)], axis=1)


def frames(points: Floats, first: Floats | None = None) -> Floats:
    """Two unit vectors (n, 2, 3) across the curve at each station, right-handed with the tangent.

    The first vector starts as near to `first` (default x) as the cross-section allows and is carried along
    without twist.
    """
    tangent = np.gradient(points, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    across = np.empty((len(points), 2, 3))
    carried = np.array([1.0, 0.0, 0.0]) if first is None else np.asarray(first, dtype=float)
    if abs(carried @ tangent[0]) > 0.95 * np.linalg.norm(carried):
        carried = np.eye(3)[np.abs(tangent[0]).argmin()]
    for k, along in enumerate(tangent):
        carried = carried - (carried @ along) * along
        carried = carried / np.sqrt(carried @ carried)
        across[k, 0] = carried
    across[:, 1] = np.cross(tangent, across[:, 0])
    return across


def curvature(points: Floats, arc: Floats, reach: float = BEND) -> Floats:
    """Curvature of a curve at each station, 1/m: one over the radius of the circle through three points.

    Parameters
    ----------
    points : (n, 3) m; arc : (n,) m.
    reach : how far before and after a station the other two points lie, m; the ends take their neighbours'.

    Examples
    --------
    >>> angle = np.linspace(0.0, 1.0, 41)
    >>> ring = 20e-3 * np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    >>> curvature(ring, arc_length(ring)).round(1)[::20].tolist()
    [50.0, 50.0, 50.0]
    """
    if len(points) < 3:
        return np.zeros(len(points))
    reach = min(reach, 0.5 * float(arc[-1] - arc[0]))
    middle = np.clip(arc, arc[0] + reach, arc[-1] - reach)

    def at(places: Floats) -> Floats:
        return np.stack([np.interp(places, arc, points[:, a]) for a in range(3)], axis=1)

    before, here, after = at(middle - reach), at(middle), at(middle + reach)
    sides = [np.linalg.norm(b - a, axis=1) for a, b in ((before, here), (here, after), (before, after))]
    twice_area = np.linalg.norm(np.cross(here - before, after - here), axis=1)
    return np.asarray(2.0 * twice_area / np.maximum(np.prod(sides, axis=0), 1e-30))


@dataclass(frozen=True, eq=False)
class Tube:
    """A tube around a curve, circular or elliptical, with rounded ends.

    Attributes
    ----------
    points : (n, 3) centre line, m.
    semi_axes : (n, 2) half width and half height along `across`, m; equal for a round tube.
    across : (n, 2, 3) unit vectors of the cross-section; None for a round tube.
    """

    points: Floats
    semi_axes: Floats
    across: Floats | None = None

    @cached_property
    def bounds(self) -> Floats:
        """Box around the tube."""
        reach = self.semi_axes.max()
        return np.stack([self.points.min(axis=0) - reach, self.points.max(axis=0) + reach])

    @cached_property
    def stretch(self) -> float:
        """Width over height where the tube is flattest."""
        if self.across is None:
            return 1.0
        return float((self.semi_axes.max(axis=1) / self.semi_axes.min(axis=1)).max())

    @cached_property
    def _tree(self) -> Any:  # noqa: ANN401 -- scipy carries no types
        return cKDTree(self.points)

    def distance(self, points: Floats) -> Floats:
        """Signed distance: exact for round tubes of constant radius, first order otherwise."""
        station, foot = self._foot(points)
        axes = self._between(self.semi_axes, station)
        offset = points - foot
        if self.across is None:
            found: Floats = np.sqrt((offset**2).sum(axis=1)) - axes[:, 0]
            return found
        across = self._between(self.across, station)
        local = np.einsum("nad,nd->na", across, offset)
        # Beyond the ends the offset has a part along the curve, which closes the tube with a round cap.
        along = np.sqrt(np.maximum((offset**2).sum(axis=1) - (local**2).sum(axis=1), 0.0))
        local = np.concatenate([local, along[:, None]], axis=1)
        axes = np.concatenate([axes, axes.min(axis=1, keepdims=True)], axis=1)
        gauge = np.sqrt(((local / axes) ** 2).sum(axis=1))
        slope = np.sqrt(((local / axes**2) ** 2).sum(axis=1))
        return first_order(gauge, slope, axes.min(axis=1))

    def outline(self, angles: int) -> Floats:
        """Points (n, angle, 3) around the tube at each station, from the first vector of `across` on."""
        if self.across is None:
            raise ValueError("a round tube without vectors across has no first angle")
        angle = 2.0 * np.pi * np.arange(angles) / angles
        offsets = self.semi_axes[:, None, :] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return np.asarray(self.points[:, None, :] + offsets @ self.across)

    def at(self, station: Floats) -> Tube:
        """The tube through fractional stations (m,) of this one."""
        across = None if self.across is None else self._between(self.across, station)
        return Tube(self._between(self.points, station), self._between(self.semi_axes, station), across)

    def _foot(self, points: Floats) -> tuple[Floats, Floats]:
        """Fractional station and place of the nearest point of the curve."""
        nearest = self._tree.query(points)[1]
        best = np.full(len(points), np.inf)
        station, foot = np.zeros(len(points)), np.zeros((len(points), 3))
        for begin in (np.maximum(nearest - 1, 0), np.minimum(nearest, len(self.points) - 2)):
            start = self.points[begin]
            side = self.points[begin + 1] - start
            along = np.clip(((points - start) * side).sum(axis=1) / (side**2).sum(axis=1), 0.0, 1.0)
            there = start + along[:, None] * side
            square = ((points - there) ** 2).sum(axis=1)
            closer = square < best
            best = np.where(closer, square, best)
            station = np.where(closer, begin + along, station)
            foot = np.where(closer[:, None], there, foot)
        return station, foot

    def _between(self, values: Floats, station: Floats) -> Floats:
        """Values at fractional stations."""
        low = np.minimum(station.astype(np.intp), len(values) - 2)
        share = (station - low).reshape(-1, *([1] * (values.ndim - 1)))
        mixed: Floats = values[low] * (1.0 - share) + values[low + 1] * share
        return mixed
