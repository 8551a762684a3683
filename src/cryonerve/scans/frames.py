"""B-mode pictures in time: simulated or recorded, always with their scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.scans.image_plane import ImagePlane

__all__ = ["Frames"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frames:
    """A clip.

    Attributes
    ----------
    pixels : (frame, row, column) uint8; row 0 is nearest to the transducer, grey as displayed.
    times : (frame,) s, rising; of a simulated clip the procedure's time.
    spacing : m from row to row and from column to column.
    corner : m, depth and lateral place of the centre of pixel (0, 0); lateral 0 is the transducer's middle.
    kind : "simulated" says that no scanner was there; "recorded" that one was.
    plane : in the case's frame, where it is known.
    inside : (row, column) True where the scanner draws (a curved array leaves corners); None: everywhere.
    cut : row and column at which pixel (0, 0) lies in the whole picture of the file.
    settings : what made the picture, in words and numbers for a person ("frequency": "12 MHz", "seed": "1").
    remarks : sentences on what is missing or was done to the clip.
    """

    pixels: NDArray[np.uint8]
    times: Floats
    spacing: tuple[float, float]
    corner: tuple[float, float]
    kind: Literal["simulated", "recorded"]
    plane: ImagePlane | None = None
    inside: NDArray[np.bool_] | None = None
    cut: tuple[int, int] = (0, 0)
    settings: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no clip.

        >>> Frames(np.zeros((1, 4, 5), np.uint8), np.zeros(1), (1e-4, 1e-4), (0.0, 0.0), "simulated").shape
        (4, 5)
        """
        for what, wrong in (
            (
                "pixels are not (frame, row, column) of uint8",
                self.pixels.ndim != 3 or self.pixels.dtype != np.uint8,
            ),
            ("there is no picture", self.pixels.ndim == 3 and self.pixels.size == 0),
            ("times are not one for each frame", self.times.shape != self.pixels.shape[:1]),
            ("times do not rise", bool(np.any(~(np.diff(self.times) > 0.0)))),
            ("the spacing of pixels is not above zero", not all(0.0 < item < 0.1 for item in self.spacing)),
            (
                "the drawn region has another size",
                self.inside is not None and self.inside.shape != self.shape,
            ),
        ):
            if wrong:
                raise ClipError(Complaint(f"this is no clip: {what}"))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.pixels.shape[1], self.pixels.shape[2]

    @property
    def depth(self) -> Floats:
        """(row,) depth below the transducer's face, m."""
        return self.corner[0] + self.spacing[0] * np.arange(self.shape[0], dtype=np.float64)

    @property
    def lateral(self) -> Floats:
        """(column,) place along the array, m."""
        return self.corner[1] + self.spacing[1] * np.arange(self.shape[1], dtype=np.float64)
