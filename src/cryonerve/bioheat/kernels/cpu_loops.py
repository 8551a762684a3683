"""What the compiled kernel does to the cells of one chunk; symbols as in `cpu`.

======  ==========================================================================
y, Y    s h of a stage, K                       u       theta / k_u, K: T - T_body while unfrozen
k_u     unfrozen conductivity, W/m/K            s       1 / unfrozen heat capacity, m3 K/J
G       conductance, W/K                        iv      s / tissue volume, K/J
rate    heat into cells, W, then dy/dt, K/s     c       weights of the stage, see timestep
======  ==========================================================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from cryonerve.bioheat.kernels.cells import (
    INNER,
    WARMEST,
    beyond_linear,
    frozen,
    stepped,
    temperature_of_potential,
    wall_flux,
)

__all__ = [
    "OPTIONS",
    "QUICK",
    "bridge",
    "caps",
    "conduct",
    "exchange",
    "first_guess",
    "first_stage",
    "freeze",
    "into_enthalpy",
    "into_kelvins",
    "sources",
    "stage_beside",
    "stage_over",
    "unlike",
    "wall_heat",
]

OPTIONS: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",
    "fastmath": {"contract", "nsz", "reassoc", "arcp"},
}
QUICK: dict[str, Any] = {**INNER, "fastmath": OPTIONS["fastmath"]}
# K: the far tail of a cold front would else become denormal numbers, which are slow
NOTHING = np.float32(1e-12)
FAR_BELOW = 0.5  # of a power cap: from one stage to the next, walls jump only between steps, none gets there


@njit(**QUICK)
def into_kelvins(h: Any, s: Any, y0: Any, u: Any, liquid: Any) -> Any:
    """y, and u as if unfrozen, from enthalpy (J/m3); True if some are below the warmest liquidus."""
    below = np.float32(0.0)
    for n in range(y0.shape[0]):
        start = np.float32(h[n] * np.float64(s[n]))
        y0[n] = start
        u[n] = start
        below += np.float32(1.0) if start < liquid else np.float32(0.0)
    return below > 0.0


@njit(**QUICK)
def into_enthalpy(y: Any, s: Any, h: Any) -> None:
    """Enthalpy (J/m3) in double precision: it turns into the very same y again."""
    for n in range(h.shape[0]):
        h[n] = np.float64(y[n]) / np.float64(s[n])


@njit(**QUICK)
def freeze(y: Any, material: Any, curves: Any, T: Any, u: Any) -> None:
    """Temperature and potential of the cells of a chunk that are below their liquidus; others are linear."""
    for n in range(y.shape[0]):
        m = material[n]
        if y[n] < curves.linear[m]:
            T[n], u[n] = frozen(y[n], m, curves)


@njit(**QUICK)
def conduct(
    rate: Any, Gxb: Any, Gxa: Any, Gyb: Any, Gya: Any, Gzb: Any, Gza: Any, xb: Any, xa: Any, yb: Any, ya: Any,
    zb: Any, za: Any, here: Any,
) -> None:  # fmt: skip
    """Heat from the six neighbours: conductances to and potentials of the cells before and after."""
    for n in range(rate.shape[0]):
        mine = here[n]
        x = Gxb[n] * (xb[n] - mine) + Gxa[n] * (xa[n] - mine)
        y = Gyb[n] * (yb[n] - mine) + Gya[n] * (ya[n] - mine)
        rate[n] = x + y + (Gzb[n] * (zb[n] - mine) + Gza[n] * (za[n] - mine))


@njit(**QUICK)
def unlike(
    rate: Any, first: Any, a: Any, b: Any, g: Any, warm: Any, liquid: Any, T: Any, u: Any, material: Any,
    curves: Any,
) -> None:  # fmt: skip
    """What faces between two materials carry beyond their linear part, where one of them freezes."""
    cells = np.uint32(rate.shape[0])
    for n in range(a.shape[0]):
        ca, cb = a[n], b[n]
        ua, ub = u[ca], u[cb]
        if ua < liquid[n] or ub < liquid[n]:
            ma, mb = material[ca], material[cb]
            Ta = T[ca] if ua < curves.linear[ma] else curves.body[0] + ua
            Tb = T[cb] if ub < curves.linear[mb] else curves.body[0] + ub
            more = beyond_linear(ua, Ta, ma, ub, Tb, mb, g[n], warm[n], curves)
            rate[np.uint32(ca - first)] += more
            if np.uint32(cb - first) < cells:
                rate[np.uint32(cb - first)] -= more


@njit(**QUICK)
def bridge(rate: Any, first: int, a: Any, b: Any, warm: Any, u: Any) -> None:
    """Heat from cells of other bricks."""
    for n in range(a.shape[0]):
        rate[a[n] - first] += warm[n] * (u[b[n]] - u[a[n]])


@njit(**QUICK)
def exchange(
    rate: Any, first: int, cell: Any, G: Any, outside: Any, vessel: Any, T: Any, u: Any, material: Any,
    curves: Any, icy: bool, total: Any,
) -> None:  # fmt: skip
    """Heat into single cells from air or blood (above body temperature); adds it to total (2,), W."""
    for n in range(cell.shape[0]):
        c = cell[n]
        warmth = np.float64(u[c])
        if icy and warmth < curves.linear[material[c]]:
            warmth = T[c] - curves.body[0]
        heat = G[n] * (outside[n] - warmth)
        rate[c - first] += heat
        total[1 if vessel[n] else 0] += heat


@njit(inline="always", **QUICK)
def _source(n: Any, supply: Any, decay: Any, part: Any, above: Any, y: Any) -> Any:
    return supply[n] - decay[n] * part * y[n] if y[n] > above[n] else np.float32(0.0)


@njit(**QUICK)
def sources(rate: Any, supply: Any, decay: Any, above: Any, share: Any, y: Any) -> Any:
    """Add blood and metabolism to the heat of cells above their liquidus; returns what they bring, W.

    share : (cell,) of the blood flow that is left, or (1,) everywhere alike.
    """
    total = np.float32(0.0)
    if share.shape[0] > 1:
        for n in range(rate.shape[0]):
            source = _source(n, supply, decay, share[n], above, y)
            total += source
            rate[n] += source
    else:
        part = share[0]
        for n in range(rate.shape[0]):
            source = _source(n, supply, decay, part, above, y)
            total += source
            rate[n] += source
    return total


@njit(inline="always", **QUICK)
def _weighted(start: Any, y: Any, older: Any, now: Any, L0: Any, c: Any) -> Any:
    """A stage's y from the last two and their rates."""
    new = stepped(start, y, older, now, L0, c)
    return np.float32(0.0) if abs(new) <= NOTHING else new


@njit(**QUICK)
def first_stage(rate: Any, iv: Any, c: Any, y0: Any, L0: Any, new: Any, liquid: Any) -> Any:
    """The first stage: its rate is kept; True where the new y is below the warmest liquidus."""
    cool = np.float32(0.0)
    for n in range(rate.shape[0]):
        L0[n] = rate[n] * iv[n]
        now = y0[n] + c[2] * L0[n]
        new[n] = np.float32(0.0) if abs(now) <= NOTHING else now
        cool += np.float32(1.0) if new[n] < liquid else np.float32(0.0)
    return cool > 0.0


@njit(**QUICK)
def stage_over(rate: Any, iv: Any, c: Any, y: Any, y0: Any, L0: Any, new: Any, liquid: Any) -> Any:
    """A later stage, written over the one before the last; returns the same."""
    cool = np.float32(0.0)
    for n in range(rate.shape[0]):
        new[n] = _weighted(y0[n], y[n], new[n], rate[n] * iv[n], L0[n], c)
        cool += np.float32(1.0) if new[n] < liquid else np.float32(0.0)
    return cool > 0.0


@njit(**QUICK)
def stage_beside(
    rate: Any, iv: Any, c: Any, y: Any, y0: Any, L0: Any, older: Any, new: Any, liquid: Any
) -> Any:
    """A later stage of a chunk whose stage before the last is kept beside; returns the same.

    Not one function with `stage_over`: given one array twice, it would work on one cell at a time.
    """
    cool = np.float32(0.0)
    for n in range(rate.shape[0]):
        new[n] = _weighted(y0[n], y[n], older[n], rate[n] * iv[n], L0[n], c)
        cool += np.float32(1.0) if new[n] < liquid else np.float32(0.0)
    return cool > 0.0


@njit(**QUICK)
def first_guess(u: Any, margin: int, k: Any, material: Any, pieces: Any, sinks: Any, walls: Any) -> None:
    """Walls behind films begin at the temperature of their cells."""
    for n in range(sinks.cell.shape[0]):
        of = material[sinks.cell[n]]
        walls[n] = temperature_of_potential(u[margin + sinks.cell[n]] * k[of], pieces[of])


@njit(inline="always", **QUICK)
def wall_heat(
    n: int, T: Any, u: Any, margin: int, k: Any, material: Any, pieces: Any, curves: Any,
    sinks: Any, walls: Any,
) -> Any:  # fmt: skip
    """Heat (W) from a probe into one of its cells; `walls`: the wall behind the film, a guess next time."""
    cell = sinks.cell[n]
    of = material[cell]
    theta = u[margin + cell] * k[of]
    heat, walls[n] = wall_flux(sinks.gamma[n], sinks.film[n], T, theta, pieces[of], walls[n], of, curves)
    return heat


@njit(**QUICK)
def _drawn(
    number: int, T: Any, u: Any, margin: int, k: Any, material: Any, pieces: Any, curves: Any, sinks: Any,
    walls: Any,
) -> Any:  # fmt: skip
    """Power (W) that a probe draws."""
    power = 0.0
    for n in range(sinks.cell.shape[0]):
        if sinks.probe[n] == number:
            power -= wall_heat(n, T, u, margin, k, material, pieces, curves, sinks, walls)
    return power


@njit(**QUICK)
def caps(
    first: bool, T_probes: Any, cap: Any, power: Any, u: Any, margin: int, k: Any, material: Any, pieces: Any,
    curves: Any, sinks: Any, walls: Any, effective: Any,
) -> None:  # fmt: skip
    """What drives each probe, warmed to where it keeps within its power cap; `power` at the stage before, W.

    The power falls steadily with T: false position (Illinois), beginning around the stage before.
    """
    for number in range(T_probes.shape[0]):
        cold, guess = T_probes[number], effective[number]
        effective[number] = cold
        if np.isnan(cold) or not np.isfinite(cap[number]):
            continue
        if not first and power[number] < FAR_BELOW * cap[number]:
            continue
        above = _drawn(number, cold, u, margin, k, material, pieces, curves, sinks, walls) - cap[number]
        if above <= 0.0:
            continue
        warm, below, side, near = WARMEST, np.nan, 0, not first and cold < guess < WARMEST
        for turn in range(80):
            if warm - cold < 1e-9:
                break
            if near and turn < 2:
                T = guess if turn == 0 else (guess + 1.0 if side == 1 else guess - 1.0)
                T = T if cold < T < warm else 0.5 * (cold + warm)
            elif np.isnan(below):
                T = WARMEST
            else:
                T = (cold * below - warm * above) / (below - above)
                T = T if cold < T < warm else 0.5 * (cold + warm)
            more = _drawn(number, T, u, margin, k, material, pieces, curves, sinks, walls) - cap[number]
            if more > 0.0:
                cold, above = T, more
                below = 0.5 * below if side == 1 else below
                side = 1
            else:
                warm, below = T, more
                above = 0.5 * above if side == -1 else above
                side = -1
            if abs(more) < 1e-9 * cap[number] or cold >= WARMEST:
                warm = T
                break
        effective[number] = warm
