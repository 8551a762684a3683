"""The first whole case on a scanned limb: two probes at two levels beside the nerve, to begin a plan with.

Where the probes stand is assumed, from the table "beginning" of `planning.toml`; what they would pass through
on their way from the skin, and how near they come to vessels and other nerves, chooses among the sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy import build
from cryonerve.anatomy.scan_uncertainty import carried_uncertainty
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.begun_probes import millimetres, probe_row
from cryonerve.case.case import Case
from cryonerve.case.reading import read_case
from cryonerve.case.yaml_text import yaml_text
from cryonerve.errors import Complaint, ScanError, nearest
from cryonerve.nerve.reaching import passed_through
from cryonerve.planning.placing import Frame, frame_of
from cryonerve.scans.curves import curves_of
from cryonerve.scans.label_merging import edges_said
from cryonerve.scans.legends import plain_nerve
from cryonerve.scans.limb_folder import CURVES, LABELS, LEGEND, LimbFolder, read_limb
from cryonerve.scans.sides import Side, side_said
from cryonerve.sources import device_called
from cryonerve.sources.device import Device
from cryonerve.sources.planning import Beginning, beginning

__all__ = ["DEVICE", "case_on_limb"]

Floats = NDArray[np.float64]
DEVICE = "cryo-s-a13"
HEAD = """\
# Begun on a scanned limb. Research use only, no medical device.
# Positions are millimetres in the frame of scan.nii.gz (RAS in 3D Slicer): x right, y anterior, z proximal.
"""
PROTOCOL = ["Freeze at -80 degC for 2 min", "Thaw for 2 min"] * 2  # of the published case
LENGTH = "10 mm"  # of the nerve that shall be reached
SHAFT = 60e-3  # m of a shaft that is looked at
ENOUGH = 5e-3  # m from a vessel: the search moves probes, and findings tell of what gets cold
TURNS = (0.0, 30.0, -30.0, 60.0, -60.0)  # degrees of a shaft across the nerve that are tried
SIDES = (90.0, -90.0, 60.0, -60.0, 120.0, -120.0)  # degrees around the nerve, from the skin


@dataclass(frozen=True, eq=False)
class _Site:
    """Where on the limb a case begins: its nerve by name, a place on it (m), whether it was traced, and the
    side of the body that the names of nerves and labels say.
    """

    nerve: str
    place: Floats
    curves: bool
    side: Side | None


def case_on_limb(
    limb: Path | str,
    nerve: str | None = None,
    *,
    at: Floats | None = None,
    device: str = DEVICE,
    side: Side | None = None,
    title: str = "",
    name: str = "",
    progress: Callable[[str, float, float], None] | None = None,
) -> str:
    """The text of a case on a limb's folder, with two probes beside a nerve that was traced or labelled.

    Parameters
    ----------
    limb : folder that `cryonerve import` wrote. nerve : its name; None: the treated or only one.
    at : (3,) m, near the middle between both levels; None: the middle of the nerve, or above its neuroma.
    device : of both probes. side : of the body; None: as the names of nerve and labels say ("left tibial
        nerve"). It is never guessed. name : of the case; "": that of its file.
    progress : called with the step, what is done and the total; 0 where nobody knows how long.

    How far edges and the nerve may be off goes into the case where segmentation and tracing said it, and the
    error of a registration where labels were taken over by one.

    Raises
    ------
    ScanError
        Nothing is labelled, no nerve has that name, it is too short for two probes, or nobody says which
        side of the body it is.
    UnknownNameError
        No device of that name.
    """
    catalogued = device_called(device)
    watch = progress or _unwatched
    watch("read limb", 0.0, 0.0)
    found = read_limb(Path(limb))
    site = _site(found, nerve, at)
    data = _content(site, side or _side(site), " ".join(title.split())) | ({"name": name} if name else {})
    uncertainty = _uncertainty(found, site)
    data["anatomy"] |= {"uncertainty": uncertainty} if uncertainty else {}
    dummy = {"name": "begin", "device": device, "tip": millimetres(site.place), "axis": "0 0 1"}
    case = _read(data | {"probes": [dummy]}, found.folder)
    watch("draw limb", 0.0, 0.0)
    volume = build(case)
    watch("place probes", 0.0, 0.0)
    placed = _placed(case, volume, at is None, catalogued)
    rows = [
        probe_row(name, device, place.tip, place.axis)
        for name, place in zip(("distal", "proximal"), placed, strict=True)
    ]
    _read(data | {"probes": rows}, found.folder)
    return HEAD + yaml_text(data | {"probes": rows})


def _unwatched(step: str, done: float, total: float) -> None:
    del step, done, total


def _side(site: _Site) -> Side:
    """The side of the body that names say; a complaint where they say none."""
    if site.side is None:
        what = "which side of the body this limb is of is not said"
        raise ScanError(Complaint(what, "Say --side left or --side right, as the patient has it.", "--side"))
    return site.side


def _read(data: Mapping[str, Any], folder: Path) -> Case:
    return read_case(yaml_text(data).encode(), file="case.yaml", name="limb", folder=folder)


def _content(site: _Site, side: Side, title: str) -> dict[str, Any]:
    """All of the case but the probes."""
    anatomy = {"phantom": "scan", "labels": LABELS, "legend": LEGEND}
    anatomy |= {"curves": CURVES} if site.curves else {}
    return {
        "cryonerve": 1,
        "title": title[:120] or f"{site.nerve} of a scanned limb",
        "anatomy": anatomy | {"nerve": site.nerve, "side": side},
        "protocol": PROTOCOL,
        "goals": {"cover": plain_nerve(site.nerve), "length": LENGTH, "below": "-20 degC"},
        "limits": {"skin": {"above": "0 degC"}},
    }


def _assumed(length: float, why: str) -> dict[str, str]:
    """A length (m) as a case writes one that nobody stated."""
    return {"value": f"{1e3 * length:.2g} mm", "standing": "assumed", "why": why}


def _uncertainty(limb: LimbFolder, site: _Site) -> dict[str, dict[str, str]]:
    """How far edges and the nerve may be off, as segmentation, tracing and a registration say."""
    if limb.labels is None:
        return {}
    curve = next((item for item in curves_of(limb.folder) if item.name == site.nerve), None)
    said: dict[str, dict[str, str]] = {}
    edge = max(edges_said(limb.labels.remarks).values(), default=0.0)
    if edge > 0.0:
        said["boundary"] = _assumed(edge, "the least sure edge of the labels, as their segmentation says")
    if curve is not None and curve.uncertainty > 0.0:
        said["nerve"] = _assumed(curve.uncertainty, "how sure the traced curve says it is")
    return said | carried_uncertainty(limb.labels, by_curve=curve is not None, edge=edge)


def _site(limb: LimbFolder, nerve: str | None, at: Floats | None) -> _Site:
    """The nerve and a place on it; complains where there is no such nerve."""
    if limb.labels is None:
        raise ScanError(
            Complaint(
                "nothing is labelled in this limb",
                remedy=f"Give `cryonerve segment {limb.folder}`, or import labels made elsewhere.",
                file=str(limb.folder),
            )
        )
    traced = curves_of(limb.folder)
    curves = {item.name: item for item in traced if item.kind == "nerve"}
    labels = {item.name: item.number for item in limb.labels.legend if item.kind == "nerve"}
    treated = [item.name for item in curves.values() if item.treated]
    name = _named(nerve, (*curves, *labels)) if nerve else next(iter((*treated, *curves, *labels)), None)
    if name is None:
        raise ScanError(
            Complaint(
                "no nerve is traced or labelled in this limb",
                remedy=f'Give `cryonerve trace {limb.folder} --nerve "tibial nerve" --through ...`.',
                file=str(limb.folder),
            )
        )
    if name in curves:
        points = curves[name].points
    else:
        points = np.argwhere(limb.labels.numbers == labels[name]) * limb.labels.spacing + limb.labels.origin
        points = points[np.argsort(points[:, 2], kind="stable")]
    side = side_said([name]) or side_said((*curves, *(item.name for item in limb.labels.legend)))
    if at is None:
        bulbs = [item.station for item in curves[name].sections if item.neuroma] if name in curves else []
        middle = curves[name].at(max(bulbs))[0][0] if bulbs else points[len(points) // 2]
        return _Site(name, np.asarray(middle, float), bool(traced), side)
    apart = np.linalg.norm(points - at, axis=1)
    if apart.min() > 10e-3:
        what = f"{name} comes no nearer to that place than {1e3 * apart.min():.0f} mm"
        raise ScanError(Complaint(what, "Name a place on the nerve, as 3D Slicer shows it on the scan."))
    return _Site(name, np.asarray(points[int(apart.argmin())], float), bool(traced), side)


def _ends_with(said: str, name: str) -> bool:
    """Whether some words are the first of a nerve's name, or the last of what it is plainly called."""
    plain = plain_nerve(name).lower().removesuffix(" nerve")
    return f"{name.lower()} ".startswith(f"{said} ") or f" {plain}".endswith(f" {said}")


def _named(nerve: str, known: tuple[str, ...]) -> str:
    """The nerve of that name; "tibial" finds "tibialis nerve", "medial sural" the only one that begins so.

    >>> _named("peroneal", ("peroneus nerve", "tibialis nerve"))
    'peroneus nerve'
    """
    wanted, said = plain_nerve(nerve), " ".join(nerve.lower().split())
    for name in known:
        if said == name.lower() or plain_nerve(name) == wanted:
            return name
    part = [name for name in known if said and _ends_with(said, name)]
    if len(part) == 1:
        return part[0]
    raise ScanError(
        Complaint(f"no nerve of this limb is called '{nerve}'", nearest(nerve, known) if known else "")
    )


def _placed(case: Case, volume: Volume, free: bool, device: Device) -> list[Placement]:
    """Two placements beside the treated nerve, distal first."""
    course, table = volume.treated_nerve, beginning()
    if course is None or course.arc[-1] < device.active_length.value:
        length = 0.0 if course is None else float(course.arc[-1])
        what = f"only {1e3 * length:.0f} mm of the nerve are known there"
        raise ScanError(Complaint(what, "Trace more of it: two probes stand beside it."))
    tip = np.array(case.probes[0].tip)
    here = Placement(tip, np.array([0.0, 0.0, 1.0]), 0.0, 0.0)
    frame = frame_of(course, volume, (here,), reach=float(course.arc[-1]))
    apart = min(table.levels_apart.value, 0.5 * (frame.last - frame.first))
    middle = float(course.arc[int(np.linalg.norm(course.points - tip, axis=1).argmin())])
    if free and course.neuroma.any():
        middle = float(course.arc[course.neuroma].max()) + table.stump_level.value
    middle = float(np.clip(middle, frame.first + 0.5 * apart, frame.last - 0.5 * apart))
    levels = (middle - 0.5 * apart, middle + 0.5 * apart)
    return _alike([_tried(frame, level, volume, device) for level in levels])


@dataclass(frozen=True, eq=False)
class _Tried:
    """One way to place a probe at a level: whether it passes anything, and whole mm to what must be kept."""

    place: Placement
    passes: bool
    clear: int


def _tried(frame: Frame, level: float, volume: Volume, device: Device) -> list[_Tried]:
    """Placements at a level, the plainest first, the same sides and slopes in the same order at each."""
    table: Beginning = beginning()
    tilt = 90.0 - table.slope.value
    rows = [
        (level, np.radians(angle), table.gap.value, np.radians(turn), np.radians(sign * tilt))
        for turn, sign, angle in product(TURNS, (1.0, -1.0), SIDES)
    ]
    places, _ = frame.places(np.array(rows), device)
    kept = _kept(volume, frame.course)
    return [
        _Tried(place, bool(passed_through(place, volume)), int(1e3 * max(_clearance(place, kept), 0.0)))
        for place in places
    ]


def _alike(levels: list[list[_Tried]]) -> list[Placement]:
    """At each level the plainest that passes nothing and keeps away from what must be kept.

    From the same side and at the same slope, as one picture shows both, where that costs no more than a
    millimetre of distance and passes nothing more.
    """
    own = [min(tried, key=lambda one: (one.passes, -one.clear)) for tried in levels]
    together = min(zip(*levels, strict=True), key=_loss)
    worse, best = _loss(together), _loss(tuple(own))
    alike = worse[0] == best[0] and worse[1] <= best[1] + 1
    return [one.place for one in (together if alike else own)]


def _loss(tried: tuple[_Tried, ...]) -> tuple[int, int]:
    """How many pass something, and how near the nearest comes, as what shall be small."""
    return sum(one.passes for one in tried), -min(one.clear for one in tried)


def _kept(volume: Volume, course: NerveCourse) -> Floats:
    """(n, 4) places and radii of vessels and other nerves, m."""
    parts = [
        np.column_stack([item.points, np.full(len(item.points), item.radius)]) for item in volume.vessels
    ]
    parts += [
        np.column_stack([nerve.points, nerve.semi_axes.max(axis=1)])
        for nerve in volume.nerves
        if nerve is not course
    ]
    return np.concatenate(parts) if parts else np.empty((0, 4))


def _clearance(place: Placement, kept: Floats) -> float:
    """Between a probe's shaft and what must be kept, m; more than enough counts alike."""
    if not len(kept):
        return 0.0
    along = np.arange(0.0, SHAFT, 1e-3)[:, None] * place.axis + place.tip
    far = np.linalg.norm(along[:, None] - kept[None, :, :3], axis=2) - kept[None, :, 3] - place.radius
    return min(ENOUGH, float(far.min()))
