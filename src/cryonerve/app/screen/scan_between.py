"""A structure that was painted on some slices only, on those between them: shapes turn into each other.

Shape-based interpolation (Raya and Udupa 1990, doi:10.1109/42.52980): in each painted slice the signed
distance from the outline; between two slices its linear interpolation, inside where that is positive.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.scan_brush import Box

__all__ = ["between"]

Numbers = NDArray[np.int16]
Floats = NDArray[np.float64]


def between(numbers: Numbers, label: int, axis: int, spacing: Sequence[float]) -> tuple[Box, Numbers] | None:
    """The box around a label with its empty slices filled; None where none is empty.

    Only voxels without a label are filled.

    >>> numbers = np.zeros((1, 1, 3), np.int16)
    >>> numbers[..., [0, 2]] = 4
    >>> between(numbers, 4, 2, (1.0, 1.0, 1.0))[1].tolist()
    [[[4, 4, 4]]]
    """
    there = numbers == label
    box = Box.around(there)
    if box is None:
        return None
    inside = np.moveaxis(there[box.slices], axis, 0)
    shown = [int(n) for n in np.flatnonzero(inside.any(axis=(1, 2)))]
    if len(shown) == len(inside):
        return None
    filled = numbers[box.slices].copy()
    target = np.moveaxis(filled, axis, 0)  # a view: filling it fills the box
    size = [spacing[n] for n in range(3) if n != axis]
    for first, second in itertools.pairwise(shown):
        if second - first < 2:
            continue
        start, end = _signed(inside[first], size), _signed(inside[second], size)
        for index in range(first + 1, second):
            share = (index - first) / (second - first)
            here: Any = (1.0 - share) * start + share * end > 0.0
            target[index][here & (target[index] == 0)] = label
    return box, filled


def _signed(mask: NDArray[np.bool_], size: Sequence[float]) -> Floats:
    """Distance from the outline, positive inside; nothing lies outside of the box but emptiness."""
    from scipy.ndimage import distance_transform_edt

    wide = np.pad(mask, 1)
    found = distance_transform_edt(wide, sampling=size) - distance_transform_edt(~wide, sampling=size)
    return np.asarray(found[1:-1, 1:-1])
