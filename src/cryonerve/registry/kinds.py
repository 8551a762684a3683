"""What a registry holds: kinds of records and their fields, read from `kinds.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

from cryonerve.errors import Complaint, UnknownNameError, nearest

__all__ = ["Field", "FieldType", "Kind", "kind_of", "kinds"]

FieldType = Literal[
    "code", "word", "text", "document", "json", "number", "integer", "flag", "digest", "reference"
]
PEOPLE = "person"  # the kind that others belong to in the end


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind: its type, what is allowed, and what it means."""

    name: str
    type: FieldType
    meaning: str
    wanted: bool = False
    choices: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    unit: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `parent` is the kind it belongs to ("" for none), `letter` begins its ids."""

    name: str
    table: str
    letter: str
    parent: str
    meaning: str
    fields: Mapping[str, Field]

    @property
    def of_a_person(self) -> bool:
        """Does it say something about a person, so that an erasure takes it away?"""
        return bool(self.parent) or self.name == PEOPLE


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name, parents before what belongs to them.

    >>> list(kinds())[:3]
    ['person', 'consent', 'case']
    >>> kinds()["measurement"].fields["day"].unit
    'days'
    """
    text = resources.files("cryonerve.registry").joinpath("kinds.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _kind(name, table) for name, table in tomllib.loads(text).items()})


def kind_of(name: str) -> Kind:
    """The kind of that name.

    Raises
    ------
    UnknownNameError
        With the nearest one.
    """
    wanted = name.replace("-", "_")
    if wanted not in kinds():
        raise UnknownNameError(Complaint(f"no kind of record is called '{name}'", nearest(wanted, kinds())))
    return kinds()[wanted]


def _kind(name: str, table: Mapping[str, Any]) -> Kind:
    fields = {key: _field(key, values) for key, values in table["fields"].items()}
    return Kind(
        name=name,
        table=table["table"],
        letter=table["letter"],
        parent=table.get("parent", ""),
        meaning=table["meaning"],
        fields=MappingProxyType(fields),
    )


def _field(name: str, values: Mapping[str, Any]) -> Field:
    given = {**values, "choices": tuple(values.get("choices", ()))}
    if given["type"] not in get_args(FieldType):
        raise ValueError(f"{name}: '{given['type']}' is no type of a field")
    return Field(name=name, **given)
