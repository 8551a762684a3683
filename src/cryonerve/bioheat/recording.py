"""What is kept of a run while it goes: thermocouples, nerves, probes, frames, nadir."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.points import Acting, Points, locate, read
from cryonerve.bioheat.result import History, NerveHistory
from cryonerve.case.case import Case

__all__ = ["FRAME_SECONDS", "Recorder", "recorder_for"]

Floats = NDArray[np.float64]

FRAME_SECONDS = 10.0  # s between stored fields
RIM_ANGLES = 24
COOL_ENOUGH = 20.0  # degC; while a station is warmer its fine points are read only now and then
NOTICED = 0.2  # K
CLOSE = 3.0  # K above its coldest that a fascicle's centre may be while one of its points is at its own


def disc_samples() -> Floats:
    """(sample, 2) equal-area samples of the unit disc: 1 + 5 + 7 points, each for a thirteenth of it."""
    rings = ((1, 0.0), (5, 0.52), (7, 0.86))
    points = []
    for count, radius in rings:
        angles = 2.0 * np.pi * (np.arange(count) + 0.25) / count
        points.append(radius * np.stack([np.cos(angles), np.sin(angles)], axis=1))
    return np.concatenate(points)


@dataclass(eq=False)
class _NerveTrack:
    """A nerve's points in the grid and its running record.

    Attributes
    ----------
    centre, fascicles : its part of the points read at every step. fine : samples of its fascicles,
        then its rim. nadir : (fine point,) coldest so far; coldest : (station, fascicle) of its centre.
    """

    course: NerveCourse
    centre: slice
    fascicles: slice
    inside: NDArray[np.bool_]
    fine: Points
    nadir: Floats
    coldest: Floats

    def due(self, here: Floats) -> NDArray[np.int64]:
        """Rows of the fine points that may become colder than they were; `here` is what was just read."""
        now = here[self.fascicles].reshape(self.coldest.shape)
        centre = here[self.centre][:, None]
        # a fascicle that is warm everywhere is only read again once it has cooled noticeably
        due = (now < self.coldest + CLOSE) & ((now < COOL_ENOUGH) | (now < self.coldest - NOTICED))
        self.coldest[due] = np.minimum(self.coldest, now)[due]
        if not due.any():
            return np.zeros(0, np.int64)
        samples = (len(self.nadir) - len(due) * RIM_ANGLES) // due.size
        rim = due.any(axis=1) | (centre < COOL_ENOUGH).any(axis=1)
        return np.flatnonzero(np.concatenate([np.repeat(due, samples), np.repeat(rim, RIM_ANGLES)]))


def _places(course: NerveCourse, offsets: Floats) -> Floats:
    """Points (n, 3) m from offsets (station, ..., 2) in the plane across each station."""
    u, v = course.across[:, 0, :], course.across[:, 1, :]
    flat = offsets.reshape(len(course.points), -1, 2)
    world = course.points[:, None, :] + flat[..., :1] * u[:, None, :] + flat[..., 1:] * v[:, None, :]
    return np.asarray(world.reshape(-1, 3))


def _track(grid: Discretisation, course: NerveCourse, first: int) -> _NerveTrack:
    """A nerve whose centre line begins at row `first` of the points that are read at every step."""
    stations, fascicles = course.fascicle_radii.shape
    disc = disc_samples()
    spread = course.fascicle_offsets[:, :, None, :] + course.fascicle_radii[:, :, None, None] * disc
    rim = Tube(course.points, course.semi_axes, course.across).outline(RIM_ANGLES).reshape(-1, 3)
    fine = locate(grid, np.concatenate([_places(course, spread), rim]))
    centre = slice(first, first + stations)
    return _NerveTrack(
        course,
        centre,
        slice(centre.stop, centre.stop + stations * fascicles),
        locate(grid, course.points).inside,
        fine,
        np.full(len(fine.cells), np.inf),
        np.full((stations, fascicles), np.inf),
    )


@dataclass(eq=False)
class Recorder:
    """Collects along the run; mutable by nature, private to `freezing`."""

    grid: Discretisation
    case: Case
    points: Points
    tracks: list[_NerveTrack]
    times: list[float] = field(default_factory=list)
    switches: list[float] = field(default_factory=lambda: [0.0])
    rows: list[Floats] = field(default_factory=list)
    probe_rows: list[Floats] = field(default_factory=list)
    frame_times: list[float] = field(default_factory=list)
    frames: list[NDArray[np.float32]] = field(default_factory=list)

    def note(self, time: float, temperature: NDArray[np.float32], acting: Acting, probes: Floats) -> None:
        """Read every point at one moment."""
        self.times.append(time)
        self.probe_rows.append(probes)
        here = read(self.grid, self.points, temperature, acting)
        self.rows.append(here)
        for track in self.tracks:
            rows = track.due(here)
            if len(rows):
                fine = read(self.grid, track.fine, temperature, acting, rows=rows)
                track.nadir[rows] = np.minimum(track.nadir[rows], fine)

    def frame(self, time: float, temperature: NDArray[np.float32]) -> None:
        """Keep the whole field (cell,)."""
        if not self.frame_times or time > self.frame_times[-1]:
            self.frame_times.append(time)
            self.frames.append(temperature)

    def _each_second(self, rows: list[Floats], names: tuple[str, ...]) -> History:
        """Rows at every full second and the end; monotone cubics between steps, none across a switch."""
        times, values = np.array(self.times), np.array(rows).reshape(len(self.times), len(names))
        wanted = np.union1d(np.arange(0.0, times[-1] + 1e-9, 1.0), times[[0, -1]])
        if len(names) == 0 or len(times) < 2:
            return History(wanted, names, np.zeros((len(wanted), len(names))))
        out = np.empty((len(wanted), len(names)))
        edges = np.unique(np.clip([*self.switches, times[-1]], 0.0, times[-1]))
        for low, high in pairwise(edges):
            part = (times >= low - 1e-9) & (times <= high + 1e-9)
            rows_here = (wanted >= low - 1e-9) & (wanted <= high + 1e-9)
            if part.sum() > 1:
                out[rows_here] = PchipInterpolator(times[part], values[part])(
                    np.clip(wanted[rows_here], low, high)
                )
        return History(wanted, names, out)

    def sensor_history(self) -> History:
        """Virtual thermocouples, one row a second."""
        names = tuple(item.name for item in self.case.sensors)
        return self._each_second([row[: len(names)] for row in self.rows], names)

    def probe_history(self) -> History:
        """Wall temperature and power of each probe, one row a time step."""
        names = tuple(f"{probe.name} {what}" for probe in self.case.probes for what in ("wall", "power"))
        rows = np.array(self.probe_rows).reshape(len(self.times), len(names))
        return History(np.array(self.times), names, rows)

    def nerve_histories(self) -> Mapping[str, NerveHistory]:
        """What each nerve went through."""
        times, rows = np.array(self.times), np.array(self.rows)
        found = {}
        for track in self.tracks:
            shape = track.course.fascicle_radii.shape
            samples, rim = np.split(track.nadir, [len(track.nadir) - RIM_ANGLES * shape[0]])
            found[track.course.name] = NerveHistory(
                track.course.name,
                times,
                rows[:, track.centre],
                rows[:, track.fascicles].reshape(len(times), *shape).astype(np.float32),
                samples.reshape(*shape, -1),
                rim.reshape(-1, RIM_ANGLES),
                track.inside,
            )
        return found


def recorder_for(volume: Volume, case: Case, grid: Discretisation) -> Recorder:
    """A recorder with all points located."""
    places = [np.array([item.at for item in case.sensors], dtype=float).reshape(-1, 3)]
    tracks = []
    for course in volume.nerves:
        tracks.append(_track(grid, course, sum(len(part) for part in places)))
        places += [course.points, _places(course, course.fascicle_offsets)]
    return Recorder(grid, case, locate(grid, np.concatenate(places)), tracks)
