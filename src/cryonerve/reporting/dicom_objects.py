"""A run for what reads DICOM: labels, nerves and ice as segmentation, coldest temperature as parametric map.

DICOM counts in millimetres and LPS (x to the left, y to the back); highdicom turns the RAS affine of the
label volume. The labels themselves stand as an image beside the two, because a segmentation points to what
it was made from.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve import __version__
from cryonerve.errors import ClipError, Complaint, UnknownNameError, nearest
from cryonerve.reporting.dicom_study import frame_of_reference, study_of
from cryonerve.reporting.exports import field_at_voxels, nadir_at_voxels
from cryonerve.scans.dicom_identity import RESEARCH_LABEL, identify, number_by_content

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing, Phase
    from cryonerve.reporting.run import Run

__all__ = ["anatomy_image", "frozen_at", "nadir_map", "segmentation"]

GREY_WORDS = "1.2.840.10008.5.1.4.1.1.7.3"  # Multi-frame Grayscale Word Secondary Capture Image
SCHEME = "99CRYONERVE"  # codes that no published scheme has
PER_FRAME = 0x52009230  # frames follow each other as their functional groups say
UNNUMBERED = "2.25.0"  # until the object is whole
UNDATED = (
    "19000101",
    "000000",
)  # where the standard asks for a day: none, so that equal runs give equal files
NERVE_COLOUR = (1.0, 0.85, 0.2)
ICE_COLOUR = (0.4, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class _Segment:
    """One segment: what is in it, and what it is called."""

    label: str
    category: tuple[str, str, str]
    kind: tuple[str, str, str]
    colour: tuple[float, float, float]
    inside: NDArray[np.bool_]


def anatomy_image(run: Run) -> Dataset:
    """The label volume as DICOM image (Multi-frame Grayscale Word Secondary Capture): grey is the label."""
    from pydicom.dataset import FileDataset, FileMetaDataset  # noqa: PLC0415
    from pydicom.uid import ExplicitVRLittleEndian  # noqa: PLC0415

    labels = np.ascontiguousarray(run.volume.labels.transpose(2, 1, 0).astype("<u2"))
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = GREY_WORDS
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    identify(dataset, "simulated", study=study_of(run), title="anatomy")
    count, rows, columns = labels.shape
    top = int(labels.max(initial=0))
    values: dict[str, Any] = {
        "SOPClassUID": GREY_WORDS,
        "Modality": "OT",
        "ConversionType": "WSD",
        "ImageType": ["DERIVED", "SECONDARY"],
        "ContentDate": UNDATED[0],
        "ContentTime": UNDATED[1],
        "PatientOrientation": "",
        "Laterality": "",
        "ImageComments": RESEARCH_LABEL["simulated"],
        "DerivationDescription": "Number of the structure that fills each voxel",
        "BurnedInAnnotation": "NO",
        "FrameOfReferenceUID": frame_of_reference(run.volume),
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
        "PixelData": labels.tobytes(),
    }
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    dataset["PixelData"].VR = "OW"
    _place(dataset, run.volume)
    number_by_content(dataset)
    return dataset


def segmentation(run: Run, source: Dataset, *, phase: str | None = None) -> Dataset:
    """Nerves, and the ice at the end of a phase, as DICOM Segmentation.

    Parameters
    ----------
    source : from `anatomy_image`.
    phase : name of a phase ("freeze 2"); None: the last freeze.

    Raises
    ------
    UnknownNameError
        There is no such phase.
    ClipError
        highdicom is missing, or there is neither nerve nor ice.
    """
    hd = _highdicom()
    chosen = _phase(run.freezing, phase)
    segments = [item for item in (*_nerves(run.volume), _ice(run, chosen)) if item.inside.any()]
    if not segments:
        raise ClipError(
            Complaint("there is neither a nerve nor ice to segment", "Freeze longer, or name a phase.")
        )
    stack = np.stack([item.inside for item in segments], axis=-1).astype(np.uint8)
    with _quietly():
        made = hd.seg.Segmentation(
            source_images=[source],
            pixel_array=_volume(stack, run, {"SegmentNumber": range(1, len(segments) + 1)}),
            segmentation_type="BINARY",
            segment_descriptions=[_described(item, number) for number, item in enumerate(segments, 1)],
            content_label="CRYONERVE",
            content_description=f"Nerves, and ice at the end of {chosen.name}",
            **_origin("segmentation"),
        )
    return _settled(made, run)


def nadir_map(run: Run, source: Dataset) -> Dataset:
    """The coldest temperature of every voxel in degC as DICOM Parametric Map (32-bit floats).

    Raises
    ------
    ClipError
        highdicom is missing.
    """
    hd = _highdicom()
    coldest = nadir_at_voxels(run.volume, run.freezing, body_temperature=run.case.body_temperature)
    low, high = float(coldest.min()), float(coldest.max())
    meaning = hd.pm.RealWorldValueMapping(
        lut_label="NADIR",
        lut_explanation="coldest temperature of the run",
        unit=hd.sr.CodedConcept("Cel", "UCUM", "degrees Celsius"),
        value_range=(low, max(high, low + 1e-3)),
        slope=1.0,
        intercept=0.0,
        quantity_definition=hd.sr.CodedConcept("NADIR", SCHEME, "Coldest temperature"),
    )
    window = hd.VOILUTTransformation(window_center=(low + high) / 2, window_width=max(1.0, high - low))
    with _quietly():
        made = hd.pm.ParametricMap(
            source_images=[source],
            pixel_array=_volume(coldest, run),
            contains_recognizable_visual_features=False,
            real_world_value_mappings=[meaning],
            voi_lut_transformations=[window],
            content_label="NADIR",
            content_description="Coldest temperature, degC; simulated, research software",
            **_origin("nadir map"),
        )
    return _settled(made, run)


def frozen_at(volume: Volume, freezing: Freezing, time: float) -> NDArray[np.bool_]:
    """(i, j, k) voxels of the label volume whose tissue is below its own liquidus at a moment, s.

    The moment is that of the nearest frame; between cell centres temperature runs straight.
    """
    frame = _frame(freezing, time)
    with np.errstate(invalid="ignore"):
        below = freezing.liquidus - freezing.temperature[frame]
    return field_at_voxels(volume, freezing, below, outside=-1.0) > 0.0


def _frame(freezing: Freezing, time: float) -> int:
    """Number of the frame nearest to a moment."""
    return int(np.argmin(np.abs(freezing.times - time)))


# --- parts --------------------------------------------------------------------------------------------------


def _phase(freezing: Freezing, name: str | None) -> Phase:
    """The phase of that name; without one the last freeze, or the last phase."""
    if name is None:
        freezes = [item for item in freezing.phases if item.kind == "freeze"]
        return (freezes or list(freezing.phases))[-1]
    found = next((item for item in freezing.phases if item.name == name), None)
    if found is None:
        what = f"no phase of this run is called '{name}'"
        raise UnknownNameError(Complaint(what, nearest(name, [item.name for item in freezing.phases])))
    return found


def _nerves(volume: Volume) -> Iterator[_Segment]:
    """One segment for each structure that is a nerve."""
    for item in volume.structures:
        if item.kind == "nerve":
            yield _Segment(
                item.name,
                ("85756007", "SCT", "Tissue"),
                ("91728009", "SCT", "Nerve"),
                NERVE_COLOUR,
                volume.labels == item.label,
            )


def _ice(run: Run, phase: Phase) -> _Segment:
    """The ice at the end of a phase."""
    moment = float(run.freezing.times[_frame(run.freezing, phase.end)])
    return _Segment(
        f"ice at {moment:g} s, end of {phase.name}",
        ("49755003", "SCT", "Morphologically Abnormal Structure"),
        ("ICE", SCHEME, "Frozen tissue"),
        ICE_COLOUR,
        frozen_at(run.volume, run.freezing, phase.end),
    )


def _described(item: _Segment, number: int) -> Any:  # noqa: ANN401  (highdicom carries no types)
    """The library's description of a segment."""
    hd = _highdicom()
    red, green, blue = (round(255 * part) for part in item.colour)
    return hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=item.label[:64],
        segmented_property_category=hd.sr.CodedConcept(*item.category),
        segmented_property_type=hd.sr.CodedConcept(*item.kind),
        algorithm_type="AUTOMATIC",
        algorithm_identification=hd.AlgorithmIdentificationSequence(
            name="cryonerve",
            family=hd.sr.CodedConcept("BIOHEAT", SCHEME, "Simulation of heat in tissue"),
            version=__version__,
        ),
        display_color=hd.color.CIELabColor.from_rgb(red, green, blue),
    )


def _volume(array: NDArray[Any], run: Run, channels: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    """The library's volume of an array (i, j, k[, channel]): slices along k, rows along j."""
    hd = _highdicom()
    affine = np.array(run.volume.affine, dtype=float)
    affine[:3] *= 1e3
    order = (2, 1, 0, *range(3, array.ndim))
    try:
        return hd.Volume(
            np.ascontiguousarray(array.transpose(order)),
            affine[:, [2, 1, 0, 3]],
            "PATIENT",
            frame_of_reference(run.volume),
            channels=channels,
            from_reference_convention="RAS",
        )
    except ValueError as error:
        what = f"this label volume does not fit into DICOM: {' '.join(str(error).split())[:160]}"
        raise ClipError(
            Complaint(what, "Use the NIfTI files; or resample the scan to straight axes.")
        ) from error


def _place(dataset: Dataset, volume: Volume) -> None:
    """Multi-frame functional groups: size, orientation and place of every slice, in LPS."""
    from pydicom.dataset import Dataset as Item  # noqa: PLC0415

    turned = np.diag([-1.0, -1.0, 1.0])  # RAS to LPS
    steps = turned @ volume.affine[:3, :3] * 1e3
    lengths = np.linalg.norm(steps, axis=0)
    start = turned @ volume.affine[:3, 3] * 1e3
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
    for number in range(volume.labels.shape[2]):
        position, group = Item(), Item()
        position.ImagePositionPatient = [_number(item) for item in start + number * steps[:, 2]]
        group.PlanePositionSequence = [position]
        groups.append(group)
    dataset.PerFrameFunctionalGroupsSequence = groups


def _number(value: float) -> str:
    """A decimal string of at most 16 characters."""
    from pydicom.valuerep import format_number_as_ds  # noqa: PLC0415

    return str(format_number_as_ds(float(value) + 0.0))


def _origin(title: str) -> dict[str, Any]:
    """What made an object; its numbers are those of a place to fill, until it is whole."""
    return {
        "series_instance_uid": UNNUMBERED,
        "series_number": 1,
        "series_description": f"SIMULATED {title}, research software",
        "sop_instance_uid": UNNUMBERED,
        "instance_number": 1,
        "manufacturer": "cryonerve",
        "manufacturer_model_name": "cryonerve (research software)",
        "software_versions": __version__,
        "device_serial_number": "none",
    }


def _settled(made: Any, run: Run) -> Dataset:  # noqa: ANN401  (highdicom carries no types)
    """The object without the clock and the chance that went into it: equal runs give equal files."""
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
    made.ImageComments = RESEARCH_LABEL["simulated"]
    made.FrameOfReferenceUID = frame_of_reference(run.volume)
    number_by_content(made)
    return made


@contextmanager
def _quietly() -> Iterator[None]:
    """The library's advice to its callers is not for the person who runs a case."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _highdicom() -> Any:  # noqa: ANN401  (highdicom carries no types)
    """The library, or one sentence on how to get it."""
    try:
        import highdicom  # noqa: PLC0415
        import highdicom.color  # noqa: PLC0415
        import highdicom.pm  # noqa: PLC0415
        import highdicom.seg  # noqa: PLC0415
        import highdicom.sr  # noqa: PLC0415
    except ImportError as error:
        what = "DICOM segmentations and parametric maps need highdicom, which is not installed"
        raise ClipError(Complaint(what, "pip install 'cryonerve[ultrasound]'")) from error
    return highdicom
