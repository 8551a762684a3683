"""How sure a place gets cold: cuts through the nerve with the band of one isotherm over all samples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case
from cryonerve.planning.cold_places import LEVELS, LIMITS, ColdPlaces
from cryonerve.reporting.figures import scene
from cryonerve.reporting.figures.naming import spread_apart
from cryonerve.reporting.figures.planes import (
    Plane,
    along_planes,
    axial_plane,
    labels_on,
    middle_of_active_tip,
)
from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, MUTED, OUTLINE, PROBE, halo, save, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_places"]

Floats = NDArray[np.float64]
BAND, INNER = "#f3b27a", "#d9742b"  # reached in some samples; in nearly all
LINE = ISOTHERMS[1].colour
EVEN = 0.5  # of a step of the box: what lines are evened out over


def draw_places(case: Case, volume: Volume, places: ColdPlaces, path: Path, *, limit: float = -20.0) -> Path:
    """Axial, and along nerve and probe: the band from 5 to 95 % of the samples, the median as a line."""
    planes = _planes(case, volume, places, limit)
    with sheet(19.0, 11.6) as figure:
        figure.text(0.03, 0.962, f"How surely it falls below {_degrees(limit)}", fontsize=11,
                    fontweight="bold", va="center")  # fmt: skip
        words = f"{places.samples} procedures as this plan may turn out; nerve and probes as planned"
        figure.text(0.03, 0.92, words, fontsize=9, color=MUTED, va="center")
        for column, plane in enumerate(planes):
            axes = figure.add_axes((0.03 + 0.485 * column, 0.155, 0.455, 0.69))
            _panel(axes, case, volume, plane, places=places, limit=limit)
        _legend(figure, limit, nerve=volume.treated_nerve is not None)
        figure.text(0.03, 0.022, _remark(places, limit), fontsize=7, color=MUTED)
        figure.text(0.985, 0.022, "Not a prognosis. Research software, no medical device.", ha="right",
                    fontsize=7, color=MUTED)  # fmt: skip
        return save(figure, path)


def _degrees(limit: float) -> str:
    return f"{limit:g} °C".replace("-", "−")


def _remark(places: ColdPlaces, limit: float) -> str:
    """What coarse cells do to the line, where it is known."""
    _, rms = places.line_shift[LIMITS.index(limit)]
    if not np.isfinite(rms):
        return "From samples on cells of 1 mm."
    return f"From samples on cells of 1 mm; these put the plan’s own line {1e3 * rms:.1f} mm off (r.m.s.)."


def _planes(case: Case, volume: Volume, places: ColdPlaces, limit: float) -> tuple[Plane, Plane]:
    """Through the middle of the active tip, as wide as the widest line, which is in the middle."""
    middle = middle_of_active_tip(case, case.probes[0])
    course, on_nerve = volume.treated_nerve, middle
    if course is not None:
        station = int(np.argmin(np.linalg.norm(course.points - middle, axis=1)))
        if np.linalg.norm(course.points[station] - middle) < 15e-3:
            on_nerve = course.points[station]
    reached = np.argwhere(places.reached_by(LEVELS[0]) < limit)
    if len(reached):
        corners = np.array([reached.min(axis=0), reached.max(axis=0)])
        low, high = np.array(places.grid.origin) + places.grid.spacing * corners
    else:
        low, high = middle - 6e-3, middle + 6e-3
    low, high = np.minimum(low, on_nerve - 2e-3), np.maximum(high, on_nerve + 2e-3)
    half = float(np.clip(0.5 * (high - low).max() + 3e-3, 8e-3, 40e-3))
    centre = 0.5 * (low + high)
    along, _ = along_planes(case, volume, on_nerve, half)
    shift = centre - along.origin
    slid = along.origin + (shift @ along.right) * along.right + (shift @ along.up) * along.up
    wide = 1.025 * half
    return (
        axial_plane(np.array([centre[0], centre[1], middle[2]]), wide, half),
        replace(along, origin=slid, half_width=wide),
    )


def _panel(axes: Axes, case: Case, volume: Volume, plane: Plane, *, places: ColdPlaces, limit: float) -> None:
    step = plane.half_width / 150
    labels = labels_on(volume, plane, step)
    scene.start(axes, plane)
    scene.anatomy(axes, volume, plane, step, labels=labels)
    depths = {
        level: np.where(labels > 0, limit - _read(places, level, plane, step, outside=limit + 50.0), np.nan)
        for level in LEVELS
    }
    x, y = plane.axes_mm(labels.shape)
    some, half, nearly_all = (depths[level] for level in LEVELS)
    for depth, colour in ((some, BAND), (nearly_all, INNER)):
        if np.nanmax(depth, initial=-1.0) > 0.0:
            axes.contourf(x, y, depth, levels=[0.0, 1e9], colors=[colour], alpha=0.62, zorder=3)
    broken = (0, (4.0, 2.0))
    for depth, width, style in ((some, 0.9, broken), (nearly_all, 0.9, "solid"), (half, 2.0, "solid")):
        if np.nanmax(depth, initial=-1.0) > 0.0:
            drawn = axes.contour(x, y, depth, levels=[0.0], colors=LINE, linewidths=width, linestyles=[style],
                                 zorder=6)  # fmt: skip
            drawn.set_path_effects(halo(width + 1.2))
    scene.nerve_outline(axes, labels, volume, plane)
    scene.probe_shadows(axes, case, plane)
    scene.probe_cut(axes, case, plane, step)
    _name(axes, plane, depths)
    scene.orientation(axes, plane, case, size=7, short=True)
    scene.scale_bar(axes, plane)
    axes.set_title(
        "Axial" if plane.title == "axial" else plane.title[0].upper() + plane.title[1:], fontsize=9
    )


def _read(places: ColdPlaces, level: float, plane: Plane, step: float, *, outside: float) -> Floats:
    """(row, column) degC that this share of the samples reached; `outside` beyond the box."""
    points, shape = plane.pixels(step)
    at = (points - np.array(places.grid.origin)) / places.grid.spacing
    cold = map_coordinates(places.reached_by(level).astype(float), at.T, order=1, cval=outside)
    return np.asarray(gaussian_filter(cold.reshape(shape), EVEN * places.grid.spacing / step))


def _name(axes: Axes, plane: Plane, depths: dict[float, Floats]) -> None:
    """Say at the upper right in how many samples each line is reached, with a leader to the line."""
    spots = []
    for level, depth in depths.items():
        below = np.nan_to_num(depth, nan=-1.0) > 0.0
        if below.sum() < 6:
            continue
        x, y = plane.axes_mm(below.shape)
        reach = np.where(below, x[None, :] + 1.15 * y[:, None], -np.inf)
        row, column = np.unravel_index(int(np.argmax(reach)), reach.shape)
        spots.append((f"{100 * level:.0f} %", float(x[column]), float(y[row])))
    _, right, bottom, top = plane.extent
    tall = top - bottom
    heights = [spot[2] for spot in spots[::-1]]
    wished = spread_apart(heights, 0.075 * tall, top - 0.3 * tall, top - 0.07 * tall)
    for (words, across, upward), level in zip(spots[::-1], wished, strict=True):
        text = axes.annotate(
            words, xy=(across, upward), xytext=(right - 0.02 * tall, level), ha="right", va="center",
            fontsize=7.5, fontweight="bold", color=LINE, zorder=21,
            arrowprops={"arrowstyle": "-", "color": LINE, "linewidth": 0.7, "relpos": (0.0, 0.5),
                        "shrinkA": 0},
        )  # fmt: skip
        text.set_path_effects(halo())


def _legend(figure: object, limit: float, *, nerve: bool) -> None:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    assert isinstance(figure, Figure)
    handles: list[object] = [
        Patch(facecolor=INNER, edgecolor=LINE, alpha=0.85, label="in at least 95 % of samples"),
        Line2D([], [], color=LINE, lw=2.0, label="in 50 %"),
        Patch(facecolor=BAND, edgecolor=LINE, alpha=0.85, linestyle="--", label="in 5 %"),
        Patch(facecolor=PROBE, label="active tip"),
    ]
    if nerve:
        handles.append(Patch(facecolor="#F0E442", edgecolor=OUTLINE, label="nerve"))
    figure.legend(
        handles=handles, loc="center", bbox_to_anchor=(0.5, 0.09), ncols=len(handles), fontsize=8,
        title=f"ever below {_degrees(limit)}", title_fontsize=8, labelcolor=INK, columnspacing=1.6,
    )  # fmt: skip
