"""Scores: in reach, rising with each answer, blind to the order of answers, refused by the rule alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.errors import InputError
from cryonerve.registry import change, compare_phases, important, score
from cryonerve.sources import instruments

EVERY = sorted(instruments())
WITH_CODES = [name for name in EVERY if all(item.codes for item in instruments()[name].items.values())]


@st.composite
def answered(draw, names=EVERY, *, whole=True):
    """An instrument and answers that fit it; with gaps unless `whole`."""
    one = instruments()[draw(st.sampled_from(names))]
    answers = {}
    for item in one.items.values():
        if item.only_where_zero and answers.get(item.only_where_zero) != 0:
            continue
        if not whole and draw(st.booleans()):
            continue
        whole_steps = st.integers(int(item.low), int(item.high))
        answers[item.name] = draw(st.sampled_from(item.codes) if item.codes else whole_steps)
    return one, answers


@given(answered())
def test_a_whole_set_of_answers_has_a_score_in_reach(pair) -> None:
    one, answers = pair
    found = score(one, answers, version=one.version)
    low, high = one.reach
    assert low <= found.value <= high
    assert (found.missing, found.refused) == ((), "")
    if one.bands:
        assert found.band in one.bands


@given(answered(), st.randoms())
def test_the_order_of_answers_does_not_matter(pair, shuffler: random.Random) -> None:
    one, answers = pair
    names = list(answers)
    shuffler.shuffle(names)
    again = score(one, {name: answers[name] for name in names}, version=one.version)
    assert again == score(one, answers, version=one.version)


@given(answered(WITH_CODES), st.data())
def test_a_higher_answer_never_lowers_a_sum_nor_raises_a_turned_mean(pair, data) -> None:
    one, answers = pair
    name = data.draw(st.sampled_from(sorted(answers)))
    if any(item.only_where_zero == name for item in one.items.values()):
        return  # walking decides whether the wheelchair counts
    codes = one.items[name].codes
    higher = data.draw(st.sampled_from([code for code in codes if code >= answers[name]]))
    before = score(one, answers, version=one.version).value
    after = score(one, answers | {name: higher}, version=one.version).value
    turned = one.scoring == "mean of reversed items"
    assert after <= before + 1e-9 if turned else after >= before


@given(answered(whole=False))
def test_missing_answers_follow_the_rule(pair) -> None:
    one, answers = pair
    found = score(one, answers, version=one.version)
    gaps = [item.name for item in one.asked if item.name not in answers]
    assert set(gaps) <= set(found.missing)
    if one.missing == "none may be missing":
        assert (found.value is None) == bool(found.missing)
    else:
        short = [
            scale
            for scale in one.scales
            if 2 * sum(one.items[name].scale == scale for name in answers)
            < sum(item.scale == scale for item in one.items.values())
        ]
        assert (found.value is None) == bool(short)
    assert bool(found.refused) == (found.value is None)


@given(st.sampled_from(EVERY), st.data())
def test_what_no_item_takes_is_refused(name, data) -> None:
    one = instruments()[name]
    item = data.draw(st.sampled_from(list(one.items.values())))
    answer = data.draw(
        st.floats(allow_nan=True) | st.integers(-1000, 1000) | st.text(max_size=3) | st.booleans()
    )
    fits = not isinstance(answer, str | bool) and item.takes(float(answer))
    if fits or item.only_where_zero:
        return
    with pytest.raises(InputError):
        score(one, {item.name: answer}, version=one.version)


@given(st.integers(0, 100), st.integers(0, 100))
def test_importance_rises_with_improvement(first, last) -> None:
    """A rule that calls a change important calls every larger improvement so."""
    found = change(*(score("vas", {"pain": mark}, version="100-mm") for mark in (first, last)))
    best = change(*(score("vas", {"pain": mark}, version="100-mm") for mark in (first, 0)))
    for small, large in zip(important(found), important(best), strict=True):
        assert large.important or not small.important


measured = st.lists(st.integers(0, 10), min_size=1, max_size=6)


@settings(deadline=None)  # the first call loads SciPy
@given(measured, measured)
def test_statistics_of_one_person_turn_round_with_the_direction(before, after) -> None:
    first, last = list(enumerate(before, start=-10)), list(enumerate(after, start=1))
    less, more = (compare_phases(first, last, better=better) for better in (-1, 1))
    assert less.nap + more.nap == pytest.approx(1)
    assert less.tau == pytest.approx(-more.tau)
    assert less.tau_u == pytest.approx(-more.tau_u)
    assert less.chance == more.chance >= less.smallest_chance - 1e-12
    assert less.nap_interval[0] <= less.nap <= less.nap_interval[1]
    assert less.shift == more.shift
    if len(before) < 3 or len(after) < 3:
        assert not less.claim
