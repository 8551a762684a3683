"""Which voxels of a scan a person changed, and what a machine or a file had there before.

A voxel that a stroke changes remembers the label that it had before its first stroke; painted back, it is as
if nobody had touched it. How much of a label a person changed is the share of voxels that are in it now and
were not, or were and are not any more, among all that are or were in it (the Jaccard distance: Jaccard 1912,
doi:10.1111/j.1469-8137.1912.tb05611.x).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.scan_brush import Box
from cryonerve.scans.labels import Label

__all__ = ["Hands", "after_stroke"]

Numbers = NDArray[np.int16]
Counts = NDArray[np.int64]
MOST = int(np.iinfo(np.int16).max) + 1


def after_stroke(first: Numbers, before: Numbers, after: Numbers, gone: Sequence[int] = ()) -> Numbers:
    """What voxels remember once a person changed their labels from `before` to `after`.

    Parameters
    ----------
    first : what they remember so far: a label's number and one, or 0 where nobody changed anything.
    gone : labels that are removed as a whole: what they held is nobody's.

    Examples
    --------
    >>> row = lambda *numbers: np.array([[numbers]], np.int16)
    >>> after_stroke(row(0, 0, 4), row(3, 3, 5), row(3, 5, 3)).tolist()
    [[[0, 4, 0]]]
    """
    found = first.copy()
    fresh = (first == 0) & (before != after)
    found[fresh] = before[fresh] + 1
    found[found == after + 1] = 0
    if gone:
        found[np.isin(before, gone)] = 0
    return found


class Hands:
    """What a scan's voxels remember, and by label how many came and went by hand.

    Attributes
    ----------
    first : (i, j, k) as of `after_stroke`. Memory is taken where something was painted, no earlier.
    """

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.first: Numbers = np.zeros(shape, np.int16)
        self._came = np.zeros(MOST, np.int64)
        self._went = np.zeros(MOST, np.int64)

    @property
    def any(self) -> bool:
        """Whether a person changed anything."""
        return bool(self._came.any() or self._went.any())

    def whole(self, first: Numbers, numbers: Numbers) -> None:
        """Take over what was kept of a whole scan."""
        self.put(Box((0, 0, 0), self.first.shape), first, (numbers, numbers))

    def put(self, box: Box, first: Numbers | None, labels: tuple[Numbers, Numbers]) -> None:
        """What a box remembers from now on (None: as before), and its labels before and from now on."""
        there = self.first[box.slices]
        if first is None and not self.any:
            return
        self._count(there, labels[0], -1)
        if first is not None:
            self.first[box.slices] = first
        self._count(self.first[box.slices], labels[1], 1)

    def _count(self, first: Numbers, numbers: Numbers, by: int) -> None:
        touched = first > 0
        if not touched.any():
            return
        # unlabelled voxels are nobody's: number 0 is counted and never asked for
        self._came += by * np.bincount(numbers[touched], minlength=MOST)
        self._went += by * np.bincount(first[touched] - 1, minlength=MOST)

    def share(self, number: int, voxels: int) -> float:
        """How much of a label with so many voxels now a person changed, from 0 to 1."""
        either = voxels + int(self._went[number])
        return 0.0 if either == 0 else float(self._came[number] + self._went[number]) / either

    def said(self, label: Label, voxels: int) -> Label:
        """A label with the share of it that a person changed; a person's where nothing else is left."""
        if label.drawn_by == "person":
            return label
        share = self.share(label.number, voxels)
        if voxels and share >= 1.0:
            return replace(label, drawn_by="person", by_hand=0.0)
        # where it was changed on an earlier visit is not known: these voxels, or others
        return replace(label, by_hand=min(1.0, label.by_hand + share))
