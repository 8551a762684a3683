"""Where a picture lies: a plane in the case's frame, fixed to the transducer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ImagePlane"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ImagePlane:
    """The plane of a B-mode picture, fixed to the transducer.

    Attributes
    ----------
    origin : (3,) m in the case's frame; the middle of the transducer's face.
    lateral : (3,) unit vector along the array, to the right in the picture.
    axial : (3,) unit vector away from the transducer, down in the picture.
    depth : m, how far down the picture reaches.
    """

    origin: Floats
    lateral: Floats
    axial: Floats
    depth: float

    @property
    def elevation(self) -> Floats:
        """(3,) unit vector out of the picture, towards the reader."""
        return np.cross(self.axial, self.lateral)

    @property
    def pose(self) -> Floats:
        """(4, 4) from the transducer (x along the array, y away from it, m) to the case's frame.

        >>> plane = ImagePlane(np.array([0, 0.02, 0]), np.array([1.0, 0, 0]), np.array([0, -1.0, 0]), 0.04)
        >>> (plane.pose @ [0.002, 0.01, 0.0, 1.0]).round(6).tolist()
        [0.002, 0.01, 0.0, 1.0]
        """
        across = np.cross(self.lateral, self.axial)
        return np.vstack(
            [np.column_stack([self.lateral, self.axial, across, self.origin]), [0.0, 0.0, 0.0, 1.0]]
        )

    def points(self, lateral: Floats, axial: Floats, elevation: Floats | float = 0.0) -> Floats:
        """Places in the case's frame (..., 3), m, of coordinates in the picture (m; broadcast together).

        >>> plane = ImagePlane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, -1.0, 0]), 0.04)
        >>> plane.points(np.array(0.002), np.array(0.01)).tolist()
        [0.002, -0.01, 0.0]
        """
        parts = ((lateral, self.lateral), (axial, self.axial), (elevation, self.elevation))
        moved = sum(np.asarray(value, dtype=float)[..., None] * along for value, along in parts)
        return np.asarray(self.origin + moved)

    def coordinates(self, points: Floats) -> Floats:
        """(..., 3) lateral, axial and elevation of places in the case's frame, m: undoes `points`."""
        axes = np.stack([self.lateral, self.axial, self.elevation])
        return np.asarray((np.asarray(points, dtype=float) - self.origin) @ axes.T)

    def apart(self, other: ImagePlane) -> tuple[float, float]:
        """Degrees by which another picture is turned against this one, and m by which it lies beside it.

        >>> plane = ImagePlane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, -1.0, 0]), 0.04)
        >>> turned = ImagePlane(np.array([0, 0, 2e-3]), np.array([0, 0, 1.0]), np.array([0, -1.0, 0]), 0.04)
        >>> [round(float(value), 6) for value in plane.apart(turned)]
        [90.0, 0.002]
        """
        turned = max(
            float(np.degrees(np.arccos(np.clip(one @ another, -1.0, 1.0))))
            for one, another in ((self.lateral, other.lateral), (self.axial, other.axial))
        )
        return turned, abs(float((other.origin - self.origin) @ self.elevation))
