"""How far a goal is reached, from coldest temperatures at points of the nerve: whoever computed them.

A full run and a preview are judged by the same functions. Where the goal asks for a margin, fascicles count
as thicker by it all round: a lesion that still covers them then survives an error of that size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.bioheat.sampling import sample_field
from cryonerve.case.case import Goals
from cryonerve.errors import InputError, UnknownNameError, nearest
from cryonerve.nerve.completeness import points_of
from cryonerve.nerve.exposure import area_weights, cross_sections, longest_run
from cryonerve.nerve.injury import decisive_along

__all__ = ["Reach", "course_of", "grown", "reach", "reach_in"]

Floats = NDArray[np.float64]
ENDED = 0.1  # of its usual area (assumed); where less of it is left a nerve has ended


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one goal is reached.

    Attributes
    ----------
    share : of the fascicles' volume that went below the goal's temperature, over the best stretch of the
        goal's length; nerve that is not known counts as warm.
    length : m, longest unbroken length of complete sections. stretch : its start and end along the nerve, m.
    deciding : degC that a complete section reached everywhere along some stretch of the goal's length;
        infinite where no such stretch is known. The goal is reached where it lies below the goal's.
    wanted : the goal.
    """

    share: float
    length: float
    stretch: tuple[float, float]
    deciding: float
    wanted: Goals

    @property
    def reached(self) -> bool:
        """The whole length is complete."""
        return self.deciding <= self.wanted.below + 1e-3 and self.length >= self.wanted.length - 1e-6


def grown(course: NerveCourse, goals: Goals) -> NerveCourse:
    """The course with fascicles as thick as the goal counts them."""
    margin = goals.margin or 0.0
    radii = np.where(course.fascicle_radii > 0, course.fascicle_radii + margin, 0.0)
    return course if margin == 0.0 else replace(course, fascicle_radii=radii)


def reach(
    course: NerveCourse,
    samples: Floats,
    inside: NDArray[np.bool_],
    goals: Goals,
    *,
    within: float = 1e-4,
) -> Reach:
    """How far a goal is reached.

    Parameters
    ----------
    course : the nerve, or some of its stations, as `grown` gives it.
    samples : (station, fascicle, sample) coldest degC at equal-area samples. inside : (station,) known ones.
    within : K, how closely `deciding` is sought.

    Examples
    --------
    >>> arc = np.linspace(0.0, 20e-3, 41)
    >>> line = np.stack([0 * arc, 0 * arc, arc], axis=1)
    >>> across = np.tile(np.eye(3)[:2], (41, 1, 1))
    >>> axes, middle = np.tile([1e-3, 1e-3], (41, 1)), np.zeros((41, 1, 2))
    >>> course = NerveCourse("sural", line, arc, across, axes, middle, np.full((41, 1), 1e-3), arc > 1)
    >>> cone = np.tile((-40.0 + 4e3 * np.abs(arc - 10e-3))[:, None, None], (1, 1, 13))
    >>> found = reach(course, cone, arc >= 0, Goals("sural", 8e-3, -20.0))
    >>> round(found.share, 2), round(1e3 * found.length, 2), round(found.deciding, 1), found.reached
    (1.0, 10.0, -24.0, True)
    """
    weights = area_weights(course.fascicle_radii) * inside[:, None]
    known = np.where((weights > 0)[:, :, None], samples, np.nan)
    shares, complete = cross_sections(known, weights, (goals.below,))
    stretch = longest_run(course.arc, complete, goals.below)
    return Reach(
        _best_share(course, shares[goals.below], goals.length),
        stretch[1] - stretch[0],
        stretch,
        decisive_along(course.arc, complete, goals.length, within=within),
        goals,
    )


def _best_share(course: NerveCourse, share: Floats, length: float) -> float:
    """Most of the fascicles' volume that is covered over any stretch of `length`; areas linear in between."""
    arc, area = np.asarray(course.arc, float), np.square(course.fascicle_radii).sum(axis=1)
    if len(arc) < 2 or not area.any():
        return 0.0
    # Where the nerve has ended, little that is left makes no stretch: it counts by its length, as warm.
    there = (area > ENDED * float(np.median(area[area > 0.0]))).astype(float)
    steps = np.diff(arc)
    whole, covered, known = (
        np.concatenate([[0.0], np.cumsum(0.5 * (values[1:] + values[:-1]) * steps)])
        for values in (area * there, area * there * share, there)
    )
    first, last = float(arc[0]), float(arc[-1])
    if last - first <= length:
        return float(covered[-1] / whole[-1] * known[-1] / length)
    starts = np.concatenate([arc[arc <= last - length], arc[arc >= first + length] - length])
    held, met, left = (
        np.interp(starts + length, arc, total) - np.interp(starts, arc, total)
        for total in (whole, covered, known)
    )
    return float(np.max(np.divide(met, held, out=np.zeros_like(met), where=held > 0.0) * left / length))


def reach_in(freezing: Freezing, volume: Volume, goals: Goals) -> Reach:
    """How far a full run reaches a goal.

    Raises
    ------
    InputError
        A nerve that is not in the volume, or was not simulated.
    """
    course = course_of(volume, goals)
    history = freezing.nerves.get(course.name)
    if history is None:
        raise InputError(f"The {course.name} nerve was not simulated.")
    samples, thick = history.nadir_samples, grown(course, goals)
    if thick is not course:
        at, column = np.nonzero(thick.fascicle_radii > 0)
        points = points_of(thick, at, column)
        samples = np.full(samples.shape, np.nan)
        values = sample_field(freezing, freezing.nadir, points.reshape(-1, 3))
        samples[at, column] = values.reshape(points.shape[:2])
    return reach(thick, samples, history.inside, goals)


def course_of(volume: Volume, goals: Goals) -> NerveCourse:
    """The nerve that a goal names."""
    for course in volume.nerves:
        if course.name == goals.cover:
            return course
    known = nearest(goals.cover, {course.name for course in volume.nerves})
    raise UnknownNameError(f"There is no nerve called '{goals.cover}' in this volume. {known}")
