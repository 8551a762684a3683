"""How far the cold stays from what a scan shows beside the treated nerve: vessels and other nerves, by name.

Only of a scan: the place of a vessel in a drawn phantom is assumed, and a distance to it would say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.entry import entry_of
from cryonerve.anatomy.scan_uncertainty import place_spread
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.bioheat.result import Freezing
from cryonerve.bioheat.sampling import sample_field
from cryonerve.case.case import Case, LabelledScan
from cryonerve.findings import Finding
from cryonerve.nerve.first_sentence import titled
from cryonerve.nerve.reaching import passed_through
from cryonerve.nerve.scan_walls import box_of_run, coldest_of_points, walls_of
from cryonerve.nerve.surface import Surface, coldest_surface
from cryonerve.nerve.verdict import held
from cryonerve.nerve.verdict_structures import same_name
from cryonerve.sources import planning_unknowns

__all__ = ["MARGIN", "judge_edge", "judge_margins", "judge_ways", "margin_error", "skin_assumed"]

Floats = NDArray[np.float64]

MARGIN = "margin of the "  # how what is told of a margin begins
ZONE, DEEP = -20.0, -40.0  # degC
AROUND = 24  # points of each section of a nerve's outline
CLOSE = 1e-3  # m; nearer than this the surface between its points counts


@dataclass(frozen=True, eq=False)
class _Neighbour:
    """What lies beside the treated nerve: its name, which limit it has, points (n, 3) of its wall, m."""

    name: str
    row: str
    kind: Literal["structure", "nerve"]  # what the screen shows
    called: str
    wall: Floats


def judge_margins(case: Case, volume: Volume, freezing: Freezing, *, deep: bool = True) -> Iterator[Finding]:
    """Distance of the -20 degC zone from every vessel and every other nerve of a scan, the nearest first.

    Parameters
    ----------
    deep : also say in words how far the -40 degC zone stays.
    """
    if not isinstance(case.anatomy, LabelledScan) or not _any_below(freezing, ZONE):
        return
    zone = coldest_surface(freezing, ZONE)
    inner = coldest_surface(freezing, DEEP) if deep and _any_below(freezing, DEEP) else None
    near = [(_apart(zone, item.wall, freezing), item) for item in _neighbours(volume, freezing)]
    how_sure = _how_sure(case, volume)
    for apart, item in sorted(near, key=lambda pair: pair[0]):
        reach = f"{1e3 * apart:.1f} mm from" if apart > 0.0 else f"{-1e3 * apart:.1f} mm into"
        words = f"The -20 degC zone ends {reach} the {item.called}"
        if inner is not None:
            away = _apart(inner, item.wall, freezing)
            words += f", the -40 degC zone {1e3 * away:.1f} mm from it" if away > 0.0 else ""
        coldest = coldest_of_points(freezing, item.wall)
        words += f"; its coldest point reaches {coldest:.1f} degC." if coldest is not None else "."
        made = held(item.row, apart, words, about=f"{MARGIN}{item.called}").on(item.kind, item.name)
        yield replace(made, reason=f"{made.reason} {how_sure}")


def judge_ways(case: Case, volume: Volume) -> Iterator[Finding]:
    """What each probe of a scan and its shaft would pass through on the way from the skin."""
    if not isinstance(case.anatomy, LabelledScan):
        return
    for probe, place in zip(case.probes, placements_of(case), strict=True):
        about = f"way of the probe '{probe.name}'"
        met = passed_through(place, volume)
        left = entry_of(volume, place.tip, place.axis)
        if met:
            words = f"The probe '{probe.name}' or its shaft passes through {met}. "
            words += "Turn it, or come from elsewhere."
            made = Finding("warn", about, None, None, "", "assumed", words)
        elif left is None:
            words = f"The shaft of '{probe.name}' does not reach the skin within the volume: what it passes "
            words += "beyond is not known. Turn it, or enlarge anatomy.crop."
            made = Finding("warn", about, None, None, "", "assumed", words)
        else:
            skin = "the skin, which is assumed," if skin_assumed(volume) else "the skin"
            words = f"The shaft of '{probe.name}' reaches {skin} after {1e3 * left.length:.0f} mm "
            words += "without passing bone, vessel or nerve."
            made = Finding("ok", about, None, None, "", "assumed", words)
        yield made.on("probe", probe.name)


def margin_error(case: Case, volume: Volume) -> float:
    """By how much hand and tracing together may put a margin off, m: one standard deviation."""
    return float(np.hypot(planning_unknowns().placement.spread, place_spread(case, volume).spread))


def judge_edge(case: Case, volume: Volume) -> Iterator[Finding]:
    """How much of the scan there is beyond each probe, where tissue is cut off."""
    if not isinstance(case.anatomy, LabelledScan):
        return
    cut = _cut_faces(volume)
    if not len(cut):
        return
    for probe, place in zip(case.probes, placements_of(case), strict=True):
        along = np.linspace(0.0, place.active_length, 9)[:, None] * place.axis + place.tip
        far = float(np.linalg.norm(cut[:, None] - along, axis=2).min())
        words = f"The scan ends {1e3 * far:.0f} mm from the active part of '{probe.name}'."
        about = f"scan beyond the probe '{probe.name}'"
        yield held("scan-edge", far, words, about=about).on("probe", probe.name)


def _cut_faces(volume: Volume) -> Floats:
    """Centres (n, 3) of voxels with tissue on the volume's outer faces, one in each square of 2 mm, m."""
    found = []
    step = np.abs(np.diag(volume.affine)[:3])
    stride = np.maximum(1, np.round(2e-3 / step)).astype(int)
    for axis in range(3):
        for end in (0, volume.labels.shape[axis] - 1):
            index = [slice(None, None, int(width)) for width in stride]
            index[axis] = slice(end, end + 1)
            at = np.argwhere(volume.labels[tuple(index)] > 0) * stride
            at[:, axis] = end
            found.append(at @ volume.affine[:3, :3].T + volume.affine[:3, 3])
    return np.concatenate(found)


def _how_sure(case: Case, volume: Volume) -> str:
    """How far hand and tracing may be off together, in words with both parts (`margin_error`)."""
    hand, place = planning_unknowns().placement.spread, place_spread(case, volume).spread
    both = 1e3 * margin_error(case, volume)
    return (
        f"Hand ({1e3 * hand:.2g} mm) and tracing ({1e3 * place:.2g} mm) together may be off by {both:.1f} mm "
        "(one standard deviation)."
    )


def skin_assumed(volume: Volume) -> bool:
    """Whether the skin of a scan is nobody's label but assumed around the others."""
    skins = [item for item in volume.structures if item.kind == "skin"]
    return volume.frame == "scan" and bool(skins) and all(item.name.endswith("(assumed)") for item in skins)


def _any_below(freezing: Freezing, level: float) -> bool:
    tissue = (freezing.tissue_volume > 0) & np.isfinite(freezing.nadir)
    return bool((freezing.nadir[tissue] < level).any())


def _neighbours(volume: Volume, freezing: Freezing) -> Iterator[_Neighbour]:
    """Vessels, and nerves that are not treated, with the part of their walls that was simulated."""
    low, high = box_of_run(freezing)
    for item in volume.structures:
        traced = any(same_name(course.name, item.name) for course in volume.nerves)
        if item.kind not in ("artery", "vein", "nerve") or (item.kind == "nerve" and traced):
            continue
        wall = walls_of(volume, item.label, (low, high))
        row = "nerve-margin" if item.kind == "nerve" else "vessel-margin"
        if len(wall):
            yield _Neighbour(item.name, row, "structure", item.name, wall)
    for course in volume.nerves:
        if course.treated:
            continue
        outline = Tube(course.points, course.semi_axes, course.across).outline(AROUND).reshape(-1, 3)
        wall = outline[np.all((outline >= low) & (outline <= high), axis=1)]
        if len(wall):
            yield _Neighbour(course.name, "nerve-margin", "nerve", titled(course.name), wall)


def _apart(zone: Surface, wall: Floats, freezing: Freezing) -> float:
    """From a zone to a wall, m; negative by how deep the wall lies in the zone."""
    away = zone.tree.query(wall)[0]
    away = np.where(away > CLOSE, away, zone.distance(wall))
    tissue = (freezing.tissue_volume > 0) & np.isfinite(freezing.nadir)
    inside = sample_field(freezing, np.where(tissue, freezing.nadir, zone.level + 1.0), wall) < zone.level
    return float(-away[inside].max()) if inside.any() else float(away.min())
