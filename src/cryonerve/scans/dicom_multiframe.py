"""The pictures of one DICOM file: a single one, or those of an enhanced file with its functional groups."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING, Any

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.dicom_files import Place
from cryonerve.scans.dicom_headers import Frame, Numbers, numbers
from cryonerve.scans.identifying import identifying_words, without

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["frames_of"]

MOST_FRAMES = 20_000
STORAGE = "1.2.840.10008.5.1.4.1.1."
# of CT, MR, ultrasound, PET and their enhanced kinds, secondary captures: they have a size, or were cut off
PICTURES = {STORAGE + item for item in ("2", "2.1", "4", "4.1", "6.1", "3.1", "7", "128", "130")}
WORDS = ("SeriesDescription", "ProtocolName", "SequenceName", "PulseSequenceName")


def frames_of(dataset: Dataset, place: Place) -> tuple[Frame, ...]:
    """The pictures a file holds, as its header describes them; () where it is no picture.

    Parameters
    ----------
    dataset : from `read_header`.

    Raises
    ------
    ScanError
        The number of frames is none, or does not fit to the functional groups.
    """
    rows, columns = (_whole(dataset, name) for name in ("Rows", "Columns"))
    if rows <= 0 or columns <= 0:
        head = getattr(dataset, "file_meta", None)
        kind = _text(dataset, "SOPClassUID") or _text(head, "MediaStorageSOPClassUID")
        if kind in PICTURES or (not kind and getattr(dataset, "preamble", None)):
            what = "its header ends before it says how large its picture is"
            raise ScanError(Complaint(what, "Copy or export it again.", file=place.name))
        return ()
    groups = dataset.get("PerFrameFunctionalGroupsSequence")
    facts = _facts(dataset)
    if groups is None:
        facts["frames"] = max(1, _whole(dataset, "NumberOfFrames", 1))
        return (_single(dataset, place, (rows, columns), facts),)
    count = _whole(dataset, "NumberOfFrames", 1)
    if not 0 < count <= MOST_FRAMES or len(groups) != count:
        raise ScanError(
            Complaint(
                f"the file says that it has {count} frames, and describes {len(groups)}",
                "Export it again from the scanner or archive.",
                file=place.name,
            )
        )
    shared = dataset.get("SharedFunctionalGroupsSequence") or [None]
    return tuple(
        _framed(dataset, place, (shared[0], group), (number, facts)) for number, group in enumerate(groups)
    )


def _facts(dataset: Dataset) -> dict[str, Any]:
    """What tells a person, and a guess, which kind of picture this is."""
    whose = identifying_words(dataset)
    return {
        "modality": _text(dataset, "Modality").upper(),
        "body part": without(_text(dataset, "BodyPartExamined"), whose),
        "description": without(_text(dataset, "SeriesDescription"), whose),
        "words": " ".join(_text(dataset, name) for name in WORDS),
        "sequence": _text(dataset, "ScanningSequence"),
        "options": " ".join(_text(dataset, name) for name in ("ScanOptions", "SequenceVariant")),
        "echo": _one(dataset, "EchoTime"),
        "repetition": _one(dataset, "RepetitionTime"),
        "inversion": _one(dataset, "InversionTime"),
        "samples": _whole(dataset, "SamplesPerPixel", 1),
        "photometric": _text(dataset, "PhotometricInterpretation").upper(),
        "animal": _text(dataset, "AnatomicalOrientationType").upper() == "QUADRUPED",
        "table": "ModalityLUTSequence" in dataset,
        "projected": "ImagerPixelSpacing" in dataset,
        "agent": bool(_text(dataset, "ContrastBolusAgent")),
        "frame of reference": _text(dataset, "FrameOfReferenceUID"),
        "frames": 1,
    }


def _single(dataset: Dataset, place: Place, size: tuple[int, int], facts: dict[str, Any]) -> Frame:
    """The only picture of a file."""
    return Frame(
        place=place,
        number=0,
        position=numbers(dataset, "ImagePositionPatient", 3),
        orientation=numbers(dataset, "ImageOrientationPatient", 6),
        size=size,
        spacing=numbers(dataset, "PixelSpacing", 2),
        thickness=_one(dataset, "SliceThickness"),
        between=_one(dataset, "SpacingBetweenSlices"),
        slope=_one(dataset, "RescaleSlope", 1.0),
        intercept=_one(dataset, "RescaleIntercept", 0.0),
        instance=_whole(dataset, "InstanceNumber", -1),
        channel=(
            _one(dataset, "EchoTime"),
            _whole(dataset, "EchoNumbers", 0),
            _whole(dataset, "TemporalPositionIdentifier", 0),
            _one(dataset, "DiffusionBValue"),
            _text(dataset, "ImageType"),
            _one(dataset, "TriggerTime"),
            _one(dataset, "InversionTime"),
            _whole(dataset, "AcquisitionNumber", 0),
            _text(dataset, "AcquisitionTime"),
        ),
        stack=_text(dataset, "StackID"),
        series=_text(dataset, "SeriesInstanceUID"),
        facts=facts,
    )


def _framed(
    dataset: Dataset, place: Place, groups: tuple[Dataset | None, Dataset], own: tuple[int, dict[str, Any]]
) -> Frame:
    """One frame of an enhanced file: its own functional groups count before those of all."""
    number, facts = own
    content = _macro("FrameContentSequence", groups)
    measures = _macro("PixelMeasuresSequence", groups)
    scale = _macro("PixelValueTransformationSequence", groups)
    echo = _macro("MREchoSequence", groups)
    timing = _macro("MRTimingAndRelatedParametersSequence", groups)
    kind = _macro("MRImageFrameTypeSequence", groups)
    diffusion = _macro("MRDiffusionSequence", groups)
    echo_time = _one(echo, "EffectiveEchoTime")
    facts = {
        **facts,
        "echo": echo_time,
        "repetition": _one(timing, "RepetitionTime"),
        "body part": facts["body part"] or _anatomy(groups),
    }
    return Frame(
        place=place,
        number=number,
        position=numbers(_macro("PlanePositionSequence", groups), "ImagePositionPatient", 3),
        orientation=numbers(_macro("PlaneOrientationSequence", groups), "ImageOrientationPatient", 6),
        size=(_whole(dataset, "Rows"), _whole(dataset, "Columns")),
        spacing=numbers(measures, "PixelSpacing", 2),
        thickness=_one(measures, "SliceThickness"),
        between=_one(measures, "SpacingBetweenSlices"),
        slope=_one(scale, "RescaleSlope", 1.0),
        intercept=_one(scale, "RescaleIntercept", 0.0),
        instance=_whole(content, "InStackPositionNumber", number + 1),
        channel=(
            echo_time,
            0,
            _whole(content, "TemporalPositionIndex", 0),
            _one(diffusion, "DiffusionBValue"),
            _text(kind, "FrameType"),
            nan,
            nan,
            _whole(content, "FrameAcquisitionNumber", 0),
            "",
        ),
        stack=_text(content, "StackID"),
        series=_text(dataset, "SeriesInstanceUID"),
        facts=facts,
    )


def _macro(name: str, groups: tuple[Dataset | None, Dataset]) -> Dataset | None:
    """One functional group macro of a frame, or of all frames."""
    for group in reversed(groups):
        held = group.get(name) if group is not None else None
        if held:
            return held[0]
    return None


def _anatomy(groups: tuple[Dataset | None, Dataset]) -> str:
    """The coded region of a frame, as text."""
    region = _macro("FrameAnatomySequence", groups)
    codes = region.get("AnatomicRegionSequence") if region is not None else None
    return _text(codes[0], "CodeMeaning") if codes else ""


def _text(dataset: Dataset | None, name: str) -> str:
    """An element as text; "" where there is none."""
    held = dataset.get(name) if dataset is not None else None
    if held is None:
        return ""
    parts = [held] if isinstance(held, str) or not hasattr(held, "__iter__") else held
    return "\\".join(str(part).strip() for part in parts)


def _one(dataset: Dataset | None, name: str, otherwise: float = nan) -> float:
    found: Numbers = numbers(dataset, name, 1)
    return found[0] if found else otherwise


def _whole(dataset: Dataset | None, name: str, otherwise: int = 0) -> int:
    found = _one(dataset, name)
    return int(found) if not isnan(found) and abs(found) < 2**31 else otherwise
