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

from numba import njit

__all__ = [
    "interface_flux",
    "potential_of_temperature",
    "temperature_and_potential",
    "temperature_of_potential",
    "wall_flux",
]


@njit(cache=True, inline="always")
def piece_of_enthalpy(h, pieces, s):
    """Number of the piece that enthalpy h lies in, looked for from piece s on."""
    last = pieces.shape[0] - 1
    while s < last and h < pieces[s, 0]:
        s += 1
    return s


@njit(cache=True, inline="always")
def temperature_and_potential(h, pieces, s=0):
    """T and theta of one cell from its enthalpy; s is a piece at or above its own."""
    s = piece_of_enthalpy(h, pieces, s)
    dT = pieces[s, 3] * (h - pieces[s, 0])
    return pieces[s, 1] + dT, pieces[s, 2] + (pieces[s, 4] + pieces[s, 5] * dT) * dT


@njit(cache=True, inline="always")
def piece_of_temperature(T, pieces, s=0):
    """Number of the piece that temperature T lies in, looked for from piece s on."""
    last = pieces.shape[0] - 1
    while s < last and pieces[s, 1] > T:
        s += 1
    return s


@njit(cache=True, inline="always")
def potential_of_temperature(T, pieces, s=0):
    """Theta that this material would have at temperature T; s is a piece at or above its own."""
    s = piece_of_temperature(T, pieces, s)
    dT = T - pieces[s, 1]
    return pieces[s, 2] + (pieces[s, 4] + pieces[s, 5] * dT) * dT


@njit(cache=True)
def temperature_of_potential(theta, pieces):
    """T at which this material has potential theta (theta rises with T)."""
    s = 0
    last = pieces.shape[0] - 1
    while s < last and (pieces[s, 2] > theta or pieces[s, 3] == 0.0):
        s += 1
    k, c, d = pieces[s, 4], pieces[s, 5], theta - pieces[s, 2]
    if c == 0.0:
        return pieces[s, 1] + d / k
    root = k * k + 4.0 * c * d
    return pieces[s, 1] + 2.0 * d / (k + sqrt(max(root, 0.0)))


@njit(cache=True, inline="always")
def interface_flux(T_a, theta_a, pieces_a, T_b, theta_b, pieces_b, s_a=0, s_b=0):
    """Potential difference that drives heat from b to a across a face between two materials.

    Half the way lies in each: the two resistances stand in series, each with its material's conductivity
    averaged between both temperatures. For equal materials this is theta_b - theta_a. s_a and s_b are pieces
    at or above those of T_b in a's curve and of T_a in b's.
    """
    in_a = potential_of_temperature(T_b, pieces_a, s_a) - theta_a
    in_b = theta_b - potential_of_temperature(T_a, pieces_b, s_b)
    if in_a * in_b <= 0.0:  # both have the sign of T_b - T_a, but for rounding
        return 0.0
    return 2.0 * in_a * in_b / (in_a + in_b)


@njit(cache=True)
def wall_flux(gamma, film, T_probe, theta, pieces):
    """Heat (W) from a probe into a cell: through the film (W/K), then gamma (m) times the rise of theta.

    The wall's temperature lies between the gas and the cell; Newton's steps on the piecewise curve end there,
    because both heats are monotone in it and theta is convex piece by piece.
    """
    if film > 1e30:
        return gamma * (potential_of_temperature(T_probe, pieces) - theta)
    if gamma <= 0.0:
        return 0.0
    T = temperature_of_potential(theta, pieces)
    low, high = min(T, T_probe), max(T, T_probe)
    for _ in range(60):
        wrong = gamma * (potential_of_temperature(T, pieces) - theta) - film * (T_probe - T)
        if wrong > 0.0:
            high = T
        else:
            low = T
        step = wrong / (gamma * conductivity_of_temperature(T, pieces) + film)
        new = T - step
        if new <= low or new >= high:
            new = 0.5 * (low + high)
        if abs(new - T) < 1e-5:
            T = new
            break
        T = new
    return film * (T_probe - T)


@njit(cache=True, inline="always")
def conductivity_of_temperature(T, pieces):
    """Slope of theta at T, W/m/K."""
    s = piece_of_temperature(T, pieces)
    return pieces[s, 4] + 2.0 * pieces[s, 5] * (T - pieces[s, 1])
