"""Findings: what a plan does that a person must know, each with number, limit and source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

__all__ = ["LEVELS", "Finding", "Level", "Subject", "worst"]

Level = Literal["ok", "note", "warn", "stop"]
LEVELS: tuple[Level, ...] = ("ok", "note", "warn", "stop")
Pointed = Literal["nerve", "best section", "structure", "tissue", "probe", "sensor", "ice"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding points at.

    A nerve's coldest place or its best section, by the nerve's name; a structure by its name, or all of one
    kind of tissue; a probe, a sensor, or all ice (without a name).
    """

    kind: Pointed
    name: str = ""


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
    subject : what in the body it points at; None where that is nowhere. It is not stored with a run, and two
        findings that differ in it alone are the same.
    """

    level: Level
    about: str
    value: float | None
    limit: float | None
    unit: str
    source: str
    reason: str = ""
    subject: Subject | None = field(default=None, compare=False)

    def on(self, kind: Pointed, name: str = "") -> Finding:
        """The same finding, pointing at something.

        >>> Finding("warn", "coldest skin", 3.0, 5.0, "degC", "assumed").on("tissue", "skin").subject
        Subject(kind='tissue', name='skin')
        """
        return replace(self, subject=Subject(kind, name))

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
