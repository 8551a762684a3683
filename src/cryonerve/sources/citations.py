"""The publications behind the numbers, and BibTeX for what a result used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, runtime_checkable
from unicodedata import normalize

from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest

__all__ = ["NO_PUBLICATION", "HasSources", "Reference", "cite", "read_references", "references"]

# what may stand as a source and is no publication
NO_PUBLICATION = frozenset({"assumed", "case", ""})
ENTRY = re.compile(r"@(\w+)\{([^,\s]+),(.*?)\n\}", re.DOTALL)
ACCENTS = {'"': "\u0308", "'": "\u0301", "v": "\u030c"}
ACCENT = re.compile(r"""\{\\(["'v])\s*\{?(\w)\}?\}""")
FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?\s*$", re.MULTILINE)


@runtime_checkable
class HasSources(Protocol):
    """Any result that knows which keys of references.bib it used."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of references.bib."""
        ...


@dataclass(frozen=True, slots=True)
class Reference:
    """One publication; `bibtex` is its entry as it stands in references.bib."""

    key: str
    kind: str
    authors: tuple[str, ...]
    title: str
    venue: str  # journal, book or proceedings
    year: int
    doi: str
    pmid: str
    note: str
    bibtex: str

    def __str__(self) -> str:
        """One line for a report: authors (year). Title. Venue. DOI or PMID."""
        names = [name.partition(",")[0] for name in self.authors] or ["Authors not seen"]
        many = len(names) > 2 or names[-1] == "others"
        who = f"{names[0]} et al." if many else " and ".join(names)
        head = f"{who} ({self.year or 'year not seen'})"
        where = f" doi:{self.doi}" if self.doi else f" PMID {self.pmid}" if self.pmid else ""
        return f"{head}. {self.title}. {self.venue}.{where}"


@cache
def references() -> Mapping[str, Reference]:
    """Every publication of references.bib by key."""
    return MappingProxyType(read_references(Path(__file__).with_name("references.bib")))


def read_references(file: Path) -> dict[str, Reference]:
    """Publications of a BibTeX file whose entries have one field a line and end with a brace on its own line.

    Raises
    ------
    InputError
        When a key stands twice, or an entry lacks author, title, year or where it appeared; one whose note
        says so may lack author and year.
    """
    text = file.read_text(encoding="utf-8")
    found: dict[str, Reference] = {}
    for entry in ENTRY.finditer(text):
        kind, key, body = entry[1], entry[2], entry[3]
        line = text.count("\n", 0, entry.start()) + 1
        fields = {match[1].lower(): " ".join(match[2].split()) for match in FIELD.finditer(body)}
        venue = next(
            (
                fields[name]
                for name in ("journal", "booktitle", "publisher", "howpublished")
                if name in fields
            ),
            "",
        )
        needed = ("title",) if fields.get("note") else ("author", "title", "year")
        missing = [name for name in needed if not fields.get(name)] + ([] if venue else ["journal"])
        what = "stands twice" if key in found else f"lacks {', '.join(missing)}" if missing else ""
        if what:
            raise InputError(Complaint(what, field=key, file=file.name, line=line))
        found[key] = Reference(
            key=key,
            kind=kind.lower(),
            authors=_authors(fields.get("author", "")),
            title=_plain(fields["title"]),
            venue=_plain(venue),
            year=int(fields.get("year", "0")),
            doi=fields.get("doi", ""),
            pmid=fields.get("pmid", ""),
            note=_plain(fields.get("note", "")),
            bibtex=entry[0],
        )
    return found


def cite(keys: str | Iterable[str] | HasSources) -> str:
    """BibTeX of publications: keys, or anything with `.sources`; "assumed" and repeats are left out.

    >>> cite(["assumed", "evans1981"]).splitlines()[0]
    '@article{evans1981,'
    """
    if isinstance(keys, str):
        keys = (keys,)
    elif isinstance(keys, HasSources):
        keys = keys.sources
    known = references()
    wanted = list(dict.fromkeys(key for key in keys if key not in NO_PUBLICATION))
    unknown = [key for key in wanted if key not in known]
    if unknown:
        raise UnknownNameError(
            *(Complaint(f"no publication has the key '{key}'", nearest(key, known)) for key in unknown)
        )
    return "\n\n".join(known[key].bibtex for key in wanted) + ("\n" if wanted else "")


def _authors(text: str) -> tuple[str, ...]:
    """Names of an author field; a name in double braces is an institution and is never split."""
    if text.startswith("{") and text.endswith("}"):
        return (_plain(text).replace(",", ""),)
    return tuple(_plain(name) for name in re.split(r"\s+and\s+", text) if name)


def _plain(text: str) -> str:
    """Text for people: BibTeX's accents become letters, its braces go."""
    text = ACCENT.sub(lambda found: normalize("NFC", found[2] + ACCENTS[found[1]]), text)
    text = text.replace("{\\l}", "ł").replace("{\\L}", "Ł")
    return text.replace("{", "").replace("}", "").replace("--", "-")
