"""Rays through a picture, how much each place on them looks like an edge with shadow, and the best path.

=========  =====================================================================================
g          (row, column) uint8 grey of a picture
p          (angle, step) level along rays, dB; NaN where a ray has left the picture
e          (angle, step) evidence that the edge lies there; larger is better
=========  =====================================================================================
"""

from __future__ import annotations

from math import cos, floor, inf, isnan, nan, sin
from typing import Any

import numpy as np
from numba import njit

from cryonerve.ultrasound.kernels.options import LOOP

__all__ = [
    "FAST",
    "along_rays",
    "best_path",
    "displacement",
    "evidence",
    "misfit_of",
    "outer_level",
    "spread_over_angles",
    "sum_of",
]

FAST: dict[str, Any] = {**LOOP, "fastmath": {"reassoc", "contract", "nsz"}}  # sums in any order


@njit(**LOOP)
def along_rays(
    g: Any,
    row: float,
    column: float,
    tall: float,
    broad: float,
    angles: Any,
    first: float,
    step: float,
    p: Any,
) -> None:
    """Fill p with grey along rays from (row, column), in pixels; angle 0 points up, positive to the right.

    tall and broad: m from row to row and column to column; first and step: m, of the places on a ray.
    """
    rows, columns = g.shape
    for k in range(p.shape[0]):
        down, right = -cos(angles[k]) / tall, sin(angles[k]) / broad
        for m in range(p.shape[1]):
            away = first + step * m
            y, x = row + away * down, column + away * right
            i, j = floor(y), floor(x)
            if i < 0 or j < 0 or i >= rows - 1 or j >= columns - 1:
                p[k, m] = nan
                continue
            v, u = y - i, x - j
            p[k, m] = (1.0 - v) * ((1.0 - u) * g[i, j] + u * g[i, j + 1]) + v * (
                (1.0 - u) * g[i + 1, j] + u * g[i + 1, j + 1]
            )


@njit(**LOOP)
def spread_over_angles(p: Any, reach: int, out: Any) -> None:
    """Mean of each place and those of the same radius on `reach` rays to both sides."""
    rays, steps = p.shape
    for k in range(rays):
        low, high = max(0, k - reach), min(rays, k + reach + 1)
        for m in range(steps):
            total, count = 0.0, 0
            for n in range(low, high):
                if not isnan(p[n, m]):
                    total += p[n, m]
                    count += 1
            out[k, m] = total / count if count else nan


@njit(**FAST)
def misfit_of(window: Any, template: Any, offset: float, cap: float) -> float:
    """Sum of squared residues, each of them `cap` at most; single precision, to do eight at a time."""
    total = np.float32(0.0)
    level, most = np.float32(offset), np.float32(cap)
    for q in range(len(window)):
        z = window[q] - template[q] - level
        total += min(most, z * z)
    return float(total)


@njit(**FAST)
def sum_of(window: Any) -> float:
    """Sum of a profile's places."""
    total = np.float32(0.0)
    for q in range(len(window)):
        total += window[q]
    return float(total)


@njit(**LOOP)
def evidence(
    p: Any, darker: Any, hold: float, templates: Any, glowing: Any, bright: float, known: Any, inside: int,
    cells: float, variance: float, most: float, e: Any,
) -> None:  # fmt: skip
    """Fill e with the log likelihood of an edge at each place against tissue all along, best template of
    several.

    Beyond the template, what lies outside is tissue and what lies inside is at least `darker` dB below it;
    where the template is `glowing` (template,) and what it covers inside is `bright` dB above tissue in the
    mean, what follows may be so too, up to the place `known` (angle,) to be ice: fascia glows as well.

    p is against the level that tissue is awaited to have, which counts as much as `hold` places.
    darker : (angle, step) dB.
    templates : (angle, template, place) dB against the level of tissue, from the dark outwards; the first
    `inside` places lie inside the edge. variance : dB^2 of one place about its template; cells :
    independent speckle cells per place. A residue beyond `most` counts as `most`: bubbles, single bright
    lines.
    """
    rays, steps = p.shape
    kinds, length = templates.shape[1], templates.shape[2]
    scale = 0.5 * cells / variance
    cap = most * most
    outside, within, lit = np.zeros(steps + 1), np.zeros(steps + 1), np.zeros(steps + 1)
    for k in range(rays):
        readable = 0
        while readable < steps and not isnan(p[k, readable]):
            z = p[k, readable]
            above = max(0.0, z + darker[k, readable])
            off = min(above, max(0.0, bright - z))
            outside[readable + 1] = outside[readable] + min(cap, z * z)
            within[readable + 1] = within[readable] + variance + min(cap, above * above)
            lit[readable + 1] = lit[readable] + variance + min(cap, off * off)
            readable += 1
        for m in range(steps):
            e[k, m] = 0.0
            start = m - inside
            low = max(0, -start)
            high = min(length, readable - start)
            if low > inside // 2 or high - inside < (length - inside) // 2:
                continue
            window = p[k, start + low : start + high]
            level = sum_of(window)
            least = inf
            glows = (
                m <= known[k] and low < inside and sum_of(window[: inside - low]) > bright * (inside - low)
            )
            for t in range(kinds):
                template = templates[k, t, low:high]
                offset = (level - sum_of(template)) / (high - low + hold)
                misfit = misfit_of(window, template, offset, cap) + hold * offset * offset
                beyond = lit[start + low] if glows and glowing[t] else within[start + low]
                least = min(least, misfit + beyond)
            e[k, m] = scale * max(0.0, outside[start + high] - least)


@njit(**LOOP)
def outer_level(p: Any, near: int, far: int, usual: float, out: Any) -> None:
    """Fill out with the mean of what lies `near` to `far` places further out, else `usual`."""
    rays, steps = p.shape
    for k in range(rays):
        for m in range(steps):
            total, count = 0.0, 0
            for q in range(min(steps, m + near), min(steps, m + far)):
                if not isnan(p[k, q]):
                    total += p[k, q]
                    count += 1
            out[k, m] = total / count if count >= (far - near) // 3 else usual


@njit(**LOOP)
def best_path(e: Any, most: int, stiff: float, expected: Any, pull: float, slack: float, path: Any) -> float:
    """Viterbi: the path of places, one a ray, with the largest sum of evidence less what bending costs.

    most : places by which neighbouring rays may differ; stiff : cost of one place, squared.
    expected : (angle,) place where the edge is awaited, NaN where nothing is; pull : cost of one place,
    squared, up to `slack` in all, so that a jump is dear but not forbidden.
    """
    rays, steps = e.shape
    came = np.zeros((rays, steps), np.int32)
    total, new = np.zeros(steps), np.zeros(steps)
    for k in range(rays):
        for m in range(steps):
            best, source = 0.0, m
            if k > 0:
                best = -inf
                for n in range(max(0, m - most), min(steps, m + most + 1)):
                    value = total[n] - stiff * (n - m) ** 2
                    if value > best:
                        best, source = value, n
            away = 0.0 if isnan(expected[k]) else min(slack, pull * (m - expected[k]) ** 2)
            new[m] = best + e[k, m] - away
            came[k, m] = source
        total, new = new, total
    place = int(np.argmax(total))
    result = total[place]
    for k in range(rays - 1, -1, -1):
        path[k] = place
        place = came[k, place]
    return result


@njit(**LOOP)
def displacement(a: Any, b: Any, used: Any, margin: Any, middle: Any, stride: int, found: Any) -> None:
    """Fill found (shift_i, shift_j), about `middle`, with the correlation of b and a so moved, where `used`.

    margin : (2,) pixels, at least the largest shift; middle : (2,) pixels.
    """
    rows, columns = a.shape
    high, broad = found.shape[0] // 2, found.shape[1] // 2
    for p in range(found.shape[0]):
        for q in range(found.shape[1]):
            si, sj = middle[0] + p - high, middle[1] + q - broad
            n, sa, sb, saa, sbb, sab = 0, 0.0, 0.0, 0.0, 0.0, 0.0
            for i in range(margin[0], rows - margin[0], stride):
                for j in range(margin[1], columns - margin[1], stride):
                    if not used[i, j]:
                        continue
                    x, y = float(a[i, j]), float(b[i + si, j + sj])
                    n += 1
                    sa += x
                    sb += y
                    saa += x * x
                    sbb += y * y
                    sab += x * y
            spread = (saa * n - sa * sa) * (sbb * n - sb * sb)
            found[p, q] = (sab * n - sa * sb) / spread**0.5 if spread > 0.0 else 0.0
