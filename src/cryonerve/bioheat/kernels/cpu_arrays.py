"""What the compiled loops work on: named arrays, made by `layout`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.problem import Floats

__all__ = [
    "Bridges",
    "Cells",
    "Chunks",
    "Curves",
    "Exchanges",
    "Faces",
    "Lookup",
    "Shares",
    "Sinks",
    "Workspace",
]

Singles = NDArray[np.float32]
Numbers = NDArray[np.int32]


class Chunks(NamedTuple):
    """Pieces of bricks that hold live cells: from `start` to `stop`, strides of their brick along x and y.

    `of_brick` : (brick + 1,) first chunk of each brick.
    """

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    stride_x: NDArray[np.int64]
    stride_y: NDArray[np.int64]
    of_brick: NDArray[np.int64]


class Shares(NamedTuple):
    """Which chunks each of some threads works on: chunk[first[thread] : first[thread + 1]]."""

    first: NDArray[np.int64]
    chunk: NDArray[np.int64]


class Cells(NamedTuple):
    """One number a cell, flat.

    Attributes
    ----------
    material : row of pieces. slope : 1 / unfrozen heat capacity. inverse_volume : slope over volume, 0 where
        dead.
    decay : perfusion of the cell, W/K. supply : metabolism, W. above : y above which both act.
    x, y, z : conductance (W/K, unfrozen) to the next cell along each axis, with a margin in front: the same
        array seen from one stride further left is the conductance to the cell before.
    """

    material: NDArray[np.uint16]
    slope: Singles
    inverse_volume: Singles
    decay: Singles
    supply: Singles
    above: Singles
    x: Singles
    y: Singles
    z: Singles


class Faces(NamedTuple):
    """Faces between two materials, each listed for both of its cells, ordered by the chunk of `here`.

    Attributes
    ----------
    start : (chunk + 1,) first face of each chunk. here, there : cell numbers.
    geometric : area over distance, m. warm : conductance W/K while unfrozen. liquid : u below which one of
        the two freezes.
    beside_start, beside : other chunks that share a face with each chunk.
    """

    start: Numbers
    here: NDArray[np.uint32]
    there: NDArray[np.uint32]
    geometric: Singles
    warm: Singles
    liquid: Singles
    beside_start: Numbers
    beside: Numbers


class Bridges(NamedTuple):
    """Faces from one brick to another, each listed for both of its cells, ordered by the chunk of `here`.

    Attributes
    ----------
    start : (chunk + 1,). here, there : cell numbers. warm : conductance W/K while unfrozen.
    """

    start: Numbers
    here: NDArray[np.uint32]
    there: NDArray[np.uint32]
    warm: Singles


class Exchanges(NamedTuple):
    """Cells that exchange heat with something at one temperature: skin with air, vessels with blood.

    Attributes
    ----------
    start : (chunk + 1,). cell : number. conductance : W/K. outside : K above body temperature.
    vessel : True for blood.
    """

    start: Numbers
    cell: Numbers
    conductance: Singles
    outside: Singles
    vessel: NDArray[np.bool_]


class Sinks(NamedTuple):
    """Cells beside a probe, ordered by chunk.

    Attributes
    ----------
    start : (chunk + 1,). cell : number. probe : its number. gamma : m. film : W/K, inf for none.
    """

    start: Numbers
    cell: Numbers
    probe: Numbers
    gamma: Floats
    film: Floats


class Lookup(NamedTuple):
    """Where to begin looking for the piece of a value: equal bins below the liquidus, for each material.

    Attributes
    ----------
    top, bins_per_unit : (material,) value at the liquidus, and bins per J/m3 or per degC below it.
    start : (material, bin) number of the warmest piece that reaches into the bin.
    """

    top: Floats
    bins_per_unit: Floats
    start: NDArray[np.uint8]


class Curves(NamedTuple):
    """Curves of all materials in single precision, in kelvins, and where to begin looking for a piece.

    Attributes
    ----------
    pieces : (material, piece, 6) as in `Problem`, with y in place of the enthalpy and u in place of theta.
    conductivity : (material,) unfrozen, W/m/K. linear, liquidus : (material,) y and u, and degC, at the
        liquidus, above which everything is linear. body : (1,) degC.
    bins_y, bins_degrees : (material,) bins of y and of temperature per K below the liquidus.
    start_y, start_degrees : (material, bin) number of the warmest piece that reaches into the bin.
    """

    pieces: Singles
    conductivity: Singles
    linear: Singles
    liquidus: Singles
    body: Singles
    bins_y: Singles
    start_y: NDArray[np.uint8]
    bins_degrees: Singles
    start_degrees: NDArray[np.uint8]


class Workspace(NamedTuple):
    """Arrays a step works in, kept from step to step.

    Attributes
    ----------
    start, first : (cell,) y before the step and its first rate. y, y_next : (cell,) where a chunk is cool.
    u, u_next : (margin + cell + margin,). cold, cold_next : (cell,) degC where it is below the liquidus.
    cool, cool_next : (chunk,) holds something below the warmest liquidus. totals : (chunk, 3) W.
    walls, heat : (sink,) degC of the wall behind the film, a guess for the next time; W from the probe.
    rates : (thread, CHUNK) W.
    """

    start: Singles
    first: Singles
    y: Singles
    y_next: Singles
    u: Singles
    u_next: Singles
    cold: Singles
    cold_next: Singles
    cool: NDArray[np.bool_]
    cool_next: NDArray[np.bool_]
    totals: Floats
    walls: Floats
    heat: Floats
    rates: Singles
