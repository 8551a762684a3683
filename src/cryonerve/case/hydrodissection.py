"""Fluid injected between tissues before freezing: the section `hydrodissection`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from cryonerve.case.case import Block, Case, Limb, Pool
from cryonerve.case.document import Place
from cryonerve.case.goals import structure_name
from cryonerve.case.ledger import Ledger
from cryonerve.case.models import PoolModel
from cryonerve.case.sense import LEG_NERVES
from cryonerve.errors import nearest

__all__ = ["make_sense_of_pools", "read_pools", "write_pools"]

SECTION = "hydrodissection"
SIZED = ("size", "shape", "along", "facing")  # keys of a pool by centre and size
LAYER = ("around", "thickness", "length", "side")  # keys of a layer around a nerve
PARALLEL = 0.99  # cosine from which two directions are no plane
USUAL = Pool("", (0.0, 0.0, 0.0))  # what a pool is unless the case says otherwise
Write = Callable[[type[BaseModel], str, Any, str], Any]


def read_pools(ledger: Ledger, sections: Sequence[PoolModel]) -> tuple[Pool, ...]:
    """The section; a pool that is not understood is left out, with a complaint."""
    found: list[Pool] = []
    for order, section in enumerate(sections):
        place: Place = (SECTION, order)
        name = section.name.value
        if name is None:
            ledger.complain("a pool needs a name", "Write one.", (*place, "name"))
        name = str(name or order + 1)
        if any(other.name.casefold() == name.casefold() for other in found):
            ledger.complain(f"two pools are called '{name}'", "Give each its own name.", place)
        values = _values(ledger, section, place, f"{SECTION}.{name}")
        if values is not None:
            found.append(Pool(name=name, **values))
    return tuple(found)


def _values(ledger: Ledger, section: PoolModel, place: Place, path: str) -> dict[str, Any] | None:
    """Fields of a pool; None where one that it needs is missing."""
    layer = section.around is not None
    kind, other = ("a layer around a nerve", SIZED) if layer else ("a pool with a size", LAYER[1:])
    for key in other:
        if getattr(section, key) is not None:
            remedy = f"Leave it out: {kind} is given by "
            remedy += "'around', 'thickness' and 'length'." if layer else "'centre' and 'size'."
            ledger.complain(f"'{key}' does not go with {kind}", remedy, (*place, key))

    def take(key: str, **more: Any) -> Any:  # noqa: ANN401
        return ledger.take(section, key, place, path=f"{path}.{key}", **more)

    values = {key: take(key, default=getattr(USUAL, key)) for key in ("fluid", "temperature")}
    if layer:
        needed = {key: take(key) for key in ("around", "thickness", "length")}
        values["centre"] = take("centre", default=(0.0, 0.0, 0.0))
        values["side"] = take("side", default=None) if section.side is not None else None
        if needed["around"]:
            needed["around"] = structure_name(ledger, needed["around"], f"{path}.around")
    else:
        needed = {key: take(key) for key in ("centre", "size")}
        for key in ("shape", "along", "facing"):
            values[key] = take(key, default=getattr(USUAL, key))
    return None if None in needed.values() else values | needed


def make_sense_of_pools(ledger: Ledger, parts: Mapping[str, Any]) -> None:
    """Fluids nobody knows or that bleed, temperatures at which they are ice, nerves that are not drawn."""
    anatomy, tissues = parts.get("anatomy"), parts.get("tissues")
    for order, pool in enumerate(parts.get(SECTION, ())):
        place: Place = (SECTION, order)
        if tissues is not None and ledger.known(pool.fluid, tissues, "tissue", (*place, "fluid")):
            tissue = tissues[pool.fluid]
            if tissue.perfusion.value > 0.0:
                what = f"'{pool.fluid}' is no fluid: blood flows in it"
                ledger.complain(what, "Write 'saline', or a tissue without perfusion.", (*place, "fluid"))
            elif pool.temperature <= tissue.liquidus.value:
                what = f"'{pool.fluid}' is ice at {pool.temperature:g} degC"
                remedy = f"It melts at {tissue.liquidus.value:g} degC."
                ledger.complain(what, remedy, (*place, "temperature"))
        if pool.size and abs(sum(a * b for a, b in zip(pool.along, pool.facing, strict=True))) > PARALLEL:
            what = "'along' and 'facing' are the same direction"
            ledger.complain(what, "'facing' is where the thickness is, across 'along'.", (*place, "facing"))
        if pool.around and isinstance(anatomy, Block):
            what = "a block has no nerve to put fluid around"
            ledger.complain(what, "Give 'centre' and 'size' instead.", (*place, "around"))
        elif pool.around and isinstance(anatomy, Limb):
            known = {*LEG_NERVES, "motor branch"}
            if pool.around not in known:
                what = f"no nerve is called '{pool.around}'"
                ledger.complain(what, nearest(pool.around, known), (*place, "around"))


def write_pools(case: Case, leaf: Write) -> list[dict[str, Any]]:
    """The section as plain data; empty where there is no fluid."""
    written = []
    for pool in case.hydrodissection:
        keys = ["centre", "fluid", "temperature", *(LAYER if pool.around else SIZED)]
        values = {
            key: leaf(PoolModel, key, getattr(pool, key), f"{SECTION}.{pool.name}.{key}") for key in keys
        }
        written.append({"name": pool.name} | {key: one for key, one in values.items() if one is not None})
    return written
