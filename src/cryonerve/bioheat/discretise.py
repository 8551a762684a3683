"""From a volume and a case to the discrete problem the kernels solve."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy import Mixture, sample
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.cutting import cut_cells, hand_over
from cryonerve.bioheat.enthalpy import stack
from cryonerve.bioheat.grid import graded_faces
from cryonerve.bioheat.materials import Material, materials_of_cells
from cryonerve.bioheat.probe_boundary import Placement, ProbeField, placements_of, probe_field
from cryonerve.bioheat.problem import Problem
from cryonerve.bioheat.reach import WATCHED_SHARE, chosen_spacing, fine_box, watched_box
from cryonerve.case.case import Case
from cryonerve.sources.device import Device

__all__ = ["Discretisation", "discretise", "stiffness"]

FILM_RISE = 30.0  # K that the wall may be warmer than its gas: k is averaged over them
BEYOND_ACTIVE = 3.0  # cells up the insulated shaft that still correct the edge of the active wall
Floats = NDArray[np.float64]
Faces = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, eq=False)
class Discretisation:
    """The problem with what is needed to read it out.

    Attributes
    ----------
    faces : cell faces along each axis, m. spacing : finest, m.
    live : (i, j, k) cells that take part. tissue_volume : (i, j, k) m3, geometric, without probes and air.
    placements : each probe in space. fields : its steady fields, behind its film and with the wall held;
        phi : (2, probe, i, j, k) both at cell centres.
    """

    problem: Problem
    faces: Faces
    spacing: float
    labels: NDArray[np.int16]
    live: NDArray[np.bool_]
    tissue_volume: Floats
    materials: tuple[Material, ...]
    placements: tuple[Placement, ...]
    fields: tuple[tuple[ProbeField, ...], tuple[ProbeField, ...]]
    phi: NDArray[np.float32]

    @property
    def centres(self) -> Faces:
        """Cell centres along each axis, m."""
        x, y, z = (0.5 * (f[1:] + f[:-1]) for f in self.faces)
        return x, y, z


def _film_length(device: Device, material: Material) -> float:
    """Film length k / h of a gas-driven wall (m), k averaged over its frozen range; 0 when held."""
    wall = device.wall
    if wall.held_at == "setpoint" or wall.coefficient is None or wall.gas_temperature is None:
        return 0.0
    gas = wall.gas_temperature.value
    warm = min(gas + FILM_RISE, material.curve.solidus)
    if warm <= gas:
        return float(material.curve.conductivity_at(gas)) / wall.coefficient.value
    rise = float(material.curve.potential_at(warm) - material.curve.potential_at(gas))
    return rise / (warm - gas) / wall.coefficient.value


def _coefficient(device: Device) -> float:
    coefficient = device.wall.coefficient
    return coefficient.value if device.wall.held_at == "gas" and coefficient is not None else 0.0


def discretise(volume: Volume, case: Case) -> Discretisation:
    """Grid, materials, conductances, sinks and skin of a case.

    The grid is fine (`spacing`) in boxes around the active tips and grows away from them. Cells that a probe
    fills are closed; cells beside it exchange heat with its wall as `probe_boundary` describes. Faces between
    the body and the air carry the film coefficient, scaled so that a staircase has the true area.
    """
    placements = placements_of(case)
    tissues = {item.tissue for item in volume.structures if item.label != 0}
    spacing = chosen_spacing(case, tissues)
    bounds = volume.bounds
    fine = [fine_box(case, index, spacing, tissues) for index in range(len(placements))]
    watched = [box for item in placements if (box := watched_box(case, item)) is not None]
    x, y, z = (
        graded_faces(
            float(bounds[0, axis]),
            float(bounds[1, axis]),
            [(float(box[0, axis]), float(box[1, axis])) for box in fine],
            spacing,
            finest=[(float(box[0, axis]), float(box[1, axis])) for box in watched],
            share=WATCHED_SHARE,
        )
        for axis in range(3)
    )
    faces = (x, y, z)
    mixture = sample(volume, x, y, z)
    materials, number = materials_of_cells(volume, case, mixture)
    share, dead = cut_cells(faces, placements)
    inside = mixture.first > 0
    live = inside & ~dead
    cell_volume = np.diff(x)[:, None, None] * np.diff(y)[None, :, None] * np.diff(z)[None, None, :]
    tissue_volume = np.where(inside, cell_volume * share, 0.0)
    capacity = hand_over(tissue_volume, dead & inside, live)
    cells = _Cells(faces, mixture, live, dead, number, capacity, tuple(materials))
    near = [materials[_around(number, inside, faces, placement)] for placement in placements]
    lengths = [
        round(_film_length(case.device_of(probe), item), 9)
        for probe, item in zip(case.probes, near, strict=True)
    ]
    films = tuple(
        probe_field(item.radius, item.active_length, length)
        for item, length in zip(placements, lengths, strict=True)
    )
    fields = (films, tuple(probe_field(item.radius, item.active_length) for item in placements))
    coefficients = [_coefficient(case.device_of(probe)) for probe in case.probes]
    conducting = np.array([a * b for a, b in zip(lengths, coefficients, strict=True)])
    phi = np.stack([_phi(cells.centres, placements, some) for some in fields])
    problem = _assemble(case, cells, _sinks(cells, phi, placements, conducting))
    return Discretisation(
        problem, faces, spacing, mixture.first, live, tissue_volume, cells.materials, placements, fields, phi
    )


@dataclass(frozen=True, eq=False)
class _Cells:
    """What each cell is, for the parts of the assembly.

    Attributes
    ----------
    live, dead : (i, j, k) takes part; is filled by a probe. number : its row of `materials`.
    capacity : (i, j, k) m3 of tissue that stores heat in it.
    """

    faces: Faces
    mixture: Mixture
    live: NDArray[np.bool_]
    dead: NDArray[np.bool_]
    number: NDArray[np.int32]
    capacity: Floats
    materials: tuple[Material, ...]

    @cached_property
    def sizes(self) -> list[Floats]:
        """Cell sizes along each axis, m."""
        return [np.diff(f) for f in self.faces]

    @cached_property
    def centres(self) -> list[Floats]:
        """Cell centres along each axis, m."""
        return [0.5 * (f[1:] + f[:-1]) for f in self.faces]

    @cached_property
    def flat(self) -> NDArray[np.int64]:
        """(i, j, k) flat number of each cell."""
        return np.arange(self.live.size).reshape(self.live.shape)

    @cached_property
    def inverse_volume(self) -> Floats:
        """(i, j, k) 1/m3 of tissue, 0 in dead cells."""
        counts = self.live & (self.capacity > 0.0)
        return np.divide(1.0, self.capacity, out=np.zeros_like(self.capacity), where=counts)


class _Sinks(NamedTuple):
    """Cells beside a probe, its number, conductance gamma to its wall (m) and of its film (W/K)."""

    cell: NDArray[np.int64]
    probe: NDArray[np.int64]
    gamma: Floats
    film: Floats


def _around(number: NDArray[np.int32], inside: NDArray[np.bool_], faces: Faces, placement: Placement) -> int:
    """The commonest material within two millimetres of a probe's active surface."""
    centres = np.stack(np.meshgrid(*(0.5 * (f[1:] + f[:-1]) for f in faces), indexing="ij"), axis=-1)
    middle = placement.tip + 0.5 * placement.active_length * placement.axis
    near = inside & (np.linalg.norm(centres - middle, axis=-1) < 0.5 * placement.active_length + 2e-3)
    return int(np.bincount(number[near]).argmax()) if near.any() else 0


def _assemble(case: Case, cells: _Cells, sinks: _Sinks) -> Problem:
    live, number, materials = cells.live, cells.number, cells.materials
    conductances, unlike = [], []
    for axis in range(3):
        g = _conductance(cells.sizes, cells.centres, axis)
        low, high = _halves(axis)
        open_ = live[low] & live[high]
        like = number[low] == number[high]
        conductances.append(np.where(open_ & like, g, 0.0))
        mixed = open_ & ~like
        ends = cells.flat[low][mixed], cells.flat[high][mixed]
        unlike.append((*ends, np.broadcast_to(g, mixed.shape)[mixed]))
    film_cell, film_g = _films(case, cells)
    heat_from = [-np.inf if item.always_flows else _top(item) for item in materials]
    return Problem(
        material=number,
        pieces=stack([item.curve for item in materials]),
        inverse_volume=cells.inverse_volume,
        gx=conductances[0],
        gy=conductances[1],
        gz=conductances[2],
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


def _halves(axis: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Slices of the lower and the upper cell of every face across `axis`."""
    low = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
    high = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
    return low, high


def _conductance(sizes: list[Floats], centres: list[Floats], axis: int) -> Floats:
    """Area over distance (m) of every inner face across `axis`."""
    parts = [np.diff(centres[axis]) ** -1.0 if a == axis else sizes[a] for a in range(3)]
    return np.asarray(parts[0][:, None, None] * parts[1][None, :, None] * parts[2][None, None, :])


def _phi(
    centres: list[Floats], placements: tuple[Placement, ...], fields: tuple[ProbeField, ...]
) -> NDArray[np.float32]:
    points = np.stack(np.meshgrid(*centres, indexing="ij"), axis=-1).reshape(-1, 3)
    shape = tuple(len(c) for c in centres)
    phi = np.empty((len(placements), *shape), dtype=np.float32)
    for index, (placement, field) in enumerate(zip(placements, fields, strict=True)):
        phi[index] = field.at(placement, points).reshape(shape)
    return phi


def _sinks(
    grid: _Cells, phi: NDArray[np.float32], placements: tuple[Placement, ...], conducting: Floats
) -> _Sinks:
    """Cells beside each probe and what leads from them to it.

    Behind a film the two act in series: with frozen tissue of conductivity k they must add up to what the
    probe's field behind its film demands, 1 / gamma_film = 1 / gamma_wall + k / F.
    """
    live, dead = grid.live, grid.dead
    beside = np.zeros_like(live)
    for axis in range(3):
        low, high = _halves(axis)
        beside[low] |= dead[high]
        beside[high] |= dead[low]
    beside &= live
    cells = np.argwhere(beside)
    if not len(placements) or not len(cells):
        return _Sinks(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    points = np.stack([grid.centres[axis][cells[:, axis]] for axis in range(3)], axis=1)
    owner = np.argmin(np.stack([item.distance(points) for item in placements]), axis=0)
    behind, wall = (_gamma(grid, cells, owner, some) for some in phi)
    own = phi[0][owner, cells[:, 0], cells[:, 1], cells[:, 2]]
    filmed = (conducting[owner] > 0.0) & (behind > 0.0) & (wall > 1.001 * behind)
    with np.errstate(divide="ignore", invalid="ignore"):
        film = np.where(filmed, conducting[owner] / (1.0 / behind - 1.0 / wall), np.inf)
    gamma = np.where(filmed, wall, behind)
    # Only the active part and its close surroundings exchange heat. Up the insulated shaft gamma balances the
    # slope of phi along a staircase; where the cold has not come so far yet that would only draw or make heat
    # (a negative gamma warms above body temperature).
    spans = np.array([item.active_length for item in placements])[owner]
    along = np.stack([item.along_and_across(points)[0] for item in placements])[owner, np.arange(len(owner))]
    size = np.min([grid.sizes[axis][cells[:, axis]] for axis in range(3)], axis=0)
    keep = (own < 0.97) & (gamma > 0.0) & (along < spans + BEYOND_ACTIVE * size)
    return _Sinks(grid.flat[beside][keep], owner[keep].astype(np.int64), gamma[keep], film[keep])


def _gamma(
    grid: _Cells, cells: NDArray[np.int64], owner: NDArray[np.int64], phi: NDArray[np.float32]
) -> Floats:
    """Sum over open faces of G (phi_neighbour - phi_c) / phi_c for cells (n, 3)."""
    sizes, centres, live = grid.sizes, grid.centres, grid.live
    gamma = np.zeros(len(cells))
    own = phi[owner, cells[:, 0], cells[:, 1], cells[:, 2]].astype(float)
    for axis in range(3):
        for step in (-1, 1):
            other = cells.copy()
            other[:, axis] += step
            valid = (other[:, axis] >= 0) & (other[:, axis] < live.shape[axis])
            other[~valid] = cells[~valid]
            i, j, k = other.T
            valid &= live[i, j, k]
            area = np.ones(len(cells))
            for a in range(3):
                if a != axis:
                    area *= sizes[a][cells[:, a]]
            gap = np.abs(centres[axis][other[:, axis]] - centres[axis][cells[:, axis]])
            g = np.where(valid, area / np.where(gap > 0.0, gap, 1.0), 0.0)
            gamma += g * (phi[owner, i, j, k] - own) / own
    return gamma


def _films(case: Case, cells: _Cells) -> tuple[NDArray[np.int64], Floats]:
    """Skin cells and their conductance (W/K) to the air: half a cell of skin and the film in series."""
    sizes, live, mixture = cells.sizes, cells.live, cells.mixture
    air = (mixture.first == 0) & ~cells.dead
    if not air.any():
        return np.zeros(0, np.int64), np.zeros(0)
    slope = np.gradient(mixture.body.astype(float), *cells.centres)
    steep = np.sqrt(sum(s * s for s in slope))
    stairs = sum(np.abs(s) for s in slope) / np.where(steep > 0.0, steep, 1.0)
    true_share = 1.0 / np.clip(np.where(steep > 0.0, stairs, 1.0), 1.0, np.sqrt(3.0))
    warm = [float(item.curve.conductivity_at(case.body_temperature)) for item in cells.materials]
    k = np.array(warm)[cells.number]
    total = np.zeros(live.shape)
    for axis in range(3):
        low, high = _halves(axis)
        spread = [sizes[a] if a != axis else np.ones_like(sizes[a]) for a in range(3)]
        area = spread[0][:, None, None] * spread[1][None, :, None] * spread[2][None, None, :]
        thick = np.broadcast_to(
            0.5 * sizes[axis].reshape([-1 if a == axis else 1 for a in range(3)]), live.shape
        )
        through = area * true_share / (1.0 / case.environment.coefficient + thick / k)
        total[low] += np.where(live[low] & air[high], through[low], 0.0)
        total[high] += np.where(live[high] & air[low], through[high], 0.0)
    skin = total > 0.0
    return cells.flat[skin], total[skin]


def stiffness(problem: Problem, materials: tuple[Material, ...], *, frozen: bool) -> float:
    """Largest decay rate (1/s) by Gershgorin's circles: conduction, sinks, skin and perfusion."""
    fast = np.array(
        [m.curve.fastest_diffusivity if frozen else m.curve.unfrozen_diffusivity for m in materials]
    )[problem.material]
    rate = np.zeros(problem.shape)
    for axis, g in enumerate((problem.gx, problem.gy, problem.gz)):
        low, high = _halves(axis)
        rate[low] += g * (fast[low] + fast[high])
        rate[high] += g * (fast[low] + fast[high])
    flat, of = rate.ravel(), fast.ravel()
    pair = problem.face_g * (of[problem.face_a] + of[problem.face_b])
    np.add.at(flat, problem.face_a, pair)
    np.add.at(flat, problem.face_b, pair)
    np.add.at(flat, problem.sink_cell, np.abs(problem.sink_g) * of[problem.sink_cell])
    least = np.array([_least_capacity(m) for m in materials])
    np.add.at(flat, problem.film_cell, problem.film_g / least[problem.material.ravel()[problem.film_cell]])
    rate = flat.reshape(problem.shape) * problem.inverse_volume
    return float((rate + (problem.flow / least)[problem.material] * (problem.inverse_volume > 0)).max())


def _least_capacity(material: Material) -> float:
    rise, heat = np.diff(material.curve.temperature), np.diff(material.curve.enthalpy)
    return float(np.min(heat[rise > 0.0] / rise[rise > 0.0]))
