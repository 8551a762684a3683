"""Where in the body a finding of a run is, as far as it points at something that has a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.showing import place_in_case

if TYPE_CHECKING:
    from cryonerve.findings import Subject
    from cryonerve.reporting.run import Run

__all__ = ["coldest_moment", "places_of"]


def places_of(run: Run) -> dict[Subject, list[float]]:
    """Place (mm) of everything that findings of a run point at, as far as it has one."""
    found = {}
    for subject in {item.subject for item in run.findings if item.subject is not None}:
        place = _place(run, subject)
        if place is not None:
            found[subject] = [round(1e3 * float(part), 3) for part in place]
    return found


def _place(run: Run, subject: Subject) -> NDArray[np.float64] | None:
    match subject.kind:
        case "probe" | "sensor":
            place = place_in_case(subject, run.case)
            return None if place is None else 1e-3 * np.array(place)
        case "nerve" | "best section":
            return _on_nerve(run, subject.name, best=subject.kind == "best section")
        case "ice":
            return _coldest(run, None)
        case "structure":
            labels = [item.label for item in run.volume.structures if item.name == subject.name]
        case "tissue":
            labels = [item.label for item in run.volume.structures if item.kind == subject.name]
    return _coldest(run, labels) if labels else None


def coldest_moment(run: Run, place: list[float]) -> float | None:
    """When it was coldest at a place (mm), s; None where it never got colder."""
    freezing = run.freezing
    i, j, k = (
        int(np.abs(centres - 1e-3 * part).argmin())
        for centres, part in zip(freezing.centres, place, strict=True)
    )
    course = freezing.temperature[:, i, j, k]
    return float(freezing.times[int(course.argmin())]) if course[0] - course.min() > 0.5 else None


def _on_nerve(run: Run, name: str, *, best: bool) -> NDArray[np.float64] | None:
    """The coldest station, or the best covered one."""
    history = run.freezing.nerves.get(name)
    course = next((item for item in run.volume.nerves if item.name == name), None)
    if course is None or history is None or not len(history.centre):
        return None
    lesion = None if run.prediction is None else run.prediction.lesions.get(name)
    if best and lesion is not None:
        return np.asarray(course.points[lesion.best_station])
    coldest = np.where(history.inside, np.asarray(history.centre, float).min(axis=0), np.inf)
    return np.asarray(course.points[int(coldest.argmin())])


def _coldest(run: Run, labels: list[int] | None) -> NDArray[np.float64] | None:
    """The coldest cell of some structures, or of all tissue."""
    freezing = run.freezing
    here = (freezing.labels > 0) & (freezing.tissue_volume > 0)
    if labels is not None:
        here &= np.isin(freezing.labels, labels)
    if not here.any():
        return None
    index = np.unravel_index(int(np.where(here, freezing.nadir, np.inf).argmin()), here.shape)
    return np.array([centres[i] for centres, i in zip(freezing.centres, index, strict=True)])
