"""Materials of the exact solutions: two phases of equal density, volumetric SI values."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BT", "BW", "Material"]


@dataclass(frozen=True)
class Material:
    """Frozen (s) and unfrozen (l) properties and the freezing range.

    Conductivities W/m/K, heat capacities J/m3/K, latent heat J/m3, temperatures degC.
    """

    ks: float
    cs: float
    kl: float
    cl: float
    latent: float
    freezing: float  # isothermal freezing point
    solidus: float
    liquidus: float

    @property
    def alpha_s(self) -> float:
        """Diffusivity of the frozen phase, m2/s."""
        return self.ks / self.cs

    @property
    def alpha_l(self) -> float:
        """Diffusivity of the unfrozen phase, m2/s."""
        return self.kl / self.cl


BT = Material(
    ks=2.0,
    cs=1050 * 1800.0,
    kl=0.5,
    cl=1050 * 3600.0,
    latent=1050 * 250e3,
    freezing=-1.0,
    solidus=-8.0,
    liquidus=-1.0,
)
"""Tissue of the benchmark set."""

BW = Material(
    ks=2.22,
    cs=1000 * 2050.0,
    kl=0.58,
    cl=1000 * 4186.0,
    latent=1000 * 334e3,
    freezing=0.0,
    solidus=0.0,
    liquidus=0.0,
)
"""Water gel of the benchmark set."""
