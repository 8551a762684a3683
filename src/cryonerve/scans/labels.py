"""Labels of a scan's voxels: what each number is, and who drew it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.legends import DrawnBy, Kind, changed_words
from cryonerve.scans.scan import voxel_affine

__all__ = ["DrawnBy", "Label", "Labels"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Label:
    """One structure of a label volume.

    Attributes
    ----------
    number : in the voxels, from 1; 0 is outside of the body.
    name : "tibia", "subcutaneous fat", "tibial nerve".
    tissue : row of the tissue catalogue. kind : what findings and drawings treat it as.
    drawn_by : a machine (segmentation), a person (painted, traced or corrected by hand), a file made
        elsewhere, or assumed (filled in without looking at the scan).
    why : how it was found or what is assumed, in words.
    guessed : the tissue follows from the name, and nobody stated it.
    by_hand : share of it, 0 to 1, that a person changed of what a machine or a file had drawn.
    """

    number: int
    name: str
    tissue: str
    kind: Kind
    drawn_by: DrawnBy
    why: str = ""
    guessed: bool = False
    by_hand: float = 0.0

    @property
    def who(self) -> str:
        """Who drew it, in words.

        >>> Label(3, "muscle", "muscle", "muscle", "machine", by_hand=0.031).who
        'machine, 3 % changed by a person'
        """
        words = changed_words(self.by_hand)
        return f"{self.drawn_by}, {words}" if words else self.drawn_by


@dataclass(frozen=True, eq=False)
class Labels:
    """A label volume whose axes are those of the case: x right, y anterior, z proximal.

    Attributes
    ----------
    numbers : (i, j, k) int16, 0 outside of the body or not labelled.
    origin, spacing : (3,) m, centre of voxel (0, 0, 0) and voxel sizes.
    legend : every label that occurs, by number.
    remarks : what was done or assumed, as sentences.
    """

    numbers: NDArray[np.int16]
    origin: Floats
    spacing: Floats
    legend: tuple[Label, ...]
    remarks: tuple[str, ...] = ()

    @property
    def affine(self) -> Floats:
        """(4, 4) from voxel numbers to m in the case's frame."""
        return voxel_affine(self.origin, self.spacing)

    def label(self, number: int) -> Label:
        """The structure with this number."""
        return next(item for item in self.legend if item.number == number)

    def mask(self, *kinds: Kind) -> NDArray[np.bool_]:
        """(i, j, k) where a structure of one of these kinds is.

        >>> fat = Label(2, "fat", "fat", "fat", "machine")
        >>> Labels(np.array([[[0, 2]]], np.int16), np.zeros(3), np.ones(3), (fat,)).mask("fat").tolist()
        [[[False, True]]]
        """
        return np.isin(self.numbers, [item.number for item in self.legend if item.kind in kinds])
