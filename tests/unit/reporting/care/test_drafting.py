"""What a draft tells, of whom, and what it asks."""

from __future__ import annotations

import re

import pytest

from cryonerve.registry import case_of_record_file
from cryonerve.reporting.care.drafting import draft_of
from cryonerve.reporting.care.parts import ORIGINS
from tests.unit.reporting.care.records import record_of, rich


@pytest.fixture(scope="module")
def published():
    return draft_of(case_of_record_file("tibial-neuroma-child"))


def part(draft, name):
    return next(item for item in draft.parts if item.name == name)


def asked(draft, name):
    return {question.words: question.why for question in part(draft, name).questions}


def told(draft, name):
    return [statement.words for statement in part(draft, name).statements]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("7", "Which rows does the timeline lack"),
        ("12", "patient perspective"),
        ("13", "consent statement"),
        ("10d", "How were adverse events looked for"),
        ("10a", "Which K-level did the person have after the treatment"),
        ("9b", "Which probe was used: type and outer diameter?"),
        ("9b", "Which gas cooled the probe"),
    ],
)
def test_what_the_published_report_left_out_is_asked(published, name, words) -> None:
    (why,) = [why for question, why in asked(published, name).items() if words in question]
    assert why == "the report does not say"


def test_each_of_the_six_gaps_is_said_in_a_sentence(published) -> None:
    said = {item.name: told(published, item.name) for item in published.parts}
    left_out = {
        name for name, words in said.items() if any(line.startswith("The published report") for line in words)
    }
    assert left_out == {"7", "9b", "10a", "10d", "12", "13"}


def test_what_a_record_has_no_field_for_is_told_apart(published) -> None:
    assert set(asked(published, "4").values()) == {"the record has no field for it"}
    assert set(asked(published, "9b").values()) == {
        "the report does not say",
        "the record has no field for it",
    }
    assert "recorded as assumed" in asked(published, "7").values()


def test_another_publication_is_not_accused(tmp_path) -> None:
    """Only of a report that was read in full it can be said that it is silent."""
    draft = draft_of(record_of(tmp_path, "person: {}\ncase: {nerve: sural, source: caporusso2002}\n"))
    assert set(asked(draft, "9b").values()) == {
        "not in the record made from the report",
        "the record has no field for it",
    }
    assert "the report does not say" not in {question.why for question in draft.questions}


def test_every_statement_says_where_it_is_from(published) -> None:
    every = [item for one in published.parts for item in (*one.statements, *one.tables)]
    assert all(item.who in ORIGINS.values() for item in every)
    assumed = [item.words for item in part(published, "10a").statements if item.who == "recorded, assumed"]
    assert any("day 91: 1 (of 0 to 10)" in words for words in assumed)
    stated = [item.words for item in part(published, "10a").statements if item.who == "recorded, stated"]
    assert any("day 7: 1 (of 0 to 10)" in words for words in stated)


def test_the_trial_against_sham_stands_first_in_the_literature(published) -> None:
    first = part(published, "11b").statements[0]
    assert first.sources == ("ilfeld2023",)
    assert "found no difference" in first.words
    assert first.who == "published"
    assert "Vega" not in str(part(published, "11b").tables[0].rows)


def test_the_consoles_reading_is_not_the_tissues(published) -> None:
    assert any(
        "−80 °C is the console's reading and not the tissue's" in words for words in told(published, "9b")
    )


def test_questions_are_numbered_once_from_one(published) -> None:
    assert [question.number for question in published.questions] == list(
        range(1, len(published.questions) + 1)
    )
    at_parts = {question.number for one in published.parts for question in one.questions}
    assert at_parts == {question.number for question in published.questions}
    assert str(len(published.questions)) in published.counted
    assert published.counted.startswith("30 parts of 13 items: ")


def test_an_empty_record_is_nothing_but_questions(tmp_path) -> None:
    draft = draft_of(record_of(tmp_path))
    assert draft.counts == {"filled": 0, "in part": 0, "open": 30}
    assert draft.title == "A case report"
    assert all(item.questions for item in draft.parts)
    twice = [question for question in draft.questions if question.words.startswith("What was treated")]
    assert [question.parts for question in twice] == [("1", "2", "5b")]


def test_the_small_cell_is_named_under_consent(published, tmp_path) -> None:
    (words,) = [words for words in asked(published, "13") if "recognise" in words]
    assert "(10 years, female, transtibial, infection, tibial nerve)" in words
    assert any("recognise" in words for words in asked(draft_of(record_of(tmp_path)), "13"))


def test_text_that_was_withheld_is_asked_about_and_not_shown(tmp_path) -> None:
    draft = draft_of(record_of(tmp_path, "person: {remark: seen by Dr. Miller}\ncase: {nerve: sural}\n"))
    assert "left out of this draft" in asked(draft, "13").values()
    assert "Miller" not in repr(draft)


def test_a_withdrawn_consent_is_asked_about_first(tmp_path) -> None:
    draft = draft_of(rich(tmp_path))
    assert any("WITHDRAWN on day 40" in words for words in told(draft, "13"))
    assert any("may this report be written at all" in words for words in asked(draft, "13"))


def test_an_age_of_ninety_is_told_as_such(tmp_path) -> None:
    assert told(draft_of(rich(tmp_path)), "5a")[0] == "Age at the first procedure: 90 or more years."


def test_adverse_events_with_scale_version_and_grade(tmp_path) -> None:
    draft = draft_of(rich(tmp_path))
    assert told(draft, "10d") == ["Numb foot: scale ctcae, version 5.0, grade 2, from day 1 to day 30."]
    assert "Was each event related to the procedure?" in asked(draft, "10d")


def test_a_change_is_told_of_scores_that_may_be_alike_only(tmp_path) -> None:
    """Of scores of the worst pain and at rest no change is made."""
    text = "person: {}\ncase: {}\nmeasurements:\n"
    row = "  - {{instrument: nrs, instrument_version: 0-10, day: {}, score: {}, condition: {}}}\n"
    draft = draft_of(record_of(tmp_path, text + row.format(0, 8, "worst") + row.format(7, 2, "rest")))
    assert not [words for words in told(draft, "10a") if "changed by" in words]
    text += row.format(0, 8, "worst") + "  - {instrument: nrs, instrument_version: 0-10, day: 7, score: 2}\n"
    (words,) = [words for words in told(draft_of(record_of(tmp_path, text)), "10a") if "changed by" in words]
    assert "changed by −6" in words
    assert "what it is about recorded for one of the two alone" in words


def test_child_and_leg_are_asked_only_where_they_matter(tmp_path) -> None:
    adult = draft_of(
        record_of(tmp_path, "person: {age_years: 40, amputation_level: transradial}\ncase: {}\n")
    )
    every = " ".join(question.words for question in adult.questions)
    assert "Did the child assent" not in every
    assert "K-level" not in every
    assert "Why was it amputated?" in every


def test_nobody_is_promised_anything(published, tmp_path) -> None:
    for draft in (published, draft_of(rich(tmp_path))):
        words = " ".join(
            statement.words
            for one in draft.parts
            for statement in one.statements
            if statement.origin != "published"
        )
        assert not re.search(r"\b(will (be|have|relieve)|cures?|effective|successful treatment)\b", words)
