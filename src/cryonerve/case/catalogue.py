"""Tissues and devices of a case: the catalogue plus what the case adds or overrides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cryonerve.case.document import Place
from cryonerve.case.leaf import Given
from cryonerve.case.ledger import Ledger, sourced
from cryonerve.case.models import ConductivityModel, DeviceModel, HeatCapacityModel, TissueModel, WallModel
from cryonerve.errors import nearest
from cryonerve.sources.device import Device, Thawing, Wall
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.value import Sourced

__all__ = ["TISSUE_FIELDS", "WALL_FIELDS", "read_device", "read_tissue"]

# key in the file, section, attribute of Tissue, unit
TISSUE_FIELDS: tuple[tuple[str, str, str, str], ...] = (
    ("unfrozen", "conductivity", "conductivity_unfrozen", "W/m/K"),
    ("frozen", "conductivity", "conductivity_frozen", "W/m/K"),
    ("unfrozen", "heat_capacity", "heat_capacity_unfrozen", "J/m3/K"),
    ("frozen", "heat_capacity", "heat_capacity_frozen", "J/m3/K"),
    ("latent_heat", "", "latent_heat", "J/m3"),
    ("perfusion", "", "perfusion", "W/m3/K"),
    ("metabolic_heat", "", "metabolic_heat", "W/m3"),
)
WALL_FIELDS: tuple[tuple[str, str], ...] = (
    ("gas_temperature", "degC"),
    ("coefficient", "W/m2/K"),
    ("power_cap", "W"),
    ("cooldown", "s"),
)
LAW_SHOWN_AT = -40.0  # degC at which a frozen-conductivity law fills the single number of a tissue


@dataclass(frozen=True)
class _Entry:
    """One entry under `tissues` or `devices` while it is read."""

    ledger: Ledger
    place: Place
    name: str

    def path(self, *parts: str) -> str:
        return ".".join((str(self.place[0]), self.name, *parts))


@dataclass(frozen=True)
class _Draft:
    """A tissue on the way: where it starts from, what the case gives, what is still missing."""

    base: Tissue | None
    values: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def _base(entry: _Entry, like: Given | None, catalogue: Mapping[str, Any], kind: str) -> Any:  # noqa: ANN401
    """The entry of the catalogue this one starts from; None for a wholly new one."""
    if like is None:
        return catalogue.get(entry.name)
    entry.ledger.note(like, entry.path("like"), (*entry.place, "like"))
    if like.value is None or not entry.ledger.known(like.value, catalogue, kind, (*entry.place, "like")):
        return None
    return catalogue[like.value]


def read_tissue(
    ledger: Ledger, name: str, model: TissueModel, catalogue: Mapping[str, Tissue]
) -> Tissue | None:
    """One tissue of the case, whole; None when something it needs is missing."""
    from cryonerve.sources import frozen_conductivity_laws  # noqa: PLC0415

    entry = _Entry(ledger, ("tissues", name), name)
    base: Tissue | None = _base(entry, model.like, catalogue, "tissue")
    sections = {
        "": model,
        "conductivity": model.conductivity or ConductivityModel(),
        "heat_capacity": model.heat_capacity or HeatCapacityModel(),
    }
    draft = _Draft(base)
    values, missing = draft.values, draft.missing
    for key, section, attribute, unit in TISSUE_FIELDS:
        given: Given | None = getattr(sections[section], key)
        parts = (section, key) if section else (key,)
        if given is not None:
            ledger.note(given, entry.path(*parts), (*entry.place, *parts))
        if given is None or given.value is None:
            if base is None:
                missing.append(".".join(parts))
        elif isinstance(given.value, str):
            laws = frozen_conductivity_laws()
            if ledger.known(given.value, laws, "law of frozen conductivity", (*entry.place, *parts)):
                shown = float(laws[given.value].at(LAW_SHOWN_AT))
                values.update({attribute: sourced(given, shown, unit), "frozen_law": given.value})
            else:
                return None
        else:
            values[attribute] = sourced(given, given.value, unit)
            if attribute == "conductivity_frozen":
                values["frozen_law"] = ""
    _freezing(entry, model, draft)
    if missing:
        if model.like is None or base is not None:
            kin = nearest(name, catalogue)
            remedy = f"A new tissue needs every field, or 'like: muscle' to start from the catalogue. {kin}"
            ledger.complain(f"the tissue '{name}' lacks {', '.join(missing)}", remedy, entry.place)
        return None
    tissue = replace(base, name=name, **values) if base else Tissue(name, **values)
    return tissue if _can_freeze(entry, tissue) else None


def _freezing(entry: _Entry, model: TissueModel, draft: _Draft) -> None:
    """Freezing range and the laws inside it."""
    ledger, place, values = entry.ledger, entry.place, draft.values
    given = model.freezing_range
    if given is not None:
        ledger.note(given, entry.path("freezing_range"), (*place, "freezing_range"))
    if given is not None and given.value is not None:
        values["solidus"], values["liquidus"] = (sourced(given, end, "degC") for end in given.value)
    elif draft.base is None:
        draft.missing.append("freezing_range")
    for key, attribute in (
        ("freezing", "freezing_law"),
        ("mushy", "mushy"),
        ("released_at_solidus", "released_at_solidus"),
    ):
        value = ledger.optional(model, key, place, path=entry.path(key))
        if value is not None:
            values[attribute] = value


def _can_freeze(entry: _Entry, tissue: Tissue) -> bool:
    """False, with a complaint, when a freezing-point-depression curve has no freezing point below zero."""
    if tissue.freezing_law != "freezing-point-depression" or tissue.liquidus.value < 0:
        return True
    entry.ledger.complain(
        f"freezing-point depression needs a liquidus below 0 degC, not {tissue.liquidus.value:g} degC",
        "Lower the upper end of freezing_range, or write 'freezing: linear'.",
        (*entry.place, "freezing_range"),
    )
    return False


def read_device(
    ledger: Ledger, name: str, model: DeviceModel, catalogue: Mapping[str, Device]
) -> tuple[Device | None, Given | None]:
    """One device of the case, whole, and its contact resistance, which the protocol is needed to place."""
    entry = _Entry(ledger, ("devices", name), name)
    base: Device | None = _base(entry, model.like, catalogue, "device")
    if base is None and model.like is not None:
        return None, None
    values: dict[str, Any] = {}
    for key in ("title", "gas", "gauge", "shaft"):
        value = ledger.optional(model, key, entry.place, path=entry.path(key))
        if value is not None:
            values[key] = value
    for key in ("diameter", "active_length"):
        given: Given | None = getattr(model, key)
        if given is not None:
            ledger.note(given, entry.path(key), (*entry.place, key))
        if given is not None and given.value is not None:
            values[key] = sourced(given, given.value, "m")
        elif base is None:
            remedy = "A new device needs diameter, active_length and wall, or 'like: cryo-s-a13'. "
            ledger.complain(
                f"the device '{name}' lacks '{key}'", remedy + nearest(name, catalogue), entry.place
            )
            return None, None
    wall, resistance = _wall(entry, model.wall, base)
    if wall is None:
        return None, None
    values |= {"wall": wall, "thaw": _thawing(entry, model, base)}
    if base is not None:
        return replace(base, name=name, **values), resistance
    values = {"title": name, "gas": "", "gauge": ""} | values
    return Device(name, **values), resistance


def _thawing(entry: _Entry, model: DeviceModel, base: Device | None) -> Thawing:
    if model.thaw is None:
        return base.thaw if base else Thawing("passive")
    if model.thaw.active is None:
        return Thawing("passive")
    place: Place = (*entry.place, "thaw", "active")
    value = entry.ledger.take(model.thaw.active, "to", place, path=entry.path("thaw", "active", "to"))
    return (
        Thawing("passive")
        if value is None
        else Thawing("active", sourced(model.thaw.active.to, value, "degC"))
    )


def _wall(entry: _Entry, model: WallModel | None, base: Device | None) -> tuple[Wall | None, Given | None]:
    """What drives the wall; the numbers that do not belong to it are refused."""
    ledger, place = entry.ledger, (*entry.place, "wall")
    if model is None and base is not None:
        return base.wall, None
    model = model or WallModel()
    held_at = ledger.optional(model, "held_at", place, path=entry.path("wall", "held_at"))
    held_at = held_at or (base.wall.held_at if base else None)
    if held_at is None:
        ledger.complain("'held_at' is missing", "Write 'held_at: setpoint' or 'held_at: gas'.", place)
        return None, None
    inherited = base.wall if base is not None else Wall(held_at, Sourced(0.0, "s", "assumed", "assumed"))
    numbers: dict[str, Sourced | None] = {}
    for key, unit in WALL_FIELDS:
        given: Given | None = getattr(model, key)
        numbers[key] = getattr(inherited, key)
        if given is not None:
            ledger.note(given, entry.path("wall", key), (*place, key))
            if given.value is not None:
                numbers[key] = sourced(given, given.value, unit)
            if held_at == "setpoint" and key != "cooldown":
                ledger.complain(
                    f"'{key}' does not belong to 'held_at: setpoint'", "Write 'held_at: gas'.", (*place, key)
                )
    if held_at == "setpoint":
        numbers |= {"gas_temperature": None, "coefficient": None, "power_cap": None}
    absent = [key for key in ("gas_temperature", "coefficient") if held_at == "gas" and numbers[key] is None]
    if absent:
        what = f"'held_at: gas' needs {' and '.join(absent)}"
        ledger.complain(
            what, "Write for example gas_temperature: -88.5 degC, coefficient: 10 kW/m2/K.", place
        )
        return None, None
    wall = Wall(held_at=held_at, **numbers)  # type: ignore[arg-type]
    resistance = model.contact_resistance
    if resistance is not None:
        ledger.note(resistance, entry.path("wall", "contact_resistance"), (*place, "contact_resistance"))
    return wall, resistance if resistance is not None and resistance.value else None
