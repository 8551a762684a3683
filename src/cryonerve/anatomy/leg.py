"""The plan of a left leg at its proximal third: where outline, bones, fascia sheets, nerves and vessels run.

Everything here is in the leg's own frame: x medial, y anterior, z proximal, origin on the limb's axis.
`phantom` moves it so that the treated nerve passes the origin, and mirrors it for a right leg. It
follows the axial anatomy of the calf below the knee: tibia anteromedial with its medial face under the skin,
fibula posterolateral to it, the interosseous membrane between them, anterior and lateral compartments, and
behind them the deep and the superficial posterior muscles with the tibial nerve and its vessels in the septum
between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.measures import Measures
from cryonerve.anatomy.outlines import LimbOutline, Prism, ellipse_axes

__all__ = ["Leg", "plan_leg"]

Floats = NDArray[np.float64]
HEIGHT_OVER_WIDTH = 1.06  # of the calf's cross-section; assumed
TAPER = 1.2  # 1/m, growth of the girth towards the knee; assumed
CAP = 0.75  # length of the stump's rounding over its mean radius; assumed
MARGIN = 35e-3  # m drawn above the origin, and below it in a limb
PROBE_MARGIN = 25e-3  # m drawn beyond the probes' active parts
POSTERIOR = (-0.06, -1.0)
DIRECTIONS = {
    "tibial": POSTERIOR,
    "common peroneal": (-1.0, -0.12),
    "sural": (-0.2, -1.0),
    "saphenous": (0.93, -0.37),
}


@dataclass(frozen=True, eq=False)
class Leg:
    """Outline and bones, and what nerves and vessels are placed by.

    Attributes
    ----------
    outline : the skin's surface.
    tibia, fibula : bones without their cut ends.
    medial_face : a point on the tibia's medial face and the face's outward normal, (2,) each.
    membrane : place on the tibia where the interosseous membrane starts, (2,).
    low, high : ends of the drawn length along z.
    end : z of the stump's end; -inf for a limb.
    tibia_end, fibula_end : z at which the bones are cut; -inf for a limb.
    """

    outline: LimbOutline
    tibia: Prism
    fibula: Prism
    medial_face: tuple[Floats, Floats]
    membrane: Floats
    low: float
    high: float
    end: float
    tibia_end: float
    fibula_end: float

    def at_depth(self, direction: tuple[float, float], depth: float, z: Floats) -> Floats:
        """Points (n, 3) on rays from the limb's axis whose shortest way to the skin is `depth`."""
        towards = np.asarray(direction) / np.hypot(*direction)
        near, far = np.zeros(len(z)), np.full(len(z), 2.0 * float(self.outline.semi_axes.max()))
        for _ in range(40):
            middle = 0.5 * (near + far)
            points = np.column_stack([middle[:, None] * towards, z])
            deeper = self.outline.distance(points) < -depth
            near, far = np.where(deeper, middle, near), np.where(deeper, far, middle)
        return np.column_stack([near[:, None] * towards, z])


def plan_leg(measures: Measures) -> Leg:
    """Place outline and bones; nothing is checked here (see `fit`)."""
    outline = LimbOutline(
        centre=np.zeros(2),
        semi_axes=np.array(ellipse_axes(measures.circumference, HEIGHT_OVER_WIDTH)),
        taper=TAPER,
    )
    radius = float(outline.semi_axes.mean())
    end = tibia_end = fibula_end = -np.inf
    if measures.stump:
        end = -(measures.neuroma_length + measures.stump_end)
        # The rounding stays below the origin, so that depth and circumference there are as asked.
        height = min(CAP * radius, max(-end, 0.3 * radius))
        outline = LimbOutline(outline.centre, outline.semi_axes, TAPER, end + height, height)
        # Cut where the rounding of the end still leaves room between the bone's crest and the skin.
        tibia_end = max(end + measures.leg["bone_cover"], end + 0.8 * height)
        fibula_end = tibia_end + 0.25 * radius
    low, high = _drawn(measures, end)
    tibia, face, membrane = _place_tibia(measures, LimbOutline(np.zeros(2), outline.semi_axes, TAPER))
    return Leg(
        outline=outline,
        tibia=tibia,
        fibula=_fibula(measures, radius),
        medial_face=face,
        membrane=membrane,
        low=low,
        high=high,
        end=end,
        tibia_end=tibia_end,
        fibula_end=fibula_end,
    )


def _drawn(measures: Measures, end: float) -> tuple[float, float]:
    """Ends of the drawn length: as stated, otherwise with room around the probes."""
    if measures.stump:
        high = max(MARGIN, measures.highest + PROBE_MARGIN)
        return end - 1.5e-3, high if measures.length is None else end + measures.length
    half = max(MARGIN, measures.highest + PROBE_MARGIN, PROBE_MARGIN - measures.lowest)
    if measures.length is not None:
        half = 0.5 * measures.length
    return -half, half


def _place_tibia(measures: Measures, skin: LimbOutline) -> tuple[Prism, tuple[Floats, Floats], Floats]:
    """Tibia as a rounded triangle whose medial face lies under the skin, its crest in front."""
    width, height = measures.leg["tibia_width"], measures.leg["tibia_height"]
    rounding = 0.13 * min(width, height)
    corners = np.array(
        [
            [-0.20 * width, 0.5 * height - rounding],
            [-0.5 * width + rounding, -0.5 * height + rounding],
            [0.5 * width - rounding, -0.40 * height + rounding],
        ]
    )
    angle = np.linspace(0.0, 2.0 * np.pi, 25)
    rim = (corners[:, None] + rounding * np.stack([np.cos(angle), np.sin(angle)], axis=1)).reshape(-1, 2)
    cover = measures.skin_thickness + max(1.5e-3, 0.4 * measures.fat_thickness)
    towards = np.array([0.62, 0.78]) / np.hypot(0.62, 0.78)
    near, far = 0.0, float(skin.semi_axes.max())
    for _ in range(40):
        middle = 0.5 * (near + far)
        points = np.column_stack([rim + middle * towards, np.zeros(len(rim))])
        deep = skin.distance(points).max() < -cover
        near, far = (middle, far) if deep else (near, middle)
    centre = near * towards
    side = corners[0] - corners[2]
    normal = np.array([side[1], -side[0]]) / np.hypot(*side)
    face = (centre + corners[0] + rounding * normal, normal)
    return Prism(centre, corners, rounding, TAPER), face, centre + corners[1]


def _fibula(measures: Measures, radius: float) -> Prism:
    """Fibula: a small, well rounded triangle behind and lateral of the tibia."""
    half = 0.5 * measures.leg["fibula_width"]
    angle = np.radians([80.0, 200.0, 320.0])
    corners = 0.4 * half * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Prism(np.array([-0.47, -0.03]) * radius, corners, 0.62 * half, TAPER)
