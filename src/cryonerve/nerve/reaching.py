"""Where spared fascicles lie, in a physician's words, and which move of the tips would reach them.

A move is estimated by moving the whole field of coldest temperatures with the tips, as it is. That holds
where tissue is much the same over the distance moved; the heat of blood vessels, bone and skin that do
not move along is not seen. It is a hint for the next run, never a result. A move that would put a probe
through a vessel, bone, another nerve or out of the body is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube, resample
from cryonerve.anatomy.coverage import voxel_at
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.probe_boundary import Placement, placements_of
from cryonerve.bioheat.result import Freezing, NerveHistory
from cryonerve.bioheat.sampling import sample_field
from cryonerve.case.case import Case, Limb
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.completeness import Completeness, Move, fascicle_nadirs, points_of
from cryonerve.nerve.exposure import longest_run

__all__ = ["in_the_way", "located", "moved", "passed_through", "smallest_move", "towards_skin"]

Floats = NDArray[np.float64]

STEP, FARTHEST = 0.5e-3, 5e-3  # m; a hand places no finer, and farther away is another plan
NEAR = 10.0  # degC; stations that stayed warmer lie too far for any of these moves
RAYS, RAY_STEP, RAY_LENGTH = 48, 1e-3, 80e-3  # towards the skin
APART = 0.8  # spreads between the middles of spared and interrupted fascicles that make a side worth naming
IN_THE_WAY = ("bone", "marrow", "artery", "vein", "nerve")
ALONG, SHAFT = 0.5e-3, 80e-3  # m; where a probe and its shaft are looked at
PARALLEL = 0.9  # cosine between probes that have one direction "deeper"


def located(what: Completeness, course: NerveCourse, volume: Volume, case: Case) -> Completeness:
    """The same completeness, with words for where in the nerve its spared fascicles lie.

    "deepest" and the like (`exact`) when the spared ones are just those farthest that way; else the side on
    which most of them lie; nothing when they are scattered or all are spared.
    """
    if not what.spared or not what.interrupted:
        return what
    spared = [item.column for item in what.spared]
    station = int(np.median([item.station for item in what.spared]))
    offsets = course.fascicle_offsets[station] @ course.across[station]
    sides = _sides(case, towards_skin(volume, course.points[station]))
    tips = np.array([place.tip for place in placements_of(case)]).reshape(-1, 1, 3)
    heights = {words: offsets @ way for words, way in sides.items()}
    if len(tips):
        apart = np.linalg.norm(course.points[station] + offsets - tips, axis=2)
        heights["farthest from the probe", ""] = apart.min(axis=0)
    # A fascicle that has divided lies where its parts do; one that has ended there, where it ended.
    there = course.fascicle_radii[station] > 0
    reached = np.isin(course.fascicle_of, what.interrupted)
    reached = reached & there if (reached & there).any() else reached
    known = np.isin(course.fascicle_of, what.fascicles) & there
    best, words, exact = APART, "", False
    for (most, side), height in heights.items():
        inner, outer = height[reached], height[spared]
        spread = float(height[known].std())
        separation = float(outer.mean() - inner.mean()) / spread if spread > 0 else 0.0
        sharp = bool(outer.min() > inner.max())
        if (sharp, separation) > (exact, best) if sharp or side else False:
            best, words, exact = separation, most if sharp else side, sharp
    return replace(what, where=words, exact=exact)


def _sides(case: Case, skin: Floats | None) -> Mapping[tuple[str, str], Floats]:
    """Directions by what one says of the farthest that way, and of most that way."""
    x, y = np.eye(3)[:2]
    right, left = (("most to the right", "mostly on the right"), ("most to the left", "mostly on the left"))
    if isinstance(case.anatomy, Limb):
        medial, lateral = (
            ("most medial", "mostly on the medial side"),
            ("most lateral", "mostly on the lateral side"),
        )
        right, left = (medial, lateral) if case.anatomy.side == "left" else (lateral, medial)
    if skin is None:
        front, back = ("most anterior", "mostly in front"), ("most posterior", "mostly at the back")
        return {right: x, left: -x, front: y, back: -y}
    deep, shallow = (
        ("deepest", "mostly on the deep side"),
        ("nearest to the skin", "mostly on the skin's side"),
    )
    return {deep: -skin, shallow: skin, right: x, left: -x}


def towards_skin(volume: Volume, point: Floats) -> Floats | None:
    """Unit vector, across z, from a point to the nearest skin; None where the volume has no outside there."""
    if volume.uniform:
        return None
    angle = 2.0 * np.pi * np.arange(RAYS) / RAYS
    ways = np.stack([np.cos(angle), np.sin(angle), 0.0 * angle], axis=1)
    far = np.arange(RAY_STEP, RAY_LENGTH, RAY_STEP)
    points = point + far[:, None, None] * ways
    outside = voxel_at(volume, points) == 0
    if not outside.any():
        return None
    first = np.where(outside.any(axis=0), outside.argmax(axis=0), len(far))
    mean = ways[first == first.min()].mean(axis=0)
    size = float(np.linalg.norm(mean))
    return np.asarray(mean / size if size > 1e-6 else ways[int(first.argmin())], float)


def in_the_way(place: Placement, course: NerveCourse, volume: Volume, *, least: float) -> str:
    """What a probe that stands there would pass through; "" when nothing bars it."""
    if gap_between(course, place).width < least - 1e-6:
        return f"the {course.name} nerve itself"
    return passed_through(place, volume)


def vessel_met(place: Placement, volume: Volume) -> str:
    """Name of a vessel, as the tube it is, that a probe or its shaft runs into; "" for none.

    Voxels may be coarser than a vessel.
    """
    for vessel in volume.vessels:
        if float(place.distance(resample(vessel.points, ALONG)).min()) < vessel.radius:
            return vessel.name
    return ""


def passed_through(place: Placement, volume: Volume) -> str:
    """Vessel, bone or nerve (by voxels) that a probe and its shaft would pass through; "" for none."""
    vessel = vessel_met(place, volume)
    if vessel:
        return f"the {vessel}"
    along = np.arange(0.0, SHAFT, ALONG)
    labels = voxel_at(volume, place.tip + along[:, None] * place.axis)
    if (labels[along <= place.active_length] <= 0).any():
        return "the surface of the body"
    outside = np.flatnonzero(labels <= 0)
    passed = labels[: outside[0] if outside.size else len(labels)]
    named = {item.label: item.name for item in volume.structures if item.kind in IN_THE_WAY}
    return next((f"the {named[label]}" for label in passed.tolist() if label in named), "")


def moved(case: Case, move: Move) -> Case:
    """The case with all its tips moved together."""
    shift = move.distance * _ways(case, placements_of(case))[move.way]
    probes = (replace(probe, tip=tuple((np.array(probe.tip) + shift).tolist())) for probe in case.probes)
    return replace(case, probes=tuple(probes))


def smallest_move(
    what: Completeness,
    course: NerveCourse,
    history: NerveHistory,
    freezing: Freezing,
    *,
    case: Case,
    volume: Volume,
) -> Completeness:
    """The same completeness, with the smallest move of all tips together that would interrupt every fascicle.

    Tried are steps of 0.5 mm up to 5 mm along the probes' own way and along the limb's directions. A move
    after which a probe would stand in the nerve or pass through what it does not pass through now (see
    `in_the_way`) is none, nor is one that loses fascicles on the other side.
    """
    placements = placements_of(case)
    least = max((item.missing for item in what.spared), default=0.0)
    if not what.spared or not what.zone or least > FARTHEST or not placements:
        return what
    chosen = np.array(what.fascicles)
    stations = np.flatnonzero((fascicle_nadirs(course, history) < NEAR).any(axis=1))
    stations = np.arange(stations.min(), stations.max() + 1) if stations.size else stations
    exists = (course.fascicle_radii[stations] > 0) & history.inside[stations][:, None]
    at, column = np.nonzero(exists)
    which = np.searchsorted(chosen, course.fascicle_of[column])
    points = points_of(course, stations[at], column)
    points = np.concatenate([points[:, :1], points[:, 6:]], axis=1)  # the middle and the outer ring
    outline = Tube(course.points, course.semi_axes, course.across).outline(36).reshape(-1, 3)
    now = min(0.0, _gap(placements, outline, np.zeros(3)))
    hardest = int(np.searchsorted(chosen, max(what.spared, key=lambda item: item.missing).index))
    nadir = np.full((len(stations), len(chosen)), np.inf)

    def reached(shift: Floats, some: NDArray[np.bool_]) -> bool:
        values = sample_field(freezing, freezing.nadir, (points[some] - shift).reshape(-1, 3))
        nadir[at[some], which[some]] = -np.inf  # of a fascicle that has divided its warmest part counts
        np.maximum.at(nadir, (at[some], which[some]), values.reshape(-1, points.shape[1]).max(axis=1))
        columns = nadir[:, np.unique(which[some])].T
        runs = (longest_run(course.arc[stations], column, what.below) for column in columns)
        return all(end - start >= what.sufficient for start, end in runs)

    present = _passed(placements, course, volume, np.zeros(3)) | {""}
    open_ways = dict(_ways(case, placements))
    for step in np.arange(max(1, np.floor(least / STEP)), FARTHEST / STEP + 0.5) * STEP:
        for way, direction in tuple(open_ways.items()):
            shift = step * direction
            if _gap(placements, outline, shift) < now - 1e-6:
                del open_ways[way]
                continue
            if not reached(shift, which == hardest) or not reached(shift, which >= 0):
                continue
            if _passed(placements, course, volume, shift) <= present:
                return replace(what, move=Move(way, float(step)), tried=FARTHEST)
    return replace(what, tried=FARTHEST)


def _passed(
    placements: tuple[Placement, ...], course: NerveCourse, volume: Volume, shift: Floats
) -> set[str]:
    """What the moved probes would pass through, "" where the way is free; the nerve is left to `_gap`."""
    places = [replace(place, tip=place.tip + shift) for place in placements]
    return {in_the_way(place, course, volume, least=-np.inf) for place in places}


def _gap(placements: tuple[Placement, ...], outline: Floats, shift: Floats) -> float:
    """Smallest distance of the moved probes, with shafts, to the outline of the nerve; negative inside."""
    return min(float(place.distance(outline - shift).min()) for place in placements)


def _ways(case: Case, placements: tuple[Placement, ...]) -> Mapping[str, Floats]:
    """Directions of a move by the words for it; deeper is along the probes, where they have one direction."""
    x, _, z = np.eye(3)
    mean = np.mean([place.axis for place in placements], axis=0)
    ways: dict[str, Floats] = {}
    if min(float(place.axis @ mean) for place in placements) > PARALLEL:
        mean = mean / np.linalg.norm(mean)
        ways = {"deeper": -mean, "less deep": mean}
    right, left = "farther to the right", "farther to the left"
    if isinstance(case.anatomy, Limb):
        medial, lateral = "more medial", "more lateral"
        right, left = (medial, lateral) if case.anatomy.side == "left" else (lateral, medial)
    return ways | {right: x, left: -x, "more proximal": z, "more distal": -z}
