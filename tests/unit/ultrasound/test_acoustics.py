"""Frozen, thawed and merely cold tissue sound different, in the order that ultrasound of ice has shown."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.enthalpy import curve_of, ice_share
from cryonerve.sources import acoustic_materials, acoustics_of, ice_acoustics, tissues
from cryonerve.ultrasound import acoustic_properties

LEAN = ["muscle", "skin", "nerve", "epineurium", "fascia", "tendon", "vessel-wall", "blood", "cartilage"]
FREQUENCY = 10e6


def at(name, temperature, nadir=None, frequency=FREQUENCY):
    value = np.asarray(temperature, dtype=float)
    return acoustic_properties(tissues()[name], value, value if nadir is None else nadir, frequency)


@pytest.mark.parametrize("name", ["muscle", "fat", "agar", "benchmark-tissue", "benchmark-tissue-isothermal"])
def test_ice_share_is_the_latent_heat_already_released(name) -> None:
    """At the knots of the curve exactly, whatever law the tissue freezes by."""
    tissue = tissues()[name]
    solidus, liquidus = tissue.solidus.value, tissue.liquidus.value
    curve = curve_of(tissue, 37.0)
    inside = (curve.temperature > solidus) & (curve.temperature < liquidus)
    knots = np.concatenate([[solidus, liquidus], curve.temperature[inside]])
    sensible = 0.5 * (tissue.heat_capacity_frozen.value + tissue.heat_capacity_unfrozen.value)
    bottom = np.interp(solidus - 1e-9, curve.temperature, curve.enthalpy)
    heat = curve.enthalpy_at(knots) - bottom - sensible * (knots - solidus)
    wanted = 1.0 - heat / tissue.latent_heat.value
    if solidus == liquidus:
        knots = np.array([solidus - 1.0, liquidus])
        wanted = np.array([1.0, 0.0])
    elif not tissue.released_at_solidus:
        wanted[0] = 1.0
    assert ice_share(tissue, knots) == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize("name", LEAN)
def test_impedance_of_frozen_lean_tissue_lies_in_the_prior(name) -> None:
    cold, frozen = at(name, 0.0), at(name, -40.0)
    ratio = float(frozen.speed * frozen.density / (cold.speed * cold.density))
    assert 1.6 <= ratio <= 2.3
    sound = acoustics_of(tissues()[name])
    for end in sound.frozen_speed.bounds:
        assert 1.5 <= ratio * end / sound.frozen_speed.value <= 2.35


@pytest.mark.parametrize("name", LEAN)
def test_cold_unfrozen_lean_tissue_is_slow_and_otherwise_the_same(name) -> None:
    warm, cold = at(name, 37.0), at(name, 1.0)
    assert cold.speed < warm.speed
    for field in ("density", "attenuation", "backscatter", "ice"):
        assert getattr(cold, field) == getattr(warm, field)


def test_cold_fat_is_faster_than_warm_fat() -> None:
    assert at("fat", 5.0).speed > at("fat", 37.0).speed


@pytest.mark.parametrize("name", [*LEAN, "fat", "gel"])
def test_attenuation_is_greatest_close_below_the_freezing_point(name) -> None:
    below = np.linspace(0.0, -40.0, 4001)
    attenuation = at(name, below).attenuation
    worst = below[int(np.argmax(attenuation))]
    liquidus = tissues()[name].liquidus.value
    assert liquidus > worst > 3.0 * liquidus
    change = ice_acoustics()
    unfrozen = attenuation[0]
    assert attenuation[-1] == pytest.approx(change.frozen_attenuation.value * unfrozen)
    half = int(np.argmin(np.abs(at(name, below).ice - 0.5)))
    assert attenuation[half] == pytest.approx(change.mushy_attenuation.value * unfrozen, rel=1e-3)


def test_attenuation_grows_with_frequency_by_its_exponent() -> None:
    one, other = at("blood", -5.0, frequency=5e6), at("blood", -5.0, frequency=10e6)
    exponent = acoustic_materials()["blood"].attenuation_exponent.value
    assert float(other.attenuation / one.attenuation) == pytest.approx(2.0**exponent)


def test_thawed_tissue_is_less_echogenic_than_untouched_and_more_than_frozen() -> None:
    untouched, frozen, thawed = at("muscle", 20.0), at("muscle", -40.0), at("muscle", 20.0, -40.0)
    assert frozen.backscatter < thawed.backscatter < untouched.backscatter
    for field in ("speed", "density", "attenuation"):
        assert getattr(thawed, field) == getattr(untouched, field)
    hardly = at("muscle", 20.0, -0.61)
    assert thawed.backscatter < hardly.backscatter < untouched.backscatter


def test_speed_is_linear_in_the_ice() -> None:
    """Measured so on frozen sucrose solution, and the reason why the rim lies at the first ice."""
    seen = at("muscle", np.array([-0.6, -0.8, -1.5, -4.0, -12.0, -30.0]))
    slope = np.diff(seen.speed) / np.diff(seen.ice)
    assert slope == pytest.approx(slope[0])


def test_a_tissue_without_a_row_sounds_like_its_group() -> None:
    assert acoustics_of(tissues()["muscle-deng-liu-2004"]).name == "muscle"
    assert acoustics_of(tissues()["benchmark-gel"]).name == "muscle"
    assert acoustics_of(tissues()["marrow"]).name == "marrow"
