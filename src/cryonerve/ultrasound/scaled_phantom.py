"""A drawn limb whose lengths are those that calipers measured: the least a clinic has is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose, pi, sqrt
from typing import Any

import numpy as np

from cryonerve.anatomy import build
from cryonerve.anatomy.measures import measure
from cryonerve.anatomy.runs import usual_flatness
from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case, FieldStanding, Limb, Patient, Source
from cryonerve.errors import CaseError, Complaint
from cryonerve.findings import Finding
from cryonerve.ultrasound.calipers import Measured, measurable
from cryonerve.ultrasound.drawn_calipers import drawn_lengths
from cryonerve.units import exact

__all__ = ["ScaledCase", "scaled"]

CLOSE = 0.3e-3  # m between what was measured and what is drawn that a person would not notice
COARSE = 4e-3  # m, voxels while lengths are being fitted: shapes are exact below them
ROUNDS = 8  # of fitting the lengths that are drawn by way of others
GIRTH = (0.10, 0.70)  # m, circumferences that are tried for a depth of bone
OF_NOBODY = ("tissues", "devices", "solver")  # reasons that are no person's
PATHS = {"neuroma_width": "neuroma.width", "neuroma_length": "neuroma.length"}


@dataclass(frozen=True, eq=False)
class ScaledCase:
    """A case with a limb drawn from calipers.

    Attributes
    ----------
    case : ready to be written; what was measured is stated with its spread, all else as it was.
    volume : the limb as it is drawn. drawn : what the same calipers measure on it, m.
    findings : what the drawing could not follow, and by how much.
    """

    case: Case
    volume: Volume
    drawn: Mapping[str, float]
    findings: tuple[Finding, ...]


def scaled(case: Case, lengths: Sequence[Measured], *, patient: Patient | None = None) -> ScaledCase:
    """The case with its limb's lengths set from measured ones.

    Parameters
    ----------
    case : on a limb or stump; its probes and protocol are kept. Its source and follow-up belong to another
        person and are dropped.
    lengths : each name once. patient : age, sex and site of the person who was measured; None: the case's.

    Raises
    ------
    CaseError
        No limb or stump, a name twice, lengths that contradict each other, or that fit into no limb.

    Examples
    --------
    >>> import cryonerve as cn
    >>> from cryonerve.ultrasound.calipers import typed
    >>> found = scaled(cn.load("tibial-neuroma-child"), [typed("nerve depth", 12e-3)])
    >>> round(1e3 * found.drawn["nerve depth"], 1), found.case.anatomy.nerve_depth
    (12.0, 0.012)
    """
    if not isinstance(case.anatomy, Limb):
        raise CaseError(
            Complaint(
                "only a drawn limb or stump has lengths to scale", "Take a case with phantom: stump or limb."
            )
        )
    asked = _by_name(lengths)
    _require_agreement(asked)
    base = _of_another_person(case, patient)
    fields: dict[str, Any] = dict(_direct(base, case.anatomy, asked))
    limb = replace(case.anatomy, **fields)
    volume, limb = _fitted(base, limb, asked)
    drawn = drawn_lengths(volume)
    rounded: dict[str, Any] = {name: _rounded(name, getattr(limb, name)) for name in _fields(asked)}
    limb = replace(limb, **rounded)
    standings = _standings(base, limb, asked)
    done = replace(base, anatomy=limb, standings=standings)
    done, dropped = _without_sensors_outside(done, volume)
    return ScaledCase(done, volume, drawn, (*_differences(asked, drawn), *dropped))


def _by_name(lengths: Sequence[Measured]) -> dict[str, Measured]:
    found: dict[str, Measured] = {}
    complaints = []
    for item in lengths:
        if item.what in found:
            complaints.append(Complaint(f"'{item.what}' is measured twice", "Keep one, or their mean."))
        found[item.what] = item
    if not found:
        complaints.append(Complaint("nothing was measured", "Give at least the depth of the nerve."))
    if complaints:
        raise CaseError(*complaints)
    return found


def _require_agreement(asked: Mapping[str, Measured]) -> None:
    """Complain about lengths of which no limb can have both: every pair, in one error."""
    length = {name: item.length for name, item in asked.items()}
    height = length.get("nerve height", 0.0)
    cover = length.get("skin thickness", 0.0) + length.get("fat thickness", 0.0)
    bone = length.get("bone depth", np.inf)
    pairs = [
        ("nerve depth", "nerve height", length.get("nerve depth", 0.0) + height, "the nerve"),
        ("artery depth", "artery diameter", _far("artery", length), "the artery"),
        ("vein depth", "vein diameter", _far("vein", length), "the vein"),
        ("fat thickness", "skin thickness", cover, "the fat"),
    ]
    complaints = [
        Complaint(
            f"{what} ends {1e3 * deep:.1f} mm below the skin, but the bone begins at {1e3 * bone:.1f} mm",
            f"Measure '{name}' and 'bone depth' once more, on one picture.",
        )
        for name, _, deep, what in pairs
        if deep > bone
    ]
    skin = length.get("skin thickness", 0.0)
    complaints += [
        Complaint(
            f"'{name}' is {1e3 * length[name]:.1f} mm, but the skin alone is {1e3 * skin:.1f} mm thick",
            f"Measure '{name}' from the surface of the skin.",
        )
        for name in ("nerve depth", "artery depth", "vein depth", "bone depth")
        if length.get(name, np.inf) < skin
    ]
    neuroma, width = length.get("neuroma width", np.inf), length.get("nerve width", 0.0)
    if neuroma < width:
        what = f"the neuroma ({1e3 * neuroma:.1f} mm) is narrower than its nerve ({1e3 * width:.1f} mm)"
        complaints.append(Complaint(what, "Measure both once more."))
    if {"bone depth", "circumference"} <= asked.keys() and bone > length["circumference"] / pi:
        what = f"the bone lies {1e3 * bone:.1f} mm deep, which is more than the limb is wide"
        complaints.append(Complaint(what, "Measure the depth and the circumference once more."))
    if complaints:
        raise CaseError(*complaints)


def _far(vessel: str, length: Mapping[str, float]) -> float:
    """Depth of a vessel's far wall, m."""
    return (
        length[f"{vessel} depth"] + length.get(f"{vessel} diameter", 0.0)
        if f"{vessel} depth" in length
        else 0.0
    )


def _of_another_person(case: Case, patient: Patient | None) -> Case:
    """The case without what belongs to whoever it was written about."""
    standings = [
        _of_the_other(item, case.name)
        for item in case.standings
        if not item.path.startswith(("source", "follow_up", "patient"))
    ]
    if patient is None:
        patient = Patient(case.patient.age, case.patient.sex)
        why = f"as in {case.name}; give the patient's own"
        said = {"age": f"{patient.age:g} years" if patient.age is not None else "", "sex": patient.sex}
        standings += [
            FieldStanding(f"patient.{key}", text, "assumed", why) for key, text in said.items() if text
        ]
    return replace(
        case,
        name="measured",
        title=f"A limb drawn from calipers on an ultrasound picture, else like {case.name}",
        source=Source(),
        follow_up=(),
        patient=patient,
        standings=tuple(standings),
        file="",
    )


def _of_the_other(item: FieldStanding, name: str) -> FieldStanding:
    """What was said of another person's body is assumed of this one; the other's reasons are left out."""
    if item.path.startswith(OF_NOBODY):
        return item
    if not item.path.startswith(("anatomy", "body_temperature", "probes")):
        return replace(item, why=f"as in {name}") if item.why else item
    if item.standing == "unknown":
        return replace(item, why="not measured; as the phantom draws it")
    return replace(item, standing="assumed", why=f"as in {name}")


def _direct(case: Case, limb: Limb, asked: Mapping[str, Measured]) -> dict[str, float]:
    """Fields that are the measured length itself, and the nerve's area and shape from width and height."""
    fields = {
        field: asked[name].length
        for name, (field, _) in measurable().items()
        if field and name in asked and name not in ("nerve width", "nerve height", "bone depth")
    }
    width, height = asked.get("nerve width"), asked.get("nerve height")
    usual = limb.nerve_flatness or usual_flatness(measure(case, limb).nerve)
    if width and height:
        fields["nerve_area"] = pi / 4.0 * width.length * height.length
        fields["nerve_flatness"] = width.length / height.length
    elif width:
        fields["nerve_area"] = pi / 4.0 * width.length**2 / usual
    elif height:
        fields["nerve_area"] = pi / 4.0 * height.length**2 * usual
    return fields


def _fitted(case: Case, limb: Limb, asked: Mapping[str, Measured]) -> tuple[Volume, Limb]:
    """The limb with what is drawn by way of other lengths fitted: depth of bone, distance of the artery."""
    if "bone depth" in asked and "circumference" not in asked:
        limb = _girth_for_bone(case, limb, asked["bone depth"].length)
    volume = _drawn(case, limb)
    if {"nerve width", "nerve height"} <= asked.keys() and limb.nerve_flatness:
        # A nerve beside the limb is seen from the side: what is wide on the picture is high in the leg.
        width = asked["nerve width"].length
        if abs(drawn_lengths(volume)["nerve width"] - width) > CLOSE:
            turned = replace(limb, nerve_flatness=1.0 / limb.nerve_flatness)
            other = _drawn(case, turned)
            if abs(drawn_lengths(other)["nerve width"] - width) < CLOSE:
                limb, volume = turned, other
    if "artery distance" in asked:
        volume, limb = _gap_for_artery(case, limb, volume, asked["artery distance"].length)
    return volume, limb


def _girth_for_bone(case: Case, limb: Limb, depth: float) -> Limb:
    """The circumference at which the drawn bone lies as deep as was measured.

    Raises
    ------
    CaseError
        No limb of this age has its bone there.
    """
    girth = limb.circumference or measure(case, limb).circumference
    reached = np.nan
    for _ in range(ROUNDS):
        if not GIRTH[0] <= girth <= GIRTH[1]:
            break
        reached = drawn_lengths(_drawn(case, replace(limb, circumference=girth))).get("bone depth", np.nan)
        if isclose(reached, depth, abs_tol=0.05e-3):
            return replace(limb, circumference=girth)
        girth += pi * (depth - reached)
    what = f"no limb of this age and with these lengths has its bone {1e3 * depth:.1f} mm deep"
    if np.isfinite(reached):
        what += f" (nearest {1e3 * reached:.1f} mm)"
    raise CaseError(Complaint(what, "Look at 'bone depth', the age, and the depth of the nerve."))


def _gap_for_artery(case: Case, limb: Limb, volume: Volume, distance: float) -> tuple[Volume, Limb]:
    """The gap at which the drawn artery lies as far from the nerve as was measured, or as near as it gets."""
    for _ in range(ROUNDS):
        reached = drawn_lengths(volume).get("artery distance")
        if reached is None or isclose(reached, distance, abs_tol=0.05e-3):
            break
        gap = max(0.1e-3, (limb.artery_gap or distance) + distance - reached)
        if limb.artery_gap is not None and isclose(gap, limb.artery_gap, abs_tol=1e-6):
            break
        limb = replace(limb, artery_gap=gap)
        volume = _drawn(case, limb)
    return volume, limb


def _drawn(case: Case, limb: Limb) -> Volume:
    """The limb with coarse voxels and exact shapes, without probes and sensors that may not fit yet."""
    solver = replace(case.solver, spacing=COARSE)
    return build(replace(case, anatomy=limb, sensors=(), hydrodissection=(), solver=solver))


def _fields(asked: Mapping[str, Measured]) -> tuple[str, ...]:
    """Fields of the limb that the calipers set."""
    fields = {measurable()[name][0] for name in asked} - {""}
    if {"nerve width", "nerve height"} <= asked.keys():
        fields.add("nerve_flatness")
    return tuple(sorted(fields))


def _rounded(field: str, value: float) -> float:
    """To a hundredth of a millimetre (square millimetre), so that the file reads well."""
    if field == "nerve_flatness":
        return round(value, 3)
    return round(value, 8 if field.endswith("area") else 5)


def _standings(case: Case, limb: Limb, asked: Mapping[str, Measured]) -> tuple[FieldStanding, ...]:
    """The case's books with the measured lengths in them."""
    books = []
    for field in _fields(asked):
        names = [name for name in asked if measurable()[name][0] == field]
        names = ["nerve width", "nerve height"] if field == "nerve_flatness" else names
        if field == "circumference" and "circumference" in names:
            names = ["circumference"]
        value = getattr(limb, field)
        books.append(
            FieldStanding(
                path=f"anatomy.{PATHS.get(field, field)}",
                text=_text(field, value),
                standing="stated",
                why=_why(field, [asked[name] for name in names]),
                spread=_spread(field, value, [asked[name] for name in names]),
            )
        )
    new = {item.path for item in books}
    return (*(item for item in case.standings if item.path not in new), *books)


def _text(field: str, value: float) -> str:
    if field == "nerve_flatness":
        return f"{value:g}"
    return exact(value, *(("mm2", "m2") if field.endswith("area") else ("mm", "m")))


def _why(field: str, lengths: Sequence[Measured]) -> str:
    """Where a field comes from, with the length that was measured."""
    said = "; ".join(f"{item.what} {str(item).replace('±', '+-')}" for item in lengths)
    if field == "circumference" and lengths[0].what == "bone depth":
        return f"the girth at which the bone is drawn so deep; {said}"
    if field == "artery_gap":
        return f"the gap at which the artery is drawn so far away; {said}"
    if field == "nerve_area" and len(lengths) == 1:
        return f"from one diameter and the usual shape; {said}"
    return said


def _spread(field: str, value: float, lengths: Sequence[Measured]) -> float:
    """One standard deviation of a field, from those of the lengths behind it."""
    shares = [item.deviation / item.length for item in lengths]
    if field == "nerve_flatness":
        return round(value * sqrt(sum(share**2 for share in shares)), 3)
    if field == "nerve_area":
        # Of one diameter the area goes with its square; of two with both, whose errors are apart.
        power = 2.0 if len(shares) == 1 else 1.0
        return float(f"{value * power * sqrt(sum(share**2 for share in shares)):.2g}")
    if field == "circumference" and lengths[0].what == "bone depth":
        return float(f"{pi * lengths[0].deviation:.2g}")
    return float(f"{lengths[0].deviation:.2g}")


def _differences(asked: Mapping[str, Measured], drawn: Mapping[str, float]) -> list[Finding]:
    """What the drawing does not follow."""
    found = []
    for name, item in asked.items():
        if name not in drawn or abs(drawn[name] - item.length) <= CLOSE:
            continue
        level = "note" if abs(drawn[name] - item.length) <= max(1e-3, 2.0 * item.deviation) else "warn"
        reason = (
            "The drawn limb cannot follow this length together with the others. Where it matters, plan on a "
            "scan, or measure what it depends on (circumference, depth of the bone)."
        )
        found.append(
            Finding(level, f"{name} as drawn, measured {1e3 * item.length:.1f} mm", 1e3 * drawn[name],  # type: ignore[arg-type]
                    1e3 * item.length, "mm", "assumed", reason)
        )  # fmt: skip
    missing = [name for name in asked if name not in drawn and name != "circumference"]
    for name in missing:
        found.append(
            Finding(
                "note", f"{name} is not in the drawn limb", 1e3 * asked[name].length, None, "mm", "assumed"
            )
        )
    return found


def _without_sensors_outside(case: Case, volume: Volume) -> tuple[Case, list[Finding]]:
    """The case without thermocouples that lie outside of the limb as it is now."""
    from cryonerve.anatomy.places import outside_by  # noqa: PLC0415

    if not case.sensors:
        return case, []
    away = outside_by(volume, np.array([item.at for item in case.sensors]))
    gone = [item.name for item, far in zip(case.sensors, away, strict=True) if far > 0.0]
    if not gone:
        return case, []
    kept = tuple(item for item in case.sensors if item.name not in gone)
    prefixes = tuple(f"sensors.{name}." for name in gone)
    standings = tuple(item for item in case.standings if not item.path.startswith(prefixes))
    finding = Finding(
        "note", f"thermocouples left out: {', '.join(gone)}", None, None, "", "assumed",
        "They would lie outside of the limb as it was measured.",
    )  # fmt: skip
    return replace(case, sensors=kept, standings=standings), [finding]
