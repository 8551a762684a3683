"""What tracing takes for granted, read from its table."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cryonerve.scans.legends import plain_nerve
from cryonerve.scans.traced_curve import CurveKind
from cryonerve.sources import nerve_kinds

__all__ = [
    "barriers",
    "bends",
    "click_deviation",
    "least_visible",
    "likelihood_weight",
    "most_flat",
    "radius_of",
]

TABLE = Path(__file__).parent / "tracing.toml"


def click_deviation() -> float:
    """Standard deviation of a click in each direction, m."""
    return 1e-3 * float(_table()["click"]["deviation"]["value"])


def bends(kind: CurveKind) -> float:
    """Variance of the change of direction per metre of the course, 1/m.

    A course whose second derivative is white noise of density q sways by s^2 = q l^3 / 3 over a length l.

    >>> round(bends("nerve"), 2)
    1.08
    """
    sway, length = 1e-3 * float(_table()["smoothness"][kind]["value"]), 10e-3
    return 3.0 * sway**2 / length**3


def radius_of(kind: CurveKind, name: str = "") -> tuple[float, float, float, float]:
    """Usual, least and largest radius, m, and the spread of its logarithm; a known nerve has its own.

    >>> [round(1e3 * radius_of("nerve", name)[0], 2) for name in ("tibial nerve", "sural nerve", "a branch")]
    [2.63, 0.87, 2.2]
    """
    row = _table()["radius"][kind]
    usual, known = 1e-3 * float(row["value"]), nerve_kinds().get(plain_nerve(name))
    if kind == "nerve" and known is not None:
        usual = math.sqrt(known.area.value / math.pi)
    return usual, 1e-3 * row["least"], 1e-3 * row["most"], float(row["spread"])


def most_flat() -> float:
    """Largest width over height of a fitted ellipse."""
    return float(_table()["flatness"]["most"]["value"])


def least_visible() -> float:
    """Likeness over its spread, below which a scan shows nothing."""
    return float(_table()["visible"]["least"]["value"])


def likelihood_weight() -> float:
    """By how much the logarithm of a place's likelihood exceeds what the spread around it says."""
    return float(_table()["likelihood"]["weight"]["value"])


def barriers() -> tuple[str, ...]:
    """Kinds of labels that nothing runs through."""
    return tuple(_table()["barrier"]["kinds"])


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
