"""Fascicles: circles of unequal size packed into an elliptical nerve without overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import CaseError, Complaint

__all__ = ["SEPTUM", "layout_along", "pack"]

Floats = NDArray[np.float64]
SEPTUM = 0.03e-3  # m, least distance between two fascicles and to the outline; assumed
THINNEST = 0.05  # of the nerve's half height that a septum takes in the thinnest nerves; assumed
SIZE_SPREAD = 0.35  # of ln diameter; assumed
ROUNDS = 1200
TRIES = 4
EASE = 1.01  # circles push a little further than they must, so that they come to rest soon


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


def layout_along(
    semi_axes: Floats,
    neuroma: NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    count: int,
    area_fraction: float,
    arc: Floats,
) -> tuple[Floats, Floats]:
    """Fascicle centres (station, count, 2) and radii (station, count) along a nerve.

    In the nerve proper each fascicle keeps its place and only scales with the outline. In the neuroma the
    layout is drawn anew every 1.5 mm and fills less (assumed 0.4 of the area at most): fascicles there are
    disordered and a column is not the same fascicle from one stretch to the next.
    """
    stations = len(semi_axes)
    centres, radii = np.zeros((stations, count, 2)), np.zeros((stations, count))
    proper = np.flatnonzero(~neuroma)
    if proper.size:
        middle = np.median(semi_axes[proper], axis=0)
        where, size = pack((middle[0], middle[1]), count, area_fraction, rng)
        scale = semi_axes[proper] / middle
        centres[proper] = where * scale[:, None, :]
        radii[proper] = size * scale.min(axis=1)[:, None]
    bulb = np.flatnonzero(neuroma)
    for stretch in np.unique(np.floor(arc[bulb] / 1.5e-3)):
        rows = bulb[np.floor(arc[bulb] / 1.5e-3) == stretch]
        wide = semi_axes[rows].max(axis=0)
        where, size = pack((wide[0], wide[1]), count, min(0.4, area_fraction), rng)
        scale = semi_axes[rows] / wide
        centres[rows] = where * scale[:, None, :]
        radii[rows] = size * scale.min(axis=1)[:, None]
    return centres, radii


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
    touch = reach[:, None] + reach[None, :]
    np.fill_diagonal(touch, 0.0)
    for _ in range(ROUNDS):
        apart = centres[:, None, :] - centres[None, :, :]
        gap = np.sqrt((apart**2).sum(axis=2))
        np.fill_diagonal(gap, 1.0)
        overlap = np.maximum(touch * EASE - gap, 0.0)
        np.fill_diagonal(overlap, 0.0)
        push = (apart / np.maximum(gap, 1e-9)[:, :, None] * (0.5 * overlap)[:, :, None]).sum(axis=1)
        outside, inwards = _past_wall(centres, reach, semi)
        if outside.max() <= 0.0 and np.all(gap >= touch):
            break
        centres = centres + 0.8 * push + inwards * np.maximum(outside + (EASE - 1.0) * reach, 0.0)[:, None]
    return centres


def _past_wall(centres: Floats, reach: Floats, semi: Floats) -> tuple[Floats, Floats]:
    """How far each circle reaches past the ellipse (negative inside) and the direction back in."""
    angle = np.linspace(0.0, 2.0 * np.pi, 181)[:-1]
    wall = np.stack([semi[0] * np.cos(angle), semi[1] * np.sin(angle)], axis=1)
    inwards = -np.stack([np.cos(angle) / semi[0], np.sin(angle) / semi[1]], axis=1)
    inwards /= np.linalg.norm(inwards, axis=1, keepdims=True)
    # Depth below each tangent of the ellipse; a circle is inside when it is below all of them.
    depth = np.einsum("cad,ad->ca", centres[:, None, :] - wall[None], inwards)
    worst = depth.argmin(axis=1)
    return reach - depth[np.arange(len(centres)), worst], inwards[worst]


def _without_overlap(centres: Floats, reach: Floats, semi: Floats) -> NDArray[np.bool_]:
    """Which circles, taken one after the other, lie inside and free of those taken before."""
    outside, _ = _past_wall(centres, reach, semi)
    kept = np.zeros(len(centres), bool)
    for k in range(len(centres)):
        gap = np.hypot(*(centres[kept] - centres[k]).T)
        kept[k] = outside[k] <= 1e-9 and bool(np.all(gap >= reach[kept] + reach[k] - 1e-9))
    return kept
