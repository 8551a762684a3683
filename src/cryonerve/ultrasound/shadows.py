"""The borders of the shadow behind the ice: tangents that tell its full width.

In bands of depth below the ice's middle the border is where levels pass a threshold. Right behind the ice
half of the aperture is hidden at its border, in transmission and in reception; deeper down the penumbra
widens and the border wanders, in a straight line: carried back along that line to the middle's depth it is
the tangent's place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["shadow_borders"]

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

BAND = 0.3e-3  # m, height of a band
BEYOND = 4.0e-3  # m, looked at beside the ice
# dB below what was there. Half of the point spread would be -6, half of the aperture -12; on the pictures
# that this was written on -4 gives the width with the least bias: the side of the ice shines into its shadow.
THRESHOLD = -4.0
LEAST = 6.0  # dB by which the shadow must lie below what is beside it
CAPPED = 8.0  # dB, beyond which a place is no surer
FEWEST = 6  # bands in which a border must be seen


def shadow_borders(
    picture: Image,
    before: Image | None,
    spacing: tuple[float, float],
    pixel: tuple[float, float],
    *,
    was: tuple[float, float],
    reach: float,
    decibel: float,
) -> tuple[float, float]:
    """How far left (negative) and right of the centre the shadow's borders lie at the centre's depth, m.

    NaN where one is not seen.

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
    sides = [-_border(levels[:, half::-1], spacing, reach), _border(levels[:, half:], spacing, reach)]
    return sides[0], sides[1]


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


def _border(side: Floats, spacing: tuple[float, float], reach: float) -> float:
    """M from the centre to the border on one side; columns of `side` run outwards."""
    beside = round(reach / spacing[1])
    places, depths = [], []
    for n, levels in enumerate(side):
        outer = levels[beside:]
        if np.isfinite(outer).sum() < 0.25 * len(outer) or not np.isfinite(levels[0]):
            continue
        far = outer[len(outer) // 3 :]
        if not np.isfinite(far).any():
            continue
        usual = float(np.nanmedian(far))
        dark = float(np.nanmedian(levels[: max(3, beside // 2)]))
        if usual - dark < LEAST:
            continue
        threshold = usual + max(THRESHOLD, 0.5 * (dark - usual))
        gain = np.clip(threshold - levels[np.isfinite(levels)], -CAPPED, CAPPED)
        places.append((int(np.argmax(np.cumsum(gain))) + 0.5) * spacing[1])
        depths.append((n + 0.5) * BAND)
    if len(places) < FEWEST:
        return float("nan")
    return _at_zero(np.array(depths), np.array(places))


def _at_zero(x: Floats, y: Floats) -> float:
    """Height at 0 of the line through points, by medians (Theil and Sen)."""
    i, j = np.triu_indices(len(x), 1)
    slope = float(np.median((y[j] - y[i]) / (x[j] - x[i])))
    return float(np.median(y - slope * x))
