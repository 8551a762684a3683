"""A case as a DICOM structured report: a measurement report (TID 1500) with a group (TID 1501) a record.

Scores, sizes and predicted lesion numbers are NUM items with UCUM units, choices are CODE items, words are
TEXT items; a day is TID 1502's offset from an event, in days. Names are our own (scheme 99CRYONERVE), and
LOINC where a code was verified. Whole files (case, plan, log, summary) do not fit; their digests do.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.registry.exchange.codes import SCHEME, UNITS, loinc_of
from cryonerve.registry.exchange.reading import refused
from cryonerve.registry.exchange.small_cells import small_cells
from cryonerve.registry.exchange.snapshot import Snapshot, exported_kinds
from cryonerve.registry.exchange.written import Written
from cryonerve.registry.kinds import Field, kinds
from cryonerve.scans.dicom_identity import identify, number_by_content, uid_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["DAYS", "ENHANCED_SR", "PARENT", "write_reports"]

ENHANCED_SR = "1.2.840.10008.5.1.4.1.1.88.22"
UNDATED = (
    "19000101",
    "000000",
)  # the standard asks for a day where there is none: equal records, equal files
PARENT = "parent"
DAYS = {"consent": "day", "procedure": "day", "measurement": "day", "adverse_event": "onset_day"}
SEX = {"female": "F", "male": "M", "other": "O"}
Row = Mapping[str, Any]


def write_reports(snapshot: Snapshot, folder: Path) -> Written:
    """`C-....dcm`, a report a case, with its person and everything that belongs to it.

    Raises
    ------
    RegistryError
        highdicom is not installed.
    """
    _highdicom()
    names = exported_kinds(snapshot.choice)
    people: dict[str, list[tuple[str, Row]]] = {}
    cases: dict[str, list[tuple[str, Row]]] = {}
    rows = dict.fromkeys(names, 0)
    for name in names:
        for row in snapshot.rows(name):
            own = name in ("person", "consent")
            key = row["person"] if own else row["record"] if name == "case" else row["parent"]
            (people if own else cases).setdefault(key, []).append((name, row))
    owners = {row["record"]: row["person"] for row in snapshot.rows("case")}
    files: list[str] = []
    documents, written = 0, set()
    warning = small_cells(snapshot).warning
    for case, found in cases.items():
        person = owners[case]
        records = [*people.get(person, []), *found]
        dataset = _report(case, person, records, warning)
        dataset.save_as(folder / f"{case}.dcm", enforce_file_format=True)
        files.append(f"{case}.dcm")
        for name, told in records:
            if told["record"] not in written:
                rows[name] += 1
                documents += sum(told[item.name] is not None for item in _documents(name))
            written.add(told["record"])
    alone = len(people.keys() - {owners[case] for case in cases})
    notes = [f"{documents} whole files do not fit into a report and are left out; their digests are in it."]
    notes = notes if documents else []
    if alone:
        notes.append(f"{alone} people without a case are in no report.")
    return Written(tuple(files), rows, tuple(notes))


def _documents(kind: str) -> Iterator[Field]:
    return (item for item in kinds()[kind].fields.values() if item.type == "document")


def _report(case: str, person: str, records: list[tuple[str, Row]], warning: str) -> Dataset:
    from pydicom.dataset import FileDataset, FileMetaDataset  # noqa: PLC0415
    from pydicom.uid import ExplicitVRLittleEndian  # noqa: PLC0415

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = ENHANCED_SR
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    identify(dataset, "recorded", study=case, title="registry report")
    about: Row = dict(next((row for name, row in records if name == "person"), {}))
    years = about.get("age_years")
    values: dict[str, Any] = {
        "SOPClassUID": ENHANCED_SR,
        "Modality": "SR",
        "PatientName": "",
        "PatientID": person,
        "PatientSex": SEX.get(str(about.get("sex")), ""),
        **({} if years is None else {"PatientAge": f"{years:03d}Y"}),
        "DeidentificationMethod": "Pseudonym; days from the procedure; no names",
        "StudyDescription": "Registry of cryoneurolysis, research software",
        "SeriesDescription": "Records of a case, research software, no medical device",
        "ContentDate": UNDATED[0],
        "ContentTime": UNDATED[1],
        "CompletionFlag": "COMPLETE",
        "VerificationFlag": "UNVERIFIED",
        "PreliminaryFlag": "FINAL",
        "PerformedProcedureCodeSequence": [],
        "ReferencedPerformedProcedureStepSequence": [],
        **({"PatientComments": warning} if warning else {}),
    }
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    dataset.CodingSchemeIdentificationSequence = [_scheme()]
    for element in _content(records)[0]:
        dataset.add(element)
    number_by_content(dataset)
    return dataset


def _scheme() -> Dataset:
    """What our own codes are."""
    from pydicom.dataset import Dataset as Item  # noqa: PLC0415

    scheme = Item()
    scheme.CodingSchemeDesignator = SCHEME
    scheme.CodingSchemeName = "Fields and choices of a cryonerve registry"
    return scheme


def _content(records: list[tuple[str, Row]]) -> Any:  # noqa: ANN401  (highdicom carries no types)
    """The tree of a report."""
    sr = _highdicom().sr
    device = sr.DeviceObserverIdentifyingAttributes(uid=uid_of("observer", "cryonerve"), name="cryonerve")
    observer = sr.ObserverContext(sr.CodedConcept("121007", "DCM", "Device"), device)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's advice to its callers
        return sr.MeasurementReport(
            observation_context=sr.ObservationContext(observer_device_context=observer),
            procedure_reported=_own("cryoneurolysis"),
            imaging_measurements=[_group(name, row) for name, row in records],
            title=sr.CodedConcept("126000", "DCM", "Imaging Measurement Report"),
        )


def _group(kind: str, row: Row) -> Any:  # noqa: ANN401
    """A record as a measurement group; its id is what it is tracked by."""
    sr = _highdicom().sr
    day = DAYS.get(kind, "")
    numbers, choices, words = [], [], []
    for field in kinds()[kind].fields.values():
        value = row[field.name]
        if value is None or field.type == "document" or field.name == day:
            continue
        if field.type in ("number", "integer"):
            numbers.append(sr.Measurement(_name(kind, field, row), value, _unit(field.unit)))
        elif field.type in ("code", "flag"):
            told = ("yes" if value else "no") if field.type == "flag" else str(value)
            choices.append(sr.QualitativeEvaluation(_own(field.name), _own(told)))
        else:
            words.append((field.name, value))
    if kinds()[kind].parent:
        words.insert(0, (PARENT, row["parent"]))
    group = sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(
            uid=uid_of("record", row["record"]), identifier=row["record"]
        ),
        time_point_context=_time(row[day]) if day else None,
        finding_type=_own(kind),
        measurements=numbers,
        qualitative_evaluations=choices,
    )
    contains = sr.RelationshipTypeValues.CONTAINS
    group[0].ContentSequence.extend(sr.TextContentItem(_own(name), text, contains) for name, text in words)
    return group


def _time(day: int) -> Any:  # noqa: ANN401
    sr = _highdicom().sr
    unit = sr.CodedConcept("d", "UCUM", "days")
    offset = sr.LongitudinalTemporalOffsetFromEvent(day, unit, _own("first procedure"))
    return sr.TimePointContext(time_point=f"day {day}", temporal_offset_from_event=offset)


def _name(kind: str, field: Field, row: Row) -> Any:  # noqa: ANN401
    """The name of a number; of a score LOINC's, where its instrument has one."""
    code = loinc_of(row["instrument"]) if kind == "measurement" and field.name == "score" else ""
    if code:
        return _highdicom().sr.CodedConcept(code, "LN", f"score of {row['instrument']}")
    return _own(field.name)


def _unit(unit: str) -> Any:  # noqa: ANN401
    return _highdicom().sr.CodedConcept(UNITS[unit], "UCUM", unit or "no units")


def _own(word: str) -> Any:  # noqa: ANN401
    return _highdicom().sr.CodedConcept(word, SCHEME, word.replace("_", " "))


def _highdicom() -> Any:  # noqa: ANN401  (highdicom carries no types)
    """The library, or one sentence on how to get it."""
    try:
        import highdicom  # noqa: PLC0415
        import highdicom.sr  # noqa: PLC0415
    except ImportError:
        what = "DICOM reports need a package that is not installed (highdicom)"
        raise refused(what, 'Install it: pip install "cryonerve[ultrasound]"', file="") from None
    return highdicom
