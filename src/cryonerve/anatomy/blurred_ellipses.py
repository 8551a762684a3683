"""An ellipse as a scanner shows it: blurred by voxel, slice and point spread.

A structure that runs along a direction t, seen through a Gaussian of covariance C, looks in the plane across
as if it were blurred by A C A' alone, with A the two directions across: along t nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from cryonerve.scans.scan import Scan

__all__ = ["Ellipse", "blurred_ellipse", "point_spread"]

Floats = NDArray[np.float64]
NODES = 12
FAR = 4.0  # standard deviations of the blur beyond which nothing is seen
NODE, WEIGHT = np.polynomial.legendre.leggauss(NODES)


@dataclass(frozen=True, eq=False)
class Ellipse:
    """An ellipse in a plane, by numbers that have no forbidden values.

    Attributes
    ----------
    centre : (2,) m. size : logarithm of the radius, m, of the circle with its area.
    flat : (2,) logarithm of long over short axis, times cosine and sine of twice the long axis' angle.
    """

    centre: Floats
    size: float
    flat: Floats

    @property
    def semi_axes(self) -> Floats:
        """(2,) m, the long one first."""
        half = 0.5 * float(np.hypot(*self.flat))
        return np.asarray(np.exp(self.size + np.array([half, -half])))

    @property
    def angle(self) -> float:
        """Of the long axis, rad."""
        return 0.5 * float(np.arctan2(self.flat[1], self.flat[0]))

    @property
    def square(self) -> Floats:
        """(2, 2) m2, the matrix M of the outline x' M^-1 x = 1."""
        turn = np.array([[np.cos(self.angle), -np.sin(self.angle)], [np.sin(self.angle), np.cos(self.angle)]])
        return np.asarray(turn @ np.diag(self.semi_axes**2) @ turn.T)


def point_spread(scan: Scan, blur: float) -> Floats:
    """(3,) m2, variance of what a voxel is the mean of: its box, its slice, and the scanner's blur.

    Parameters
    ----------
    blur : standard deviation of the point spread in the slice, in voxels.

    >>> scan = Scan(np.zeros((4, 4, 4)), np.zeros(3), np.array([0.6e-3, 0.6e-3, 3e-3]), "MR")
    >>> (1e3 * np.sqrt(point_spread(scan, 0.5))).round(2).tolist()
    [0.35, 0.35, 0.87]
    """
    extent = np.array(scan.spacing, float)
    sharp = np.zeros(3, bool)
    sharp[scan.slice_axis] = True
    if scan.slice_thickness:
        extent[scan.slice_axis] = scan.slice_thickness
    return np.asarray(extent**2 / 12.0 + np.where(sharp, 0.0, (blur * np.asarray(scan.spacing)) ** 2))


def blurred_ellipse(places: Floats, ellipse: Ellipse, blur: Floats) -> Floats:
    """Share (n,) of the ellipse in what is seen at places (n, 2), m, through a Gaussian of covariance `blur`.

    In coordinates in which the Gaussian is round and of width 1 the ellipse stays one, and

        share(x, y) = integral over t of phi(x - t) (Phi(y + h(t)) - Phi(y - h(t))),

    with h the half chord at t; by Gauss and Legendre's rule where phi is not nothing.

    Examples
    --------
    >>> disc = Ellipse(np.zeros(2), np.log(1e-3), np.zeros(2))
    >>> round(float(blurred_ellipse(np.zeros((1, 2)), disc, 0.25e-6 * np.eye(2))[0]), 4)
    0.8647
    """
    value, vector = np.linalg.eigh(blur)
    narrow = (vector / np.sqrt(value)) @ vector.T
    square, axes = np.linalg.eigh(narrow @ ellipse.square @ narrow)
    long, short = np.sqrt(square[1]), np.sqrt(square[0])
    local = (places - ellipse.centre) @ narrow @ axes[:, ::-1]
    x, y = local[:, 0], local[:, 1]
    found = np.zeros(len(places))
    near = (np.abs(x) < long + FAR) & (np.abs(y) < short + FAR)
    x, y = x[near, None], y[near, None]
    low, high = np.maximum(-long, x - FAR), np.minimum(long, x + FAR)
    half = 0.5 * (high - low)
    at = 0.5 * (high + low) + half * NODE
    chord = short * np.sqrt(np.maximum(1.0 - (at / long) ** 2, 0.0))
    bell = np.exp(-0.5 * (x - at) ** 2) / np.sqrt(2.0 * np.pi)
    found[near] = ((ndtr(y + chord) - ndtr(y - chord)) * bell * half) @ WEIGHT
    return found
