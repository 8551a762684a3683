"""A grid, its findings and its legend in a few words, for what a notebook shows of a result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cryonerve.findings import LEVELS, Finding
from cryonerve.scans.scan import voxel_bounds

__all__ = ["extent_words", "finding_words", "grid_words", "name_words"]

Floats = NDArray[np.float64]
MOST_NAMES = 12  # of a legend; a whole body has more than a hundred


def grid_words(shape: Sequence[int], origin: Floats, spacing: Floats) -> str:
    """Voxels, their sizes and where they lie, mm.

    >>> grid_words((4, 4, 2), np.zeros(3), np.array([1e-3, 1e-3, 5e-3]))
    '4 x 4 x 2 voxels of 1 x 1 x 5 mm, x -0.5 to 3.5, y -0.5 to 3.5, z -2.5 to 7.5 mm'
    """
    count = " x ".join(map(str, shape))
    sizes = " x ".join(f"{size:.4g}" for size in 1e3 * np.asarray(spacing))
    return f"{count} voxels of {sizes} mm, {extent_words(voxel_bounds(origin, spacing, shape))}"


def extent_words(bounds: Floats) -> str:
    """Lowest and highest place (2, 3), m, along each axis.

    >>> extent_words(np.array([[0.0, 0.0, -0.02], [0.01, 0.0, 0.02]]))
    'x 0 to 10, y 0 to 0, z -20 to 20 mm'
    """
    low, high = np.round(1e3 * np.asarray(bounds), 1) + 0.0
    return ", ".join(f"{axis} {a:g} to {b:g}" for axis, a, b in zip("xyz", low, high, strict=True)) + " mm"


def finding_words(findings: Iterable[Finding]) -> str:
    """How many findings there are, the gravest first.

    >>> odd = Finding("warn", "tilt", 40.0, 30.0, "°", "assumed")
    >>> finding_words([odd, odd]), finding_words([])
    ('2 findings (2 warn)', 'no findings')
    """
    levels = [item.level for item in findings]
    if not levels:
        return "no findings"
    told = ", ".join(f"{levels.count(level)} {level}" for level in reversed(LEVELS) if level in levels)
    return f"{len(levels)} finding{'s' * (len(levels) > 1)} ({told})"


def name_words(names: Sequence[str]) -> str:
    """The first names of a legend, each with its number or without.

    >>> name_words([f"{n} part" for n in range(1, 15)])[-27:]
    '11 part, 12 part and 2 more'
    """
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
