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
    rows, columns = (max(6, round(PATCH / item)) for item in spacing)
    spreads, along, across = [], [], []
    for i in range(0, picture.shape[0] - rows, rows):
        for j in range(0, picture.shape[1] - columns, columns):
            patch = picture[i : i + rows, j : j + columns].astype(float)
            if not GREYS[0] < float(np.median(patch)) < GREYS[1]:
                continue
            residue = patch - _plane(patch)
            spread = float(residue.std())
            if spread < 1.0:
                continue
            spreads.append(spread)
            along.append(_half_length(residue) * spacing[0])
            across.append(_half_length(residue.T) * spacing[1])
    told = _told(settings)
    measured = len(spreads) >= 8
    if not measured:
        return Speckle((told or ASSUMED_RANGE) / 255.0, *ASSUMED_SPREAD, False)
    # layers and bright lines only widen a patch, so that the lower ones are the uniform tissue
    scale = told / 255.0 if told else LOGARITHM / float(np.percentile(spreads, 50))
    scale = float(np.clip(scale, RANGES[0] / 255.0, RANGES[1] / 255.0))
    lengths = [float(np.clip(np.median(item) / HALF, *LENGTHS)) for item in (along, across)]
    return Speckle(scale, lengths[0], lengths[1], True)


def _plane(patch: Floats) -> Floats:
    """Best plane through a patch."""
    i = np.linspace(-1.0, 1.0, patch.shape[0])[:, None]
    j = np.linspace(-1.0, 1.0, patch.shape[1])[None, :]
    mean = float(patch.mean())
    return np.asarray(
        mean + i * float((patch * i).mean() / (i * i).mean()) + j * float((patch * j).mean() / (j * j).mean())
    )


def _half_length(residue: Floats) -> float:
    """Rows at which the covariance has fallen to half."""
    variance = float((residue * residue).mean())
    before = 1.0
    for lag in range(1, residue.shape[0] // 2):
        now = float((residue[lag:] * residue[:-lag]).mean()) / variance
        if now <= 0.5:
            return float(lag - 1 + (before - 0.5) / (before - now))
        before = now
    return float(residue.shape[0] / 2)


def _told(settings: Mapping[str, str]) -> float | None:
    """The dynamic range in dB that a clip's settings name."""
    found = re.match(r"\s*([0-9.]+)\s*dB", settings.get("dynamic range", ""))
    return float(found[1]) if found else None
