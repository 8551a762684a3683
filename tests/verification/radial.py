"""Similarity solutions around a line or a point sink.

Letters: r radius (m), t time (s), lam front / (2 sqrt(alpha_s t)), E1 the exponential integral.
Line sink: Frank 1950; Paterson 1952; Carslaw & Jaeger 1959, 11.6. Mushy annulus: Ozisik & Uzzell 1979,
J. Heat Transfer 101:331. Point sink Q = Qs sqrt(t): the spherical member of the same family.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import brentq

from tests.verification.materials import Material
from tests.verification.mushy import MushyFronts, in_the_range

__all__ = [
    "LineSink",
    "MushyLineSink",
    "PointSink",
    "line_sink",
    "mushy_line_sink",
    "point_sink",
]

Floats = NDArray[np.float64]
_TIGHT = {"xtol": 1e-15, "rtol": 1e-14}


def _e1(value: float) -> float:
    return float(special.exp1(value))


@dataclass(frozen=True)
class LineSink:
    """Isothermal freezing around a line that draws `strength` W/m."""

    lam: float
    material: Material
    strength: float
    start: float

    def front(self, t: float) -> float:
        """Radius of the front, m."""
        return 2 * self.lam * sqrt(self.material.alpha_s * t)

    def temperature(self, r: Floats | float, t: float) -> Floats:
        """Temperature at radius `r` and time `t`, degC."""
        m, r = self.material, np.asarray(r, float)
        near = m.freezing - self.strength / (4 * pi * m.ks) * (
            special.exp1(r**2 / (4 * m.alpha_s * t)) - _e1(self.lam**2)
        )
        far = self.start - (self.start - m.freezing) * special.exp1(r**2 / (4 * m.alpha_l * t)) / _e1(
            self.lam**2 * m.alpha_s / m.alpha_l
        )
        return np.where(r < self.front(t), near, far)


def line_sink(material: Material, strength: float, start: float) -> LineSink:
    """Freezing around a line sink of `strength` W/m (B2)."""
    m, ratio = material, material.alpha_s / material.alpha_l

    def balance(lam: float) -> float:
        warm = m.kl * (start - m.freezing) * exp(-(lam**2) * ratio) / _e1(lam**2 * ratio)
        return strength / (4 * pi) * exp(-(lam**2)) - warm - m.latent * lam**2 * m.alpha_s

    return LineSink(brentq(balance, 1e-4, 2.0, **_TIGHT), m, strength, start)


@dataclass(frozen=True)
class MushyLineSink(MushyFronts):
    """Freezing over a range around a line that draws `strength` W/m."""

    strength: float
    start: float

    def temperature(self, r: Floats | float, t: float) -> Floats:
        """Temperature at radius `r` and time `t`, degC."""
        m, r = self.material, np.asarray(r, float)
        square = r**2 / (4 * m.alpha_s * t)
        ra, rl = m.alpha_s / self.alpha_m, m.alpha_s / m.alpha_l
        frozen = m.solidus - self.strength / (4 * pi * m.ks) * (special.exp1(square) - _e1(self.lam**2))
        span = _e1(self.lam**2 * ra) - _e1(self.mu**2 * ra)
        mush = (
            m.solidus + (m.liquidus - m.solidus) * (_e1(self.lam**2 * ra) - special.exp1(square * ra)) / span
        )
        warm = self.start - (self.start - m.liquidus) * special.exp1(square * rl) / _e1(self.mu**2 * rl)
        return np.where(square < self.lam**2, frozen, np.where(square < self.mu**2, mush, warm))


def mushy_line_sink(
    material: Material, strength: float, start: float, at_solidus: float = 0.0
) -> MushyLineSink:
    """Freezing over a range, a fraction `at_solidus` of the latent heat at the solidus (B4b)."""
    m = material
    span = m.liquidus - m.solidus
    km, alpha_m = in_the_range(m, at_solidus)
    ra, rl = m.alpha_s / alpha_m, m.alpha_s / m.alpha_l

    def mush(lam: float, mu: float) -> float:
        return km * span / (_e1(lam**2 * ra) - _e1(mu**2 * ra))

    def liquidus_of(lam: float) -> float:
        def balance(mu: float) -> float:
            warm = m.kl * (start - m.liquidus) * exp(-(mu**2) * rl) / _e1(mu**2 * rl)
            return mush(lam, mu) * exp(-(mu**2) * ra) - warm

        return brentq(balance, lam * (1 + 1e-9), lam + 1.0, **_TIGHT)

    def balance(lam: float) -> float:
        cold = strength / (4 * pi) * exp(-(lam**2))
        return (
            cold
            - mush(lam, liquidus_of(lam)) * exp(-(lam**2) * ra)
            - at_solidus * m.latent * lam**2 * m.alpha_s
        )

    lam = brentq(balance, 0.05, 1.0, **_TIGHT)
    return MushyLineSink(lam, liquidus_of(lam), alpha_m, m, strength, start)


def _shape(eta: Floats | float) -> Floats:
    eta = np.asarray(eta, float)
    return np.exp(-(eta**2)) / eta - sqrt(pi) * special.erfc(eta)


@dataclass(frozen=True)
class PointSink:
    """Isothermal freezing around a point that draws `strength` sqrt(t) W."""

    lam: float
    amplitude: float
    material: Material
    strength: float
    start: float

    def front(self, t: float) -> float:
        """Radius of the front, m."""
        return 2 * self.lam * sqrt(self.material.alpha_s * t)

    def temperature(self, r: Floats | float, t: float) -> Floats:
        """Temperature at radius `r` and time `t`, degC."""
        m, r = self.material, np.asarray(r, float)
        near = m.freezing + self.amplitude * (_shape(r / (2 * sqrt(m.alpha_s * t))) - _shape(self.lam))
        n = sqrt(m.alpha_s / m.alpha_l)
        far = self.start - (self.start - m.freezing) * _shape(r / (2 * sqrt(m.alpha_l * t))) / _shape(
            self.lam * n
        )
        return np.where(r < self.front(t), near, far)


def point_sink(material: Material, strength: float, start: float) -> PointSink:
    """Freezing around a point sink of `strength` sqrt(t), strength in W/s^(1/2) (B3)."""
    m, n = material, sqrt(material.alpha_s / material.alpha_l)
    amplitude = -strength / (8 * pi * m.ks * sqrt(m.alpha_s))

    def balance(lam: float) -> float:
        eta = lam * n
        shape = exp(-(eta**2)) / eta - sqrt(pi) * erfc(eta)
        frozen = -m.ks * amplitude * exp(-(lam**2)) / lam**2
        warm = m.kl * (start - m.freezing) * n * exp(-(eta**2)) / (eta**2 * shape)
        return frozen - warm - 2 * m.latent * lam * m.alpha_s

    return PointSink(brentq(balance, 1e-3, 2.0, **_TIGHT), amplitude, m, strength, start)
