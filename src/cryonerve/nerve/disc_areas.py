"""How much of a fascicle's area is colder than a limit, finer than counting its samples.

A fascicle is known at 13 equal-area samples; a cold front that cuts it can only be counted in steps of a
thirteenth, off by up to 0.14 of its area. A quadratic surface through the samples (least squares) is read
instead at 96 equal-area points, in 48 strips across its own gradient: a straight front is then off by at most
0.011 of a fascicle's area, that of ice around a probe four fascicle radii away by 0.019.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.recording import disc_samples

__all__ = ["COLD_ENOUGH", "refined"]

Floats = NDArray[np.float64]

STRIPS, ALONG = 48, 2
BEYOND = (
    0.15  # of the samples' range that the disc's rim may lie outside of it: they reach 0.86 of its radius
)
COLD_ENOUGH = 20.0  # degC; no threshold lies above: what is nowhere colder needs no finer look


def refined(samples: Floats) -> Floats:
    """More equal-area samples of fascicles than were taken.

    Parameters
    ----------
    samples : (..., sample) degC at `disc_samples()`; NaN where unknown. Any other number of samples is
        returned as it is.

    Returns
    -------
    (..., 96) degC, in no particular order.

    Examples
    --------
    >>> x = disc_samples()[:, 0]
    >>> round(float((refined(-20.0 + 20.0 * (x - 0.2)) < -20.0).mean()), 2)  # exactly 0.626 of the disc
    0.62
    """
    count = len(disc_samples())
    if samples.shape[-1] != count:
        return samples
    fine = _surface(samples.reshape(-1, count))
    return fine.reshape(*samples.shape[:-1], STRIPS * ALONG)


def _surface(rows: Floats) -> Floats:
    """The quadratic through each row of samples, read in strips across its gradient at the centre."""
    fit, across, along = _places()
    level, x, y, xx, xy, yy = (rows @ fit)[:, :, None].transpose(1, 0, 2)
    steep = np.hypot(x, y)
    flat = steep < 1e-12
    east = np.where(flat, 1.0, x / np.where(flat, 1.0, steep))
    north = np.where(flat, 0.0, y / np.where(flat, 1.0, steep))
    u, v = across * east - along * north, across * north + along * east
    low, high = rows.min(axis=1, keepdims=True), rows.max(axis=1, keepdims=True)
    room = BEYOND * (high - low)
    values = level + (x + xx * u + xy * v) * u + (y + yy * v) * v
    return np.asarray(np.clip(values, low - room, high + room), float)


@cache
def _places() -> tuple[Floats, Floats, Floats]:
    """(sample, 6) matrix that fits a quadratic; and where the strips' points lie across and along the strips.

    A chord at t cuts off the share 1 - (acos t - t sqrt(1 - t^2)) / pi of the unit disc's area.
    """
    x, y = disc_samples().T
    fit = np.linalg.pinv(np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)).T
    chord = np.linspace(-1.0, 1.0, 20001)
    share = 1.0 - (np.arccos(chord) - chord * np.sqrt(1.0 - chord**2)) / np.pi
    middle = np.interp((np.arange(STRIPS) + 0.5) / STRIPS, share, chord)
    part = 2.0 * (np.arange(ALONG) + 0.5) / ALONG - 1.0
    return fit, np.repeat(middle, ALONG), (np.sqrt(1.0 - middle**2)[:, None] * part).ravel()
