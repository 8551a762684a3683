"""What would reach the spared fascicles, confirmed by the full solver: a move, else what one asks for next.

When no move of the tips is enough, four other treatments are looked at in the order in which one would try
them: the same freezes again from the other side of the nerve, longer freezes, one more probe opposite, a
thicker probe. Each is judged by the preview's superposition, corrected by the run that is at hand; only the
first that reaches every fascicle is run in full. None is a plan: vessels, bone and other nerves in the way of
the probe refuse a place, nothing else is weighed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.freezing import freeze
from cryonerve.bioheat.previewing import Preview, preview
from cryonerve.bioheat.result import Freezing, NerveHistory
from cryonerve.case.case import Case
from cryonerve.errors import InputError
from cryonerve.nerve.completeness import Completeness, Remedy, Stretches, points_of, stretches
from cryonerve.nerve.first_sentence import moving
from cryonerve.nerve.lesion import Prediction
from cryonerve.nerve.other_treatments import Treatment, treatments
from cryonerve.nerve.prediction import completed
from cryonerve.nerve.reaching import moved

__all__ = ["with_remedies", "worth_looking"]

Floats = NDArray[np.float64]
Progress = Callable[[float, float], None]


def worth_looking(prediction: Prediction, freezing: Freezing) -> tuple[str, ...]:
    """Names of the nerves whose spared fascicles a move or another treatment might reach."""
    if not freezing.stop.good:
        return ()
    wholes = ((name, lesion.completeness) for name, lesion in prediction.lesions.items())
    return tuple(name for name, what in wholes if what is not None and what.spared and what.tried)


def with_remedies(
    prediction: Prediction,
    freezing: Freezing,
    volume: Volume,
    case: Case,
    *,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Prediction:
    """The same prediction; where fascicles are spared, its sentence says what a full run confirms.

    One more run of the solver, and some seconds for a preview where no move is enough.

    Parameters
    ----------
    prediction, freezing, volume, case : as of `predict`; the volume as `build` drew it.
    progress, cancel : of the full run, as of `freeze`; a cancelled one leaves the estimate.
    """
    lesions = dict(prediction.lesions)
    for name in worth_looking(prediction, freezing):
        course = next(nerve for nerve in volume.nerves if nerve.name == name)
        lesion = lesions[name]
        if lesion.completeness is None:
            continue
        bench = _Bench(course, freezing, volume, case, lesion.completeness)
        found = _confirmed(*_chosen(bench), bench, progress=progress, cancel=cancel)
        whole = replace(lesion.completeness, remedy=found)
        lesions[name] = completed(lesion, whole, freezing, case)
    return replace(prediction, lesions=lesions)


@dataclass(frozen=True, eq=False)
class _Bench:
    """One nerve of one run, at which treatments are judged."""

    course: NerveCourse
    freezing: Freezing
    volume: Volume
    case: Case
    what: Completeness

    @property
    def history(self) -> NerveHistory:
        return self.freezing.nerves[self.course.name]

    def judged(self, samples: Floats, *, again: bool, inside: NDArray[np.bool_] | None = None) -> Stretches:
        """Stretches by coldest samples (station, fascicle, sample), with this run's where it comes on top."""
        history = self.history
        if again:
            samples = np.minimum(samples, history.nadir_samples)
        inside = history.inside if inside is None else history.inside & inside
        met = replace(history, nadir_samples=samples, inside=inside)
        return stretches(self.course, met, below=self.what.below, sufficient=self.what.sufficient)

    def reaches(self, found: Stretches) -> bool:
        """Every fascicle of the nerve is interrupted."""
        return set(found.interrupted) >= set(self.what.fascicles)


def _chosen(bench: _Bench) -> tuple[Treatment | None, Remedy]:
    """The first treatment that the estimate says would do, and what is to be said of it without a run."""
    count = len(bench.what.fascicles)
    move = bench.what.move
    if move is not None:
        words = moving(move, len(bench.case.probes))
        return Treatment(words, moved(bench.case, move)), Remedy(words, count)
    try:
        prepared = preview(bench.volume, replace(bench.case, sensors=()), anchor=bench.freezing)
    except InputError:  # not a plan that the preview knows: nothing is said beyond the moves
        return None, Remedy("", count)
    refused: list[str] = []
    barred = ""
    for rising in treatments(bench.case, bench.course, bench.volume):
        # The last is the most that is tried of its kind; where that is not enough, neither is less.
        most = rising[-1]
        if most.barred:
            barred = most.barred
            continue
        if not _estimated(most, prepared, bench):
            refused.append(most.words)
            continue
        less = (one for one in rising[:-1] if _estimated(one, prepared, bench))
        chosen = next(less, most)
        return chosen, Remedy(chosen.words, count, not_enough=tuple(refused), barred=barred)
    return None, Remedy("", count, not_enough=tuple(refused), barred=barred)


def _estimated(treatment: Treatment, prepared: Preview, bench: _Bench) -> bool:
    """What the superposed probes say of a treatment, corrected by the run that is at hand."""
    course, history = bench.course, bench.history
    known = (course.fascicle_radii > 0) & history.inside[:, None]
    at, which = np.nonzero(known)
    points = points_of(course, at, which)
    try:
        other = prepared.planned(treatment.case)
        values = other.reading(other.case, points.reshape(-1, 3))
    except InputError:
        return False
    samples = np.full(history.nadir_samples.shape, np.nan)
    samples[known] = values.reshape(len(at), -1)
    return bench.reaches(bench.judged(samples, again=treatment.again))


def _confirmed(
    treatment: Treatment | None,
    found: Remedy,
    bench: _Bench,
    *,
    progress: Progress | None,
    cancel: Callable[[], bool] | None,
) -> Remedy:
    """The chosen treatment with what the full solver says of it, at the run's own spacing."""
    if treatment is None:
        return found
    spacing = replace(bench.case.solver, spacing=bench.freezing.solver.spacing)
    case = replace(treatment.case, sensors=(), solver=spacing)
    try:
        full = freeze(bench.volume, case, progress=progress, cancel=cancel)
    except InputError:  # a grid that does not fit in memory is no reason to lose the run at hand
        return found
    if not full.stop.good:
        return found
    met = full.nerves[bench.course.name]
    what = bench.judged(met.nadir_samples, again=treatment.again, inside=met.inside)
    reached = len(set(what.interrupted) & set(bench.what.fascicles))
    return replace(found, interrupted=reached, together=what.common[1] - what.common[0])
