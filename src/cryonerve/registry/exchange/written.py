"""What a writer of one format has written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """Files, rows by kind, and what this format could not hold, a sentence each."""

    files: tuple[str, ...]
    rows: Mapping[str, int]
    notes: tuple[str, ...] = ()
