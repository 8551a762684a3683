"""What a rim looks like along a ray, and where on a profile it lies, weighed over all its kinds.

Mean intensity d inside the edge, as a picture of finite resolution shows it, against tissue::

    I(d) = Phi(-d/s) + B exp(s^2/2l^2 - d/l) Phi(d/s - s/l) + F

tissue outside, a shell that starts with B at the edge and fades over l, and what fills the dark, F; s is the
spread of the point spread's square along the ray, Phi the normal distribution's integral.

=========  =====================================================================================
p          (angle, step) levels along rays, dB against what tissue is awaited to have
y          (place,) one profile of them, averaged over neighbouring rays along their path
=========  =====================================================================================
"""

from __future__ import annotations

from math import erf, exp, inf, isnan, log, nan, sqrt
from typing import Any

import numpy as np
from numba import njit

from cryonerve.ultrasound.kernels.options import LOOP
from cryonerve.ultrasound.kernels.tracking import misfit_of, sum_of

__all__ = ["draw_templates", "place_edges"]

DECIBEL = 10.0 / log(10.0)
NOTHING = 20.0  # minus logarithm of a weight that is left out


@njit(**LOOP)
def _phi(u: float) -> float:
    return 0.5 * (1.0 + erf(u / 1.4142135623730951))


@njit(**LOOP)
def draw_templates(depth: Any, blur: Any, kinds: Any, out: Any) -> None:
    """Fill out (angle, template, place) with levels against tissue, dB.

    depth : (place,) inside the edge; blur : (angle,) s; kinds : (template, 3) B in dB, l, F in dB. One unit.
    """
    for k in range(len(blur)):
        s = blur[k]
        for t in range(len(kinds)):
            bright, fade, dark = exp(kinds[t, 0] / DECIBEL), kinds[t, 1], exp(kinds[t, 2] / DECIBEL)
            for q in range(len(depth)):
                d = depth[q]
                power = s * s / (2.0 * fade * fade) - d / fade
                # far outside the product is infinity times 0
                shell = 0.0 if power > 50.0 else exp(power) * _phi(d / s - s / fade)
                out[k, t, q] = DECIBEL * log(_phi(-d / s) + bright * shell + dark)


@njit(**LOOP)
def _profile(p: Any, path: Any, used: Any, ray: int, inside: int, reach: int, y: Any) -> int:
    """Fill y about the path at one ray; how many places of it are readable, from the first one on."""
    rays, steps = p.shape
    readable, whole = 0, True
    for q in range(len(y)):
        total, weight = 0.0, 0.0
        for n in range(max(0, ray - reach), min(rays, ray + reach + 1)):
            place = path[n] - inside + q
            if used[n] and 0 <= place < steps and not isnan(p[n, place]):
                share = 1.0 - abs(n - ray) / (reach + 1.0)
                total += share * p[n, place]
                weight += share
        y[q] = total / weight if weight > 0.0 else nan
        if isnan(y[q]):
            whole = whole and q < inside // 2  # nothing to read next to the shaft
            readable = q + 1 if whole else readable
    return readable


@njit(**LOOP)
def _moments(
    cost: Any, least: float, scale: float, slip: int, kinds: Any
) -> tuple[float, float, float, float, float]:
    """Sums of weights, and of place, its square, B and F so weighed."""
    weights, first, second, rim, dark = 0.0, 0.0, 0.0, 0.0, 0.0
    for m in range(2 * slip + 1):
        for t in range(len(kinds)):
            power = scale * (cost[m, t] - least)
            if power > NOTHING:
                continue
            weight = exp(-power)
            weights += weight
            first += weight * (m - slip)
            second += weight * (m - slip) ** 2
            rim += weight * kinds[t, 0]
            dark += weight * kinds[t, 2]
    return weights, first, second, rim, dark


@njit(**LOOP)
def place_edges(
    p: Any, path: Any, used: Any, templates: Any, kinds: Any, inside: int, slip: int, reach: int, hold: float,
    scale: float, most: float, place: Any, spread: Any, parts: Any,
) -> None:  # fmt: skip
    """Fill place and spread, in steps of a ray, with mean and deviation over all places and kinds of rim.

    Every place within `slip` of the path and every kind weighs exp(-scale * sum of squares), in which a
    residue counts at most `most` and the level of tissue is held to 0 like `hold` places.

    parts : (angle, 4) means of B and F, mean square of the best residues, and of the level outside; dB.
    """
    length = templates.shape[2]
    y = np.zeros(length + 2 * slip, np.float32)
    cost = np.zeros((2 * slip + 1, len(kinds)))
    whole = np.zeros(len(kinds))
    for k in range(len(path)):
        place[k], spread[k] = nan, nan
        if not used[k]:
            continue
        unread = _profile(p, path, used, k, inside + slip, reach, y)
        stop = len(y)
        while stop > 0 and isnan(y[stop - 1]):
            stop -= 1
        for t in range(len(kinds)):
            whole[t] = sum_of(templates[k, t])
        least, level = inf, 0.0
        for m in range(2 * slip + 1):
            low, high = max(0, unread - m), min(length, stop - m)
            if high - low < length // 2:
                cost[m, :] = inf
                continue
            window = y[m + low : m + high]
            total = sum_of(window)
            for t in range(len(kinds)):
                template = templates[k, t, low:high]
                own = whole[t] if high - low == length else sum_of(template)
                offset = (total - own) / (high - low + hold)
                # what is not readable must not make a place cheaper
                share = length / (high - low)
                cost[m, t] = share * misfit_of(window, template, offset, most * most) + hold * offset * offset
                if cost[m, t] < least:
                    least, level = cost[m, t], offset
        if least == inf:
            continue
        weights, first, second, rim, dark = _moments(cost, least, scale, slip, kinds)
        mean = first / weights
        place[k] = path[k] + mean
        spread[k] = sqrt(max(second / weights - mean * mean, 0.0) + 1.0 / 12.0)
        parts[k, 0], parts[k, 1] = rim / weights, dark / weights
        parts[k, 2], parts[k, 3] = least / length, level
