"""Cryoprobes as data: size, how the wall is driven, how it thaws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cryonerve.sources.value import Sourced

__all__ = ["Device", "Thawing", "Wall"]


@dataclass(frozen=True, slots=True)
class Wall:
    """What drives the active surface.

    held_at "setpoint": the wall itself is at the protocol's temperature.
    held_at "gas": the gas at `gas_temperature` cools the wall through `coefficient` (W/m2/K).
    """

    held_at: Literal["setpoint", "gas"]
    cooldown: Sourced  # s, time constant of the exponential; 0 jumps
    gas_temperature: Sourced | None = None  # degC
    coefficient: Sourced | None = None  # W/m2/K, film (and contact) coefficient of the active surface
    power_cap: Sourced | None = None  # W per probe


@dataclass(frozen=True, slots=True)
class Thawing:
    """passive: no heat exchange while thawing; active: the wall (or gas) goes to `to` degC."""

    kind: Literal["passive", "active"]
    to: Sourced | None = None  # degC


@dataclass(frozen=True, slots=True)
class Device:
    """One probe: lengths in metres, measured from the flat tip face backwards."""

    name: str
    title: str
    gas: str
    gauge: str
    diameter: Sourced
    active_length: Sourced
    wall: Wall
    thaw: Thawing
    shaft: Literal["insulated"] = "insulated"
    remark: str = ""
    maker: str = ""
    kind: Literal["clinical", "research", "ideal"] = "clinical"
