"""An even box of points, and a field of a graded grid read on it: what pages, pictures and spreads share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["STEP", "EvenGrid", "even_field", "in_steps"]

STEP = 0.01  # degC
WIDEST = 320.0  # degC to either side that 16 bits hold


@dataclass(frozen=True)
class EvenGrid:
    """An even box: number of points along x, y and z, the first one and their spacing, m."""

    shape: tuple[int, int, int]
    origin: tuple[float, float, float]
    spacing: float

    @property
    def axes(self) -> tuple[NDArray[np.float64], ...]:
        """Points along each axis, m."""
        import numpy as np  # noqa: PLC0415  (the server of the screen begins without it)

        return tuple(
            np.asarray(start + self.spacing * np.arange(count), float)
            for start, count in zip(self.origin, self.shape, strict=True)
        )

    def as_document(self) -> dict[str, Any]:
        """In mm, for a page or a file.

        >>> EvenGrid((3, 2, 2), (0.0, 0.0, -0.001), 0.001).as_document()["origin_mm"]
        [0.0, 0.0, -1.0]
        """
        return {
            "shape": list(self.shape),
            "origin_mm": [round(1e3 * part, 5) for part in self.origin],
            "spacing_mm": [round(1e3 * self.spacing, 5)] * 3,
        }


def even_field(
    centres: Sequence[NDArray[np.float64]],
    field: NDArray[np.floating[Any]],
    axes: Sequence[NDArray[np.float64]],
) -> NDArray[np.float32]:
    """A field of a grid of straight lines at other straight lines, linear along one axis after the other.

    Parameters
    ----------
    centres : where the field (i, j, k) is known. axes : where it is wanted; as at the ends beyond them.
    """
    import numpy as np  # noqa: PLC0415

    found = np.asarray(field, np.float32)
    for axis, (known, wanted) in enumerate(zip(centres, axes, strict=True)):
        place = np.clip(np.searchsorted(known, wanted) - 1, 0, max(len(known) - 2, 0))
        width = known[np.minimum(place + 1, len(known) - 1)] - known[place]
        share = np.clip((wanted - known[place]) / np.where(width > 0, width, 1.0), 0.0, 1.0)
        shape = [1, 1, 1]
        shape[axis] = len(wanted)
        part = share.astype(np.float32).reshape(shape)
        left = np.take(found, place, axis)
        found = left + part * (np.take(found, np.minimum(place + 1, len(known) - 1), axis) - left)
    return np.ascontiguousarray(found)


def in_steps(field: NDArray[np.floating[Any]]) -> NDArray[np.int16]:
    """Degrees as whole hundredths of 16 bits.

    >>> import numpy as np
    >>> in_steps(np.array([-20.004, 37.0])).tolist()
    [-2000, 3700]
    """
    import numpy as np  # noqa: PLC0415

    return np.asarray(np.rint(np.clip(field, -WIDEST, WIDEST) * np.float32(1.0 / STEP)), np.int16)
