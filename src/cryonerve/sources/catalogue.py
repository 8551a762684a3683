"""The tables as rows for people: one line per number, in people's units, with spread, source and standing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any, TypedDict

from cryonerve import units
from cryonerve.errors import Complaint, UnknownNameError, nearest
from cryonerve.sources.acoustics import acoustic_materials, ice_acoustics
from cryonerve.sources.axons import axon_classes, fibre_models, topographies
from cryonerve.sources.calibration_rules import calibration_needs, observed_rules
from cryonerve.sources.citations import NO_PUBLICATION
from cryonerve.sources.comparators import heat_rules, modalities
from cryonerve.sources.degeneration import degeneration_stages
from cryonerve.sources.echotexture import echotextures
from cryonerve.sources.finding_limits import limits
from cryonerve.sources.following import follow_alarms, follow_priors
from cryonerve.sources.injury import injury_laws, injury_rules, recovery_priors
from cryonerve.sources.instrument_files import instruments
from cryonerve.sources.library import devices, frozen_conductivity_laws, nerve_kinds, tissues
from cryonerve.sources.pain import pain_priors, pain_series, sham_trial
from cryonerve.sources.planning import beginning, planning_unknowns, scan_unknowns
from cryonerve.sources.responders import responder_definitions
from cryonerve.sources.single_case_rules import single_case_needs
from cryonerve.sources.transducer import transducers
from cryonerve.sources.value import Sourced

__all__ = ["KINDS", "CatalogueRow", "catalogue_rows", "numbers", "source_keys"]

# SI unit -> the unit people read
SHOWN: Mapping[str, str] = MappingProxyType(
    {
        "m": "mm",
        "m2": "mm2",
        "m3": "mm3",
        "m/s": "mm/day",
        "J/m3": "MJ/m3",
        "J/m3/K": "MJ/m3/K",
        "W/m2/K": "kW/m2/K",
        "dB/m": "dB/cm",
        "1/m2": "1/mm2",
    }
)
SOUND = 1.0  # m/s: slower is growth, shown in mm/day


class CatalogueRow(TypedDict):
    """One number of a table, ready to be shown."""

    name: str
    quantity: str
    value: str
    unit: str
    range: str
    spread: str
    source: str
    standing: str
    remark: str


KINDS: Mapping[str, Callable[[], Mapping[str, Any]]] = MappingProxyType(
    {
        "tissues": tissues,
        "devices": devices,
        "nerves": nerve_kinds,
        "limits": limits,
        "injury laws": injury_laws,
        "injury rules": lambda: {"rules": injury_rules()},
        "recovery": lambda: {"recovery": recovery_priors()},
        "return of pain": pain_series,
        "pain model": lambda: {"priors": pain_priors(), "trial": sham_trial()},
        "degeneration": degeneration_stages,
        "axons": axon_classes,
        "sensory fascicles": topographies,
        "fibre models": fibre_models,
        "comparators": modalities,
        "heat": lambda: {"heat": heat_rules()},
        "transducers": transducers,
        "following": lambda: {"priors": follow_priors(), "alarms": follow_alarms()},
        "planning": lambda: {
            "unknowns": planning_unknowns(),
            "scan": scan_unknowns(),
            "beginning": beginning(),
        },
        "instruments": instruments,
        "responders": responder_definitions,
        "single case": lambda: {"needs": single_case_needs()},
        "calibration": lambda: {"needs": calibration_needs(), "observed": observed_rules()},
        "acoustics": acoustic_materials,
        "echotextures": echotextures,
        "acoustics of ice": lambda: {"ice": ice_acoustics()},
        "conductivity laws": frozen_conductivity_laws,
    }
)


def catalogue_rows(kind: str) -> list[CatalogueRow]:
    """Every number of one table, a row each.

    Parameters
    ----------
    kind : one of `KINDS`: "tissues", "devices", "nerves", "limits", "recovery", "return of pain" ...; rows of
        "conductivity laws" show the law at -20, -40 and -75 degC.

    Raises
    ------
    UnknownNameError
        For a table that does not exist.

    Examples
    --------
    >>> row = catalogue_rows("tissues")[0]
    >>> row["name"], row["quantity"], row["value"], row["unit"], row["source"]
    ('muscle', 'conductivity unfrozen', '0.49', 'W/m/K', 'hasgall2018')
    """
    if kind not in KINDS:
        raise UnknownNameError(Complaint(f"no table is called '{kind}'", nearest(kind, KINDS)))
    if kind == "conductivity laws":
        return _law_rows()
    return [
        _row(name, quantity, number)
        for name, noun in KINDS[kind]().items()
        for quantity, number in numbers(noun)
    ]


def numbers(noun: object, path: str = "") -> Iterator[tuple[str, Sourced]]:
    """Every sourced number inside a noun with the words that lead to it.

    >>> from cryonerve.sources import devices
    >>> [words for words, _ in numbers(devices()["ideal-1.5mm"])]
    ['diameter', 'active length', 'wall cooldown']
    """
    if isinstance(noun, Sourced):
        yield path, noun
    elif isinstance(noun, Mapping):
        for key, value in noun.items():
            yield from numbers(value, f"{path} {key}".strip())
    elif is_dataclass(noun):
        for field in fields(noun):
            yield from numbers(getattr(noun, field.name), f"{path} {field.name.replace('_', ' ')}".strip())


def source_keys(*nouns: object) -> tuple[str, ...]:
    """Keys of the publications behind tissues, devices, nerves ..., sorted, for `cite` and for provenance.

    >>> from cryonerve.sources import tissues
    >>> source_keys(tissues()["muscle-deng-liu-2004"], tissues()["benchmark-gel"])
    ('deng2004',)
    """
    keys = {number.source for noun in nouns for _, number in numbers(noun)}
    laws = {getattr(noun, "frozen_law", "") for noun in nouns} & set(frozen_conductivity_laws())
    keys |= {frozen_conductivity_laws()[law].source for law in laws}
    return tuple(sorted(keys - NO_PUBLICATION))


def _row(name: str, quantity: str, number: Sourced) -> CatalogueRow:
    shown = _shown(number)
    low_high = "" if number.bounds is None else " to ".join(_number(end, shown) for end in number.bounds)
    return CatalogueRow(
        name=name,
        quantity=quantity,
        value=_number(number.value, shown),
        unit="" if shown == "1" else shown,
        range=low_high,
        spread=_spread(number),
        source=number.source,
        standing=number.standing,
        remark=number.remark,
    )


def _spread(number: Sourced) -> str:
    """One standard deviation; a lognormal one is shown as the factor it stands for."""
    if number.spread == 0:
        return ""
    if number.law == "lognormal":
        return f"factor {math.exp(number.spread):.3g}"
    return _number(number.spread, "K" if number.unit == "degC" else _shown(number))


def _shown(number: Sourced) -> str:
    """The unit people read a number in."""
    if number.unit == "m/s" and number.value > SOUND:
        return number.unit
    return SHOWN.get(number.unit, number.unit)


def _number(value: float, unit: str) -> str:
    return units.show(value, unit, 4).partition(" ")[0]


def _law_rows() -> list[CatalogueRow]:
    return [
        CatalogueRow(
            name=name,
            quantity=f"conductivity at {temperature:g} degC",
            value=f"{float(law.at(temperature)):.3g}",
            unit="W/m/K",
            range="" if bool(law.covers(temperature)) else f"held at its bound, {law.bounds[0]:g} degC",
            spread="",
            source=law.source,
            standing=law.standing,
            remark=law.title,
        )
        for name, law in frozen_conductivity_laws().items()
        for temperature in (-20.0, -40.0, -75.0)
    ]
