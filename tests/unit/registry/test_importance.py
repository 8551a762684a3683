"""Changes, whether they matter by every rule, and who is a responder by every definition."""

from __future__ import annotations

import pytest

from cryonerve.errors import InputError
from cryonerve.registry import change, important, responding, score


def pain(mark):
    return score("vas", {"pain": mark}, version="100-mm")


def number(value):
    return score("nrs", {"pain": value}, version="0-10")


def test_less_pain_is_better() -> None:
    found = change(pain(80), pain(10))
    assert (found.points, found.better, found.share) == (-70, 70, 0.875)


def test_more_pain_is_a_negative_improvement() -> None:
    found = change(pain(40), pain(50))
    assert (found.better, found.share) == (-10, -0.25)
    assert {one.important for one in important(found)} == {False}


def test_more_independence_is_better_and_has_no_share() -> None:
    items = (
        "feeding",
        "bathing",
        "grooming",
        "dressing",
        "bowels",
        "bladder",
        "toilet",
        "transfer",
        "mobility",
    )
    before = score("barthel-mahoney", dict.fromkeys([*items, "stairs"], 0), version="1965")
    after = score("barthel-mahoney", dict.fromkeys([*items, "stairs"], 5), version="1965")
    found = change(before, after)
    assert (found.better, found.share) == (50, None)
    assert "would mean nothing" in found.words
    assert important(found) == ()  # no rule is known


def test_no_share_of_nothing() -> None:
    found = change(pain(0), pain(10))
    assert found.share is None
    assert "is 0" in found.words
    by_rule = {one.rule.name: one.important for one in important(found)}
    assert by_rule == {"children-acute": False, "adults-after-surgery": False, "adults-chronic-share": None}


def test_two_scales_are_not_subtracted() -> None:
    with pytest.raises(InputError, match="'vas 100-mm' and 'nrs 0-10' are two different scales"):
        change(pain(80), number(1))


def test_a_refused_score_has_no_change() -> None:
    with pytest.raises(InputError, match="before: there is no score before"):
        change(score("nrs", {}, version="0-10"), number(1))


def test_an_impression_of_change_is_not_subtracted() -> None:
    both = [score("pgic", {"change": answer}, version="7-point") for answer in (4, 2)]
    with pytest.raises(InputError, match="is a change already"):
        change(*both)


def test_rules_disagree_and_all_are_shown() -> None:
    """From 8 to 7: enough for adolescents in points and in percent, for no adult."""
    rules = important(change(number(8), number(7)), age=15, course="chronic")
    by_rule = {one.rule.name: (one.important, one.applies) for one in rules}
    assert by_rule["adolescents-chronic-points"] == (True, True)
    assert by_rule["adolescents-chronic-share"] == (True, True)
    assert by_rule["adults-chronic-points"] == (False, False)
    assert by_rule["adults-chronic-share"] == (False, False)
    assert by_rule["adults-chronic-finished"] == (False, False)
    assert len(by_rule) == 6


def test_the_limit_itself_is_enough() -> None:
    by_rule = {one.rule.name: one.important for one in important(change(number(10), number(7)), age=40)}
    assert by_rule["adults-chronic-share"]
    assert by_rule["adults-chronic-points"]
    assert not by_rule["adults-chronic-finished"]


def test_those_made_for_such_a_person_come_first_and_others_say_why_not() -> None:
    rules = important(change(pain(80), pain(10)), age=10, course="chronic")
    assert [one.applies for one in rules] == [False, False, False]
    assert {one.rule.name: one.why_not for one in rules} == {
        "children-acute": "made for acute pain",
        "adults-after-surgery": "made for acute pain, made for 18 years and more",
        "adults-chronic-share": "made for 18 years and more",
    }
    first = important(change(pain(80), pain(10)), age=10, course="acute")[0]
    assert (first.rule.name, first.applies, first.limit, first.shown_source) == (
        "children-acute", True, "10 points", "powell2001",
    )  # fmt: skip


def test_recalled_limits_are_assumed_where_a_person_sees_them() -> None:
    sources = {one.rule.name: one.shown_source for one in important(change(pain(80), pain(10)))}
    assert sources["adults-after-surgery"] == "assumed"


def test_without_age_and_course_nobody_can_tell_whether_a_rule_applies() -> None:
    found = important(change(pain(80), pain(10)), age=10)
    rules = {one.rule.name: (one.applies, one.why_not) for one in found}
    assert rules["children-acute"] == (None, "the course of the pain is not given")
    assert rules["adults-chronic-share"] == (False, "made for 18 years and more")
    found = important(change(pain(80), pain(10)), course="acute")
    assert {one.why_not for one in found[:2]} == {"the age is not given"}


def test_a_course_is_acute_or_chronic() -> None:
    with pytest.raises(InputError, match="Write acute or chronic"):
        important(change(pain(80), pain(10)), course="old")


# --- responders ---------------------------------------------------------------------------------------------


def met(instrument, first, last):
    return {one.definition.name: one.met for one in responding(instrument, first=first, last=last)}


def test_every_definition_side_by_side() -> None:
    assert met("vas", 80, 10) == {
        "any-relief": True, "relief-30": True, "relief-50": True, "relief-70": True, "relief-90": False,
        "mild-pain": True, "pain-free": False,
    }  # fmt: skip
    assert met("nrs", 10, 7)["relief-30"]
    assert not met("nrs", 10, 8)["relief-30"]


def test_a_line_of_100_mm_is_read_in_points_of_10() -> None:
    assert met("vas", 80, 30)["mild-pain"]
    assert not met("vas", 80, 31)["mild-pain"]
    assert met("nrs", 8, 3)["mild-pain"]


def test_no_change_is_no_relief() -> None:
    assert not met("nrs", 8, 8)["any-relief"]
    assert met("nrs", 8, 7)["any-relief"]


def test_what_cannot_be_told_is_said() -> None:
    for first, why in ((None, "there is no score before treatment"), (0, "the score before treatment is 0")):
        found = {one.definition.name: one for one in responding("nrs", first=first, last=2)}
        assert (found["relief-30"].met, found["relief-30"].why_not) == (None, why)
        assert found["mild-pain"].met


def test_impressions_are_judged_by_themselves() -> None:
    assert met("pgic", None, 2) == {"much-improved": True}
    assert met("pgic", None, 3) == {"much-improved": False}
    assert met("subjective-improvement", None, 60) == {"felt-30": True, "felt-50": True, "felt-70": False}
    assert met("barthel-mahoney", 45, 90) == {}
