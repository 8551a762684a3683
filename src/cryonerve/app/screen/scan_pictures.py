"""Slices of a scan on their way to the page: grey values as int16, labels as runs.

A slice across axis 2 has rows along j and columns along i; across axis 1 rows along k and columns along i;
across axis 0 rows along k and columns along j.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.refusals import MissingError
from cryonerve.errors import Complaint

if TYPE_CHECKING:
    from cryonerve.scans.scan import Scan

__all__ = ["Greys", "runs_of", "slice_of"]

LONGEST_RUN = 65535
STORED = 65535  # steps between the least and the greatest value that is stored
LOOKED_AT = 2_000_000  # voxels that the first window is chosen from
CT_WINDOW = (400.0, 40.0)  # width, level HU: soft tissue


@dataclass(frozen=True, eq=False)
class Greys:
    """Grey values as the page has them: value = slope * stored + intercept.

    Attributes
    ----------
    stored : (i, j, k) int16. window : width and level to begin with. low, high : least and greatest value.
    """

    stored: NDArray[np.int16]
    slope: float
    intercept: float
    window: tuple[float, float]
    low: float
    high: float

    @classmethod
    def of(cls, scan: Scan) -> Greys:
        """Of a scan; int16 as it is, others in 65535 steps."""
        values = scan.values
        finite = values if values.dtype.kind != "f" else np.nan_to_num(values, posinf=0.0, neginf=0.0)
        low, high = float(finite.min()), float(finite.max())
        some = finite.ravel(order="K")[:: max(1, finite.size // LOOKED_AT)]
        if scan.modality == "CT":
            window = CT_WINDOW
        else:
            first, last = (float(part) for part in np.percentile(some, (1.0, 99.0)))
            window = (max(last - first, 1e-6), 0.5 * (first + last))
        if values.dtype == np.int16:
            return cls(values, 1.0, 0.0, window, low, high)
        slope = (high - low) / STORED or 1.0
        intercept = low + 32768.0 * slope
        stored = np.rint((finite - intercept) / slope).clip(-32768, 32767).astype(np.int16)
        return cls(stored, slope, intercept, window, low, high)


def slice_of(numbers: NDArray[np.int16], axis: int, index: int) -> NDArray[np.int16]:
    """One slice (rows, columns); raises MissingError where there is none.

    >>> slice_of(np.arange(6, dtype=np.int16).reshape(3, 2, 1), 2, 0).tolist()
    [[0, 2, 4], [1, 3, 5]]
    """
    if axis not in (0, 1, 2) or not 0 <= index < numbers.shape[axis]:
        raise MissingError(Complaint("there is no such slice", "Reload the page."))
    cut: list[Any] = [slice(None)] * 3
    cut[axis] = index
    return np.ascontiguousarray(numbers[tuple(cut)].T)


def runs_of(numbers: NDArray[np.int16]) -> bytes:
    """Labels of a slice as runs: little-endian uint16 number, uint16 length, in order of the rows.

    >>> np.frombuffer(runs_of(np.array([[0, 0, 3], [3, 3, 0]], np.int16)), "<u2").tolist()
    [0, 2, 3, 3, 0, 1]
    """
    flat = numbers.ravel()
    starts = np.concatenate([[0], np.flatnonzero(flat[1:] != flat[:-1]) + 1])
    lengths = np.diff(np.append(starts, flat.size))
    pieces = -(-lengths // LONGEST_RUN)
    run = np.repeat(np.arange(len(starts)), pieces)
    last = np.cumsum(pieces) - 1
    sizes = np.full(len(run), LONGEST_RUN)
    sizes[last] = lengths - (pieces - 1) * LONGEST_RUN
    return np.stack([flat[starts][run], sizes], axis=1).astype("<u2").tobytes()
