"""The likeliest smooth course through places that are known with an error.

Of all curves c the one that minimises

    sum over observations of (c - y) P (c - y)  +  1/q integral of |c''|^2 ds

with P the precision (inverse covariance) of an observation y and q the variance of the change of direction
per length: a smoothing spline, or the smoother of an integrated Brownian motion. The inverse of the left
side is the covariance of the course.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.polylines import arc_length

__all__ = ["Observations", "likeliest_course", "through_clicks"]

Floats = NDArray[np.float64]
STEP = 1e-3  # m between stations
MOST_STATIONS = 240  # of one course; longer ones have wider steps


@dataclass(frozen=True, eq=False)
class Observations:
    """Places seen at stations.

    Attributes
    ----------
    stations : (n,) fractional numbers of stations.
    places : (n, 3) m. precision : (n, 3, 3) 1/m2.
    """

    stations: Floats
    places: Floats
    precision: Floats

    def joined(self, other: Observations) -> Observations:
        """Both together."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("stations", "places", "precision"))
        return Observations(*(np.concatenate(pair) for pair in pairs))


def through_clicks(clicks: Floats, deviation: float) -> tuple[Observations, int, float]:
    """Clicks (m, 3) as observations, the number of stations from the first to the last, and their step, m."""
    arc = arc_length(clicks)
    count = int(np.clip(round(arc[-1] / STEP), 4, MOST_STATIONS)) + 1
    step = float(arc[-1]) / (count - 1)
    precision = np.tile(np.eye(3) / deviation**2, (len(clicks), 1, 1))
    return Observations(arc / step, clicks, precision), count, step


def likeliest_course(seen: Observations, count: int, step: float, bends: float) -> tuple[Floats, Floats]:
    """Course (count, 3), m, and its covariance (count, 3, 3), m2.

    Parameters
    ----------
    seen : what is known of places. count : stations. step : m between them.
    bends : q, 1/m.

    Examples
    --------
    >>> clicks = np.array([[0.0, 0, 0], [1e-3, 0, 10e-3], [0, 0, 20e-3]])
    >>> seen, count, step = through_clicks(clicks, 1e-5)
    >>> course, covariance = likeliest_course(seen, count, step, 0.3)
    >>> bool(np.abs(course[10] - clicks[1]).max() < 1e-4)
    True
    """
    matrix = np.zeros((count, count, 3, 3))
    side = np.zeros((count, 3))
    low = np.minimum(seen.stations.astype(int), count - 2)
    share = seen.stations - low
    weights = np.stack([1.0 - share, share], axis=1)
    for a in (0, 1):
        pulled = weights[:, a, None] * np.einsum("nij,nj->ni", seen.precision, seen.places)
        np.add.at(side, low + a, pulled)
        for b in (0, 1):
            held = (weights[:, a] * weights[:, b])[:, None, None] * seen.precision
            np.add.at(matrix, (low + a, low + b), held)
    second = np.zeros((count - 2, count))
    rows = np.arange(count - 2)
    second[rows, rows], second[rows, rows + 1], second[rows, rows + 2] = 1.0, -2.0, 1.0
    stiff = second.T @ second / (bends * step**3)
    for axis in range(3):
        matrix[:, :, axis, axis] += stiff
    inverse = np.linalg.inv(matrix.transpose(0, 2, 1, 3).reshape(3 * count, 3 * count))
    course: Floats = (inverse @ side.ravel()).reshape(count, 3)
    blocks = inverse.reshape(count, 3, count, 3)
    return course, np.asarray(blocks[np.arange(count), :, np.arange(count), :])
