"""What flat layers reflect, transmit and take away: closed forms, transfer matrices; plane waves, no shear.

    step            R = (Z2 - Z1) / (Z2 + Z1),  T = 2 Z2 / (Z1 + Z2)              pressure; Z = rho c
    layer           (p, u) in front = M (p, u) behind
                    M = [[cos kd, i Z sin kd], [i sin(kd) / Z, cos kd]],  k = w / c - i a,  Z = w rho / k
    many layers     M = M1 M2 ... Mn;  R = (Zin - Z0) / (Zin + Z0),  Zin = p / u in front
    shadow          one way: the integral of the attenuation over depth, dB

Equations: Brekhovskikh, Waves in Layered Media. They are what the time-domain wave solution is judged by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.ultrasound.acoustics import acoustic_properties
from cryonerve.ultrasound.decibels import DECIBELS_PER_NEPER

if TYPE_CHECKING:
    from cryonerve.sources.tissue import Tissue

__all__ = [
    "Layers",
    "frozen_front",
    "one_way_loss",
    "reflection_of",
    "step_reflection",
    "transmission_of",
]

Floats = NDArray[np.float64]

FINEST = 1e-4  # degC, of the layers next to the first ice; each is a little thicker than the one before
GROWTH = 1.02
COARSEST = 0.1  # degC


@dataclass(frozen=True, eq=False)
class Layers:
    """Layers between two half-spaces: the first and the last entry have no thickness.

    Attributes
    ----------
    thickness : (layer,) m, 0 for the half-spaces. speed : (layer,) m/s. density : (layer,) kg/m3.
    attenuation : (layer,) dB/m of amplitude, at the frequency asked for.
    """

    thickness: Floats
    speed: Floats
    density: Floats
    attenuation: Floats


def step_reflection(impedance_before: float, impedance_behind: float) -> float:
    """Reflected over incident pressure at a sharp step; one plus it is transmitted.

    >>> round(step_reflection(1.0, 2.0), 3)
    0.333
    """
    return (impedance_behind - impedance_before) / (impedance_behind + impedance_before)


def reflection_of(layers: Layers, frequency: float) -> complex:
    """Reflected over incident pressure in front of layers, plane wave at a right angle.

    A layer half a wave thick between equals is not seen, one of a quarter is seen best:

    >>> glass = Layers(np.array([0, 0.5, 0]), np.ones(3), np.array([1.0, 3.0, 1.0]), np.zeros(3))
    >>> round(abs(reflection_of(glass, 1.0)), 9), round(abs(reflection_of(glass, 0.5)), 9)
    (0.0, 0.8)
    """
    front, matrix, behind = _matrix(layers, frequency)
    pressure, velocity = matrix @ np.array([1.0, 1.0 / behind])
    impedance = pressure / velocity
    return complex((impedance - front) / (impedance + front))


def transmission_of(layers: Layers, frequency: float) -> complex:
    """Pressure behind the layers over the incident pressure."""
    _, matrix, behind = _matrix(layers, frequency)
    pressure = (matrix @ np.array([1.0, 1.0 / behind]))[0]
    return complex((1.0 + reflection_of(layers, frequency)) / pressure)


def _matrix(layers: Layers, frequency: float) -> tuple[complex, NDArray[np.complex128], complex]:
    """Impedance in front, transfer matrix of all layers between, impedance behind."""
    number = 2.0 * np.pi * frequency / layers.speed - 1j * layers.attenuation / DECIBELS_PER_NEPER
    impedance = 2.0 * np.pi * frequency * layers.density / number
    matrix = np.eye(2, dtype=complex)
    for phase, own in zip((number * layers.thickness)[1:-1], impedance[1:-1], strict=True):
        turn, lean = np.cos(phase), 1j * np.sin(phase)
        matrix = matrix @ np.array([[turn, own * lean], [lean / own, turn]])
    return complex(impedance[0]), matrix, complex(impedance[-1])


def frozen_front(
    tissue: Tissue, gradient: float, frequency: float, *, coldest: float = -80.0, lossy: bool = False
) -> Layers:
    """The front of the ice as layers: temperature falls linearly from the liquidus, ice follows its law.

    Parameters
    ----------
    gradient : of temperature behind the front, K/m.
    coldest : degC, where the layers end.
    lossy : with attenuation; without, only impedance acts.

    Notes
    -----
    The slower the freezing and the higher the frequency, the less the front reflects: 10 K/mm at 10 MHz give
    0.3 of what a sharp step gives.

    >>> from cryonerve.sources import tissues
    >>> muscle = tissues()["muscle"]
    >>> [round(abs(reflection_of(frozen_front(muscle, g * 1e3, 10e6), 10e6)), 2) for g in (5.0, 40.0)]
    [0.04, 0.18]
    """
    span = tissue.liquidus.value - coldest
    count = int(np.log(COARSEST / FINEST) / np.log(GROWTH))
    steps = FINEST * GROWTH ** np.arange(count)
    steps = np.concatenate([steps, np.full(int(max(0.0, span - steps.sum()) / COARSEST) + 1, COARSEST)])
    edges = np.concatenate([[0.0], np.cumsum(steps)])
    middle = tissue.liquidus.value - 0.5 * (edges[1:] + edges[:-1])
    places = np.concatenate([[tissue.liquidus.value], middle, [coldest]])
    seen = acoustic_properties(tissue, places, places, frequency)
    thickness = np.concatenate([[0.0], steps / gradient, [0.0]])
    lost = seen.attenuation if lossy else np.zeros_like(seen.attenuation)
    return Layers(thickness, seen.speed, seen.density, lost)


def one_way_loss(attenuation: NDArray[np.floating], spacing: float) -> Floats:
    """Loss (row, ...) in dB from the face to the middle of every pixel, straight down.

    Parameters
    ----------
    attenuation : (row, ...) dB/m, row 0 nearest to the face. spacing : m from row to row.

    >>> one_way_loss(np.array([100.0, 300.0]), 0.01).tolist()
    [0.5, 2.5]
    """
    steps = spacing * np.asarray(attenuation, dtype=float)
    return np.asarray(np.cumsum(steps, axis=0) - 0.5 * steps)
