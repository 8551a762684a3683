"""How probable it is that an edge lies within 0.3 mm of where it was found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["WITHIN", "confidence_of"]

Floats = NDArray[np.float64]

WITHIN = 0.3e-3  # m, of the true edge
# Logistic regression over the pictures that the tracker was written on, with and without a picture from
# before freezing; tests/published/test_tracking.py compares it with what happens in pictures that it was not.
CONSTANT = 0.27
SPREAD = -0.91
EVIDENCE = 0.47
DARK = 0.13
RIM = 1.30


def confidence_of(features: Floats) -> Floats:
    """(angle,) probability from (angle, 6) evidence, spread in mm, and four numbers in dB of the best rims.

    The four are rim and dark against tissue, mean square of the residues, level outside against what was
    awaited.
    """
    evidence, spread, rim, dark, _, _ = np.asarray(features, dtype=float).T
    with np.errstate(divide="ignore", invalid="ignore"):
        sum_ = (
            CONSTANT
            + SPREAD * np.log(spread)
            + EVIDENCE * np.log(np.clip(evidence, 1.0, 60.0))
            + DARK * dark / 10.0
            + RIM * rim / 10.0
        )
    return np.where(np.isfinite(sum_), 1.0 / (1.0 + np.exp(-sum_)), 0.0)
