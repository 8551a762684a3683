"""What echoes in the image plane and stays in place: layers, textures, scatterers, probes; made once a clip.

Painted structures are found from signed distances, so that layers lie at their exact range and their echoes
keep their phase: a tilted layer dims by itself, because neighbouring echoes cancel within the beam's width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve1d, distance_transform_edt, gaussian_filter, map_coordinates

from cryonerve.bioheat.enthalpy import ice_share
from cryonerve.sources.acoustics import acoustic_materials
from cryonerve.sources.echotexture import Echotexture, echotextures
from cryonerve.ultrasound.acoustics import acoustic_properties, inert_properties
from cryonerve.ultrasound.beams import EVERY, Beams
from cryonerve.ultrasound.sharing import shared

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import NerveCourse, Structure, Volume
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.plane import ImagePlane

__all__ = ["Echoes", "Tables", "echoes_of"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

GRID = 0.2e-3  # m, of the distances between which is interpolated
COARSE = 5  # pixels of it from which the far ones are filled
MIRROR = 10.0 ** (45.0 / 20.0)  # a mirror's echo over muscle's mean speckle: 45 dB, assumed
SLICE = 0.3e-3  # m, thickness of the slice whose scatterers are laid, standard deviation
COLDEST, FINEST, WARMEST = -150.0, 0.05, 60.0  # degC, of tables over temperature
FINER = 4  # lines from one to the next on which layers are laid: a steep one turns its phase in between
COLUMNS = 12  # of a structure's row in `lay`


@dataclass(frozen=True, eq=False)
class Tables:
    """Acoustics over temperature by structure (rows in the order of `Echoes.structure`'s numbers).

    impedance : (structure, entry) ln Z from `COLDEST` in steps of `FINEST`. ice : likewise, share of ice.
    liquidus, backscatter, speed : (structure,) degC; amplitude, unfrozen; m/s just before the first ice.
    attenuation : (structure,) dB/m, unfrozen, at the transducer's frequency.
    label : the structures' labels.
    """

    impedance: Singles
    ice: Singles
    liquidus: Singles
    backscatter: Singles
    speed: Singles
    attenuation: Singles
    label: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Echoes:
    """Everything in place along the lines of a transducer; see `frame.across_lines`.

    Attributes
    ----------
    structure : (row, line) number of the structure, 0 outside the body.
    level : (row, line) backscatter, muscle 1.
    speckle, layers, tails : (row, line) re, im of scatterers, layers and probes, what rings behind probes.
    loss : (coarse row, line) dB one way. tail_row : (line,) row of the probe. hard : (line, 2) hardest layer.
    """

    structure: NDArray[np.int16]
    level: Singles
    speckle: tuple[Singles, Singles]
    layers: tuple[Singles, Singles]
    tails: tuple[Singles, Singles]
    loss: Singles
    tail_row: NDArray[np.int64]
    hard: Floats
    tables: Tables


def echoes_of(case: Case, volume: Volume, plane: ImagePlane, beams: Beams, *, seed: int = 1) -> Echoes:
    """Lay everything that echoes in the plane.

    Parameters
    ----------
    seed : of scatterers and textures.
    """
    from cryonerve.ultrasound.kernels.tissue import lay  # noqa: PLC0415 -- loads Numba
    from cryonerve.ultrasound.needle import add_probes  # noqa: PLC0415

    tables = _tables(case, volume, beams.frequency)
    count = len(beams.places)
    places = np.interp(np.arange(FINER * (count - 1) + 1) / FINER, np.arange(count), beams.places)
    lines, shape = beams.lines_at(places), (beams.rows, len(places))
    structure, level = np.zeros(shape, np.int16), np.ones(shape, np.float32)
    layers = (np.zeros(shape, np.float32), np.zeros(shape, np.float32))
    loss = np.zeros((beams.rows // EVERY, shape[1]), np.float32)
    hard = np.zeros((shape[1], 2))
    grid = _Grid.around(beams)
    distance, painted = _distances(volume, plane, grid, tables)
    local, offsets, radii, bulb = _nerves(volume, plane, grid)
    kinds, fibres, nerve_of = _kinds(volume, tables)
    basis = np.stack([plane.origin, plane.lateral, plane.axial, plane.elevation])
    depth = _depth(distance, volume)
    shared(
        shape[1],
        lambda start, stop: lay(
            start, stop, lines, beams.step, beams.k2, basis, distance, painted, grid.origin, GRID,
            depth, kinds, fibres, local, offsets, radii, bulb, nerve_of, seed, structure, level, *layers,
            loss, EVERY, hard,
        ),
    )  # fmt: skip
    structure, level = np.ascontiguousarray(structure[:, ::FINER]), np.ascontiguousarray(level[:, ::FINER])
    loss, hard = np.ascontiguousarray(loss[:, ::FINER]), np.ascontiguousarray(hard[::FINER])
    level *= tables.backscatter[structure]
    layers = (MIRROR * _thinned(layers[0]), MIRROR * _thinned(layers[1]))
    tails, tail_row = add_probes(case, plane, beams, (level, layers, loss))
    speckle = _speckle(plane, beams, seed)
    return Echoes(structure, level, speckle, layers, tails, loss, tail_row, hard, tables)


def _thinned(fine: Singles) -> Singles:
    """Echoes of the lines from those of a finer fan, without what changes faster than from line to line."""
    away = np.arange(-3 * FINER, 3 * FINER + 1) / FINER
    weights = np.sinc(away) * (0.5 + 0.5 * np.cos(np.pi * away / 3.2))
    kept = convolve1d(fine, (weights / weights.sum()).astype(np.float32), axis=1, mode="nearest")
    return np.ascontiguousarray(kept[:, ::FINER])


@dataclass(frozen=True, eq=False)
class _Grid:
    """Points in the plane, `GRID` apart: axial and lateral places."""

    axial: Floats
    lateral: Floats

    @classmethod
    def around(cls, beams: Beams) -> _Grid:
        """A grid that holds every line."""
        lines = beams.lines
        ends = np.concatenate([lines[:, :2], lines[:, :2] + beams.ranges[-1] * lines[:, 2:]])
        low, high = ends.min(axis=0) - 2 * GRID, ends.max(axis=0) + 2 * GRID
        return cls(np.arange(low[1], high[1] + GRID, GRID), np.arange(low[0], high[0] + GRID, GRID))

    @property
    def origin(self) -> Floats:
        return np.array([self.axial[0], self.lateral[0]])

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.axial), len(self.lateral)

    def points(self, plane: ImagePlane) -> Floats:
        """(row, column, 3) in the case's frame."""
        return plane.points(self.lateral[None, :], self.axial[:, None])


def _tables(case: Case, volume: Volume, frequency: float) -> Tables:
    """Acoustics of gel (number 0) and of every structure."""
    temperature = np.arange(COLDEST, WARMEST, FINEST)
    gel = inert_properties(acoustic_materials()["coupling-gel"], temperature.shape, frequency)
    rows = [(gel, np.zeros_like(temperature), -1e3)]
    for item in volume.structures:
        tissue = case.tissues[item.tissue]
        sound = acoustic_properties(tissue, temperature, temperature, frequency)
        rows.append((sound, ice_share(tissue, temperature), float(tissue.liquidus.value)))
    warm = int((30.0 - COLDEST) / FINEST)
    return Tables(
        np.array([np.log(sound.speed * sound.density) for sound, _, _ in rows], np.float32),
        np.array([ice for _, ice, _ in rows], np.float32),
        np.array([liquidus for *_, liquidus in rows], np.float32),
        np.array([sound.backscatter[warm] for sound, _, _ in rows], np.float32),
        np.array(
            [np.interp(first + FINEST, temperature, sound.speed) for sound, _, first in rows], np.float32
        ),
        np.array([sound.attenuation[warm] for sound, _, _ in rows], np.float32),
        (0, *(item.label for item in volume.structures)),
    )


def _distances(
    volume: Volume, plane: ImagePlane, grid: _Grid, tables: Tables
) -> tuple[Singles, NDArray[np.int64]]:
    """(row, column, shape) signed distance of every shape, and the number of the structure it paints."""
    points = grid.points(plane)
    number = {label: index for index, label in enumerate(tables.label)}
    if not volume.shapes:
        return _from_voxels(volume, points, number)
    found = np.empty((*grid.shape, len(volume.shapes)), np.float32)
    for index, shape in enumerate(volume.shapes):
        few = points[::COARSE, ::COARSE]
        coarse = np.asarray(shape.distance(few.reshape(-1, 3))).reshape(few.shape[:2])
        place = np.meshgrid(*(np.arange(size) / COARSE for size in grid.shape), indexing="ij")
        whole = map_coordinates(coarse, place, order=1, mode="nearest")
        near = np.abs(whole) < 1.5 * COARSE * GRID
        whole[near] = shape.distance(points[near])
        found[..., index] = whole
    return found, np.array([number[shape.label] for shape in volume.shapes], np.int64)


def _from_voxels(volume: Volume, points: Floats, number: dict[int, int]) -> tuple[Singles, NDArray[np.int64]]:
    """Distances of smoothed voxels: half the spacing times what another structure has more of a place."""
    inverse = np.linalg.inv(volume.affine)
    index = np.moveaxis(points @ inverse[:3, :3].T + inverse[:3, 3], -1, 0)
    labels = [label for label in np.unique(volume.labels) if label in number]
    shares = []
    for label in labels:
        mask = gaussian_filter((volume.labels == label).astype(np.float32), 0.7)
        shares.append(map_coordinates(mask, index, order=1, mode="constant", cval=float(label == 0)))
    stack = np.stack(shares, axis=-1)
    spacing = float(np.abs(np.linalg.det(volume.affine[:3, :3]))) ** (1.0 / 3.0)
    others = np.stack(
        [np.delete(stack, own, axis=-1).max(axis=-1, initial=0.0) for own in range(len(labels))], axis=-1
    )
    found = spacing * (others - stack)
    return found.astype(np.float32), np.array([number[label] for label in labels], np.int64)


def _depth(distance: Singles, volume: Volume) -> Singles:
    """(row, column, 1) m below the skin: what the body's own outline says, else measured in the plane."""
    if volume.shapes:
        return np.ascontiguousarray(-distance[..., :1])
    body = distance.argmin(axis=-1) > 0 if not volume.uniform else distance.min(axis=-1) < 0.0
    return np.asarray(GRID * distance_transform_edt(body), dtype=np.float32)[..., None]


def _kinds(volume: Volume, tables: Tables) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """(structure, column) what `lay` needs of each; (structure, 3) its fibres; which nerve it is, or -1."""
    warm = int((30.0 - COLDEST) / FINEST)
    kinds = np.zeros((len(tables.label), COLUMNS))
    kinds[:, 0] = tables.impedance[:, warm]
    fibres = np.tile([0.0, 0.0, 1.0], (len(kinds), 1))
    nerve_of = np.full(len(kinds), -1, np.int64)
    for row, item in enumerate(volume.structures, start=1):
        texture = echotextures().get(item.kind, Echotexture())
        wall = _wall(volume, item)
        kinds[row, 1:] = (
            texture.number("sheet"), texture.number("streak"), texture.number("along", 1e-3),
            texture.number("across", 1e-3), texture.layered, texture.number("threshold"),
            texture.number("mottle"), texture.number("between", 1.0), texture.number("rim"), wall,
            texture.number("wall_level"),
        )  # fmt: skip
        angle = 2.4 * row  # of the plane in which fibres lean, different from muscle to muscle
        lean = PENNATION if item.kind == "muscle" else 0.0
        fibres[row] = lean * np.cos(angle), lean * np.sin(angle), np.sqrt(1.0 - lean**2)
        for number, nerve in enumerate(volume.nerves):
            if item.kind == "nerve" and item.name in {nerve.name, f"{nerve.name} nerve"}:
                nerve_of[row] = number
    return kinds, fibres, nerve_of


CUBIC = 0.978  # of a scatterer's power that its shares among lines keep within the beam's band
PENNATION = 0.1  # sine of how far a muscle's fibres lean from the limb's axis, assumed


def _wall(volume: Volume, item: Structure) -> float:
    """Thickness of a vessel's wall, m."""
    return next((vessel.wall for vessel in volume.vessels if vessel.name == item.name), 0.0)


def _nerves(
    volume: Volume, plane: ImagePlane, grid: _Grid
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """(nerve, row, column, 3) station and place in the cross-section; fascicles and neuromas, padded."""
    count = max(1, len(volume.nerves))
    most = max((nerve.fascicle_radii.shape[1] for nerve in volume.nerves), default=1)
    stations = max((len(nerve.points) for nerve in volume.nerves), default=1)
    local = np.zeros((count, *grid.shape, 3))
    offsets, radii = np.zeros((count, stations, most, 2)), np.zeros((count, stations, most))
    bulb = np.zeros((count, stations), np.bool_)
    points = grid.points(plane)
    for number, nerve in enumerate(volume.nerves):
        bulb[number, : len(nerve.neuroma)] = nerve.neuroma
        shape = nerve.fascicle_radii.shape
        offsets[number, : shape[0], : shape[1]] = nerve.fascicle_offsets
        radii[number, : shape[0], : shape[1]] = nerve.fascicle_radii
        local[number] = _along_nerve(nerve, points)
    return local, offsets, radii, bulb


def _along_nerve(nerve: NerveCourse, points: Floats) -> Floats:
    """(row, column, 3) station (with fraction) and place in its cross-section."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 -- only where there is a nerve

    flat = points.reshape(-1, 3)
    station = cKDTree(nerve.points).query(flat)[1]
    tangent = np.gradient(nerve.points, axis=0)
    away = flat - nerve.points[station]
    ahead = (away * tangent[station]).sum(axis=1) / (tangent[station] ** 2).sum(axis=1)
    exact = np.clip(station + ahead, 0.0, len(nerve.points) - 1.0)
    low = np.clip(exact.astype(int), 0, len(nerve.points) - 2)
    part = (exact - low)[:, None]
    away = flat - (nerve.points[low] * (1.0 - part) + nerve.points[low + 1] * part)
    section = np.einsum("nac,nc->na", nerve.across[low], away)
    return np.concatenate([exact[:, None], section], axis=1).reshape(*points.shape[:2], 3)


def _speckle(plane: ImagePlane, beams: Beams, seed: int) -> tuple[Singles, Singles]:
    """Scatterers of a thin slice, as complex echoes of mean square 1 a cell."""
    from cryonerve.ultrasound.kernels.tissue import scatter  # noqa: PLC0415 -- loads Numba

    lattice = beams.wave
    normal = plane.elevation
    main = int(np.argmax(np.abs(normal)))
    grid = _Grid.around(beams)
    corners = plane.points(
        np.array([grid.lateral[0], grid.lateral[-1]])[:, None], np.array([grid.axial[0], grid.axial[-1]])
    ).reshape(-1, 3)[:, [(main + 1) % 3, (main + 2) % 3]]
    low = np.floor(corners.min(axis=0) / lattice).astype(np.int64) - 2
    high = np.ceil(corners.max(axis=0) / lattice).astype(np.int64) + 2
    basis = np.stack([plane.origin, plane.lateral, plane.axial, normal])
    parts: list[tuple[Singles, Singles]] = []

    def laid(start: int, stop: int) -> None:
        part = tuple(np.zeros((beams.rows, len(beams.places)), np.float32) for _ in range(2))
        scatter(
            *part, seed, lattice, np.array([low[0] + start, low[1]]), np.array([low[0] + stop, high[1]]),
            basis, SLICE, beams.k2, beams.step, float(beams.places[0]), beams.pitch, beams.radius,
        )  # fmt: skip
        parts.append((part[0], part[1]))

    shared(int(high[0] - low[0]), laid)
    cell = beams.step * beams.spacing  # m2
    power = cell * SLICE * np.sqrt(np.pi) / lattice**3 * CUBIC
    scale = (1.0 / np.sqrt(power))[:, None].astype(np.float32)
    return sum(part[0] for part in parts) * scale, sum(part[1] for part in parts) * scale
