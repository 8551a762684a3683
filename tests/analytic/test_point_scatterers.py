"""Speckle and resolution of simulated channel data.

many points in a resolution cell    envelope is Rayleigh: mean / standard deviation = 1.913
one point, focused both ways        -6 dB width 0.886 lambda F, unapodised (the square of a sinc)
                                    and, exactly, the transform of the aperture used
"""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.ultrasound.beamforming import beamform
from cryonerve.ultrasound.point_scatterers import PER_AREA, Aperture, Focused, PlaneWave, Scatterers, receive

SPEED = 1540.0
FREQUENCY = 10e6
WAVE = SPEED / FREQUENCY
DEPTH = 20e-3
RAYLEIGH = float(np.sqrt(np.pi / (4.0 - np.pi)))


def array(count: int = 128, pitch: float = 0.15e-3, bandwidth: float = 0.4) -> Aperture:
    return Aperture(pitch * (np.arange(count) - 0.5 * (count - 1)), pitch, FREQUENCY, bandwidth)


def width(x: np.ndarray, profile: np.ndarray) -> float:
    """Full width at half of the largest value, between samples by straight lines."""
    top = int(np.argmax(profile))
    left = np.interp(0.5 * profile[top], profile[: top + 1], x[: top + 1])
    right = np.interp(-0.5 * profile[top], -profile[top:], x[top:])
    return float(right - left)


def exact_profile(of: Aperture, x: np.ndarray, f_number: float) -> np.ndarray:
    """|sum over the spectrum of (sum over the aperture of D exp(i k (r(pixel) - r(point))))^2|.

    The aperture moves with the pixel; the point stays at the middle. No time step, no interpolation.
    """
    spread = of.bandwidth * of.frequency / np.sqrt(8.0 * np.log(2.0))
    frequencies = of.frequency + spread * np.linspace(-3.0, 3.0, 61)
    strength = np.exp(-0.5 * ((frequencies - of.frequency) / spread) ** 2)
    way = np.hypot(of.elements, DEPTH)
    angle = of.elements / way
    directivity = np.sinc(of.width / WAVE * angle) * DEPTH / way
    found = []
    for place in x:
        across = place - of.elements
        used = np.abs(across) <= 0.5 * DEPTH / f_number
        delay = (np.hypot(across, DEPTH) - way)[used] / SPEED
        beam = (directivity[used] * np.exp(2j * np.pi * frequencies[:, None] * delay)).sum(
            axis=1
        ) / used.sum()
        found.append(abs((strength * beam**2).sum()))
    return np.array(found)


@pytest.mark.parametrize("f_number", [2.0, 3.0])
def test_point_focused_both_ways(record, f_number) -> None:
    """A line of the picture per beam, all focused at the point's depth."""
    of = array()
    point = Scatterers(np.zeros(1), np.array([DEPTH]), np.ones(1))
    x = np.linspace(-0.9, 0.9, 25) * WAVE * f_number
    profile = np.array(
        [
            beamform(
                [receive(point, of, Focused(float(place), DEPTH, f_number))],
                np.array([place]),
                np.array([DEPTH]),
                f_number=f_number,
            ).envelope[0, 0]
            for place in x
        ]
    )
    record(
        f"-6 dB width of a point, F = {f_number:g}, two-way, unapodised",
        expected=0.886 * WAVE * f_number * 1e3,
        got=width(x, profile) * 1e3,
        tolerance=0.1 * 0.886 * WAVE * f_number * 1e3,
        unit="mm",
        source="square of a sinc",
    )
    exact = width(x, exact_profile(of, x, f_number))
    record(
        f"the same against the transform of the aperture, F = {f_number:g}",
        expected=exact * 1e3,
        got=width(x, profile) * 1e3,
        tolerance=0.02 * exact * 1e3,
        unit="mm",
        source="sum over elements and spectrum",
    )


def test_point_by_compounded_plane_waves(record) -> None:
    """Angles that fill the same cone as the receiving aperture: the same width without any focused beam."""
    f_number = 2.0
    of = array()
    point = Scatterers(np.zeros(1), np.array([DEPTH]), np.ones(1))
    steepest = np.sin(np.arctan(0.5 / f_number))
    heard = [receive(point, of, PlaneWave(float(np.arcsin(s)))) for s in np.linspace(-steepest, steepest, 31)]
    x = np.linspace(-1.5, 1.5, 121) * WAVE * f_number
    profile = beamform(heard, x, np.array([DEPTH]), f_number=f_number).envelope[0]
    record(
        "-6 dB width of a point, 31 plane waves, F = 2",
        expected=0.886 * WAVE * f_number * 1e3,
        got=width(x, profile) * 1e3,
        tolerance=0.1 * 0.886 * WAVE * f_number * 1e3,
        unit="mm",
        source="square of a sinc",
    )


def test_speckle_of_uniform_tissue(record) -> None:
    """As many scatterers to a resolution cell as the package puts there."""
    size = np.array([14e-3, 14e-3])
    count = round(PER_AREA * size[0] * size[1])
    levels = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        cloud = Scatterers(
            rng.uniform(-0.5, 0.5, count) * size[0],
            13e-3 + rng.uniform(0.0, 1.0, count) * size[1],
            rng.choice((-1.0, 1.0), count),
        )
        x, z = np.arange(-4e-3, 4e-3, 0.15e-3), np.arange(15e-3, 25e-3, 0.06e-3)
        envelope = beamform([receive(cloud, array(96), PlaneWave())], x, z).envelope
        levels.append(envelope / envelope.mean())
    level = np.stack(levels)
    record(
        "speckle signal to noise",
        expected=RAYLEIGH,
        got=float(level.mean() / level.std()),
        tolerance=0.05 * RAYLEIGH,
        unit="1",
        source="Rayleigh statistics",
    )
    record(
        "second over squared first moment of the envelope",
        expected=4.0 / np.pi,
        got=float(np.mean(level**2) / np.mean(level) ** 2),
        tolerance=0.03 * 4.0 / np.pi,
        unit="1",
        source="Rayleigh statistics",
    )
