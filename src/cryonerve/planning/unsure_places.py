"""How far nerves, vessels and the edges of tissues may be from where they were seen; drawn for `spread`.

The treated nerve is shifted across its axis, towards the first probe and beside it. Each shift runs along
the nerve as a cos u + b sin u, with u the way from the middle of the probes over the length of correlation
and a, b independent and normal with the same spread: everywhere as large, and alike where places are near
(correlation cos of the difference of u). Beyond a quarter turn it stays as it is there. Other nerves come
nearer or go away as a whole, vessels become wider or narrower, each edge of a tissue moves along its normal.

Voxels keep the treated nerve as it was drawn, as they do for its size: nerve and muscle conduct heat much
alike. Probes stay where they were planned in the scan: a hand that sees the nerve and follows it does better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.boundaries import EDGES, Boundaries, Box, boundaries_of
from cryonerve.anatomy.scan_uncertainty import boundary_spread, place_spread
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.case.case import Case, LabelledScan, Limb
from cryonerve.nerve.reaching import towards_skin
from cryonerve.planning.stated_spreads import with_stated_spread
from cryonerve.sources import scan_unknowns
from cryonerve.sources.value import Sourced

__all__ = ["TITLES", "displaced", "place_unknowns"]

Floats = NDArray[np.float64]

TITLES: Mapping[str, str] = {
    "nerve place / towards": "nerve where it was traced, towards the probe",
    "nerve place / beside": "nerve where it was traced, sideways",
    "nerve slant / towards": "course of the nerve as traced, slanted to the probe",
    "nerve slant / beside": "course of the nerve as traced, slanted sideways",
    "nerve depth": "depth of the nerve under the skin",
    "other nerves": "other nerves nearer than traced",
    "edge / muscle": "edge of muscle and fat",
    "edge / bone": "surface of bone",
    "edge / skin": "thickness of the skin",
    "edge / vessels": "walls of vessels nearer than drawn",
}
NOTHING = Sourced(0.0, "m", "case")
# Fields of a limb whose spread it is, and the share.
MEASURED: Mapping[str, tuple[tuple[str, float], ...]] = {
    "nerve depth": (("nerve_depth", 1.0),),
    "edge / muscle": (("fat_thickness", 1.0),),
    "edge / bone": (("circumference", 1.0 / np.pi),),  # as depth and girth go together in a drawn limb
    "edge / skin": (("skin_thickness", 1.0),),
    "edge / vessels": (("artery_gap", 1.0), ("artery_diameter", 0.5)),
}
NEAR = 20e-3  # m around the probes within which edges are moved: heat does not reach further
REACH = 4.0  # standard deviations that an edge may move


def place_unknowns(case: Case, volume: Volume) -> dict[str, Sourced]:
    """What is not known of places, by the names of `TITLES`; nothing for a phantom whose case states nothing.

    A scan's numbers are those of its case (`anatomy.uncertainty`), else of the traced curve, else of the size
    of its voxels. Where the case states the boundaries' number alone, vessels and other nerves are no better
    known than these: the treated nerve's curve says nothing of them. Of a drawn limb only that which the case
    states a spread of: the depth of the nerve, and the edges that calipers measured (`MEASURED`).
    """
    course = volume.treated_nerve
    if isinstance(case.anatomy, Limb):
        return _of_a_drawn_limb(case, volume)
    if not isinstance(case.anatomy, LabelledScan):
        return {}
    nerve, edge = place_spread(case, volume), boundary_spread(case, volume)
    alone = case.anatomy.uncertainty_boundary is not None and case.anatomy.uncertainty_nerve is None
    others = max(nerve, edge, key=lambda item: item.spread) if alone else nerve
    found: dict[str, Sourced] = {}
    if course is not None:
        ways = ("towards", "beside")
        found |= {f"nerve {what} / {way}": nerve for what in ("place", "slant") for way in ways}
    if any(not other.treated for other in volume.nerves):
        found["other nerves"] = others
    kinds = {item.kind for item in volume.structures}
    for name, (grows, gives_way) in EDGES.items():
        if kinds.intersection(grows) and kinds.intersection(gives_way):
            found[f"edge / {name}"] = others if name == "vessels" else edge
    return found


def _of_a_drawn_limb(case: Case, volume: Volume) -> dict[str, Sourced]:
    """Of lengths that were measured, as `cryonerve caliper` states them: each moves its own edge."""
    kinds = {item.kind for item in volume.structures}
    found: dict[str, Sourced] = {}
    for name, rows in MEASURED.items():
        if name == "nerve depth":
            there = volume.treated_nerve is not None
        else:
            grows, gives_way = EDGES[name.removeprefix("edge / ")]
            there = bool(kinds.intersection(grows) and kinds.intersection(gives_way))
        parts = [with_stated_spread(case, f"anatomy.{field}", NOTHING) for field, _ in rows]
        spreads = [share * item.spread for (_, share), item in zip(rows, parts, strict=True)]
        if there and max(spreads) > 0.0:
            said = next(item for item, spread in zip(parts, spreads, strict=True) if spread > 0.0)
            found[name] = replace(said, spread=float(np.sqrt(np.sum(np.square(spreads)))))
    return found


def displaced(
    case: Case, volume: Volume, values: Mapping[str, float], *, middles: Floats, towards: Floats
) -> Volume:
    """The volume with its nerves, vessels and edges where they may be; the same where nothing is moved.

    Parameters
    ----------
    values : m by the names of `TITLES`. middles : (probe, 3) of the planned active parts, m.
    towards : (3,) unit vector from the treated nerve to the first probe.
    """
    moved = {name: shift for name, shift in values.items() if name in TITLES and shift != 0.0}
    if not moved:
        return volume
    edges = {name.removeprefix("edge / "): shift for name, shift in moved.items() if "edge / " in name}
    if edges:
        volume = _edges(case, volume, middles).moved(edges)
    skin = None
    if "nerve depth" in moved and volume.treated_nerve is not None:
        course = volume.treated_nerve
        skin = towards_skin(volume, course.points[_nearest(course, middles)])
    nerves = tuple(
        _shifted(course, moved, middles=middles, towards=towards, skin=skin)
        if course.treated
        else _nearer(course, moved.get("other nerves", 0.0), middles)
        for course in volume.nerves
    )
    return replace(volume, nerves=nerves)


def _edges(case: Case, volume: Volume, middles: Floats) -> Boundaries:
    spreads = [number.spread for name, number in place_unknowns(case, volume).items() if "edge / " in name]
    around = (_corner(middles.min(axis=0) - NEAR), _corner(middles.max(axis=0) + NEAR))
    return _edges_in(volume, REACH * max(spreads, default=0.0), around)


@lru_cache(maxsize=1)
def _edges_in(volume: Volume, reach: float, around: Box) -> Boundaries:
    """Found once for all samples of a process, which share one volume."""
    return boundaries_of(volume, reach=reach, around=around)


def _corner(point: Floats) -> tuple[float, float, float]:
    return float(point[0]), float(point[1]), float(point[2])


def _nearest(course: NerveCourse, middles: Floats) -> int:
    """The station nearest to the middle of the probes."""
    return int(np.linalg.norm(course.points - middles.mean(axis=0), axis=1).argmin())


def _shifted(
    course: NerveCourse, moved: Mapping[str, float], *, middles: Floats, towards: Floats, skin: Floats | None
) -> NerveCourse:
    """The treated nerve, shifted across its axis; sections keep their planes and outlines."""
    from_middle = course.arc - course.arc[_nearest(course, middles)]
    turn = np.clip(from_middle / scan_unknowns().correlation.value, -0.5 * np.pi, 0.5 * np.pi)
    near, aside = _across(course, towards)
    shift = np.zeros_like(course.points)
    for way, unit in (("towards", near), ("beside", aside)):
        size = moved.get(f"nerve place / {way}", 0.0) * np.cos(turn)
        size += moved.get(f"nerve slant / {way}", 0.0) * np.sin(turn)
        shift += size[:, None] * unit
    if skin is not None:
        shift -= moved["nerve depth"] * _across(course, skin)[0]
    return replace(course, points=course.points + shift)


def _across(course: NerveCourse, way: Floats) -> tuple[Floats, Floats]:
    """Two unit vectors (station, 3) across a nerve: the first as nearly along `way` as it can be."""
    flat = course.across @ way  # (station, 2)
    size = np.linalg.norm(flat, axis=1, keepdims=True)
    flat = np.where(size > 1e-6, flat / np.maximum(size, 1e-12), [1.0, 0.0])
    turned = np.stack([-flat[:, 1], flat[:, 0]], axis=1)
    first, second = (np.einsum("si,sik->sk", item, course.across) for item in (flat, turned))
    return first, second


def _nearer(course: NerveCourse, shift: float, middles: Floats) -> NerveCourse:
    """Another nerve as a whole nearer to the probe that it passes nearest."""
    if shift == 0.0:
        return course
    ways = middles[:, None] - course.points
    away = np.linalg.norm(ways, axis=2)
    probe, station = np.unravel_index(int(away.argmin()), away.shape)
    return replace(course, points=course.points + shift * ways[probe, station] / max(away.min(), 1e-9))
