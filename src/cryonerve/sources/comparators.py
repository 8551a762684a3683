"""What other treatments do to a nerve, and what was reported of them: read from comparators.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.sources.tables import Row, read_table
from cryonerve.sources.value import Sourced

__all__ = ["HeatRules", "Modality", "heat_rules", "modalities"]


@dataclass(frozen=True, slots=True)
class HeatRules:
    """By which a temperature history of heat is judged."""

    breakpoint: Sourced  # degC
    ratio_above: Sourced
    ratio_below: Sourced
    nerve_half: Sourced  # s at the breakpoint
    frequency_factor: Sourced  # Hz
    activation_energy: Sourced  # J/mol


@dataclass(frozen=True, slots=True)
class Modality:
    """One kind of treatment, in words, each with its source ("assumed" where recalled).

    Attributes
    ----------
    fate, sheath, course : what becomes of the axons, of the sheath, and afterwards.
    outcomes : share that a series counted as a success, by the series' key in references.bib.
    trial : what a controlled trial found, "" where none is known here.
    """

    name: str
    title: str
    fate: str
    fate_source: str
    sheath: str
    sheath_source: str
    course: str
    course_source: str
    outcomes: Mapping[str, Sourced]
    trial: str = ""
    trial_source: str = ""


@cache
def heat_rules() -> HeatRules:
    """Thermal dose of nerve and denaturation of collagen."""
    row = read_table("comparators.toml").below("heat")
    row.known(*HeatRules.__slots__)
    return HeatRules(
        breakpoint=row.needed("breakpoint", "temperature"),
        ratio_above=row.needed("ratio_above", "count"),
        ratio_below=row.needed("ratio_below", "count"),
        nerve_half=row.needed("nerve_half", "time"),
        frequency_factor=row.needed("frequency_factor", "frequency"),
        activation_energy=row.needed("activation_energy", "molar energy"),
    )


@cache
def modalities() -> Mapping[str, Modality]:
    """Every kind of treatment by name, cold first.

    >>> list(modalities())
    ['cryoneurolysis', 'radiofrequency', 'alcohol-phenol', 'surgery']
    """
    rows = read_table("comparators.toml").below("modality").rows()
    return MappingProxyType({name: _modality(name, row) for name, row in rows.items()})


def _modality(name: str, row: Row) -> Modality:
    row.known(*(key for key in Modality.__slots__ if key != "name"))
    outcomes = row.below("outcomes")
    words = ("title", "fate", "fate_source", "sheath", "sheath_source", "course", "course_source")
    return Modality(
        name=name,
        **{key: row.text(key) for key in words},
        outcomes=MappingProxyType({key: outcomes.needed(key, "fraction") for key in outcomes.fields}),
        trial=row.text("trial", ""),
        trial_source=row.text("trial_source", ""),
    )
