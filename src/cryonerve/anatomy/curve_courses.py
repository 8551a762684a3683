"""Outlines between the sections of a traced curve: semi-axes and directions at every station."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import STATION, resample
from cryonerve.anatomy.traced import Trace, principal_directions
from cryonerve.anatomy.tracing_rules import radius_of
from cryonerve.scans.polygons import centroid_of
from cryonerve.scans.traced_curve import Section, TracedCurve

__all__ = ["outlined"]

Floats = NDArray[np.float64]
THINNEST = 0.05e-3  # m, least half axis
TIP = 0.2  # of a bulb's half width; what is thinner at its end is a point


def outlined(curve: TracedCurve) -> tuple[Trace, NDArray[np.bool_]]:
    """A traced curve at even stations, and where it is a neuroma.

    Between sections the squares of their semi-axes, as a matrix in the plane across, go over into each other
    smoothly and without overshoot (PCHIP): exact for cylinders, and for a bulb as good as its sections are
    close, for an ellipsoid's squares are a parabola. A bulb at the distal end closes where the curve ends.
    A contour whose middle lies beside the curve takes the course there.
    Without sections the outline is a circle of the usual area (assumed).

    Examples
    --------
    >>> line = np.array([[0.0, 0, 0], [0, 0, 0.02]])
    >>> oval = Section(5e-3, np.array([3e-3, 2e-3]))
    >>> trace, bulb = outlined(TracedCurve("tibial nerve", "nerve", line, (oval,)))
    >>> trace.semi_axes[0].round(4).tolist(), bool(bulb.any())
    ([0.003, 0.002], False)
    """
    points = resample(curve.points, STATION)
    stations = np.linspace(0.0, curve.length, len(points))
    sections = curve.sections or (Section(0.0, np.full(2, radius_of(curve.kind, curve.name)[0])),)
    bulb = np.array([section.neuroma for section in sections])
    places = np.array([section.station for section in sections])
    squares = np.array([_square(section) for section in sections])
    beside = np.array([_beside(section) for section in sections])
    if bulb[0] and places[0] > STATION:
        places = np.append(0.0, places)
        squares = np.concatenate([1e-4 * squares[:1], squares])
        beside = np.concatenate([beside[:1], beside])
        bulb = np.append(True, bulb)
    table = _between(places, squares, stations)[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    value, vector = np.linalg.eigh(table)
    semi = np.sqrt(np.maximum(value[:, ::-1], THINNEST**2))
    _, across = curve.at(stations)
    points = points + np.einsum("na,nad->nd", _between(places, beside, stations), across)
    across, semi = principal_directions(across, vector[:, :, ::-1], semi)
    neuroma = bulb[np.abs(stations[:, None] - places).argmin(axis=1)]
    kept = np.ones(len(points), bool)
    if neuroma[0]:
        thick = semi.min(axis=1) > TIP * semi[neuroma].min(axis=1).max()
        kept[: int(thick.argmax())] = False
    return Trace(points[kept], across[kept], semi[kept], 0.0), neuroma[kept]


def _square(section: Section) -> Floats:
    """(3,) the symmetric matrix of a section's squared semi-axes, in the plane across."""
    one, two = np.square(section.semi_axes)
    cosine, sine = np.cos(section.angle), np.sin(section.angle)
    return np.array(
        [one * cosine**2 + two * sine**2, (one - two) * cosine * sine, one * sine**2 + two * cosine**2]
    )


def _beside(section: Section) -> Floats:
    """(2,) m, the middle of a contour in the plane across."""
    return np.zeros(2) if section.contour is None else centroid_of(section.contour)


def _between(places: Floats, squares: Floats, stations: Floats) -> Floats:
    """Rows (n, m) at stations, from those (k, m) at places; beyond the outermost sections they stay."""
    from scipy.interpolate import PchipInterpolator  # noqa: PLC0415 -- used here only

    places, first = np.unique(places, return_index=True)
    rows = squares[first]
    if len(places) > 1:
        at = np.clip(stations, places[0], places[-1])
        rows = np.asarray(PchipInterpolator(places, rows, axis=0)(at))
    else:
        rows = np.tile(rows, (len(stations), 1))
    return rows
