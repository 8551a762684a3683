"""The visible ice front: what tracking finds in a clip, ray by ray, and how well it was seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Front"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Front:
    """The near edge of the ice around a probe, in the picture's coordinates (lateral, depth; m).

    Attributes
    ----------
    times : (frame,) s.
    centre : (frame, 2) lateral place and depth from which rays run: the probe's shaft or tip in the picture.
    angles : (angle,) rad; 0 points up to the transducer, positive turns to the right in the picture.
    radius : (frame, angle) m from the centre to the edge, NaN where it was not seen.
    confidence : (frame, angle) 0 to 1; 0 where the edge was not seen.
    shadow : (frame, 2) lateral places of the shadow's left and right border at the centre's depth, NaN where
        it was not seen; tangents to the ice, which give its full width although its far side is hidden.
    edge : where on the brightness profile the edge lies, one sentence.
    bias, scatter : m, mean and standard deviation of measured minus true radius by that definition, tested.
    refused : (frame,) sentence why nothing is said about the frame, "" where something is.
    """

    times: Floats
    centre: Floats
    angles: Floats
    radius: Floats
    confidence: Floats
    shadow: Floats
    edge: str
    bias: float
    scatter: float
    refused: tuple[str, ...]

    @property
    def points(self) -> Floats:
        """(frame, angle, 2) lateral place and depth of the edge, m; NaN where it was not seen."""
        around = np.column_stack([np.sin(self.angles), -np.cos(self.angles)])
        return np.asarray(self.centre[:, None, :] + self.radius[:, :, None] * around)

    @property
    def visible(self) -> NDArray[np.bool_]:
        """(frame, angle) where the edge was seen."""
        return np.isfinite(self.radius)
