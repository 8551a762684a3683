"""Figure 2: three cuts through the ice at the end of each phase, with isotherms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.result import Freezing, Phase
from cryonerve.reporting.figures import scene
from cryonerve.reporting.figures.naming import spread_apart
from cryonerve.reporting.figures.planes import (
    Plane,
    along_planes,
    axial_plane,
    fields_on,
    frame_at,
    ice_extent,
    labels_on,
    middle_of_active_tip,
)
from cryonerve.reporting.figures.sheet import (
    INK,
    ISOTHERMS,
    MUTED,
    NERVE,
    OUTLINE,
    PHASE_COLOURS,
    PROBE,
    SHAFT,
    halo,
    save,
    sheet,
)
from cryonerve.reporting.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "COLUMNS",
    "Cut",
    "cut_through",
    "cuts",
    "draw",
    "isotherm_legend",
    "name_isotherms",
    "panel",
    "shown_phases",
]

Floats = NDArray[np.float64]
COLUMNS = 4
MOST_PHASES = 8


@dataclass(frozen=True, eq=False)
class Cut:
    """What is seen on a plane: labels, liquidus (row, column) and fields (moment, row, column), degC."""

    plane: Plane
    step: float  # m, size of a pixel
    labels: NDArray[np.int16]
    fields: Floats
    liquidus: Floats


def cut_through(run: Run, plane: Plane, frames: list[int]) -> Cut:
    """What a plane shows in some saved frames."""
    step = plane.half_width / 150
    fields, liquidus = fields_on(run.freezing, plane, frames, step)
    return Cut(plane, step, labels_on(run.volume, plane, step), fields, liquidus)


def shown_phases(freezing: Freezing) -> tuple[Phase, ...]:
    """The phases whose end is shown: all of them, or of a long protocol the freezes with most ice."""
    phases = tuple(phase for phase in freezing.phases if phase.end > phase.start)
    if len(phases) <= MOST_PHASES:
        return phases
    ice = {row.phase: row.volume for row in freezing.isotherms if row.surface == "ice"}
    freezes = [phase for phase in phases if phase.kind == "freeze"] or list(phases)
    most = sorted(freezes, key=lambda phase: -ice.get(phase.name, 0.0))[: MOST_PHASES - 1]
    kept = [*most, phases[-1]]
    return tuple(sorted(set(kept), key=lambda phase: phase.start))


def cuts(run: Run) -> tuple[Plane, Plane, Plane]:
    """Axial through the middle of the first probe's active tip, and two cuts along the nerve.

    All three have the same scale and hold all the ice there ever was, if it is not larger than a hand.
    """
    probes = run.case.probes
    middle = middle_of_active_tip(run.case, probes[0]) if probes else run.volume.bounds.mean(axis=0)
    course = run.volume.treated_nerve
    on_nerve = middle
    if course is not None:
        station = int(np.argmin(np.linalg.norm(course.points - middle, axis=1)))
        if np.linalg.norm(course.points[station] - middle) < 15e-3:
            on_nerve = course.points[station]
    box = ice_extent(run.freezing)
    low, high = box if box is not None else (middle - 8e-3, middle + 8e-3)
    low, high = np.maximum(low, middle - 40e-3), np.minimum(high, middle + 40e-3)
    half = float(np.clip(0.5 * (high - low).max() + 3e-3, 8e-3, 40e-3))
    centre = 0.5 * (low + high)
    axial = axial_plane(np.array([centre[0], centre[1], middle[2]]), half)
    along, square = along_planes(run.case, run.volume, on_nerve, half)
    return axial, _slid(along, centre), _slid(square, centre)


def _slid(plane: Plane, centre: Floats) -> Plane:
    """The same cut, moved within itself until `centre` is in the middle."""
    shift = centre - plane.origin
    return replace(
        plane, origin=plane.origin + (shift @ plane.right) * plane.right + (shift @ plane.up) * plane.up
    )


def draw(run: Run, folder: Path) -> tuple[Path, ...]:
    """One sheet for every four phases."""
    phases = shown_phases(run.freezing)
    planes = cuts(run)
    pages = [phases[first : first + COLUMNS] for first in range(0, len(phases), COLUMNS)]
    return tuple(
        _page(run, planes, page, folder / f"slices-{index + 1}.png")
        for index, page in enumerate(pages)
        if page
    )


def _page(run: Run, planes: tuple[Plane, ...], phases: tuple[Phase, ...], path: Path) -> Path:
    margin, top, foot = 0.7, 1.0, 1.0
    columns = max(len(phases), 3)
    slot = min(17.2 / columns, 5.4)
    side = slot - 0.12
    width, height = margin + columns * slot + 0.1, top + 3 * slot + foot
    frames = [frame_at(run.freezing, phase.end) for phase in phases]
    with sheet(width, height) as figure:
        for row, (plane, title) in enumerate(zip(planes, _titles(run), strict=True)):
            cut = cut_through(run, plane, frames)
            bottom = height - top - (row + 1) * slot
            middle = (bottom + side / 2) / height
            figure.text(
                0.28 / width,
                middle,
                title,
                rotation=90,
                ha="center",
                va="center",
                fontsize=8.5,
                fontweight="bold",
            )
            for column, phase in enumerate(phases):
                left = margin + column * slot
                axes = figure.add_axes((left / width, bottom / height, side / width, side / height))
                panel(axes, run, cut, column)
                if column == 0:
                    scene.orientation(axes, plane, run.case, size=7, short=True)
                if column == len(phases) - 1:
                    scene.scale_bar(axes, plane)
                if row == 0:
                    _heading(axes, phase)
        isotherm_legend(figure, 0.45 / height, nerve=run.volume.treated_nerve is not None)
        return save(figure, path)


def _titles(run: Run) -> tuple[str, str, str]:
    if run.volume.treated_nerve is None:
        return ("Axial", "Along the probe", "Along, square to it")
    return ("Axial", "Along nerve and probe", "Along nerve, square")


def _heading(axes: Axes, phase: Phase) -> None:
    minutes, seconds = divmod(round(phase.end), 60)
    axes.text(
        0.5,
        1.03,
        f"end of {phase.name}  {minutes}:{seconds:02d}",
        transform=axes.transAxes,
        ha="center",
        va="bottom",
        fontsize=8.5,
        fontweight="bold",
        bbox={"facecolor": PHASE_COLOURS.get(phase.kind, "#f0f0f0"), "edgecolor": "none", "pad": 2.5},
    )


def panel(axes: Axes, run: Run, cut: Cut, index: int, *, size: float = 7.0) -> None:
    """One cut at one moment: anatomy, ice, nerve and probes, with the isotherms named."""
    plane, labels, field = cut.plane, cut.labels, cut.fields[index]
    scene.start(axes, plane)
    scene.anatomy(axes, run.volume, plane, cut.step, labels=labels)
    frozen = scene.isotherms(axes, plane, field, cut.liquidus, inside=labels > 0)
    scene.nerve_outline(axes, labels, run.volume, plane)
    scene.probe_shadows(axes, run.case, plane)
    scene.probe_cut(axes, run.case, plane, cut.step)
    if frozen:
        name_isotherms(axes, plane, np.where(labels > 0, field, np.nan), cut.liquidus, size=size)
    else:
        axes.text(
            0.97,
            0.97,
            "no ice",
            transform=axes.transAxes,
            ha="right",
            va="top",
            fontsize=8,
            color=MUTED,
            zorder=20,
        ).set_path_effects(halo())


def name_isotherms(axes: Axes, plane: Plane, field: Floats, liquidus: Floats, *, size: float = 7.0) -> None:
    """Write each line's temperature at the upper right with a thin leader to the line itself."""
    x, y = plane.axes_mm(field.shape)
    grid_x, grid_y = np.meshgrid(x, y)
    spots = []
    for line in ISOTHERMS:
        level = liquidus if line.surface == "ice" else line.temperature
        below = np.nan_to_num(level - field, nan=-1.0) > 0
        if below.sum() < 12:
            continue
        # The point of the region that lies furthest towards the upper right corner.
        reach = np.where(below, grid_x + 1.15 * grid_y, -np.inf)
        row, column = np.unravel_index(int(np.argmax(reach)), reach.shape)
        spots.append((line, float(x[column]), float(y[row])))
    _, right, bottom, top = plane.extent
    height = top - bottom
    levels = spread_apart(
        [spot[2] for spot in spots[::-1]], 0.085 * height, top - 0.27 * height, top - 0.06 * height
    )
    for (line, spot_x, spot_y), level in zip(spots[::-1], levels, strict=True):
        text = axes.annotate(
            line.short,
            xy=(spot_x, spot_y),
            xytext=(right - 0.02 * height, level),
            ha="right",
            va="center",
            fontsize=size,
            fontweight="bold",
            color=line.colour,
            zorder=21,
            arrowprops={
                "arrowstyle": "-",
                "color": line.colour,
                "linewidth": 0.7,
                "relpos": (0.0, 0.5),
                "shrinkA": 0,
            },
        )
        text.set_path_effects(halo())


def isotherm_legend(figure: Figure, bottom: float, *, left: float = 0.5, nerve: bool = True) -> None:
    """One line that says what every colour and line style means."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[object] = [
        Line2D([], [], color=line.colour, linestyle=line.style, linewidth=1.8, label=f"{line.label}")
        for line in ISOTHERMS
    ]
    handles.append(Patch(facecolor=PROBE, label="active tip"))
    handles.append(Patch(facecolor=SHAFT, label="insulated shaft"))
    if nerve:
        handles.append(Patch(facecolor=NERVE, edgecolor=OUTLINE, label="nerve"))
    figure.legend(
        handles=handles,
        loc="center",
        bbox_to_anchor=(left, bottom),
        ncols=len(handles),
        fontsize=8,
        handlelength=2.6,
        columnspacing=1.4,
        labelcolor=INK,
    )
