"""Labels of another grid put onto a scan's own, through the patient's coordinates; names become tissues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.case_frame import place_in_case
from cryonerve.scans.label_codes import meaning_of_code
from cryonerve.scans.labels import DrawnBy, Label, Labels
from cryonerve.scans.legends import LARGEST, LONGEST_NAME, Kind, kind_and_tissue, remark_on
from cryonerve.scans.scan import Scan
from cryonerve.scans.upright import check_affine, is_sheared

__all__ = ["Named", "labels_of", "painted", "placed"]

Floats = NDArray[np.float64]
LOST = 0.01  # share of labelled volume outside of the scan worth a word


@dataclass(frozen=True, slots=True)
class Named:
    """One structure as a file calls it.

    Attributes
    ----------
    codes : of SNOMED CT, the one that says most first. meanings : words that stand beside the codes.
    """

    number: int
    name: str
    drawn_by: DrawnBy
    codes: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()


def labels_of(structures: Iterable[Named]) -> tuple[Label, ...]:
    """Tissue and kind of every structure: by its name, else by its code, else by the code's words.

    Raises
    ------
    ScanError
        Names that say nothing, all of them at once.

    Examples
    --------
    >>> labels_of([Named(1, "Segment 1", "person", codes=("12611008",))])[0].kind
    'bone'
    """
    found, complaints = [], []
    for item in structures:
        known, why = _meaning(item)
        if known is None:
            complaints.append(
                Complaint(
                    f"structure {item.number} '{item.name}' does not say which tissue it is",
                    "Rename it (for example 'tibia', 'tibial nerve', 'subcutaneous fat'), or give a legend: "
                    "number, name and tissue.",
                )
            )
            continue
        if not 1 <= item.number <= LARGEST:
            complaints.append(
                Complaint(f"structure '{item.name}' has the number {item.number}", "Renumber it.")
            )
            continue
        name = " ".join(item.name.replace("_", " ").split())[:LONGEST_NAME] or f"structure {item.number}"
        found.append(Label(item.number, name, known[1], known[0], item.drawn_by, why, guessed=True))
    if complaints:
        raise ScanError(*complaints)
    return tuple(found)


def _meaning(item: Named) -> tuple[tuple[Kind, str] | None, str]:
    known = kind_and_tissue(item.name)
    if known is not None:
        return known, "; ".join(part for part in ("tissue by its name", remark_on(item.name)) if part)
    for code in item.codes:
        known = meaning_of_code(code)
        if known is not None:
            return known, "tissue by its code in DICOM"
    for words in item.meanings:
        known = kind_and_tissue(words)
        if known is not None:
            return known, "; ".join(
                part for part in ("tissue by the words of its code", remark_on(words)) if part
            )
    return None, ""


def painted(
    masks: Mapping[int, NDArray[np.uint8]], shape: tuple[int, ...], structures: Iterable[Label]
) -> tuple[NDArray[np.int16], list[str]]:
    """One number for each voxel: the largest structure below, the smallest on top, and what that covered.

    Parameters
    ----------
    masks : packed bits (`numpy.packbits`) by number, so that many structures of a large grid still fit.

    Examples
    --------
    >>> both = {1: np.packbits([1, 1, 1, 0]), 2: np.packbits([0, 1, 0, 0])}
    >>> legend = labels_of([Named(1, "muscle", "file"), Named(2, "tibial nerve", "file")])
    >>> numbers, said = painted(both, (1, 1, 4), legend)
    >>> numbers.tolist(), said
    ([[[1, 2, 1, 0]]], ['1 voxels lie in several structures; the smaller counts (tibial nerve over muscle)'])
    """
    count = int(np.prod(shape))
    sizes = {number: int(np.unpackbits(bits, count=count).sum()) for number, bits in masks.items()}
    numbers = np.zeros(count, np.int16)
    covered, pairs = 0, set()
    for number in sorted(masks, key=lambda item: (-sizes[item], item)):
        inside = np.unpackbits(masks[number], count=count).view(bool)
        under = numbers[inside]
        covered += int((under != 0).sum())
        pairs |= {(number, int(item)) for item in np.unique(under[under != 0])}
        numbers[inside] = number
    if not covered:
        return numbers.reshape(shape), []
    names = {item.number: item.name for item in structures}
    told = ", ".join(f"{names[top]} over {names[low]}" for top, low in sorted(pairs)[:6])
    told += " and more" * (len(pairs) > 6)
    said = f"{covered} voxels lie in several structures; the smaller counts ({told})"
    return numbers.reshape(shape), [said]


def placed(
    numbers: NDArray[np.int16], affine: Floats, legend: tuple[Label, ...], scan: Scan | None
) -> Labels:
    """Labels on the scan's grid, or in a case's frame of their own where there is no scan.

    Parameters
    ----------
    numbers : (i, j, k) as the file has them. affine : to mm in the patient, right-anterior-superior.

    Raises
    ------
    ScanError
        A grid that no scanner makes, or labels of which none lies in the scan.
    """
    check_affine(affine)
    if not numbers.any():
        raise ScanError(Complaint("no voxel has a label", "Give a file in which structures are drawn."))
    if scan is None:
        if is_sheared(affine):
            what = "its voxel axes are not at right angles"
            raise ScanError(Complaint(what, "Read it with its scan, or resample it to a rectangular grid."))
        place = place_in_case(affine, numbers.shape)
        turned = np.asfortranarray(place.turn.apply(numbers))
        remarks = tuple(item.reason for item in place.findings)
        return Labels(turned, place.origin, place.spacing, legend, remarks)
    taken, remarks = _onto(scan, numbers, affine)
    return Labels(taken, scan.origin, scan.spacing, legend, remarks)


def _onto(
    scan: Scan, numbers: NDArray[np.int16], affine: Floats
) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Each voxel of the scan takes the label whose voxel's centre is nearest."""
    from scipy.ndimage import affine_transform  # noqa: PLC0415 -- used here only

    patient = scan.to_patient @ scan.affine
    patient[:3] *= 1e3
    across = np.linalg.inv(affine) @ patient
    across = np.where(
        np.abs(across - np.rint(across)) < 1e-4, np.rint(across), across
    )  # the same grid, turned
    taken: NDArray[np.int16] = np.zeros(scan.values.shape, np.int16, order="F")
    affine_transform(numbers, across[:3, :3], across[:3, 3], output=taken, order=0, cval=0)
    before = float((numbers != 0).sum()) * abs(float(np.linalg.det(affine[:3, :3])))
    after = float((taken != 0).sum()) * float(np.prod(scan.spacing)) * 1e9
    if after == 0.0:
        raise ScanError(
            Complaint(
                "none of its labels lies in the scan",
                "They belong to another scan, or to another person: give the scan on which they were drawn.",
            )
        )
    remarks = []
    if not np.array_equal(across, np.rint(across)):
        size = " x ".join(f"{item:.3g}" for item in np.linalg.norm(affine[:3, :3], axis=0))
        remarks.append(f"labels were drawn on another grid ({size} mm); each voxel takes the nearest")
    if after < (1.0 - LOST) * before and _cut(numbers, affine, scan):
        remarks.append("labels reach out of the scan and are cut off where it ends")
    return taken, tuple(remarks)


def _cut(numbers: NDArray[np.int16], affine: Floats, scan: Scan) -> bool:
    """Whether a corner of the labelled box lies outside of the scan."""
    filled = [np.flatnonzero(numbers.any(axis=tuple({0, 1, 2} - {axis}))) for axis in range(3)]
    corners = np.stack(np.meshgrid(*[(item[0], item[-1]) for item in filled], indexing="ij"), -1).reshape(
        -1, 3
    )
    patient = (corners @ affine[:3, :3].T + affine[:3, 3]) * 1e-3
    back = np.linalg.inv(scan.to_patient @ scan.affine)
    index = patient @ back[:3, :3].T + back[:3, 3]
    return bool(np.any(index < -0.5) or np.any(index > np.array(scan.values.shape) - 0.5))
