"""How far the tissue around the probe has moved since an earlier picture, by breathing or by the hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["moved"]

Image = NDArray[np.uint8]
PIXEL = 0.12e-3  # m, to which the pictures are reduced
AROUND = 7e-3  # m, beyond what is left out around the probe
TRUSTED = 0.25  # correlation below which the tissue is not recognised


def moved(
    earlier: Image,
    now: Image,
    spacing: tuple[float, float],
    pixel: tuple[float, float],
    *,
    hidden: float,
    most: float,
) -> tuple[float, float]:
    """Down and to the right, m; 0, 0 where the tissue is not recognised.

    Parameters
    ----------
    pixel : row and column of the probe.
    hidden : m, around the probe, and below it as a shadow, where nothing is compared.
    most : m, that is looked for in every direction.

    >>> rng = np.random.default_rng(1)
    >>> from scipy.ndimage import gaussian_filter
    >>> field = gaussian_filter(rng.normal(size=(300, 300)), 3.0)
    >>> picture = np.clip(128 + 800 * field, 0, 255).astype(np.uint8)
    >>> one, two = picture[10:290, 10:290], picture[6:286, 13:293]
    >>> down, right = moved(one, two, (1e-4, 1e-4), (200, 140), hidden=2e-3, most=1e-3)
    >>> bool(abs(down - 4e-4) < 3e-5), bool(abs(right + 3e-4) < 3e-5)
    (True, True)
    """
    from cryonerve.ultrasound.kernels.tracking import displacement  # noqa: PLC0415

    every = [max(1, round(PIXEL / item)) for item in spacing]
    reach = [max(2, int(np.ceil(most / (item * step)))) for item, step in zip(spacing, every, strict=True)]
    wide = (AROUND + hidden) / spacing[0], (AROUND + hidden) / spacing[1]
    top, left = max(0, int(pixel[0] - wide[0])), max(0, int(pixel[1] - wide[1]))
    low, right = int(pixel[0]), int(pixel[1] + wide[1])
    a, b = (_reduced(item[top:low, left:right], every) for item in (earlier, now))
    if min(a.shape[0] - 2 * reach[0], a.shape[1] - 2 * reach[1]) < 8:
        return 0.0, 0.0
    i = (np.arange(a.shape[0]) * every[0] + top - pixel[0])[:, None] * spacing[0]
    j = (np.arange(a.shape[1]) * every[1] + left - pixel[1])[None, :] * spacing[1]
    used = np.hypot(i, j) > hidden
    # every fourth place tells about where, every second one exactly
    margin = np.array(reach)
    rough = np.zeros(tuple(2 * margin + 1))
    displacement(a, b, used, margin, np.zeros(2, int), 4, rough)
    top = np.array(np.unravel_index(int(np.argmax(rough)), rough.shape)) - margin
    middle = np.clip(top, 2 - margin, margin - 2)
    found = np.zeros((5, 5))
    displacement(a, b, used, margin, middle, 2, found)
    y, x = np.unravel_index(int(np.argmax(found)), found.shape)
    if found[y, x] < TRUSTED:
        return 0.0, 0.0
    down = float(middle[0] + y - 2 + _between(found[:, x], int(y)))
    across = float(middle[1] + x - 2 + _between(found[y, :], int(x)))
    return float(down * every[0] * spacing[0]), float(across * every[1] * spacing[1])


def _reduced(picture: Image, every: list[int]) -> NDArray[np.float32]:
    """Means over blocks of pixels."""
    rows, columns = (size // step for size, step in zip(picture.shape, every, strict=True))
    kept = picture[: rows * every[0], : columns * every[1]]
    total = np.zeros((rows, columns), np.float32)
    for i in range(every[0]):
        for j in range(every[1]):
            total += kept[i :: every[0], j :: every[1]]
    return np.asarray(total / (every[0] * every[1]), np.float32)


def _between(row: NDArray[np.float64], top: int) -> float:
    """Where between the places a parabola through three of them has its top."""
    if not 0 < top < len(row) - 1:
        return 0.0
    a, b, c = row[top - 1 : top + 2]
    return float(np.clip(0.5 * (a - c) / (a - 2.0 * b + c), -0.5, 0.5)) if a - 2.0 * b + c < 0.0 else 0.0
