"""A draft as Markdown that GitHub and Pandoc read alike; everybody's own words are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cryonerve.reporting.care.parts import CareDraft, Drawing, PartDraft, Question, Statement, Table
from cryonerve.reporting.care.preface import checklist, preface
from cryonerve.reporting.care.saying import capital, plain
from cryonerve.reporting.wording import reference_line

__all__ = ["escaped", "markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~^$@!&])")
_ADDRESS = re.compile(r"(?i)(?<=\bwww)\.|(?<=[a-z])://")
_BEGINNING = re.compile(
    r"(?:[-+=:%]|\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdm]{1,6}|[IVXLCDM]{1,6})[.)])(?=\s|$|-|=|:)"
)


def escaped(text: object) -> str:
    r"""Text on one line that Markdown shows as it is: no links, no HTML, no tables, no lists.

    >>> escaped("a | b <b>c</b> [d](e)")
    'a \\| b \\<b\\>c\\</b\\> \\[d\\](e)'
    >>> escaped("1. no list"), escaped("- no list")
    ('1\\. no list', '\\- no list')
    """
    words = _SPECIAL.sub(r"\\\1", plain(text))
    words = _ADDRESS.sub(lambda found: "\\" + found[0], words)
    begins = _BEGINNING.match(words)
    if begins:
        last = begins.end() - 1
        words = f"{words[:last]}\\{words[last:]}"
    return words


def markdown(draft: CareDraft) -> str:
    """The whole draft.

    Sections are the guideline's items, their parts are below them; questions stand at their part and once
    more all together at the end. `preface` says how to read it.
    """
    return "\n".join(_lines(draft))


def _lines(draft: CareDraft) -> Iterator[str]:
    yield f"# {escaped(draft.title)}\n"
    for words in preface(draft):
        yield f"> {escaped(words)}\n>"
    yield ""
    for number, title in draft.items.items():
        yield f"## {number}. {escaped(title)}\n"
        for part in draft.parts:
            if part.item == number:
                yield from _part(part, draft)
    for supplement in draft.supplements:
        yield f"## {escaped(supplement.title)}\n"
        yield from _told(supplement.statements, supplement.tables, draft)
    yield "## References\n"
    for order, key in enumerate(draft.references, start=1):
        yield f"{order}. {escaped(reference_line(key))}"
    yield "\n## Checklist of questions to the author\n"
    yield f"{escaped(draft.counted)}.\n"
    yield from _table(checklist(draft), draft)


def _part(part: PartDraft, draft: CareDraft) -> Iterator[str]:
    name = capital(part.title)
    alone = sum(other.item == part.item for other in draft.parts) == 1
    yield f"*{escaped(name)}*\n" if alone else f"### {part.name}. {escaped(name)}\n"
    yield from _told(part.statements, (), draft)
    for drawing in part.drawings:
        yield from _drawing(drawing)
    yield from _told((), part.tables, draft)
    if part.questions:
        yield from (_question(question) for question in part.questions)
        yield ""


def _told(statements: Iterable[Statement], tables: Iterable[Table], draft: CareDraft) -> Iterator[str]:
    lines = [f"- {escaped(item.words)} {_origin(item, draft)}" for item in statements]
    if lines:
        yield from lines
        yield ""
    for table in tables:
        yield f"**{escaped(table.title)}** {_origin(table, draft)}\n"
        yield from _table(table, draft)


def _origin(item: Statement | Table, draft: CareDraft) -> str:
    """Who says it, in italics, with the numbers of its publications."""
    marks = draft.marks(item.sources)
    return f"*({escaped(item.who)}{' ' * bool(marks)}{escaped(marks)})*"


def _table(table: Table, _: CareDraft) -> Iterator[str]:
    widths = table.widths or (1,) * len(table.head)
    yield f"| {' | '.join(map(escaped, table.head))} |"
    yield f"| {' | '.join('-' * max(3, width) for width in widths)} |"
    for row in table.rows:
        yield f"| {' | '.join(escaped(cell) or ' ' for cell in row)} |"
    yield ""


def _drawing(drawing: Drawing) -> Iterator[str]:
    yield f"![{escaped(drawing.alternative)}]({drawing.file})\n"
    yield f"*{escaped(drawing.caption)}*\n"


def _question(question: Question) -> str:
    return f"- **Question {question.number}.** {escaped(question.words)} *({escaped(question.why)})*"
