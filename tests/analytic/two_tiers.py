"""One cylinder of ice in muscle as rays show it (tier A) and as the wave shows it (tier C).

The same transducer, focus in every place both ways, acoustic map and grains. Grains are as strong in both
relative to a mirror: at the mirror's depth both pictures are given the same ratio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft
from scipy.ndimage import gaussian_filter, map_coordinates

from cryonerve.sources import tissues
from cryonerve.sources.transducer import Transducer, transducers
from cryonerve.ultrasound.acoustics import AcousticMap, acoustic_properties
from cryonerve.ultrasound.beamforming import beamform
from cryonerve.ultrasound.beams import Beams
from cryonerve.ultrasound.echoes import MIRROR, echoes_of
from cryonerve.ultrasound.kernels.tissue import cubic
from cryonerve.ultrasound.picture import MAP
from cryonerve.ultrasound.plane import plane_of
from cryonerve.ultrasound.point_scatterers import SPEED, Channels, OneElement, aperture_of
from cryonerve.ultrasound.rendering import IceFront, Renderer
from cryonerve.ultrasound.wave import Medium, Pulse
from cryonerve.ultrasound.wave_channels import ROW
from cryonerve.ultrasound.wave_scattering import Fields, echoes_heard, fields_of, scattered
from tests.unit.ultrasound.pictures import muscle_block

FREQUENCY = 6e6
CELL = 30e-6  # m, an eighth of the wave in cold muscle
WIDTH, DEPTH = 14.4e-3, 12e-3  # m
BODY, COLDEST = 37.0, -80.0  # degC
BETWEEN = (2.2e-3, 11.6e-3)  # m, where grains lie
MIRROR_AT = 5e-3  # m
SMOOTH = IceFront(coherent=1.0, shell=0.0)
ROUGH = IceFront()


@dataclass(frozen=True)
class Ice:
    """A cylinder across the picture: `radius` and `depth` of its axis, m.

    inside : K/m of the temperature at its edge; it falls as the logarithm of the radius. halo : m in which
    the tissue around becomes warm again.
    """

    radius: float = 2e-3
    depth: float = 7e-3
    inside: float = 15e3
    halo: float = 1.5e-3

    def temperature(self, lateral, axial) -> NDArray[np.float64]:
        """(row, column) degC."""
        first = float(tissues()["muscle"].liquidus.value)
        away = np.maximum(np.hypot(lateral[None, :], axial[:, None] - self.depth), 1e-5)
        cold = first + self.inside * self.radius * np.log(np.minimum(away / self.radius, 1.0))
        warm = BODY - (BODY - first) * np.exp(-np.maximum(away - self.radius, 0.0) / self.halo)
        return np.where(away < self.radius, np.maximum(cold, COLDEST), warm)


def acoustic(ice: Ice | None, *, spacing: float, row: int = 0, cover: float = 0.0) -> AcousticMap:
    """The map that both kinds of picture are made of; where `row` is given, that row lies at the face.

    cover : m by which it is larger at the sides.
    """
    case, volume = muscle_block()
    axial = spacing * (np.arange(round(DEPTH / spacing)) - row + (0.0 if row else 0.5))
    columns = 2 * round((0.5 * WIDTH + cover) / spacing)
    lateral = spacing * (np.arange(columns) - 0.5 * (columns - 1))
    shape = len(axial), columns
    cold = np.full(shape, BODY) if ice is None else ice.temperature(lateral, axial)
    seen = acoustic_properties(tissues()["muscle"], cold, cold, FREQUENCY)
    fields = (seen.speed, seen.density, seen.attenuation, seen.backscatter, seen.ice, cold)
    speed, density, lost, back, share, temperature = (np.asarray(field, np.float32) for field in fields)
    return AcousticMap(
        axial, lateral, speed, density, lost, back, share, temperature, np.ones(shape, np.int16),
        plane_of(case, volume, depth=40e-3), FREQUENCY, 0.0,
    )  # fmt: skip


def array() -> Transducer:
    """40 elements of 0.3 mm, otherwise the catalogue's linear array at the low end of its band."""
    known = transducers()["linear-12MHz"]
    return replace(known, elements=40, pitch=replace(known.pitch, value=0.3e-3))


BEAMS = Beams(array(), FREQUENCY, DEPTH)
ROWS = np.flatnonzero((BEAMS.ranges > 2.5e-3) & (BEAMS.ranges < BETWEEN[1]))


def fields(ice: Ice | None) -> Fields:
    """The wave from every element through the ice."""
    seen = acoustic(ice, spacing=CELL, row=ROW)
    medium = Medium(*(np.asarray(item, float) for item in (seen.speed, seen.density, seen.attenuation)), CELL)
    of = aperture_of(array(), frequency=FREQUENCY)
    return fields_of(medium, of, between=BETWEEN, listened=14e-6, seconds=24e-6)


def grains(of: Fields, seeds: Sequence[int]) -> list[NDArray[np.float64]]:
    """One set a seed."""
    return [np.random.default_rng((7, seed)).standard_normal(of.stiffness.shape) for seed in seeds]


def strength(ice: Ice, of: Fields, front: IceFront) -> NDArray[np.float64]:
    """(row, column) amplitude at the places of grains: backscatter, and the shell of half-frozen tissue."""
    seen = acoustic(ice, spacing=CELL, row=ROW)
    rows = np.round(of.axial / CELL).astype(int) + ROW
    columns = np.round(of.lateral / CELL + 0.5 * (seen.ice.shape[1] - 1)).astype(int)
    share, back = (item[np.ix_(rows, columns)].astype(float) for item in (seen.ice, seen.backscatter))
    return back + front.shell * 4.0 * share * (1.0 - share)


def pictured(heard: list[Channels]) -> NDArray[np.complex128]:
    """(row, line) what the scanner makes of channel data, in the places of tier A."""
    return beamform(heard, BEAMS.places, BEAMS.ranges[ROWS]).signal


def mirrored(of: Fields) -> list[Channels]:
    """What the elements would hear of a mirror: the field at twice its depth, in a uniform medium."""
    row = int(np.argmin(np.abs(of.axial - 2.0 * MIRROR_AT)))
    passed, elements = of.spectra[0, :, row], of.aperture.elements
    offset = CELL * (np.arange(passed.shape[1]) - 0.5 * (passed.shape[1] - 1))
    pulse = Pulse(FREQUENCY, np.sqrt(2.0) * of.aperture.bandwidth)
    band = np.exp(-0.5 * (2.0 * np.pi * pulse.width * (of.frequencies - FREQUENCY)) ** 2)
    samples = round(of.seconds * of.rate)
    found = []
    for sender in elements:
        spectrum = np.zeros((len(elements), samples // 2 + 1), complex)
        for number, place in enumerate(elements):
            near = np.abs(offset - (place - sender)) <= 0.5001 * of.aperture.width
            at = np.round(of.frequencies * of.seconds).astype(int)
            spectrum[number, at] = passed[:, near].mean(axis=1) * band * of.rate
        rf = irfft(spectrum, samples, axis=1).astype(np.float32)
        found.append(Channels(rf, of.rate, 0.0, of.aperture, OneElement(float(sender)), SPEED))
    return found


@cache
def bare() -> Renderer:
    """Tier A's scanner over nothing."""
    case, volume = muscle_block()
    echoes = echoes_of(case, volume, plane_of(case, volume, depth=40e-3), BEAMS)
    nothing = np.zeros(echoes.level.shape, np.float32)
    echoes = replace(
        echoes, speckle=(nothing, nothing), layers=(nothing, nothing), tails=(nothing, nothing),
        level=nothing + 1.0, loss=np.zeros_like(echoes.loss), hard=np.zeros_like(echoes.hard),
    )  # fmt: skip
    return Renderer(BEAMS, echoes, IceFront(), DEPTH / 600)


def rendered(
    seen: AcousticMap, front: IceFront, set_of: NDArray[np.float64] | None, of: Fields
) -> NDArray[np.float32]:
    """(row, line) power of tier A's picture with a set of grains, or without any."""
    scanner = replace(bare(), front=front)
    if set_of is not None:
        scanner = replace(scanner, echoes=replace(scanner.echoes, speckle=laid(of, set_of)))
    return scanner.power(seen)[ROWS]


def laid(of: Fields, set_of: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Grains as tier A's echoes of mean square 1 a cell, between rows and lines by Keys' cubic."""
    u, v = of.axial / BEAMS.step, (of.lateral - BEAMS.places[0]) / BEAMS.pitch
    i, j = np.floor(u).astype(int), np.floor(v).astype(int)
    turned = np.exp(-1j * BEAMS.k2 * of.axial)[:, None] * set_of
    out = np.zeros((BEAMS.rows + 8, len(BEAMS.places) + 8), complex)
    down, across = cubic(u - i), cubic(v - j)
    for a in range(4):
        for b in range(4):
            to = np.clip(i + a - 1, -4, BEAMS.rows + 3) + 4, np.clip(j + b - 1, -4, len(BEAMS.places) + 3) + 4
            np.add.at(out, np.ix_(*to), turned * down[a][:, None] * across[b][None, :])
    cells = BEAMS.step * BEAMS.pitch / (2.0 * CELL) ** 2
    out = out[4:-4, 4:-4] / np.sqrt(cells * 0.978**2)
    return out.real.astype(np.float32), out.imag.astype(np.float32)


def flat_mirror(of: Fields) -> float:
    """Amplitude of a mirror at `MIRROR_AT` in tier A's picture of warm muscle."""
    nothing = np.zeros((BEAMS.rows, len(BEAMS.places)), np.float32)
    layers = nothing.copy(), nothing.copy()
    depth = float(of.axial[int(np.argmin(np.abs(of.axial - 2.0 * MIRROR_AT)))]) / 2.0
    row = round(depth / BEAMS.step)
    layers[0][row], layers[1][row] = (
        MIRROR * np.cos(BEAMS.k2 * depth), -MIRROR * np.sin(BEAMS.k2 * depth)
    )  # fmt: skip
    scanner = replace(bare(), echoes=replace(bare().echoes, layers=layers))
    warm = acoustic(None, spacing=MAP[0], cover=2e-3)
    return float(np.sqrt(scanner.power(warm)[:, len(BEAMS.places) // 2].max()))


@dataclass(frozen=True)
class Pictures:
    """Mean power over all realisations (row, line), relative to that of warm muscle without ice, in dB.

    rough : the front as `cn.image` has it; smooth : the graded step alone, without any grains.
    """

    rough: NDArray[np.float64]
    smooth: NDArray[np.float64]

    @classmethod
    def of(cls, warm, rough, smooth) -> Pictures:
        """From powers; grains are alike left and right on average, and so is the ice."""
        even = [0.5 * (item + item[:, ::-1]) for item in (warm, rough, smooth)]
        free = gaussian_filter(even[0], (10.0, 2.5), mode="nearest")
        rough, smooth = (gaussian_filter(item, (2.0, 0.8), mode="nearest") / free for item in even[1:])
        return cls(10.0 * np.log10(rough), 10.0 * np.log10(smooth + 1e-9))


def both(ice: Ice, seeds: Sequence[int]) -> tuple[Pictures, Pictures]:
    """Tier A and tier C."""
    still, through = fields(None), fields(ice)
    sets = grains(through, seeds)
    strong = strength(ice, through, ROUGH)
    free = [pictured(item) for item in scattered(still, sets)]
    icy = [pictured(item) for item in scattered(through, [item * strong for item in sets])]
    echo, mirror = pictured(echoes_heard(through)), np.abs(pictured(mirrored(still)))
    warm, cold = (acoustic(item, spacing=MAP[0], cover=2e-3) for item in (None, ice))
    clear = np.mean([rendered(warm, ROUGH, item, through) for item in sets], axis=0)
    frozen = np.mean([rendered(cold, ROUGH, item, through) for item in sets], axis=0)
    smooth = rendered(cold, SMOOTH, None, through)
    # as strong as tier A's relative to a mirror
    near = np.ix_(np.abs(BEAMS.ranges[ROWS] - MIRROR_AT) < 0.5e-3, np.abs(BEAMS.places) < 2.5e-3)
    over = flat_mirror(through) / np.sqrt(clear[near].mean())
    middle = len(BEAMS.places) // 2
    gain = mirror[:, middle].max() / over / np.sqrt(np.mean([np.abs(item[near]) ** 2 for item in free]))
    wave = Pictures.of(
        np.mean([np.abs(gain * item) ** 2 for item in free], axis=0),
        np.mean([np.abs(gain * item + ROUGH.coherent * echo) ** 2 for item in icy], axis=0),
        np.abs(echo) ** 2,
    )
    return Pictures.of(clear, frozen, smooth), wave


def rim(picture: NDArray[np.float64], ice: Ice, angle: float) -> tuple[float, float]:
    """Place (m outside of the edge) and level (dB) of the brightest echo, degrees from straight up."""
    turn, away = np.radians(angle), np.linspace(0.6 * ice.radius, 1.5 * ice.radius, 400)
    rows = (ice.depth - away * np.cos(turn) - BEAMS.ranges[ROWS[0]]) / BEAMS.step
    lines = (away * np.sin(turn) - BEAMS.places[0]) / BEAMS.pitch
    found = map_coordinates(picture, [rows, lines], order=1)
    best = int(np.argmax(found))
    return float(away[best] - ice.radius), float(found[best])


def shadow(picture: NDArray[np.float64], ice: Ice, band: tuple[float, float]) -> tuple[float, float]:
    """Depth (dB, mean power of its middle, a radius wide) and border (m from the axis: 6 dB are lost)."""
    ranges = BEAMS.ranges[ROWS]
    rows = (ranges > band[0]) & (ranges < band[1])
    level = 10.0 * np.log10((10.0 ** (picture[rows] / 10.0)).mean(axis=0))
    middle = np.abs(BEAMS.places) < 0.5 * ice.radius
    right = BEAMS.places > 0.0
    place, value = BEAMS.places[right], level[right]
    last = int(np.flatnonzero(value[:-1] < -6.0)[-1])
    part = (-6.0 - value[last]) / (value[last + 1] - value[last])
    border = float(place[last] + part * (place[last + 1] - place[last]))
    return 10.0 * float(np.log10((10.0 ** (level[middle] / 10.0)).mean())), border
