"""Forest plots: what stands on them, in words; the same picture twice is the same file."""

from __future__ import annotations

import re

import pytest

from cryonerve.registry import evidence
from cryonerve.reporting.evidence_wording import (
    counted,
    outcome_sentence,
    pool_sentences,
    sham_sentence,
    since,
    when,
)
from cryonerve.reporting.figures import forest
from cryonerve.sources import evidence_questions

FOUND = evidence()


def drawn(name, path):
    return forest.draw_forest(FOUND.answer(name), path, sham=FOUND.sham_trial)


@pytest.mark.parametrize("name", evidence_questions())
def test_every_row_with_a_number_stands_on_its_plot(name):
    answer = FOUND.answer(name)
    lines = [line for measure in forest.MEASURES for line in forest.forest_lines(answer, measure)]
    labels = [line.effect.label for line in lines if line.effect is not None]
    expected = [effect.label for effect in answer.effects if effect.shown == effect.shown]
    assert sorted(labels) == sorted(expected)
    for line in lines:
        if line.effect is not None:
            assert f"bias {line.effect.study.bias}" in line.small
            assert line.effect.outcome.unit.split()[0] in line.small
        if line.apart:
            assert line.effect.obstacle in line.small


def test_the_trial_against_sham_is_the_first_line():
    lines = forest.forest_lines(FOUND.answer("phantom-pain"), "difference")
    assert forest.is_sham(lines[0])


def test_a_pool_follows_its_rows_and_weights_are_areas():
    lines = forest.forest_lines(FOUND.answer("adverse-events"), "share")
    place = next(index for index, line in enumerate(lines) if line.pooled is not None)
    assert [line.effect.study.name for line in lines[place - 2 : place]] == ["difiore2024", "zobel2019"]
    assert sum(line.weight for line in lines[place - 2 : place]) == pytest.approx(1.0)
    assert lines[place].words == "2 pooled: neuropathic pain, young people, chest wall"


def test_the_drawing_is_a_file_and_the_same_twice(tmp_path):
    one, other = (drawn("adverse-events", tmp_path / name) for name in ("one.svg", "other.svg"))
    text = one.read_text(encoding="utf-8")
    assert text == other.read_text(encoding="utf-8")
    assert "clinic" not in text
    assert not re.search(r"<dc:date>", text)
    picture = drawn("stump-neuroma", tmp_path / "one.png")
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_words_of_time_and_number():
    assert [since(days * 86400.0) for days in (1, 7, 14, 45, 365.25, 599.61)] == [
        "1 day", "1 week", "2 weeks", "45 days", "12 months", "19.7 months",
    ]  # fmt: skip
    assert counted(1, "nerve treatment") == "1 nerve treatment"
    assert counted(None, "neuroma") == "neuromas"
    assert when(FOUND.effects("moesker2014")[0].outcome) == "after at least 30 months"


@pytest.mark.parametrize("name", evidence_questions())
def test_sentences_name_number_and_interval(name):
    for effect in FOUND.answer(name).effects:
        sentence = outcome_sentence(effect)
        assert sentence.startswith(effect.study.title)
        assert "nan" not in sentence
        if effect.shown_low == effect.shown_low and effect.outcome.kind != "difference":
            assert "95 %" in sentence
    for pooled in FOUND.answer(name).pools:
        assert all("nan" not in sentence for sentence in pool_sentences(pooled))


def test_the_sham_sentence_says_no_difference_and_never_promises():
    sentence = sham_sentence(FOUND.sham_trial)
    assert "found no difference after 4 months: −0.1 points of 10 (95 % −1.0 to 0.7)" in sentence
