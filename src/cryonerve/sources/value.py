"""A number that says who said it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Law", "Sourced", "Standing"]

Standing = Literal["measured", "stated", "derived", "recalled", "assumed", "unknown"]
Law = Literal["normal", "lognormal", "uniform", "loguniform", "triangular"]


@dataclass(frozen=True, slots=True)
class Sourced:
    """One number with unit, spread, source and standing.

    Attributes
    ----------
    value : in SI units; temperatures in degC.
    unit : the SI unit of `value` ("W/m/K", "J/m3/K", "degC", "m", "1").
    source : key in references.bib, "case" for what the case file says, or "assumed".
    standing : how far the number can be trusted; "recalled" and "assumed" are shown as "assumed".
    spread : one standard deviation in the same unit (lognormal: of ln value).
    law : the distribution `spread` or `bounds` belong to.
    bounds : 95 % range (normal, lognormal) or hard bounds (uniform, loguniform, triangular).
    remark : why, or under which condition.
    """

    value: float
    unit: str
    source: str
    standing: Standing = "stated"
    spread: float = 0.0
    law: Law = "normal"
    bounds: tuple[float, float] | None = None
    remark: str = ""
