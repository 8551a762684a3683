"""Is every fascicle interrupted, over one common length; which are spared, and by how many millimetres.

A fascicle is interrupted where at least 95 % of its area went below the threshold over an unbroken length
that is long enough. Both numbers stand in sources/injury.toml (`covered_below`, `sufficient_length`). This is
the published threshold rule, not a probability: the laws and their odds stand beside it in the lesion.

What is missing is read off the coldest temperatures on the solver's grid: the shortest distance from the
warm points of the fascicle, at the station where the fascicle got coldest, to the surface of the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.recording import disc_samples
from cryonerve.bioheat.result import Freezing, NerveHistory
from cryonerve.bioheat.sampling import sample_field
from cryonerve.errors import Complaint, InputError
from cryonerve.nerve.disc_areas import COLD_ENOUGH, refined
from cryonerve.nerve.exposure import longest_run, quantile_nadir
from cryonerve.nerve.refusing import check_history
from cryonerve.nerve.surface import Surface, coldest_surface
from cryonerve.sources.injury import injury_rules

__all__ = [
    "Completeness",
    "Move",
    "Remedy",
    "SparedFascicle",
    "completeness",
    "fascicle_nadirs",
    "of_fascicles",
    "points_of",
    "stretches",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SparedFascicle:
    """One fascicle that is not interrupted.

    Attributes
    ----------
    index : its number in the nerve, from 0.
    station, at : where it got coldest, as a station and as arc length in m.
    nadir : degC that 95 % of its area reached there.
    length : longest unbroken length below the threshold, m; 0 when nowhere.
    missing : m at `station`, from its farthest warm point to the surface of the threshold; 0 when it is cold
        enough there and only `length` is too short.
    part : column of its warmest part at `station`; its own number where it has not divided, or is not known.
    """

    index: int
    station: int
    at: float
    nadir: float
    length: float
    missing: float
    part: int | None = None

    @property
    def column(self) -> int:
        """Column of the nerve's arrays that holds its warmest part at `station`."""
        return self.index if self.part is None else self.part


@dataclass(frozen=True, slots=True)
class Move:
    """All tips moved together one way, the cold zone unchanged: an estimate that a whole run must confirm."""

    way: str  # "deeper", "more medial"
    distance: float  # m


@dataclass(frozen=True, slots=True)
class Remedy:
    """Another treatment that the quick estimate says would reach every fascicle, and what a full run says.

    Attributes
    ----------
    words : what is done, as the subject of a sentence: "a tip 1 mm deeper", "one more probe opposite".
    interrupted, fascicles : how many of how many, in the full solver's run of it; None: it was not run.
    together : m over which all of them are interrupted together in that run.
    not_enough : other treatments that, by the same estimate, would not do.
    barred : what bars the way of a probe on the other side of the nerve; "" when it is free.
    """

    words: str
    fascicles: int
    interrupted: int | None = None
    together: float = 0.0
    not_enough: tuple[str, ...] = ()
    barred: str = ""

    @property
    def confirmed(self) -> bool | None:
        """Whether the full run reaches every fascicle; None when there was none."""
        return None if self.interrupted is None else self.interrupted == self.fascicles


@dataclass(frozen=True, slots=True)
class Stretches:
    """Where along a nerve each fascicle is colder than a limit; arrays as in `Completeness`."""

    parts: Floats  # (station, column) degC of every circle by itself, infinite where there is none
    nadir: Floats  # (station, fascicle) degC of its warmest part, infinite where there is none
    extents: Floats
    lengths: Floats
    exists: NDArray[np.bool_]
    interrupted: tuple[int, ...]
    common: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Completeness:
    """Which fascicles of a nerve are interrupted.

    Attributes
    ----------
    below, sufficient : degC and m that an interruption takes.
    fascicles : indices of the fascicles in the simulated part of the nerve.
    lengths, extents : (fascicle,) m and (fascicle, 2) m: the longest unbroken stretch of each below `below`;
        every fascicle the nerve has, 0 where there is none.
    interrupted : indices of fascicles whose stretch is long enough; spared : all others.
    common : start and end (m) of the longest stretch where all interrupted fascicles are below together.
    zone : False where no tissue got below the threshold; `missing` is then measured to the coldest tissue.
    uncertainty : m, of every `missing`: half of the largest solver cell at the points that were asked for.
    where : where the spared ones lie ("deepest", "mostly on the medial side"); "" when nothing fits.
    exact : True when the spared ones are just those farthest that way.
    move : the smallest move that would reach all, None when none of those tried does; tried : m, how far
        moves were tried, 0 for not at all.
    remedy : what would reach them, once it was looked for beyond the quick estimate of `move`; its `words`
        are empty when nothing that was tried would.
    cut : True when a fascicle is still cold where the simulated part of the nerve ends.
    """

    nerve: str
    below: float
    sufficient: float
    fascicles: tuple[int, ...]
    lengths: Floats
    extents: Floats
    interrupted: tuple[int, ...]
    spared: tuple[SparedFascicle, ...]
    common: tuple[float, float]
    zone: bool = True
    uncertainty: float = 0.0
    where: str = ""
    exact: bool = False
    move: Move | None = None
    tried: float = 0.0
    remedy: Remedy | None = None
    cut: bool = False

    @property
    def common_length(self) -> float:
        """Length over which all interrupted fascicles are interrupted together, m."""
        return self.common[1] - self.common[0]

    @property
    def complete(self) -> bool:
        """Every fascicle interrupted, all of them over one sufficient common length."""
        return not self.spared and bool(_enough(self.common_length, self.sufficient))


def completeness(
    course: NerveCourse,
    history: NerveHistory,
    freezing: Freezing,
    *,
    surface: Surface | None = None,
    below: float | None = None,
    sufficient: float | None = None,
) -> Completeness:
    """Which fascicles are interrupted, and what the others lack.

    Parameters
    ----------
    course : the nerve's path and fascicles.
    history : its coldest temperatures, on the same stations and fascicles.
    freezing : gives the coldest temperatures in space.
    surface : where they were `below`; None: it is sought here.
    below : degC; sufficient : m. None: as in sources/injury.toml.

    Raises
    ------
    InputError
        When the history does not fit the course, is too short, or the nerve lies outside the volume.
    """
    _check_known(course, history)
    rules = injury_rules()
    limit = rules.covered_below.value if below is None else below
    enough = rules.sufficient_length.value if sufficient is None else sufficient
    arc = np.asarray(course.arc, float)
    found = stretches(course, history, below=limit, sufficient=enough)
    nadir, lengths, interrupted = found.nadir, found.lengths, found.interrupted
    lacking = np.setdiff1d(np.flatnonzero(found.exists), interrupted)
    places = _coldest_places(course, found, lacking)
    gaps, uncertainty = _missing(course, freezing, places, surface or coldest_surface(freezing, limit))
    return Completeness(
        nerve=course.name,
        below=limit,
        sufficient=enough,
        fascicles=tuple(int(index) for index in np.flatnonzero(found.exists)),
        lengths=lengths,
        extents=found.extents,
        interrupted=interrupted,
        spared=tuple(
            SparedFascicle(
                index=int(index),
                station=int(at),
                at=float(arc[at]),
                nadir=float(nadir[at, index]),
                length=float(lengths[index]),
                part=int(column),
                missing=0.0 if nadir[at, index] < limit else float(gap),
            )
            for (at, index, column), gap in zip(places, gaps, strict=True)
        ),
        common=found.common,
        zone=bool((freezing.nadir[freezing.tissue_volume > 0] < limit).any()),
        uncertainty=uncertainty,
        cut=_cut(history, nadir, limit),
    )


def stretches(course: NerveCourse, history: NerveHistory, *, below: float, sufficient: float) -> Stretches:
    """The longest stretch of each fascicle below a limit (degC), and which are long enough (m)."""
    arc = np.asarray(course.arc, float)
    parts = _column_nadirs(course, history)
    nadir = of_fascicles(course, parts)
    extents = np.array([longest_run(arc, column, below) for column in nadir.T]).reshape(-1, 2)
    lengths = extents[:, 1] - extents[:, 0]
    exists = np.asarray(np.isfinite(nadir).any(axis=0), bool)
    interrupted = tuple(int(index) for index in np.flatnonzero(exists & _enough(lengths, sufficient)))
    common = _common(course, history, nadir, (interrupted, below))
    return Stretches(parts, nadir, extents, lengths, exists, interrupted, common)


def _check_known(course: NerveCourse, history: NerveHistory) -> None:
    """Refuse a history that cannot be judged, and a nerve of which nothing was simulated."""
    check_history(course, history)
    if not history.inside.any():
        raise InputError(
            Complaint(
                f"nerve '{course.name}': it leaves the simulated volume; no station of it was simulated",
                "Draw the volume around the nerve, or the nerve within the volume.",
            )
        )


def fascicle_nadirs(course: NerveCourse, history: NerveHistory) -> Floats:
    """(station, fascicle) degC that 95 % of each fascicle's area reached; infinite where there is none.

    Where a fascicle has divided, in a bulb, its warmest part counts: as long as one part conducts, it does.
    A part has no column of its own here, its own is infinite.
    """
    return of_fascicles(course, _column_nadirs(course, history))


def _column_nadirs(course: NerveCourse, history: NerveHistory) -> Floats:
    """(station, column) degC that 95 % of the area of each circle reached; infinite where there is none."""
    known = (course.fascicle_radii > 0) & history.inside[:, None]
    samples = np.where(known[:, :, None], history.nadir_samples, np.nan)
    nadir = _reached(samples.reshape(-1, 1, samples.shape[2]))
    cold = (samples < COLD_ENOUGH).any(axis=2).ravel()
    nadir[cold] = _reached(refined(samples.reshape(-1, 1, samples.shape[2])[cold]))
    return nadir.reshape(known.shape)


def of_fascicles(course: NerveCourse, nadir: Floats) -> Floats:
    """The warmest part (station, fascicle) of every fascicle that is there; infinite where none is.

    Parameters
    ----------
    nadir : (station, column) degC; not finite where unknown.
    """
    whole = np.full(nadir.shape, -np.inf)
    there = (course.fascicle_radii > 0) & np.isfinite(nadir)
    for column, fascicle in enumerate(course.fascicle_of):
        part = np.where(there[:, column], nadir[:, column], -np.inf)
        whole[:, fascicle] = np.maximum(whole[:, fascicle], part)
    return np.where(np.isneginf(whole), np.inf, whole)


def _reached(rows: Floats) -> Floats:
    return quantile_nadir(rows, np.ones(rows.shape[:2]))


def points_of(course: NerveCourse, stations: NDArray[np.int64], fascicles: NDArray[np.int64]) -> Floats:
    """(n, sample, 3) equal-area samples of fascicles at stations, m; both (n,)."""
    radii = course.fascicle_radii[stations, fascicles]
    offsets = course.fascicle_offsets[stations, fascicles][:, None] + radii[:, None, None] * disc_samples()
    return np.asarray(course.points[stations][:, None] + offsets @ course.across[stations], float)


def _enough(length: Floats | float, sufficient: float) -> NDArray[np.bool_]:
    return (np.asarray(length) >= sufficient - 1e-9) & (np.asarray(length) > 0)


def _missing(
    course: NerveCourse, freezing: Freezing, places: NDArray[np.int64], surface: Surface
) -> tuple[Floats, float]:
    """Per place (station, _, column) the largest distance of a warm sample to the surface; half a cell."""
    if not len(places):
        return np.zeros(0), 0.0
    points = points_of(course, places[:, 0], places[:, 2])
    flat = points.reshape(-1, 3)
    warm = ~(sample_field(freezing, freezing.nadir, flat) < surface.level)
    gaps = np.where(warm, surface.distance(flat), 0.0)
    cells = [
        np.diff(faces)[np.clip(np.searchsorted(faces, flat[:, axis]) - 1, 0, faces.size - 2)].max()
        for axis, faces in enumerate((freezing.x, freezing.y, freezing.z))
    ]
    return gaps.reshape(points.shape[:2]).max(axis=1), 0.5 * float(max(cells))


def _coldest_places(course: NerveCourse, found: Stretches, lacking: NDArray[np.int64]) -> NDArray[np.int64]:
    """Station where each of these fascicles got coldest, its number, and the column of its warmest part."""
    places = np.zeros((len(lacking), 3), np.int64)
    for row, fascicle in enumerate(lacking):
        station = int(found.nadir[:, fascicle].argmin())
        mine = np.flatnonzero((course.fascicle_of == fascicle) & np.isfinite(found.parts[station]))
        places[row] = station, fascicle, mine[np.argmax(found.parts[station, mine])]
    return places


def _common(
    course: NerveCourse, history: NerveHistory, nadir: Floats, what: tuple[tuple[int, ...], float]
) -> tuple[float, float]:
    """Longest stretch where all these fascicles are below; one that does not exist holds no other up."""
    chosen, limit = what
    if not chosen:
        return (0.0, 0.0)
    absent = np.isinf(nadir) & history.inside[:, None]
    warmest = np.where(absent, -np.inf, nadir)[:, list(chosen)].max(axis=1)
    warmest = np.where(np.isneginf(warmest), np.inf, warmest)
    return longest_run(np.asarray(course.arc, float), warmest, limit)


def _cut(history: NerveHistory, nadir: Floats, limit: float) -> bool:
    """True when a station at the edge of the simulated part, not at the nerve's own end, is still cold."""
    inside = np.asarray(history.inside, bool)
    left = np.concatenate(([True], inside[:-1])) & np.concatenate((inside[1:], [True]))
    return bool(((nadir < limit).any(axis=1) & inside & ~left).any())
