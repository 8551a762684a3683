"""Sentences and steps are the same thing; any other words are refused with a caret in the sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.case import Freeze, Step, Thaw, Wait, parse_step, sentence
from cryonerve.errors import ProtocolError
from tests.strategies import near_sentences, steps


@settings(max_examples=600, deadline=None)
@given(steps())
def test_every_step_rebuilds_from_its_sentence(step: Step) -> None:
    assert parse_step(sentence(step)) == step


@settings(max_examples=300, deadline=None)
@given(steps(), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_and_spaces_do_not_matter(step: Step, spelled: object) -> None:
    if not isinstance(step, Wait):
        step = type(step)(**{key: getattr(step, key) for key in step.__slots__} | {"probes": ()})
    words = sentence(step).split(" ")
    keywords = {"freeze", "thaw", "wait", "at", "for", "until", "or"}
    words = [spelled(word) if word.lower() in keywords else word for word in words]  # type: ignore[operator]
    assert parse_step("  " + "   ".join(words) + " ") == step


@settings(max_examples=600, deadline=None)
@given(st.one_of(near_sentences, st.text(max_size=60)))
def test_words_are_a_step_or_a_complaint(text: str) -> None:
    try:
        step = parse_step(text)
    except ProtocolError as error:
        (complaint,) = error.complaints
        assert complaint.what
        assert complaint.remedy
        if complaint.caret is not None:
            assert complaint.text == text
            assert 0 <= complaint.caret[0] <= len(text)
    else:
        assert isinstance(step, Freeze | Thaw | Wait)
        assert parse_step(sentence(step)) == step


@pytest.mark.slow
@settings(max_examples=8000, deadline=None)
@given(steps())
def test_thousands_of_steps_rebuild(step: Step) -> None:
    assert parse_step(sentence(step)) == step
