"""Cross-sections of a traced curve, from the grey values around it.

A first ellipse per station is the one whose pixels look most like what was clicked (`likeness`); from there
the ellipses, their centres and the scanner's blur are fitted to the voxels themselves (`section_fit`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from cryonerve.anatomy.blurred_ellipses import Ellipse
from cryonerve.anatomy.likeness import Likeness
from cryonerve.anatomy.section_fit import Fitted, fit_sections
from cryonerve.anatomy.section_slabs import Slab, slabs_along
from cryonerve.anatomy.straightened import Straightened
from cryonerve.anatomy.tracing_rules import (
    least_gain,
    least_visible,
    most_flat,
    radius_of,
    sizes_of,
    unmodelled,
)
from cryonerve.scans.labels import Labels
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import Section, TracedCurve

__all__ = ["SPACING", "Outlines", "outlines_of", "round_sections"]

Floats = NDArray[np.float64]
SPACING = 4e-3  # m between sections
ALONG = 2.5e-3  # m, standard deviation over which pictures are averaged along the course
GRAIN = 1.2e-3  # m over which texture makes pixels alike; assumed
SIZES, TURNS = 28, 12
REACH = 3.2  # radii that voxels are gathered from
LEAST_PLACE = 0.3e-3  # m, least that a centre may lie beside the course before it is looked at


@dataclass(frozen=True, eq=False)
class Outlines:
    """What the scan says of a curve's cross-sections.

    Attributes
    ----------
    sections : ellipses. length : m of the curve. size : standard deviation of the logarithm of the mean area.
    stations : (k,) m. places : (k, 3) m of the centres, and precision : (k, 3, 3) 1/m2, by the scan alone.
    """

    sections: tuple[Section, ...]
    length: float
    size: float
    stations: Floats
    places: Floats
    precision: Floats

    @property
    def ellipses(self) -> list[Ellipse]:
        """Of the sections, around the curve."""
        halves = [np.sort(item.semi_axes)[::-1] for item in self.sections]
        return [
            Ellipse(np.zeros(2), 0.5 * float(np.log(half.prod())), _flatness(half, item.angle))
            for half, item in zip(halves, self.sections, strict=True)
        ]


def outlines_of(
    scan: Scan,
    curve: TracedCurve,
    seen: Straightened,
    alike: Likeness,
    *,
    labels: Labels | None,
    before: Outlines | None = None,
) -> Outlines | None:
    """Ellipses every few millimetres, fitted to the scan; None where it shows nothing of the curve.

    Parameters
    ----------
    before : what was found along nearly the same curve, to go on from.
    """
    if alike.visible < least_visible():
        return None
    stations = _stations(curve, _slice_step(scan, curve))
    same = before is not None and len(before.sections) == len(stations)
    first = before.ellipses if before is not None and same else _first(curve, seen, alike, stations)
    radius = float(np.exp(np.median([item.size for item in first])))
    slabs = slabs_along(scan, curve, stations, reach=REACH * radius + 2e-3, labels=labels)
    pairs = [(slab, one) for slab, one in zip(slabs, first, strict=True) if slab is not None]
    if len(pairs) < 2:
        return None
    there: list[Slab] = [slab for slab, _ in pairs]
    place = max(curve.uncertainty, LEAST_PLACE)
    found = fit_sections(there, [one for _, one in pairs], sizes_of(curve.kind, curve.name), place=place)
    return _placed(scan, curve, there, found) if found.gain >= least_gain() else None


def _placed(scan: Scan, curve: TracedCurve, slabs: list[Slab], found: Fitted) -> Outlines:
    at = np.array([slab.station for slab in slabs])
    middle, across = curve.at(at)
    sections = tuple(
        Section(float(station), one.semi_axes, one.angle)
        for station, one in zip(at, found.ellipses, strict=True)
    )
    return Outlines(
        sections,
        curve.length,
        float(np.hypot(2.0 * found.size, unmodelled(scan.modality))),
        at,
        middle + np.einsum("na,nad->nd", found.places, across),
        np.einsum("nab,nad,nbe->nde", found.precision, across, across),
    )


def round_sections(curve: TracedCurve, width: float | None) -> tuple[Section, ...]:
    """Circles of a given width, m, or of the usual one, which is assumed."""
    radius = 0.5 * width if width is not None else radius_of(curve.kind, curve.name)[0]
    drawn_by = "person" if width is not None else "assumed"
    return tuple(
        Section(float(at), np.full(2, radius), drawn_by=drawn_by)  # type: ignore[arg-type]
        for at in _stations(curve, 0.0)
    )


def _slice_step(scan: Scan, curve: TracedCurve) -> float:
    """Length of the curve from one slice to the next, m."""
    way = curve.points[-1] - curve.points[0]
    along = abs(float(way[scan.slice_axis])) / float(np.linalg.norm(way))
    return float(scan.spacing[scan.slice_axis]) / max(along, 0.5)


def _stations(curve: TracedCurve, least: float) -> Floats:
    count = max(2, round(curve.length / max(SPACING, least)) + 1)
    return np.linspace(0.0, curve.length, count)


def _first(curve: TracedCurve, seen: Straightened, alike: Likeness, stations: Floats) -> list[Ellipse]:
    """Ellipses whose pixels add up to the largest likeness."""
    semi, angle, masks = _candidates(curve, seen)
    along = gaussian_filter1d(alike.pixels, ALONG / seen.step, axis=0, mode="nearest")
    index = np.rint(stations / curve.length * (len(along) - 1)).astype(int)
    independent = max(1.0, (GRAIN / seen.pixel) ** 2)
    score = along[index].reshape(len(stations), -1) @ masks.T / independent
    rules = sizes_of(curve.kind, curve.name)
    size = np.log(np.sqrt(semi.prod(axis=1)) / rules.usual) / rules.spread
    flat = np.log(semi[:, 0] / semi[:, 1]) / np.log(most_flat())
    best = (score - 0.5 * size**2 - 0.5 * flat**2).argmax(axis=1)
    return [
        Ellipse(np.zeros(2), 0.5 * float(np.log(semi[k].prod())), _flatness(semi[k], angle[k])) for k in best
    ]


def _flatness(semi: Floats, angle: float) -> Floats:
    return float(np.log(semi[0] / semi[1])) * np.array([np.cos(2.0 * angle), np.sin(2.0 * angle)])


def _candidates(curve: TracedCurve, seen: Straightened) -> tuple[Floats, Floats, Floats]:
    """Semi-axes (c, 2), angles (c,) and masks (c, pixels) of ellipses around the course."""
    _, least, most, _ = radius_of(curve.kind)
    most = min(most, float(seen.offsets[-1]) / 1.6)
    rows, angles = [], []
    for radius, flat in product(np.geomspace(least, most, SIZES), (1.0, 1.2, 1.45, 1.75, most_flat() - 0.3)):
        turns = np.pi * np.arange(TURNS) / TURNS if flat > 1.0 else np.zeros(1)
        rows += [(radius * np.sqrt(flat), radius / np.sqrt(flat))] * len(turns)
        angles += turns.tolist()
    semi, angle = np.array(rows), np.array(angles)
    u, v = (item.ravel() for item in np.meshgrid(seen.offsets, seen.offsets, indexing="ij"))
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    one = (cosine * u + sine * v) / semi[:, :1]
    two = (-sine * u + cosine * v) / semi[:, 1:]
    gauge = np.sqrt(one**2 + two**2)
    ramp = seen.pixel / np.sqrt(semi.prod(axis=1))[:, None]
    return semi, angle, np.clip(0.5 + (1.0 - gauge) / ramp, 0.0, 1.0)
