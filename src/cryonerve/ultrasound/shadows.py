"""The borders of the shadow behind the ice: tangents that give its full width.

Below the widest place of the ice half of the aperture is hidden straight below its border, whatever the
depth, in transmission and in reception: the border stands upright while the penumbra beside it widens. So
bands of depth are averaged first, which speckle does not survive, and the border is the step in what is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Borders", "shadow_borders"]

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

BAND = 0.3e-3  # m, height of a band
BEYOND = 4.0e-3  # m, looked at beside the ice
# dB below what was there. Half of the aperture, both ways, would be -12; the point spread and the ice's own
# side shine into the shadow. -9 has the least bias on the pictures that this was written on.
THRESHOLD = -9.0
LEAST = 6.0  # dB by which the shadow must lie below what is beside it
CAPPED = 8.0  # dB, beyond which a place is no surer
DARKEST = -25.0  # dB, below which dark is dark
FEWEST = 6  # bands in which a border must be seen
LEANING = 0.6e-3  # m between the upper and the lower half of the bands


@dataclass(frozen=True)
class Borders:
    """How far left (negative) and right of the centre a shadow's borders lie, m; NaN where not seen.

    Attributes
    ----------
    upright : of each, whether it stands straight below its place, as in the picture of a linear array.
    """

    left: float
    right: float
    upright: tuple[bool, bool]


def shadow_borders(
    picture: Image,
    before: Image | None,
    spacing: tuple[float, float],
    pixel: tuple[float, float],
    *,
    was: tuple[float, float],
    reach: float,
    decibel: float,
) -> Borders:
    """Where the borders of the shadow lie from the centre's depth downwards.

    Parameters
    ----------
    pixel, was : row and column of the centre in the picture, and in the one from before freezing.
    reach : m, largest radius of the ice.
    decibel : per grey.
    """
    levels = _bands(picture, pixel, spacing, reach) * decibel
    if before is not None:
        levels = levels - _bands(before, was, spacing, reach) * decibel
    half = levels.shape[1] // 2
    left, plumb = _border(levels[:, half::-1], spacing, reach)
    right, straight = _border(levels[:, half:], spacing, reach)
    return Borders(-left, right, (plumb, straight))


def _bands(picture: Image, pixel: tuple[float, float], spacing: tuple[float, float], reach: float) -> Floats:
    """(band, column) grey about the centre, from its depth downwards; NaN outside of the picture."""
    high = max(1, round(BAND / spacing[0]))
    half = round((reach + BEYOND) / spacing[1])
    count = max(FEWEST, int(1.2 * reach / BAND))
    out = np.full((count, 2 * half + 1), np.nan)
    row, column = round(pixel[0]), round(pixel[1])
    left, right = max(0, column - half), min(picture.shape[1], column + half + 1)
    for n in range(count):
        part = picture[row + n * high : row + (n + 1) * high, left:right]
        if part.shape[0] == high and right > left:
            out[n, left - column + half : right - column + half] = part.mean(axis=0)
    return out


def _border(side: Floats, spacing: tuple[float, float], reach: float) -> tuple[float, bool]:
    """M from the centre to one side's border, and whether it is upright; columns of `side` run outwards."""
    beside = round(reach / spacing[1])
    far = beside + (side.shape[1] - beside) // 3
    known = np.isfinite(side)
    kept = known[:, 0] & (known[:, far:].sum(axis=1) >= 5)
    if not kept.any():
        return float("nan"), False
    side = side[kept]
    usual, dark = _medians(side[:, far:]), _medians(side[:, : max(3, beside // 2)])
    shaded = usual - dark >= LEAST
    if shaded.sum() < FEWEST:
        return float("nan"), False
    rows = np.clip(side[shaded] - usual[shaded, None], DARKEST, CAPPED)
    inner = max(3, beside // 2)
    places = [_step(part, inner) * spacing[1] for part in (rows, *np.array_split(rows, 2))]
    return places[0], abs(places[1] - places[2]) < LEANING


def _step(rows: Floats, inner: int) -> float:
    """Columns up to the step in the mean of rows."""
    known = np.isfinite(rows)
    count = known.sum(axis=0)
    profile = np.where(known, rows, 0.0).sum(axis=0)[count > 0] / count[count > 0]
    threshold = max(THRESHOLD, 0.5 * float(np.median(profile[:inner])))
    gain = np.clip(threshold - profile, -CAPPED, CAPPED)
    return int(np.argmax(np.cumsum(gain))) + 0.5


def _medians(rows: Floats) -> Floats:
    """Of each row; those with gaps, beside the picture, go the slow way."""
    out = np.median(rows, axis=1)
    gaps = np.isnan(out)
    if gaps.any():
        out[gaps] = [np.median(row[np.isfinite(row)]) for row in rows[gaps]]
    return np.asarray(out)
