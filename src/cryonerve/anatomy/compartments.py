"""Deep fascia and the muscle compartments of the leg as solids with gaps for the sheets between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.leg import Leg
from cryonerve.anatomy.measures import Measures
from cryonerve.anatomy.outlines import BowedSheet
from cryonerve.anatomy.runs import NerveRun
from cryonerve.anatomy.solids import HalfSpace, Intersection, Solid

__all__ = ["compartments"]

Floats = NDArray[np.float64]
ANTERIOR_SEPTUM = np.radians(118.0)  # directions of the sheets that leave the fibula, from the medial side
POSTERIOR_SEPTUM = np.radians(215.0)
LEAST_SOLEUS = 5e-3  # m behind the nerve below which soleus and gastrocnemius are not told apart


def compartments(leg: Leg, measures: Measures, tibial: NerveRun) -> list[tuple[str, Solid, int]]:
    """Name, solid and paint level of fascia and muscles, in the plan's frame.

    The fascia is one solid; the muscles are painted into it, and what they leave free is the sheets.
    """
    thickness = measures.leg["fascia_thickness"]
    gap = 0.3 * thickness
    cover = measures.skin_thickness + measures.fat_thickness
    point, normal = leg.medial_face
    # The fascia ends at the tibia's medial face, over which there is only skin and fat.
    face = HalfSpace(np.array([*(point - 1e-3 * normal), 0.0]), np.array([*normal, 0.0]))
    sheath = Intersection((leg.outline.below(cover), face))
    within = (leg.outline.below(cover + thickness), face)
    membrane = _unit(leg.membrane - leg.fibula.centre)
    front, back = (np.array([np.cos(angle), np.sin(angle)]) for angle in (ANTERIOR_SEPTUM, POSTERIOR_SEPTUM))
    behind = (_beside(leg, back, left=True, gap=gap), _beside(leg, membrane, left=False, gap=gap))
    found: list[tuple[str, Solid, int]] = [
        ("deep fascia", sheath, 3),
        (
            "anterior muscles",
            Intersection(
                (
                    *within,
                    _beside(leg, membrane, left=True, gap=gap),
                    _beside(leg, front, left=False, gap=gap),
                )
            ),
            4,
        ),
        (
            "lateral muscles",
            Intersection(
                (*within, _beside(leg, front, left=True, gap=gap), _beside(leg, back, left=False, gap=gap))
            ),
            4,
        ),
    ]
    line, bow = _septum(leg, tibial)
    found.append(
        ("deep posterior muscles", Intersection((*within, *behind, BowedSheet(line, bow, False, gap))), 4)
    )
    superficial = (*within, *behind, BowedSheet(line, bow, True, gap))
    return found + _superficial(leg, (cover + thickness, gap), line, superficial)


def _septum(leg: Leg, tibial: NerveRun) -> tuple[Floats, float]:
    """The sheet between deep and superficial muscles: through the nerve, up to the tibia's inner corner."""
    corner = leg.tibia.centre + leg.tibia.corners[2]
    start = int(np.searchsorted(tibial.points[:, 2], 0.0))
    aside, above = corner - tibial.points[start, :2]
    bow = max(above, 0.0) / max(abs(aside), 5e-3) ** 2
    return tibial.points[::4], float(bow)


def _superficial(
    leg: Leg, lengths: tuple[float, float], line: Floats, region: tuple[Solid, ...]
) -> list[tuple[str, Solid, int]]:
    """Soleus, and behind it the two heads of gastrocnemius; one muscle where there is little room."""
    cover, gap = lengths
    inner = leg.outline.below(cover)
    room = -float(inner.distance(np.array([[*_at(line, 0.0), 0.0]]))[0])
    if room < 2.0 * LEAST_SOLEUS:
        return [("soleus and gastrocnemius", Intersection(region), 4)]
    axes = inner.axes_at(0.0)
    # Bowed so that gastrocnemius thins out at 0.7 of the half width.
    rise = axes[1] * (1.0 - np.sqrt(1.0 - 0.7**2)) - 0.5 * room
    bow = max(float(rise / (0.7 * axes[0]) ** 2), 0.5)
    behind = line - np.array([0.0, 0.5 * room, 0.0])
    middle = _at(line, 0.0)[0]
    raphe = np.array([middle, 0.0, 0.0])
    heads = Intersection((*region, BowedSheet(behind, bow, True, gap)))
    found: list[tuple[str, Solid, int]] = [
        ("soleus", Intersection((*region, BowedSheet(behind, bow, False, gap))), 4)
    ]
    for side in (1.0, -1.0):
        plane = HalfSpace(raphe + np.array([side * gap, 0.0, 0.0]), np.array([-side, 0.0, 0.0]))
        found.append(("gastrocnemius", Intersection((heads, plane)), 4))
    return found


def _at(line: Floats, z: float) -> Floats:
    """X and y of a line at height z."""
    return np.array([np.interp(z, line[:, 2], line[:, a]) for a in range(2)])


def _beside(leg: Leg, direction: Floats, *, left: bool, gap: float) -> HalfSpace:
    """The side of a sheet that leaves the fibula in a direction; left when looking along it."""
    normal = np.array([-direction[1], direction[0], 0.0])
    sign = -1.0 if left else 1.0
    return HalfSpace(np.array([*leg.fibula.centre, 0.0]) - sign * gap * normal, sign * normal)


def _unit(vector: Floats) -> Floats:
    found: Floats = vector / np.linalg.norm(vector)
    return found
