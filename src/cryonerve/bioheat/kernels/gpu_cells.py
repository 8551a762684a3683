"""One stage of one cell on a GPU. What is compiled here holds no `cuda`: any processor could run it.

=======  =====================================================================================
h, rate  enthalpy of a stage, J/m3; heat into a cell, W, then dh/dt, W/m3
u        theta / k_u, K: T - T_body while unfrozen; k_u unfrozen conductivity, W/m/K
row      mu, nu, mu~ dt, gamma~ dt of a stage, then its share of the step's heat, s, and the probes' degC
n        number of a cell; i of a listed one
m        row of its material
W        all fields of a step in one array, see `gpu_arrays.Work`
begin, newer, older, into   where in W the enthalpies at the start, of the last stage, of the one before and
         the new ones begin
u, u_next, cold, cold_next  the same for potentials over k_u and for degC of the last stage and the new ones;
         degC only of what is below its liquidus
sx, sy   strides along x and y
=======  =====================================================================================

Numbers of cells are unsigned and of 32 bits: an array asks of a signed one whether it counts from the end,
and wider ones take two instructions and two registers for each of some twenty addresses. Their sums are
wider, which `at` cuts back.
"""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN201, ANN202  (compiled code: no annotations, bare arrays)

from __future__ import annotations

from math import isnan

import numpy as np
from numba import njit

from cryonerve.bioheat.kernels.cells import beyond_linear, frozen, stepped, wall_flux
from cryonerve.bioheat.kernels.gpu_arrays import SX, SY

__all__ = [
    "PROBES", "WEIGHT", "at", "into_wall", "listed_cell", "plain_cell", "row_of", "temperature", "warm",
    "weights_of",
]  # fmt: skip

MU, NU, MUT, GAT, WEIGHT, PROBES = 0, 1, 2, 3, 4, 5  # columns of the plan
ONE, ZERO = np.uint32(1), np.float32(0.0)


@njit
def at(a, b):
    """Sum of two numbers of cells as one."""
    return np.uint32(a + b)


@njit
def row_of(material):
    """Row of a live cell's material, listed or not."""
    return np.uint32(material if material >= 0 else -1 - material)


@njit
def warm(n, new, m, u, cold, W, materials, curves):
    """Keep u of a cell that has the enthalpy `new`, and its temperature where that does not follow from u."""
    y = materials.slope[m] * new
    if y < curves.linear[m]:
        T, y = frozen(y, m, curves)
        W[at(cold, n)] = T
    W[at(u, n)] = y


@njit
def temperature(n, m, u, cold, W, curves):
    """Degrees of one cell."""
    here = W[at(u, n)]
    return W[at(cold, n)] if here < curves.linear[m] else curves.body[0] + here


@njit
def conduction(n, sx, sy, u, W, cells):
    """Heat (W) into cell n from its six neighbours in the brick as if all were unfrozen or like."""
    i, j = np.uint64(at(cells.margin, n)), np.uint64(at(u, n))
    here, one = W[j], np.uint64(1)
    return (
        cells.x[i - sx] * (W[j - sx] - here)
        + cells.x[i] * (W[j + sx] - here)
        + cells.y[i - sy] * (W[j - sy] - here)
        + cells.y[i] * (W[j + sy] - here)
        + cells.z[i - one] * (W[j - one] - here)
        + cells.z[i] * (W[j + one] - here)
    )


@njit
def supply(h, m, part, materials):
    """Perfusion, of which `part` is left, and metabolism, W/m3."""
    flowing = materials.metabolism[m] - materials.decay[m] * part * h
    return flowing if h > materials.above[m] else ZERO


@njit
def weights_of(row):
    """Mu, nu, mu~ dt and gamma~ dt of a stage."""
    return np.float32(row[MU]), np.float32(row[NU]), np.float32(row[MUT]), np.float32(row[GAT])


@njit
def settle(n, m, new, rate, first_stage, fields, W, materials, curves, work):
    """The stage's new enthalpy, mostly written over the one before the last, and its potential."""
    _, _, _, into, _, u_next, _, cold_next = fields
    W[at(into, n)] = new
    warm(n, new, m, u_next, cold_next, W, materials, curves)
    if first_stage:
        W[at(work.first_rate, n)] = rate


@njit
def plain_cell(n, sx, sy, weights, first_stage, fields, cells, materials, curves, work, part):
    """One stage of cell n where it is not listed; returns heat from blood and metabolism, W.

    All is read before anything hangs on it, in dead and listed cells too: so many loads are under way at
    once that the memory is kept busy.
    """
    begin, newer, older, _, u, _, _, _ = fields
    W = work.fields
    material, iv, h = cells.material[n], cells.inverse_volume[n], W[at(newer, n)]
    start, before, first_rate = W[at(begin, n)], W[at(older, n)], W[at(work.first_rate, n)]
    heat = conduction(n, sx, sy, u, W, cells)
    m = np.uint32(max(material, 0))
    source = supply(h, m, part, materials)
    rate = heat * iv + source
    new = stepped(start, h, before, rate, ZERO if first_stage else first_rate, weights)
    if material < 0:
        return ZERO
    settle(n, m, new, rate, first_stage, fields, W, materials, curves, work)
    return source / iv if source != ZERO else ZERO


@njit
def unlike(i, n, m, T, fields, W, cells, curves, listed):
    """Heat (W) that the faces of listed cell i to other materials carry beyond their linear part."""
    _, _, _, _, u, _, cold, _ = fields
    heat, here = ZERO, W[at(u, n)]
    for f in range(listed.face[i], listed.face[i + ONE]):
        b = listed.there[f]
        there = W[at(u, b)]
        if here < listed.liquid[f] or there < listed.liquid[f]:
            of = row_of(cells.material[b])
            T_b = temperature(b, of, u, cold, W, curves)
            heat += beyond_linear(
                here, T, m, there, T_b, of, listed.geometric[f], listed.warm[f], curves
            )  # fmt: skip
    return heat


@njit
def bridges(i, n, u, W, listed):
    """Heat (W) into listed cell i from cells of other bricks as if all were unfrozen or like."""
    heat, here = ZERO, W[at(u, n)]
    for f in range(listed.bridge[i], listed.bridge[i + ONE]):
        heat += listed.bridge_warm[f] * (W[at(u, listed.far[f])] - here)
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


@njit
def into_wall(s, driven, n, m, T, first_stage, u, W, materials, curves, listed, tally):
    """Heat (W) from a probe at `driven` degC into cell n of row s, which is at T degC."""
    if isnan(driven):
        return 0.0
    theta, guess = materials.conductivity[m] * W[at(u, n)], T if first_stage else tally.walls[s]
    heat, wall = wall_flux(
        listed.gamma[s], listed.film[s], driven, theta, materials.pieces[m], guess, m, curves
    )  # fmt: skip
    tally.walls[s] = wall
    return heat


@njit
def from_probes(i, n, m, T, row, capped, first_stage, u, W, materials, curves, listed, tally):
    """Heat (W) from all probes beside listed cell i."""
    heat = 0.0
    for s in range(listed.sink[i], listed.sink[i + ONE]):
        p = listed.sink_probe[s]
        driven = tally.result[2 + 2 * (listed.of_probe.shape[0] - 1) + p] if capped else row[PROBES + p]
        given = into_wall(s, driven, n, m, T, first_stage, u, W, materials, curves, listed, tally)
        tally.heat[s] = given
        tally.given[s] += row[WEIGHT] * given
        heat += given
    return heat


@njit
def listed_cell(
    i, row, capped, first_stage, fields, cells, materials, curves, listed, work, tally, share
):  # fmt: skip
    """One stage of listed cell i; returns heat through the skin and from blood, W."""
    begin, newer, older, _, u, _, cold, _ = fields
    W, n, b = work.fields, listed.cell[i], listed.brick[i]
    m, h, iv = row_of(cells.material[n]), W[at(newer, n)], cells.inverse_volume[n]
    T = temperature(n, m, u, cold, W, curves)
    part = share[n] if share.shape[0] > 1 else share[0]
    through, supplied = exchange(i, T, part, listed)
    heat = conduction(n, cells.bricks[b, SX], cells.bricks[b, SY], u, W, cells) + through + supplied
    heat += bridges(i, n, u, W, listed)
    heat += unlike(i, n, m, T, fields, W, cells, curves, listed)
    heat += from_probes(i, n, m, T, row, capped, first_stage, u, W, materials, curves, listed, tally)
    source = supply(h, m, part, materials)
    if source != ZERO:
        supplied += source / iv
    rate = np.float32(heat * iv + source)
    start, before, first_rate = W[at(begin, n)], W[at(older, n)], W[at(work.first_rate, n)]
    new = stepped(start, h, before, rate, ZERO if first_stage else first_rate, weights_of(row))
    settle(n, m, new, rate, first_stage, fields, W, materials, curves, work)
    return through, supplied
