"""How many axons of each class every fascicle holds: densities by kind of fascicle, placed by topography.

Fascicles are mostly sensory or mostly motor. Where the table says on which side of a nerve the sensory ones
lie, those that lie farthest that way are taken first until their share of the area is reached; elsewhere
chance decides. Densities and shares are assumed; see axons.toml.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.sources.axons import axon_classes, topography_of

__all__ = ["PURITY", "populated", "sensory_shares"]

Floats = NDArray[np.float64]
PURITY = 0.85  # sensory share of the axons' area in a mostly sensory fascicle; assumed
SCATTER = 0.25  # of the nerve's half width by which the border between the two is blurred; assumed
DRAW = 7  # stream of random numbers, apart from those that draw the fascicles


def populated(course: NerveCourse, seed: int, *, medial: float) -> NerveCourse:
    """The same nerve with the axons of its fascicles counted.

    Parameters
    ----------
    seed : of the case; each nerve should get its own.
    medial : +1 where medial is to the right (left side of the body), -1 where it is to the left.

    Returns
    -------
    The course with `axon_counts` (fascicle, class), whole numbers drawn around density times area. The parts
    of a divided fascicle have none of their own.
    """
    rng = np.random.default_rng([seed, DRAW])
    sensory = sensory_shares(course, rng, medial=medial)
    proper = np.flatnonzero(~course.neuroma)
    middle = int(proper[len(proper) // 2]) if proper.size else len(course.arc) // 2
    area = np.pi * np.square(course.fascicle_radii[middle])
    classes = axon_classes().values()
    density = np.stack(
        [
            sensory * kind.sensory_density.value + (1.0 - sensory) * kind.motor_density.value
            for kind in classes
        ],
        axis=1,
    )
    return replace(course, axon_counts=rng.poisson(area[:, None] * density))


def sensory_shares(course: NerveCourse, rng: np.random.Generator, *, medial: float) -> Floats:
    """(fascicle,) sensory share of each fascicle, 0..1."""
    known = topography_of(course.name)
    share = 0.0 if course.motor else known.sensory_share.value
    columns = course.fascicle_radii.shape[1]
    if share in (0.0, 1.0):
        return np.full(columns, share)
    proper = np.flatnonzero(~course.neuroma)
    middle = int(proper[len(proper) // 2]) if proper.size else len(course.arc) // 2
    ways = {"posteromedial": (medial, -1.0), "": (0.0, 0.0)}
    way = np.array([*ways[known.sensory_side], 0.0]) / np.sqrt(2.0)
    places = course.fascicle_offsets[middle] @ course.across[middle] @ way
    scatter = SCATTER if known.sensory_side else 1.0
    places = places / course.semi_axes[middle].max() + rng.normal(0.0, scatter, columns)
    area = np.square(course.fascicle_radii[middle])
    order = np.argsort(-places)
    before = np.cumsum(area[order]) - 0.5 * area[order]
    sensory = np.empty(columns)
    sensory[order] = np.where(before <= share * area.sum(), PURITY, 1.0 - PURITY)
    return sensory
