"""Pictures one by one: tracked as `track` does a clip's, gathered into looks as `follow` does.

The same pictures at the same times give the same result, whether they come from a file or as they are taken:
tracking, looks and bands are the functions that `track` and `follow` call.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.frames import Frames
from cryonerve.ultrasound.edge_finder import EdgeFinder, Found
from cryonerve.ultrasound.following import (
    EVERY,
    GOAL,
    Band,
    Following,
    Reach,
    State,
    at_end,
    gathered,
    look,
    look_number,
    start,
    summed_up,
)
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.members import Members
from cryonerve.ultrasound.tracking import front_of, shaft_place

__all__ = ["Follower", "Glance", "shift_onto", "warm_up"]

Floats = NDArray[np.float64]
MOST_READINGS = 4096  # of a thermocouple between two looks
BEFORE = "the picture was taken before freezing"
STANDS = "the procedure's time does not rise"


def shift_onto(
    members: Members,
    first: Frames,
    *,
    at: tuple[float, float] | None = None,
    near: tuple[float, float] | None = None,
    probe_radius: float,
) -> tuple[float, float]:
    """What to add to a picture's depths and lateral places (m) for its shaft to lie where the members' does.

    Parameters
    ----------
    first : whose first picture shows the shaft.
    at, near : its lateral place and depth, m, exactly or within 2 mm; neither: the picture is that of the
        case's plane, and nothing is added.

    Raises
    ------
    ClipError
        The place is outside of the picture.
    """
    if at is None and near is None:
        return 0.0, 0.0
    lateral, depth = shaft_place(first, centre=at, near=near, probe_radius=probe_radius)
    return members.centre[1] - depth, members.centre[0] - lateral


@dataclass(frozen=True, eq=False)
class Glance:
    """What one picture shows, and what is known by then.

    Attributes
    ----------
    angles : (ray,) rad, those of the bands. time : s of the procedure. front : of this picture alone.
    used : whether the picture is weighed; refused : why nothing is said of it, "" where something is.
    edge, cold : bands (ray,) m along the members' angles; covered : of one share; reach : of the goal.
    final : of that share when the protocol is over.
    looks : how many looks there were; seen : s of the last that saw an edge, NaN before the first.
    new_look : whether this picture completed one.
    agreement : probability of the last look by what was expected before, NaN before the first.
    disagrees_since : s, NaN while picture and model agree.
    corner : depth and lateral place (m) of the picture's first pixel where the members' shaft and its agree.
    """

    angles: Floats
    time: float
    front: Front
    used: bool
    refused: str
    edge: Band
    cold: Band
    covered: Band
    final: Band
    reach: Reach
    looks: int
    seen: float
    new_look: bool
    agreement: float
    disagrees_since: float
    corner: tuple[float, float]


class Follower:
    """Follows one procedure, picture by picture.

    Parameters
    ----------
    members : from `run_members`, of the same picture.
    probe_radius : m.
    at, near : where the shaft is in the first picture, as of `shift_onto`.
    freezing_from : s; pictures up to then show no ice and tell what is tissue. None: none does.
    goal : share of fascicle area. every : s of pictures that make one look.
    """

    def __init__(
        self,
        members: Members,
        *,
        probe_radius: float,
        at: tuple[float, float] | None = None,
        near: tuple[float, float] | None = None,
        freezing_from: float | None = 0.0,
        goal: float = GOAL,
        every: float = EVERY,
    ) -> None:
        self.members = members
        self._probe_radius, self._at, self._near = probe_radius, at, near
        self._freezing_from, self._goal, self._every = freezing_from, goal, every
        self._shift: tuple[float, float] | None = None
        self._form: object = None
        self._finder: EdgeFinder | None = None
        self._before: NDArray[np.uint8] | None = None
        self._first = self._last = float("nan")
        self._group: list[tuple[float, Found]] = []
        self._readings: list[tuple[float, float]] = []
        self._state = start(members)
        self._final = at_end(self._state, members)
        self._kept: list[tuple[float, State]] = []
        self._shown: list[tuple[float, Found]] = []

    def reading(self, time: float, temperature: float) -> None:
        """A temperature (degC) of the probe's own sensor at a time (s) of the procedure."""
        if np.isfinite(time) and np.isfinite(temperature):
            self._readings = [*self._readings[1 - MOST_READINGS :], (time, temperature)]

    def see(self, picture: Frames) -> Glance:
        """Track a clip of one picture, and weigh the members when a look is complete.

        A picture whose time does not rise is tracked, not weighed; one of another size or scale than the last
        begins tracking anew, without what was there before freezing.

        Raises
        ------
        ClipError
            The shaft's place is outside of the first picture.
        """
        if self._shift is None:
            self._shift = shift_onto(
                self.members, picture, at=self._at, near=self._near, probe_radius=self._probe_radius
            )
        down, right = self._shift
        corner = (picture.corner[0] + down, picture.corner[1] + right)
        placed, time = replace(picture, corner=corner), float(picture.times[0])
        found = self._tracked(placed, time)
        rises = math.isfinite(time) and not time <= self._last
        looks = len(self._kept)
        if rises:
            self._gather(time, found)
        return self._glance(placed, found, rises=rises, new=len(self._kept) > looks)

    def finish(self) -> tuple[Following, Front] | None:
        """Weigh what is left; all looks with the front of each one's last picture, None where none was."""
        self._weigh()
        if not self._kept:
            return None
        times = np.array([time for time, _ in self._shown])
        front = front_of(times, [found for _, found in self._shown], self._angles())
        return gathered(self.members, self._kept, goal=self._goal), front

    def _angles(self) -> Floats:
        assert self._finder is not None
        return self._finder.search.angles

    def _tracked(self, picture: Frames, time: float) -> Found:
        """The edge in a picture; those from before freezing are remembered instead."""
        form = (picture.shape, picture.spacing)
        if form != self._form:
            self._form, self._finder, self._before = form, None, None
        pixels = np.asarray(picture.pixels[0])
        calm = self._freezing_from is not None and time <= self._freezing_from
        if calm:
            self._before = pixels
        if self._finder is None or calm:
            self._finder = EdgeFinder(
                self.members.centre, self._probe_radius, picture.spacing, picture.corner, self._before,
                picture.settings,
            )  # fmt: skip
        return self._finder.nothing(BEFORE) if calm else self._finder.find(pixels)

    def _gather(self, time: float, found: Found) -> None:
        if not self._group and not self._kept:
            self._first = time
        elif self._group and self._number(time) != self._number(self._group[0][0]):
            self._weigh()
        self._group.append((time, found))
        self._last = time

    def _number(self, time: float) -> int:
        return look_number(time, self._first, self._every)

    def _weigh(self) -> None:
        """One look of what was gathered."""
        if not self._group:
            return
        times = np.array([time for time, _ in self._group])
        front = front_of(times, [found for _, found in self._group], self._angles())
        readings = np.array(self._readings).T if self._readings else None
        sensor = None if readings is None else (readings[0], readings[1])
        self._state = look(self._state, self.members, front, np.arange(len(times)), thermocouple=sensor)
        self._final = at_end(self._state, self.members)
        self._kept.append((float(times[-1]), self._state))
        self._shown.append(self._group[-1])
        self._group, self._readings = [], [item for item in self._readings if item[0] > times[-1]]

    def _glance(self, picture: Frames, found: Found, *, rises: bool, new: bool) -> Glance:
        time, state = float(picture.times[0]), self._state
        edge, cold, covered, reach = summed_up(state, self.members, time, goal=self._goal)
        return Glance(
            self.members.angles,
            time,
            front_of(picture.times, [found], self._angles()),
            rises and not found.refused,
            found.refused or ("" if rises else STANDS),
            edge,
            cold,
            covered,
            self._final,
            reach,
            looks=len(self._kept),
            seen=state.times[-1] if state.times else float("nan"),
            new_look=new,
            agreement=state.innovations[-1].probability if state.innovations else float("nan"),
            disagrees_since=state.disagrees_since,
            corner=picture.corner,
        )


def warm_up(members: Members, probe_radius: float) -> None:
    """Follow drawn pictures, so that nothing is loaded or compiled any more once real ones come: seconds."""
    rows, columns = np.mgrid[:300, :400]
    spacing = 1e-4
    corner = (members.centre[1] - 150 * spacing, members.centre[0] - 200 * spacing)
    away = np.hypot(rows - 150, columns - 200)
    random = np.random.default_rng(1)
    follower = Follower(members, probe_radius=probe_radius)
    for number, radius in enumerate((0, 30, 34, 38)):
        tissue = 110.0 + random.normal(0.0, 20.0, away.shape)
        shadow = (away < radius) | ((rows > 150) & (np.abs(columns - 200) < radius))
        grey = np.where(shadow, 8.0, np.where(np.abs(away - radius) < 4, 220.0, tissue))
        pixels = np.clip(grey, 0, 255).astype(np.uint8)[None]
        time = np.array([number * EVERY])
        follower.see(Frames(pixels, time, (spacing, spacing), corner, "simulated"))
    follower.finish()
