"""Painter's order below the cell, cell by cell: the twin of `painting`, with the same formulas.

Blocks of cells are asked first, from the last shape to the first: what lies under a shape that fills the
block is covered. Only shapes whose surface may pass the block are asked again for its cells.

=======  ==================================================================================
code, v  rows and numbers of a drawing     s        shapes of a drawing (its table)
x y z    centre of a block or cell, m      u v w    its widths, m
waiting  room for distances that are still to be combined
plan     (row, 5) the code of those shapes, without what does not matter in the block
near     (shape, 3) shapes that may end inside a block, the last painted first: number, rows of the plan
parts    (part, 2) shapes that fill a part of a cell, the last painted first; their share
mixed    (label, 4) amount, label, column and level of what is in a cell; row 0 is the outside
=======  ==================================================================================
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
from numba import njit

from cryonerve.anatomy.drawing import (
    COLUMN,
    FIRST_ROW,
    HIGH,
    INTERSECTION,
    LABEL,
    LAST_ROW,
    LEVEL,
    LOW,
    NESTED,
    STRETCH,
    TUBE,
)
from cryonerve.anatomy.kernels.mixing import AMOUNT, two_largest
from cryonerve.anatomy.kernels.solids import ENTRY, INNER, leaf, signed_distance, stations_near
from cryonerve.anatomy.painting import BLOCK, TRUST

__all__ = ["block", "blocks_in", "over", "paint", "passing", "shape_at", "share_behind", "span", "take"]


@njit(**INNER)
def _narrowed(
    code: Any, v: Any, row: int, plan: Any, used: int, half: float, x: float, y: float, z: float
) -> None:  # fmt: skip
    """Copy a row of code into the plan of a block, a tube's with the stations that count there."""
    for column in range(5):
        plan[used, column] = code[row, column]
    if code[row, 0] == TUBE:
        plan[used, 3], plan[used, 4] = stations_near(v, code[row, 1], code[row, 2], half, x, y, z)


@njit(**INNER)
def _pruned(
    plan: Any, v: Any, first: int, last: int, distance: float, reach: float, x: float, y: float, z: float
) -> int:
    """Drop the parts of a shape that cannot decide on its distance in a block; its last row then."""
    combined = last - 1
    kind = plan[combined, 0]
    if kind > INTERSECTION or plan[combined, 2] != combined - first:  # no simple list of leaves
        return last
    used = first
    for row in range(first, combined):
        found = leaf(plan, row, v, x, y, z)
        if (found > distance - 2.0 * reach) if kind == INTERSECTION else (found < distance + 2.0 * reach):
            for column in range(5):
                plan[used, column] = plan[row, column]
            used += 1
    if used == first + 1:
        return used
    plan[used, 0], plan[used, 2] = kind, used - first
    return used + 1


@njit(**INNER)
def span(faces: Any, first: int, last: int) -> tuple[float, float]:
    """Centre and half width of what lies between two faces of an axis."""
    return 0.5 * (faces[last] + faces[first]), 0.5 * (faces[last] - faces[first])


@njit(**INNER)
def passing(
    code: Any, v: Any, s: Any, waiting: Any, plan: Any, near: Any, faces: Any, begin: Any, end: Any
) -> tuple[int, int]:
    """The shape that fills a block of cells, or -1, and how many shapes over it are near.

    `faces` are those of the cells along each axis.
    """
    x, a = span(faces[0], begin[0], end[0])
    y, b = span(faces[1], begin[1], end[1])
    z, c = span(faces[2], begin[2], end[2])
    half = sqrt(a * a + b * b + c * c)
    count, first = 0, np.int64(0)  # with a type: what is called with a bare 0 is compiled once more for it
    for n in range(s.shape[0] - 1, -1, -1):
        if (
            x + a <= s[n, LOW] or y + b <= s[n, LOW + 1] or z + c <= s[n, LOW + 2]
            or x - a >= s[n, HIGH] or y - b >= s[n, HIGH + 1] or z - c >= s[n, HIGH + 2]
        ):  # fmt: skip
            continue
        last = first
        for row in range(int(s[n, FIRST_ROW]), int(s[n, LAST_ROW])):
            _narrowed(code, v, row, plan, last, half, x, y, z)
            last += 1
        distance = signed_distance(plan, v, first, last, waiting, x, y, z)
        reach = TRUST * s[n, STRETCH] * half
        if distance <= -reach:
            return n, count
        if distance < reach:
            last = _pruned(plan, v, first, last, distance, reach, x, y, z)
            near[count, 0], near[count, 1], near[count, 2] = n, first, last
            first = last
            count += 1
    return -1, count


@njit(**INNER)
def _covered(
    plan: Any, v: Any, first: int, last: int, waiting: Any, corner: Any,
    x: float, y: float, z: float, a: float, b: float, c: float, middle: float,
) -> float:  # fmt: skip
    """Share of a cell of half widths a, b, c inside a shape; `middle` is the distance at its centre."""
    for n in range(8):
        i, j, k = n // 4 - 0.5, n // 2 % 2 - 0.5, n % 2 - 0.5
        corner[n] = signed_distance(plan, v, first, last, waiting, x + i * a, y + j * b, z + k * c)
    return share_behind(corner, middle, 0.0)


@njit(**INNER)
def share_behind(corner: Any, middle: float, level: float) -> float:
    """Share of a cell where the distance is less than `level`: from eight distances a quarter cell away."""
    mean, p, q, r = 0.0, 0.0, 0.0, 0.0
    for n in range(8):
        i, j, k = n // 4 - 0.5, n // 2 % 2 - 0.5, n % 2 - 0.5
        d = corner[n]
        mean += 0.125 * d
        p += 0.5 * i * d
        q += 0.5 * j * d
        r += 0.5 * k * d
    ramp = max(sqrt(p * p + q * q + r * r), 1e-12)
    bent = min(max((mean - middle) / 3.0, -0.1 * ramp), 0.1 * ramp)
    share = 0.0
    for n in range(8):
        share += min(max(0.5 - (corner[n] - level + bent) / ramp, 0.0), 1.0)
    return share / 8.0


@njit(**INNER)
def over(
    plan: Any, v: Any, s: Any, waiting: Any, near: Any, count: int, parts: Any, corner: Any,
    x: float, y: float, z: float, a: float, b: float, c: float,
) -> tuple[int, int]:  # fmt: skip
    """The shape of `near` that fills a cell, or -1, and how many shapes over it fill a part."""
    # Beyond this no corner of `_covered` is cut: half of the half diagonal away, half a ramp, and the bend.
    reach = 0.5 * sqrt(a * a + b * b + c * c) + 0.6 * max(a, b, c)
    used = 0
    for n in range(count):
        shape, row, end = near[n, 0], near[n, 1], near[n, 2]
        distance = signed_distance(plan, v, row, end, waiting, x, y, z)
        if distance >= s[shape, STRETCH] * reach:
            continue
        share = 1.0
        if distance > -s[shape, STRETCH] * reach:
            share = _covered(plan, v, row, end, waiting, corner, x, y, z, a, b, c, distance)
        if share >= 1.0:
            return shape, used
        if share > 0.0:
            parts[used, 0], parts[used, 1] = shape, share
            used += 1
    return -1, used


@njit(**INNER)
def take(mixed: Any, used: int, mine: int, low: float, high: float, wanted: float) -> float:
    """Take what is wanted in proportion from all labels of some levels but one; what is still wanted then."""
    there = 0.0
    for k in range(used):
        if k != mine and low <= mixed[k, 3] <= high:
            there += mixed[k, AMOUNT]
    if there <= 0.0:
        return wanted
    taken = min(wanted, there)
    for k in range(used):
        if k != mine and low <= mixed[k, 3] <= high:
            mixed[k, AMOUNT] *= 1.0 - taken / there
    return wanted - taken


@njit(**INNER)
def _row(mixed: Any, used: int, s: Any, shape: int) -> int:
    """Row of a shape's label, written with amount 0 where it is new."""
    for k in range(1, used):
        if mixed[k, 2] == s[shape, COLUMN]:
            return k
    mixed[used, 0], mixed[used, 1] = 0.0, s[shape, LABEL]
    mixed[used, 2], mixed[used, 3] = s[shape, COLUMN], s[shape, LEVEL]
    return used


@njit(**INNER)
def _blend(s: Any, fills: int, parts: Any, count: int, mixed: Any) -> int:
    """Put the parts one over the other (see `Painted`); how many rows of `mixed` there are then."""
    mixed[0, 0], mixed[0, 1], mixed[0, 2], mixed[0, 3] = 1.0, 0.0, 0.0, 0.0
    used: Any = np.int64(1)
    if fills >= 0:
        mixed[_row(mixed, used, s, fills), AMOUNT] = 1.0
        mixed[0, AMOUNT] = 0.0
        used = 2
    for n in range(count - 1, -1, -1):
        shape = int(parts[n, 0])
        mine = _row(mixed, used, s, shape)
        used = max(used, mine + 1)
        wanted = max(parts[n, 1] - mixed[mine, AMOUNT], 0.0)  # never takes its own share twice
        mixed[mine, AMOUNT] += wanted
        own = mixed[mine, 3]
        if s[shape, NESTED] > 0.0:
            lower = own - 1.0
            while lower > 0.0:
                wanted = take(mixed, used, mine, lower, lower, wanted)
                lower -= 1.0
        else:
            wanted = take(mixed, used, mine, 1.0, own - 1.0, wanted)
        outside = min(wanted, mixed[0, AMOUNT])
        mixed[0, AMOUNT] -= outside
        take(mixed, used, mine, own, np.inf, wanted - outside)
    return used


@njit(**INNER)
def _any_wanted(wanted: Any, begin: Any, end: Any) -> bool:
    """True where something in a block of cells is wanted."""
    for i in range(begin[0], end[0]):
        for j in range(begin[1], end[1]):
            for k in range(begin[2], end[2]):
                if wanted[i, j, k]:
                    return True
    return False


@njit(**INNER)
def blocks_in(wanted: Any) -> int:
    """How many blocks some cells are painted in."""
    nx, ny, nz = wanted.shape
    return ((nx + BLOCK - 1) // BLOCK) * ((ny + BLOCK - 1) // BLOCK) * ((nz + BLOCK - 1) // BLOCK)


@njit(**INNER)
def block(wanted: Any, number: int) -> tuple[tuple[int, int, int], tuple[int, int, int], bool]:
    """First cell of a block, the cell after its last, and whether something in it is wanted."""
    nx, ny, nz = wanted.shape
    across, along = (ny + BLOCK - 1) // BLOCK, (nz + BLOCK - 1) // BLOCK
    i, j, k = (
        BLOCK * (number // (across * along)),
        BLOCK * (number // along % across),
        BLOCK * (number % along),
    )
    begin, end = (i, j, k), (min(i + BLOCK, nx), min(j + BLOCK, ny), min(k + BLOCK, nz))
    return begin, end, _any_wanted(wanted, begin, end)


@njit(**INNER)
def shape_at(
    plan: Any, v: Any, waiting: Any, near: Any, count: int, fills: int, x: float, y: float, z: float
) -> int:
    """The shape on top at a point, or -1."""
    for n in range(count):
        if signed_distance(plan, v, near[n, 1], near[n, 2], waiting, x, y, z) < 0.0:
            return near[n, 0]
    return fills


@njit(**INNER)
def _paint_block(
    code: Any, v: Any, s: Any, waiting: Any, corner: Any, plan: Any, near: Any, parts: Any, mixed: Any,
    x: Any, y: Any, z: Any, wanted: Any, first: Any, second: Any, share: Any, body: Any,
    begin: Any, end: Any, centres: bool,
) -> None:  # fmt: skip
    """Fill the wanted cells of a block."""
    (bi, bj, bk), (ti, tj, tk) = begin, end
    fills, count = passing(code, v, s, waiting, plan, near, (x, y, z), begin, end)
    for i in range(bi, ti):
        p, a = span(x, i, i + 1)
        for j in range(bj, tj):
            q, b = span(y, j, j + 1)
            for k in range(bk, tk):
                r, c = span(z, k, k + 1)
                if not wanted[i, j, k]:
                    continue
                if centres:
                    mine = shape_at(plan, v, waiting, near, count, fills, p, q, r)
                    first[i, j, k] = s[mine, LABEL] if mine >= 0 else 0
                    continue
                mine, used = over(plan, v, s, waiting, near, count, parts, corner, p, q, r, a, b, c)
                used = _blend(s, fills if mine < 0 else mine, parts, used, mixed)
                first[i, j, k], second[i, j, k], share[i, j, k], body[i, j, k] = two_largest(mixed, used)


@njit(**ENTRY)
def paint(
    code: Any, v: Any, s: Any, waiting: Any, corner: Any, plan: Any, near: Any, parts: Any, mixed: Any,
    x: Any, y: Any, z: Any, wanted: Any, first: Any, second: Any, share: Any, body: Any, centres: bool,
) -> None:  # fmt: skip
    """Fill labels, share of the first and share inside the body of all wanted cells between faces x, y, z.

    With `centres` only the first label is filled, with what is at the cell's centre.
    """
    for number in range(blocks_in(wanted)):
        begin, end, some = block(wanted, number)
        if some:
            _paint_block(
                code, v, s, waiting, corner, plan, near, parts, mixed,
                x, y, z, wanted, first, second, share, body, begin, end, centres,
            )  # fmt: skip
