"""The bulb at a cut nerve's end: fascicles splay, branch and wind through scar, and end blind.

The nerve's own fascicles enter the bulb where they lie in the nerve. From station to station they go on at an
oblique angle whose direction wanders; circles that touch push each other apart and the outline pushes them
back in, as in `fascicles.pack`, so that every path is continuous and none crosses another. The larger half
of them divide once, the two parts sharing the area. A fascicle keeps its area, so that its share of the bulb
falls as the bulb swells, and ends somewhere in the distal half. All of this is assumed: which way axons
really take through a neuroma no image of a patient shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.packing import past_wall, pushed

__all__ = ["FILLED", "wind"]

Floats = NDArray[np.float64]
FILLED = 0.4  # of the bulb's cross-section at most; assumed, 0.45 to 0.6 are usual in a nerve
OBLIQUE = (20.0, 55.0)  # degrees between a fascicle and the nerve's axis in the bulb; assumed
WANDER = 0.3  # rad by which the direction of a path changes per station, one standard deviation; assumed
EASED = 0.12  # of the bulb's length over which paths turn from straight to oblique; assumed
DIVIDING = (0.05, 0.35)  # where fascicles divide, as a share of the bulb's length from the nerve; assumed
PART = (0.4, 0.6)  # of the area that the first of two parts keeps; assumed
ENDING = (0.5, 1.0)  # where fascicles end; assumed
TAPER = (0.55, 0.8)  # of the radius at the last station of a fascicle and the one before
ROUNDS = 80


@dataclass(eq=False)
class _Bundle:
    """Fascicles at one station, on their way; private to `wind`."""

    centres: Floats
    radii: Floats
    heading: Floats
    speed: Floats  # m sideways per station
    divides: Floats  # progress at which each divides; infinite: never
    ends: Floats  # progress at which each ends
    origins: NDArray[np.int64]


def wind(
    semi_axes: Floats, entering: tuple[Floats, Floats], rng: np.random.Generator, *, gap: float, step: float
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Paths of fascicles through a bulb, from the nerve to their blind ends.

    Parameters
    ----------
    semi_axes : (station + 1, 2) m, the outline from the nerve's last station on, distal last.
    entering : centres (fascicle, 2) and radii (fascicle,) m at the first of these stations.
    rng : source of randomness.
    gap : least distance between two fascicles and to the outline, m.
    step : m between stations.

    Returns
    -------
    Centres (station, column, 2) and radii (station, column) m at all stations but the first, and the fascicle
    (column,) that each column comes from. The first columns are the fascicles that entered, the others the
    parts that left them: until they do, these have no radius and the place of the fascicle they leave.

    Examples
    --------
    >>> outline = np.linspace([2e-3, 2e-3], [4e-3, 4e-3], 20)
    >>> entering = np.array([[-1e-3, 0.0], [1e-3, 0.0]]), np.array([0.4e-3, 0.5e-3])
    >>> found = wind(outline, entering, np.random.default_rng(1), gap=30e-6, step=0.5e-3)
    >>> [part.shape for part in found], found[2].tolist()
    ([(19, 3, 2), (19, 3), (3,)], [0, 1, 1])
    """
    stations = len(semi_axes) - 1
    bundle = _entering(entering, rng, step)
    dividing = np.flatnonzero(np.isfinite(bundle.divides))
    total = len(bundle.radii) + len(dividing)
    column = {int(which): len(bundle.radii) + order for order, which in enumerate(dividing)}
    centres, radii = np.zeros((stations, total, 2)), np.zeros((stations, total))
    place = np.arange(len(bundle.radii))  # column of each path
    dense = float((bundle.radii**2).sum() / semi_axes[0].prod())
    for station in range(stations):
        progress = station / max(1, stations - 1)
        semi = semi_axes[station + 1]
        bundle.centres *= semi / semi_axes[station]
        for which in np.flatnonzero(bundle.divides <= progress):
            _divide(bundle, int(which), rng, gap)
            place = np.append(place, column[int(which)])
        ease = min(1.0, progress / EASED)
        _advance(bundle, semi, rng, ease=ease, gap=gap, going=bundle.ends >= progress)
        left = (bundle.ends - progress) * max(1, stations - 1)
        radius = bundle.radii * np.where(left < 0.0, 0.0, np.interp(left, (0.0, 1.0, 2.0), (*TAPER, 1.0)))
        most = max(FILLED, dense + (FILLED - dense) * ease)
        radius *= min(1.0, float(np.sqrt(most * semi.prod() / max(float((radius**2).sum()), 1e-30))))
        for whole, later in column.items():  # a part that has not left lies where it will leave from
            centres[station, later] = bundle.centres[whole]
        centres[station, place] = bundle.centres
        radii[station, place] = _apart(bundle.centres, radius, semi, gap)
    return centres, radii, np.concatenate([np.arange(total - len(dividing)), dividing])


def _entering(entering: tuple[Floats, Floats], rng: np.random.Generator, step: float) -> _Bundle:
    """The nerve's fascicles with everything that is drawn about their way."""
    centres, radii = entering
    count = len(radii)
    ends = rng.uniform(*ENDING, count)
    ends[rng.integers(count)] = np.inf  # one reaches the end, so that the bulb has a fascicle throughout
    large = radii >= np.median(radii)
    divides = np.where(large, rng.uniform(*DIVIDING, count), np.inf)
    speed = step * np.tan(np.radians(rng.uniform(*OBLIQUE, count)))
    heading = rng.uniform(0.0, 2.0 * np.pi, count)
    return _Bundle(centres.copy(), radii.copy(), heading, speed, divides, ends, np.arange(count))


def _divide(bundle: _Bundle, which: int, rng: np.random.Generator, gap: float) -> None:
    """Two circles side by side in the place of one, with its area and around its centre."""
    radius, part = bundle.radii[which], rng.uniform(*PART)
    first, second = radius * np.sqrt(part), radius * np.sqrt(1.0 - part)
    angle = rng.uniform(0.0, 2.0 * np.pi)
    away = (first + second + gap) * np.array([np.cos(angle), np.sin(angle)])
    middle = bundle.centres[which].copy()
    bundle.centres[which] = middle - (1.0 - part) * away
    bundle.radii[which] = first
    bundle.divides[which] = np.inf
    bundle.heading[which] = angle + np.pi + rng.normal(0.0, WANDER)
    bundle.centres = np.vstack([bundle.centres, middle + part * away])
    bundle.radii = np.append(bundle.radii, second)
    bundle.heading = np.append(bundle.heading, angle + rng.normal(0.0, WANDER))
    bundle.speed = np.append(bundle.speed, bundle.speed[which])
    bundle.divides = np.append(bundle.divides, np.inf)
    bundle.ends = np.append(bundle.ends, rng.uniform(*ENDING))
    bundle.origins = np.append(bundle.origins, bundle.origins[which])


def _advance(
    bundle: _Bundle,
    semi: Floats,
    rng: np.random.Generator,
    *,
    ease: float,
    gap: float,
    going: NDArray[np.bool_],
) -> None:
    """One station on: sideways by the heading, then free of each other and of the outline.

    Only what has not ended pushes.
    """
    bundle.heading += rng.normal(0.0, WANDER, len(bundle.heading))
    ahead = np.stack([np.cos(bundle.heading), np.sin(bundle.heading)], axis=1)
    reach = bundle.radii + 0.5 * gap
    outside, inwards = past_wall(bundle.centres + ease * bundle.speed[:, None] * ahead, reach, semi)
    towards = (ahead * inwards).sum(axis=1)
    turned = (outside > 0.0) & (towards < 0.0)
    ahead[turned] -= 1.1 * towards[turned, None] * inwards[turned]  # along the outline, a little inwards
    bundle.heading[turned] = np.arctan2(ahead[turned, 1], ahead[turned, 0])
    centres = bundle.centres + ease * bundle.speed[:, None] * ahead
    for _ in range(ROUNDS):
        centres[going], free = pushed(centres[going], reach[going], semi - 0.5 * gap)
        if free:
            break
    bundle.centres = centres


def _apart(centres: Floats, radii: Floats, semi: Floats, gap: float) -> Floats:
    """Radii of which none reaches into another or past the outline; only what is crowded gets thinner."""
    outside, _ = past_wall(centres, np.where(radii > 0.0, radii + 0.5 * gap, 0.0), semi)
    thin = np.maximum(radii - np.where(radii > 0.0, np.maximum(outside, 0.0), 0.0), 0.0)
    away = np.sqrt(((centres[:, None] - centres[None]) ** 2).sum(axis=2))
    np.fill_diagonal(away, np.inf)
    room = np.maximum(away - gap, 0.0)
    touch = thin[:, None] + thin[None]
    crowded = (thin[:, None] > 0.0) & (thin[None] > 0.0) & (touch > room)
    share = np.divide(room, touch, out=np.ones_like(room), where=crowded)
    return np.asarray(thin * share.min(axis=1))
