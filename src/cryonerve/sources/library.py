"""The catalogue: tissues, devices, nerves and conductivity laws, read once from their tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from cryonerve.errors import Complaint, UnknownNameError, nearest
from cryonerve.sources.device import Device, Thawing, Wall
from cryonerve.sources.laws import ConductivityLaw, Piece
from cryonerve.sources.nerve import NerveKind
from cryonerve.sources.tables import HERE, Row, read_table
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.value import Standing
from cryonerve.units import ABSOLUTE_ZERO

__all__ = [
    "device_called",
    "devices",
    "frozen_conductivity_laws",
    "nerve_kinds",
    "read_devices",
    "read_laws",
    "read_nerves",
    "read_tissues",
    "tissues",
]

STANDINGS: tuple[str, ...] = get_args(Standing)
STATES = ("unfrozen", "frozen")


@cache
def tissues() -> Mapping[str, Tissue]:
    """Every tissue of the catalogue by name.

    >>> tissues()["fat"].conductivity_unfrozen.value
    0.21
    """
    return MappingProxyType(read_tissues())


@cache
def devices() -> Mapping[str, Device]:
    """Every probe of the catalogue by name.

    >>> devices()["ideal-1.3x7"].diameter.value
    0.0013
    """
    return MappingProxyType(read_devices())


def device_called(name: str) -> Device:
    """The probe of the catalogue that has this name.

    Raises
    ------
    UnknownNameError
        None has; the nearest name is offered.

    Examples
    --------
    >>> device_called("ideal-1.3x7").diameter.value
    0.0013
    """
    if name not in devices():
        raise UnknownNameError(Complaint(f"no device is called '{name}'", nearest(name, devices()), "device"))
    return devices()[name]


@cache
def nerve_kinds() -> Mapping[str, NerveKind]:
    """Every nerve of the catalogue by name.

    >>> sorted(nerve_kinds())[:3]
    ['common peroneal', 'digital', 'intercostal']
    """
    return MappingProxyType(read_nerves())


@cache
def frozen_conductivity_laws() -> Mapping[str, ConductivityLaw]:
    """Every named law k(T) of frozen tissue; conflicting ones side by side."""
    return MappingProxyType(read_laws())


# --- tissues ------------------------------------------------------------------------------------------------

TISSUE_KEYS = (
    "title",
    "group",
    "density",
    "conductivity_unfrozen",
    "conductivity_frozen",
    "frozen_law",
    "heat_capacity_unfrozen",
    "heat_capacity_frozen",
    "latent_heat",
    "freezing_law",
    "mushy",
    "released_at_solidus",
    "liquidus",
    "solidus",
    "perfusion",
    "metabolic_heat",
    "remark",
)


def read_tissues(folder: Path = HERE, laws: Mapping[str, ConductivityLaw] | None = None) -> dict[str, Tissue]:
    """Tissues of tissues.toml in `folder`.

    What is printed per kilogram is multiplied by the tissue's density; a blood flow also by the heat capacity
    per volume of the row `blood`.
    """
    known = frozen_conductivity_laws() if laws is None else laws
    table = read_table("tissues.toml", folder)
    blood = table.below("blood")
    carried = blood.needed("density", "density").value
    carried *= blood.needed("heat_capacity_unfrozen", "specific heat").value
    return {name: _tissue(name, row, known, carried) for name, row in table.rows().items()}


def _tissue(name: str, row: Row, laws: Mapping[str, ConductivityLaw], blood: float) -> Tissue:
    row.known(*TISSUE_KEYS)
    density = row.needed("density", "density")
    rho = density.value
    law = row.text("frozen_law", "")
    if law and law not in laws:
        raise row.complaint("frozen_law", f"no law is called '{law}'", nearest(law, laws))
    heat = {"volumetric heat capacity": 1.0, "specific heat": rho}
    flow = {"volumetric perfusion": 1.0, "blood flow": rho * blood}
    tissue = Tissue(
        name=name,
        title=row.text("title"),
        group=row.text("group"),
        density=density,
        conductivity_unfrozen=row.needed("conductivity_unfrozen", "conductivity"),
        conductivity_frozen=row.needed("conductivity_frozen", "conductivity"),
        frozen_law=law,
        heat_capacity_unfrozen=row.per_volume("heat_capacity_unfrozen", heat, "volumetric heat capacity"),
        heat_capacity_frozen=row.per_volume("heat_capacity_frozen", heat, "volumetric heat capacity"),
        latent_heat=row.per_volume(
            "latent_heat", {"volumetric heat": 1.0, "specific energy": rho}, "volumetric heat"
        ),
        freezing_law=cast(
            Literal["linear", "freezing-point-depression"],
            row.choice("freezing_law", ("linear", "freezing-point-depression"), "linear"),
        ),
        mushy=cast(Literal["linear", "mean"], row.choice("mushy", ("linear", "mean"), "linear")),
        released_at_solidus=row.share("released_at_solidus"),
        solidus=row.needed("solidus", "temperature"),
        liquidus=row.needed("liquidus", "temperature"),
        perfusion=row.per_volume("perfusion", flow, "volumetric perfusion"),
        metabolic_heat=row.per_volume(
            "metabolic_heat", {"volumetric power": 1.0, "specific power": rho}, "volumetric power"
        ),
        remark=row.text("remark", ""),
    )
    _plausible(row, tissue)
    return tissue


def _plausible(row: Row, tissue: Tissue) -> None:
    """Complain about what no tissue can have."""
    for key in (
        "density",
        *(f"{what}_{how}" for what in ("conductivity", "heat_capacity") for how in STATES),
    ):
        if getattr(tissue, key).value <= 0:
            raise row.complaint(key, "must be above zero")
    for key in ("latent_heat", "perfusion", "metabolic_heat"):
        if getattr(tissue, key).value < 0:
            raise row.complaint(key, "must not be negative")
    if tissue.solidus.value > tissue.liquidus.value:
        raise row.complaint("solidus", "is warmer than the liquidus", "Exchange them.")
    depression = tissue.freezing_law == "freezing-point-depression"
    if depression and not tissue.solidus.value < tissue.liquidus.value < 0.0:
        raise row.complaint("freezing_law", "freezing-point depression needs solidus < liquidus < 0 degC")


# --- devices ------------------------------------------------------------------------------------------------

DEVICE_KEYS = (
    "title",
    "maker",
    "kind",
    "gas",
    "gauge",
    "diameter",
    "active_length",
    "held_at",
    "gas_temperature",
    "coefficient",
    "power_cap",
    "cooldown",
    "thaw",
    "thaw_to",
    "remark",
)


def read_devices(folder: Path = HERE) -> dict[str, Device]:
    """Probes of devices.toml in `folder`."""
    return {name: _device(name, row) for name, row in read_table("devices.toml", folder).rows().items()}


def _device(name: str, row: Row) -> Device:
    row.known(*DEVICE_KEYS)
    held_at = cast(Literal["setpoint", "gas"], row.choice("held_at", ("setpoint", "gas")))
    by_gas = held_at == "gas"
    if not by_gas:
        for key in ("gas_temperature", "coefficient"):
            if key in row.fields:
                raise row.complaint(key, "has no meaning when the wall is held at the setpoint")
    wall = Wall(
        held_at=held_at,
        cooldown=row.needed("cooldown", "time"),
        gas_temperature=row.sourced("gas_temperature", "temperature", optional=not by_gas),
        coefficient=row.sourced("coefficient", "heat transfer coefficient", optional=not by_gas),
        power_cap=row.sourced("power_cap", "power", optional=True),
    )
    thaw = cast(Literal["passive", "active"], row.choice("thaw", ("passive", "active")))
    device = Device(
        name=name,
        title=row.text("title"),
        maker=row.text("maker", ""),
        kind=cast(
            Literal["clinical", "research", "ideal"], row.choice("kind", ("clinical", "research", "ideal"))
        ),
        gas=row.text("gas"),
        gauge=row.text("gauge", ""),
        diameter=row.needed("diameter", "length"),
        active_length=row.needed("active_length", "length"),
        wall=wall,
        thaw=Thawing(thaw, row.sourced("thaw_to", "temperature", optional=thaw == "passive")),
        remark=row.text("remark", ""),
    )
    for key, number in (("diameter", device.diameter), ("active_length", device.active_length)):
        if number.value <= 0:
            raise row.complaint(key, "must be above zero")
    if wall.cooldown.value < 0:
        raise row.complaint("cooldown", "must not be negative")
    for key, optional in (("coefficient", wall.coefficient), ("power_cap", wall.power_cap)):
        if optional is not None and optional.value <= 0:
            raise row.complaint(key, "must be above zero")
    return device


# --- nerves -------------------------------------------------------------------------------------------------

NERVE_KEYS = (
    "site",
    "area",
    "fascicle_count",
    "fascicle_area_fraction",
    "depth",
    "child_area",
    "child_area_source",
    "child_area_standing",
    "child_area_spread",
    "child_area_remark",
    "remark",
)


def read_nerves(folder: Path = HERE) -> dict[str, NerveKind]:
    """Nerves of nerves.toml in `folder`."""
    return {name: _nerve(name, row) for name, row in read_table("nerves.toml", folder).rows().items()}


def _nerve(name: str, row: Row) -> NerveKind:
    row.known(*NERVE_KEYS)
    return NerveKind(
        name=name,
        site=row.text("site"),
        area=row.needed("area", "area"),
        child_area_fraction=_growth(row),
        child_area_source=row.text("child_area_source"),
        child_area_standing=cast(Standing, row.choice("child_area_standing", STANDINGS)),
        child_area_spread=row.share("child_area_spread"),
        child_area_remark=row.text("child_area_remark", ""),
        fascicle_count=row.needed("fascicle_count", "count"),
        fascicle_area_fraction=row.needed("fascicle_area_fraction", "fraction"),
        depth=row.needed("depth", "length"),
        remark=row.text("remark", ""),
    )


def _growth(row: Row) -> tuple[tuple[float, float], ...]:
    """Pairs (age in years, share of the adult area); ages rise, the last share is 1."""
    written = row.fields.get("child_area")
    remedy = 'Write [["0 years", 0.35], ["15 years", 1.0]].'
    if not isinstance(written, list) or not all(
        isinstance(pair, list) and len(pair) == 2 for pair in written
    ):
        raise row.complaint("child_area", "is not a list of pairs", remedy)
    pairs = []
    for age, share in written:
        if not isinstance(age, str) or not isinstance(share, int | float) or not 0 < share <= 1:
            raise row.complaint("child_area", f"{[age, share]} is not an age and a share above 0", remedy)
        cell = Row(row.file, row.path, {"child_area": age})
        pairs.append((cell.quantity("child_area", "age"), float(share)))
    ages = [age for age, _ in pairs]
    if not pairs or ages != sorted(set(ages)) or pairs[-1][1] != 1.0:
        raise row.complaint("child_area", "ages must rise and the last share must be 1", remedy)
    return tuple(pairs)


# --- laws of conductivity -----------------------------------------------------------------------------------


def read_laws(folder: Path = HERE) -> dict[str, ConductivityLaw]:
    """Conductivity laws of laws.toml in `folder`."""
    return {name: _law(name, row) for name, row in read_table("laws.toml", folder).rows().items()}


def _law(name: str, row: Row) -> ConductivityLaw:
    row.known("title", "source", "standing", "bounds", "scale", "pieces", "remark")
    low, _, high = row.text("bounds").partition(" to ")
    ends = Row(row.file, row.path, {"bounds": high}).quantity("bounds", "temperature")
    start = Row(row.file, row.path, {"bounds": f"{low} degC"}).quantity("bounds", "temperature")
    if not start < ends:
        raise row.complaint("bounds", f"'{row.text('bounds')}' is not a range", 'Write "LOW to HIGH degC".')
    return ConductivityLaw(
        name=name,
        title=row.text("title"),
        source=row.text("source"),
        standing=cast(Standing, row.choice("standing", STANDINGS)),
        bounds=(start, ends),
        scale=cast(Literal["degC", "K"], row.choice("scale", ("degC", "K"))),
        pieces=_pieces(row),
        remark=row.text("remark", ""),
    )


def _pieces(row: Row) -> tuple[Piece, ...]:
    written = row.fields.get("pieces")
    remedy = "Write pieces = [{ above = ..., terms = [[coefficient, power], ...] }], the warmest first."
    if not isinstance(written, list) or not written:
        raise row.complaint("pieces", "is not a list of pieces", remedy)
    pieces = []
    for order, item in enumerate(written):
        last = order == len(written) - 1
        terms: Any = item.get("terms") if isinstance(item, dict) else None
        if not isinstance(terms, list) or not all(_is_pair(term) for term in terms):
            raise row.complaint("pieces", f"piece {order + 1} has no list of [coefficient, power]", remedy)
        if last == ("above" in item):
            raise row.complaint("pieces", "every piece but the last needs `above`", remedy)
        above = ABSOLUTE_ZERO if last else Row(row.file, row.path, item).quantity("above", "temperature")
        pieces.append(Piece(above, tuple((float(number), float(power)) for number, power in terms)))
    return tuple(pieces)


def _is_pair(term: object) -> bool:
    return isinstance(term, list) and len(term) == 2 and all(isinstance(item, int | float) for item in term)
