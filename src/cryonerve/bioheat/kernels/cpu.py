"""The reference's super time step as compiled, threaded loops in single precision.

Enthalpy is relative to body temperature, so that single precision resolves it to a few J/m3 (microkelvin).
Above the first knot of a material everything is linear: theta = D h, T = T_body + s h; only colder cells walk
down their curve.

======  ==========================================================================
h, Y    enthalpy of a stage, J/m3                th      Kirchhoff potential, W/m
D       unfrozen diffusivity, m2/s               s       1 / unfrozen heat capacity
top     enthalpy at the first knot (liquidus)    iv      1 / tissue volume
extra   heat brought into single cells by faces between materials, probes and skin, W
======  ==========================================================================
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit, prange

from cryonerve.bioheat.kernels.cells import interface_flux, temperature_and_potential, wall_flux
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
CHUNK = 4096  # cells one thread works on at a time: their rates stay in its cache


class _Layout:
    """A problem's arrays as the loops want them, flat and in single precision; made once per problem.

    The conductance to the next cell along an axis is stored with a margin in front, so that the conductance
    to the cell before is the same array seen from further left. Loops then index from zero only, which is
    what lets the compiler use vector instructions.
    """

    def __init__(self, problem: Problem) -> None:
        single = np.float32
        ni, nj, nk = problem.shape
        self.cells = ni * nj * nk
        self.strides = (nj * nk, nk, 1)
        self.material = np.ascontiguousarray(problem.material, dtype=np.int32).ravel()
        self.pieces = np.ascontiguousarray(problem.pieces)
        self.diffusivity = self._of_cells(problem.pieces[:, 0, 4] * problem.pieces[:, 0, 3])
        self.top = self._of_cells(problem.pieces[:, 0, 0])
        self.after: list[Any] = []
        self.before: list[Any] = []
        for axis, (g, stride) in enumerate(
            zip((problem.gx, problem.gy, problem.gz), self.strides, strict=True)
        ):
            padded = np.zeros(stride + self.cells, dtype=single)
            inner = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
            padded[stride:].reshape(problem.shape)[inner] = g
            self.after.append(padded[stride:])
            self.before.append(padded[: self.cells])
        self.iv = np.ascontiguousarray(problem.inverse_volume, dtype=single).ravel()
        # blood that flows on also warms frozen cells, which are not linear: these few go the long way
        flows = np.isneginf(problem.flow_above) & (problem.flow > 0.0)
        inverse = problem.inverse_volume.ravel()
        awake = np.where(flows, 0.0, problem.flow * problem.pieces[:, 0, 3])
        self.decay = np.where(inverse > 0.0, self._of_cells(awake), 0.0).astype(single)
        self.metabolism = np.where(inverse > 0.0, self._of_cells(problem.metabolism), 0.0).astype(single)
        self.above = self._of_cells(problem.flow_above)
        self.volume = np.divide(1.0, inverse, out=np.zeros(self.cells), where=inverse > 0.0).astype(single)
        self.vessel = np.flatnonzero(flows[self.material] & (inverse > 0.0))
        self.vessel_g = problem.flow[self.material[self.vessel]] / inverse[self.vessel]
        self.films = problem.films
        self._faces(problem)

    def _of_cells(self, of_materials: Floats) -> Any:
        """A material's number for every cell: read in order, it needs no gathering."""
        return of_materials.astype(np.float32)[self.material]

    def _faces(self, problem: Problem) -> None:
        """Faces between unlike materials with what they conduct while neither side freezes."""
        single = np.float32
        self.face_a, self.face_b = problem.face_a.astype(np.int32), problem.face_b.astype(np.int32)
        of_a, of_b = (problem.pieces[self.material[cells], 0] for cells in (self.face_a, self.face_b))
        self.face_g = problem.face_g.astype(single)
        self.warm_g = (problem.face_g * 2.0 * of_a[:, 4] * of_b[:, 4] / (of_a[:, 4] + of_b[:, 4])).astype(
            single
        )
        self.slope_a, self.slope_b = of_a[:, 3].astype(single), of_b[:, 3].astype(single)
        self.liquid = np.maximum(of_a[:, 3] * of_a[:, 0], of_b[:, 3] * of_b[:, 0]).astype(single)

    def views(self, padded: Any) -> list[Any]:
        """A padded field seen from every cell, then from its neighbours before and after along each axis."""
        margin = self.strides[0]
        shifts = [0, *(sign * stride for stride in self.strides for sign in (-1, 1))]
        return [padded[margin + shift : margin + shift + self.cells] for shift in shifts]


_LAYOUTS: WeakKeyDictionary[Problem, _Layout] = WeakKeyDictionary()


def _layout(problem: Problem) -> _Layout:
    if problem not in _LAYOUTS:
        _LAYOUTS[problem] = _Layout(problem)
    return _LAYOUTS[problem]


@njit(parallel=True, **_OPTIONS)
def _potentials(h: Any, material: Any, pieces: Any, D: Any, top: Any, th: Any) -> None:
    for chunk in prange((h.shape[0] + CHUNK - 1) // CHUNK):
        low = chunk * CHUNK
        high = min(low + CHUNK, h.shape[0])
        hs, ms, ts = h[low:high], material[low:high], th[low:high]
        Ds, tops = D[low:high], top[low:high]
        cold = 0
        for n in range(hs.shape[0]):
            ts[n] = Ds[n] * hs[n]
            cold += 1 if hs[n] < tops[n] else 0
        if cold > 0:
            for n in range(hs.shape[0]):
                if hs[n] < tops[n]:
                    _, ts[n] = temperature_and_potential(hs[n], pieces[ms[n]])


@njit(parallel=True, **_OPTIONS)
def _face_fluxes(
    h: Any, material: Any, pieces: Any, a: Any, b: Any, g: Any, warm_g: Any, slope_a: Any, slope_b: Any,
    liquid: Any, flux: Any,
) -> None:  # fmt: skip
    for n in prange(a.shape[0]):
        ca, cb = a[n], b[n]
        warm_a, warm_b = slope_a[n] * h[ca], slope_b[n] * h[cb]  # T - T_body while unfrozen
        if warm_a >= liquid[n] and warm_b >= liquid[n]:  # neither side freezes at either temperature
            flux[n] = warm_g[n] * (warm_b - warm_a)
        else:
            of_a, of_b = pieces[material[ca]], pieces[material[cb]]
            Ta, tha = temperature_and_potential(h[ca], of_a)
            Tb, thb = temperature_and_potential(h[cb], of_b)
            flux[n] = g[n] * interface_flux(Ta, tha, of_a, Tb, thb, of_b)


@njit(**_OPTIONS)
def _scatter(extra: Any, a: Any, b: Any, flux: Any) -> None:
    for n in range(a.shape[0]):
        extra[a[n]] += flux[n]
        extra[b[n]] -= flux[n]


@njit(cache=True, error_model="numpy")
def _wall_heats(
    probe: Any,
    T: Any,
    th: Any,
    material: Any,
    pieces: Any,
    cell: Any,
    owner: Any,
    g: Any,
    film: Any,
    heat: Any,
) -> Any:
    """Heat (W) from one probe into each of its cells; returns the power it draws."""
    power = 0.0
    for n in range(cell.shape[0]):
        if owner[n] == probe:
            c = cell[n]
            heat[n] = wall_flux(g[n], film[n], T, th[c], pieces[material[c]])
            power -= heat[n]
    return power


@njit(cache=True, error_model="numpy")
def _probes(
    T_probes: Any, cap: Any, th: Any, material: Any, pieces: Any, cell: Any, owner: Any, g: Any, film: Any,
    extra: Any, rates: Any, effective: Any,
) -> None:  # fmt: skip
    heat = np.zeros(cell.shape[0])
    for probe in range(T_probes.shape[0]):
        T = T_probes[probe]
        rates[probe] = 0.0
        effective[probe] = T
        if np.isnan(T):
            continue
        power = _wall_heats(probe, T, th, material, pieces, cell, owner, g, film, heat)
        if power > cap[probe]:
            cold, warm = T, 150.0
            for _ in range(40):
                middle = 0.5 * (cold + warm)
                if _wall_heats(probe, middle, th, material, pieces, cell, owner, g, film, heat) > cap[probe]:
                    cold = middle
                else:
                    warm = middle
            T = warm
            power = _wall_heats(probe, T, th, material, pieces, cell, owner, g, film, heat)
        effective[probe] = T
        rates[probe] = power
    for n in range(cell.shape[0]):
        extra[cell[n]] += heat[n]


@njit(cache=True, error_model="numpy")
def _exchange(h: Any, material: Any, pieces: Any, cell: Any, g: Any, outside: float, extra: Any) -> float:
    """Heat into single cells from air or blood at one temperature; returns its sum, W."""
    total = 0.0
    for n in range(cell.shape[0]):
        T, _ = temperature_and_potential(h[cell[n]], pieces[material[cell[n]]])
        heat = g[n] * (outside - T)
        extra[cell[n]] += heat
        total += heat
    return total


@njit(**_OPTIONS)
def _conduct(rate: Any, g_before: Any, g_after: Any, before: Any, here: Any, after: Any) -> None:
    """Heat that comes along one axis."""
    for n in range(rate.shape[0]):
        rate[n] += g_before[n] * (before[n] - here[n]) + g_after[n] * (after[n] - here[n])


@njit(**_OPTIONS)
def _supply(
    rate: Any, iv: Any, h: Any, decay: Any, q: Any, above: Any, share: Any, volume: Any, everywhere: bool
) -> Any:
    """Heat to dh/dt, with blood and metabolism above the liquidus; returns what these bring, W."""
    total = np.float32(0.0)
    part = share[0]
    for n in range(rate.shape[0]):
        if not everywhere:
            part = share[n]
        source = q[n] - decay[n] * part * h[n]
        source = source if h[n] > above[n] else np.float32(0.0)
        rate[n] = rate[n] * iv[n] + source
        total += source * volume[n]
    return total


@njit(**_OPTIONS)
def _first(rate: Any, c: Any, h0: Any, L0: Any, older: Any) -> None:
    for n in range(rate.shape[0]):
        L0[n] = rate[n]
        new = h0[n] + c[3] * rate[n]
        older[n] = new if abs(new) > NOTHING else np.float32(0.0)


@njit(**_OPTIONS)
def _later(rate: Any, c: Any, h: Any, h0: Any, L0: Any, older: Any) -> None:
    for n in range(rate.shape[0]):
        start = h0[n]  # only what has changed is weighted: rounded weights of the whole would let it drift
        new = start + (c[0] * (h[n] - start) + c[1] * (older[n] - start) + c[3] * rate[n] + c[4] * L0[n])
        older[n] = new if abs(new) > NOTHING else np.float32(0.0)


@njit(parallel=True, **_OPTIONS)
def _combine(
    h: Any, here: Any, xb: Any, xa: Any, yb: Any, ya: Any, zb: Any, za: Any, extra: Any,
    gxb: Any, gxa: Any, gyb: Any, gya: Any, gzb: Any, gza: Any, iv: Any, decay: Any, q: Any,
    above: Any, share: Any, volume: Any, c: Any, h0: Any, L0: Any, older: Any, blood: Any, first: bool,
) -> None:  # fmt: skip
    """Rate of every cell and the stage's new value, written over the value before the last."""
    for chunk in prange(blood.shape[0]):
        a = chunk * CHUNK
        b = min(a + CHUNK, h.shape[0])
        rate = extra[a:b].copy()
        _conduct(rate, gxb[a:b], gxa[a:b], xb[a:b], here[a:b], xa[a:b])
        _conduct(rate, gyb[a:b], gya[a:b], yb[a:b], here[a:b], ya[a:b])
        _conduct(rate, gzb[a:b], gza[a:b], zb[a:b], here[a:b], za[a:b])
        everywhere = share.shape[0] == 1
        part = share if everywhere else share[a:b]
        blood[chunk] = _supply(
            rate, iv[a:b], h[a:b], decay[a:b], q[a:b], above[a:b], part, volume[a:b], everywhere
        )
        if first:
            _first(rate, c, h0[a:b], L0[a:b], older[a:b])
        else:
            _later(rate, c, h[a:b], h0[a:b], L0[a:b], older[a:b])


def advance(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
    """One super time step; see `cryonerve.bioheat.problem`."""
    p, a, dt, probes = problem, _layout(problem), drive.seconds, drive.probe_temperature.shape[1]
    h0 = np.ascontiguousarray(enthalpy, dtype=np.float32).ravel()
    newer, older = h0.copy(), h0.copy()
    padded = np.zeros(a.cells + 2 * a.strides[0], dtype=np.float32)
    th, *around = a.views(padded)
    L0, extra = np.empty_like(h0), np.zeros_like(h0)
    flux, blood = np.empty(len(p.face_g), dtype=np.float32), np.empty((a.cells + CHUNK - 1) // CHUNK)
    share = np.ascontiguousarray(drive.flow_share, dtype=np.float32).ravel()
    vessel_g = a.vessel_g * (share[a.vessel] if len(share) > 1 else share[0])
    conductances = [g for pair in zip(a.before, a.after, strict=True) for g in pair]
    rates, effective = np.zeros(probes), np.zeros(probes)
    energy, before, first_rate = np.zeros(probes + 2), np.zeros(probes + 2), np.zeros(probes + 2)
    for stage, (mu, nu, mut, gat, _) in enumerate(coefficients(drive.stages)):
        first = stage == 0
        _potentials(newer, a.material, a.pieces, a.diffusivity, a.top, th)
        extra.fill(0.0)
        if len(flux):
            _face_fluxes(
                newer, a.material, a.pieces, a.face_a, a.face_b, a.face_g, a.warm_g, a.slope_a, a.slope_b,
                a.liquid, flux,
            )  # fmt: skip
            _scatter(extra, a.face_a, a.face_b, flux)
        _probes(
            drive.probe_temperature[stage], drive.power_cap, th, a.material, a.pieces,
            p.sink_cell, p.sink_probe, p.sink_g, a.films, extra, rates, effective,
        )  # fmt: skip
        skin = _exchange(newer, a.material, a.pieces, p.film_cell, p.film_g, p.film_temperature, extra)
        vessels = _exchange(newer, a.material, a.pieces, a.vessel, vessel_g, p.body_temperature, extra)
        row = np.array([mu, nu, 1.0 - mu - nu, mut * dt, gat * dt], dtype=np.float32)
        _combine(
            newer, th, *around, extra, *conductances, a.iv, a.decay, a.metabolism,
            a.above, share, a.volume, row, h0, L0, older, blood, first,
        )  # fmt: skip
        rate = np.concatenate([rates, [skin, vessels + blood.sum()]])
        if first:
            first_rate = rate
        energy, before = mu * energy + nu * before + dt * (mut * rate + gat * first_rate), energy
        newer, older = older, newer
    out: Any = newer.reshape(p.shape)
    return Advance(out, energy[:probes], float(energy[-2]), float(energy[-1]), rates, effective)
