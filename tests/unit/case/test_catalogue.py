"""Tissues and devices that add to or override the catalogue."""

from __future__ import annotations

import pytest

from cryonerve.case import Case
from cryonerve.errors import CaseError
from cryonerve.sources import devices, frozen_conductivity_laws, tissues
from tests.unit.case.bundled_text import changed


def with_tissue(entry: str) -> Case:
    return changed("gel-phantom", ("probes:", f"tissues:\n  {entry}\nprobes:"))


def with_device(entry: str, used: str = "surtees-co2") -> Case:
    return changed(
        "gel-phantom",
        ("probes:", f"devices:\n  {entry}\nprobes:"),
        ("device: surtees-co2", f"device: {used}"),
    )


def test_an_override_keeps_what_it_does_not_name() -> None:
    entry = "muscle: {perfusion: {value: 1 kW/m3/K, standing: assumed, why: w}}"
    tissue = with_tissue(entry).tissues["muscle"]
    before = tissues()["muscle"]
    assert (tissue.perfusion.value, tissue.perfusion.source) == (1000.0, "case")
    assert (tissue.perfusion.standing, tissue.perfusion.remark) == ("assumed", "w")
    assert tissue.latent_heat == before.latent_heat
    assert tissue.frozen_law == before.frozen_law


def test_a_stated_frozen_conductivity_replaces_the_law() -> None:
    tissue = with_tissue("muscle: {conductivity: {frozen: 2 W/m/K}}").tissues["muscle"]
    assert (tissue.frozen_law, tissue.conductivity_frozen.value) == ("", 2.0)


def test_a_named_law_replaces_the_number() -> None:
    tissue = with_tissue("own: {like: fat, conductivity: {frozen: rabin}}").tissues["own"]
    assert tissue.frozen_law == "rabin"
    shown = float(frozen_conductivity_laws()["rabin"].at(-40.0))
    assert tissue.conductivity_frozen.value == pytest.approx(shown)


def test_laws_inside_the_freezing_range() -> None:
    laws = "freezing: linear, mushy: mean, released_at_solidus: 30 %, freezing_range: [-8 degC, -8 degC]"
    tissue = with_tissue(f"muscle: {{{laws}}}").tissues["muscle"]
    assert (tissue.freezing_law, tissue.mushy, tissue.released_at_solidus) == ("linear", "mean", 0.3)
    assert tissue.solidus.value == tissue.liquidus.value == -8.0


def test_a_new_tissue_like_another_has_its_own_name() -> None:
    tissue = with_tissue("tumour: {like: muscle}").tissues["tumour"]
    assert tissue.name == "tumour"
    assert tissue.perfusion == tissues()["muscle"].perfusion


def test_a_source_that_is_a_publication_is_kept() -> None:
    entry = "muscle: {perfusion: {value: 1 kW/m3/K, standing: stated, source: KEY}}"
    known = with_tissue(entry.replace("KEY", "hasgall2018")).tissues["muscle"].perfusion
    talk = with_tissue(entry.replace("KEY", "a talk")).tissues["muscle"].perfusion
    assert known.source == "hasgall2018"
    assert (talk.source, talk.remark) == ("case", "a talk")


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (
            "tumour: {perfusion: 1 kW/m3/K}",
            "the tissue 'tumour' lacks conductivity.unfrozen, conductivity.frozen",
        ),
        ("muscle: {conductivity: {frozen: sweat}}", "no law of frozen conductivity is called 'sweat'"),
        ("muscle: {freezing_range: [-8 degC, 0 degC]}", "freezing-point depression needs a liquidus below 0"),
        ("muscle: {freezing_range: [-1 degC, -8 degC]}", "the range is inverted: -1 degC is above -8 degC"),
        ("muscle: {latent_heat: -1 MJ/m3}", "'-1 MJ/m3' is negative"),
        ("muscle: {released_at_solidus: 3}", "'3' is too large"),
        ('"a,b": {like: muscle}', "'a,b' cannot be used here"),
    ],
)
def test_tissues_refused(entry: str, what: str) -> None:
    with pytest.raises(CaseError) as caught:
        with_tissue(entry)
    assert what in str(caught.value)


def test_a_device_like_another() -> None:
    fields = "active_length: 9 mm, wall: {cooldown: 4 s}, thaw: {active: {to: 20 degC}}"
    device = with_device(f"mine: {{like: cryo-s-a13, {fields}}}", "mine").devices["mine"]
    before = devices()["cryo-s-a13"]
    assert (device.name, device.active_length.value, device.wall.cooldown.value) == ("mine", 0.009, 4.0)
    assert (device.thaw.kind, device.thaw.to.value if device.thaw.to else None) == ("active", 20.0)
    assert device.wall.coefficient == before.wall.coefficient
    assert device.diameter == before.diameter


def test_a_wholly_new_device() -> None:
    wall = "{held_at: gas, gas_temperature: -70 degC, coefficient: 8 kW/m2/K}"
    device = with_device(f"mine: {{diameter: 1 mm, active_length: 5 mm, wall: {wall}}}", "mine").devices[
        "mine"
    ]
    assert (device.wall.held_at, device.wall.cooldown.value, device.wall.power_cap) == ("gas", 0.0, None)
    assert device.thaw.kind == "passive"
    assert device.title == "mine"


def test_a_gas_device_held_at_the_setpoint_drops_its_gas() -> None:
    wall = with_device("cryo-s-a13: {wall: {held_at: setpoint}}").devices["cryo-s-a13"].wall
    assert (wall.gas_temperature, wall.coefficient, wall.power_cap) == (None, None, None)


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("mine: {diameter: 1 mm}", "the device 'mine' lacks 'active_length'"),
        ("mine: {diameter: 1 mm, active_length: 5 mm}", "'held_at' is missing"),
        (
            "mine: {diameter: 1 mm, active_length: 5 mm, wall: {held_at: gas}}",
            "needs gas_temperature and coefficient",
        ),
        ("mine: {like: cryo-s-13}", "no device is called 'cryo-s-13'\n  Did you mean 'cryo-s-a13'?"),
        (
            "ideal-1.3x7: {wall: {coefficient: 8 kW/m2/K}}",
            "'coefficient' does not belong to 'held_at: setpoint'",
        ),
        ("mine: {like: cryo-s-a13, shaft: warm}", "'warm' is not known here"),
    ],
)
def test_devices_refused(entry: str, what: str) -> None:
    with pytest.raises(CaseError) as caught:
        with_device(entry)
    assert what in str(caught.value)
