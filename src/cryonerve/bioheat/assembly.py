"""From what each cell is to what leads heat between cells, and out through the skin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy import Mixture
from cryonerve.bioheat.materials import Material
from cryonerve.bioheat.nesting import Box, Grid

__all__ = ["Cells", "Links", "links_of", "skin_films"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cells:
    """What each cell of a grid is.

    Attributes
    ----------
    mixture : (cell,) arrays. live, dead : (cell,) takes part; is filled by a probe. number : (cell,) row of
        `materials`. capacity : (cell,) m3 of tissue that stores heat in it.
    """

    grid: Grid
    mixture: Mixture
    live: Mask
    dead: Mask
    number: NDArray[np.int32]
    capacity: Floats
    materials: tuple[Material, ...]

    @cached_property
    def air(self) -> Mask:
        """(cell,) used cells outside of the body."""
        return np.asarray(self.grid.leaf & (self.mixture.first == 0) & ~self.dead)

    @cached_property
    def inverse_volume(self) -> Floats:
        """(cell,) 1/m3 of tissue, 0 in dead cells."""
        counts = self.live & (self.capacity > 0.0)
        return np.divide(1.0, self.capacity, out=np.zeros_like(self.capacity), where=counts)


class Links(NamedTuple):
    """Open faces: `along` (3, cell) area over distance (m) to the next cell of the box, and single ones.

    Attributes
    ----------
    fine, coarse : cells on either side of a face between two boxes; between : its area over distance, m.
    """

    along: Floats
    fine: Numbers
    coarse: Numbers
    between: Floats


def links_of(cells: Cells) -> Links:
    """Area over distance of every face between two live cells."""
    grid, live = cells.grid, cells.live
    along = np.zeros((3, grid.count))
    for box in grid.boxes:
        here = live[box.brick.cells].reshape(box.brick.shape)
        for axis in range(3):
            low, high = _sides(axis)
            parts = [1.0 / np.diff(box.centres[axis]) if a == axis else box.sizes[a] for a in range(3)]
            g = parts[0][:, None, None] * parts[1][None, :, None] * parts[2][None, None, :]
            along[axis, box.brick.cells].reshape(box.brick.shape)[low] = np.where(
                here[low] & here[high], g, 0.0
            )
    seams = grid.seams
    open_ = live[seams.fine] & live[seams.coarse]
    return Links(along, seams.fine[open_], seams.coarse[open_], seams.area[open_] / seams.distance[open_])


def _sides(axis: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Slices of the lower and the upper cell of every face across `axis`."""
    low = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
    high = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
    return low, high


def skin_films(cells: Cells, air_coefficient: float, body_temperature: float) -> tuple[Numbers, Floats]:
    """Skin cells and their conductance (W/K) to the air: half a cell of skin and the film in series.

    Each face counts with its share of the true surface, so that a staircase has the true area.
    """
    air, live, grid = cells.air, cells.live, cells.grid
    if not air.any():
        return np.zeros(0, np.int64), np.zeros(0)
    warm = np.array([float(item.curve.conductivity_at(body_temperature)) for item in cells.materials])
    total = np.zeros(grid.count)
    slant = np.ones(grid.count)

    def through(cell: Numbers, axis: int, area: Floats) -> Floats:
        inside = 0.5 * grid.size[cell, axis] / warm[cells.number[cell]]
        return np.asarray(area * slant[cell] / (1.0 / air_coefficient + inside))

    for box in grid.boxes:
        part = box.brick.cells
        here, outside = (a[part].reshape(box.brick.shape) for a in (live, air))
        if not outside.any():
            continue
        slant[part] = _true_share(cells.mixture.body[part].reshape(box.brick.shape), box).ravel()
        for axis in range(3):
            low, high = _sides(axis)
            across = [np.ones_like(box.sizes[a]) if a == axis else box.sizes[a] for a in range(3)]
            area = across[0][:, None, None] * across[1][None, :, None] * across[2][None, None, :]
            area, numbers = np.broadcast_to(area, box.brick.shape), box.numbers
            for mine, other in ((low, high), (high, low)):
                bare = here[mine] & outside[other]
                cell = numbers[mine][bare]
                total[cell] += through(cell, axis, area[mine][bare])
    seams = grid.seams
    for one, two in ((seams.fine, seams.coarse), (seams.coarse, seams.fine)):
        bare = live[one] & air[two]
        for axis in range(3):
            rows = bare & (seams.axis == axis)
            np.add.at(total, one[rows], through(one[rows], axis, seams.area[rows]))
    skin = np.flatnonzero(total > 0.0)
    return skin, total[skin]


def _true_share(body: NDArray[np.float32], box: Box) -> Floats:
    """True area of a surface over that of its staircase, from the slope of what is inside."""
    if min(body.shape) < 2:
        return np.ones(body.shape)
    slope = np.gradient(body.astype(float), *box.centres)
    steep = np.sqrt(sum(s * s for s in slope))
    stairs = sum(np.abs(s) for s in slope) / np.where(steep > 0.0, steep, 1.0)
    return np.asarray(1.0 / np.clip(np.where(steep > 0.0, stairs, 1.0), 1.0, np.sqrt(3.0)))
