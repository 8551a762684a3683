"""In which order compiled loops work on a problem: chunks of cells, and what is listed for each of them.

Nothing here depends on what the materials are made of. Problems that differ in that alone share it, and of
several joined ones it is that of each, one behind the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.chain import Chain, behind, chained
from cryonerve.bioheat.kernels.cpu_arrays import Chunks
from cryonerve.bioheat.problem import Problem, brick_of

__all__ = ["CHUNK", "Exchanging", "Listing", "Order", "Sinking", "order_of"]

CHUNK = 1024  # cells one thread works on at a time: their rates stay in its cache
GAP = 64  # dead cells in a row that are worth leaving out
Numbers = NDArray[np.int32]
Places = NDArray[np.uint32]


class Listing(NamedTuple):
    """Some faces, listed for one or both of their cells, ordered by the chunk of `here`.

    Attributes
    ----------
    start : (chunk + 1,) first row of each chunk. here, there : cell numbers. face : row among the problem's.
    """

    start: Numbers
    here: Places
    there: Places
    face: Numbers


class Meeting(NamedTuple):
    """Other chunks `beside` that share a face between two materials with each chunk; `start` (chunk + 1,)."""

    start: Numbers
    beside: Numbers


class Exchanging(NamedTuple):
    """Skin cells and vessels by chunk; `film` : row among the problem's skin cells, -1 for vessels."""

    start: Numbers
    cell: Numbers
    film: Numbers


class Sinking(NamedTuple):
    """Cells beside probes by chunk; `row` among the problem's."""

    start: Numbers
    cell: Numbers
    row: Numbers


class Busy(NamedTuple):
    """Cells that exchange heat with more than six like neighbours, in order of their numbers.

    Attributes
    ----------
    cell : its number. face, bridge, exchange, sink : (cell + 1,) its first row in `Order.faces` and so on.
    """

    cell: Numbers
    face: Numbers
    bridge: Numbers
    exchange: Numbers
    sink: Numbers


class Order(NamedTuple):
    """All of it.

    Attributes
    ----------
    along : (face,) axis along which a face leads to the next cell of its brick, -1 for none.
    bridges : faces that do not. faces : between unlike materials, for both cells; joints : the same, but
        those with both cells in one chunk once.
    """

    chunks: Chunks
    along: NDArray[np.int8]
    bridges: Listing
    faces: Listing
    joints: Listing
    meeting: Meeting
    exchanges: Exchanging
    sinks: Sinking
    busy: Busy


_ORDERS: WeakKeyDictionary[Problem, Order] = WeakKeyDictionary()


def order_of(problem: Problem) -> Order:
    """The problem's order, kept as long as the problem lives."""
    if problem not in _ORDERS:
        _ORDERS[problem] = _chained(problem) if isinstance(problem, Chain) else _order(problem)
    return _ORDERS[problem]


def _chained(chain: Chain) -> Order:
    """That of each of several problems, one behind the other."""
    made: dict[object, Order] = {}
    orders: list[Order] = []
    for link in chain.links:
        name = _name(link.problem)
        if link.problem not in _ORDERS and name in made:
            _ORDERS[link.problem] = made[name]
        made[name] = order_of(link.problem)
        orders.append(made[name])
    problems = [link.problem for link in chain.links]
    place = [link.cells.start for link in chain.links]
    chunk = _firsts([len(one.chunks.start) for one in orders])
    face = _firsts([len(one.face_a) for one in problems])

    def listing(name: str) -> Listing:
        numbers = {"here": place, "there": place, "face": face}
        parts: list[Listing] = [getattr(one, name) for one in orders]
        return chained(parts, numbers, {"start": "here"})

    film, sink = (
        _firsts([len(getattr(one, name)) for one in problems]) for name in ("film_cell", "sink_cell")
    )
    exchanges = chained([one.exchanges for one in orders], {"cell": place}, {"start": "cell"})
    before = np.repeat(film, [len(one.exchanges.cell) for one in orders]).astype(np.int32)
    return Order(
        chained([one.chunks for one in orders], {"start": place, "stop": place}, {"of_brick": "start"}),
        np.concatenate([one.along for one in orders]),
        listing("bridges"),
        listing("faces"),
        listing("joints"),
        chained([one.meeting for one in orders], {"beside": chunk}, {"start": "beside"}),
        exchanges._replace(film=np.where(exchanges.film < 0, exchanges.film, exchanges.film + before)),
        chained([one.sinks for one in orders], {"cell": place, "row": sink}, {"start": "cell"}),
        _busy(orders, place),
    )


def _busy(orders: Sequence[Order], place: Sequence[int]) -> Busy:
    """That of some problems, one behind the other."""
    rows = [(one.faces.face, one.bridges.face, one.exchanges.cell, one.sinks.cell) for one in orders]
    columns = [behind([one.busy.cell for one in orders], place)]
    for column, name in enumerate(Busy._fields[1:]):
        counts = [len(row[column]) for row in rows]
        starts = [getattr(one.busy, name)[:-1] for one in orders]
        columns.append(np.append(behind(starts, _firsts(counts)), np.int32(sum(counts))))
    return Busy(*columns)


def _firsts(counts: Sequence[int]) -> list[int]:
    firsts: list[int] = np.cumsum([0, *counts])[:-1].tolist()
    return firsts


def _name(problem: Problem) -> object:
    """The same for problems that share their cells, alive at the same time."""
    arrays = problem.material, problem.inverse_volume, problem.face_a, problem.face_b, problem.film_cell
    return (
        problem.bricks,
        tuple(id(one) for one in arrays),
        problem.sink_cell.tobytes(),
        _flows(problem).tobytes(),
    )


def _flows(problem: Problem) -> NDArray[np.bool_]:
    """(material,) blood that flows on also where it is frozen: these few cells are listed."""
    return np.asarray(np.isneginf(problem.flow_above) & (problem.flow > 0.0))


def _order(problem: Problem) -> Order:
    chunks, a, b = _chunks(problem), problem.face_a, problem.face_b
    along = _axis_of_faces(problem)
    bridges = np.flatnonzero(along < 0)
    unlike = np.flatnonzero(problem.material[a] != problem.material[b])
    chunk_a, chunk_b = (np.searchsorted(chunks.start, side[unlike], side="right") - 1 for side in (a, b))
    count, apart = len(chunks.start), chunk_a != chunk_b
    pairs = np.unique(  # one number for both chunks
        np.concatenate([one * count + two for one, two in ((chunk_a, chunk_b), (chunk_b, chunk_a))])[
            np.tile(apart, 2)
        ]
    )
    meeting = Meeting(
        np.searchsorted(pairs // max(count, 1), np.arange(count + 1)).astype(np.int32),
        (pairs % max(count, 1)).astype(np.int32),
    )
    vessel = np.flatnonzero(_flows(problem)[problem.material] & (problem.inverse_volume > 0.0))
    cell = np.concatenate([problem.film_cell, vessel])
    film = np.concatenate([np.arange(len(problem.film_cell)), np.full(len(vessel), -1)]).astype(np.int32)
    order, start = _by_chunk(problem, chunks, cell)
    rows, sinks_start = _by_chunk(problem, chunks, problem.sink_cell)
    forward, backward = a[unlike] < b[unlike], b[unlike] < a[unlike]
    once = np.concatenate([apart | forward, apart | backward])
    seen = _listing(problem, chunks, bridges), _listing(problem, chunks, unlike)
    exchanges = Exchanging(start, cell[order].astype(np.int32), film[order])
    sinks = Sinking(sinks_start, problem.sink_cell[rows].astype(np.int32), rows.astype(np.int32))
    columns = [seen[1].here, seen[0].here, exchanges.cell, sinks.cell]
    busy = np.unique(np.concatenate(columns)).astype(np.int32)
    firsts = [np.searchsorted(column, np.append(busy, problem.count)).astype(np.int32) for column in columns]
    joints = _listing(problem, chunks, unlike, once)
    return Order(chunks, along, *seen, joints, meeting, exchanges, sinks, Busy(busy, *firsts))


def _listing(
    problem: Problem, chunks: Chunks, faces: NDArray[np.int64], listed: NDArray[np.bool_] | None = None
) -> Listing:
    """Faces seen from their first cell, then from their second, by chunk; of both only those `listed`."""
    a, b = problem.face_a[faces], problem.face_b[faces]
    here, there, face = np.concatenate([a, b]), np.concatenate([b, a]), np.tile(faces, 2)
    if listed is not None:
        here, there, face = here[listed], there[listed], face[listed]
    order, start = _by_chunk(problem, chunks, here)
    return Listing(
        start, here[order].astype(np.uint32), there[order].astype(np.uint32), face[order].astype(np.int32)
    )


def _by_chunk(
    problem: Problem, chunks: Chunks, cell: NDArray[np.integer]
) -> tuple[NDArray[np.int64], Numbers]:
    """Order that brings the cells of a chunk together, and where each chunk begins."""
    order = np.argsort(cell, kind="stable")
    edges = np.append(chunks.start, problem.count)
    return order, np.searchsorted(cell[order], edges).astype(np.int32)


def _chunks(problem: Problem) -> Chunks:
    """Live cells of every brick in pieces of up to CHUNK."""
    rows: list[tuple[int, int, int, int]] = []
    of_brick = []
    for brick in problem.bricks:
        of_brick.append(len(rows))
        live = brick.first + np.flatnonzero(problem.inverse_volume[brick.cells] > 0.0)
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
