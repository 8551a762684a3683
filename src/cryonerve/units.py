"""People's quantities to SI and back; temperatures are degC. Nobody else converts."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any

from cryonerve.errors import Complaint, UnitError, nearest

__all__ = ["DIMENSIONS", "parse", "show"]

# name of a dimension -> the SI unit its numbers are kept in
DIMENSIONS: dict[str, str] = {
    "length": "m",
    "area": "m2",
    "volume": "m3",
    "time": "s",
    "temperature": "degC",
    "temperature difference": "K",
    "speed": "m/s",
    "frequency": "Hz",
    "fraction": "1",
    "count": "1",
    "conductivity": "W/m/K",
    "volumetric heat capacity": "J/m3/K",
    "specific heat": "J/kg/K",
    "density": "kg/m3",
    "volumetric heat": "J/m3",
    "specific energy": "J/kg",
    "volumetric perfusion": "W/m3/K",
    "blood flow": "m3/s/kg",
    "volumetric power": "W/m3",
    "specific power": "W/kg",
    "heat transfer coefficient": "W/m2/K",
    "power": "W",
}

_QUANTITY = re.compile(r"\s*([-+−]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+−]?\.\d+)\s*(\S.*?)?\s*$")


@cache
def _registry() -> Any:  # noqa: ANN401
    import pint  # noqa: PLC0415  (half of the import time of the package)

    return pint.UnitRegistry()


@cache
def _factor(unit: str, dimension: str) -> float:
    """SI units in one `unit`; raises UnitError when it is no unit of this dimension."""
    import pint  # noqa: PLC0415

    target = DIMENSIONS[dimension]
    spelled = re.sub(r"(?<=[A-Za-z])(\d)", r"**\1", "percent" if unit == "%" else unit)
    wanted = re.sub(r"(?<=[A-Za-z])(\d)", r"**\1", "dimensionless" if target == "1" else target)
    try:
        return float(_registry().Quantity(1.0, spelled or "dimensionless").to(wanted).magnitude)
    except (pint.UndefinedUnitError, pint.DimensionalityError, AttributeError, ValueError, TypeError) as error:
        raise UnitError(
            Complaint(f"'{unit}' is not a unit of {dimension}", remedy=f"Write it for example in {target}.")
        ) from error


def parse(text: str, dimension: str) -> float:
    """SI value of a written quantity; temperatures in degC.

    >>> parse("2 min", "time"), parse("-80 °C", "temperature"), parse("1.3 mm", "length")
    (120.0, -80.0, 0.0013)
    """
    if dimension not in DIMENSIONS:
        raise UnitError(Complaint(f"no dimension is called '{dimension}'", remedy=nearest(dimension, DIMENSIONS)))
    found = _QUANTITY.match(text)
    if not found:
        raise UnitError(
            Complaint(f"'{text}' is not a quantity", remedy=f"Write a number and a unit of {dimension}.")
        )
    number, unit = float(found[1].replace("−", "-")), found[2] or ""
    if not math.isfinite(number):
        raise UnitError(f"'{text}' is not a finite number")
    if dimension == "temperature":
        if unit in ("degC", "°C"):
            return number
        if unit in ("K", "kelvin"):
            return number - 273.15
        raise UnitError(Complaint(f"'{text}' is not a temperature", remedy="Write degC, °C or K."))
    if not unit and DIMENSIONS[dimension] != "1":
        raise UnitError(Complaint(f"'{text}' has no unit", remedy=f"Write a unit of {dimension}."))
    return float(f"{number * _factor(unit, dimension):.15g}")


def show(value: float, unit: str, digits: int = 3) -> str:
    """People's text of an SI value in `unit`.

    >>> show(1.3e-3, "mm"), show(-80.0, "degC"), show(0.83, "%")
    ('1.3 mm', '-80 degC', '83 %')
    """
    if unit in ("degC", "°C"):
        return f"{value:.{digits}g} {unit}"
    for dimension in DIMENSIONS:
        try:
            factor = _factor(unit, dimension)
        except UnitError:
            continue
        return f"{value / factor:.{digits}g} {unit}"
    raise UnitError(f"'{unit}' is not a unit")
