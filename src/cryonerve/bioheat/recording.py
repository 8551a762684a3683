"""What is kept of a run while it goes: thermocouples, nerves, probes, frames, nadir."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.deepest import Deepest, deepest_of
from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.points import Acting, locate
from cryonerve.bioheat.result import History, NerveHistory
from cryonerve.bioheat.revisiting import Revisited, groups_of, revisited
from cryonerve.case.case import Case

__all__ = ["FRAME_SECONDS", "Recorder", "next_frame", "recorder_for"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

FRAME_SECONDS = 10.0  # s between stored fields
RIM_ANGLES = 24
COOL_ENOUGH = 20.0  # degC; while a station is warmer its fine points are read only now and then
NOTICED = 0.2  # K
CLOSE = 3.0  # K above its coldest that a fascicle's centre may be while one of its points is at its own


def next_frame(time: float, every: float = FRAME_SECONDS) -> float:
    """The next moment (s) at which a field is kept; infinite where none is but the ends of phases.

    >>> next_frame(0.0), next_frame(9.5), next_frame(10.0)
    (10.0, 10.0, 20.0)
    """
    return float(every * (np.floor(time / every + 1e-9) + 1.0))


def disc_samples() -> Floats:
    """(sample, 2) equal-area samples of the unit disc: 1 + 5 + 7 points, each for a thirteenth of it."""
    rings = ((1, 0.0), (5, 0.52), (7, 0.86))
    points = []
    for count, radius in rings:
        angles = 2.0 * np.pi * (np.arange(count) + 0.25) / count
        points.append(radius * np.stack([np.cos(angles), np.sin(angles)], axis=1))
    return np.concatenate(points)


class _NerveTrack(NamedTuple):
    """A nerve and where its points stand: its centre line and fascicles among those read at every step."""

    course: NerveCourse
    centre: slice
    fascicles: slice


@dataclass(eq=False)
class _Samples:
    """Fine points of all nerves: samples of their fascicles, then their rims.

    Attributes
    ----------
    fascicle, station : (fascicle,), (station,) rows of their centres in what is read at every step.
    station_of, nerve_of : (fascicle,) station of each; (station,) nerve of each.
    coldest : (fascicle,) of its centre so far, degC.
    """

    deepest: Deepest
    fascicle: Numbers
    station: Numbers
    station_of: Numbers
    nerve_of: Numbers
    coldest: Floats

    def note(self, here: Floats, temperature: NDArray[np.float32], acting: Acting) -> None:
        """Read what may become colder than it was; `here` is what was just read at every step's points."""
        now = here[self.fascicle]
        # a fascicle that is warm everywhere is only read again once it has cooled noticeably
        due = (now < self.coldest + CLOSE) & ((now < COOL_ENOUGH) | (now < self.coldest - NOTICED))
        self.coldest[due] = np.minimum(self.coldest, now)[due]
        beside = np.bincount(self.station_of[due], minlength=len(self.station)) > 0
        nerve = np.bincount(self.nerve_of[beside], minlength=len(self.station)) > 0
        rim = beside | ((here[self.station] < COOL_ENOUGH) & nerve[self.nerve_of])
        self.deepest.note(temperature, acting, np.concatenate([due, rim]))

    def nadirs(self) -> tuple[Floats, Floats]:
        """Coldest of the samples (fascicle, sample) and of the rims (station, angle), degC."""
        samples, rims = np.split(
            self.deepest.finish(), [len(self.deepest.nadir) - RIM_ANGLES * len(self.station)]
        )
        return samples.reshape(len(self.fascicle), len(disc_samples())), rims.reshape(-1, RIM_ANGLES)


def _places(course: NerveCourse, offsets: Floats) -> Floats:
    """Points (n, 3) m from offsets (station, ..., 2) in the plane across each station."""
    u, v = course.across[:, 0, :], course.across[:, 1, :]
    flat = offsets.reshape(len(course.points), -1, 2)
    world = course.points[:, None, :] + flat[..., :1] * u[:, None, :] + flat[..., 1:] * v[:, None, :]
    return np.asarray(world.reshape(-1, 3))


def _samples_of(grid: Discretisation, tracks: Sequence[_NerveTrack]) -> _Samples:
    """The fine points of all nerves."""
    disc, spread, rims = disc_samples(), [], []
    station_of, nerve_of = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for nerve, (course, _, _) in enumerate(tracks):
        offsets, radii = course.fascicle_offsets, course.fascicle_radii
        spread.append(_places(course, offsets[:, :, None, :] + radii[:, :, None, None] * disc))
        rims.append(Tube(course.points, course.semi_axes, course.across).outline(RIM_ANGLES).reshape(-1, 3))
        before = sum(len(part) for part in nerve_of)
        station_of.append(before + np.repeat(np.arange(radii.shape[0]), radii.shape[1]))
        nerve_of.append(np.full(radii.shape[0], nerve))
    rows = [[np.arange(part.start, part.stop) for part in parts] for _, *parts in tracks]
    stations, fascicles = (np.concatenate([np.zeros(0, np.int64), *(row[n] for row in rows)]) for n in (0, 1))
    points = locate(grid, np.concatenate([np.zeros((0, 3)), *spread, *rims]))
    return _Samples(
        deepest_of(grid, groups_of(points, [(len(fascicles), len(disc)), (len(stations), RIM_ANGLES)])),
        fascicles,
        stations,
        np.concatenate(station_of),
        np.concatenate(nerve_of),
        np.full(len(fascicles), np.inf),
    )


@dataclass(eq=False)
class Recorder:
    """Collects along the run; mutable by nature, private to `freezing`."""

    grid: Discretisation
    case: Case
    points: Revisited
    tracks: Sequence[_NerveTrack]
    samples: _Samples
    halved: tuple[Numbers, Numbers]  # families of the halved cells that are read
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
        here = self.points.read(temperature, acting)
        self.rows.append(here)
        if self.tracks:
            self.samples.note(here, temperature, acting)

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
        samples, rims = self.samples.nadirs()
        found, fascicle, station = {}, 0, 0
        for course, centre, fascicles in self.tracks:
            shape = course.fascicle_radii.shape
            mine = slice(fascicle, fascicle + shape[0] * shape[1])
            found[course.name] = NerveHistory(
                course.name,
                times,
                rows[:, centre],
                rows[:, fascicles].reshape(len(times), *shape).astype(np.float32),
                samples[mine].reshape(*shape, -1),
                rims[station : station + shape[0]],
                self.points.groups.points.inside[centre],
            )
            fascicle, station = mine.stop, station + shape[0]
        return found


def recorder_for(volume: Volume, case: Case, grid: Discretisation) -> Recorder:
    """A recorder with all points located."""
    places = [np.array([item.at for item in case.sensors], dtype=float).reshape(-1, 3)]
    tracks, blocks = [], [(len(case.sensors), 1)]
    for course in volume.nerves:
        first = sum(len(part) for part in places)
        places += [course.points, _places(course, course.fascicle_offsets)]
        middle, last = first + len(course.points), first + len(course.points) + len(places[-1])
        tracks.append(_NerveTrack(course, slice(first, middle), slice(middle, last)))
        blocks += [(len(course.points), 1), course.fascicle_radii.shape]
    points = revisited(grid, groups_of(locate(grid, np.concatenate(places)), blocks))
    samples = _samples_of(grid, tracks)
    used = np.concatenate([points.groups.cells, samples.deepest.groups.cells])
    return Recorder(grid, case, points, tracks, samples, grid.grid.families_of(used))
