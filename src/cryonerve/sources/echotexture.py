"""How kinds of tissue look on a simulated picture: read from echotexture.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.sources.tables import Row, read_table
from cryonerve.sources.value import Sourced

__all__ = ["Echotexture", "echotextures"]


@dataclass(frozen=True, slots=True)
class Echotexture:
    """Layers, fibres and septa of one kind of structure; what it does not have is None.

    Attributes
    ----------
    sheet, streak, rim : pressure reflected by its membrane, its streaks, its fascicles' edges.
    along, across : length and fineness of its streaks, m. threshold, mottle : see echotexture.toml.
    between, wall_level : backscatter between fascicles and of a vessel's wall, relative to the inside.
    """

    name: str = ""
    sheet: Sourced | None = None
    streak: Sourced | None = None
    threshold: Sourced | None = None
    along: Sourced | None = None
    across: Sourced | None = None
    mottle: Sourced | None = None
    between: Sourced | None = None
    rim: Sourced | None = None
    wall_level: Sourced | None = None
    layered: bool = False

    def number(self, quantity: str, without: float = 0.0) -> float:
        """Its value, or what stands for it where the kind has none.

        >>> Echotexture().number("sheet")
        0.0
        """
        found: Sourced | None = getattr(self, quantity)
        return without if found is None else found.value


LENGTHS = ("along", "across")
NUMBERS = ("sheet", "streak", "threshold", "mottle", "between", "rim", "wall_level")


@cache
def echotextures() -> Mapping[str, Echotexture]:
    """Every kind by name.

    >>> echotextures()["muscle"].number("along")
    0.009
    """
    rows = read_table("echotexture.toml").rows()
    return MappingProxyType({name: _texture(name, row) for name, row in rows.items()})


def _texture(name: str, row: Row) -> Echotexture:
    row.known(*LENGTHS, *NUMBERS, "layered")
    numbers = {key: row.sourced(key, "fraction", optional=True) for key in NUMBERS}
    lengths = {key: row.sourced(key, "length", optional=True) for key in LENGTHS}
    return Echotexture(name, layered=bool(row.fields.get("layered", False)), **numbers, **lengths)
