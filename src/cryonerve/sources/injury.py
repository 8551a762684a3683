"""Published laws of what cold does to a nerve, and priors of how axons grow back: read from injury.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from cryonerve import units
from cryonerve.sources.tables import Row, read_table
from cryonerve.sources.value import Sourced

__all__ = ["InjuryLaw", "InjuryRules", "RecoveryPriors", "injury_laws", "injury_rules", "recovery_priors"]


@dataclass(frozen=True, slots=True)
class InjuryLaw:
    """One published dose-response of nerve to cold.

    Attributes
    ----------
    midpoint : degC at which half of the nerves are interrupted, uncertain between its bounds.
    width : K, of the logistic curve around the midpoint, uncertain between its bounds.
    weight : share of this law in the combined probability, 0..1.
    studied : whose nerves, in words that follow "rest on".
    degenerated : pairs (nadir degC, share of fibres with Wallerian degeneration), linear between.
    """

    name: str
    title: str
    source: str
    weight: Sourced
    midpoint: Sourced
    width: Sourced
    degenerated: tuple[tuple[float, float], ...]
    studied: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class InjuryRules:
    """Limits all laws share: ice needed, cold block, where evidence ends, what counts as covered."""

    ice: Sourced  # degC, bounds: no ice .. certainly ice
    block: Sourced  # degC
    outside_evidence: Sourced  # degC
    sufficient_length: Sourced  # m
    covered_below: Sourced  # degC


@dataclass(frozen=True, slots=True)
class RecoveryPriors:
    """What regrowth is predicted from; `target` by nerve name, "other" for nerves without a figure."""

    speed: Sourced  # m/s, adult
    child_factor: Sourced
    child_until: Sourced  # years
    lag: Sourced  # s
    target: Mapping[str, Sourced]  # m


@cache
def injury_laws() -> Mapping[str, InjuryLaw]:
    """Every injury law by name; the weights sum to 1.

    >>> sorted(injury_laws())
    ['device-label', 'evans-1981', 'evans-cautious', 'zhou-1983']
    """
    rows = read_table("injury.toml").below("law").rows()
    laws = {name: _law(name, row) for name, row in rows.items()}
    total = sum(law.weight.value for law in laws.values())
    if abs(total - 1) > 1e-4:
        raise read_table("injury.toml").complaint(
            "law", f"the weights sum to {total:g}", "Make them sum to 100 %."
        )
    return MappingProxyType(laws)


@cache
def injury_rules() -> InjuryRules:
    """The limits all injury laws share."""
    row = read_table("injury.toml").below("rules")
    row.known("ice", "block", "outside_evidence", "sufficient_length", "covered_below")
    return InjuryRules(
        ice=row.needed("ice", "temperature"),
        block=row.needed("block", "temperature"),
        outside_evidence=row.needed("outside_evidence", "temperature"),
        sufficient_length=row.needed("sufficient_length", "length"),
        covered_below=row.needed("covered_below", "temperature"),
    )


@cache
def recovery_priors() -> RecoveryPriors:
    """Speed, lag and distances of regrowth."""
    row = read_table("injury.toml").below("recovery")
    row.known("speed", "child_factor", "child_until", "lag")
    targets = read_table("injury.toml").below("target")
    return RecoveryPriors(
        speed=row.needed("speed", "speed"),
        child_factor=row.needed("child_factor", "fraction"),
        child_until=row.needed("child_until", "age"),
        lag=row.needed("lag", "time"),
        target=MappingProxyType({name: targets.needed(name, "length") for name in targets.fields}),
    )


def _law(name: str, row: Row) -> InjuryLaw:
    row.known("title", "source", "weight", "midpoint", "width", "degenerated", "studied", "remark")
    return InjuryLaw(
        name=name,
        title=row.text("title"),
        source=row.text("source"),
        weight=row.needed("weight", "fraction"),
        midpoint=row.needed("midpoint", "temperature"),
        width=row.needed("width", "temperature difference"),
        degenerated=_shares(row, row.fields.get("degenerated", ())),
        studied=row.text("studied"),
        remark=row.text("remark", ""),
    )


def _shares(row: Row, pairs: Any) -> tuple[tuple[float, float], ...]:  # noqa: ANN401
    """Pairs of temperature and share, from warm to cold."""
    try:
        read = [(units.parse(cold, "temperature"), units.parse(share, "fraction")) for cold, share in pairs]
    except (TypeError, ValueError) as error:
        raise row.complaint(
            "degenerated", "is not a list of pairs", 'Write [["-20 degC", "0 %"], ...].'
        ) from error
    if [cold for cold, _ in read] != sorted((cold for cold, _ in read), reverse=True):
        raise row.complaint("degenerated", "does not run from warm to cold")
    return tuple(read)
