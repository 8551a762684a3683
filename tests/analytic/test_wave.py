"""The wave reference against closed forms and transfer matrices.

flat step            R = (Z2 - Z1) / (Z2 + Z1), T = 1 + R
graded front         product of the transfer matrices of its layers
shadow               integral of the attenuation
boundaries           nothing comes back
"""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.sources import tissues
from cryonerve.ultrasound import acoustic_properties
from cryonerve.ultrasound.beamforming import beamform
from cryonerve.ultrasound.layers import (
    Layers,
    frozen_front,
    reflection_of,
    step_reflection,
    transmission_of,
)
from cryonerve.ultrasound.point_scatterers import Aperture, PlaneWave
from cryonerve.ultrasound.wave import Ear, Medium, Pulse, Voice, propagate
from cryonerve.ultrasound.wave_channels import wave_channels

FREQUENCY = 10e6
PULSE = Pulse(FREQUENCY, 0.7)
CELL = 10e-6
COLUMNS = 4
ABOVE, BELOW = 20, 60  # rows of the source and of the ear in front


def strip(speed, density, attenuation=None) -> Medium:
    """A medium that changes with depth only."""
    lost = np.zeros_like(speed) if attenuation is None else attenuation
    fields = [np.repeat(np.asarray(v, dtype=float)[:, None], COLUMNS, axis=1) for v in (speed, density, lost)]
    return Medium(*fields, spacing=CELL)


def spectrum(time, trace, frequency: float) -> complex:
    return complex((trace * np.exp(-2j * np.pi * frequency * time)).sum() * (time[1] - time[0]))


def sent_through(medium: Medium, far: int, frequency: float = FREQUENCY) -> tuple[float, float]:
    """Reflected and transmitted over incident pressure of a plane wave at one frequency.

    At the front ear the pulse has passed before its echo comes.
    """
    row = [Voice(ABOVE, column) for column in range(COLUMNS)]
    ears = [Ear(BELOW, 0, COLUMNS), Ear(far, 0, COLUMNS)]
    seconds = 2.5 * len(medium.speed) * CELL / float(medium.speed.min())
    time, heard = propagate(medium, PULSE, row, ears, seconds=seconds, sides="periodic")
    passed = (BELOW - ABOVE) * CELL / float(medium.speed[0, 0]) + 6.0 * PULSE.width
    early = time < passed
    came = spectrum(time, heard[0] * early, frequency)
    back, gone = (spectrum(time, trace, frequency) for trace in (heard[0] * ~early, heard[1]))
    return abs(back / came), abs(gone / came)


@pytest.mark.parametrize("frequency", [8e6, 10e6, 12e6])
def test_flat_step_of_ice(record, frequency) -> None:
    """Muscle at its freezing point, and full of ice."""
    muscle = acoustic_properties(tissues()["muscle"], np.array([-0.6, -80.0]), 37.0, FREQUENCY)
    side = (np.arange(240) >= 150).astype(int)
    back, through = sent_through(strip(muscle.speed[side], muscle.density[side]), 200, frequency)
    impedance = muscle.speed * muscle.density
    wanted = step_reflection(float(impedance[0]), float(impedance[1]))
    note = f"of a flat step of ice at {frequency / 1e6:g} MHz"
    for what, expected, got in (("reflection", wanted, back), ("transmission", 1.0 + wanted, through)):
        record(
            f"{what} {note}, 2D wave",
            expected=expected,
            got=got,
            tolerance=0.05 * expected,
            unit="1",
            source="step formula",
        )


@pytest.mark.parametrize("gradient", [5.0, 10.0, 20.0, 40.0])
def test_graded_front_of_muscle(record, gradient) -> None:
    """Temperature falls by so many K/mm behind the first ice; ice by the tissue's own law."""
    muscle = tissues()["muscle"]
    depth = CELL * (np.arange(420) + 0.5) - 1.5e-3
    fall = np.maximum(0.0, depth) * gradient * 1e3
    seen = acoustic_properties(muscle, np.maximum(-80.0, -0.6 - fall), 37.0, FREQUENCY)
    back, _ = sent_through(strip(seen.speed, seen.density), 400)
    coldest = max(-80.0, float(-0.6 - fall[-1]))
    layers = frozen_front(muscle, gradient * 1e3, FREQUENCY, coldest=coldest)
    wanted = abs(reflection_of(layers, FREQUENCY))
    record(
        f"reflection of a front of {gradient:g} K/mm at 10 MHz, 2D wave",
        expected=wanted,
        got=back,
        tolerance=0.05 * wanted,
        unit="1",
        source="transfer matrix",
    )


def test_loss_through_attenuating_tissue(record) -> None:
    """2 mm at 100 dB/cm without any step of impedance: 20 dB and nothing comes back."""
    rows = 320
    inside = (np.arange(rows) >= 80) & (np.arange(rows) < 280)
    lost = np.where(inside, 100e2, 0.0)
    medium = strip(np.full(rows, 1540.0), np.full(rows, 1050.0), lost)
    back, through = sent_through(medium, 300)
    record("loss through 2 mm at 100 dB/cm, 2D wave", expected=-20.0, got=20.0 * np.log10(through),
           tolerance=0.2, unit="dB", source="integral of the attenuation")  # fmt: skip
    record("echo of tissue that only attenuates", expected=0.0, got=back, tolerance=0.01, unit="1",
           source="impedance is matched")  # fmt: skip


def test_frozen_slab_with_both_faces(record) -> None:
    """1.2 mm of ice whose faces reflect and whose inside attenuates: what is left behind it."""
    ends = acoustic_properties(tissues()["muscle"], np.array([-0.6, -30.0]), 37.0, FREQUENCY)
    side = ((np.arange(300) >= 100) & (np.arange(300) < 220)).astype(int)
    lost = np.where(side, ends.attenuation[1], 0.0)
    back, through = sent_through(strip(ends.speed[side], ends.density[side], lost), 260)
    order = np.array([0, 1, 0])
    layers = Layers(np.array([0.0, 1.2e-3, 0.0]), ends.speed[order], ends.density[order],
                    np.array([0.0, float(ends.attenuation[1]), 0.0]))  # fmt: skip
    for what, expected, got in (
        ("transmission", abs(transmission_of(layers, FREQUENCY)), through),
        ("reflection", abs(reflection_of(layers, FREQUENCY)), back),
    ):
        record(f"{what} of a frozen slab of 1.2 mm, 2D wave", expected=20.0 * np.log10(expected),
               got=20.0 * np.log10(got), tolerance=0.5, unit="dB", source="transfer matrix")  # fmt: skip


def test_nothing_comes_back_from_the_boundaries() -> None:
    """A point sends in a small square; later the square is silent to a thousandth of what passed."""
    size, cell = 80, 25e-6
    water = Medium(np.full((size, size), 1500.0), np.full((size, size), 1000.0), np.zeros((size, size)), cell)
    crossing = size * cell / 1500.0
    time, heard = propagate(
        water, Pulse(5e6, 0.8), [Voice(40, 25)], [Ear(40, 60, 61), Ear(15, 50, 51)], seconds=4.0 * crossing
    )
    # in two dimensions a wave leaves a tail that fades like 1/time: no echo is the same as a larger water
    large = Medium(np.full((240, 240), 1500.0), np.full((240, 240), 1000.0), np.zeros((240, 240)), cell)
    again, free = propagate(
        large,
        Pulse(5e6, 0.8),
        [Voice(120, 105)],
        [Ear(120, 140, 141), Ear(95, 130, 131)],
        seconds=4.0 * crossing,
    )
    assert np.array_equal(time, again)
    assert np.abs(heard - free).max() < 2e-3 * np.abs(free).max()


def test_waves_too_short_for_the_cells_are_refused() -> None:
    with pytest.raises(ClipError, match="too large"):
        propagate(strip(np.full(50, 1540.0), np.full(50, 1000.0)), Pulse(30e6, 0.5), [Voice(5, 0)],
                  [Ear(9, 0, 2)], seconds=1e-6)  # fmt: skip


@pytest.mark.slow
def test_shadow_in_a_picture_of_the_wave(record) -> None:
    """Speckle below a layer of 2 mm at 30 dB/cm, with and without it: twice its integral, 12 dB.

    The same scatterers in both pictures; the aperture's slant through the layer adds 1 %.
    """
    cell, frequency, rows, columns = 36e-6, 5e6, 300, 330
    of = Aperture(0.3e-3 * (np.arange(36) - 17.5), 0.3e-3, frequency, 0.6)
    shape = (rows, columns)
    layer = np.zeros(shape)
    layer[70:126] = 30e2  # dB/m over 56 cells: 2.016 mm
    x, z = np.linspace(-3e-3, 3e-3, 41), np.linspace(5.5e-3, 9.5e-3, 161)
    levels = []
    for seed in (1, 2):
        noise = np.random.default_rng(seed).standard_normal(shape)
        density = 1050.0 * (1.0 + 0.01 * noise)
        pictures = [
            beamform(
                [wave_channels(Medium(np.full(shape, 1540.0), density, lost, cell), of, PlaneWave())], x, z
            )
            for lost in (layer, np.zeros(shape))
        ]
        levels.append([np.mean(picture.envelope**2) for picture in pictures])
    shaded, free = np.mean(levels, axis=0)
    record(
        "shadow in the picture of the 2D wave",
        expected=-2.0 * 30e2 * 56 * cell,
        got=10.0 * np.log10(shaded / free),
        tolerance=1.0,
        unit="dB",
        source="twice the integral of the attenuation",
    )


@pytest.mark.slow
def test_shadow_straight_behind_a_lens_of_ice(record) -> None:
    """Straight through a block of 4 x 1.5 mm that attenuates as frozen muscle at 10 MHz, impedance matched.

    The waves that bend around its edges come later and are cut off.
    """
    cell, rows, columns = 15e-6, 260, 420
    ends = acoustic_properties(tissues()["muscle"], np.array([-30.0]), 37.0, FREQUENCY)
    lost = np.zeros((rows, columns))
    lost[60:160, 76:344] = ends.attenuation[0]
    medium = Medium(np.full(lost.shape, 1540.0), np.full(lost.shape, 1050.0), lost, cell)
    row = [Voice(20, column) for column in range(columns)]
    time, heard = propagate(medium, PULSE, row, [Ear(200, 185, 235)], seconds=3e-6)
    straight = np.abs(time - 180 * cell / 1540.0) < 5.0 * PULSE.width
    pulse = np.exp(-0.5 * (time / PULSE.width) ** 2) * np.cos(2.0 * np.pi * FREQUENCY * time)
    sent = abs(spectrum(time, pulse, FREQUENCY))
    got = 20.0 * np.log10(abs(spectrum(time, heard[0] * straight, FREQUENCY)) / sent)
    wanted = -float(ends.attenuation[0]) * 100 * cell
    record(
        "shadow straight behind 1.5 mm of frozen muscle",
        expected=wanted,
        got=got,
        tolerance=1.0,
        unit="dB",
        source="integral of the attenuation",
    )
