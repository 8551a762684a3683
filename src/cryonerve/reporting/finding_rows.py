"""Findings as rows of plain text, for pages and for the screen."""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.findings import LEVELS, Finding
from cryonerve.reporting.wording import LEVEL_WORDS, SIGNS, bare, source_name, typeset

__all__ = ["FindingRow", "finding_rows"]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with sign and word beside its colour."""

    level: str
    sign: str
    word: str
    about: str
    value: str
    limit: str
    source: str
    reason: str


def finding_rows(findings: tuple[Finding, ...]) -> tuple[FindingRow, ...]:
    """Every finding, the gravest first, also those that are fine."""
    ordered = sorted(findings, key=lambda item: -LEVELS.index(item.level))
    return tuple(
        FindingRow(
            level=item.level,
            sign=SIGNS[item.level],
            word=LEVEL_WORDS[item.level],
            about=typeset(item.about),
            value=_with_unit(item.value, item.unit),
            limit=_with_unit(item.limit, item.unit),
            source=source_name(item.source),
            reason=typeset(item.reason),
        )
        for item in ordered
    )


def _with_unit(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{bare(value)} {typeset(unit)}".strip()
