"""From a freezing to what it did to every nerve: exposure, injury, one sentence, and the road back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.result import Freezing, NerveHistory
from cryonerve.case.case import Case
from cryonerve.errors import Complaint, InputError
from cryonerve.nerve.completeness import Completeness, Remedy, completeness, fascicle_nadirs
from cryonerve.nerve.conduction_loss import conduction_loss
from cryonerve.nerve.degeneration import degeneration
from cryonerve.nerve.exposure import COMPLETE, Exposure, coldest_of_nerve, expose, longest_run
from cryonerve.nerve.first_sentence import sentence, titled
from cryonerve.nerve.injury import (
    LawChoice,
    bounds_of,
    combined,
    deciding_temperature,
    decisive_along,
    grade,
    grade_odds,
    law_band,
    probability,
    sheath,
    weighed,
)
from cryonerve.nerve.lesion import Degeneration, GradeOdds, Lesion, PainReturn, Prediction, Recovery
from cryonerve.nerve.pain_clock import pain_return
from cryonerve.nerve.reaching import located, smallest_move
from cryonerve.nerve.recovery import recover
from cryonerve.nerve.surface import Surface, coldest_surface
from cryonerve.sources.injury import InjuryLaw, injury_rules

__all__ = ["completed", "predict"]

Floats = NDArray[np.float64]


def predict(
    freezing: Freezing,
    volume: Volume,
    case: Case,
    *,
    laws: LawChoice = None,
    remedies: Mapping[str, Remedy] | None = None,
    hints: bool = True,
) -> Prediction:
    """Lesion and what follows of every nerve of the volume that was simulated, treated nerves first.

    A case without nerves gives a prediction without lesions; a nerve that lies wholly outside of the
    simulated region has none either (`judge` says so).

    Parameters
    ----------
    freezing : the temperatures.
    volume : the anatomy the freezing was made with.
    case : age and kind of limb decide the road back; it may name the injury laws.
    laws : one injury law by name, or shares by name, instead of the case's (`injury: {laws: ...}`); None: the
        case's, else those of sources/injury.toml. A run folder keeps only what the case says.
    remedies : what `with_remedies` found for this very freezing before, by nerve.
    hints : False leaves out what only helps to choose another plan: where spared fascicles lie, which move
        would reach them, and the odds of each fascicle by itself.

    Raises
    ------
    InputError
        When a nerve's history cannot be judged (empty, too short, not finite, another volume's), or for a law
        that no table knows.
    """
    chosen = weighed(laws or case.injury_laws)
    courses = sorted(volume.nerves, key=lambda course: not course.treated)
    lesions: dict[str, Lesion] = {}
    recoveries: dict[str, Recovery] = {}
    pain: dict[str, PainReturn] = {}
    degenerations: dict[str, Degeneration] = {}
    covered = coldest_surface(freezing, injury_rules().covered_below.value)
    for course in courses:
        history = freezing.nerves.get(course.name)
        if history is None:
            continue
        if history.inside.shape != course.arc.shape:
            raise InputError(
                Complaint(
                    f"nerve '{course.name}': its history has {history.inside.size} stations, "
                    f"its course {course.arc.size}",
                    "Use the volume this freezing was made with.",
                )
            )
        if not history.inside.any():
            continue
        exposure = expose(course, history, freezing_point=_freezing_point(case))
        lesion = _lesion(course, history, covered, exposure=exposure, laws=chosen)
        whole = completeness(course, history, freezing, surface=covered)
        if hints:
            odds = _fascicle_odds(course, history, chosen)
            lesion, whole = replace(lesion, fascicle_odds=odds), located(whole, course, volume, case)
        if hints and course.treated:
            whole = smallest_move(whole, course, history, freezing, case=case, volume=volume)
            whole = replace(whole, remedy=(remedies or {}).get(course.name))
        lesions[course.name] = completed(lesion, whole, freezing, case)
        recovery = recover(course, exposure, case)
        if recovery is not None:
            recoveries[course.name] = recovery
        degenerations[course.name] = degeneration(course.name, lesion.grade, recovery)
        if course.treated:
            pain[course.name] = pain_return(course.name, lesion.grade, case)
    return Prediction(lesions, recoveries, pain, degenerations)


def _freezing_point(case: Case) -> float:
    """Where nerve starts to freeze in this case, degC."""
    tissue = case.tissues.get("nerve")
    return -0.6 if tissue is None else tissue.liquidus.value


def _lesion(
    course: NerveCourse,
    history: NerveHistory,
    covered: Surface,
    *,
    exposure: Exposure,
    laws: Mapping[str, InjuryLaw],
) -> Lesion:
    """What happened to one simulated nerve."""
    rules = injury_rules()
    extent = longest_run(exposure.arc, exposure.complete_nadir, rules.covered_below.value)
    full_length = extent[1] - extent[0]
    deciding = deciding_temperature(exposure, rules.sufficient_length.value)
    p = float(combined(deciding, laws=laws))
    what = grade(exposure, p=p, full_length=full_length)
    preserved, reason = sheath(what)
    best = exposure.best_station
    share = float(exposure.area_fraction[rules.covered_below.value][best])
    coldest = coldest_of_nerve(course, history)
    missing = 0.0 if share >= COMPLETE else _missing(course, history, covered, best)
    known = np.isfinite(exposure.nadir[best])
    return Lesion(
        nerve=course.name,
        arc=exposure.arc,
        area_fraction=exposure.area_fraction,
        fascicle_nadir=exposure.nadir,
        best_area_fraction=share,
        full_length=full_length,
        min_temperature=float("nan") if coldest is None else coldest,
        warmest_fascicle_nadir=float(exposure.nadir[best][known].max()) if known.any() else float("nan"),
        missing=missing,
        grade=what,
        p_axonotmesis=p,
        by_law={name: float(probability(law, deciding)) for name, law in laws.items()},
        sentence="",
        sources=tuple(dict.fromkeys(law.source for law in laws.values() if law.source != "assumed")),
        deciding_temperature=deciding,
        full_extent=extent,
        best_station=best,
        sheath_preserved=preserved,
        sheath_reason=reason,
        exposure=exposure,
        conduction_loss=conduction_loss(course, history),
        weights={name: law.weight.value for name, law in laws.items()},
        odds=grade_odds(deciding, laws=laws),
    )


def _fascicle_odds(course: NerveCourse, history: NerveHistory, laws: Mapping[str, InjuryLaw]) -> GradeOdds:
    """Probability per grade of each fascicle by itself, over the sufficient length."""
    rules = injury_rules()
    arc, nadir = np.asarray(course.arc, float), fascicle_nadirs(course, history)
    deciding = np.full(nadir.shape[1], np.inf)
    # What never came near a block needs no search: its odds are those of a warm nerve.
    for index in np.flatnonzero(nadir.min(axis=0) < bounds_of(rules.block)[1]):
        deciding[index] = decisive_along(arc, nadir[:, index], rules.sufficient_length.value)
    return grade_odds(deciding, laws=laws)


def completed(lesion: Lesion, whole: Completeness, freezing: Freezing, case: Case) -> Lesion:
    """The lesion with its completeness, and with its sentence."""
    freezes = sum(phase.kind == "freeze" for phase in freezing.phases)
    first = sentence(whole, freezes=freezes, probes=len(case.probes))
    return replace(lesion, completeness=whole, sentence=_sentence(lesion, first, spared=bool(whole.spared)))


def _missing(course: NerveCourse, history: NerveHistory, covered: Surface, station: int) -> float:
    """How far the covered zone (-20 degC) falls short of the farthest warm point of the rim, m."""
    rim = history.rim_nadir[station]
    warm = ~(rim < covered.level)
    if not warm.any():
        return 0.0
    points = Tube(course.points, course.semi_axes, course.across).outline(rim.size)[station][warm]
    return float(covered.distance(points).max())


def _sentence(lesion: Lesion, first: str, *, spared: bool) -> str:
    """The one sentence a physician reads first, and the odds of the published laws after it."""
    limit, coldest = injury_rules().covered_below.value, lesion.min_temperature
    least, most = (100 * share for share in law_band(lesion.by_law, lesion.weights))
    odds = ""
    believed = [name for name, weight in lesion.weights.items() if weight > 0]
    by = (
        f"by {believed[0]} alone"
        if len(believed) == 1
        else f"{least:.0f} to {most:.0f} % by single published laws"
    )
    if most >= 0.5:
        odds = f" The chance of a complete interruption is {100 * lesion.p_axonotmesis:.0f} % ({by})."
    elif not spared:
        odds = " No published law gives a complete interruption a chance."
    if coldest >= limit:
        first = (
            f"No part of the {titled(lesion.nerve)} reaches {limit:g} degC: its coldest point is "
            f"{coldest:.0f} degC and its far side lies {1e3 * lesion.missing:.1f} mm from the "
            f"{limit:g} degC zone."
        )
    return first + odds
