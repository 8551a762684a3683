"""Channel data of the wave itself, in the form in which point scatterers give theirs: `beamform` takes both.

What is sent and heard is shaped by half the transducer's two-way band each. The direct wave from element to
element is removed by a second run through the uniform medium of the first row. Scatterers are fluctuations of
density from cell to cell that stay with the tissue.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq

from cryonerve.errors import ClipError, Complaint
from cryonerve.ultrasound.point_scatterers import SAMPLES, SPEED, Aperture, Channels, Focused, PlaneWave
from cryonerve.ultrasound.wave import Ear, Medium, Pulse, Voice, propagate

if TYPE_CHECKING:
    from cryonerve.ultrasound.acoustics import AcousticMap

__all__ = ["cells_of", "half_band", "roughened", "wave_channels"]

Floats = NDArray[np.float64]

TAPER = 0.15  # of a plane wave's width at each end, so that its ends send little of their own
ROUGH = 0.01  # standard deviation of density from cell to cell where backscatter is that of muscle; assumed
ROW = 1  # of the transducer's face


def roughened(medium: Medium, acoustic: AcousticMap, *, seed: int, share: float = ROUGH) -> Medium:
    """The medium with density that fluctuates from cell to cell as strongly as the map scatters back.

    Parameters
    ----------
    seed : of the fluctuations, which stay where they are in the tissue.
    share : of density, one standard deviation where backscatter is 1; pictures show relative brightness only.
    """
    noise = np.random.default_rng(seed).standard_normal(medium.density.shape)
    amount = np.clip(share * acoustic.backscatter * noise, -0.5, 0.5)
    return replace(medium, density=medium.density * (1.0 + amount))


def wave_channels(
    medium: Medium,
    aperture: Aperture,
    transmit: PlaneWave | Focused,
    *,
    depth: float | None = None,
    speed: float = SPEED,
) -> Channels:
    """Channel data of one transmission into a medium whose second row is the transducer's face.

    Parameters
    ----------
    depth : m down to which is listened; None: the whole medium.
    speed : m/s that the scanner assumes, for its delays.

    Raises
    ------
    ClipError
        An aperture wider than the medium, or cells too large for the pulse.
    """
    columns = medium.speed.shape[1]
    place = medium.spacing * (np.arange(columns) - 0.5 * (columns - 1))
    ears = [Ear(ROW, first, last) for first, last in cells_of(medium, aperture)]
    voices = _voices(place, aperture, transmit, speed)
    reach = medium.spacing * len(medium.speed) if depth is None else depth
    slowest, rate = float(medium.speed.min()), SAMPLES * aperture.frequency
    seconds = (reach + float(np.hypot(reach, np.ptp(aperture.elements)))) / slowest
    pulse = Pulse(aperture.frequency, np.sqrt(2.0) * aperture.bandwidth)
    heard = []
    for what in (medium, _plain(medium)):
        time, traces = propagate(
            what, pulse, voices, ears, seconds=seconds, rate=rate, fastest=float(medium.speed.max())
        )
        heard.append(traces)
    rf = half_band(heard[0] - heard[1], rate, pulse)
    return Channels(rf, rate, float(time[0]), aperture, transmit, speed)


def cells_of(medium: Medium, aperture: Aperture) -> list[tuple[int, int]]:
    """First column of every element, and the one after its last.

    Raises
    ------
    ClipError
        An aperture wider than the medium.
    """
    columns = medium.speed.shape[1]
    place = medium.spacing * (np.arange(columns) - 0.5 * (columns - 1))
    if np.abs(aperture.elements).max() + 0.5 * aperture.width > 0.5 * columns * medium.spacing:
        raise ClipError(Complaint("the transducer is wider than the medium", "Make the map wider."))
    found = []
    for element in aperture.elements:
        near = np.flatnonzero(np.abs(place - element) <= 0.5001 * aperture.width)
        near = near if near.size else np.array([int(np.argmin(np.abs(place - element)))])
        found.append((int(near[0]), int(near[-1]) + 1))
    return found


def _plain(medium: Medium) -> Medium:
    """The medium as if all of it were its first row's middle."""
    middle = medium.speed.shape[1] // 2
    speed, density, lost = (
        np.full_like(field, field[ROW, middle])
        for field in (medium.speed, medium.density, medium.attenuation)
    )
    return Medium(speed, density, lost, medium.spacing)


def _voices(place: Floats, aperture: Aperture, transmit: PlaneWave | Focused, speed: float) -> list[Voice]:
    """Every cell of the face that sends."""
    if isinstance(transmit, PlaneWave):
        ends = (0.5 - np.abs(place) / (place[-1] - place[0])) / TAPER
        weight = 0.5 - 0.5 * np.cos(np.pi * np.clip(ends, 0.0, 1.0))
        delay = place * np.sin(transmit.angle) / speed
    else:
        firing, used = transmit.firing(aperture.elements, speed)
        nearest = np.argmin(np.abs(place[:, None] - aperture.elements), axis=1)
        inside = np.abs(place - aperture.elements[nearest]) <= 0.5 * aperture.width
        delay, weight = firing[nearest], np.where(inside, used[nearest], 0.0)
    return [
        Voice(ROW, int(column), float(delay[column]), float(weight[column]))
        for column in np.flatnonzero(weight > 0.0)
    ]


def half_band(traces: Floats, rate: float, pulse: Pulse) -> NDArray[np.float32]:
    """Traces (receiver, sample) after the receiving half of the band, zero phase."""
    length = next_fast_len(traces.shape[1] + int(12.0 * pulse.width * rate), real=True)
    spread = 1.0 / (2.0 * np.pi * pulse.width)
    shape = np.exp(-0.5 * ((rfftfreq(length, 1.0 / rate) - pulse.frequency) / spread) ** 2)
    filtered = irfft(rfft(traces, length, axis=1) * shape, length, axis=1)
    return np.asarray(filtered[:, : traces.shape[1]], dtype=np.float32)
