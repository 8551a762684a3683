"""Limits of the findings: read from limits.toml, shown as the table of docs/findings.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from cryonerve.findings import Finding, Level
from cryonerve.sources.tables import HERE, Row, read_table
from cryonerve.sources.value import Sourced

__all__ = ["FindingLimit", "limits", "limits_table", "read_limits"]

SHOWN = {
    "degC": 1.0,
    "K": 1.0,
    "s": 1.0,
    "W": 1.0,
    "mm": 1e3,
    "mm3": 1e9,
    "%": 100.0,
    "deg": 1.0,
    "times": 1.0,
    "": 1.0,
}
GRAVEST_FIRST: tuple[Level, ...] = ("stop", "warn", "note")


@dataclass(frozen=True, slots=True)
class FindingLimit:
    """When one checked quantity becomes a note, a warning or a stop.

    Attributes
    ----------
    about : what is checked, in words.
    unit : people's unit of the finding.
    bad : the side of the limit on which the trouble lies.
    note, warn, stop : the limits in SI units (degC); None where the level is never given.
    why, remedy : one sentence each: why it matters, what would change it.
    """

    name: str
    about: str
    unit: str
    bad: Literal["below", "above"]
    why: str
    remedy: str
    note: Sourced | None = None
    warn: Sourced | None = None
    stop: Sourced | None = None

    @property
    def steps(self) -> tuple[tuple[Level, Sourced], ...]:
        """The levels that have a limit, gravest first."""
        pairs = ((level, cast("Sourced | None", getattr(self, level))) for level in GRAVEST_FIRST)
        return tuple((level, limit) for level, limit in pairs if limit is not None)

    def judge(self, value: float) -> tuple[Level, Sourced]:
        """Level of a value (SI, degC) and the limit that decided it; when "ok", the mildest limit.

        A value that is not a number keeps no limit.
        """
        for level, limit in self.steps:
            kept = value >= limit.value if self.bad == "below" else value <= limit.value
            if not kept:
                return level, limit
        return "ok", self.steps[-1][1]

    def shown(self, value: float) -> float:
        """A value in SI (degC) as people read it, in `unit`."""
        return value * SHOWN[self.unit]

    def finding(self, value: float, *, measured: str = "", added: str = "", about: str = "") -> Finding:
        """The finding on a value (SI, degC).

        Parameters
        ----------
        measured : sentence that says what was found; unless all is well, why it matters, what is `added` to
            that, and a remedy follow.
        about : words that replace the row's own.

        Examples
        --------
        >>> print(limits()["skin"].finding(3.0))
        warn: coldest skin 3 degC, limit 5 degC [assumed]
        """
        level, figure = self.judge(value)
        parts = (measured,) if level == "ok" else (measured, self.why, added, self.remedy)
        return Finding(
            level=level,
            about=about or self.about,
            value=self.shown(value),
            limit=self.shown(figure.value),
            unit=self.unit,
            source=figure.source,
            reason=" ".join(part for part in parts if part),
        )


@cache
def limits() -> Mapping[str, FindingLimit]:
    """The limit of every finding by name.

    >>> limits()["skin"].judge(3.0)[0], limits()["skin"].judge(30.0)[0]
    ('warn', 'ok')
    """
    return read_limits("limits.toml")


def read_limits(name: str, folder: Path = HERE) -> Mapping[str, FindingLimit]:
    """The limits of one table, by name; of this package, or of another part that keeps its own."""
    return MappingProxyType({key: _limit(key, row) for key, row in read_table(name, folder).rows().items()})


def limits_table() -> str:
    """Every limit as a Markdown table, the one docs/findings.md shows."""
    lines = ["| Finding | Level | Limit | Source | Remark |", "|---|---|---|---|---|"]
    for limit in limits().values():
        sign = "<" if limit.bad == "below" else ">"
        for level, figure in reversed(limit.steps):
            text = f"{sign} {limit.shown(figure.value):g} {limit.unit}".rstrip()
            lines.append(f"| {limit.about} | {level} | {text} | {figure.source} | {figure.remark} |")
    return "\n".join(lines) + "\n"


def _limit(name: str, row: Row) -> FindingLimit:
    row.known("about", "dimension", "unit", "bad", "note", "warn", "stop", "why", "remedy")
    dimension = row.text("dimension")
    figures = {level: row.sourced(level, dimension, optional=True) for level in GRAVEST_FIRST}
    if not any(figures.values()):
        raise row.complaint("warn", "is missing: a finding needs at least one limit")
    return FindingLimit(
        name=name,
        about=row.text("about"),
        unit=row.choice("unit", tuple(SHOWN)),
        bad=cast(Literal["below", "above"], row.choice("bad", ("below", "above"))),
        why=row.text("why"),
        remedy=row.text("remedy"),
        note=figures["note"],
        warn=figures["warn"],
        stop=figures["stop"],
    )
