"""Files of answers and measurements: every mistake with its line, the nearest name and a remedy."""

from __future__ import annotations

import pytest

from cryonerve.errors import InputError
from cryonerve.registry import read_measurements, score
from cryonerve.registry.measurements import read_answers
from cryonerve.sources import instruments

GOOD = """cryonerve-measurements: 1
title: somebody
age: 40 years
course: chronic
measurements:
  - {day: 30, instrument: nrs, instrument_version: 0-10, score: 3}
  - {day: -2, instrument: nrs, instrument_version: 0-10, answers: {pain: 8}, condition: movement}
"""


def file_of(tmp_path, text, name="mine.yaml"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_measurements_in_the_order_of_time(tmp_path) -> None:
    found = read_measurements(file_of(tmp_path, GOOD))
    assert [(one.day, one.value, one.condition) for one in found.measurements] == [
        (-2, 8.0, "movement"),
        (30, 3.0, "unknown"),
    ]
    assert (found.age, found.course, found.title) == (40.0, "chronic", "somebody")


def test_the_published_case_says_what_was_inferred_and_no_more_than_the_report() -> None:
    found = read_measurements("tibial-neuroma-child")
    assumed = [(one.instrument.name, one.day) for one in found.measurements if one.standing == "assumed"]
    assert sorted(assumed) == [("barthel-mahoney", 0), ("barthel-mahoney", 91), ("vas", 0), ("vas", 91)]
    assert [one.value for one in found.of("barthel-mahoney")] == [45, 90]
    assert [one.value for one in found.of("subjective-improvement")] == [80]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cryonerve-measurements: 1", "cryonerve-measurements: 2", "Begin with 'cryonerve-measurements: 1'"),
        ("course: chronic", "course: old", ":4: course: 'old' is no course of pain"),
        ("age: 40 years", "age: forty", r":3: age: .*\n.*10 years"),
        ("title: somebody", "tittle: somebody", ":2: tittle: the key 'tittle' is not known"),
        ("instrument: nrs, instrument_version: 0-10, score: 3", "instrument: nsr, score: 3",
         r":6: .*'nsr'\n.*Did you mean 'nrs'"),
        ("instrument_version: 0-10, score: 3", "instrument_version: 1, score: 3", "0-10, this says 1"),
        ("instrument_version: 0-10, score: 3", "score: 3", "this says none"),
        ("score: 3", "score: 30", ":6: measurements.1.score: '30' is no score of 'nrs'"),
        ("score: 3", "score: 2.5", "2.5 cannot be the score of 'nrs'"),
        ("score: 3", "score: yes", "'yes' is no score"),
        (", score: 3", "", "has neither score nor answers"),
        ("score: 3", "score: 3, answers: {pain: 4}", "the answers come to 4, not 3"),
        ("{pain: 8}", "{pain: 80}", ":7: measurements.2.answers.pain: 80 is no answer"),
        ("{pain: 8}", "{}", "there is no score: pain not answered"),
        ("{pain: 8}", "8", "are no answers"),
        ("day: 30", "day: 30.5", "'30.5' is no day"),
        ("day: 30, ", "", "'None' is no day"),
        ("condition: movement", "condition: moving", "Did you mean 'movement'"),
        ("score: 3", "score: 3, standing: sure", "'sure' is not known here"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path, old, new, said) -> None:
    assert old in GOOD
    with pytest.raises(InputError, match=said):
        read_measurements(file_of(tmp_path, GOOD.replace(old, new, 1)))


def test_a_printed_8_of_10_is_80_mm(tmp_path) -> None:
    row = "instrument: nrs, instrument_version: 0-10, score: 3"
    line = "instrument: vas, instrument_version: 100-mm, score: 8"
    found = read_measurements(file_of(tmp_path, GOOD.replace(row, f"{line}, unit: 0 to 10")))
    assert [one.value for one in found.of("vas")] == [80]
    assert [one.value for one in read_measurements(file_of(tmp_path, GOOD.replace(row, line))).of("vas")] == [
        8
    ]
    for unit, said in (
        ("0 to 5", "'8' is no score"),
        ("cm", "'cm' is not the range"),
        ("10 to 0", "'10 to 0' is not"),
    ):
        with pytest.raises(InputError, match=said):
            read_measurements(file_of(tmp_path, GOOD.replace(row, f"{line}, unit: {unit}")))


def test_other_scores_are_not_carried_over(tmp_path) -> None:
    row = "instrument: nrs, instrument_version: 0-10, score: 3"
    line = 'instrument: barthel-mahoney, instrument_version: "1965", score: 20, unit: 0 to 20'
    with pytest.raises(InputError, match="'0 to 20' is not the range of 'barthel-mahoney'"):
        read_measurements(file_of(tmp_path, GOOD.replace(row, line)))


def test_every_mistake_at_once(tmp_path) -> None:
    broken = GOOD.replace("score: 3", "score: 30").replace("pain: 8", "pain: 80").replace("chronic", "old")
    with pytest.raises(InputError) as caught:
        read_measurements(file_of(tmp_path, broken))
    assert [one.line for one in caught.value.complaints] == [4, 6, 7]


@pytest.mark.parametrize(
    ("text", "said"), [("", "the file is empty"), ("- 1\n", "a list"), ("a: [", "mine.yaml")]
)
def test_no_file_of_measurements(tmp_path, text, said) -> None:
    with pytest.raises(InputError, match=said):
        read_measurements(file_of(tmp_path, text))
    with pytest.raises(InputError, match="Did you mean 'tibial-neuroma-child'"):
        read_measurements("tibial-neuroma")


def test_a_sum_that_no_answers_come_to(tmp_path) -> None:
    text = GOOD.replace(
        "instrument: nrs, instrument_version: 0-10, score: 3",
        'instrument: barthel-mahoney, instrument_version: "1965", score: 47',
    )
    with pytest.raises(InputError, match="47 cannot be the score of 'barthel-mahoney'"):
        read_measurements(file_of(tmp_path, text))


def test_another_form_for_the_age(tmp_path) -> None:
    text = GOOD.replace(
        "instrument: nrs, instrument_version: 0-10, score: 3",
        'instrument: pedsql-4.0-child, instrument_version: "4.0", score: 50',
    )
    with pytest.raises(InputError, match="is for 8 to 12 years, this person is 40"):
        read_measurements(file_of(tmp_path, text))


# --- answers ------------------------------------------------------------------------------------------------

DN4 = instruments()["dn4-interview"]
ANSWERS = 'version: "2005"\nage: 12 years\nanswers:\n  interview-1: 1\n  interview-2: 2\n  interview-9: 0\n'


def test_answers_are_judged_with_their_lines(tmp_path) -> None:
    sheet = read_answers(file_of(tmp_path, ANSWERS), DN4)
    assert (sheet.version, sheet.age) == ("2005", 12.0)
    with pytest.raises(InputError) as caught:
        score(DN4, sheet.answers, version=sheet.version, age=sheet.age)
    assert [(one.line, one.field) for one in sheet.located(caught.value).complaints] == [
        (6, "answers.interview-9"),
        (5, "answers.interview-2"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('version: "2005"\n', "", "version: is missing"),
        ("answers:", "answer:", "the key 'answer' is not known"),
        ("age: 12 years", "instrument: dn4", "the answers are to 'dn4', not 'dn4-interview'"),
    ],
)
def test_a_broken_sheet(tmp_path, old, new, said) -> None:
    with pytest.raises(InputError, match=said):
        read_answers(file_of(tmp_path, ANSWERS.replace(old, new)), DN4)
