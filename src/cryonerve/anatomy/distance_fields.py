"""A smooth surface through voxels: the signed distance of a mask, right to a small part of a voxel.

A mask averaged over a Gaussian of width s crosses 1/2 where the surface is; a plane at signed distance d
gives Phi(-d / s_n), with s_n the width along its normal, so that d = -s_n Phi^-1(mean) near it. Farther away
the distance is that of the tangent plane at the nearest place close to the surface. Averaging draws a curved
surface in by s^2 / 2 times the sum of its curvatures, which is given back; what then still lacks of the
mask's volume is given by an even shift.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["DistanceField", "held", "surface_of"]

Floats = NDArray[np.float64]
COARSE = 1.5e-3  # m; voxels finer than this are averaged first, for a surface is smooth
WIDTH = 1.1  # of a cell, standard deviation of the Gaussian
NEAR = 1.3  # widths from the surface within which the mean tells the distance


@dataclass(frozen=True, eq=False)
class DistanceField:
    """A solid by its signed distance at the points of a grid, linear between them; beyond, the nearest holds.

    Attributes
    ----------
    values : (i, j, k) m, negative inside. origin, spacing : (3,) m of the first point and between points.
    """

    values: Floats
    origin: Floats
    spacing: Floats

    @cached_property
    def _last(self) -> Floats:
        return np.array(self.values.shape, float) - 1.0

    def distance(self, points: Floats) -> Floats:
        """Signed distance of points (n, 3), m."""
        from scipy.ndimage import map_coordinates  # noqa: PLC0415 -- used here only

        index = np.clip((points - self.origin) / self.spacing, 0.0, self._last)
        return np.asarray(map_coordinates(self.values, index.T, order=1, mode="nearest"), float)


def surface_of(
    mask: NDArray[np.bool_], origin: Floats, spacing: Floats, *, first: tuple[int, int, int] = (0, 0, 0)
) -> DistanceField | None:
    """The surface of a mask as a solid; None where the mask has no surface.

    The mask goes on beyond its grid as it ends there: a cut is no surface.

    Parameters
    ----------
    mask : (i, j, k) inside. origin, spacing : (3,) m of the first voxel's centre and between voxels.
    first : numbers of the mask's first voxel in its scan, so that any crop averages the same voxels.

    Examples
    --------
    >>> mask = np.arange(40)[:, None, None] * np.ones((1, 4, 4)) < 10.5  # 1 mm voxels: a plane at 10.5 mm
    >>> solid = surface_of(mask, np.zeros(3), np.full(3, 1e-3))
    >>> (10.5e-3 + solid.distance(np.array([[10.5e-3, 2e-3, 2e-3], [5e-3, 2e-3, 2e-3]]))).round(4).tolist()
    [0.0105, 0.005]
    """
    from scipy.ndimage import distance_transform_edt, gaussian_filter  # noqa: PLC0415 -- used here only
    from scipy.special import ndtri  # noqa: PLC0415

    if mask.all() or not mask.any():
        return None
    cells, start, step = _averaged(mask, origin, spacing, first)
    mean = gaussian_filter(cells, WIDTH, mode="nearest")
    slope = np.stack(_gradient(mean, step), axis=-1)
    length = np.linalg.norm(slope, axis=-1, keepdims=True)
    normal = -slope / np.maximum(length, 1e-12)
    # a mask sampled at voxels, or averaged over them, is as wide again as a voxel
    width = np.sqrt(((normal * step) ** 2).sum(axis=-1) * (WIDTH**2 + 1.0 / 12.0))
    score = -ndtri(np.clip(mean, 1e-4, 1.0 - 1e-4))
    distance = width * score
    near = (np.abs(score) < NEAR) & (length[..., 0] > 0.0)
    if not near.any():
        return None
    index = distance_transform_edt(~near, sampling=step, return_distances=False, return_indices=True)
    there = tuple(index)
    away = (
        np.stack([one - two for one, two in zip(np.indices(mean.shape), there, strict=True)], axis=-1) * step
    )
    plane = distance[there] + (normal[there] * away).sum(axis=-1)
    sign = np.where(mean > 0.5, -1.0, 1.0)
    far = sign * np.maximum(sign * plane, NEAR * width.min())
    values = gaussian_filter(np.where(near, distance, far), 0.7, mode="nearest")
    # averaging draws a surface in by half its variance times its curvature
    variance = float((step**2).mean()) * (WIDTH**2 + 1.0 / 12.0)
    values -= 0.5 * variance * _curvature(values, step)
    values -= _level(values, step, float(cells.sum()))
    return DistanceField(np.ascontiguousarray(values), start, step)


def held(values: Floats, step: Floats, level: float) -> float:
    """Cells' worth of volume where a field is less than `level`."""
    slope = np.sqrt(sum((one * h) ** 2 for one, h in zip(_gradient(values, step), step, strict=True)))
    return float(np.clip(0.5 - (values - level) / np.maximum(slope, 1e-9), 0.0, 1.0).sum())


def _level(values: Floats, step: Floats, volume: float) -> float:
    """The level, m, below which a field holds a volume of so many cells; within a quarter of a cell."""
    low, high = -0.25 * float(step.min()), 0.25 * float(step.min())
    for _ in range(16):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if held(values, step, middle) < volume else (low, middle)
    return 0.5 * (low + high)


def _curvature(values: Floats, step: Floats) -> Floats:
    """Sum of the surface's two curvatures, 1/m, as far as the grid can tell it."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415 -- used here only

    smooth = gaussian_filter(values, 1.5, mode="nearest")
    total = sum(
        np.gradient(one, float(step[axis]), axis=axis)
        for axis, one in enumerate(_gradient(smooth, step))
        if values.shape[axis] > 1
    )
    most = 0.3 / float(step.max())
    return np.asarray(np.clip(total, -most, most))


def _averaged(
    mask: NDArray[np.bool_], origin: Floats, spacing: Floats, first: tuple[int, int, int]
) -> tuple[Floats, Floats, Floats]:
    """Means over blocks of fine voxels, the first block's centre, and the blocks' spacing."""
    factor = np.maximum(1, np.floor(COARSE / spacing + 1e-9).astype(int))
    before = np.array(first) % factor
    after = -(np.array(mask.shape) + before) % factor
    blocks = np.pad(mask, list(zip(before.tolist(), after.tolist(), strict=True)), mode="edge").astype(
        np.float32
    )
    for axis in range(3):
        shape = list(blocks.shape)
        shape[axis : axis + 1] = [shape[axis] // factor[axis], int(factor[axis])]
        blocks = blocks.reshape(shape).mean(axis=axis + 1)
    return blocks.astype(float), origin + (0.5 * (factor - 1) - before) * spacing, factor * spacing


def _gradient(mean: Floats, step: Floats) -> list[Floats]:
    """Slopes along the axes; 0 along one of a single cell."""
    return [
        np.gradient(mean, float(step[axis]), axis=axis) if mean.shape[axis] > 1 else np.zeros(mean.shape)
        for axis in range(3)
    ]
