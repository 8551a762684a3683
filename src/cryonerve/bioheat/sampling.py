"""Read stored fields at any point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RegularGridInterpolator

from cryonerve.bioheat.result import Freezing

__all__ = ["sample_field"]

Floats = NDArray[np.float64]


def sample_field(freezing: Freezing, field: NDArray[np.floating], points: Floats) -> Floats:
    """A field of a run (temperature of one frame, nadir, ...) at points, trilinear on the graded grid.

    Parameters
    ----------
    field : (i, j, k) values at cell centres.
    points : (n, 3) in metres; points outside take the value at the nearest face.

    Returns
    -------
    (n,)
    """
    points = np.asarray(points, dtype=float).reshape(-1, 3)
    centres = freezing.centres
    low, high = (np.array([c[end] for c in centres]) for end in (0, -1))
    read = RegularGridInterpolator(centres, np.asarray(field, dtype=float))
    return np.asarray(read(np.clip(points, low, high)))
