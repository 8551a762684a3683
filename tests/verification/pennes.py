"""Perfused tissue without phase change (Pennes 1948): steady and transient closed forms.

k T'' - w (T - Ta) + q = c dT/dt. Far from every sink T -> Tinf = Ta + q / w; 1/m is the depth to which
perfusion lets cold reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, special

__all__ = ["REST", "Perfused"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Perfused:
    """Unfrozen tissue: k W/m/K, c J/m3/K, perfusion W/m3/K, metabolism W/m3, arterial degC."""

    k: float
    c: float
    perfusion: float
    metabolism: float
    arterial: float

    @property
    def m(self) -> float:
        """Inverse perfusion length, 1/m."""
        return sqrt(self.perfusion / self.k)

    @property
    def far(self) -> float:
        """Temperature at rest, degC."""
        return self.arterial + (self.metabolism / self.perfusion if self.perfusion else 0.0)

    @property
    def rate(self) -> float:
        """Perfusion rate w/c, 1/s."""
        return self.perfusion / self.c

    @property
    def alpha(self) -> float:
        """Diffusivity, m2/s."""
        return self.k / self.c

    def cylinder(self, r: Floats | float, a: float, wall: float) -> Floats:
        """Steady temperature around a long cylinder of radius `a` at `wall` degC (B5a)."""
        return self.far + (wall - self.far) * special.k0(self.m * np.asarray(r)) / special.k0(self.m * a)

    def cylinder_power(self, a: float, wall: float) -> float:
        """Heat drawn by that cylinder, W/m."""
        x = self.m * a
        return 2 * pi * self.k * x * (self.far - wall) * float(special.k1(x) / special.k0(x))

    def _shell(self, a: float, b: float, inner: float, outer: float) -> Floats:
        m = self.m
        matrix = [[special.i0(m * a), special.k0(m * a)], [special.i0(m * b), special.k0(m * b)]]
        return np.linalg.solve(np.array(matrix), np.array([inner - self.far, outer - self.far]))

    def shell(self, r: Floats | float, radii: tuple[float, float], walls: tuple[float, float]) -> Floats:
        """Steady temperature between two cylinders held at `walls` degC (B5b)."""
        p, q = self._shell(*radii, *walls)
        x = self.m * np.asarray(r)
        return self.far + p * special.i0(x) + q * special.k0(x)

    def shell_power(self, radii: tuple[float, float], walls: tuple[float, float]) -> float:
        """Heat drawn by the inner cylinder, W/m."""
        p, q = self._shell(*radii, *walls)
        x = self.m * radii[0]
        slope = self.m * (p * special.i1(x) - q * special.k1(x))
        return float(2 * pi * radii[0] * self.k * slope)

    def sphere(self, r: Floats | float, a: float, wall: float) -> Floats:
        """Steady temperature around a sphere (B5c)."""
        r = np.asarray(r, float)
        return self.far + (wall - self.far) * a / r * np.exp(-self.m * (r - a))

    def sphere_power(self, a: float, wall: float) -> float:
        """Heat drawn by that sphere, W."""
        return 4 * pi * a**2 * self.k * (self.far - wall) * (1 / a + self.m)

    def _approach(self, d: Floats, t: float) -> Floats:
        s, w = sqrt(self.alpha * t), sqrt(self.rate * t)
        return 0.5 * (
            np.exp(-self.m * d) * special.erfc(d / (2 * s) - w)
            + np.exp(self.m * d) * special.erfc(d / (2 * s) + w)
        )

    def sphere_transient(self, r: Floats | float, t: float, a: float, wall: float) -> Floats:
        """Sphere that jumps to `wall` degC at t = 0 in tissue at rest (B5d)."""
        r = np.asarray(r, float)
        return self.far + (wall - self.far) * a / r * self._approach(r - a, t)

    def plane_transient(self, x: Floats | float, t: float, wall: float) -> Floats:
        """Plane wall that jumps to `wall` degC at t = 0 in tissue at rest (B5d)."""
        return self.far + (wall - self.far) * self._approach(np.asarray(x, float), t)

    def finite_line(self, r: float, z: float, length: float, strength: float) -> float:
        """Steady temperature around a line of `length` m centred at z = 0 drawing `strength` W/m (B5e)."""

        def green(zs: float) -> float:
            d = sqrt(r**2 + (z - zs) ** 2)
            return exp(-self.m * d) / d

        total, _ = integrate.quad(green, -length / 2, length / 2, epsabs=1e-10, epsrel=1e-12)
        return self.far - strength / (4 * pi * self.k) * total

    def finite_line_transient(
        self, point: tuple[float, float], t: float, length: float, strength: float
    ) -> float:
        """The same switched on at t = 0, without perfusion (B5f)."""
        r, z = point
        s = 2 * sqrt(self.alpha * t)

        def green(zs: float) -> float:
            d = sqrt(r**2 + (z - zs) ** 2)
            return float(special.erfc(d / s)) / d

        total, _ = integrate.quad(green, -length / 2, length / 2, epsabs=1e-10, epsrel=1e-12)
        return self.arterial - strength / (4 * pi * self.k) * total

    def lines(self, x: float, y: float, sinks: Sequence[tuple[float, float, float]]) -> float:
        """Steady temperature around long parallel sinks (x, y, W/m) (B5g)."""
        total = sum(q * float(special.k0(self.m * np.hypot(x - xs, y - ys))) for xs, ys, q in sinks)
        return self.far - total / (2 * pi * self.k)


REST = Perfused(k=0.5, c=3.78e6, perfusion=1908.0, metabolism=500.0, arterial=37.0)
"""Resting tissue of the benchmark set."""
