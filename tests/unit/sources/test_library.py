"""The tables read as a hostile engineer would: derived quantities must make sense together."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from cryonerve import units
from cryonerve.sources import devices, frozen_conductivity_laws, nerve_kinds, tissues
from cryonerve.sources.tables import HERE

TISSUES = tissues()
LIVING = {name: item for name, item in TISSUES.items() if item.group in {"lean", "fat", "bone"}}
LEAN = {name: item for name, item in TISSUES.items() if item.group == "lean"}
WATER = 333.6e3  # J/kg, latent heat of pure water


def test_everything_the_road_needs_is_there():
    assert set(TISSUES) >= {
        "skin", "fat", "muscle", "nerve", "epineurium", "fascia", "tendon", "cortical-bone",
        "cancellous-bone", "marrow", "vessel-wall", "blood", "gel", "agar", "cartilage", "saline",
        "benchmark-tissue", "benchmark-gel",
        "muscle-deng-liu-2004", "muscle-neuracom-2025",
    }  # fmt: skip
    assert set(nerve_kinds()) >= {
        "tibial", "tibial at ankle", "common peroneal", "sural", "saphenous", "intercostal", "digital",
    }  # fmt: skip
    clinical = [item for item in devices().values() if item.kind == "clinical"]
    assert len(clinical) >= 10
    assert len({item.gas for item in clinical}) >= 3
    assert len({item.gauge for item in clinical if item.gauge}) >= 6
    assert len({item.active_length.value for item in clinical}) >= 5


def test_tables_cannot_be_changed():
    with pytest.raises(TypeError):
        TISSUES["muscle"] = TISSUES["fat"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        TISSUES["muscle"].name = "beef"  # type: ignore[misc]


@pytest.mark.parametrize("name", sorted(TISSUES))
def test_volumetric_heat_capacity_is_density_times_specific_heat(name):
    """Written in the table per kilogram or per volume, it must be the same product."""
    row = tomllib.loads((HERE / "tissues.toml").read_text(encoding="utf-8"))[name]
    tissue = TISSUES[name]
    for key in ("heat_capacity_unfrozen", "heat_capacity_frozen"):
        text = row[key]["value"]
        if text.endswith("J/kg/K"):
            expected = units.parse(text, "specific heat") * units.parse(row["density"]["value"], "density")
        else:
            expected = units.parse(text, "volumetric heat capacity")
        assert getattr(tissue, key).value == pytest.approx(expected, rel=1e-12)
        assert getattr(tissue, key).unit == "J/m3/K"


def test_rho_c_of_muscle_by_hand():
    assert TISSUES["muscle"].heat_capacity_unfrozen.value == pytest.approx(1090 * 3421)
    assert TISSUES["muscle"].latent_heat.value == pytest.approx(1090 * 225e3)
    assert TISSUES["muscle"].metabolic_heat.value == pytest.approx(1090 * 0.96)


@pytest.mark.parametrize(
    ("name", "per_second"),
    [
        ("skin", 1.96e-3), ("fat", 5.0e-4), ("muscle", 6.7e-4), ("epineurium", 6.3e-4), ("tendon", 5.5e-4),
        ("cortical-bone", 3.2e-4), ("cancellous-bone", 5.9e-4), ("marrow", 4.9e-4),
    ],
)  # fmt: skip
def test_perfusion_is_blood_flow_times_density_times_what_blood_carries(name, per_second):
    """wb = flow x density / 6e7 in 1/s, times rho_b c_b = 1050 x 3617 J/m3/K."""
    assert TISSUES[name].perfusion.value == pytest.approx(per_second * 1050 * 3617, rel=0.02)


def test_nerve_perfusion_is_the_measured_one_and_its_range_holds_the_database():
    perfusion = TISSUES["nerve"].perfusion
    per_second = perfusion.value / (1050 * 3617)
    assert per_second == pytest.approx(2.2e-3, rel=0.02)
    low, high = perfusion.bounds
    assert low < 2.9e-3 * 1050 * 3617 < high


@pytest.mark.parametrize("name", sorted(LIVING))
def test_unfrozen_diffusivity_is_that_of_soft_tissue_or_bone(name):
    tissue = LIVING[name]
    diffusivity = tissue.conductivity_unfrozen.value / tissue.heat_capacity_unfrozen.value
    assert 0.8e-7 < diffusivity < 1.7e-7


@pytest.mark.parametrize("name", sorted(LIVING))
def test_freezing_speeds_heat_up_and_never_slows_it(name):
    tissue = LIVING[name]
    law = tissue.frozen_law
    frozen = float(frozen_conductivity_laws()[law].at(-40.0)) if law else tissue.conductivity_frozen.value
    ratio = frozen / tissue.heat_capacity_frozen.value * tissue.heat_capacity_unfrozen.value
    ratio /= tissue.conductivity_unfrozen.value
    assert 1.2 < ratio < 9.0
    assert frozen > tissue.conductivity_unfrozen.value
    assert tissue.heat_capacity_frozen.value < tissue.heat_capacity_unfrozen.value


@pytest.mark.parametrize("name", sorted(LIVING))
def test_latent_heat_needs_less_water_than_the_tissue_weighs(name):
    tissue = LIVING[name]
    freezable = tissue.latent_heat.value / (tissue.density.value * WATER)
    low, high = {"lean": (0.5, 0.78), "fat": (0.08, 0.2), "bone": (0.08, 0.3)}[tissue.group]
    assert low < freezable < high
    assert tissue.latent_heat.bounds[1] / (tissue.density.value * WATER) < 0.95


@pytest.mark.parametrize("name", sorted(LEAN))
def test_specific_heat_falls_with_freezing_about_as_its_water_does(name):
    """Water turning to ice loses about 2.1 kJ/kg/K; the rest is what is badly known of dry solids."""
    tissue = LEAN[name]
    water = tissue.latent_heat.value / (tissue.density.value * WATER)
    drop = (tissue.heat_capacity_unfrozen.value - tissue.heat_capacity_frozen.value) / tissue.density.value
    assert drop < 2100 * water / 0.9 + 400
    assert drop > 400


@pytest.mark.parametrize("name", sorted(TISSUES))
def test_freezing_range_and_law_fit_together(name):
    tissue = TISSUES[name]
    assert tissue.solidus.value <= tissue.liquidus.value <= 0.0
    if tissue.freezing_law == "freezing-point-depression":
        ice = 1 - tissue.liquidus.value / np.array([-2.0, -8.0])
        ice /= 1 - tissue.liquidus.value / tissue.solidus.value
        assert 0.45 < ice[0] < 1.0
        assert 0.9 < ice[1] < 1.0
    for end in (tissue.solidus, tissue.liquidus):
        assert end.unit == "degC"


@pytest.mark.parametrize("name", sorted(item for item in TISSUES if TISSUES[item].frozen_law))
def test_the_value_beside_a_law_is_the_law_at_minus_forty(name):
    tissue = TISSUES[name]
    law = frozen_conductivity_laws()[tissue.frozen_law]
    assert tissue.conductivity_frozen.value == pytest.approx(float(law.at(-40.0)), abs=5e-4)


def test_the_spread_of_frozen_lean_tissue_covers_the_competing_laws():
    number = TISSUES["muscle"].conductivity_frozen
    low, high = number.bounds
    for name in ("sweat-1973", "rabin", "deng-liu-2004"):
        assert low < frozen_conductivity_laws()[name].at(-40.0) < high
    at_95 = number.value * np.exp(np.array([-1.96, 1.96]) * number.spread)
    np.testing.assert_allclose(at_95, (low, high), rtol=0.03)


def test_benchmark_materials_are_those_of_the_exact_solutions():
    tissue, gel = TISSUES["benchmark-tissue"], TISSUES["benchmark-gel"]
    assert tissue.conductivity_frozen.value / tissue.heat_capacity_frozen.value == pytest.approx(
        2 / (1050 * 1800)
    )
    assert tissue.conductivity_unfrozen.value / tissue.heat_capacity_unfrozen.value == pytest.approx(
        0.5 / 3.78e6
    )
    assert tissue.latent_heat.value == 262.5e6
    assert (tissue.solidus.value, tissue.liquidus.value, tissue.perfusion.value) == (-8.0, -1.0, 1908.0)
    assert (tissue.freezing_law, tissue.mushy, tissue.frozen_law, tissue.metabolic_heat.value) == (
        "linear",
        "linear",
        "",
        0.0,
    )
    assert (gel.conductivity_frozen.value, gel.heat_capacity_frozen.value) == (2.22, 2.05e6)
    assert gel.latent_heat.value == 334e6
    assert gel.solidus.value == gel.liquidus.value == 0.0
    for benchmark in (tissue, gel, TISSUES["benchmark-tissue-isothermal"]):
        assert benchmark.conductivity_frozen.spread == 0.0


def test_whole_published_sets_are_kept_unmixed():
    for name, key in (("muscle-deng-liu-2004", "deng2004"), ("muscle-neuracom-2025", "neuracom2025")):
        tissue = TISSUES[name]
        assert tissue.conductivity_frozen.value == 2.0
        assert tissue.latent_heat.value == 250e6
        assert {tissue.conductivity_unfrozen.source, tissue.latent_heat.source, tissue.perfusion.source} == {
            key
        }


@pytest.mark.parametrize("name", sorted(devices()))
def test_a_device_is_a_probe_somebody_could_hold(name):
    device = devices()[name]
    assert 0.3e-3 <= device.diameter.value <= 10e-3
    assert 3e-3 <= device.active_length.value <= 40e-3
    assert 0.0 <= device.wall.cooldown.value <= 20.0
    assert device.kind == "ideal" or device.maker
    if device.wall.held_at == "gas":
        assert -186.0 <= device.wall.gas_temperature.value <= -40.0
        assert 1e3 <= device.wall.coefficient.value <= 3e4
    if device.thaw.kind == "active":
        assert 0.0 < device.thaw.to.value < 50.0


@pytest.mark.parametrize("name", [name for name in sorted(devices()) if devices()[name].gauge])
def test_the_probe_fits_through_its_gauge(name):
    """A probe named by its introducer is thinner than that needle, one named by its own size is equal."""
    device = devices()[name]
    outer = {
        "12G": 2.77,
        "13G": 2.41,
        "14G": 2.11,
        "16G": 1.65,
        "17G": 1.47,
        "18G": 1.27,
        "20G": 0.91,
        "27G": 0.41,
    }
    assert device.diameter.value * 1e3 <= outer[device.gauge] * 1.04


@pytest.mark.parametrize(("name", "watts"), [("cryo-s-a13", 4.5), ("cryo-s-a20", 7.1)])
def test_nitrous_oxide_film_leaves_the_wall_well_above_the_gas(name, watts):
    """The heat that ideal probes of these sizes draw after 2 min at -80 degC, through the film."""
    device = devices()[name]
    diameter, length = device.diameter.value, device.active_length.value
    surface = np.pi * diameter * length + np.pi * diameter**2 / 4
    warmer = watts / (device.wall.coefficient.value * surface)
    assert 10.0 < warmer < 17.0
    assert -80.0 < device.wall.gas_temperature.value + warmer < -70.0
    assert watts < device.wall.power_cap.bounds[1]


def test_ideal_probes_are_exact():
    for name, (diameter, length) in {
        "ideal-1.3x7": (1.3e-3, 7e-3),
        "ideal-2.0x10": (2e-3, 10e-3),
        "ideal-2.0x4": (2e-3, 4e-3),
        "ideal-1.5mm": (1.5e-3, 8e-3),
    }.items():
        device = devices()[name]
        assert (device.diameter.value, device.active_length.value) == (diameter, length)
        assert device.wall.held_at == "setpoint"
        assert device.wall.cooldown.value == 0.0
        assert device.thaw.kind == "passive"
    assert devices()["ideal-1.3x7-gas"].wall.coefficient.value == 1e4


@pytest.mark.parametrize("name", sorted(nerve_kinds()))
def test_a_nerve_grows_up_and_holds_its_fascicles(name):
    kind = nerve_kinds()[name]
    areas = [kind.area_at(age) for age in np.linspace(0.0, 30.0, 61)]
    assert areas == sorted(areas)
    assert areas[-1] == kind.area_at(None) == kind.area.value
    assert kind.area_at(15.0) == kind.area.value
    each = kind.area.value * kind.fascicle_area_fraction.value / kind.fascicle_count.value
    assert 0.2e-3 < 2 * np.sqrt(each / np.pi) < 0.95e-3


def test_a_ten_year_old_has_65_to_85_percent_of_the_adult_tibial_nerve():
    tibial = nerve_kinds()["tibial"]
    share = tibial.area_at(10.0) / tibial.area.value
    assert share - tibial.child_area_spread >= 0.65
    assert share + tibial.child_area_spread <= 0.85
    assert 14e-6 < tibial.area_at(10.0) < 18e-6
