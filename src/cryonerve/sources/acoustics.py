"""How tissues carry sound: read from acoustics.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cryonerve.sources.tables import HERE, Row, read_table
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.value import Sourced

__all__ = [
    "Acoustics",
    "IceAcoustics",
    "acoustic_materials",
    "acoustics_of",
    "ice_acoustics",
    "read_acoustics",
]

ICE = "ice"
STAND_INS = MappingProxyType({"fat": "fat", "bone": "cortical-bone", "phantom": "gel"})  # by Tissue.group


@dataclass(frozen=True, slots=True)
class Acoustics:
    """One tissue, or gel, or steel, as sound sees it.

    Attributes
    ----------
    speed : m/s at 37 degC. speed_slope : m/s/K, mean over 0 to 37 degC; None for what keeps its speed.
    attenuation : dB/m at 1 MHz, of amplitude. attenuation_exponent : of frequency.
    backscatter : dB relative to muscle.
    frozen_speed : m/s, full of ice; None for what does not freeze.
    density_factor : density full of ice over density unfrozen.
    density : kg/m3 of what is no tissue; None for tissues, whose density stands in their own table.
    """

    name: str
    speed: Sourced
    attenuation: Sourced
    attenuation_exponent: Sourced
    backscatter: Sourced
    speed_slope: Sourced | None = None
    frozen_speed: Sourced | None = None
    density_factor: Sourced | None = None
    density: Sourced | None = None


@dataclass(frozen=True, slots=True)
class IceAcoustics:
    """What ice does to any tissue.

    Attributes
    ----------
    frozen_attenuation, mushy_attenuation : times the unfrozen attenuation; full of ice, and half.
    frozen_backscatter, thawed_backscatter : change in dB full of ice, and after thawing from full of ice.
    """

    frozen_attenuation: Sourced
    mushy_attenuation: Sourced
    frozen_backscatter: Sourced
    thawed_backscatter: Sourced


@cache
def acoustic_materials() -> Mapping[str, Acoustics]:
    """Every tissue, the gel outside the body ("coupling-gel") and the steel of probes ("probe") by name.

    >>> muscle = acoustic_materials()["muscle"]
    >>> muscle.speed.value, muscle.attenuation.unit
    (1588.0, 'dB/m')
    """
    return MappingProxyType(read_acoustics())


@cache
def ice_acoustics() -> IceAcoustics:
    """What ice does to any tissue.

    >>> ice_acoustics().thawed_backscatter.value
    -4.0
    """
    row = read_table("acoustics.toml").below(ICE)
    row.known("frozen_attenuation", "mushy_attenuation", "frozen_backscatter", "thawed_backscatter")
    return IceAcoustics(
        frozen_attenuation=row.needed("frozen_attenuation", "count"),
        mushy_attenuation=row.needed("mushy_attenuation", "count"),
        frozen_backscatter=row.needed("frozen_backscatter", "level"),
        thawed_backscatter=row.needed("thawed_backscatter", "level"),
    )


def acoustics_of(tissue: Tissue) -> Acoustics:
    """Acoustics of a tissue: its own row, else that of fat, bone, gel or muscle, by its group.

    >>> from cryonerve.sources import tissues
    >>> acoustics_of(tissues()["benchmark-tissue"]).name
    'muscle'
    """
    known = acoustic_materials()
    return known.get(tissue.name) or known[STAND_INS.get(tissue.group, "muscle")]


def read_acoustics(folder: Path = HERE) -> dict[str, Acoustics]:
    """Rows of acoustics.toml in `folder`, without that of ice."""
    rows = read_table("acoustics.toml", folder).rows()
    return {name: _acoustics(name, row) for name, row in rows.items() if name != ICE}


def _acoustics(name: str, row: Row) -> Acoustics:
    freezes = "density" not in row.fields
    keys = ("speed", "attenuation", "attenuation_exponent", "backscatter")
    row.known(*keys, *(("speed_slope", "frozen_speed", "density_factor") if freezes else ("density",)))
    found = Acoustics(
        name=name,
        speed=row.needed("speed", "speed"),
        attenuation=row.needed("attenuation", "attenuation"),
        attenuation_exponent=row.needed("attenuation_exponent", "count"),
        backscatter=row.needed("backscatter", "level"),
        speed_slope=row.sourced("speed_slope", "speed per temperature", optional=not freezes),
        frozen_speed=row.sourced("frozen_speed", "speed", optional=not freezes),
        density_factor=row.sourced("density_factor", "fraction", optional=not freezes),
        density=row.sourced("density", "density", optional=freezes),
    )
    for key in ("speed", "attenuation", "frozen_speed", "density_factor", "density"):
        number = getattr(found, key)
        if number is not None and number.value <= 0.0:
            raise row.complaint(key, "must be above zero")
    return found
