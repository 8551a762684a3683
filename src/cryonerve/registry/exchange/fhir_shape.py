"""Where fields stand in FHIR (`fhir_elements.toml`), and paths into a resource."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from cryonerve.registry.kinds import kinds

__all__ = ["Element", "Part", "Shape", "differences", "found_at", "put_at", "shape_of", "shapes"]

_STEP = re.compile(r"([A-Za-z_]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class Element:
    """Where a field stands: its form, its path, the part of the record; an extension where `at` is ""."""

    field: str
    form: str
    at: str = ""
    part: str = ""
    lookup: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A second resource of a record, there when one of its fields is: what it is, and what names it."""

    name: str
    resource: str
    person: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    link: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind as FHIR: its resource, what stands in it, and its parts by name ("" is itself)."""

    kind: str
    elements: Mapping[str, Element]
    parts: Mapping[str, Part]
    parent: str = ""

    @property
    def resource(self) -> str:
        """Type of its first resource."""
        return self.parts[""].resource


@cache
def shapes() -> Mapping[str, Shape]:
    """Every kind by its name.

    >>> shapes()["measurement"].resource
    'Observation'
    """
    text = resources.files(__package__ or "").joinpath("fhir_elements.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _shape(name, table) for name, table in tomllib.loads(text).items()})


def shape_of(resource: str) -> tuple[Shape, Part] | None:
    """The kind and part that a type of resource belongs to; None for others."""
    for shape in shapes().values():
        for part in shape.parts.values():
            if part.resource == resource:
                return shape, part
    return None


def _shape(name: str, table: Mapping[str, Any]) -> Shape:
    listed = table.get("elements", {})
    elements = {
        item.name: Element(
            item.name,
            listed.get(item.name, {}).get("as", "extension"),
            **{key: listed.get(item.name, {}).get(key, "") for key in ("at", "part", "lookup", "to")},
        )
        for item in kinds()[name].fields.values()
    }
    main = Part("", table["resource"], table.get("person", ""), table.get("fixed", {}))
    parts = {key: Part(key, **values) for key, values in table.get("parts", {}).items()}
    return Shape(name, MappingProxyType(elements), {"": main, **parts}, table.get("parent", ""))


def _steps(path: str) -> Iterator[tuple[str, int | None]]:
    for name, place in _STEP.findall(path):
        yield name, int(place) if place else None


def found_at(resource: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401  (whatever stands there)
    """What stands at a path; None where nothing does.

    >>> found_at({"note": [{"text": "a"}]}, "note[0].text")
    'a'
    """
    here: Any = resource
    for name, place in _steps(path):
        here = here.get(name) if isinstance(here, Mapping) else None
        if place is not None:
            here = here[place] if isinstance(here, list) and place < len(here) else None
    return here


def put_at(resource: dict[str, Any], path: str, value: object) -> None:
    """Put a value at a path, making what leads there."""
    here: Any = resource
    steps = list(_steps(path))
    for number, (name, place) in enumerate(steps):
        last = number == len(steps) - 1
        if place is None:
            if last:
                here[name] = value
            else:
                here = here.setdefault(name, {})
            continue
        listed = here.setdefault(name, [])
        while len(listed) <= place:
            listed.append({})
        if last:
            listed[place] = value
        else:
            here = listed[place]


def differences(given: Any, wanted: Any, path: str) -> Iterator[tuple[str, object, object]]:  # noqa: ANN401
    """Places where two values differ: (path, what is given, what is wanted); None where nothing stands."""
    if isinstance(given, Mapping) and isinstance(wanted, Mapping):
        for name in (*given, *(key for key in wanted if key not in given)):
            yield from differences(given.get(name), wanted.get(name), f"{path}.{name}")
    elif isinstance(given, list) and isinstance(wanted, list) and _named(given) and _named(wanted):
        yield from differences(
            {item["url"]: item for item in given}, {item["url"]: item for item in wanted}, path
        )
    elif isinstance(given, list) and isinstance(wanted, list):
        for place in range(max(len(given), len(wanted))):
            left = given[place] if place < len(given) else None
            right = wanted[place] if place < len(wanted) else None
            yield from differences(left, right, f"{path}[{place}]")
    elif given != wanted or isinstance(given, bool) != isinstance(wanted, bool):
        yield path, given, wanted


def _named(items: list[Any]) -> bool:
    """Are these extensions, each with a name of its own? Their order means nothing."""
    names = [item.get("url") for item in items if isinstance(item, Mapping)]
    return len(names) == len(items) == len(set(names)) and None not in names
