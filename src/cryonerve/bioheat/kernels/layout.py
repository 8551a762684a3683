"""A problem's arrays as the compiled loops want them: in single precision, cut into chunks.

Cells are worked on in chunks that fit a processor's cache; a chunk lies in one brick and leaves out long rows
of dead cells. Whatever needs more than the regular pass (faces between two materials or two bricks, skin,
vessels, probes) is listed per chunk, so that every chunk is written by one thread only and nothing has to be
summed up afterwards.

Conductances carry the unfrozen conductivity k_u and act on u = theta / k_u, which is T - T_body while
unfrozen. A face between two materials then needs its own formula only where something freezes.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numba.core.config import NUMBA_NUM_THREADS
from numpy.typing import NDArray

from cryonerve.bioheat.kernels.cpu_arrays import (
    Bridges,
    Cells,
    Chunks,
    Curves,
    Exchanges,
    Faces,
    Lookup,
    Shares,
    Sinks,
    Workspace,
)
from cryonerve.bioheat.problem import Floats, Problem, brick_of

__all__ = ["CHUNK", "Layout", "layout_of"]

CHUNK = 1024  # cells one thread works on at a time: their rates stay in its cache
BINS = 128  # below the liquidus; curves have about a dozen pieces
GAP = 64  # dead cells in a row that are worth leaving out
Singles = NDArray[np.float32]
Numbers = NDArray[np.int32]


class Layout:
    """Made once per problem.

    Attributes
    ----------
    count : cells, unused places counted. margin : places before the first cell and after the last.
    chunks : what is worked on.
    conductivity : (material,) unfrozen, W/m/K. pieces : as the problem's. curves : the same for the cells.
    linear : (material,) u at the liquidus, above which everything is linear; liquid : the warmest of them.
    by_enthalpy : helps to find pieces.
    """

    def __init__(self, problem: Problem) -> None:
        self.count = problem.count
        # whole cache lines of 128 bytes, so that wide loads of padded arrays begin at one
        self.margin = -(-max(brick.strides[0] for brick in problem.bricks) // 32) * 32
        self.chunks = _chunks(problem)
        self._workspace: Workspace | None = None
        self._shares: dict[int, Shares] = {}
        self.pieces = np.ascontiguousarray(problem.pieces)
        self.conductivity = np.ascontiguousarray(self.pieces[:, 0, 4])
        self.linear = self.pieces[:, 0, 3] * self.pieces[:, 0, 0]
        self.liquid = np.float32(self.linear.max())
        scaled = self.pieces.copy()
        scaled[:, :, 0] *= self.pieces[:, :1, 3]
        scaled[:, :, 3] /= self.pieces[:, :1, 3]
        scaled[:, :, (2, 4, 5)] /= self.conductivity[:, None, None]
        by_y, by_T = _lookup(scaled[:, :, 0]), _lookup(scaled[:, :, 1])
        self.by_enthalpy = _lookup(self.pieces[:, :, 0])
        self.curves = Curves(
            scaled.astype(np.float32),
            self.conductivity.astype(np.float32),
            self.linear.astype(np.float32),
            by_T.top.astype(np.float32),
            np.array([problem.body_temperature], np.float32),
            by_y.bins_per_unit.astype(np.float32),
            by_y.start,
            by_T.bins_per_unit.astype(np.float32),
            by_T.start,
        )
        material = np.ascontiguousarray(problem.material, dtype=np.int32)
        a, b = problem.face_a, problem.face_b
        k_a, k_b = self.conductivity[material[a]], self.conductivity[material[b]]
        warm = problem.face_g * 2.0 * k_a * k_b / (k_a + k_b)
        along = _axis_of_faces(problem)
        self.cells = self._cells(problem, material, warm, along)
        self.bridges = self._bridges(a[along < 0], b[along < 0], warm[along < 0])
        self.exchanges = self._exchanges(problem, material)
        order, start = self._by_chunk(problem.sink_cell)
        self.sinks = Sinks(
            start,
            problem.sink_cell[order].astype(np.int32),
            problem.sink_probe[order].astype(np.int32),
            problem.sink_g[order],
            problem.films[order],
        )
        self._between = problem.face_a, problem.face_b, problem.face_g, warm

    def workspace(self) -> Workspace:
        """Arrays for a step; made at the first."""
        if self._workspace is None:
            wide, chunks = self.count + 2 * self.margin, len(self.chunks.start)
            start, first, y, y_next, cold, cold_next = (np.zeros(self.count, np.float32) for _ in range(6))
            u, u_next = (np.zeros(wide, np.float32) for _ in range(2))
            cool, cool_next = (np.zeros(chunks, np.bool_) for _ in range(2))
            rates = np.zeros((NUMBA_NUM_THREADS, CHUNK), np.float32)
            walls, heat = (np.zeros(len(self.sinks.cell)) for _ in range(2))
            fields = (start, first, y, y_next, u, u_next, cold, cold_next)
            self._workspace = Workspace(*fields, cool, cool_next, np.zeros((chunks, 3)), walls, heat, rates)
        return self._workspace

    def _chunk_of(self, cell: NDArray[np.integer]) -> NDArray[np.int64]:
        """Chunk in which each live cell lies."""
        return np.searchsorted(self.chunks.start, cell, side="right") - 1

    def _by_chunk(self, cell: NDArray[np.integer]) -> tuple[NDArray[np.int64], Numbers]:
        """Order that brings the cells of a chunk together, and where each chunk begins."""
        order = np.argsort(cell, kind="stable")
        edges = np.append(self.chunks.start, self.count)
        return order, np.searchsorted(cell[order], edges).astype(np.int32)

    def _cells(self, problem: Problem, material: Numbers, warm: Floats, along: NDArray[np.int8]) -> Cells:
        single, inverse = np.float32, problem.inverse_volume
        slope = self.pieces[:, 0, 3]
        # blood that flows on also warms frozen cells, which are not linear: these few are listed
        flows = np.isneginf(problem.flow_above) & (problem.flow > 0.0)
        awake = np.where(flows, 0.0, problem.flow)
        volume = np.divide(1.0, inverse, out=np.zeros(self.count), where=inverse > 0.0)
        conductances = []
        for axis, g in enumerate((problem.gx, problem.gy, problem.gz)):
            padded = np.zeros(self.margin + self.count, dtype=single)
            padded[self.margin :] = g * self.conductivity[material]
            mine = along == axis
            padded[self.margin + problem.face_a[mine]] = warm[mine]
            conductances.append(padded)
        return Cells(
            material.astype(np.uint16),
            slope.astype(single)[material],
            (inverse * slope[material]).astype(single),
            (awake[material] * volume).astype(single),
            (problem.metabolism[material] * volume).astype(single),
            (problem.flow_above * slope).astype(single)[material],
            *conductances,
        )

    @cached_property
    def faces(self) -> Faces:
        """Faces between two materials, each listed for both of its cells."""
        return self._faces(once=False)

    @cached_property
    def joints(self) -> Faces:
        """The same, but those with both cells in one chunk listed once."""
        return self._faces(once=True)

    def shares(self, threads: int) -> Shares:
        """Each thread's part of every brick in one piece: all have ice, and mostly their own neighbours."""
        if threads not in self._shares:
            mine: list[list[int]] = [[] for _ in range(threads)]
            for first, stop in pairwise(self.chunks.of_brick.tolist()):
                edges = np.linspace(first, stop, threads + 1).astype(int).tolist()
                for thread, (low, high) in enumerate(pairwise(edges)):
                    mine[thread] += range(low, high)
            first_of = np.cumsum([0, *(len(part) for part in mine)])
            self._shares[threads] = Shares(first_of, np.array([n for part in mine for n in part], np.int64))
        return self._shares[threads]

    def _faces(self, *, once: bool) -> Faces:
        face_a, face_b, face_g, warm = self._between
        material = self.cells.material
        unlike = material[face_a] != material[face_b]
        a, b = face_a[unlike], face_b[unlike]
        liquid = np.maximum(self.linear[material[a]], self.linear[material[b]])
        here, there = np.concatenate([a, b]), np.concatenate([b, a])
        of, to = self._chunk_of(here), self._chunk_of(there)
        count = len(self.chunks.start)
        pairs = np.unique((of * count + to)[of != to])  # one number for both chunks
        listed = np.flatnonzero((of != to) | (here < there) | (not once))
        order, start = self._by_chunk(here[listed])
        order = listed[order]
        twice = order % max(len(a), 1)
        return Faces(
            start,
            here[order].astype(np.uint32),
            there[order].astype(np.uint32),
            face_g[unlike][twice].astype(np.float32),
            warm[unlike][twice].astype(np.float32),
            liquid[twice].astype(np.float32),
            np.searchsorted(pairs // count, np.arange(count + 1)).astype(np.int32),
            (pairs % count).astype(np.int32),
        )

    def _bridges(self, a: NDArray[np.int64], b: NDArray[np.int64], warm: Floats) -> Bridges:
        here, there = np.concatenate([a, b]), np.concatenate([b, a])
        order, start = self._by_chunk(here)
        return Bridges(
            start,
            here[order].astype(np.uint32),
            there[order].astype(np.uint32),
            warm[order % max(len(a), 1)].astype(np.float32),
        )

    def sharing(self, share: Singles) -> Exchanges:
        """Exchanges with what is left of blood flow: `share` (cell,), or (1,) for everywhere alike."""
        if len(share) == 1 and share[0] == 1.0:
            return self.exchanges
        here = share[self.exchanges.cell] if len(share) > 1 else share
        left = np.where(self.exchanges.vessel, here, np.float32(1.0))
        return self.exchanges._replace(conductance=self.exchanges.conductance * left)

    def _exchanges(self, problem: Problem, material: Numbers) -> Exchanges:
        inverse = problem.inverse_volume
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


def _chunks(problem: Problem) -> Chunks:
    """Live cells of every brick in pieces of up to CHUNK."""
    rows: list[tuple[int, int, int, int]] = []
    of_brick = []
    for brick in problem.bricks:
        of_brick.append(len(rows))
        live = brick.first + np.flatnonzero(problem.live[brick.cells])
        if not len(live):
            continue
        after = np.flatnonzero(np.diff(live) > GAP)
        starts, stops = live[np.append(0, after + 1)], live[np.append(after, len(live) - 1)] + 1
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
            edges = np.linspace(start, stop, -(-(stop - start) // CHUNK) + 1).astype(int).tolist()
            rows += [(low, high, *brick.strides[:2]) for low, high in pairwise(edges)]
    table = np.array(rows, np.int64).reshape(-1, 4)
    start, stop, stride_x, stride_y = (np.ascontiguousarray(column) for column in table.T)
    return Chunks(start, stop, stride_x, stride_y, np.array([*of_brick, len(rows)], np.int64))


def _lookup(cold_ends: Floats) -> Lookup:
    """Bins from the liquidus to the last knot, over the cold ends (material, piece) of all pieces."""
    top, bottom = cold_ends[:, 0].copy(), cold_ends.min(axis=1, keepdims=True)
    inner = np.where(cold_ends > bottom, cold_ends, np.inf).min(axis=1)  # the last piece ends nowhere
    per_unit = BINS / np.where(inner < top, top - inner, 1.0)
    edges = top[:, None] - (np.arange(BINS) - 0.01) / per_unit[:, None]
    start = (edges[:, :, None] < cold_ends[:, None, :]).sum(axis=2)
    return Lookup(top, per_unit, np.minimum(start, cold_ends.shape[1] - 1).astype(np.uint8))


def _axis_of_faces(problem: Problem) -> NDArray[np.int8]:
    """Axis along which each listed face leads from a cell to the next one of its brick; -1 for none."""
    of_a = brick_of(problem.bricks, problem.face_a)
    within = of_a == brick_of(problem.bricks, problem.face_b)
    step = np.where(within, problem.face_b - problem.face_a, 0)
    axis_of = np.full(len(step), -1, np.int8)
    for axis in range(3):
        stride = np.array([brick.strides[axis] if brick.shape[axis] > 1 else -1 for brick in problem.bricks])
        axis_of[(axis_of < 0) & (step == stride[of_a])] = axis
    return axis_of


_LAYOUTS: WeakKeyDictionary[Problem, Layout] = WeakKeyDictionary()


def layout_of(problem: Problem) -> Any:
    """The problem's layout, kept as long as the problem lives."""
    if problem not in _LAYOUTS:
        _LAYOUTS[problem] = Layout(problem)
    return _LAYOUTS[problem]
