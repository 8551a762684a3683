"""One person's record for a report, from a file and from a registry."""

from __future__ import annotations

import pytest

from cryonerve.errors import InputError, RegistryError
from cryonerve.registry import Draft, open_registry, read_record_file, record
from cryonerve.registry.person_record import bundled_record_of, person_record, read_person_record


def test_a_file_and_a_registry_tell_the_same(tmp_path):
    with open_registry(str(tmp_path / "trial.sqlite"), who="anna", make=True) as registry:
        entered = record(registry, read_record_file("tibial-neuroma-child"))
        case = next(one.record for one in entered if one.kind == "case")
        event = {
            "term": "numb patch", "scale": "clavien-dindo", "scale_version": "2004", "grade": "I",
            "onset_day": 3,
        }  # fmt: skip
        record(registry, (Draft("adverse_event", event, case),))
        found = person_record(registry, case)
        with pytest.raises(RegistryError, match="there is no record C-2222"):
            person_record(registry, "C-2222-2222-2222")
    filed = read_person_record("tibial-neuroma-child")
    assert [(one.day, one.value) for one in found.person.measurements] == [
        (one.day, one.value) for one in filed.person.measurements
    ]
    assert filed.events == ()
    (event,) = found.events
    assert (event.term, event.grade, event.onset, event.resolved) == ("numb patch", "I", 3, None)


def test_measurements_alone_hold_no_events(tmp_path):
    file = tmp_path / "scores.yaml"
    file.write_text(
        "cryonerve-measurements: 1\nmeasurements:\n"
        "  - {day: 0, instrument: vas, instrument_version: 100-mm, score: 80}\n"
    )
    assert not read_person_record(file).holds_events
    assert read_person_record("tibial-neuroma-child").holds_events


def test_events_that_are_no_list_are_refused(tmp_path):
    file = tmp_path / "record.yaml"
    file.write_text(
        "cryonerve-record: 1\nperson: {age_years: 9}\ncase: {title: x}\nmeasurements:\n"
        "  - {day: 0, instrument: vas, instrument_version: 100-mm, score: 80}\nadverse_events: none\n"
    )
    with pytest.raises(InputError, match="is no list"):
        read_person_record(file)


def test_a_record_is_offered_by_its_publication():
    assert bundled_record_of("vega2026") == "tibial-neuroma-child"
    assert bundled_record_of("nobody1900") == ""
