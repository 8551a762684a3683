"""Images and segmentations in DICOM of voxels that have an affine, by pydicom and highdicom.

DICOM counts in millimetres and LPS (x to the left, y to the back); highdicom turns the RAS affine. A
segmentation points to what it was made from: the pictures themselves, or an image of the labels.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve import __version__
from cryonerve.errors import ClipError, Complaint
from cryonerve.scans.dicom_identity import RESEARCH_LABEL, identify, number_by_content

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = [
    "SCHEME",
    "UNDATED",
    "Algorithm",
    "Segment",
    "dicom_volume",
    "grey_image",
    "highdicom",
    "origin_of",
    "quietly",
    "segment_descriptions",
    "settled",
]

Floats = NDArray[np.float64]
Algorithm = Literal["AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"]
Origin = Literal["simulated", "recorded"]
GREY_WORDS = "1.2.840.10008.5.1.4.1.1.7.3"  # Multi-frame Grayscale Word Secondary Capture Image
SCHEME = "99CRYONERVE"  # codes that no published scheme has
PER_FRAME = 0x52009230  # frames follow each other as their functional groups say
UNNUMBERED = "2.25.0"  # until the object is whole
UNDATED = (
    "19000101",
    "000000",
)  # where the standard asks for a day: none, so that equal runs give equal files


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: what it is called, and how it came to be.

    Attributes
    ----------
    category, kind : code, scheme and meaning. colour : red, green and blue, 0 to 255.
    algorithm : of a machine, of a person, or of both.
    maker : name of the algorithm and its family (code, scheme, meaning).
    """

    label: str
    category: tuple[str, str, str]
    kind: tuple[str, str, str]
    colour: tuple[int, int, int]
    algorithm: Algorithm = "AUTOMATIC"
    maker: tuple[str, tuple[str, str, str]] = (
        "cryonerve",
        ("BIOHEAT", SCHEME, "Simulation of heat in tissue"),
    )


def grey_image(
    labels: NDArray[Any], affine: Floats, kind: Origin, *, study: str | None, frame: str, meaning: str
) -> Dataset:
    """Labels as DICOM image (Multi-frame Grayscale Word Secondary Capture): grey is the label.

    Parameters
    ----------
    labels : (i, j, k) whole numbers from 0. affine : to m, right-anterior-superior, axes at right angles.
    study : what belongs together; None: this object stands alone. frame : identifier of the space.
    meaning : what a number says.
    """
    from pydicom.dataset import FileDataset, FileMetaDataset  # noqa: PLC0415
    from pydicom.uid import ExplicitVRLittleEndian  # noqa: PLC0415

    stored = np.ascontiguousarray(labels.transpose(2, 1, 0).astype("<u2"))
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = GREY_WORDS
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    identify(dataset, kind, study=study, title="anatomy")
    count, rows, columns = stored.shape
    top = int(stored.max(initial=0))
    values: dict[str, Any] = {
        "SOPClassUID": GREY_WORDS,
        "Modality": "OT",
        "ConversionType": "WSD",
        "ImageType": ["DERIVED", "SECONDARY"],
        "ContentDate": UNDATED[0],
        "ContentTime": UNDATED[1],
        "PatientOrientation": "",
        "Laterality": "",
        "ImageComments": RESEARCH_LABEL[kind],
        "DerivationDescription": meaning,
        "BurnedInAnnotation": "NO",
        "FrameOfReferenceUID": frame,
        "PositionReferenceIndicator": "",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "PresentationLUTShape": "IDENTITY",
        "RescaleIntercept": "0",
        "RescaleSlope": "1",
        "RescaleType": "US",
        "WindowCenter": f"{max(1, top) / 2:g}",
        "WindowWidth": f"{max(1, top)}",
        "Rows": rows,
        "Columns": columns,
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 0,
        "NumberOfFrames": count,
        "FrameIncrementPointer": PER_FRAME,
        "PixelData": stored.tobytes(),
    }
    return _filled(dataset, values, affine, count)


def _filled(dataset: Dataset, values: dict[str, Any], affine: Floats, count: int) -> Dataset:
    """The object with its elements, its frames' places and its numbers."""
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    dataset["PixelData"].VR = "OW"
    _place(dataset, affine, count)
    number_by_content(dataset)
    return dataset


def segment_descriptions(segments: Sequence[Segment]) -> list[Any]:
    """The library's descriptions of segments, numbered from 1."""
    return [_described(item, number) for number, item in enumerate(segments, 1)]


def _described(item: Segment, number: int) -> Any:  # noqa: ANN401  (highdicom carries no types)
    hd = highdicom()
    name, family = item.maker
    made = hd.AlgorithmIdentificationSequence(
        name=name, family=hd.sr.CodedConcept(*family), version=__version__
    )
    return hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=item.label[:64],
        segmented_property_category=hd.sr.CodedConcept(*item.category),
        segmented_property_type=hd.sr.CodedConcept(*item.kind),
        algorithm_type=item.algorithm,
        algorithm_identification=None if item.algorithm == "MANUAL" else made,
        display_color=hd.color.CIELabColor.from_rgb(*item.colour),
    )


def dicom_volume(
    array: NDArray[Any], affine: Floats, frame: str, channels: dict[str, Any] | None = None
) -> Any:  # noqa: ANN401
    """The library's volume of an array (i, j, k[, channel]): slices along k, rows along j.

    Parameters
    ----------
    affine : to m, right-anterior-superior. frame : identifier of the space.

    Raises
    ------
    ClipError
        Axes that are not at right angles.
    """
    millimetres = np.array(affine, dtype=float)
    millimetres[:3] *= 1e3
    order = (2, 1, 0, *range(3, array.ndim))
    try:
        return highdicom().Volume(
            np.ascontiguousarray(array.transpose(order)),
            millimetres[:, [2, 1, 0, 3]],
            "PATIENT",
            frame,
            channels=channels,
            from_reference_convention="RAS",
        )
    except ValueError as error:
        what = f"this label volume does not fit into DICOM: {' '.join(str(error).split())[:160]}"
        raise ClipError(
            Complaint(what, "Use the NIfTI files; or resample the scan to straight axes.")
        ) from error


def _place(dataset: Dataset, affine: Floats, count: int) -> None:
    """Multi-frame functional groups: size, orientation and place of every slice, in LPS."""
    from pydicom.dataset import Dataset as Item  # noqa: PLC0415

    turned = np.diag([-1.0, -1.0, 1.0])  # RAS to LPS
    steps = turned @ affine[:3, :3] * 1e3
    lengths = np.linalg.norm(steps, axis=0)
    start = turned @ affine[:3, 3] * 1e3
    measures, orientation, shared = Item(), Item(), Item()
    measures.PixelSpacing = [_number(lengths[1]), _number(lengths[0])]
    measures.SliceThickness = _number(lengths[2])
    measures.SpacingBetweenSlices = _number(lengths[2])
    directions = [*(steps[:, 0] / lengths[0]), *(steps[:, 1] / lengths[1])]
    orientation.ImageOrientationPatient = [_number(item) for item in directions]
    shared.PixelMeasuresSequence = [measures]
    shared.PlaneOrientationSequence = [orientation]
    dataset.SharedFunctionalGroupsSequence = [shared]
    groups = []
    for number in range(count):
        position, group = Item(), Item()
        position.ImagePositionPatient = [_number(item) for item in start + number * steps[:, 2]]
        group.PlanePositionSequence = [position]
        groups.append(group)
    dataset.PerFrameFunctionalGroupsSequence = groups


def _number(value: float) -> str:
    """A decimal string of at most 16 characters."""
    from pydicom.valuerep import format_number_as_ds  # noqa: PLC0415

    return str(format_number_as_ds(float(value) + 0.0))


def origin_of(title: str, kind: Origin) -> dict[str, Any]:
    """What made an object; its numbers are those of a place to fill, until it is whole."""
    return {
        "series_instance_uid": UNNUMBERED,
        "series_number": 1,
        "series_description": f"{kind.upper()} {title}, research software",
        "sop_instance_uid": UNNUMBERED,
        "instance_number": 1,
        "manufacturer": "cryonerve",
        "manufacturer_model_name": "cryonerve (research software)",
        "software_versions": __version__,
        "device_serial_number": "none",
    }


def settled(made: Any, kind: Origin, frame: str) -> Dataset:  # noqa: ANN401  (highdicom carries no types)
    """The object without the clock and the chance that went into it: equal content gives equal files."""
    for name in ("ContentDate", "SeriesDate", "InstanceCreationDate"):
        if name in made:
            setattr(made, name, UNDATED[0])
    for name in ("ContentTime", "SeriesTime", "InstanceCreationTime"):
        if name in made:
            setattr(made, name, UNDATED[1])
    for item in made.get("ContributingEquipmentSequence", ()):
        if "ContributionDateTime" in item:
            del item.ContributionDateTime
    if "SegmentSequence" not in made:
        made.Laterality = ""  # asked for in General Series, not known; segmentations leave it out
    made.ImageComments = RESEARCH_LABEL[kind]
    made.FrameOfReferenceUID = frame
    number_by_content(made)
    return made


@contextmanager
def quietly() -> Iterator[None]:
    """The library's advice to its callers is not for the person who runs a case."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def highdicom() -> Any:  # noqa: ANN401  (highdicom carries no types)
    """The library, or one sentence on how to get it.

    Raises
    ------
    ClipError
        It is not installed.
    """
    try:
        import highdicom as library  # noqa: PLC0415
        import highdicom.color  # noqa: PLC0415
        import highdicom.pm  # noqa: PLC0415
        import highdicom.seg  # noqa: PLC0415
        import highdicom.sr  # noqa: PLC0415
    except ImportError as error:
        what = "DICOM segmentations and parametric maps need highdicom, which is not installed"
        raise ClipError(Complaint(what, "pip install 'cryonerve[ultrasound]'")) from error
    return library
