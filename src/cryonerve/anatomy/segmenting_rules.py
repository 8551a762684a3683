"""What segmentation takes for granted, read from its table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["rule"]

TABLE = Path(__file__).parent / "segmenting_rules.toml"
FACTORS = {"mm": 1e-3, "mm2": 1e-6, "mm3": 1e-9, "HU": 1.0, "1": 1.0}


def rule(part: str, name: str) -> float:
    """One value of the table, lengths in m.

    >>> rule("soft", "cleft"), rule("ct", "metal")
    (0.006, 2500.0)
    """
    row = _table()[part][name]
    return float(row["value"]) * FACTORS[row["unit"]]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
