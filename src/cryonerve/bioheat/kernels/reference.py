"""The specification: one super time step in NumPy, one line per term of the equation.

Symbols: h enthalpy J/m3, T degC, theta W/m, G area over distance m, V m3, w perfusion W/m3/K, q metabolism
W/m3, Y stage value, L its rate dh/dt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.kernels.cells import WARMEST
from cryonerve.bioheat.problem import Advance, Drive, Problem
from cryonerve.bioheat.timestep import coefficients

__all__ = ["advance"]

Floats = NDArray[np.float64]


def piece_of(value: Floats, cold_ends: Floats) -> NDArray[np.int64]:
    """Number of the piece each value lies in: how many cold ends are above it."""
    return np.asarray(np.minimum(np.sum(value[..., None] < cold_ends, axis=-1), cold_ends.shape[-1] - 1))


def state(h: Floats, pieces: Floats) -> tuple[Floats, Floats]:
    """T and theta of enthalpies; `pieces` (..., piece, 6) matches h."""
    p = np.take_along_axis(pieces, piece_of(h, pieces[..., 0])[..., None, None], axis=-2)[..., 0, :]
    dT = p[..., 3] * (h - p[..., 0])
    return p[..., 1] + dT, p[..., 2] + (p[..., 4] + p[..., 5] * dT) * dT


def potential(T: Floats, pieces: Floats) -> Floats:
    """Theta of temperatures."""
    p = np.take_along_axis(pieces, piece_of(T, pieces[..., 1])[..., None, None], axis=-2)[..., 0, :]
    dT = T - p[..., 1]
    return np.asarray(p[..., 2] + (p[..., 4] + p[..., 5] * dT) * dT)


def wall_heat(G: Floats, F: Floats, T_probe: float, theta: Floats, pieces: Floats) -> Floats:
    """Heat (W) from a probe into cells: through the film F, then G times the rise of theta; see `problem`."""
    low = np.full(len(G), min(T_probe, 0.0) - 300.0)
    high = np.full(len(G), max(T_probe, 0.0) + 300.0)
    filmed = np.isfinite(F)
    for _ in range(60):
        T = 0.5 * (low + high)
        excess = G * (potential(T, pieces) - theta) - np.where(filmed, F, 1.0) * (T_probe - T)
        low, high = np.where(excess > 0.0, low, T), np.where(excess > 0.0, T, high)
    T = np.where(filmed, 0.5 * (low + high), T_probe)
    return np.asarray(G * (potential(T, pieces) - theta))


def capped(problem: Problem, probe: int, T_probe: float, theta: Floats, cap: float) -> tuple[float, Floats]:
    """Probe temperature that respects the power cap, and the heat (W) into each of its cells."""
    mine = problem.sink_probe == probe
    pieces = problem.pieces[problem.material[problem.sink_cell[mine]]]
    G, F, theta_c = problem.sink_g[mine], problem.films[mine], theta[problem.sink_cell[mine]]

    def heat(T: float) -> Floats:
        return wall_heat(G, F, T, theta_c, pieces)

    if -heat(T_probe).sum() > cap:
        cold, warm = T_probe, WARMEST
        for _ in range(50):
            middle = 0.5 * (cold + warm)
            cold, warm = (middle, warm) if -heat(middle).sum() > cap else (cold, middle)
        T_probe = warm
    return T_probe, heat(T_probe)


def rate(
    problem: Problem, h: Floats, T_probes: Floats, drive: Drive
) -> tuple[Floats, Floats, Floats, Floats]:
    """dh/dt, then power taken by each probe (W), power entering (skin, blood), and probe temperatures."""
    pieces = problem.pieces[problem.material]
    T, theta = state(h, pieces)
    heat = np.zeros_like(h)
    for brick in problem.bricks:
        for axis, G in enumerate((problem.gx, problem.gy, problem.gz)):
            low, high = brick.sides(axis)
            flux = G[low] * (theta[high] - theta[low])  # conduction within one material
            heat[low] += flux
            heat[high] -= flux
    a, b = problem.face_a, problem.face_b
    in_a = potential(T[b], pieces[a]) - theta[a]
    in_b = theta[b] - potential(T[a], pieces[b])
    same_way = in_a * in_b > 0.0
    series = np.where(same_way, 2.0 * in_a * in_b / np.where(same_way, in_a + in_b, 1.0), 0.0)
    like = problem.material[a] == problem.material[b]
    series = np.where(like, theta[b] - theta[a], series)
    flux = problem.face_g * series  # conduction between two materials, or two bricks
    np.add.at(heat, a, flux)
    np.add.at(heat, b, -flux)
    power, effective = np.zeros(len(T_probes)), T_probes.copy()
    for probe, T_probe in enumerate(T_probes):
        if not np.isnan(T_probe):
            effective[probe], gain = capped(problem, probe, T_probe, theta, drive.power_cap[probe])
            np.add.at(heat, problem.sink_cell[problem.sink_probe == probe], gain)  # probe
            power[probe] = -gain.sum()
    skin = problem.film_g * (problem.film_temperature - T[problem.film_cell])  # skin
    np.add.at(heat, problem.film_cell, skin)
    awake = (h > problem.flow_above[problem.material]) & problem.live
    blood = awake * (  # perfusion and metabolism
        problem.flow[problem.material] * drive.flow_share.ravel() * (problem.body_temperature - T)
        + problem.metabolism[problem.material]
    )
    volume = np.divide(1.0, problem.inverse_volume, out=np.zeros_like(h), where=problem.inverse_volume > 0.0)
    entering = np.array([skin.sum(), (blood * volume).sum()])
    return heat * problem.inverse_volume + blood, power, entering, effective


def advance(problem: Problem, enthalpy: Floats, drive: Drive) -> Advance:
    """One super time step; see `cryonerve.bioheat.problem`."""
    dt, probes, shape = drive.seconds, drive.probe_temperature.shape[1], np.shape(enthalpy)
    enthalpy = np.asarray(enthalpy, float).ravel()
    L0, power, entering, effective = rate(problem, enthalpy, drive.probe_temperature[0], drive)
    E0 = np.concatenate([power, entering])  # energies advance by the very same recurrence
    Y, E = [enthalpy, enthalpy], [np.zeros(probes + 2), np.zeros(probes + 2)]
    for row, T_probes in zip(coefficients(drive.stages), drive.probe_temperature, strict=True):
        mu, nu, mut, gat, when = row
        L, F = L0, E0
        if when > 0.0:
            L, power, entering, effective = rate(problem, Y[1], T_probes, drive)
            F = np.concatenate([power, entering])
        new = mu * Y[1] + nu * Y[0] + (1.0 - mu - nu) * enthalpy + dt * (mut * L + gat * L0)
        energy = mu * E[1] + nu * E[0] + dt * (mut * F + gat * E0)
        Y, E = [Y[1], new], [E[1], energy]
    return Advance(Y[1].reshape(shape), E[1][:probes], float(E[1][-2]), float(E[1][-1]), power, effective)
