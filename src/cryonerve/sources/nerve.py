"""A nerve as the literature describes it."""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.sources.value import Sourced

__all__ = ["NerveKind"]


@dataclass(frozen=True, slots=True)
class NerveKind:
    """Cross-section and fascicles of one named nerve at one site.

    Attributes
    ----------
    area : adult cross-sectional area, m2.
    child_area_fraction : pairs (age in years, fraction of the adult area), linear between, 1 at the last age.
    fascicle_count : adult number of fascicles.
    fascicle_area_fraction : fascicles' share of the cross-section.
    depth : skin to the nerve's near surface, adult, m.
    """

    name: str
    site: str
    area: Sourced
    child_area_fraction: tuple[tuple[float, float], ...]
    fascicle_count: Sourced
    fascicle_area_fraction: Sourced
    depth: Sourced
    remark: str = ""
