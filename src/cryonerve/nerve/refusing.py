"""Nerves and histories that cannot be judged are refused, with what is wrong and what would be right."""

from __future__ import annotations

import numpy as np

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.result import NerveHistory
from cryonerve.errors import Complaint, InputError

__all__ = ["check_history"]

FULL = 1.05  # of the outline; a traced outline is an ellipse only nearly


def check_history(course: NerveCourse, history: NerveHistory) -> None:
    """Refuse a nerve and its history when they cannot be judged, in words.

    Raises
    ------
    InputError
        When the history is empty, too short, not finite, or does not fit the course; or when the course's
        fascicles are none, no circles, or more than the nerve can hold.
    """
    stations, fascicles = course.fascicle_radii.shape
    samples = history.nadir_samples

    def refuse(what: str, remedy: str) -> None:
        _refuse(course, what, remedy)

    _check_fascicles(course)
    if history.times.size < 2:
        refuse(
            f"the temperature history holds {history.times.size} moment(s)",
            "At least two are needed: the start and the end of the procedure.",
        )
    if not np.isfinite(history.times).all() or (np.diff(history.times) <= 0).any():
        refuse("the times of its history do not increase", "Each moment must be later than the one before.")
    expected = (history.times.size, stations, fascicles)
    if history.fascicles.shape != expected:
        refuse(
            f"its history has the shape {history.fascicles.shape}, its course needs {expected}",
            "Use the volume this freezing was made with.",
        )
    if samples.ndim != 3 or samples.shape[:2] != (stations, fascicles) or not samples.shape[2]:
        refuse(
            f"its coldest temperatures have the shape {samples.shape}, not (stations, fascicles, samples) "
            f"= {(*expected[1:], 'at least 1')}",
            "Use the volume this freezing was made with.",
        )
    known = (course.fascicle_radii > 0) & history.inside[:, None]
    if not (np.isfinite(samples[known]).all() and np.isfinite(history.fascicles[:, known]).all()):
        refuse(
            "its temperatures are not all numbers (NaN or infinite)",
            "The simulation went wrong there; run it again with a finer spacing.",
        )


def _check_fascicles(course: NerveCourse) -> None:
    """Refuse fascicles that are none, no circles, or together larger than the nerve."""
    radii = course.fascicle_radii
    if not (radii > 0).any():
        _refuse(
            course,
            "no fascicle is drawn, so there is no area to weigh",
            "Give a fascicle count of at least 1.",
        )
    if not (np.isfinite(radii).all() and (radii >= 0).all() and np.isfinite(course.fascicle_offsets).all()):
        _refuse(
            course,
            "a fascicle has a radius or a place that is no number, or a negative radius",
            "Give radii in metres, 0 where a fascicle does not exist.",
        )
    filled = np.square(radii).sum(axis=1) / course.semi_axes.prod(axis=1)
    fullest = int(np.argmax(filled))
    if filled[fullest] > FULL:
        _refuse(
            course,
            f"its fascicles do not fit: {1e3 * course.arc[fullest]:.1f} mm along it they take "
            f"{100 * filled[fullest]:.0f} % of its cross-section",
            "Draw fewer or smaller fascicles, or a larger outline; 45 to 60 % is usual.",
        )


def _refuse(course: NerveCourse, what: str, remedy: str) -> None:
    raise InputError(Complaint(f"nerve '{course.name}': {what}", remedy))
