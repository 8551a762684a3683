"""Clips of real scanners: DICOM ultrasound, single pictures and cine, cut to the calibrated region.

Whatever lies outside the region (a burned-in name, a logo, the machine's settings) is dropped, and nothing
that could tell whose picture it is leaves the file.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.scans.dicom_clip import notes_of
from cryonerve.scans.dicom_headers import BROKEN
from cryonerve.scans.frame_notes import noted
from cryonerve.scans.frames import Frames
from cryonerve.scans.scaling import (
    MOST_PIXELS,
    Given,
    Region,
    centred,
    grey,
    names_kept,
    uncut,
    whole_picture,
)

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["read_dicom"]

Floats = NDArray[np.float64]

CLIPS = {
    "1.2.840.10008.5.1.4.1.1.6.1",  # Ultrasound Image
    "1.2.840.10008.5.1.4.1.1.3.1",  # Ultrasound Multi-frame Image
    "1.2.840.10008.5.1.4.1.1.6",  # both, retired
    "1.2.840.10008.5.1.4.1.1.3",
}
CENTIMETRES = 3
TWO_DIMENSIONAL = 1
TISSUE = 1
BYTES_OPENED = 12  # that a pixel of one frame takes while it is turned to grey


def read_dicom(path: Path, given: Given = Given()) -> Frames:  # noqa: B008  (frozen)
    """Read an ultrasound clip or picture.

    The region that counts is the two-dimensional tissue region in cm; of several the largest, and the others
    are named in the remarks. A colour picture becomes grey (ITU-R BT.601 luma).

    Parameters
    ----------
    given : scale, region and rate by hand; each counts before what the file says.

    Raises
    ------
    ClipError
        No DICOM, no ultrasound, cut off, no picture, no scale, or times that are missing.
    """
    from pydicom import dcmread  # noqa: PLC0415
    from pydicom.errors import InvalidDicomError  # noqa: PLC0415

    with _plainly(path):
        try:
            dataset = dcmread(path)
        except InvalidDicomError:
            dataset = dcmread(path, force=True)  # written without the preamble, as some archives do
        _is_ultrasound(dataset)
        region, remarks = _region(dataset, given)
        pixels, colour = _pixels(dataset, region)
        times = _times(dataset, len(pixels), given)
        if colour:
            remarks.append("The picture had colours; only its brightness was kept.")
        frames = Frames(pixels, times, region.spacing, region.corner, "recorded")
        notes, shape = notes_of(dataset), (int(dataset.Rows), int(dataset.Columns))
        if notes is None and not names_kept(remarks) and dataset.get("BurnedInAnnotation") != "NO":
            remarks += uncut(region, shape)
        frames = replace(
            frames, cut=(region.top, region.left), settings=_settings(dataset), remarks=tuple(remarks)
        )
        return noted(frames, notes, whole=frames.shape == shape)


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """Say in one sentence what a decoder stumbles over; a vendor's odd habits are not complained of."""
    from pydicom import config  # noqa: PLC0415
    from pydicom.errors import BytesLengthException  # noqa: PLC0415

    try:
        with warnings.catch_warnings(), config.disable_value_validation():
            warnings.simplefilter("ignore")
            yield
    except ClipError as error:
        raise error.located(file=str(path)) from None
    except (*BROKEN, BytesLengthException) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        what = f"this DICOM file cannot be read: {said}"
        remedy = "Export it again from the scanner or archive, uncompressed if there is a choice."
        raise ClipError(Complaint(what, remedy, file=str(path))) from error


def _is_ultrasound(dataset: Dataset) -> None:
    """Refuse what is no ultrasound picture."""
    sop = dataset.get("SOPClassUID")
    modality = str(dataset.get("Modality", ""))
    if sop is None and not modality:
        raise ClipError(Complaint("this is no DICOM object", "Choose another file."))
    if sop not in CLIPS and modality != "US":
        kind = getattr(sop, "name", str(sop))
        what = f"this is no ultrasound clip but: {kind}{f', modality {modality}' if modality else ''}"
        raise ClipError(Complaint(what, "Choose an ultrasound picture or clip (modality US)."))
    if "SharedFunctionalGroupsSequence" in dataset:
        what = "this is a three-dimensional ultrasound volume, not a clip"
        raise ClipError(Complaint(what, "Export the two-dimensional clip (Ultrasound Multi-frame)."))
    if "PixelData" not in dataset or not dataset.get("Rows") or not dataset.get("Columns"):
        what = "the file holds no picture, or was cut off before it"
        raise ClipError(Complaint(what, "Export it again from the scanner or archive."))


# --- scale --------------------------------------------------------------------------------------------------


def _region(dataset: Dataset, given: Given) -> tuple[Region, list[str]]:
    """Which pixels are the picture, and their scale."""
    shape = (int(dataset.Rows), int(dataset.Columns))
    if given.region is not None:
        found = [item for item in _calibrated(dataset) if _fits(item, shape)]
        if given.spacing is not None:
            return given.within(shape, given.spacing), []
        if not found:
            raise ClipError(_no_scale("the file has no scale"))
        largest = max(found, key=lambda item: item.area)
        return given.within(shape, largest.spacing).placed_in(largest), []
    regions = _calibrated(dataset)
    fitting = [item for item in regions if _fits(item, shape)]
    if not fitting and given.spacing is not None:
        region, remark = whole_picture(shape, given.spacing)
        return region, [remark]
    if not regions:
        others = len(dataset.get("SequenceOfUltrasoundRegions") or ())
        what = f"none of its {others} regions is a two-dimensional picture of tissue in cm" if others else (
            "the file has no calibrated region"
        )  # fmt: skip
        raise ClipError(_no_scale(what))
    if not fitting:
        first = regions[0]
        what = (
            f"its region ends at column {first.right} and row {first.bottom}, but the picture has only "
            f"{shape[1]} columns and {shape[0]} rows: it was cut or shrunk after the scanner wrote it"
        )
        raise ClipError(_no_scale(what))
    chosen = max(fitting, key=lambda item: item.area).within(shape)
    if given.spacing is not None:
        chosen = replace(chosen, spacing=given.spacing, corner=given.corner(chosen.columns))
    others = len(dataset.SequenceOfUltrasoundRegions) - 1
    remarks = [f"The file has {others} more region{'s' * (others > 1)}, left out."] if others else []
    return chosen, remarks


def _no_scale(what: str) -> Complaint:
    remedy = "Give the scale by hand: millimetres per pixel, measured on the picture's depth marks."
    return Complaint(f"{what}, so that lengths are unknown", remedy)


def _fits(region: Region, shape: tuple[int, int]) -> bool:
    """Whether a region lies in the picture; some scanners count one pixel too many."""
    return region.bottom <= shape[0] + 1 and region.right <= shape[1] + 1


def _calibrated(dataset: Dataset) -> list[Region]:
    """The two-dimensional tissue regions in cm."""
    found = []
    for item in dataset.get("SequenceOfUltrasoundRegions") or ():
        kinds = [
            item.get(name)
            for name in (
                "RegionSpatialFormat", "RegionDataType", "PhysicalUnitsXDirection", "PhysicalUnitsYDirection",
            )
        ]  # fmt: skip
        if kinds == [TWO_DIMENSIONAL, TISSUE, CENTIMETRES, CENTIMETRES]:
            found.append(_read_region(item))
    return [item for item in found if item is not None]


def _read_region(item: Dataset) -> Region | None:
    """One region in metres; None where it has no size."""
    top, left = int(item.RegionLocationMinY0), int(item.RegionLocationMinX0)
    bottom, right = int(item.RegionLocationMaxY1) + 1, int(item.RegionLocationMaxX1) + 1
    spacing = tuple(1e-2 * abs(float(item[name].value)) for name in ("PhysicalDeltaY", "PhysicalDeltaX"))
    if not all(0.0 < value < 0.1 for value in spacing) or bottom <= top or right <= left:
        return None
    corner = []
    for axis, step, start in zip("YX", spacing, centred(spacing[1], right - left), strict=True):
        pixel, value = item.get(f"ReferencePixel{axis}0"), item.get(f"ReferencePixelPhysicalValue{axis}")
        known = pixel is not None and value is not None
        corner.append(1e-2 * float(value) - float(pixel) * step if known else start)
    region = Region(top, left, bottom, right, cast("tuple[float, float]", spacing), (corner[0], corner[1]))
    return region if np.all(np.isfinite(corner)) else None


# --- pixels -------------------------------------------------------------------------------------------------


def _pixels(dataset: Dataset, region: Region) -> tuple[NDArray[np.uint8], bool]:
    """Grey pixels of the region, frame by frame, and whether there were colours."""
    from pydicom.pixels import iter_pixels  # noqa: PLC0415

    count = int(dataset.get("NumberOfFrames") or 1)
    if count < 1:
        raise ClipError(Complaint("the file says that it has no frames", "Export it again from the scanner."))
    size = count * region.rows * region.columns
    if max(size, int(dataset.Rows) * int(dataset.Columns) * BYTES_OPENED) > MOST_PIXELS:
        what = f"the file says that it has {count} frames of {dataset.Rows} x {dataset.Columns} pixels"
        raise ClipError(Complaint(what, f"Cut it: at most {MOST_PIXELS / 2**30:.0f} GiB are opened."))
    _is_whole(dataset, count)
    kept: list[NDArray[np.uint8]] = []
    colour = False
    for frame in iter_pixels(dataset):
        shown = _shown(np.asarray(frame), dataset)
        part = shown[region.top : region.bottom, region.left : region.right]
        flat, coloured = grey(part)
        kept.append(flat)
        colour = colour or coloured
    if len(kept) != count:
        what = f"the file says that it has {count} frames but holds {len(kept)}"
        raise ClipError(Complaint(what, "Export it again from the scanner or archive."))
    return np.stack(kept), colour


def _is_whole(dataset: Dataset, count: int) -> None:
    """Refuse uncompressed pixels that are cut off, before memory is asked for them."""
    syntax = dataset.file_meta.TransferSyntaxUID if "TransferSyntaxUID" in dataset.file_meta else None
    if syntax is not None and syntax.is_compressed and not syntax.is_deflated:
        return
    samples = (
        2 if dataset.get("PhotometricInterpretation") == "YBR_FULL_422" else int(dataset.SamplesPerPixel)
    )
    wanted = count * int(dataset.Rows) * int(dataset.Columns) * samples * (int(dataset.BitsAllocated) // 8)
    if len(dataset.PixelData) < wanted:
        held = len(dataset.PixelData)
        what = f"the file is cut off: {wanted} bytes of pixels are promised, {held} are there"
        raise ClipError(Complaint(what, "Copy or export it again."))


def _shown(frame: NDArray[Any], dataset: Dataset) -> NDArray[np.uint8]:
    """(row, column) or (row, column, 3) of what a display would show, 8 bits."""
    from pydicom.pixels import apply_color_lut  # noqa: PLC0415

    kind = str(dataset.PhotometricInterpretation)
    bits = int(dataset.BitsStored)
    if kind == "PALETTE COLOR":
        frame = apply_color_lut(frame, dataset)
        bits = 8 * frame.dtype.itemsize
    if int(dataset.get("PixelRepresentation") or 0) or not np.issubdtype(frame.dtype, np.integer):
        raise ClipError(Complaint("its pixels are signed, no brightness", "Export it as 8-bit."))
    shift = bits - 8
    shown = (frame >> shift if shift > 0 else frame << -shift) & 255
    if kind == "MONOCHROME1":
        shown = 255 - shown
    return shown.astype(np.uint8)


# --- times and words ----------------------------------------------------------------------------------------


def _times(dataset: Dataset, count: int, given: Given) -> Floats:
    """(frame,) s, from the times of the cine module."""
    if given.rate is not None:
        return np.arange(count) / given.rate
    start = 1e-3 * float(dataset.get("FrameDelay") or 0.0)
    start = start if np.isfinite(start) else 0.0
    if count == 1:
        return np.array([start])
    vector = dataset.get("FrameTimeVector")
    step = float(dataset.get("FrameTime") or 0.0)
    moments: NDArray[np.floating[Any]]
    rate = float(dataset.get("CineRate") or dataset.get("RecommendedDisplayFrameRate") or 0.0)
    if vector is not None and len(np.atleast_1d(vector)) == count:
        steps = np.array([float(item) for item in vector])
        moments = start + 1e-3 * np.cumsum(np.concatenate([[0.0], steps[1:]]))
    elif step > 0.0 and np.isfinite(step):
        moments = start + 1e-3 * step * np.arange(count)
    elif rate > 0.0:
        moments = start + np.arange(count) / rate
    else:
        what = "the file does not say when its frames were taken"
        raise ClipError(Complaint(what, "Give the frame rate by hand (frames per second)."))
    times = np.asarray(moments, dtype=np.float64)
    if not np.all(np.diff(times) > 0.0):
        what = "the times of its frames stand still or run backwards"
        raise ClipError(Complaint(what, "Give the frame rate by hand (frames per second)."))
    return times


def _settings(dataset: Dataset) -> dict[str, str]:
    """What made the picture: only what cannot name a person or a place."""
    words = {
        "scanner": " ".join(
            str(dataset.get(name) or "").strip() for name in ("Manufacturer", "ManufacturerModelName")
        ).strip(),
    }
    frequency = dataset.get("TransducerFrequency")  # kHz
    if frequency:
        words["frequency"] = f"{float(frequency) / 1000:g} MHz"
    return {name: text for name, text in words.items() if text}
