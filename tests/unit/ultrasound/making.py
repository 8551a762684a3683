"""Clips and files of scanners that never were, for the tests of what reads and writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from cryonerve.ultrasound import Frames, ImagePlane


def clip(count: int = 3, shape: tuple[int, int] = (24, 35), *, even: bool = True, seed: int = 1) -> Frames:
    """A small clip with everything a clip can have."""
    rng = np.random.default_rng(seed)
    times = 30.0 + (0.04 * np.arange(count) if even else np.cumsum(rng.uniform(0.02, 0.5, count)))
    inside = np.ones(shape, bool)
    inside[-3:, :5] = False
    return Frames(
        pixels=rng.integers(0, 256, (count, *shape), np.uint8),
        times=times,
        spacing=(0.05e-3, 0.15e-3),
        corner=(0.3e-3, -2.55e-3),
        kind="simulated",
        plane=ImagePlane(
            np.array([1e-3, 0.02, -5e-3]), np.array([0.0, 0, 1]), np.array([0, -1.0, 0]), depth=0.04
        ),
        inside=inside,
        settings={"frequency": "12 MHz", "seed": "1", "note": "Größe µ"},
        remarks=("Nothing was there.",),
    )


def region(bounds: tuple[int, int, int, int], **values: object) -> Dataset:
    """A calibrated region: first row, first column, last row, last column."""
    item = Dataset()
    item.RegionSpatialFormat = 1
    item.RegionDataType = 1
    item.RegionFlags = 0
    item.RegionLocationMinY0, item.RegionLocationMinX0, item.RegionLocationMaxY1, item.RegionLocationMaxX1 = (
        bounds
    )
    item.PhysicalUnitsXDirection = 3
    item.PhysicalUnitsYDirection = 3
    item.PhysicalDeltaX = 0.02
    item.PhysicalDeltaY = 0.01
    for name, value in values.items():
        setattr(item, name, value)
    return item


def scanner_file(
    pixels: np.ndarray, *, regions: list[Dataset] | None = None, kind: str = "MONOCHROME2", **values: object
) -> FileDataset:
    """A clip as a scanner writes it, with a name and dates: (frame, row, column[, channel]) of uint8."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.3.1"
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.Modality = "US"
    dataset.PatientName = "Doe^Jane"
    dataset.PatientID = "123456"
    dataset.PatientBirthDate = "19700101"
    dataset.InstitutionName = "General Hospital"
    dataset.StudyDate = "20260101"
    dataset.Manufacturer = "Maker"
    dataset.ManufacturerModelName = "Model 7"
    dataset.Rows, dataset.Columns = pixels.shape[1:3]
    dataset.NumberOfFrames = len(pixels)
    dataset.FrameIncrementPointer = 0x00181063
    dataset.FrameTime = "40"
    dataset.SamplesPerPixel = 1 if pixels.ndim == 3 else pixels.shape[3]
    if pixels.ndim == 4:
        dataset.PlanarConfiguration = 0
    dataset.PhotometricInterpretation = kind
    bits = 8 * pixels.dtype.itemsize
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit = bits - 1
    dataset.PixelRepresentation = 0
    if regions is not None:
        dataset.SequenceOfUltrasoundRegions = regions
    raw = pixels.tobytes()
    dataset.PixelData = raw + b"\0" * (len(raw) % 2)
    dataset["PixelData"].VR = "OB" if bits == 8 else "OW"
    for name, value in values.items():
        setattr(dataset, name, value)
    return dataset


def written(dataset: FileDataset, path: Path) -> Path:
    """The dataset on disk."""
    dataset.save_as(path, enforce_file_format=True)
    return path
