"""Cells beside a probe and what leads from them to its wall; see `probe_boundary`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.assembly import Cells, Links
from cryonerve.bioheat.materials import Material
from cryonerve.bioheat.probe_boundary import ProbeField, fields_of
from cryonerve.bioheat.problem import brick_of
from cryonerve.sources.device import Device

__all__ = ["Beside", "Fields", "Sinks", "beside_of", "film_coefficient", "film_length", "sinks_of"]

FILM_RISE = 30.0  # K that the wall may be warmer than its gas: k is averaged over them
BEYOND_ACTIVE = 3.0  # cells up the insulated shaft that still correct the edge of the active wall
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Fields = tuple[tuple[ProbeField, ...], tuple[ProbeField, ...]]


class Sinks(NamedTuple):
    """Cells beside a probe, its number, conductance gamma to its wall (m) and of its film (W/K)."""

    cell: Numbers
    probe: Numbers
    gamma: Floats
    film: Floats


def film_length(device: Device, material: Material) -> float:
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


def film_coefficient(device: Device) -> float:
    """Film coefficient of a gas-driven wall, W/m2/K; 0 when held."""
    coefficient = device.wall.coefficient
    return coefficient.value if device.wall.held_at == "gas" and coefficient is not None else 0.0


class Beside(NamedTuple):
    """Cells beside probes, whatever their tissue is made of.

    Attributes
    ----------
    cell, owner : (n,) number, and that of the nearest probe.
    active : (n,) beside the active part or its close surroundings.
    of, other, area : (face,) row of the cell, its neighbour and area over distance (m) of each open face.
    """

    cell: Numbers
    owner: Numbers
    active: NDArray[np.bool_]
    of: Numbers
    other: Numbers
    area: Floats


def beside_of(cells: Cells, links: Links) -> Beside:
    """Live cells with a face to a cell that a probe fills."""
    cell, placements = _beside(cells), cells.placements
    if not len(placements):
        cell = cell[:0]
    none = np.zeros(0, np.int64)
    if not len(cell):
        return Beside(none, none, np.zeros(0, np.bool_), none, none, np.zeros(0))
    points, rows = cells.grid.centre[cell], np.arange(len(cell))
    owner = np.argmin(np.stack([item.distance(points) for item in placements]), axis=0)
    # Only the active part and its close surroundings exchange heat. Up the insulated shaft gamma balances the
    # slope of phi along a staircase; where the cold has not come so far yet that would only draw or make heat
    # (a negative gamma warms above body temperature).
    spans = np.array([item.active_length for item in placements])[owner]
    along = np.stack([item.along_and_across(points)[0] for item in placements])[owner, rows]
    active = along < spans + BEYOND_ACTIVE * cells.grid.size[cell].min(axis=1)
    return Beside(cell, owner.astype(np.int64), active, *_faces(cells, links, cell))


def sinks_of(cells: Cells, beside: Beside, fields: Fields, *, conducting: Floats) -> Sinks:
    """Cells beside each probe and what leads from them to it.

    Behind a film the two act in series: with frozen tissue of conductivity k they must add up to what the
    probe's field behind its film demands, 1 / gamma_film = 1 / gamma_wall + k / F.

    Parameters
    ----------
    fields : of each probe behind its film, and with the wall held.
    conducting : (probe,) k of the frozen tissue behind each film (W/m/K), 0 where the wall is held.
    """
    owner = beside.owner
    own = _phi_at(cells, beside.cell, owner, fields)
    behind, wall = _gamma(beside, own, _phi_at(cells, beside.other, owner[beside.of], fields))
    filmed = (conducting[owner] > 0.0) & (behind > 0.0) & (wall > 1.001 * behind)
    with np.errstate(divide="ignore", invalid="ignore"):
        film = np.where(filmed, conducting[owner] / (1.0 / behind - 1.0 / wall), np.inf)
    gamma = np.where(filmed, wall, behind)
    keep = (own[0] < 0.97) & (gamma > 0.0) & beside.active
    return Sinks(beside.cell[keep], owner[keep], gamma[keep], film[keep])


def _phi_at(cells: Cells, cell: Numbers, owner: Numbers, fields: Fields) -> NDArray[np.float32]:
    """(2, n) both fields of the probe that owns each of some cells, at their centres."""
    phi = np.ones((2, len(cell)), np.float32)
    for index, (placement, film, wall) in enumerate(zip(cells.placements, *fields, strict=True)):
        mine = owner == index
        phi[:, mine] = fields_of((film, wall), placement, cells.grid.centre[cell[mine]])
    return phi


def _gamma(beside: Beside, own: NDArray[np.float32], near: NDArray[np.float32]) -> list[Floats]:
    """Sum over open faces of G (phi_neighbour - phi_c) / phi_c for the cells, of each of some fields."""
    found = []
    for mine, other in zip(own.astype(float), near, strict=True):
        drop = beside.area * (other - mine[beside.of])
        found.append(np.asarray(np.bincount(beside.of, drop, len(mine)) / mine))
    return found


def _beside(cells: Cells) -> Numbers:
    """Live cells with a face to a cell that a probe fills."""
    live, dead, seams = cells.live, cells.dead, cells.grid.seams
    beside = np.zeros_like(live)
    for box in cells.grid.boxes:
        here, mine = (a[box.brick.cells].reshape(box.brick.shape) for a in (dead, beside))
        for axis in range(3):
            low, high = (np.moveaxis(mine, axis, 0)[part] for part in (slice(None, -1), slice(1, None)))
            low |= np.moveaxis(here, axis, 0)[1:]
            high |= np.moveaxis(here, axis, 0)[:-1]
    beside[seams.fine[dead[seams.coarse]]] = True
    beside[seams.coarse[dead[seams.fine]]] = True
    return np.flatnonzero(beside & live)


def _faces(cells: Cells, links: Links, cell: Numbers) -> tuple[Numbers, Numbers, Floats]:
    """Open faces of some cells: row of the cell, its neighbour, area over distance (m)."""
    found = []
    of = brick_of(cells.grid.bricks, cell)
    for axis in range(3):
        stride = np.array([brick.strides[axis] for brick in cells.grid.bricks])[of]
        after, before = cell + stride, np.maximum(cell - stride, 0)
        inside = cell >= stride
        for other, g in ((after, links.along[axis, cell]), (before, inside * links.along[axis, before])):
            open_ = np.flatnonzero(g > 0.0)
            found.append((open_, other[open_], g[open_]))
    row = np.full(cells.grid.count, -1)
    row[cell] = np.arange(len(cell))
    for here, there in ((links.fine, links.coarse), (links.coarse, links.fine)):
        rows = row[here]
        mine = rows >= 0
        found.append((rows[mine], there[mine], links.between[mine]))
    rows, other, g = (np.concatenate(column) for column in zip(*found, strict=True))
    return rows, other, g
