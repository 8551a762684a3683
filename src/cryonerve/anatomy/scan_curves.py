"""Nerves and vessels of a scan as curves: as traced, or through their labels, with fascicles drawn in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import STATION, arc_length
from cryonerve.anatomy.curve_courses import outlined
from cryonerve.anatomy.fascicles import Layout, layout_along
from cryonerve.anatomy.populations import populated
from cryonerve.anatomy.proportions import VESSEL_COEFFICIENT, VESSEL_WALL
from cryonerve.anatomy.traced import SHORTEST, Trace, trace
from cryonerve.anatomy.tracings import along_trace, read_tracing, traced_sentence
from cryonerve.anatomy.volume import NerveCourse, Vessel
from cryonerve.case.case import LabelledScan
from cryonerve.errors import CaseError, Complaint, ScanError
from cryonerve.scans.label_files import LabelGrid
from cryonerve.scans.legends import Entry, Kind, plain_nerve
from cryonerve.scans.traced_curve import TracedCurve
from cryonerve.sources import nerve_kinds

__all__ = ["Followed", "follow", "nerve_courses", "same_structure", "vessel_tubes"]

Floats = NDArray[np.float64]
BEYOND = 8e-3  # m that labels are followed beyond the crop
AREA_PER_FASCICLE = 0.6e-6  # m2, for nerves no table knows; assumed
FASCICLE_AREA = 0.5
MOTOR = ("muscular", "motor", "muscularis", "rami")


@dataclass(frozen=True, eq=False)
class Followed:
    """One nerve or vessel of a scan, followed through its label or as somebody traced it.

    Attributes
    ----------
    name : as the legend or the curve says. kind : of the structure.
    trace : centre line and outlines. neuroma : (station,) where it is a bulb.
    number : of its label; 0 where only a curve knows it. curve : None where its label was followed.
    """

    name: str
    kind: Kind
    trace: Trace
    neuroma: NDArray[np.bool_]
    number: int = 0
    curve: TracedCurve | None = None


def follow(
    grid: LabelGrid, window: Floats, entries: Mapping[int, Entry], curves: Sequence[TracedCurve]
) -> tuple[Followed, ...]:
    """Every nerve and vessel in the crop: as traced where there is a curve, else through its label."""
    found = []
    named = {same_structure(curve.name): curve for curve in curves}
    for entry in entries.values():
        if entry.kind not in ("nerve", "artery", "vein"):
            continue
        curve = named.pop(same_structure(entry.name), None)
        if curve is not None:
            found.append(_along_curve(curve, window, entry.number))
            continue
        trace = _trace(grid, window, entry.number)
        if trace is not None:
            none = np.zeros(len(trace.points), bool)
            found.append(Followed(entry.name, entry.kind, trace, none, entry.number))
    found += [_along_curve(curve, window, 0) for curve in named.values()]
    return tuple(item for item in found if item is not None)


def same_structure(name: str) -> str:
    """What two names of one nerve or vessel have in common.

    >>> same_structure("tibialis nerve") == same_structure("Tibial nerve")
    True
    """
    return plain_nerve(name).lower()


def nerve_courses(
    followed: Sequence[Followed], *, treated: str, scan: LabelledScan
) -> tuple[tuple[NerveCourse, ...], tuple[str, ...]]:
    """Every nerve in the crop as a course, the treated one first; and what was assumed.

    Parameters
    ----------
    treated : name of the treated nerve, as its label or curve says.

    Raises
    ------
    ScanError
        The treated nerve cannot be followed.
    """
    nerves = [item for item in followed if item.kind == "nerve"]
    if all(item.name != treated for item in nerves):
        raise ScanError(
            Complaint(
                f"'{treated}' is too short in the scan to be followed as a nerve",
                field="anatomy.nerve",
                remedy="Trace at least 3 mm of it near the probes, or enlarge anatomy.crop.",
            )
        )
    courses, said = [], []
    for item in sorted(nerves, key=lambda one: one.name != treated):
        course, sentences = _course(item, item.name == treated, scan)
        courses.append(course)
        said += sentences
    return tuple(courses), tuple(said)


def _course(item: Followed, treated: bool, scan: LabelledScan) -> tuple[NerveCourse, list[str]]:
    name = plain_nerve(scan.nerve if treated and item.curve is None else item.name)
    found, number = item.trace, item.number or _own_number(item.name)
    count, fraction, known = _fascicles_of(name, found)
    rng = np.random.default_rng([scan.seed, number])
    tracing = read_tracing(Path(scan.fascicles)) if treated and scan.fascicles else None
    bulb = _distal(item.neuroma)
    if tracing is None:
        layout, count, fraction = _layout(found, bulb, rng, count=count, fraction=fraction)
    else:
        layout = along_trace(tracing, found.across, found.semi_axes)
    words = item.name.lower().split()
    course = NerveCourse(
        name=name,
        points=found.points,
        arc=arc_length(found.points),
        across=found.across,
        semi_axes=found.semi_axes,
        fascicle_offsets=layout.centres,
        fascicle_radii=layout.radii,
        origins=layout.origins,
        neuroma=item.neuroma,
        treated=treated,
        motor=any(word in words for word in MOTOR) or (item.curve is not None and item.curve.motor),
        standing="traced",
        uncertainty=item.curve.uncertainty if item.curve is not None else None,
        area_uncertainty=(item.curve.area_uncertainty or None) if item.curve is not None else None,
    )
    medial = 1.0 if scan.side == "left" else -1.0
    said = [
        traced_sentence(tracing, name)
        if tracing is not None
        else f"{name} nerve: {count} fascicles that take {fraction:.0%} of its area "
        f"(number from {'the table of nerves' if known else 'its area'}, places drawn; assumed)"
    ]
    if item.curve is not None:
        said.append(_as_traced(item.curve))
    if (item.neuroma != bulb).any():
        said.append(f"{name} nerve: fascicles pass its bulb, which is not at its end, unbroken (assumed)")
    return populated(course, scan.seed + 1000 * number, medial=medial), [*said, *_left_out(item)]


def vessel_tubes(
    followed: Sequence[Followed], *, scan: LabelledScan
) -> tuple[tuple[Vessel, ...], tuple[str, ...]]:
    """Every artery and vein in the crop as a tube of its mean radius; and what was assumed."""
    coefficient = VESSEL_COEFFICIENT if scan.vessel_coefficient is None else scan.vessel_coefficient
    vessels, said = [], []
    for item in followed:
        if item.kind == "nerve":
            continue
        kind: Literal["artery", "vein"] = "artery" if item.kind == "artery" else "vein"
        radius = float(np.sqrt(np.median(item.trace.semi_axes.prod(axis=1))))
        wall = VESSEL_WALL[kind] * radius
        vessels.append(Vessel(item.name, kind, item.trace.points, radius, wall, coefficient))
        said += [_as_traced(item.curve)] if item.curve is not None else []
        said += _left_out(item)
    if vessels and scan.vessel_coefficient is None:
        said.append(f"blood exchanges {VESSEL_COEFFICIENT:g} W/m2/K with vessel walls (assumed; 200 to 2000)")
    return tuple(vessels), tuple(said)


def _own_number(name: str) -> int:
    """A number for the random stream of a nerve without a label, from its name."""
    return 40_000 + sum(ord(letter) * (place + 1) for place, letter in enumerate(name)) % 20_000


def _distal(neuroma: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The bulb at the nerve's distal end alone, into which fascicles wind."""
    until = len(neuroma) if neuroma.all() else int(neuroma.argmin())
    return np.asarray(np.arange(len(neuroma)) < until)


def _as_traced(curve: TracedCurve) -> str:
    """How a curve was found and how sure its place is, in words."""
    assumed = sum(section.drawn_by == "assumed" for section in curve.sections)
    said = f"{curve.name}: {curve.why or 'traced'}; its place is known to {1e3 * curve.uncertainty:.2g} mm"
    if curve.area_uncertainty > 0.0:
        said += f", its area to {curve.area_uncertainty:.0%} (one standard deviation)"
    if not curve.sections or assumed:
        said += "; its width is the usual one (assumed)"
    return said


def _along_curve(curve: TracedCurve, window: Floats, number: int) -> Followed | None:
    """A curve cut to the window; None where too little of it lies there."""
    trace, neuroma = outlined(curve)
    kept = _longest_run(np.all((trace.points >= window[0]) & (trace.points <= window[1]), axis=1))
    if kept.stop - kept.start < SHORTEST / STATION:
        return None
    cut = Trace(trace.points[kept], trace.across[kept], trace.semi_axes[kept], 0.0)
    return Followed(curve.name, curve.kind, cut, neuroma[kept], number, curve)


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


def _layout(
    found: Trace, bulb: NDArray[np.bool_], rng: np.random.Generator, *, count: int, fraction: float
) -> tuple[Layout, int, float]:
    """Fascicles along a traced nerve: fewer or smaller ones where its outline is too flat for them."""
    arc = arc_length(found.points)
    flat = float(np.median(found.semi_axes.min(axis=1) / found.semi_axes.max(axis=1)))
    tries = ((count, fraction), (count, 0.8 * fraction), (max(1, count // 2), 0.7 * fraction))
    for number, share in (*tries, (1, min(0.3, 0.6 * flat))):
        try:
            layout = layout_along(found.semi_axes, bulb, rng, count=number, area_fraction=share, arc=arc)
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


def _left_out(item: Followed) -> list[str]:
    share = item.trace.left_out
    if share < 0.02:
        return []
    return [f"{item.name}: {share:.0%} of its voxels lie in other pieces and are not followed as a curve"]
