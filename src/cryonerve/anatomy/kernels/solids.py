"""Signed distances of the solids of a drawing at one point: the formulas of `solids`, `outlines`, `courses`.

======  ================================================================
v       numbers of the drawing          x y z   the point, m
at      where a solid's numbers start   n       its corners or stations
======  ================================================================
"""

from __future__ import annotations

from math import inf, isfinite, sqrt
from typing import Any

import numpy as np
from numba import njit

from cryonerve.anatomy.drawing import (
    BOX,
    HALF_SPACE,
    INTERSECTION,
    LIMB,
    PLACE_NUMBERS,
    PRISM,
    SHEET,
    STATION_NUMBERS,
    TUBE,
    UNION,
)

__all__ = ["ENTRY", "INNER", "leaf", "signed_distance", "stations_near"]

# Nothing is allocated inside (all scratch is handed in), so references to arrays need no counting, which
# would take longer than most distances.
ENTRY: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",
    "nogil": True,
    "_nrt": False,
    "no_cfunc_wrapper": True,
}
# Called from compiled code only: the ways in from Python would be half of the time that compiling takes.
INNER = {**ENTRY, "cache": False, "no_cpython_wrapper": True}


@njit(**INNER)
def _box(v: Any, at: int, x: float, y: float, z: float) -> float:
    x = abs(x - 0.5 * (v[at] + v[at + 3])) - 0.5 * (v[at + 3] - v[at])
    y = abs(y - 0.5 * (v[at + 1] + v[at + 4])) - 0.5 * (v[at + 4] - v[at + 1])
    z = abs(z - 0.5 * (v[at + 2] + v[at + 5])) - 0.5 * (v[at + 5] - v[at + 2])
    outside = max(x, 0.0) ** 2 + max(y, 0.0) ** 2 + max(z, 0.0) ** 2
    return sqrt(outside) + min(max(x, y, z), 0.0)


@njit(**INNER)
def _first_order(gauge: float, slope: float, radius: float) -> float:
    return -radius if gauge < 1e-9 else gauge * (gauge - 1.0) / slope


@njit(**INNER)
def _ellipsoid(v: Any, at: int, x: float, y: float, z: float) -> float:
    x, y, z = x - v[at], y - v[at + 1], z - v[at + 2]
    square, slope = 0.0, 0.0
    for a in range(3):
        row, semi = at + 6 + 3 * a, v[at + 3 + a]
        local = (v[row] * x + v[row + 1] * y + v[row + 2] * z) / semi
        square += local**2
        slope += (local / semi) ** 2
    return _first_order(sqrt(square), sqrt(slope), min(v[at + 3], v[at + 4], v[at + 5]))


@njit(**INNER)
def _limb(v: Any, at: int, x: float, y: float, z: float) -> float:
    taper, cap_start, cap_height, depth = v[at + 4], v[at + 5], v[at + 6], v[at + 7]
    growth = 1.0 + taper * z
    wide = max(v[at + 2] * growth - depth, 1e-4)
    high = max(v[at + 3] * growth - depth, 1e-4)
    aside = ((x - v[at]) / wide) ** 2
    front = ((y - v[at + 1]) / high) ** 2
    square = aside + front
    along = -taper * (aside / wide * v[at + 2] + front / high * v[at + 3])
    if isfinite(cap_start):
        height = max(cap_height - depth, 1e-4)
        below = max(cap_start - z, 0.0) / height
        square += below**2
        along -= below / height
    slope = sqrt(aside / wide**2 + front / high**2 + along**2)
    return _first_order(sqrt(square), slope, min(wide, high))


@njit(**INNER)
def _prism(v: Any, at: int, n: int, x: float, y: float, z: float) -> float:
    scale = 1.0 + v[at + 3] * z
    x, y = (x - v[at]) / scale, (y - v[at + 1]) / scale
    corner = at + 5
    nearest, deepest = inf, -inf
    for k in range(n):
        start, stop = corner + 2 * k, corner + 2 * ((k + 1) % n)
        a, b = v[stop] - v[start], v[stop + 1] - v[start + 1]
        p, q = x - v[start], y - v[start + 1]
        square = a * a + b * b
        along = min(max((p * a + q * b) / square, 0.0), 1.0)
        nearest = min(nearest, (p - along * a) ** 2 + (q - along * b) ** 2)
        deepest = max(deepest, (p * b - q * a) / sqrt(square))
    flat = deepest if deepest < 0.0 else sqrt(nearest)
    return (flat - v[at + 2]) * scale + v[at + 4]


@njit(**INNER)
def _sheet(v: Any, at: int, n: int, x: float, y: float, z: float) -> float:
    line = at + 3
    low, high = 0, n - 1
    while high - low > 1:
        middle = (low + high) // 2
        if v[line + 3 * middle + 2] <= z:
            low = middle
        else:
            high = middle
    one, two = line + 3 * low, line + 3 * high
    length = v[two + 2] - v[one + 2]
    share = min(max((z - v[one + 2]) / length, 0.0), 1.0) if length > 0.0 else 0.0
    aside = x - v[one] - share * (v[two] - v[one])
    above = y - v[one + 1] - share * (v[two + 1] - v[one + 1]) - v[at] * aside**2
    return v[at + 1] * above / sqrt(1.0 + (2.0 * v[at] * aside) ** 2) + v[at + 2]


@njit(**INNER)
def _square(v: Any, at: int, x: float, y: float, z: float) -> float:
    """Square of the distance between a station and the point."""
    return (x - v[at]) ** 2 + (y - v[at + 1]) ** 2 + (z - v[at + 2]) ** 2


@njit(**INNER)
def _nearest(v: Any, at: int, low: int, high: int, x: float, y: float, z: float) -> int:
    """Nearest of a tube's stations from `low` to `high`; the first one's numbers start at `at`."""
    found, best = low, inf
    for k in range(low, high + 1):
        square = _square(v, at + STATION_NUMBERS * k, x, y, z)
        if square < best:
            found, best = k, square
    return found


@njit(**INNER)
def stations_near(v: Any, at: int, n: int, reach: float, x: float, y: float, z: float) -> tuple[int, int]:
    """First and last of a tube's n stations that may be nearest to any point within `reach` of a point."""
    x, y, z = v[at] * x + v[at + 1], y + v[at + 2], z + v[at + 3]
    at += PLACE_NUMBERS + 1
    low: Any = np.int64(0)  # with a type: what is called with a bare 0 is compiled once more for it
    high = n - 1
    nearest = _nearest(v, at, low, high, x, y, z)
    most = (sqrt(_square(v, at + STATION_NUMBERS * nearest, x, y, z)) + 2.0 * reach) ** 2
    while _square(v, at + STATION_NUMBERS * low, x, y, z) > most:
        low += 1
    while _square(v, at + STATION_NUMBERS * high, x, y, z) > most:
        high -= 1
    return low, high


@njit(**INNER)
def _along(v: Any, at: int, share: float, p: float, q: float, r: float) -> float:
    """Part of an offset along a vector of the cross-section, between one station and the next."""
    two = at + STATION_NUMBERS
    one = v[at] * p + v[at + 1] * q + v[at + 2] * r
    return one * (1.0 - share) + (v[two] * p + v[two + 1] * q + v[two + 2] * r) * share


@njit(**INNER)
def _tube(v: Any, at: int, n: int, low: int, high: int, x: float, y: float, z: float) -> float:
    nearest = _nearest(v, at + 1, low, high, x, y, z)
    best, one, share = inf, 0, 0.0
    p, q, r = 0.0, 0.0, 0.0
    for begin in range(max(nearest - 1, 0), min(nearest, n - 2) + 1):
        s = at + 1 + STATION_NUMBERS * begin
        t = s + STATION_NUMBERS
        a, b, c = v[t] - v[s], v[t + 1] - v[s + 1], v[t + 2] - v[s + 2]
        along = (x - v[s]) * a + (y - v[s + 1]) * b + (z - v[s + 2]) * c
        along = min(max(along / (a * a + b * b + c * c), 0.0), 1.0)
        d, e, f = x - v[s] - along * a, y - v[s + 1] - along * b, z - v[s + 2] - along * c
        square = d * d + e * e + f * f
        if square < best:
            best, one, share, p, q, r = square, s, along, d, e, f
    two = one + STATION_NUMBERS
    wide = v[one + 3] * (1.0 - share) + v[two + 3] * share
    if v[at] > 0.0:
        return sqrt(best) - wide
    tall = v[one + 4] * (1.0 - share) + v[two + 4] * share
    g, h = _along(v, one + 5, share, p, q, r), _along(v, one + 8, share, p, q, r)
    # Beyond the ends the offset has a part along the curve, which closes the tube with a round cap.
    rest, least = max(best - g * g - h * h, 0.0), min(wide, tall)
    g, h, rest = (g / wide) ** 2, (h / tall) ** 2, rest / least**2
    slope = sqrt(g / wide**2 + h / tall**2 + rest / least**2)
    return _first_order(sqrt(g + h + rest), slope, least)


@njit(**INNER)
def leaf(code: Any, row: int, v: Any, x: float, y: float, z: float) -> float:
    """Distance of the leaf in one row of the code; the point is moved into its frame first."""
    kind, at, n = code[row, 0], code[row, 1], code[row, 2]
    x, y, z = v[at] * x + v[at + 1], y + v[at + 2], z + v[at + 3]
    at += PLACE_NUMBERS
    if kind == LIMB:
        return _limb(v, at, x, y, z)
    if kind == HALF_SPACE:
        return (x - v[at]) * v[at + 3] + (y - v[at + 1]) * v[at + 4] + (z - v[at + 2]) * v[at + 5]
    if kind == TUBE:
        return _tube(v, at, n, code[row, 3], code[row, 4], x, y, z)
    if kind == SHEET:
        return _sheet(v, at, n, x, y, z)
    if kind == PRISM:
        return _prism(v, at, n, x, y, z)
    if kind == BOX:
        return _box(v, at, x, y, z)
    return _ellipsoid(v, at, x, y, z)


@njit(**INNER)
def signed_distance(
    code: Any, v: Any, first: int, last: int, waiting: Any, x: float, y: float, z: float
) -> float:
    """Signed distance of a shape: rows `first` to `last` of the code; `waiting` is room for its depth."""
    top = 0
    for row in range(first, last):
        kind = code[row, 0]
        if kind > INTERSECTION:
            waiting[top] = leaf(code, row, v, x, y, z)
        else:
            count = code[row, 2]
            top -= count
            for part in range(top + 1, top + count):
                if (waiting[part] < waiting[top]) == (kind == UNION):
                    waiting[top] = waiting[part]
        top += 1
    return waiting[0]
