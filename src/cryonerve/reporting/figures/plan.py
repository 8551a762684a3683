"""Figure 1: the plan drawn to scale, before any cold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.probe_boundary import placement_of
from cryonerve.case.case import Block, Probe
from cryonerve.nerve.closeness import gap_between
from cryonerve.reporting.figures import scene
from cryonerve.reporting.figures.naming import Named, beside, named_structures, shortened
from cryonerve.reporting.figures.planes import (
    Plane,
    across_plane,
    along_planes,
    axial_plane,
    middle_of_active_tip,
)
from cryonerve.reporting.figures.sheet import INK, OUTLINE, halo, save, sheet
from cryonerve.reporting.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw", "overview", "plan_planes"]

Floats = NDArray[np.float64]
LARGEST = 95e-3  # m, half of the widest picture that still shows a nerve
CLOSE_UPS = 3
NAMED_PROBES = 4  # more of them are drawn without names


def draw(run: Run, path: Path) -> Path:
    """Axial and longitudinal section of the whole site, and each probe beside the nerve enlarged."""
    close = _close_ups(run)
    height = 15.6 if close else 9.2
    with sheet(18.0, height) as figure:
        top = 8.6 / height
        wide, tall = (9.6, 7.9), (8.0, 7.9)
        axial, along = plan_planes(run, wide, tall)
        rectangles = ((0.0, wide[0]), (9.9, tall[0]))
        for plane, (left, width) in zip((axial, along), rectangles, strict=True):
            axes = figure.add_axes((left / 18, 1 - top + 0.1 / height, width / 18, 7.9 / height))
            overview(axes, run, plane)
            axes.set_title(_title(run, plane), fontsize=9.5, pad=4)
        for index, (probe, plane) in enumerate(close):
            slot = 18.0 / len(close)
            width = slot - (0.3 if len(close) > 1 else 0.0)
            axes = figure.add_axes((index * slot / 18, 0.1 / height, width / 18, 5.8 / height))
            _close_up(axes, run, probe, replace(plane, half_width=plane.half_height * width / 5.8))
        return save(figure, path)


def _title(run: Run, plane: Plane) -> str:
    if plane.title == "axial":
        return "Axial section"
    return "Section along the nerve" if run.volume.treated_nerve is not None else "Section along the probe"


def plan_planes(run: Run, first: tuple[float, float], second: tuple[float, float]) -> tuple[Plane, Plane]:
    """Axial and longitudinal plane that show the whole site in slots of (width, height) cm."""
    centre = _centre(run)
    low, high = _site(run, centre)
    middle = 0.5 * (low + high)
    axial_origin = np.array([middle[0], middle[1], centre[2]])
    axial = axial_plane(axial_origin, 1.0)
    along, _ = along_planes(run.case, run.volume, centre, 1.0, by_axis=True)
    # Slide the longitudinal cut within its own plane until the limb sits in the middle.
    shift = middle - centre
    origin = centre + (shift @ along.right) * along.right + (shift @ along.up) * along.up
    along = replace(along, origin=origin)
    return _fitted(axial, low, high, first), _fitted(along, low, high, second)


def _centre(run: Run) -> Floats:
    """Middle of the active tips, moved onto the nerve when there is one."""
    probes = run.case.probes
    if not probes:
        return np.asarray(run.volume.bounds.mean(axis=0))
    middles = np.array([middle_of_active_tip(run.case, probe) for probe in probes])
    course = run.volume.treated_nerve
    if course is None:
        return np.asarray(middles[0], dtype=float)
    # The level of the first probe: what the axial picture shows is what that probe does.
    station = int(np.argmin(np.linalg.norm(course.points - middles[0], axis=1)))
    return np.asarray(course.points[station], dtype=float)


def _site(run: Run, centre: Floats) -> tuple[Floats, Floats]:
    """Low and high corner of what the overview shows, m."""
    low, high = run.volume.bounds
    return np.maximum(low, centre - LARGEST), np.minimum(high, centre + LARGEST)


def _fitted(plane: Plane, low: Floats, high: Floats, slot: tuple[float, float]) -> Plane:
    """The plane just large enough for the box, in the slot's proportions."""
    half = 0.5 * (high - low)
    width = float(np.abs(plane.right) @ half) * 1.04
    height = float(np.abs(plane.up) @ half) * 1.04
    proportion = slot[0] / slot[1]
    half_height = max(height, width / proportion)
    return replace(plane, half_width=half_height * proportion, half_height=half_height)


def overview(
    axes: Axes, run: Run, plane: Plane, *, names: bool = True, size: float = 7.5
) -> NDArray[np.int16]:
    """Anatomy, probes to scale, names, scale bar and orientation; gives the labels (row, column)."""
    scene.start(axes, plane)
    labels = scene.anatomy(axes, run.volume, plane, plane.half_height / 260)
    middles = scene.probe_silhouettes(axes, run.case, plane)
    if names:
        shown: list[Named] = (
            [] if isinstance(run.case.anatomy, Block) else named_structures(run.volume, labels, plane)
        )
        few = sorted(middles.items()) if len(middles) <= NAMED_PROBES else []
        shown += [(f"probe {name}", (float(at[0]), float(at[1]))) for name, at in few]
        beside(axes, plane, shown, size=size)
    scene.scale_bar(axes, plane)
    scene.orientation(axes, plane, run.case)
    return labels


def _close_ups(run: Run) -> list[tuple[Probe, Plane]]:
    """For each of the first probes the cut across the nerve where the probe comes nearest."""
    course = run.volume.treated_nerve
    if course is None:
        return []
    found = []
    for probe in run.case.probes[:CLOSE_UPS]:
        gap = gap_between(course, placement_of(run.case, probe))
        if gap.width > 30e-3:
            continue
        station = int(np.argmin(np.linalg.norm(course.points - gap.on_nerve, axis=1)))
        centre = 0.5 * (course.points[station] + gap.on_probe)
        half = max(6e-3, 0.75 * float(np.linalg.norm(gap.on_probe - course.points[station])) + 4e-3)
        found.append((probe, across_plane(course, station, centre, half)))
    if len(found) == 1:
        probe, across = found[0]
        along, _ = along_planes(run.case, run.volume, across.origin, 1.0)
        half = max(across.half_height, 0.8 * run.case.device_of(probe).active_length.value + 2e-3)
        found.append((probe, replace(along, half_width=half, half_height=half)))
    return found


def _close_up(axes: Axes, run: Run, probe: Probe, plane: Plane) -> None:
    course = run.volume.treated_nerve
    if course is None:
        return
    scene.start(axes, plane)
    labels = scene.anatomy(axes, run.volume, plane, plane.half_height / 160)
    if plane.title == "across the nerve":
        _fascicles(axes, run, plane)
    scene.probe_silhouettes(axes, replace(run.case, probes=(probe,)), plane)
    gap = gap_between(course, placement_of(run.case, probe))
    width = gap.width
    names_right = bool(plane.project(middle_of_active_tip(run.case, probe))[0][0, 0] < 0)
    ends, _ = plane.project(np.stack([gap.on_nerve, gap.on_probe]))
    if width > 0:
        axes.plot(*ends.T, color=INK, linewidth=1.2, zorder=15, marker="o", markersize=2.6)
        words = f"{width * 1e3:.1f} mm"
    else:
        words = "in contact" if width > -0.2e-3 else f"{-width * 1e3:.1f} mm into the nerve"
    text = axes.annotate(
        f"gap {words}" if width > 0 else words,
        xy=tuple(ends.mean(axis=0)),
        xytext=(0.25 if names_right else 0.75, 0.17),
        textcoords="axes fraction",
        ha="center",
        va="bottom",
        fontsize=8.5,
        fontweight="bold",
        zorder=22,
        arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.7},
    )
    text.set_path_effects(halo())
    beside(
        axes,
        plane,
        _near_names(run, labels, plane),
        size=7,
        sides="right" if names_right else "left",
    )
    scene.scale_bar(axes, plane)
    scene.orientation(axes, plane, run.case, size=7, short=True)
    seen = "across the nerve" if plane.title == "across the nerve" else "along the nerve"
    axes.set_title(f"Probe {shortened(probe.name, 10)}, {seen}", fontsize=9, pad=4)


def _near_names(run: Run, labels: NDArray[np.int16], plane: Plane) -> list[Named]:
    """What matters beside a probe: nerves by name, vessels and bone by their kind."""
    kinds = {item.name: item.kind for item in run.volume.structures}
    near = ("nerve", "artery", "vein", "bone", "skin")
    return [
        (name if kinds[name] == "nerve" else kinds[name], at)
        for name, at in named_structures(run.volume, labels, plane)
        if kinds[name] in near
    ]


def _fascicles(axes: Axes, run: Run, plane: Plane) -> None:
    """Fascicles of the treated nerve where the plane cuts it."""
    course = run.volume.treated_nerve
    if course is None:
        return
    station = int(np.argmin(np.abs((course.points - plane.origin) @ plane.normal)))
    centres = course.points[station] + course.fascicle_offsets[station] @ course.across[station]
    flat, _ = plane.project(centres)
    angle = np.linspace(0.0, 2 * np.pi, 33)
    for (x, y), radius in zip(flat, course.fascicle_radii[station] * 1e3, strict=True):
        if radius > 0:
            axes.fill(
                x + radius * np.cos(angle),
                y + radius * np.sin(angle),
                facecolor="#fff9b0",
                edgecolor=OUTLINE,
                linewidth=0.5,
                zorder=4,
            )
