"""What bars a probe's way, as a length by which it is barred: 0 where nothing does.

A search needs to know how far it is from a free way, not only that it is none. Said at the end, exactly, is
what `nerve.reaching` and the findings of `means` say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from cryonerve.anatomy.courses import resample
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.case import Case, Means
from cryonerve.nerve.reaching import IN_THE_WAY

__all__ = ["Barriers", "barriers_of"]

Floats = NDArray[np.float64]

ALONG, SHAFT = 0.5e-3, 90e-3  # m; where a shaft is looked at, and how long it may be in the body
SMOOTH = 3e-3  # m over which the skin's slope is taken
PER_DEGREE = 0.2e-3  # m that a degree counts
ROOM = 1.0  # degrees kept from the limits of an angle, because the skin's slope is taken differently here
DRAWN_ENOUGH = 0.5e-3  # m that count where a shaft leaves a phantom, which is drawn as long as it must be
CUT_OFF = 3e-3  # m likewise of a scan: beyond its cut there is more of the limb
KEPT = 0.3e-3  # m kept inside of a window, as it is met to a voxel


@dataclass(frozen=True, eq=False)
class Barriers:
    """Made by `barriers_of`.

    Attributes
    ----------
    barred : (label,) bool, True for structures that no probe passes. labels : (i, j, k).
    inverse : (4, 4) metres -> voxel index. vessels : ((n, 3) points, radius) of each.
    slope : (3, i, j, k) of the body's share, or None where no angle is asked for in a phantom.
    unseen : m that count where the shaft does not leave through the skin, before its slope.
    """

    labels: NDArray[np.int16]
    barred: NDArray[np.bool_]
    inverse: Floats
    vessels: tuple[tuple[Floats, float], ...]
    means: Means
    slope: NDArray[np.float32] | None
    uniform: bool
    unseen: float = DRAWN_ENOUGH

    def lacking(self, place: Placement) -> float:
        """Length (m) by which the way of a probe is barred; 0 where it is free."""
        return float(sum(self.parts(place).values()))

    def parts(self, place: Placement) -> dict[str, float]:
        """The same by what bars, m: structures, hub (no room for the active part), vessels, the end of what
        is drawn, windows and angles; those that bar nothing are left out or 0.
        """
        from cryonerve.planning.kernels.standing import labels_passed  # noqa: PLC0415  Numba

        count = round(SHAFT / ALONG)
        first, met, left = labels_passed(
            self.labels, self.barred, self.inverse, place.tip, place.axis, ALONG, count
        )
        found = {
            "structures": ALONG * met,
            "hub": max(0.0, place.active_length - ALONG * min(first, count - 1)),
            "vessels": sum(self.into_vessels(place)),
        }
        if self.uniform:
            return found
        if not left:  # it never leaves the body through its skin
            inwards = max(0.0, -float(place.axis @ self._out(self._index(place.tip))))
            return found | {"end": self.unseen + 0.2 * SHAFT * inwards}
        last = place.tip + ALONG * max(first - 1, 0) * place.axis
        return found | self._entry(place, ALONG * first, self._index(last))

    def into_vessels(self, place: Placement) -> list[float]:
        """How far (m) a probe and its shaft run into each vessel."""
        from cryonerve.planning.kernels.standing import least_distance  # noqa: PLC0415  Numba

        return [
            max(0.0, radius - least_distance(points, place.tip, place.axis, place.radius))
            for points, radius in self.vessels
        ]

    def _index(self, point: Floats) -> Floats:
        """Continuous voxel index (3,) of a point, m."""
        return np.asarray(self.inverse[:3, :3] @ point + self.inverse[:3, 3])

    def _entry(self, place: Placement, length: float, index: Floats) -> dict[str, float]:
        means, windows, angles = self.means, 0.0, 0.0
        at = place.tip + (length - 0.5 * ALONG) * place.axis
        if means.entry:
            away = [
                float(np.linalg.norm(at - np.asarray(item.centre))) - item.radius + KEPT
                for item in means.entry
            ]
            windows = max(0.0, min(away))
        if means.flattest is not None or means.steepest is not None:
            steep = float(np.clip(place.axis @ self._out(index), -1.0, 1.0))
            rise = float(np.degrees(np.arcsin(steep)))
            low, high = means.flattest, means.steepest
            angles += PER_DEGREE * max(0.0, 0.0 if low is None else min(low + ROOM, 90.0) - rise)
            angles += PER_DEGREE * max(0.0, 0.0 if high is None else rise - max(high - ROOM, 0.0))
        return {"windows": windows, "angles": angles}

    def _out(self, index: Floats) -> Floats:
        """Unit vector (3,) out of the body near a voxel."""
        if self.slope is None:
            return np.zeros(3)
        found = np.array(
            [map_coordinates(part, index[:, None], order=1, mode="nearest")[0] for part in self.slope]
        )
        size = float(np.linalg.norm(found))
        return np.asarray(-found / size if size > 0 else found)


def barriers_of(case: Case, volume: Volume) -> Barriers:
    """What no probe of a case may pass, and how it may come in."""
    barred = np.zeros(1 + max((item.label for item in volume.structures), default=0), np.bool_)
    barred[[item.label for item in volume.structures if item.kind in IN_THE_WAY]] = True
    slope = None
    means = case.means
    scan = volume.frame == "scan"
    if not volume.uniform and (scan or means.flattest is not None or means.steepest is not None):
        body = (volume.labels > 0).astype(np.float32)
        sizes = np.linalg.norm(volume.affine[:3, :3], axis=0)
        turn = volume.affine[:3, :3] / sizes  # directions of the voxels' axes
        steps = np.gradient(gaussian_filter(body, SMOOTH / sizes), *sizes)
        slope = np.einsum("ab,bijk->aijk", turn, np.stack(steps)).astype(np.float32)
    vessels = tuple((resample(item.points, ALONG), item.radius) for item in volume.vessels)
    inverse = np.asarray(np.linalg.inv(volume.affine), float)
    unseen = CUT_OFF if scan else DRAWN_ENOUGH
    return Barriers(volume.labels, barred, inverse, vessels, means, slope, volume.uniform, unseen)
