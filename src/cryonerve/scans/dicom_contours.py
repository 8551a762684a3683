"""RT Structure Sets: closed contours in the planes of a scan, filled voxel by voxel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.dicom_files import Place
from cryonerve.scans.dicom_headers import plainly
from cryonerve.scans.dicom_segmentation import DRAWN
from cryonerve.scans.foreign_labels import ForeignLabels
from cryonerve.scans.identifying import identifying_words
from cryonerve.scans.label_naming import Named, chosen, labels_of, named_plainly, painted
from cryonerve.scans.label_oddities import not_there
from cryonerve.scans.labels import Label
from cryonerve.scans.polygons import crosses_itself
from cryonerve.scans.scan import Scan
from cryonerve.scans.structure_names import remarks_on_names

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["is_structure_set", "read_contours"]

Floats = NDArray[np.float64]
CLOSED = {
    "CLOSED_PLANAR",
    "CLOSEDPLANAR_XOR",
    "CLOSED_PLANAR_XOR",
}  # the last has a letter too many for DICOM
FLAT = 0.6  # slices that a contour may lean over
OFF_PLANE = 0.1  # slices by which a contour may lie off a slice's middle without a word
MOST_POINTS = 20_000_000
MOST_EDGES = 1000  # of a contour that is looked at for crossings
AGAIN = "Export it again from the program that made it."


def read_contours(path: Path, scan: Scan, legend: Mapping[int, Label] | None = None) -> ForeignLabels:
    """Read an RT Structure Set onto the grid of the scan on which it was drawn.

    A voxel belongs to a structure where its centre lies inside an odd number of the structure's contours of
    the nearest plane, so that a contour within a contour is a hole. Slices between two contoured planes take
    the nearer one. Where structures overlap the smaller one counts.

    Parameters
    ----------
    legend : what the structures are, by ROI number; None takes their names.

    Raises
    ------
    ScanError
        No structure set, broken, contours across the slices, names that say nothing, nothing in the scan.
    """
    affine = scan.to_patient @ scan.affine
    with plainly(Place(path), "this structure set"):
        from pydicom import dcmread  # noqa: PLC0415 -- slow to import

        dataset = dcmread(path, force=True)
        if "ROIContourSequence" not in dataset or "StructureSetROISequence" not in dataset:
            raise ScanError(Complaint("this is no RT Structure Set", "Choose another file."))
        drawn = {int(item.ReferencedROINumber): item for item in dataset.ROIContourSequence}
        whose = identifying_words(dataset)
        named = [_named(item, whose) for item in dataset.StructureSetROISequence]
        empty = [item.name or str(item.number) for item in named if not _has_contours(drawn, item)]
        named = [item for item in named if _has_contours(drawn, item)]
        if not named:
            raise ScanError(Complaint("it holds no contour", "Give a file in which structures are drawn."))
        structures = labels_of(named) if legend is None else chosen(named, legend)
        masks, remarks = _masks(drawn, structures, scan, np.linalg.inv(affine))
        if legend is None:
            remarks = [*remarks_on_names(item.number for item in named if item.left_out), *remarks]
    remarks += not_there(empty)
    numbers, said = painted(masks, scan.values.shape, {item.number: item.name for item in structures})
    there = set(np.unique(numbers).tolist())
    if there == {0}:
        what = "none of its contours lies in the scan"
        remedy = "They belong to another scan, or to another person: give the scan on which they were drawn."
        raise ScanError(Complaint(what, remedy, file=str(path)))
    kept = tuple(item for item in structures if item.number in there)
    millimetres = affine.copy()
    millimetres[:3] *= 1e3
    said += [
        f"no voxel has its middle in the contours of {item.name}: they are too thin for this scan, or lie "
        "outside or under a smaller structure; trace it as a curve: cryonerve trace"
        for item in structures
        if item.number not in there
    ]
    rois = dataset.StructureSetROISequence
    frames = {str(item.get("ReferencedFrameOfReferenceUID") or "") for item in rois}
    own = frames.pop() if len(frames) == 1 else ""
    return ForeignLabels(numbers, millimetres, kept, (*remarks, *said), own)


def is_structure_set(path: Path) -> bool:
    """Whether a DICOM file is an RT Structure Set."""
    with plainly(Place(path), "its header"):
        from pydicom import dcmread  # noqa: PLC0415

        header = dcmread(path, force=True, stop_before_pixels=True, specific_tags=["Modality"])
        return str(header.get("Modality", "")) == "RTSTRUCT"


def _masks(
    drawn: Mapping[int, Dataset], structures: tuple[Label, ...], scan: Scan, back: NDArray[Any]
) -> tuple[dict[int, NDArray[np.uint8]], list[str]]:
    """Packed voxels of every structure, and what was odd."""
    masks, remarks = {}, []
    for item in structures:
        contours, ignored = _contours(drawn[item.number], back)
        if ignored:
            remarks.append(f"{ignored} lines and points of {item.name} enclose nothing and are left out")
        mask, said = _filled(contours, scan, item.name)
        masks[item.number] = np.packbits(mask)
        remarks += said
    return masks, remarks


def _named(item: Dataset, whose: Set[str]) -> Named:
    drawn = DRAWN.get(str(item.get("ROIGenerationAlgorithm", "")), "file")
    return named_plainly(int(item.ROINumber), str(item.get("ROIName", "")), drawn, whose)


def _has_contours(drawn: Mapping[int, Dataset], item: Named) -> bool:
    return item.number in drawn and bool(drawn[item.number].get("ContourSequence"))


def _contours(item: Dataset, back: NDArray[Any]) -> tuple[list[Floats], int]:
    """Closed contours (n, 3) in voxels of the scan, and how many others there are."""
    found: list[Floats] = []
    ignored = points = 0
    for contour in item.ContourSequence:
        kind = str(contour.get("ContourGeometricType", ""))
        data = np.array(contour.get("ContourData") or [], dtype=float)
        points += data.size // 3
        if data.size % 3 or not np.isfinite(data).all() or points > MOST_POINTS:
            raise ScanError(
                Complaint("a contour of it is broken: its points are no triples of numbers", AGAIN)
            )
        if kind not in CLOSED or data.size < 9:
            ignored += 1
            continue
        patient = data.reshape(-1, 3) * (
            -1e-3,
            -1e-3,
            1e-3,
        )  # left-posterior-superior to right-anterior-superior
        found.append(patient @ back[:3, :3].T + back[:3, 3])
    return found, ignored


def _filled(contours: list[Floats], scan: Scan, name: str) -> tuple[NDArray[np.bool_], list[str]]:
    """(i, j, k) voxels inside the contours of one structure, and what was odd."""
    axis = scan.slice_axis
    mask: NDArray[np.bool_] = np.zeros(scan.values.shape, bool)
    if not contours:
        return mask, []
    if any(np.ptp(item[:, axis]) > FLAT for item in contours):
        what = f"contours of {name} do not lie in the planes of this scan"
        raise ScanError(Complaint(what, "Give the scan on which they were drawn."))
    planes: dict[float, list[Floats]] = {}
    for item in contours:
        planes.setdefault(round(float(item[:, axis].mean()), 2), []).append(np.delete(item, axis, axis=1))
    places = np.array(sorted(planes))
    reach = 0.5 * max(1.0, float(np.median(np.diff(places))) if len(places) > 1 else 1.0) + 1e-6
    moved: NDArray[np.bool_] = np.moveaxis(mask, axis, 0)
    count, *across = moved.shape
    for number in range(count):
        nearest = int(np.argmin(np.abs(places - number)))
        if abs(places[nearest] - number) <= reach:
            for row, column in _inside(planes[float(places[nearest])], (across[0], across[1])):
                moved[number, row, column] ^= True
    off = np.abs(places - np.rint(places)).max()
    said = []
    if len(places) == 1 and count > 1:
        said.append(f"{name} is drawn in one plane: it is one slice thick here, and nothing beyond")
    if len(places) > 1 and reach > 1.0:
        said.append(
            f"contours of {name} lie {2 * reach:.2g} slices apart; the slices between take the nearer one"
        )
    crossing = sum(_crossing(item) for row in planes.values() for item in row)
    if crossing:
        said.append(
            f"{crossing} contour{'s' * (crossing > 1)} of {name} cross themselves; what is enclosed an odd "
            "number of times is inside"
        )
    if off > OFF_PLANE:
        said.append(
            f"contours of {name} lie up to {1e3 * off * scan.spacing[axis]:.2g} mm off the slices; "
            "each takes the nearest"
        )
    if places[0] < -0.5 or places[-1] > count - 0.5:
        said.append(f"contours of {name} reach out of the scan and are cut off where it ends")
    return mask, said


def _crossing(polygon: Floats) -> bool:
    """Whether a contour crosses itself; points that follow each other at one place are one."""
    apart = polygon[np.abs(polygon - np.roll(polygon, 1, axis=0)).max(axis=1) > 1e-6]
    return 3 < len(apart) <= MOST_EDGES and crosses_itself(apart)


def _inside(
    polygons: list[Floats], shape: tuple[int, int]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pixels whose centres lie inside each polygon, by the parity of its edges."""
    from skimage.draw import polygon  # noqa: PLC0415 -- slow to import

    for item in polygons:
        yield polygon(item[:, 0], item[:, 1], shape)
