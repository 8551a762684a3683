"""What else got cold: skin, vessels, bone, other nerves, and the limits the case sets itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case, Limit
from cryonerve.errors import nearest
from cryonerve.findings import Finding
from cryonerve.nerve.exposure import coldest_of_nerve
from cryonerve.nerve.first_sentence import titled
from cryonerve.nerve.verdict import coldest_of, held
from cryonerve.scans.legends import plain_nerve

__all__ = ["KINDS", "judge_limits", "judge_other_nerves", "judge_structures", "named", "same_name"]

KINDS = ("skin", "artery", "vein", "bone")


def judge_structures(case: Case, volume: Volume, freezing: Freezing) -> Iterator[Finding]:
    """Coldest skin, artery, vein and bone, where the volume has them."""
    for kind in KINDS:
        labels = tuple(item.label for item in volume.structures if item.kind == kind)
        found = coldest_of(freezing, volume, labels, case=case)
        if found is not None:
            temperature, name = found
            words = f"The coldest point of the {name} reaches {temperature:.1f} degC."
            yield held(kind, temperature, words).on("structure", name)


def judge_other_nerves(case: Case, volume: Volume, freezing: Freezing) -> Iterator[Finding]:
    """Every nerve that is not treated: drawn ones along their course, others by their label."""
    for course in volume.nerves:
        temperature = coldest_of_nerve(course, freezing.nerves.get(course.name))
        if course.treated or temperature is None:
            continue
        motor = " (motor branch)" if course.motor and not course.name.endswith("branch") else ""
        yield _with_standing(
            course,
            held(
                "motor-branch" if course.motor else "other-nerve",
                temperature,
                f"The {titled(course.name)} reaches {temperature:.1f} degC"
                + (" where it is assumed to run." if course.standing == "assumed" else "."),
                about=f"coldest point of the {titled(course.name)}" + motor,
            ).on("nerve", course.name),
        )
    for structure in volume.structures:
        drawn = any(same_name(course.name, structure.name) for course in volume.nerves)
        found = (
            coldest_of(freezing, volume, (structure.label,), case=case) if structure.kind == "nerve" else None
        )
        if found is not None and not drawn:
            yield held(
                "other-nerve",
                found[0],
                f"The {titled(structure.name)} reaches {found[0]:.1f} degC.",
                about=f"coldest point of the {structure.name}",
            ).on("structure", structure.name)


def _with_standing(course: NerveCourse, finding: Finding) -> Finding:
    """The finding with a word on the nerve's place, where nobody saw it and the finding hangs on it."""
    if course.standing != "assumed" or finding.level == "ok":
        return finding
    # The last sentence is what a short list shows.
    seek = "Its place is assumed from usual anatomy, not seen: find it by ultrasound before relying on this."
    return replace(finding, reason=f"{finding.reason} {seek}")


def judge_limits(case: Case, volume: Volume, freezing: Freezing) -> Iterator[Finding]:
    """The limits the case sets itself: passed is a stop."""
    for limit in case.limits:
        found = _coldest_named(limit, case, volume, freezing)
        about = f"the case's limit for {limit.structure}"
        if found is None and limit.structure.lower() in (*KINDS, "motor branch"):
            reason = f"There is no {limit.structure} in this volume; the limit does not apply."
            yield Finding("note", about, None, limit.above, "degC", "case", reason)
            continue
        if found is None:
            known = {item.name for item in volume.structures} | {course.name for course in volume.nerves}
            reason = (
                f"Nothing in the simulated region is called '{limit.structure}': this limit was not checked. "
                + nearest(limit.structure, known | set(KINDS) | {"motor branch"})
            )
            yield Finding("warn", about, None, limit.above, "degC", "case", reason)
            continue
        kept = found >= limit.above
        asked = f"The case asks for {limit.structure} to stay above {limit.above:g} degC"
        unseen = any(
            course.standing == "assumed" for course in volume.nerves if named(course, limit.structure)
        )
        place = " where it is assumed to run" if unseen else ""
        reason = f"{asked}; it reaches {found:.1f} degC{place}."
        remedy = "" if kept else " Move the probe away or shorten the freeze."
        made = Finding("ok" if kept else "stop", about, found, limit.above, "degC", "case", reason + remedy)
        yield _pointing(made, limit.structure, volume)


def _pointing(finding: Finding, name: str, volume: Volume) -> Finding:
    """The finding at the nerve, the kind of tissue or the structure that a limit names."""
    course = next((item for item in volume.nerves if named(item, name)), None)
    if course is not None:
        return finding.on("nerve", course.name)
    return finding.on("tissue", name.lower()) if name.lower() in KINDS else finding.on("structure", name)


def _coldest_named(limit: Limit, case: Case, volume: Volume, freezing: Freezing) -> float | None:
    """Coldest temperature of what a limit names: a kind, a structure, a nerve, or "motor branch"."""
    wanted = _plain(limit.structure)
    values = [
        coldest_of_nerve(course, freezing.nerves.get(course.name))
        for course in volume.nerves
        if named(course, wanted)
    ]
    labels = tuple(
        item.label
        for item in volume.structures
        if item.kind == wanted or same_name(wanted, item.name.lower())
    )
    found = coldest_of(freezing, volume, labels, case=case)
    values.append(None if found is None else found[0])
    return min((value for value in values if value is not None), default=None)


def _plain(name: str) -> str:
    return name.lower().replace("-", " ").strip()


def named(course: NerveCourse, wanted: str) -> bool:
    """Whether a limit that names something ("tibial nerve", "motor branch") means this nerve."""
    wanted = _plain(wanted)
    return same_name(wanted, course.name.lower()) or (wanted == "motor branch" and course.motor)


def same_name(short: str, long: str) -> bool:
    """Whether two names mean the same nerve or structure: "tibial", "tibial nerve" and "tibialis nerve"."""
    first, second = (
        plain_nerve(name.lower().replace("-", " ")).removesuffix(" nerve") for name in (short, long)
    )
    return first == second
