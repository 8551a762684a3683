"""Where probes stand when a case is begun: beside a nerve, at levels along it, coming from the skin.

Places are mm. The shaft leans by `slope` from the nerve's direction towards the skin, the middle of the
active part lies beside the nerve, its wall `gap` away from the outline (`planning.toml`, "beginning").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cryonerve.scans.scan import Scan
    from cryonerve.scans.traced_curve import TracedCurve
    from cryonerve.sources.device import Device

__all__ = ["Standing", "beside", "beside_curve", "towards_air"]

Floats = NDArray[np.float64]
AIR = {"CT": -300.0}  # HU; below it there is no body. Others: a share of what bright tissue has
AIR_SHARE = 0.12  # of the 99th percentile, for MR; assumed
FARTHEST = 120.0  # mm that the skin is sought
BACK = np.array([0.0, -1.0, 0.0])  # where no skin is found


@dataclass(frozen=True)
class Standing:
    """Tip and direction towards the handle of one probe."""

    name: str
    tip: Floats
    axis: Floats


def beside(
    place: Floats,
    tangent: Floats,
    skin: Floats,
    device: Device,
    *,
    half: float,
    name: str,
    other: bool = False,
) -> Standing:
    """A probe beside a nerve at one level.

    Parameters
    ----------
    place : (3,) mm, middle of the nerve. tangent : its direction. skin : direction to the skin, across it.
    half : mm from the middle to the nerve's outline on the probe's side. other : on the other side.
    """
    from cryonerve.sources.planning import beginning

    where = beginning()
    slope = math.radians(where.slope.value)
    axis = math.sin(slope) * skin + math.cos(slope) * tangent
    side = np.cross(skin, tangent) * (-1.0 if other else 1.0)
    away = half + 0.5e3 * device.diameter.value + 1e3 * where.gap.value
    tip = place + away * side - 0.5e3 * device.active_length.value * axis
    return Standing(name, np.asarray(tip), np.asarray(axis))


def beside_curve(
    scan: Scan, curve: TracedCurve, device: Device, others: Sequence[TracedCurve] = ()
) -> tuple[Standing, Standing]:
    """Two probes beside a traced nerve, distal and proximal of its middle, away from other curves near it."""
    from cryonerve.sources.planning import beginning

    apart = min(beginning().levels_apart.value, 0.5 * curve.length)
    middle = _middle(curve)
    found = []
    for name, station in (("distal", middle - 0.5 * apart), ("proximal", middle + 0.5 * apart)):
        places, across = curve.at(station)
        place, tangent = 1e3 * places[0], np.cross(across[0, 0], across[0, 1])
        skin = towards_air(scan, place, tangent)
        sides = [
            beside(
                place,
                tangent,
                skin,
                device,
                half=_half(curve, station, skin, sign),
                name=name,
                other=sign < 0,
            )
            for sign in (1.0, -1.0)
        ]
        found.append(max(sides, key=lambda item: _nearest(item, device, others)))
    return found[0], found[1]


def _middle(curve: TracedCurve) -> float:
    """The station that the two levels lie around: the middle, or proximal of a neuroma at the distal end."""
    from cryonerve.sources.planning import beginning

    bulbs = [section.station for section in curve.sections if section.neuroma]
    reach = 0.5 * min(beginning().levels_apart.value, 0.5 * curve.length)
    middle = 0.5 * curve.length if not bulbs else max(bulbs) + beginning().stump_level.value
    return float(np.clip(middle, reach, curve.length - reach))


def _half(curve: TracedCurve, station: float, skin: Floats, sign: float) -> float:
    """How far the outline reaches from the curve to one side, mm."""
    from cryonerve.app.screen.scan_tubes import rings_of

    rings = rings_of(curve)
    if not len(rings):
        return 1.0
    place, across = curve.at(station)
    tangent = np.cross(across[0, 0], across[0, 1])
    ring = rings[round(station / curve.length * (len(rings) - 1))] - place[0]
    return max(0.05, 1e3 * float((ring @ (sign * np.cross(skin, tangent))).max()))


def _nearest(item: Standing, device: Device, others: Sequence[TracedCurve]) -> float:
    """How far a probe's active middle is from other curves, mm."""
    middle = item.tip + 0.5e3 * device.active_length.value * item.axis
    return min(
        (float(np.linalg.norm(1e3 * one.points - middle, axis=1).min()) for one in others), default=0.0
    )


def towards_air(scan: Scan, place: Floats, tangent: Floats) -> Floats:
    """Unit vector across a nerve towards the nearest air around the limb, by the grey values of its slice.

    The way backwards where the slice shows no air.
    """
    from scipy.ndimage import label

    from cryonerve.app.screen.scan_brush import Grid

    grid = Grid.of(scan)
    layer = min(max(grid.voxel(place.tolist())[2], 0), grid.shape[2] - 1)
    values = np.asarray(scan.values[:, :, layer], float)
    limit = AIR.get(scan.modality, AIR_SHARE * float(np.percentile(values, 99.0)))
    parts, _ = label(values < limit)
    rim = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    outside = np.argwhere(np.isin(parts, rim[rim > 0]))
    way = BACK
    if len(outside):
        away = outside * np.array(grid.spacing[:2]) + grid.origin[:2] - place[:2]
        far = np.linalg.norm(away, axis=1)
        if far.min() <= FARTHEST:
            way = np.append(away[int(far.argmin())], 0.0)
    across = way - (way @ tangent) * tangent
    size = float(np.linalg.norm(across))
    return np.asarray(across / size) if size > 1e-6 else np.asarray(BACK)
