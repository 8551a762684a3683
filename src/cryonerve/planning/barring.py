"""By name and length what bars the ways that a search tried: bone, a vessel, a nerve, the scan's own cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cryonerve.anatomy import build
from cryonerve.anatomy.coverage import voxel_at
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.case import LabelledScan
from cryonerve.errors import InputError
from cryonerve.nerve.goal_reach import course_of
from cryonerve.planning.barriers import ALONG, SHAFT, Barriers, barriers_of
from cryonerve.planning.placing import INTO, REACH, Frame, frame_of
from cryonerve.planning.searching import Bench
from cryonerve.planning.shelf import draws
from cryonerve.planning.treating import devices_at_hand

__all__ = ["Barred", "barred_ways", "crop_that_frees", "named_bars"]

END = "the end of what is drawn, before the skin"
PARTS = {
    "hub": "the skin, under which the active part does not fit",
    "end": END,
    "windows": "the windows of entry",
    "angles": "the angles that are allowed",
}
CROPS = (45e-3, 60e-3, 80e-3, 100e-3)  # m around the probes that are tried where the cut of a scan bars
MOST = 4  # names that a sentence tells


@dataclass(frozen=True, eq=False)
class Barred:
    """What bars the ways that were tried.

    Attributes
    ----------
    tried : ways. free : those that nothing bars. least : m by which the best of them misses.
    best : by name, m by which each thing bars that one. counts : by name, ways that each thing bars.
    """

    tried: int
    free: int
    least: float
    best: Mapping[str, float]
    counts: Mapping[str, int]

    @property
    def by_the_end(self) -> bool:
        """Whether the best way is barred by where the drawing ends, and by nothing else."""
        return tuple(self.best) == (END,)

    def __str__(self) -> str:
        """The best way and all of them, as the end of a sentence."""
        lengths = (name if name == END else f"{name}, {1e3 * far:.1f} mm" for name, far in self.best.items())
        common = sorted(self.counts.items(), key=lambda item: -item[1])[:MOST]
        ways = ", ".join(f"{name} ({count})" for name, count in common)
        said = (
            f"of {self.tried} ways tried the best misses by {1e3 * self.least:.1f} mm: {'; '.join(lengths)}"
        )
        return f"{said}. In the way (of how many): {ways}"


def barred_ways(bench: Bench) -> Barred:
    """What bars the ways to the nerve that a search draws, of the first device at hand."""
    return _barred(bench, bench.volume, bench.frame, bench.barriers)


def named_bars(
    place: Placement, frame: Frame, volume: Volume, barriers: Barriers, *, gap: float
) -> dict[str, float]:
    """By name, the length (m) by which each thing bars a probe's way; together what the search counts.

    `gap` is the distance to the nerve, negative inside of it.
    """
    found: Counter[str] = Counter({f"the {frame.course.name} nerve itself": -gap} if gap < -INTO else {})
    parts = dict(barriers.parts(place))
    if parts.pop("structures", 0.0) > 0.0:
        found.update(_structures(place, volume, barriers))
    if parts.pop("vessels", 0.0) > 0.0:
        met = zip(volume.vessels, barriers.into_vessels(place), strict=True)
        found.update({f"the {vessel.name}": far for vessel, far in met if far > 0.0})
    return dict(found) | {PARTS[name]: far for name, far in parts.items() if far > 0.0}


def crop_that_frees(bench: Bench) -> tuple[float, int] | None:
    """The least of some crops (m) with which a scan shows free ways, and how many; None where none does."""
    scan = bench.given.anatomy
    if not isinstance(scan, LabelledScan):
        return None
    for crop in CROPS:
        if scan.crop is not None and crop <= scan.crop:
            continue
        case = replace(bench.given, anatomy=replace(scan, crop=crop))
        try:
            volume = build(case)
            frame = frame_of(course_of(volume, bench.goals), volume, bench.own, reach=REACH)
        except InputError:
            return None
        free = _barred(bench, volume, frame, barriers_of(case, volume)).free
        if free:
            return crop, free
    return None


def _barred(bench: Bench, volume: Volume, frame: Frame, barriers: Barriers) -> Barred:
    places, gaps = frame.places(draws(frame, seed=bench.seed), devices_at_hand(bench.case)[0])
    each = [
        named_bars(place, frame, volume, barriers, gap=float(gap))
        for place, gap in zip(places, gaps, strict=True)
    ]
    totals = [sum(bars.values()) for bars in each]
    best = int(np.argmin(totals))
    counts = Counter(name for bars in each for name in bars)
    return Barred(len(each), totals.count(0.0), totals[best], each[best], counts)


def _structures(place: Placement, volume: Volume, barriers: Barriers) -> dict[str, float]:
    """Bones, vessels and nerves among the voxels of a shaft until it is out of the body."""
    along = ALONG * np.arange(round(SHAFT / ALONG))
    labels: Sequence[int] = voxel_at(volume, place.tip + along[:, None] * place.axis).tolist()
    names = {item.label: item.name for item in volume.structures}
    found: Counter[str] = Counter()
    for label in labels:
        if label <= 0:
            break
        if barriers.barred[label]:
            found[f"the {names[label]}"] += 1
    return {name: ALONG * count for name, count in found.items()}
