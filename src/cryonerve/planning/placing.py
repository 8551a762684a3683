"""Where a probe stands, in numbers that a nerve gives: level along it, angle around it, gap, direction.

A search that moves these numbers never leaves the nerve. A probe's active middle lies at an arc length of the
nerve, at an angle around it (0 towards the skin), with its wall as far from the nerve's outline as the gap
says; its shaft turns across the nerve and tilts along it. The gap is kept by the whole probe: one that would
come nearer with tip or shaft is moved away from the nerve until it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.reaching import towards_skin
from cryonerve.sources.device import Device

__all__ = ["NUMBERS", "Frame", "frame_of", "settled"]

Floats = NDArray[np.float64]

NUMBERS = ("level", "angle", "gap", "turn", "tilt")  # of one probe: m, rad, m, rad, rad
ANGLES = 36  # around the nerve where the gap is looked at
TURN, TILT = np.radians(100.0), np.radians(70.0)  # a shaft comes from the skin, hardly flatter to the nerve
FARTHEST = 6e-3  # m, largest gap that is looked at
BESIDE = 20e-3  # m along the nerve beyond the searched levels where a probe might touch it
NEAR_ENOUGH = 5e-6  # m
OUTWARDS = 12  # moves away from the nerve


@dataclass(frozen=True, eq=False)
class Frame:
    """A nerve as what places probes.

    Attributes
    ----------
    course : of the nerve. skin : (3,) unit vector from it towards the skin, or towards the handles.
    first, last : arc lengths between which levels are sought, m. outline : (n, 3) points of the nerve, m.
    """

    course: NerveCourse
    skin: Floats
    first: float
    last: float
    outline: Floats

    @property
    def bounds(self) -> Floats:
        """(5, 2) lowest and highest of `NUMBERS`; angle and turn go around or to both sides."""
        return np.array(
            [(self.first, self.last), (-np.pi, np.pi), (0.0, FARTHEST), (-TURN, TURN), (-TILT, TILT)]
        )

    def place(self, numbers: Floats, device: Device) -> Placement:
        """The placement (5,) `NUMBERS` of a device."""
        level, angle, gap, turn, tilt = (float(number) for number in numbers)
        centre, up, side, along, axes = self._at(level)
        away = np.cos(angle) * up + np.sin(angle) * side
        axis = np.cos(tilt) * (np.cos(turn) * up + np.sin(turn) * side) + np.sin(tilt) * along
        radius, length = 0.5 * device.diameter.value, device.active_length.value
        rim = 1.0 / float(np.linalg.norm((axes[1] @ away) / axes[0]))
        tip = centre + (rim + radius + gap) * away - 0.5 * length * axis
        place = Placement(tip, axis, radius, length)
        for _ in range(OUTWARDS):  # a tip deep in the nerve comes out by a radius at a time
            lacking = gap - self.gap(place)
            if abs(lacking) < NEAR_ENOUGH:
                break
            place = replace(place, tip=place.tip + lacking * away)
        return place

    def gap(self, place: Placement) -> float:
        """Distance between the probe with its shaft and points of the nerve's outline, m; quick."""
        return float(place.distance(self.outline).min())

    def numbers(self, place: Placement) -> Floats:
        """The way back: (5,) `NUMBERS` of a placement, inside of the bounds."""
        middle = place.tip + 0.5 * place.active_length * place.axis
        station = int(np.linalg.norm(self.course.points - middle, axis=1).argmin())
        level = float(np.clip(self.course.arc[station], self.first, self.last))
        centre, up, side, along, _ = self._at(level)
        away = middle - centre
        angle = np.arctan2(away @ side, away @ up)
        tilt = np.arcsin(np.clip(place.axis @ along, -1.0, 1.0))
        turn = np.arctan2(place.axis @ side, place.axis @ up)
        found = np.array([level, angle, max(0.0, self.gap(place)), turn, tilt])
        return np.asarray(np.clip(found, self.bounds[:, 0], self.bounds[:, 1]), float)

    def _at(self, level: float) -> tuple[Floats, Floats, Floats, Floats, tuple[Floats, Floats]]:
        """Middle, ways to the skin, to the side and along, and (semi-axes, across) at an arc length."""
        course = self.course
        station = float(np.interp(level, course.arc, np.arange(len(course.arc))))
        low = min(int(station), len(course.arc) - 2)
        share = station - low
        centre, across, axes = (
            part[low] + share * (part[low + 1] - part[low])
            for part in (course.points, course.across, course.semi_axes)
        )
        along = _cross(across[0], across[1])
        up = self.skin - (self.skin @ along) * along
        up /= np.linalg.norm(up)
        return centre, up, _cross(along, up), along, (axes, across)


def _cross(one: Floats, two: Floats) -> Floats:
    """Unit vector (3,) right-handed with two others; quicker than NumPy's for one pair."""
    (a, b, c), (d, e, f) = one.tolist(), two.tolist()
    found = np.array([b * f - c * e, c * d - a * f, a * e - b * d])
    return np.asarray(found / np.sqrt(found @ found))


def frame_of(
    course: NerveCourse, volume: Volume, placements: tuple[Placement, ...], *, reach: float
) -> Frame:
    """The frame of a nerve around the probes that a case has.

    Parameters
    ----------
    placements : of the case. reach : m along the nerve to both sides of their middle that are searched.
    """
    middles = [place.tip + 0.5 * place.active_length * place.axis for place in placements]
    middle = np.mean(middles, axis=0)
    station = int(np.linalg.norm(course.points - middle, axis=1).argmin())
    arc = course.arc
    # Half a goal's length must fit beside a level; a neuroma is no place for a probe unless one stands there.
    proper = ~course.neuroma if not course.neuroma[station] else np.ones(len(arc), bool)
    first, last = float(arc[proper].min()), float(arc[proper].max())
    first, last = max(first, float(arc[station]) - reach), min(last, float(arc[station]) + reach)
    skin = towards_skin(volume, course.points[station])
    if skin is None:
        skin = np.mean([place.axis for place in placements], axis=0)
    near = (arc >= first - BESIDE) & (arc <= last + BESIDE)
    tube = Tube(course.points[near], course.semi_axes[near], course.across[near])
    return Frame(course, skin / np.linalg.norm(skin), first, last, tube.outline(ANGLES).reshape(-1, 3))


def settled(place: Placement, course: NerveCourse, least: float = 0.0) -> Placement:
    """The placement moved straight away from the nerve until its exact gap is at least `least`, m.

    Away is where its axis comes nearest to the nerve's middle. It stays as it is where no such move helps.
    """
    along = np.arange(0.0, place.active_length + BESIDE, 0.25e-3)[:, None] * place.axis
    apart, station = cKDTree(course.points).query(place.tip + along)
    nearest = int(apart.argmin())
    if apart[nearest] == 0.0:
        return place
    way = (place.tip + along[nearest] - course.points[station[nearest]]) / apart[nearest]
    moved = place
    for _ in range(OUTWARDS):
        lacking = least - gap_between(course, moved).width
        if lacking <= 0.0:
            return moved
        moved = replace(moved, tip=moved.tip + (lacking + 2 * NEAR_ENOUGH) * way)
    return place
