"""A body as the page shows it: labels on an even grid, smooth meshes, nerves with fascicles; as files."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.surfaces import Surface, even_labels, structure_surface
from cryonerve.app.screen.view_files import LABELS, SCENE, mesh_name
from cryonerve.errors import Complaint, InputError
from cryonerve.files import whole_file
from cryonerve.nerve.first_sentence import titled

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import NerveCourse, Structure, Volume

__all__ = ["draw_scene", "stations_of"]

PACKED = 3  # zlib's level: twice as fast as 6 and a tenth larger; it is read on this computer
STATION = 1e-3  # m between the stations of a nerve that are sent


def draw_scene(volume: Volume, key: str, folder: Path) -> None:
    """Write the files of a scene; `scene.json` comes last, so that a scene is whole once it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = even_labels(volume)
    labels = drawn.labels
    numbers = _numbers_of([*drawn.boxes, *(item.label for item in volume.structures)])
    with whole_file(folder / LABELS) as path:
        flat = np.ascontiguousarray(numbers[labels].transpose(2, 1, 0))
        path.write_bytes(zlib.compress(flat.tobytes(), PACKED))
    structures = []
    courses = {titled(course.name): course for course in volume.nerves}
    for item in volume.structures:
        if item.label not in drawn.boxes and item.name not in courses:
            continue
        surface = structure_surface(item, drawn, courses.get(item.name))
        triangles = _write_mesh(surface, folder / mesh_name(int(numbers[item.label])))
        structures.append(_structure(replace(item, label=int(numbers[item.label])), key, triangles))
    scene = {
        "key": key,
        "bounds_mm": (1e3 * volume.bounds).round(4).tolist(),
        "labels": {
            "shape": list(labels.shape),
            "origin_mm": (1e3 * drawn.origin).round(5).tolist(),
            "spacing_mm": (1e3 * drawn.spacing).round(5).tolist(),
            "url": f"/api/scenes/{key}/labels",
        },
        "structures": structures,
        "nerves": [_nerve(item) for item in volume.nerves],
        "uniform": volume.uniform,
        "assumptions": list(volume.assumptions),
    }
    with whole_file(folder / SCENE) as path:
        path.write_text(json.dumps(scene), encoding="utf-8")


def _numbers_of(labels: Iterable[int]) -> NDArray[np.uint8]:
    """(label,) what the page calls each label: itself where all are below 256, else its place among them.

    Raises
    ------
    InputError
        More structures than a byte can tell apart.
    """
    known = np.unique([0, *labels])
    if known[-1] < 256:
        return np.arange(256, dtype=np.uint8)
    if len(known) > 256:
        what = f"the scan has {len(known) - 1} structures"
        raise InputError(Complaint(what, "The screen shows 255; leave the others out of the labels."))
    numbers = np.zeros(int(known[-1]) + 1, np.uint8)
    numbers[known] = np.arange(len(known))
    return numbers


def _write_mesh(surface: Surface | None, path: Path) -> int:
    """Write a surface; number of its triangles."""
    if surface is None:
        return 0
    places, triangles = surface.vertices, surface.triangles
    counts = np.array([len(places), len(triangles)], "<u4").tobytes()
    body = counts + places.astype("<f4").tobytes() + triangles.astype("<u4").tobytes()
    with whole_file(path) as partial:
        partial.write_bytes(zlib.compress(body, PACKED))
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
