"""DICOM series made for tests: any direction of rows, columns and slices, one file a slice or one for all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian

CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
ROOT = "2.25.4711"

Floats = NDArray[np.float64]


def turned_grid(order: Sequence[int], signs: Sequence[int], tilt: float = 0.0) -> Floats:
    """(3, 3) directions of columns, rows and slices growing: signed axes of the patient (LPS), tilted."""
    axes = np.zeros((3, 3))
    for column, (axis, sign) in enumerate(zip(order, signs, strict=True)):
        axes[axis, column] = sign
    c, s = np.cos(tilt), np.sin(tilt)
    about_x = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    about_z = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    return about_x @ about_z @ axes


def random_pixels(shape: Sequence[int], seed: int = 0) -> NDArray[np.int16]:
    """(slice, row, column) CT-like numbers, no two slices alike."""
    return np.random.default_rng(seed).integers(-1000, 1500, tuple(shape)).astype(np.int16)


def made_slices(
    pixels: NDArray[Any],
    axes: Floats,
    *,
    spacing: Sequence[float] = (0.7, 0.9, 3.0),
    start: Sequence[float] = (-30.0, 20.0, 400.0),
    modality: str = "CT",
    **others: Any,
) -> list[FileDataset]:
    """One dataset a slice; slice k lies at start + k * spacing * axes[:, 2].

    Parameters
    ----------
    pixels : (slice, row, column) stored values. spacing : between columns, between rows, between slices.
    others : further elements, the same in all slices.
    """
    made = []
    for number, layer in enumerate(pixels):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = CT if modality == "CT" else MR
        meta.MediaStorageSOPInstanceUID = f"{ROOT}.3.{number + 1}"
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        position = np.asarray(start) + number * spacing[2] * axes[:, 2]
        values: dict[str, Any] = {
            "SOPClassUID": meta.MediaStorageSOPClassUID,
            "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
            "StudyInstanceUID": f"{ROOT}.1",
            "SeriesInstanceUID": f"{ROOT}.2",
            "FrameOfReferenceUID": f"{ROOT}.4",
            "Modality": modality,
            "SeriesNumber": 3,
            "InstanceNumber": number + 1,
            "ImagePositionPatient": [_decimal(item) for item in position],
            "ImageOrientationPatient": [_decimal(item) for item in (*axes[:, 0], *axes[:, 1])],
            "PixelSpacing": [_decimal(spacing[1]), _decimal(spacing[0])],
            "SliceThickness": _decimal(spacing[2]),
            "SamplesPerPixel": 1,
            "PhotometricInterpretation": "MONOCHROME2",
            "Rows": layer.shape[0],
            "Columns": layer.shape[1],
            "BitsAllocated": 16,
            "BitsStored": 16,
            "HighBit": 15,
            "PixelRepresentation": int(layer.dtype.kind == "i"),
            **({"RescaleSlope": 1, "RescaleIntercept": 0} if modality == "CT" else {}),
            **others,
        }
        for keyword, value in values.items():
            setattr(dataset, keyword, value)
        dataset.PixelData = np.ascontiguousarray(layer).tobytes()
        dataset["PixelData"].VR = "OW"
        made.append(dataset)
    return made


def save(datasets: Sequence[FileDataset], folder: Path, *, seed: int | None = None) -> Path:
    """Write each dataset as a file; with a seed under names in a shuffled order."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"{number:04d}.dcm" for number in range(len(datasets))]
    if seed is not None:
        random.Random(seed).shuffle(names)
    for name, dataset in zip(names, datasets, strict=True):
        dataset.save_as(folder / name, enforce_file_format=True)
    return folder


def made_multiframe(slices: Sequence[FileDataset], **others: Any) -> FileDataset:
    """The slices of `made_slices` as one enhanced MR file with functional groups for each frame."""
    first = slices[0]
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = ENHANCED_MR
    meta.MediaStorageSOPInstanceUID = f"{ROOT}.5"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID", "Rows", "Columns",
                    "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "SamplesPerPixel",
                    "PhotometricInterpretation"):  # fmt: skip
        setattr(dataset, keyword, first[keyword].value)
    dataset.SOPClassUID, dataset.SOPInstanceUID = ENHANCED_MR, meta.MediaStorageSOPInstanceUID
    dataset.Modality, dataset.NumberOfFrames = "MR", len(slices)
    shared, measures, orientation = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = first.PixelSpacing, first.SliceThickness
    orientation.ImageOrientationPatient = first.ImageOrientationPatient
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = Items([measures]), Items([orientation])
    dataset.SharedFunctionalGroupsSequence = Items([shared])
    groups = []
    for number, item in enumerate(slices):
        group, position, content, scale = Dataset(), Dataset(), Dataset(), Dataset()
        position.ImagePositionPatient = item.ImagePositionPatient
        content.StackID, content.InStackPositionNumber = "1", number + 1
        scale.RescaleSlope = item.get("RescaleSlope", 1)
        scale.RescaleIntercept = item.get("RescaleIntercept", 0)
        group.PlanePositionSequence, group.FrameContentSequence = Items([position]), Items([content])
        group.PixelValueTransformationSequence = Items([scale])
        groups.append(group)
    dataset.PerFrameFunctionalGroupsSequence = Items(groups)
    dataset.PixelData = b"".join(item.PixelData for item in slices)
    dataset["PixelData"].VR = "OW"
    for keyword, value in others.items():
        setattr(dataset, keyword, value)
    return dataset


def _decimal(value: float) -> str:
    """As a scanner writes it: at most 16 characters."""
    from pydicom.valuerep import format_number_as_ds

    return str(format_number_as_ds(float(value) + 0.0))
