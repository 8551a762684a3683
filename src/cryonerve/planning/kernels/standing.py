"""Loops over many places of probes: pushed out of a nerve until each has its gap, and what bars their way."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from cryonerve.bioheat.probe_boundary import distance_to

__all__ = ["labels_passed", "least_distance", "least_to_rings", "stand"]


@njit(cache=True, error_model="numpy", nogil=True)
def least_distance(points: Any, tip: Any, axis: Any, radius: Any) -> Any:
    """Least signed distance (m) of points (n, 3) to a probe with its endless shaft.

    Examples
    --------
    >>> points, up = np.array([[3.0, 0.0, 1.0], [0.0, 0.0, -4.0]]), np.array([0.0, 0.0, 1.0])
    >>> float(least_distance(points, np.zeros(3), up, 1.0))
    2.0
    """
    least = np.inf
    for n in range(points.shape[0]):
        least = min(least, distance_to(points[n, 0], points[n, 1], points[n, 2], tip, axis, radius))
    return least


@njit(cache=True, error_model="numpy", nogil=True)
def least_to_rings(rings: Any, spheres: Any, tip: Any, axis: Any, radius: Any) -> Any:
    """As `least_distance` for points in rings; a ring whose sphere is too far is passed by.

    Parameters
    ----------
    rings : (ring, k, 3) m. spheres : (ring, 4) centre and radius (m) of one around each ring.

    Examples
    --------
    >>> rings = np.array([[[3.0, 0.0, 1.0]], [[0.0, 0.0, -4.0]]])
    >>> spheres = np.array([[3.0, 0.0, 1.0, 0.1], [0.0, 0.0, -4.0, 0.1]])
    >>> float(least_to_rings(rings, spheres, np.zeros(3), np.array([0.0, 0.0, 1.0]), 1.0))
    2.0
    """
    first, least = 0, np.inf
    for s in range(spheres.shape[0]):
        there = distance_to(spheres[s, 0], spheres[s, 1], spheres[s, 2], tip, axis, radius) - spheres[s, 3]
        if there < least:
            first, least = s, there
    least = least_distance(rings[first], tip, axis, radius)
    for s in range(spheres.shape[0]):
        there = distance_to(spheres[s, 0], spheres[s, 1], spheres[s, 2], tip, axis, radius) - spheres[s, 3]
        if there < least:
            least = min(least, least_distance(rings[s], tip, axis, radius))
    return least


@njit(cache=True, error_model="numpy", nogil=True)
def stand(
    rings: Any, spheres: Any, axes: Any, radius: Any, aways: Any, wanted: Any, near: Any, moves: Any,
    tips: Any, gaps: Any,
) -> None:  # fmt: skip
    """Move tips along `aways` until the least distance to the rings is the wanted gap.

    Parameters
    ----------
    rings, spheres : as in `least_to_rings`. axes, aways : (n, 3) unit vectors. wanted : (n,) m.
    near : m that is close enough. moves : at most. tips : (n, 3) m, moved. gaps : (n,) m, written: what is
        there at the end.

    Examples
    --------
    >>> rings, spheres = np.array([[[1.0, 0.0, 0.0]]]), np.array([[1.0, 0.0, 0.0, 0.1]])
    >>> tips, gaps = np.array([[2.0, 0.0, 0.0]]), np.zeros(1)
    >>> up, away = np.array([[0.0, 0.0, 1.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> stand(rings, spheres, up, 0.5, away, np.zeros(1), 1e-9, 9, tips, gaps)
    >>> tips[0, 0].round(6).item(), abs(gaps[0].round(6)).item()
    (1.5, 0.0)
    """
    for n in range(tips.shape[0]):
        gaps[n] = least_to_rings(rings, spheres, tips[n], axes[n], radius)
        for _ in range(moves):
            lacking = wanted[n] - gaps[n]
            if abs(lacking) < near:
                break
            for k in range(3):
                tips[n, k] += lacking * aways[n, k]
            gaps[n] = least_to_rings(rings, spheres, tips[n], axes[n], radius)


@njit(cache=True, error_model="numpy", nogil=True)
def labels_passed(labels: Any, barred: Any, inverse: Any, tip: Any, axis: Any, step: Any, count: Any) -> Any:
    """Steps along a shaft until it is out of the body, those of them that are barred, and whether it left.

    Parameters
    ----------
    labels : (i, j, k), 0 outside of the body. barred : (label,) bool. inverse : (4, 4) m -> index.
    step : m between the points that are looked at. count : of them.

    Returns
    -------
    steps inside the body (`count` where it never leaves), barred ones of them, whether it left to a voxel of
    the volume and not through the volume's face.

    Examples
    --------
    >>> labels = np.zeros((1, 1, 4), np.int16)
    >>> labels[0, 0, :3] = [2, 1, 1]
    >>> up = np.array([0.0, 0.0, 1.0])
    >>> labels_passed(labels, np.array([False, False, True]), np.eye(4), np.zeros(3), up, 1.0, 9)
    (3, 1, True)
    """
    met = 0
    for n in range(count):
        x, y, z = tip[0] + n * step * axis[0], tip[1] + n * step * axis[1], tip[2] + n * step * axis[2]
        i = int(np.floor(inverse[0, 0] * x + inverse[0, 1] * y + inverse[0, 2] * z + inverse[0, 3] + 0.5))
        j = int(np.floor(inverse[1, 0] * x + inverse[1, 1] * y + inverse[1, 2] * z + inverse[1, 3] + 0.5))
        k = int(np.floor(inverse[2, 0] * x + inverse[2, 1] * y + inverse[2, 2] * z + inverse[2, 3] + 0.5))
        if not (0 <= i < labels.shape[0] and 0 <= j < labels.shape[1] and 0 <= k < labels.shape[2]):
            return n, met, False
        if labels[i, j, k] <= 0:
            return n, met, True
        if barred[labels[i, j, k]]:
            met += 1
    return count, met, False
