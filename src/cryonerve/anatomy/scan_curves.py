"""Nerves and vessels of a scan as curves: traced through their labels, with fascicles drawn in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from cryonerve.anatomy.courses import arc_length
from cryonerve.anatomy.fascicles import layout_along
from cryonerve.anatomy.legends import Entry, plain_nerve
from cryonerve.anatomy.scan_voxels import Filled
from cryonerve.anatomy.traced import Trace, trace
from cryonerve.anatomy.volume import NerveCourse, Vessel
from cryonerve.case.case import Scan
from cryonerve.errors import Complaint, ScanError
from cryonerve.sources import nerve_kinds

__all__ = ["trace_nerves", "trace_vessels"]

COEFFICIENT = 500.0  # W/m2/K between blood and vessel wall, assumed; range 200 to 2000
WALL = {"artery": 0.16, "vein": 0.08}  # wall over radius, assumed
AREA_PER_FASCICLE = 0.6e-6  # m2, for nerves no table knows; assumed
FASCICLE_AREA = 0.5
MOTOR = ("muscular", "motor", "muscularis", "rami")


def trace_nerves(
    filled: Filled, entries: Mapping[int, Entry], treated: Entry, scan: Scan
) -> tuple[tuple[NerveCourse, ...], tuple[str, ...]]:
    """Every nerve label in the crop as a course, the treated one first; and what was assumed.

    Raises
    ------
    ScanError
        The treated nerve cannot be followed.
    """
    courses, said = [], []
    nerves = [entry for entry in entries.values() if entry.kind == "nerve"]
    for entry in sorted(nerves, key=lambda item: item is not treated):
        found = _trace(filled, entry.number)
        if found is None:
            if entry is treated:
                raise ScanError(
                    Complaint(
                        f"'{entry.name}' is too short in the scan to be followed as a nerve",
                        field="anatomy.nerve",
                        remedy="Trace at least 3 mm of it near the probes, or enlarge anatomy.crop.",
                    )
                )
            continue
        name = plain_nerve(scan.nerve if entry is treated else entry.name)
        count, fraction, known = _fascicles_of(name, found)
        arc = arc_length(found.points)
        none = np.zeros(len(arc), bool)
        rng = np.random.default_rng([scan.seed, entry.number])
        centres, radii = layout_along(
            found.semi_axes, none, rng, count=count, area_fraction=fraction, arc=arc
        )
        words = entry.name.lower().split()
        courses.append(
            NerveCourse(
                name=name,
                points=found.points,
                arc=arc,
                across=found.across,
                semi_axes=found.semi_axes,
                fascicle_offsets=centres,
                fascicle_radii=radii,
                neuroma=none,
                treated=entry is treated,
                motor=any(word in words for word in MOTOR),
                standing="traced",
            )
        )
        said.append(
            f"{name} nerve: {count} fascicles that take {fraction:.0%} of its area "
            f"(number from {'the table of nerves' if known else 'its area'}, places drawn; assumed)"
        )
        said += _left_out(entry.name, found)
    return tuple(courses), tuple(said)


def trace_vessels(
    filled: Filled, entries: Mapping[int, Entry], scan: Scan
) -> tuple[tuple[Vessel, ...], tuple[str, ...]]:
    """Every artery and vein label in the crop as a tube of its mean radius; and what was assumed."""
    coefficient = COEFFICIENT if scan.vessel_coefficient is None else scan.vessel_coefficient
    vessels, said = [], []
    for entry in entries.values():
        if entry.kind not in ("artery", "vein"):
            continue
        found = _trace(filled, entry.number)
        if found is None:
            continue
        kind: Literal["artery", "vein"] = "artery" if entry.kind == "artery" else "vein"
        radius = float(np.sqrt(np.median(found.semi_axes.prod(axis=1))))
        vessels.append(Vessel(entry.name, kind, found.points, radius, WALL[kind] * radius, coefficient))
        said += _left_out(entry.name, found)
    if vessels and scan.vessel_coefficient is None:
        said.append(f"blood exchanges {COEFFICIENT:g} W/m2/K with vessel walls (assumed; 200 to 2000)")
    return tuple(vessels), tuple(said)


def _trace(filled: Filled, number: int) -> Trace | None:
    """The curve of one label."""
    mask = filled.labels == number
    if not mask.any():
        return None
    box = [slice(int(line.min()), int(line.max()) + 1) for line in np.nonzero(mask)]
    corner = np.array([part.start for part in box])
    return trace(mask[tuple(box)], filled.origin + corner * filled.spacing, filled.spacing)


def _fascicles_of(name: str, found: Trace) -> tuple[int, float, bool]:
    """Number of fascicles, their share of the area, and whether a table knows the nerve."""
    kinds = nerve_kinds()
    if name in kinds:
        kind = kinds[name]
        return round(kind.fascicle_count.value), kind.fascicle_area_fraction.value, True
    area = float(np.pi * np.median(found.semi_axes.prod(axis=1)))
    return int(np.clip(round(area / AREA_PER_FASCICLE), 1, 40)), FASCICLE_AREA, False


def _left_out(name: str, found: Trace) -> list[str]:
    if found.left_out < 0.02:
        return []
    return [f"{name}: {found.left_out:.0%} of its voxels lie in other pieces and are not followed as a curve"]
