"""How kinds of tissue look on a simulated picture: read from echotexture.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.sources.tables import Row, read_table

__all__ = ["Echotexture", "echotextures"]


@dataclass(frozen=True, slots=True)
class Echotexture:
    """Layers, fibres and septa of one kind of structure; what it does not have is 0.

    Attributes
    ----------
    sheet, streak, rim : pressure reflected by its membrane, its streaks, its fascicles' edges.
    along, across : length and fineness of its streaks, m. threshold, mottle : see echotexture.toml.
    between, wall_level : backscatter between fascicles and of a vessel's wall, relative to the inside.
    """

    sheet: float = 0.0
    streak: float = 0.0
    threshold: float = 0.0
    along: float = 1e-3
    across: float = 1e-3
    mottle: float = 0.0
    layered: bool = False
    between: float = 1.0
    rim: float = 0.0
    wall_level: float = 0.0


LENGTHS = ("along", "across")
NUMBERS = ("sheet", "streak", "threshold", "mottle", "between", "rim", "wall_level")


@cache
def echotextures() -> Mapping[str, Echotexture]:
    """Every kind by name.

    >>> echotextures()["muscle"].along
    0.009
    """
    rows = read_table("echotexture.toml").rows()
    return MappingProxyType({name: _texture(row) for name, row in rows.items()})


def _texture(row: Row) -> Echotexture:
    row.known(*LENGTHS, *NUMBERS, "layered")
    numbers = {key: row.needed(key, "fraction").value for key in NUMBERS if key in row.fields}
    lengths = {key: row.needed(key, "length").value for key in LENGTHS if key in row.fields}
    return Echotexture(layered=bool(row.fields.get("layered", False)), **numbers, **lengths)
