"""Voxels of a scan with what they are too coarse for painted over them, cell by cell.

A cell first holds the voxels' tissues, then the body's surface and its skin cut them, then nerves and vessels
displace them.

=======  ==================================================================================
labels   (i, j, k) voxels under everything; tissue also where the surface cuts it off
x y z    (cell, m) numbers of the voxels that a cell overlaps along an axis, from 0
u v w    (cell, m) and how much of the cell each of them takes
field    (i, j, k) signed distance of the body's surface, m
frame    (6,) first point and spacing of the field, m
skin     (2,) label and thickness, m; label 0: the voxels' own skin
deep     as `field`: the surface that fascia lies under; under its frame; sheet: as `skin`, of fascia
mixed    (label, 4) amount, label, rank, level of what is in a cell; row 0 is the outside
p q r    faces of the cells
=======  ==================================================================================
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from numba import njit

from cryonerve.anatomy.drawing import COLUMN, LABEL
from cryonerve.anatomy.kernels.mixing import AMOUNT, two_largest
from cryonerve.anatomy.kernels.painting import (
    block,
    blocks_in,
    over,
    passing,
    shape_at,
    share_behind,
    span,
    take,
)
from cryonerve.anatomy.kernels.solids import ENTRY, INNER
from cryonerve.anatomy.kernels.voxels import add, label_at, voxels_in

__all__ = ["paint_over"]

OUTSIDE, UNDER, OVER = 0.0, 1.0, 2.0  # levels: no body, what voxels hold, what is painted over them
FIRST_RANK = 100_000.0  # after every label of the voxels
STRETCH = 1.3  # by which a field's distance may overstate the true one


@njit(**INNER)
def _field_at(field: Any, frame: Any, x: float, y: float, z: float) -> float:
    """The field at a point, linear between its points and constant beyond them."""
    ni, nj, nk = field.shape
    x = min(max((x - frame[0]) / frame[3], 0.0), ni - 1.0)
    y = min(max((y - frame[1]) / frame[4], 0.0), nj - 1.0)
    z = min(max((z - frame[2]) / frame[5], 0.0), nk - 1.0)
    i, j, k = min(int(x), max(ni - 2, 0)), min(int(y), max(nj - 2, 0)), min(int(z), max(nk - 2, 0))
    a, b, c = x - i, y - j, z - k
    total = 0.0
    for p in range(2):
        for q in range(2):
            for r in range(2):
                weight = (a if p else 1.0 - a) * (b if q else 1.0 - b) * (c if r else 1.0 - c)
                if weight > 0.0:
                    total += weight * field[i + p, j + q, k + r]
    return total


@njit(**INNER)
def _inside(
    field: Any, frame: Any, corner: Any, level: float,
    x: float, y: float, z: float, a: float, b: float, c: float,
) -> float:  # fmt: skip
    """Share of a cell of half widths a, b, c where the field is less than `level`."""
    middle = _field_at(field, frame, x, y, z)
    reach = STRETCH * (sqrt(a * a + b * b + c * c))
    if middle - level > reach:
        return 0.0
    if middle - level < -reach:
        return 1.0
    for n in range(8):
        i, j, k = n // 4 - 0.5, n // 2 % 2 - 0.5, n % 2 - 0.5
        corner[n] = _field_at(field, frame, x + i * a, y + j * b, z + k * c)
    return share_behind(corner, middle, level)


@njit(**INNER)
def _under(
    labels: Any, x: Any, y: Any, z: Any, u: Any, v: Any, w: Any, mixed: Any, i: int, j: int, k: int
) -> int:  # fmt: skip
    """Put a cell's voxels into `mixed`; how many rows there are then."""
    used = voxels_in(labels, x, y, z, u, v, w, mixed, i, j, k)
    mixed[0, 3] = OUTSIDE
    for row in range(1, used):
        mixed[row, 3] = UNDER
    return used


@njit(**INNER)
def _cut(mixed: Any, used: int, body: float, deep: float, skin: int) -> int:
    """Keep `deep` of what is in a cell, skin up to `body`, nothing beyond; how many rows there are then."""
    for row in range(1, used):
        mixed[row, 0] *= deep
    total = 0.0
    for row in range(1, used):
        total += mixed[row, 0]
    shell = body - deep
    if shell > 0.0:
        lies_in = 1.0 - mixed[0, 0]  # beyond the voxels there is no skin either
        before = used
        used = add(mixed, used, skin, shell * lies_in)
        if used > before:
            mixed[before, 3] = UNDER
        total += shell * lies_in
    mixed[0, 0] = max(1.0 - total, 0.0) if total < 1.0 - 1e-12 else 0.0
    return used


@njit(**INNER)
def _wrap(mixed: Any, used: int, skin: int, sheet: int, amount: float) -> int:
    """Put fascia in place of the voxels' tissues but skin; how many rows there are then."""
    there = 0.0
    for row in range(1, used):
        if int(mixed[row, 1]) != skin:
            there += mixed[row, AMOUNT]
    taken = min(amount, there)
    if taken <= 0.0:
        return used
    for row in range(1, used):
        if int(mixed[row, 1]) != skin:
            mixed[row, AMOUNT] *= 1.0 - taken / there
    before = used
    used = add(mixed, used, sheet, taken)
    if used > before:
        mixed[before, 3] = UNDER
    return used


@njit(**INNER)
def _displace(mixed: Any, used: int, mine: int, wanted: float) -> None:
    """Put `wanted` more of row `mine` in place of voxels' tissues, then of the outside, then of others."""
    mixed[mine, AMOUNT] += wanted
    wanted = take(mixed, used, mine, UNDER, UNDER, wanted)
    wanted = take(mixed, used, mine, OUTSIDE, OUTSIDE, wanted)
    take(mixed, used, mine, OVER, OVER, wanted)


@njit(**INNER)
def _put(s: Any, fills: int, parts: Any, count: int, mixed: Any, used: int) -> int:
    """Put shapes over what is in a cell; how many rows there are then."""
    for n in range(count, -1, -1):
        if n == count and fills < 0:
            continue
        shape = fills if n == count else int(parts[n, 0])
        share = 1.0 if n == count else parts[n, 1]
        mine, label = 0, s[shape, LABEL]
        for row in range(1, used):
            if mixed[row, 1] == label:
                mine = row
        if mine == 0:
            mine = used
            mixed[mine, 0], mixed[mine, 1] = 0.0, label
            mixed[mine, 2] = FIRST_RANK + s[shape, COLUMN]
            used += 1
        mixed[mine, 3] = OVER
        _displace(mixed, used, mine, max(share - mixed[mine, AMOUNT], 0.0))
    return used


@njit(**INNER)
def _at_centre(
    field: Any, frame: Any, skin: Any, deep: Any, under_frame: Any, sheet: Any,
    plan: Any, v: Any, waiting: Any, near: Any, s: Any,
    count: int, fills: int, x: float, y: float, z: float, under: int,
) -> int:  # fmt: skip
    """The label at a point; `under` is that of its voxel."""
    mine = shape_at(plan, v, waiting, near, count, fills, x, y, z)
    if mine >= 0:
        return int(s[mine, LABEL])
    away = _field_at(field, frame, x, y, z)
    if away > 0.0:
        return 0
    if skin[0] > 0.0 and away > -skin[1]:
        return int(skin[0])
    if sheet[0] > 0.0:
        away = _field_at(deep, under_frame, x, y, z)
        if -sheet[1] < away <= 0.0:
            return int(sheet[0])
    return under


@njit(**INNER)
def _paint_block(
    labels: Any, x: Any, y: Any, z: Any, u: Any, v: Any, w: Any,
    field: Any, frame: Any, skin: Any, deep: Any, under_frame: Any, sheet: Any,
    code: Any, numbers: Any, s: Any, waiting: Any, corner: Any, plan: Any, near: Any, parts: Any, mixed: Any,
    p: Any, q: Any, r: Any, wanted: Any, first: Any, second: Any, share: Any, body: Any,
    begin: Any, end: Any, centres: bool,
) -> None:  # fmt: skip
    (bi, bj, bk), (ti, tj, tk) = begin, end
    fills, count = passing(code, numbers, s, waiting, plan, near, (p, q, r), begin, end)
    for i in range(bi, ti):
        cx, a = span(p, i, i + 1)
        for j in range(bj, tj):
            cy, b = span(q, j, j + 1)
            for k in range(bk, tk):
                if not wanted[i, j, k]:
                    continue
                cz, c = span(r, k, k + 1)
                if centres:
                    under = label_at(labels, x[i, 0], y[j, 0], z[k, 0])
                    first[i, j, k] = _at_centre(
                        field, frame, skin, deep, under_frame, sheet, plan, numbers, waiting, near, s,
                        count, fills, cx, cy, cz, under,
                    )  # fmt: skip
                    continue
                used = _under(labels, x, y, z, u, v, w, mixed, i, j, k)
                inside = _inside(field, frame, corner, 0.0, cx, cy, cz, a, b, c)
                below = inside
                if skin[0] > 0.0 and inside > 0.0:
                    below = min(_inside(field, frame, corner, -skin[1], cx, cy, cz, a, b, c), inside)
                if below < 1.0:
                    used = _cut(mixed, used, inside, below, int(skin[0]))
                if sheet[0] > 0.0 and below > 0.0:
                    outer = _inside(deep, under_frame, corner, 0.0, cx, cy, cz, a, b, c)
                    inner = outer
                    if outer > 0.0:
                        inner = _inside(deep, under_frame, corner, -sheet[1], cx, cy, cz, a, b, c)
                    if outer > inner:
                        used = _wrap(mixed, used, int(skin[0]), int(sheet[0]), outer - inner)
                if count > 0 or fills >= 0:
                    mine, some = over(
                        plan, numbers, s, waiting, near, count, parts, corner, cx, cy, cz, a, b, c
                    )
                    used = _put(s, fills if mine < 0 else mine, parts, some, mixed, used)
                first[i, j, k], second[i, j, k], share[i, j, k], body[i, j, k] = two_largest(mixed, used)


@njit(**ENTRY)
def paint_over(
    labels: Any, x: Any, y: Any, z: Any, u: Any, v: Any, w: Any,
    field: Any, frame: Any, skin: Any, deep: Any, under_frame: Any, sheet: Any,
    code: Any, numbers: Any, s: Any, waiting: Any, corner: Any, plan: Any, near: Any, parts: Any, mixed: Any,
    p: Any, q: Any, r: Any, wanted: Any, first: Any, second: Any, share: Any, body: Any, centres: bool,
) -> None:  # fmt: skip
    """Fill labels, share of the first and share inside the body of all wanted cells between faces p, q, r.

    With `centres` only the first label is filled, with what is at the cell's centre.
    """
    for number in range(blocks_in(wanted)):
        begin, end, some = block(wanted, number)
        if some:
            _paint_block(
                labels, x, y, z, u, v, w, field, frame, skin, deep, under_frame, sheet,
                code, numbers, s, waiting, corner, plan, near, parts, mixed,
                p, q, r, wanted, first, second, share, body, begin, end, centres,
            )  # fmt: skip
