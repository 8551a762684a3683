"""A tissue as heat sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cryonerve.sources.value import Sourced

__all__ = ["Tissue"]


@dataclass(frozen=True, slots=True)
class Tissue:
    """Thermal properties of one tissue, unfrozen and frozen.

    Attributes
    ----------
    conductivity_unfrozen, conductivity_frozen : W/m/K.
    frozen_law : name of a measured k(T) that replaces `conductivity_frozen` below the solidus and is joined
        linearly to the unfrozen value across the freezing range ("sweat-1973", "rabin", ...); "" for none.
    heat_capacity_unfrozen, heat_capacity_frozen : volumetric, J/m3/K.
    latent_heat : J/m3.
    solidus, liquidus : degC; equal means isothermal freezing.
    freezing_law : "linear" releases the latent heat linearly in T over the range; "freezing-point-depression"
        follows the ice of an ideal solution: the share frozen at T is (1 - Tl/T) / (1 - Tl/Ts).
    mushy : "linear" (conductivity linear in T in the range) or "mean" (constant mean).
    released_at_solidus : fraction of latent heat released at the solidus.
    perfusion : rho_b c_b omega, W/m3/K, active above the liquidus only.
    metabolic_heat : W/m3, above the liquidus only.
    frozen_factor : times every frozen conductivity, the law's too; 1 but where a spread is explored.
    title, group : words for people; group is "lean", "fat", "bone", "phantom", "benchmark" or "set".
    density : kg/m3, with which what is printed per kilogram became per volume; None when unknown.
    """

    name: str
    conductivity_unfrozen: Sourced
    conductivity_frozen: Sourced
    heat_capacity_unfrozen: Sourced
    heat_capacity_frozen: Sourced
    latent_heat: Sourced
    solidus: Sourced
    liquidus: Sourced
    perfusion: Sourced
    metabolic_heat: Sourced
    frozen_law: str = ""
    freezing_law: Literal["linear", "freezing-point-depression"] = "linear"
    mushy: Literal["linear", "mean"] = "linear"
    released_at_solidus: float = 0.0
    remark: str = ""
    title: str = ""
    group: str = ""
    density: Sourced | None = None
    frozen_factor: float = 1.0
