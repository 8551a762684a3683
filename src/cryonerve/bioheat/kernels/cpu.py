"""The reference's super time step as compiled, threaded loops in single precision.

Enthalpy is relative to body temperature, so that single precision resolves it to a few J/m3 (microkelvin).
One pass a stage: heat from the neighbours, the stage's new enthalpy written over the one before the last, and
its potential for the next stage. Above the first knot of a material everything is linear; only colder cells
walk down their curve, and only chunks of cells with ice in reach look at faces between materials one by one.

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
from cryonerve.bioheat.kernels.layout import CHUNK, Layout, layout_of
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


@njit(**_OPTIONS)
def _freeze(h: Any, material: Any, pieces: Any, inverse_k: Any, u: Any) -> None:
    """Potential of the cells of a chunk that are below their liquidus; all others are linear."""
    for n in range(h.shape[0]):
        of = pieces[material[n]]
        if h[n] < of[0, 0]:
            _, theta = temperature_and_potential(h[n], of)
            u[n] = theta * inverse_k[material[n]]


@njit(**_OPTIONS)
def _potential(h: Any, s: Any, material: Any, pieces: Any, inverse_k: Any, liquid: Any, u: Any) -> Any:
    """Fill u of one chunk; True where something in it is below the warmest liquidus."""
    cool = np.float32(0.0)
    for n in range(h.shape[0]):
        u[n] = s[n] * h[n]
        cool += np.float32(1.0) if u[n] < liquid else np.float32(0.0)
    if cool > 0.0:
        _freeze(h, material, pieces, inverse_k, u)
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
    rate: Any, first: int, a: Any, b: Any, g: Any, warm: Any, liquid: Any, h: Any, u: Any, margin: int,
    material: Any, pieces: Any,
) -> None:  # fmt: skip
    """What faces between two materials carry beyond the regular pass, where one of them freezes."""
    for n in range(a.shape[0]):
        ca, cb = a[n], b[n]
        ua, ub = u[margin + ca], u[margin + cb]
        if ua < liquid[n] or ub < liquid[n]:
            of_a, of_b = pieces[material[ca]], pieces[material[cb]]
            Ta, tha = temperature_and_potential(h[ca], of_a)
            Tb, thb = temperature_and_potential(h[cb], of_b)
            rate[ca - first] += g[n] * interface_flux(Ta, tha, of_a, Tb, thb, of_b) - warm[n] * (ub - ua)


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
    number: int, T: Any, u: Any, k: Any, material: Any, pieces: Any, cell: Any, probe: Any, gamma: Any,
    film: Any, heat: Any,
) -> Any:  # fmt: skip
    """Heat (W) from one probe into each of its cells; returns the power it draws."""
    power = 0.0
    for n in range(cell.shape[0]):
        if probe[n] == number:
            of = material[cell[n]]
            heat[n] = wall_flux(gamma[n], film[n], T, u[cell[n]] * k[of], pieces[of])
            power -= heat[n]
    return power


@njit(cache=True, error_model="numpy")
def _probes(
    T_probes: Any, cap: Any, u: Any, k: Any, material: Any, pieces: Any, cell: Any, probe: Any, gamma: Any,
    film: Any, heat: Any, power: Any, effective: Any,
) -> None:  # fmt: skip
    heat[:] = 0.0
    for number in range(T_probes.shape[0]):
        T = T_probes[number]
        power[number] = 0.0
        effective[number] = T
        if np.isnan(T):
            continue
        drawn = _wall_heats(number, T, u, k, material, pieces, cell, probe, gamma, film, heat)
        if drawn > cap[number]:
            cold, warm = T, 150.0
            for _ in range(40):
                T = 0.5 * (cold + warm)
                drawn = _wall_heats(number, T, u, k, material, pieces, cell, probe, gamma, film, heat)
                if drawn > cap[number]:
                    cold = T
                else:
                    warm = T
            T = warm
            drawn = _wall_heats(number, T, u, k, material, pieces, cell, probe, gamma, film, heat)
        effective[number] = T
        power[number] = drawn


@njit(parallel=True, **_OPTIONS)
def _fill(h: Any, cells: Any, pieces: Any, inverse_k: Any, liquid: Any, u: Any, cool: Any) -> None:
    """Potential of all cells and which chunks have something below the warmest liquidus."""
    slope, material = cells.slope, cells.material
    for chunk in prange(cool.shape[0]):
        a = chunk * CHUNK
        b = min(a + CHUNK, h.shape[0])
        cool[chunk] = _potential(h[a:b], slope[a:b], material[a:b], pieces, inverse_k, liquid, u[a:b])


@njit(**_OPTIONS)
def _regular(a: int, b: int, u: Any, cells: Any, sx: int, sy: int) -> Any:
    """Heat into the cells from a to b from their six neighbours, W; u begins with a margin of sx."""
    Gx, Gy, Gz = cells.x, cells.y, cells.z
    rate = np.empty(b - a, dtype=np.float32)
    i, j = a + sx, b + sx
    _conduct(
        rate, Gx[a:b], Gx[i:j], Gy[a:b], Gy[a + sy : b + sy], Gz[a:b], Gz[a + 1 : b + 1],
        u[i - sx : j - sx], u[i + sx : j + sx], u[i - sy : j - sy], u[i + sy : j + sy],
        u[i - 1 : j - 1], u[i + 1 : j + 1], u[i:j],
    )  # fmt: skip
    return rate


@njit(**_OPTIONS)
def _special(
    chunk: int, rate: Any, h: Any, u: Any, cool: Any, material: Any, pieces: Any, body: float, margin: int,
    faces: Any, exchanges: Any, sinks: Any, heat: Any, totals: Any,
) -> None:  # fmt: skip
    """What is listed for a chunk: icy faces between materials, skin and vessels, probes."""
    first = chunk * CHUNK
    icy = cool[chunk]
    for other in range(faces.beside_start[chunk], faces.beside_start[chunk + 1]):
        icy = icy or cool[faces.beside[other]]
    if icy:
        i, j = faces.start[chunk], faces.start[chunk + 1]
        _unlike(
            rate, first, faces.here[i:j], faces.there[i:j], faces.geometric[i:j], faces.warm[i:j],
            faces.liquid[i:j], h, u, margin, material, pieces,
        )  # fmt: skip
    i, j = exchanges.start[chunk], exchanges.start[chunk + 1]
    _exchange(
        rate, first, exchanges.cell[i:j], exchanges.conductance[i:j], exchanges.outside[i:j],
        exchanges.vessel[i:j], h, u[margin:], material, pieces, body, icy, totals,
    )  # fmt: skip
    for n in range(sinks.start[chunk], sinks.start[chunk + 1]):
        rate[sinks.cell[n] - first] += heat[n]


@njit(parallel=True, **_OPTIONS)
def _stage(
    h: Any, u: Any, cool: Any, older: Any, u_next: Any, cool_next: Any, h0: Any, L0: Any, c: Any, first: bool,
    cells: Any, faces: Any, exchanges: Any, sinks: Any, heat: Any, pieces: Any, inverse_k: Any, liquid: Any,
    body: float, share: Any, strides: Any, alive: Any, totals: Any,
) -> None:  # fmt: skip
    """One stage of all chunks; totals (chunk, 3): heat through skin, from vessels, from other blood, W."""
    margin = strides[0]
    material, everywhere = cells.material, share.shape[0] == 1
    for number in prange(alive.shape[0]):
        chunk = alive[number]
        a = chunk * CHUNK
        b = min(a + CHUNK, h.shape[0])
        rate = _regular(a, b, u, cells, strides[0], strides[1])
        totals[chunk, :] = 0.0
        _special(
            chunk, rate, h, u, cool, material, pieces, body, margin, faces, exchanges, sinks, heat,
            totals[chunk],
        )  # fmt: skip
        totals[chunk, 2] = _finish(
            rate, cells, a, b, share if everywhere else share[a:b], everywhere, c, first, h[a:b], h0[a:b],
            L0[a:b], older[a:b],
        )  # fmt: skip
        cool_next[chunk] = _potential(
            older[a:b], cells.slope[a:b], material[a:b], pieces, inverse_k, liquid,
            u_next[margin + a : margin + b],
        )  # fmt: skip


def advance(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
    """One super time step; see `cryonerve.bioheat.problem`."""
    a: Layout = layout_of(problem)
    probes, margin = drive.probe_temperature.shape[1], a.strides[0]
    h0 = np.ascontiguousarray(enthalpy, dtype=np.float32).ravel()
    newer, older, L0 = h0.copy(), h0.copy(), np.empty_like(h0)
    u, u_next = (np.zeros(a.count + 2 * margin, dtype=np.float32) for _ in range(2))
    cool, cool_next = np.zeros(a.chunks, dtype=np.bool_), np.zeros(a.chunks, dtype=np.bool_)
    inner = slice(margin, margin + a.count)
    _fill(newer, a.cells, a.pieces, a.inverse_conductivity, a.liquid, u[inner], cool)
    share = np.ascontiguousarray(drive.flow_share, dtype=np.float32).ravel()
    exchanges = a.sharing(share)
    heat, totals = np.zeros(len(a.sinks.cell)), np.zeros((a.chunks, 3))
    power, effective = np.zeros(probes), np.zeros(probes)
    energy, before, first_rate = np.zeros(probes + 2), np.zeros(probes + 2), np.zeros(probes + 2)
    for stage, (mu, nu, mut, gat, _) in enumerate(coefficients(drive.stages)):
        first = stage == 0
        _probes(
            drive.probe_temperature[stage], drive.power_cap, u[inner], a.conductivity, a.cells.material,
            a.pieces, a.sinks.cell, a.sinks.probe, a.sinks.gamma, a.sinks.film, heat, power, effective,
        )  # fmt: skip
        row = np.array([mu, nu, 1.0 - mu - nu, mut * drive.seconds, gat * drive.seconds], dtype=np.float32)
        _stage(
            newer, u, cool, older, u_next, cool_next, h0, L0, row, first, a.cells, a.faces, exchanges,
            a.sinks, heat, a.pieces, a.inverse_conductivity, a.liquid, problem.body_temperature, share,
            a.strides[:2], a.alive, totals,
        )  # fmt: skip
        skin, vessels, blood = totals.sum(axis=0)
        rate = np.concatenate([power, [skin, vessels + blood]])
        if first:
            first_rate = rate
        energy, before = mu * energy + nu * before + drive.seconds * (mut * rate + gat * first_rate), energy
        newer, older, u, u_next, cool, cool_next = older, newer, u_next, u, cool_next, cool
    out: Any = newer.reshape(problem.shape)
    return Advance(out, energy[:probes], float(energy[-2]), float(energy[-1]), power, effective)
