"""The cell formulas, written once: every compiled loop calls these.

=======  =====================================================================================
h        enthalpy relative to body temperature, J/m3
T        temperature, degC
theta    Kirchhoff potential, integral of k dT from body temperature, W/m
pieces   (piece, 6): h, T, theta at the cold end, dT/dh, k at the cold end, half of dk/dT; warmest first
s        number of a piece
=======  =====================================================================================
"""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN201, ANN202  (compiled code: no annotations, bare arrays)

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
from numba import njit

__all__ = [
    "INNER",
    "WARMEST",
    "beyond_linear",
    "bin_of",
    "frozen",
    "potential_of_temperature",
    "stepped",
    "temperature_and_potential",
    "temperature_of_potential",
    "wall_flux",
]


# What only compiled code calls, with dozens of arrays: no ways in from Python, and references are not
# counted, which took longer than the work itself; nothing may be allocated inside
INNER: dict[str, Any] = {
    "error_model": "numpy",
    "_nrt": False,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}

WARMEST = 150.0  # degC, up to which a power cap may warm a probe


# Numbers of pieces are unsigned: an array asks of a signed one whether it counts from the end
WARM_END, ONE = np.uint64(0), np.uint64(1)


@njit(cache=True, inline="always")
def piece_of_enthalpy(h, pieces, s):
    """Number of the piece that enthalpy h lies in, looked for from piece s on."""
    last = np.uint64(pieces.shape[0] - 1)
    while s < last and h < pieces[s, 0]:
        s += ONE
    return s


@njit(cache=True, inline="always")
def temperature_and_potential(h, pieces, s=WARM_END):
    """T and theta of one cell from its enthalpy; s is a piece at or above its own."""
    s = piece_of_enthalpy(h, pieces, s)
    dT = pieces[s, 3] * (h - pieces[s, 0])
    return pieces[s, 1] + dT, pieces[s, 2] + (pieces[s, 4] + pieces[s, 5] * dT) * dT


@njit(cache=True, inline="always")
def piece_of_temperature(T, pieces, s=WARM_END):
    """Number of the piece that temperature T lies in, looked for from piece s on."""
    last = np.uint64(pieces.shape[0] - 1)
    while s < last and pieces[s, 1] > T:
        s += ONE
    return s


@njit(cache=True, inline="always")
def potential_of_temperature(T, pieces, s=WARM_END):
    """Theta that this material would have at temperature T; s is a piece at or above its own."""
    s = piece_of_temperature(T, pieces, s)
    dT = T - pieces[s, 1]
    return pieces[s, 2] + (pieces[s, 4] + pieces[s, 5] * dT) * dT


@njit(cache=True, _nrt=False)
def temperature_of_potential(theta, pieces, s=WARM_END):
    """T at which this material has potential theta (theta rises with T); s is a piece at or above its own."""
    last = np.uint64(pieces.shape[0] - 1)
    while s < last and (pieces[s, 2] > theta or pieces[s, 3] == 0.0):
        s += ONE
    k, c, d = pieces[s, 4], pieces[s, 5], theta - pieces[s, 2]
    if c == 0.0:
        return pieces[s, 1] + d / k
    root = k * k + 4.0 * c * d
    return pieces[s, 1] + 2.0 * d / (k + sqrt(max(root, 0.0)))


@njit(cache=True, inline="always")
def bin_of(depth, bins):
    """Bin of a value that lies `depth` bins below the first knot; nan falls into the first."""
    if not depth > 0.0:
        return WARM_END
    return np.uint64(bins - 1) if depth >= np.float32(bins) else np.uint64(depth)  # no double precision


@njit(cache=True, inline="always")
def in_series(in_a, in_b):
    """Potential difference of a face between two materials from those that each alone would have."""
    if in_a * in_b <= 0.0:  # both have the sign of T_b - T_a, but for rounding
        return in_a * 0
    return (in_a + in_a) * in_b / (in_a + in_b)


@njit(cache=True, inline="always")
def stepped(start, newer, older, rate, first_rate, c):
    """A stage's value from the last two and their rates, c: mu, nu, mu~ dt and gamma~ dt.

    Only what has changed is weighted: rounded weights of the whole would let it drift.
    """
    return start + (c[0] * (newer - start) + c[1] * (older - start) + c[2] * rate + c[3] * first_rate)


@njit(cache=True, inline="always")
def frozen(y, m, curves):
    """T and u of one cell of material m that is below its liquidus, from y = s h; see `cpu_arrays.Curves`."""
    at = bin_of((curves.linear[m] - y) * curves.bins_y[m], curves.start_y.shape[1])
    return temperature_and_potential(y, curves.pieces[m], np.uint64(curves.start_y[m, at]))


@njit(cache=True, inline="always")
def piece_at(T, m, curves):
    """A piece of material m at or above that of temperature T."""
    at = bin_of((curves.liquidus[m] - T) * curves.bins_degrees[m], curves.start_degrees.shape[1])
    return np.uint64(curves.start_degrees[m, at])


@njit(cache=True, inline="always")
def potential_in(T, m, curves):
    """What u material m would have at temperature T."""
    return potential_of_temperature(T, curves.pieces[m], piece_at(T, m, curves))


@njit(cache=True, inline="always")
def beyond_linear(u_a, T_a, a, u_b, T_b, b, geometric, warm, curves):
    """Heat (W) that a face between materials a and b carries to a beyond its linear part.

    Half the way lies in each: the two resistances stand in series, each with its material's conductivity
    averaged between both temperatures.
    """
    in_a = curves.conductivity[a] * (potential_in(T_b, a, curves) - u_a)
    in_b = curves.conductivity[b] * (u_b - potential_in(T_a, b, curves))
    return geometric * in_series(in_a, in_b) - warm * (u_b - u_a)


@njit(cache=True, _nrt=False)
def wall_temperature(gamma, film, T_probe, theta, pieces, T, s):
    """Temperature of a wall between gas at T_probe and a cell: F (T_probe - T) = gamma (theta(T) - theta_c).

    Newton's steps on the piecewise curve from a first guess T end there, because both heats are monotone.
    Pieces are looked for from piece s on, up and down.
    """
    low, high = -400.0, 400.0
    for _ in range(60):
        while s > WARM_END and pieces[s - ONE, 1] <= T:
            s -= ONE
        s = piece_of_temperature(T, pieces, s)
        of = pieces[s]
        dT = T - of[1]
        wrong = gamma * (of[2] + (of[4] + of[5] * dT) * dT - theta) - film * (T_probe - T)
        if wrong > 0.0:
            high = T
        else:
            low = T
        new = T - wrong / (gamma * (of[4] + 2.0 * of[5] * dT) + film)
        if new < low or new > high:  # not at a bound: there T is exact
            new = 0.5 * (low + high)
        if abs(new - T) < 1e-7:
            return new
        T = new
    return T


@njit(cache=True, inline="always")
def wall_flux(gamma, film, T_probe, theta, pieces, T, m, curves):
    """Heat (W) from a probe into a cell, and the wall's temperature behind the film; T is a guess at it.

    Through the film (W/K), then gamma (m) times the rise of theta.
    """
    if film > 1e30:
        rise = potential_of_temperature(T_probe, pieces, piece_at(T_probe, m, curves)) - theta
        return gamma * rise, T_probe
    T = wall_temperature(gamma, film, T_probe, theta, pieces, T, piece_at(T, m, curves))
    return film * (T_probe - T), T
