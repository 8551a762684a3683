"""One patient against the world: the published case, and what is never claimed of it."""

from __future__ import annotations

from cryonerve.registry import read_measurements, trajectory
from cryonerve.registry.trajectories import person_course

FOUND = trajectory(read_measurements("tibial-neuroma-child"))


def test_it_is_no_prognosis_and_names_the_trial_against_sham() -> None:
    assert "not a prognosis" in FOUND.notice
    assert "ilfeld2023" in FOUND.sources
    assert FOUND.sham.study.name == "ilfeld2023-active"


def test_the_published_case() -> None:
    pain = FOUND.by_instrument["vas"]
    assert (pain.change.better, pain.change.share) == (70, 0.875)
    assert not pain.single_case.claim
    assert not any(
        rule.applies for rule in pain.importance
    )  # none was made for a girl of 10 with chronic pain
    assert any("No rule was made" in words for words in pain.words)
    assert any("day 91 is assumed" in words for words in pain.words)


def test_function_has_no_rule_and_says_so() -> None:
    function = FOUND.by_instrument["barthel-mahoney"]
    assert function.change.better == 45
    assert function.importance == ()
    assert any("No smallest important change is known" in words for words in function.words)
    assert any("10 years old" in words for words in function.words)  # made for adults


def test_felt_improvement_is_kept_beside_the_fall_of_the_score() -> None:
    felt = FOUND.by_instrument["subjective-improvement"]
    assert felt.change is None
    assert felt.single_case is None
    assert {one.definition.name: one.met for one in felt.responding} == {
        "felt-30": True, "felt-50": True, "felt-70": True,
    }  # fmt: skip


def test_a_measurement_stands_beside_means_of_its_own_time_only() -> None:
    beside = {(one.day, one.course.name): (one.value, one.mean) for one in FOUND.beside}
    assert beside == {
        (7, "prologo-2017"): (1.0, 5.4),
        (7, "vonfalck-2022"): (1.0, 2.1),
        (91, "yoon-2016"): (1.0, 3.2),
    }
    assert {one.course.unit for one in FOUND.beside} == {"patient"}


def test_the_picture_gets_points_of_ten_and_knows_what_was_inferred() -> None:
    course = person_course(FOUND.person)
    assert [(point.day, point.value, point.assumed) for point in course.pain] == [
        (0, 8.0, False),
        (7, 1.0, False),
        (91, 1.0, True),
    ]
    assert [point.value for point in course.function] == [45, 90]
    assert course.function_bands[2] == (61, "moderate dependence")


def test_two_pain_scales_are_never_one_line(tmp_path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(
        "cryonerve-measurements: 1\nmeasurements:\n"
        "  - {day: 0, instrument: nrs, instrument_version: 0-10, score: 8}\n"
        "  - {day: 7, instrument: vas, instrument_version: 100-mm, score: 30}\n"
        "  - {day: 9, instrument: vas, instrument_version: 100-mm, score: 20}\n"
    )
    found = trajectory(read_measurements(file))
    assert [point.day for point in person_course(found.person).pain] == [7, 9]
    assert found.by_instrument["vas"].change is None  # nothing before with this scale
    assert found.by_instrument["nrs"].change is None


def test_two_on_one_day_are_not_compared_by_statistics(tmp_path) -> None:
    file = tmp_path / "twice.yaml"
    row = "  - {{day: {}, instrument: nrs, instrument_version: 0-10, score: {}}}\n"
    file.write_text(
        "cryonerve-measurements: 1\nmeasurements:\n" + row.format(0, 8) + row.format(7, 3) + row.format(7, 4)
    )
    found = trajectory(read_measurements(file)).by_instrument["nrs"]
    assert found.single_case is None
    assert any("two measurements stand on one day" in words for words in found.words)


def test_pain_at_rest_is_never_compared_with_pain_in_the_socket(tmp_path) -> None:
    row = "  - {{day: {}, instrument: nrs, instrument_version: 0-10, score: {}, condition: {}}}\n"
    rows = [
        (-1, 2, "rest"),
        (-1, 8, "socket-contact"),
        (7, 1, "rest"),
        (7, 4, "socket-contact"),
        (30, 3, "unknown"),
    ]
    file = tmp_path / "apart.yaml"
    file.write_text("cryonerve-measurements: 1\nmeasurements:\n" + "".join(row.format(*one) for one in rows))
    found = trajectory(read_measurements(file)).by_instrument
    assert {name: (one.change and one.change.better) for name, one in found.items()} == {
        "nrs, rest": 1, "nrs, socket-contact": 4, "nrs, unknown": None,
    }  # fmt: skip
