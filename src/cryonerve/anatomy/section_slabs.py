"""The voxels around a curve, parted into slabs: what cross-sections are fitted to, without interpolation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.blurred_ellipses import point_spread
from cryonerve.anatomy.tracing_rules import barred_at, scanner_blur
from cryonerve.scans.labels import Labels
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import TracedCurve

__all__ = ["Slab", "slabs_along"]

Floats = NDArray[np.float64]
FEWEST = 8  # voxels near the curve that a cross-section is fitted to


@dataclass(frozen=True, eq=False)
class Slab:
    """Voxels between two planes across a curve.

    Attributes
    ----------
    station : m along the curve, of the middle.
    offsets : (n, 2) m from the curve, in its plane across. values : (n,) of the scan.
    blur : (3, 2, 2) m2, of what a voxel shows, in the plane across: the parts of the two axes of a slice
        and of the axis across slices.
    """

    station: float
    offsets: Floats
    values: Floats
    blur: Floats

    def blurred(self, wider: Floats) -> Floats:
        """(2, 2) m2, with the variance along both axes of a slice so many times as large."""
        return np.asarray(wider[0] * self.blur[0] + wider[1] * self.blur[1] + self.blur[2])

    def within(self, reach: float) -> Slab:
        """The part no farther than `reach` from the curve."""
        kept = np.hypot(*self.offsets.T) < reach
        return Slab(self.station, self.offsets[kept], self.values[kept], self.blur)


def slabs_along(
    scan: Scan, curve: TracedCurve, stations: Floats, *, reach: float, labels: Labels | None
) -> tuple[Slab | None, ...]:
    """One slab around every station (m), each as long as stations lie apart; None where it has no voxels.

    Parameters
    ----------
    reach : m from the curve. labels : of the scan; bone and what is outside of the body are left out.
    """
    spread = point_spread(scan, scanner_blur())
    axes = [axis for axis in range(3) if axis != scan.slice_axis] + [scan.slice_axis]
    length = float(np.median(np.diff(stations))) if len(stations) > 1 else curve.length
    found: list[Slab | None] = []
    for station in stations:
        place, across = curve.at(station)
        place, across = place[0], across[0]
        tangent = np.cross(across[0], across[1])
        corner = np.abs(tangent) * 0.5 * length + reach
        low, high = (np.rint((place + sign * corner - scan.origin) / scan.spacing) for sign in (-1.0, 1.0))
        low = np.clip(low.astype(int), 0, np.array(scan.values.shape) - 1)
        high = np.clip(high.astype(int) + 1, 1, scan.values.shape)
        index = np.stack(
            np.meshgrid(*(np.arange(a, b) for a, b in zip(low, high, strict=True)), indexing="ij"), axis=-1
        ).reshape(-1, 3)
        centres = scan.origin + index * scan.spacing
        along = (centres - place) @ tangent
        near = np.abs(along) <= 0.5 * length
        index, centres, along = index[near], centres[near], along[near]
        offsets = (centres - curve.at(station + along)[0]) @ across.T
        close = (np.hypot(*offsets.T) < reach) & (station + along > -1e-9) & (station + along < curve.length)
        if labels is not None:
            close[close] &= ~barred_at(labels, centres[close])
        close[close] &= np.isfinite(scan.values[tuple(index[close].T)])
        middle = close & (np.hypot(*offsets.T) < 0.4 * reach)
        if middle.sum() < FEWEST:
            found.append(None)
            continue
        values = np.asarray(scan.values[tuple(index[close].T)], float)
        blur = np.array([spread[axis] * np.outer(across[:, axis], across[:, axis]) for axis in axes])
        found.append(Slab(float(station), offsets[close], values, blur))
    return tuple(found)
