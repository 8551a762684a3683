"""Surfaces of a body's structures: labels on an even grid, triangles around voxels, tubes around nerves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.coverage import structure_at
from cryonerve.anatomy.volume import NerveCourse, Structure, Volume

__all__ = [
    "NO_SURFACE",
    "EvenLabels",
    "Surface",
    "enclosed_volume",
    "even_labels",
    "structure_surface",
    "tube_of",
]

AROUND = 16  # points around a nerve
MOST_VOXELS = 8_000_000  # of even labels; larger volumes are laid on a coarser grid
MOST_MESHED = 90_000  # voxels around a structure that are meshed one by one for a page
SMOOTH = 0.8  # voxels; standard deviation of the smoothing before a surface is found
MOST_TRIES, NEAR_ENOUGH = 8, 0.01  # to find the level of a surface that holds its voxels' volume so nearly
NO_SURFACE = {"fascia"}  # sheets thinner than voxels


@dataclass(frozen=True, eq=False)
class Surface:
    """A closed surface: `vertices` (n, 3) mm RAS; `triangles` (m, 3), anticlockwise seen from outside."""

    vertices: NDArray[np.float64]
    triangles: NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class EvenLabels:
    """Labels (i, j, k) on straight, even lines: centre of the first voxel and spacing (3,), m."""

    labels: NDArray[np.int16]
    origin: NDArray[np.float64]
    spacing: NDArray[np.float64]

    @cached_property
    def boxes(self) -> dict[int, tuple[slice, slice, slice]]:
        """The box around the voxels of every label that has any; 0 is the box around all of them."""
        from scipy import ndimage  # noqa: PLC0415 -- slow to import

        found = ndimage.find_objects(self.labels)
        boxes = {number: box for number, box in enumerate(found, start=1) if box is not None}
        if boxes:
            ends = [[(part.start, part.stop) for part in box] for box in boxes.values()]
            low, high = np.min(ends, axis=0)[:, 0], np.max(ends, axis=0)[:, 1]
            around = [slice(int(start), int(stop)) for start, stop in zip(low, high, strict=True)]
            boxes[0] = (around[0], around[1], around[2])
        return boxes


def structure_surface(
    item: Structure, drawn: EvenLabels, course: NerveCourse | None = None, *, most: int = MOST_MESHED
) -> Surface | None:
    """The surface of one structure; of the skin, the outside of the body.

    Parameters
    ----------
    item : which. drawn : of `even_labels`. course : of a nerve, whose outline is smoother than voxels are.
    most : voxels around a structure that are meshed one by one; around larger ones the mesh is coarser.

    Returns
    -------
    None where the structure has no voxel, or is a sheet (`NO_SURFACE`) thinner than voxels.
    """
    if item.kind in NO_SURFACE:
        return None
    if course is not None:
        return tube_of(course)
    outside = item.kind == "skin"
    box = drawn.boxes.get(0 if outside else item.label)
    if box is None:
        return None
    inside = drawn.labels[box]
    mask = inside > 0 if outside else inside == item.label
    start = drawn.origin + drawn.spacing * [part.start for part in box]
    return _of_voxels(mask, start, drawn.spacing, most)


def even_labels(volume: Volume) -> EvenLabels:
    """The labels of a volume as they are, or on a straight grid where its axes are oblique or it is huge."""
    steps = np.diag(volume.affine)[:3]
    straight = np.allclose(volume.affine[:3, :3], np.diag(steps)) and bool(np.all(steps > 0))
    if straight and volume.labels.size <= MOST_VOXELS and volume.labels.max() < 256:
        return EvenLabels(volume.labels, volume.affine[:3, 3].copy(), steps)
    low, high = volume.bounds
    step = max(float(np.abs(volume.affine[:3, :3]).max(axis=0).min()), 1e-4)
    while np.prod(np.ceil((high - low) / step)) > MOST_VOXELS:
        step *= 1.1
    counts = np.ceil((high - low) / step).astype(int)
    axes = [start + step * (np.arange(n) + 0.5) for start, n in zip(low, counts, strict=True)]
    labels = np.empty(counts, np.int16)
    y, z = np.meshgrid(axes[1], axes[2], indexing="ij")
    for i, x in enumerate(axes[0]):
        points = np.stack([np.full(y.size, x), y.ravel(), z.ravel()], axis=-1)
        labels[i] = structure_at(volume, points).reshape(y.shape)
    return EvenLabels(labels, np.array([axis[0] for axis in axes]), np.full(3, step))


def tube_of(course: NerveCourse) -> Surface:
    """A nerve's outline as a closed surface: thinner than voxels can show, and smooth.

    >>> z = np.linspace(0.0, 10e-3, 21)
    >>> line, across = np.stack([0 * z, 0 * z, z], axis=1), np.tile(np.eye(3)[:2], (21, 1, 1))
    >>> axes, bare = np.tile([2e-3, 1e-3], (21, 1)), np.zeros((21, 0))
    >>> course = NerveCourse("sural", line, z, across, axes, np.zeros((21, 0, 2)), bare, z > 1)
    >>> tube = tube_of(course)
    >>> tube.vertices.max(axis=0).round(1).tolist(), len(tube.triangles)
    ([2.0, 1.0, 10.0], 672)
    """
    rings = Tube(course.points, course.semi_axes, course.across).outline(AROUND)
    count = len(rings)
    at = np.arange(count * AROUND).reshape(count, AROUND)
    beside = np.roll(at, -1, axis=1)
    sides = [
        np.stack([at[:-1], beside[:-1], at[1:]], axis=-1),
        np.stack([beside[:-1], beside[1:], at[1:]], axis=-1),
    ]
    first, last = np.full(AROUND, at.size), np.full(AROUND, at.size + 1)
    ends = [np.stack([first, beside[0], at[0]], axis=-1), np.stack([last, at[-1], beside[-1]], axis=-1)]
    triangles = np.concatenate([part.reshape(-1, 3) for part in (*sides, *ends)])
    places = np.concatenate([rings.reshape(-1, 3), course.points[[0, -1]]])
    return Surface(1e3 * places, triangles)


def _of_voxels(
    mask: NDArray[np.bool_], origin: NDArray[np.float64], spacing: NDArray[np.float64], most: int
) -> Surface:
    """One closed, smoothed surface around the voxels of a box that fits them, anticlockwise from outside."""
    stride = max(1, round((mask.size / most) ** (1 / 3) + 0.3))
    room = 3 * stride
    vertices, triangles = _triangulated(
        _thinned(np.pad(mask, room).astype(np.float32), stride), np.count_nonzero(mask) / stride**3
    )
    places = 1e3 * (origin + spacing * (stride * vertices.astype(float) - room))
    return Surface(places, triangles)


def _thinned(values: NDArray[np.float32], stride: int) -> NDArray[np.float32]:
    """Smoothed values, every so many of them: along one axis after the other, so that the next has fewer."""
    from scipy import ndimage  # noqa: PLC0415 -- slow to import

    for axis in range(3):
        smooth = ndimage.gaussian_filter1d(values, SMOOTH * stride, axis=axis)
        values = smooth[tuple(slice(None, None, stride if axis == k else 1) for k in range(3))]
    return values


def _triangulated(smooth: NDArray[np.float32], cells: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Corners and triangles, anticlockwise from outside, of the surface that encloses so many cells.

    Half way up the smoothed edge it nearly does; what is thin loses there, and a lower level gives it back.
    """
    from skimage.measure import marching_cubes  # noqa: PLC0415 -- slow to import

    low, high = 0.0, float(smooth.max())
    level = min(0.5, 0.5 * high)
    for _ in range(MOST_TRIES):
        vertices, triangles, _, _ = marching_cubes(smooth, level=level, allow_degenerate=False)
        held = enclosed_volume(vertices.astype(float), triangles[:, ::-1])
        if abs(held - cells) <= NEAR_ENOUGH * cells:
            break
        low, high = (low, level) if held < cells else (level, high)
        level = 0.5 * (low + high)
    return vertices, triangles[:, ::-1]  # marching cubes winds clockwise around what is positive


def enclosed_volume(vertices: NDArray[np.float64], triangles: NDArray[np.integer[Any]]) -> float:
    """Volume that a closed surface encloses, in the cube of its unit; negative where it is inside out.

    The sum of the signed volumes of the pyramids from the origin to each triangle.

    >>> corners = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> round(6 * enclosed_volume(corners, np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])), 9)
    1.0
    """
    first, second, third = (vertices[triangles[:, corner]] for corner in range(3))
    return float(np.einsum("ij,ij->", first, np.cross(second, third)) / 6.0)
