"""Stored numbers become values: whole ones of 16 bits where that loses nothing, else single precision.

All is done in pieces, so that a scan of hundreds of megabytes never lies in memory in double precision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Census", "Progress", "nobody", "values_of"]

Floats = NDArray[np.float64]
Progress = Callable[[float, float], None]
PIECE = 4_000_000  # voxels that are converted at a time
LOWEST, HIGHEST = -32_768, 32_767


def nobody(done: float, total: float) -> None:
    """Progress that nobody watches."""
    del done, total


@dataclass(frozen=True)
class Census:
    """What the values of a scan are.

    Attributes
    ----------
    low, high : of all that are finite; nan where none is.
    whole : no value has a fraction. holes : share of voxels that hold no finite value.
    """

    low: float
    high: float
    whole: bool
    holes: float


def values_of(
    stored: NDArray[Any], slope: float, intercept: float, progress: Progress = nobody
) -> tuple[NDArray[Any], Census]:
    """The values, (i, j, k) int16 or float32, the first axis running fastest; holes get the lowest value.

    Examples
    --------
    >>> values, census = values_of(np.array([[[0.0, np.nan, 2.0]]]), 1.0, -1.0)
    >>> values.tolist(), str(values.dtype), round(census.holes, 2)
    ([[[-1, -1, 1]]], 'int16', 0.33)
    """
    pieces = list(_pieces(stored.shape))
    total = 2.0 * len(pieces)
    parts = []
    for done, piece in enumerate(pieces):
        parts.append(_counted(_scaled(stored[piece], slope, intercept)))
        progress(done + 1.0, total)
    census = _together(parts, stored.size)
    small = census.whole and census.low >= LOWEST and census.high <= HIGHEST
    values = np.empty(stored.shape, np.int16 if small else np.float32, order="F")
    for done, piece in enumerate(pieces):
        found = _scaled(stored[piece], slope, intercept)
        if census.holes and found.dtype.kind == "f":
            found = np.where(np.isfinite(found), found, census.low)
        values[piece] = found
        progress(done + 1.0 + len(pieces), total)
    return values, census


def _pieces(shape: tuple[int, ...]) -> Iterator[tuple[slice, ...]]:
    """Slabs along the last axis."""
    thick = max(1, PIECE // max(1, shape[0] * shape[1]))
    for start in range(0, shape[2], thick):
        yield (slice(None), slice(None), slice(start, start + thick))


def _scaled(piece: NDArray[Any], slope: float, intercept: float) -> NDArray[Any]:
    """Values of a piece; whole numbers stay whole where the scale is."""
    if (slope, intercept) == (1.0, 0.0):
        return piece
    whole = slope == 1.0 and float(intercept).is_integer() and abs(intercept) < 2**31
    if whole and piece.dtype.kind in "iu" and piece.dtype.itemsize <= 4:
        return np.asarray(piece.astype(np.int64) + int(intercept))
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(piece * np.float64(slope) + intercept)


def _counted(piece: NDArray[Any]) -> tuple[float, float, bool, int]:
    """Lowest, highest, whole or not, and how many are finite."""
    if piece.dtype.kind in "iu":
        return float(piece.min()), float(piece.max()), True, piece.size
    finite = np.isfinite(piece)
    count = int(finite.sum())
    if count == 0:
        return np.inf, -np.inf, True, 0
    kept = piece if count == piece.size else piece[finite]
    return float(kept.min()), float(kept.max()), bool((kept == np.rint(kept)).all()), count


def _together(parts: list[tuple[float, float, bool, int]], size: int) -> Census:
    count = sum(part[3] for part in parts)
    if count == 0:
        return Census(np.nan, np.nan, False, 1.0)
    low, high = min(part[0] for part in parts), max(part[1] for part in parts)
    return Census(low, high, all(part[2] for part in parts), 1.0 - count / size)
