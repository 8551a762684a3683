"""DICOM Segmentation (SEG) as labels: binary, fractional, label maps; sparse frames, overlapping segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.case.fit import SHARE, memory
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.dicom_files import Place
from cryonerve.scans.dicom_geometry import FLIP, directions
from cryonerve.scans.dicom_headers import Frame, plainly
from cryonerve.scans.dicom_multiframe import frames_of
from cryonerve.scans.foreign_labels import ForeignLabels
from cryonerve.scans.identifying import identifying_words
from cryonerve.scans.label_naming import Named, chosen, labels_of, named_plainly, painted
from cryonerve.scans.label_oddities import not_there
from cryonerve.scans.labels import DrawnBy, Label
from cryonerve.scans.structure_names import remarks_on_names

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["ASSUMED", "DRAWN", "read_segmentation"]

Floats = NDArray[np.float64]
THRESHOLD = 0.5  # of a fractional segment, from which a voxel belongs to it
OFF_GRID = 0.1  # share of the distance by which a plane may lie off its place
AGAIN = "Export it again from the program that made it."
ASSUMED = "assumed"  # begins the name of the algorithm of what nobody saw in the scan
DRAWN: dict[str, DrawnBy] = {"MANUAL": "person", "AUTOMATIC": "machine", "SEMIAUTOMATIC": "file"}


def read_segmentation(
    path: Path, legend: Mapping[int, Label] | None = None, *, threshold: float = THRESHOLD
) -> ForeignLabels:
    """Read a DICOM Segmentation, where its own planes lie.

    Where segments overlap the smaller one counts, and a remark says how much that is.

    Parameters
    ----------
    legend : what the segments are, by number; None takes their own names and codes.
    threshold : share from which a voxel of a fractional segment belongs to it.

    Raises
    ------
    ScanError
        No segmentation, broken, planes that make no grid, names that say nothing, nothing drawn.
    """
    with plainly(Place(path), "this segmentation"):
        from pydicom import dcmread  # noqa: PLC0415 -- slow to import

        dataset = dcmread(path, force=True)
        if str(dataset.get("Modality", "")) != "SEG" or "SegmentSequence" not in dataset:
            raise ScanError(Complaint("this is no DICOM Segmentation", "Choose another file."))
        whose = identifying_words(dataset)
        named = [_named(item, whose) for item in dataset.SegmentSequence if int(item.SegmentNumber) != 0]
        structures = labels_of(named) if legend is None else chosen(named, legend)
        frames = frames_of(dataset, Place(path))
        if not frames or any(not (item.position and item.orientation and item.spacing) for item in frames):
            raise ScanError(Complaint("it does not say where its frames lie in the patient", AGAIN))
        numbers, affine, remarks = _volume(dataset, frames, structures, threshold)
        if legend is None:
            remarks += remarks_on_names(item.number for item in named if item.left_out)
    there = set(np.unique(numbers).tolist())
    if there == {0}:
        raise ScanError(Complaint("no voxel of it belongs to a segment", "Draw something, and export it."))
    kept = tuple(item for item in structures if item.number in there)
    remarks += not_there([item.name for item in structures if item.number not in there])
    return ForeignLabels(numbers, affine, kept, tuple(remarks), str(dataset.get("FrameOfReferenceUID") or ""))


def _named(item: Dataset, whose: Set[str]) -> Named:
    """A segment as the file describes it."""
    codes, meanings = [], []
    for name in ("SegmentedPropertyTypeCodeSequence", "SegmentedPropertyCategoryCodeSequence"):
        for code in item.get(name) or ():
            meanings.append(str(code.get("CodeMeaning", "")))
            if str(code.get("CodingSchemeDesignator", "")) == "SCT":
                codes.append(str(code.get("CodeValue", "")))
    drawn = DRAWN.get(str(item.get("SegmentAlgorithmType", "")), "file")
    if str(item.get("SegmentAlgorithmName", "")).startswith(ASSUMED):
        drawn = "assumed"
    written = str(item.get("SegmentLabel", ""))
    return named_plainly(
        int(item.SegmentNumber), written, drawn, whose, coded=(tuple(codes), tuple(meanings))
    )


def _volume(
    dataset: Dataset, frames: tuple[Frame, ...], structures: tuple[Label, ...], threshold: float
) -> tuple[NDArray[np.int16], Floats, list[str]]:
    """(column, row, plane) numbers on the grid of the frames, and its affine (mm, RAS)."""
    planes, affine = _grid(frames)
    rows, columns = frames[0].size
    shape = (columns, rows, int(planes.max()) + 1)
    kind = str(dataset.get("SegmentationType", "BINARY"))
    segments = [item.number for item in structures]
    share = 1 if kind == "LABELMAP" else len(segments)
    if float(np.prod([float(n) for n in shape])) * (2 + share / 8) > SHARE * memory():
        raise ScanError(Complaint("this segmentation would not fit into memory", "Crop it to the limb."))
    if kind == "LABELMAP":
        return _label_map(dataset, frames, (planes, shape), segments), affine, []
    remarks = []
    if kind == "FRACTIONAL":
        remarks.append(f"segments are fractional; a voxel belongs to one from {100 * threshold:g} % on")
    limit = threshold * float(dataset.get("MaximumFractionalValue") or 1)
    masks = _masks(dataset, (frames, planes), shape, limit if kind == "FRACTIONAL" else 0.5)
    unknown = sorted(set(masks) - set(segments))
    if unknown:
        raise ScanError(Complaint(f"its frames name segment {unknown[0]}, which it does not describe", AGAIN))
    numbers, said = painted(masks, (shape[2], *shape[:2]), {item.number: item.name for item in structures})
    return numbers.transpose(1, 2, 0), affine, [*remarks, *said]


def _grid(frames: tuple[Frame, ...]) -> tuple[NDArray[np.intp], Floats]:
    """Number of each frame's plane, and the affine; planes without a frame are empty."""
    first = frames[0]
    rows, columns, normal = directions(first)
    for item in frames:
        if not np.allclose(item.orientation, first.orientation, atol=1e-3) or item.spacing != first.spacing:
            raise ScanError(Complaint("its frames lie in several directions, or have several scales", AGAIN))
    positions = np.array([item.position for item in frames])
    places = positions @ normal
    lowest = int(np.argmin(places))
    levels = np.unique(np.round(places, 3))
    thickness = next((item for item in (first.between, first.thickness) if item > 0.0), np.nan)
    smallest = float(np.diff(levels).min()) if len(levels) > 1 else np.nan
    step = first.between if first.between > 0.0 else smallest if len(levels) > 1 else thickness
    if not step > 0.0:
        raise ScanError(Complaint("it does not say how thick its planes are", AGAIN))
    index = (places - places[lowest]) / step
    lateral = positions - positions[lowest]
    lateral = lateral - np.outer(lateral @ normal, normal)
    if np.any(np.abs(index - np.rint(index)) > OFF_GRID) or np.abs(lateral).max() > min(first.spacing):
        raise ScanError(Complaint("its planes lie at uneven distances, or are shifted", AGAIN))
    down, across = first.spacing
    affine = np.eye(4)
    affine[:3, :3] = np.stack([rows * across, columns * down, normal * step], axis=1)
    affine[:3, 3] = positions[lowest]
    return np.rint(index).astype(np.intp), FLIP @ affine


def _masks(
    dataset: Dataset,
    where: tuple[tuple[Frame, ...], NDArray[np.intp]],
    shape: tuple[int, int, int],
    limit: float,
) -> dict[int, NDArray[np.uint8]]:
    """Packed bits of every segment, 8 voxels a byte: many segments of a large grid still fit."""
    frames, planes = where
    layers: dict[int, dict[int, NDArray[np.bool_]]] = {}
    for frame, picture in zip(frames, _pictures(dataset, len(frames)), strict=True):
        group = dataset.PerFrameFunctionalGroupsSequence[frame.number]
        shared = (dataset.get("SharedFunctionalGroupsSequence") or [None])[0]
        named = group.get("SegmentIdentificationSequence") or (
            shared and shared.get("SegmentIdentificationSequence")
        )
        if not named:
            raise ScanError(Complaint("a frame does not say to which segment it belongs", AGAIN))
        inside = limit <= picture.T
        layer = layers.setdefault(int(named[0].ReferencedSegmentNumber), {})
        plane = int(planes[frame.number])
        layer[plane] = inside | layer[plane] if plane in layer else inside
    masks = {}
    for number, layer in layers.items():
        volume = np.zeros((shape[2], *shape[:2]), bool)
        for plane, inside in layer.items():
            volume[plane] = inside
        masks[number] = np.packbits(volume)
    return masks


def _pictures(dataset: Dataset, count: int) -> Any:  # noqa: ANN401  (a generator of the library)
    """Frames one after the other, as stored; complains where there are fewer than promised."""
    from pydicom.pixels import iter_pixels  # noqa: PLC0415

    from cryonerve.scans.dicom_pixels import check_pixels  # noqa: PLC0415

    check_pixels(dataset)
    done = 0
    syntax = dataset.file_meta.TransferSyntaxUID
    packed = int(dataset.BitsAllocated) == 1 and not (syntax.is_compressed and not syntax.is_deflated)
    for picture in _unpacked(dataset, count) if packed else iter_pixels(dataset, raw=True):
        done += 1
        yield picture
    if done != count:
        raise ScanError(Complaint(f"it describes {count} frames and holds {done}", AGAIN))


def _unpacked(dataset: Dataset, count: int) -> Iterator[NDArray[np.uint8]]:
    """Frames of one bit a voxel: they follow each other without a gap, so that most begin within a byte."""
    stored = np.frombuffer(dataset.PixelData, np.uint8)
    rows, columns = int(dataset.Rows), int(dataset.Columns)
    for number in range(count):
        start = number * rows * columns
        bits = np.unpackbits(stored[start // 8 : (start + rows * columns + 7) // 8], bitorder="little")
        yield bits[start % 8 :][: rows * columns].reshape(rows, columns)


def _label_map(
    dataset: Dataset,
    frames: tuple[Frame, ...],
    where: tuple[NDArray[np.intp], tuple[int, int, int]],
    segments: list[int],
) -> NDArray[np.int16]:
    """Frames whose pixels are the segments' numbers."""
    planes, shape = where
    numbers = np.zeros(shape, np.int16)
    for frame, picture in zip(frames, _pictures(dataset, len(frames)), strict=True):
        strange = np.setdiff1d(picture, [0, *segments])
        if strange.size:
            raise ScanError(
                Complaint(f"its pixels name segment {strange[0]}, which it does not describe", AGAIN)
            )
        numbers[:, :, planes[frame.number]] = picture.T
    return numbers
