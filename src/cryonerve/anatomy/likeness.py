"""How much each place looks like what was clicked: pixel by pixel, then as discs of the structure's size.

A pixel's likeness is the logarithm of how much likelier its grey value is inside than outside of the
structure, both as seen around the clicks. A disc of the structure's size that is moved over it is its matched
filter; its value G has the mean D where the structure is and the spread s around it, with noise and texture
as they are in this scan, so that the logarithm of the likelihood of a place grows as D G / s^2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve, gaussian_filter1d

from cryonerve.anatomy.grey_mixture import robust_deviation
from cryonerve.anatomy.straightened import Straightened
from cryonerve.anatomy.tracing_rules import likelihood_weight

__all__ = ["Likeness", "likeness"]

Floats = NDArray[np.float64]
CAP = 2.5  # largest likeness of a pixel either way
STRANGE = 0.15  # share of what is around a structure that looks like nothing else near it
ALONG = 2e-3  # m, standard deviation over which likeness is averaged along the course
CORE, RING = 0.65, (1.4, 2.6)  # of the radius: what is surely inside, and what is taken as its surroundings
NEAR_CLICK = 3e-3  # m along the course that levels are taken from


@dataclass(frozen=True, eq=False)
class Likeness:
    """What a straightened scan says.

    Attributes
    ----------
    pixels : (s, n, n) logarithm of how much likelier a pixel is inside.
    places : (s, n, n) logarithm of the likelihood of the centre's place, per station.
    visible : D / s, by how much the structure stands out at one station.
    """

    pixels: Floats
    places: Floats
    visible: float


def likeness(seen: Straightened, stations: Floats, radius: float) -> Likeness:
    """Likeness to what lies at some stations of the course.

    Parameters
    ----------
    stations : fractional stations of the clicks. radius : m of the structure.
    """
    pixels = _pixels(seen, stations, radius)
    discs = _disc_mean(seen, pixels, radius)
    near = seen.away < 0.35 * radius
    at = np.clip(np.rint(stations).astype(int), 0, len(discs) - 1)
    signal = float(discs[:, near][at].mean())
    around = (seen.away > 1.3 * radius) & (seen.away < 3.2 * radius)
    free = ~seen.barred & around
    rest = discs[free] if free.sum() > 50 else discs[:, around].ravel()
    middle = float(np.median(rest))
    spread = max(robust_deviation(rest), float(rest.std()), 1e-6)
    stands_out = signal - middle
    share = seen.step / max(_correlation(discs, free, seen.step), seen.step)
    places = likelihood_weight() * max(stands_out, 0.0) / spread**2 * (discs - middle) * share
    return Likeness(pixels, np.where(seen.barred, -50.0, places), stands_out / spread)


def _disc(seen: Straightened, radius: float) -> Floats:
    """Weights (m, m) of a disc's pixels, those its rim cuts in part; they sum to 1."""
    count = int(np.ceil(radius / seen.pixel)) + 1
    offset = seen.pixel * np.arange(-count, count + 1)
    away = np.hypot(offset[:, None], offset[None, :])
    weight = np.clip(0.5 + (radius - away) / seen.pixel, 0.0, 1.0)
    return np.asarray(weight / weight.sum())


def _disc_mean(seen: Straightened, pixels: Floats, radius: float) -> Floats:
    """(s, n, n) mean over a disc in each picture, averaged along the course."""
    along = gaussian_filter1d(pixels, ALONG / seen.step, axis=0, mode="nearest")
    return np.asarray(convolve(along, _disc(seen, radius)[None], mode="nearest"))


def _pixels(seen: Straightened, stations: Floats, radius: float) -> Floats:
    """Likeness of every pixel by levels that change evenly along the course, as a receiver's bias does."""
    within = seen.away < CORE * radius
    ring = (seen.away > RING[0] * radius) & (seen.away < RING[1] * radius)
    inner, outer, inside, outside = [], [], [], []
    reach = max(1, round(NEAR_CLICK / seen.step))
    for station in stations:
        middle = int(np.clip(round(station), 0, len(seen.values) - 1))
        part = slice(max(0, middle - reach), middle + reach + 1)
        values, free = seen.values[part], ~seen.barred[part]
        one = values[:, within]
        two = values[:, ring][free[:, ring]] if free[:, ring].any() else values[:, ring].ravel()
        inner.append(np.median(one))
        outer.append(np.median(two))
        inside.append(robust_deviation(one))
        outside.append(robust_deviation(two))
    along = np.arange(len(seen.values))
    in_level = _evenly(stations, np.array(inner), along)[:, None, None]
    out_level = _evenly(stations, np.array(outer), along)[:, None, None]
    in_spread, out_spread = max(float(np.median(inside)), 1e-3), max(float(np.median(outside)), 1e-3)
    in_spread = float(np.clip(in_spread, 0.6 * out_spread, 1.6 * out_spread))
    one = _normal(seen.values, in_level, in_spread)
    two = (1.0 - STRANGE) * _normal(seen.values, out_level, out_spread) + STRANGE / (30.0 * out_spread)
    return np.asarray(np.clip(np.log(one + 1e-12) - np.log(two), -CAP, CAP))


def _normal(values: Floats, mean: Floats, deviation: float) -> Floats:
    return np.asarray(np.exp(-0.5 * ((values - mean) / deviation) ** 2) / (np.sqrt(2.0 * np.pi) * deviation))


def _evenly(stations: Floats, levels: Floats, along: NDArray[np.int_]) -> Floats:
    """Levels on a straight line through those at the clicks."""
    if len(stations) < 3:
        return np.full(len(along), float(levels.mean()))
    slope, start = np.polyfit(stations, levels, 1)
    return np.asarray(start + slope * along)


def _correlation(discs: Floats, free: NDArray[np.bool_], step: float) -> float:
    """Length along the course over which the background's discs say the same, m."""
    if not free.any():
        return step
    rest = np.where(free, discs, np.nan)
    with np.errstate(invalid="ignore"):
        rest = rest - np.nanmedian(rest)
    total, most = 1.0, min(len(rest) - 1, int(10e-3 / step))
    variance = float(np.nanmean(rest**2)) if np.isfinite(rest).any() else 0.0
    if variance <= 0.0:
        return step
    for lag in range(1, most + 1):
        product = rest[lag:] * rest[:-lag]
        if not np.isfinite(product).any():
            break
        same = float(np.nanmean(product)) / variance
        if same < 0.1:
            break
        total += 2.0 * same
    return total * step
