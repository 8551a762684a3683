"""The treated nerve of a run along its length and across it, as the page draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.drawing import stations_of
from cryonerve.nerve.exposure import area_share_below, area_weights
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


def nerve_view(run: Run) -> dict[str, Any] | None:
    """What the strip shows, at stations about a millimetre apart; None without a treated nerve."""
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
    return {
        "name": course.name,
        "arc_mm": (1e3 * course.arc[at]).round(3).tolist(),
        "points_mm": (1e3 * course.points[at]).round(4).tolist(),
        "below_degC": below,
        "coldest_degC": coldest[at].round(2).tolist(),
        "warmest_degC": warmest[at].round(2).tolist(),
        "grade_words": WORDS,
        "covered": area_share_below(samples, weights, below)[at].round(4).tolist(),
        "full_extent_mm": [round(1e3 * part, 3) for part in lesion.full_extent],
        "sentence": lesion.sentence,
    }


def sections(run: Run) -> list[dict[str, Any]]:
    """The treated nerve across, at each station of `nerve_view`; empty without one."""
    found = _treated(run)
    if found is None:
        return []
    course, history, lesion = found
    samples = _known(course, history)
    whole = lesion.completeness
    interrupted = frozenset() if whole is None else frozenset(whole.interrupted)
    angle = np.linspace(0.0, 2.0 * np.pi, AROUND, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    rows = []
    for station in stations_of(course):
        fascicles = []
        for column in np.flatnonzero(course.fascicle_radii[station] > 0):
            values = samples[station, column]
            fascicles.append(
                {
                    "centre_mm": (1e3 * course.fascicle_offsets[station, column]).round(4).tolist(),
                    "radius_mm": round(1e3 * float(course.fascicle_radii[station, column]), 4),
                    "coldest_degC": round(float(values.min()), 2),
                    "interrupted": int(course.fascicle_of[column]) in interrupted,
                }
            )
        rows.append(
            {
                "arc_mm": round(1e3 * float(course.arc[station]), 3),
                "across": course.across[station].round(5).tolist(),
                "outline_mm": (1e3 * circle * course.semi_axes[station]).round(4).tolist(),
                "fascicles": fascicles,
            }
        )
    return rows
