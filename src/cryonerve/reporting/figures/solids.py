"""Surfaces of the case in space: limb, bone, vessels, nerve, probes, and the nested shells of cold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from cryonerve.anatomy.courses import arc_length
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.reporting.figures.planes import ice_extent, points_labels
from cryonerve.reporting.figures.raster import Surface
from cryonerve.reporting.figures.sheet import ISOTHERMS, KIND_COLOURS

__all__ = ["anatomy_solids", "ice_shells", "probe_solids", "tube"]

Floats = NDArray[np.float64]
COARSE = 1.1e-3  # m, sampling of limb and bone; they are only context
CELLS = 900_000
SHELL_ALPHA = {"ice": 0.20, "-20C": 0.42, "-40C": 0.60}
SHELL_COLOUR = {"ice": "#7fbfe6", "-20C": "#D55E00", "-40C": "#202020"}


def _rgb(colour: str) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return (red, green, blue)


def tube(
    points: Floats, first: Floats, second: Floats, *, sides: int = 40
) -> tuple[Floats, NDArray[np.int64]]:
    """A closed tube around a curve: points (n, 3); `first`, `second` (n, 3) are its half axes, m."""
    angle = np.linspace(0.0, 2 * np.pi, sides, endpoint=False)
    rings = (
        points[:, None]
        + np.cos(angle)[None, :, None] * first[:, None]
        + np.sin(angle)[None, :, None] * second[:, None]
    )
    count = len(points)
    ring, side = np.meshgrid(np.arange(count - 1), np.arange(sides), indexing="ij")
    here, after = ring * sides + side, ring * sides + (side + 1) % sides
    faces = np.concatenate(
        [
            np.stack([here, after, here + sides], axis=-1).reshape(-1, 3),
            np.stack([after, after + sides, here + sides], axis=-1).reshape(-1, 3),
        ]
    )
    # Flat lids with points of their own keep the rim sharp.
    lids, lid_faces, start = [], [], count * sides
    for index in (0, count - 1):
        lids += [rings[index], points[index][None]]
        turn = np.arange(sides) if index else np.arange(sides)[::-1]  # anticlockwise seen from outside
        centre = np.full(sides, start + sides)
        lid_faces.append(np.stack([start + turn, start + np.roll(turn, -1), centre], axis=1))
        start += sides + 1
    vertices = np.concatenate([rings.reshape(-1, 3), *lids])
    return vertices, np.concatenate([faces, *lid_faces])


def _round_tube(points: Floats, radius: float) -> tuple[Floats, NDArray[np.int64]]:
    tangent = np.gradient(points, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    aside = np.eye(3)[int(np.argmin(np.abs(tangent).max(axis=0)))]
    first = np.cross(tangent, aside)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return tube(points, radius * first, radius * np.cross(tangent, first))


def probe_solids(case: Case, *, reach: float = 60e-3) -> list[Surface]:
    """Active tips dark and shafts light, to scale."""
    found = []
    for probe in case.probes:
        device = case.device_of(probe)
        tip, axis = np.asarray(probe.tip, dtype=float), np.asarray(probe.axis, dtype=float)
        active, radius = device.active_length.value, 0.5 * device.diameter.value
        for name, begin, end, colour in (
            (f"probe {probe.name}", 0.0, active, "#3a3f47"),
            ("shaft", active, active + reach, "#b9c0c8"),
        ):
            line = tip + np.linspace(begin, end, 3)[:, None] * axis
            found.append(Surface(name, *_round_tube(line, radius), _rgb(colour)))
    return found


def anatomy_solids(volume: Volume, box: tuple[Floats, Floats]) -> list[Surface]:
    """Nerves and vessels as tubes, bone as a solid, the limb as glass; only what lies in the box."""
    low, high = box
    found = []
    for course in volume.nerves:
        inside = ((course.points >= low) & (course.points <= high)).all(axis=1)
        if inside.sum() > 2:
            axes = course.across[inside] * course.semi_axes[inside][:, :, None]
            mesh = tube(course.points[inside], axes[:, 0], axes[:, 1])
            colour = KIND_COLOURS["nerve"] if course.treated else "#d8c96a"
            found.append(Surface(f"{course.name} nerve", *mesh, _rgb(colour)))
    for vessel in volume.vessels:
        line = _resampled(vessel.points)
        inside = ((line >= low) & (line <= high)).all(axis=1)
        if inside.sum() > 2:
            found.append(
                Surface(
                    vessel.name, *_round_tube(line[inside], vessel.radius), _rgb(KIND_COLOURS[vessel.kind])
                )
            )
    return found + _voxel_solids(volume, low, high)


def _resampled(points: Floats) -> Floats:
    """The same curve with a point every millimetre."""
    arc = arc_length(points)
    even = np.linspace(0.0, arc[-1], max(3, round(arc[-1] / 1e-3)))
    return np.stack([np.interp(even, arc, points[:, axis]) for axis in range(3)], axis=1)


def _voxel_solids(volume: Volume, low: Floats, high: Floats) -> list[Surface]:
    step = max(COARSE, float((np.prod(high - low) / CELLS) ** (1 / 3)))
    axes = [np.arange(a + step / 2, b, step) for a, b in zip(low, high, strict=True)]
    if any(len(axis) < 3 for axis in axes):
        return []
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    labels = points_labels(volume, grid.reshape(-1, 3), step).reshape(grid.shape[:3])
    found = []
    bone = [item.label for item in volume.structures if item.kind in ("bone", "marrow")]
    solid = _mesh(np.isin(labels, bone), axes, closed=True)
    if solid is not None:
        found.append(Surface("bone", *solid, _rgb("#e9e2cf")))
    glass = None if volume.uniform else _mesh(labels > 0, axes, closed=False)
    if glass is not None:
        found.append(Surface("skin", *glass, _rgb("#d9b9a3"), alpha=0.05, rim=0.30))
    return found


def _mesh(
    mask: NDArray[np.bool_], axes: list[Floats], *, closed: bool
) -> tuple[Floats, NDArray[np.int64]] | None:
    from skimage.measure import marching_cubes

    if not mask.any() or mask.all():
        return None
    soft = gaussian_filter(mask.astype(np.float32), 0.9, mode="constant" if closed else "nearest")
    if closed:
        soft = np.pad(soft, 1)
    if not soft.min() < 0.5 < soft.max():
        return None
    points, faces, _, _ = marching_cubes(soft, 0.5)
    return _placed(points - (1 if closed else 0), axes), faces.astype(np.int64)


def _placed(index: Floats, axes: list[Floats]) -> Floats:
    """Index coordinates to metres along uneven axes, carried on past the ends."""
    columns = []
    for place, axis in zip(index.T, axes, strict=True):
        floor = np.clip(np.floor(place).astype(int), 0, len(axis) - 2)
        columns.append(axis[floor] + (place - floor) * (axis[floor + 1] - axis[floor]))
    return np.stack(columns, axis=1)


def ice_shells(freezing: Freezing, frame: int) -> list[Surface]:
    """Nested surfaces of the ice edge, −20 and −40 °C in one saved frame, outermost last."""
    from skimage.measure import marching_cubes

    box = ice_extent(freezing)
    if box is None:
        return []
    low, high = box
    parts, axes = [], []
    for axis, a, b in zip(freezing.centres, low, high, strict=True):
        first = max(int(np.searchsorted(axis, a)) - 3, 0)
        last = min(int(np.searchsorted(axis, b)) + 3, len(axis))
        parts.append(slice(first, last))
        axes.append(axis[first:last])
    box_slice = (parts[0], parts[1], parts[2])
    temperature = freezing.temperature[frame][box_slice].astype(np.float64)
    body = freezing.labels[box_slice] > 0
    found = []
    for line in ISOTHERMS[::-1]:
        level = (
            np.where(body, freezing.liquidus[box_slice], -0.5) if line.surface == "ice" else line.temperature
        )
        below = np.where(
            body | (freezing.tissue_volume[box_slice] == 0) & (temperature < 0), level - temperature, -1.0
        )
        padded = np.pad(below, 1, constant_values=-1.0)
        if not padded.min() < 0.0 < padded.max():
            continue
        points, faces, _, _ = marching_cubes(padded, 0.0)
        name = "ice edge" if line.surface == "ice" else line.label
        found.append(
            Surface(
                name,
                _placed(points - 1, axes),
                faces.astype(np.int64),
                _rgb(SHELL_COLOUR[line.surface]),
                SHELL_ALPHA[line.surface],
                rim=0.25,
            )
        )
    return found
