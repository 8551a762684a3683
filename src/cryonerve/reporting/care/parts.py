"""What a draft of a case report is made of: statements, questions, tables, figures, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = [
    "HEADER",
    "ORIGINS",
    "REASONS",
    "CareDraft",
    "Drawing",
    "Origin",
    "PartDraft",
    "Question",
    "Reason",
    "Statement",
    "Status",
    "Supplement",
    "Table",
]

HEADER = "Draft. Research software, no medical device"  # on every page
Origin = Literal["record", "stated", "assumed", "arithmetic", "computed", "published", "reading"]
Reason = Literal["silent", "source", "empty", "no field", "assumed", "judge", "withheld"]
Status = Literal["filled", "in part", "open"]
ORIGINS: Mapping[Origin, str] = {
    "record": "recorded",
    "stated": "recorded, stated",
    "assumed": "recorded, assumed",
    "arithmetic": "arithmetic on the record",
    "computed": "a simulation",
    "published": "published",
    "reading": "our reading of the published report",
}
REASONS: Mapping[Reason, str] = {
    "silent": "the report does not say",
    "source": "not in the record made from the report",
    "empty": "not recorded",
    "no field": "the record has no field for it",
    "assumed": "recorded as assumed",
    "judge": "for you to judge",
    "withheld": "left out of this draft",
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
    """A table: title, names of its columns, cells of plain text; `widths` are shares of the page."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    origin: Origin = "record"
    sources: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()

    @property
    def who(self) -> str:
        """Where it comes from, in words."""
        return ORIGINS[self.origin]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure: its file, what it shows in a line, and in words for those who cannot see it."""

    file: str
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Question:
    """A gap as a question to the author: number from 1, why it is asked, and the parts it stands in."""

    number: int
    words: str
    reason: Reason
    parts: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reason in words."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class PartDraft:
    """One part of an item: what is told, what is shown, and what is asked."""

    name: str
    item: int
    title: str
    statements: tuple[Statement, ...] = ()
    tables: tuple[Table, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def status(self) -> Status:
        """Open where nothing is told, in part where something is still asked.

        What is only our reading of a report, or published by others, fills no part.
        """
        origins = [item.origin for item in self.statements] + [item.origin for item in self.tables]
        told = any(origin not in ("reading", "published") for origin in origins)
        if not told:
            return "open"
        return "in part" if self.questions else "filled"


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a run computed: a heading, statements and tables."""

    title: str
    statements: tuple[Statement, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class CareDraft:
    """A whole draft.

    Attributes
    ----------
    title, guideline : the working title; the name of the guideline.
    items : number -> title of an item. parts : in the order of the guideline.
    questions : every one, by number.
    supplements : after the last item.
    references : keys of references.bib in the order in which they are cited.
    software : name and version of what made it. files : where it was written, Markdown first.
    """

    title: str
    guideline: str
    items: Mapping[int, str]
    parts: tuple[PartDraft, ...]
    questions: tuple[Question, ...]
    supplements: tuple[Supplement, ...]
    references: tuple[str, ...]
    software: str
    files: tuple[Path, ...] = ()

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many parts are filled, filled in part, open."""
        found: dict[Status, int] = {"filled": 0, "in part": 0, "open": 0}
        for part in self.parts:
            found[part.status] += 1
        return found

    @property
    def counted(self) -> str:
        """The counts in a line."""
        many = self.counts
        asked = f"{len(self.questions)} question{'' if len(self.questions) == 1 else 's'}"
        return (
            f"{len(self.parts)} parts of {len(self.items)} items: {many['filled']} filled, "
            f"{many['in part']} in part, {many['open']} open; {asked}"
        )

    def marks(self, sources: tuple[str, ...]) -> str:
        """Numbers of publications in the list of references: "[1, 4]"; "" for none.

        >>> CareDraft("", "", {}, (), (), (), ("a", "b"), "").marks(("b",))
        '[2]'
        """
        numbers = sorted(self.references.index(key) + 1 for key in set(sources) if key in self.references)
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""
