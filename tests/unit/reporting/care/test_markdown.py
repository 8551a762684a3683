"""Markdown that says what was written and does nothing else, judged by an independent reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cryonerve.registry import case_of_record_file
from cryonerve.reporting.care.drafting import draft_of
from cryonerve.reporting.care.markdown import escaped, markdown
from cryonerve.reporting.care.saying import plain
from tests.unit.reporting.care.records import HOSTILE, record_of, rich

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
LIVELY = {
    "html_inline",
    "html_block",
    "link_open",
    "code_inline",
    "s_open",
    "fence",
    "code_block",
    "hr",
    "entity",
}


def shown(text: str) -> str:
    """The words that a reader of Markdown sees in a list's entry."""
    (inline,) = [token for token in READER.parse(f"- {text}\n") if token.type == "inline"]
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    return "".join(child.content for child in inline.children)


@pytest.mark.parametrize(
    "words",
    [HOSTILE, "# no heading", "- no list", "+ none", "1. none", "(a) none", "iv. none", "> no quote", "---",
     "===", "| a | b |", "<!-- no comment -->", "http:" + "//example", "\\| a", "a\\", "``",
     ": no definition", "&lt;", "a  \nb", "Draft. A sentence"],
)  # fmt: skip
def test_words_are_shown_as_they_are(words) -> None:
    assert shown(escaped(words)) == plain(words)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_words_are_shown_as_they_are(words) -> None:
    if plain(words):
        assert shown(escaped(words)) == plain(words)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=2, max_size=2))
def test_any_cells_stay_in_their_cells(cells) -> None:
    table = f"| a | b |\n| --- | --- |\n| {escaped(cells[0]) or ' '} | {escaped(cells[1]) or ' '} |\n"
    tokens = READER.parse(table)
    found = [tokens[at + 1].children for at, token in enumerate(tokens) if token.type == "td_open"]
    assert ["".join(child.content for child in children) for children in found] == [
        plain(cell) for cell in cells
    ]


def test_letters_that_turn_the_direction_are_left_out() -> None:
    assert escaped("safe \u202egnitaler\u202c end\u2028line") == "safe gnitaler end line"


@pytest.mark.parametrize("which", ["published", "rich", "empty"])
def test_a_draft_holds_headings_lists_tables_and_one_picture_alone(which, tmp_path) -> None:
    record = {
        "published": lambda: case_of_record_file("tibial-neuroma-child"),
        "rich": lambda: rich(tmp_path),
        "empty": lambda: record_of(tmp_path),
    }[which]()
    draft = draft_of(record)
    tokens = READER.parse(markdown(draft))
    inside = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inside)}
    assert not kinds & LIVELY
    begun = [at for at, token in enumerate(tokens) if token.tag == "h2" and token.nesting == 1]
    headings = [tokens[at + 1].content for at in begun]
    assert [words.partition(".")[0] for words in headings[:13]] == [str(number) for number in range(1, 14)]
    assert headings[-1] == "Checklist of questions to the author"
    pictures = [child for child in inside if child.type == "image"]
    assert [picture.attrs["src"] for picture in pictures] == ([] if which == "empty" else ["timeline.png"])


def test_every_question_stands_at_its_part_and_in_the_checklist(tmp_path) -> None:
    draft = draft_of(case_of_record_file("tibial-neuroma-child"))
    body, checklist = markdown(draft).split("## Checklist of questions to the author")
    for question in draft.questions:
        assert body.count(f"**Question {question.number}.** ") == len(question.parts)
        assert f"| {question.number} | {', '.join(question.parts)} |" in checklist
