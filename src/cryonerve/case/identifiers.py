"""Free text that says who somebody is: found by patterns (`identifiers.toml`) before it is stored.

Patterns find what was written in a usual way in English, Spanish, German or French. They are a net, no proof:
a bare first name, or a rare event that everybody in town remembers, passes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from cryonerve.errors import Complaint

__all__ = ["Hit", "Pattern", "identifiers_in", "patterns", "spoken"]

LONGEST = 4000  # letters of one line that are looked at together; longer lines are looked at piece by piece
OVERLAP = 200


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to give somebody away, with examples that are found and that are not."""

    name: str
    label: str
    needs: re.Pattern[str] | None
    expression: re.Pattern[str]
    remedy: str
    hits: tuple[str, ...]
    passes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: the pattern, the line (from 1), and the words with their columns (from 0)."""

    pattern: Pattern
    line: int
    start: int
    stop: int
    text: str

    @property
    def words(self) -> str:
        """The words themselves."""
        return self.text[self.start : self.stop]


@cache
def patterns() -> Mapping[str, Pattern]:
    """Every pattern by its name.

    >>> "email" in patterns()
    True
    """
    text = resources.files("cryonerve.case").joinpath("identifiers.toml").read_text(encoding="utf-8")
    found = {}
    for name, table in tomllib.loads(text).items():
        found[name] = Pattern(
            name,
            table["label"],
            re.compile(table["needs"]) if "needs" in table else None,
            re.compile(table["expression"]),
            table["remedy"],
            tuple(table["hits"]),
            tuple(table["passes"]),
        )
    return MappingProxyType(found)


def identifiers_in(text: str) -> tuple[Hit, ...]:
    """Everything in a text that may say who somebody is, the first pattern that finds a place.

    Examples
    --------
    >>> [hit.words for hit in identifiers_in("Seen by Dr. Miller on 2021-03-04; VAS 8/10.")]
    ['Dr. Miller', '2021-03-04']
    >>> identifiers_in("Frozen at -80 degC for 2 min twice, VAS 8 to 1 at day 7.")
    ()
    """
    return tuple(
        Hit(patterns()[name], number, start, stop, line)
        for number, line in enumerate(text.splitlines(), start=1)
        for name, start, stop in _in_line(line)
    )


@lru_cache(maxsize=20_000)  # units, instruments and the lines of case files come again and again
def _in_line(line: str) -> tuple[tuple[str, int, int], ...]:
    """Name of the pattern, start and end of every hit in a line."""
    found: list[tuple[str, int, int]] = []
    for begin in range(0, max(len(line) - OVERLAP, 1), LONGEST - OVERLAP):
        piece = line[begin : begin + LONGEST]
        for pattern in patterns().values():
            if pattern.needs is not None and not pattern.needs.search(piece):
                continue
            for match in pattern.expression.finditer(piece):
                start, stop = begin + match.start(), begin + match.end()
                if not any(start < other[2] and other[1] < stop for other in found):
                    found.append((pattern.name, start, stop))
    return tuple(sorted(found, key=lambda hit: hit[1]))


def spoken(hit: Hit, *, field: str, file: str = "", line: int = 0) -> Complaint:
    """The complaint about a hit: where, which words, what to write instead."""
    begin = max(0, hit.start - 40)
    shown = hit.text[begin : begin + 100]
    return Complaint(
        f"'{hit.words}' looks like {hit.pattern.label}",
        f"{hit.pattern.remedy} If it identifies nobody: --override WHY.",
        field=field,
        file=file,
        line=line + hit.line - 1 if line else 0,
        text=shown,
        caret=(hit.start - begin, min(hit.stop - begin, len(shown))),
    )
