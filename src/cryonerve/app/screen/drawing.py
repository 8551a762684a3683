"""A body as the page shows it: labels on an even grid, smooth meshes, nerves with fascicles; as files."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.app.screen.view_files import LABELS, SCENE, mesh_name
from cryonerve.errors import Complaint, InputError
from cryonerve.files import whole_file
from cryonerve.nerve.first_sentence import titled

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Structure, Volume

__all__ = ["draw_scene", "stations_of", "tube_of"]

Mesh = tuple[NDArray[np.float64], NDArray[np.integer[Any]]]  # places (n, 3) in mm, corners (m, 3)
AROUND = 16  # points around a nerve
MOST_VOXELS = 8_000_000  # of the labels; larger volumes are shown coarser
MOST_MESHED = 90_000  # voxels around one structure that is meshed; larger ones are meshed coarser
SMOOTH = 0.8  # voxels; standard deviation of the smoothing before a surface is found
STATION = 1e-3  # m between the stations of a nerve that are sent
NO_MESH = {"fascia"}  # sheets thinner than voxels


def draw_scene(volume: Volume, key: str, folder: Path) -> None:
    """Write the files of a scene; `scene.json` comes last, so that a scene is whole once it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    labels, origin, spacing = _even_labels(volume)
    numbers = _numbers_of(labels, [item.label for item in volume.structures])
    with whole_file(folder / LABELS) as path:
        flat = np.ascontiguousarray(numbers[labels].transpose(2, 1, 0))
        path.write_bytes(zlib.compress(flat.tobytes(), 6))
    structures = []
    courses = {titled(course.name): course for course in volume.nerves}
    present = {int(label) for label in np.unique(labels)}
    for item in volume.structures:
        if item.label not in present and item.name not in courses:
            continue
        triangles = 0
        if item.kind not in NO_MESH:
            course = courses.get(item.name)
            mask = labels > 0 if item.kind == "skin" else labels == item.label
            mesh = _of_voxels(mask, origin, spacing) if course is None else tube_of(course)
            triangles = _write_mesh(mesh, folder / mesh_name(int(numbers[item.label])))
        structures.append(_structure(replace(item, label=int(numbers[item.label])), key, triangles))
    scene = {
        "key": key,
        "bounds_mm": (1e3 * volume.bounds).round(4).tolist(),
        "labels": {
            "shape": list(labels.shape),
            "origin_mm": (1e3 * origin).round(5).tolist(),
            "spacing_mm": (1e3 * spacing).round(5).tolist(),
            "url": f"/api/scenes/{key}/labels",
        },
        "structures": structures,
        "nerves": [_nerve(item) for item in volume.nerves],
        "uniform": volume.uniform,
        "assumptions": list(volume.assumptions),
    }
    with whole_file(folder / SCENE) as path:
        path.write_text(json.dumps(scene), encoding="utf-8")


def _numbers_of(labels: NDArray[np.int16], others: Sequence[int] = ()) -> NDArray[np.uint8]:
    """(label,) what the page calls each label: itself where all are below 256, else its place among them.

    Raises
    ------
    InputError
        More structures than a byte can tell apart.
    """
    known = np.unique(np.concatenate([[0], labels.ravel(), np.array(others, int)]))
    if known[-1] < 256:
        return np.arange(256, dtype=np.uint8)
    if len(known) > 256:
        what = f"the scan has {len(known) - 1} structures"
        raise InputError(Complaint(what, "The screen shows 255; leave the others out of the labels."))
    numbers = np.zeros(int(known[-1]) + 1, np.uint8)
    numbers[known] = np.arange(len(known))
    return numbers


def _even_labels(volume: Volume) -> tuple[NDArray[np.int16], NDArray[np.float64], NDArray[np.float64]]:
    """Labels (i, j, k), centre of the first voxel and spacing (m) along x, y and z."""
    from cryonerve.anatomy.coverage import structure_at

    steps = np.diag(volume.affine)[:3]
    straight = np.allclose(volume.affine[:3, :3], np.diag(steps)) and bool(np.all(steps > 0))
    if straight and volume.labels.size <= MOST_VOXELS and volume.labels.max() < 256:
        return volume.labels, volume.affine[:3, 3].copy(), steps
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
    return labels, np.array([axis[0] for axis in axes]), np.full(3, step)


def tube_of(course: NerveCourse) -> Mesh:
    """A nerve's outline as a closed surface: thinner than voxels can show, and smooth.

    >>> z = np.linspace(0.0, 10e-3, 21)
    >>> line, across = np.stack([0 * z, 0 * z, z], axis=1), np.tile(np.eye(3)[:2], (21, 1, 1))
    >>> axes, bare = np.tile([2e-3, 1e-3], (21, 1)), np.zeros((21, 0))
    >>> course = NerveCourse("sural", line, z, across, axes, np.zeros((21, 0, 2)), bare, z > 1)
    >>> places, triangles = tube_of(course)
    >>> places.max(axis=0).round(1).tolist(), len(triangles)
    ([2.0, 1.0, 10.0], 672)
    """
    angle = np.linspace(0.0, 2.0 * np.pi, AROUND, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    rings = course.points[:, None] + (circle * course.semi_axes[:, None]) @ course.across
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
    return 1e3 * places, triangles


def _of_voxels(
    mask: NDArray[np.bool_], origin: NDArray[np.float64], spacing: NDArray[np.float64]
) -> Mesh | None:
    """One closed, smoothed surface around voxels, wound anticlockwise seen from outside."""
    from scipy import ndimage
    from skimage.measure import marching_cubes

    where = ndimage.find_objects(mask.astype(np.uint8))
    if not where or where[0] is None:
        return None
    box = where[0]
    stride = max(1, round((mask[box].size / MOST_MESHED) ** (1 / 3) + 0.3))
    room = 3 * stride
    start = np.array([item.start for item in box])
    padded = np.pad(mask[box], room).astype(np.float32)
    smooth = ndimage.gaussian_filter(padded, SMOOTH * stride)[::stride, ::stride, ::stride]
    if smooth.max() <= 0.5:  # thinner than the smoothing: a little more of it than nothing
        smooth *= 0.9 / max(float(smooth.max()), 1e-9)
    vertices, triangles, _, _ = marching_cubes(smooth, level=0.5, allow_degenerate=False)
    places = 1e3 * (origin + spacing * (start - room + stride * vertices.astype(float)))
    return places, triangles[:, ::-1]  # marching cubes winds clockwise around what is positive


def _write_mesh(mesh: Mesh | None, path: Path) -> int:
    """Write a surface; number of its triangles."""
    if mesh is None:
        return 0
    places, triangles = mesh
    counts = np.array([len(places), len(triangles)], "<u4").tobytes()
    body = counts + places.astype("<f4").tobytes() + triangles.astype("<u4").tobytes()
    with whole_file(path) as partial:
        partial.write_bytes(zlib.compress(body, 6))
    return len(triangles)


def _structure(item: Structure, key: str, triangles: int) -> dict[str, Any]:
    return {
        "label": item.label,
        "name": item.name,
        "kind": item.kind,
        "tissue": item.tissue,
        "standing": item.standing,
        "colour": list(item.colour),
        "mesh": f"/api/scenes/{key}/meshes/{item.label}" if triangles else None,
        "triangles": triangles,
    }


def _nerve(course: NerveCourse) -> dict[str, Any]:
    """A nerve at stations a millimetre apart, its ends included."""
    chosen = stations_of(course)
    thin = course.at_stations(chosen)
    fascicles = [
        [
            {"offset_mm": (1e3 * offset).round(4).tolist(), "radius_mm": round(1e3 * float(radius), 4)}
            for offset, radius in zip(offsets, radii, strict=True)
            if radius > 0
        ]
        for offsets, radii in zip(thin.fascicle_offsets, thin.fascicle_radii, strict=True)
    ]
    return {
        "name": course.name,
        "treated": course.treated,
        "motor": course.motor,
        "standing": course.standing,
        "points_mm": (1e3 * thin.points).round(4).tolist(),
        "arc_mm": (1e3 * thin.arc).round(4).tolist(),
        "semi_axes_mm": (1e3 * thin.semi_axes).round(4).tolist(),
        "across": np.asarray(thin.across).round(5).tolist(),
        "fascicles": fascicles,
    }


def stations_of(course: NerveCourse) -> NDArray[np.intp]:
    """Numbers of the stations that are sent, about a millimetre apart, both ends included."""
    wanted = np.linspace(
        course.arc[0], course.arc[-1], max(2, round(float(np.ptp(course.arc)) / STATION) + 1)
    )
    nearest = np.abs(course.arc[:, None] - wanted).argmin(axis=0)
    return np.unique(nearest)
