"""The treated nerve of a run along its length and across it, as the page draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.drawing import stations_of
from cryonerve.nerve.exposure import area_share_below, area_weights
from cryonerve.nerve.injury import grade_odds, weighed
from cryonerve.sources.injury import injury_rules

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import NerveCourse
    from cryonerve.bioheat.result import NerveHistory
    from cryonerve.nerve.lesion import Lesion
    from cryonerve.reporting.run import Run

__all__ = ["GRADES", "nerve_view", "sections"]

GRADES = ("none", "block", "axonotmesis")
WORDS = {
    "none": "conduction kept",
    "block": "blocked while cold, back on rewarming",
    "axonotmesis": "axons interrupted",
    "unknown": "not simulated",
}
AROUND = 48  # points of an outline


def _treated(run: Run) -> tuple[NerveCourse, NerveHistory, Lesion] | None:
    if run.prediction is None:
        return None
    for course in run.volume.nerves:
        history = run.freezing.nerves.get(course.name)
        lesion = run.prediction.lesions.get(course.name)
        if course.treated and history is not None and lesion is not None and history.nadir_samples.size:
            return course, history, lesion
    return None


def _known(course: NerveCourse, history: NerveHistory) -> NDArray[np.float64]:
    """(station, column, sample) coldest degC; NaN where there is no fascicle or nothing was simulated."""
    known = history.inside[:, None] & (course.fascicle_radii > 0)
    return np.asarray(np.where(known[:, :, None], history.nadir_samples, np.nan), float)


def _wanted(run: Run, name: str) -> float:
    goals = run.case.goals
    return goals.below if goals is not None and goals.cover == name else injury_rules().covered_below.value


def nerve_view(run: Run, chosen: list[int]) -> dict[str, Any] | None:
    """What the strip shows, at stations about a millimetre apart; None without a treated nerve.

    chosen : the frames of the run that are shown; `centre_degC` has a row for each.
    """
    found = _treated(run)
    if found is None:
        return None
    course, history, lesion = found
    at = stations_of(course)
    samples = _known(course, history)
    below = _wanted(run, course.name)
    weights = area_weights(course.fascicle_radii) * history.inside[:, None]
    flat = samples.reshape(len(course.arc), -1)
    seen = np.isfinite(flat).any(axis=1)
    coldest, warmest = (np.full(len(flat), np.nan) for _ in range(2))
    coldest[seen], warmest[seen] = np.nanmin(flat[seen], axis=1), np.nanmax(flat[seen], axis=1)
    complete = np.full(len(flat), np.inf) if lesion.exposure is None else lesion.exposure.complete_nadir
    odds = grade_odds(complete, laws=weighed(run.case.injury_laws or None))
    likeliest = np.argmax(np.stack([getattr(odds, name) for name in GRADES]), axis=0)
    simulated = np.atleast_1d(seen)
    grades = ["unknown" if not simulated[i] else GRADES[int(likeliest[i])] for i in range(len(flat))]
    times = run.freezing.times[chosen]
    centre = _along_time(history, times)
    return {
        "name": course.name,
        "arc_mm": (1e3 * course.arc[at]).round(3).tolist(),
        "points_mm": (1e3 * course.points[at]).round(4).tolist(),
        "below_degC": below,
        "coldest_degC": coldest[at].round(2).tolist(),
        "warmest_degC": warmest[at].round(2).tolist(),
        "grade": [grades[i] for i in at],
        "grade_words": WORDS,
        "p_axonotmesis": np.asarray(odds.axonotmesis)[at].round(4).tolist(),
        "covered": area_share_below(samples, weights, below)[at].round(4).tolist(),
        "centre_degC": centre[:, at].round(2).tolist(),
        "full_extent_mm": [round(1e3 * part, 3) for part in lesion.full_extent],
        "best_station": int(np.abs(at - lesion.best_station).argmin()),
        "sentence": lesion.sentence,
        "neuroma": course.neuroma[at].tolist(),
    }


def _along_time(history: NerveHistory, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centre line (time, station) degC at moments, linear between those that were kept."""
    own, values = np.asarray(history.times, float), np.asarray(history.centre, float)
    right = np.clip(np.searchsorted(own, times), 1, max(1, len(own) - 1))
    if len(own) < 2:
        return np.repeat(values, len(times), axis=0)
    share = np.clip((times - own[right - 1]) / np.maximum(own[right] - own[right - 1], 1e-9), 0.0, 1.0)
    return np.asarray(values[right - 1] + share[:, None] * (values[right] - values[right - 1]))


def sections(run: Run) -> list[dict[str, Any]]:
    """The treated nerve across, at each station of `nerve_view`; empty without one."""
    found = _treated(run)
    if found is None:
        return []
    course, history, lesion = found
    samples = _known(course, history)
    whole = lesion.completeness
    interrupted = frozenset() if whole is None else frozenset(whole.interrupted)
    below = _wanted(run, course.name)
    angle = np.linspace(0.0, 2.0 * np.pi, AROUND, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    rows = []
    for station in stations_of(course):
        fascicles = []
        for column in np.flatnonzero(course.fascicle_radii[station] > 0):
            values = samples[station, column]
            fascicles.append(
                {
                    "number": int(course.fascicle_of[column]),
                    "centre_mm": (1e3 * course.fascicle_offsets[station, column]).round(4).tolist(),
                    "radius_mm": round(1e3 * float(course.fascicle_radii[station, column]), 4),
                    "coldest_degC": round(float(values.min()), 2),
                    "warmest_degC": round(float(values.max()), 2),
                    "covered": bool(values.max() < below),
                    "interrupted": int(course.fascicle_of[column]) in interrupted,
                }
            )
        rows.append(
            {
                "arc_mm": round(1e3 * float(course.arc[station]), 3),
                "centre_mm": (1e3 * course.points[station]).round(4).tolist(),
                "across": course.across[station].round(5).tolist(),
                "outline_mm": (1e3 * circle * course.semi_axes[station]).round(4).tolist(),
                "fascicles": fascicles,
            }
        )
    return rows
