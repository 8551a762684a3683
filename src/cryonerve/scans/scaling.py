"""Which pixels of a picture count, how large they are, and how bright: what readers of all formats share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint

__all__ = ["MOST_PIXELS", "Given", "Region", "centred", "grey", "names_kept", "uncut", "whole_picture"]

MOST_PIXELS = 2 * 2**30  # of one clip, held in memory
COLOURED = 16  # grey levels between channels above which a pixel is called coloured
LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of pixels (rows top to bottom - 1): m a pixel, m of its first pixel's centre."""

    top: int
    left: int
    bottom: int
    right: int
    spacing: tuple[float, float]
    corner: tuple[float, float]

    @property
    def rows(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def columns(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def area(self) -> int:
        """Pixels in it."""
        return self.rows * self.columns

    def placed_in(self, other: Self) -> Self:
        """The same rectangle with the places (m) that another one gives its pixels."""
        down, right = self.top - other.top, self.left - other.left
        return replace(
            self,
            corner=(other.corner[0] + down * self.spacing[0], other.corner[1] + right * self.spacing[1]),
        )

    def within(self, shape: tuple[int, int]) -> Self:
        """The part that lies in a picture of `shape` rows and columns."""
        return replace(self, bottom=min(self.bottom, shape[0]), right=min(self.right, shape[1]))


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says about a clip; it counts before what the file says.

    Attributes
    ----------
    scale : m a pixel, or that of rows and of columns.
    region : first row, first column, last row + 1, last column + 1 of the picture proper.
    rate : frames a second.
    """

    scale: float | tuple[float, float] | None = None
    region: tuple[int, int, int, int] | None = None
    rate: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no scale.

        >>> Given(scale=0.1e-3).spacing
        (0.0001, 0.0001)
        """
        spacing = self.spacing
        if spacing is not None and not all(0.0 < item < 0.1 for item in spacing):
            what = f"the scale {self.scale!r} is no length of a pixel"
            raise ClipError(Complaint(what, "Give metres a pixel between 0 and 0.1, such as 0.0001."))
        if self.rate is not None and not 0.0 < self.rate < np.inf:
            what = f"{self.rate!r} frames a second is no frame rate"
            raise ClipError(Complaint(what, "Give a number above zero."))

    @property
    def spacing(self) -> tuple[float, float] | None:
        """Metres from row to row and from column to column."""
        if self.scale is None or isinstance(self.scale, tuple):
            return self.scale
        return float(self.scale), float(self.scale)

    def corner(self, columns: int) -> tuple[float, float]:
        """Depth and lateral place of the first pixel: the face at the top, the transducer in the middle."""
        return centred(0.0 if self.spacing is None else self.spacing[1], columns)

    def within(self, shape: tuple[int, int], spacing: tuple[float, float]) -> Region:
        """The region by hand in a picture of `shape` rows and columns.

        Raises
        ------
        ClipError
            It does not lie in the picture.
        """
        top, left, bottom, right = self.region or (0, 0, *shape)
        if not (0 <= top < bottom <= shape[0] and 0 <= left < right <= shape[1]):
            what = (
                f"the region {top} {left} {bottom} {right} does not lie in the picture "
                f"({shape[0]} rows, {shape[1]} columns)"
            )
            raise ClipError(Complaint(what, "Give first row, first column, last row + 1, last column + 1."))
        return Region(top, left, bottom, right, spacing, centred(spacing[1], right - left))


def centred(across: float, columns: int) -> tuple[float, float]:
    """Depth and lateral place (m) of a picture's first pixel: the face on top, the transducer in the middle.

    >>> centred(0.2e-3, 11)
    (0.0, -0.001)
    """
    return 0.0, -0.5 * across * (columns - 1)


WHOLE_KEPT = (
    "No region is known: the whole picture was kept, and what is burned into it, names too. "
    "The top row counts as the transducer's face and the middle column as its middle."
)
WHOLE_GIVEN = "The region is the whole picture: what is burned into it was kept, names too."


def names_kept(remarks: Iterable[str]) -> bool:
    """Whether a clip's remarks say that nothing was cut away, so that its pixels may show whose they are."""
    return not {WHOLE_KEPT, WHOLE_GIVEN}.isdisjoint(remarks)


def uncut(region: Region, shape: tuple[int, int]) -> list[str]:
    """What is to be said of a region that cuts nothing away from a picture of `shape` rows and columns.

    >>> uncut(Given().within((4, 6), (1e-4, 1e-4)), (4, 6)) == [WHOLE_GIVEN]
    True
    >>> uncut(Given(region=(1, 0, 4, 6)).within((4, 6), (1e-4, 1e-4)), (4, 6))
    []
    """
    return [WHOLE_GIVEN] if (region.rows, region.columns) == shape else []


def whole_picture(shape: tuple[int, int], spacing: tuple[float, float]) -> tuple[Region, str]:
    """The whole picture as region, and what is to be said about that."""
    return Given().within(shape, spacing), WHOLE_KEPT


def grey(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], bool]:
    """Brightness of a picture (row, column[, channel]), and whether it had colours.

    >>> grey(np.full((1, 1, 3), 7, np.uint8))[0].tolist()
    [[7]]
    """
    if picture.ndim == 2:
        return np.ascontiguousarray(picture), False
    channels = picture[..., :3].astype(np.int16)
    coloured = bool(np.any(channels.max(axis=-1) - channels.min(axis=-1) > COLOURED))
    return np.rint(channels @ LUMA).astype(np.uint8), coloured
