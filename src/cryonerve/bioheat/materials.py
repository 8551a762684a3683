"""Which curve, perfusion and metabolism each cell has: tissues, mixtures in cut cells, flowing blood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.enthalpy import Curve, blend, curve_of
from cryonerve.sources import frozen_conductivity_laws

if TYPE_CHECKING:
    from cryonerve.anatomy import Mixture
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case
    from cryonerve.sources.tissue import Tissue

__all__ = ["Kinds", "Material", "kinds_of", "materials_of", "tissue_curve"]

SHARES = 8  # a cut cell's mixture is rounded to eighths


@dataclass(frozen=True, eq=False)
class Material:
    """What the kernel knows of one kind of cell; `always_flows` marks blood in a vessel."""

    curve: Curve
    flow: float  # W/m3/K
    metabolism: float  # W/m3
    liquidus: float  # degC
    always_flows: bool = False


@lru_cache(maxsize=512)
def tissue_curve(tissue: Tissue, body_temperature: float) -> Curve:
    """Curve of a tissue with its named conductivity law looked up."""
    factor, value = tissue.frozen_factor, tissue.conductivity_frozen
    if factor != 1.0:
        tissue = replace(tissue, conductivity_frozen=replace(value, value=factor * value.value))
    if not tissue.frozen_law:
        return curve_of(tissue, body_temperature, None)
    law = frozen_conductivity_laws()[tissue.frozen_law].at
    return curve_of(tissue, body_temperature, lambda cold: factor * law(cold))


def _vessel_flow(volume: Volume, name: str) -> float | None:
    """Flowing blood's exchange with its wall as a volume coefficient, W/m3/K: film times 2 / lumen radius."""
    for vessel in volume.vessels:
        if vessel.name == name:
            return vessel.coefficient * 2.0 / max(vessel.radius - vessel.wall, 0.1e-3)
    return None


def _plain(volume: Volume, case: Case) -> dict[int, Material]:
    """Material of every label."""
    curves: dict[str, Curve] = {}
    found: dict[int, Material] = {}
    for structure in volume.structures:
        if structure.label == 0:
            continue
        tissue = case.tissues[structure.tissue]
        curve = curves.setdefault(structure.tissue, tissue_curve(tissue, case.body_temperature))
        flow = _vessel_flow(volume, structure.name) if structure.kind in ("artery", "vein") else None
        found[structure.label] = Material(
            curve,
            tissue.perfusion.value if flow is None else flow,
            tissue.metabolic_heat.value,
            tissue.liquidus.value,
            always_flows=flow is not None,
        )
    return found


class Kinds(NamedTuple):
    """The mixtures that occur among cells, whatever their tissues are made of.

    Attributes
    ----------
    first, second : (kind,) labels; first is 0 outside the body. share : (kind,) eighths of the first.
    of : (cell,) kind of each cell.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    share: NDArray[np.int64]
    of: NDArray[np.int64]


def kinds_of(mixture: Mixture) -> Kinds:
    """What occurs among cells; shares are rounded to eighths."""
    top = 1 + int(max(mixture.first.max(initial=0), mixture.second.max(initial=0)))
    rounded = np.clip(np.rint(mixture.share * SHARES), SHARES // 2, SHARES).astype(np.int64)
    code = (mixture.first.astype(np.int64) * top + mixture.second) * (SHARES + 1) + rounded
    values, inverse = np.unique(code, return_inverse=True)
    pair, share = np.divmod(values, SHARES + 1)
    return Kinds(*np.divmod(pair, top), share, inverse.reshape(mixture.first.shape))


def materials_of(volume: Volume, case: Case, kinds: Kinds) -> tuple[list[Material], NDArray[np.int32]]:
    """Every material that occurs, and its number for each kind (0 for what is outside the body).

    Cells that two tissues share get a blend of both; blood never blends, it flows.
    """
    plain = _plain(volume, case)
    tissue_of = {item.label: item.tissue for item in volume.structures}
    chosen: dict[object, int] = {}
    materials: list[Material] = []
    numbers = np.zeros(len(kinds.first), dtype=np.int32)
    for index, kind in enumerate(zip(kinds.first, kinds.second, kinds.share, strict=True)):
        first, second, share = (int(value) for value in kind)
        if first == 0:
            continue
        one, two = plain[first], plain.get(second, plain[first])
        whole = share == SHARES or one.always_flows or two.always_flows or one.curve is two.curve
        key: object = (tissue_of[first], one.flow) if whole else (tissue_of[first], tissue_of[second], share)
        if key not in chosen:
            chosen[key] = len(materials)
            materials.append(one if whole else _mix(one, two, share / SHARES))
        numbers[index] = chosen[key]
    return materials, numbers


_blended = lru_cache(maxsize=4096)(blend)  # curves are made once for each tissue, and blends of them, too


def _mix(one: Material, two: Material, share: float) -> Material:
    return Material(
        _blended(one.curve, two.curve, share),
        share * one.flow + (1.0 - share) * two.flow,
        share * one.metabolism + (1.0 - share) * two.metabolism,
        one.liquidus if share >= 0.5 else two.liquidus,
    )
