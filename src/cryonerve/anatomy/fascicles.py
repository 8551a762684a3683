"""Fascicles: circles of unequal size packed into an elliptical nerve without overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.neuroma import wind
from cryonerve.anatomy.packing import past_wall, pushed
from cryonerve.errors import CaseError, Complaint

__all__ = ["SEPTUM", "Layout", "carried_along", "layout_along", "pack"]

Floats = NDArray[np.float64]
SEPTUM = 0.03e-3  # m, least distance between two fascicles and to the outline; assumed
THINNEST = 0.05  # of the nerve's half height that a septum takes in the thinnest nerves; assumed
SIZE_SPREAD = 0.35  # of ln diameter; assumed
ROUNDS = 1200
TRIES = 4


def pack(
    semi_axes: tuple[float, float],
    count: int,
    area_fraction: float,
    rng: np.random.Generator,
    *,
    septum: float = SEPTUM,
) -> tuple[Floats, Floats]:
    """Centres (count, 2) and radii (count,) of fascicles inside an ellipse.

    Diameters are log-normal and scaled so that the circles take `area_fraction` of the ellipse; circles
    thrown in at random push each other apart until they keep a septum between each other and to the outline.

    Parameters
    ----------
    semi_axes : half width and half height of the nerve, m.
    count : number of fascicles.
    area_fraction : their share of the nerve's cross-section.
    rng : source of randomness.
    septum : least gap, m.

    Raises
    ------
    CaseError
        They do not fit; says how many do.

    Examples
    --------
    >>> centres, radii = pack((2.5e-3, 2.0e-3), 20, 0.5, np.random.default_rng(1))
    >>> round(float((radii**2).sum() / (2.5e-3 * 2.0e-3)), 3)
    0.5
    """
    semi = np.asarray(semi_axes, dtype=float)
    _check(count, area_fraction)
    fit = 0
    # In the thinnest nerves of a newborn the usual septum alone would fill the nerve: there it is thinner.
    for gap in dict.fromkeys((septum, min(septum, THINNEST * float(semi.min())))):
        for attempt in range(TRIES):
            # A nerve that is hard to fill gets more equal fascicles at the next try.
            radii = np.exp(rng.normal(0.0, SIZE_SPREAD * 0.6**attempt, count))
            radii = np.sort(radii)[::-1] * np.sqrt(area_fraction * semi.prod() / (radii**2).sum())
            centres = _relax(radii + 0.5 * gap, semi - 0.5 * gap, rng)
            good = _without_overlap(centres, radii + 0.5 * gap, semi - 0.5 * gap)
            if good.all():
                return centres, radii
            fit = max(fit, int(good.sum()))
    raise CaseError(
        Complaint(
            f"{count} fascicles that take {area_fraction:.0%} of a nerve of "
            f"{2e3 * semi[0]:.2g} x {2e3 * semi[1]:.2g} mm do not fit; {fit} of them do",
            remedy="Lower fascicle_area_fraction (0.45 to 0.6 is usual) or fascicle_count.",
            field="anatomy.fascicle_area_fraction",
        )
    )


@dataclass(frozen=True, eq=False)
class Layout:
    """Fascicles along a nerve.

    Attributes
    ----------
    centres : (station, column, 2) m in the plane across the nerve.
    radii : (station, column) m; 0 where a column does not exist.
    origins : (column,) the fascicle of the nerve that a column is, or is a part of.
    """

    centres: Floats
    radii: Floats
    origins: NDArray[np.int64]


def layout_along(
    semi_axes: Floats,
    neuroma: NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    count: int,
    area_fraction: float,
    arc: Floats,
) -> Layout:
    """Fascicles along a nerve, drawn for its median outline.

    In the nerve proper each fascicle keeps its place and only scales with the outline. From there the
    fascicles wind on into the bulb, where they divide (`neuroma.wind`).

    Parameters
    ----------
    semi_axes : (station, 2) m, distal first; neuroma : (station,) True in the bulb; arc : (station,) m.

    Raises
    ------
    CaseError
        They do not fit; says how many do.
    """
    proper = np.flatnonzero(~neuroma)
    middle = np.median(semi_axes[proper if proper.size else slice(None)], axis=0)
    where, size = pack((middle[0], middle[1]), count, area_fraction, rng)
    return carried_along(semi_axes, neuroma, rng, section=(where, size, middle), arc=arc)


def carried_along(
    semi_axes: Floats,
    neuroma: NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    section: tuple[Floats, Floats, Floats],
    arc: Floats,
    traced: bool = False,
) -> Layout:
    """One cross-section carried along a nerve: scaled with the outline, and on into the bulb.

    Parameters
    ----------
    section : centres (fascicle, 2), radii (fascicle,) and half axes (2,) of the outline they lie in, m.
    traced : fascicles keep their share of the area also where the outline changes its shape.
    """
    where, size, middle = section
    scale = semi_axes / middle
    centres: Floats = where * scale[:, None, :]
    # Circles shrink with the narrower axis, so that they never overlap; traced ones keep their share instead.
    by = scale.min(axis=1) if not traced else np.sqrt(scale.prod(axis=1))
    radii: Floats = size * by[:, None]
    origins = np.arange(len(size))
    bulb = np.flatnonzero(neuroma)[::-1]
    if not bulb.size:
        return Layout(centres, radii, origins)
    near = min(int(bulb[0]) + 1, len(semi_axes) - 1)
    step = float(arc[-1] - arc[0]) / max(1, len(arc) - 1)
    found = wind(
        semi_axes[np.concatenate([[near], bulb])],
        (centres[near], radii[near]),
        rng,
        gap=min(SEPTUM, THINNEST * float(middle.min())),
        step=step,
    )
    places, sizes, origins = found
    leaving = origins[len(size) :]
    centres = np.concatenate([centres, centres[:, leaving]], axis=1)
    radii = np.concatenate([radii, np.zeros((len(radii), len(leaving)))], axis=1)
    centres[bulb], radii[bulb] = places, sizes
    return Layout(centres, radii, origins)


def _check(count: int, area_fraction: float) -> None:
    if count < 1:
        raise CaseError(
            Complaint(
                f"{count} is no number of fascicles",
                remedy="Give 1 or more.",
                field="anatomy.fascicle_count",
            )
        )
    if not 0.0 < area_fraction < 1.0:
        raise CaseError(
            Complaint(
                f"{area_fraction:g} is no share of an area",
                remedy="Give a value between 0 and 1; 0.45 to 0.6 is usual.",
                field="anatomy.fascicle_area_fraction",
            )
        )


def _relax(reach: Floats, semi: Floats, rng: np.random.Generator) -> Floats:
    """Push overlapping circles (radius `reach`) apart and into the ellipse, largest first placed inside."""
    count = len(reach)
    angle, out = rng.uniform(0.0, 2.0 * np.pi, count), np.sqrt(rng.uniform(0.0, 0.6, count))
    centres = np.stack([np.cos(angle), np.sin(angle)], axis=1) * out[:, None] * semi
    if count == 1:
        return np.zeros((1, 2))
    for _ in range(ROUNDS):
        centres, free = pushed(centres, reach, semi)
        if free:
            break
    return centres


def _without_overlap(centres: Floats, reach: Floats, semi: Floats) -> NDArray[np.bool_]:
    """Which circles, taken one after the other, lie inside and free of those taken before."""
    outside, _ = past_wall(centres, reach, semi)
    kept = np.zeros(len(centres), bool)
    for k in range(len(centres)):
        gap = np.hypot(*(centres[kept] - centres[k]).T)
        kept[k] = outside[k] <= 1e-9 and bool(np.all(gap >= reach[kept] + reach[k] - 1e-9))
    return kept
