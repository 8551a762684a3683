"""What a probe's place means in the body: its way through the skin, its gap to the nerve, what it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case

__all__ = ["measured", "scanner_of"]

ALONG = 0.25e-3  # m between the points of the active part that are looked at


def measured(volume: Volume, case: Case, *, quick: bool = False) -> list[dict[str, Any]]:
    """For each probe entry_mm, insertion_mm, angle_deg, gap_mm and inside; None where there is no such thing.

    quick : by voxels instead of the drawn shapes, half a millimetre less sure; for somebody who drags.
    """
    from dataclasses import replace

    import numpy as np

    from cryonerve.anatomy.coverage import structure_at
    from cryonerve.anatomy.entry import entry_of
    from cryonerve.bioheat.probe_boundary import placement_of
    from cryonerve.nerve.closeness import gap_between
    from cryonerve.nerve.reaching import vessel_met

    course, found = volume.treated_nerve, []
    volume = replace(volume, shapes=()) if quick and not volume.uniform else volume
    for probe in case.probes:
        placement = placement_of(case, probe)
        entry = entry_of(volume, placement.tip, placement.axis)
        gap = None if course is None else gap_between(course, placement)
        along = np.arange(0.0, placement.active_length + ALONG, ALONG)[:, None]
        labels = structure_at(volume, placement.tip + along * placement.axis)
        found.append(
            {
                "name": probe.name,
                "entry_mm": None if entry is None else (1e3 * entry.at).round(3).tolist(),
                "insertion_mm": None if entry is None else round(1e3 * entry.length, 2),
                "angle_deg": None if entry is None else round(entry.steepness, 1),
                "gap_mm": None if gap is None else round(1e3 * gap.width, 2),
                "inside": vessel_met(placement, volume) or _inside(volume, [int(label) for label in labels]),
            }
        )
    return found


def scanner_of(volume: Volume, case: Case) -> dict[str, Any] | None:
    """Where the case's ultrasound picture lies; None where no scanner could show it."""
    from cryonerve.errors import InputError
    from cryonerve.ultrasound.picture import field_of_view

    try:
        plane, _ = field_of_view(case, volume)
    except InputError:
        return None
    return {
        "top_mm": (1e3 * plane.origin).round(3).tolist(),
        "right_mm": plane.lateral.round(6).tolist(),
        "down_mm": plane.axial.round(6).tolist(),
        "depth_mm": round(1e3 * plane.depth, 3),
    }


def _inside(volume: Volume, labels: list[int]) -> str | None:
    """The structure, of those a probe must not stand in, that its active part passes; None where none."""
    from cryonerve.nerve.reaching import IN_THE_WAY

    for label in labels:
        if label == 0:
            return "air"
        kind = volume.structure(label).kind
        if kind in IN_THE_WAY:
            return volume.structure(label).name
    return None
