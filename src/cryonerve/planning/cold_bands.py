"""How much gets how cold, with bands: curves of cold of many runs at the temperatures that are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.nerve.lesion import Band
from cryonerve.planning.measuring import BETWEEN

__all__ = ["ColdBand", "cold_bands"]

Floats = NDArray[np.float64]

NAMED = re.compile(rf"cold{BETWEEN}(?P<name>.+){BETWEEN}below_(?P<degC>-?[\d.]+)_degC_(?P<unit>share|mm3)")


@dataclass(frozen=True, eq=False)
class ColdBand:
    """One structure: of many runs the 5th, 50th and 95th percentile at each temperature.

    Attributes
    ----------
    name : as of the curve, "fascicles of the tibial nerve". unit : "share" (0 to 1) or "mm3".
    temperatures : (n,) degC, rising. low, middle, high : (n,) below each of them. Percentiles are taken at
        each temperature by itself: no single run need follow an edge of the band.
    """

    name: str
    unit: str
    temperatures: Floats
    low: Floats
    middle: Floats
    high: Floats


def cold_bands(bands: Mapping[str, Band]) -> tuple[ColdBand, ...]:
    """The curves among the bands of a spread, in the order in which they come.

    >>> point = "cold / muscle / below_{}_degC_mm3"
    >>> found = cold_bands({point.format(-20): Band(1.0, 2.0, 4.0), point.format(-40): Band(0.0, 0.5, 1.0)})
    >>> found[0].name, found[0].temperatures.tolist(), found[0].high.tolist()
    ('muscle', [-40.0, -20.0], [1.0, 4.0])
    """
    points: dict[tuple[str, str], list[tuple[float, Band]]] = {}
    for name, band in bands.items():
        found = NAMED.fullmatch(name)
        if found is not None:
            points.setdefault((found["name"], found["unit"]), []).append((float(found["degC"]), band))
    return tuple(_band(*key, sorted(of, key=lambda item: item[0])) for key, of in points.items())


def _band(name: str, unit: str, points: list[tuple[float, Band]]) -> ColdBand:
    temperatures = np.array([temperature for temperature, _ in points])
    parts = (np.array([getattr(band, part) for _, band in points]) for part in ("p5", "p50", "p95"))
    return ColdBand(name, unit, temperatures, *parts)
