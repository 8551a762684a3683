"""The image plane cut out of a case: what lies where, once; how cold it is, at every moment.

Structures do not move, so their labels are found once (`scene_of`); a frame then costs two weighted sums over
the solver's cells and the acoustics of each tissue (`Scene.at`). Between two kept frames temperature runs
linearly in time: in the first seconds after a probe is switched the front is therefore later than it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import KDTree

from cryonerve.anatomy.coverage import structure_at
from cryonerve.errors import CaseError, Complaint
from cryonerve.sources.acoustics import acoustic_materials
from cryonerve.sources.library import tissues
from cryonerve.ultrasound.acoustics import PROBE, AcousticMap, acoustic_properties, inert_properties

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case
    from cryonerve.sources.tissue import Tissue
    from cryonerve.ultrasound.plane import ImagePlane

__all__ = ["Scene", "acoustic_map", "scene_of"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Labels = NDArray[np.int16]

SPACING = 0.1e-3  # m
WIDTH = 40e-3  # m
BETWEEN = "epineurium"  # the tissue between a nerve's fascicles
FIELDS = ("speed", "density", "attenuation", "backscatter", "ice")


@dataclass(frozen=True, eq=False)
class _Thermal:
    """Temperature in the plane: weights of the cells around every pixel, and those cells' histories.

    weights : (pixel, cell) sparse. history, coldest : (frame, cell) degC, now and the coldest so far.
    """

    weights: Any
    times: Floats
    history: Singles
    coldest: Singles

    def at(self, time: float) -> tuple[Singles, Singles]:
        """(pixel,) temperature and coldest temperature so far."""
        last = len(self.times) - 1
        before = int(np.clip(np.searchsorted(self.times, time, side="right") - 1, 0, last))
        now = self.history[before]
        if before < last:
            step = float(self.times[before + 1] - self.times[before])
            part = np.float32(max(0.0, time - self.times[before]) / step)
            now = now + part * (self.history[before + 1] - now)
        both = self.weights @ np.stack([now, np.minimum(self.coldest[before], now)], axis=1)
        return both[:, 0], both[:, 1]


@dataclass(frozen=True, eq=False)
class Scene:
    """The part of an acoustic map that does not change, ready for any moment.

    Attributes
    ----------
    axial : (row,) m; lateral : (column,) m; label : (row, column); plane; frequency : Hz.
    body_temperature : degC, of everything where no freezing is given.
    """

    axial: Floats
    lateral: Floats
    label: Labels
    plane: ImagePlane
    frequency: float
    body_temperature: float
    _pixels: tuple[tuple[Tissue | None, str, NDArray[np.intp]], ...]
    _thermal: _Thermal | None

    def at(self, time: float) -> AcousticMap:
        """The acoustic map at one moment, s; before the first kept frame and after the last that frame's."""
        count = self.label.size
        warm = np.full(count, self.body_temperature, np.float32)
        temperature, coldest = (warm, warm) if self._thermal is None else self._thermal.at(time)
        fields = {name: np.empty(count, np.float32) for name in FIELDS}
        for tissue, material, pixels in self._pixels:
            if tissue is None:
                sound = acoustic_materials()[material]
                seen = inert_properties(sound, (len(pixels),), self.frequency)
            else:
                seen = acoustic_properties(tissue, temperature[pixels], coldest[pixels], self.frequency)
            for name, field in fields.items():
                field[pixels] = getattr(seen, name)
        shape = self.label.shape
        return AcousticMap(
            axial=self.axial,
            lateral=self.lateral,
            temperature=np.ascontiguousarray(temperature).reshape(shape),
            label=self.label,
            plane=self.plane,
            frequency=self.frequency,
            time=time,
            **{name: field.reshape(shape) for name, field in fields.items()},
        )


def scene_of(
    freezing: Freezing | None,
    volume: Volume,
    case: Case,
    plane: ImagePlane,
    *,
    frequency: float,
    spacing: float | tuple[float, float] = SPACING,
    width: float = WIDTH,
) -> Scene:
    """Cut the image plane out of a case.

    Parameters
    ----------
    freezing : temperatures; None: everything at body temperature.
    frequency : Hz.
    spacing : m between pixels, or (axial, lateral).
    width : m along the array; the plane's own depth says how far down.

    Raises
    ------
    CaseError
        A spacing, width or frequency that is not above zero.

    Examples
    --------
    >>> import cryonerve as cn
    >>> from cryonerve.ultrasound import plane_of
    >>> case = cn.load("straight-probe-block")
    >>> volume = cn.build(case)
    >>> scene = scene_of(None, volume, case, plane_of(case, volume), frequency=12e6, spacing=0.2e-3)
    >>> scene.at(0.0).speed.shape
    (200, 200)
    """
    from cryonerve.bioheat.probe_boundary import placements_of  # noqa: PLC0415  compiled

    rows, columns = (spacing, spacing) if isinstance(spacing, float) else spacing
    if min(rows, columns, width, frequency, plane.depth) <= 0.0:
        raise CaseError(Complaint("spacing, width, depth and frequency of a picture must be above zero"))
    axial = rows * (np.arange(max(1, round(plane.depth / rows)), dtype=float) + 0.5)
    count = max(1, round(width / columns))
    lateral = columns * (np.arange(count, dtype=float) - 0.5 * (count - 1))
    points = plane.points(lateral[None, :], axial[:, None]).reshape(-1, 3)
    label = structure_at(volume, points)
    for probe in placements_of(case):
        label[probe.distance(points) <= 0.0] = PROBE
    between = _between_fascicles(volume, points, label)
    pixels = [
        (*_material(case, volume, int(value)), np.flatnonzero((label == value) & ~between))
        for value in np.unique(label)
    ]
    pixels.append((case.tissues.get(BETWEEN, tissues()[BETWEEN]), "", np.flatnonzero(between)))
    return Scene(
        axial,
        lateral,
        label.reshape(len(axial), count),
        plane,
        frequency,
        case.body_temperature,
        tuple(pixels),
        None if freezing is None else _thermal(freezing, points),
    )


def acoustic_map(
    freezing: Freezing | None,
    volume: Volume,
    case: Case,
    plane: ImagePlane,
    *,
    time: float,
    frequency: float,
    spacing: float | tuple[float, float] = SPACING,
    width: float = WIDTH,
) -> AcousticMap:
    """The acoustic map at one moment; for several of them keep the `Scene` (see `scene_of`)."""
    scene = partial(scene_of, frequency=frequency, spacing=spacing, width=width)
    return scene(freezing, volume, case, plane).at(time)


def _between_fascicles(volume: Volume, points: Floats, label: Labels) -> NDArray[np.bool_]:
    """(n,) True inside a nerve, outside of its fascicles; never in a neuroma, nor where no fascicle is known.

    Heat does not tell fascicles from what lies between them; sound does: it is the honeycomb of a nerve.
    """
    found = np.zeros(len(points), np.bool_)
    for structure in volume.structures:
        own = [nerve for nerve in volume.nerves if nerve.name in structure.name]
        inside = np.flatnonzero(label == structure.label)
        if structure.kind != "nerve" or not own or not inside.size:
            continue
        nerve = max(own, key=lambda item: len(item.name))
        at = KDTree(nerve.points).query(points[inside])[1]
        offset = np.einsum("nij,nj->ni", nerve.across[at], points[inside] - nerve.points[at])
        away = np.linalg.norm(offset[:, None, :] - nerve.fascicle_offsets[at], axis=2)
        radii = nerve.fascicle_radii[at]
        known = (radii > 0.0).any(axis=1) & ~nerve.neuroma[at]
        found[inside] = known & ~(away < radii).any(axis=1)
    return found


def _material(case: Case, volume: Volume, label: int) -> tuple[Tissue | None, str]:
    """Tissue of a label, or no tissue and the name of what is there instead."""
    if label in {0, PROBE}:
        return None, "coupling-gel" if label == 0 else "probe"
    return case.tissues[volume.structure(label).tissue], ""


def _thermal(freezing: Freezing, points: Floats) -> _Thermal:
    """Weights of the eight cells around every point; outside of the grid its nearest face counts."""
    shape = freezing.nadir.shape
    lower: list[NDArray[np.intp]] = []
    part: list[Floats] = []
    for axis, centres in enumerate(freezing.centres):
        place = np.clip(points[:, axis], centres[0], centres[-1])
        index = np.clip(np.searchsorted(centres, place, side="right") - 1, 0, len(centres) - 2)
        lower.append(index)
        part.append((place - centres[index]) / (centres[index + 1] - centres[index]))
    cells, weights = _corners(lower, part, shape)
    touched, columns = np.unique(cells, return_inverse=True)
    rows = np.arange(0, cells.size + 1, 8)
    matrix = csr_matrix(
        (weights.astype(np.float32).ravel(), columns.ravel(), rows), shape=(len(points), touched.size)
    )
    history = freezing.temperature.reshape(len(freezing.times), -1)[:, touched]
    return _Thermal(matrix, freezing.times, history, np.minimum.accumulate(history, axis=0))


def _corners(
    lower: Sequence[NDArray[np.intp]], part: Sequence[Floats], shape: Sequence[int]
) -> tuple[NDArray[np.intp], Floats]:
    """(point, 8) flat index and weight of the cells around points."""
    cells, weights = [], []
    for corner in range(8):
        ahead = [(corner >> axis) & 1 for axis in range(3)]
        index = [low + step for low, step in zip(lower, ahead, strict=True)]
        cells.append((index[0] * shape[1] + index[1]) * shape[2] + index[2])
        shares = [p if step else 1.0 - p for p, step in zip(part, ahead, strict=True)]
        weights.append(shares[0] * shares[1] * shares[2])
    return np.stack(cells, axis=1), np.stack(weights, axis=1)
