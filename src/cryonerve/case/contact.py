"""A contact resistance of a probe joins its film coefficient in series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cryonerve.case.case import FieldStanding
from cryonerve.case.catalogue import WALL_FIELDS
from cryonerve.case.leaf import Given
from cryonerve.case.ledger import Ledger, sourced
from cryonerve.case.protocol import Freeze
from cryonerve.case.quantities import Quantity
from cryonerve.sources.device import Device, Wall
from cryonerve.units import exact

__all__ = ["with_contact"]

ORDER = ("held_at", *(key for key, _ in WALL_FIELDS))


def with_contact(ledger: Ledger, parts: dict[str, Any], resistances: Mapping[str, Given]) -> dict[str, Any]:
    """The parts of a case with contact resistances worked into the walls of their devices.

    A wall held at the setpoint becomes one driven through the resistance by the setpoint's temperature, which
    must then be the same in every freeze.
    """
    devices = dict(parts["devices"])
    for name, given in resistances.items():
        wall = _wall(ledger, name, given, parts)
        if wall is not None:
            devices[name] = replace(devices[name], wall=wall)
    return parts | {"devices": devices}


def _wall(ledger: Ledger, name: str, given: Given, parts: Mapping[str, Any]) -> Wall | None:
    device: Device = parts["devices"][name]
    path = f"devices.{name}.wall"
    place = ("devices", name, "wall", "contact_resistance")
    resistance: float = given.value
    gas = device.wall.gas_temperature
    setpoint: Given | None = None
    if device.wall.held_at == "setpoint":
        setpoint = _setpoint(ledger, name, given, parts)
        if setpoint is None:
            return None
        gas = sourced(setpoint, setpoint.value, "degC")
    film = device.wall.coefficient
    value = 1.0 / (resistance + (1.0 / film.value if film is not None else 0.0))
    why = f"contact resistance {given.text}" + (
        " in series with the film coefficient" if film is not None else ""
    )
    why = f"{why}: {given.why}" if given.why else why
    reason = Given(value, exact(value, "W/m2/K"), given.standing, why, given.source)
    line = ledger.document.line(place)
    books = {key: ledger.standings[f"{path}.{key}"] for key in ORDER if f"{path}.{key}" in ledger.standings}
    books["held_at"] = FieldStanding(f"{path}.held_at", "gas", "stated", line=line)
    books["coefficient"] = FieldStanding(
        f"{path}.coefficient", reason.text, given.standing, why, given.source, line=line
    )
    if setpoint is not None:
        books["gas_temperature"] = FieldStanding(
            f"{path}.gas_temperature", setpoint.text, given.standing, setpoint.why, given.source, line=line
        )
    _rewrite(ledger, path, books)
    return replace(
        device.wall, held_at="gas", gas_temperature=gas, coefficient=sourced(reason, value, "W/m2/K")
    )


def _rewrite(ledger: Ledger, path: str, books: Mapping[str, FieldStanding]) -> None:
    """Put a wall's books where they stood, in the order in which the format names the fields."""
    before = {f"{path}.{key}" for key in (*ORDER, "contact_resistance")}
    standings: dict[str, FieldStanding] = {}
    for key, item in ledger.standings.items():
        if key not in before:
            standings[key] = item
        else:
            standings |= {books[name].path: books[name] for name in ORDER if name in books}
    ledger.standings = standings


def _setpoint(ledger: Ledger, name: str, given: Given, parts: Mapping[str, Any]) -> Given | None:
    """The one temperature at which the device's probes freeze."""
    probes = {probe.name for probe in parts.get("probes", ()) if probe.device == name}
    temperatures = {
        step.temperature
        for step in parts.get("protocol", ())
        if isinstance(step, Freeze) and probes and (not step.probes or probes & set(step.probes))
    }
    if not temperatures:
        temperatures = {step.temperature for step in parts.get("protocol", ()) if isinstance(step, Freeze)}
    if len(temperatures) != 1:
        ledger.complain(
            "a contact resistance behind 'held_at: setpoint' needs the same temperature in every freeze",
            "Use one temperature, or write 'held_at: gas' with gas_temperature and coefficient.",
            ("devices", name, "wall", "contact_resistance"),
        )
        return None
    why = "the protocol's temperature behind the contact resistance"
    value = temperatures.pop()
    return Given(value, Quantity("temperature").write(value), given.standing, why, given.source)
