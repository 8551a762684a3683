"""How much of what got how cold: volume below each temperature, cumulative, structure by structure.

    V(T) = sum_i V_i [coldest_i < T]

over the cells of a structure (volume of tissue, coldest temperature of the run), or over the fascicles of a
nerve (area x distance between stations, equal-area samples). Radiotherapy calls such curves dose-volume
histograms; here the dose is the coldest temperature, and colder is more. A share needs a whole: that of a
nerve is a stated stretch of it, of a neuroma the bulb, of anything else what was drawn, which a longer
drawing would make smaller. There the volume counts, not the share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.result import Freezing, NerveHistory
from cryonerve.nerve.disc_areas import refined
from cryonerve.nerve.first_sentence import titled
from cryonerve.sources.injury import injury_rules

__all__ = ["ColdCurve", "cold_curves"]

Floats = NDArray[np.float64]

TEMPERATURES = np.arange(-100.0, 45.0, 0.5)  # degC, at which curves are kept
SLACK = 1e-6  # m; stations that lie this close to the end of a stretch end it
STRUCTURES = (
    ("skin", "skin"),
    ("fat", "fat under the skin"),
    ("muscle", "muscle"),
    ("bone", "bone"),
    ("artery", "artery"),
    ("vein", "veins"),
)


@dataclass(frozen=True, eq=False)
class ColdCurve:
    """Volume of one structure that went below each temperature at least once in the run.

    Attributes
    ----------
    name : "fascicles of the tibial nerve". kind : "nerve", "neuroma", or the structure's kind.
    temperatures : (n,) degC, rising; volume : (n,) m3 whose coldest temperature is below each of them.
    whole : m3 of all that is counted; over : which stretch that is, "over its coldest 10 mm"; "" for all that
        was drawn.

    >>> cubic = 1e-9 * np.array([0.0, 1.0, 2.0])
    >>> curve = ColdCurve("muscle", "muscle", np.array([-40.0, -20.0, 0.0]), cubic, 4e-9)
    >>> round(1e9 * curve.below(-10.0), 3), curve.share.tolist()
    (1.5, [0.0, 0.25, 0.5])
    """

    name: str
    kind: str
    temperatures: Floats
    volume: Floats
    whole: float
    over: str = ""

    @property
    def share(self) -> Floats:
        """(n,) of the whole, 0 to 1."""
        return np.asarray(self.volume / self.whole)

    def below(self, temperature: float) -> float:
        """Volume colder than a temperature (degC), m3; linear between the kept ones."""
        return float(np.interp(temperature, self.temperatures, self.volume))


def cold_curves(freezing: Freezing, volume: Volume, *, length: float | None = None) -> tuple[ColdCurve, ...]:
    """Curves of the treated nerve, its neuroma, and of what else is in the volume.

    Parameters
    ----------
    freezing, volume : from `cryonerve.freeze` and `cryonerve.build`.
    length : m of the treated nerve that count: its coldest stretch of that length. None: what an interruption
        takes (`sources/injury.toml`).
    """
    wanted = injury_rules().sufficient_length.value if length is None else length
    curves: list[ColdCurve] = []
    for course in volume.nerves:
        history = freezing.nerves.get(course.name)
        if course.treated and history is not None and history.inside.any():
            curves += _of_nerve(course, history, wanted)
    return (*curves, *_of_structures(freezing, volume))


def _of_nerve(course: NerveCourse, history: NerveHistory, length: float) -> list[ColdCurve]:
    """The nerve over its coldest stretch, and its neuroma where it has one."""
    room = np.gradient(course.arc) if len(course.arc) > 1 else np.zeros(1)
    solid = np.pi * course.fascicle_radii**2 * room[:, None] * history.inside[:, None]
    samples = _refined(history.nadir_samples, solid > 0)
    proper = ~course.neuroma
    found = []
    if proper.any() and solid[proper].any():
        chosen = _coldest_stretch(course, np.where(proper[:, None], solid, 0.0), samples, length)
        over = f"over its coldest {1e3 * length:g} mm"
        name = f"fascicles of the {titled(course.name)}"
        found.append(_cumulative(name, "nerve", *_weighed(solid[chosen], samples[chosen]), over=over))
    if (course.neuroma & (solid.sum(axis=1) > 0)).any():
        bulb = _weighed(solid[course.neuroma], samples[course.neuroma])
        found.append(_cumulative("fascicles of the neuroma", "neuroma", *bulb))
    return found


def _refined(samples: Floats, known: NDArray[np.bool_]) -> Floats:
    """(station, fascicle, sample) degC, infinite where there is no fascicle; finer where it counts."""
    fine = refined(np.asarray(samples[known], dtype=float))
    out = np.full((*known.shape, fine.shape[-1]), np.inf)
    out[known] = fine
    return out


def _coldest_stretch(course: NerveCourse, solid: Floats, samples: Floats, length: float) -> NDArray[np.bool_]:
    """(station,) True in the stretch of `length` with the most volume below the threshold of coverage.

    Among equals, as where nothing got that cold, the one with the lowest mean temperature counts.
    """
    threshold = injury_rules().covered_below.value
    below = (solid * (samples < threshold).mean(axis=2)).sum(axis=1)
    warmth = (solid * np.where(np.isfinite(samples), samples, 0.0).mean(axis=2)).sum(axis=1)
    volume, arc = solid.sum(axis=1), course.arc
    held = volume > 0
    last = float(arc[held].max())
    best, chosen = (-1.0, -np.inf), held
    for start in np.flatnonzero(held):
        if arc[start] + length > last + SLACK and best[0] >= 0.0:
            break  # the nerve ends before a whole length
        inside = held & (arc >= arc[start]) & (arc < arc[start] + length - SLACK)
        if not inside.any():
            continue
        whole = float(volume[inside].sum())
        found = (float(below[inside].sum()) / whole, -float(warmth[inside].sum()) / whole)
        if found > best:
            best, chosen = found, inside
    return np.asarray(chosen, dtype=bool)


def _weighed(solid: Floats, samples: Floats) -> tuple[Floats, Floats]:
    """Coldest temperatures of all samples and the volume of each: a fascicle's have equal shares of it."""
    weights = np.broadcast_to(solid[:, :, None] / samples.shape[2], samples.shape)
    known = weights > 0
    return samples[known], weights[known]


def _of_structures(freezing: Freezing, volume: Volume) -> list[ColdCurve]:
    """Everything else, by kind; what is uniform is one structure."""
    known = (freezing.tissue_volume > 0) & np.isfinite(freezing.nadir)
    kinds = dict(STRUCTURES)
    if volume.frame == "scan":  # what is not labelled counts as fat there, at whatever depth
        fats = [item for item in volume.structures if item.kind == "fat"]
        kinds["fat"] = "fat (assumed)" if all(item.standing == "assumed" for item in fats) else "fat"
    found = []
    present = {item.kind for item in volume.structures}
    for kind in (*kinds, *(("other",) if volume.uniform else ())):
        labels = [item.label for item in volume.structures if item.kind == kind]
        chosen = known & np.isin(freezing.labels, labels) if kind in present else np.zeros_like(known)
        if chosen.any():
            only = {item.name for item in volume.structures if item.kind == kind}
            name = kinds.get(kind, next(iter(only)))
            found.append(_cumulative(name, kind, freezing.nadir[chosen], freezing.tissue_volume[chosen]))
    return found


def _cumulative(
    name: str, kind: str, coldest: NDArray[np.floating], weights: Floats, *, over: str = ""
) -> ColdCurve:
    order = np.argsort(coldest, kind="stable")
    summed = np.concatenate([[0.0], np.cumsum(weights[order], dtype=float)])
    count = np.searchsorted(coldest[order], TEMPERATURES, side="left")
    return ColdCurve(name, kind, TEMPERATURES, summed[count], float(summed[-1]), over)
