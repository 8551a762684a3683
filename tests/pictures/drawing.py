"""Pictures that look like B-mode, with ice of known outline: drawn without any line of the package.

Complex Gaussian scatterers, fixed to the tissue, times a map of echo strength, times what passes through the
ice on the way there and back along rays over the aperture, blurred by a point spread, plus noise; then gain,
grey curve and eight bits. The ice is a shape given by its radius around the probe, not the product of a
temperature. Nothing here knows how the tracker models a rim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import ndimage

from cryonerve.scans.frames import Frames

mm = 1e-3
ROW, COLUMN = 0.05, 0.1  # mm, of the scatterers' grid


@dataclass(frozen=True)
class Scene:
    """Everything that decides a clip; lengths in mm, levels in dB over muscle unless said otherwise."""

    shape: Callable[[np.ndarray, float], np.ndarray]  # angle (0 up, rad), size -> radius
    size: float = 5.0  # at the end
    smallest: float = 0.0  # at the start of freezing
    seed: int = 0
    frames: int = 12
    seconds: float = 120.0
    before: int = 2  # frames without ice
    width: float = 30.0
    depth: float = 28.0
    centre: tuple[float, float] = (0.0, 14.0)
    probe: float = 0.7  # radius of the shaft
    rim: float = 10.0
    shell: float = 0.5
    profile: str = "exponential"  # or "box", "bell", "double"
    mirror: float = 10.0  # specular echo where the surface faces the transducer
    facing: float = 25.0  # degrees over which it fades
    patchy: float = 0.0  # spread in dB of the rim's brightness along the arc
    loss: float = 12.0  # two-way dB per mm of ice
    reflected: float = 4.0  # two-way dB lost at the surface
    inside: float = -6.0  # backscatter of ice
    fill: float = -32.0  # reverberation in ice and shadow
    noise: float = -38.0
    pulse: float = 0.25  # full width at half height of the point spread, along the beam
    beam: float = 0.5  # across
    aperture: float = 3.0  # F-number
    gain: float = 0.0
    tgc: float = 0.0  # dB per cm that the compensation is wrong
    dynamic: float = 60.0
    curve: float = 1.0  # exponent on the grey scale
    smoothing: float = 0.0  # pixels of the scanner's speckle reduction
    pixel: float = 0.06
    breathing: float = 0.0
    fascia: tuple[float, ...] = (6.0,)  # depths of bright lines
    fascia_level: float = 16.0
    slope: float = 0.03
    streaks: float = 0.0  # spread in dB of bright and dark fibres that lie across the beam
    renewed: float = 0.3  # share of the scatterers' power that is new in each picture
    over: float = 26.0  # dB between muscle and white at no gain
    bubbles: int = 0
    extra: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None  # level added at (x, z)
    settings: dict[str, str] = field(default_factory=dict)

    def changed(self, **what: object) -> Scene:
        return replace(self, **what)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Drawn:
    """A clip and what is true of it."""

    frames: Frames
    scene: Scene
    size: np.ndarray  # (frame,) mm
    shift: np.ndarray  # (frame, 2) mm that the tissue moved, lateral and depth

    def radius(self, frame: int, angles: np.ndarray, centre: np.ndarray) -> np.ndarray:
        """True radius, m, along rays from a centre in m that need not be the ice's."""
        if self.size[frame] <= 0.0:
            return np.full(len(angles), np.nan)
        own = np.asarray(self.scene.centre) + self.shift[frame]
        away = np.linspace(0.0, 14.0, 2801)
        x = 1e3 * centre[0] + np.sin(angles)[:, None] * away - own[0]
        z = 1e3 * centre[1] - np.cos(angles)[:, None] * away - own[1]
        inside = np.hypot(x, z) < self.scene.shape(np.arctan2(x, -z), self.size[frame])
        last = inside.shape[1] - 1 - np.argmax(inside[:, ::-1], axis=1)
        return np.where(inside.any(axis=1), away[last], np.nan) * mm

    def width(self, frame: int) -> tuple[float, float]:
        """Left and right end of the ice, m."""
        angles = np.linspace(-np.pi, np.pi, 2000)
        x = np.sin(angles) * self.scene.shape(angles, self.size[frame])
        own = self.scene.centre[0] + self.shift[frame, 0]
        return (own + x.min()) * mm, (own + x.max()) * mm


def draw(scene: Scene) -> Drawn:
    """The clip of a scene."""
    rng = np.random.default_rng(scene.seed)
    rows, columns = round(scene.depth / ROW), round(scene.width / COLUMN)
    x = (np.arange(columns) - (columns - 1) / 2) * COLUMN
    z = (np.arange(rows) + 0.5) * ROW
    margin = 40
    scatter = rng.normal(size=(rows + 2 * margin, columns + 2 * margin, 2)) @ np.array([1, 1j]) / np.sqrt(2)
    wander = _smooth_noise(rng, 181) * scene.patchy
    fibres = ndimage.gaussian_filter(rng.normal(size=scatter.shape), (0.12 / ROW, 1.2 / COLUMN))
    scatter = scatter * 10 ** (scene.streaks * fibres / fibres.std() / 20)
    spots = _bubbles(scene, rng)
    times = np.linspace(0.0, scene.seconds, scene.frames)
    start = times[min(scene.before, scene.frames - 1)] if scene.before else -1e-9
    grown = np.clip((times - start) / max(scene.seconds - start, 1e-9), 0.0, 1.0)
    size = np.where(
        np.arange(scene.frames) < scene.before,
        0.0,
        scene.smallest + (scene.size - scene.smallest) * np.sqrt(grown),
    )
    breath = scene.breathing * np.sin(2.0 * np.pi * np.arange(scene.frames) / 5.3)
    shift = np.stack([np.round(0.3 * breath / COLUMN) * COLUMN, np.round(breath / ROW) * ROW], axis=1)
    pictures = []
    for k in range(scene.frames):
        a, b = round(shift[k, 1] / ROW), round(shift[k, 0] / COLUMN)
        field_ = scatter[margin - a : margin - a + rows, margin - b : margin - b + columns]
        fresh = rng.normal(size=(*field_.shape, 2)) @ np.array([1, 1j]) / np.sqrt(2)
        field_ = np.sqrt(1.0 - scene.renewed) * field_ + np.sqrt(scene.renewed) * fresh
        pictures.append(_frame(scene, rng, x, z, field_, size[k], shift[k], wander, spots))
    pixels = np.stack(pictures)
    corner = (z[0] * mm, x[0] * mm)
    clip = Frames(
        pixels, times, (scene.pixel * mm, scene.pixel * mm), corner, "simulated", settings=scene.settings
    )
    return Drawn(clip, scene, size, shift)


def _frame(scene, rng, x, z, scatter, size, shift, wander, spots):  # noqa: PLR0917
    X, Z = np.meshgrid(x - shift[0], z - shift[1])
    level = _tissue(scene, X, Z)
    away = np.hypot(X - scene.centre[0], Z - scene.centre[1])
    angle = np.arctan2(X - scene.centre[0], -(Z - scene.centre[1]))
    edge = scene.shape(angle, size) if size > 0.0 else np.zeros_like(away)
    ice = away < edge
    mirror = np.zeros_like(scatter)
    if size > 0.0:
        level, mirror = _with_ice(scene, level, edge - away, angle, size, wander)
    shaft = (away < scene.probe) & (away > scene.probe - 0.25) & (np.abs(angle) < 1.2)
    level = np.where(away < scene.probe, -60.0, level)
    level = np.where(shaft, 25.0, level)
    tail = (np.abs(X - scene.centre[0]) < 0.6 * scene.probe) & (scene.centre[1] + scene.probe < Z)
    level = np.where(tail, np.maximum(level, 5.0 - 4.0 * (Z - scene.centre[1])), level)
    for place, strength in spots:
        gap = np.hypot(X - place[0], Z - place[1])
        level = np.where(gap < 0.2, strength, level)
    passed = _passed(scene, ice, X, Z)
    echo = (scatter * 10 ** (level / 20) + mirror) * passed
    fill = 10 ** (scene.fill / 20) * (rng.normal(size=echo.shape) + 1j * rng.normal(size=echo.shape)) / 1.41
    echo = _blurred(echo + fill * (1.0 - passed), scene)
    echo /= _unit(scene)
    grain = 10 ** ((scene.noise + 0.6 * z[:, None]) / 20) / 1.41
    echo = echo + grain * (rng.normal(size=echo.shape) + 1j * rng.normal(size=echo.shape))
    decibel = 20 * np.log10(np.abs(echo) + 1e-9) + scene.gain + scene.tgc * (z[:, None] - 14.0) / 10.0
    return _grey(scene, decibel)


def _tissue(scene, X, Z):
    """Skin, fat, muscle with striation, fascia."""
    level = np.where(Z < 1.0, 8.0, np.where(Z < 5.0, -4.0, 0.0))
    level = level + np.where(Z >= 5.0, 1.5 * np.sin(2 * np.pi * (Z - 0.1 * X) / 1.7), 0.0)
    for depth in scene.fascia:
        gap = np.abs(Z - depth - scene.slope * X - 0.15 * np.sin(X / 2.0))
        level = np.where(gap < 0.15, scene.fascia_level, level)
    if scene.extra is not None:
        level = level + scene.extra(X, Z)
    return level


def _with_ice(scene, level, deep, angle, size, wander):  # noqa: PLR0917
    """Level of tissue with ice in it, and the specular part; `deep` is how far inside the edge, mm."""
    bright = np.interp(angle, np.linspace(-np.pi, np.pi, len(wander)), wander) + scene.rim
    shape = {
        "exponential": -8.686 * deep / scene.shell,
        "box": np.where(deep < scene.shell, 0.0, -60.0),
        "bell": -4.343 * (2.0 * deep / scene.shell) ** 2,
        "double": np.where(deep < 0.25, 0.0, np.where((deep > 0.6) & (deep < 0.8), -8.0, -14.0)),
    }[scene.profile]
    inside = np.maximum(bright + shape, level + scene.inside) if scene.rim > -50 else level + scene.inside
    level = np.where(deep > 0.0, inside, level)
    step = np.linspace(-np.pi, np.pi, 721)
    radius = scene.shape(step, size)
    turned = step - np.arctan2(np.gradient(radius, step), radius)  # direction of the surface's normal
    faces = np.interp(angle, step, np.degrees(np.abs(turned)))
    strength = 10 ** (scene.mirror / 20) * np.exp(-((faces / scene.facing) ** 2))
    line = np.exp(-((deep / 0.05) ** 2)) * strength * (scene.mirror > -50)
    wave = np.exp(1j * 2 * np.pi * deep / 0.13)
    return level, 3.0 * line * wave


def _passed(scene, ice, X, Z):
    """Share of the amplitude that returns: the square of the mean over rays of the aperture."""
    rays = np.linspace(-0.5, 0.5, 7) / scene.aperture
    inside = ice.astype(float)
    # the gap between rays is filled by a slight blur across
    total = np.zeros_like(inside)
    rows = np.arange(ice.shape[0])
    columns = np.arange(ice.shape[1])
    for tilt in rays:
        move = np.round(tilt * (rows - ice.shape[0] / 2) * ROW / COLUMN).astype(int)
        index = np.clip(columns[None, :] + move[:, None], 0, ice.shape[1] - 1)
        sheared = np.take_along_axis(inside, index, axis=1)
        length = np.cumsum(sheared, axis=0) * ROW
        through = 10 ** (-(0.5 * scene.loss * length + 0.5 * scene.reflected * (length > 0.3)) / 20)
        back = np.clip(columns[None, :] - move[:, None], 0, ice.shape[1] - 1)
        total += np.take_along_axis(through, back, axis=1)
    return ndimage.uniform_filter1d(total / len(rays), 5, axis=1) ** 2


def _blurred(echo, scene):
    sigma = (scene.pulse / 2.355 / ROW * np.sqrt(1.0), scene.beam / 2.355 / COLUMN)
    return ndimage.gaussian_filter(echo.real, sigma) + 1j * ndimage.gaussian_filter(echo.imag, sigma)


def _unit(scene):
    """Amplitude of muscle after the blur, so that levels stay what they are called."""
    one = scene.pulse / 2.355 / ROW
    two = scene.beam / 2.355 / COLUMN
    return np.sqrt(1.0 / (4 * np.pi * one * two))


def _grey(scene, decibel):
    rows, columns = decibel.shape
    height, breadth = round(rows * ROW / scene.pixel), round(columns * COLUMN / scene.pixel)
    i = np.arange(height) * scene.pixel / ROW
    j = np.arange(breadth) * scene.pixel / COLUMN
    grid = np.meshgrid(i, j, indexing="ij")
    picture = ndimage.map_coordinates(decibel, grid, order=1, mode="nearest")
    grey = np.clip((picture + scene.dynamic - scene.over) / scene.dynamic, 0.0, 1.0) ** scene.curve
    if scene.smoothing:
        grey = ndimage.gaussian_filter(grey, scene.smoothing)
    return np.round(255 * grey).astype(np.uint8)


def _bubbles(scene, rng):
    found = []
    for _ in range(scene.bubbles):
        angle = rng.uniform(-1.0, 1.0)
        away = scene.size + rng.uniform(0.3, 1.5)
        place = (scene.centre[0] + away * np.sin(angle), scene.centre[1] - away * np.cos(angle))
        found.append((place, rng.uniform(12.0, 20.0)))
    return found


def _smooth_noise(rng, count):
    noise = ndimage.gaussian_filter1d(rng.normal(size=count), 6.0, mode="wrap")
    return noise / noise.std()
