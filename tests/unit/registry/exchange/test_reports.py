"""DICOM reports: judged by dciodvfy and read by highdicom; what does not fit is said."""

from __future__ import annotations

import highdicom
import pytest
from pydicom import dcmread

from cryonerve.errors import RegistryError
from cryonerve.registry import Draft, new_mark, record
from cryonerve.registry.exchange import import_files
from tests import dicom_judge
from tests.unit.registry.exchange.full import enter, everything, held, sent, sharing


@pytest.fixture
def report(registry, tmp_path):
    enter(registry)
    sent(registry, tmp_path / "out", "dicom-sr")
    (file,) = (tmp_path / "out").glob("*.dcm")
    return file


def test_it_breaks_no_rule_of_its_definition(report) -> None:
    assert dicom_judge.errors(report) == []


def test_it_is_read_by_highdicom(report, registry) -> None:
    dataset = highdicom.sr.EnhancedSR.from_dataset(dcmread(report))
    assert dataset.content[0].template_id == "1500" if hasattr(dataset.content, "__getitem__") else True
    content = highdicom.sr.MeasurementReport.from_sequence([dataset])
    groups = content.get_image_measurement_groups()
    rows = held(registry)
    assert {group.tracking_identifier for group in groups} == {
        mark for found in rows.values() for mark in found
    }
    numbers = {
        (group.tracking_identifier, item.name.value): (item.value, item.unit.value)
        for group in groups
        for item in group.get_measurements()
    }
    (prediction,) = rows["prediction"]
    assert numbers[prediction, "coverage"] == (1e-9, "1")
    assert numbers[prediction, "recovery_p50_days"] == (181.25, "d")
    vas = next(mark for mark, row in rows["measurement"].items() if row["score"] == 8.5)
    assert numbers[vas, "38214-3"] == (8.5, "1")


def test_nobody_is_named_and_no_day_stands_in_it(report) -> None:
    dataset = dcmread(report)
    assert str(dataset.PatientName) == ""
    assert dataset.PatientID.startswith("P-")
    assert (dataset.PatientBirthDate, dataset.StudyDate, dataset.PatientAge) == ("", "", "034Y")
    assert dataset.PatientIdentityRemoved == "YES"
    assert dataset.ContentDate == "19000101"
    assert "recognise" in dataset.PatientComments


def test_what_does_not_fit_is_said(registry, tmp_path) -> None:
    enter(registry)
    alone = new_mark("P")
    record(registry, [Draft("person", {}, record=alone), sharing(alone)])
    found = sent(registry, tmp_path / "out", "dicom-sr")
    assert found.written.rows["person"] == 1
    assert any("4 whole files do not fit" in note for note in found.notes)
    assert any("1 people without a case" in note for note in found.notes)


def test_a_person_of_two_cases_comes_back_once(registry, empty, tmp_path) -> None:
    drafts = everything()
    person = drafts[0].record
    record(registry, [*drafts, Draft("case", {"nerve": "sural"}, person, new_mark("C"))])
    sent(registry, tmp_path / "out", "dicom-sr")
    assert len(list((tmp_path / "out").glob("*.dcm"))) == 2
    found = import_files(empty, [tmp_path / "out"])
    assert (found.added["person"], found.added["case"]) == (1, 2)
    again = import_files(empty, [tmp_path / "out"])
    assert again.added == {}
    assert again.same == sum(found.added.values())


def test_a_report_adds_to_a_registry_that_knows_more(registry, report) -> None:
    before = held(registry)
    assert import_files(registry, [report]).added == {}
    assert held(registry) == before


def change(report, tmp_path, work):
    dataset = dcmread(report)
    work(dataset)
    dataset.save_as(tmp_path / "changed")
    return tmp_path / "changed"


def group(dataset, mark_letter: str):
    container = next(item for item in dataset.ContentSequence if item.ValueType == "CONTAINER")
    return next(
        item
        for item in container.ContentSequence
        if any(
            str(part.get("TextValue", "")).startswith(f"{mark_letter}-") for part in item.ContentSequence[:2]
        )
    )


def item_of(found, name: str):
    return next(
        part
        for part in found.ContentSequence
        if (code := part.ConceptNameCodeSequence[0]).get("CodeValue", code.get("LongCodeValue")) == name
    )


def unit(dataset) -> None:
    number = item_of(group(dataset, "D"), "probe_diameter_mm")
    number.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue = "cm"


def unknown(dataset) -> None:
    item_of(group(dataset, "P"), "sex").ConceptNameCodeSequence[0].CodeValue = "sexx"


def twice(dataset) -> None:
    found = group(dataset, "P")
    found.ContentSequence.append(item_of(found, "sex"))


def slip(dataset) -> None:
    item_of(group(dataset, "M"), "112039").TextValue = "M-2222-2222-2223"


def outside(dataset) -> None:
    measured = item_of(group(dataset, "R"), "coverage").MeasuredValueSequence[0]
    measured.NumericValue, measured.FloatingPointValue = "1.5", 1.5


def disagreeing(dataset) -> None:
    item_of(group(dataset, "R"), "coverage").MeasuredValueSequence[0].NumericValue = "0.5"


def test_text_that_is_not_what_it_says_is_refused_and_not_guessed(report, empty, tmp_path) -> None:
    broken = report.read_bytes().replace("ß".encode(), b"\xff\xff")
    assert broken != report.read_bytes()
    (tmp_path / "broken").write_bytes(broken)
    with pytest.raises(RegistryError, match="damaged"):
        import_files(empty, [tmp_path / "broken"])


def another(dataset) -> None:
    dataset.PatientID = "P-2222-2222-2222"


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (unit, "the unit is 'cm'"),
        (unknown, "no field 'sexx'"),
        (twice, "there twice"),
        (slip, "slip"),
        (outside, "1.5 lies outside"),
        (disagreeing, "0.5 in one place and 1e-09 in another"),
        (another, "said to be about"),
    ],
)
def test_refused_with_its_place_in_the_tree(report, empty, tmp_path, work, said) -> None:
    with pytest.raises(RegistryError, match=said) as caught:
        import_files(empty, [change(report, tmp_path, work)])
    (complaint, *_) = caught.value.complaints
    assert "ContentSequence[" in complaint.file
    assert not any(held(empty).values())


def test_other_objects_are_refused(report, empty, tmp_path) -> None:
    def picture(dataset) -> None:
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.6.1"

    def bare(dataset) -> None:
        del dataset.ContentSequence

    with pytest.raises(RegistryError, match="no structured report"):
        import_files(empty, [change(report, tmp_path, picture)])
    with pytest.raises(RegistryError, match="no records of a registry"):
        import_files(empty, [change(report, tmp_path, bare)])
    cut = tmp_path / "cut"
    cut.write_bytes(report.read_bytes()[:3000])
    with pytest.raises(RegistryError):
        import_files(empty, [cut])
