"""Echoes of points into channels, and channels into pictures: delays, nothing else.

=========  ========================================================================================
x z a      (scatterer,) lateral place and depth m, amplitude
sent       (scatterer,) or (row, column) s after which the transmitted wave is there
e          (element,) lateral place m; w: element's width over the wavelength
tau u      (sender,) s at which an element fires, and with which weight
rf         (element, sample) channel data; rate Hz, start s of its first sample; c m/s
iq f       (element, sample) channel data mixed down by f Hz
F          depth over width of the receiving aperture; hann: 1 tapers it, 0 does not
=========  ========================================================================================
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt
from typing import Any

from numba import njit, prange

from cryonerve.ultrasound.kernels.options import LOOP

__all__ = ["delay_and_sum", "listen", "listen_to_focus"]


@njit(**LOOP)
def _directivity(across: float, range_: float, depth: float, w: float) -> float:
    """Of a strip in a soft baffle: cos(angle) sinc(w sin(angle))."""
    phase = pi * w * across / range_
    lobe = 1.0 if abs(phase) < 1e-9 else sin(phase) / phase
    return lobe * depth / range_


@njit(**LOOP)
def _add(rf: Any, element: int, place: float, value: float) -> None:
    """An impulse between samples, shared by four of them as Lagrange's cubic does."""
    index = int(place)
    if index >= 1 and index < rf.shape[1] - 2:
        p = place - index
        rf[element, index - 1] -= p * (p - 1.0) * (p - 2.0) / 6.0 * value
        rf[element, index] += (p + 1.0) * (p - 1.0) * (p - 2.0) / 2.0 * value
        rf[element, index + 1] -= (p + 1.0) * p * (p - 2.0) / 2.0 * value
        rf[element, index + 2] += (p + 1.0) * p * (p - 1.0) / 6.0 * value


@njit(parallel=True, **LOOP)
def listen(
    x: Any, z: Any, a: Any, sent: Any, e: Any, w: float, c: float, rate: float, start: float, rf: Any,
) -> None:  # fmt: skip
    """Add the impulses of a wave that comes from one direction."""
    for element in prange(len(e)):
        for s in range(len(x)):
            across = x[s] - e[element]
            way = sqrt(across * across + z[s] * z[s])
            value = a[s] * _directivity(across, way, z[s], w)
            _add(rf, element, (sent[s] + way / c - start) * rate, value)


@njit(parallel=True, **LOOP)
def listen_to_focus(
    x: Any, z: Any, a: Any, tau: Any, u: Any, e: Any, w: float, c: float, rate: float, start: float, rf: Any
) -> None:
    """Add the impulses of every pair of sending and receiving elements."""
    for element in prange(len(e)):
        for s in range(len(x)):
            across = x[s] - e[element]
            way = sqrt(across * across + z[s] * z[s])
            value = a[s] * _directivity(across, way, z[s], w)
            for sender in range(len(e)):
                if u[sender] != 0.0:
                    off = x[s] - e[sender]
                    there = sqrt(off * off + z[s] * z[s])
                    strength = value * u[sender] * _directivity(off, there, z[s], w)
                    _add(rf, element, (tau[sender] + (there + way) / c - start) * rate, strength)


@njit(parallel=True, **LOOP)
def delay_and_sum(
    iq: Any, e: Any, x: Any, z: Any, sent: Any, f: float, F: float, hann: int, c: float,
    rate: float, start: float, out: Any,
) -> None:  # fmt: skip
    """Weighted mean over the aperture of what arrives from every pixel, phase kept."""
    for column in prange(len(x)):
        for row in range(len(z)):
            half = 0.5 * z[row] / F
            total, weight = 0.0j, 0.0
            for element in range(len(e)):
                across = x[column] - e[element]
                if abs(across) <= half:
                    time = sent[row, column] + sqrt(across * across + z[row] * z[row]) / c
                    place = (time - start) * rate
                    index = int(place)
                    own = 0.5 + 0.5 * cos(pi * across / half) if hann else 1.0
                    weight += own
                    if place >= 0.0 and index < iq.shape[1] - 1:
                        part = place - index
                        value = (1.0 - part) * iq[element, index] + part * iq[element, index + 1]
                        phase = 2.0 * pi * f * time
                        total += own * value * (cos(phase) + 1j * sin(phase))
            out[row, column] = total / weight if weight > 0.0 else 0.0j
