"""The publications behind the numbers, and BibTeX, read and written by pybtex, for what a result used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest

if TYPE_CHECKING:
    from pybtex.database import Entry, Person

__all__ = ["NO_PUBLICATION", "HasSources", "Reference", "cite", "read_references", "references"]

# what may stand as a source and is no publication
NO_PUBLICATION = frozenset({"assumed", "case", ""})
VENUES = ("journal", "booktitle", "publisher", "howpublished")


@runtime_checkable
class HasSources(Protocol):
    """Any result that knows which keys of references.bib it used."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of references.bib."""
        ...


@dataclass(frozen=True, slots=True)
class Reference:
    """One publication; `bibtex` is its entry, ready for a bibliography program."""

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
    """Publications of a BibTeX file.

    Raises
    ------
    InputError
        When the file is not BibTeX, a key stands twice, a year is no number, or an entry lacks author, title,
        year or where it appeared; one whose note says so may lack author and year.
    """
    found: dict[str, Reference] = {}
    for entry, line in _entries(file):
        what = "stands twice" if entry.key in found else _lacking(entry)
        if what:
            raise InputError(Complaint(what, field=entry.key, file=file.name, line=line))
        found[entry.key] = _reference(entry)
    return found


def _entries(file: Path) -> Iterator[tuple[Entry, int]]:
    """Entries in the order of the file, each with the line on which it starts.

    The whole-file reader of pybtex forgets the lines, so that its two halves are called in turn here.
    """
    from pybtex.database.input.bibtex import LowLevelParser, Parser  # noqa: PLC0415  not needed to import us
    from pybtex.exceptions import PybtexError  # noqa: PLC0415

    text = file.read_text(encoding="utf-8")
    scanner = LowLevelParser(text, filename=file.name, macros=Parser().macros)
    try:
        for kind, body in scanner:
            if kind.lower() in {"string", "preamble"}:
                continue
            reader = Parser()
            reader.process_entry(kind, *body)
            (entry,) = reader.data.entries.values()
            yield entry, _line(text, scanner.command_start)
    except PybtexError as wrong:
        line = getattr(wrong, "lineno", None) or _line(text, scanner.command_start or 0)
        field = scanner.current_entry_key or ""
        kind = getattr(wrong, "error_type", "unusable entry")
        what = f"{kind}: {wrong.args[0]}"
        raise InputError(Complaint(what, field=field, file=file.name, line=line)) from wrong


def _line(text: str, spot: int) -> int:
    return text.count("\n", 0, spot) + 1


def _lacking(entry: Entry) -> str:
    """What is wrong with an entry, empty when nothing is."""
    has = {name.lower() for name in entry.persons}
    has |= {name.lower() for name, value in entry.fields.items() if value}
    needed = ("title",) if "note" in has else ("author", "title", "year")
    missing = [name for name in needed if name not in has]
    missing += [] if has.intersection(VENUES) else ["journal"]
    if missing:
        return f"lacks {', '.join(missing)}"
    year = entry.fields.get("year", "0")
    return "" if year.isascii() and year.isdigit() else f"the year '{year}' is no number"


def _reference(entry: Entry) -> Reference:
    fields = entry.fields
    return Reference(
        key=entry.key,
        kind=entry.type,
        authors=tuple(_name(person) for person in entry.persons.get("author", ())),
        title=_plain(fields["title"]),
        venue=_plain(next(fields[name] for name in VENUES if name in fields)),
        year=int(fields.get("year", "0")),
        doi=fields.get("doi", ""),
        pmid=fields.get("pmid", ""),
        note=_plain(fields.get("note", "")),
        bibtex=_written(entry),
    )


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


def _written(entry: Entry) -> str:
    """One entry as BibTeX; the writer is named, as a search among the plugins takes longer than writing."""
    from pybtex.database import BibliographyData  # noqa: PLC0415  not needed to import us
    from pybtex.database.output.bibtex import Writer  # noqa: PLC0415

    text: str = Writer(encoding="UTF-8").to_string(BibliographyData({entry.key: entry}))
    return text.strip()


def _name(person: Person) -> str:
    """A name as family, given; an institution has no given name, and no comma that would look like one."""
    name = _plain(str(person))
    return name if person.first_names else name.replace(",", "")


def _plain(text: str) -> str:
    """Text for people: letters for BibTeX's accents, no braces."""
    from pybtex.richtext import Text  # noqa: PLC0415  not needed to import us

    return str(Text.from_latex(text))
