"""The wave itself in two dimensions: the reference the quick pictures are judged by.

    rho dv/dt + rho g v = -grad p        1/(rho c^2) (dp/dt + g p) = -div v        g = a c

Velocity and pressure on staggered grids, fourth order in space, second in time. Attenuation a (Np/m) acts
on both alike, so that a plane wave keeps its speed, shape and impedance and loses exactly exp(-a x): right at
one frequency, not a power law across the pulse's band. Boundaries are perfectly matched layers (split
pressure), or periodic across. No shear waves, no third dimension, no nonlinearity.

Minutes for a plane wave on 40 x 40 mm, seconds for the small patches of the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.ultrasound.decibels import DECIBELS_PER_NEPER

if TYPE_CHECKING:
    from cryonerve.ultrasound.acoustics import AcousticMap

__all__ = ["Ear", "Medium", "Pulse", "Voice", "medium_of", "propagate"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

COURANT = 0.45  # of the step that the fastest cell allows in one dimension; 0.606 is the limit in two
LAYER = 24  # cells of the matched layers
ECHO = 1e-5  # what a matched layer may send back at a right angle
WORTH_THREADS = 100_000  # cells; below that threads only wait for each other
PER_WAVE = 8.0  # cells to the shortest wavelength of the pulse's centre: below that the grid slows the wave


@dataclass(frozen=True, eq=False)
class Medium:
    """What the wave runs through.

    Attributes
    ----------
    speed, density, attenuation : (row, column) m/s, kg/m3, dB/m of amplitude. spacing : m, of square cells.
    """

    speed: Floats
    density: Floats
    attenuation: Floats
    spacing: float


@dataclass(frozen=True, slots=True)
class Pulse:
    """Gaussian pulse: centre `frequency` Hz and `bandwidth`, -6 dB, share of it; its middle is at time 0."""

    frequency: float
    bandwidth: float

    @property
    def width(self) -> float:
        """Standard deviation in time, s.

        >>> round(1e9 * Pulse(10e6, 0.6).width, 1)
        62.5
        """
        return float(np.sqrt(2.0 * np.log(2.0)) / (np.pi * self.bandwidth * self.frequency))


@dataclass(frozen=True, slots=True)
class Voice:
    """A cell that sends: the pulse `delay` s later, `weight` times."""

    row: int
    column: int
    delay: float = 0.0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Ear:
    """A receiver: the mean pressure of a row's cells from `first` to before `last`."""

    row: int
    first: int
    last: int


def medium_of(acoustic: AcousticMap) -> Medium:
    """The medium of an acoustic map, cell by cell: make the map with the spacing the wave needs.

    Raises
    ------
    ClipError
        Pixels that are not square.
    """
    rows, columns = (float(axis[1] - axis[0]) for axis in (acoustic.axial, acoustic.lateral))
    if not np.isclose(rows, columns, rtol=1e-6):
        raise ClipError(Complaint("the wave runs on square cells only", "Give the map one spacing."))
    speed, density = np.asarray(acoustic.speed, dtype=float), np.asarray(acoustic.density, dtype=float)
    return Medium(speed, density, np.asarray(acoustic.attenuation, dtype=float), rows)


def propagate(
    medium: Medium,
    pulse: Pulse,
    voices: Sequence[Voice],
    ears: Sequence[Ear],
    *,
    seconds: float,
    sides: Literal["absorbing", "periodic"] = "absorbing",
    rate: float | None = None,
    fastest: float | None = None,
    watch: Callable[[float, Singles], None] | None = None,
) -> tuple[Floats, Floats]:
    """Send a pulse and listen.

    Parameters
    ----------
    seconds : after the pulse's middle until which is listened.
    sides : what left and right are; above and below always absorb.
    rate : Hz of the samples; None: every step.
    fastest : m/s that the step is made for; None: the medium's own. Two runs to be subtracted share it.
    watch : called at every second sample with its time, s, and the pressure (row, column) of the medium's
        cells, which changes afterwards: copy what is to be kept.

    Returns
    -------
    (sample,) s after the pulse's middle, and (ear, sample) pressure; a row that sends at once sends waves of
    amplitude 1 up and down.

    Raises
    ------
    ClipError
        Cells too large for the pulse.

    Examples
    --------
    A row that sends at once, an ear 2 mm below it, in water:

    >>> shape = (120, 8)
    >>> water = Medium(np.full(shape, 1500.0), np.full(shape, 1000.0), np.zeros(shape), 25e-6)
    >>> row = [Voice(10, column) for column in range(8)]
    >>> time, heard = propagate(water, Pulse(5e6, 0.8), row, [Ear(90, 0, 8)], seconds=2e-6, sides="periodic")
    >>> round(1e6 * float(time[np.argmax(heard[0])]), 2)  # us
    1.33
    """
    from numba import get_num_threads  # noqa: PLC0415  and what follows loads it

    from cryonerve.bioheat.threads import on_threads  # noqa: PLC0415
    from cryonerve.ultrasound.kernels.wave import march  # noqa: PLC0415

    pace, every, step = _steps(medium, pulse, rate, fastest)
    matrices = _coefficients(medium, step, pace, periodic=sides == "periodic")
    shape = matrices[0].shape
    offset = _offset(sides)
    sending, hearing = _placed(medium, voices, ears, offset, step=step)
    begin = -6.0 * pulse.width + float(min(0.0, sending[:, 2].min()))
    if rate is not None:
        begin = -np.ceil(-begin * rate) / rate
    steps = int(np.ceil((seconds - begin) / step)) + 1
    heard = np.zeros((len(hearing), steps))
    fields = [np.zeros(shape, np.float32) for _ in range(5)]
    with on_threads(get_num_threads() if fields[0].size > WORTH_THREADS else 1):
        for first, last in _parts(steps, None if watch is None else 2 * every):
            part = np.zeros((len(hearing), last - first))
            march(*fields, *matrices, int(sides == "periodic"), sending, pulse.frequency, pulse.width, begin,
                  step, hearing, first, part)  # fmt: skip
            heard[:, first:last] = part
            if watch is not None:
                rows, columns = medium.speed.shape
                inside = fields[0][offset[0] : offset[0] + rows, offset[1] : offset[1] + columns]
                watch(begin + step * (last - 1), inside)
    return np.asarray(begin + step * np.arange(0.0, steps, every)), heard[:, ::every]


def _placed(
    medium: Medium, voices: Sequence[Voice], ears: Sequence[Ear], offset: tuple[int, int], *, step: float
) -> tuple[Floats, NDArray[np.int64]]:
    """Voices (voice, 4) row, column, delay, weight, and ears (ear, 3) row, first, last, on the whole grid."""
    unit = 2.0 * step / medium.spacing * medium.speed  # with it a row of voices sends a wave of amplitude 1
    sending = [
        (v.row + offset[0], v.column + offset[1], v.delay, v.weight * unit[v.row, v.column]) for v in voices
    ]
    hearing = [[e.row + offset[0], e.first + offset[1], e.last + offset[1]] for e in ears]
    return np.array(sending), np.array(hearing, dtype=np.int64)


def _parts(steps: int, every: int | None) -> list[tuple[int, int]]:
    """First step and the one after the last of every stretch that ends where somebody looks."""
    ends = [steps] if every is None else [*range(1, steps, every), steps]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _steps(
    medium: Medium, pulse: Pulse, rate: float | None, fastest: float | None
) -> tuple[float, int, float]:
    """Cells that the fastest wave passes in a second, steps of one sample, s of one step.

    Raises ClipError where cells are too large for the pulse.
    """
    shortest = float(medium.speed.min()) / pulse.frequency
    if medium.spacing > shortest / PER_WAVE:
        what = f"cells of {1e6 * medium.spacing:.0f} um are too large for waves of {1e6 * shortest:.0f} um"
        raise ClipError(Complaint(what, f"Use cells of at most {1e6 * shortest / PER_WAVE:.0f} um."))
    pace = max(fastest or 0.0, float(medium.speed.max())) / medium.spacing
    if rate is None:
        return pace, 1, COURANT / pace
    every = int(np.ceil(pace / (rate * COURANT)))
    return pace, every, 1.0 / (rate * every)


def _offset(sides: str) -> tuple[int, int]:
    """Rows and columns that stand before the medium's first: two ghosts and the matched layer."""
    return LAYER + 2, 2 if sides == "periodic" else LAYER + 2


def _coefficients(medium: Medium, step: float, pace: float, *, periodic: bool) -> tuple[Singles, ...]:
    """Decay and gain of both velocities and both pressures in a step: ax, bx, az, bz, dx, kx, dz, kz."""
    before = _offset("periodic" if periodic else "absorbing")
    down, across = ((before[0], before[0]), (before[1], before[1]))
    mode: Literal["wrap", "edge"] = "wrap" if periodic else "edge"
    speed, density, lost = (
        np.pad(np.pad(field, (down, (0, 0)), mode="edge"), ((0, 0), across), mode=mode)
        for field in (medium.speed, medium.density, medium.attenuation)
    )
    damping = speed * lost / DECIBELS_PER_NEPER
    rows, columns = speed.shape
    found: list[Singles] = []
    for part in ("velocity", "pressure"):
        for axis in (1, 0):
            size = columns if axis else rows
            layer = _layer(size, pace, 0.5 * (part == "velocity"))
            layer *= not (axis and periodic)
            rate = damping + (layer[None, :] if axis else layer[:, None])
            if part == "velocity":
                beside = np.roll(density, -1, axis=axis)
                gain = 2.0 / (density + beside)
            else:
                gain = density * speed**2
            share = 1.0 + 0.5 * step * rate
            found.append(np.asarray((1.0 - 0.5 * step * rate) / share, np.float32))
            found.append(np.asarray(gain * step / (medium.spacing * share), np.float32))
    return tuple(found)


def _layer(size: int, pace: float, ahead: float) -> Floats:
    """(cell,) damping rate of the matched layers at both ends, 1/s, growing with the square of the depth."""
    strongest = -1.5 * pace * np.log(ECHO) / LAYER
    place = np.arange(size) + ahead
    inside = np.maximum(LAYER + 2 - place, place - (size - 1 - LAYER - 2)) / LAYER
    return np.asarray(strongest * np.clip(inside, 0.0, 1.0) ** 2)
