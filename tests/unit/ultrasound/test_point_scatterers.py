"""Echoes arrive when and as strong as they should, and scatterers stay in their tissue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.sources import transducers
from cryonerve.ultrasound.acoustics import AcousticMap
from cryonerve.ultrasound.beamforming import beamform
from cryonerve.ultrasound.plane import ImagePlane
from cryonerve.ultrasound.point_scatterers import (
    Aperture,
    Focused,
    PlaneWave,
    Scatterers,
    aperture_of,
    receive,
    scatterers_of,
)

SPEED = 1540.0
ARRAY = Aperture(0.2e-3 * (np.arange(32) - 15.5), 0.2e-3, 8e6, 0.5)


def point(lateral: float, depth: float, amplitude: float = 1.0) -> Scatterers:
    return Scatterers(np.array([lateral]), np.array([depth]), np.array([amplitude]))


def uniform(rows: int = 60, columns: int = 80, spacing: float = 0.1e-3) -> AcousticMap:
    shape = (rows, columns)
    plane = ImagePlane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, -1.0, 0]), rows * spacing)
    full = lambda value: np.full(shape, value, np.float32)  # noqa: E731
    return AcousticMap(
        axial=spacing * (np.arange(rows) + 0.5),
        lateral=spacing * (np.arange(columns) - 0.5 * (columns - 1)),
        speed=full(1540.0),
        density=full(1050.0),
        attenuation=full(500.0),
        backscatter=full(1.0),
        ice=full(0.0),
        temperature=full(37.0),
        label=np.ones(shape, np.int16),
        plane=plane,
        frequency=8e6,
        time=0.0,
    )


@pytest.mark.parametrize("transmit", [PlaneWave(), PlaneWave(0.1), Focused(0.5e-3, 8e-3, 2.0)])
def test_an_echo_arrives_after_its_way_there_and_back(transmit) -> None:
    lateral, depth = 0.5e-3, 8e-3
    heard = receive(point(lateral, depth), ARRAY, transmit)
    envelope = np.abs(heard.rf)
    for element in (0, 10, 31):
        back = np.hypot(lateral - ARRAY.elements[element], depth)
        there = float(transmit.arrival(np.array(lateral), np.array(depth), SPEED)) * SPEED
        seen = heard.start + envelope[element].argmax() / heard.rate
        assert seen == pytest.approx((there + back) / SPEED, abs=0.6 / heard.rate)


def test_channels_add_up() -> None:
    one, other = point(0.0, 6e-3), point(1e-3, 9e-3, -0.5)
    both = Scatterers(np.array([0.0, 1e-3]), np.array([6e-3, 9e-3]), np.array([1.0, -0.5]))
    x, z = np.linspace(-2e-3, 2e-3, 21), np.linspace(5e-3, 10e-3, 101)
    pictures = [beamform([receive(item, ARRAY, PlaneWave())], x, z).signal for item in (one, other, both)]
    assert pictures[0] + pictures[1] == pytest.approx(pictures[2], abs=5e-3 * np.abs(pictures[2]).max())


def test_phase_follows_movements_far_below_a_sample() -> None:
    """Two micrometres deeper turn the signal by 4 pi times them over the wavelength: no flicker."""
    step, wave = 2e-6, SPEED / ARRAY.frequency
    x, z = np.array([0.0]), np.array([8e-3])
    before, after = (
        beamform([receive(point(0.0, 8e-3 + move), ARRAY, PlaneWave())], x, z, f_number=4.0).signal[0, 0]
        for move in (0.0, step)
    )
    assert np.angle(before / after) == pytest.approx(4.0 * np.pi * step / wave, rel=0.05)


def test_hann_lowers_the_sidelobes() -> None:
    heard = [receive(point(0.0, 6e-3), ARRAY, PlaneWave())]
    x, z = np.linspace(-1.5e-3, 1.5e-3, 61), np.array([6e-3])
    side = {}
    for window in ("boxcar", "hann"):
        line = beamform(heard, x, z, f_number=2.0, window=window).envelope[0]
        side[window] = line[np.abs(x) > 1.0e-3].max() / line.max()
    assert side["hann"] < 0.5 * side["boxcar"]


def test_what_changes_changes_only_there() -> None:
    """Scatterers keep place and sign; only those in the darkened corner are weaker."""
    before = uniform()
    dark = before.backscatter.copy()
    dark[30:, 40:] *= 0.2
    one, other = scatterers_of(before, seed=3), scatterers_of(replace(before, backscatter=dark), seed=3)
    assert np.array_equal(one.lateral, other.lateral)
    assert np.array_equal(one.depth, other.depth)
    changed = (one.depth > 3e-3) & (one.lateral > before.lateral[0] + 39.5e-4)
    assert np.array_equal(one.amplitude[~changed], other.amplitude[~changed])
    assert other.amplitude[changed] == pytest.approx(0.2 * one.amplitude[changed], rel=1e-6)
    assert not np.array_equal(one.lateral, scatterers_of(before, seed=4).lateral)


def test_scatterers_fade_with_depth_by_twice_the_attenuation() -> None:
    cloud = scatterers_of(uniform(), seed=1)
    loss = -20.0 * np.log10(np.abs(cloud.amplitude))
    assert loss == pytest.approx(2.0 * 500.0 * cloud.depth, abs=2.0 * 500.0 * 0.1e-3)
    assert cloud.depth.min() > 0.0
    assert np.ptp(cloud.lateral) == pytest.approx(8e-3, rel=0.02)


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(ClipError, match="curved"):
        aperture_of(transducers()["curved-5MHz"])
    with pytest.raises(ClipError, match="in front"):
        receive(point(0.0, -1e-3), ARRAY, PlaneWave())
    with pytest.raises(ClipError, match="in front"):
        receive(Scatterers(np.zeros(0), np.zeros(0), np.zeros(0)), ARRAY, PlaneWave())
