"""Where an isotherm lies in space: points on it, and how far it is from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.result import Freezing

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

__all__ = ["Surface", "coldest_surface", "surface_points"]

Floats = NDArray[np.float64]
Field = NDArray[np.floating[Any]]


def surface_points(freezing: Freezing, field: Field, level: float) -> tuple[Floats, Floats]:
    """Points where `field` passes `level` between neighbouring cells of tissue, and the normals there.

    Parameters
    ----------
    freezing : gives the grid; cells without tissue or with an unknown value take no part.
    field : (i, j, k) values at the cells.
    level : the value that bounds the surface.

    Returns
    -------
    points : (n, 3) m, interpolated linearly between cell centres.
    normals : (n, 3) unit vectors along the steepest change; NaN where a neighbour is unknown.
    """
    centres = freezing.centres
    known = np.where((freezing.tissue_volume > 0) & np.isfinite(field), field, np.nan).astype(float)
    points, normals = [np.empty((0, 3))], [np.empty((0, 3))]
    with np.errstate(invalid="ignore"):
        slopes = [
            np.gradient(known, along, axis=axis) if along.size > 1 else np.zeros_like(known)
            for axis, along in enumerate(centres)
        ]
        for axis in range(3):
            low = tuple(slice(None, -1) if side == axis else slice(None) for side in range(3))
            high = tuple(slice(1, None) if side == axis else slice(None) for side in range(3))
            first, second = known[low], known[high]
            spots = np.nonzero((first < level) != (second < level))
            usable = np.isfinite(first[spots]) & np.isfinite(second[spots])
            spots = tuple(index[usable] for index in spots)
            share = (level - first[spots]) / (second[spots] - first[spots])
            where = np.stack([along[index] for along, index in zip(centres, spots, strict=True)], axis=1)
            step = np.diff(centres[axis])[spots[axis]]
            where[:, axis] += share * step
            slope = np.stack(
                [(1 - share) * part[low][spots] + share * part[high][spots] for part in slopes], axis=1
            )
            points.append(where)
            normals.append(slope / np.linalg.norm(slope, axis=1, keepdims=True))
    return np.concatenate(points), np.concatenate(normals)


@dataclass(frozen=True, eq=False)
class Surface:
    """Where the coldest temperature was `level`: points (n, 3) in m and unit normals there.

    Where nothing got as cold, the centre of the coldest cell alone: the surface would start there.
    """

    level: float
    points: Floats
    normals: Floats

    @cached_property
    def tree(self) -> cKDTree:
        """Finds the nearest of the points."""
        from scipy.spatial import cKDTree  # noqa: PLC0415 - only where something is missing

        return cKDTree(self.points)

    def distance(self, points: Floats) -> Floats:
        """Shortest distance (n,) of points (n, 3) to the surface, m, not negative.

        The nearest point of the surface is known to within half a cell; its tangent plane gives the distance.
        """
        straight, nearest = self.tree.query(points)
        plane = np.abs(((points - self.points[nearest]) * self.normals[nearest]).sum(axis=1))
        return np.asarray(np.where(np.isfinite(plane), np.minimum(plane, straight), straight), float)


def coldest_surface(freezing: Freezing, level: float) -> Surface:
    """The surface where the coldest temperature of the whole run was `level` (degC)."""
    points, normals = surface_points(freezing, freezing.nadir, level)
    if not len(points):
        return Surface(level, _coldest_cell(freezing), np.full((1, 3), np.nan))
    return Surface(level, points, normals)


def _coldest_cell(freezing: Freezing) -> Floats:
    """(1, 3) centre of the coldest cell of tissue."""
    known = np.where((freezing.tissue_volume > 0) & np.isfinite(freezing.nadir), freezing.nadir, np.inf)
    index = np.unravel_index(int(known.argmin()), known.shape)
    return np.array([[along[number] for along, number in zip(freezing.centres, index, strict=True)]])
