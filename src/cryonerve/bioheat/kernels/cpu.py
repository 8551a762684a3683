"""The reference's super time step as compiled, threaded loops in single precision.

Enthalpy is relative to body temperature, so that single precision resolves it to a few J/m3 (microkelvin).
One pass a stage: heat from the neighbours, the stage's new enthalpy written over the one before the last, and
its potential for the next stage. Above the first knot of a material everything is linear; only colder cells
look up their curve, and only chunks of cells with ice in reach look at faces between materials one by one.

======  ==========================================================================
h, Y    enthalpy of a stage, J/m3               u       theta / k_u, K: T - T_body while unfrozen
k_u     unfrozen conductivity, W/m/K            s       1 / unfrozen heat capacity, m3 K/J
G       conductance, W/K                        iv      1 / tissue volume, 1/m3
rate    heat into cells, W, then dh/dt, W/m3    c       weights of the stage, see timestep
======  ==========================================================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

from cryonerve.bioheat.kernels.cells import interface_flux, temperature_and_potential, wall_flux
from cryonerve.bioheat.kernels.layout import Layout, layout_of
from cryonerve.bioheat.problem import Advance, Drive, Floats, Problem
from cryonerve.bioheat.timestep import coefficients

__all__ = ["advance"]

_OPTIONS: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",
    "fastmath": {"contract", "nsz", "reassoc", "arcp"},
}
# J/m3: the far tail of a cold front would else become denormal numbers, which are slow
NOTHING = np.float32(1e-6)


@njit(inline="always", **_OPTIONS)
def _bin(depth: Any, bins: int) -> Any:
    """Bin of a value that lies `depth` bins below the first knot; nan falls into the first."""
    if not depth > 0.0:
        return 0
    return bins - 1 if depth >= bins else int(depth)


@njit(**_OPTIONS)
def _freeze(h: Any, material: Any, pieces: Any, lookup: Any, inverse_k: Any, u: Any) -> None:
    """Potential of the cells of a chunk that are below their liquidus; all others are linear."""
    bins = lookup.start.shape[1]
    for n in range(h.shape[0]):
        m = material[n]
        depth = (lookup.top[m] - h[n]) * lookup.bins_per_unit[m]
        if depth > 0.0:
            _, theta = temperature_and_potential(h[n], pieces[m], lookup.start[m, _bin(depth, bins)])
            u[n] = theta * inverse_k[m]


@njit(**_OPTIONS)
def _potential(
    h: Any, s: Any, material: Any, pieces: Any, lookup: Any, inverse_k: Any, liquid: Any, u: Any
) -> Any:
    """Fill u of one chunk; True where something in it is below the warmest liquidus."""
    cool = np.float32(0.0)
    for n in range(h.shape[0]):
        u[n] = s[n] * h[n]
        cool += np.float32(1.0) if u[n] < liquid else np.float32(0.0)
    if cool > 0.0:
        _freeze(h, material, pieces, lookup, inverse_k, u)
    return cool > 0.0


@njit(**_OPTIONS)
def _conduct(
    rate: Any, Gxb: Any, Gxa: Any, Gyb: Any, Gya: Any, Gzb: Any, Gza: Any, xb: Any, xa: Any, yb: Any, ya: Any,
    zb: Any, za: Any, here: Any,
) -> None:  # fmt: skip
    """Heat from the six neighbours: conductances to and potentials of the cells before and after."""
    for n in range(rate.shape[0]):
        mine = here[n]
        x = Gxb[n] * (xb[n] - mine) + Gxa[n] * (xa[n] - mine)
        y = Gyb[n] * (yb[n] - mine) + Gya[n] * (ya[n] - mine)
        rate[n] = x + y + (Gzb[n] * (zb[n] - mine) + Gza[n] * (za[n] - mine))


@njit(**_OPTIONS)
def _unlike(
    rate: Any, first: int, a: Any, b: Any, g: Any, warm: Any, liquid: Any, h: Any, u: Any, material: Any,
    pieces: Any, by_h: Any, by_T: Any,
) -> None:  # fmt: skip
    """What faces between two materials carry beyond their linear part, where one of them freezes."""
    bins = by_h.start.shape[1]
    for n in range(a.shape[0]):
        ca, cb = a[n], b[n]
        ua, ub = u[ca], u[cb]
        if ua < liquid[n] or ub < liquid[n]:
            ma, mb = material[ca], material[cb]
            deep_a = _bin((by_h.top[ma] - h[ca]) * by_h.bins_per_unit[ma], bins)
            deep_b = _bin((by_h.top[mb] - h[cb]) * by_h.bins_per_unit[mb], bins)
            Ta, tha = temperature_and_potential(h[ca], pieces[ma], by_h.start[ma, deep_a])
            Tb, thb = temperature_and_potential(h[cb], pieces[mb], by_h.start[mb, deep_b])
            cold_a = _bin((by_T.top[ma] - Tb) * by_T.bins_per_unit[ma], bins)
            cold_b = _bin((by_T.top[mb] - Ta) * by_T.bins_per_unit[mb], bins)
            flux = interface_flux(
                Ta, tha, pieces[ma], Tb, thb, pieces[mb], by_T.start[ma, cold_a],
                by_T.start[mb, cold_b],
            )  # fmt: skip
            rate[ca - first] += g[n] * flux - warm[n] * (ub - ua)


@njit(**_OPTIONS)
def _bridge(rate: Any, first: int, a: Any, b: Any, warm: Any, u: Any) -> None:
    """Heat from cells of other bricks."""
    for n in range(a.shape[0]):
        rate[a[n] - first] += warm[n] * (u[b[n]] - u[a[n]])


@njit(**_OPTIONS)
def _exchange(
    rate: Any, first: int, cell: Any, G: Any, outside: Any, vessel: Any, h: Any, u: Any, material: Any,
    pieces: Any, body: float, icy: bool, total: Any,
) -> None:  # fmt: skip
    """Heat into single cells from air or blood (above body temperature); adds it to total (2,), W."""
    for n in range(cell.shape[0]):
        c = cell[n]
        warmth = np.float64(u[c])
        if icy and h[c] < pieces[material[c], 0, 0]:
            T, _ = temperature_and_potential(h[c], pieces[material[c]])
            warmth = T - body
        heat = G[n] * (outside[n] - warmth)
        rate[c - first] += heat
        total[1 if vessel[n] else 0] += heat


@njit(**_OPTIONS)
def _finish(
    rate: Any, cells: Any, a: int, b: int, share: Any, everywhere: bool, c: Any, first: bool, h: Any, h0: Any,
    L0: Any, older: Any,
) -> Any:  # fmt: skip
    """From heat to the stage's new enthalpy, over the one before the last; returns what blood brings, W."""
    iv, supply = cells.inverse_volume[a:b], cells.supply[a:b]
    decay, above = cells.decay[a:b], cells.above[a:b]
    total = np.float32(0.0)
    part = share[0]
    for n in range(rate.shape[0]):
        if not everywhere:
            part = share[n]
        source = supply[n] - decay[n] * part * h[n]
        source = source if h[n] > above[n] else np.float32(0.0)
        total += source
        rate[n] = (rate[n] + source) * iv[n]
    if first:
        for n in range(rate.shape[0]):
            L0[n] = rate[n]
            new = h0[n] + c[3] * rate[n]
            older[n] = np.float32(0.0) if abs(new) <= NOTHING else new
    else:
        for n in range(rate.shape[0]):
            # only what has changed is weighted: rounded weights of the whole would let it drift
            start = h0[n]
            new = start + (c[0] * (h[n] - start) + c[1] * (older[n] - start) + c[3] * rate[n] + c[4] * L0[n])
            older[n] = np.float32(0.0) if abs(new) <= NOTHING else new
    return total


@njit(cache=True, error_model="numpy")
def _wall_heats(
    number: int, T: Any, u: Any, k: Any, material: Any, pieces: Any, sinks: Any, heat: Any
) -> Any:
    """Heat (W) from one probe into each of its cells; returns the power it draws."""
    power = 0.0
    for n in range(sinks.cell.shape[0]):
        if sinks.probe[n] == number:
            cell = sinks.cell[n]
            of = material[cell]
            heat[n] = wall_flux(sinks.gamma[n], sinks.film[n], T, u[cell] * k[of], pieces[of])
            power -= heat[n]
    return power


@njit(cache=True, error_model="numpy")
def _probes(
    T_probes: Any, cap: Any, u: Any, margin: int, k: Any, material: Any, pieces: Any, sinks: Any, heat: Any,
    power: Any, effective: Any,
) -> None:  # fmt: skip
    """Heat of all probes, each warmed to where it keeps within its power cap."""
    heat[:] = 0.0
    u = u[margin:]
    for number in range(T_probes.shape[0]):
        T = T_probes[number]
        power[number] = 0.0
        effective[number] = T
        if np.isnan(T):
            continue
        drawn = _wall_heats(number, T, u, k, material, pieces, sinks, heat)
        if drawn > cap[number]:
            cold, warm = T, 150.0
            for _ in range(40):
                T = 0.5 * (cold + warm)
                drawn = _wall_heats(number, T, u, k, material, pieces, sinks, heat)
                if drawn > cap[number]:
                    cold = T
                else:
                    warm = T
            T = warm
            drawn = _wall_heats(number, T, u, k, material, pieces, sinks, heat)
        effective[number] = T
        power[number] = drawn


@njit(**_OPTIONS)
def _regular(chunk: int, chunks: Any, u: Any, cells: Any, margin: int) -> Any:
    """Heat into the cells of a chunk from their six neighbours in the brick, W; u has a margin in front."""
    Gx, Gy, Gz = cells.x, cells.y, cells.z
    sx, sy = chunks.stride_x[chunk], chunks.stride_y[chunk]
    i, j = margin + chunks.start[chunk], margin + chunks.stop[chunk]
    rate = np.empty(j - i, dtype=np.float32)
    _conduct(
        rate, Gx[i - sx : j - sx], Gx[i:j], Gy[i - sy : j - sy], Gy[i:j], Gz[i - 1 : j - 1], Gz[i:j],
        u[i - sx : j - sx], u[i + sx : j + sx], u[i - sy : j - sy], u[i + sy : j + sy],
        u[i - 1 : j - 1], u[i + 1 : j + 1], u[i:j],
    )  # fmt: skip
    return rate


@njit(**_OPTIONS)
def _special(
    chunk: int, first: int, rate: Any, h: Any, u: Any, cool: Any, material: Any, pieces: Any, by_h: Any,
    by_T: Any, body: float, faces: Any, bridges: Any, exchanges: Any, sinks: Any, heat: Any, totals: Any,
) -> None:  # fmt: skip
    """What is listed for a chunk: bridges, icy faces between materials, skin and vessels, probes."""
    i, j = bridges.start[chunk], bridges.start[chunk + 1]
    _bridge(rate, first, bridges.here[i:j], bridges.there[i:j], bridges.warm[i:j], u)
    icy = cool[chunk]
    for other in range(faces.beside_start[chunk], faces.beside_start[chunk + 1]):
        icy = icy or cool[faces.beside[other]]
    if icy:
        i, j = faces.start[chunk], faces.start[chunk + 1]
        _unlike(
            rate, first, faces.here[i:j], faces.there[i:j], faces.geometric[i:j], faces.warm[i:j],
            faces.liquid[i:j], h, u, material, pieces, by_h, by_T,
        )  # fmt: skip
    i, j = exchanges.start[chunk], exchanges.start[chunk + 1]
    _exchange(
        rate, first, exchanges.cell[i:j], exchanges.conductance[i:j], exchanges.outside[i:j],
        exchanges.vessel[i:j], h, u, material, pieces, body, icy, totals,
    )  # fmt: skip
    for n in range(sinks.start[chunk], sinks.start[chunk + 1]):
        rate[sinks.cell[n] - first] += heat[n]


@njit(**_OPTIONS)
def _begin(
    chunk: int, h0: Any, newer: Any, older: Any, u: Any, margin: int, cells: Any, chunks: Any, pieces: Any,
    by_h: Any, inverse_k: Any, liquid: Any,
) -> Any:  # fmt: skip
    """A chunk before the first stage; True where something in it is below the warmest liquidus."""
    a, b = chunks.start[chunk], chunks.stop[chunk]
    for n in range(a, b):
        newer[n] = h0[n]
        older[n] = h0[n]
    return _potential(
        h0[a:b], cells.slope[a:b], cells.material[a:b], pieces, by_h, inverse_k, liquid,
        u[margin + a : margin + b],
    )  # fmt: skip


@njit(**_OPTIONS)
def _stage(
    chunk: int, c: Any, first: bool, h0: Any, newer: Any, older: Any, L0: Any, u: Any, u_next: Any, cool: Any,
    cells: Any, chunks: Any, margin: int, faces: Any, bridges: Any, exchanges: Any, sinks: Any, heat: Any,
    pieces: Any, by_h: Any, by_T: Any, inverse_k: Any, liquid: Any, body: float, share: Any, totals: Any,
) -> Any:  # fmt: skip
    """One stage of one chunk; True where something in it is below the warmest liquidus."""
    a, b = chunks.start[chunk], chunks.stop[chunk]
    material, everywhere = cells.material, share.shape[0] == 1
    rate = _regular(chunk, chunks, u, cells, margin)
    for n in range(3):
        totals[n] = 0.0
    _special(
        chunk, a, rate, newer, u[margin : margin + h0.shape[0]], cool, material, pieces, by_h, by_T, body,
        faces, bridges, exchanges, sinks, heat, totals,
    )  # fmt: skip
    totals[2] = _finish(
        rate, cells, a, b, share if everywhere else share[a:b], everywhere, c, first, newer[a:b], h0[a:b],
        L0[a:b], older[a:b],
    )  # fmt: skip
    return _potential(
        older[a:b], cells.slope[a:b], material[a:b], pieces, by_h, inverse_k, liquid,
        u_next[margin + a : margin + b],
    )  # fmt: skip


@njit(cache=True, error_model="numpy")
def _weights(row: Any, seconds: float) -> Any:
    """Weights of a stage in single precision."""
    c = np.zeros(5, dtype=np.float32)
    c[0], c[1] = row[0], row[1]
    c[3], c[4] = row[2] * seconds, row[3] * seconds
    return c


@njit(cache=True, error_model="numpy")
def _add_up(row: Any, seconds: float, first: bool, power: Any, totals: Any, energies: Any) -> None:
    """Energies advance by the very recurrence of the enthalpy; energies (now, before, first rate, rate)."""
    energy, before, first_rate, rate = energies[0], energies[1], energies[2], energies[3]
    probes = power.shape[0]
    for n in range(probes):
        rate[n] = power[n]
    rate[probes] = rate[probes + 1] = 0.0
    for chunk in range(totals.shape[0]):
        rate[probes] += totals[chunk, 0]
        rate[probes + 1] += totals[chunk, 1] + totals[chunk, 2]
    for n in range(probes + 2):
        if first:
            first_rate[n] = rate[n]
        more = seconds * (row[2] * rate[n] + row[3] * first_rate[n])
        latest = row[0] * energy[n] + row[1] * before[n] + more
        before[n] = energy[n]
        energy[n] = latest


@njit(parallel=True, **_OPTIONS)
def _march(
    rows: Any, seconds: float, T_probes: Any, cap: Any, h0: Any, newer: Any, older: Any, L0: Any, u: Any,
    u_next: Any, cool: Any, cool_next: Any, cells: Any, chunks: Any, turns: Any, margin: int, faces: Any,
    bridges: Any, exchanges: Any, sinks: Any, heat: Any, pieces: Any, by_h: Any, by_T: Any, k: Any,
    inverse_k: Any, liquid: Any, body: float, share: Any, totals: Any, power: Any, effective: Any,
    energies: Any,
) -> None:  # fmt: skip
    """All stages of a step; an odd number of them leaves the last enthalpy in `older`.

    totals (chunk, 3): heat through skin, from vessels, from other blood, W.
    """
    for turn in prange(turns.shape[0]):
        chunk = turns[turn]
        cool[chunk] = _begin(
            chunk, h0, newer, older, u, margin, cells, chunks, pieces, by_h, inverse_k, liquid
        )  # fmt: skip
    for stage in range(rows.shape[0]):
        first = stage == 0
        _probes(
            T_probes[stage], cap, u, margin, k, cells.material, pieces, sinks, heat, power, effective
        )  # fmt: skip
        c = _weights(rows[stage], seconds)
        for turn in prange(turns.shape[0]):
            chunk = turns[turn]
            cool_next[chunk] = _stage(
                chunk, c, first, h0, newer, older, L0, u, u_next, cool, cells, chunks, margin, faces, bridges,
                exchanges, sinks, heat, pieces, by_h, by_T, inverse_k, liquid, body, share, totals[chunk],
            )  # fmt: skip
        _add_up(rows[stage], seconds, first, power, totals, energies)
        newer, older, u, u_next, cool, cool_next = older, newer, u_next, u, cool_next, cool


def advance(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
    """One super time step; see `cryonerve.bioheat.problem`."""
    a: Layout = layout_of(problem)
    probes = drive.probe_temperature.shape[1]
    work = a.workspace()
    h0 = np.ascontiguousarray(enthalpy, dtype=np.float32).ravel()
    share = np.ascontiguousarray(drive.flow_share, dtype=np.float32).ravel()
    power, effective = np.zeros(probes), np.zeros(probes)
    energies = np.zeros((4, probes + 2))
    _march(
        coefficients(drive.stages), float(drive.seconds),
        np.ascontiguousarray(drive.probe_temperature, float),
        np.asarray(drive.power_cap, float), h0, work.newer, work.older, work.first, work.u, work.u_next,
        work.cool, work.cool_next, a.cells, a.chunks, a.turns, a.margin, a.faces, a.bridges,
        a.sharing(share), a.sinks, np.zeros(len(a.sinks.cell)), a.pieces, a.by_enthalpy,
        a.by_temperature, a.conductivity,
        a.inverse_conductivity, a.liquid, problem.body_temperature, share, work.totals, power, effective,
        energies,
    )  # fmt: skip
    last = work.older if drive.stages % 2 else work.newer
    out: Any = last.copy().reshape(np.shape(enthalpy))
    energy = energies[0]
    return Advance(out, energy[:probes], float(energy[-2]), float(energy[-1]), power, effective)
