"""Fields as readers see them: values also where a probe or air is, and on one grid of straight lines."""

# ruff: noqa: ANN401  (compiled code: bare arrays)

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import Discretisation
from cryonerve.bioheat.nesting import Grid
from cryonerve.bioheat.points import Acting, corners_of
from cryonerve.bioheat.problem import brick_of
from cryonerve.bioheat.thermometer import fill_halved

__all__ = ["Blanks", "Display", "blanks_of", "display_of", "shown_field"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
SAME = 1e-9  # m; faces closer than this are one
BESIDE = 1e-3  # m from a probe; its cells lie within
BLOCK = 512


class Blanks(NamedTuple):
    """Cells without a temperature of their own.

    Attributes
    ----------
    live : (n,) cells that have one; weight : (n,) their share of the tissue. air : (cell,) outside of the
        body, or not used.
    dead : (d,) cells of probes. beside : (6, d) the cells next to them; counted : (6, d) those that are live.
    active : for each probe the rows of `dead` that belong to its active part.
    """

    live: Numbers
    weight: Floats
    air: NDArray[np.bool_]
    dead: Numbers
    beside: Numbers
    counted: NDArray[np.bool_]
    active: tuple[Numbers, ...]


def blanks_of(grid: Discretisation) -> Blanks:
    """What has to be filled where a field is shown."""
    air = (grid.labels == 0) | ~grid.grid.leaf
    dead = np.flatnonzero(~grid.live & ~air)
    beside, points = _neighbours(grid, dead), grid.grid.centre[dead]
    active = []
    for item in grid.placements:
        along, _ = item.along_and_across(points)
        active.append(np.flatnonzero((item.distance(points) < BESIDE) & (along < item.active_length)))
    live = np.flatnonzero(grid.live)
    volume = grid.tissue_volume[live]
    return Blanks(live, volume / volume.sum(), air, dead, beside, grid.live[beside], tuple(active))


def shown_field(
    grid: Discretisation, temperature: NDArray[np.floating], acting: Acting, blanks: Blanks | None = None
) -> NDArray[np.float32]:
    """Temperature (cell,) degC with every cell filled; `blanks` of the grid, found anew if not given.

    Cells of a probe show its wall while it acts, else the mean of their live neighbours; air shows the mean
    of the body, by volume, so that interpolation near the skin is not torn.
    """
    blanks = blanks_of(grid) if blanks is None else blanks
    shown = np.array(temperature, np.float32)
    body = float((temperature[blanks.live] * blanks.weight).sum())
    shown[blanks.air] = body
    count = blanks.counted.sum(axis=0)
    total = np.where(blanks.counted, temperature[blanks.beside], 0.0).sum(axis=0)
    shown[blanks.dead] = np.where(count > 0, total / np.maximum(count, 1.0), body)
    for mine, wall in zip(blanks.active, acting.wall, strict=True):
        if not np.isnan(wall):
            shown[blanks.dead[mine]] = wall
    fill_halved(*grid.grid.families, np.ones(len(shown), np.bool_), shown)
    return shown


def _neighbours(grid: Discretisation, cells: Numbers) -> Numbers:
    """The cells (6, n) next to each on either side of every axis, itself at the end of its box."""
    bricks = grid.problem.bricks
    of = brick_of(bricks, cells)
    first, shape = (np.array([getattr(brick, what) for brick in bricks])[of] for what in ("first", "shape"))
    at = np.stack(
        [(cells - first) // (shape[:, 1] * shape[:, 2]), (cells - first) // shape[:, 2] % shape[:, 1],
         (cells - first) % shape[:, 2]], axis=1
    )  # fmt: skip
    found = []
    for axis, step in product(range(3), (-1, 1)):
        other = at.copy()
        other[:, axis] = np.clip(other[:, axis] + step, 0, shape[:, axis] - 1)
        found.append(first + (other[:, 0] * shape[:, 1] + other[:, 1]) * shape[:, 2] + other[:, 2])
    return np.stack(found)


@dataclass(frozen=True, eq=False)
class Display:
    """One grid of straight lines that has every face of every box, and how to fill it.

    Attributes
    ----------
    faces : along each axis, m. leaf : (i, j, k) number of the used cell there.
    cells, weights : (i * j * k, 8) cells among whose centres its centre lies.
    """

    faces: tuple[Floats, Floats, Floats]
    leaf: Numbers
    cells: NDArray[np.uint32]
    weights: NDArray[np.float32]

    @property
    def centres(self) -> tuple[Floats, Floats, Floats]:
        """Cell centres along each axis, m."""
        x, y, z = (0.5 * (f[1:] + f[:-1]) for f in self.faces)
        return x, y, z

    def smooth(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """(frame, i, j, k) from (frame, cell): trilinear where cells are larger than here."""
        out = np.empty((len(values), self.leaf.size), np.float32)
        _spread(values, self.cells, self.weights, out)
        return out.reshape(-1, *self.leaf.shape)


def display_of(grid: Discretisation) -> Display:
    """The grid that shows a discretisation's fields."""
    boxes = grid.grid.boxes
    lines = []
    for axis in range(3):
        faces = np.sort(np.concatenate([box.faces[axis] for box in boxes]))
        lines.append(faces[np.append(True, np.diff(faces) > SAME)])
    x, y, z = lines
    centres = np.stack(np.meshgrid(*(0.5 * (f[1:] + f[:-1]) for f in lines), indexing="ij"), axis=-1)
    points = np.ascontiguousarray(centres.reshape(-1, 3))
    cells, weights = corners_of(grid.grid, points, np.ones(grid.problem.count, np.bool_))
    leaf = _leaves(grid.grid, (x, y, z))
    return Display((x, y, z), leaf, cells.astype(np.uint32), weights.astype(np.float32))


def _leaves(grid: Grid, faces: tuple[Floats, Floats, Floats]) -> Numbers:
    """Used cell (i, j, k) at every cell of a grid that has all faces of all boxes."""
    found = np.zeros(tuple(len(f) - 1 for f in faces), np.int64)
    middles = [0.5 * (f[1:] + f[:-1]) for f in faces]
    for box in grid.boxes:
        inside = [(m > f[0]) & (m < f[-1]) for m, f in zip(middles, box.faces, strict=True)]
        at = np.ix_(
            *(np.searchsorted(f, m[i]) - 1 for f, m, i in zip(box.faces, middles, inside, strict=True))
        )
        there = box.there[at]
        part = found[np.ix_(*inside)]
        part[there] = box.numbers[at][there]
        found[np.ix_(*inside)] = part
    return found


# weights of a block of places stay in the cache while all frames are gone through
@njit(cache=True, parallel=True, error_model="numpy", fastmath={"contract", "nsz", "reassoc"})
def _spread(values: Any, cells: Any, weights: Any, out: Any) -> None:
    for block in prange((out.shape[1] + BLOCK - 1) // BLOCK):
        start, stop = block * BLOCK, min((block + 1) * BLOCK, out.shape[1])
        near, shares = cells[start:stop], weights[start:stop]
        for frame in range(out.shape[0]):
            now, new = values[frame], out[frame, start:stop]
            for n in range(stop - start):
                total = np.float32(0.0)
                for corner in range(8):
                    total += shares[n, corner] * now[near[n, corner]]
                new[n] = total
