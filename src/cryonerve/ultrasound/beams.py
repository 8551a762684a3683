"""The lines along which a transducer looks, and how wide its beam is: geometry of linear and curved arrays.

Lateral: both ways over an unapodised aperture the amplitude is sinc^2(x / (lambda F)), 0.886 lambda F wide at
-6 dB. F is `F_NUMBER` until the aperture is the whole array. Axial: a Gaussian pulse of the transducer's
bandwidth B, whose envelope is 0.8825 / B s (-6 dB) long. Every depth is in focus, as after zone focusing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cryonerve.sources.transducer import Transducer

__all__ = ["ASSUMED_SPEED", "F_NUMBER", "Beams"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

ASSUMED_SPEED = 1540.0  # m/s, with which every scanner turns time into depth
F_NUMBER = 2.0
ROWS_PER_WAVE = 5
LINES_PER_WIDTH = 2.5  # of lambda F: the beam's spectrum ends at 1 / (lambda F), two are needed
EVERY = 4  # rows of echoes to a row in which losses are followed
RAYS = 9
TAIL = 2.0  # lambda F, to either side


@dataclass(frozen=True, eq=False)
class Beams:
    """Rows of range and lines of a transducer.

    Attributes
    ----------
    frequency : Hz. depth : m, of the deepest row below the middle of the face.
    """

    transducer: Transducer
    frequency: float
    depth: float

    @property
    def wave(self) -> float:
        """Wavelength, m, at the speed that the scanner assumes."""
        return ASSUMED_SPEED / self.frequency

    @property
    def k2(self) -> float:
        """Twice the wave number, 1/m: how fast an echo's phase turns with its range."""
        return 4.0 * np.pi / self.wave

    @property
    def step(self) -> float:
        """From row to row, m."""
        return self.wave / ROWS_PER_WAVE

    @property
    def rows(self) -> int:
        """Number of rows, a multiple of `EVERY`."""
        return EVERY * int(np.ceil(self.depth / self.step / EVERY))

    @property
    def ranges(self) -> Floats:
        """(row,) m below the face along a line."""
        return np.asarray(self.step * np.arange(self.rows), dtype=np.float64)

    @property
    def radius(self) -> float:
        """Of a curved face, m; 0 for a linear array."""
        return 0.0 if self.transducer.radius is None else self.transducer.radius.value

    @property
    def f_number(self) -> Floats:
        """(row,) range over aperture."""
        return np.maximum(F_NUMBER, self.ranges / self.transducer.width)

    @cached_property
    def places(self) -> Floats:
        """(line,) of the lines: m along a linear face, rad of a curved one."""
        spacing = self.wave * F_NUMBER / LINES_PER_WIDTH
        width = self.transducer.width
        if self.radius:
            spacing, width = spacing / (self.radius + 0.5 * self.depth), width / self.radius
        count = 2 * int(width / spacing / 2.0) + 1
        return np.asarray(spacing * (np.arange(count) - 0.5 * (count - 1)), dtype=np.float64)

    @property
    def pitch(self) -> float:
        """From line to line, in the unit of `places`."""
        return float(self.places[1] - self.places[0])

    @property
    def lines(self) -> Floats:
        """(line, 4) lateral and axial place of the face, m, and how both change along the line."""
        return self.lines_at(self.places)

    def lines_at(self, places: Floats) -> Floats:
        """(line, 4) as `lines`, at any places."""
        if not self.radius:
            zero = np.zeros_like(places)
            return np.stack([places, zero, zero, zero + 1.0], axis=1)
        sine, cosine = np.sin(places), np.cos(places)
        return np.stack([self.radius * sine, self.radius * (cosine - 1.0), sine, cosine], axis=1)

    @property
    def spacing(self) -> Floats:
        """(row,) m from line to line."""
        return self.pitch * (self.radius + self.ranges) if self.radius else np.full(self.rows, self.pitch)

    def taps(self) -> Singles:
        """(row, 2 n + 1) weights of the neighbouring lines, whose squares sum to 1."""
        width = self.wave * self.f_number / self.spacing  # lambda F in lines
        half = int(np.ceil(TAIL * width.max()))
        offset = np.arange(-half, half + 1)
        cut, found = np.unique(np.round(width, 2), return_inverse=True)
        share = np.linspace(0.0, 1.0, 65)[None, :]
        cycles = share / cut[:, None]
        weights = np.einsum("s,wso->wo", 1.0 - share[0], np.cos(2.0 * np.pi * cycles[..., None] * offset))
        weights[np.abs(offset)[None, :] > TAIL * cut[:, None]] = 0.0
        weights /= np.sqrt((weights**2).sum(axis=1, keepdims=True))
        return np.asarray(weights[found], dtype=np.float32)

    def pulse(self) -> Singles:
        """(2 n + 1,) envelope of the pulse along the range, squares sum to 1."""
        bandwidth = self.transducer.bandwidth.value * self.frequency
        length = 0.8825 / bandwidth * 0.5 * ASSUMED_SPEED / self.step  # -6 dB, rows
        deviation = length / np.sqrt(8.0 * np.log(2.0))
        offset = np.arange(-int(np.ceil(3.0 * deviation)), int(np.ceil(3.0 * deviation)) + 1)
        envelope = np.exp(-0.5 * (offset / deviation) ** 2)
        return np.asarray(envelope / np.sqrt((envelope**2).sum()), dtype=np.float32)

    def rays(self) -> Floats:
        """(ray,) sine of the angle between a line and a ray of the aperture, at the face."""
        share = np.linspace(-1.0, 1.0, RAYS + 2)[1:-1]
        return np.asarray(np.sin(np.arctan(0.5 * share / F_NUMBER)), dtype=np.float64)

    def slice_width(self) -> Floats:
        """(row,) m, standard deviation of the beam's amplitude out of the picture: a lens with one focus."""
        height, focus = self.transducer.height.value, self.transducer.focus.value
        diffraction = 0.376 * self.wave * np.maximum(focus, self.ranges) / height
        return np.hypot(0.25 * height * (1.0 - self.ranges / focus), diffraction)
