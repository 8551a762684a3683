"""Found minus true edges of clips that `cn.image` makes of computed temperatures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.ndimage import map_coordinates

import cryonerve as cn
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.sources.transducer import transducers
from cryonerve.ultrasound import Frames, plane_of, track
from cryonerve.ultrasound.plane import ImagePlane, View
from cryonerve.ultrasound.scene import Scene, scene_of
from cryonerve.ultrasound.tracking import shaft_in

VIEWS: dict[str, tuple[str, View]] = {
    "block, across": ("straight-probe-block", "across"),
    "block, in plane": ("straight-probe-block", "in-plane"),
    "child's stump": ("tibial-neuroma-child", "across"),
    "adult's stump": ("tibial-neuroma-adult", "across"),
}
ARRAYS = ("linear-12MHz", "linear-18MHz")
SEEDS = (1, 2)
GAINS = (-6.0, 0.0, 6.0)
TIMES = (0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0, 105.0, 120.0)  # s; the first is from before freezing
FIRST_ICE = 0.05  # share of freezable water that is ice where tissue ends
CELL = 0.1e-3  # m, of the map that the truth is read from
STEP = 0.02e-3  # m, along a ray
FARTHEST = 14e-3  # m, the tracker's own reach
SMALLEST = 2.3e-3  # m, from which ice must be found


class Ice(NamedTuple):
    """A procedure whose temperatures are known."""

    freezing: Freezing
    volume: Volume
    case: Case


@dataclass(frozen=True)
class Seen:
    """Of every ray on which an edge was found.

    edge : found minus true radius, mm. angle : degrees from straight up. confidence : 0 to 1.
    asked : rays in pictures with ice large enough.
    """

    edge: np.ndarray
    angle: np.ndarray
    confidence: np.ndarray
    asked: int

    def within(self, degrees: float) -> np.ndarray:
        """(n,) errors of the rays so close to straight up, mm."""
        return self.edge[np.abs(self.angle) <= degrees]


@cache
def frozen(name: str) -> Ice:
    """The first freeze of a published case."""
    case = cn.load(name)
    case = replace(case, protocol=case.protocol[:1])
    volume = cn.build(case)
    return Ice(cn.freeze(volume, case), volume, case)


def clip_of(ice: Ice, view: View, array: str, *, seed: int = 1, gain: float = 0.0) -> Frames:
    """What a transducer shows at its own frequency."""
    return cn.image(
        *ice, times=TIMES, view=view, transducer=array, frequency=transducers()[array].frequency.value,
        seed=seed, gain=gain,
    )  # fmt: skip


def true_radius(scene: Scene, time: float, centre: tuple[float, float], angles: np.ndarray) -> np.ndarray:
    """(angle,) m from the shaft to where the ice ends, read off the acoustic map; NaN without ice."""
    seen = scene.at(time)
    places = np.arange(0.0, FARTHEST, STEP)
    lateral = centre[0] + np.sin(angles)[:, None] * places
    depth = centre[1] - np.cos(angles)[:, None] * places
    at = [
        (depth - seen.axial[0]) / (seen.axial[1] - seen.axial[0]),
        (lateral - seen.lateral[0]) / (seen.lateral[1] - seen.lateral[0]),
    ]
    ice = map_coordinates(seen.ice.astype(float), at, order=1, mode="nearest")
    radius = np.full(len(angles), np.nan)
    for number, shares in enumerate(ice):
        icy = np.flatnonzero(shares >= FIRST_ICE)
        if len(icy) and icy[-1] + 1 < len(places):
            last, after = shares[icy[-1]], shares[icy[-1] + 1]
            radius[number] = places[icy[-1]] + STEP * (last - FIRST_ICE) / (last - after)
    return radius


def errors_in(
    ice: Ice, plane: ImagePlane, clips: list[Frames], *, before: bool, known_ice: bool = False
) -> Seen:
    """Of clips of one plane, each tracked with or without its picture from before freezing."""
    probe = ice.case.probes[0]
    centre = shaft_in(plane, probe)
    radius = 0.5 * ice.case.devices[probe.device].diameter.value
    scene = scene_of(ice.freezing, ice.volume, ice.case, plane, frequency=12e6, spacing=CELL)
    edge, angle, confidence, asked = [], [], [], 0
    truth: dict[float, np.ndarray] = {}
    for clip in clips:
        shown = clip if before else replace(clip, pixels=clip.pixels[1:], times=clip.times[1:])
        start = float(clip.times[0]) if before else None
        front = track(shown, centre=centre, probe_radius=radius, freezing_from=start, known_ice=known_ice)
        for k, time in enumerate(front.times):
            if time not in truth:
                truth[time] = true_radius(scene, time, centre, front.angles)
            true = truth[time]
            large = bool(np.nanmedian(np.nan_to_num(true)) >= SMALLEST)
            asked += len(true) if large else 0
            if large:
                found = front.visible[k]
                error = 1e3 * (front.radius[k] - true)
                # an edge where there is no ice is far off
                edge.append(np.where(np.isfinite(error), error, 9.0)[found])
                angle.append(np.degrees(front.angles)[found])
                confidence.append(front.confidence[k][found])
    return Seen(np.concatenate(edge), np.concatenate(angle), np.concatenate(confidence), asked)


@cache
def clips_of(name: str, array: str) -> list[Frames]:
    """Every seed and gain of a view."""
    case, view = VIEWS[name]
    return [clip_of(frozen(case), view, array, seed=seed, gain=gain) for seed in SEEDS for gain in GAINS]


@cache
def seen(name: str, array: str, *, before: bool) -> Seen:
    """Of a view and a transducer; clips and errors are kept."""
    case, view = VIEWS[name]
    ice = frozen(case)
    plane = plane_of(ice.case, ice.volume, view=view)
    return errors_in(ice, plane, clips_of(name, array), before=before)
