"""The part of a scan that is kept: a box in the case's frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, InputError, ScanError
from cryonerve.units import parse, parse_many

__all__ = ["Region", "around", "between"]

Floats = NDArray[np.float64]
FEWEST = 2  # voxels along every axis: less is no volume
HOW = (
    'Write two places for each axis, such as "-40 40 -60 20 100 250 mm": x from, to, y from, to, z from, to.'
)


@dataclass(frozen=True, eq=False)
class Region:
    """A box along the case's axes.

    Attributes
    ----------
    low, high : (3,) m.
    """

    low: Floats
    high: Floats

    def voxels(self, origin: Floats, spacing: Floats, shape: tuple[int, ...]) -> tuple[slice, slice, slice]:
        """The voxels whose centres lie inside, of a grid of centres in the case's frame.

        Raises
        ------
        ScanError
            The box lies outside of the scan, or holds no two voxels along an axis.
        """
        first = np.ceil((self.low - origin) / spacing - 1e-6)
        last = np.floor((self.high - origin) / spacing + 1e-6)
        first, last = np.maximum(first, 0), np.minimum(last, np.array(shape) - 1.0)
        if (last - first + 1 < FEWEST).any():
            end = origin + spacing * (np.array(shape) - 1.0)
            reach = ", ".join(
                f"{name} {1e3 * a:.1f} to {1e3 * b:.1f}"
                for name, a, b in zip("xyz", origin, end, strict=True)
            )
            what = "the region holds less than two voxels along an axis"
            raise ScanError(Complaint(what, f"The scan reaches over {reach} mm.", field="region"))
        x, y, z = (slice(int(a), int(b) + 1) for a, b in zip(first, last, strict=True))
        return x, y, z

    def cut(self, values: NDArray[Any], origin: Floats, spacing: Floats) -> tuple[NDArray[Any], Floats]:
        """The values inside, a view, and the centre of their first voxel; raises as `voxels`."""
        kept = self.voxels(origin, spacing, values.shape)
        return values[kept], origin + spacing * [part.start for part in kept]


def between(text: str) -> Region:
    """The region of "x0 x1 y0 y1 z0 z1 mm".

    Raises
    ------
    ScanError
        No six numbers and a unit, or an axis that ends before it begins.

    Examples
    --------
    >>> between("-40 40 -60 20 100 250 mm").high.tolist()
    [0.04, 0.02, 0.25]
    """
    numbers = _lengths(text, 6, "region", HOW)
    low, high = numbers[0::2], numbers[1::2]
    for name, start, end in zip("xyz", low, high, strict=True):
        if not start < end:
            what = f"'{text}' ends before it begins along {name}"
            raise ScanError(Complaint(what, HOW, field="region"))
    return Region(low, high)


def around(place: str, within: str) -> Region:
    """The region within a distance of a place, along every axis: "10 -20 150 mm", "60 mm".

    Raises
    ------
    ScanError
        No place, or no positive length.

    Examples
    --------
    >>> around("0 0 100 mm", "60 mm").low.tolist()
    [-0.06, -0.06, 0.04]
    """
    middle = _lengths(place, 3, "around", 'Write a place, such as "10 -20 150 mm".')
    try:
        reach = parse(within, "length")
    except InputError as error:
        raise ScanError(*error.located(field="within").complaints) from None
    if not reach > 0.0:
        raise ScanError(
            Complaint(f"'{within}' is no distance", 'Write one, such as "60 mm".', field="within")
        )
    return Region(np.round(middle - reach, 12), np.round(middle + reach, 12))


def _lengths(text: str, count: int, field: str, how: str) -> Floats:
    try:
        return np.array(parse_many(text, "length", count), float)
    except InputError as error:
        said = error.complaints[0]
        raise ScanError(Complaint(said.what, how, field=field, text=said.text)) from None
