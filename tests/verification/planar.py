"""Planar similarity solutions of freezing and melting: every front moves as the square root of time.

Letters: x depth (m), t time (s), lam front / (2 sqrt(alpha_s t)), erf and erfc as usual.
F. Neumann's two-phase solution (Carslaw & Jaeger 1959, 11.2); J. Stefan's one-phase limit; Tarzia's Robin
wall with h = h0 / sqrt(t); the mushy layer between a solidus and a liquidus (Tien & Geiger 1967; Ozisik &
Uzzell 1979 for the cylinder).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, erfc, exp, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import brentq

from tests.verification.materials import Material
from tests.verification.mushy import MushyFronts, in_the_range

__all__ = ["MushyPlane", "Neumann", "melting", "mushy", "neumann", "robin", "stefan"]

Floats = NDArray[np.float64]
_TIGHT = {"xtol": 1e-15, "rtol": 1e-14}


@dataclass(frozen=True)
class Neumann:
    """A half-space changed from phase `near` to phase `far` by a wall held at `wall` degC."""

    lam: float  # front = 2 lam sqrt(alpha_near t)
    wall: float
    far: float
    front_temperature: float
    near_conductivity: float
    alpha_near: float
    alpha_far: float

    def front(self, t: float) -> float:
        """Depth of the front, m."""
        return 2 * self.lam * sqrt(self.alpha_near * t)

    def temperature(self, x: Floats | float, t: float) -> Floats:
        """Temperature at depth `x` and time `t`, degC."""
        x = np.asarray(x, float)
        near = self.wall + (self.front_temperature - self.wall) * special.erf(
            x / (2 * sqrt(self.alpha_near * t))
        ) / erf(self.lam)
        far = self.far - (self.far - self.front_temperature) * special.erfc(
            x / (2 * sqrt(self.alpha_far * t))
        ) / erfc(self.lam * sqrt(self.alpha_near / self.alpha_far))
        return np.where(x < self.front(t), near, far)

    def wall_flux(self, t: float) -> float:
        """Heat drawn through the wall, W/m2 (positive when cooling)."""
        return (
            self.near_conductivity
            * (self.front_temperature - self.wall)
            / (erf(self.lam) * sqrt(pi * self.alpha_near * t))
        )


def neumann(material: Material, wall: float, start: float) -> Neumann:
    """Freezing of a half-space at `start` degC by a wall at `wall` degC (B1)."""
    m, ratio = material, sqrt(material.alpha_s / material.alpha_l)
    drop = m.freezing - wall

    def balance(lam: float) -> float:
        warm = (m.kl / m.ks) * ratio * (start - m.freezing) / drop
        return (
            exp(-(lam**2)) / erf(lam)
            - warm * exp(-((lam * ratio) ** 2)) / erfc(lam * ratio)
            - lam * sqrt(pi) * m.latent / (m.cs * drop)
        )

    lam = brentq(balance, 1e-4, 3.0, **_TIGHT)
    return Neumann(lam, wall, start, m.freezing, m.ks, m.alpha_s, m.alpha_l)


def stefan(number: float) -> float:
    """Root of lam exp(lam^2) erf(lam) = Ste / sqrt(pi) (B1b)."""
    return brentq(lambda lam: lam * exp(lam**2) * erf(lam) - number / sqrt(pi), 1e-6, 5.0, **_TIGHT)


def robin(material: Material, gas: float, start: float, h0: float) -> Neumann:
    """Freezing through a film h = h0 / sqrt(t) by a gas at `gas` degC: the wall keeps one temperature (B1c).

    The wall's temperature is `result.wall`; h0 in W/m2/K s^(1/2).
    """
    m, ratio = material, sqrt(material.alpha_s / material.alpha_l)

    def amplitude(lam: float) -> float:
        return (m.freezing - gas) / (erf(lam) + m.ks / (h0 * sqrt(pi * m.alpha_s)))

    def balance(lam: float) -> float:
        frozen = m.ks * amplitude(lam) * exp(-(lam**2)) / sqrt(m.alpha_s)
        warm = m.kl * (start - m.freezing) * exp(-((lam * ratio) ** 2))
        warm /= erfc(lam * ratio) * sqrt(m.alpha_l)
        return frozen - warm - sqrt(pi) * m.latent * lam * sqrt(m.alpha_s)

    lam = brentq(balance, 1e-4, 3.0, **_TIGHT)
    wall = m.freezing - amplitude(lam) * erf(lam)
    return Neumann(lam, wall, start, m.freezing, m.ks, m.alpha_s, m.alpha_l)


def melting(material: Material, wall: float, start: float) -> Neumann:
    """Thawing of a frozen half-space by a warm wall (B7a); lam counts in sqrt(alpha_l t)."""
    m = material
    swapped = Material(m.kl, m.cl, m.ks, m.cs, -m.latent, m.freezing, m.freezing, m.freezing)
    return neumann(swapped, wall, start)


@dataclass(frozen=True)
class MushyPlane(MushyFronts):
    """Freezing of a half-space over a range."""

    wall: float
    start: float

    def temperature(self, x: Floats | float, t: float) -> Floats:
        """Temperature at depth `x` and time `t`, degC."""
        m, x = self.material, np.asarray(x, float)
        rm = sqrt(m.alpha_s / self.alpha_m)
        rl = sqrt(m.alpha_s / m.alpha_l)
        eta = x / (2 * sqrt(m.alpha_s * t))
        frozen = self.wall + (m.solidus - self.wall) * special.erf(eta) / erf(self.lam)
        span = erf(self.mu * rm) - erf(self.lam * rm)
        mush = m.solidus + (m.liquidus - m.solidus) * (special.erf(eta * rm) - erf(self.lam * rm)) / span
        warm = self.start - (self.start - m.liquidus) * special.erfc(eta * rl) / erfc(self.mu * rl)
        return np.where(eta < self.lam, frozen, np.where(eta < self.mu, mush, warm))

    def wall_flux(self, t: float) -> float:
        """Heat drawn through the wall, W/m2."""
        m = self.material
        return m.ks * (m.solidus - self.wall) / (erf(self.lam) * sqrt(pi * m.alpha_s * t))


def mushy(material: Material, wall: float, start: float, at_solidus: float = 0.0) -> MushyPlane:
    """Freezing over a range, a fraction `at_solidus` of the latent heat at the solidus (B4a).

    Differences of erf are written with erfc, which keeps their digits when the mushy diffusivity is small.
    """
    m = material
    span = m.liquidus - m.solidus
    km, alpha_m = in_the_range(m, at_solidus)
    rm, rl = sqrt(m.alpha_s / alpha_m), sqrt(m.alpha_s / m.alpha_l)

    def liquidus_of(lam: float) -> float:
        def balance(mu: float) -> float:
            inner = km * span * exp(-((mu * rm) ** 2)) / ((erfc(lam * rm) - erfc(mu * rm)) * sqrt(alpha_m))
            outer = m.kl * (start - m.liquidus) * exp(-((mu * rl) ** 2)) / (erfc(mu * rl) * sqrt(m.alpha_l))
            return inner - outer

        return brentq(balance, lam + 1e-9, lam + 0.5, **_TIGHT)

    def balance(lam: float) -> float:
        mu = liquidus_of(lam)
        frozen = m.ks * (m.solidus - wall) * exp(-(lam**2)) / (erf(lam) * sqrt(m.alpha_s))
        mush = km * span * exp(-((lam * rm) ** 2)) / ((erfc(lam * rm) - erfc(mu * rm)) * sqrt(alpha_m))
        return frozen - mush - sqrt(pi) * at_solidus * m.latent * lam * sqrt(m.alpha_s)

    lam = brentq(balance, 0.05, 1.0, **_TIGHT)
    return MushyPlane(lam, liquidus_of(lam), alpha_m, m, wall, start)
