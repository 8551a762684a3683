"""How one person's measurements are compared, and how many it takes: read from single_case.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.sources.evidence import Method, read_methods
from cryonerve.sources.tables import read_table
from cryonerve.sources.value import Sourced

__all__ = ["SingleCaseNeeds", "single_case_methods", "single_case_needs"]


@dataclass(frozen=True, slots=True)
class SingleCaseNeeds:
    """What it takes before anything is said of one person's course."""

    points_before: Sourced
    points_after: Sourced
    chance: Sourced  # fraction
    trend_chance: Sourced  # fraction


@cache
def single_case_methods() -> Mapping[str, Method]:
    """Every method by name, with the publication it is from.

    >>> single_case_methods()["tau-u"].source
    'parker2011'
    """
    return MappingProxyType(dict(read_methods("single_case.toml")))


@cache
def single_case_needs() -> SingleCaseNeeds:
    """How many measurements, and how rare by chance.

    >>> single_case_needs().points_before.value
    3.0
    """
    row = read_table("single_case.toml").below("needs")
    row.known(*SingleCaseNeeds.__slots__)
    return SingleCaseNeeds(
        points_before=row.needed("points_before", "count"),
        points_after=row.needed("points_after", "count"),
        chance=row.needed("chance", "fraction"),
        trend_chance=row.needed("trend_chance", "fraction"),
    )
