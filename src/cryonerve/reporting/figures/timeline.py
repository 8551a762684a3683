"""Figures 4 and 6: temperature along time, and how much tissue is frozen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.result import Freezing, NerveHistory
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze
from cryonerve.reporting.figures.naming import shortened, spread_apart
from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, MUTED, PROBE, phase_bands, save, sheet, tidy
from cryonerve.reporting.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["coldest_station", "draw_temperatures", "draw_volumes", "setpoints"]

Floats = NDArray[np.float64]
Curve = tuple[str, Floats, Floats, str, object, float]
MOST_SENSORS = 6
SENSOR_COLOURS = ("#CC79A7", "#8a3d6b", "#5f6b76", "#b35c00", "#a58fc7", "#3f7f93")


def coldest_station(history: NerveHistory) -> int:
    """The station whose warmest fascicle got coldest: where the lesion is best."""
    usable = np.where(history.inside, history.nadir_samples.max(axis=(1, 2)), np.inf)
    return int(np.argmin(usable)) if np.isfinite(usable).any() else 0


def setpoints(case: Case, freezing: Freezing) -> tuple[Floats, Floats]:
    """What the console showed: minutes and degC, broken where it does not freeze."""
    minutes: list[float] = []
    values: list[float] = []
    for phase, step in zip(freezing.phases, case.protocol, strict=False):
        if isinstance(step, Freeze):
            minutes += [phase.start / 60, phase.end / 60, phase.end / 60]
            values += [step.temperature, step.temperature, np.nan]
    return np.array(minutes), np.array(values)


def _bands(axes: Axes, freezing: Freezing) -> None:
    phase_bands(
        axes, tuple((phase.name, phase.kind, phase.start / 60, phase.end / 60) for phase in freezing.phases)
    )
    end = max((phase.end for phase in freezing.phases), default=float(freezing.times[-1])) / 60
    axes.set_xlim(0, max(end, 1e-3))
    axes.set_xlabel("time since the first freeze began, min", fontsize=8.5)


def _nerve_curves(run: Run) -> list[Curve]:
    course = run.volume.treated_nerve
    history = run.freezing.nerves.get(course.name) if course is not None else None
    if history is None or not len(history.times) or not history.fascicles.size:
        return []
    station = coldest_station(history)
    minutes = history.times / 60
    fascicles = np.asarray(history.fascicles[:, station], dtype=np.float64)
    nadir = history.nadir_samples[station].max(axis=1)
    coldest, warmest = int(np.argmin(nadir)), int(np.argmax(nadir))
    return [
        ("nerve, coldest fascicle", minutes, fascicles[:, coldest], "#56B4E9", "solid", 1.8),
        ("nerve, centre", minutes, history.centre[:, station], "#8a7600", "solid", 2.4),
        ("nerve, warmest fascicle", minutes, fascicles[:, warmest], "#E69F00", "solid", 1.8),
    ]


def _curves(run: Run) -> list[Curve]:
    freezing = run.freezing
    curves = _nerve_curves(run)
    minutes = freezing.sensors.times / 60
    for index, name in enumerate(freezing.sensors.names[:MOST_SENSORS]):
        skin = "skin" in name.lower()
        colour = "#009E73" if skin else SENSOR_COLOURS[index % len(SENSOR_COLOURS)]
        style = "solid" if skin else (0, (4, 1, 1, 1))
        curves.append((shortened(name, 30), minutes, freezing.sensors.values[:, index], colour, style, 1.3))
    walls = [index for index, name in enumerate(freezing.probes.names) if name.endswith(" wall")]
    for index in walls[:3]:
        name = freezing.probes.names[index].removesuffix(" wall")
        label = "probe wall" if len(walls) == 1 else f"wall of {shortened(name, 14)}"
        curves.append(
            (label, freezing.probes.times / 60, freezing.probes.values[:, index], PROBE, "solid", 1.2)
        )
    return [curve for curve in curves if np.isfinite(curve[2]).any()]


def draw_temperatures(run: Run, path: Path) -> Path:
    """Nerve, sensors, probe wall and the console's number, named at the end of their lines."""
    with sheet(18.0, 9.6) as figure:
        axes = figure.add_axes((0.075, 0.115, 0.60, 0.80))
        _bands(axes, run.freezing)
        names: list[tuple[float, str, str]] = []
        end = axes.get_xlim()[1]
        for label, minutes, values, colour, style, width in _curves(run):
            axes.plot(minutes, values, color=colour, linestyle=style, linewidth=width, zorder=4)
            finite = np.flatnonzero(np.isfinite(values))
            names.append((float(values[finite[-1]]), label, colour))
        minutes, values = setpoints(run.case, run.freezing)
        if len(minutes):
            axes.plot(minutes, values, color=INK, linestyle=(0, (1, 1)), linewidth=1.4, zorder=3)
            names.append((float(np.nanmin(values)), "console setpoint", INK))
        for line in ISOTHERMS[1:]:
            axes.axhline(line.temperature, color=line.colour, linestyle=line.style, linewidth=0.9, zorder=2)
        axes.axhline(0.0, color=ISOTHERMS[0].colour, linewidth=0.9, zorder=2)
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, -45.0), max(high, 40.0))
        axes.set_ylabel("temperature, °C", fontsize=8.5)
        tidy(axes)
        _name_ends(axes, names, end)
        return save(figure, path)


def _name_ends(axes: Axes, names: list[tuple[float, str, str]], end: float) -> None:
    """Names to the right of the lines' ends, pushed apart."""
    low, high = axes.get_ylim()
    ordered = sorted(names)
    levels = spread_apart([name[0] for name in ordered], 0.052 * (high - low), low, high)
    for (value, label, colour), level in zip(ordered, levels, strict=True):
        axes.annotate(
            label,
            xy=(end, value),
            xytext=(1.045 * end, level),
            va="center",
            ha="left",
            fontsize=8,
            color=colour,
            fontweight="bold",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7, "relpos": (0.0, 0.5)},
        )


def draw_volumes(run: Run, path: Path) -> Path:
    """Tissue below each surface at the end of every phase, in cubic millimetres."""
    phases = [phase for phase in run.freezing.phases if phase.end > phase.start]
    known = {(row.phase, row.surface): row.volume * 1e9 for row in run.freezing.isotherms}
    biggest = max(known.values(), default=0.0)
    crowded = len(phases) > 8
    with sheet(18.0, 6.6) as figure:
        axes = figure.add_axes((0.085, 0.27, 0.90, 0.58) if crowded else (0.085, 0.13, 0.90, 0.72))
        places = np.arange(len(phases))
        for index, line in enumerate(ISOTHERMS):
            heights = np.array([known.get((phase.name, line.surface), 0.0) for phase in phases])
            across = places + (index - 1) * 0.27
            axes.bar(
                across,
                heights,
                width=0.25,
                color=line.fill,
                edgecolor=line.colour,
                linewidth=1.3,
                linestyle=line.style,
                label="ice" if line.surface == "ice" else f"below {line.label}",
            )
            for place, height in () if crowded else zip(across, heights, strict=True):
                level = height + 0.015 * biggest
                axes.text(
                    place, level, _count(height), ha="center", va="bottom", fontsize=7.2, color=line.colour
                )
        axes.set_xticks(places, [shortened(phase.name, 14) for phase in phases], fontsize=8.5)
        if crowded:
            axes.tick_params(axis="x", rotation=60)
        axes.set_ylabel("tissue, mm³", fontsize=8.5)
        axes.set_ylim(0, max(biggest * 1.14, 1.0))
        tidy(axes)
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, fontsize=8.5)
        axes.text(
            1.0,
            1.05,
            "at the end of each phase",
            transform=axes.transAxes,
            ha="right",
            fontsize=8.5,
            color=MUTED,
        )
        return save(figure, path)


def _count(cubic_millimetres: float) -> str:
    if cubic_millimetres < 0.5:
        return "0"
    return f"{cubic_millimetres:.0f}" if cubic_millimetres < 1e4 else f"{cubic_millimetres:.2g}"
