"""The same problem with its cells standing elsewhere: turned, mirrored, or moved within a larger box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.problem import Brick, Problem

Numbers = NDArray[np.int64]
Turn = tuple[tuple[int, ...], tuple[int, ...]]

# all 48 ways to lay a box onto itself or its mirror image: the order of its axes, and +1 or -1 along each
TURNS: list[Turn] = list(product(permutations(range(3)), product((1, -1), repeat=3)))
# a mirror, an exchange of two axes and a turn about the diagonal: the others are made of these
GENERATORS: list[Turn] = [((0, 1, 2), (1, 1, -1)), ((1, 0, 2), (1, 1, 1)), ((1, 2, 0), (1, 1, 1))]


def turned(problem: Problem, turn: Turn) -> tuple[Problem, Numbers]:
    """Every brick with its axes in another order and direction, and the new number of every old cell."""
    order, ways = turn
    return rearranged(
        problem,
        [
            numbers_of(brick).transpose(order)[tuple(slice(None, None, way) for way in ways)]
            for brick in problem.bricks
        ],
    )


def shifted(problem: Problem, before: tuple[int, int, int]) -> tuple[Problem, Numbers]:
    """The outermost brick with layers of dead cells before it along each axis, and one behind."""
    first, *inner = (numbers_of(brick) for brick in problem.bricks)
    return rearranged(problem, [np.pad(first, [(n, 1) for n in before], constant_values=-1), *inner])


def numbers_of(brick: Brick) -> Numbers:
    return np.arange(brick.first, brick.stop).reshape(brick.shape)


def rearranged(problem: Problem, numbers: Sequence[Numbers]) -> tuple[Problem, Numbers]:
    """Bricks made of old cells, by number (-1: a new dead one), whose neighbours must still be neighbours."""
    where, bricks = np.full(problem.count, -1), []
    for old in numbers:
        plane = old.shape[1] * old.shape[2]
        bricks.append(Brick(bricks[-1].stop + plane if bricks else 0, old.shape))
        where[old[old >= 0]] = numbers_of(bricks[-1])[old >= 0]
    count, kept = bricks[-1].stop, where >= 0

    def moved(values: NDArray) -> NDArray:
        out = np.zeros(count, values.dtype)
        out[where[kept]] = values[kept]
        return out

    keys, conductances = _within_bricks(problem)
    along = []
    for axis in range(3):
        g = np.zeros(count)
        for brick, old in zip(bricks, numbers, strict=True):
            low = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
            high = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
            wanted = np.minimum(old[low], old[high]) * problem.count + np.maximum(old[low], old[high])
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            g[numbers_of(brick)[low]] = np.where(keys[at] == wanted, conductances[at], 0.0)
        along.append(g)
    assert np.count_nonzero(along) == np.count_nonzero(conductances)
    lists = {name: where[getattr(problem, name)] for name in ("face_a", "face_b", "sink_cell", "film_cell")}
    cells = {name: moved(getattr(problem, name)) for name in ("material", "inverse_volume")}
    gx, gy, gz = along
    return replace(problem, bricks=tuple(bricks), gx=gx, gy=gy, gz=gz, **cells, **lists), where


def _within_bricks(problem: Problem) -> tuple[Numbers, NDArray[np.float64]]:
    """Faces inside bricks, by (lower cell) * count + (higher cell) in rising order; their conductances."""
    keys, values = [], []
    for brick in problem.bricks:
        for stride, g in zip(brick.strides, (problem.gx, problem.gy, problem.gz), strict=True):
            low = np.arange(brick.first, brick.stop)
            keys.append(low * problem.count + low + stride)
            values.append(g[brick.cells])
    key, value = np.concatenate(keys), np.concatenate(values)
    order = np.argsort(key)
    return key[order], value[order]
