"""Nerves and vessels of a scan as curves: traced through their labels, with fascicles drawn in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import STATION, arc_length
from cryonerve.anatomy.fascicles import Layout, layout_along
from cryonerve.anatomy.populations import populated
from cryonerve.anatomy.proportions import VESSEL_COEFFICIENT, VESSEL_WALL
from cryonerve.anatomy.traced import SHORTEST, Trace, trace
from cryonerve.anatomy.tracings import along_trace, read_tracing, traced_sentence
from cryonerve.anatomy.volume import NerveCourse, Vessel
from cryonerve.case.case import LabelledScan
from cryonerve.errors import CaseError, Complaint, ScanError
from cryonerve.scans.label_files import LabelGrid
from cryonerve.scans.legends import Entry, plain_nerve
from cryonerve.sources import nerve_kinds

__all__ = ["trace_nerves", "trace_vessels"]

Floats = NDArray[np.float64]
BEYOND = 8e-3  # m that labels are followed beyond the crop
AREA_PER_FASCICLE = 0.6e-6  # m2, for nerves no table knows; assumed
FASCICLE_AREA = 0.5
MOTOR = ("muscular", "motor", "muscularis", "rami")


def trace_nerves(
    grid: LabelGrid, window: Floats, entries: Mapping[int, Entry], *, treated: Entry, scan: LabelledScan
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
        found = _trace(grid, window, entry.number)
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
        rng = np.random.default_rng([scan.seed, entry.number])
        tracing = read_tracing(Path(scan.fascicles)) if entry is treated and scan.fascicles else None
        if tracing is None:
            layout, count, fraction = _layout(found, count, fraction, rng)
        else:
            layout = along_trace(tracing, found.across, found.semi_axes)
        words = entry.name.lower().split()
        course = NerveCourse(
            name=name,
            points=found.points,
            arc=arc_length(found.points),
            across=found.across,
            semi_axes=found.semi_axes,
            fascicle_offsets=layout.centres,
            fascicle_radii=layout.radii,
            neuroma=np.zeros(len(found.points), bool),
            treated=entry is treated,
            motor=any(word in words for word in MOTOR),
            standing="traced",
        )
        medial = 1.0 if scan.side == "left" else -1.0
        courses.append(populated(course, scan.seed + 1000 * entry.number, medial=medial))
        said.append(
            traced_sentence(tracing, name)
            if tracing is not None
            else f"{name} nerve: {count} fascicles that take {fraction:.0%} of its area "
            f"(number from {'the table of nerves' if known else 'its area'}, places drawn; assumed)"
        )
        said += _left_out(entry.name, found)
    return tuple(courses), tuple(said)


def trace_vessels(
    grid: LabelGrid, window: Floats, entries: Mapping[int, Entry], *, scan: LabelledScan
) -> tuple[tuple[Vessel, ...], tuple[str, ...]]:
    """Every artery and vein label in the crop as a tube of its mean radius; and what was assumed."""
    coefficient = VESSEL_COEFFICIENT if scan.vessel_coefficient is None else scan.vessel_coefficient
    vessels, said = [], []
    for entry in entries.values():
        if entry.kind not in ("artery", "vein"):
            continue
        found = _trace(grid, window, entry.number)
        if found is None:
            continue
        kind: Literal["artery", "vein"] = "artery" if entry.kind == "artery" else "vein"
        radius = float(np.sqrt(np.median(found.semi_axes.prod(axis=1))))
        vessels.append(
            Vessel(entry.name, kind, found.points, radius, VESSEL_WALL[kind] * radius, coefficient)
        )
        said += _left_out(entry.name, found)
    if vessels and scan.vessel_coefficient is None:
        said.append(f"blood exchanges {VESSEL_COEFFICIENT:g} W/m2/K with vessel walls (assumed; 200 to 2000)")
    return tuple(vessels), tuple(said)


def _trace(grid: LabelGrid, window: Floats, number: int) -> Trace | None:
    """The curve of one label, cut to the window.

    It is followed a little beyond the window first, so that the cut does not bend it or thin its outline.
    """
    origin, spacing = grid.origin * 1e-3, grid.spacing * 1e-3
    size = np.array(grid.labels.shape)
    low = np.clip(np.floor((window[0] - BEYOND - origin) / spacing), 0, size).astype(int)
    high = np.clip(np.ceil((window[1] + BEYOND - origin) / spacing) + 1, 0, size).astype(int)
    mask = grid.labels[tuple(slice(a, b) for a, b in zip(low, high, strict=True))] == number
    if not mask.any():
        return None
    box = [slice(int(line.min()), int(line.max()) + 1) for line in np.nonzero(mask)]
    corner = low + [part.start for part in box]
    found = trace(mask[tuple(box)], origin + corner * spacing, spacing)
    if found is None:
        return None
    kept = _longest_run(np.all((found.points >= window[0]) & (found.points <= window[1]), axis=1))
    if kept.stop - kept.start < SHORTEST / STATION:
        return None
    return Trace(found.points[kept], found.across[kept], found.semi_axes[kept], found.left_out)


def _longest_run(inside: NDArray[np.bool_]) -> slice:
    """The longest unbroken run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    if not edges.size:
        return slice(0, 0)
    starts, stops = edges[::2], edges[1::2]
    best = int((stops - starts).argmax())
    return slice(int(starts[best]), int(stops[best]))


def _layout(found: Trace, count: int, fraction: float, rng: np.random.Generator) -> tuple[Layout, int, float]:
    """Fascicles along a traced nerve: fewer or smaller ones where its outline is too flat for them."""
    arc = arc_length(found.points)
    none = np.zeros(len(arc), bool)
    flat = float(np.median(found.semi_axes.min(axis=1) / found.semi_axes.max(axis=1)))
    tries = ((count, fraction), (count, 0.8 * fraction), (max(1, count // 2), 0.7 * fraction))
    for number, share in (*tries, (1, min(0.3, 0.6 * flat))):
        try:
            layout = layout_along(found.semi_axes, none, rng, count=number, area_fraction=share, arc=arc)
        except CaseError:
            continue
        return layout, number, share
    raise ScanError(
        Complaint(
            f"a nerve {2e3 * found.semi_axes.min():.2g} mm thin has no room for a fascicle",
            field="anatomy.nerve",
            remedy="Trace the whole cross-section of the nerve.",
        )
    )


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
