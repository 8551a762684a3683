"""Nested boxes of cells: a coarse graded grid, halved again and again where ice will be.

The base box covers the whole volume. Where smaller cells are wanted its cells are halved along every axis and
stand in a finer box; the same again, until the finest. Cells of neighbouring boxes differ by one halving
only. A cell that is halved, or that lies outside of what its box was made for, is not used itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_erosion, find_objects, label

from cryonerve.bioheat.problem import Brick

__all__ = ["Box", "Grid", "Seams", "nested"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Faces = tuple[Floats, Floats, Floats]
Wanted = Callable[[Floats, Floats], Floats]

ALIGNED = 32  # boxes begin at multiples of this, so that their cells are loaded in whole lines
TOLERATED = 1.4142  # a cell may be this much larger than wanted
EVERYWHERE = np.ones((3, 3, 3), bool)  # a cell and all it touches


@dataclass(frozen=True, eq=False)
class Box:
    """Cells of one size class.

    Attributes
    ----------
    brick : where its cells stand. faces : along each axis, m.
    there : (i, j, k) cells that the box was made for, halved or not. halved : those in a finer box.
    parent : number of the box it was halved from, -1 for the base; corner : the parent's first cell in it.
    """

    brick: Brick
    faces: Faces
    there: Mask
    halved: Mask
    parent: int
    corner: tuple[int, int, int]

    @property
    def leaf(self) -> Mask:
        """(i, j, k) cells that are used."""
        return self.there & ~self.halved

    @cached_property
    def sizes(self) -> Faces:
        """Cell sizes along each axis, m."""
        x, y, z = (np.diff(f) for f in self.faces)
        return x, y, z

    @cached_property
    def centres(self) -> Faces:
        """Cell centres along each axis, m."""
        x, y, z = (0.5 * (f[1:] + f[:-1]) for f in self.faces)
        return x, y, z

    @property
    def numbers(self) -> Numbers:
        """(i, j, k) number of each cell."""
        return np.arange(self.brick.first, self.brick.stop).reshape(self.brick.shape)


class Seams(NamedTuple):
    """Faces between a cell of a finer box and one of the box it was halved from.

    Attributes
    ----------
    fine, coarse : cell numbers. axis : the face's normal. area : m2. distance : between centres along it, m.
    """

    fine: Numbers
    coarse: Numbers
    axis: NDArray[np.int8]
    area: Floats
    distance: Floats


@dataclass(frozen=True, eq=False)
class Grid:
    """All boxes, the base first, each after its parent."""

    boxes: tuple[Box, ...]

    @property
    def count(self) -> int:
        """Cell numbers in all, unused places counted."""
        return self.boxes[-1].brick.stop

    @property
    def bricks(self) -> tuple[Brick, ...]:
        """Where the boxes' cells stand."""
        return tuple(box.brick for box in self.boxes)

    def spread(self, of_box: Callable[[Box], NDArray[np.generic]], empty: float = 0.0) -> NDArray[np.generic]:
        """An array over all cells from one (i, j, k, ...) of each box; `empty` in unused places."""
        parts = [np.asarray(of_box(box)) for box in self.boxes]
        out = np.full((self.count, *parts[0].shape[3:]), empty, dtype=parts[0].dtype)
        for box, part in zip(self.boxes, parts, strict=True):
            out[box.brick.cells] = part.reshape(-1, *part.shape[3:])
        return out

    @cached_property
    def leaf(self) -> Mask:
        """(cell,) cells that are used."""
        return np.asarray(self.spread(lambda box: box.leaf), bool)

    @cached_property
    def centre(self) -> Floats:
        """(cell, 3) centres, m."""
        return np.asarray(
            self.spread(lambda box: np.stack(np.meshgrid(*box.centres, indexing="ij"), axis=-1)), float
        )

    @cached_property
    def size(self) -> Floats:
        """(cell, 3) edges, m."""
        return np.asarray(
            self.spread(lambda box: np.stack(np.meshgrid(*box.sizes, indexing="ij"), axis=-1)), float
        )

    @cached_property
    def generations(self) -> tuple[tuple[Numbers, Numbers], ...]:
        """For each finer box, finest first: halved cells (n,) and the eight they were halved into (n, 8)."""
        found = []
        for box in reversed(self.boxes[1:]):
            inside = np.argwhere(box.there[::2, ::2, ::2])
            parents = self.boxes[box.parent].numbers[tuple((inside + box.corner).T)]
            eight = [box.numbers[tuple((2 * inside + corner).T)] for corner in product((0, 1), repeat=3)]
            found.append((parents, np.stack(eight, axis=1)))
        return tuple(found)

    @cached_property
    def families(self) -> tuple[Numbers, Numbers]:
        """All halved cells (n,) and their parts (n, 8), in an order in which parts come before the whole."""
        none = np.zeros(0, np.int64), np.zeros((0, 8), np.int64)
        parents, children = zip(none, *self.generations, strict=True)
        return np.concatenate(parents), np.concatenate(children)

    def families_of(self, cells: Numbers) -> tuple[Numbers, Numbers]:
        """Those of `families` that it takes to fill some cells."""
        needed = np.zeros(self.count, bool)
        needed[cells] = True
        for parents, children in reversed(self.generations):
            needed[children[needed[parents]]] = True
        parents, children = self.families
        mine = needed[parents]
        return parents[mine], children[mine]

    @cached_property
    def seams(self) -> Seams:
        """Faces from box to box."""
        parts = [
            _seams(box, self.boxes[box.parent], axis, step)
            for box in self.boxes[1:]
            for axis in range(3)
            for step in (-1, 1)
        ]
        if not parts:
            none, nothing = np.zeros(0, np.int64), np.zeros(0)
            return Seams(none, none, np.zeros(0, np.int8), nothing, nothing)
        return Seams(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def nested(base: Faces, halvings: int, wanted: Wanted) -> Grid:
    """Halve the cells of a base grid where smaller ones are wanted.

    Parameters
    ----------
    base : faces of the coarsest cells. halvings : how often cells may be halved.
    wanted : from points (n, 3) and their cells' half diagonals (n,), m, the smallest size that is wanted
        anywhere in the cell.

    Examples
    --------
    >>> even = np.linspace(0.0, 8e-3, 5)
    >>> grid = nested((even, even, even), 1, lambda points, reach: 1e-3 + np.abs(points[:, 0]) - reach)
    >>> [box.brick.shape for box in grid.boxes]
    [(4, 4, 4), (2, 8, 8)]
    """
    shape = len(base[0]) - 1, len(base[1]) - 1, len(base[2]) - 1
    whole = Box(Brick(0, shape), base, np.ones(shape, bool), np.zeros(shape, bool), -1, (0, 0, 0))
    boxes, level = [whole], [0]
    for _ in range(halvings):
        level = [new for number in level for new in _halve(boxes, number, wanted)]
    return Grid(tuple(boxes))


def _halve(boxes: list[Box], number: int, wanted: Wanted) -> list[int]:
    """Halve what one box has too coarse; appends the finer boxes and returns their numbers."""
    box = boxes[number]
    sizes, points = (
        np.stack(np.meshgrid(*part, indexing="ij"), axis=-1)[box.there] for part in (box.sizes, box.centres)
    )
    coarse = wanted(points, 0.5 * np.linalg.norm(sizes, axis=1)) * TOLERATED < sizes.max(axis=1)
    flags = box.there.copy()
    flags[box.there] = coarse
    flags &= _surrounded(box, boxes)
    regions, count = label(flags, EVERYWHERE)
    new: list[int] = []
    for index, region in enumerate(find_objects(regions), 1):
        there = regions[region] == index
        x, y, z = (_halved_faces(box.faces[axis], region[axis]) for axis in range(3))
        fine = there.repeat(2, axis=0).repeat(2, axis=1).repeat(2, axis=2)
        stride = fine.shape[1] * fine.shape[2]
        brick = Brick(-(-(boxes[-1].brick.stop + stride) // ALIGNED) * ALIGNED, fine.shape)
        corner = tuple(part.start for part in region)
        boxes.append(Box(brick, (x, y, z), fine, np.zeros_like(fine), number, corner))
        new.append(len(boxes) - 1)
    boxes[number] = Box(box.brick, box.faces, box.there, flags, box.parent, box.corner)
    return new if count else []


def _surrounded(box: Box, boxes: list[Box]) -> Mask:
    """Cells whose neighbours all exist in the box, or would lie outside of the volume."""
    outer = boxes[0].faces
    padded = np.zeros(tuple(n + 2 for n in box.there.shape), bool)
    padded[1:-1, 1:-1, 1:-1] = box.there
    for axis in range(3):
        for end in (0, -1):
            if abs(box.faces[axis][end] - outer[axis][end]) < 1e-9:
                edge = np.moveaxis(padded, axis, 0)
                edge[end] = edge[1 if end == 0 else -2]
    return np.asarray(binary_erosion(padded, EVERYWHERE)[1:-1, 1:-1, 1:-1], bool)


def _halved_faces(faces: Floats, part: slice) -> Floats:
    """Faces of a part of the cells with a face in the middle of each."""
    mine = faces[part.start : part.stop + 1]
    out = np.empty(2 * len(mine) - 1)
    out[::2], out[1::2] = mine, 0.5 * (mine[1:] + mine[:-1])
    return out


def _seams(
    box: Box, above: Box, axis: int, step: int
) -> tuple[Numbers, Numbers, NDArray[np.int8], Floats, Floats]:
    """Faces across one side of the used cells of a box to those of its parent."""
    at = np.argwhere(box.leaf)
    other = at.copy()
    other[:, axis] += step
    within = (other[:, axis] >= 0) & (other[:, axis] < box.there.shape[axis])
    out = ~within
    out[within] = ~box.there[tuple(other[within].T)]
    at, other = at[out], other[out] // 2 + np.array(box.corner)
    exists = (other[:, axis] >= 0) & (other[:, axis] < above.there.shape[axis])
    at, other = at[exists], other[exists]
    used = above.leaf[tuple(other.T)]
    at, other = at[used], other[used]
    across = [box.sizes[a][at[:, a]] for a in range(3) if a != axis]
    distance = 0.5 * (box.sizes[axis][at[:, axis]] + above.sizes[axis][other[:, axis]])
    return (
        box.numbers[tuple(at.T)],
        above.numbers[tuple(other.T)],
        np.full(len(at), axis, np.int8),
        across[0] * across[1],
        distance,
    )
