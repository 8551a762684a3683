"""A case asks the questions that its own words hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cryonerve.case import bundled, load
from cryonerve.case.case import Patient
from cryonerve.registry.relevance import asked_by

BARE = load("gel-phantom")


@pytest.mark.parametrize("name", bundled())
def test_bundled_cases_of_a_stump_ask_for_neuromas_of_stumps(name):
    names = [one.question.name for one in asked_by(load(name))]
    assert names == ([] if name == "gel-phantom" else ["stump-neuroma", "adverse-events"])


def test_a_question_of_the_treatment_never_stands_alone():
    assert asked_by(BARE) == ()
    asked = asked_by(replace(BARE, patient=Patient(indication="PHANTOM pain")))
    assert [one.question.beside for one in asked] == [False, True]
    assert asked[0].words == ("phantom",)


def test_all_words_of_an_entry_are_needed():
    assert asked_by(replace(BARE, patient=Patient(indication="painful neuroma"))) == ()
    (first, *_) = asked_by(replace(BARE, patient=Patient(site="left ankle", indication="painful neuroma")))
    assert first.question.name == "foot-neuroma"
