"""The tables of the report as rows of plain text: findings, numbers, ice, what was assumed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cryonerve.bioheat.isotherms import SURFACES
from cryonerve.bioheat.probe_boundary import placement_of
from cryonerve.case.case import Probe
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.lesion import Lesion
from cryonerve.reporting.figures.planes import points_labels
from cryonerve.reporting.finding_rows import FindingRow, finding_rows
from cryonerve.reporting.odds import by_grade, by_law
from cryonerve.reporting.run import Run
from cryonerve.reporting.wording import (
    bare,
    period,
    quantity,
    source_name,
    sourced,
    typeset,
)
from cryonerve.sources.device import Device
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.value import Sourced

__all__ = [
    "FindingRow",
    "NumberRow",
    "assumption_rows",
    "by_law",
    "device_rows",
    "finding_rows",
    "follow_up_rows",
    "ice_rows",
    "nerve_rows",
    "number_range",
    "other_nerve_rows",
    "probe_rows",
    "tissue_rows",
    "tissues_used",
]

_SCORES = {
    "vas": ("Pain, VAS", "of 10"),
    "nrs": ("Pain, NRS", "of 10"),
    "barthel": ("Barthel index", "of 100"),
}


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number with its band (or "") and its source."""

    about: str
    value: str
    band: str
    source: str


def nerve_rows(run: Run) -> dict[str, tuple[NumberRow, ...]]:
    """What is predicted for each treated nerve; empty without a prediction."""
    if run.prediction is None:
        return {}
    treated = [nerve.name for nerve in run.volume.nerves if nerve.treated]
    return {
        name: _lesion_rows(run.prediction.lesions[name]) for name in run.prediction.lesions if name in treated
    }


def other_nerve_rows(run: Run) -> tuple[tuple[str, ...], ...]:
    """One line for each nerve not to be treated: coldest, share and length below −20 °C, grade, chance."""
    if run.prediction is None:
        return ()
    treated = {nerve.name for nerve in run.volume.nerves if nerve.treated}
    return tuple(
        (
            name,
            quantity(lesion.min_temperature, "degC"),
            quantity(lesion.best_area_fraction, "%"),
            quantity(lesion.full_length, "mm"),
            lesion.grade,
            f"{bare(100 * lesion.p_axonotmesis, 2)} %",
        )
        for name, lesion in run.prediction.lesions.items()
        if name not in treated
    )


def _lesion_rows(lesion: Lesion) -> tuple[NumberRow, ...]:
    who = ", ".join(source_name(key) for key in lesion.sources) or "assumed"
    rows = [
        (
            "Fascicle area below −20 °C, best cross-section",
            quantity(lesion.best_area_fraction, "%"),
            "",
            "solver",
        ),
        (
            "Length with the whole cross-section below −20 °C",
            quantity(lesion.full_length, "mm"),
            "",
            "solver",
        ),
        ("Coldest point of the nerve", quantity(lesion.min_temperature, "degC"), "", "solver"),
        (
            "Coldest temperature of the warmest fascicle, best station",
            quantity(lesion.warmest_fascicle_nadir, "degC"),
            "",
            "solver",
        ),
        ("−20 °C falls short of the far side by", quantity(lesion.missing, "mm"), "", "solver"),
        _interrupted(lesion),
        (
            "Probability that the whole nerve is interrupted",
            f"{bare(100 * lesion.p_axonotmesis, 2)} %",
            by_law(lesion),
            who,
        ),
        ("Grade", lesion.grade, by_grade(lesion), who),
        ("Sheath of the nerve", "expected intact" if lesion.sheath_preserved else "not known", "", who),
    ]
    return tuple(NumberRow(*row) for row in rows)


def _interrupted(lesion: Lesion) -> tuple[str, str, str, str]:
    """How many fascicles are interrupted, and over which length all of them together."""
    what = lesion.completeness
    if what is None:
        return ("Fascicles interrupted", "not judged", "", "solver")
    rule = f"below {quantity(what.below, 'degC')} over at least {quantity(what.sufficient, 'mm')}"
    together = f"together over {quantity(what.common_length, 'mm')}" if what.interrupted else ""
    return (
        f"Fascicles interrupted ({rule})",
        f"{len(what.interrupted)} of {len(what.fascicles)}",
        together,
        "solver",
    )


def number_range(number: Sourced, size: float, unit: str) -> str:
    """The bounds or the spread of a number, `size` times its SI value in `unit`; "" when it has neither."""
    if number.bounds is not None:
        low, high = number.bounds
        joint = " to " if low < 0 else "–"
        return f"{bare(low * size)}{joint}{bare(high * size)} {unit}"
    if number.spread and number.law == "normal":
        return f"± {bare(number.spread * size)} {unit}"
    return ""


def probe_rows(run: Run) -> tuple[tuple[str, ...], ...]:
    """Per probe: name, device, size, way from the skin to the tip, gap to the nerve, coldest wall."""
    course = run.volume.treated_nerve
    rows = []
    for probe in run.case.probes:
        device = run.case.device_of(probe)
        gap = "–"
        if course is not None:
            distance = gap_between(course, placement_of(run.case, probe)).width
            gap = (
                quantity(distance, "mm", 2)
                if distance > 0
                else f"in the nerve, {quantity(-distance, 'mm', 2)}"
            )
        size = f"{quantity(device.diameter.value, 'mm')} × {quantity(device.active_length.value, 'mm')}"
        steps = np.arange(0.0, 0.25, 0.5e-3)
        path = np.asarray(probe.tip) + steps[:, None] * np.asarray(probe.axis)
        outside = np.flatnonzero(points_labels(run.volume, path, 0.5e-3) == 0)
        depth = quantity(float(steps[outside[0]]), "mm") if len(outside) and not run.volume.uniform else "–"
        rows.append((probe.name, device.title, size, depth, gap, _coldest_wall(run, probe)))
    return tuple(rows)


def _coldest_wall(run: Run, probe: Probe) -> str:
    history = run.freezing.probes
    name = f"{probe.name} wall"
    if name not in history.names or not history.values.size:
        return "–"
    values = history.values[:, history.names.index(name)]
    return quantity(float(np.nanmin(values)), "degC") if np.isfinite(values).any() else "–"


def ice_rows(run: Run) -> tuple[tuple[str, ...], ...]:
    """Per phase: name, end, volumes of ice, below −20 °C and below −40 °C in mm³."""
    found: dict[str, dict[str, float]] = {}
    for row in run.freezing.isotherms:
        found.setdefault(row.phase, {})[row.surface] = row.volume
    rows = []
    for phase in run.freezing.phases:
        volumes = found.get(phase.name, {})
        cells = [_cubic(volumes.get(surface)) for surface, _ in SURFACES]
        rows.append((phase.name, quantity(phase.end, "min"), *cells))
    return tuple(rows)


def _cubic(volume: float | None) -> str:
    return "–" if volume is None else bare(round(volume * 1e9, 1), 4)


def follow_up_rows(run: Run) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Per visit: when it was, and what was recorded, in the recorder's scale."""
    rows = []
    for visit in sorted(run.case.follow_up, key=lambda item: item.at):
        cells = []
        for name, value in visit.scores.items():
            if name == "improvement":
                cells.append(("Improvement, as the patient felt it", quantity(value, "%")))
            else:
                title, of = _SCORES.get(name, (name, ""))
                cells.append((title, f"{bare(value)} {of}".strip()))
        if visit.remark:
            cells.append(("Noted", visit.remark))
        rows.append((_visit(visit.at), tuple(cells) or (("Nothing recorded", ""),)))
    return tuple(rows)


def _visit(seconds: float) -> str:
    return "At the procedure" if seconds == 0 else f"After {period(seconds)}"


def assumption_rows(run: Run) -> tuple[tuple[str, str, str, str], ...]:
    """Fields of the case that are assumed or unknown: path, the words, the standing, why."""
    return tuple(
        (
            item.path,
            typeset(item.text) or "–",
            item.standing,
            item.why or source_name(item.source or "assumed"),
        )
        for item in run.case.standings
        if item.standing != "stated"
    )


def tissues_used(run: Run) -> tuple[Tissue, ...]:
    """Heat properties that took part, in the order of the structures."""
    names = dict.fromkeys(item.tissue for item in run.volume.structures if item.label != 0)
    return tuple(run.case.tissues[name] for name in names if name in run.case.tissues)


def tissue_rows(run: Run) -> tuple[tuple[str, ...], ...]:
    """Per tissue: conductivity, heat capacity, latent heat, freezing range, perfusion, sources; * assumed."""
    rows = []
    for tissue in tissues_used(run):
        frozen = tissue.frozen_law or _marked(tissue.conductivity_frozen, 1.0)
        solidus, liquidus = _marked(tissue.solidus, 1.0), _marked(tissue.liquidus, 1.0)
        rows.append(
            (
                tissue.name,
                f"{_marked(tissue.conductivity_unfrozen, 1.0)} / {frozen}",
                " / ".join(
                    _marked(number, 1e-6)
                    for number in (tissue.heat_capacity_unfrozen, tissue.heat_capacity_frozen)
                ),
                _marked(tissue.latent_heat, 1e-6),
                f"{solidus} to {liquidus}",
                _marked(tissue.perfusion, 1.0),
                _who(tissue),
            )
        )
    return tuple(rows)


def _marked(number: Sourced, size: float) -> str:
    star = "*" if number.standing in ("recalled", "assumed", "unknown") else ""
    return f"{bare(number.value * size)}{star}"


def _who(tissue: Tissue) -> str:
    numbers = (
        tissue.conductivity_unfrozen,
        tissue.conductivity_frozen,
        tissue.heat_capacity_unfrozen,
        tissue.heat_capacity_frozen,
        tissue.latent_heat,
        tissue.solidus,
        tissue.liquidus,
        tissue.perfusion,
    )
    names = dict.fromkeys(sourced(number) for number in numbers)
    return ", ".join(name if name != "assumed" else "* assumed" for name in names)


def device_rows(run: Run) -> tuple[NumberRow, ...]:
    """The numbers of the devices in use, with their spread and source."""
    rows: list[NumberRow] = []
    for name in dict.fromkeys(probe.device for probe in run.case.probes):
        rows += _device(run.case.devices[name])
    return tuple(rows)


def _device(device: Device) -> list[NumberRow]:
    wall, thaw = device.wall, device.thaw
    numbers: list[tuple[str, Sourced | None, str, float]] = [
        ("diameter", device.diameter, "mm", 1e3),
        ("active length", device.active_length, "mm", 1e3),
        ("cooldown, time constant", wall.cooldown, "s", 1.0),
        ("gas temperature", wall.gas_temperature, "degC", 1.0),
        ("film coefficient", wall.coefficient, "W/m2/K", 1.0),
        ("power cap", wall.power_cap, "W", 1.0),
        ("active thaw to", thaw.to, "degC", 1.0),
    ]
    rows = [
        NumberRow(
            f"{device.title}: {about}",
            quantity(number.value, unit),
            typeset(number_range(number, size, unit)),
            sourced(number),
        )
        for about, number, unit, size in numbers
        if number is not None
    ]
    held = (
        "the wall is held at the protocol’s temperature"
        if wall.held_at == "setpoint"
        else "the gas cools the wall"
    )
    rows.append(NumberRow(f"{device.title}: {held}; thaw", thaw.kind, "", "catalogue or case"))
    return rows
