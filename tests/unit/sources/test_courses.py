"""Published courses point at the evidence; responders and rules of single cases are data with sources."""

from __future__ import annotations

import tomllib

import pytest

from cryonerve.sources import instruments, published_courses, references, responder_definitions
from cryonerve.sources.courses import against_sham
from cryonerve.sources.evidence import studies
from cryonerve.sources.single_case_rules import single_case_methods
from cryonerve.sources.tables import HERE


def test_a_course_holds_no_figure_of_its_own() -> None:
    document = tomllib.loads((HERE / "courses.toml").read_text(encoding="utf-8"))
    for course in document["course"].values():
        assert set(course) == {"study", "outcomes", "short", "transfer"}


@pytest.mark.parametrize(
    ("name", "baseline", "days", "values"),
    [
        ("yoon-2016", 8.3, (30.44, 91.31, 182.6, 365.25), (2.3, 3.2, 4.7, 5.1)),
        ("prologo-2017", 6.2, (7, 45, 194), (5.4, 2.3, 2.0)),
        ("vonfalck-2022", 8.3, (1, 7, 821.8), (4, 2.1, 3)),
        ("difiore-2024", None, (91.31, 182.6, 273.9, 365.25), (14.9, 62.3, 85.1, 98.3)),
    ],
)
def test_courses(name, baseline, days, values) -> None:
    course = published_courses()[name]
    assert course.baseline == baseline
    assert course.days == pytest.approx(days, rel=1e-3)
    assert course.values == values
    assert course.unit == "patient"
    assert course.study is studies()[course.study.name]


def test_what_does_not_carry_over_is_said() -> None:
    assert published_courses()["difiore-2024"].transfer.startswith("intercostal is not tibial")
    assert all(course.transfer for course in published_courses().values())


def test_the_trial_against_sham() -> None:
    words = against_sham().sentence
    assert "no difference after 4 months" in words
    assert "−0.1 points of 10 (−1 to 0.7), n = 144" in words
    assert against_sham().study.sham_trial


def test_definitions_of_a_responder() -> None:
    thresholds = {name: one.threshold.value for name, one in responder_definitions().items()}
    assert thresholds == {
        "any-relief": 0, "relief-30": 0.3, "relief-50": 0.5, "relief-70": 0.7, "relief-90": 0.9,
        "mild-pain": 3, "pain-free": 0, "much-improved": 2, "felt-30": 30, "felt-50": 50, "felt-70": 70,
    }  # fmt: skip
    for one in responder_definitions().values():
        assert set(one.instruments) <= set(instruments())
        assert one.threshold.source == "assumed" or one.threshold.source in references()


def test_methods_are_published() -> None:
    assert {method.source for method in single_case_methods().values()} <= set(references())
