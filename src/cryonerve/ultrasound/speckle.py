"""What a picture tells about itself: how many dB a grey is worth, and how far the point spread reaches.

In fully developed speckle the logarithm of intensity scatters by 5.57 dB whatever the gain, and its
covariance at a distance is Li2(q) with q the squared correlation of the field, so that both follow from
uniform patches.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Speckle", "speckle_of"]

Floats = NDArray[np.float64]

LOGARITHM = 5.57  # dB, standard deviation of 10 lg of an exponential variate: pi / sqrt(6) * 10 / ln 10
HALF = (
    0.905  # standard deviations of the amplitude's point spread at which the covariance of logarithms halves
)
PATCH = 2.0e-3  # m
RANGES = (40.0, 90.0)  # dB from black to white that scanners offer; beyond them the patches mislead
LENGTHS = (0.03e-3, 0.6e-3)  # m, point spreads that are believed
GREYS = (30.0, 225.0)  # between black and white, where nothing is cut off
ASSUMED_RANGE = 60.0  # dB, where no patch can be used
ASSUMED_SPREAD = (0.10e-3, 0.22e-3)


@dataclass(frozen=True)
class Speckle:
    """Scale and sharpness of a picture.

    Attributes
    ----------
    decibel : dB per step of grey.
    along, across : m, standard deviation of the amplitude's point spread along the beam and across it.
    measured : False where there was no usable patch, so that usual values stand in.
    """

    decibel: float
    along: float
    across: float
    measured: bool


def speckle_of(
    picture: NDArray[np.uint8], spacing: tuple[float, float], settings: Mapping[str, str]
) -> Speckle:
    """Scale and sharpness from the quieter patches of one picture; the dynamic range as set, where it is
    told.

    >>> noise = np.full((200, 200), 128, np.uint8)
    >>> speckle_of(noise, (1e-4, 1e-4), {"dynamic range": "51 dB"}).decibel
    0.2
    """
    residues = _residues(picture, *(max(6, round(PATCH / item)) for item in spacing))
    spreads = residues.std(axis=(1, 2))
    residues, spreads = residues[spreads >= 1.0], spreads[spreads >= 1.0]
    along = _half_lengths(residues) * spacing[0]
    across = _half_lengths(residues.transpose(0, 2, 1)) * spacing[1]
    told = _told(settings)
    measured = len(spreads) >= 8
    if not measured:
        return Speckle((told or ASSUMED_RANGE) / 255.0, *ASSUMED_SPREAD, False)
    # layers and bright lines only widen a patch, so that the lower ones are the uniform tissue
    scale = told / 255.0 if told else LOGARITHM / float(np.percentile(spreads, 50))
    scale = float(np.clip(scale, RANGES[0] / 255.0, RANGES[1] / 255.0))
    lengths = [float(np.clip(np.median(item) / HALF, *LENGTHS)) for item in (along, across)]
    return Speckle(scale, lengths[0], lengths[1], True)


def _residues(picture: NDArray[np.uint8], rows: int, columns: int) -> Floats:
    """(patch, row, column) what the best plane leaves of those that are neither black nor white."""
    tall, broad = ((size - 1) // step for size, step in zip(picture.shape, (rows, columns), strict=True))
    whole = picture[: tall * rows, : broad * columns].reshape(tall, rows, broad, columns)
    patches = whole.transpose(0, 2, 1, 3).reshape(tall * broad, rows, columns)
    middle = np.median(patches.reshape(tall * broad, rows * columns), axis=1)
    kept = patches[(middle > GREYS[0]) & (middle < GREYS[1])].astype(float)
    i, j = np.linspace(-1.0, 1.0, rows)[:, None], np.linspace(-1.0, 1.0, columns)[None, :]
    for part, share in ((np.ones((1, 1)), 1.0), (i, (i * i).mean()), (j, (j * j).mean())):
        kept -= part * ((kept * part).mean(axis=(1, 2)) / share)[:, None, None]
    return np.asarray(kept)


def _half_lengths(residues: Floats) -> Floats:
    """(patch,) rows at which the covariance has fallen to half."""
    rows = residues.shape[1]
    found = np.full(len(residues), 0.5 * rows)
    left, before = np.arange(len(residues)), np.ones(len(residues))
    variance = np.square(residues).mean(axis=(1, 2))
    for lag in range(1, rows // 2):
        if not left.size:
            break
        part = residues[left]
        now = (part[:, lag:] * part[:, :-lag]).mean(axis=(1, 2)) / variance[left]
        half = now <= 0.5
        found[left[half]] = lag - 1 + (before[half] - 0.5) / (before[half] - now[half])
        left, before = left[~half], now[~half]
    return found


def _told(settings: Mapping[str, str]) -> float | None:
    """The dynamic range in dB that a clip's settings name."""
    found = re.match(r"\s*([0-9.]+)\s*dB", settings.get("dynamic range", ""))
    return float(found[1]) if found else None
