"""Is the treated nerve covered, over which length, and how sure is that."""

from __future__ import annotations

from collections.abc import Iterator

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.errors import nearest
from cryonerve.findings import Finding
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.first_sentence import titled
from cryonerve.nerve.goal_reach import reach_in
from cryonerve.nerve.lesion import Lesion, Prediction
from cryonerve.nerve.verdict import at_most, held

__all__ = ["judge_goals", "judge_nerves"]


def judge_nerves(
    case: Case, volume: Volume, freezing: Freezing, prediction: Prediction | None
) -> Iterator[Finding]:
    """Findings of the treated nerves, and of nerves that were not simulated."""
    for course in volume.nerves:
        yield from _simulated(course, freezing)
        if not course.treated:
            continue
        yield from _gap(course, case)
        lesion = None if prediction is None else prediction.lesions.get(course.name)
        if lesion is not None:
            yield from _covered(lesion)


def _simulated(course: NerveCourse, freezing: Freezing) -> Iterator[Finding]:
    """How much of the nerve lies in the simulated region; other nerves are mentioned only when none does."""
    history = freezing.nerves.get(course.name)
    share = 0.0 if history is None or not history.inside.size else float(history.inside.mean())
    if not course.treated and share > 0:
        return
    measured = f"{100 * share:.0f} % of the drawn {titled(course.name)} lies in the simulated region."
    finding = held(
        "simulated", share, measured, about=f"share of the {titled(course.name)} that was simulated"
    ).on("nerve", course.name)
    yield finding if course.treated else at_most(finding, "note")


def _covered(lesion: Lesion) -> Iterator[Finding]:
    """Coverage, length, evidence and agreement of the laws for one treated nerve."""
    name, length = titled(lesion.nerve), 1e3 * lesion.full_length
    yield held("coverage", lesion.best_area_fraction, lesion.sentence).on("best section", lesion.nerve)
    yield held(
        "missing",
        lesion.missing,
        f"At the best section the -20 degC surface falls {1e3 * lesion.missing:.1f} mm short of the far side."
        if lesion.missing > 0
        else "At the best section the -20 degC surface passes the fascicles of the far side.",
    ).on("best section", lesion.nerve)
    yield held(
        "full-length",
        lesion.full_length,
        f"The {name} has a complete section below -20 degC over {length:.1f} mm."
        if length > 0
        else f"The {name} has no complete section below -20 degC.",
    ).on("best section", lesion.nerve)
    yield held(
        "outside-evidence",
        lesion.min_temperature,
        f"The coldest point of the {name} reaches {lesion.min_temperature:.0f} degC. {lesion.sheath_reason} "
        "Temperature alone is never called neurotmesis.",
    ).on("nerve", lesion.nerve)
    by_law = {law: lesion.by_law[law] for law in ("evans-1981", "zhou-1983") if law in lesion.by_law}
    if len(by_law) == 2:
        said = " and ".join(f"{100 * p:.0f} % ({law})" for law, p in by_law.items())
        difference = max(by_law.values()) - min(by_law.values())
        words = f"Probability of a complete interruption: {said}."
        yield held("laws-disagree", difference, words).on("best section", lesion.nerve)


def _gap(course: NerveCourse, case: Case) -> Iterator[Finding]:
    """Distance between the nearest probe and the nerve's surface."""
    if not case.probes:
        return
    gaps = [gap_between(course, placement).width for placement in placements_of(case)]
    gap, name = min(zip(gaps, (probe.name for probe in case.probes), strict=True))
    place = f"lies {1e3 * gap:.1f} mm beside" if gap >= 0 else f"reaches {-1e3 * gap:.1f} mm into"
    words = f"The probe '{name}' {place} the {titled(course.name)}."
    yield held("probe-in-nerve", gap, words).on("probe", name)


def judge_goals(
    case: Case, volume: Volume, freezing: Freezing, prediction: Prediction | None
) -> Iterator[Finding]:
    """Whether the length the case asks for is reached, with its margin; a goal that is missed warns.

    With which probability it is reached one run cannot say.
    """
    if case.goals is None or prediction is None:
        return
    goal = case.goals
    lesion = prediction.lesions.get(goal.cover)
    about = f"goal: {1e3 * goal.length:g} mm of the {titled(goal.cover)} below {goal.below:g} degC"
    if goal.margin:
        about += f", with {1e3 * goal.margin:g} mm to spare around the fascicles"
    if not volume.nerves:
        reason = "There is no nerve in this volume; the goal does not apply."
        yield Finding("note", about, None, 1e3 * goal.length, "mm", "case", reason)
        return
    if lesion is None or lesion.exposure is None:
        known = nearest(goal.cover, {course.name for course in volume.nerves})
        reason = f"No simulated nerve is called '{goal.cover}', so the goal was not checked. {known}"
        yield Finding("warn", about, None, 1e3 * goal.length, "mm", "case", reason)
        return
    reached = reach_in(freezing, volume, goal).length
    measured = f"{1e3 * reached:.1f} mm of the {1e3 * goal.length:g} mm asked for are reached."
    if goal.length <= 0:
        return
    finding = held("goal", reached / goal.length, measured, about=about)
    made = Finding(finding.level, about, 1e3 * reached, 1e3 * goal.length, "mm", "case", finding.reason)
    yield made.on("best section", goal.cover)
