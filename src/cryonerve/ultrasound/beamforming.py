"""Delay and sum: from channel data to a picture that keeps its phase.

    s(x, z) = sum over elements of w_e rf_e(t_sent(x, z) + r_e(x, z) / c)

The aperture grows with depth, F = depth / width. Pictures of several transmissions are added with their
phases (coherent compounding; Montaldo and others 2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import hilbert

from cryonerve.ultrasound.point_scatterers import Channels, OneElement

__all__ = ["Beamformed", "beamform"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Beamformed:
    """A picture before detection.

    Attributes
    ----------
    signal : (row, column) analytic signal: its real part is the radio-frequency line, its size the envelope.
    depth : (row,) m; lateral : (column,) m.
    """

    signal: NDArray[np.complex128]
    depth: Floats
    lateral: Floats

    @property
    def envelope(self) -> Floats:
        """(row, column) what a scanner shows, before compression."""
        return np.abs(self.signal)


def beamform(
    channels: Sequence[Channels],
    lateral: Floats,
    depth: Floats,
    *,
    f_number: float = 2.0,
    window: Literal["boxcar", "hann"] = "boxcar",
) -> Beamformed:
    """Delay and sum of one or several transmissions, added coherently.

    Parameters
    ----------
    channels : at least one. Focused beams have a meaning on their own axis only: give `lateral` that place.
    lateral, depth : (column,), (row,) m of the pixels.
    f_number : depth over width of the receiving aperture; where single elements send one after the other, of
        the sending aperture too. window : weights across the receiving one.

    Examples
    --------
    >>> from cryonerve.sources import transducers
    >>> from cryonerve.ultrasound.point_scatterers import PlaneWave, Scatterers, aperture_of, receive
    >>> point = Scatterers(np.array([1e-3]), np.array([0.02]), np.ones(1))
    >>> heard = receive(point, aperture_of(transducers()["linear-12MHz"]), PlaneWave())
    >>> x, z = 1e-4 * np.arange(-20.0, 21.0), 0.019 + 2e-5 * np.arange(100.0)
    >>> row, column = np.unravel_index(np.argmax(beamform([heard], x, z).envelope), (100, 41))
    >>> round(1e3 * float(x[column]), 2), round(1e3 * float(z[row]), 2)
    (1.0, 20.0)
    """
    from cryonerve.ultrasound.kernels.point_scatterers import delay_and_sum  # noqa: PLC0415  loads Numba

    x, z = np.ascontiguousarray(lateral, dtype=float), np.ascontiguousarray(depth, dtype=float)
    total, sum_of = np.zeros((len(z), len(x)), np.complex128), np.zeros((len(z), len(x)))
    for heard in channels:
        aperture = heard.aperture
        times = heard.start + np.arange(heard.rf.shape[1]) / heard.rate
        mixed = hilbert(heard.rf, axis=1) * np.exp(-2j * np.pi * aperture.frequency * times)
        sent = np.ascontiguousarray(heard.transmit.arrival(x[None, :], z[:, None], heard.speed))
        picture = np.empty_like(total)
        delay_and_sum(mixed.astype(complex), aperture.elements, x, z, sent, aperture.frequency, f_number,
                      int(window == "hann"), heard.speed, heard.rate, heard.start, picture)  # fmt: skip
        reached = _reached(heard.transmit, x, z, f_number)
        total += reached * picture
        sum_of += reached
    return Beamformed(total / np.maximum(1.0, sum_of), z, x)


def _reached(transmit: object, lateral: Floats, depth: Floats, f_number: float) -> Floats:
    """(row, column) 1 where a transmission counts: single elements only within the aperture of a place."""
    if not isinstance(transmit, OneElement):
        return np.ones((len(depth), len(lateral)))
    across = np.abs(lateral[None, :] - transmit.lateral)
    return (across <= 0.5 * depth[:, None] / f_number).astype(float)
