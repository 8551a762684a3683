"""What happened afterwards in a report: prediction beside observation, no claim from few scores."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cryonerve.errors import InputError
from cryonerve.nerve.pain import fitted
from cryonerve.nerve.prediction import predict
from cryonerve.registry.person_record import PersonRecord, UnwantedEvent, read_person_record
from cryonerve.reporting.happened import happened
from cryonerve.reporting.page import html
from cryonerve.reporting.plain_pages import lines
from tests.synthetic import synthetic_run
from tests.unit.reporting.test_page import HOSTILE, read

HEAD = "cryonerve-record: 1\nperson: {age_years: 40}\ncase: {title: A made-up course}\nmeasurements:\n"
ROW = "  - {{instrument: nrs, instrument_version: 0-10, day: {}, score: {}}}\n"


@pytest.fixture(scope="module")
def run():
    found = synthetic_run()
    return replace(found, prediction=predict(found.freezing, found.volume, found.case))


@pytest.fixture(scope="module")
def published(run):
    return happened(run, read_person_record("tibial-neuroma-child"))


def record_of(tmp_path, *scores, more=""):
    file = tmp_path / "course.yaml"
    file.write_text(HEAD + "".join(ROW.format(day, score) for day, score in scores) + more)
    return read_person_record(file)


def pain_row(told):
    return next(row for row in told.beside if row.about.startswith("Return of pain"))


def test_no_claim_from_one_score_before_and_two_after(published):
    assert "1 measurement before and 2 after: no claim" in published.no_claim
    assert "67 %" in published.no_claim
    assert "not a prognosis" in published.notice
    assert "no difference" in published.sham


def test_prediction_and_observation_stand_side_by_side(published, run):
    row = pain_row(published)
    assert row.observed == "8 of 10 before, 1 on day 7, 1 on day 91 (assumed)"
    assert "pain was not back by day 91 (a score or day that was assumed)" in row.said
    assert f"{100 * fitted().back_by(91):.0f} %" in row.said
    assert "neither confirms nor refutes" in row.said
    assert row.predicted.startswith("Of patients who had relief")
    regrowth = next(row for row in published.beside if row.about.startswith("Regrowth"))
    assert regrowth.observed == "nothing: no score of feeling or conduction is recorded"
    assert "no sign of regrowth" in regrowth.said


def test_pain_that_came_back_is_told_with_its_day(run, tmp_path):
    row = pain_row(happened(run, record_of(tmp_path, (0, 8), (7, 2), (60, 7), (90, 6))))
    assert "pain was back by day 60." in row.said
    assert f"{100 * fitted().back_by(60):.0f} %" in row.said


def test_pain_that_never_left_cannot_return(run, tmp_path):
    row = pain_row(happened(run, record_of(tmp_path, (0, 8), (7, 6))))
    assert "no relief by half or more" in row.said


def test_without_a_score_from_before_nothing_is_compared(run, tmp_path):
    told = happened(run, record_of(tmp_path, (7, 2), (30, 3)))
    assert pain_row(told).observed == "no pain before and after is recorded"
    assert (
        "cannot be told (there is no score before treatment)"
        in dict((row[:2]) for row in told.responders).values()
    )


def test_every_definition_of_a_responder_is_told(published):
    met = {row[0]: row[1] for row in published.responders}
    assert met["pain less by 70 % or more"] == "yes (87.5 % less)"
    assert met["pain less by 90 % or more"] == "no (87.5 % less)"
    assert all(row[2] for row in published.responders)


def test_no_event_on_record_is_not_none(published, run, tmp_path):
    assert published.events == ()
    assert "not the same as none having happened" in published.events_words
    more = (
        "adverse_events:\n  - {term: numb patch, scale: clavien-dindo, scale_version: '2004', grade: I,"
        " onset_day: 3, relatedness: probable}\n"
        "  - {term: itching, grade: '9', onset_day: 1, resolved_day: 4}\n"
    )
    told = happened(run, record_of(tmp_path, (0, 8), (7, 2), more=more))
    assert told.events[0][0] == "numb patch"
    assert told.events[0][1].startswith("I (clavien-dindo 2004): ")
    assert told.events[0][2:] == ("probable", "day 3 on, not over when recorded")
    assert told.events[1][1:] == ("9 (scale not named; not in the tables)", "unknown", "day 1 to day 4")


def test_an_event_without_a_term_is_refused_with_its_line(tmp_path):
    with pytest.raises(InputError) as error:
        record_of(tmp_path, (0, 8), (7, 2), more="adverse_events:\n  - {grade: '2'}\n")
    assert ":8: adverse_events" in str(error.value)


def test_without_a_prediction_the_record_alone_is_told(run):
    told = happened(replace(run, prediction=None), read_person_record("tibial-neuroma-child"))
    assert told.beside == ()
    assert len(told.scores) == 6


def test_pages_hold_it_and_hostile_words_stay_words(run, published):
    page = html(run, (), told=published)
    plain = " ".join(line.text for line in lines(run, (), told=published))
    for text in (re.sub(r"\s+", " ", read(page).text), plain):
        assert "What happened afterwards" in text
        assert "no claim" in text
        assert "87.5 % less" in text
    assert "What happened afterwards" not in html(run, ())
    record = read_person_record("tibial-neuroma-child")
    hostile = PersonRecord(replace(record.person, title=HOSTILE), (UnwantedEvent(HOSTILE),))
    reader = read(html(run, (), told=happened(run, hostile)))
    assert "script" not in reader.tags
    assert "alert(1)" in reader.text
