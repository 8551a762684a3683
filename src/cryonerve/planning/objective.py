"""What one placement is worth, cheaply: how far it reaches the goal, what it breaks, what else it makes cold.

Everything is read at points from the superposed fields of single probes (`bioheat.previewing`): a millisecond
for a placement. The goal is judged by the very function that judges a full run (`nerve.goal_reach`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.previewing import Preview
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.bioheat.superposition import Reader
from cryonerve.case.case import Case, Goals
from cryonerve.nerve.completeness import points_of
from cryonerve.nerve.goal_reach import Reach, grown, reach
from cryonerve.nerve.scan_walls import walls_of
from cryonerve.nerve.verdict_structures import KINDS, named
from cryonerve.planning.barriers import Barriers
from cryonerve.planning.placing import INTO, Frame
from cryonerve.sources.finding_limits import limits

__all__ = ["COLD", "Keep", "Objective", "Score", "Sights", "keeps_of", "sights_of"]

Floats = NDArray[np.float64]

COLD = -20.0  # degC; tissue outside of the nerve that got colder is collateral
STATIONS = 1.0e-3  # m between the nerve's stations that are looked at
BEYOND = 3e-3  # m of nerve beyond a goal's length from the outermost level
POINTS = 120  # of a section, at least
LATTICE = 1.5e-3  # m between points at which tissue around the nerve is counted
AROUND = 14e-3  # m from the nerve that is counted
NEAR = 25e-3  # m from the nerve; farther structures are not reached
MOST = 250  # points of one structure
WALLS, MOST_OF_WALLS = 0.4e-3, 3000  # m between points of a wall that a scan shows: 40 K lie in a millimetre
SLACK = 1.0  # K below the goal's temperature that a preview must show, being a preview
PER_KELVIN = 0.1e-3  # m that a kelvin below a limit counts
BARRED, PER_METRE = 0.3, 400.0  # lost by any barrier, and per metre of it


@dataclass(frozen=True, eq=False)
class Keep:
    """What must stay warmer than `above` degC, at points (n, 3), m; `stated` by the case or of the tables."""

    name: str
    above: float
    stated: bool
    points: Floats


@dataclass(frozen=True, eq=False)
class Sights:
    """Where an objective looks, the same for every way to treat.

    Attributes
    ----------
    course : some stations of the nerve. column : (station, fascicle, sample) row of `points`, -1 for none.
    points : (n, 3) m, of the nerve. keeps : structures. lattice : (m, 3) m, around the nerve.
    """

    goals: Goals
    course: NerveCourse
    column: NDArray[np.int64]
    points: Floats
    keeps: tuple[Keep, ...]
    lattice: Floats


@dataclass(frozen=True, slots=True)
class Score:
    """What a preview says of one placement.

    Attributes
    ----------
    reach : of the goal. barred : m by which a way is barred or a limit is passed; 0 where all is kept.
    worth : larger is better. collateral : m3 outside of the nerve below -20 degC; nan where not counted.
    margins : K above its limit of every kept structure, in the order of `Sights.keeps`.
    """

    reach: Reach
    barred: float
    worth: float
    collateral: float
    margins: tuple[float, ...]

    @property
    def good(self) -> bool:
        """Nothing is barred and the goal is reached, with the slack that a preview needs."""
        return self.barred == 0.0 and self.reach.deciding <= self.reach.wanted.below - SLACK


@dataclass(frozen=True, eq=False)
class Objective:
    """What placements are worth, treated one way; made by `Objective.of`."""

    sights: Sights
    frame: Frame
    barriers: Barriers
    reader: Reader
    around: Reader

    @classmethod
    def of(cls, sights: Sights, frame: Frame, barriers: Barriers, prepared: Preview) -> Objective:
        """For a preview that was prepared for one way to treat."""
        every = np.concatenate([sights.points, *(keep.points for keep in sights.keeps)])
        return cls(sights, frame, barriers, prepared.reader(every), prepared.reader(sights.lattice))

    def score(self, places: Sequence[Placement]) -> Score:
        """What placements are worth, and why."""
        sights = self.sights
        barred = sum(self.barriers.lacking(place) for place in places)
        barred += sum(max(0.0, -self.frame.gap(place) - INTO) for place in places) + _overlap(places)
        values = self.reader.at(places).astype(float)
        samples = np.where(sights.column >= 0, values[sights.column], np.nan)
        inside = np.ones(len(sights.course.arc), np.bool_)
        found = reach(sights.course, samples, inside, sights.goals, within=0.02)
        begin, margins = len(sights.points), []
        for keep in sights.keeps:
            here = values[begin : begin + len(keep.points)]
            begin += len(keep.points)
            margins.append(float(here.min()) - keep.above)
        barred += PER_KELVIN * sum(max(0.0, -margin) for margin in margins)
        collateral = float("nan")
        worth = found.share + 0.02 * float(np.clip((sights.goals.below - found.deciding) / 20.0, -1.0, 1.0))
        if found.deciding <= sights.goals.below - SLACK:
            collateral = self.collateral(places)
            worth = 1.05 + 1.0 / (1.0 + collateral / 1e-6)
        if barred > 0.0:
            worth -= BARRED + PER_METRE * barred
        return Score(found, barred, worth, collateral, tuple(margins))

    def collateral(self, places: Sequence[Placement]) -> float:
        """Tissue and probe outside of the nerve below -20 degC, m3, counted in cubes of `LATTICE`."""
        return float((self.around.at(places) < COLD).sum()) * LATTICE**3


def _overlap(places: Sequence[Placement]) -> float:
    """Length (m) by which active parts run into each other."""
    total = 0.0
    for index, one in enumerate(places):
        along = np.linspace(0.0, one.active_length, 12)[:, None]
        for other in places[index + 1 :]:
            near = float(other.distance(one.tip + along * one.axis).min())
            total += max(0.0, one.radius + 0.2e-3 - near)
    return total


def sights_of(case: Case, goals: Goals, volume: Volume, frame: Frame, *, seed: int = 1) -> Sights:
    """The points that decide, of the nerve and of what must stay warm."""
    whole = grown(frame.course, goals)
    arc = whole.arc
    reached = (arc >= frame.first - goals.length - BEYOND) & (arc <= frame.last + goals.length + BEYOND)
    every = max(1, round(STATIONS / max(float(np.diff(arc).mean()), 1e-6)))
    stations = np.flatnonzero(reached)[::every]
    course = whole.at_stations(stations)
    at, which = np.nonzero(course.fascicle_radii > 0)
    points = points_of(course, at, which)
    per_section = max(1, int(np.median((course.fascicle_radii > 0).sum(axis=1))))
    count = int(np.clip(-(-POINTS // per_section), 4, points.shape[1]))
    if count < points.shape[1]:  # other ones of every fascicle, so that a section is met evenly
        chosen = np.random.default_rng(seed).permuted(
            np.tile(np.arange(points.shape[1]), (len(points), 1)), axis=1
        )[:, :count]
        points = np.take_along_axis(points, chosen[:, :, None], axis=1)
    column = np.full((*course.fascicle_radii.shape, count), -1, np.int64)
    column[at, which] = np.arange(len(points) * count).reshape(len(points), count)
    line = course.points[(course.arc >= frame.first) & (course.arc <= frame.last)]
    return Sights(
        goals,
        course,
        column,
        points.reshape(-1, 3),
        keeps_of(case, volume, frame.course, line),
        _lattice(volume, frame.course, line),
    )


def keeps_of(case: Case, volume: Volume, treated: NerveCourse, line: Floats) -> tuple[Keep, ...]:
    """What the case limits, and what the tables' gravest limits protect, near a line (n, 3) of the nerve."""
    tree, found = cKDTree(line), []
    said: set[str] = set()
    for limit in case.limits:
        parts = [
            _structure(volume, item.label, tree) for item in volume.structures if _is(item, limit.structure)
        ]
        parts += [_nerve(course, tree) for course in volume.nerves if named(course, limit.structure)]
        points = np.concatenate([np.zeros((0, 3)), *parts])
        said.add(limit.structure.lower())
        if len(points):
            found.append(Keep(limit.structure, limit.above, True, points))
    for kind in KINDS:
        stop = limits()[kind].stop
        parts = [_structure(volume, item.label, tree) for item in volume.structures if item.kind == kind]
        points = np.concatenate([np.zeros((0, 3)), *parts])
        if stop is not None and len(points) and kind not in said:
            found.append(Keep(kind, stop.value, False, points))
    for course in volume.nerves:
        stop = limits()["motor-branch" if course.motor else "other-nerve"].stop
        points = _nerve(course, tree)
        spoken = any(named(course, name) for name in said)
        if stop is not None and course.name != treated.name and len(points) and not spoken:
            found.append(Keep(course.name, stop.value, False, points))
    return tuple(found)


def _is(structure: object, wanted: str) -> bool:
    kind, name = getattr(structure, "kind", ""), getattr(structure, "name", "")
    return wanted.lower() in (kind, name.lower())


def _nearest(points: Floats, tree: cKDTree) -> Floats:
    """The nearest of some points, `MOST` at most."""
    away = tree.query(points)[0] if len(points) else np.zeros(0)
    order = np.argsort(away, kind="stable")[: 4 * MOST]
    return np.asarray(points[order[away[order] <= NEAR]][:: 1 if len(order) <= MOST else 4])


def _everywhere(points: Floats, tree: cKDTree) -> Floats:
    """Of some points near the nerve one in each cube of `WALLS`, that nearest to it; wider cubes if many.

    What winds along a nerve touches it in one place, where all the nearest points of fine voxels lie, and may
    send a branch elsewhere.
    """
    away = tree.query(points)[0] if len(points) else np.zeros(0)
    points, away = points[away <= AROUND], away[away <= AROUND]
    points = points[np.argsort(away, kind="stable")]
    width = WALLS
    while True:
        first = np.unique(np.floor(points / width).astype(int), axis=0, return_index=True)[1]
        if len(first) <= MOST_OF_WALLS:
            return np.asarray(points[np.sort(first)])
        width *= 1.25


def _structure(volume: Volume, label: int, tree: cKDTree) -> Floats:
    """Voxels of a structure that are near; of a scan the faces around them."""
    if volume.frame == "scan":
        return _everywhere(walls_of(volume, label, (volume.bounds[0], volume.bounds[1])), tree)
    index = np.argwhere(volume.labels == label)
    return _nearest(index @ volume.affine[:3, :3].T + volume.affine[:3, 3], tree)


def _nerve(course: NerveCourse, tree: cKDTree) -> Floats:
    """Outline and middle of a nerve where it is near."""
    tube = Tube(course.points, course.semi_axes, course.across)
    return _nearest(np.concatenate([course.points, tube.outline(8).reshape(-1, 3)]), tree)


def _lattice(volume: Volume, course: NerveCourse, line: Floats) -> Floats:
    """Points (n, 3) of the body around a line, outside of the nerve."""
    low, high = line.min(axis=0) - AROUND, line.max(axis=0) + AROUND
    rows = [np.arange(a + 0.5 * LATTICE, b, LATTICE) for a, b in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*rows, indexing="ij"), axis=-1).reshape(-1, 3)
    points = points[cKDTree(line).query(points)[0] <= AROUND]
    outside = Tube(course.points, course.semi_axes, course.across).distance(points) > 0.0
    low, high = volume.bounds
    return np.asarray(points[outside & np.all((points > low) & (points < high), axis=1)])
