"""How fine a grid is: said once, for the solver and for the estimate of its size."""

from __future__ import annotations

import numpy as np

__all__ = [
    "BASE",
    "COARSEST",
    "DEFAULT_SPACING",
    "GROWTH",
    "LARGEST_MARGIN",
    "LEAST_MARGIN",
    "WIDE_RANGE",
    "spacing_for",
]

DEFAULT_SPACING = 0.5e-3  # m, for freezing ranges of several kelvin
NARROW_SPACING = 0.4e-3  # m, where the tissue freezes within about two kelvin
NARROW_RANGE, WIDE_RANGE = 2.0, 6.0  # K
GROWTH = 0.26  # increase of spacing per distance; neighbours differ by a factor of about 1.3
BASE = 2.0e-3  # m; cells are halved from about this size down to the finest
COARSEST = 3.0e-3  # m
LEAST_MARGIN, LARGEST_MARGIN = 3.0e-3, 12.0e-3  # m kept fine beyond an active part, as far as ice comes


def spacing_for(freezing_range: float) -> float:
    """Finest cell size (m) for a tissue that freezes over `freezing_range` K.

    A front thinner than a cell moves in steps of a cell: the narrower the range, the finer the grid.

    >>> [round(spacing_for(kelvin) * 1e3, 3) for kelvin in (0.0, 2.0, 4.0, 7.0)]
    [0.4, 0.4, 0.45, 0.5]
    """
    return float(np.interp(freezing_range, (NARROW_RANGE, WIDE_RANGE), (NARROW_SPACING, DEFAULT_SPACING)))
