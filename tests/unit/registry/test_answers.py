"""Questions: the trial against sham first, everything somewhere, nothing twice."""

from __future__ import annotations

import pytest

from cryonerve.errors import UnknownNameError
from cryonerve.registry import evidence
from cryonerve.sources import evidence_questions, references

FOUND = evidence()


def test_the_trial_against_sham_stands_first():
    first = FOUND.answer("phantom-pain").effects[0]
    assert first.label == "ilfeld2023-active against-sham"
    assert (first.shown, first.shown_low, first.shown_high) == (-0.1, -1.0, 0.7)
    assert FOUND.sham_trial.label == first.label


@pytest.mark.parametrize("name", evidence_questions())
def test_every_row_is_pooled_or_alone_or_apart_with_why(name):
    answer = FOUND.answer(name)
    pooled = [effect.label for item in answer.pools for effect in item.effects]
    alone = [effect.label for effect in answer.alone]
    apart = [effect.label for effect, _ in answer.apart]
    assert sorted(pooled + alone + apart) == sorted(effect.label for effect in answer.effects)
    assert all(why for _, why in answer.apart)
    assert answer.effects


def test_every_outcome_answers_a_question_once():
    told = [effect.label for name in FOUND.questions for effect in FOUND.answer(name).effects]
    written = [outcome.label for study in FOUND.studies.values() for outcome in study.outcomes]
    assert sorted(told) == sorted(written)
    assert len(set(written)) == len(written)


def test_the_only_shipped_pool_is_of_two_series_of_young_people():
    pools = [item for name in FOUND.questions for item in FOUND.answer(name).pools]
    assert [[effect.label for effect in item.effects] for item in pools] == [
        ["difiore2024 neuropathic", "zobel2019 neuropathic-young"]
    ]


def test_of_a_study_the_latest_outcome_of_a_stretch_is_taken():
    apart = {effect.label: why for effect, why in FOUND.answer("phantom-pain").apart}
    labels = [effect.label for effect in FOUND.answer("phantom-pain").alone]
    assert "prologo2017 at-7-days" in labels
    assert "prologo2017 at-45-days" in labels
    assert "prologo2017 at-194-days" in apart


def test_names_that_are_not_known_get_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'foot-neuroma'"):
        FOUND.answer("foot-neurom")
    with pytest.raises(UnknownNameError, match="Did you mean 'winston2023'"):
        FOUND.effects("winston")
    with pytest.raises(UnknownNameError, match="Did you mean 'any-relief'"):
        FOUND.effects("morton2024 any-relif")


def test_everything_told_is_cited():
    assert set(FOUND.sources) <= set(references())
    assert {"ilfeld2023", "zhang2025", "hartung2001"} <= set(FOUND.sources)
