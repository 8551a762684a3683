"""Slices put in order: along their normal, without doubles, gaps and shear named, as one rectangular grid.

Everything here is in the coordinates of DICOM (left-posterior-superior, mm) until `Stack.affine`, which leads
to right-anterior-superior. DICOM PS3.3 C.7.6.2.1.1: the centre of the pixel in column i and row j of a slice
lies at position + i * spacing between columns * direction of the rows + j * spacing between rows * direction
of the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.findings import Finding
from cryonerve.scans.dicom_grouping import SAME_PLACE
from cryonerve.scans.dicom_headers import Frame

__all__ = ["Stack", "arrange", "places_of"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
NOT_SQUARE = 1e-2  # cosine between rows and columns above which they are no picture
EVEN = 0.02  # share of the distance by which slices may lie off their places
EVEN_AT_LEAST = 0.02  # mm of the same: positions are written with few digits
ONE_MISSING = (1.9, 2.1)  # distances that are one slice short
BROKEN = 2.5  # distances from which slices are no longer one piece
RAGGED = 0.5  # share of a pixel by which slices may lie off a straight line along their plane
FLIP = np.diag([-1.0, -1.0, 1.0, 1.0])  # left-posterior-superior to right-anterior-superior


@dataclass(frozen=True, eq=False)
class Stack:
    """Where the slices of a volume come from.

    Attributes
    ----------
    lower, upper, weight : (k,) slice k is (1 - weight) * frame `lower` + weight * frame `upper`, by number in
        the series.
    affine : (4, 4) from (column, row, slice) to mm right-anterior-superior; sheared where the
        gantry was tilted.
    """

    lower: Numbers
    upper: Numbers
    weight: Floats
    affine: Floats
    findings: tuple[Finding, ...]


def arrange(frames: Sequence[Frame], kept: Sequence[int], said: Sequence[Finding] = ()) -> Stack:
    """Put slices in order.

    Parameters
    ----------
    frames : of one series. kept : numbers of those to use, one for each place.
    said : findings from before.

    Raises
    ------
    ScanError
        No rectangular grid: directions, positions or sizes that make none.
    """
    rows, columns, normal = directions(frames[kept[0]])
    positions = np.array([frames[item].position for item in kept], dtype=float)
    places = positions @ normal
    order = np.argsort(places, kind="stable")
    numbers, places, positions = np.asarray(kept, dtype=np.intp)[order], places[order], positions[order]
    if len(places) < 2:
        raise ScanError(Complaint("there is only one slice", "Give a series of several slices."))
    findings = [*said, *_about_numbers(frames, numbers)]
    part, broken = _longest_piece(places)
    findings += broken
    numbers, places, positions = numbers[part], places[part], positions[part]
    step = _step(places)
    lower, upper, weight, uneven = _evenly(places, step)
    findings += [*uneven, *_about_thickness(frames[numbers[0]], step)]
    drift = _drift(positions, places, (rows, columns), frames[numbers[0]])
    down, across = frames[numbers[0]].spacing
    affine = np.eye(4)
    affine[:3, :3] = np.stack([rows * across, columns * down, step * (normal + drift)], axis=1)
    affine[:3, 3] = positions[0]
    return Stack(numbers[lower], numbers[upper], weight, FLIP @ affine, tuple(findings))


def places_of(frames: Sequence[Frame]) -> list[list[int]]:
    """Numbers of the frames at each place along the normal; more than one where slices are doubled."""
    _, _, normal = directions(frames[0])
    places = np.array([item.position for item in frames]) @ normal
    order = np.argsort(places, kind="stable")
    found: list[list[int]] = []
    for number in order:
        if found and places[number] - places[found[-1][0]] <= SAME_PLACE:
            found[-1].append(int(number))
        else:
            found.append([int(number)])
    return found


def directions(frame: Frame) -> tuple[Floats, Floats, Floats]:
    """Unit directions of growing column, growing row and of the normal.

    Raises
    ------
    ScanError
        They are no unit vectors at right angles.
    """
    first, second = np.array(frame.orientation[:3]), np.array(frame.orientation[3:])
    lengths = np.array([np.linalg.norm(first), np.linalg.norm(second)])
    if not np.all(np.abs(lengths - 1.0) < NOT_SQUARE):
        what = f"the directions of its rows and columns are {lengths[0]:.3g} and {lengths[1]:.3g} long, not 1"
        raise ScanError(Complaint(what, "Export the series again: its Image Orientation is broken."))
    first, second = first / lengths[0], second / lengths[1]
    if abs(float(first @ second)) > NOT_SQUARE:
        angle = np.degrees(np.arccos(first @ second))
        what = f"its rows and columns are at {angle:.1f} degrees, not at right angles"
        raise ScanError(Complaint(what, "Export the series again: its Image Orientation is broken."))
    second = second - (first @ second) * first
    second = second / np.linalg.norm(second)
    return first, second, np.cross(first, second)


def _about_numbers(frames: Sequence[Frame], numbers: Numbers) -> list[Finding]:
    """A word on slices whose numbers and places disagree: places count."""
    given = np.array([frames[item].instance for item in numbers])
    if np.any(given < 0) or len(np.unique(given)) < len(given):
        return []
    steps = np.sign(np.diff(given))
    odd = int(min((steps > 0).sum(), (steps < 0).sum()))
    if odd == 0:
        return []
    few = odd <= max(1, len(given) // 10)
    reason = "slices are ordered by their place in the patient, never by number or file name" + (
        "; so few out of order may mean that positions are wrong: look at the slices" if few else ""
    )
    return [Finding("warn" if few else "note", "slices out of the order of their numbers", float(odd), None,
                    "slices", "assumed", reason)]  # fmt: skip


def _step(places: Floats) -> float:
    """The distance from slice to slice: the middle of all, then fitted to the ends of what is even."""
    steps = np.diff(places)
    middle = float(np.median(steps))
    counts = np.rint(steps / middle)
    even = np.abs(steps - counts * middle) <= _tolerance(middle)
    return float(np.ptp(places) / counts.sum()) if even.all() and counts.sum() > 0 else middle


def _tolerance(step: float) -> float:
    return max(EVEN * step, EVEN_AT_LEAST)


def _longest_piece(places: Floats) -> tuple[slice, list[Finding]]:
    """The longest run of slices without a hole of two slices or more."""
    steps = np.diff(places)
    middle = float(np.median(steps))
    holes = np.flatnonzero(steps > BROKEN * middle)
    if not holes.size:
        return slice(None), []
    ends = np.concatenate([[-1], holes, [len(places) - 1]])
    longest = int(np.argmax(np.diff(ends)))
    start, stop = int(ends[longest]) + 1, int(ends[longest + 1]) + 1
    if stop - start < 2:
        what = f"the slices lie {steps.min():.3g} to {steps.max():.3g} mm apart: no two neighbours are left"
        raise ScanError(Complaint(what, "Export the whole series again: slices are missing."))
    missing = float(np.sum(np.rint(steps[holes] / middle) - 1))
    where = ", ".join(f"after slice {hole + 1} ({steps[hole]:.3g} mm)" for hole in holes[:6])
    reason = (
        f"holes {where}{' and more' * (len(holes) > 6)}; only the longest unbroken part, slices {start + 1} "
        f"to {stop} of {len(places)}, is used; export the series again to have all"
    )
    return slice(start, stop), [Finding("warn", "missing slices", missing, 1.0, "slices", "assumed", reason)]


def _evenly(places: Floats, step: float) -> tuple[Numbers, Numbers, Floats, list[Finding]]:
    """Two neighbours and a weight for every slice of an even stack."""
    steps = np.diff(places)
    ratios = steps / step
    missing = np.flatnonzero((ratios > ONE_MISSING[0]) & (ratios < ONE_MISSING[1]))
    others = np.delete(steps, missing)
    findings = []
    if missing.size:
        where = ", ".join(f"after slice {item + 1}" for item in missing[:8]) + " and more" * (
            missing.size > 8
        )
        reason = f"{where}: one slice each is missing and was filled in between its neighbours"
        findings.append(
            Finding("warn", "missing slices", float(missing.size), 0.0, "slices", "assumed", reason)
        )
    even = np.all(np.abs(others - step) <= _tolerance(step))
    count = (
        int(np.rint(np.ptp(places) / step)) + 1 if even else int(np.floor(np.ptp(places) / step + EVEN)) + 1
    )
    if even:
        index = np.rint((places - places[0]) / step)
        wanted = np.arange(count, dtype=float)
    else:
        index, wanted = (places - places[0]) / step, np.arange(count, dtype=float)
        reason = (
            f"slices lie {steps.min():.3g} to {steps.max():.3g} mm apart; the volume was made even, "
            f"{step:.3g} mm, by straight lines between neighbours"
        )
        findings.append(
            Finding(
                "warn",
                "uneven distance of slices",
                float(np.ptp(steps)),
                _tolerance(step),
                "mm",
                "assumed",
                reason,
            )
        )
    upper = np.clip(np.searchsorted(index, wanted - 1e-6), 0, len(places) - 1)
    lower = np.where(np.abs(index[upper] - wanted) < 1e-6, upper, np.maximum(upper - 1, 0))
    width = index[upper] - index[lower]
    weight = np.where(width > 0, (wanted - index[lower]) / np.where(width > 0, width, 1.0), 0.0)
    return lower.astype(np.intp), upper.astype(np.intp), np.clip(weight, 0.0, 1.0), findings


def _about_thickness(frame: Frame, step: float) -> list[Finding]:
    """A word on slices that overlap, or leave tissue between them that nothing shows."""
    thickness = frame.thickness
    if not thickness > 0.0 or abs(thickness - step) <= 0.05 * step:
        return []
    if thickness > step:
        reason = (
            f"slices are {thickness:.3g} mm thick and {step:.3g} mm apart: they overlap, edges are blurred"
        )
        return [Finding("note", "overlap of slices", thickness - step, None, "mm", "assumed", reason)]
    reason = (
        f"slices are {thickness:.3g} mm thick and {step:.3g} mm apart: what lies between them is not seen"
    )
    return [Finding("note", "gap between slices", step - thickness, None, "mm", "assumed", reason)]


def _drift(positions: Floats, places: Floats, axes: tuple[Floats, Floats], frame: Frame) -> Floats:
    """Millimetres along the plane for each one along the normal: the shear of a tilted gantry."""
    across = np.stack([(positions - positions[0]) @ axis for axis in axes], axis=1)
    away = places - places[0]
    drift = (away @ across) / (away @ away)
    left = np.abs(across - away[:, None] * drift)
    if np.any(left > RAGGED * np.array(frame.spacing)[::-1]):
        what = f"the slices are shifted along their plane, irregularly, by up to {left.max():.3g} mm"
        raise ScanError(Complaint(what, "This is no stack of one scan; choose or export another series."))
    shear: Floats = drift[0] * axes[0] + drift[1] * axes[1]
    return shear
