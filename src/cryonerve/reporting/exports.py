"""Files for other programs: label and nadir volumes (NIfTI), isotherm surfaces (STL), thermocouples (CSV).

All in millimetres and RAS (x right, y anterior, z superior; proximal on a limb), so that they lie on each
other in 3D Slicer. The NIfTI affine says so by definition, the STL by `SPACE=RAS` in its header.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.export import LABELS_SAY
from cryonerve.anatomy.surfaces import Surface
from cryonerve.bioheat import isotherms
from cryonerve.bioheat.sampling import sample_field
from cryonerve.scans.nifti_writing import write_nifti

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing

__all__ = [
    "SURFACES",
    "field_at_voxels",
    "isotherm_surface",
    "nadir_at_voxels",
    "sensor_rows",
    "write_labels",
    "write_nadir",
    "write_sensors",
    "write_stl",
    "write_temperature",
]

Floats = NDArray[np.float64]

LEVELS = {name: level for name, level in isotherms.SURFACES if level is not None}  # degC
SURFACES = tuple(name for name, _ in isotherms.SURFACES)  # "ice" is each tissue's own liquidus

STL_HEADER = "SPACE=RAS; UNIT=mm; cryonerve {}; research use only"
ISOTHERM = "isotherm of the nadir"
NADIR_STEP = 0.01  # degC; the nadir volume holds 16-bit whole numbers of it
MOST_POINTS = 12_000_000  # of the grid an isotherm is drawn on; a coarser grid is taken beyond
FINEST_ROW = 0.1  # s between rows of sensors.csv


# --- volumes ------------------------------------------------------------------------------------------------


def write_labels(volume: Volume, path: Path) -> None:
    """Write the label volume as NIfTI: 16-bit labels, affine in mm, RAS."""
    write_nifti(volume.labels, volume.affine, path, LABELS_SAY)


def write_nadir(volume: Volume, freezing: Freezing, path: Path, *, body_temperature: float = 37.0) -> None:
    """Write the coldest temperature (degC) at the label volume's voxels as NIfTI, in steps of 0.01 degC."""
    field = nadir_at_voxels(volume, freezing, body_temperature=body_temperature)
    _write_degrees(field, volume, path, "cryonerve nadir degC; research use only")


def write_temperature(
    volume: Volume, freezing: Freezing, frame: int, path: Path, *, body_temperature: float = 37.0
) -> None:
    """Write the temperature (degC) of one frame at the label volume's voxels, as `write_nadir` does."""
    field = field_at_voxels(volume, freezing, freezing.temperature[frame], outside=body_temperature)
    says = f"cryonerve degC at {float(freezing.times[frame]):g} s; research use only"
    _write_degrees(field, volume, path, says)


def _write_degrees(field: NDArray[np.float32], volume: Volume, path: Path, says: str) -> None:
    steps = np.rint(np.clip(field, -300.0, 300.0) / NADIR_STEP).astype(np.int16)
    write_nifti(steps, volume.affine, path, says, slope=NADIR_STEP)


def nadir_at_voxels(
    volume: Volume, freezing: Freezing, *, body_temperature: float = 37.0
) -> NDArray[np.float32]:
    """Coldest temperature at every voxel of the label volume.

    Returns
    -------
    (i, j, k) degC: trilinear between the solver's cell centres; beyond its grid the nearest cell; outside of
        the body, where nothing was simulated, body temperature.
    """
    return field_at_voxels(volume, freezing, freezing.nadir, outside=body_temperature)


def field_at_voxels(
    volume: Volume, freezing: Freezing, cells: NDArray[np.floating], *, outside: float
) -> NDArray[np.float32]:
    """A field of the solver at every voxel of the label volume.

    Parameters
    ----------
    cells : (i, j, k) values at the solver's cells.
    outside : value outside of the body.

    Returns
    -------
    (i, j, k) trilinear between the solver's cell centres; beyond its grid the nearest cell.
    """
    field = _filled(cells, freezing)
    result = np.full(volume.labels.shape, outside, dtype=np.float32)
    for layer in range(volume.labels.shape[2]):
        i, j = np.nonzero(volume.labels[:, :, layer])
        voxels = np.stack([i, j, np.full(len(i), layer)], axis=-1)
        points = voxels @ volume.affine[:3, :3].T + volume.affine[:3, 3]
        result[i, j, layer] = sample_field(freezing, field, points)
    return result


def _filled(field: NDArray[np.floating], freezing: Freezing) -> Floats:
    """A field with the cells that hold no tissue (air, probes) taken from the nearest cell that does.

    Without this the air would bleed into the skin when values are interpolated, and a probe could leave a
    warm hole in its own ice.
    """
    from scipy import ndimage  # noqa: PLC0415

    known = (freezing.labels != 0) & (freezing.tissue_volume > 0.0) & np.isfinite(field)
    result = np.asarray(field, dtype=float)
    if known.all() or not known.any():
        return result
    nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    return np.asarray(result[tuple(nearest)])


# --- surfaces -----------------------------------------------------------------------------------------------


def isotherm_surface(freezing: Freezing, surface: str, *, spacing: float | None = None) -> Surface | None:
    """The surface of the tissue that ever was colder than "ice" (its own liquidus), "-20C" or "-40C".

    Parameters
    ----------
    freezing : the coldest temperature of the whole run is what counts.
    surface : "ice", "-20C" or "-40C".
    spacing : m, of the even grid on which the surface is found; None: the finest cell of the solver.

    Returns
    -------
    Surface or None
        None where no tissue became that cold. Ice that reaches the skin ends there. Probes lie inside of
        their ice; they are not cut out.
    """
    cold = _degrees_below(freezing, surface)
    where = np.argwhere((cold > 0.0) & (freezing.labels != 0))
    if not len(where):
        return None
    axes = _even_axes(freezing, where.min(axis=0), where.max(axis=0), spacing)
    field = _on_even_grid(cold, freezing, axes)
    if field.max() <= 0.0:
        return None
    return _triangulated(field, axes)


def _degrees_below(freezing: Freezing, surface: str) -> Floats:
    """How far each cell's nadir lies below the surface's temperature (positive: inside), air filled."""
    level = np.float32(LEVELS[surface]) if surface in LEVELS else freezing.liquidus
    with np.errstate(invalid="ignore"):
        return _filled(level - freezing.nadir, freezing)


def _even_axes(
    freezing: Freezing, first: NDArray[np.int64], last: NDArray[np.int64], spacing: float | None
) -> list[Floats]:
    """Evenly spaced points along each axis around the cells `first` to `last`, with room on all sides."""
    faces = (freezing.x, freezing.y, freezing.z)
    step = spacing or min(float(np.diff(axis).min()) for axis in faces)
    low = [axis[max(0, index - 1)] for axis, index in zip(faces, first, strict=True)]
    high = [axis[min(len(axis) - 1, index + 2)] for axis, index in zip(faces, last, strict=True)]
    room = np.array(high) - np.array(low)
    while np.prod(room / step + 5) > MOST_POINTS:
        step *= 1.25
    counts = np.ceil(room / step).astype(int) + 5
    return [start + step * (np.arange(count) - 2) for start, count in zip(low, counts, strict=True)]


def _on_even_grid(cold: Floats, freezing: Freezing, axes: list[Floats]) -> Floats:
    """The field on the even grid; outside of the body and of the solver's grid nothing is cold."""
    faces = (freezing.x, freezing.y, freezing.z)
    cells = [np.searchsorted(face, axis, side="right") - 1 for face, axis in zip(faces, axes, strict=True)]
    outside = [(cell < 0) | (cell >= size) for cell, size in zip(cells, cold.shape, strict=True)]
    held = [np.clip(cell, 0, size - 1) for cell, size in zip(cells, cold.shape, strict=True)]
    field = np.empty(tuple(len(axis) for axis in axes))
    y, z = np.meshgrid(axes[1], axes[2], indexing="ij")
    for layer, x in enumerate(axes[0]):
        points = np.stack([np.full(y.size, x), y.ravel(), z.ravel()], axis=-1)
        field[layer] = sample_field(freezing, cold, points).reshape(y.shape)
    air = freezing.labels[np.ix_(*held)] == 0
    for axis, beyond in enumerate(outside):
        air |= np.expand_dims(beyond, tuple({0, 1, 2} - {axis}))
    # The mirror image of what lies inside puts the surface midway between the last tissue and the air.
    field[air] = -np.abs(field[air]) - 1e-9
    for axis in range(3):
        edge = np.moveaxis(field, axis, 0)
        edge[[0, -1]] = -np.abs(edge[[0, -1]]) - 1e-9
    return field


def _triangulated(field: Floats, axes: list[Floats]) -> Surface:
    from skimage.measure import marching_cubes  # noqa: PLC0415

    step = tuple(float(axis[1] - axis[0]) for axis in axes)
    vertices, triangles, _, _ = marching_cubes(field, level=0.0, spacing=step, allow_degenerate=False)
    origin = np.array([axis[0] for axis in axes])
    # Marching cubes winds its triangles clockwise around what is positive; STL wants them anticlockwise.
    return Surface(1e3 * (vertices.astype(float) + origin), triangles[:, ::-1].astype(np.int64))


def write_stl(surface: Surface, path: Path, what: str = ISOTHERM) -> None:
    """Write a surface as binary STL: millimetres, RAS, said in the header with what it is (ASCII)."""
    corners = surface.vertices[surface.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    rows = np.zeros(
        len(corners), dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")]
    )
    rows["normal"] = normals / np.where(lengths > 0.0, lengths, 1.0)
    rows["corners"] = corners
    count = np.array([len(rows)], dtype="<u4").tobytes()
    room = 80 - len(STL_HEADER.format(""))
    header = STL_HEADER.format(what[:room]).encode("ascii", "replace")
    path.write_bytes(header.ljust(80) + count + rows.tobytes())


# --- thermocouples ------------------------------------------------------------------------------------------


def sensor_rows(freezing: Freezing) -> Iterator[tuple[float, Floats]]:
    """Time (s) and temperatures (degC) of all sensors, at least one row a second.

    The solver's own moments are kept unless they lie closer than 0.1 s, the ends of the phases always; longer
    gaps are filled with whole seconds between which temperature runs straight.
    """
    own = np.asarray(freezing.sensors.times, dtype=float)
    if not len(own):
        return
    ends = {float(phase.end) for phase in freezing.phases}
    kept = [own[0]]
    for moment in own[1:]:
        if moment - kept[-1] >= FINEST_ROW - 1e-9 or float(moment) in ends or moment == own[-1]:
            kept.append(moment)
    seconds = np.arange(np.ceil(own[0]), np.floor(own[-1]) + 1.0)
    gaps = np.diff(kept)
    behind = np.clip(np.searchsorted(kept, seconds, side="right") - 1, 0, max(0, len(gaps) - 1))
    filling = seconds[gaps[behind] > 1.0] if len(gaps) else seconds[:0]
    moments = np.unique(np.concatenate([kept, filling]))
    values = [
        np.interp(moments, own, column) for column in np.asarray(freezing.sensors.values, dtype=float).T
    ]
    table = np.stack(values, axis=-1) if values else np.zeros((len(moments), 0))
    yield from zip(moments.tolist(), table, strict=True)


def write_sensors(freezing: Freezing, path: Path) -> None:
    """Write sensors.csv: time_s and one column of degC per sensor, named exactly as the sensor."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["time_s", *freezing.sensors.names])
        for moment, values in sensor_rows(freezing):
            writer.writerow(
                [
                    f"{moment:.6f}".rstrip("0").rstrip("."),
                    *("" if np.isnan(v) else f"{v:.4f}" for v in values),
                ]
            )
