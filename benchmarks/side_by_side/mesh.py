"""Graded meshes for the peers that take any mesh.

"rings" and "axisymmetric" are what a patient user of a general package would draw for this one probe: rings
around its axis, fine at the wall, growing outwards. No such mesh serves two probes, or one in a grid of
tissues; here it is a favour to the peer. A bore of 0.05 mm along the axis keeps every cell of the rings a
hexahedron. "box" has cells along x, y and z, fine about the probe; a cell belongs to the probe when its
centre does.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RegularGridInterpolator
from scipy.ndimage import distance_transform_edt

from side_by_side.problem import LENGTH, RADIUS, Reading, Task, read, temperature

__all__ = ["axes_of", "middles", "radius_and_height", "reading_of", "stretched"]

Floats = NDArray[np.float64]

BORE = 0.05e-3  # m
REACH = 26e-3  # m beyond the tip in every direction
EIGHT = 0.25 * np.pi * np.arange(8)
FINE = 7.5e-3  # m from the axis up to which cells stay fine


def graded(stops: list[float], spacing: Callable[[Floats], Floats]) -> Floats:
    """Nodes from the first stop to the last with about the wanted local spacing; every stop is a node."""
    nodes = [np.array(stops[:1])]
    for low, high in pairwise(stops):
        fine = np.linspace(low, high, 2001)
        density = 1.0 / spacing(0.5 * (fine[1:] + fine[:-1]))
        count = np.concatenate([[0.0], np.cumsum(density * np.diff(fine))])
        cells = max(1, round(count[-1]))
        nodes.append(np.interp(np.linspace(0.0, count[-1], cells + 1)[1:], count, fine))
    return np.concatenate(nodes)


def radial(spacing: float, bore: float = BORE) -> Floats:
    """Radii of rings, m; `spacing` in mm. The wall is one of them."""
    h = 1e-3 * spacing

    def wanted(r: Floats) -> Floats:
        near = np.minimum(0.4 * h + 0.2 * np.abs(r - RADIUS), h)
        return np.minimum(near + 0.3 * np.maximum(r - FINE, 0.0), 3e-3)

    return graded([bore, RADIUS, REACH], wanted)


def axial(spacing: float) -> Floats:
    """Heights of levels, m, z = 0 at the tip face; ends and middle of the active length are levels."""
    h = 1e-3 * spacing

    def wanted(z: Floats) -> Floats:
        ends = np.minimum(np.abs(z), np.abs(z - LENGTH))
        near = np.minimum(0.5 * h + 0.2 * ends, 1.5 * h)
        beyond = np.maximum(np.maximum(-6e-3 - z, z - LENGTH - 6e-3), 0.0)
        return np.minimum(near + 0.3 * beyond, 3e-3)

    return graded([-REACH, 0.0, 0.5 * LENGTH, LENGTH, LENGTH + REACH], wanted)


def sectors(spacing: float) -> int:
    """Sectors around the axis: the answer does not depend on the angle, so few suffice."""
    return 12 if spacing >= 0.7 else 16 if spacing >= 0.3 else 24


def angles(count: int) -> Floats:
    """Angles of the rays between sectors."""
    return 2.0 * np.pi * np.arange(count) / count


def stretched(rings: Floats, count: int) -> Floats:
    """Rings of vertices whose polygons have the area of the circles."""
    turn = 2.0 * np.pi / count
    return rings * np.sqrt(turn / np.sin(turn))


def across(spacing: float) -> Floats:
    """Nodes along x or y of the box, m; the probe's axis and its wall are among them."""
    h = 1e-3 * spacing

    def wanted(x: Floats) -> Floats:
        r = np.abs(x)
        near = np.minimum(0.4 * h + 0.2 * np.maximum(r - RADIUS, 0.0), h)
        return np.minimum(near + 0.3 * np.maximum(r - FINE, 0.0), 3e-3)

    half = graded([0.0, RADIUS, REACH], wanted)
    return np.concatenate([-half[:0:-1], half])


def axes_of(task: Task) -> tuple[Floats, ...]:
    """Nodes along (r, z), (r, angle, z) or (x, y, z)."""
    levels = axial(task.spacing)
    if task.layout == "axisymmetric":
        return radial(task.spacing, 0.0), levels
    if task.layout == "rings":
        return radial(task.spacing), angles(sectors(task.spacing)), levels
    return across(task.spacing), across(task.spacing), levels


def middles(layout: str, axes: tuple[Floats, ...]) -> tuple[Floats, ...]:
    """Centres of cells along each axis."""
    found = [0.5 * (nodes[1:] + nodes[:-1]) for nodes in axes]
    if layout == "rings":
        found[1] = axes[1] + np.pi / len(axes[1])
    return tuple(found)


def radius_and_height(layout: str, axes: tuple[Floats, ...]) -> tuple[Floats, Floats]:
    """Distance from the probe's axis and height of every point of the tensor grid."""
    where = np.meshgrid(*axes, indexing="ij")
    return (np.hypot(where[0], where[1]) if layout == "box" else where[0]), where[-1]


def reading_of(layout: str, axes: tuple[Floats, ...], theta: Floats, missing: NDArray[np.bool_]) -> Reading:
    """Read potentials at points of the tensor grid, linear between; missing ones take their neighbour's."""
    if missing.any():
        nearest = distance_transform_edt(missing, return_distances=False, return_indices=True)
        theta = theta[tuple(nearest)]
    if layout == "rings":
        axes = (axes[0], np.append(axes[1], axes[1][0] + 2.0 * np.pi), axes[2])
        theta = np.concatenate([theta, theta[:, :1]], axis=1)
    inside = RegularGridInterpolator(axes, theta, bounds_error=False, fill_value=None)

    def degrees(r: Floats, angle: Floats, z: Floats) -> Floats:
        if layout == "axisymmetric":
            return temperature(inside(np.stack([r, z], axis=1)))
        if layout == "box":
            return temperature(inside(np.stack([r * np.cos(angle), r * np.sin(angle), z], axis=1)))
        around = axes[1][0] + np.mod(angle - axes[1][0], 2.0 * np.pi)
        return temperature(inside(np.stack([r, around, z], axis=1)))

    return read(degrees, {"axisymmetric": np.zeros(1), "rings": axes[1][:-1]}.get(layout, EIGHT))
