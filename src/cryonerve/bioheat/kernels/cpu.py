"""The reference's super time step as compiled, threaded loops.

Symbols as in `reference`; T, th (theta) are kept per stage, `extra` collects what faces between unlike materials,
probes and skin bring into single cells. Dead cells have zero inverse volume and closed faces.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

from cryonerve.bioheat.kernels.cells import (
    interface_flux,
    potential_of_temperature,
    temperature_and_potential,
)
from cryonerve.bioheat.problem import Advance, Drive, Floats, Problem
from cryonerve.bioheat.timestep import coefficients

__all__ = ["advance"]


@njit(cache=True, parallel=True, error_model="numpy")
def _states(h: Any, material: Any, pieces: Any, T: Any, th: Any) -> None:  # noqa: ANN401
    ni, nj, nk = h.shape
    for i in prange(ni):
        for j in range(nj):
            for k in range(nk):
                T[i, j, k], th[i, j, k] = temperature_and_potential(h[i, j, k], pieces[material[i, j, k]])


@njit(cache=True, parallel=True, error_model="numpy")
def _face_fluxes(T: Any, th: Any, material: Any, pieces: Any, a: Any, b: Any, g: Any, flux: Any) -> None:  # noqa: ANN401
    for n in prange(a.shape[0]):
        ca, cb = a[n], b[n]
        flux[n] = g[n] * interface_flux(
            T[ca], th[ca], pieces[material[ca]], T[cb], th[cb], pieces[material[cb]]
        )


@njit(cache=True, error_model="numpy")
def _scatter(extra: Any, a: Any, b: Any, flux: Any) -> None:  # noqa: ANN401
    for n in range(a.shape[0]):
        extra[a[n]] = 0.0
        extra[b[n]] = 0.0
    for n in range(a.shape[0]):
        extra[a[n]] += flux[n]
        extra[b[n]] -= flux[n]


@njit(cache=True, error_model="numpy")
def _probe_power(probe: Any, T_probe: Any, th: Any, material: Any, pieces: Any, cell: Any, owner: Any, g: Any) -> Any:  # noqa: ANN401
    power = 0.0
    for n in range(cell.shape[0]):
        if owner[n] == probe:
            c = cell[n]
            power -= g[n] * (potential_of_temperature(T_probe, pieces[material[c]]) - th[c])
    return power


@njit(cache=True, error_model="numpy")
def _probes(
    T_probes: Any, cap: Any, th: Any, material: Any, pieces: Any, cell: Any, owner: Any, g: Any, extra: Any, rates: Any, effective: Any
) -> None:  # noqa: ANN401
    for probe in range(T_probes.shape[0]):
        T = T_probes[probe]
        rates[probe] = 0.0
        effective[probe] = T
        if np.isnan(T):
            continue
        power = _probe_power(probe, T, th, material, pieces, cell, owner, g)
        if power > cap[probe]:
            cold, warm = T, 150.0
            for _ in range(50):
                middle = 0.5 * (cold + warm)
                if _probe_power(probe, middle, th, material, pieces, cell, owner, g) > cap[probe]:
                    cold = middle
                else:
                    warm = middle
            T = warm
            power = _probe_power(probe, T, th, material, pieces, cell, owner, g)
        effective[probe] = T
        rates[probe] = power
        for n in range(cell.shape[0]):
            if owner[n] == probe:
                c = cell[n]
                extra[c] += g[n] * (potential_of_temperature(T, pieces[material[c]]) - th[c])


@njit(cache=True, error_model="numpy")
def _skin(T: Any, cell: Any, g: Any, air: float, extra: Any) -> float:  # noqa: ANN401
    total = 0.0
    for n in range(cell.shape[0]):
        heat = g[n] * (air - T[cell[n]])
        extra[cell[n]] += heat
        total += heat
    return total


@njit(cache=True, error_model="numpy")
def _clear(extra: Any, cell: Any) -> None:  # noqa: ANN401
    for n in range(cell.shape[0]):
        extra[cell[n]] = 0.0


@njit(cache=True, parallel=True, error_model="numpy")
def _combine(
    h: Any, T: Any, th: Any, extra: Any, gx: Any, gy: Any, gz: Any, iv: Any, material: Any, flow: Any, q: Any,
    above: Any, share: Any, body: float, row: Any, dt: float, h0: Any, L0: Any, older: Any, blood: Any, first: bool,
) -> None:  # noqa: ANN401
    """Rate of every cell and the stage's new value, written over the value before the last."""
    ni, nj, nk = h.shape
    mu, nu, mut, gat = row[0], row[1], row[2] * dt, row[3] * dt
    rest = 1.0 - mu - nu
    everywhere = share.shape[0] == 1
    for i in prange(ni):
        total = 0.0
        for j in range(nj):
            for k in range(nk):
                v = iv[i, j, k]
                if v == 0.0:
                    continue
                here = th[i, j, k]
                heat = extra[i, j, k]
                if i > 0:
                    heat += gx[i - 1, j, k] * (th[i - 1, j, k] - here)
                if i < ni - 1:
                    heat += gx[i, j, k] * (th[i + 1, j, k] - here)
                if j > 0:
                    heat += gy[i, j - 1, k] * (th[i, j - 1, k] - here)
                if j < nj - 1:
                    heat += gy[i, j, k] * (th[i, j + 1, k] - here)
                if k > 0:
                    heat += gz[i, j, k - 1] * (th[i, j, k - 1] - here)
                if k < nk - 1:
                    heat += gz[i, j, k] * (th[i, j, k + 1] - here)
                L = heat * v
                m = material[i, j, k]
                if h[i, j, k] > above[m]:
                    part = share[0, 0, 0] if everywhere else share[i, j, k]
                    source = flow[m] * part * (body - T[i, j, k]) + q[m]
                    L += source
                    total += source / v
                if first:
                    L0[i, j, k] = L
                    older[i, j, k] = h0[i, j, k] + mut * L
                else:
                    older[i, j, k] = (
                        mu * h[i, j, k] + nu * older[i, j, k] + rest * h0[i, j, k] + mut * L + gat * L0[i, j, k]
                    )
        blood[i] = total


def advance(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
    """One super time step; see `cryonerve.bioheat.problem`."""
    p, dt, probes = problem, drive.seconds, drive.probe_temperature.shape[1]
    h0 = np.ascontiguousarray(enthalpy)
    flat_material = p.material.ravel()
    T, th, L0, extra = np.empty_like(h0), np.empty_like(h0), np.empty_like(h0), np.zeros_like(h0)
    newer, older = h0.copy(), h0.copy()
    flux, blood = np.empty(len(p.face_g)), np.empty(p.shape[0])
    rates, effective = np.zeros(probes), np.zeros(probes)
    energy, before, first_rate = np.zeros(probes + 2), np.zeros(probes + 2), np.zeros(probes + 2)
    for stage, row in enumerate(coefficients(drive.stages)):
        first = stage == 0
        _states(newer, p.material, p.pieces, T, th)
        flat_T, flat_th, flat_extra = T.ravel(), th.ravel(), extra.ravel()
        _clear(flat_extra, p.sink_cell)
        _clear(flat_extra, p.film_cell)
        if len(flux):
            _face_fluxes(flat_T, flat_th, flat_material, p.pieces, p.face_a, p.face_b, p.face_g, flux)
            _scatter(flat_extra, p.face_a, p.face_b, flux)
        _probes(
            drive.probe_temperature[stage], drive.power_cap, flat_th, flat_material, p.pieces,
            p.sink_cell, p.sink_probe, p.sink_g, flat_extra, rates, effective,
        )  # fmt: skip
        skin = _skin(flat_T, p.film_cell, p.film_g, p.film_temperature, flat_extra)
        _combine(
            newer, T, th, extra, p.gx, p.gy, p.gz, p.inverse_volume, p.material, p.flow, p.metabolism,
            p.flow_above, drive.flow_share, p.body_temperature, row, dt, h0, L0, older, blood, first,
        )  # fmt: skip
        rate = np.concatenate([rates, [skin, blood.sum()]])
        if first:
            first_rate = rate
        energy, before = row[0] * energy + row[1] * before + dt * (row[2] * rate + row[3] * first_rate), energy
        newer, older = older, newer
    return Advance(newer, energy[:probes], float(energy[-2]), float(energy[-1]), rates, effective)
