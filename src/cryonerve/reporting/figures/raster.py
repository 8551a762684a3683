"""Triangles to pixels: a small software renderer that needs no display and no graphics card.

Every surface is drawn into its own depth buffers (nearest and furthest hit), so translucent shells nest in
the right order at every pixel, which sorting whole triangles cannot do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["Camera", "Surface", "render", "vertex_normals"]

Floats = NDArray[np.float64]
LIGHT = np.array([-0.45, 0.60, 0.66])


@dataclass(frozen=True, eq=False)
class Surface:
    """A mesh with its look: `points` (n, 3) m, `faces` (m, 3), colour 0..1; `rim` adds glass-like edges."""

    name: str
    points: Floats
    faces: NDArray[np.int64]
    colour: tuple[float, float, float]
    alpha: float = 1.0
    rim: float = 0.0


@dataclass(frozen=True, eq=False)
class Camera:
    """Looks along -`towards` without perspective; `half_width` and `half_height` in metres."""

    centre: Floats
    right: Floats
    up: Floats
    half_width: float
    half_height: float

    @property
    def towards(self) -> Floats:
        """Unit vector from the scene to the reader."""
        return np.cross(self.right, self.up)

    def seen(self, points: Floats) -> Floats:
        """(n, 3): right, up and towards the reader, m."""
        basis = np.stack([self.right, self.up, self.towards])
        return (np.atleast_2d(points) - self.centre) @ basis.T


def vertex_normals(points: Floats, faces: NDArray[np.int64]) -> Floats:
    """Unit normals (n, 3), averaged over the faces around each point, weighted by their area."""
    corners = points[faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(points)
    for corner in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(faces[:, corner], across[:, axis], minlength=len(points))
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return normals / np.where(length > 0, length, 1.0)


def render(
    surfaces: Sequence[Surface], camera: Camera, shape: tuple[int, int], *, fine: int = 2
) -> tuple[Floats, NDArray[np.int32]]:
    """Picture (row, column, 3) with values 0..1, first row on top, and which opaque surface each pixel shows.

    The second array holds the index into `surfaces` of the nearest opaque one, -1 where there is none.
    """
    rows, columns = shape[0] * fine, shape[1] * fine
    solid_depth = np.full((rows, columns), -np.inf, dtype=np.float32)
    solid = np.ones((rows, columns, 3), dtype=np.float32)
    which = np.full((rows, columns), -1, dtype=np.int32)
    layers: list[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], Surface]] = []
    for index, surface in enumerate(surfaces):
        if not len(surface.faces):
            continue
        near, near_facing, far, far_facing = _buffers(surface, camera, (rows, columns))
        if surface.alpha >= 1.0:
            nearer = near > solid_depth
            solid_depth[nearer] = near[nearer]
            solid[nearer] = _lit(surface, near_facing[nearer])
            which[nearer] = index
        else:
            layers.append((near, near_facing[..., 0], near_facing[..., 1], surface))
            layers.append((far, far_facing[..., 0], far_facing[..., 1], surface))
    picture = _composite(solid, solid_depth, layers)
    small = picture.reshape(shape[0], fine, shape[1], fine, 3).mean(axis=(1, 3))
    return np.asarray(small, dtype=np.float64), which[::fine, ::fine]


def _lit(surface: Surface, facing: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours (n, 3) from how much each hit faces the light and the reader (n, 2)."""
    light, reader = facing[:, 0], facing[:, 1]
    shade = 0.42 + 0.46 * light + 0.14 * reader
    gloss = 0.22 * np.clip(light * 1.05, 0, 1) ** 24
    colour = np.clip(np.asarray(surface.colour) * shade[:, None] + gloss[:, None], 0, 1)
    return np.asarray(colour, dtype=np.float32)


def _composite(
    solid: NDArray[np.float32],
    solid_depth: NDArray[np.float32],
    layers: list[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], Surface]],
) -> NDArray[np.float32]:
    """Lay the translucent shells over the solid picture, furthest first at every pixel."""
    if not layers:
        return solid
    picture = solid.copy()
    depth = np.stack([layer[0] for layer in layers])
    order = np.argsort(depth, axis=0, kind="stable")
    for rank in range(len(layers)):
        at_rank = order[rank]
        for index, (near, light, reader, surface) in enumerate(layers):
            here = (at_rank == index) & (near > solid_depth) & np.isfinite(near)
            if not here.any():
                continue
            edge = (1.0 - reader[here]) ** 2
            alpha = np.clip(surface.alpha + surface.rim * edge, 0.0, 1.0)[:, None]
            colour = _lit(surface, np.stack([light[here], reader[here]], axis=1))
            picture[here] = picture[here] * (1 - alpha) + colour * alpha
    return picture


def _buffers(
    surface: Surface, camera: Camera, shape: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    rows, columns = shape
    seen = camera.seen(surface.points)
    pixels = np.empty_like(seen)
    pixels[:, 0] = (seen[:, 0] / camera.half_width + 1) * 0.5 * columns
    pixels[:, 1] = (1 - seen[:, 1] / camera.half_height) * 0.5 * rows
    pixels[:, 2] = seen[:, 2]
    basis = np.stack([camera.right, camera.up, camera.towards])
    normals = vertex_normals(surface.points, surface.faces) @ basis.T
    light = np.abs(normals @ (LIGHT / np.linalg.norm(LIGHT)))
    corners = np.column_stack([pixels, light, np.abs(normals[:, 2])])
    near = np.zeros((*shape, 3), dtype=np.float32)
    far = np.zeros((*shape, 3), dtype=np.float32)
    near[..., 0], far[..., 0] = -np.inf, np.inf
    _compiled()(corners, np.ascontiguousarray(surface.faces), near, far)
    far[~np.isfinite(far[..., 0]), 0] = -np.inf
    return near[..., 0], near[..., 1:], far[..., 0], far[..., 1:]


@cache
def _compiled() -> Callable[..., None]:
    """The filling loop, compiled on first use only."""
    from numba import njit

    compiled: Callable[..., None] = njit(cache=True)(_fill)
    return compiled


def _fill(p: Floats, faces: NDArray[np.int64], near: NDArray[np.float32], far: NDArray[np.float32]) -> None:
    """Fill every triangle in place: p (n, 5) and the buffers (row, column, 3) hold depth, light and facing.

    The first two columns of `p` are pixels; light and facing are carried over linearly from the corners.
    """
    rows, columns = near.shape[:2]
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ax, ay, bx, by, cx, cy = p[a, 0], p[a, 1], p[b, 0], p[b, 1], p[c, 0], p[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area == 0.0:
            continue
        left = max(0, int(np.floor(min(ax, bx, cx) - 0.5)))
        right = min(columns - 1, int(np.ceil(max(ax, bx, cx) + 0.5)))
        top = max(0, int(np.floor(min(ay, by, cy) - 0.5)))
        bottom = min(rows - 1, int(np.ceil(max(ay, by, cy) + 0.5)))
        for r in range(top, bottom + 1):
            y = r + 0.5
            for s in range(left, right + 1):
                x = s + 0.5
                u = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / area
                v = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / area
                w = 1.0 - u - v
                if u < -1e-9 or v < -1e-9 or w < -1e-9:
                    continue
                z = u * p[a, 2] + v * p[b, 2] + w * p[c, 2]
                light = u * p[a, 3] + v * p[b, 3] + w * p[c, 3]
                facing = u * p[a, 4] + v * p[b, 4] + w * p[c, 4]
                if z > near[r, s, 0]:
                    near[r, s, 0], near[r, s, 1], near[r, s, 2] = z, light, facing
                if z < far[r, s, 0]:
                    far[r, s, 0], far[r, s, 1], far[r, s, 2] = z, light, facing
