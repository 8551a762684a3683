"""How far two results' isotherms are from each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cryonerve.bioheat.preview_limits import COMPARED, LEVELS
from cryonerve.bioheat.previewing import Glimpse
from cryonerve.bioheat.result import Freezing

__all__ = ["isotherm_points", "surface_distances"]

Floats = NDArray[np.float64]

FINER = 3  # parts of each edge of a triangle: points a sixth of a millimetre apart on cells of half of one
NO_TISSUE = 60.0  # degC; air takes no part


def surface_distances(glimpse: Glimpse, freezing: Freezing) -> dict[str, Floats]:
    """Distances (m) between the surfaces of a preview and of the full solver's nadir, both ways.

    Returns
    -------
    By surface ("ice", "-20C", "-40C") the way from every vertex of each to the other; empty where either has
    none. The 95th percentile is what `Glimpse.error` states.
    """
    prepared = glimpse.preview
    shown = np.where(prepared.ground.tissue, glimpse.nadir, NO_TISSUE)
    full = np.where(freezing.labels > 0, freezing.nadir, NO_TISSUE)
    found = {}
    for name, level in zip(COMPARED, (prepared.tables.thermal.curve.liquidus, *LEVELS), strict=True):
        one, many = isotherm_points(shown, prepared.ground.centres, level)
        two, more = isotherm_points(full, freezing.centres, level)
        both = len(one) and len(two)
        ways = [cKDTree(more).query(one)[0], cKDTree(many).query(two)[0]] if both else [np.zeros(0)]
        found[name] = np.concatenate(ways)
    return found


def isotherm_points(
    field: NDArray[np.floating], centres: tuple[Floats, Floats, Floats], level: float
) -> tuple[Floats, Floats]:
    """Vertices (n, 3) of an isotherm of a field at cell centres, m, and points all over its triangles."""
    from skimage.measure import marching_cubes  # noqa: PLC0415  heavy, and only wanted for comparing

    cold = np.argwhere(field < level)
    if not len(cold) or (field < level).all():
        return np.zeros((0, 3)), np.zeros((0, 3))
    low, high = np.maximum(cold.min(axis=0) - 1, 0), cold.max(axis=0) + 2
    around = tuple(slice(start, stop) for start, stop in zip(low, high, strict=True))
    vertices, faces, _, _ = marching_cubes(np.asarray(field[around], np.float32), level)
    places = [
        np.interp(vertices[:, axis], np.arange(len(lines[part])), lines[part])
        for axis, (lines, part) in enumerate(zip(centres, around, strict=True))
    ]
    vertices = np.stack(places, axis=-1)
    steps = [(i, j, FINER - i - j) for i in range(FINER + 1) for j in range(FINER + 1 - i)]
    spread = np.einsum("wc,tcx->twx", np.array(steps) / FINER, vertices[faces])
    return vertices, spread.reshape(-1, 3)
