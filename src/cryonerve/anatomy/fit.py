"""Do the lengths of a leg fit together? If not: which field is to blame, and which range of it would fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.leg import Leg, plan_leg
from cryonerve.anatomy.measures import PLAUSIBLE, Measures
from cryonerve.anatomy.proportions import NEUROMA_LENGTH
from cryonerve.anatomy.runs import NerveRun, VesselRun, run_nerves, run_vessels
from cryonerve.errors import CaseError, Complaint

__all__ = ["laid_out"]

Floats = NDArray[np.float64]
Layout = tuple[Leg, Mapping[str, NerveRun], tuple[VesselRun, ...]]
TRIALS = 24  # values tried to find the range of a field that would fit


def laid_out(measures: Measures) -> Layout:
    """Plan of a leg in which everything fits.

    Raises
    ------
    CaseError
        Something does not fit; names the field to change and the range of it that fits.
    """
    found = _attempt(measures)
    if isinstance(found, Misfit):
        _blame_far_probes(measures, found)
        remedy = _remedy(measures, found.field)
        raise CaseError(Complaint(found.what, remedy=remedy, field=f"anatomy.{found.field}"))
    return found


def _blame_far_probes(measures: Measures, found: Misfit) -> None:
    """Complain about the probes when the leg would fit but for the length that is drawn to reach them."""
    near = replace(measures, highest=0.0, lowest=0.0)
    if measures.length is not None or isinstance(_attempt(near), Misfit):
        return
    reach = 1e3 * max(measures.highest, -measures.lowest)
    raise CaseError(
        Complaint(
            f"the probes reach {reach:.0f} mm from the origin along the limb, and so long a piece cannot be "
            f"drawn: {found.what}",
            remedy="The origin is the centre of the treated nerve; move the probes nearer to it.",
            field="probes",
        )
    )


@dataclass(frozen=True, slots=True)
class Misfit:
    """The field to blame, and what is wrong with it."""

    field: str
    what: str


def _attempt(measures: Measures) -> Layout | Misfit:
    """Lay everything out, or say what does not fit."""
    leg = plan_leg(measures)
    wrong = _outline(measures, leg)
    if wrong is not None:
        return wrong
    nerves = run_nerves(leg, measures)
    for check in (_treated_nerve, _other_nerves):
        wrong = check(measures, leg, nerves)
        if wrong is not None:
            return wrong
    vessels = run_vessels(leg, measures, nerves)
    wrong = _vessels(measures, leg, nerves, vessels)
    return (leg, nerves, vessels) if wrong is None else wrong


def _outline(measures: Measures, leg: Leg) -> Misfit | None:
    """Skin, fat and bones in the cross-section; the drawn length."""
    radius = float(leg.outline.semi_axes.min())
    cover = measures.skin_thickness + measures.fat_thickness + measures.leg["fascia_thickness"]
    if cover > 0.55 * radius:
        return Misfit(
            "fat_thickness", f"skin and fat of {cover * 1e3:.3g} mm leave no room for muscle and bone"
        )
    bones = float(leg.outline.below(cover).distance(_bottom_corners(leg)).max())
    apart = float(leg.tibia.distance(_rim(leg.fibula.centre, 0.5 * measures.leg["fibula_width"])).min())
    if bones > 0.0 or apart < 0.5e-3:
        return Misfit(
            "circumference",
            "the bones of this age do not fit into a limb of "
            f"{measures.circumference * 1e3:.3g} mm circumference",
        )
    if leg.high < 12e-3 or leg.high - leg.low < 25e-3:
        return Misfit(
            "length",
            f"a drawn length of {(leg.high - leg.low) * 1e3:.3g} mm leaves less than 12 mm above the origin "
            "or less than 25 mm in all",
        )
    return None


def _bottom_corners(leg: Leg) -> Floats:
    """Outer points of the fibula and the back of the tibia."""
    fibula = _rim(leg.fibula.centre, float(np.hypot(*leg.fibula.corners[0])) + leg.fibula.rounding)
    back = np.column_stack([leg.tibia.centre + leg.tibia.corners[1:2], np.zeros(1)])
    return np.concatenate([fibula, back])


def _rim(centre: Floats, radius: float) -> Floats:
    angle = np.linspace(0.0, 2.0 * np.pi, 25)
    return np.column_stack([centre + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1), 0.0 * angle])


def _treated_nerve(measures: Measures, leg: Leg, nerves: Mapping[str, NerveRun]) -> Misfit | None:
    """The treated nerve under the skin, clear of the bones; its neuroma and the end of the stump."""
    nerve = nerves[measures.nerve]
    thin = measures.skin_thickness + 0.2e-3
    swollen = nerve.neuroma
    if swollen.any() and not swollen.all():
        width = 2.0 * float(nerve.semi_axes[~swollen].max())
        if measures.neuroma_width < width:
            return Misfit(
                "neuroma_width",
                f"the neuroma is narrower ({measures.neuroma_width * 1e3:.3g} mm) "
                f"than its nerve ({width * 1e3:.3g} mm)",
            )
    middle = np.array([[np.interp(0.0, nerve.points[:, 2], nerve.points[:, a]) for a in range(2)] + [0.0]])
    half = float(nerve.semi_axes[~swollen].min()) if (~swollen).any() else 0.0
    reached = -float(leg.outline.distance(middle)[0]) - half
    if reached < measures.nerve_depth - 0.5e-3:
        return Misfit(
            "nerve_depth",
            f"where the {measures.nerve} nerve runs no point is {measures.nerve_depth * 1e3:.3g} mm deep",
        )
    slack = _gaps(leg, nerve, thin)
    proper = slack[~swollen]
    if proper.size and proper.min() < 0.0:
        return Misfit(
            "nerve_depth",
            f"at a depth of {measures.nerve_depth * 1e3:.3g} mm the {measures.nerve} nerve is not between "
            f"the skin ({measures.skin_thickness * 1e3:.3g} mm thick) and the bones of a limb "
            f"{2e3 * leg.outline.semi_axes.mean():.3g} mm wide",
        )
    if swollen.any() and slack[swollen].min() < 0.0:
        tip = float(nerve.points[swollen, 2][slack[swollen].argmin()])
        if tip < leg.outline.cap_start and tip < -0.7 * measures.neuroma_length:
            return Misfit("stump_end", "the neuroma reaches through the skin of the stump's end")
        return Misfit(
            "neuroma_width",
            f"a neuroma {measures.neuroma_width * 1e3:.3g} mm wide does not fit between skin and bones "
            f"at a depth of {measures.nerve_depth * 1e3:.3g} mm",
        )
    return None


def _gaps(leg: Leg, nerve: NerveRun, thin: float) -> Floats:
    """Room (station,) around a nerve to the skin's inside and to the bones, m; negative where too tight."""
    inside = (nerve.points[:, 2] >= leg.low) & (nerve.points[:, 2] <= leg.high)
    points = nerve.points
    skin = -leg.outline.distance(points) - thin - nerve.semi_axes.min(axis=1)
    bones = np.minimum(
        np.maximum(leg.tibia.distance(points), leg.tibia_end - points[:, 2]),
        np.maximum(leg.fibula.distance(points), leg.fibula_end - points[:, 2]),
    ) - nerve.semi_axes.max(axis=1)
    return np.where(inside, np.minimum(skin, bones), np.inf)


def _other_nerves(measures: Measures, leg: Leg, nerves: Mapping[str, NerveRun]) -> Misfit | None:
    """The nerves that are not treated must not run into the treated one or out of the limb."""
    treated = nerves[measures.nerve]
    for name, nerve in nerves.items():
        if nerve is treated:
            continue
        if _gaps(leg, nerve, 0.0).min() < -1e-3:
            return Misfit("circumference", f"the limb is too slim for the {name} nerve at its usual depth")
        if (
            name != "motor branch"
            and float(treated.solid.distance(nerve.points).min()) < nerve.semi_axes.max()
        ):
            field = "neuroma_width" if treated.neuroma.any() else "nerve_depth"
            return Misfit(field, f"the {measures.nerve} nerve would touch the {name} nerve")
    return None


def _vessels(
    measures: Measures, leg: Leg, nerves: Mapping[str, NerveRun], vessels: tuple[VesselRun, ...]
) -> Misfit | None:
    """Vessels clear of nerve, bones and each other, and under the skin."""
    for vessel in vessels:
        field = "artery_diameter" if "artery" in vessel.name else "vein_diameter"
        wide = f"the {vessel.name} ({2e3 * vessel.radius:.3g} mm wide)"
        inside = vessel.points[(vessel.points[:, 2] >= leg.low) & (vessel.points[:, 2] <= leg.high)]
        for nerve in nerves.values():
            if nerve.name != "motor branch" and float(nerve.solid.distance(inside).min()) < vessel.radius:
                return Misfit(field, f"{wide} would overlap the {nerve.name} nerve")
        bone = min(
            float(np.maximum(solid.distance(inside), cut - inside[:, 2]).min())
            for solid, cut in ((leg.tibia, leg.tibia_end), (leg.fibula, leg.fibula_end))
        )
        if bone < vessel.radius:
            blame = "artery_gap" if measures.artery_gap > 4e-3 else field
            return Misfit(blame, f"{wide} would run into a bone")
        if float(leg.outline.distance(inside).max()) > -vessel.radius - measures.skin_thickness:
            blame = "artery_gap" if measures.artery_gap > 4e-3 else field
            return Misfit(blame, f"{wide} would leave the limb")
    return None


def _remedy(measures: Measures, field: str) -> str:
    """The range of one field in which everything fits, all else kept."""
    low, high = PLAUSIBLE[field]
    good = []
    for value in np.geomspace(low, high, TRIALS):
        changed = replace(measures, **{field: float(value)})  # type: ignore[arg-type]
        if field == "neuroma_width" and measures.length_follows:
            changed = replace(changed, neuroma_length=NEUROMA_LENGTH * float(value))
        if not isinstance(_attempt(changed), Misfit):
            good.append(float(value))
    if not good:
        return "No value of this field alone would fit; change the circumference or other lengths as well."
    return f"With the other lengths as they are, {_digits(good[0])} to {_digits(good[-1])} mm fits."


def _digits(length: float) -> str:
    return f"{length * 1e3:.2g}" if length < 0.1 else f"{length * 1e3:.3g}"
