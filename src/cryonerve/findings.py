"""Findings: what a plan does that a person must know, each with number, limit and source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["LEVELS", "Finding", "Level", "worst"]

Level = Literal["ok", "note", "warn", "stop"]
LEVELS: tuple[Level, ...] = ("ok", "note", "warn", "stop")


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked statement about a plan.

    Attributes
    ----------
    level : "ok", "note", "warn" or "stop".
    about : what was checked, in words ("coldest skin").
    value, limit : numbers in `unit`; None where nothing can be counted.
    unit : people's unit (degC, mm, s, %), "" where the number has none.
    source : key in references.bib, or "assumed".
    reason : one sentence a physician can read: why it matters, what would change it.
    """

    level: Level
    about: str
    value: float | None
    limit: float | None
    unit: str
    source: str
    reason: str = ""

    def __str__(self) -> str:
        value = "" if self.value is None else f" {self.value:.3g} {self.unit}".rstrip()
        limit = "" if self.limit is None else f", limit {self.limit:g} {self.unit}".rstrip()
        return f"{self.level}: {self.about}{value}{limit} [{self.source}]"


def worst(findings: Iterable[Finding]) -> Level:
    """The gravest level among findings; "ok" when there is none.

    >>> worst([Finding("warn", "skin", 3.0, 5.0, "degC", "assumed")])
    'warn'
    """
    return max((item.level for item in findings), key=LEVELS.index, default="ok")
