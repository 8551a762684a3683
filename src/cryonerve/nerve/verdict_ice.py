"""The ice: left at withdrawal, larger than the zone that counts; and what console and gas can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing, History, Phase
from cryonerve.case.case import Case, Probe
from cryonerve.case.protocol import Freeze
from cryonerve.findings import Finding
from cryonerve.nerve.surface import surface_points
from cryonerve.nerve.verdict import held

__all__ = ["judge_console", "judge_ice", "judge_power", "withdrawals"]

Floats = NDArray[np.float64]
Field = NDArray[np.floating[Any]]

SUSTAINED = 30.0  # s at the end of a freeze over which power is averaged


def judge_ice(case: Case, volume: Volume, freezing: Freezing, *, radii: bool = True) -> Iterator[Finding]:
    """Ice left when each probe is withdrawn, and visible ice against the -20 degC zone.

    `radii` False: how far both reach is not said.
    """
    if freezing.stop.good and case.probes:
        yield _ice_left(case, volume, freezing)
    yield from _ice_ratio(case, freezing, radii=radii)


def withdrawals(case: Case, phases: tuple[Phase, ...]) -> dict[str, Phase]:
    """The phase at whose end each probe is pulled.

    A probe after which another one still works is pulled at the end of its own last step (it is moved);
    otherwise it stays until the end of the protocol.
    """
    found = {}
    for probe in case.probes:
        own = [index for index, phase in enumerate(phases) if _acts(phase, probe)]
        if own:
            later = [phase for phase in phases[own[-1] + 1 :] if phase.kind != "wait"]
            found[probe.name] = phases[own[-1]] if later else phases[-1]
    return found


def _acts(phase: Phase, probe: Probe) -> bool:
    return phase.kind != "wait" and (not phase.probes or probe.name in phase.probes)


def _ice_left(case: Case, volume: Volume, freezing: Freezing) -> Finding:
    """The worst withdrawal."""
    left = {
        name: (_ice_at(freezing, phase), phase) for name, phase in withdrawals(case, freezing.phases).items()
    }
    if not left:
        return held("ice-left", 0.0, "No probe acts in this protocol.")
    name, (volume_left, phase) = max(left.items(), key=lambda item: item[1][0])
    measured = f"At the end of '{phase.name}' ({phase.end:.0f} s) {1e9 * volume_left:.0f} mm3 of ice are left"
    where = _where(freezing, volume, phase.end) if volume_left > 0 else ""
    words = f"{measured}{where}; the probe '{name}' is withdrawn then."
    return held("ice-left", volume_left, words).on("ice")


def _ice_at(freezing: Freezing, phase: Phase) -> float:
    """Ice volume at the end of a phase, m3."""
    rows = [row for row in freezing.isotherms if row.surface == "ice" and row.phase == phase.name]
    return rows[-1].volume if rows else 0.0


def _where(freezing: Freezing, volume: Volume, time: float) -> str:
    """In which structures most of the ice lies, from the stored field nearest in time."""
    frame = freezing.temperature[int(np.abs(freezing.times - time).argmin())]
    ice = (frame < freezing.liquidus) & (freezing.tissue_volume > 0)
    amounts = {
        item.name: float(freezing.tissue_volume[ice & (freezing.labels == item.label)].sum())
        for item in volume.structures
    }
    names = [name for name, amount in sorted(amounts.items(), key=lambda item: -item[1])[:2] if amount > 0]
    return f", mostly in {' and '.join(names)}" if names else ""


def _ice_ratio(case: Case, freezing: Freezing, *, radii: bool) -> Iterator[Finding]:
    """Volumes and radii of the ice and of the -20 degC zone when the ice is largest."""
    ice = [row for row in freezing.isotherms if row.surface == "ice"]
    if not ice or max(row.volume for row in ice) <= 0:
        yield held("ice-ratio", 0.0, "No ice forms.")
        return
    largest = max(ice, key=lambda row: row.volume)
    cold = next(
        (r.volume for r in freezing.isotherms if r.surface == "-20C" and r.phase == largest.phase), 0.0
    )
    text = f"At the end of '{largest.phase}' the ice holds {1e9 * largest.volume:.0f} mm3, the -20 degC zone "
    if cold <= 0:
        finding = held("ice-ratio", float("inf"), text + "nothing.")
        yield Finding(
            finding.level, finding.about, None, finding.limit, finding.unit, finding.source, finding.reason
        )
        return
    text += f"{1e9 * cold:.0f} mm3{_radii(case, freezing) if radii else ''}."
    yield held("ice-ratio", largest.volume / cold, text).on("ice")


def _radii(case: Case, freezing: Freezing) -> str:
    """How far ice and the -20 degC surface reach, in words; none where one of them does not exist."""
    with np.errstate(invalid="ignore"):
        ice = _reach(case, freezing, freezing.nadir - freezing.liquidus, 0.0)
        cold = _reach(case, freezing, freezing.nadir, -20.0)
    if not (ice and cold):
        return ""
    return (
        f"; the ice reaches {1e3 * ice:.1f} mm from the probe's axis, the -20 degC "
        f"surface {1e3 * cold:.1f} mm ({ice / cold:.1f} times less)"
    )


def _reach(case: Case, freezing: Freezing, field: Field, level: float) -> float:
    """Typical distance of a surface from the axes of the active parts, m; 0 when there is no surface."""
    points, _ = surface_points(freezing, field, level)
    if not len(points) or not case.probes:
        return 0.0
    distances = []
    for probe in case.probes:
        tip, axis = np.array(probe.tip), np.array(probe.axis)
        length = case.device_of(probe).active_length.value
        along = np.clip((points - tip) @ axis, 0.0, length)
        distances.append(np.linalg.norm(points - tip - along[:, None] * axis, axis=1))
    return float(np.median(np.min(distances, axis=0)))


def judge_console(case: Case, freezing: Freezing) -> Iterator[Finding]:
    """How much warmer than the console's temperature the coldest moment of the wall is; the worst probe."""
    rows = []
    for probe in case.probes:
        asked = [
            step.temperature for step in case.protocol if isinstance(step, Freeze) and step.works(probe.name)
        ]
        wall = _series(freezing.probes, f"{probe.name} wall")
        if asked and wall is not None:
            reached = float(np.nanmin(wall))
            rows.append((reached - min(asked), probe, min(asked), reached))
    if not rows:
        return
    difference, probe, asked_for, reached = max(rows, key=lambda row: row[0])
    held_at = case.device_of(probe).wall.held_at
    note = " This device's wall is taken to be at the console's temperature." if held_at == "setpoint" else ""
    yield held(
        "console",
        difference,
        f"The console of '{probe.name}' says {asked_for:g} degC, its wall reaches {reached:.0f} degC.{note}",
    ).on("probe", probe.name)


def judge_power(case: Case, freezing: Freezing) -> Iterator[Finding]:
    """Heat one probe draws at the end of a freeze, and whether its cap binds; the worst probe."""
    rows = []
    for probe in case.probes:
        power = _series(freezing.probes, f"{probe.name} power")
        moments = [
            np.linspace(max(phase.start, phase.end - SUSTAINED), phase.end, 31)
            for phase in freezing.phases
            if phase.kind == "freeze" and _acts(phase, probe)
        ]
        if power is not None and moments:
            means = [
                float(np.interp(times, freezing.probes.times, np.nan_to_num(power))[:-1].mean())
                for times in moments
            ]
            rows.append((max(means), probe))
    if not rows:
        return
    most, probe = max(rows, key=lambda row: row[0])
    cap = case.device_of(probe).wall.power_cap
    measured = f"The probe '{probe.name}' draws {most:.1f} W at the end of a freeze."
    if cap is not None and most >= 0.98 * cap.value:
        reason = (
            f"{measured} That is its cap of {cap.value:g} W: the wall is warmer than the gas could make it."
        )
        made = Finding("note", "power cap of the device", most, cap.value, "W", cap.source, reason)
        yield made.on("probe", probe.name)
    yield held("power", most, measured).on("probe", probe.name)


def _series(history: History, name: str) -> Floats | None:
    """One column, NaN where the probe exchanges no heat; None where it is absent or never known."""
    if name not in history.names:
        return None
    values = np.asarray(history.values[:, history.names.index(name)], float)
    return values if np.isfinite(values).any() else None
