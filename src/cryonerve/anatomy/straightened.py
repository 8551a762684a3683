"""A scan seen along a course: one picture across it at each station, as if the course were straight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.tracing_rules import barred_at
from cryonerve.scans.labels import Labels
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import directions_across

__all__ = ["Straightened", "straighten"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Straightened:
    """Pictures across a course.

    Attributes
    ----------
    line : (s, 3) m, the course. across : (s, 2, 3) directions of the pictures.
    offsets : (n,) m of the pixels' centres from the course, the same in both directions.
    values : (s, n, n) what the scan shows. barred : (s, n, n) outside of the scan, in bone or air.
    """

    line: Floats
    across: Floats
    offsets: Floats
    values: Floats
    barred: NDArray[np.bool_]

    @property
    def pixel(self) -> float:
        """Width of a pixel, m."""
        return float(self.offsets[1] - self.offsets[0])

    @property
    def step(self) -> float:
        """Between stations, m."""
        return float(np.linalg.norm(np.diff(self.line, axis=0), axis=1).mean())

    @property
    def away(self) -> Floats:
        """(n, n) distance of the pixels from the course, m."""
        return np.hypot(self.offsets[:, None], self.offsets[None, :])


def straighten(
    scan: Scan, line: Floats, *, reach: float, pixel: float, labels: Labels | None
) -> Straightened:
    """Pictures of a scan across a course (s, 3), m.

    Parameters
    ----------
    reach : m to either side that the pictures show. pixel : m.
    labels : of the scan; bone and what is outside of the body are marked.
    """
    count = int(np.ceil(reach / pixel))
    offsets = pixel * np.arange(-count, count + 1)
    across = directions_across(line)
    aside = offsets[None, :, None, None] * across[:, None, None, 0]
    above = offsets[None, None, :, None] * across[:, None, None, 1]
    places = line[:, None, None] + aside + above
    index = (places - scan.origin) / scan.spacing
    values = _interpolated(scan, index)
    unknown = ~np.isfinite(values)
    values[unknown] = float(np.median(values[~unknown])) if not unknown.all() else 0.0
    outside = unknown | ((index < -0.5) | (index > np.array(scan.values.shape) - 0.5)).any(axis=-1)
    if labels is not None:
        outside |= barred_at(labels, places)
    return Straightened(line, across, np.asarray(offsets, float), values, np.asarray(outside))


def _interpolated(scan: Scan, index: Floats) -> Floats:
    """Linear between voxels; beyond the outermost ones as they are. Only the part that is needed is read."""
    from scipy.ndimage import map_coordinates  # noqa: PLC0415 -- used here only

    size = np.array(scan.values.shape)
    low = np.clip(np.floor(index.reshape(-1, 3).min(axis=0)).astype(int) - 1, 0, size - 1)
    high = np.clip(np.ceil(index.reshape(-1, 3).max(axis=0)).astype(int) + 2, 1, size)
    part = np.asarray(scan.values[tuple(slice(a, b) for a, b in zip(low, high, strict=True))], np.float32)
    found = map_coordinates(part, np.moveaxis(index - low, -1, 0), order=1, mode="nearest")
    return np.asarray(found, float)
