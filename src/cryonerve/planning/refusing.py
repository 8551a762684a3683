"""What no search can answer: goals that contradict limits, and bodies that no probe can enter as asked."""

from __future__ import annotations

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.previewing import Preview
from cryonerve.case.case import Block, Case, LabelledScan
from cryonerve.case.protocol import Freeze
from cryonerve.errors import CaseError, Complaint
from cryonerve.planning.barring import barred_ways, crop_that_frees
from cryonerve.planning.objective import Sights
from cryonerve.planning.searching import Bench
from cryonerve.planning.treating import devices_at_hand, places_allowed, ways
from cryonerve.scans.legends import plain_nerve

__all__ = ["refuse", "refuse_barred", "refuse_cold", "refuse_longer"]

ELSEWHERE = "Move the probes of the case, around which is searched, to another level."


def refuse(case: Case) -> None:
    """A CaseError where the case itself leaves nothing to search."""
    complaints = []
    goals = case.goals
    if goals is None:
        remedy = "Write what shall be reached: 'goals: {cover: tibial, length: 10 mm, below: -20 degC}'."
        raise CaseError(Complaint("the case has no goal", remedy, "goals", file=case.file))
    if isinstance(case.anatomy, Block):
        what = f"a block has no nerve; '{goals.cover}' cannot be covered"
        complaints.append(Complaint(what, "Plan in a limb, a stump or a scan.", "goals.cover"))
    temperatures = [step.temperature for step in case.protocol if isinstance(step, Freeze)]
    if not temperatures:
        remedy = "Add a step like 'Freeze at -80 degC for 2 min'."
        raise CaseError(Complaint("no probe freezes", remedy, "protocol", file=case.file))
    if goals.below <= min(temperatures):
        what = f"nothing gets below {goals.below:g} degC: the probes freeze at {min(temperatures):g} degC"
        complaints.append(Complaint(what, "Ask for less cold, or freeze colder.", "goals.below"))
    if goals.below >= case.body_temperature:
        what = f"a body of {case.body_temperature:g} degC is below {goals.below:g} degC without any cold"
        complaints.append(Complaint(what, "Write what the nerve must reach: '-20 degC'.", "goals.below"))
    if goals.length <= 0:
        complaints.append(Complaint("a length of nothing is no goal", "Write '10 mm'.", "goals.length"))
    for limit in case.limits:
        same = plain_nerve(limit.structure).removesuffix(" nerve") == plain_nerve(goals.cover).removesuffix(
            " nerve"
        )
        path = f"limits.{limit.structure}.above"
        if same and limit.above >= goals.below:
            what = f"it shall stay above {limit.above:g} degC and get below {goals.below:g} degC"
            complaints.append(Complaint(what, "Leave one of the two out.", path))
        if limit.above >= case.body_temperature:
            what = f"nothing is kept above {limit.above:g} degC in a body of {case.body_temperature:g} degC"
            complaints.append(Complaint(what, "Write a lower temperature.", path))
    if complaints:
        raise CaseError(*(one for one in complaints)).located(file=case.file)
    for device in devices_at_hand(case):
        list(ways(case, device.name, places_allowed(case)[0]))


def refuse_longer(case: Case, course: NerveCourse) -> None:
    """A CaseError where the goal asks for more of the nerve than the body holds."""
    goals, there = case.goals, float(course.arc[-1] - course.arc[0])
    if goals is not None and goals.length > there + 1e-6:
        what = f"{1e3 * goals.length:g} mm are asked for, "
        what += f"the {goals.cover} nerve is drawn over {1e3 * there:.0f} mm"
        remedy = "Ask for less, or draw more of the limb: a larger 'anatomy.length'."
        raise CaseError(Complaint(what, remedy, "goals.length", file=case.file))


def refuse_cold(case: Case, sights: Sights, prepared: Preview) -> None:
    """A CaseError where something is colder than its limit before anything freezes."""
    complaints = []
    for keep in sights.keeps:
        reader = prepared.reader(keep.points)
        coldest = float(prepared.tables.thermal.temperature_of(reader.before).min())
        if keep.stated and coldest < keep.above:
            what = f"the {keep.name} has {coldest:.1f} degC before anything freezes, "
            what += f"its limit is {keep.above:g} degC"
            remedy = "Lower the limit, or warm the skin."
            complaints.append(Complaint(what, remedy, f"limits.{keep.name}.above", file=case.file))
    if complaints:
        raise CaseError(*complaints)


def refuse_barred(bench: Bench) -> None:
    """The CaseError of a body that no probe can enter as the case asks; says what bars it and by how much."""
    found, means = barred_ways(bench), bench.case.means
    if means.entry:
        names = ", ".join(f"'{item.name}'" for item in means.entry)
        what = f"no probe that comes through {names} reaches the {bench.goals.cover} nerve on a free way"
        field, remedy = "means.entry", "Make a window larger, or move it nearer to the nerve."
    elif means.flattest is not None or means.steepest is not None:
        what = f"no probe reaches the {bench.goals.cover} nerve at the angles that are allowed"
        field, remedy = "means", "Allow flatter or steeper shafts."
    else:
        what = f"no way to the {bench.goals.cover} nerve is free"
        field, remedy = _farther(bench) if found.by_the_end else ("probes", ELSEWHERE)
    raise CaseError(Complaint(f"{what}; {found}", remedy, field, file=bench.case.file))


def _farther(bench: Bench) -> tuple[str, str]:
    """The field and the remedy where what is drawn ends before every shaft has come to the skin."""
    if not isinstance(bench.case.anatomy, LabelledScan):
        return "anatomy.length", "Draw more of the limb: a larger 'anatomy.length'."
    better = crop_that_frees(bench)
    if better is None:
        return "probes", f"{ELSEWHERE} Or import and label more of the limb: the scan ends before its skin."
    crop, free = better
    why = f"the scan is cut around the probes, and so much reaches the skin; {free} ways are free then"
    return "anatomy.crop", f"Write 'crop: {1e3 * crop:g} mm' under 'anatomy': {why}."
