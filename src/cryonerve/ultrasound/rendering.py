"""Tier A: a B-mode frame from an acoustic map, by convolution along rays (Born, with transmission).

    echo(r, line) = w (b S + kept L + f),   w^2 = sum over k (sum over i a_i a_i+k)^2 / the same without loss

S are scatterers and L layers (`echoes`), b the backscatter, f = sum 1/2 d(ln Z) exp(-i k2 r) the echo of the
ice front, graded as temperature is. Blurred by beam and pulse, its amplitude is what the scanner shows. No
multiple scattering but two that are put in: ringing of probes, and the image repeated below a hard surface.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from cryonerve.ultrasound.beams import EVERY, Beams
from cryonerve.ultrasound.echoes import COLDEST, FINEST, MIRROR, Echoes
from cryonerve.ultrasound.sharing import shared

if TYPE_CHECKING:
    from cryonerve.ultrasound.acoustics import AcousticMap

__all__ = ["Display", "IceFront", "Mesh", "Renderer"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

WHITE = 41.0  # dB over muscle's mean speckle at the face that is shown white at gain 0
NOISE = -64.0  # dB, electronic noise over muscle's speckle at the face, before time gain
NOISE_ROOM = 64  # rows and lines by which the noise of a frame is drawn from another place
MOST_GAIN = 62.0  # dB of time gain at most, as scanners have
FACE = 10.0 ** (-26.0 / 20.0)  # of an echo that the face sends down again
DETECTOR = np.array([0.12, 0.22, 0.32, 0.22, 0.12], np.float32)  # of neighbouring rows in the detected power
# Of wave x way behind the ice: the squared deviation over which its shadow is smeared. Chosen on pictures of
# the wave (ice of 2 mm at 6 MHz); ice of 3 mm was looked at afterwards.
DIFFRACTION = 0.9
FEWEST = 120, 90  # coarse rows and lines that are left for rays
HARD = 0.3  # pressure reflection from which the image is repeated below


@dataclass(frozen=True, slots=True)
class Display:
    """How loud is shown how bright.

    gain : dB. dynamic_range : dB from white to black. time_gain : dB/m one way, made up for with depth.
    """

    gain: float
    dynamic_range: float
    time_gain: float


@dataclass(frozen=True, slots=True)
class IceFront:
    """How the ice's edge echoes: rough and dendritic, which no smooth step is. All assumed.

    coherent : share of the graded step's echo that keeps its phase along the front.
    shell : amplitude backscattered where half of the water is ice, muscle 1.
    kept : what remains of layer echoes in full ice.
    """

    coherent: float = 0.7
    shell: float = 16.0
    kept: float = 0.15


@dataclass(frozen=True, slots=True)
class Mesh:
    """Places in which rays are followed: of coarse rows and lines as many as their smooth shadows need."""

    rows: int
    lines: int

    @property
    def down(self) -> int:
        """Coarse rows to a place."""
        return max(1, self.rows // FEWEST[0])

    @property
    def across(self) -> int:
        """Lines to a place."""
        return max(1, self.lines // FEWEST[1])

    def thinned(self, fine: Singles) -> Singles:
        """Means (place, place) of (coarse row, line)."""
        more = -self.rows % self.down, -self.lines % self.across
        whole = np.pad(fine, ((0, more[0]), (0, more[1])), mode="edge")
        down, across = whole.shape[0] // self.down, whole.shape[1] // self.across
        parts = whole.reshape(down, self.down, across, self.across)
        return np.asarray(parts.mean(axis=(1, 3)), dtype=np.float32)

    def filled(self, coarse: Singles) -> Singles:
        """(coarse row, line) from places."""
        for axis, (count, each) in enumerate(((self.rows, self.down), (self.lines, self.across))):
            if each > 1:
                at = np.clip((np.arange(count) - 0.5 * (each - 1)) / each, 0.0, coarse.shape[axis] - 1.001)
                low = at.astype(int)
                part = (at - low).astype(np.float32)
                part = part[:, None] if axis == 0 else part[None, :]
                near = coarse.take(low, axis=axis)
                coarse = near + part * (coarse.take(low + 1, axis=axis) - near)
        return np.ascontiguousarray(coarse)


@dataclass(frozen=True, eq=False)
class Renderer:
    """Lines of a transducer over what echoes in place, ready for any moment.

    Attributes
    ----------
    pixel : m, edge of the picture's square pixels.
    unfrozen : (label -> amplitude) backscatter before any ice.
    """

    beams: Beams
    echoes: Echoes
    front: IceFront
    pixel: float
    seed: int = 1
    _fixed: dict[str, NDArray[np.generic]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find once what every frame needs."""
        beams = self.beams
        noise = _electronic(beams, self.seed)
        rows, columns, polar, inside = _pixels(beams, self.pixel)
        self._fixed.update(
            lines=beams.lines, taps=beams.taps(), pulse=beams.pulse(), sines=beams.rays(),
            widths=beams.spacing,
            noise_re=noise[0], noise_im=noise[1], rows=rows, columns=columns, polar=np.array(polar),
            inside=inside,
        )  # fmt: skip

    @property
    def inside(self) -> NDArray[np.bool_]:
        """(row, column) where the scanner draws."""
        return self._fixed["inside"]  # type: ignore[return-value]

    def weights(self, seen: AcousticMap) -> Singles:
        """(coarse row, line) amplitude that is left of an echo after both ways."""
        fixed = self._fixed
        rate, slow = self._lost(seen, seen.attenuation, self._slowness(seen))
        mesh = Mesh(*rate.shape)
        if "whole" not in fixed:
            straight = mesh.thinned(np.ones_like(slow))
            fixed["whole"] = self._heard(mesh, 0.0 * straight, straight)
            unfrozen, _ = self._lost(seen, self._unfrozen(seen), np.ones_like(seen.attenuation))
            fixed["bare"] = self._energy(mesh, mesh.thinned(mesh.down * unfrozen), straight)
        bare = np.asarray(fixed["bare"], dtype=np.float32)
        left = self._heard(mesh, mesh.thinned(mesh.down * rate), mesh.thinned(slow), bare)
        return mesh.filled(np.sqrt(left / np.maximum(fixed["whole"], 1.0)).astype(np.float32))

    def _lost(self, seen: AcousticMap, attenuation: Singles, slowness: Singles) -> tuple[Singles, Singles]:
        """(coarse row, line) dB lost a row, and slowness, of a map of both."""
        from cryonerve.ultrasound.kernels.frame import gather  # noqa: PLC0415 -- loads Numba

        beams = self.beams
        shape = beams.rows // EVERY, len(beams.places)
        rate, slow = np.empty(shape, np.float32), np.empty(shape, np.float32)
        origin, spacing = _place(seen)
        parts = (
            self._fixed["lines"], beams.step, EVERY, origin, spacing, attenuation, slowness,
            self.echoes.loss, rate, slow,
        )  # fmt: skip
        shared(len(rate), partial(_part, gather, parts))
        return rate, slow

    def _energy(self, mesh: Mesh, rate: Singles, slow: Singles) -> Singles:
        """Energy (ray, place, place) of the aperture's rays; `rate` is dB lost a row, `slow` the slowness."""
        from cryonerve.ultrasound.kernels.rays import bend  # noqa: PLC0415 -- loads Numba

        sines = self._fixed["sines"]
        ranges, metres = self._places(mesh, len(rate))
        energy = np.zeros((len(sines), *rate.shape), np.float32)
        deep = float(ranges[1] - ranges[0])
        shared(len(sines), partial(_part, bend, (rate, slow, sines, metres, deep, energy)))
        return energy

    def _heard(self, mesh: Mesh, rate: Singles, slow: Singles, bare: Singles | None = None) -> Singles:
        """Power of speckle in the mesh's places; what ice takes of the `bare` energy is smeared behind it."""
        from cryonerve.ultrasound.kernels.rays import heard  # noqa: PLC0415 -- loads Numba

        energy, out = self._energy(mesh, rate, slow), np.empty(rate.shape, np.float32)
        ranges, metres = self._places(mesh, len(rate))
        share = (1.0 - slow).sum(axis=1)
        half = np.zeros(len(rate))
        if share.sum() > 0.0:
            behind = np.maximum(0.0, ranges - float(share @ ranges / share.sum()))
            # lines, of each of two means
            half = np.sqrt(1.5 * DIFFRACTION * self.beams.wave * behind) / metres
        shared(len(rate), partial(_part, heard, (energy, energy if bare is None else bare, half, out)))
        return out

    def _places(self, mesh: Mesh, count: int) -> tuple[Floats, Floats]:
        """(place,) m from the face, and m from one to the next across."""
        beams = self.beams
        ranges = np.asarray(mesh.down * EVERY * beams.step * (np.arange(count) + 0.5), dtype=float)
        return ranges, np.asarray(mesh.across * np.interp(ranges, beams.ranges, beams.spacing), dtype=float)

    def _unfrozen(self, seen: AcousticMap) -> Singles:
        """Attenuation of the same map with no ice in it: the same at every moment."""
        tissue = np.isin(seen.label, self.echoes.tables.label[1:])
        unfrozen = self.echoes.tables.attenuation[self._structure(seen)]
        return np.where(tissue, unfrozen, seen.attenuation).astype(np.float32)

    def _slowness(self, seen: AcousticMap) -> Singles:
        """Slowness of ice relative to the tissue it was; 1 elsewhere: what bends is the ice."""
        number, tables = self._structure(seen), self.echoes.tables
        icy = (seen.ice > 0.0) & (seen.label > 0)
        return np.where(icy, np.minimum(tables.speed[number] / seen.speed, 1.0), 1.0).astype(np.float32)

    def _structure(self, seen: AcousticMap) -> NDArray[np.intp]:
        """Number of every pixel's structure."""
        label = self.echoes.tables.label
        number = np.zeros(int(max(label)) + 2, np.intp)  # the last for the inside of a probe
        number[list(label)] = np.arange(len(label))
        return number[seen.label]

    def power(self, seen: AcousticMap, number: int = 0) -> Singles:
        """(row, line) power of the echo over that of muscle's speckle at the face, before time gain.

        `number` of the frame chooses its electronic noise.
        """
        from cryonerve.ultrasound.kernels.frame import across_lines, along_range, envelope  # noqa: PLC0415

        beams, echoes, fixed = self.beams, self.echoes, self._fixed
        weight = self.weights(seen)
        origin, spacing = _place(seen)
        change, active = self._changed(seen)
        tables, shape = echoes.tables, echoes.level.shape
        front = np.array([MIRROR * self.front.coherent, self.front.shell, self.front.kept], np.float32)
        re, im = np.empty(shape, np.float32), np.empty(shape, np.float32)
        shared(
            beams.rows,
            lambda start, stop: across_lines(
                start, stop, fixed["lines"], beams.step, beams.k2, EVERY, origin, spacing, seen.temperature,
                change, active, echoes.structure, echoes.level, *echoes.speckle, *echoes.layers,
                *echoes.tails, echoes.tail_row, weight, tables.impedance, tables.ice, tables.liquidus,
                COLDEST, FINEST,
                fixed["taps"], front, fixed["widths"], re, im,
            ),
        )  # fmt: skip
        out_re, out_im, loud = (np.empty(shape, np.float32) for _ in range(3))
        shared(beams.rows, partial(_part, along_range, (re, im, fixed["pulse"], out_re, out_im)))
        rows, gains = self._hard(weight)
        begin = np.random.default_rng((self.seed, number)).integers(0, NOISE_ROOM, 2)
        parts = (out_re, out_im, rows, gains, fixed["noise_re"], fixed["noise_im"], begin, loud)
        shared(beams.rows, partial(_part, envelope, parts))
        return loud

    def frame(self, seen: AcousticMap, display: Display, number: int = 0) -> NDArray[np.uint8]:
        """(row, column) grey of one moment."""
        from cryonerve.ultrasound.kernels.frame import display as shown  # noqa: PLC0415 -- loads Numba
        from cryonerve.ultrasound.kernels.frame import smoothed  # noqa: PLC0415

        fixed = self._fixed
        power = self.power(seen, number)
        loud = np.empty_like(power)
        shared(len(power), partial(_part, smoothed, (power, DETECTOR, loud)))
        gain = np.minimum(2.0 * display.time_gain * self.beams.ranges, MOST_GAIN).astype(np.float32)
        out = np.empty(self.inside.shape, np.uint8)
        parts = (
            loud, fixed["rows"], fixed["columns"], bool(fixed["polar"]), gain,
            np.float32(WHITE - display.gain), np.float32(display.dynamic_range), out,
        )  # fmt: skip
        shared(len(out), partial(_part, shown, parts))
        return out

    def _changed(self, seen: AcousticMap) -> tuple[Singles, NDArray[np.uint8]]:
        """Backscatter relative to unfrozen, and where ice was, is, or is about to be."""
        tables = self.echoes.tables
        structure = self._structure(seen)
        unfrozen = tables.backscatter[structure]
        change = np.where(seen.label > 0, seen.backscatter / unfrozen, 1.0).astype(np.float32)
        near = (seen.temperature < tables.liquidus[structure] + 1.0) | (np.abs(change - 1.0) > 1e-3)
        return change, maximum_filter(near.astype(np.uint8), 3)

    def _hard(self, weight: Singles) -> tuple[NDArray[np.int64], Singles]:
        """(line,) row of a hard surface and how strongly the image repeats below it."""
        hard = self.echoes.hard
        rows = np.where(hard[:, 1] > HARD, hard[:, 0] / self.beams.step, self.beams.rows).astype(np.int64)
        coarse = np.clip(rows // EVERY - 1, 0, len(weight) - 1)
        reach = weight[coarse, np.arange(len(rows))]
        return rows, (FACE * hard[:, 1] * reach).astype(np.float32)


def _part(loop: Callable[..., object], parts: tuple[object, ...], start: int, stop: int) -> None:
    loop(start, stop, *parts)


def _place(seen: AcousticMap) -> tuple[Floats, Floats]:
    """Axial and lateral place of the map's first pixel and the distances of its pixels, m."""
    origin = np.array([seen.axial[0], seen.lateral[0]])
    return origin, np.array([seen.axial[1] - seen.axial[0], seen.lateral[1] - seen.lateral[0]])


def _electronic(beams: Beams, seed: int) -> tuple[Singles, Singles]:
    """Noise of the receiver within its band, larger than a frame by `NOISE_ROOM`."""
    from cryonerve.ultrasound.kernels.frame import along_range  # noqa: PLC0415 -- loads Numba

    shape = (beams.rows + NOISE_ROOM, len(beams.places) + NOISE_ROOM)
    drawn = np.random.default_rng((seed, 99)).standard_normal((2, *shape), np.float32)
    drawn *= np.float32(10.0 ** (NOISE / 20.0) / np.sqrt(2.0))
    out = np.empty_like(drawn)
    along_range(0, shape[0], drawn[0], drawn[1], beams.pulse(), out[0], out[1])
    return out[0], out[1]


def _pixels(beams: Beams, pixel: float) -> tuple[Singles, Singles, bool, NDArray[np.bool_]]:
    """Rows and lines at which pixels are read, whether each has its own, and where the scanner draws."""
    ends = beams.lines[[0, -1]]
    sides = np.concatenate([ends[:, 0], ends[:, 0] + beams.ranges[-1] * ends[:, 2]])
    half = int(np.floor(np.abs(sides).max() / pixel))
    lateral = pixel * (np.arange(2 * half + 1) - half)
    axial = pixel * (np.arange(int(beams.depth / pixel)) + 0.5)
    if not beams.radius:
        rows = (axial / beams.step).astype(np.float32)[:, None]
        columns = ((lateral - beams.places[0]) / beams.pitch).astype(np.float32)[None, :]
        reach = np.ones((len(axial), len(lateral)), bool)
        return rows, columns, False, reach & (columns >= 0.0) & (columns <= len(beams.places) - 1.001)
    far = np.hypot(lateral[None, :], axial[:, None] + beams.radius) - beams.radius
    angle = np.arctan2(lateral[None, :], axial[:, None] + beams.radius)
    rows, columns = far / beams.step, (angle - beams.places[0]) / beams.pitch
    inside = (rows >= 0.0) & (rows <= beams.rows - 1.001) & (columns >= 0.0)
    inside &= columns <= len(beams.places) - 1.001
    return rows.astype(np.float32), columns.astype(np.float32), True, inside
