"""Cross-sections of a traced curve: ellipses fitted to the likeness in the pictures across it.

The score of an ellipse is the sum of its pixels' likeness, which is the logarithm of how much likelier the
picture is with the structure there than without (counted by pixels that noise and texture leave independent),
and the logarithm of how usual its size is.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from cryonerve.anatomy.likeness import Likeness
from cryonerve.anatomy.straightened import Straightened
from cryonerve.anatomy.tracing_rules import least_visible, most_flat, radius_of
from cryonerve.scans.traced_curve import Section, TracedCurve

__all__ = ["SPACING", "fitted_sections"]

Floats = NDArray[np.float64]
SPACING = 4e-3  # m between sections
ALONG = 2.5e-3  # m, standard deviation over which pictures are averaged along the course
GRAIN = 1.2e-3  # m over which texture makes pixels alike; assumed
SIZES, TURNS = 28, 12


def fitted_sections(
    curve: TracedCurve, seen: Straightened, alike: Likeness, *, width: float | None
) -> tuple[Section, ...]:
    """Ellipses every few millimetres; circles of given or usual width where the scan shows nothing."""
    count = max(2, round(curve.length / SPACING) + 1)
    stations = np.linspace(0.0, curve.length, count)
    usual = radius_of(curve.kind, curve.name)[0]
    if width is not None or alike.visible < least_visible():
        radius = 0.5 * width if width is not None else usual
        drawn_by = "person" if width is not None else "assumed"
        return tuple(Section(float(at), np.full(2, radius), drawn_by=drawn_by) for at in stations)  # type: ignore[arg-type]
    semi, angle, masks = _candidates(curve, seen)
    along = gaussian_filter1d(alike.pixels, ALONG / seen.step, axis=0, mode="nearest")
    index = np.rint(stations / curve.length * (len(along) - 1)).astype(int)
    independent = max(1.0, (GRAIN / seen.pixel) ** 2)
    score = along[index].reshape(count, -1) @ masks.T / independent
    size = np.log(np.sqrt(semi.prod(axis=1)) / usual) / radius_of(curve.kind)[3]
    flat = np.log(semi[:, 0] / semi[:, 1]) / np.log(most_flat())
    best = (score - 0.5 * size**2 - 0.5 * flat**2).argmax(axis=1)
    return tuple(
        Section(float(at), semi[k].copy(), float(angle[k])) for at, k in zip(stations, best, strict=True)
    )


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
