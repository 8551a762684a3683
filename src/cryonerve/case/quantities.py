"""Kinds of values that are measured: quantities, ranges, points, directions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryonerve.case.leaf import Leaf, spoken
from cryonerve.errors import CaseError, Complaint
from cryonerve.units import ABSOLUTE_ZERO, DIMENSIONS, OFFERED, exact, parse, parse_many

__all__ = ["Axis", "Point", "Quantity", "QuantityOrName", "Range"]

Vector = tuple[float, float, float]
# units in which a canonical text is written: the first that holds the value exactly
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "length": ("mm",),
    "area": ("mm2",),
    "time": ("days", "min", "s"),
    "age": ("years",),
    "temperature": ("degC",),
    "frequency": ("MHz",),
    "fraction": ("%",),
    "volumetric heat capacity": ("MJ/m3/K",),
    "volumetric heat": ("MJ/m3",),
}


@dataclass(frozen=True)
class Quantity(Leaf):
    """Number with unit, between `low` and `high` (SI); `positive` excludes zero."""

    dimension: str
    low: float = -math.inf
    high: float = math.inf
    positive: bool = False
    like: str = ""  # an example for complaints

    def read(self, raw: Any) -> float:  # noqa: ANN401
        """SI value within its limits."""
        if (
            self.dimension in {"fraction", "count"}
            and isinstance(raw, int | float)
            and not isinstance(raw, bool)
        ):
            raw = repr(raw)
        text = _text_of(raw, self._wanted())
        return self._limited(parse(text, self.dimension), text)

    def _wanted(self) -> str:
        units = OFFERED.get(self.dimension, DIMENSIONS[self.dimension])
        return (
            f"a text such as {self.like}"
            if self.like
            else f"a number with a unit of {self.dimension} ({units})"
        )

    def _limited(self, value: float, text: str) -> float:
        what = ""
        if self.dimension == "temperature" and value < ABSOLUTE_ZERO:
            what, remedy = "is below absolute zero (-273.15 degC)", "Write a temperature above it."
        elif self.positive and value <= 0:
            what, remedy = "is negative" if value < 0 else "is zero", "Write a positive value."
        elif value < self.low:
            what = "is negative" if self.low == 0 else "is too small"
            smallest = "zero" if self.low == 0 else self._shown(self.low)
            remedy = f"The smallest accepted value is {smallest}."
        elif value > self.high:
            what, remedy = (
                "is too large",
                f"The largest accepted value is {self._shown(self.high)}; is the unit right?",
            )
        if what:
            raise CaseError(Complaint(f"'{text.strip()}' {what}", remedy))
        return value

    def _shown(self, value: float) -> str:
        return str(self.write(value))

    def write(self, value: float) -> str:
        """Text with a unit people use."""
        units = WRITTEN.get(self.dimension, (DIMENSIONS[self.dimension],))
        return exact(value, *units, base="year" if self.dimension == "age" else "1")

    def spread(self, raw: Any) -> float:  # noqa: ANN401
        """One standard deviation in the same unit; of a temperature, a difference."""
        dimension = "temperature difference" if self.dimension == "temperature" else self.dimension
        return Quantity(dimension).read(raw)

    def short(self) -> dict[str, Any]:
        """Text that starts with a number."""
        text = {
            "type": "string",
            "pattern": r"^\s*[-+−–]?[0-9.]",
            "description": f"a quantity of {self.dimension}",
        }
        return {"type": ["string", "number"]} if self.dimension in {"fraction", "count"} else text


@dataclass(frozen=True)
class QuantityOrName(Leaf):
    """A quantity, or the name of a law (a text that does not start with a number)."""

    quantity: Quantity

    def read(self, raw: Any) -> float | str:  # noqa: ANN401
        """SI value or name."""
        if (
            isinstance(raw, str)
            and re.match(r"\s*[A-Za-z]", raw)
            and not re.match(r"\s*(?:nan|inf)\b", raw, re.I)
        ):
            return raw.strip()
        return self.quantity.read(raw)

    def write(self, value: float | str) -> str:
        """Text of the quantity, or the name itself."""
        return value if isinstance(value, str) else self.quantity.write(value)

    def spread(self, raw: Any) -> float:  # noqa: ANN401
        """Of the quantity."""
        return self.quantity.spread(raw)

    def short(self) -> dict[str, Any]:
        """Any text."""
        return {"type": "string", "description": f"a quantity of {self.quantity.dimension}, or a law's name"}


@dataclass(frozen=True)
class Range(Leaf):
    """Two temperatures, low and high: [-8 degC, -0.5 degC]."""

    def read(self, raw: Any) -> tuple[float, float]:  # noqa: ANN401
        """Solidus and liquidus."""
        if not isinstance(raw, list) or len(raw) != 2:
            raise CaseError(
                Complaint("two temperatures are needed", "Write for example [-8 degC, -0.5 degC].")
            )
        low, high = (Quantity("temperature", high=100.0).read(item) for item in raw)
        if low > high:
            what = f"the range is inverted: {spoken(raw[0])} is above {spoken(raw[1])}"
            raise CaseError(
                Complaint(what, f"Write [{spoken(raw[1])}, {spoken(raw[0])}]: solidus, then liquidus.")
            )
        return low, high

    def write(self, value: tuple[float, float]) -> list[str]:
        """List of two texts."""
        return [exact(item, "degC") for item in value]

    def spread(self, raw: Any) -> float:  # noqa: ANN401
        """One standard deviation of both ends."""
        return Quantity("temperature").spread(raw)

    def short(self) -> dict[str, Any]:
        """List of two texts."""
        return {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}


@dataclass(frozen=True)
class Point(Leaf):
    """Three lengths with one unit: "0 0 4 mm"; `positive` for sizes."""

    positive: bool = False
    farthest: float = 1.0  # m

    def read(self, raw: Any) -> tuple[float, float, float]:  # noqa: ANN401
        """Three lengths in metres."""
        text = _text_of(raw, "three numbers and one unit, such as 0 0 4 mm")
        x, y, z = parse_many(text, "length", 3)
        if self.positive and min(x, y, z) <= 0:
            raise CaseError(
                Complaint(f"'{text.strip()}' has a side that is not positive", "Write three lengths.")
            )
        if max(abs(x), abs(y), abs(z)) > self.farthest:
            what = f"'{text.strip()}' reaches farther than {self.farthest:g} m"
            raise CaseError(
                Complaint(what, "Positions are millimetres in the case's own frame; is the unit right?")
            )
        return x, y, z

    def write(self, value: tuple[float, float, float]) -> str:
        """Three millimetres."""
        return " ".join(exact(item, "mm").removesuffix(" mm") for item in value) + " mm"

    def spread(self, raw: Any) -> float:  # noqa: ANN401
        """One standard deviation of each coordinate."""
        return Quantity("length").read(raw)

    def short(self) -> dict[str, Any]:
        """Text of three numbers and a unit."""
        return {"type": "string", "pattern": r"^\s*[-+−–]?[0-9.]\S*\s+\S+\s+\S+", "examples": ["0 0 4 mm"]}


@dataclass(frozen=True)
class Axis(Leaf):
    """A direction: three bare numbers, not all zero, brought to unit length."""

    def read(self, raw: Any) -> tuple[float, float, float]:  # noqa: ANN401
        """Unit vector."""
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            raw = repr(raw)
        text = _text_of(raw, "three numbers without unit, such as 0 0 1")
        x, y, z = self._numbers(text)
        if abs(math.hypot(x, y, z) - 1) < 1e-12:  # a unit vector keeps its digits
            return x, y, z
        largest = max(abs(x), abs(y), abs(z))
        if largest == 0:
            raise CaseError(
                Complaint("the direction is zero", "Write the direction from tip to handle, such as 0 0 1.")
            )
        x, y, z = x / largest, y / largest, z / largest
        length = math.hypot(x, y, z)
        return x / length, y / length, z / length

    def _numbers(self, text: str) -> tuple[float, ...]:
        numbers = parse_many(text, "count", 3)
        if not all(map(math.isfinite, numbers)):
            raise CaseError(
                Complaint(f"'{text}' has a number that is too large", "Write a direction such as 0 0 1.")
            )
        return numbers

    def write(self, value: tuple[float, float, float]) -> str:
        """Three numbers."""
        return " ".join(exact(item, "1").removesuffix(" 1") for item in value)

    def short(self) -> dict[str, Any]:
        """Text of three numbers."""
        return {"type": "string", "examples": ["0 0 1"]}


def _text_of(raw: Any, wanted: str) -> str:  # noqa: ANN401
    """The text that should hold a quantity; numbers, lists and nothing are refused with the remedy."""
    if isinstance(raw, str):
        return raw
    if raw is None:
        raise CaseError(Complaint("the value is empty", f"Write {wanted}, or leave the key out."))
    if isinstance(raw, bool):
        raise CaseError(Complaint(f"'{spoken(raw)}' is no quantity", f"Write {wanted}."))
    if isinstance(raw, int | float):
        raise CaseError(Complaint(f"{spoken(raw)} is a bare number; it needs a unit", f"Write {wanted}."))
    kind = "a list" if isinstance(raw, list) else "a mapping"
    raise CaseError(Complaint(f"{kind} stands where one text belongs", f"Write {wanted}."))
