"""The edge on one brightness profile: a rim's model fitted to levels, by damped least squares.

Mean intensity d inside the edge, as a picture of finite resolution shows it::

    I(d) = T Phi(-d/s) + B exp(s^2/2l^2 - d/l) Phi(d/s - s/l) + F

tissue T outside, a shell that starts with B at the edge and fades over l, and what fills the dark, F; s is the
spread of the point spread's square along the ray, Phi the normal distribution's integral.

=========  =====================================================================================
x          (5,) place of the edge, and logarithms of T, B, l, F
y          levels in dB (mean of the logarithm of speckle), w their weights
=========  =====================================================================================
"""

from __future__ import annotations

from math import erf, exp, isnan, log, log10, nan, sqrt
from typing import Any

import numpy as np
from numba import njit

__all__ = ["draw_templates", "fit_edges"]

OPTIONS: dict[str, Any] = {"cache": True, "error_model": "numpy", "nogil": True}
UNKNOWNS = 5
DECIBEL = 10.0 / log(10.0)


@njit(**OPTIONS)
def _phi(u: float) -> float:
    return 0.5 * (1.0 + erf(u / 1.4142135623730951))


@njit(**OPTIONS)
def _level(x: Any, away: float, s: float) -> float:
    """dB at a place of the ray."""
    d = x[0] - away
    fade = exp(x[3])
    power = s * s / (2.0 * fade * fade) - d / fade
    shell = exp(min(power, 50.0)) * _phi(d / s - s / fade)
    if power > 50.0:  # far outside, where the product is 0 times infinity
        shell = 0.0
    return DECIBEL * log(exp(x[1]) * _phi(-d / s) + exp(x[2]) * shell + exp(x[4]))


@njit(**OPTIONS)
def draw_templates(depth: Any, blur: Any, kinds: Any, out: Any) -> None:
    """Fill out (angle, template, place) with levels against tissue; kinds: (template, 3) dB of B and F, and l."""
    x = np.zeros(UNKNOWNS)
    for k in range(len(blur)):
        for t in range(len(kinds)):
            x[2], x[3], x[4] = kinds[t, 0] / DECIBEL, log(kinds[t, 1]), kinds[t, 2] / DECIBEL
            for q in range(len(depth)):
                out[k, t, q] = _level(x, -depth[q], blur[k])


@njit(**OPTIONS)
def _solve(a: Any, b: Any) -> Any:
    """Gauss without pivoting: a is symmetric and positive."""
    n = len(b)
    a, b = a.copy(), b.copy()
    for i in range(n):
        for k in range(i + 1, n):
            f = a[k, i] / a[i, i]
            for j in range(i, n):
                a[k, j] -= f * a[i, j]
            b[k] -= f * b[i]
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            b[i] -= a[i, j] * b[j]
        b[i] /= a[i, i]
    return b


@njit(**OPTIONS)
def _cost(x: Any, r: Any, y: Any, s: float, prior: Any, firm: Any, robust: float) -> float:
    total = 0.0
    for m in range(len(r)):
        if isnan(y[m]):
            continue
        z = abs(y[m] - _level(x, r[m], s))
        total += z * z if z < robust else robust * (2.0 * z - robust)
    for n in range(UNKNOWNS):
        total += firm[n] * (x[n] - prior[n]) ** 2
    return total


@njit(**OPTIONS)
def _fit(x: Any, r: Any, y: Any, s: float, prior: Any, firm: Any, robust: float, rounds: int) -> Any:
    """Improve x; returns the normal matrix at the end and the cost."""
    damp = 1e-2
    cost = _cost(x, r, y, s, prior, firm, robust)
    h, slope, row = np.zeros((UNKNOWNS, UNKNOWNS)), np.zeros(UNKNOWNS), np.zeros(UNKNOWNS)
    moved = x.copy()
    for _ in range(rounds):
        h[:] = 0.0
        slope[:] = 0.0
        for n in range(UNKNOWNS):
            h[n, n] = firm[n]
            slope[n] = -firm[n] * (x[n] - prior[n])
        for m in range(len(r)):
            if isnan(y[m]):
                continue
            level = _level(x, r[m], s)
            for n in range(UNKNOWNS):
                small = 1e-2 * s if n == 0 else 1e-2
                kept = x[n]
                x[n] = kept + small
                row[n] = (_level(x, r[m], s) - level) / small
                x[n] = kept
            z = y[m] - level
            weight = 1.0 if abs(z) < robust else robust / abs(z)
            for n in range(UNKNOWNS):
                slope[n] += weight * row[n] * z
                for q in range(UNKNOWNS):
                    h[n, q] += weight * row[n] * row[q]
        a = h.copy()
        for n in range(UNKNOWNS):
            a[n, n] += damp * (h[n, n] + 1e-9)
        step = _solve(a, slope)
        for n in range(UNKNOWNS):
            moved[n] = x[n] + min(max(step[n], -0.7), 0.7)
        now = _cost(moved, r, y, s, prior, firm, robust)
        if now < cost:
            done = cost - now < 1e-3 * cost
            x[:] = moved
            cost, damp = now, max(damp * 0.2, 1e-6)
            if done:
                break
        else:
            damp = min(damp * 8.0, 1e6)
    return h, cost


@njit(**OPTIONS)
def fit_edges(
    p: Any, path: Any, used: Any, first: float, step: float, inside: int, outside: int, reach: int,
    blur: Any, firm: Any, robust: float, radius: Any, spread: Any, levels: Any,
) -> None:  # fmt: skip
    """Fill radius, its spread and levels (tissue, rim, floor, thickness, misfit) of all used rays.

    p : (angle, step) dB along rays; path : (angle,) place of the edge that is to be refined.
    inside, outside : places of the profile to both sides of it; reach : rays to both sides that are averaged,
    each shifted by its own path. blur : (angle,) s along the ray. firm : weights of what is expected of x.
    Lengths in units of `first` and `step`; choose mm, so that all unknowns are of order one.
    """
    rays, steps = p.shape
    count = inside + outside
    y, r, x, prior = np.zeros(count), np.zeros(count), np.zeros(UNKNOWNS), np.zeros(UNKNOWNS)
    one = np.zeros(UNKNOWNS)
    for k in range(rays):
        radius[k] = nan
        spread[k] = nan
        if not used[k]:
            continue
        for m in range(count):
            total, weight = 0.0, 0.0
            for n in range(max(0, k - reach), min(rays, k + reach + 1)):
                place = path[n] - inside + m
                if used[n] and 0 <= place < steps and not isnan(p[n, place]):
                    share = 1.0 - abs(n - k) / (reach + 1.0)
                    total += share * p[n, place]
                    weight += share
            y[m] = total / weight if weight > 0.0 else nan
            r[m] = first + step * (path[k] - inside + m)
        tissue, floor_, rim = 0.0, 1e9, -1e9
        far = 0
        for m in range(count):
            if isnan(y[m]):
                continue
            if m > inside + outside // 3:
                tissue += y[m]
                far += 1
            if m < inside:
                floor_ = min(floor_, y[m])
            if inside - outside // 2 < m < inside + outside // 3:
                rim = max(rim, y[m])
        if far == 0 or floor_ > 1e8:
            continue
        x[0] = first + step * path[k]
        x[1] = tissue / far / DECIBEL
        x[2] = rim / DECIBEL
        x[3] = log(0.3)
        x[4] = floor_ / DECIBEL
        prior[:] = x
        h, cost = _fit(x, r, y, blur[k], prior, firm, robust, 12)
        for n in range(UNKNOWNS):
            h[n, n] += 1e-9
            one[n] = 0.0
        one[0] = 1.0
        radius[k] = x[0]
        spread[k] = sqrt(max(_solve(h, one)[0], 0.0) * max(cost / count, 1e-6))
        levels[k, 0] = DECIBEL * x[1]
        levels[k, 1] = DECIBEL * x[2]
        levels[k, 2] = DECIBEL * x[4]
        levels[k, 3] = exp(x[3])
        levels[k, 4] = sqrt(cost / count)
