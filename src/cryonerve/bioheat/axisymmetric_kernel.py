"""Cell formulas and time step of the axisymmetric judge; written apart from the three-dimensional kernels.

Letters used here
-----------------
h      enthalpy, J/m3, zero in unfrozen tissue at the liquidus
T      temperature, degC;  Tl liquidus, Ts solidus, span = Tl - Ts
theta  integral of k dT from the liquidus, W/m: a face's heat flux is a plain difference of theta
g      how far through the freezing range, 0 at the liquidus, 1 at the solidus
G      conductance of a face per radian, m: flux = G (theta - theta_neighbour)
V      volume of a cell per radian, m3
"""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0917, SIM300  (compiled code: no annotations, capital letters are variables)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["Material", "Mesh", "Surface", "advance", "below", "field", "potential", "wall_heat"]

Floats = NDArray[np.float64]


class Material(NamedTuple):
    """One tissue: unfrozen (u), frozen (f), the freezing range, heat sources above the liquidus."""

    ku: float
    kf: float
    cu: float
    cf: float
    Tl: float
    span: float
    mush: float  # heat given off between liquidus and solidus, J/m3
    total: float  # mush and what is released at the solidus, J/m3
    p: float  # k in the range = p + q g
    q: float
    perfusion: float
    metabolism: float
    body: float


class Mesh(NamedTuple):
    """Conductances and volumes on the (z, r) mesh; zero conductance closes a face."""

    Gr: Floats  # (nz, nr + 1)
    Gz: Floats  # (nz + 1, nr)
    V: Floats  # (nz, nr); 0 inside the probe
    rows: NDArray[np.int64]  # cells that touch the active surface
    columns: NDArray[np.int64]
    G: Floats  # conductance from the cell's centre to that surface, m
    A: Floats  # area of that surface per radian, m2


class Surface(NamedTuple):
    """What drives the active surface: kind 0 insulated, 1 held wall, 2 gas behind a film."""

    kind: int
    drive: float  # degC
    film: float  # W/m2/K
    cap: float  # W for the whole probe; infinite for none
    end: float  # degC at which warming the drive for the cap stops


@njit(cache=True)
def field(h, m):
    """Temperature (degC) of every cell from its enthalpy."""
    T = np.empty_like(h)
    for j in range(h.shape[0]):
        for i in range(h.shape[1]):
            g = min(max(-h[j, i] / m.mush, 0.0), 1.0)
            T[j, i] = m.Tl + max(h[j, i], 0.0) / m.cu - m.span * g + min(h[j, i] + m.total, 0.0) / m.cf
    return T


@njit(cache=True)
def _theta(h, m):
    g = min(max(-h / m.mush, 0.0), 1.0)
    return (
        m.ku / m.cu * max(h, 0.0) - m.span * g * (m.p + 0.5 * m.q * g) + m.kf / m.cf * min(h + m.total, 0.0)
    )


@njit(cache=True)
def potential(h, m):
    """Theta of every cell, framed by one row of ghosts."""
    theta = np.zeros((h.shape[0] + 2, h.shape[1] + 2))
    for j in range(h.shape[0]):
        for i in range(h.shape[1]):
            theta[j + 1, i + 1] = _theta(h[j, i], m)
    return theta


@njit(cache=True)
def _theta_at(T, m):
    """Conductivity integral from the liquidus to `T`."""
    if m.span <= 0.0:
        return m.ku * (T - m.Tl) if T > m.Tl else m.kf * (T - m.Tl)
    g = min(max((m.Tl - T) / m.span, 0.0), 1.0)
    return m.ku * max(T - m.Tl, 0.0) - m.span * g * (m.p + 0.5 * m.q * g) + m.kf * min(T - m.Tl + m.span, 0.0)


@njit(cache=True)
def _film_wall(theta, G, film, drive, m):
    """Theta of a wall that passes on what it takes: G (theta - theta_w) = film (T_w - drive)."""
    T = (G * (theta + m.ku * m.Tl) + film * drive) / (G * m.ku + film)  # unfrozen wall
    if T >= m.Tl:
        return m.ku * (T - m.Tl)
    solid = m.Tl - m.span
    end = -m.span * (m.p + 0.5 * m.q)
    T = (G * (theta - end + m.kf * solid) + film * drive) / (G * m.kf + film)  # frozen wall
    if T <= solid:
        return end + m.kf * (T - solid)
    if m.span <= 0.0:
        return 0.0
    a, b = 0.5 * G * m.span * m.q, m.span * (G * m.p + film)  # wall in the freezing range: a g2 + b g + c = 0
    c = G * theta - film * (m.Tl - drive)
    g = -2.0 * c / (b + np.sqrt(max(b * b - 4.0 * a * c, 0.0)))
    return -m.span * g * (m.p + 0.5 * m.q * g)


@njit(cache=True)
def _heat(theta, mesh, surface, drive, m, flux):
    """Heat per radian from every surface cell into the probe, W; returns the whole probe's heat, W."""
    total = 0.0
    held = _theta_at(drive, m)
    for n in range(mesh.rows.size):
        cell = theta[mesh.rows[n] + 1, mesh.columns[n] + 1]
        wall = held
        if surface.kind == 2:
            wall = _film_wall(cell, mesh.G[n] / mesh.A[n], surface.film, drive, m)
        flux[n] = mesh.G[n] * (cell - wall)
        total += flux[n]
    return 2.0 * np.pi * total


@njit(cache=True)
def wall_heat(theta, mesh, surface, m, flux):
    """Heat into the probe (W) and the drive (degC) after the power cap warmed it, if it had to."""
    if surface.kind == 0:
        flux[:] = 0.0
        return 0.0, np.nan
    drive = surface.drive
    power = _heat(theta, mesh, surface, drive, m, flux)
    if power <= surface.cap:
        return power, drive
    low, high = drive, surface.end
    for _ in range(60):
        drive = 0.5 * (low + high)
        power = _heat(theta, mesh, surface, drive, m, flux)
        if power > surface.cap:
            low = drive
        else:
            high = drive
        if high - low < 1e-7:
            break
    return power, drive


@njit(cache=True)
def _rate(h, mesh, surface, m, theta, flux, out):
    """dh/dt of every cell into `out`; returns W into the probe and W from blood and metabolism."""
    nz, nr = h.shape
    for j in range(nz):
        for i in range(nr):
            theta[j + 1, i + 1] = _theta(h[j, i], m)
    warmed = 0.0
    for j in range(nz):
        for i in range(nr):
            here = theta[j + 1, i + 1]
            gain = (
                mesh.Gr[j, i + 1] * (theta[j + 1, i + 2] - here)
                + mesh.Gr[j, i] * (theta[j + 1, i] - here)
                + mesh.Gz[j + 1, i] * (theta[j + 2, i + 1] - here)
                + mesh.Gz[j, i] * (theta[j, i + 1] - here)
            )
            volume = mesh.V[j, i]
            source = 0.0
            if h[j, i] > 0.0:
                source = m.perfusion * (m.body - m.Tl - h[j, i] / m.cu) + m.metabolism
            warmed += source * volume
            out[j, i] = gain / volume + source if volume > 0.0 else 0.0
    power, _ = wall_heat(theta, mesh, surface, m, flux)
    if surface.kind > 0:
        for n in range(flux.size):
            j, i = mesh.rows[n], mesh.columns[n]
            out[j, i] -= flux[n] / mesh.V[j, i]
    return power, 2.0 * np.pi * warmed


@njit(cache=True)
def advance(h, dt, stages, mesh, surface, m, work):
    """One step of RKL2 (Meyer, Balsara & Aslam 2014, J. Comput. Phys. 257:594), in place.

    `work` (5, nz + 2, nr + 2) holds theta, the first rate, the rate and two stages. Returns the joules that
    went into the probe and the joules that blood and metabolism gave, by the same weights as the field.
    """
    nz, nr = h.shape
    theta, first = work[0], work[1, :nz, :nr]
    rate, older, old = work[2, :nz, :nr], work[3, :nz, :nr], work[4, :nz, :nr]
    flux = np.empty(mesh.rows.size)
    w1 = 4.0 / (stages * stages + stages - 2.0)
    older[:] = h
    p0, s0 = _rate(older, mesh, surface, m, theta, flux, first)  # not of h: compiled once for both calls
    b_old = b_older = 1.0 / 3.0
    p, s, p_old, s_old = b_old * w1 * dt * p0, b_old * w1 * dt * s0, 0.0, 0.0
    for j in range(nz):
        for i in range(nr):
            old[j, i] = h[j, i] + b_old * w1 * dt * first[j, i]
    for stage in range(2, stages + 1):
        b = (stage * stage + stage - 2.0) / (2.0 * stage * (stage + 1.0))
        mu = (2.0 * stage - 1.0) / stage * b / b_old
        nu = -(stage - 1.0) / stage * b / b_older
        step = mu * w1 * dt
        back = -(1.0 - b_old) * step
        power, warmed = _rate(old, mesh, surface, m, theta, flux, rate)
        p, p_old = mu * p + nu * p_old + step * power + back * p0, p
        s, s_old = mu * s + nu * s_old + step * warmed + back * s0, s
        for j in range(nz):
            for i in range(nr):
                new = mu * old[j, i] + nu * older[j, i] + (1.0 - mu - nu) * h[j, i]
                older[j, i] = old[j, i]
                old[j, i] = new + step * rate[j, i] + back * first[j, i]
        b_older, b_old = b_old, b
    h[:] = old
    return p, s


@njit(cache=True)
def below(T, V, faces_r, faces_z, level):
    """Volume (m3) of tissue colder than `level`, its lowest and its highest z (m; nan where there is none).

    Every cell is read at 4 x 4 points, bilinear between the centres of live cells.
    """
    parts = 4
    nz, nr = T.shape
    volume, low, high = 0.0, np.inf, -np.inf
    for j in range(nz):
        dz = faces_z[j + 1] - faces_z[j]
        for i in range(nr):
            if V[j, i] <= 0.0:
                continue
            dr = faces_r[i + 1] - faces_r[i]
            for b in range(parts):
                z = (b + 0.5) / parts - 0.5
                jj = min(max(j + (1 if z > 0.0 else -1), 0), nz - 1)
                jj = jj if V[jj, i] > 0.0 else j
                wz = abs(z) * 2.0 * dz / (dz + faces_z[jj + 1] - faces_z[jj])
                for a in range(parts):
                    r = (a + 0.5) / parts - 0.5
                    ii = min(max(i + (1 if r > 0.0 else -1), 0), nr - 1)
                    ii = ii if V[j, ii] > 0.0 else i
                    wr = abs(r) * 2.0 * dr / (dr + faces_r[ii + 1] - faces_r[ii])
                    corner = T[jj, ii] if V[jj, ii] > 0.0 else T[j, ii] + T[jj, i] - T[j, i]
                    value = (1.0 - wz) * ((1.0 - wr) * T[j, i] + wr * T[j, ii])
                    value += wz * ((1.0 - wr) * T[jj, i] + wr * corner)
                    if value < level:
                        radius = faces_r[i] + (r + 0.5) * dr
                        volume += 2.0 * np.pi * radius * dr * dz / parts**2
                        low = min(low, faces_z[j] + (z + 0.5 - 0.5 / parts) * dz)
                        high = max(high, faces_z[j] + (z + 0.5 + 0.5 / parts) * dz)
    if volume <= 0.0:
        return 0.0, np.nan, np.nan
    return volume, low, high
