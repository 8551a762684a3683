"""From what each cell is to what leads heat between cells, and out through the skin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy import Mixture
from cryonerve.bioheat.nesting import Box, Grid
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.bioheat.problem import Brick

__all__ = ["Cells", "Faces", "Links", "Skin", "faces_of", "links_of", "skin_films", "skin_of"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cells:
    """What each cell of a grid is, whatever its tissue is made of; cases of an ensemble share it.

    Attributes
    ----------
    mixture : (cell,) arrays. live, dead : (cell,) takes part; is filled by a probe.
    tissue_volume : (cell,) m3, geometric, without probes and air. capacity : (cell,) m3 of tissue that stores
        heat in it. placements : the probes. spacing : finest cell around the tips, m.
    """

    grid: Grid
    mixture: Mixture
    live: Mask
    dead: Mask
    tissue_volume: Floats
    capacity: Floats
    placements: tuple[Placement, ...]
    spacing: float

    @cached_property
    def air(self) -> Mask:
        """(cell,) used cells outside of the body."""
        return np.asarray(self.grid.leaf & (self.mixture.first == 0) & ~self.dead)

    @cached_property
    def inverse_volume(self) -> Floats:
        """(cell,) 1/m3 of tissue, 0 in dead cells."""
        counts = self.live & (self.capacity > 0.0)
        return np.divide(1.0, self.capacity, out=np.zeros_like(self.capacity), where=counts)

    @cached_property
    def readable(self) -> Mask:
        """(cell,) cells whose temperature means something: live ones, and halved ones with a live part."""
        out = self.live.copy()
        for parents, children in self.grid.generations:
            out[parents] = out[children].any(axis=1)
        return out


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


class Faces(NamedTuple):
    """The same, parted by what a kernel does with them.

    Attributes
    ----------
    along : (3, cell) to the next cell of the box where both are of one material, m.
    one, two, area : all others, between unlike materials and from box to box; area over distance, m.
    """

    along: Floats
    one: Numbers
    two: Numbers
    area: Floats


def faces_of(links: Links, bricks: Sequence[Brick], number: NDArray[np.int32]) -> Faces:
    """Open faces, where the cells' materials have some `number` (cell,)."""
    along, unlike = links.along.copy(), [(links.fine, links.coarse, links.between)]
    for brick in bricks:
        for axis in range(3):
            low, high = brick.sides(axis)
            mixed = brick.first + np.flatnonzero((number[low] != number[high]) & (along[axis, low] > 0.0))
            unlike.append((mixed, mixed + brick.strides[axis], along[axis, mixed].copy()))
            along[axis, mixed] = 0.0
    return Faces(along, *(np.concatenate(column) for column in zip(*unlike, strict=True)))


class Skin(NamedTuple):
    """Faces between the body and the air.

    Attributes
    ----------
    cell : (skin cell,) numbers. of : (face,) which of them. half : (face,) m from its centre to the face.
    area : (face,) m2, with its share of the true surface, so that a staircase has the true area.
    """

    cell: Numbers
    of: Numbers
    half: Floats
    area: Floats


def skin_films(skin: Skin, conductivity: Floats, air_coefficient: float) -> Floats:
    """Conductance (skin cell,) W/K to the air: half a cell of skin and the film in series.

    `conductivity` : (skin cell,) W/m/K.
    """
    through = skin.area / (1.0 / air_coefficient + skin.half / conductivity[skin.of])
    return np.bincount(skin.of, through, len(skin.cell)).astype(float)  # of no faces it makes integers


def skin_of(cells: Cells) -> Skin:
    """All faces between the body and the air."""
    air, live, grid = cells.air, cells.live, cells.grid
    slant = np.ones(grid.count)
    found: list[tuple[Numbers, Floats, Floats]] = []

    def note(cell: Numbers, axis: int, area: Floats) -> None:
        found.append((cell, 0.5 * grid.size[cell, axis], area * slant[cell]))

    for box in grid.boxes if air.any() else ():
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
                note(numbers[mine][bare], axis, area[mine][bare])
    seams = grid.seams
    for one, two in ((seams.fine, seams.coarse), (seams.coarse, seams.fine)):
        bare = live[one] & air[two]
        for axis in range(3):
            rows = bare & (seams.axis == axis)
            note(one[rows], axis, seams.area[rows])
    cell, half, area = (np.concatenate(column) for column in zip(*found, strict=True))
    return Skin(*np.unique(cell, return_inverse=True), half, area)


def _true_share(body: NDArray[np.float32], box: Box) -> Floats:
    """True area of a surface over that of its staircase, from the slope of what is inside."""
    if min(body.shape) < 2:
        return np.ones(body.shape)
    slope = np.gradient(body.astype(float), *box.centres)
    steep = np.sqrt(sum(s * s for s in slope))
    stairs = sum(np.abs(s) for s in slope) / np.where(steep > 0.0, steep, 1.0)
    return np.asarray(1.0 / np.clip(np.where(steep > 0.0, stairs, 1.0), 1.0, np.sqrt(3.0)))
