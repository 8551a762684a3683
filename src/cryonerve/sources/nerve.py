"""A nerve as the literature describes it."""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.sources.value import Sourced, Standing

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
    child_area_source, child_area_standing, child_area_spread, child_area_remark : who says so, and
        how far the shares can be trusted (one standard deviation).
    """

    name: str
    site: str
    area: Sourced
    child_area_fraction: tuple[tuple[float, float], ...]
    fascicle_count: Sourced
    fascicle_area_fraction: Sourced
    depth: Sourced
    remark: str = ""
    child_area_source: str = "assumed"
    child_area_standing: Standing = "assumed"
    child_area_spread: float = 0.0
    child_area_remark: str = ""

    def area_at(self, age: float | None) -> float:
        """Cross-section (m2) at an age in years; the adult's when the age is unknown.

        >>> from cryonerve.sources import nerve_kinds
        >>> round(nerve_kinds()["tibial"].area_at(10.0) * 1e6, 2)
        16.27
        """
        if age is None:
            return self.area.value
        (young, share), *rest = self.child_area_fraction
        for old, next_share in rest:
            if age < old:
                return self.area.value * (
                    share + (next_share - share) * max(0.0, age - young) / (old - young)
                )
            young, share = old, next_share
        return self.area.value * share
