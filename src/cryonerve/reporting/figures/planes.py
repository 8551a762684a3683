"""Flat cuts through the case: where they lie, how they are oriented, and what is seen on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RegularGridInterpolator
from scipy.ndimage import gaussian_filter, map_coordinates

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case, Limb, Probe

__all__ = [
    "Plane",
    "across_plane",
    "along_planes",
    "axial_plane",
    "fields_on",
    "frame_at",
    "ice_extent",
    "labels_on",
    "letters",
    "middle_of_active_tip",
    "nadir_on",
    "points_labels",
]

Floats = NDArray[np.float64]
RIGHT, FRONT, PROXIMAL = np.eye(3)


@dataclass(frozen=True, eq=False)
class Plane:
    """A cut: `right` and `up` are the unit vectors a reader sees as right and up; lengths in metres."""

    title: str
    origin: Floats  # (3,) centre of the picture
    right: Floats
    up: Floats
    half_width: float
    half_height: float

    @property
    def normal(self) -> Floats:
        """Unit vector towards the reader."""
        return np.cross(self.right, self.up)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """(left, right, bottom, top) in mm for drawing."""
        return (
            -self.half_width * 1e3,
            self.half_width * 1e3,
            -self.half_height * 1e3,
            self.half_height * 1e3,
        )

    def pixels(self, step: float) -> tuple[Floats, tuple[int, int]]:
        """Centres of square pixels, (rows * columns, 3) from bottom left, and (rows, columns)."""
        columns = max(2, round(2 * self.half_width / step))
        rows = max(2, round(2 * self.half_height / step))
        across = (np.arange(columns) + 0.5) / columns * 2 * self.half_width - self.half_width
        upward = (np.arange(rows) + 0.5) / rows * 2 * self.half_height - self.half_height
        grid = (
            self.origin
            + across[None, :, None] * self.right[None, None, :]
            + upward[:, None, None] * self.up[None, None, :]
        )
        return grid.reshape(-1, 3), (rows, columns)

    def axes_mm(self, shape: tuple[int, int]) -> tuple[Floats, Floats]:
        """Pixel centres along both axes of the picture, mm."""
        rows, columns = shape
        left, right, bottom, top = self.extent
        return (
            left + (np.arange(columns) + 0.5) / columns * (right - left),
            bottom + (np.arange(rows) + 0.5) / rows * (top - bottom),
        )

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """Points (n, 3) m as seen on the picture: (n, 2) mm, and their height above the plane, mm."""
        offset = np.atleast_2d(points) - self.origin
        flat = np.stack([offset @ self.right, offset @ self.up], axis=1)
        return flat * 1e3, offset @ self.normal * 1e3


def _unit(vector: Floats) -> Floats:
    return vector / np.linalg.norm(vector)


def _direction(course: NerveCourse | None, probe: Probe | None, at: Floats) -> Floats:
    """Along the nerve where it passes `at`; without a nerve along the probe."""
    if course is not None and len(course.points) > 2:
        station = int(np.argmin(np.linalg.norm(course.points - at, axis=1)))
        tangent = np.gradient(course.points, axis=0)[station]
        direction = _unit(tangent)
        return direction if direction @ PROXIMAL >= 0 else -direction
    if probe is None:
        return PROXIMAL.copy()
    axis = np.asarray(probe.axis, dtype=float)
    return axis if axis @ PROXIMAL >= 0 else -axis


def middle_of_active_tip(case: Case, probe: Probe) -> Floats:
    """Point on the probe's axis half way along its active length, m."""
    half = 0.5 * case.device_of(probe).active_length.value
    return np.asarray(probe.tip, dtype=float) + half * np.asarray(probe.axis, dtype=float)


def axial_plane(origin: Floats, half_width: float, half_height: float | None = None) -> Plane:
    """Axial cut as radiologists read it: seen from distal, the patient's right on the left, front on top."""
    half_height = half_width if half_height is None else half_height
    return Plane("axial", np.asarray(origin, dtype=float), -RIGHT, FRONT, half_width, half_height)


def along_planes(
    case: Case, volume: Volume, origin: Floats, half: float, *, by_axis: bool = False
) -> tuple[Plane, Plane]:
    """Two square cuts along the nerve (proximal on top): one that holds the probes, one square to it.

    "Holds the probes" means their active tips; with `by_axis` it means the way they were inserted.
    """
    course = volume.treated_nerve
    probe = case.probes[0] if case.probes else None
    up = _direction(course, probe, origin)
    sideways = _towards_probes(case, None if by_axis else course)
    sideways = sideways - (sideways @ up) * up
    if np.linalg.norm(sideways) < 0.2:
        sideways = FRONT - (FRONT @ up) * up
    if np.linalg.norm(sideways) < 0.2:
        sideways = RIGHT - (RIGHT @ up) * up
    sideways = _unit(sideways)
    if sideways @ (RIGHT + FRONT) > 0:  # front and right stand on the left, as in radiology
        sideways = -sideways
    along = Plane("along the nerve and the probe", origin, sideways, up, half, half)
    other = _unit(np.cross(up, sideways))
    if other @ (RIGHT + FRONT) > 0:
        other = -other
    return along, Plane("along the nerve, square to the probe", origin, other, up, half, half)


def across_plane(course: NerveCourse, station: int, origin: Floats, half: float) -> Plane:
    """Cut across a nerve as in an axial picture: seen from distal, the patient's right on the left."""
    tangent = np.gradient(course.points, axis=0)[station]
    tangent = _unit(tangent)
    tangent = tangent if tangent @ PROXIMAL >= 0 else -tangent
    up = FRONT - (FRONT @ tangent) * tangent
    if np.linalg.norm(up) < 0.2:
        up = PROXIMAL - (PROXIMAL @ tangent) * tangent
    up = _unit(up)
    return Plane("across the nerve", origin, np.cross(tangent, up), up, half, half)


def _towards_probes(case: Case, course: NerveCourse | None) -> Floats:
    """From the nerve to the middle of the active tips; where they lie on the nerve, along their axes."""
    if not case.probes:
        return FRONT
    if course is not None and len(course.points) > 2:
        middles = np.array([middle_of_active_tip(case, probe) for probe in case.probes])
        nearest = [np.argmin(np.linalg.norm(course.points - middle, axis=1)) for middle in middles]
        offset = np.asarray((middles - course.points[nearest]).mean(axis=0))
        tangent = np.gradient(course.points, axis=0)[nearest[0]]
        tangent = tangent / np.linalg.norm(tangent)
        offset = offset - (offset @ tangent) * tangent
        if 0.8e-3 < np.linalg.norm(offset) < 20e-3:
            return _unit(offset)
    return np.asarray(np.mean([probe.axis for probe in case.probes], axis=0), dtype=float)


def letters(plane: Plane, case: Case) -> dict[str, str]:
    """Words for the four edges of a picture: A, P, R, L (medial or lateral on a drawn limb), Prox, Dist."""
    return {
        "left": _letter(-plane.right, case),
        "right": _letter(plane.right, case),
        "bottom": _letter(-plane.up, case),
        "top": _letter(plane.up, case),
    }


def _letter(direction: Floats, case: Case) -> str:
    right, left = "R", "L"
    if isinstance(case.anatomy, Limb):
        on_left = case.anatomy.side == "left"
        right = "R (medial)" if on_left else "R (lateral)"
        left = "L (lateral)" if on_left else "L (medial)"
    names = ((right, left), ("A", "P"), ("Prox", "Dist"))
    parts = [
        (abs(component), pair[0] if component > 0 else pair[1])
        for component, pair in zip(direction, names, strict=True)
        if abs(component) > 0.38
    ]
    parts.sort(reverse=True)
    words = [word for _, word in parts]
    if len(words) > 1:
        words = [word.split(" ")[0] for word in words]
    return "–".join(words)


def labels_on(volume: Volume, plane: Plane, step: float) -> NDArray[np.int16]:
    """(row, column) label of the structure at each pixel, 0 outside the body.

    Drawn anatomy is asked for its exact shapes. Voxels are blended before the strongest label is taken, so
    that outlines of a scan come out smooth instead of as staircases.
    """
    points, shape = plane.pixels(step)
    return points_labels(volume, points, step).reshape(shape)


def points_labels(volume: Volume, points: Floats, spacing: float) -> NDArray[np.int16]:
    """Label (n,) of the structure at points (n, 3) that lie about `spacing` apart."""
    if not volume.shapes:
        return _blended_labels(volume, points)
    # A shape is asked about a point only where its surface passes nearby: the distance to the middle of a
    # small cell says for all points of the cell whether they can lie on either side.
    cell = 8 * spacing
    index = np.floor((points - points.min(axis=0)) / cell).astype(np.int64)
    size = index.max(axis=0) + 1
    keys, place = np.unique(
        (index[:, 0] * size[1] + index[:, 1]) * size[2] + index[:, 2], return_inverse=True
    )
    middles = np.stack(np.unravel_index(keys, size), axis=1) + 0.5
    middles = points.min(axis=0) + middles * cell
    reach = np.sqrt(3.0) * cell  # twice what an exact distance would need
    found = np.zeros(len(points), dtype=np.int16)
    for shape in volume.shapes:
        distance = shape.distance(middles)
        found[(distance < -reach)[place]] = shape.label
        unsure = np.flatnonzero((np.abs(distance) <= reach)[place])
        if len(unsure):
            found[unsure[shape.distance(points[unsure]) < 0.0]] = shape.label
    return found


def _blended_labels(volume: Volume, points: Floats) -> NDArray[np.int16]:
    inverse = np.linalg.inv(volume.affine)
    index = (points @ inverse[:3, :3].T + inverse[:3, 3]).T
    size = np.array(volume.labels.shape)[:, None]
    low = np.clip(np.floor(index.min(axis=1)).astype(int) - 1, 0, size[:, 0] - 1)
    high = np.clip(np.ceil(index.max(axis=1)).astype(int) + 2, low + 1, size[:, 0])
    part = volume.labels[tuple(slice(a, b) for a, b in zip(low, high, strict=True))]
    strongest = np.zeros(len(points), dtype=np.float32)
    found = np.zeros(len(points), dtype=np.int16)
    for label in np.unique(part):
        mask = gaussian_filter((part == label).astype(np.float32), 0.7)
        share = map_coordinates(mask, index - low[:, None], order=1, mode="nearest")
        better = share > strongest
        strongest[better] = share[better]
        found[better] = label
    outside = ((index < -0.5) | (index > size - 0.5)).any(axis=0)
    found[outside] = 0
    return found


def frame_at(freezing: Freezing, seconds: float) -> int:
    """Index of the saved frame nearest to a moment."""
    return int(np.argmin(np.abs(freezing.times - seconds)))


def fields_on(freezing: Freezing, plane: Plane, frames: list[int], step: float) -> tuple[Floats, Floats]:
    """Temperatures (frame, row, column) degC and the liquidus (row, column) on a plane; NaN outside the grid.

    The solver's grid is graded, so the cut is interpolated onto fine even pixels: isotherms come out smooth.
    """
    return _on(freezing, plane, [freezing.temperature[frame] for frame in frames], step)


def nadir_on(freezing: Freezing, plane: Plane, step: float) -> tuple[Floats, Floats]:
    """Coldest temperature of the whole run and the liquidus (row, column) on a plane, as `fields_on`."""
    fields, liquidus = _on(freezing, plane, [freezing.nadir], step)
    return fields[0], liquidus


def _on(
    freezing: Freezing, plane: Plane, fields: list[NDArray[np.float32]], step: float
) -> tuple[Floats, Floats]:
    points, shape = plane.pixels(step)
    centres = freezing.centres
    windows = [_window(axis, points[:, index]) for index, axis in enumerate(centres)]
    box = (windows[0], windows[1], windows[2])
    cropped = tuple(axis[part] for axis, part in zip(centres, box, strict=True))
    stack = np.stack([field[box].astype(np.float64) for field in fields], axis=-1)
    values = RegularGridInterpolator(cropped, stack, bounds_error=False, fill_value=np.nan)(points)
    liquidus = _filled_liquidus(freezing.liquidus[box])
    edge = RegularGridInterpolator(cropped, liquidus, bounds_error=False, fill_value=np.nan)(points)
    return np.moveaxis(values, -1, 0).reshape(len(fields), *shape), edge.reshape(shape)


def _window(axis: Floats, wanted: Floats) -> slice:
    """The stretch of an axis that brackets all wanted coordinates."""
    first = int(np.searchsorted(axis, wanted.min())) - 1
    last = int(np.searchsorted(axis, wanted.max())) + 1
    first = min(max(first, 0), len(axis) - 2)
    return slice(first, max(min(last, len(axis)), first + 2))


def _filled_liquidus(liquidus: NDArray[np.float32]) -> Floats:
    """Liquidus with a finite value where there is no tissue, so that interpolation stays finite."""
    finite = np.isfinite(liquidus)
    usual = float(np.median(liquidus[finite])) if finite.any() else 0.0
    return np.where(finite, liquidus, usual).astype(np.float64)


def ice_extent(freezing: Freezing) -> tuple[Floats, Floats] | None:
    """Low and high corner (m) of everything that was frozen at any moment; None when nothing froze."""
    frozen = (freezing.nadir < freezing.liquidus) & (freezing.labels > 0)
    if not frozen.any():
        return None
    low, high = [], []
    for axis, faces in enumerate((freezing.x, freezing.y, freezing.z)):
        others = tuple(index for index in range(3) if index != axis)
        cells = np.flatnonzero(frozen.any(axis=others))
        low.append(faces[cells[0]])
        high.append(faces[cells[-1] + 1])
    return np.array(low), np.array(high)
