"""A structured report as drafts: the groups that `report_objects` writes, back as records."""

from __future__ import annotations

import math
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.errors import nearest
from cryonerve.registry.belonging import Draft
from cryonerve.registry.exchange.codes import LOINC, SCHEME, UNITS, instrument_of
from cryonerve.registry.exchange.reading import Arrival, Reading, refused
from cryonerve.registry.exchange.report_objects import DAYS, PARENT
from cryonerve.registry.kinds import Kind, kinds

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["read_report"]

REPORTS = "1.2.840.10008.5.1.4.1.1.88."  # all classes of structured reports begin so
GROUP, TRACKING, FINDING, OFFSET = ("125007", "DCM"), ("112039", "DCM"), ("121071", "DCM"), ("128740", "DCM")
SCAFFOLD = {("112040", "DCM"), ("C2348792", "UMLS"), TRACKING, FINDING, OFFSET}
# What pydicom raises on files that are not what they say.
BROKEN = (
    EOFError,
    AttributeError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
    struct.error,
    zlib.error,
    MemoryError,
    Warning,  # what pydicom finds odd: text that is no UTF-8, values that are too long
)


def read_report(file: Path) -> Reading:
    """Drafts of the records in a report.

    Raises
    ------
    RegistryError
        It is no report of a registry, or damaged, with the place in its tree.
    """
    from pydicom import dcmread  # noqa: PLC0415
    from pydicom.errors import BytesLengthException, InvalidDicomError  # noqa: PLC0415

    unread: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # it would read on, with other letters
            dataset = dcmread(file)
            class_of = str(dataset.get("SOPClassUID", ""))
            if not class_of.startswith(REPORTS):
                what = "this DICOM object is no structured report"
                raise refused(what, "Pictures: see cryonerve follow --help.", file=str(file))
            arrivals = tuple(_arrivals(file, dataset, unread))
    except (InvalidDicomError, BytesLengthException, *BROKEN) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise refused(f"this DICOM object is damaged: {said}", "Export it again.", file=str(file)) from error
    if not arrivals:
        what = "this report holds no records of a registry"
        raise refused(what, "What can be read: cryonerve record export --format dicom-sr.", file=str(file))
    return Reading(arrivals, tuple(unread))


def _arrivals(file: Path, dataset: Dataset, unread: list[str]) -> Iterator[Arrival]:
    for place, group in _groups(dataset, "ContentSequence"):
        kind_name, mark = "", ""
        for item in group.get("ContentSequence", ()):
            name = _concept(item, "ConceptNameCodeSequence")
            if name == FINDING:
                kind_name = _concept(item, "ConceptCodeSequence")[0]
            elif name == TRACKING:
                mark = str(item.TextValue)
        if kind_name not in kinds() or kind_name == "user":
            unread.append(f"{file}: {place}: no record of a registry")
            continue
        arrival = _arrival(f"{file}: {place}", group, kinds()[kind_name], unread)
        draft = replace(arrival.draft, record=mark)
        yield replace(arrival, draft=draft, person=str(dataset.get("PatientID", "")))


def _arrival(origin: str, group: Dataset, kind: Kind, unread: list[str]) -> Arrival:
    values: dict[str, object] = {}
    places: dict[str, str] = {}
    parent = ""
    for number, item in enumerate(group.ContentSequence):
        name = _concept(item, "ConceptNameCodeSequence")
        field = _field(name, kind)
        where = f"ContentSequence[{number}]"
        if field == PARENT:
            parent = str(item.TextValue)
        elif field in kind.fields:
            if field in values:
                raise refused("this is there twice", "Keep one of them.", file=origin, field=where)
            values[field], places[field] = _value(item, kind, field, origin), f"{where} ({field})"
        elif name[1] == SCHEME:
            what = f"a {kind.name} has no field '{name[0]}'"
            raise refused(what, nearest(name[0], kind.fields), file=origin, field=where)
        elif name not in SCAFFOLD:
            unread.append(f"{origin}: {where}: not read")
    whole = not any(item.type == "document" for item in kind.fields.values())
    return Arrival(Draft(kind.name, values, parent, file=origin), places, not whole)


def _field(name: tuple[str, str], kind: Kind) -> str:
    """The field that an item holds; "" for none of ours."""
    code, scheme = name
    if scheme == SCHEME:
        return code
    if name == OFFSET:
        return DAYS.get(kind.name, "")
    return "score" if scheme == "LN" and instrument_of(LOINC, code) else ""


def _groups(dataset: Dataset, path: str) -> Iterator[tuple[str, Dataset]]:
    """Measurement groups of a tree, with their places."""
    for number, item in enumerate(dataset.get("ContentSequence", ()) or ()):
        here = f"{path}[{number}]"
        if _concept(item, "ConceptNameCodeSequence") == GROUP:
            yield here, item
        else:
            yield from _groups(item, f"{here}.ContentSequence")


def _concept(item: Dataset, keyword: str) -> tuple[str, str]:
    """Value and scheme of a code; empty where there is none."""
    found = item.get(keyword)
    if not found:
        return "", ""
    code = found[0].get("CodeValue") or found[0].get("LongCodeValue") or found[0].get("URNCodeValue") or ""
    return str(code), str(found[0].get("CodingSchemeDesignator", ""))


def _value(item: Dataset, kind: Kind, name: str, origin: str) -> Any:  # noqa: ANN401
    """What an item says, as written; values are checked elsewhere."""
    about = kind.fields[name]
    if item.ValueType == "NUM":
        measured = item.MeasuredValueSequence[0]
        unit = measured.MeasurementUnitsCodeSequence[0].CodeValue
        if unit != UNITS[about.unit]:
            wanted = UNITS[about.unit]
            raise refused(f"the unit is '{unit}'", f"It is {wanted} here.", file=origin, field=name)
        exact = measured.get("FloatingPointValue")
        told = float(measured.NumericValue)
        if exact is None:
            return told
        if not math.isclose(told, float(exact), rel_tol=1e-8, abs_tol=1e-300):
            what = f"the number is {told:g} in one place and {float(exact):g} in another"
            raise refused(what, "Correct both, NumericValue and FloatingPointValue.", file=origin, field=name)
        return float(exact)
    if item.ValueType == "CODE":
        return _concept(item, "ConceptCodeSequence")[0]
    return str(item.TextValue)
