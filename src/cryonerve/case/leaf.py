"""What may stand where a case file holds one value: the long form, the standing, the hook into the models.

Each kind of value reads the person's text, writes a value back so that it reads as the same value, and
describes itself as JSON Schema. Every one may be written long:
``{value: 4.4 mm, standing: assumed, why: "...", spread: 0.4 mm}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cryonerve.errors import CaseError, Complaint, InputError, nearest

__all__ = ["Given", "Leaf", "one_line", "spoken"]

STANDINGS = ("stated", "assumed", "unknown")
LONG_KEYS = ("value", "standing", "why", "source", "spread")


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
    return "" if value is None else one_line(value, 600)


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


def one_line(raw: Any, longest: int) -> str:  # noqa: ANN401
    """Words on one line; numbers pass as their text. Raises CaseError."""
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
    if len(text) > longest:
        raise CaseError(Complaint(f"the text is longer than {longest} characters", "Shorten it."))
    return text
