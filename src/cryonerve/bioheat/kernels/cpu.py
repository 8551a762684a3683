"""The reference's super time step as compiled, threaded loops in single precision.

Enthalpy counts in kelvins of unfrozen tissue, y = s h, relative to body temperature: single precision
resolves it to microkelvins, and above its liquidus a cell's y is its potential u. Chunks without ice in reach
therefore need u only. One pass a stage: heat from the neighbours, then the stage's new y, written over the
one before the last. Only chunks with something below a liquidus keep y beside u, look up the curve of colder
cells, and look at faces between materials one by one.

Symbols stand in `cpu_loops`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import get_num_threads, njit, prange

from cryonerve.bioheat.kernels.cpu_loops import (
    OPTIONS,
    QUICK,
    bridge,
    caps,
    conduct,
    exchange,
    first_guess,
    first_stage,
    freeze,
    into_enthalpy,
    into_kelvins,
    sources,
    stage_beside,
    stage_over,
    unlike,
    wall_heat,
)
from cryonerve.bioheat.kernels.layout import Layout, layout_of
from cryonerve.bioheat.problem import Advance, Drive, Floats, Problem
from cryonerve.bioheat.timestep import coefficients

__all__ = ["advance"]


@njit(**QUICK)
def _regular(
    chunk: int, chunks: Any, u: Any, y: Any, cool: bool, cells: Any, margin: int, share: Any, rate: Any
) -> Any:
    """Heat into the cells of a chunk from their six neighbours in the brick, and from blood and metabolism.

    u has a margin in front. Returns what blood and metabolism bring, W.
    """
    Gx, Gy, Gz = cells.x, cells.y, cells.z
    sx, sy = chunks.stride_x[chunk], chunks.stride_y[chunk]
    a, b = chunks.start[chunk], chunks.stop[chunk]
    i, j = margin + a, margin + b
    conduct(
        rate, Gx[i - sx : j - sx], Gx[i:j], Gy[i - sy : j - sy], Gy[i:j], Gz[i - 1 : j - 1], Gz[i:j],
        u[i - sx : j - sx], u[i + sx : j + sx], u[i - sy : j - sy], u[i + sy : j + sy],
        u[i - 1 : j - 1], u[i + 1 : j + 1], u[i:j],
    )  # fmt: skip
    now, left = y[a:b] if cool else u[i:j], share[a:b] if share.shape[0] > 1 else share
    return sources(rate, cells.supply[a:b], cells.decay[a:b], cells.above[a:b], left, now)


@njit(**QUICK)
def _special(
    chunk: int, first: int, rate: Any, T: Any, u: Any, margin: int, cool: Any, material: Any, curves: Any,
    pieces: Any, k: Any, faces: Any, bridges: Any, exchanges: Any, sinks: Any, effective: Any, walls: Any,
    heat: Any, totals: Any,
) -> None:  # fmt: skip
    """What is listed for a chunk: bridges, icy faces between materials, skin and vessels, probes."""
    here = u[margin:]
    i, j = bridges.start[chunk], bridges.start[chunk + 1]
    bridge(rate, first, bridges.here[i:j], bridges.there[i:j], bridges.warm[i:j], here)
    icy = cool[chunk]
    for other in range(faces.beside_start[chunk], faces.beside_start[chunk + 1]):
        icy = icy or cool[faces.beside[other]]
    if icy:
        i, j = faces.start[chunk], faces.start[chunk + 1]
        unlike(
            rate, np.uint32(first), faces.here[i:j], faces.there[i:j], faces.geometric[i:j], faces.warm[i:j],
            faces.liquid[i:j], T, here, material, curves,
        )  # fmt: skip
    i, j = exchanges.start[chunk], exchanges.start[chunk + 1]
    exchange(
        rate, first, exchanges.cell[i:j], exchanges.conductance[i:j], exchanges.outside[i:j],
        exchanges.vessel[i:j], T, here, material, curves, icy, totals,
    )  # fmt: skip
    for n in range(sinks.start[chunk], sinks.start[chunk + 1]):
        driven = effective[sinks.probe[n]]
        heat[n] = 0.0
        if not np.isnan(driven):
            heat[n] = wall_heat(n, driven, u, margin, k, material, pieces, curves, sinks, walls)
            rate[sinks.cell[n] - first] += heat[n]


@njit(**QUICK)
def _begin(
    part: int, shares: Any, h: Any, y0: Any, y: Any, u: Any, T: Any, cool: Any, cool_next: Any, margin: int,
    cells: Any, chunks: Any, curves: Any, liquid: Any,
) -> None:  # fmt: skip
    """A thread's chunks before the first stage."""
    for turn in range(shares.first[part], shares.first[part + 1]):
        chunk = shares.chunk[turn]
        a, b = chunks.start[chunk], chunks.stop[chunk]
        start, warm = y0[a:b], u[margin + a : margin + b]
        below = into_kelvins(h[a:b], cells.slope[a:b], start, warm, liquid)
        cool[chunk], cool_next[chunk] = below, False
        if below:
            kept = y[a:b]
            for n in range(b - a):
                kept[n] = start[n]
            freeze(start, cells.material[a:b], curves, T[a:b], warm)


@njit(**QUICK)
def _stage(
    part: int, shares: Any, c: Any, first: bool, y0: Any, L0: Any, y: Any, y_next: Any, u: Any, u_next: Any,
    T: Any, T_next: Any, cool: Any, cool_next: Any, cells: Any, chunks: Any, margin: int, faces: Any,
    bridges: Any, exchanges: Any, sinks: Any, effective: Any, walls: Any, heat: Any, curves: Any, pieces: Any,
    k: Any, liquid: Any, share: Any, totals: Any, rates: Any,
) -> None:  # fmt: skip
    """One stage of a thread's chunks."""
    for turn in range(shares.first[part], shares.first[part + 1]):
        chunk = shares.chunk[turn]
        a, b = chunks.start[chunk], chunks.stop[chunk]
        i, j = margin + a, margin + b
        rate, iv = rates[part, : b - a], cells.inverse_volume[a:b]
        totals[chunk, :2] = 0.0
        totals[chunk, 2] = _regular(chunk, chunks, u, y, cool[chunk], cells, margin, share, rate)
        _special(
            chunk, a, rate, T, u, margin, cool, cells.material, curves, pieces, k, faces, bridges, exchanges,
            sinks, effective, walls, heat, totals[chunk],
        )  # fmt: skip
        now, new = y[a:b] if cool[chunk] else u[i:j], u_next[i:j]
        if first:
            below = first_stage(rate, iv, c, y0[a:b], L0[a:b], new, liquid)
        elif cool_next[chunk]:
            below = stage_beside(rate, iv, c, now, y0[a:b], L0[a:b], y_next[a:b], new, liquid)
        else:
            below = stage_over(rate, iv, c, now, y0[a:b], L0[a:b], new, liquid)
        cool_next[chunk] = below
        if below:
            kept = y_next[a:b]
            for n in range(b - a):
                kept[n] = new[n]
            freeze(kept, cells.material[a:b], curves, T_next[a:b], new)


@njit(**QUICK)
def _end(
    part: int, shares: Any, y: Any, u: Any, cool: Any, margin: int, cells: Any, chunks: Any, out: Any
) -> None:
    """Enthalpy (J/m3) after the last stage."""
    for turn in range(shares.first[part], shares.first[part + 1]):
        chunk = shares.chunk[turn]
        a, b = chunks.start[chunk], chunks.stop[chunk]
        into_enthalpy(y[a:b] if cool[chunk] else u[margin + a : margin + b], cells.slope[a:b], out[a:b])


@njit(**QUICK)
def _turn(
    stage: int, stages: int, part: int, shares: Any, c: Any, h: Any, out: Any, y0: Any, L0: Any, y: Any,
    y_next: Any, u: Any, u_next: Any, T: Any, T_next: Any, cool: Any, cool_next: Any, cells: Any, chunks: Any,
    margin: int, faces: Any, bridges: Any, exchanges: Any, sinks: Any, effective: Any, walls: Any, heat: Any,
    curves: Any, pieces: Any, k: Any, liquid: Any, share: Any, totals: Any, rates: Any,
) -> None:  # fmt: skip
    """What a thread does at once: before the first stage (-1), at a stage, or after the last."""
    if stage < 0:
        _begin(part, shares, h, y0, y, u, T, cool, cool_next, margin, cells, chunks, curves, liquid)
    elif stage == stages:
        _end(part, shares, y, u, cool, margin, cells, chunks, out)
    else:
        _stage(
            part, shares, c, stage == 0, y0, L0, y, y_next, u, u_next, T, T_next, cool, cool_next, cells,
            chunks, margin, faces, bridges, exchanges, sinks, effective, walls, heat, curves, pieces, k,
            liquid, share, totals, rates,
        )  # fmt: skip


@njit(cache=True, error_model="numpy")
def _weights(row: Any, seconds: float) -> Any:
    """Weights of a stage in single precision: of the last two y, of the rate and of the first rate."""
    c = np.empty(4, dtype=np.float32)
    c[0], c[1], c[2], c[3] = row[0], row[1], row[2] * seconds, row[3] * seconds
    return c


@njit(cache=True, error_model="numpy")
def _add_up(row: Any, seconds: float, first: bool, sinks: Any, heat: Any, totals: Any, energies: Any) -> None:
    """Energies advance by the very recurrence of the enthalpy; energies (now, before, first rate, rate)."""
    energy, before, first_rate, rate = energies[0], energies[1], energies[2], energies[3]
    skin, blood = rate.shape[0] - 2, rate.shape[0] - 1
    rate[:] = 0.0
    for n in range(heat.shape[0]):
        rate[sinks.probe[n]] -= heat[n]
    for chunk in range(totals.shape[0]):
        rate[skin] += totals[chunk, 0]
        rate[blood] += totals[chunk, 1] + totals[chunk, 2]
    for n in range(rate.shape[0]):
        if first:
            first_rate[n] = rate[n]
        more = seconds * (row[2] * rate[n] + row[3] * first_rate[n])
        latest = row[0] * energy[n] + row[1] * before[n] + more
        before[n] = energy[n]
        energy[n] = latest


@njit(parallel=True, **OPTIONS)
def _march(
    rows: Any, seconds: float, T_probes: Any, cap: Any, h: Any, out: Any, y0: Any, L0: Any, y: Any,
    y_next: Any, u: Any, u_next: Any, T: Any, T_next: Any, cool: Any, cool_next: Any, cells: Any, chunks: Any,
    margin: int, faces: Any, bridges: Any, exchanges: Any, sinks: Any, walls: Any, heat: Any, curves: Any,
    pieces: Any, k: Any, liquid: Any, share: Any, totals: Any, effective: Any, energies: Any, rates: Any,
    shares: Any,
) -> None:  # fmt: skip
    """All stages of a step, from h to out; totals (chunk, 3): W through skin, from vessels, other blood."""
    stages, c = rows.shape[0], np.zeros(4, dtype=np.float32)
    for stage in range(-1, stages + 1):
        if 0 <= stage < stages:
            caps(
                stage == 0, T_probes[stage], cap, energies[3], u, margin, k, cells.material, pieces, curves,
                sinks, walls, effective,
            )  # fmt: skip
            c = _weights(rows[stage], seconds)
        for part in prange(shares.first.shape[0] - 1):  # one such loop: each is long in compiling
            _turn(
                np.int64(stage), np.int64(stages), np.int64(part), shares, c, h, out, y0, L0, y, y_next, u,
                u_next, T, T_next, cool, cool_next, cells, chunks, margin, faces, bridges, exchanges, sinks,
                effective, walls, heat, curves, pieces, k, liquid, share, totals, rates,
            )  # fmt: skip
        if stage < 0:
            first_guess(u, margin, k, cells.material, pieces, sinks, walls)
        elif stage < stages:
            _add_up(rows[stage], seconds, stage == 0, sinks, heat, totals, energies)
            u, u_next, y, y_next, T, T_next = u_next, u, y_next, y, T_next, T
            cool, cool_next = cool_next, cool


def advance(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
    """One super time step; see `cryonerve.bioheat.problem`."""
    a: Layout = layout_of(problem)
    probes = drive.probe_temperature.shape[1]
    w = a.workspace()
    h = np.ascontiguousarray(enthalpy, dtype=np.float64).ravel()
    share = np.ascontiguousarray(drive.flow_share, dtype=np.float32).ravel()
    out, effective, energies = h.copy(), np.zeros(probes), np.zeros((4, probes + 2))
    _march(
        coefficients(drive.stages), float(drive.seconds),
        np.ascontiguousarray(drive.probe_temperature, float), np.asarray(drive.power_cap, float), h, out,
        w.start, w.first, w.y, w.y_next, w.u, w.u_next, w.cold, w.cold_next, w.cool, w.cool_next, a.cells,
        a.chunks, a.margin, a.joints, a.bridges, a.sharing(share), a.sinks, w.walls, w.heat, a.curves,
        a.pieces, a.conductivity, a.liquid, share, w.totals, effective, energies, w.rates,
        a.shares(get_num_threads()),
    )  # fmt: skip
    energy, power = energies[0], energies[3, :probes].copy()
    return Advance(
        out.reshape(np.shape(enthalpy)),
        energy[:probes],
        float(energy[-2]),
        float(energy[-1]),
        power,
        effective,
    )
