"""Answers to scores: rules, what is missing, and everything that is refused, with item and remedy."""

from __future__ import annotations

import pytest

from cryonerve.errors import InputError, UnknownNameError
from cryonerve.registry import score
from cryonerve.sources import instruments

BARTHEL = {"feeding": 5, "bathing": 0, "grooming": 5, "dressing": 5, "bowels": 10, "bladder": 10, "toilet": 5,
           "transfer": 5, "mobility": 0, "stairs": 0}  # fmt: skip
CHILD = instruments()["pedsql-4.0-child"]


def test_one_item_is_its_own_score() -> None:
    found = score("nrs", {"pain": 8}, version="0-10")
    assert (found.value, found.missing, found.refused) == (8.0, (), "")


def test_barthel_is_the_sum_of_its_tasks() -> None:
    found = score("barthel-mahoney", BARTHEL, version="1965", age=40)
    assert found.value == 45
    assert found.band.title == "severe dependence"
    assert found.findings == ()


def test_the_wheelchair_counts_only_where_walking_is_zero() -> None:
    answers = {"feeding": 10, "bathing": 5, "hygiene": 5, "dressing": 10, "bowels": 10, "bladder": 10,
               "toilet": 10, "transfer": 15, "ambulation": 0, "wheelchair": 5, "stairs": 0}  # fmt: skip
    assert score("barthel-shah", answers, version="1989").value == 80
    without = {name: value for name, value in answers.items() if name != "wheelchair"}
    assert score("barthel-shah", without, version="1989").missing == ("wheelchair",)
    assert score("barthel-shah", without | {"ambulation": 15}, version="1989").value == 90
    with pytest.raises(InputError, match="wheelchair: is asked only where 'ambulation' is 0"):
        score("barthel-shah", answers | {"ambulation": 3}, version="1989")


def test_a_sum_allows_no_missing_answer() -> None:
    found = score("barthel-mahoney", {**BARTHEL, "stairs": None}, version="1965")
    assert found.value is None
    assert found.missing == ("stairs",)
    assert found.refused.startswith("stairs not answered")


def test_positive_screening() -> None:
    ten = {f"interview-{i}": 1 for i in range(1, 4)} | {f"interview-{i}": 0 for i in range(4, 8)}
    assert score("dn4", ten | {"exam-1": 1, "exam-2": 0, "exam-3": 0}, version="2005").band.title.endswith(
        " likely"
    )
    assert score("dn4-interview", ten, version="2005").band.title == "neuropathic pain likely"


def test_every_item_of_the_quality_of_life_score_is_turned() -> None:
    """0, 1, 2, 3, 4 are 100, 75, 50, 25, 0; means over scales and the summary of three of them."""
    answers = dict.fromkeys(CHILD.items, 0)
    assert score(CHILD, answers, version="4.0", age=10).value == 100
    answers |= {name: 1 for name in CHILD.items if name.startswith("physical")}
    answers |= {name: 4 for name in CHILD.items if name.startswith("school")}
    found = score(CHILD, answers, version="4.0", age=10)
    assert dict(found.parts) == pytest.approx(
        {"physical": 75, "emotional": 100, "social": 100, "school": 0, "psychosocial": 200 / 3}
    )
    assert found.value == pytest.approx((8 * 75 + 10 * 100) / 23)


def test_half_of_each_scale_is_enough_and_less_is_not() -> None:
    answers: dict[str, float] = dict.fromkeys(CHILD.items, 2)
    for name in ("physical-1", "physical-2", "physical-3", "physical-4", "school-1", "school-2"):
        del answers[name]
    found = score(CHILD, answers, version="4.0")
    assert found.value == 50  # 4 of 8 and 3 of 5 are answered
    del answers["school-3"]
    found = score(CHILD, answers, version="4.0")
    assert found.value is None
    assert "school 2 of 5" in found.refused
    assert found.parts["school"] is None
    assert found.parts["psychosocial"] is None
    assert found.parts["physical"] == 50


@pytest.mark.parametrize(
    ("name", "answers", "version", "said"),
    [
        ("nrs", {"pain": 11}, "0-10", r"pain: 11 is no answer"),
        ("nrs", {"pain": 2.5}, "0-10", "Write 0 to 10 in steps of 1"),
        ("nrs", {"pain": True}, "0-10", "True is no answer"),
        ("nrs", {"pain": "8"}, "0-10", "'8' is no answer"),
        ("nrs", {"pain": float("nan")}, "0-10", "nan is no answer"),
        ("vas", {"pain": -1}, "100-mm", "Write 0 to 100"),
        ("vas", {"pian": 10}, "100-mm", "Did you mean 'pain'"),
        ("fps-r", {"face": 3}, "2001", "Write 0, 2, 4, 6, 8 or 10"),
        ("barthel-mahoney", {"transfer": 12}, "1965", "Write 0, 5, 10 or 15"),
        ("nrs", {"pain": 8}, "1.0", "'nrs' is version 0-10, the answers are of 1.0"),
        ("nrs", {"pain": 8}, "", "of no version"),
    ],
)
def test_what_cannot_be_is_refused(name, answers, version, said) -> None:
    with pytest.raises(InputError, match=said):
        score(name, answers, version=version)


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        score("barthel-mahoney", {"feeding": 7, "stairs": 3, "lift": 5}, version="1988")
    assert [one.field for one in caught.value.complaints] == ["version", "lift", "feeding", "stairs"]


def test_an_unknown_instrument() -> None:
    with pytest.raises(UnknownNameError):
        score("vass", {}, version="1")


def test_another_form_for_the_age_is_an_error() -> None:
    answers = dict.fromkeys(CHILD.items, 0)
    with pytest.raises(InputError, match="is for 8 to 12 years, this person is 13"):
        score(CHILD, answers, version="4.0", age=13)
    assert score(CHILD, answers, version="4.0", age=12.99).value == 100


def test_an_age_it_was_not_studied_at_is_a_finding() -> None:
    found = score("flacc", dict.fromkeys(instruments()["flacc"].items, 1), version="1997", age=10)
    assert found.value == 5
    (finding,) = found.findings
    assert (finding.level, finding.value, finding.limit) == ("warn", 10, 7)
    assert "NRS or FPS-R" in finding.reason
    assert score("dn4-interview", {}, version="2005", age=9).findings[0].source == "assumed"
    assert score("dn4-interview", {}, version="2005", age=10).findings == ()


@pytest.mark.parametrize("age", [-1, 131, float("nan")])
def test_an_age_that_is_none(age) -> None:
    with pytest.raises(InputError, match="is no age"):
        score("nrs", {"pain": 1}, version="0-10", age=age)
