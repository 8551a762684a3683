"""Ice at rest, ice that thaws, and conductivity that depends on temperature.

Steady ice in perfused tissue after Cooper & Trezek 1970; diffusion of an initial sphere, line and point
after Carslaw & Jaeger 1959 (chapters 10, 14); Kirchhoff's transformation for k(T).
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, special
from scipy.optimize import brentq

from tests.verification.materials import Material

__all__ = [
    "ICE_LAWS",
    "Kirchhoff",
    "decaying_sphere",
    "instant_line",
    "instant_point",
    "steady_ice_cylinder",
    "steady_ice_sphere",
]

Floats = NDArray[np.float64]
_TIGHT = {"xtol": 1e-15, "rtol": 1e-14}


def steady_ice_cylinder(material: Material, a: float, wall: float, perfusion: float, far: float) -> float:
    """Radius of the ice around a long cylinder at rest, m; perfusion W/m3/K (B6)."""
    m, p = material, sqrt(perfusion / material.kl)

    def balance(radius: float) -> float:
        warm = m.kl * p * radius * (far - m.freezing) * special.k1(p * radius) / special.k0(p * radius)
        return m.ks * (m.freezing - wall) / log(radius / a) - warm

    return float(brentq(balance, a * (1 + 1e-9), 0.2, **_TIGHT))


def steady_ice_sphere(material: Material, a: float, wall: float, perfusion: float, far: float) -> float:
    """Radius of the ice around a sphere at rest, m (B6)."""
    m, p = material, sqrt(perfusion / material.kl)

    def balance(radius: float) -> float:
        cold = m.ks * (m.freezing - wall) * a / (radius * (radius - a))
        return cold - m.kl * (far - m.freezing) * (1 / radius + p)

    return float(brentq(balance, a * (1 + 1e-9), 0.2, **_TIGHT))


def decaying_sphere(r: Floats | float, t: float, radius: float, alpha: float) -> Floats:
    """What is left of a sphere of height 1 after diffusing for `t` s (B7b)."""
    r = np.asarray(r, float)
    s = 2 * sqrt(alpha * t)
    low, high = (radius - r) / s, (radius + r) / s
    gauss = (np.exp(-(low**2)) - np.exp(-(high**2))) * s / (2 * sqrt(pi))
    safe = np.where(r > 0, r, 1.0)
    centre = special.erf(radius / s) - 2 * radius / (s * sqrt(pi)) * exp(-((radius / s) ** 2))
    return np.where(r > 0, 0.5 * (special.erf(low) + special.erf(high)) - gauss / safe, centre)


def instant_line(r: float, t: float, heat: float, material: Material, rate: float = 0.0) -> float:
    """Change of temperature after `heat` J/m was put on a line at t = 0 in unfrozen tissue (B7c).

    `rate` is the perfusion rate w/c in 1/s that carries the change away.
    """
    m = material
    return heat / (4 * pi * m.kl * t) * exp(-(r**2) / (4 * m.alpha_l * t) - rate * t)


def instant_point(r: float, t: float, heat: float, material: Material, rate: float = 0.0) -> float:
    """Change of temperature after `heat` J was put on a point at t = 0 in unfrozen tissue (B7c)."""
    m = material
    return heat / (m.cl * (4 * pi * m.alpha_l * t) ** 1.5) * exp(-(r**2) / (4 * m.alpha_l * t) - rate * t)


class Kirchhoff:
    """Steady cylindrical shell between two temperatures with conductivity `law`(T degC) (B8)."""

    def __init__(
        self, law: Callable[[float], float], radii: tuple[float, float], walls: tuple[float, float]
    ) -> None:
        self.law, self.radii, self.walls = law, radii, walls

    def _integral(self, low: float, high: float) -> float:
        return float(integrate.quad(self.law, low, high, epsabs=1e-12, epsrel=1e-13)[0])

    @property
    def mean_conductivity(self) -> float:
        """Mean of k between the walls, W/m/K."""
        inner, outer = self.walls
        return self._integral(inner, outer) / (outer - inner)

    @property
    def power(self) -> float:
        """Heat through the shell, W/m, inwards."""
        a, b = self.radii
        return 2 * pi * self._integral(*self.walls) / log(b / a)

    def temperature(self, r: float) -> float:
        """Temperature at radius `r`, degC."""
        a, b = self.radii
        target = self._integral(*self.walls) * log(r / a) / log(b / a)
        inner, outer = self.walls
        return float(brentq(lambda t: self._integral(inner, t) - target, inner, outer, **_TIGHT))


ICE_LAWS: dict[str, Callable[[float], float]] = {
    "A": lambda t: 1.16 * (1.91 - 8.66e-3 * t + 2.97e-5 * t**2),
    "B": lambda t: 488.19 / (t + 273.15) + 0.4685,
}
"""Two laws of ice's conductivity (Fukusako 1990; 488.19/T + 0.4685), T in degC, W/m/K."""
