"""Painter's order below the cell: shares of the cells of any grid from signed distances.

A plane that cuts a cell of widths h at signed distance d from its centre covers about clip(1/2 - d / w, 0, 1)
of it, where w^2 = (h_x g_x)^2 + (h_y g_y)^2 + (h_z g_z)^2 and g is the gradient of d. This is exact for
planes along an axis; for any other plane w is the width of the ramp that spreads as far (has the same
variance) as the true one. With d averaged over the cell instead of taken at its centre the volume inside a
curved surface is right to second order, so volumes do not depend on where the grid lies. Cells a surface
passes are split.

This is the specification in NumPy; `quick_painting` does the same by compiled loops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Shape

__all__ = ["BLOCK", "TRUST", "Cells", "Faces", "Shares", "bounds_of", "paint_cells", "paint_points"]

Floats = NDArray[np.float64]
Faces = tuple[Floats, Floats, Floats]
Shares = tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.float32], NDArray[np.float32]]
SLAB_CELLS = 300_000  # cells worked on at once: bounds the memory and fits the cache
BLOCK = 4  # cells along each edge of the blocks that are accepted or rejected as a whole
TRUST = 1.1  # a distance tells inside from outside beyond this many half diagonals, times the solid's stretch
CORNERS = np.array(list(product((-0.25, 0.25), repeat=3)))


@dataclass(frozen=True, eq=False)
class Cells:
    """A rectilinear grid with its blocks; only `wanted` cells (all where None) are ever looked at."""

    faces: Faces
    wanted: NDArray[np.bool_] | None = None

    @cached_property
    def shape(self) -> tuple[int, int, int]:
        """Number of cells along each axis."""
        return tuple(f.size - 1 for f in self.faces)  # type: ignore[return-value]

    @cached_property
    def blocks(self) -> Faces:
        """Faces of the blocks along each axis."""
        return tuple(np.append(f[:-1:BLOCK], f[-1]) for f in self.faces)  # type: ignore[return-value]

    @cached_property
    def centres(self) -> Faces:
        """Centres of the cells along each axis."""
        return tuple(0.5 * (f[1:] + f[:-1]) for f in self.faces)  # type: ignore[return-value]

    @cached_property
    def widths(self) -> Faces:
        """Widths of the cells along each axis."""
        return tuple(np.diff(f) for f in self.faces)  # type: ignore[return-value]

    def at(self, flat: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Centres and widths (n, 3) of cells given by flat index."""
        index = np.unravel_index(flat, self.shape)
        centre = np.stack([c[i] for c, i in zip(self.centres, index, strict=True)], axis=1)
        width = np.stack([w[i] for w, i in zip(self.widths, index, strict=True)], axis=1)
        return centre, width

    def spread(self, blocks: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """A mask over blocks as a mask over cells."""
        for axis, size in enumerate(self.shape):
            blocks = blocks.repeat(BLOCK, axis=axis)
            blocks = np.take(blocks, range(size), axis=axis)
        return blocks if self.wanted is None else blocks & self.wanted


def paint_cells(shapes: Sequence[Shape], faces: Faces, wanted: NDArray[np.bool_] | None = None) -> Shares:
    """First and second label, share of the first, and share inside the body of all wanted cells."""
    shape = tuple(f.size - 1 for f in faces)
    layers = max(BLOCK, SLAB_CELLS // (shape[0] * shape[1]))
    slabs = []
    for k in range(0, shape[2], layers):
        part = None if wanted is None else wanted[:, :, k : k + layers]
        slabs.append(_slab_cells(shapes, Cells((faces[0], faces[1], faces[2][k : k + layers + 1]), part)))
    return tuple(np.concatenate(part, axis=2) for part in zip(*slabs, strict=True))  # type: ignore[return-value]


def _slab_cells(shapes: Sequence[Shape], cells: Cells) -> Shares:
    """The same for one slab."""
    count = int(np.prod(cells.shape))
    cover = [_cover(shape, cells) for shape in shapes]
    mixed = np.zeros(count, bool)
    pure = np.zeros(count, np.int16)
    for shape, (inside, partial, _) in zip(shapes, cover, strict=True):
        pure[inside] = shape.label
        mixed[inside] = False  # what was painted before is covered
        mixed[partial] = True
    rows = np.flatnonzero(mixed)
    first, second = pure.copy(), pure.copy()
    share, body = np.ones(count, np.float32), (pure > 0).astype(np.float32)
    if rows.size:
        first[rows], second[rows], share[rows], body[rows] = _blend(shapes, cover, rows, count)
    return tuple(part.reshape(cells.shape) for part in (first, second, share, body))  # type: ignore[return-value]


def paint_points(shapes: Sequence[Shape], faces: Faces) -> NDArray[np.int16]:
    """Label at the centre of every cell (the voxels of a volume)."""
    across = (faces[0].size - 1) * (faces[1].size - 1)
    layers = max(BLOCK, SLAB_CELLS // across)
    slabs = [
        _slab_points(shapes, Cells((faces[0], faces[1], faces[2][k : k + layers + 1])))
        for k in range(0, faces[2].size - 1, layers)
    ]
    return np.concatenate(slabs, axis=2)


def _slab_points(shapes: Sequence[Shape], cells: Cells) -> NDArray[np.int16]:
    """Label at the centre of every cell of one slab; slabs keep the work in the processor's cache."""
    labels = np.zeros(int(np.prod(cells.shape)), np.int16)
    for shape in shapes:
        inside, near, distance = _sort_out(shape, cells)
        labels[inside] = shape.label
        labels[near[distance < 0.0]] = shape.label
    return labels.reshape(cells.shape)


def _sort_out(shape: Shape, cells: Cells) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Cells wholly inside a shape, cells its surface may pass (flat indices), and distances of the latter."""
    nothing, none = np.empty(0, np.intp), np.empty(0)
    low, high = bounds_of(shape)
    touched = [(f[1:] > low[a]) & (f[:-1] < high[a]) for a, f in enumerate(cells.blocks)]
    if not all(t.any() for t in touched):
        return nothing, nothing, none
    middle = [0.5 * (f[1:] + f[:-1])[t] for f, t in zip(cells.blocks, touched, strict=True)]
    half = [0.5 * np.diff(f)[t] for f, t in zip(cells.blocks, touched, strict=True)]
    grid = np.stack(np.meshgrid(*middle, indexing="ij"), axis=-1)
    trust = TRUST * float(getattr(shape, "stretch", 1.5))
    reach = trust * np.sqrt(
        half[0][:, None, None] ** 2 + half[1][None, :, None] ** 2 + half[2][None, None, :] ** 2
    )
    distance = shape.distance(grid.reshape(-1, 3)).reshape(reach.shape)
    where = np.ix_(*touched)
    full = np.zeros(tuple(f.size - 1 for f in cells.blocks), bool)
    open_ = full.copy()
    full[where] = distance <= -reach
    open_[where] = np.abs(distance) < reach
    inside = np.flatnonzero(cells.spread(full))
    near = np.flatnonzero(cells.spread(open_))
    if not near.size:
        return inside, near, none
    centre, width = cells.at(near)
    reach = 0.5 * trust * np.sqrt(width[:, 0] ** 2 + width[:, 1] ** 2 + width[:, 2] ** 2)
    distance = shape.distance(centre)
    passed = np.abs(distance) < reach
    return np.concatenate([inside, near[distance <= -reach]]), near[passed], distance[passed]


def bounds_of(shape: Shape) -> Floats:
    """Corners of a box that holds the shape; endless for a shape that does not say."""
    found: Floats = getattr(shape, "bounds", np.array([[-np.inf] * 3, [np.inf] * 3]))
    return found


def _cover(shape: Shape, cells: Cells) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Cells wholly inside a shape, cells partly inside, and how much of the latter is."""
    inside, near, middle = _sort_out(shape, cells)
    if not near.size:
        return inside, near, np.empty(0)
    centre, width = cells.at(near)
    points = centre[:, None, :] + CORNERS * width[:, None, :]
    distance = shape.distance(points.reshape(-1, 3)).reshape(len(near), len(CORNERS))
    # d a quarter cell from the middle gives the change of d across a sub-cell of half the width.
    change = distance @ (np.sign(CORNERS) / len(CORNERS)) * 2.0
    ramp = np.maximum(np.sqrt((change**2).sum(axis=1)), 1e-12)
    # The mean of d over a sub-cell exceeds d at its centre by a third of what sub-centres exceed the middle.
    bent = np.clip((distance.mean(axis=1) - middle) / 3.0, -0.1 * ramp, 0.1 * ramp)
    share = np.clip(0.5 - (distance + bent[:, None]) / ramp[:, None], 0.0, 1.0).mean(axis=1)
    whole, part = share >= 1.0, (share > 0.0) & (share < 1.0)
    return np.concatenate([inside, near[whole]]), near[part], share[part]


def _blend(
    shapes: Sequence[Shape],
    cover: Sequence[tuple[NDArray[np.intp], NDArray[np.intp], Floats]],
    rows: NDArray[np.intp],
    count: int,
) -> Shares:
    """Compose the cells that more than one thing fills."""
    place = np.full(count, -1, np.intp)
    place[rows] = np.arange(rows.size)
    labels = np.array([0, *dict.fromkeys(shape.label for shape in shapes)], np.int16)
    column = {int(label): k for k, label in enumerate(labels)}
    level = np.zeros(labels.size, int)
    for shape in shapes:
        level[column[shape.label]] = getattr(shape, "level", 1)
    amount = np.zeros((rows.size, labels.size))
    amount[:, 0] = 1.0
    for shape, (inside, partial, share) in zip(shapes, cover, strict=True):
        mine = column[shape.label]
        whole = place[inside]
        whole = whole[whole >= 0]
        amount[whole] = 0.0
        amount[whole, mine] = 1.0
        part = place[partial]
        kept = part >= 0
        part = part[kept]
        if part.size:
            amount[part] = _displace(amount[part], share[kept], mine, (level, getattr(shape, "nested", True)))
    return _two_largest(amount, labels)


def _displace(amount: Floats, share: Floats, mine: int, rule: tuple[NDArray[np.int_], bool]) -> Floats:
    """Put `share` of column `mine` in place of what is there (see `Painted`)."""
    level, nested = rule
    own = level[mine]
    inside = [np.flatnonzero((level < own) & (level > 0))] if not nested else []
    lower = [np.flatnonzero(level == n) for n in range(own - 1, 0, -1)] if nested else []
    others = np.flatnonzero((level >= own) & (np.arange(level.size) != mine))
    wanted = share - amount[:, mine]  # never takes its own share twice
    wanted = np.maximum(wanted, 0.0)
    amount = amount.copy()
    amount[:, mine] += wanted
    for group in (*inside, *lower, np.array([0]), others):
        there = amount[:, group].sum(axis=1)
        taken = np.minimum(wanted, there)
        amount[:, group] *= np.where(there > 0.0, 1.0 - taken / np.where(there > 0.0, there, 1.0), 1.0)[
            :, None
        ]
        wanted = wanted - taken
    return amount


def _two_largest(amount: Floats, labels: NDArray[np.int16]) -> Shares:
    """The two labels that fill most of each cell's body part; column 0 of `amount` is the outside."""
    body = 1.0 - amount[:, 0]
    inner = amount.copy()
    inner[:, 0] = 0.0
    row = np.arange(len(inner))
    one = inner.round(9).argmax(axis=1)  # equal amounts differ by rounding
    most = inner[row, one]
    inner[row, one] = 0.0
    two = inner.round(9).argmax(axis=1)
    next_most = inner[row, two]
    two = np.where(next_most > 1e-6, two, one)
    share = np.where(next_most > 1e-6, most / np.maximum(most + next_most, 1e-12), 1.0)
    first = np.where(most > 0.0, labels[one], 0).astype(np.int16)
    second = np.where(most > 0.0, labels[two], 0).astype(np.int16)
    return first, second, share.astype(np.float32), body.astype(np.float32)
