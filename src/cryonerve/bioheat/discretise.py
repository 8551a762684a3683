"""From a volume and a case to the discrete problem the kernels solve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation
from scipy.spatial import cKDTree

from cryonerve.anatomy import Mixture, sample
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.assembly import Cells, Faces, faces_of, links_of, skin_films, skin_of
from cryonerve.bioheat.cutting import cut_cells, hand_over
from cryonerve.bioheat.enthalpy import stack
from cryonerve.bioheat.grid import grid_around
from cryonerve.bioheat.materials import Material, kinds_of, materials_of
from cryonerve.bioheat.nesting import Grid
from cryonerve.bioheat.probe_boundary import (
    Placement,
    ProbeField,
    fields_of,
    placements_of,
    probe_field,
)
from cryonerve.bioheat.problem import Problem
from cryonerve.bioheat.reach import chosen_spacing, ice_sleeves, watched_sleeves
from cryonerve.bioheat.sinks import Fields, Sinks, beside_of, film_coefficient, film_length, sinks_of
from cryonerve.case.case import Case

__all__ = ["Discretisation", "discretise", "discretise_together", "grid_for"]

AROUND = 2e-3  # m around the middle of a tip: the tissue there tells what freezes first
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Discretisation:
    """The problem with what is needed to read it out; arrays over all cells of the grid.

    Attributes
    ----------
    cells : what does not depend on tissue; cases that were discretised together share it.
    materials : rows of the problem's. fields : each probe's steady fields, behind its film and with the wall
        held.
    """

    problem: Problem
    cells: Cells
    materials: tuple[Material, ...]
    fields: tuple[tuple[ProbeField, ...], tuple[ProbeField, ...]]

    @property
    def grid(self) -> Grid:
        """All cells."""
        return self.cells.grid

    @property
    def spacing(self) -> float:
        """Finest cell around the tips, m."""
        return self.cells.spacing

    @property
    def labels(self) -> NDArray[np.int16]:
        """(cell,) structure that fills most of it."""
        return self.cells.mixture.first

    @property
    def live(self) -> NDArray[np.bool_]:
        """(cell,) cells that take part."""
        return self.cells.live

    @property
    def tissue_volume(self) -> Floats:
        """(cell,) m3, geometric, without probes and air."""
        return self.cells.tissue_volume

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Each probe in space."""
        return self.cells.placements

    @cached_property
    def phi(self) -> NDArray[np.float32]:
        """(2, probe, cell) both fields of each probe at cell centres; 1 where nothing is read."""
        kept = _PHI.get(self.cells)
        if kept is None or kept[0] != self.fields:
            kept = _PHI[self.cells] = self.fields, _phi(self.cells, self.fields)
        return kept[1]

    @cached_property
    def solidus(self) -> Floats:
        """(material,) degC."""
        return np.array([item.curve.solidus for item in self.materials])

    @cached_property
    def freezes_at(self) -> Floats:
        """(cell,) liquidus of its material, degC; -inf outside the body."""
        liquidus = np.array([item.liquidus for item in self.materials])[self.problem.material]
        return np.where(self.labels > 0, liquidus, -np.inf)

    @cached_property
    def bores(self) -> tuple[Floats, Floats, Floats]:
        """Tips (probe, 3), axes (probe, 3) and radii (probe,) of the probes."""
        tips = np.array([item.tip for item in self.placements]).reshape(-1, 3)
        axes = np.array([item.axis for item in self.placements]).reshape(-1, 3)
        return tips, axes, np.array([item.radius for item in self.placements], dtype=float)

    @cached_property
    def tabled_fields(self) -> tuple[Floats, Floats, Floats]:
        """Nodes r and z (probe, node) of `fields` and phi there (2, probe, r, z), padded to one size."""
        one, probes = self.fields[0], len(self.placements)
        wide, long = (max((len(getattr(field, what)) for field in one), default=2) for what in ("r", "z"))
        r, z = np.full((probes, wide), np.inf), np.full((probes, long), np.inf)
        phi = np.ones((2, probes, wide, long))
        for probe, field in enumerate(one):
            r[probe, : len(field.r)], z[probe, : len(field.z)] = field.r, field.z
            for row, some in enumerate(self.fields):
                phi[row, probe, : len(field.r), : len(field.z)] = some[probe].phi
        return r, z, phi

    def nearest_live(self, points: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Live cells (n, 8) nearest to points (n, 3), and weights: equal where several are equally near."""
        tree, cells = self._live_centres
        away, which = tree.query(points, k=np.arange(1, 9))
        nearest = away <= away[:, :1] * (1.0 + 1e-6)
        which = np.where(nearest, which, which[:, :1])
        return cells[which], nearest / nearest.sum(axis=1, keepdims=True)

    @cached_property
    def _live_centres(self) -> tuple[cKDTree, NDArray[np.int64]]:
        cells = np.flatnonzero(self.live)
        return cKDTree(self.grid.centre[cells], balanced_tree=False, compact_nodes=False), cells

    @property
    def readable(self) -> NDArray[np.bool_]:
        """(cell,) cells whose temperature means something: live ones, and halved ones with a live part."""
        return self.cells.readable


_PHI: WeakKeyDictionary[Cells, tuple[Fields, NDArray[np.float32]]] = WeakKeyDictionary()


def grid_for(volume: Volume, *cases: Case) -> tuple[Grid, float]:
    """The grid of a case and the size of its finest cells around the tips, m.

    Of several cases with the same probes at the same places: as fine and as wide as any of them needs.
    """
    tissues = {item.tissue for item in volume.structures if item.label != 0}
    spacing = min(chosen_spacing(case, tissues) for case in cases)
    sleeves = [
        item for index in range(len(cases[0].probes)) for item in ice_sleeves(cases, index, spacing, tissues)
    ]
    watched = {
        (one.size, index): one
        for index, item in enumerate(placements_of(cases[0]))
        for sensors in {case.sensors: case for case in cases}.values()
        for one in watched_sleeves(sensors, item, spacing)
    }
    return grid_around(volume.bounds, [*sleeves, *watched.values()], spacing), spacing


def discretise(volume: Volume, case: Case, grid: Grid | None = None) -> Discretisation:
    """Grid, materials, conductances, sinks and skin of a case.

    The grid is fine (`spacing`) around the active tips and grows away from them. Cells that a probe fills are
    closed; cells beside it exchange heat with its wall as `probe_boundary` describes. Faces between the body
    and the air carry the film coefficient, scaled so that a staircase has the true area. Another
    `grid` than the case's own is for studies.
    """
    if grid is not None:
        return _Ground(volume, case, grid, float(grid.size[grid.leaf].min())).under([case])[0]
    return _Ground(volume, case, *grid_for(volume, case)).under([case])[0]


def discretise_together(volumes: Sequence[Volume], cases: Sequence[Case]) -> tuple[Discretisation, ...]:
    """Of each case; cases of one volume with the same probes at the same places share one grid.

    That grid is as fine and as wide as any of them needs, so a case among others may have more small cells
    than by itself. On a given grid both are the same.
    """
    alike: dict[object, list[int]] = {}
    for number, (volume, case) in enumerate(zip(volumes, cases, strict=True)):
        probes = tuple(
            (probe.tip, probe.axis, device.diameter.value, device.active_length.value)
            for probe, device in ((probe, case.device_of(probe)) for probe in case.probes)
        )
        alike.setdefault((id(volume), probes), []).append(number)
    found: dict[int, Discretisation] = {}
    for numbers in alike.values():
        volume, mine = volumes[numbers[0]], [cases[number] for number in numbers]
        ground = _Ground(volume, mine[0], *grid_for(volume, *mine))
        found |= dict(zip(numbers, ground.under(mine), strict=True))
    return tuple(found[number] for number in range(len(cases)))


class _Ground:
    """Cells in a volume and all that follows from them alone; what cases have in common is made once."""

    def __init__(self, volume: Volume, case: Case, grid: Grid, spacing: float) -> None:
        mixture = _mixture(volume, grid)
        self._volume, self._kinds = volume, kinds_of(mixture)
        _name_halved(grid, self._kinds.of)
        self._cells = _cells(grid, mixture, placements_of(case), spacing)
        self._near = [_kinds_around(self._cells, self._kinds.of, item) for item in self._cells.placements]
        self._links = links_of(self._cells)
        self._skin, self._beside = skin_of(self._cells), beside_of(self._cells, self._links)
        self._faces: dict[bytes, tuple[NDArray[np.int32], Faces]] = {}
        self._sinks: dict[object, Sinks] = {}

    def under(self, cases: Sequence[Case]) -> list[Discretisation]:
        """Cases with these probes."""
        made = [materials_of(self._volume, case, self._kinds) for case in cases]
        lengths = [
            self._film_lengths(case, materials, numbers)
            for case, (materials, numbers) in zip(cases, made, strict=True)
        ]
        sizes = [(item.radius, item.active_length) for item in self._cells.placements]
        walls = tuple(probe_field(*size) for size in sizes)
        found = []
        for row, (case, (materials, numbers)) in enumerate(zip(cases, made, strict=True)):
            films = tuple(probe_field(*size, film) for size, film in zip(sizes, lengths[row], strict=True))
            fields = films, walls
            sinks = self._sinks_of(case, lengths[row], fields)
            problem = self._problem(case, materials, numbers, sinks)
            found.append(Discretisation(problem, self._cells, tuple(materials), fields))
        return found

    def _film_lengths(self, case: Case, materials: list[Material], numbers: NDArray[np.int32]) -> list[float]:
        """Of each probe, in the commonest material around it, m."""
        near = [materials[int(np.bincount(numbers[kinds], times).argmax())] for kinds, times in self._near]
        return [
            round(film_length(case.device_of(probe), item), 9)
            for probe, item in zip(case.probes, near, strict=True)
        ]

    def _sinks_of(self, case: Case, lengths: list[float], fields: Fields) -> Sinks:
        coefficients = [film_coefficient(case.device_of(probe)) for probe in case.probes]
        conducting = [length * coefficient for length, coefficient in zip(lengths, coefficients, strict=True)]
        name = fields, tuple(conducting)
        if name not in self._sinks:
            self._sinks[name] = sinks_of(self._cells, self._beside, fields, conducting=np.array(conducting))
        return self._sinks[name]

    def _parted(self, numbers: NDArray[np.int32]) -> tuple[NDArray[np.int32], Faces]:
        """Material of each cell and the faces between them, where kinds have these `numbers`."""
        name = numbers.tobytes()
        if name not in self._faces:
            number = numbers[self._kinds.of]
            self._faces[name] = number, faces_of(self._links, self._cells.grid.bricks, number)
        return self._faces[name]

    def _problem(
        self, case: Case, materials: list[Material], numbers: NDArray[np.int32], sinks: Sinks
    ) -> Problem:
        number, faces = self._parted(numbers)
        warm = np.array([float(item.curve.conductivity_at(case.body_temperature)) for item in materials])
        skin = warm[number[self._skin.cell]]
        heat_from = [-np.inf if item.always_flows else _top(item) for item in materials]
        return Problem(
            bricks=self._cells.grid.bricks,
            material=number,
            pieces=stack([item.curve for item in materials]),
            inverse_volume=self._cells.inverse_volume,
            gx=faces.along[0],
            gy=faces.along[1],
            gz=faces.along[2],
            face_a=faces.one,
            face_b=faces.two,
            face_g=faces.area,
            sink_cell=sinks.cell,
            sink_probe=sinks.probe,
            sink_g=sinks.gamma,
            sink_film=sinks.film,
            film_cell=self._skin.cell,
            film_g=skin_films(self._skin, skin, case.environment.coefficient),
            film_temperature=case.environment.air,
            flow=np.array([item.flow for item in materials]),
            metabolism=np.array([item.metabolism for item in materials]),
            flow_above=np.array(heat_from),
            body_temperature=case.body_temperature,
        )


def _mixture(volume: Volume, grid: Grid) -> Mixture:
    """What fills each used cell, and its neighbours, which tell how the skin slants."""
    parts = [sample(volume, *box.faces, wanted=binary_dilation(box.leaf)) for box in grid.boxes]
    flat = []
    for name, empty in (("first", 0), ("second", 0), ("share", 1.0), ("body", 0.0)):
        of = {id(box): getattr(part, name) for box, part in zip(grid.boxes, parts, strict=True)}
        flat.append(grid.spread(lambda box, of=of: of[id(box)], empty))  # type: ignore[misc]
    return Mixture(*flat)  # type: ignore[arg-type]


def _name_halved(grid: Grid, kind: NDArray[np.int64]) -> None:
    """Halved cells, which stand for their parts where fields are read, get the material of one of them."""
    for parents, children in grid.generations:
        kind[parents] = kind[children[:, 0]]


def _cells(grid: Grid, mixture: Mixture, placements: tuple[Placement, ...], spacing: float) -> Cells:
    """What each cell is, and the tissue it holds."""
    inside = (mixture.first > 0) & grid.leaf
    dead, tissue_volume, capacity = np.zeros(grid.count, bool), np.zeros(grid.count), np.zeros(grid.count)
    for box in grid.boxes:
        part, shape = box.brick.cells, box.brick.shape
        share, closed = cut_cells(box.faces, placements)
        x, y, z = box.sizes
        whole = x[:, None, None] * y[None, :, None] * z[None, None, :]
        here = inside[part].reshape(shape)
        tissue = np.where(here, whole * share, 0.0)
        closed &= box.leaf
        dead[part], tissue_volume[part] = closed.ravel(), tissue.ravel()
        capacity[part] = hand_over(tissue, closed & here, here & ~closed).ravel()
    return Cells(grid, mixture, inside & ~dead, dead, tissue_volume, capacity, placements, spacing)


def _kinds_around(
    cells: Cells, kind: NDArray[np.int64], placement: Placement
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Kinds within two millimetres of a probe's active surface, and how many cells are of each."""
    middle = placement.tip + 0.5 * placement.active_length * placement.axis
    inside = (cells.mixture.first > 0) & cells.grid.leaf
    near = inside & (
        np.linalg.norm(cells.grid.centre - middle, axis=-1) < 0.5 * placement.active_length + AROUND
    )
    if not near.any():  # the first material
        return np.zeros(1, np.int64), np.ones(1, np.int64)
    return np.unique(kind[near], return_counts=True)


def _phi(cells: Cells, fields: Fields) -> NDArray[np.float32]:
    """(2, probe, cell) both fields of each probe; 1 where nothing is read."""
    phi = np.ones((2, len(cells.placements), cells.grid.count), dtype=np.float32)
    used = cells.live.copy()
    used[cells.grid.families[0]] = True
    rows, centre = np.flatnonzero(used), cells.grid.centre
    for index, (placement, film, wall) in enumerate(zip(cells.placements, *fields, strict=True)):
        phi[:, index, rows] = fields_of((film, wall), placement, centre[rows])
    return phi


def _top(material: Material) -> float:
    """Enthalpy at the liquidus: perfusion and metabolism act above it."""
    return float(material.curve.enthalpy_at(material.curve.liquidus))
