"""What the similarity solutions of freezing over a range have in common, whatever their geometry."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from tests.verification.materials import Material

__all__ = ["MushyFronts", "in_the_range"]


@dataclass(frozen=True)
class MushyFronts:
    """Solidus at 2 lam sqrt(alpha_s t), liquidus at 2 mu sqrt(alpha_s t); alpha_m between them."""

    lam: float
    mu: float
    alpha_m: float
    material: Material

    def solidus(self, t: float) -> float:
        """Place of the solidus, m."""
        return 2 * self.lam * sqrt(self.material.alpha_s * t)

    def liquidus(self, t: float) -> float:
        """Place of the liquidus, m."""
        return 2 * self.mu * sqrt(self.material.alpha_s * t)


def in_the_range(material: Material, at_solidus: float) -> tuple[float, float]:
    """Conductivity and diffusivity between solidus and liquidus.

    Latent heat linear in T over the range, a fraction `at_solidus` of it at the solidus; the conductivity is
    the constant mean of both phases, and so is the sensible heat capacity.
    """
    m = material
    conductivity = 0.5 * (m.ks + m.kl)
    capacity = 0.5 * (m.cs + m.cl) + (1 - at_solidus) * m.latent / (m.liquidus - m.solidus)
    return conductivity, conductivity / capacity
