"""What a case report should tell: the items of the CARE guideline as data, read from care.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.sources.tables import Row, read_table

__all__ = ["CareAsk", "CareFact", "CareGuideline", "CarePart", "care_guideline"]

ONLY_FOR = ("", "child", "leg", "amputee", "recorded")


@dataclass(frozen=True, slots=True)
class CareFact:
    """Something a record may hold, and the question that is asked where it does not.

    Attributes
    ----------
    about : which records and which of their fields, "measurement[day>0].score".
    ask : the question to the author.
    say : the sentence, with {value}; "" where another sentence or a table tells it.
    row : name of its row in a table, "" where it is none.
    only_for : "" for everybody, "child", "leg" and "amputee" (of the person), "recorded": only where there is
        such a record at all.
    family : of instruments; "" for any.
    """

    about: str
    ask: str
    say: str = ""
    row: str = ""
    only_for: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class CareAsk:
    """A question that no field of a record answers; `silent`: published reports that leave it open."""

    ask: str
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarePart:
    """One part of an item.

    Attributes
    ----------
    name, item : "5a", and the number of its item.
    tells : names of sentences that are made from a record.
    asks : questions that no field of a record answers.
    """

    name: str
    item: int
    title: str
    tells: tuple[str, ...]
    facts: tuple[CareFact, ...]
    asks: tuple[CareAsk, ...]


@dataclass(frozen=True, slots=True)
class CareGuideline:
    """The guideline: its items by number, and their parts by name.

    `ablation_source` is where the words for an ablation come from. `left_out`: by key of a published report
    that was read in full, by part: what it does not say.
    """

    title: str
    source: str
    ablation_source: str
    items: Mapping[int, str]
    parts: Mapping[str, CarePart]
    left_out: Mapping[str, Mapping[str, str]]

    def of(self, item: int) -> tuple[CarePart, ...]:
        """Parts of one item, in order."""
        return tuple(part for part in self.parts.values() if part.item == item)


@cache
def care_guideline() -> CareGuideline:
    """The guideline of 2013.

    Raises
    ------
    InputError
        The table is not as it should be.

    Examples
    --------
    >>> guideline = care_guideline()
    >>> len(guideline.items), len(guideline.parts), guideline.parts["9b"].item
    (13, 30, 9)
    """
    table = read_table("care.toml")
    table.known("guideline", "item", "part", "left_out")
    head, titles = table.below("guideline"), table.below("item")
    head.known("title", "source", "ablation_source")
    items = {int(number): titles.text(number) for number in titles.fields}
    parts = {name: _part(name, row) for name, row in table.below("part").rows().items()}
    left_out = {
        report: MappingProxyType({part: row.text(part) for part in row.fields})
        for report, row in table.below("left_out").rows().items()
    }
    return CareGuideline(
        title=head.text("title"),
        source=head.text("source"),
        ablation_source=head.text("ablation_source"),
        items=MappingProxyType(items),
        parts=MappingProxyType(parts),
        left_out=MappingProxyType(left_out),
    )


def _part(name: str, row: Row) -> CarePart:
    row.known("title", "tells", "facts", "ask")
    facts = row.fields.get("facts", [])
    return CarePart(
        name=name,
        item=int(name.rstrip("abcd")),
        title=row.text("title"),
        tells=tuple(row.fields.get("tells", ())),
        facts=tuple(_fact(Row(row.file, f"{row.path}.facts", fact)) for fact in facts),
        asks=tuple(_ask(Row(row.file, f"{row.path}.ask", ask)) for ask in row.fields.get("ask", ())),
    )


def _ask(row: Row) -> CareAsk:
    row.known("ask", "silent")
    return CareAsk(row.text("ask"), tuple(row.fields.get("silent", ())))


def _fact(row: Row) -> CareFact:
    row.known("about", "ask", "say", "row", "only_for", "family")
    return CareFact(
        about=row.text("about"),
        ask=row.text("ask"),
        say=row.text("say", ""),
        row=row.text("row", ""),
        only_for=row.choice("only_for", ONLY_FOR, ""),
        family=row.text("family", ""),
    )
