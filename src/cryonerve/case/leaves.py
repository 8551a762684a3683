"""What may stand where a case file holds one value: quantities, points, words, choices, sentences.

Each kind reads the person's text, writes a value back so that it reads as the same value, and describes itself as
JSON Schema. Every one of them may be written long: ``{value: 4.4 mm, standing: assumed, why: "...", spread: 0.4 mm}``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cryonerve.case.grammar import parse_step, sentence
from cryonerve.errors import CaseError, Complaint, InputError, nearest
from cryonerve.units import DIMENSIONS, OFFERED, exact, parse, parse_many

__all__ = [
    "Axis",
    "Choice",
    "Given",
    "Integer",
    "Leaf",
    "Number",
    "Point",
    "Quantity",
    "QuantityOrName",
    "Range",
    "Sentence",
    "Text",
]

STANDINGS = ("stated", "assumed", "unknown")
LONG_KEYS = ("value", "standing", "why", "source", "spread")
ABSOLUTE_ZERO = -273.15
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


@dataclass(frozen=True, slots=True)
class Given:
    """One value as the case gives it; `value` is None when it is unknown."""

    value: Any
    text: str
    standing: Literal["stated", "assumed", "unknown"] = "stated"
    why: str = ""
    source: str = ""
    spread: float = 0.0


@dataclass(frozen=True)
class Leaf:
    """Base of the kinds: long form, JSON Schema and the hook into the models."""

    example: ClassVar[str] = ""

    def read(self, raw: Any) -> Any:  # noqa: ANN401
        """The value of a short form; raises InputError."""
        raise NotImplementedError

    def write(self, value: Any) -> Any:  # noqa: ANN401
        """Plain data that reads as exactly this value."""
        raise NotImplementedError

    def short(self) -> dict[str, Any]:
        """JSON Schema of the short form."""
        raise NotImplementedError

    def spread(self, raw: Any) -> float:  # noqa: ANN401, ARG002
        """One standard deviation; kinds without one refuse."""
        raise CaseError(Complaint("this kind of value has no spread", "Leave 'spread' out."))

    def give(self, raw: Any) -> Given:  # noqa: ANN401
        """Short or long form with its standing."""
        if isinstance(raw, dict) and (raw.keys() & {"value", "standing", "why"} or not raw):
            return _long(self, raw)
        return Given(self.read(raw), spoken(raw))

    def _validate(self, raw: Any) -> Given:  # noqa: ANN401
        try:
            return self.give(raw)
        except InputError as error:
            raise PydanticCustomError("case", "not understood", {"complaints": error.complaints}) from error

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        """Let the models call `give`."""
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Short form, or long form around it."""
        short = self.short()
        long = {
            "type": "object",
            "properties": {
                "value": short,
                "standing": {"enum": list(STANDINGS)},
                "why": {"type": "string"},
                "source": {"type": "string"},
                "spread": {"type": ["string", "number"]},
            },
            "additionalProperties": False,
        }
        return {"anyOf": [short, long]}


def spoken(raw: Any) -> str:  # noqa: ANN401
    """The person's text of a plain value.

    >>> spoken(["-8 degC", "-0.5 degC"]), spoken(True), spoken(3)
    ('[-8 degC, -0.5 degC]', 'true', '3')
    """
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, list):
        return "[" + ", ".join(spoken(item) for item in raw[:6]) + (", ..." if len(raw) > 6 else "") + "]"
    if isinstance(raw, dict):
        return "{" + ", ".join(f"{key}: ..." for key in list(raw)[:6]) + "}"
    return "" if raw is None else str(raw)


def _long(leaf: Leaf, raw: dict[str, Any]) -> Given:
    unknown = [key for key in raw if key not in LONG_KEYS]
    if unknown:
        raise CaseError(
            Complaint(f"unknown key '{unknown[0]}' beside 'value'", nearest(unknown[0], LONG_KEYS))
        )
    standing = raw.get("standing", "stated")
    if standing not in STANDINGS:
        what = f"'{spoken(standing)}' is no standing"
        raise CaseError(Complaint(what, nearest(spoken(standing), STANDINGS), field="standing"))
    why, source = (_remark(raw, key) for key in ("why", "source"))
    if standing == "unknown":
        if raw.get("value") is not None:
            raise CaseError(
                Complaint(
                    "an unknown value is given a value",
                    "Write 'standing: assumed' and why.",
                    field="standing",
                )
            )
        return Given(None, "", "unknown", why, source)
    if raw.get("value") is None:
        raise CaseError(
            Complaint("the value is missing", "Write 'value:', or 'standing: unknown' without it.")
        )
    if standing == "assumed" and not why.strip():
        raise CaseError(Complaint("an assumed value needs a reason", 'Add why: "...".', field="why"))
    value = leaf.read(raw["value"])
    spread = 0.0 if raw.get("spread") is None else _spread(leaf, raw["spread"])
    return Given(value, spoken(raw["value"]), standing, why, source, spread)


def _remark(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    return "" if value is None else Text(600).read(value)


def _spread(leaf: Leaf, raw: Any) -> float:  # noqa: ANN401
    try:
        spread = leaf.spread(raw)
    except InputError as error:
        raise error.located(field="spread") from error
    if spread < 0:
        raise CaseError(
            Complaint(
                f"the spread '{spoken(raw)}' is negative", "Write a standard deviation.", field="spread"
            )
        )
    return spread


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
            remedy = f"The smallest accepted value is {self._shown(self.low)}."
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
        numbers = parse_many(f"{text} 1" if len(text.split()) == 3 else text, "count", 3)
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


@dataclass(frozen=True)
class Text(Leaf):
    """One line of words, at most `longest` characters; `pattern` narrows it."""

    longest: int = 300
    pattern: str = ""
    like: str = ""

    def read(self, raw: Any) -> str:  # noqa: ANN401
        """The words, without space around."""
        if raw is None:
            raise CaseError(Complaint("the value is empty", "Write it, or leave the key out."))
        if isinstance(raw, dict | list | bool):
            kind = {dict: "a mapping", list: "a list", bool: f"'{spoken(raw)}'"}[type(raw)]
            raise CaseError(Complaint(f"{kind} stands where words belong", "Write one line of words."))
        text = " ".join(str(raw).split())
        if not text:
            raise CaseError(Complaint("the value is empty", "Write it, or leave the key out."))
        if not text.isprintable():
            raise CaseError(Complaint("the text holds a control character", "Remove it."))
        if len(text) > self.longest:
            raise CaseError(Complaint(f"the text is longer than {self.longest} characters", "Shorten it."))
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise CaseError(Complaint(f"'{text}' cannot be used here", self.like))
        return text

    def write(self, value: str) -> str:
        """The words."""
        return value

    def short(self) -> dict[str, Any]:
        """Text or a number."""
        return {"type": ["string", "number"]}


@dataclass(frozen=True)
class Choice(Leaf):
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, raw: Any) -> str:  # noqa: ANN401
        """The word."""
        if isinstance(raw, str) and raw.strip().casefold() in self.options:
            return raw.strip().casefold()
        if raw is None:
            raise CaseError(Complaint("the value is empty", f"Write one of: {', '.join(self.options)}."))
        raise CaseError(Complaint(f"'{spoken(raw)}' is not known here", nearest(spoken(raw), self.options)))

    def write(self, value: str) -> str:
        """The word."""
        return value

    def short(self) -> dict[str, Any]:
        """One of the words."""
        return {"enum": list(self.options)}


@dataclass(frozen=True)
class Integer(Leaf):
    """A whole number."""

    low: int = 0
    high: int = 10**9

    def read(self, raw: Any) -> int:  # noqa: ANN401
        """The number."""
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise CaseError(
                Complaint(f"'{spoken(raw)}' is no whole number", f"Write one from {self.low} to {self.high}.")
            )
        if not self.low <= raw <= self.high:
            raise CaseError(
                Complaint(f"{raw} is out of range", f"Write a whole number from {self.low} to {self.high}.")
            )
        return raw

    def write(self, value: int) -> int:
        """The number."""
        return value

    def spread(self, raw: Any) -> float:  # noqa: ANN401
        """One standard deviation."""
        return Quantity("count").read(raw)

    def short(self) -> dict[str, Any]:
        """An integer with its limits."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Number(Leaf):
    """A number without unit, such as a score."""

    low: float
    high: float

    def read(self, raw: Any) -> float:  # noqa: ANN401
        """The number."""
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
            raise CaseError(
                Complaint(f"'{spoken(raw)}' is no number", f"Write one from {self.low:g} to {self.high:g}.")
            )
        if not self.low <= raw <= self.high:
            raise CaseError(
                Complaint(f"{raw} is out of range", f"Write a number from {self.low:g} to {self.high:g}.")
            )
        return float(raw)

    def write(self, value: float) -> float | int:
        """The number."""
        return int(value) if value == int(value) else value

    def spread(self, raw: Any) -> float:  # noqa: ANN401
        """One standard deviation."""
        return Quantity("count").read(raw)

    def short(self) -> dict[str, Any]:
        """A number with its limits."""
        return {"type": "number", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Sentence(Leaf):
    """One step of the protocol."""

    def read(self, raw: Any) -> Any:  # noqa: ANN401
        """The step."""
        if not isinstance(raw, str):
            what = f"'{spoken(raw)}' is no sentence" if raw is not None else "a step is empty"
            raise CaseError(Complaint(what, "Write for example: Freeze at -80 degC for 2 min."))
        return parse_step(raw)

    def write(self, value: Any) -> str:  # noqa: ANN401
        """The sentence that rebuilds the step."""
        return sentence(value)

    def short(self) -> dict[str, Any]:
        """A sentence."""
        return {"type": "string", "pattern": "[A-Za-z]", "examples": ["Freeze at -80 degC for 2 min"]}
