"""What the GPU holds: arrays of a problem, the fields of a step, and what crosses the boundaries."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.kernels.layout import Layout
from cryonerve.bioheat.problem import Problem

__all__ = [
    "DEAD", "FIRST", "STOP", "SX", "SY", "Cells", "Listed", "Materials", "Tally", "Work",
    "cells_of", "listed_of", "materials_of",
]  # fmt: skip

DEAD = -(2**31)  # in place of a row of pieces
FIRST, STOP, SX, SY = 0, 1, 2, 3  # columns of the bricks


class Cells(NamedTuple):
    """One number a cell, flat.

    Attributes
    ----------
    material : row of pieces; -1 - row for listed cells, DEAD for cells that take no part and unused places.
    inverse_volume : 1/m3.
    x, y, z : conductance (W/K, unfrozen) to the next cell along each axis, with a margin in front: one stride
        further left is the conductance to the cell before, which is 0 in unused places.
    bricks : (brick, 4) first cell, the one after the last, strides along x and y. margin : places.
    """

    material: Any
    inverse_volume: Any
    x: Any
    y: Any
    z: Any
    bricks: Any
    margin: Any


class Materials(NamedTuple):
    """One row a material: `pieces` as in `Problem`, the rest above the first knot.

    Attributes
    ----------
    slope : 1 / heat capacity. top : enthalpy at the first knot. inverse_k : 1 / conductivity, m K/W.
    decay : perfusion over heat capacity, 1/s. metabolism : W/m3. above : enthalpy above which both act.
    """

    pieces: Any
    slope: Any
    top: Any
    inverse_k: Any
    decay: Any
    metabolism: Any
    above: Any


class Listed(NamedTuple):
    """Cells that exchange heat with more than six like neighbours, in order of their numbers.

    Attributes
    ----------
    cell, brick : its number, and its brick's.
    face, bridge, exchange, sink : (cell + 1,) first row of each cell in what follows.
    there, geometric, warm, liquid : faces between two materials, as in `layout.Faces`.
    far, bridge_warm : faces to other bricks, as in `layout.Bridges`.
    conductance, outside, vessel : W/K to air or blood, its degC, True for blood.
    sink_cell, probe, gamma, film : cells beside a probe, as in `layout.Sinks`.
    """

    cell: Any
    brick: Any
    face: Any
    bridge: Any
    exchange: Any
    sink: Any
    there: Any
    geometric: Any
    warm: Any
    liquid: Any
    far: Any
    bridge_warm: Any
    conductance: Any
    outside: Any
    vessel: Any
    sink_cell: Any
    probe: Any
    gamma: Any
    film: Any


class Work(NamedTuple):
    """The fields of a step, flat, single precision.

    Attributes
    ----------
    start : enthalpy at the beginning. one, two : of the stages; after an odd number of them `one` is the end.
    first_rate : dh/dt at the beginning. u, v : potentials over k_u, with the margin at both ends; 0 for ever
        where no live cell is.
    """

    start: Any
    one: Any
    two: Any
    first_rate: Any
    u: Any
    v: Any


class Tally(NamedTuple):
    """What crosses the boundaries, double precision.

    Attributes
    ----------
    heat : (sink,) W from a probe into each cell beside it. blocks : (block, 2) J through skin, from blood.
    result : J through skin, from blood; then for all probes J taken, W at the last stage, and degC.
    """

    heat: Any
    blocks: Any
    result: Any


def listed_of(problem: Problem, layout: Layout) -> Listed:
    """Cells with more than like neighbours, and what they have."""
    faces, bridges, exchanges, sinks = layout.faces, layout.bridges, layout.exchanges, layout.sinks
    cell = np.unique(np.concatenate([faces.here, bridges.here, exchanges.cell, sinks.cell])).astype(np.int32)
    edges = np.append(cell, layout.count)
    brick = np.searchsorted([one.stop for one in problem.bricks], cell, side="right")
    outside = np.where(exchanges.vessel, problem.body_temperature, problem.film_temperature)

    def first(of: NDArray[np.integer]) -> NDArray[np.int32]:
        return np.searchsorted(of, edges).astype(np.int32)

    return Listed(
        cell, brick.astype(np.int32),
        first(faces.here), first(bridges.here), first(exchanges.cell), first(sinks.cell),
        faces.there.astype(np.int32), faces.geometric, faces.warm, faces.liquid,
        bridges.there.astype(np.int32), bridges.warm,
        exchanges.conductance, outside.astype(np.float32), exchanges.vessel,
        sinks.cell, sinks.probe, sinks.gamma, sinks.film,
    )  # fmt: skip


def cells_of(problem: Problem, layout: Layout, listed: NDArray[np.int32]) -> Cells:
    """All places; `listed` are those of `listed_of`."""
    cells, material = layout.cells, layout.cells.material.astype(np.int32)
    material[~problem.live] = DEAD
    material[listed] = -1 - material[listed]
    bricks = [(brick.first, brick.stop, *brick.strides[:2]) for brick in problem.bricks]
    return Cells(
        material,
        problem.inverse_volume.astype(np.float32),
        cells.x,
        cells.y,
        cells.z,
        np.array(bricks, np.uint64),
        np.uint64(layout.margin),
    )


def materials_of(problem: Problem, layout: Layout) -> Materials:
    """A row for each material."""
    slope, single = problem.pieces[:, 0, 3], np.float32
    flows = np.isneginf(problem.flow_above) & (problem.flow > 0.0)  # these cells are listed as vessels
    return Materials(
        problem.pieces,
        slope.astype(single),
        problem.pieces[:, 0, 0].astype(single),
        (1.0 / layout.conductivity).astype(single),
        np.where(flows, 0.0, problem.flow * slope).astype(single),
        problem.metabolism.astype(single),
        problem.flow_above.astype(single),
    )
