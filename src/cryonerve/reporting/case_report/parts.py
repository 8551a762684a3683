"""What a draft of a case report is made of: statements, questions, tables, figures, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = [
    "NOTICE",
    "CaseReport",
    "Drawing",
    "Origin",
    "PartDraft",
    "Statement",
    "Status",
    "Supplement",
    "Table",
]

NOTICE = "Research use only, draft, not a prognosis"  # on every page
Origin = Literal["record", "assumed", "arithmetic", "computed", "published"]
Status = Literal["answered", "partly", "open"]
ORIGINS: Mapping[Origin, str] = {
    "record": "record",
    "assumed": "record, assumed",
    "arithmetic": "arithmetic on the record",
    "computed": "computed, not observed",
    "published": "published",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, who says it, and keys of references.bib."""

    words: str
    origin: Origin = "record"
    sources: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """Where it comes from, in words."""
        return ORIGINS[self.origin]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title, names of its columns, and cells of plain text."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    origin: Origin = "record"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure: what it shows, in a line, and in words for those who cannot see it."""

    name: str
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class PartDraft:
    """One part of an item: what is told, what is shown, and what is asked.

    Attributes
    ----------
    questions : (number such as "9b-1", question).
    """

    name: str
    item: int
    title: str
    statements: tuple[Statement, ...] = ()
    tables: tuple[Table, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> Status:
        """Open where nothing is told, partly where something is still asked."""
        told = bool(self.statements or self.tables)
        return ("partly" if self.questions else "answered") if told else "open"


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a run computed: a heading, statements and tables."""

    title: str
    statements: tuple[Statement, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class CaseReport:
    """A whole draft.

    Attributes
    ----------
    title, guideline : the working title; the guideline and the keys it comes from.
    items : number -> title of an item. parts : in the order of the guideline.
    supplements : after the last item.
    references : keys of references.bib in the order in which they are cited.
    pictures : name of a drawing -> the PNG file that shows it.
    software : name and version of what made it.
    """

    title: str
    guideline: str
    items: Mapping[int, str]
    parts: tuple[PartDraft, ...]
    supplements: tuple[Supplement, ...]
    references: tuple[str, ...]
    software: str
    pictures: Mapping[str, Path]

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """Every question with its number."""
        return tuple(question for part in self.parts for question in part.questions)

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many parts are answered, partly answered, open."""
        found: dict[Status, int] = {"answered": 0, "partly": 0, "open": 0}
        for part in self.parts:
            found[part.status] += 1
        return found

    def marks(self, sources: tuple[str, ...]) -> str:
        """Numbers of publications in the list of references: "[1, 4]"; "" for none.

        >>> CaseReport("", "", {}, (), (), ("a", "b"), "", {}).marks(("b",))
        '[2]'
        """
        numbers = [str(self.references.index(key) + 1) for key in sources if key in self.references]
        return f"[{', '.join(numbers)}]" if numbers else ""
