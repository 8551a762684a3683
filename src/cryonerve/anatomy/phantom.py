"""Limb and stump: a leg's plan drawn as shapes, voxels, nerves with fascicles, and vessels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.compartments import compartments
from cryonerve.anatomy.courses import arc_length
from cryonerve.anatomy.fascicles import carried_along, layout_along
from cryonerve.anatomy.fit import laid_out
from cryonerve.anatomy.leg import Leg
from cryonerve.anatomy.measures import Measures, measure
from cryonerve.anatomy.outlines import Prism
from cryonerve.anatomy.populations import populated
from cryonerve.anatomy.proportions import VESSEL_WALL
from cryonerve.anatomy.quick_painting import paint_points
from cryonerve.anatomy.runs import NerveRun, VesselRun
from cryonerve.anatomy.solids import HalfSpace, Intersection, Painted, Placed, Solid
from cryonerve.anatomy.tracings import read_tracing, section_of, traced_sentence
from cryonerve.anatomy.volume import NerveCourse, Structure, Vessel, Volume
from cryonerve.anatomy.voxels import affine_of, faces_between
from cryonerve.case.case import Case, Limb

__all__ = ["STRUCTURES", "draw_limb"]

Floats = NDArray[np.float64]
AIR = 1.5e-3  # m of air drawn around the limb
CAP_OF_BONE = 2e-3  # m of cortex that closes the marrow at a cut bone; assumed

STRUCTURES: tuple[Structure, ...] = (
    Structure(1, "skin", "skin", "skin", colour=(222, 184, 160)),
    Structure(2, "subcutaneous fat", "fat", "fat", colour=(240, 220, 130)),
    Structure(3, "deep fascia", "fascia", "fascia", colour=(225, 225, 215)),
    Structure(4, "anterior muscles", "muscle", "muscle", colour=(178, 72, 62)),
    Structure(5, "lateral muscles", "muscle", "muscle", colour=(190, 92, 70)),
    Structure(6, "deep posterior muscles", "muscle", "muscle", colour=(160, 60, 62)),
    Structure(7, "soleus", "muscle", "muscle", colour=(184, 82, 82)),
    Structure(8, "gastrocnemius", "muscle", "muscle", colour=(200, 104, 90)),
    Structure(9, "tibia", "cortical-bone", "bone", colour=(240, 236, 220)),
    Structure(10, "tibia marrow", "marrow", "marrow", colour=(230, 200, 160)),
    Structure(11, "fibula", "cortical-bone", "bone", colour=(232, 228, 208)),
    Structure(12, "fibula marrow", "marrow", "marrow", colour=(222, 192, 150)),
    Structure(13, "posterior tibial artery", "blood", "artery", colour=(216, 30, 30)),
    Structure(14, "medial posterior tibial vein", "blood", "vein", colour=(40, 70, 200)),
    Structure(15, "lateral posterior tibial vein", "blood", "vein", colour=(60, 90, 220)),
    Structure(16, "motor branch", "nerve", "nerve", colour=(255, 180, 0)),
    Structure(17, "common peroneal nerve", "nerve", "nerve", colour=(255, 215, 60)),
    Structure(18, "sural nerve", "nerve", "nerve", colour=(255, 225, 90)),
    Structure(19, "saphenous nerve", "nerve", "nerve", colour=(255, 235, 110)),
    Structure(20, "tibial nerve", "nerve", "nerve", colour=(255, 205, 0)),
    Structure(21, "soleus and gastrocnemius", "muscle", "muscle", colour=(190, 90, 86)),
)
NUMBER: Mapping[str, int] = {item.name: item.label for item in STRUCTURES}


def draw_limb(case: Case, limb: Limb, spacing: float) -> Volume:
    """The labelled volume of a limb or stump.

    Raises
    ------
    CaseError
        Lengths that do not fit together, or fascicles that do not fit into their nerve.
    GridError
        More voxels than fit in memory.
    """
    measures = measure(case, limb)
    leg, nerves, vessels = laid_out(measures)
    origin = _origin(nerves[measures.nerve])
    faces = _faces(leg, origin, spacing)
    shapes = [
        Painted(item.label, Placed(item.solid, origin, not measures.left), item.level, item.nested)
        for item in _shapes(leg, measures, nerves, vessels)
    ]
    affine = affine_of(faces)
    if not measures.left:
        faces = (-faces[0][::-1], faces[1], faces[2])
        affine = affine_of(faces)
    place = _Place(origin, not measures.left)
    used = {shape.label for shape in shapes}
    return Volume(
        labels=paint_points(shapes, faces),
        affine=affine,
        structures=tuple(item for item in STRUCTURES if item.label in used),
        shapes=tuple(shapes),
        nerves=tuple(_course(run, measures, place, leg) for run in nerves.values()),
        vessels=tuple(_vessel(run, measures, place, leg) for run in vessels),
        assumptions=measures.assumptions + _remarks(measures, nerves, leg),
    )


class _Place:
    """From the plan's frame to the case's: shift, and mirror for a right leg."""

    def __init__(self, origin: Floats, mirrored: bool) -> None:
        self.origin = origin
        self.sign = np.array([-1.0 if mirrored else 1.0, 1.0, 1.0])
        self.mirrored = mirrored

    def __call__(self, points: Floats) -> Floats:
        moved: Floats = (points - self.origin) * self.sign
        return moved


def _origin(nerve: NerveRun) -> Floats:
    """Centre of the treated nerve at z = 0."""
    return np.array([*(np.interp(0.0, nerve.points[:, 2], nerve.points[:, a]) for a in range(2)), 0.0])


def _faces(leg: Leg, origin: Floats, spacing: float) -> tuple[Floats, Floats, Floats]:
    """Voxel faces around the whole limb, in the case's frame of a left leg."""
    wide = leg.outline.axes_at(np.array([leg.low, leg.high])).max(axis=0) + AIR
    low = np.array([-wide[0], -wide[1], leg.low]) - origin
    high = np.array([wide[0], wide[1], leg.high]) - origin
    return faces_between(low, high, spacing)


def _shapes(
    leg: Leg, measures: Measures, nerves: Mapping[str, NerveRun], vessels: tuple[VesselRun, ...]
) -> list[Painted]:
    """Painter's list in the plan's frame; later covers earlier."""
    skin = measures.skin_thickness
    shapes = [
        Painted(NUMBER["skin"], leg.outline, 1),
        Painted(NUMBER["subcutaneous fat"], leg.outline.below(skin), 2),
    ]
    shapes += [
        Painted(NUMBER[name], solid, level)
        for name, solid, level in compartments(leg, measures, nerves["tibial"])
    ]
    shapes += [Painted(NUMBER[run.name], run.solid, 5, False) for run in vessels]
    for name, nerve in nerves.items():
        shapes.append(
            Painted(NUMBER[name if name == "motor branch" else f"{name} nerve"], nerve.solid, 5, False)
        )
    for name, bone, end in (("tibia", leg.tibia, leg.tibia_end), ("fibula", leg.fibula, leg.fibula_end)):
        cortex = measures.leg["cortex"] * (1.0 if name == "tibia" else 0.55)
        shapes.append(Painted(NUMBER[name], _cut(bone, end, name == "tibia"), 6, False))
        inner = Prism(bone.centre, bone.corners, bone.rounding, bone.taper, cortex)
        shapes.append(Painted(NUMBER[f"{name} marrow"], _cut(inner, end + CAP_OF_BONE, name == "tibia"), 7))
    return shapes


def _cut(bone: Prism, end: float, bevelled: bool) -> Solid:
    """A bone cut across at `end`; the tibia's crest is bevelled as surgeons do."""
    if not np.isfinite(end):
        return bone
    through = np.array([*bone.centre, end])
    parts: list[Solid] = [bone, HalfSpace(through, np.array([0.0, 0.0, -1.0]))]
    if bevelled:
        front = through + np.array([0.0, 0.2 * float(np.ptp(bone.corners[:, 1])), 0.0])
        parts.append(HalfSpace(front, np.array([0.0, np.sqrt(0.5), -np.sqrt(0.5)])))
    return Intersection(tuple(parts))


def _course(run: NerveRun, measures: Measures, place: _Place, leg: Leg) -> NerveCourse:
    """A nerve with its fascicles, cut to the drawn length, in the case's frame."""
    kept = (run.points[:, 2] >= leg.low) & (run.points[:, 2] <= leg.high)
    points = run.points[kept]
    arc = arc_length(points)
    treated = run.name == measures.nerve
    count, fraction = _fascicles_of(run.name, measures, treated)
    # Each nerve has its own stream, so that changing one leaves the others as they are.
    number = NUMBER.get(f"{run.name} nerve", NUMBER["motor branch"])
    rng = np.random.default_rng([measures.seed, number])
    tracing = read_tracing(Path(measures.fascicles)) if treated and measures.fascicles else None
    if tracing is None:
        layout = layout_along(
            run.semi_axes[kept], run.neuroma[kept], rng, count=count, area_fraction=fraction, arc=arc
        )
    else:
        section = section_of(tracing, run.semi_axes[kept], run.neuroma[kept], mirrored=place.mirrored)
        layout = carried_along(
            run.semi_axes[kept], run.neuroma[kept], rng, section=section, arc=arc, traced=True
        )
    across, centres = run.across[kept] * place.sign, layout.centres.copy()
    if place.mirrored:
        across[:, 1] *= -1.0  # right-handed again
        centres[..., 1] *= -1.0
    course = NerveCourse(
        name=run.name,
        points=place(points),
        arc=arc,
        across=across,
        semi_axes=run.semi_axes[kept],
        fascicle_offsets=centres,
        fascicle_radii=layout.radii,
        origins=layout.origins,
        neuroma=run.neuroma[kept],
        treated=treated,
        motor=run.name == "motor branch",
        standing=("drawn" if tracing is None else "traced") if treated else "assumed",
    )
    return populated(course, measures.seed + 1000 * number, medial=-1.0 if place.mirrored else 1.0)


def _fascicles_of(name: str, measures: Measures, treated: bool) -> tuple[int, float]:
    """Number of fascicles and their share of the area."""
    if treated:
        return measures.fascicle_count, measures.fascicle_area_fraction
    if name == "motor branch":
        return 3, 0.45
    leg = measures.leg
    return round(leg[f"fascicle count {name}"]), leg[f"fascicle area fraction {name}"]


def _vessel(run: VesselRun, measures: Measures, place: _Place, leg: Leg) -> Vessel:
    """A vessel cut to the drawn length, in the case's frame."""
    kind: Literal["artery", "vein"] = "artery" if "artery" in run.name else "vein"
    points = run.points[(run.points[:, 2] >= leg.low) & (run.points[:, 2] <= leg.high)]
    wall = VESSEL_WALL[kind] * run.radius
    return Vessel(run.name, kind, place(points), run.radius, wall, measures.vessel_coefficient)


def _remarks(measures: Measures, nerves: Mapping[str, NerveRun], plan: Leg) -> tuple[str, ...]:
    """What was drawn without being asked for, or left out."""
    leg = measures.leg
    said = [
        "the leg is drawn at its proximal third; muscles are grouped by compartment; small vessels, the "
        "peroneal artery and the saphenous vein are left out (assumed)",
        f"tibia {leg['tibia_width'] * 1e3:.3g} x {leg['tibia_height'] * 1e3:.3g} mm with a cortex of "
        f"{leg['cortex'] * 1e3:.3g} mm, fibula {leg['fibula_width'] * 1e3:.3g} mm "
        f"(assumed: {leg.values['tibia_width'].remark})",
    ]
    said += [
        f"{name} nerve {leg[f'area {name}'] * 1e6:.3g} mm2 at a depth of "
        f"{leg[f'depth {name}'] * 1e3:.3g} mm (assumed)"
        for name in nerves
        if name not in ("motor branch", measures.nerve)
    ]
    if measures.fascicles:
        said.append(traced_sentence(read_tracing(Path(measures.fascicles)), measures.nerve))
    if "motor branch" in nerves:
        said.append("motor branch to soleus and gastrocnemius: its place and width are assumed")
    else:
        said.append("motor branch: not drawn, there is no room behind the nerve (assumed absent)")
    if measures.stump:
        said.append(
            f"the tibia is cut {(plan.tibia_end - plan.end) * 1e3:.3g} mm above the stump's end, the fibula "
            f"{(plan.fibula_end - plan.end) * 1e3:.3g} mm; vessels end there too (assumed)"
        )
    return tuple(said)
