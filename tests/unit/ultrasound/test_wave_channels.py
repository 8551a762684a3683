"""The wave's channels make the same picture of a point as those of point scatterers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.ultrasound.beamforming import beamform
from cryonerve.ultrasound.point_scatterers import Aperture, Focused, PlaneWave, Scatterers, receive
from cryonerve.ultrasound.wave import Medium
from cryonerve.ultrasound.wave_channels import roughened, wave_channels
from tests.unit.ultrasound.test_point_scatterers import uniform

CELL, SPEED = 30e-6, 1540.0
ARRAY = Aperture(0.3e-3 * (np.arange(12) - 5.5), 0.3e-3, 5e6, 0.6)
PLACE = np.array([0.45e-3, 2.5e-3])


def water(rows: int = 110, columns: int = 150) -> Medium:
    shape = (rows, columns)
    return Medium(np.full(shape, SPEED), np.full(shape, 1000.0), np.zeros(shape), CELL)


def with_grain(medium: Medium) -> Medium:
    """A grain of three cells, denser than the rest."""
    rows, columns = medium.speed.shape
    x = CELL * (np.arange(columns) - 0.5 * (columns - 1))
    z = CELL * (np.arange(rows) - 1)  # the second row is the face
    near = (np.abs(x[None, :] - PLACE[0]) < 1.1 * CELL) & (np.abs(z[:, None] - PLACE[1]) < 1.1 * CELL)
    return replace(medium, density=np.where(near, 1200.0, medium.density))


@pytest.mark.parametrize("transmit", [PlaneWave(), PlaneWave(0.1), Focused(0.45e-3, 2.5e-3, 1.0)])
def test_a_grain_appears_where_it_is_as_a_point_scatterer_does(transmit) -> None:
    x = np.array([0.45e-3]) if isinstance(transmit, Focused) else np.linspace(-0.5e-3, 1.4e-3, 39)
    z = np.linspace(1.8e-3, 3.1e-3, 131)
    point = Scatterers(PLACE[:1], PLACE[1:], np.ones(1))
    pictures = [
        beamform([heard], x, z, f_number=1.5).envelope
        for heard in (wave_channels(with_grain(water()), ARRAY, transmit), receive(point, ARRAY, transmit))
    ]
    for picture in pictures:
        row, column = np.unravel_index(np.argmax(picture), picture.shape)
        assert z[row] == pytest.approx(PLACE[1], abs=0.06e-3)
        assert x[column] == pytest.approx(PLACE[0], abs=0.1e-3)
    wave, dots = (picture / picture.max() for picture in pictures)
    assert np.corrcoef(wave.ravel(), dots.ravel())[0, 1] > 0.95


def test_uniform_medium_sends_nothing_back() -> None:
    heard = wave_channels(water(), ARRAY, PlaneWave())
    assert np.abs(heard.rf).max() < 1e-6


def test_roughness_is_locked_to_the_tissue_and_follows_the_backscatter() -> None:
    acoustic = uniform(40, 50)
    dark = acoustic.backscatter.copy()
    dark[20:] *= 0.1
    medium = Medium(np.full((40, 50), SPEED), np.full((40, 50), 1000.0), np.zeros((40, 50)), 0.1e-3)
    one = roughened(medium, acoustic, seed=2).density - 1000.0
    other = roughened(medium, replace(acoustic, backscatter=dark), seed=2).density - 1000.0
    assert np.array_equal(one[:20], other[:20])
    assert other[20:] == pytest.approx(0.1 * one[20:], rel=1e-5)
    assert one.std() == pytest.approx(10.0, rel=0.1)


def test_a_transducer_wider_than_the_medium_is_refused() -> None:
    with pytest.raises(ClipError, match="wider"):
        wave_channels(water(columns=60), ARRAY, PlaneWave())
