"""Kinds of values that are words, choices, plain numbers and sentences."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from cryonerve.case.grammar import parse_step, sentence
from cryonerve.case.leaf import Leaf, one_line, spoken
from cryonerve.case.quantities import Quantity
from cryonerve.errors import CaseError, Complaint, nearest

__all__ = ["Choice", "Integer", "Number", "Sentence", "Text"]


@dataclass(frozen=True)
class Text(Leaf):
    """One line of words, at most `longest` characters; `pattern` narrows it."""

    longest: int = 300
    pattern: str = ""
    like: str = ""

    def read(self, raw: Any) -> str:  # noqa: ANN401
        """The words, without space around."""
        text = one_line(raw, self.longest)
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
