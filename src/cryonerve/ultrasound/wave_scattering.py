"""Many sets of scatterers for one price: the wave's field of every element, scattered once more (Born).

    k dp/dt + div v = k s          k = 1 / (rho c^2); a grain, k (1 + e), sends as s = -e dp/dt would
    rf_tr(w) = -i w / (n S k0)  sum over places of  e k P_t P_r

P_t and P_r are the fields of the sending and the receiving element through the medium without grains, one
run of the wave each; by reciprocity an element hears a place as the place hears it. S is the spectrum that
each of the n cells of an element injects, k0 is k at the face. Through the ice all is as the wave has it:
refraction, total reflection, repeated echoes; only echoes from grain to grain are left out (distorted-wave
Born approximation). Another set of grains costs matrix products and no run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft

from cryonerve.ultrasound.point_scatterers import SAMPLES, SPEED, Aperture, Channels, OneElement
from cryonerve.ultrasound.wave import Ear, Medium, Pulse, Voice, propagate
from cryonerve.ultrasound.wave_channels import ROW, cells_of, half_band

__all__ = ["Fields", "echoes_heard", "fields_of", "scattered"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Spectra = NDArray[np.complex64]

EVERY = 2  # cells from one place of grains to the next
AT_ONCE = 32  # moments whose share of the spectra is summed together
BAND = 2.0  # standard deviations of an element's spectrum that are kept; -17 dB there, -35 dB both ways
TOGETHER = 5  # sets of grains in one matrix product


@dataclass(frozen=True, eq=False)
class Fields:
    """Pressure of every element at the places of grains, and what the elements heard of the medium itself.

    Attributes
    ----------
    axial, lateral : (row,), (column,) m of the places; axial from the face.
    stiffness : (row, column) k at the places over k at the face.
    spectra : (run, frequency, row, column) of the elements that were run; `at` gives all.
    shifts : (element, column) of a run's columns, where one run stands for all elements; else empty.
    frequencies : Hz, multiples of 1 / `seconds`. scale : of an echo, 1 / (n S k0) without the spectrum.
    heard : (run, receiving element, sample) from `start` s on, both halves of the band, with the direct wave.
    """

    aperture: Aperture
    axial: Floats
    lateral: Floats
    stiffness: Floats
    spectra: Spectra
    shifts: NDArray[np.intp]
    frequencies: Floats
    scale: float
    heard: Singles
    start: float
    rate: float
    seconds: float

    def at(self, number: int) -> Spectra:
        """(element, place) field at the frequency of a number."""
        field, count = self.spectra[:, number], len(self.aperture.elements)
        if len(self.shifts):
            return np.stack([field[0][:, columns].ravel() for columns in self.shifts])
        if len(field) < count:  # left and right are alike
            field = np.concatenate([field, field[count // 2 - 1 :: -1, :, ::-1]])
        return field.reshape(count, -1)


def fields_of(
    medium: Medium,
    aperture: Aperture,
    *,
    between: tuple[float, float],
    listened: float,
    seconds: float,
) -> Fields:
    """Run the wave from every element, from half of them where the medium is symmetric, from one if uniform.

    Parameters
    ----------
    medium : its second row is the transducer's face.
    between : m from the face, where grains may lie.
    listened : s for which each run lasts. seconds : s of the channel data of scatterers, longer than the way
        to the farthest grain and back.

    Raises
    ------
    ClipError
        An aperture wider than the medium, or cells too large for the pulse.
    """
    pulse, rate = Pulse(aperture.frequency, np.sqrt(2.0) * aperture.bandwidth), SAMPLES * aperture.frequency
    spread = 1.0 / (2.0 * np.pi * pulse.width)
    ends = (pulse.frequency + np.array([-BAND, BAND]) * spread) * seconds
    frequencies = np.arange(np.ceil(ends[0]), ends[1]) / seconds
    rows, columns = _places(medium, between)
    whole, of, senders, shifts = _senders(medium, aperture, columns)
    cells = cells_of(whole, of)
    spectra, heard = [], []
    for sender in range(senders):
        kept = _Spectra(frequencies, rows, np.arange(whole.speed.shape[1]) if len(shifts) else columns)
        time, traces = propagate(
            whole, pulse, [Voice(ROW, column) for column in range(*cells[sender])],
            [Ear(ROW, *pair) for pair in cells], seconds=listened, rate=rate, watch=kept.take,
        )  # fmt: skip
        spectra.append(kept.total())
        heard.append(half_band(traces, rate, pulse))
    middle = medium.speed.shape[1] // 2
    stiff = 1.0 / (medium.density * medium.speed**2)
    size = (cells[0][1] - cells[0][0]) * np.sqrt(2.0 * np.pi) * pulse.width * medium.speed[ROW, middle]
    return Fields(
        aperture=aperture,
        axial=np.asarray(medium.spacing * (rows - ROW), dtype=float),
        lateral=np.asarray(medium.spacing * (columns - 0.5 * (medium.speed.shape[1] - 1)), dtype=float),
        stiffness=(stiff / stiff[ROW, middle])[np.ix_(rows, columns)],
        spectra=np.stack(spectra),
        shifts=shifts,
        frequencies=frequencies,
        scale=float(medium.spacing / size),
        heard=np.stack(heard),
        start=float(time[0]),
        rate=rate,
        seconds=seconds,
    )


def _places(medium: Medium, between: tuple[float, float]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns where grains may lie, left and right alike."""
    rows = np.arange(ROW + int(between[0] / medium.spacing), ROW + int(between[1] / medium.spacing), EVERY)
    size = medium.speed.shape[1]
    left = np.arange(0, size // 2, EVERY)
    middle = [size // 2] if size % 2 and left[-1] < size // 2 - 1 else []
    return rows, np.concatenate([left, np.array(middle, np.intp), size - 1 - left[::-1]])


def _senders(
    medium: Medium, aperture: Aperture, columns: NDArray[np.intp]
) -> tuple[Medium, Aperture, int, NDArray[np.intp]]:
    """Medium and aperture to be run, elements of it, columns of the one run that a uniform medium needs."""
    count, fields = len(aperture.elements), ("speed", "density", "attenuation")
    if all(np.ptp(getattr(medium, name), axis=1).max() == 0.0 for name in fields):
        beside = round(float(np.abs(aperture.elements).max() / medium.spacing))
        speed, density, lost = (
            np.pad(getattr(medium, name), ((0, 0), (beside, beside)), mode="edge") for name in fields
        )
        moved = np.round(aperture.elements / medium.spacing).astype(int)
        shifts = columns[None, :] + beside - moved[:, None]
        whole = Medium(speed, density, lost, medium.spacing)
        return whole, replace(aperture, elements=np.zeros(1)), 1, shifts
    same = all(np.array_equal(getattr(medium, name), getattr(medium, name)[:, ::-1]) for name in fields)
    return medium, aperture, (count + 1) // 2 if same else count, np.empty((0, 0), np.intp)


class _Spectra:
    """Sums up what passes at the places, moment by moment, as its spectrum."""

    def __init__(self, frequencies: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> None:
        self.turn = 2.0 * np.pi * frequencies
        self.places = np.ix_(rows, columns)
        self.times: list[float] = []
        self.kept: list[Singles] = []
        self.sums: Spectra | None = None
        self.step = 0.0

    def take(self, time: float, pressure: Singles) -> None:
        """Look at the pressure once."""
        if len(self.times) == 1:
            self.step = time - self.times[0]
        self.times.append(time)
        self.kept.append(pressure[self.places])
        if len(self.kept) == AT_ONCE:
            self._add()

    def _add(self) -> None:
        if not self.kept:
            return
        phase = self.turn[:, None] * np.array(self.times[-len(self.kept) :])
        seen = np.stack(self.kept).reshape(len(self.kept), -1)
        re, im = (np.asarray(part, np.float32) @ seen for part in (np.cos(phase), -np.sin(phase)))
        part = (re + 1j * im).reshape(len(self.turn), *self.kept[0].shape)
        self.sums = part if self.sums is None else self.sums + part
        self.kept.clear()

    def total(self) -> Spectra:
        """(frequency, row, column), Pa s for a pulse of 1 Pa."""
        self._add()
        assert self.sums is not None
        return np.asarray(self.step * self.sums, dtype=np.complex64)


def echoes_heard(fields: Fields, *, speed: float = SPEED) -> list[Channels]:
    """What the elements heard of the medium itself, one transmission an element; direct waves included."""
    elements = fields.aperture.elements
    heard = fields.heard
    if len(heard) < len(elements):
        heard = np.concatenate([heard, heard[len(elements) // 2 - 1 :: -1, ::-1]])
    return [
        Channels(rf, fields.rate, fields.start, fields.aperture, OneElement(float(place)), speed)
        for place, rf in zip(elements, heard, strict=True)
    ]


def scattered(fields: Fields, grains: Sequence[Floats], *, speed: float = SPEED) -> list[list[Channels]]:
    """What the elements hear of grains.

    Parameters
    ----------
    grains : of each set (row, column) at the fields' places: change of k over k, small.

    Returns
    -------
    (set, sending element) channel data.
    """
    samples, count = round(fields.seconds * fields.rate), len(fields.aperture.elements)
    spectrum = np.zeros((len(grains), count, count, samples // 2 + 1), np.complex64)
    weight = [np.asarray(item * fields.stiffness, np.float32).ravel() for item in grains]
    for number, frequency in enumerate(fields.frequencies):
        field = fields.at(number)
        unit = -2j * np.pi * frequency * fields.scale * fields.rate
        place = round(frequency * fields.seconds)
        for first in range(0, len(weight), TOGETHER):
            few = np.stack(weight[first : first + TOGETHER])
            product = (few[:, None] * field).reshape(-1, field.shape[1]) @ field.T
            spectrum[first : first + len(few), :, :, place] = unit * product.reshape(len(few), count, count)
    found = []
    for item in range(len(grains)):
        rf = np.asarray(irfft(spectrum[item], samples, axis=-1), np.float32)
        found.append(
            [
                Channels(rf[sender], fields.rate, 0.0, fields.aperture, OneElement(float(place)), speed)
                for sender, place in enumerate(fields.aperture.elements)
            ]
        )
    return found
