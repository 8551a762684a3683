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

__all__ = ["INTO", "NUMBERS", "REACH", "Frame", "frame_of", "settled"]

Floats = NDArray[np.float64]

NUMBERS = ("level", "angle", "gap", "turn", "tilt")  # of one probe: m, rad, m, rad, rad
ANGLES = 36  # around the nerve where the gap is looked at
TURN, TILT = np.radians(100.0), np.radians(70.0)  # a shaft comes from the skin, hardly flatter to the nerve
FARTHEST = 6e-3  # m, largest gap that is looked at
BESIDE = 20e-3  # m along the nerve beyond the searched levels where a probe might touch it
NEAR_ENOUGH = 5e-6  # m
REACH = 15e-3  # m along the nerve to both sides of the probes that a case has, where a plan searches
INTO = 2e-5  # m into the nerve that count as touching it
OUTWARDS = 12  # moves away from the nerve


@dataclass(frozen=True, eq=False)
class Frame:
    """A nerve as what places probes.

    Attributes
    ----------
    course : of the nerve. skin : (3,) unit vector from it towards the skin, or towards the handles.
    first, last : arc lengths between which levels are sought, m. rings : (ring, angle, 3) points of the
        nerve's outline, m. spheres : (ring, 4) centre and radius (m) of one around each ring.
    """

    course: NerveCourse
    skin: Floats
    first: float
    last: float
    rings: Floats
    spheres: Floats

    @classmethod
    def of(cls, course: NerveCourse, skin: Floats, first: float, last: float) -> Frame:
        """With the outline as far as probes might touch it."""
        near = (course.arc >= first - BESIDE) & (course.arc <= last + BESIDE)
        tube = Tube(course.points[near], course.semi_axes[near], course.across[near])
        rings = np.ascontiguousarray(tube.outline(ANGLES))
        centres = rings.mean(axis=1)
        around = np.linalg.norm(rings - centres[:, None], axis=2).max(axis=1)
        return cls(course, skin, first, last, rings, np.column_stack([centres, around]))

    @property
    def bounds(self) -> Floats:
        """(5, 2) lowest and highest of `NUMBERS`; angle and turn go around or to both sides."""
        return np.array(
            [(self.first, self.last), (-np.pi, np.pi), (0.0, FARTHEST), (-TURN, TURN), (-TILT, TILT)]
        )

    def place(self, numbers: Floats, device: Device) -> Placement:
        """The placement (5,) `NUMBERS` of a device."""
        return self.places(np.asarray(numbers, float)[None], device)[0][0]

    def places(self, numbers: Floats, device: Device) -> tuple[tuple[Placement, ...], Floats]:
        """The placements (n, 5) `NUMBERS` of a device, and the gap (n,) m that each has, as `gap` says it."""
        from cryonerve.planning.kernels.standing import stand  # noqa: PLC0415  loads Numba

        angle, gap, turn, tilt = (column[:, None] for column in numbers.T[1:])
        centre, up, side, along, axes, across = self._at(numbers[:, 0])
        away = np.cos(angle) * up + np.sin(angle) * side
        axis = np.cos(tilt) * (np.cos(turn) * up + np.sin(turn) * side) + np.sin(tilt) * along
        radius, length = 0.5 * device.diameter.value, device.active_length.value
        rim = 1.0 / np.linalg.norm(np.einsum("nij,nj->ni", across, away) / axes, axis=1)[:, None]
        tips = centre + (rim + radius + gap) * away - 0.5 * length * axis
        there = np.empty(len(tips))
        # A tip deep in the nerve comes out by a radius at a time.
        wanted = numbers[:, NUMBERS.index("gap")].copy()
        rings, spheres = self.rings, self.spheres
        stand(rings, spheres, axis, radius, away, wanted, NEAR_ENOUGH, OUTWARDS, tips, there)
        return tuple(Placement(tip, row, radius, length) for tip, row in zip(tips, axis, strict=True)), there

    def gap(self, place: Placement) -> float:
        """Distance between the probe with its shaft and points of the nerve's outline, m; quick."""
        from cryonerve.planning.kernels.standing import least_to_rings  # noqa: PLC0415  loads Numba

        return float(least_to_rings(self.rings, self.spheres, place.tip, place.axis, place.radius))

    def numbers(self, place: Placement) -> Floats:
        """The way back: (5,) `NUMBERS` of a placement, inside of the bounds."""
        middle = place.tip + 0.5 * place.active_length * place.axis
        station = int(np.linalg.norm(self.course.points - middle, axis=1).argmin())
        level = float(np.clip(self.course.arc[station], self.first, self.last))
        centre, up, side, along = (part[0] for part in self._at(np.array([level]))[:4])
        away = middle - centre
        angle = np.arctan2(away @ side, away @ up)
        tilt = np.arcsin(np.clip(place.axis @ along, -1.0, 1.0))
        turn = np.arctan2(place.axis @ side, place.axis @ up)
        found = np.array([level, angle, max(0.0, self.gap(place)), turn, tilt])
        return np.asarray(np.clip(found, self.bounds[:, 0], self.bounds[:, 1]), float)

    def _at(self, level: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
        """Middles (n, 3), ways to the skin, to the side and along, semi-axes, across at arc lengths (n,)."""
        course = self.course
        station = np.interp(level, course.arc, np.arange(len(course.arc)))
        low = np.minimum(station.astype(int), len(course.arc) - 2)
        share = station - low
        centre, across, axes = (
            part[low] + share.reshape(-1, *[1] * (part.ndim - 1)) * (part[low + 1] - part[low])
            for part in (course.points, course.across, course.semi_axes)
        )
        along = _unit(np.cross(across[:, 0], across[:, 1]))
        up = _unit(self.skin - (along @ self.skin)[:, None] * along)
        return centre, up, _unit(np.cross(along, up)), along, axes, across


def _unit(vectors: Floats) -> Floats:
    """Vectors (n, 3) made one long."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1)[:, None])


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
    return Frame.of(course, skin / np.linalg.norm(skin), first, last)


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
