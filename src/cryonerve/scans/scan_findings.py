"""What a scan hides, and what is odd about its scale and its values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.findings import Finding
from cryonerve.scans.case_frame import judged
from cryonerve.scans.scan import Modality
from cryonerve.scans.scan_values import Census

__all__ = [
    "about_contrast",
    "about_labels",
    "about_slices",
    "about_values",
    "about_voxels",
    "guessed_modality",
]

Floats = NDArray[np.float64]
AIR = -900  # Hounsfield units that only a CT has
WHOLE_SPACING = 1e-6  # mm off 1 x 1 x 1


def about_voxels(spacing: Floats, shape: tuple[int, ...]) -> tuple[Finding, ...]:
    """Whether a scan's scale can be that of a limb.

    Parameters
    ----------
    spacing : (3,) m. shape : of the voxels that are kept.

    Raises
    ------
    ScanError
        A scale that no limb has.

    Examples
    --------
    >>> [item.about for item in about_voxels(np.array([1e-3, 1e-3, 1e-3]), (200, 200, 300))]
    ['spacing of exactly 1 mm']
    """
    largest = float((spacing * shape).max())
    written = " x ".join(f"{1e3 * item:.3g}" for item in spacing)
    found = [
        judged("voxel_smallness", float(spacing.min()), f"Voxels are {written} mm."),
        judged("voxel_size", float(np.sort(spacing)[1]), f"Voxels are {written} mm."),
        judged("smallest_extent", largest),
        judged("largest_extent", largest),
    ]
    if (np.abs(1e3 * spacing - 1.0) < WHOLE_SPACING).all():
        reason = "Programs write 1 x 1 x 1 where nobody told them the scale: measure something you know."
        found.append(Finding("note", "spacing of exactly 1 mm", None, None, "", "assumed", reason))
    return refused(item for item in found if item is not None)


def about_slices(spacing: Floats, slice_axis: int) -> tuple[Finding, ...]:
    """What the distance of slices hides, by name and size.

    >>> print(about_slices(np.array([0.5e-3, 0.5e-3, 3.3e-3]), 2)[0])
    note: distance of slices 3.3 mm, limit 2 mm [assumed]
    """
    from cryonerve.sources import nerve_kinds  # noqa: PLC0415

    distance = float(spacing[slice_axis])
    thin = sorted(
        (2e3 * float(np.sqrt(kind.area.value / np.pi)), name) for name, kind in nerve_kinds().items()
    )
    hidden = [f"{name} ({size:.1f} mm)" for size, name in thin if size < 1e3 * distance]
    across = (
        "Slices lie across the limb, so a nerve that runs along it is cut by each, but where it bends, "
        "branches or ends is known to a slice."
    )
    along = "Slices lie along the limb, so a nerve may run between two of them"
    named = f": thinner than a slice is {', '.join(hidden)}." if hidden else "."
    found = judged("slice_distance", distance, across if slice_axis == 2 else along + named)
    return () if found is None else (found,)


def about_values(census: Census, modality: Modality) -> tuple[Finding, ...]:
    """Whether the values can be those of a picture, and of a CT where it is one.

    Raises
    ------
    ScanError
        One value everywhere, or hardly any at all.
    """
    if np.isnan(census.low) or census.low == census.high:
        what = "no voxel holds a number" if np.isnan(census.low) else f"every voxel holds {census.low:g}"
        remedy = "The scan is empty: export it again."
        raise ScanError(Complaint(what, remedy))
    found = [judged("holes", census.holes)]
    if modality == "CT":
        found += [judged("hounsfield_floor", census.low), judged("hounsfield_ceiling", census.high)]
    return refused(item for item in found if item is not None)


def about_contrast(modality: Modality, contrast: str) -> tuple[Finding, ...]:
    """Whether tissues can be told apart by machine in an MR, which takes fat for brighter than muscle.

    >>> about_contrast("MR", "PD fat-suppressed")[0].about, about_contrast("MR", "T1")
    ('contrast other than T1', ())
    """
    if modality != "MR" or contrast == "T1":
        return ()
    if not contrast:
        reason = (
            "`cryonerve segment` reads T1 without fat suppression, and judges by the pictures alone whether "
            "this is one. --contrast T1 says it."
        )
        return (Finding("note", "contrast not known", None, None, "", "assumed", reason),)
    reason = (
        f"The pictures say {contrast}. `cryonerve segment` reads T1 without fat suppression: with others it "
        "warns, or refuses where fat is not brighter than muscle. Import the T1 series for labels; nerves "
        "can be traced on any."
    )
    return (Finding("warn", "contrast other than T1", None, None, "", "assumed", reason),)


def about_labels(values: NDArray[Any], census: Census) -> tuple[Finding, ...]:
    """Whether this is a label map, which was given in place of the pictures.

    >>> few = np.arange(27).reshape(3, 3, 3) % 4
    >>> print(about_labels(few, Census(0.0, 3.0, True, 0.0))[0])
    warn: different values of the scan 4, limit 100 [assumed]
    """
    if not census.whole or census.low != 0.0:
        return ()
    different = float(np.unique(values[:: max(1, values.shape[0] // 64)]).size)
    found = judged("different_values", different)
    return () if found is None else (found,)


def guessed_modality(census: Census) -> tuple[Modality, Finding]:
    """CT where values reach those of air in Hounsfield units; else unknown, which is said.

    >>> guessed_modality(Census(-1024.0, 2000.0, True, 0.0))[0]
    'CT'
    """
    if census.whole and census.low <= AIR:
        reason = (
            f"Values begin at {census.low:g}, as air does in Hounsfield units. --modality says it for sure."
        )
        return "CT", Finding(
            "note", "modality guessed from the values", census.low, AIR, "", "assumed", reason
        )
    reason = "The file does not say how the pictures were made, and segmenting needs it: --modality MR or CT."
    return "other", Finding("warn", "modality not known", None, None, "", "assumed", reason)


def refused(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, none of which says stop.

    Raises
    ------
    ScanError
        One that does.
    """
    kept = tuple(findings)
    for item in kept:
        if item.level == "stop":
            value = "" if item.value is None else f"{item.value:.4g} {item.unit}"
            limit = "" if item.limit is None else f" (limit {item.limit:g} {item.unit})"
            raise ScanError(Complaint(f"{item.about}: {value}{limit}", item.reason))
    return kept
