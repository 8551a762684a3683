"""Where a straight shaft passes the skin, and how steeply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.coverage import structure_at
from cryonerve.anatomy.volume import Volume

__all__ = ["Entry", "entry_of"]

Floats = NDArray[np.float64]

STEP = 0.25e-3  # m, along the shaft
LONGEST = 0.3  # m, from tip to skin
AROUND = 6e-3  # m around the entry, over which the skin is taken as flat
RAYS = 2000


@dataclass(frozen=True, eq=False)
class Entry:
    """A shaft's way through the skin.

    Attributes
    ----------
    at : (3,) m, where the shaft leaves the body. normal : (3,) unit vector out of the body there.
    length : m of shaft in the body. steepness : degrees between shaft and skin: 90 stands upright on it.
    """

    at: Floats
    normal: Floats
    length: float
    steepness: float


def entry_of(volume: Volume, tip: Floats, axis: Floats) -> Entry | None:
    """The way of a shaft from its tip along `axis` (towards the handle) out of the body.

    None where it does not leave the body within the volume (a scan that was cut, a block without skin: its
    faces are no skin) or where the tip lies outside.

    Parameters
    ----------
    volume : from `cryonerve.build`. tip : (3,) m. axis : (3,) unit vector from tip to handle.
    """
    if volume.uniform:
        return None
    along = np.arange(0.0, LONGEST, STEP)
    points = np.asarray(tip, float) + along[:, None] * np.asarray(axis, float)
    body = structure_at(volume, points) > 0
    if not body[0] or body.all():
        return None
    first = int(np.argmin(body))
    if not _within(volume, points[first]):
        return None
    at = 0.5 * (points[first] + points[first - 1])
    ways = _sphere()
    outside = structure_at(volume, at + AROUND * ways) == 0
    mean = ways[outside].sum(axis=0)
    size = float(np.linalg.norm(mean))
    if size == 0.0:
        return None
    normal = mean / size
    rise = float(np.clip(normal @ np.asarray(axis, float), -1.0, 1.0))
    return Entry(at, normal, float(along[first]) - 0.5 * STEP, float(np.degrees(np.arcsin(rise))))


def _within(volume: Volume, point: Floats) -> bool:
    """Whether a point lies in the box of the volume: beyond it nobody knows whether there is body."""
    low, high = volume.bounds
    return bool(np.all(point >= low) and np.all(point <= high))


def _sphere() -> Floats:
    """Directions spread evenly over the sphere (a golden spiral), (ray, 3)."""
    number = np.arange(RAYS) + 0.5
    height = 1.0 - 2.0 * number / RAYS
    turn = np.pi * (1.0 + np.sqrt(5.0)) * number
    wide = np.sqrt(1.0 - height**2)
    return np.stack([wide * np.cos(turn), wide * np.sin(turn), height], axis=1)
