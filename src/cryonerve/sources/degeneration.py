"""Stages of Wallerian degeneration and repair beyond a lesion: read from degeneration.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.sources.tables import read_table
from cryonerve.sources.value import Sourced

__all__ = ["DegenerationStage", "degeneration_stages"]


@dataclass(frozen=True, slots=True)
class DegenerationStage:
    """One stage: when it begins and when it is over, s after the freezing."""

    title: str
    begins: Sourced
    ends: Sourced


@cache
def degeneration_stages() -> Mapping[str, DegenerationStage]:
    """Every stage by name, in the order of the file.

    >>> list(degeneration_stages())
    ['silence', 'fragmentation', 'clearance', 'remyelination']
    """
    found = {}
    for name, row in read_table("degeneration.toml").below("stage").rows().items():
        row.known("title", "begins", "ends")
        begins, ends = row.needed("begins", "time"), row.needed("ends", "time")
        if begins.value >= ends.value:
            raise row.complaint("ends", "is not after it begins")
        found[name] = DegenerationStage(row.text("title"), begins, ends)
    return MappingProxyType(found)
