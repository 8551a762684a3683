"""What heat does not know of a case: numbers with their spread, and the case with other values of them.

The one place where factors on tissues, the wall's offset and the film become another case: ensembles that are
compared with a picture and spreads of a plan draw alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze
from cryonerve.sources import follow_priors
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.value import Sourced

__all__ = ["HEAT_UNKNOWNS", "heat_unknowns", "held_at_setpoint", "most_frequent", "with_heat"]

OF_THE_TABLE = ("wall_offset", "film_factor", "unfrozen_factor", "latent_factor", "perfusion_factor")
HEAT_UNKNOWNS = (*OF_THE_TABLE, "frozen_factor", "solidus")


def heat_unknowns(case: Case, volume: Volume) -> Mapping[str, Sourced]:
    """The numbers by name, with spread and source: of following.toml, and of the tissue there is most of.

    Its frozen conductivity (as a factor) and its solidus stand for all of its group.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> heat_unknowns(case, cn.build(case))["wall_offset"].spread
    5.0
    """
    priors, most = follow_priors(), most_frequent(case, volume)
    found = {name: getattr(priors, name) for name in OF_THE_TABLE}
    return MappingProxyType(found | {"frozen_factor": _frozen_factor(most), "solidus": most.solidus})


def most_frequent(case: Case, volume: Volume) -> Tissue:
    """The tissue that fills most of a volume."""
    sizes = np.bincount(volume.labels.ravel())
    tissues = {item.tissue: sizes[item.label] for item in volume.structures if 0 < item.label < len(sizes)}
    return case.tissues[max(tissues, key=lambda name: tissues[name])]


def _frozen_factor(tissue: Tissue) -> Sourced:
    """Spread of a tissue's frozen conductivity as a factor."""
    number = tissue.conductivity_frozen
    spread = number.spread if number.law == "lognormal" else number.spread / number.value
    return replace(number, value=1.0, spread=spread, law="lognormal", bounds=None)


def held_at_setpoint(case: Case, device: str) -> bool:
    """Is a device's wall held at the console's temperature, without gas and film between them?"""
    wall = case.devices[device].wall
    return wall.held_at == "setpoint" or wall.gas_temperature is None or wall.coefficient is None


def with_heat(case: Case, values: Mapping[str, float]) -> Case:
    """The case with other values of `HEAT_UNKNOWNS`: factors on tissues and films, the wall's offset.

    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> colder = with_heat(case, dict.fromkeys(HEAT_UNKNOWNS, 1.0) | {"wall_offset": -5.0})
    >>> colder.protocol[0].temperature
    -85.0
    """
    devices = dict(case.devices)
    by_setpoint = False
    for name in {probe.device for probe in case.probes}:
        wall = devices[name].wall
        if held_at_setpoint(case, name) or wall.gas_temperature is None or wall.coefficient is None:
            by_setpoint = True
            continue
        gas = replace(wall.gas_temperature, value=wall.gas_temperature.value + values["wall_offset"])
        film = replace(wall.coefficient, value=wall.coefficient.value * values["film_factor"])
        devices[name] = replace(devices[name], wall=replace(wall, gas_temperature=gas, coefficient=film))
    protocol = tuple(
        replace(step, temperature=step.temperature + values["wall_offset"])
        if isinstance(step, Freeze) and by_setpoint
        else step
        for step in case.protocol
    )
    tissues = {name: _drawn_tissue(tissue, values) for name, tissue in case.tissues.items()}
    return replace(case, devices=devices, tissues=tissues, protocol=protocol)


def _drawn_tissue(tissue: Tissue, values: Mapping[str, float]) -> Tissue:
    def times(number: Sourced, factor: float) -> Sourced:
        return replace(number, value=factor * number.value)

    solidus = tissue.solidus
    if solidus.spread > 0.0:  # where a tissue freezes at one temperature, as a phantom does, it stays
        solidus = replace(solidus, value=min(values["solidus"], tissue.liquidus.value - 0.5))
    return replace(
        tissue,
        solidus=solidus,
        conductivity_unfrozen=times(tissue.conductivity_unfrozen, values["unfrozen_factor"]),
        latent_heat=times(tissue.latent_heat, values["latent_factor"]),
        perfusion=times(tissue.perfusion, values["perfusion_factor"]),
        frozen_factor=values["frozen_factor"],
    )
