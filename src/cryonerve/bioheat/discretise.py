"""From a volume and a case to the discrete problem the kernels solve."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation
from scipy.spatial import cKDTree

from cryonerve.anatomy import Mixture, sample
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.assembly import Cells, Links, links_of, skin_films
from cryonerve.bioheat.cutting import cut_cells, hand_over
from cryonerve.bioheat.enthalpy import stack
from cryonerve.bioheat.grid import grid_around
from cryonerve.bioheat.materials import Material, materials_of_cells
from cryonerve.bioheat.nesting import Grid
from cryonerve.bioheat.probe_boundary import Placement, ProbeField, fields_of, placements_of, probe_field
from cryonerve.bioheat.problem import Problem
from cryonerve.bioheat.reach import chosen_spacing, ice_sleeves, watched_sleeves
from cryonerve.bioheat.sinks import Sinks, film_coefficient, film_length, sinks_of
from cryonerve.case.case import Case

__all__ = ["Discretisation", "discretise", "grid_for"]

AROUND = 2e-3  # m around the middle of a tip: the tissue there tells what freezes first
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Discretisation:
    """The problem with what is needed to read it out; arrays over all cells of the grid.

    Attributes
    ----------
    spacing : finest cell around the tips, m. live : (cell,) cells that take part.
    labels : (cell,) structure that fills most of it. tissue_volume : (cell,) m3, geometric, without probes
        and air. placements : each probe in space. fields : its steady fields, behind its film and with the
        wall held; phi : (2, probe, cell) both at cell centres.
    """

    problem: Problem
    grid: Grid
    spacing: float
    labels: NDArray[np.int16]
    live: NDArray[np.bool_]
    tissue_volume: Floats
    materials: tuple[Material, ...]
    placements: tuple[Placement, ...]
    fields: tuple[tuple[ProbeField, ...], tuple[ProbeField, ...]]
    phi: NDArray[np.float32]

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

    @cached_property
    def readable(self) -> NDArray[np.bool_]:
        """(cell,) cells whose temperature means something: live ones, and halved ones with a live part."""
        out = self.live.copy()
        for parents, children in self.grid.generations:
            out[parents] = out[children].any(axis=1)
        return out


def grid_for(volume: Volume, case: Case) -> tuple[Grid, float]:
    """The grid of a case and the size of its finest cells around the tips, m."""
    tissues = {item.tissue for item in volume.structures if item.label != 0}
    spacing = chosen_spacing(case, tissues)
    sleeves = [
        item for index in range(len(case.probes)) for item in ice_sleeves(case, index, spacing, tissues)
    ]
    watched = [one for item in placements_of(case) for one in watched_sleeves(case, item, spacing)]
    return grid_around(volume.bounds, [*sleeves, *watched], spacing), spacing


def discretise(volume: Volume, case: Case, grid: Grid | None = None) -> Discretisation:
    """Grid, materials, conductances, sinks and skin of a case.

    The grid is fine (`spacing`) around the active tips and grows away from them. Cells that a probe fills are
    closed; cells beside it exchange heat with its wall as `probe_boundary` describes. Faces between the body
    and the air carry the film coefficient, scaled so that a staircase has the true area. Another
    `grid` than the case's own is for studies.
    """
    placements = placements_of(case)
    spacing = float(grid.size[grid.leaf].min()) if grid is not None else 0.0
    if grid is None:
        grid, spacing = grid_for(volume, case)
    mixture = _mixture(volume, grid)
    materials, number = materials_of_cells(volume, case, mixture)
    _name_halved(grid, number)
    cells, tissue_volume = _cells(grid, mixture, number, tuple(materials), placements=placements)
    near = [materials[_around(cells, placement)] for placement in placements]
    lengths = [
        round(film_length(case.device_of(probe), item), 9)
        for probe, item in zip(case.probes, near, strict=True)
    ]
    films = tuple(
        probe_field(item.radius, item.active_length, length)
        for item, length in zip(placements, lengths, strict=True)
    )
    fields = (films, tuple(probe_field(item.radius, item.active_length) for item in placements))
    coefficients = [film_coefficient(case.device_of(probe)) for probe in case.probes]
    conducting = np.array([a * b for a, b in zip(lengths, coefficients, strict=True)])
    phi = _phi(cells, placements, fields)
    links = links_of(cells)
    problem = _assemble(case, cells, links, sinks_of(cells, links, phi, placements, conducting=conducting))
    return Discretisation(
        problem,
        grid,
        spacing,
        mixture.first,
        cells.live,
        tissue_volume,
        cells.materials,
        placements,
        fields,
        phi,
    )


def _mixture(volume: Volume, grid: Grid) -> Mixture:
    """What fills each used cell, and its neighbours, which tell how the skin slants."""
    parts = [sample(volume, *box.faces, wanted=binary_dilation(box.leaf)) for box in grid.boxes]
    flat = []
    for name, empty in (("first", 0), ("second", 0), ("share", 1.0), ("body", 0.0)):
        of = {id(box): getattr(part, name) for box, part in zip(grid.boxes, parts, strict=True)}
        flat.append(grid.spread(lambda box, of=of: of[id(box)], empty))  # type: ignore[misc]
    return Mixture(*flat)  # type: ignore[arg-type]


def _name_halved(grid: Grid, number: NDArray[np.int32]) -> None:
    """Halved cells, which stand for their parts where fields are read, get the material of one of them."""
    for parents, children in grid.generations:
        number[parents] = number[children[:, 0]]


def _cells(
    grid: Grid,
    mixture: Mixture,
    number: NDArray[np.int32],
    materials: tuple[Material, ...],
    *,
    placements: tuple[Placement, ...],
) -> tuple[Cells, Floats]:
    """What each cell is, and the tissue it holds geometrically, m3."""
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
    return Cells(grid, mixture, inside & ~dead, dead, number, capacity, materials), tissue_volume


def _around(cells: Cells, placement: Placement) -> int:
    """The commonest material within two millimetres of a probe's active surface."""
    middle = placement.tip + 0.5 * placement.active_length * placement.axis
    inside = (cells.mixture.first > 0) & cells.grid.leaf
    near = inside & (
        np.linalg.norm(cells.grid.centre - middle, axis=-1) < 0.5 * placement.active_length + AROUND
    )
    return int(np.bincount(cells.number[near]).argmax()) if near.any() else 0


def _phi(
    cells: Cells, placements: tuple[Placement, ...], fields: tuple[tuple[ProbeField, ...], ...]
) -> NDArray[np.float32]:
    """(2, probe, cell) both fields of each probe; 1 where nothing is read."""
    phi = np.ones((2, len(placements), cells.grid.count), dtype=np.float32)
    used = cells.live.copy()
    used[cells.grid.families[0]] = True
    rows, centre = np.flatnonzero(used), cells.grid.centre
    for index, (placement, film, wall) in enumerate(zip(placements, *fields, strict=True)):
        phi[:, index, rows] = fields_of((film, wall), placement, centre[rows])
    return phi


def _assemble(case: Case, cells: Cells, links: Links, sinks: Sinks) -> Problem:
    number, materials, grid = cells.number, cells.materials, cells.grid
    along, unlike = links.along.copy(), [(links.fine, links.coarse, links.between)]
    for box in grid.boxes:
        for axis, stride in enumerate(box.brick.strides):
            low, high = box.brick.sides(axis)
            mixed = box.brick.first + np.flatnonzero((number[low] != number[high]) & (along[axis, low] > 0.0))
            unlike.append((mixed, mixed + stride, along[axis, mixed].copy()))
            along[axis, mixed] = 0.0
    film_cell, film_g = skin_films(cells, case.environment.coefficient, case.body_temperature)
    heat_from = [-np.inf if item.always_flows else _top(item) for item in materials]
    return Problem(
        bricks=grid.bricks,
        material=number,
        pieces=stack([item.curve for item in materials]),
        inverse_volume=cells.inverse_volume,
        gx=along[0],
        gy=along[1],
        gz=along[2],
        face_a=np.concatenate([part[0] for part in unlike]),
        face_b=np.concatenate([part[1] for part in unlike]),
        face_g=np.concatenate([part[2] for part in unlike]),
        sink_cell=sinks.cell,
        sink_probe=sinks.probe,
        sink_g=sinks.gamma,
        sink_film=sinks.film,
        film_cell=film_cell,
        film_g=film_g,
        film_temperature=case.environment.air,
        flow=np.array([item.flow for item in materials]),
        metabolism=np.array([item.metabolism for item in materials]),
        flow_above=np.array(heat_from),
        body_temperature=case.body_temperature,
    )


def _top(material: Material) -> float:
    """Enthalpy at the liquidus: perfusion and metabolism act above it."""
    return float(material.curve.enthalpy_at(material.curve.liquidus))
