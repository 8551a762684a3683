"""Channel data of point scatterers in the time domain: impulses at their delays, then the pulse.

    rf_e(t) = sum over scatterers of a D_e p(t - t_sent - r_e / c)            one speed c, first order (Born)

D is the directivity of a strip in a soft baffle, p a Gaussian pulse with the transducer's centre frequency
and two-way bandwidth. Spreading is left out: the scanner's time-gain compensation removes it. A plane wave is
sent by an endless array; a focused beam by the elements, pair by pair. Attenuation acts straight down, at the
centre frequency. No refraction, no reverberation, no specular echo: for speckle, resolution and trackers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq

from cryonerve.errors import ClipError, Complaint
from cryonerve.ultrasound.layers import one_way_loss

if TYPE_CHECKING:
    from cryonerve.sources.transducer import Transducer
    from cryonerve.ultrasound.acoustics import AcousticMap

__all__ = [
    "Aperture",
    "Channels",
    "Focused",
    "OneElement",
    "PlaneWave",
    "Scatterers",
    "aperture_of",
    "receive",
    "scatterers_of",
]

Floats = NDArray[np.float64]

SAMPLES = 8  # a period of the centre frequency; an impulse between two is then right to 1 %
# Scatterers per m2, some twenty to a resolution cell. Speckle's signal to noise is then some 2 % below
# that of infinitely many; with a third of them it is 5 % below.
PER_AREA = 2e8
SPEED = 1540.0  # m/s, what scanners assume


@dataclass(frozen=True, eq=False)
class Scatterers:
    """Points: `lateral` and `depth` (scatterer,) m, `amplitude` (scatterer,) of what they send back."""

    lateral: Floats
    depth: Floats
    amplitude: Floats


@dataclass(frozen=True, eq=False)
class Aperture:
    """A linear array: `elements` (element,) lateral places, `width` of each, m; its pulse (Hz, share)."""

    elements: Floats
    width: float
    frequency: float
    bandwidth: float


@dataclass(frozen=True, slots=True)
class PlaneWave:
    """A wave from all elements at once; `angle` in rad, positive turns it to the right."""

    angle: float = 0.0

    def arrival(self, lateral: Floats, depth: Floats, speed: float) -> Floats:
        """Time (s) after it left the middle of the array."""
        return np.asarray((depth * np.cos(self.angle) + lateral * np.sin(self.angle)) / speed)


@dataclass(frozen=True, slots=True)
class Focused:
    """A beam straight down at `lateral`, focused at `depth` (m); the aperture is depth / `f_number` wide."""

    lateral: float
    depth: float
    f_number: float

    def firing(self, elements: Floats, speed: float) -> tuple[Floats, Floats]:
        """(element,) s at which each fires, and its weight, 1 within the aperture and 0 outside."""
        across = elements - self.lateral
        weight = (np.abs(across) <= 0.5 * self.depth / self.f_number).astype(float)
        return (self.depth - np.hypot(across, self.depth)) / speed, weight

    def arrival(self, lateral: Floats, depth: Floats, speed: float) -> Floats:
        """Time (s) at which the beam passes a depth; on its axis."""
        return np.broadcast_to(depth / speed, np.broadcast_shapes(np.shape(lateral), np.shape(depth)))


@dataclass(frozen=True, slots=True)
class OneElement:
    """One element at `lateral` (m) sends; the scanner focuses afterwards (synthetic aperture)."""

    lateral: float

    def arrival(self, lateral: Floats, depth: Floats, speed: float) -> Floats:
        """Time (s) after it fired."""
        return np.asarray(np.hypot(lateral - self.lateral, depth) / speed)


@dataclass(frozen=True, eq=False)
class Channels:
    """What the elements received of one transmission.

    Attributes
    ----------
    rf : (element, sample) float32. rate : Hz. start : s of the first sample, 0 when the middle fires.
    """

    rf: NDArray[np.float32]
    rate: float
    start: float
    aperture: Aperture
    transmit: PlaneWave | Focused | OneElement
    speed: float


def aperture_of(transducer: Transducer, *, frequency: float | None = None) -> Aperture:
    """The elements of a linear transducer.

    Raises
    ------
    ClipError
        A curved array: its delays are not written here.

    Examples
    --------
    >>> from cryonerve.sources import transducers
    >>> len(aperture_of(transducers()["linear-12MHz"]).elements)
    192
    """
    if transducer.kind != "linear":
        what = f"'{transducer.name}' is curved: channel data are simulated for linear arrays only"
        raise ClipError(Complaint(what, "Choose a linear transducer."))
    pitch = transducer.pitch.value
    places = pitch * (np.arange(transducer.elements, dtype=float) - 0.5 * (transducer.elements - 1))
    return Aperture(places, pitch, frequency or transducer.frequency.value, transducer.bandwidth.value)


def scatterers_of(acoustic: AcousticMap, *, seed: int, per_area: float = PER_AREA) -> Scatterers:
    """Scatterers that stay where they are in the tissue, as strong as the map says.

    The same grid and the same seed give the same places and signs, whatever froze meanwhile: pictures of two
    moments differ only where the acoustics do.

    Parameters
    ----------
    seed : of places and signs. per_area : scatterers per m2.
    """
    rng = np.random.default_rng(seed)
    rows, columns = (float(axis[1] - axis[0]) for axis in (acoustic.axial, acoustic.lateral))
    shape = acoustic.label.shape
    count = round(per_area * rows * columns * shape[0] * shape[1])
    row, column = rng.uniform(0.0, shape[0], count), rng.uniform(0.0, shape[1], count)
    index = row.astype(int), column.astype(int)
    lost = 2.0 * one_way_loss(acoustic.attenuation, rows)
    strength = acoustic.backscatter * 10.0 ** (-lost / 20.0)
    return Scatterers(
        acoustic.lateral[0] + columns * (column - 0.5),
        acoustic.axial[0] + rows * (row - 0.5),
        rng.choice((-1.0, 1.0), count) * strength[index],
    )


def receive(
    scatterers: Scatterers, aperture: Aperture, transmit: PlaneWave | Focused, *, speed: float = SPEED
) -> Channels:
    """Channel data of one transmission.

    Raises
    ------
    ClipError
        No scatterer, or one that is not in front of the transducer.

    Examples
    --------
    >>> from cryonerve.sources import transducers
    >>> point = Scatterers(np.zeros(1), np.array([0.02]), np.ones(1))
    >>> heard = receive(point, aperture_of(transducers()["linear-12MHz"]), PlaneWave())
    >>> middle = np.abs(heard.rf[96])
    >>> round(1e6 * (heard.start + int(middle.argmax()) / heard.rate), 1)  # us, there and back
    26.0
    """
    from cryonerve.ultrasound.kernels import point_scatterers as loops  # noqa: PLC0415  loads Numba

    if scatterers.depth.size == 0 or scatterers.depth.min() <= 0.0:
        raise ClipError(Complaint("scatterers must lie in front of the transducer, and there must be some"))
    x, z, a = (
        np.ascontiguousarray(item) for item in (scatterers.lateral, scatterers.depth, scatterers.amplitude)
    )
    e, rate = aperture.elements, SAMPLES * aperture.frequency
    width, margin = aperture.width * aperture.frequency / speed, 3.0 * _duration(aperture)
    longest = (z.max() + np.hypot(np.abs(x).max() + np.abs(e).max(), z.max())) / speed
    early = (np.abs(x).max() + np.abs(e).max()) / speed
    start = float(-margin - early)
    samples = int((longest + 2.0 * early + margin - start) * rate) + 2
    rf = np.zeros((len(e), samples))
    if isinstance(transmit, PlaneWave):
        loops.listen(x, z, a, transmit.arrival(x, z, speed), e, width, speed, rate, start, rf)
    else:
        firing, weight = transmit.firing(e, speed)
        loops.listen_to_focus(x, z, a, firing, weight, e, width, speed, rate, start, rf)
    return Channels(_with_pulse(rf, rate, aperture), rate, start, aperture, transmit, speed)


def _spread(aperture: Aperture) -> float:
    """Standard deviation (Hz) of the pulse's Gaussian spectrum: half its height at the bandwidth's ends."""
    return float(aperture.bandwidth * aperture.frequency / np.sqrt(8.0 * np.log(2.0)))


def _duration(aperture: Aperture) -> float:
    """Standard deviation of the pulse, s."""
    return float(1.0 / (2.0 * np.pi * _spread(aperture)))


def _with_pulse(rf: Floats, rate: float, aperture: Aperture) -> NDArray[np.float32]:
    """Impulses made into pulses of zero phase."""
    length = next_fast_len(rf.shape[1] + int(6.0 * _duration(aperture) * rate), real=True)
    frequency = rfftfreq(length, 1.0 / rate)
    shape = np.exp(-0.5 * ((frequency - aperture.frequency) / _spread(aperture)) ** 2)
    spectrum = rfft(rf, length, axis=1) * shape
    return np.asarray(irfft(spectrum, length, axis=1)[:, : rf.shape[1]], dtype=np.float32)
