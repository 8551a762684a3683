"""What the GPU holds: arrays of a problem, the fields of a step, and what crosses the boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.chain import links_in
from cryonerve.bioheat.kernels.layout import Layout
from cryonerve.bioheat.problem import Problem

__all__ = [
    "DEAD", "FIRST", "PART", "STOP", "SX", "SY", "Cells", "Listed", "Materials", "Tally", "Work",
    "cells_of", "chunks_of", "listed_of", "materials_of", "places_of",
]  # fmt: skip

DEAD = -(2**31)  # in place of a row of pieces
FIRST, STOP, SX, SY, PART = 0, 1, 2, 3, 4  # columns of the chunks; SX and SY also of the bricks
LOOKED_UP = 0.2  # of a turn
LINE = 32  # cells of a line of the device's memory


class Cells(NamedTuple):
    """One number a cell, flat.

    Attributes
    ----------
    material : row of pieces; -1 - row for listed cells, DEAD for cells that take no part and unused places.
    inverse_volume : 1/m3.
    x, y, z : conductance (W/K, unfrozen) to the next cell along each axis, with a margin in front: one stride
        further left is the conductance to the cell before, which is 0 in unused places.
    bricks : (brick, 4) first cell, the one after the last, strides along x and y. margin : places.
    chunks : (chunk, 5) the same for rows of cells that hold live ones, and the part of the problem they
        belong to; blocks share them out, so that all bricks are worked on at once.
    """

    material: Any
    inverse_volume: Any
    x: Any
    y: Any
    z: Any
    bricks: Any
    chunks: Any
    margin: Any


class Materials(NamedTuple):
    """One row a material, beside the curves in single precision that the compiled loops of the CPU have too.

    Attributes
    ----------
    pieces : as in `Problem`. slope : 1 / heat capacity above the first knot. conductivity : there, W/m/K.
    decay : perfusion over heat capacity, 1/s. metabolism : W/m3. above : enthalpy above which both act.
    """

    pieces: Any
    slope: Any
    conductivity: Any
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
    sink_cell, sink_probe, gamma, film : cells beside a probe, as in `layout.Sinks`.
    of_probe : (probe + 1,) first of each probe's rows in `by_probe`, which tells their rows in the above.
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
    sink_probe: Any
    gamma: Any
    film: Any
    of_probe: Any
    by_probe: Any


class Work(NamedTuple):
    """The fields of a step, single precision, all in one array: one address serves them all.

    Attributes
    ----------
    fields : flat. The rest tells where in it each begins.
    start : enthalpy at the beginning. one, two : of the stages; after an odd number of them `one` is the end.
        All three are alike where no live cell is.
    first_rate : dh/dt at the beginning. u, v : potentials over k_u, with the margin at both ends; 0 for ever
        where no live cell is. cold, colder : degC of cells below their liquidus.
    nadir : coldest degC at the ends of steps; empty where nobody asks.
    """

    fields: Any
    start: Any
    one: Any
    two: Any
    first_rate: Any
    u: Any
    v: Any
    cold: Any
    colder: Any
    nadir: Any


def places_of(layout: Layout) -> tuple[int, tuple[np.uint32, ...]]:
    """Numbers that `Work.fields` holds, and where the eight of them begin."""
    pitch = -(-layout.count // LINE) * LINE
    u = 4 * pitch + layout.margin
    v = u + pitch + 2 * layout.margin
    cold = v + pitch + layout.margin
    places = (0, pitch, 2 * pitch, 3 * pitch, u, v, cold, cold + pitch)
    return cold + 2 * pitch, tuple(np.uint32(place) for place in places)


class Tally(NamedTuple):
    """What crosses the boundaries, in double precision, and what was seen at the end of each step.

    Attributes
    ----------
    heat : (sink,) W from a probe into each cell beside it, at the last stage. given : (sink,) J of all
        stages. walls : (sink,) degC of the wall behind the film. blocks : (block, 2) J through skin, from
        blood.
    result : J through skin, from blood; then for all probes J taken, W at the last stage, and degC.
    seen : (step, part, 2) coldest and warmest cell, degC; -inf for the coldest where one is no number.
    """

    heat: Any
    given: Any
    walls: Any
    blocks: Any
    result: Any
    seen: Any


def chunks_of(
    layout: Layout, sizes: Sequence[int], parts: Sequence[int], *, threads: int, blocks: int
) -> NDArray[np.uint32]:
    """Rows of `Cells.chunks`, of up to that one of the `sizes` with which the busiest block is done first.

    Parameters
    ----------
    parts : first place of each part of the problem. threads, blocks : of a block, and their number.

    Long rows of dead cells are left out, as `layout` does; what follows on one another is cut anew.
    """
    given = layout.chunks
    of_brick = np.repeat(np.arange(len(given.of_brick) - 1), np.diff(given.of_brick))
    new = np.ones(len(given.start), bool)
    new[1:] = (given.start[1:] != given.stop[:-1]) | (np.diff(of_brick) > 0)
    first = np.flatnonzero(new)
    stop = given.stop[np.append(first[1:], len(new)) - 1]
    start = np.maximum(given.start[first] // LINE * LINE, np.append(0, stop[:-1]))
    part = np.searchsorted(parts, given.start[first], side="right") - 1
    runs = np.stack([start, stop, given.stride_x[first], given.stride_y[first], part], axis=1)
    cut = [_cut(runs, size) for size in sizes]
    return min(cut, key=lambda rows: _longest(rows, threads, blocks)).astype(np.uint32)


def _cut(runs: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Rows of up to `size` cells."""
    pieces = -(-(runs[:, STOP] - runs[:, FIRST]) // size)
    rows = np.repeat(runs, pieces, axis=0)
    number = np.arange(len(rows)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    rows[:, FIRST] += number * size
    rows[:, STOP] = np.minimum(rows[:, FIRST] + size, rows[:, STOP])
    return rows


def _longest(rows: NDArray[np.int64], threads: int, blocks: int) -> float:
    """Turns of the busiest block, to which every chunk adds the time that looking it up takes."""
    turns = -(-(rows[:, STOP] - rows[:, FIRST]) // threads) + LOOKED_UP
    return float(np.bincount(np.arange(len(rows)) % blocks, turns).max(initial=0.0))


def listed_of(problem: Problem, layout: Layout, probes: int) -> Listed:
    """Cells with more than like neighbours, and what they have."""
    faces, bridges, exchanges, sinks = layout.faces, layout.bridges, layout.exchanges, layout.sinks
    busy = layout.order.busy
    brick = np.searchsorted([one.stop for one in problem.bricks], busy.cell, side="right")
    by_probe = np.argsort(sinks.probe, kind="stable")
    of_probe = np.searchsorted(sinks.probe[by_probe], np.arange(probes + 1))

    unsigned = np.uint32
    return Listed(
        busy.cell.astype(unsigned), brick.astype(unsigned), *busy[1:],
        faces.there.astype(unsigned), faces.geometric, faces.warm, faces.liquid,
        bridges.there.astype(unsigned), bridges.warm,
        exchanges.conductance, exchanges.outside + np.float32(problem.body_temperature), exchanges.vessel,
        sinks.cell.astype(unsigned), sinks.probe, sinks.gamma, sinks.film,
        of_probe.astype(np.int32), by_probe.astype(np.int32),
    )  # fmt: skip


def cells_of(
    problem: Problem, layout: Layout, listed: NDArray[np.int32], chunks: NDArray[np.uint32]
) -> Cells:
    """All places; `listed` are those of `listed_of`, `chunks` those of `chunks_of`."""
    material, inverse = np.full(layout.count, DEAD, np.int32), np.zeros(layout.count, np.float32)
    dead: dict[int, NDArray[np.int64]] = {}
    for link in links_in(problem):
        part, mine = link.problem, material[link.cells]
        volumes = part.inverse_volume
        if id(volumes) not in dead:  # joined problems often share their cells
            dead[id(volumes)] = np.flatnonzero(volumes <= 0.0)
        inverse[link.cells] = volumes
        np.add(part.material, np.int32(link.materials.start), out=mine)
        mine[dead[id(volumes)]] = DEAD
    material[listed] = -1 - material[listed]
    bricks = [(brick.first, brick.stop, *brick.strides[:2]) for brick in problem.bricks]
    x, y, z = layout.conductances()
    return Cells(
        material,
        inverse,
        x,
        y,
        z,
        np.array(bricks, np.uint32),
        chunks,
        np.uint32(layout.margin),
    )


def materials_of(problem: Problem, layout: Layout) -> Materials:
    """A row for each material."""
    slope, single = problem.pieces[:, 0, 3], np.float32
    flows = np.isneginf(problem.flow_above) & (problem.flow > 0.0)  # these cells are listed as vessels
    return Materials(
        problem.pieces,
        slope.astype(single),
        layout.conductivity,
        np.where(flows, 0.0, problem.flow * slope).astype(single),
        problem.metabolism.astype(single),
        problem.flow_above.astype(single),
    )
