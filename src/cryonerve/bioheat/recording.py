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
COOL_ENOUGH = 20.0  # degC; a nerve that is warmer everywhere is read at its fascicles' centres only


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
    """A nerve's points in the grid and its running record."""

    course: NerveCourse
    centre: Points
    fascicles: Points
    samples: Points
    rim: Points
    nadir_samples: Floats
    rim_nadir: Floats
    centre_rows: list[Floats] = field(default_factory=list)
    fascicle_rows: list[NDArray[np.float32]] = field(default_factory=list)


def _track(grid: Discretisation, course: NerveCourse) -> _NerveTrack:
    u, v = course.across[:, 0, :], course.across[:, 1, :]

    def place(offsets: Floats) -> Floats:
        flat = offsets.reshape(len(course.points), -1, 2)
        world = course.points[:, None, :] + flat[..., :1] * u[:, None, :] + flat[..., 1:] * v[:, None, :]
        return np.asarray(world.reshape(-1, 3))

    disc = disc_samples()
    spread = course.fascicle_offsets[:, :, None, :] + course.fascicle_radii[:, :, None, None] * disc
    rim = Tube(course.points, course.semi_axes, course.across).outline(RIM_ANGLES)
    stations, fascicles = course.fascicle_radii.shape
    return _NerveTrack(
        course,
        locate(grid, course.points),
        locate(grid, place(course.fascicle_offsets)),
        locate(grid, place(spread)),
        locate(grid, rim.reshape(-1, 3)),
        np.full((stations, fascicles, len(disc)), np.inf),
        np.full((stations, RIM_ANGLES), np.inf),
    )


@dataclass(eq=False)
class Recorder:
    """Collects along the run; mutable by nature, private to `freezing`."""

    grid: Discretisation
    case: Case
    sensors: Points
    tracks: list[_NerveTrack]
    times: list[float] = field(default_factory=list)
    switches: list[float] = field(default_factory=lambda: [0.0])
    sensor_rows: list[Floats] = field(default_factory=list)
    probe_rows: list[Floats] = field(default_factory=list)
    frame_times: list[float] = field(default_factory=list)
    frames: list[NDArray[np.float32]] = field(default_factory=list)
    nadir: Floats | None = None

    def note(self, time: float, temperature: Floats, acting: Acting, probes: Floats) -> None:
        """Read every point at one moment."""
        self.times.append(time)
        self.sensor_rows.append(read(self.grid, self.sensors, temperature, acting))
        self.probe_rows.append(probes)
        if self.nadir is None:
            self.nadir = temperature.copy()
        np.minimum(self.nadir, temperature, out=self.nadir)
        for track in self.tracks:
            stations, fascicles = track.course.fascicle_radii.shape
            track.centre_rows.append(read(self.grid, track.centre, temperature, acting))
            here = read(self.grid, track.fascicles, temperature, acting).reshape(stations, fascicles)
            track.fascicle_rows.append(here.astype(np.float32))
            if here.min() > COOL_ENOUGH and track.centre_rows[-1].min() > COOL_ENOUGH and time > 0.0:
                continue  # far from any threshold: its fine samples can wait
            samples = read(self.grid, track.samples, temperature, acting)
            np.minimum(
                track.nadir_samples, samples.reshape(track.nadir_samples.shape), out=track.nadir_samples
            )
            rim = read(self.grid, track.rim, temperature, acting)
            np.minimum(track.rim_nadir, rim.reshape(track.rim_nadir.shape), out=track.rim_nadir)

    def frame(self, time: float, temperature: Floats) -> None:
        """Keep the whole field."""
        if not self.frame_times or time > self.frame_times[-1]:
            self.frame_times.append(time)
            self.frames.append(temperature.astype(np.float32))

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
        return self._each_second(self.sensor_rows, tuple(item.name for item in self.case.sensors))

    def probe_history(self) -> History:
        """Wall temperature and power of each probe, one row a time step."""
        names = tuple(f"{probe.name} {what}" for probe in self.case.probes for what in ("wall", "power"))
        rows = np.array(self.probe_rows).reshape(len(self.times), len(names))
        return History(np.array(self.times), names, rows)

    def nerve_histories(self) -> Mapping[str, NerveHistory]:
        """What each nerve went through."""
        return {
            track.course.name: NerveHistory(
                track.course.name,
                np.array(self.times),
                np.array(track.centre_rows),
                np.array(track.fascicle_rows),
                track.nadir_samples,
                track.rim_nadir,
                track.centre.inside,
            )
            for track in self.tracks
        }


def recorder_for(volume: Volume, case: Case, grid: Discretisation) -> Recorder:
    """A recorder with all points located."""
    at = np.array([item.at for item in case.sensors], dtype=float).reshape(-1, 3)
    return Recorder(grid, case, locate(grid, at), [_track(grid, course) for course in volume.nerves])
