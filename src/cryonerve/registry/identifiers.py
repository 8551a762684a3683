"""Free text that says who somebody is: found by patterns (`identifiers.toml`) before it is stored.

Patterns find what was written in a usual way in English, Spanish, German or French. They are a net, no proof:
a bare first name, or a rare event that everybody in town remembers, passes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
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
    text = resources.files("cryonerve.registry").joinpath("identifiers.toml").read_text(encoding="utf-8")
    found = {}
    for name, table in tomllib.loads(text).items():
        expression = re.compile(table["expression"])
        found[name] = Pattern(
            name, table["label"], expression, table["remedy"], tuple(table["hits"]), tuple(table["passes"])
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
        hit for number, line in enumerate(text.splitlines(), start=1) for hit in _in_line(number, line)
    )


def _in_line(number: int, line: str) -> Iterator[Hit]:
    found: list[Hit] = []
    for begin in range(0, max(len(line) - OVERLAP, 1), LONGEST - OVERLAP):
        piece = line[begin : begin + LONGEST]
        for pattern in patterns().values():
            for match in pattern.expression.finditer(piece):
                start, stop = begin + match.start(), begin + match.end()
                if not any(start < hit.stop and hit.start < stop for hit in found):
                    found.append(Hit(pattern, number, start, stop, line))
    yield from sorted(found, key=lambda hit: hit.start)


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
