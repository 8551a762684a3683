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
from weakref import WeakKeyDictionary, ref

import numpy as np
from numba.core.config import NUMBA_NUM_THREADS
from numpy.typing import NDArray

from cryonerve.bioheat.chain import behind, links_in
from cryonerve.bioheat.kernels.cpu_arrays import (
    Bridges,
    Cells,
    Curves,
    Exchanges,
    Faces,
    Lookup,
    Shares,
    Sinks,
    Workspace,
)
from cryonerve.bioheat.kernels.ordering import CHUNK, Listing, order_of
from cryonerve.bioheat.problem import Floats, Problem

__all__ = ["Layout", "layout_of"]

BINS = 128  # below the liquidus; curves have about a dozen pieces
Singles = NDArray[np.float32]


class Layout:
    """Made once per problem.

    Attributes
    ----------
    count : cells, unused places counted. margin : places before the first cell and after the last.
    chunks : what is worked on.
    conductivity : (material,) unfrozen, W/m/K. pieces : as the problem's. order : of all that is listed.
    linear : (material,) u at the liquidus, above which everything is linear; liquid : the warmest of them.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = ref(problem)
        self.order = order_of(problem)
        self.count = problem.count
        # whole cache lines of 128 bytes, so that wide loads of padded arrays begin at one
        self.margin = -(-max(brick.strides[0] for brick in problem.bricks) // 32) * 32
        self.chunks = self.order.chunks
        self._workspace: Workspace | None = None
        self._shares: dict[int, Shares] = {}
        self.pieces = np.ascontiguousarray(problem.pieces)
        self.conductivity = np.ascontiguousarray(self.pieces[:, 0, 4])
        self.linear = self.pieces[:, 0, 3] * self.pieces[:, 0, 0]
        self.liquid = np.float32(self.linear.max())
        rows = self.order.sinks.row
        self.sinks = Sinks(
            self.order.sinks.start,
            self.order.sinks.cell,
            problem.sink_probe[rows].astype(np.int32),
            problem.sink_g[rows],
            problem.films[rows],
        )

    @property
    def problem(self) -> Problem:
        """What it was made of, while that lives."""
        problem = self._problem()
        assert problem is not None
        return problem

    @cached_property
    def by_enthalpy(self) -> Lookup:
        """Helps to find pieces."""
        return _lookup(self.pieces[:, :, 0])

    @cached_property
    def curves(self) -> Curves:
        """The same for the cells."""
        scaled = self.pieces.copy()
        scaled[:, :, 0] *= self.pieces[:, :1, 3]
        scaled[:, :, 3] /= self.pieces[:, :1, 3]
        scaled[:, :, (2, 4, 5)] /= self.conductivity[:, None, None]
        by_y, by_T = _lookup(scaled[:, :, 0]), _lookup(scaled[:, :, 1])
        return Curves(
            scaled.astype(np.float32),
            self.conductivity.astype(np.float32),
            self.linear.astype(np.float32),
            by_T.top.astype(np.float32),
            np.array([self.problem.body_temperature], np.float32),
            by_y.bins_per_unit.astype(np.float32),
            by_y.start,
            by_T.bins_per_unit.astype(np.float32),
            by_T.start,
        )

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

    @cached_property
    def warm(self) -> Floats:
        """(face,) W/K of the problem's listed faces while unfrozen: half a cell of either material."""
        k_a, k_b = (self.conductivity[material] for material in self._sides)
        return np.asarray(self.problem.face_g * 2.0 * k_a * k_b / (k_a + k_b))

    @cached_property
    def _sides(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(face,) material on either side of each of the problem's listed faces."""
        links = links_in(self.problem)
        first = [link.materials.start for link in links]
        one, two = (
            behind([link.problem.material[getattr(link.problem, side)] for link in links], first)
            for side in ("face_a", "face_b")
        )
        return one, two

    def conductances(self) -> list[Singles]:
        """For each axis that to the next cell of the brick, W/K while unfrozen, with the margin in front."""
        problem, single = self.problem, np.float32
        padded = [np.zeros(self.margin + self.count, single) for _ in range(3)]
        for link in links_in(problem):
            part, k = link.problem, self.conductivity[link.materials]
            k = k[part.material] if len(k) > 1 else k
            for out, g in zip(padded, (part.gx, part.gy, part.gz), strict=True):
                np.multiply(g, k, out=out[self.margin :][link.cells], casting="same_kind")
        for axis, out in enumerate(padded):
            mine = np.flatnonzero(self.order.along == axis)
            out[self.margin + problem.face_a[mine]] = self.warm[mine]
        return padded

    @cached_property
    def cells(self) -> Cells:
        """One number a cell, flat."""
        problem, single = self.problem, np.float32
        material, inverse, slope = problem.material, problem.inverse_volume, self.pieces[:, 0, 3]
        # blood that flows on also warms frozen cells, which are not linear: these few are listed
        flows = np.isneginf(problem.flow_above) & (problem.flow > 0.0)
        awake = np.where(flows, 0.0, problem.flow)
        volume = np.divide(1.0, inverse, out=np.zeros(self.count), where=inverse > 0.0)
        return Cells(
            material.astype(np.uint16),
            slope.astype(single)[material],
            (inverse * slope[material]).astype(single),
            (awake[material] * volume).astype(single),
            (problem.metabolism[material] * volume).astype(single),
            (problem.flow_above * slope).astype(single)[material],
            *self.conductances(),
        )

    @cached_property
    def faces(self) -> Faces:
        """Faces between two materials, each listed for both of its cells."""
        return self._faces(self.order.faces)

    @cached_property
    def joints(self) -> Faces:
        """The same, but those with both cells in one chunk listed once."""
        return self._faces(self.order.joints)

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

    def _faces(self, listing: Listing) -> Faces:
        face = listing.face
        liquid = np.maximum(*(self.linear[material[face]] for material in self._sides))
        return Faces(
            listing.start,
            listing.here,
            listing.there,
            self.problem.face_g[face].astype(np.float32),
            self.warm[face].astype(np.float32),
            liquid.astype(np.float32),
            self.order.meeting.start,
            self.order.meeting.beside,
        )

    @cached_property
    def bridges(self) -> Bridges:
        """Faces from one brick to another."""
        listing = self.order.bridges
        return Bridges(listing.start, listing.here, listing.there, self.warm[listing.face].astype(np.float32))

    def sharing(self, share: Singles) -> Exchanges:
        """Exchanges with what is left of blood flow: `share` (cell,), or (1,) for everywhere alike."""
        if len(share) == 1 and share[0] == 1.0:
            return self.exchanges
        here = share[self.exchanges.cell] if len(share) > 1 else share
        left = np.where(self.exchanges.vessel, here, np.float32(1.0))
        return self.exchanges._replace(conductance=self.exchanges.conductance * left)

    @cached_property
    def exchanges(self) -> Exchanges:
        """What gives heat to skin and vessels."""
        problem, order = self.problem, self.order.exchanges
        vessel = order.film < 0
        conductance = np.empty(len(vessel))
        conductance[~vessel] = problem.film_g[order.film[~vessel]]
        if vessel.any():
            cell = order.cell[vessel]
            conductance[vessel] = problem.flow[problem.material[cell]] / problem.inverse_volume[cell]
        outside = np.where(vessel, 0.0, problem.film_temperature - problem.body_temperature)
        return Exchanges(
            order.start, order.cell, conductance.astype(np.float32), outside.astype(np.float32), vessel
        )


def _lookup(cold_ends: Floats) -> Lookup:
    """Bins from the liquidus to the last knot, over the cold ends (material, piece) of all pieces."""
    top, bottom = cold_ends[:, 0].copy(), cold_ends.min(axis=1, keepdims=True)
    inner = np.where(cold_ends > bottom, cold_ends, np.inf).min(axis=1)  # the last piece ends nowhere
    per_unit = BINS / np.where(inner < top, top - inner, 1.0)
    edges = top[:, None] - (np.arange(BINS) - 0.01) / per_unit[:, None]
    start = (edges[:, :, None] < cold_ends[:, None, :]).sum(axis=2)
    return Lookup(top, per_unit, np.minimum(start, cold_ends.shape[1] - 1).astype(np.uint8))


_LAYOUTS: WeakKeyDictionary[Problem, Layout] = WeakKeyDictionary()


def layout_of(problem: Problem) -> Any:
    """The problem's layout, kept as long as the problem lives."""
    if problem not in _LAYOUTS:
        _LAYOUTS[problem] = Layout(problem)
    return _LAYOUTS[problem]
