"""Labels of a scan's voxels: what each number is, and who drew it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.legends import DrawnBy, Kind, changed_words
from cryonerve.scans.scan import voxel_affine

if TYPE_CHECKING:
    import xarray

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

    def __repr__(self) -> str:
        """Voxels, place and legend, without the voxels' numbers.

        >>> fat = Label(2, "fat", "fat", "fat", "machine")
        >>> Labels(np.array([[[0, 2]]], np.int16), np.zeros(3), np.full(3, 2e-3), (fat,))
        Labels(1 x 1 x 2 voxels of 2 x 2 x 2 mm, x -1 to 1, y -1 to 1, z -1 to 3 mm, 1 structure: 2 fat)
        """
        from cryonerve.scans.grid_words import grid_words, name_words  # noqa: PLC0415

        count = len(self.legend)
        names = name_words([f"{item.number} {item.name}" for item in self.legend])
        told = f"{count or 'no'} structure{'s' * (count != 1)}" + f": {names}" * bool(count)
        told += f", {len(self.remarks)} remark{'s' * (len(self.remarks) > 1)}" * bool(self.remarks)
        return f"Labels({grid_words(self.numbers.shape, self.origin, self.spacing)}, {told})"

    def to_xarray(self) -> xarray.Dataset:
        """The labels as an xarray data set; one of a scan on the same grid can be merged with it.

        Returns
        -------
        xarray.Dataset
            labels (x, y, z), int16, with `flag_values` and `flag_meanings` of the CF conventions; coordinates
            x, y, z: voxel centres in mm of the case's frame; the whole legend as JSON in `legend`.

        Examples
        --------
        >>> fat = Label(2, "subcutaneous fat", "fat", "fat", "machine")
        >>> data = Labels(np.array([[[0, 2]]], np.int16), np.zeros(3), np.full(3, 1e-3), (fat,)).to_xarray()
        >>> data["labels"].flag_meanings, float((data["labels"] == 2).mean())
        ('outside subcutaneous_fat', 0.5)
        """
        from cryonerve.scans.named_grids import labels_set  # noqa: PLC0415

        return labels_set(self)

    @classmethod
    def from_xarray(cls, data: xarray.Dataset) -> Labels:
        """The labels of `to_xarray`, also after they were cropped there; places are its coordinates.

        Raises
        ------
        ScanError
            No variable "labels" over x, y and z, coordinates that do not rise evenly or are not in mm, no
            legend, a number that it does not name.
        """
        from cryonerve.scans.named_grids import labels_from  # noqa: PLC0415

        return labels_from(data)
