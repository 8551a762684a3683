"""How a document begins: a bundled case, a text, or a few answers that become a case with its assumptions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from cryonerve.app.screen.reading import anew, case_of
from cryonerve.case.begun_probes import probe_row
from cryonerve.case.yaml_text import yaml_text
from cryonerve.errors import CaseError, Complaint, InputError, UnknownNameError, nearest

__all__ = ["begun", "bundled_cases", "catalogue"]


def begun(order: Mapping[str, Any]) -> str:
    """Text of the case that a new document starts with.

    Raises
    ------
    InputError
        It is none of the three ways, or the case is not understood.
    """
    if order.get("bundled") is not None:
        from cryonerve.case import bundled, load, write_yaml

        name = str(order["bundled"])
        if name not in bundled():
            raise UnknownNameError(Complaint(f"no bundled case is called '{name}'", nearest(name, bundled())))
        return write_yaml(load(name))
    if order.get("yaml") is not None:
        return _given(str(order["yaml"]), str(order.get("name") or "case"))
    if isinstance(order.get("build"), Mapping):
        return _built(order["build"])
    raise InputError(
        Complaint("a document begins as a bundled case, a text or a few answers", "Reload the page.")
    )


def _given(text: str, name: str) -> str:
    from pathlib import Path

    from cryonerve.case.reading import read_case

    stem = "-".join(name.removesuffix(".yaml").removesuffix(".yml").split()) or "case"
    case = read_case(text.encode(), file=name, name=stem, folder=Path("/nowhere"))
    return anew(case)


def _number(build: Mapping[str, Any], key: str, default: float | None) -> float | None:
    value = build.get(key)
    if value is None or value == "":
        return default
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        what = f"'{str(value)[:40]}' is no number"
        raise CaseError(Complaint(what, "Write a number.", field=key))
    return number


def _built(build: Mapping[str, Any]) -> str:
    """A limb or stump by answers; what was not answered is left to the reader's own defaults."""
    kind, nerve = str(build.get("kind", "limb")), str(build.get("nerve", "tibial"))
    age = _number(build, "age_years", None)
    anatomy: dict[str, Any] = {"phantom": kind, "side": str(build.get("side", "left")), "nerve": nerve}
    for key, name, unit in (("nerve_depth_mm", "nerve_depth", "mm"), ("nerve_area_mm2", "nerve_area", "mm2")):
        value = _number(build, key, None)
        if value is not None:
            anatomy[name] = f"{value:g} {unit}"
    title = str(build.get("title") or f"{nerve.capitalize()} nerve of a {kind}")
    data: dict[str, Any] = {"cryonerve": 1, "name": "-".join([*nerve.split(), kind]), "title": title}
    if age is not None:
        data["patient"] = {"age": f"{age:g} years"}
    probes, protocol = _placed(build, nerve), _protocol(build)
    below = _number(build, "goal_below_degC", -20.0)
    length = _number(build, "goal_length_mm", 10.0)
    data |= {"anatomy": anatomy, "probes": probes, "protocol": protocol}
    data["goals"] = {"cover": nerve, "length": f"{length:g} mm", "below": f"{below:g} degC"}
    data["limits"] = {"skin": {"above": "0 degC"}}
    return anew(case_of(yaml_text(data)))


def _placed(build: Mapping[str, Any], nerve: str) -> list[dict[str, Any]]:
    """One or two probes beside the nerve, which runs along z through the origin."""
    from cryonerve.sources import device_called, nerve_kinds
    from cryonerve.sources.planning import beginning

    device = str(build.get("device", "cryo-s-a13"))
    found = device_called(device)
    kinds = nerve_kinds()
    area = _number(build, "nerve_area_mm2", 1e6 * kinds[nerve].area.value if nerve in kinds else 5.0)
    if area is None or area <= 0.0:
        what = "a nerve needs an area of more than nothing"
        raise CaseError(Complaint(what, "Write one like 12, or leave it out.", field="nerve_area_mm2"))
    where = beginning()
    slope = math.radians(where.slope.value)
    axis = np.array([0.0, -math.sin(slope), math.cos(slope)])
    half = where.flatness.value * math.sqrt(area / math.pi)
    count = 2 if int(_number(build, "placements", 1) or 1) >= 2 else 1
    base = 1e3 * where.stump_level.value if build.get("kind") == "stump" else 0.0
    apart = 0.5e3 * where.levels_apart.value
    levels = [("distal", base - apart), ("proximal", base + apart)]
    levels = levels if count == 2 else [("probe", base)]
    aside = -(half + 0.5e3 * found.diameter.value + 1e3 * where.gap.value)
    active = 0.5e3 * found.active_length.value * axis
    return [
        probe_row(name, device, 1e-3 * (np.array([aside, 0.0, level]) - active), axis)
        for name, level in levels
    ]


def _protocol(build: Mapping[str, Any]) -> list[str]:
    freeze, thaw = _number(build, "freeze_s", 120.0), _number(build, "thaw_s", 120.0)
    cold = _number(build, "temperature_degC", -80.0)
    cycles = max(1, min(20, int(_number(build, "cycles", 2.0) or 2)))
    return [f"Freeze at {cold:g} degC for {freeze:g} s", f"Thaw for {thaw:g} s"] * cycles


@cache
def bundled_cases() -> tuple[tuple[str, str], ...]:
    """Name and title of every bundled case; read once, the files are the package's own."""
    from cryonerve.case import bundled, load

    return tuple((name, load(name).title) for name in bundled())


def catalogue() -> dict[str, Any]:
    """What forms offer: devices, nerves and structures that can be limited, with sources of their figures."""
    from cryonerve.case.sense import LEG_NERVES, LIMIT_NAMES
    from cryonerve.reporting.wording import source_name
    from cryonerve.sources import devices, nerve_kinds

    return {
        "devices": [
            {
                "name": item.name,
                "title": item.title,
                "diameter_mm": round(1e3 * item.diameter.value, 4),
                "active_length_mm": round(1e3 * item.active_length.value, 4),
                "source": source_name(item.diameter.source),
            }
            for item in devices().values()
        ],
        "nerves": [
            {
                "name": item.name,
                "drawn": item.name in LEG_NERVES,
                "area_mm2": round(1e6 * item.area.value, 3),
                "depth_mm": round(1e3 * item.depth.value, 2),
                "source": source_name(item.area.source),
            }
            for item in nerve_kinds().values()
        ],
        "structures": [*LIMIT_NAMES, *LEG_NERVES],
    }
