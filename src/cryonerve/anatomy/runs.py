"""Where nerves and vessels run in a leg: centre lines with cross-sections, in the leg's own frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from cryonerve.anatomy.courses import STATION, Tube, frames, resample
from cryonerve.anatomy.leg import DIRECTIONS, Leg
from cryonerve.anatomy.measures import Measures
from cryonerve.anatomy.solids import Ellipsoid, Solid, Union

__all__ = ["NerveRun", "VesselRun", "run_nerves", "run_vessels", "usual_flatness"]

Floats = NDArray[np.float64]
BEYOND = 4e-3  # m that runs go on past the drawn length, so that no rounded end shows in it
FLATNESS = {"tibial": 1.25, "common peroneal": 1.4, "sural": 1.1, "saphenous": 1.1, "motor branch": 1.0}


@dataclass(frozen=True, eq=False)
class NerveRun:
    """One nerve: stations distal first, outline, and the solid it fills."""

    name: str
    points: Floats
    across: Floats
    semi_axes: Floats
    neuroma: NDArray[np.bool_]
    solid: Solid


@dataclass(frozen=True, eq=False)
class VesselRun:
    """One vessel as a tube of constant radius."""

    name: str
    points: Floats
    radius: float

    @property
    def solid(self) -> Tube:
        """The tube."""
        return Tube(self.points, np.full((len(self.points), 2), self.radius))


def run_nerves(leg: Leg, measures: Measures) -> dict[str, NerveRun]:
    """Every nerve of the leg by name; the treated one ends in a neuroma in a stump."""
    found = {}
    for name in DIRECTIONS:
        low = leg.low - BEYOND
        if measures.stump:
            cut = max(leg.tibia_end + 2e-3, leg.outline.cap_start - 0.4 * leg.outline.cap_height)
            low = -measures.neuroma_length if name == measures.nerve else cut
        z = np.arange(low, leg.high + BEYOND, STATION)
        line = resample(_line(name, leg, measures, z))
        wide, flat = _half_axes(measures.area_of(name), _flatness(measures, name))
        bulb = measures.stump and name == measures.nerve
        found[name] = _with_bulb(name, line, (wide, flat), measures if bulb else None)
    branch = _motor_branch(leg, measures, found["tibial"])
    if branch is not None:
        found["motor branch"] = branch
    return found


def usual_flatness(name: str) -> float:
    """Width over height of a nerve that nobody measured; assumed.

    >>> usual_flatness("tibial")
    1.25
    """
    return FLATNESS[name]


def _flatness(measures: Measures, name: str) -> float:
    """Width over height of a nerve as it is drawn."""
    if name == measures.nerve and measures.nerve_flatness is not None:
        return measures.nerve_flatness
    return usual_flatness(name)


def _half_axes(area: float, flatness: float) -> tuple[float, float]:
    """Half width and half height of an ellipse by area and width over height."""
    return float(np.sqrt(area / np.pi * flatness)), float(np.sqrt(area / np.pi / flatness))


def _line(name: str, leg: Leg, measures: Measures, z: Floats) -> Floats:
    """Centre line of a nerve at heights z: at its depth, with the gentle sway nerves have."""
    half = _half_axes(measures.area_of(name), _flatness(measures, name))[1]
    at_zero = leg.at_depth(DIRECTIONS[name], measures.depth_of(name) + half, np.zeros(1))[0]
    if name in ("sural", "saphenous"):
        # Cutaneous nerves keep their depth under the skin where the limb tapers.
        return leg.at_depth(DIRECTIONS[name], measures.depth_of(name) + half, z)
    if name == "common peroneal":
        # Winds forward around the fibula's neck as it runs distally.
        reach = float(np.hypot(*leg.fibula.corners[0])) + leg.fibula.rounding + half + 1e-3
        angle = np.radians(180.0 + 60.0 * np.sin(np.clip(z / 45e-3, -0.5 * np.pi, 0.5 * np.pi)))
        around = reach * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        if measures.nerve == name:
            return np.column_stack([at_zero[:2] + around - reach * np.array([-1.0, 0.0]), z])
        return np.column_stack([leg.fibula.centre * (1.0 + leg.fibula.taper * z)[:, None] + around, z])
    aside = -1.5e-3 * np.sin(z / 40e-3)
    above = -1.2e-3 * np.sin(z / 45e-3) + 0.4e-3 * (1.0 - np.cos(z / 25e-3))
    return np.column_stack([at_zero[0] + aside, at_zero[1] + above, z])


def _with_bulb(name: str, line: Floats, half: tuple[float, float], bulb: Measures | None) -> NerveRun:
    """A nerve of constant outline; with a terminal bulb at its distal end in a stump."""
    across = frames(line)
    axes = np.tile(np.array(half), (len(line), 1))
    tube = Tube(line, axes, across)
    if bulb is None:
        return NerveRun(name, line, across, axes, np.zeros(len(line), bool), tube)
    height = -0.5 * bulb.neuroma_length
    middle = int(np.abs(line[:, 2] - height).argmin())
    centre = np.array([*(np.interp(height, line[:, 2], line[:, a]) for a in range(2)), height])
    along = np.cross(across[middle, 0], across[middle, 1])
    semi = 0.5 * np.array([bulb.neuroma_width, 0.9 * bulb.neuroma_width, bulb.neuroma_length])
    ellipsoid = Ellipsoid(centre, semi, np.stack([*across[middle], along]))
    solid = Union((Tube(line[middle:], axes[middle:], across[middle:]), ellipsoid))
    where = ((line - centre) @ along) / semi[2]
    swell = np.sqrt(np.clip(1.0 - where**2, 0.0, None))[:, None] * semi[:2]
    outline = np.where((np.arange(len(line)) >= middle)[:, None], np.maximum(axes, swell), swell)
    neuroma = (swell > axes).any(axis=1) | (np.arange(len(line)) < middle)
    kept = outline.min(axis=1) > 0.2 * semi[:2].min()  # the last fraction of a millimetre is a point
    return NerveRun(name, line[kept], across[kept], outline[kept], neuroma[kept], solid)


def _motor_branch(leg: Leg, measures: Measures, tibial: NerveRun) -> NerveRun | None:
    """Branch to soleus and gastrocnemius: leaves the nerve on its posterior side, runs distally into them."""
    radius = 0.5 * measures.leg["motor_branch"]
    half = _half_axes(measures.area_of("tibial"), _flatness(measures, "tibial"))[1]
    room = measures.depth_of("tibial") - measures.skin_thickness - measures.fat_thickness
    room -= measures.leg["fascia_thickness"] + 2.0 * radius + 0.5e-3
    top, bottom = (20e-3, 2e-3) if measures.stump else (12e-3, -10e-3)
    top = min(top, leg.high - 2e-3)
    if room <= 0.0 or top - bottom < 6e-3:
        return None
    z = np.arange(bottom, top, STATION)
    share = (top - z) / (top - bottom)
    ease = share**2 * (3.0 - 2.0 * share)
    away = half + radius + 0.2e-3 + min(5e-3, room) * ease
    on = np.stack([np.interp(z, tibial.points[:, 2], tibial.points[:, a]) for a in range(3)], axis=1)
    line = resample(on + away[:, None] * np.array([0.25, -0.97, 0.0]))
    across = frames(line)
    axes = np.full((len(line), 2), radius)
    return NerveRun("motor branch", line, across, axes, np.zeros(len(line), bool), Tube(line, axes))


def run_vessels(leg: Leg, measures: Measures, nerves: Mapping[str, NerveRun]) -> tuple[VesselRun, ...]:
    """Artery in front and medial of the tibial nerve with a vein on either side of it.

    They keep clear of nerve, neuroma and bones; of several angles around the nerve the first that is free is
    taken, and the roomiest where none is.
    """
    tibial = nerves["tibial"]
    low = max(leg.tibia_end, leg.outline.cap_start - 0.4 * leg.outline.cap_height)
    low = low if measures.stump else leg.low - BEYOND
    z = np.arange(low, leg.high + BEYOND, STATION)
    line = np.stack([np.interp(z, tibial.points[:, 2], tibial.points[:, a]) for a in range(2)] + [z], axis=1)
    girth = np.interp(z, tibial.points[:, 2], tibial.semi_axes.max(axis=1))
    # Passes the bulb in a smooth bow: the widest part within 4 mm counts.
    wide = gaussian_filter1d(maximum_filter1d(girth, 17), 5.0, mode="nearest")
    best, most = None, -np.inf
    for angle in (40.0, 60.0, 20.0, 80.0, 0.0, 110.0, 140.0):
        found = _bundle(measures, line, np.maximum(wide, girth), np.radians(angle))
        room = min(_clearance(leg, vessel) for vessel in found)
        if room > most:
            best, most = found, room
        if room > 0.3e-3:
            break
    assert best is not None  # the list of angles is not empty
    return best


def _bundle(measures: Measures, line: Floats, wide: Floats, angle: float) -> tuple[VesselRun, ...]:
    """Artery and its two veins at one angle around the nerve."""
    artery, vein = 0.5 * measures.artery_diameter, 0.5 * measures.vein_diameter
    out = np.array([np.cos(angle), np.sin(angle), 0.0])
    side = np.array([-out[1], out[0], 0.0])
    middle = line + (wide + measures.artery_gap + artery)[:, None] * out
    apart = artery + vein + 0.25e-3
    # Leaning 70 to 80 degrees away from the nerve, so that a vein wider than the artery clears it too.
    lean = np.radians(75.0) if vein <= artery else np.radians(60.0)
    shift = apart * np.cos(lean) * out
    return (
        VesselRun("posterior tibial artery", middle, artery),
        VesselRun("medial posterior tibial vein", middle + shift - apart * np.sin(lean) * side, vein),
        VesselRun("lateral posterior tibial vein", middle + shift + apart * np.sin(lean) * side, vein),
    )


def _clearance(leg: Leg, vessel: VesselRun) -> float:
    """Smallest gap between a vessel and the bones, m."""
    return min(float(bone.distance(vessel.points).min()) for bone in (leg.tibia, leg.fibula)) - vessel.radius
