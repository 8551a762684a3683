"""A canvas of shares: shapes given by distances cover what lies below them, also thinner than a voxel."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.synthetic_pictures import Grid

__all__ = ["Canvas", "tube"]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
PART = 1e-3  # m, parts that a slice is averaged of


class Canvas:
    """Fine places of the pictures, a limb's own coordinates, and what has been painted so far."""

    def __init__(self, grid: Grid, frame: Floats, across: float) -> None:
        self.grid = grid
        self.parts = max(1, ceil(grid.thickness / PART))
        low, count = grid.origin, np.array([*grid.shape[:2], grid.shape[2] * self.parts])
        self.steps = np.array([*grid.spacing[:2], grid.thickness / self.parts])
        start = np.array([low[0] - across, low[1], low[2] - 0.5 * grid.thickness + 0.5 * self.steps[2]])
        axes = [start[a] + np.arange(count[a]) * self.steps[a] for a in range(3)]
        x, y, z = np.meshgrid(*(axis.astype(np.float32) for axis in axes), indexing="ij", sparse=True)
        self.x: Pictures
        self.y: Pictures
        self.z: Pictures
        self.x, self.y, self.z = (
            np.asarray(row[0] * x + row[1] * y + row[2] * z, np.float32) for row in frame
        )
        self.shares: dict[str, Pictures] = {"air": np.ones(self.x.shape, np.float32)}

    def true_distance(self, shape: Pictures) -> Pictures:
        """A shape's values divided by their slope: near its surface the distance from it, m."""
        slope = np.zeros(shape.shape, np.float32)
        for axis in range(3):
            slope += np.square(np.gradient(shape, np.float32(self.steps[axis]), axis=axis))
        found: Pictures = shape / np.maximum(np.sqrt(slope), np.float32(0.2))
        return found

    def share_below(self, distance: Pictures) -> Pictures:
        """Share of each fine voxel that lies at a negative distance, m, from a surface that is flat there."""
        share = 0.5 - distance / np.float32(self.steps.mean())
        return np.asarray(np.clip(share, 0.0, 1.0), np.float32)

    def share_inside(self, shape: Pictures) -> Pictures:
        """Share of each fine voxel that lies inside of a shape."""
        return self.share_below(self.true_distance(shape))

    def paint(self, name: str, share: Pictures, *, only: tuple[str, ...] = ()) -> Pictures:
        """Cover what is there by a share of each voxel, `only` what has these names; returns that."""
        covered = np.zeros(share.shape, np.float32)
        for below in [key for key in self.shares if not only or key in only]:
            part = self.shares[below] * share
            self.shares[below] -= part
            covered += part
        new = covered if only else share
        self.shares[name] = self.shares.get(name, 0.0) + new
        return new

    def paint_shell(self, outer: Pictures, inner: Pictures, names: tuple[str, str]) -> None:
        """A body whose shell has one name and whose inside another."""
        self.paint(names[0], outer)
        inner = np.minimum(inner, outer)
        self.shares[names[0]] -= inner
        self.shares[names[1]] = self.shares.get(names[1], 0.0) + inner

    def pictures(self) -> dict[str, Pictures]:
        """Shares of the voxels: the mean over the parts of each slice."""
        shape = (*self.grid.shape, self.parts)
        return {
            name: np.clip(share.reshape(shape).mean(axis=3), 0.0, 1.0, dtype=np.float32)
            for name, share in self.shares.items()
            if name != "air"
        }


def tube(canvas: Canvas, heights: Floats, rows: Floats, *, lobes: float = 0.0) -> Pictures:
    """Negative inside of a column of ellipses whose middles and half axes change with height.

    Parameters
    ----------
    heights : (n,) m, rising. rows : (4, n) m: middle along x and y, half axis along x and y.
    lobes : by what share the outline bulges at three corners.

    Values are near to distances in m at the surface; the canvas puts the slope right.
    """
    at = canvas.z.astype(float)
    x, y, a, b = (np.interp(at, heights, row).astype(np.float32) for row in rows)
    across, along = (canvas.x - x) / a, (canvas.y - y) / b
    radius = np.sqrt(across**2 + along**2)
    limit = np.float32(1.0)
    if lobes:
        limit = (1.0 + np.float32(lobes) * np.sin(3.0 * np.arctan2(along, across) + np.float32(3.14))).astype(
            np.float32
        )
    found: Pictures = (radius - limit) * np.sqrt(a * b)
    return found
