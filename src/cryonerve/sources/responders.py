"""Who counts as a responder: definitions that differ, read from responders.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from cryonerve.errors import nearest
from cryonerve.sources.instrument_files import instruments
from cryonerve.sources.tables import Row, read_table
from cryonerve.sources.value import Sourced

__all__ = ["ResponderDefinition", "responder_definitions"]

MEASURES = ("fall", "at most", "at least")


@dataclass(frozen=True, slots=True)
class ResponderDefinition:
    """One definition.

    Attributes
    ----------
    instruments : ids it can be judged by.
    measure : "fall", share of the first score that is gone; "at most" or "at least", the score itself.
    threshold : a fraction for "fall", else points.
    strictly : the threshold itself is not enough.
    """

    name: str
    title: str
    instruments: tuple[str, ...]
    measure: Literal["fall", "at most", "at least"]
    threshold: Sourced
    strictly: bool = False


@cache
def responder_definitions() -> Mapping[str, ResponderDefinition]:
    """Every definition by name.

    >>> responder_definitions()["relief-50"].threshold.value
    0.5
    """
    rows = read_table("responders.toml").below("definition").rows()
    return MappingProxyType({name: _definition(name, row) for name, row in rows.items()})


def _definition(name: str, row: Row) -> ResponderDefinition:
    row.known("title", "families", "instruments", "measure", "strictly", "threshold")
    measure = cast(Literal["fall", "at most", "at least"], row.choice("measure", MEASURES))
    return ResponderDefinition(
        name=name,
        title=row.text("title"),
        instruments=_judged_by(row),
        measure=measure,
        threshold=row.needed("threshold", "fraction" if measure == "fall" else "count"),
        strictly=row.fields.get("strictly") is True,
    )


def _judged_by(row: Row) -> tuple[str, ...]:
    families = {found.family for found in instruments().values()}
    for family in row.fields.get("families", ()):
        if family not in families:
            raise row.complaint("families", f"no instrument measures '{family}'", nearest(family, families))
    for name in row.fields.get("instruments", ()):
        if name not in instruments():
            raise row.complaint(
                "instruments", f"no instrument is called '{name}'", nearest(name, instruments())
            )
    named = set(row.fields.get("instruments", ()))
    wanted = set(row.fields.get("families", ()))
    found = tuple(name for name, one in instruments().items() if name in named or one.family in wanted)
    if not found:
        raise row.complaint("instruments", "is missing", "Name instruments, or families of them.")
    return found
