"""What the threads of a GPU do: one launch carries all stages of one or several super time steps.

Between two stages the whole grid of threads waits for itself (a cooperative launch), so that neither the host
nor a new launch stands between them. Blocks share out chunks of all bricks, each with its strides at hand: no
cell needs to look up where its neighbours are, and many small bricks keep as many threads busy as a large
one. Most cells only exchange heat with six like neighbours; the others, beside another material, another
brick, a probe, the air or in a vessel, are listed and done by their own threads in the same stage.
Functions that do not ask which thread they are on are plain Numba functions, as those of `cells`: Numba
compiles these for the GPU too.

======  ==========================================================================
h, Y    enthalpy of a stage, J/m3               u       theta / k_u, K: T - T_body while unfrozen
k_u     unfrozen conductivity, W/m/K            n, m    flat number of a cell, its row of pieces
G       conductance, W/K                        rate    heat into a cell, W, then dh/dt, W/m3
sx, sy  cells to the next one along x and y     b       number of a brick, or of a cell across a face
c       number of a chunk                       fields  h at the start, of the last stage, of the one before;
                                                        the new h; u of the last stage; the new u
row     mu, nu, mu~ dt, gamma~ dt of a stage, then its share of the step's heat, s, and the probes' degC
======  ==========================================================================
"""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN201, ANN202  (compiled code: no annotations, bare arrays)

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
from numba import config, cuda, njit

from cryonerve.bioheat.kernels.cells import (
    WARMEST,
    interface_flux,
    temperature_and_potential,
    wall_flux,
)
from cryonerve.bioheat.kernels.gpu_arrays import DEAD, FIRST, PART, STOP, SX, SY

__all__ = ["PROBES", "SIMULATED", "THREADS", "WEIGHT", "super_steps"]

SIMULATED = bool(getattr(config, "ENABLE_CUDASIM", 0))  # Numba's simulator: Python threads of one block
THREADS = 256  # most threads of a block; any power of two up to this may be launched
# Left alone, the kernel takes 144 registers a thread for what few cells need, and a processor then holds one
# block: too few loads under way to fill the memory's bandwidth. With 80 it holds three.
OPTIONS: dict[str, Any] = {} if SIMULATED else {"cache": True, "max_registers": 80}
MU, NU, MUT, GAT, WEIGHT, PROBES = 0, 1, 2, 3, 4, 5  # columns of the plan
COLDEST, WARMEST_CELL = 0, 1  # columns of what is seen
# Numbers of cells are unsigned: an array asks of a signed one whether it counts from the end. Unsigned and
# signed ones never meet, as their sum would be a floating-point number.
ONE = np.uint64(1)


@njit
def potential(h, m, materials):
    """Theta over k_u."""
    if h < materials.top[m]:
        _, theta = temperature_and_potential(h, materials.pieces[m])
        return np.float32(theta * materials.inverse_k[m])
    return materials.slope[m] * h


@njit
def temperature(h, m, materials):
    """Degrees of one cell; minus infinity where its enthalpy is no number."""
    if isnan(h):
        return np.float32(-np.inf)
    if h < materials.top[m]:
        T, _ = temperature_and_potential(h, materials.pieces[m])
        return np.float32(T)
    return materials.body + materials.slope[m] * h


@njit
def conduction(n, sx, sy, u, cells):
    """Heat (W) from six neighbours in the brick as if all were unfrozen or like."""
    i = cells.margin + n
    here = u[i]
    return (
        cells.x[i - sx] * (u[i - sx] - here)
        + cells.x[i] * (u[i + sx] - here)
        + cells.y[i - sy] * (u[i - sy] - here)
        + cells.y[i] * (u[i + sy] - here)
        + cells.z[i - ONE] * (u[i - ONE] - here)
        + cells.z[i] * (u[i + ONE] - here)
    )


@njit
def supply(h, m, iv, part, materials):
    """Perfusion, of which `part` is left, and metabolism, W/m3."""
    if iv > 0.0 and h > materials.above[m]:
        return materials.metabolism[m] - materials.decay[m] * part * h
    return np.float32(0.0)


@njit
def weights_of(row):
    """Mu, nu, mu~ dt and gamma~ dt of a stage."""
    return np.float32(row[MU]), np.float32(row[NU]), np.float32(row[MUT]), np.float32(row[GAT])


@njit
def settle(n, m, rate, weights, first_stage, fields, cells, materials, work):
    """The stage's new enthalpy, mostly written over the one before the last, and its potential."""
    begin, newer, older, into, _, u_next = fields
    mu, nu, mut, gat = weights
    start = begin[n]
    change = mut * rate
    if first_stage:
        work.first_rate[n] = rate
    else:  # only what has changed is weighted: rounded weights of the whole would let it drift
        change += mu * (newer[n] - start) + nu * (older[n] - start) + gat * work.first_rate[n]
    new = start + change
    into[n] = new
    u_next[cells.margin + n] = potential(new, m, materials)


@njit
def unlike(i, n, m, T, theta, fields, cells, materials, listed):
    """Heat (W) that the faces of listed cell i to other materials carry beyond their linear part."""
    _, newer, _, _, u, _ = fields
    heat, here, of = 0.0, u[cells.margin + n], materials.pieces[m]
    for f in range(listed.face[i], listed.face[i + ONE]):
        b = np.uint64(listed.there[f])
        beyond = u[cells.margin + b]
        if here < listed.liquid[f] or beyond < listed.liquid[f]:
            row = cells.material[b]
            of_b = materials.pieces[row if row >= 0 else -1 - row]
            T_b, theta_b = temperature_and_potential(newer[b], of_b)
            heat += listed.geometric[f] * interface_flux(T, theta, of, T_b, theta_b, of_b)
            heat -= listed.warm[f] * (beyond - here)
    return heat


@njit
def bridges(i, n, u, cells, listed):
    """Heat (W) into listed cell i from cells of other bricks as if all were unfrozen or like."""
    heat, here = np.float32(0.0), u[cells.margin + n]
    for f in range(listed.bridge[i], listed.bridge[i + ONE]):
        heat += listed.bridge_warm[f] * (u[cells.margin + np.uint64(listed.far[f])] - here)
    return heat


@njit
def exchange(i, T, part, listed):
    """Heat (W) into listed cell i through the skin and from the blood of a vessel."""
    skin, blood = 0.0, 0.0
    for e in range(listed.exchange[i], listed.exchange[i + ONE]):
        heat = listed.conductance[e] * (listed.outside[e] - T)
        if listed.vessel[e]:
            blood += part * heat
        else:
            skin += heat
    return skin, blood


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
def prepare(cells, materials, work, tally):
    """Fill potentials from the enthalpy at the beginning, and begin to count."""
    first, stride = np.uint64(cuda.grid(1)), np.uint64(cuda.gridsize(1))
    for n in range(first, np.uint64(cells.material.shape[0]), stride):
        row = cells.material[n]
        if row != DEAD:
            m = row if row >= 0 else -1 - row
            work.u[cells.margin + n] = potential(work.start[n], m, materials)
    for p in range(first, np.uint64(tally.result.shape[0]), stride):
        tally.result[p] = 0.0
    parts = np.uint64(tally.seen.shape[1])
    for each in range(first, np.uint64(tally.seen.shape[0]) * parts, stride):
        tally.seen[each // parts, each % parts, COLDEST] = np.inf
        tally.seen[each // parts, each % parts, WARMEST_CELL] = -np.inf


@cuda.jit(device=True)
def watch(step, h, closed_below, cells, materials, work, tally, share, shared):
    """At the end of a step: coldest temperature of each cell, and of each part; where vessels closed."""
    thread, threads = np.uint64(cuda.threadIdx.x), np.uint64(cuda.blockDim.x)
    number = np.uint64(cells.chunks.shape[0])
    for c in range(np.uint64(cuda.blockIdx.x), number, np.uint64(cuda.gridDim.x)):
        coldest, warmest = np.float32(np.inf), np.float32(-np.inf)
        for n in range(cells.chunks[c, FIRST] + thread, cells.chunks[c, STOP], threads):
            row = cells.material[n]
            if row != DEAD:
                T = temperature(h[n], row if row >= 0 else -1 - row, materials)
                coldest, warmest = min(coldest, T), max(warmest, T)
                if work.nadir[n] > T:
                    work.nadir[n] = T
                    if closed_below > T:
                        share[n] = np.float32(0.0)
        part, coldest = np.int64(cells.chunks[c, PART]), least_of_block(coldest, shared)
        warmest = -least_of_block(-warmest, shared)
        if thread == 0:
            cuda.atomic.min(tally.seen, (np.int64(step), part, np.int64(COLDEST)), np.float32(coldest))
            cuda.atomic.max(tally.seen, (np.int64(step), part, np.int64(WARMEST_CELL)), np.float32(warmest))


@cuda.jit(device=True)
def power_at(p, T, newer, cells, materials, listed, tally, shared):
    """Power (W) that probe p draws at T degC, summed by a block, and the heat into each of its cells."""
    power = 0.0
    for i in range(listed.of_probe[p] + cuda.threadIdx.x, listed.of_probe[p + 1], cuda.blockDim.x):
        s = listed.by_probe[i]
        n = np.uint64(listed.sink_cell[s])
        of = materials.pieces[-1 - cells.material[n]]
        _, theta = temperature_and_potential(newer[n], of)
        heat = 0.0 if isnan(T) else wall_flux(listed.gamma[s], listed.film[s], T, theta, of)
        tally.heat[s] = heat
        power -= heat
    return sum_of_block(power, shared)


@cuda.jit(device=True)
def probes(row, caps, newer, cells, materials, listed, tally, shared):
    """Heat from each probe, as warm as its power cap demands; one block a probe."""
    number = caps.shape[0]
    for p in range(cuda.blockIdx.x, number, cuda.gridDim.x):
        T = row[PROBES + p]
        power = power_at(p, T, newer, cells, materials, listed, tally, shared)
        if power > caps[p]:
            cold, warm = T, WARMEST
            for _ in range(40):
                T = 0.5 * (cold + warm)
                if power_at(p, T, newer, cells, materials, listed, tally, shared) > caps[p]:
                    cold = T
                else:
                    warm = T
            T = warm
            power = power_at(p, T, newer, cells, materials, listed, tally, shared)
        if cuda.threadIdx.x == 0:
            tally.result[2 + p] += row[WEIGHT] * power
            tally.result[2 + number + p] = power
            tally.result[2 + 2 * number + p] = T


@njit
def plain_cell(n, m, sx, sy, weights, first_stage, fields, cells, materials, work, share):
    """One stage of a cell that is not listed; returns heat from blood and metabolism, W."""
    _, newer, _, _, u, _ = fields
    h, iv = newer[n], cells.inverse_volume[n]
    part = share[n] if share.shape[0] > 1 else share[0]
    source = supply(h, m, iv, part, materials)
    rate = conduction(n, sx, sy, u, cells) * iv + source
    settle(n, m, rate, weights, first_stage, fields, cells, materials, work)
    return source / iv if source != 0.0 else np.float32(0.0)


@cuda.jit(device=True)
def plain_cells(row, first_stage, fields, cells, materials, work, share):
    """One stage of the cells that are not listed; returns heat from blood and metabolism, W."""
    weights, total = weights_of(row), np.float32(0.0)
    thread, threads = np.uint64(cuda.threadIdx.x), np.uint64(cuda.blockDim.x)
    number = np.uint64(cells.chunks.shape[0])
    for c in range(np.uint64(cuda.blockIdx.x), number, np.uint64(cuda.gridDim.x)):
        stop, sx, sy = cells.chunks[c, STOP], cells.chunks[c, SX], cells.chunks[c, SY]
        for n in range(cells.chunks[c, FIRST] + thread, stop, threads):
            m = cells.material[n]
            if m >= 0:
                total += plain_cell(
                    n, m, sx, sy, weights, first_stage, fields, cells, materials, work, share
                )  # fmt: skip
    return total


@cuda.jit(device=True)
def listed_cells(row, first_stage, fields, cells, materials, listed, work, tally, share):
    """One stage of the listed cells; returns heat through the skin and from blood, W."""
    _, newer, _, _, u, _ = fields
    weights = weights_of(row)
    skin, blood = 0.0, 0.0
    first, stride = np.uint64(cuda.grid(1)), np.uint64(cuda.gridsize(1))
    for i in range(first, np.uint64(listed.cell.shape[0]), stride):
        n = np.uint64(listed.cell[i])
        m = -1 - cells.material[n]
        h, iv, of = newer[n], cells.inverse_volume[n], materials.pieces[m]
        part = share[n] if share.shape[0] > 1 else share[0]
        T, theta = temperature_and_potential(h, of)
        through, supplied = exchange(i, T, part, listed)
        b = listed.brick[i]
        heat = conduction(n, cells.bricks[b, SX], cells.bricks[b, SY], u, cells) + through + supplied
        heat += bridges(i, n, u, cells, listed)
        heat += unlike(i, n, m, T, theta, fields, cells, materials, listed)
        for s in range(listed.sink[i], listed.sink[i + ONE]):
            heat += tally.heat[s]
        source = supply(h, m, iv, part, materials)
        skin += through
        blood += supplied
        if source != 0.0:
            blood += source / iv
        rate = np.float32(heat * iv + source)
        settle(n, m, rate, weights, first_stage, fields, cells, materials, work)
    return skin, blood


@cuda.jit(device=True)
def collect(skin, blood, tally, shared):
    """Sums over blocks, in the same order in every run."""
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


@cuda.jit(**OPTIONS)
def super_steps(cells, materials, listed, work, tally, plan, steps, caps, share, closed_below):
    """All stages of some super time steps; steps (step, 2): first row of each in the plan, and its stages."""
    grid = cuda.cg.this_grid()
    shared = cuda.shared.array(THREADS, np.float64)
    prepare(cells, materials, work, tally)
    grid.sync()
    begin, spare, other, u, u_next = work.start, work.one, work.two, work.u, work.v
    skin, blood = 0.0, 0.0
    for step in range(steps.shape[0]):
        newer, older, into = begin, begin, spare
        for stage in range(steps[step, 1]):
            row, fields = plan[steps[step, 0] + stage], (begin, newer, older, into, u, u_next)
            probes(row, caps, newer, cells, materials, listed, tally, shared)
            supplied = plain_cells(row, stage == 0, fields, cells, materials, work, share)
            grid.sync()  # plain cells did not have to wait for the probes
            through, more = listed_cells(
                row, stage == 0, fields, cells, materials, listed, work, tally, share
            )  # fmt: skip
            skin += row[WEIGHT] * through
            blood += row[WEIGHT] * (supplied + more)
            newer, older, into = into, newer, other if stage == 0 else newer
            u, u_next = u_next, u
            grid.sync()
        begin, spare, other = newer, begin, older
        if work.nadir.shape[0] > 0:
            # a plain cell's share is read by the thread that writes it here, a listed one's after a sync
            watch(step, newer, closed_below, cells, materials, work, tally, share, shared)
    collect(skin, blood, tally, shared)
