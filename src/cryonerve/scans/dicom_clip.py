"""A clip as DICOM Ultrasound Multi-frame Image: cine times, calibrated region, research label, nobody's name.

The object is that of DICOM PS3.3 A.7 (Ultrasound Multi-frame Image Storage) with the modules Cine (C.7.6.5),
Multi-frame (C.7.6.6), US Region Calibration (C.8.5.5) and US Image (C.8.5.6). Pixels are not compressed. What
DICOM has no place for (plane, drawn region, settings, remarks) stands in a private block "cryonerve".
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.files import whole_file
from cryonerve.scans.dicom_identity import RESEARCH_LABEL, identify, number_by_content
from cryonerve.scans.frame_notes import notes_for, read_notes
from cryonerve.scans.frames import Frames
from cryonerve.scans.scaling import names_kept

if TYPE_CHECKING:
    from pydicom.dataset import Dataset, FileDataset

__all__ = ["PRIVATE", "US_MULTIFRAME", "clip_dataset", "notes_of", "write_dicom"]

Floats = NDArray[np.float64]

US_MULTIFRAME = "1.2.840.10008.5.1.4.1.1.3.1"
PRIVATE = (0x0099, "cryonerve")  # group and creator of the private block
NOTES = 0x01  # its one element
TITLE = "B-mode clip"
EVEN = 0.5e-6  # s; frames farther than this from even times get a vector of times
LONGEST_TEXT = 65534  # bytes of a value in explicit transfer syntax with a short length
LARGEST = 2**32 - 2  # bytes of pixels that a DICOM element can hold


def write_dicom(frames: Frames, path: Path, *, study: str | None = None) -> None:
    """Write a clip as DICOM Ultrasound Multi-frame Image Storage, whole or not at all.

    Equal clips give equal files, byte for byte: identifiers come from the content, there is no date.

    Parameters
    ----------
    study : what the clip belongs to, such as the hash of a case; objects with the same one share a study.

    Raises
    ------
    ClipError
        More pixels than one DICOM object can hold (4 GiB).
    """
    dataset = clip_dataset(frames, study=study)
    with whole_file(path) as partial:
        dataset.save_as(partial, enforce_file_format=True)


def clip_dataset(frames: Frames, *, study: str | None = None) -> FileDataset:
    """The DICOM object of a clip; see `write_dicom`.

    >>> clip = Frames(np.zeros((2, 4, 6), np.uint8), np.array([0.0, 0.04]), (1e-4, 2e-4), (0, 0), "simulated")
    >>> dataset = clip_dataset(clip)
    >>> str(dataset.FrameTime), dataset.SequenceOfUltrasoundRegions[0].PhysicalDeltaX
    ('40', 0.02)
    """
    from pydicom.dataset import FileDataset, FileMetaDataset  # noqa: PLC0415
    from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian  # noqa: PLC0415

    if frames.pixels.nbytes > LARGEST:
        what = f"the clip has {frames.pixels.nbytes / 2**30:.1f} GiB of pixels; one DICOM object holds 4"
        raise ClipError(Complaint(what, "Write it in parts."))
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = US_MULTIFRAME
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    whole = names_kept(frames.remarks)
    identify(dataset, frames.kind, study=study, title=TITLE, names_left=whole)
    dataset.SOPClassUID = US_MULTIFRAME
    _describe(dataset, frames, whole=whole)
    longest = _time_frames(dataset, frames.times)
    meta.TransferSyntaxUID = ImplicitVRLittleEndian if longest > LONGEST_TEXT else ExplicitVRLittleEndian
    _calibrate(dataset, frames)
    _keep_notes(dataset, frames)
    raw = np.ascontiguousarray(frames.pixels).tobytes()
    dataset.PixelData = raw + b"\0" * (len(raw) % 2)
    dataset["PixelData"].VR = "OB" if meta.TransferSyntaxUID == ExplicitVRLittleEndian else "OW"
    number_by_content(dataset)
    return dataset


def _describe(dataset: Dataset, frames: Frames, *, whole: bool) -> None:
    """General Image, Image Pixel and US Image modules; `whole`: nothing was cut, names may be left."""
    label = RESEARCH_LABEL[frames.kind]
    rows, columns = frames.shape
    made = "Turned to grey" if whole else "Cut to the scanner's region and turned to grey"
    values: dict[str, Any] = {
        "Modality": "US",
        "ImageType": ["DERIVED", "SECONDARY", "MUSCULOSKELETAL", "0001"],  # 0001: two-dimensional imaging
        "ContentDate": "",
        "ContentTime": "",
        "PatientOrientation": "",
        "Laterality": "",
        "ImageComments": label,
        "DerivationDescription": "Computed from a temperature field; no scanner was there"
        if frames.kind == "simulated"
        else made,
        "BurnedInAnnotation": "YES" if whole else "NO",
        "LossyImageCompression": "00",
        "QualityControlImage": "NO",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": rows,
        "Columns": columns,
        # Beside the region: ITK, and with it 3D Slicer, reads the scale from here only.
        "PixelSpacing": [f"{1e3 * item:.10g}" for item in frames.spacing],
        "BitsAllocated": 8,
        "BitsStored": 8,
        "HighBit": 7,
        "PixelRepresentation": 0,
        "UltrasoundColorDataPresent": 0,
    }
    for keyword, value in values.items():
        setattr(dataset, keyword, value)


def _time_frames(dataset: Dataset, times: Floats) -> int:
    """Cine and Multi-frame modules; returns the length of the longest text written."""
    moments = 1e3 * (times - times[0])
    step = float(_decimal(float(moments[-1]) / max(1, len(times) - 1)))  # as it will be read
    even = len(times) > 1 and bool(np.all(np.abs(moments - step * np.arange(len(times))) <= 1e3 * EVEN))
    dataset.NumberOfFrames = len(times)
    dataset.FrameDelay = _decimal(1e3 * float(times[0]))
    dataset.StartTrim = 1
    dataset.StopTrim = len(times)
    if even:
        dataset.FrameIncrementPointer = 0x00181063
        dataset.FrameTime = _decimal(step)
        return 0
    # Differences of rounded moments, so that rounding does not add up.
    steps = [_decimal(step) for step in np.diff(np.round(moments, 6), prepend=0.0)]
    dataset.FrameIncrementPointer = 0x00181065
    dataset.FrameTimeVector = steps
    return sum(len(item) + 1 for item in steps)


def _decimal(milliseconds: float) -> str:
    """A decimal string of at most 16 characters."""
    text = f"{milliseconds:.6f}".rstrip("0").rstrip(".")
    return text if len(text) <= 16 else f"{milliseconds:.9e}"[:16]


def _calibrate(dataset: Dataset, frames: Frames) -> None:
    """US Region Calibration module: one two-dimensional region of tissue, in cm, over the whole picture."""
    from pydicom.dataset import Dataset as Item  # noqa: PLC0415

    rows, columns = frames.shape
    region = Item()
    values: dict[str, Any] = {
        "RegionSpatialFormat": 1,  # 2D
        "RegionDataType": 1,  # tissue
        "RegionFlags": 0,
        "RegionLocationMinX0": 0,
        "RegionLocationMinY0": 0,
        "RegionLocationMaxX1": columns - 1,
        "RegionLocationMaxY1": rows - 1,
        "ReferencePixelX0": 0,
        "ReferencePixelY0": 0,
        "PhysicalUnitsXDirection": 3,  # cm
        "PhysicalUnitsYDirection": 3,
        "ReferencePixelPhysicalValueX": 100.0 * frames.corner[1],
        "ReferencePixelPhysicalValueY": 100.0 * frames.corner[0],
        "PhysicalDeltaX": 100.0 * frames.spacing[1],
        "PhysicalDeltaY": 100.0 * frames.spacing[0],
    }
    for keyword, value in values.items():
        setattr(region, keyword, value)
    dataset.SequenceOfUltrasoundRegions = [region]


def _keep_notes(dataset: Dataset, frames: Frames) -> None:
    """Write the private block."""
    block = dataset.private_block(*PRIVATE, create=True)
    block.add_new(NOTES, "UT", json.dumps(notes_for(frames), ensure_ascii=False))


def notes_of(dataset: Dataset) -> dict[str, Any] | None:
    """The document in the private block of a file that `write_dicom` wrote; None where there is none."""
    try:
        text = dataset.private_block(*PRIVATE)[NOTES].value
    except KeyError:
        return None
    return read_notes(text.decode(errors="replace") if isinstance(text, bytes) else str(text))
