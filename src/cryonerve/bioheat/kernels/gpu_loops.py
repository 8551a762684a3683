"""What the threads of a GPU do: one launch carries all stages of one or several super time steps.

Between two stages the whole grid of threads waits for itself (a cooperative launch), so that neither the host
nor a new launch stands between them. Blocks share out chunks of all bricks, each with its strides at hand: no
cell needs to look up where its neighbours are, and many small bricks keep as many threads busy as a large
one. Most cells only exchange heat with six like neighbours; the others, beside another material, another
brick, a probe, the air or in a vessel, are listed and done by their own threads in the same stage.
What is done to one cell, without asking which thread does it, is in `gpu_cells`; symbols as there.
"""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN201, ANN202  (compiled code: no annotations, bare arrays)

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
from numba import config, cuda

from cryonerve.bioheat.kernels.cells import WARMEST
from cryonerve.bioheat.kernels.gpu_arrays import DEAD, FIRST, PART, STOP, SX, SY
from cryonerve.bioheat.kernels.gpu_cells import (
    PROBES,
    WEIGHT,
    at,
    into_wall,
    listed_cell,
    plain_cell,
    row_of,
    temperature,
    warm,
    weights_of,
)

__all__ = ["BLOCKS", "SIMULATED", "THREADS", "super_steps"]

SIMULATED = bool(getattr(config, "ENABLE_CUDASIM", 0))  # Numba's simulator: Python threads of one block
WARP = 32
THREADS = 256  # most threads of a block; any power of two up to this may be launched
# Left alone, the kernel takes twice the registers for what few cells need, and a processor then holds too few
# threads: too few loads under way to fill the memory's bandwidth.
REGISTERS = 64
BLOCKS = 65536 // (REGISTERS * THREADS)  # that a processor holds at once
OPTIONS: dict[str, Any] = {} if SIMULATED else {"cache": True, "max_registers": REGISTERS}
COLDEST, WARMEST_CELL = 0, 1  # columns of what is seen


@cuda.jit(device=True)
def whereabouts():
    """Number of a thread in the grid, and of all threads."""
    return np.uint32(cuda.grid(1)), np.uint32(cuda.gridsize(1))


@cuda.jit(device=True)
def sum_of_block(value, shared):
    """Sum over the threads of a block, the same in each of them and in every run."""
    t = cuda.threadIdx.x
    cuda.syncthreads()  # all have read the sum before this one
    shared[t] = value
    cuda.syncthreads()
    half = cuda.blockDim.x // 2
    while half > 0:
        if t < half:
            shared[t] += shared[t + half]
        cuda.syncthreads()
        half //= 2
    return shared[0]


@cuda.jit(device=True)
def least_of_block(value, shared):
    """Least over the threads of a block, the same in each of them."""
    t = cuda.threadIdx.x
    cuda.syncthreads()
    shared[t] = value
    cuda.syncthreads()
    half = cuda.blockDim.x // 2
    while half > 0:
        if t < half:
            shared[t] = min(shared[t], shared[t + half])
        cuda.syncthreads()
        half //= 2
    return shared[0]


@cuda.jit(device=True)
def prepare(cells, materials, curves, work, tally):
    """Fill potentials from the enthalpy at the beginning, and begin to count."""
    first, stride = whereabouts()
    n, count, W = first, np.uint32(cells.material.shape[0]), work.fields
    while n < count:
        material = cells.material[n]
        if material != DEAD:
            h, m = W[at(work.start, n)], row_of(material)
            warm(n, h, m, work.u, work.cold, W, materials, curves)
        n = at(n, stride)
    for s in range(cuda.grid(1), tally.given.shape[0], cuda.gridsize(1)):
        tally.heat[s] = tally.given[s] = 0.0
    parts = tally.seen.shape[1]
    for each in range(cuda.grid(1), tally.seen.shape[0] * parts, cuda.gridsize(1)):
        tally.seen[each // parts, each % parts, COLDEST] = np.inf
        tally.seen[each // parts, each % parts, WARMEST_CELL] = -np.inf


@cuda.jit(device=True)
def note(step, part, coldest, warmest, tally, shared):
    """What a block saw of a part."""
    coldest, warmest = least_of_block(coldest, shared), -least_of_block(-warmest, shared)
    if cuda.threadIdx.x == 0:
        cuda.atomic.min(tally.seen, (np.int64(step), part, np.int64(COLDEST)), np.float32(coldest))
        cuda.atomic.max(tally.seen, (np.int64(step), part, np.int64(WARMEST_CELL)), np.float32(warmest))


@cuda.jit(device=True)
def watch(step, u, cold, closed_below, cells, curves, work, tally, share, shared):
    """At the end of a step: coldest temperature of each cell, and of each part; where vessels closed."""
    threads, W = np.uint32(cuda.blockDim.x), work.fields
    part, coldest, warmest = np.int64(-1), np.float32(np.inf), np.float32(-np.inf)
    for c in range(cuda.blockIdx.x, cells.chunks.shape[0], cuda.gridDim.x):
        of = np.int64(cells.chunks[c, PART])
        if of != part:  # the same for all threads of a block
            if part >= 0:
                note(step, part, coldest, warmest, tally, shared)
            part, coldest, warmest = of, np.float32(np.inf), np.float32(-np.inf)
        n, stop = at(cells.chunks[c, FIRST], cuda.threadIdx.x), cells.chunks[c, STOP]
        while n < stop:
            material = cells.material[n]
            if material != DEAD:
                T = temperature(n, row_of(material), u, cold, W, curves)
                T = np.float32(-np.inf) if isnan(T) else T
                coldest, warmest = min(coldest, T), max(warmest, T)
                if work.nadir[n] > T:
                    work.nadir[n] = T
                    if closed_below > T:
                        share[n] = np.float32(0.0)
            n = at(n, threads)
    if part >= 0:
        note(step, part, coldest, warmest, tally, shared)


@cuda.jit(device=True)
def power_at(p, driven, first_stage, u, cold, cells, materials, curves, listed, work, tally, shared):
    """Power (W) that probe p draws at `driven` degC, summed by a block."""
    power, W = 0.0, work.fields
    for i in range(listed.of_probe[p] + cuda.threadIdx.x, listed.of_probe[p + 1], cuda.blockDim.x):
        s = listed.by_probe[i]
        n = listed.sink_cell[s]
        m = row_of(cells.material[n])
        T = temperature(n, m, u, cold, W, curves)
        power -= into_wall(s, driven, n, m, T, first_stage, u, W, materials, curves, listed, tally)
    return sum_of_block(power, shared)


@cuda.jit(device=True)
def hold(
    row, caps, first_stage, u, cold, cells, materials, curves, listed, work, tally, shared
):  # fmt: skip
    """How warm each probe is where its power cap demands that; one block a probe."""
    number = caps.shape[0]
    for p in range(cuda.blockIdx.x, number, cuda.gridDim.x):
        asked = row[PROBES + p]
        low, high, turns = asked, WARMEST, 40 if caps[p] < np.inf else -1
        for turn in range(turns + 1):
            T = 0.5 * (low + high) if turn > 0 else asked
            power = power_at(
                p, T, first_stage, u, cold, cells, materials, curves, listed, work, tally, shared
            )  # fmt: skip
            if power > caps[p]:
                low = T
            else:
                high = T
                if turn == 0:
                    break
        if cuda.threadIdx.x == 0:
            tally.result[2 + 2 * number + p] = high if turns > 0 else asked


@cuda.jit(device=True)
def plain_cells(row, first_stage, fields, cells, materials, curves, work, share):
    """One stage of the cells that are not listed; returns heat from blood and metabolism, W."""
    weights, total = weights_of(row), np.float32(0.0)
    each, part, threads = share.shape[0] > 1, share[0], np.uint32(cuda.blockDim.x)
    c, number, blocks = np.uint32(cuda.blockIdx.x), np.uint32(cells.chunks.shape[0]), cuda.gridDim.x
    while c < number:  # not a range: the number of its turns takes a slow division
        n, stop = at(cells.chunks[c, FIRST], cuda.threadIdx.x), cells.chunks[c, STOP]
        sx, sy = cells.chunks[c, SX], cells.chunks[c, SY]
        while n < stop:
            if each:
                part = share[n]
            total += plain_cell(
                n, sx, sy, weights, first_stage, fields, cells, materials, curves, work, part
            )  # fmt: skip
            n = at(n, threads)
        c = at(c, blocks)
    return total


@cuda.jit(device=True)
def listed_cells(
    row, capped, first_stage, fields, cells, materials, curves, listed, work, tally, share
):  # fmt: skip
    """One stage of the listed cells; returns heat through the skin and from blood, W.

    One warp after another takes a row of them, over all blocks in turn: there are few, and each takes long.
    """
    skin, blood = 0.0, 0.0
    width = min(WARP, cuda.blockDim.x)
    warp, lane = cuda.threadIdx.x // width, cuda.threadIdx.x % width
    i = np.uint32((warp * cuda.gridDim.x + cuda.blockIdx.x) * width + lane)
    count, stride = np.uint32(listed.cell.shape[0]), np.uint32(cuda.gridsize(1))
    while i < count:
        through, supplied = listed_cell(
            i, row, capped, first_stage, fields, cells, materials, curves, listed, work, tally, share
        )  # fmt: skip
        skin += through
        blood += supplied
        i = at(i, stride)
    return skin, blood


@cuda.jit(device=True)
def collect(skin, blood, row, capped, listed, tally, shared):
    """Sums over blocks and over each probe's cells, in the same order in every run."""
    grid = cuda.cg.this_grid()
    skin_of_block = sum_of_block(skin, shared)
    blood_of_block = sum_of_block(blood, shared)
    if cuda.threadIdx.x == 0:
        tally.blocks[cuda.blockIdx.x, 0] = skin_of_block
        tally.blocks[cuda.blockIdx.x, 1] = blood_of_block
    grid.sync()
    if cuda.blockIdx.x == 0:
        for column in range(2):
            part = 0.0
            for b in range(cuda.threadIdx.x, cuda.gridDim.x, cuda.blockDim.x):
                part += tally.blocks[b, column]
            total = sum_of_block(part, shared)
            if cuda.threadIdx.x == 0:
                tally.result[column] = total
    number = listed.of_probe.shape[0] - 1
    for p in range(cuda.blockIdx.x, number, cuda.gridDim.x):
        taken, power = 0.0, 0.0
        for i in range(listed.of_probe[p] + cuda.threadIdx.x, listed.of_probe[p + 1], cuda.blockDim.x):
            taken -= tally.given[listed.by_probe[i]]
            power -= tally.heat[listed.by_probe[i]]
        taken, power = sum_of_block(taken, shared), sum_of_block(power, shared)
        if cuda.threadIdx.x == 0:
            tally.result[2 + p] = taken
            tally.result[2 + number + p] = power
            if not capped:
                tally.result[2 + 2 * number + p] = row[PROBES + p]


@cuda.jit(**OPTIONS)
def super_steps(
    cells, materials, curves, listed, work, tally, plan, steps, caps, share, closed_below
):  # fmt: skip
    """All stages of some super time steps; steps (step, 2): first row of each in the plan, and its stages.

    No caps (an empty array): nothing may warm a probe, and the grid waits only once a stage.
    """
    grid = cuda.cg.this_grid()
    shared = cuda.shared.array(THREADS, np.float64)
    prepare(cells, materials, curves, work, tally)
    grid.sync()
    begin, spare, other, u, u_next = work.start, work.one, work.two, work.u, work.v
    cold, cold_next = work.cold, work.colder
    skin, blood, capped, row = 0.0, 0.0, caps.shape[0] > 0, plan[0]
    for step in range(steps.shape[0]):
        newer, older, into = begin, begin, spare
        for stage in range(steps[step, 1]):
            row = plan[steps[step, 0] + stage]
            fields = (begin, newer, older, into, u, u_next, cold, cold_next)
            if capped:
                hold(
                    row, caps, stage == 0, u, cold, cells, materials, curves, listed, work, tally, shared
                )  # fmt: skip
                grid.sync()
            through, more = listed_cells(
                row, capped, stage == 0, fields, cells, materials, curves, listed, work, tally, share
            )  # fmt: skip
            supplied = plain_cells(row, stage == 0, fields, cells, materials, curves, work, share)
            skin += row[WEIGHT] * through
            blood += row[WEIGHT] * (supplied + more)
            newer, older, into = into, newer, other if stage == 0 else newer
            u, u_next, cold, cold_next = u_next, u, cold_next, cold
            grid.sync()
        begin, spare, other = newer, begin, older
        if work.nadir.shape[0] > 0:
            watch(step, u, cold, closed_below, cells, curves, work, tally, share, shared)
            grid.sync()  # others read the shares that change here
    collect(skin, blood, row, capped, listed, tally, shared)
