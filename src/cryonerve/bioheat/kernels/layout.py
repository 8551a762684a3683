"""A problem's arrays as the compiled loops want them: flat, in single precision, cut into chunks.

Cells are worked on in chunks that fit a processor's cache. Whatever needs more than the regular pass (faces
between two materials, skin, vessels, probes) is listed per chunk, so that every chunk is written by one
thread only and nothing has to be summed up afterwards.

Conductances carry the unfrozen conductivity k_u and act on u = theta / k_u, which is T - T_body while
unfrozen. A face between two materials then needs its own formula only where something freezes.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.problem import Floats, Problem

__all__ = ["CHUNK", "Cells", "Exchanges", "Faces", "Layout", "Sinks", "layout_of"]

CHUNK = 1024  # cells one thread works on at a time: their rates stay in its cache
Singles = NDArray[np.float32]
Numbers = NDArray[np.int32]


class Cells(NamedTuple):
    """One number a cell, flat.

    Attributes
    ----------
    material : row of pieces. slope : 1 / unfrozen heat capacity. inverse_volume : 0 in dead cells.
    decay : perfusion of the cell over its heat capacity, m3/s. supply : metabolism, W. above : enthalpy above
        which both act.
    x, y, z : conductance (W/K, unfrozen) to the next cell along each axis, with a margin of one stride in
        front: the same array seen from further left is the conductance to the cell before.
    """

    material: Numbers
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
    start : (chunk + 1,) first face of each chunk. here, there : flat cell numbers.
    geometric : area over distance, m. warm : conductance W/K while unfrozen. liquid : u below which one of
        the two freezes.
    beside_start, beside : other chunks that share a face with each chunk.
    """

    start: Numbers
    here: Numbers
    there: Numbers
    geometric: Singles
    warm: Singles
    liquid: Singles
    beside_start: Numbers
    beside: Numbers


class Exchanges(NamedTuple):
    """Cells that exchange heat with something at one temperature: skin with air, vessels with blood.

    Attributes
    ----------
    start : (chunk + 1,). cell : flat number. conductance : W/K. outside : K above body temperature.
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
    start : (chunk + 1,). cell : flat number. probe : its number. gamma : m. film : W/K, inf for none.
    """

    start: Numbers
    cell: Numbers
    probe: Numbers
    gamma: Floats
    film: Floats


class Layout:
    """Made once per problem.

    Attributes
    ----------
    count, chunks : number of cells and of chunks. strides : cells to the next one along each axis.
    conductivity, inverse_conductivity : (material,) unfrozen, W/m/K, and one over it.
    liquid : u below which some material freezes. alive : chunks with a cell that takes part.
    """

    def __init__(self, problem: Problem) -> None:
        ni, nj, nk = problem.shape
        self.count = ni * nj * nk
        self.strides = (nj * nk, nk, 1)
        self.chunks = (self.count + CHUNK - 1) // CHUNK
        self.pieces = np.ascontiguousarray(problem.pieces)
        self.conductivity = np.ascontiguousarray(self.pieces[:, 0, 4])
        self.inverse_conductivity = (1.0 / self.conductivity).astype(np.float32)
        slope = self.pieces[:, 0, 3]
        material = np.ascontiguousarray(problem.material, dtype=np.int32).ravel()
        self.faces, joined = self._faces(problem, material)
        self.cells = self._cells(problem, material, slope, joined)
        self.exchanges = self._exchanges(problem, material)
        order, start = self._by_chunk(problem.sink_cell)
        self.sinks = Sinks(
            start,
            problem.sink_cell[order].astype(np.int32),
            problem.sink_probe[order].astype(np.int32),
            problem.sink_g[order],
            problem.films[order],
        )
        some = np.add.reduceat(problem.inverse_volume.ravel() > 0.0, np.arange(self.chunks) * CHUNK)
        self.alive = np.flatnonzero(some > 0).astype(np.int32)
        self.liquid = np.float32((slope * self.pieces[:, 0, 0]).max())

    def _by_chunk(self, cell: NDArray[np.integer]) -> tuple[NDArray[np.int64], Numbers]:
        """Order that brings the cells of a chunk together, and where each chunk begins."""
        order = np.argsort(cell, kind="stable")
        edges = np.arange(self.chunks + 1) * CHUNK
        return order, np.searchsorted(cell[order], edges).astype(np.int32)

    def _cells(self, problem: Problem, material: Numbers, slope: Floats, joined: list[Floats]) -> Cells:
        single, inverse = np.float32, problem.inverse_volume.ravel()
        alive = inverse > 0.0
        # blood that flows on also warms frozen cells, which are not linear: these few are listed
        flows = np.isneginf(problem.flow_above) & (problem.flow > 0.0)
        awake = np.where(flows, 0.0, problem.flow * slope)
        volume = np.divide(1.0, inverse, out=np.zeros(self.count), where=alive)
        conductances = []
        for axis, (g, more) in enumerate(zip((problem.gx, problem.gy, problem.gz), joined, strict=True)):
            stride = self.strides[axis]
            padded = np.zeros(stride + self.count, dtype=single)
            inner = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
            padded[stride:].reshape(problem.shape)[inner] = g * self.conductivity[problem.material[inner]]
            padded[stride:] += more.astype(single)
            conductances.append(padded)
        return Cells(
            material,
            slope.astype(single)[material],
            inverse.astype(single),
            (awake[material] * volume).astype(single),
            (problem.metabolism[material] * volume).astype(single),
            problem.flow_above.astype(single)[material],
            *conductances,
        )

    def _faces(self, problem: Problem, material: Numbers) -> tuple[Faces, list[Floats]]:
        """Faces between materials, and what they add to the regular conductances of each axis."""
        a, b, g = problem.face_a, problem.face_b, problem.face_g
        k_a, k_b = self.conductivity[material[a]], self.conductivity[material[b]]
        warm = g * 2.0 * k_a * k_b / (k_a + k_b)
        joined: list[Floats] = []
        for stride, cells in zip(self.strides, problem.shape, strict=True):
            mine = (b - a == stride) & (cells > 1)
            joined.append(np.bincount(a[mine], warm[mine], self.count).astype(float))
        knots = self.pieces[:, 0, 3] * self.pieces[:, 0, 0]
        liquid = np.maximum(knots[material[a]], knots[material[b]])
        here, there = np.concatenate([a, b]), np.concatenate([b, a])
        order, start = self._by_chunk(here)
        of, to = here // CHUNK, there // CHUNK
        pairs = np.unique(np.stack([of[of != to], to[of != to]], axis=1), axis=0)
        twice = order % max(len(a), 1)
        faces = Faces(
            start,
            here[order].astype(np.int32),
            there[order].astype(np.int32),
            g[twice].astype(np.float32),
            warm[twice].astype(np.float32),
            liquid[twice].astype(np.float32),
            np.searchsorted(pairs[:, 0], np.arange(self.chunks + 1)).astype(np.int32),
            np.ascontiguousarray(pairs[:, 1]).astype(np.int32),
        )
        return faces, joined

    def sharing(self, share: Singles) -> Exchanges:
        """Exchanges with what is left of blood flow: `share` (cell,), or (1,) for everywhere alike."""
        here = share[self.exchanges.cell] if len(share) > 1 else share
        left = np.where(self.exchanges.vessel, here, np.float32(1.0))
        return self.exchanges._replace(conductance=self.exchanges.conductance * left)

    def _exchanges(self, problem: Problem, material: Numbers) -> Exchanges:
        inverse = problem.inverse_volume.ravel()
        flows = np.isneginf(problem.flow_above) & (problem.flow > 0.0)
        vessel = np.flatnonzero(flows[material] & (inverse > 0.0))
        cell = np.concatenate([problem.film_cell, vessel])
        conductance = np.concatenate([problem.film_g, problem.flow[material[vessel]] / inverse[vessel]])
        blood = np.repeat([False, True], [len(problem.film_cell), len(vessel)])
        order, start = self._by_chunk(cell)
        outside = np.where(blood, 0.0, problem.film_temperature - problem.body_temperature)
        return Exchanges(
            start,
            cell[order].astype(np.int32),
            conductance[order].astype(np.float32),
            outside[order].astype(np.float32),
            blood[order],
        )


_LAYOUTS: WeakKeyDictionary[Problem, Layout] = WeakKeyDictionary()


def layout_of(problem: Problem) -> Any:
    """The problem's layout, kept as long as the problem lives."""
    if problem not in _LAYOUTS:
        _LAYOUTS[problem] = Layout(problem)
    return _LAYOUTS[problem]
