"""What the tissue around the ice looked like when it was last seen unfrozen.

Every place on a ray that lies well outside the edge shows tissue; what was seen there, in a picture from
before freezing or in any since, is what an edge is looked for against: layers, fascia and bone drop out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Surroundings"]

Floats = NDArray[np.float64]

MARGIN = 0.8e-3  # m, outside the edge, from which a place shows tissue only
PICTURES = 4.0  # that a mean remembers
SPECKLE = (3.0, 0.3e-3)  # rays and m over which levels are smoothed
FURTHER = (0.6e-3, 2.6e-3)  # m, where a place that was never seen unfrozen looks for its like


@dataclass(eq=False)
class Surroundings:
    """Remembers tissue along rays that move with the probe.

    Parameters
    ----------
    step, start : m, between the places of a ray, and to its first.
    """

    step: float
    start: float
    mean: Floats | None = None
    weight: Floats | None = None
    smooth: Floats | None = None

    def learn(self, levels: Floats, beyond: Floats) -> None:
        """Levels of a picture count as tissue further out than `beyond` (angle,) m and a margin."""
        places = self.start + self.step * np.arange(levels.shape[1])
        free = (places >= beyond[:, None] + MARGIN) & np.isfinite(levels)
        if self.mean is None or self.weight is None:
            self.mean, self.weight = np.zeros_like(levels), np.zeros_like(levels)
        share = free / np.minimum(self.weight + 1.0, PICTURES)
        self.mean += share * (np.where(free, levels, 0.0) - self.mean)
        self.weight += free
        self.smooth = _smoothed(self.mean, self.weight > 0.0, SPECKLE[0], SPECKLE[1] / self.step)

    def awaited(self, levels: Floats) -> Floats:
        """(angle, step) levels that tissue is awaited to have in a picture, dB."""
        if self.smooth is None:
            return self._further(levels)
        known = np.isfinite(self.smooth)
        return np.where(known, self.smooth, self._further(np.where(known, self.smooth, levels)))

    def _further(self, levels: Floats) -> Floats:
        """As further out, where nothing else is known."""
        from cryonerve.ultrasound.kernels.tracking import outer_level, spread_over_angles  # noqa: PLC0415

        smooth, out = np.empty_like(levels), np.empty_like(levels)
        spread_over_angles(levels, 2, smooth)
        near, far = (round(item / self.step) for item in FURTHER)
        outer_level(smooth, near, far, float(np.nanmedian(levels)), out)
        return out


def _smoothed(levels: Floats, known: NDArray[np.bool_], rays: float, steps: float) -> Floats:
    """Levels without their speckle, from the places that are known."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415

    total = gaussian_filter(np.where(known, levels, 0.0), (rays, steps), truncate=3.0)
    weight = gaussian_filter(known.astype(float), (rays, steps), truncate=3.0)
    return np.asarray(np.where(known, total / np.maximum(weight, 1e-9), np.nan))
