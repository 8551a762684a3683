"""A contact resistance joins the film coefficient in series."""

from __future__ import annotations

import pytest

from cryonerve.case import Case
from cryonerve.errors import CaseError
from tests.unit.case.bundled_text import changed


def with_device(entry: str, used: str, *more: tuple[str, str]) -> Case:
    return changed(
        "gel-phantom",
        ("probes:", f"devices:\n  {entry}\nprobes:"),
        ("device: surtees-co2", f"device: {used}"),
        *more,
    )


def test_in_series_with_a_film() -> None:
    case = with_device("cryo-s-a13: {wall: {contact_resistance: 1e-4 m2 K/W}}", "cryo-s-a13")
    wall = case.devices["cryo-s-a13"].wall
    assert wall.coefficient is not None
    assert wall.coefficient.value == pytest.approx(1 / (1e-4 + 1e-4))  # a film of 10 kW/m2/K
    assert "contact resistance 1e-4 m2 K/W in series" in wall.coefficient.remark
    assert wall.gas_temperature is not None
    assert wall.gas_temperature.value == -88.5


def test_a_held_wall_becomes_a_driven_one() -> None:
    case = with_device("ideal-1.3x7: {wall: {contact_resistance: 2e-4 m2 K/W}}", "ideal-1.3x7")
    wall = case.devices["ideal-1.3x7"].wall
    assert wall.held_at == "gas"
    assert wall.gas_temperature is not None
    assert wall.gas_temperature.value == -50.0  # the protocol's
    assert wall.coefficient is not None
    assert wall.coefficient.value == pytest.approx(5000.0)


def test_none_changes_nothing() -> None:
    case = with_device("ideal-1.3x7: {wall: {contact_resistance: 0 m2 K/W}}", "ideal-1.3x7")
    assert case.devices["ideal-1.3x7"].wall.held_at == "setpoint"


def test_a_held_wall_needs_one_temperature() -> None:
    entry = "ideal-1.3x7: {wall: {contact_resistance: 2e-4 m2 K/W}}"
    with pytest.raises(CaseError, match="needs the same temperature in every freeze"):
        with_device(entry, "ideal-1.3x7", ("  - Thaw for 3 min", "  - Freeze at -60 degC for 1 min"))
