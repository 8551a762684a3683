"""Figure 3: the case in space, whole and close to the nerve."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from cryonerve.bioheat.result import Phase
from cryonerve.case.case import Block
from cryonerve.reporting.figures import scene, solids
from cryonerve.reporting.figures.naming import Named, beside
from cryonerve.reporting.figures.planes import (
    PROXIMAL,
    Plane,
    frame_at,
    ice_extent,
    middle_of_active_tip,
)
from cryonerve.reporting.figures.raster import Camera, Surface, render
from cryonerve.reporting.figures.sheet import FIGURE_DPI, MUTED, halo, save, sheet
from cryonerve.reporting.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["coldest_moment", "draw", "draw_into"]

Floats = NDArray[np.float64]


def coldest_moment(run: Run) -> Phase | None:
    """The phase that ends with most ice; None when nothing ran."""
    ice = {row.phase: row.volume for row in run.freezing.isotherms if row.surface == "ice"}
    return max(run.freezing.phases, key=lambda phase: ice.get(phase.name, 0.0), default=None)


def draw(run: Run, path: Path) -> Path:
    """Whole site on the left, close-up from the other side on the right."""
    phase = coldest_moment(run)
    moment = f", end of {phase.name}" if phase else ""
    with sheet(18.0, 9.9) as figure:
        anatomy = solids.anatomy_solids(run.volume, _box(run))
        for index, close in enumerate((False, True)):
            axes = figure.add_axes((0.002 + index * 9.08 / 18, 0.02, 8.85 / 18, 8.85 / 9.9))
            draw_into(axes, run, close=close, slot=(8.85, 8.85), anatomy=anatomy)
            title = "Close-up" if close else "Whole site"
            skin = close and any(item.name == "skin" for item in anatomy)
            axes.set_title(title + moment + (", skin taken away" if skin else ""), fontsize=9.5, pad=4)
        return save(figure, path)


def draw_into(
    axes: Axes,
    run: Run,
    *,
    close: bool,
    slot: tuple[float, float],
    anatomy: list[Surface] | None = None,
) -> None:
    """The case in space in axes of `slot` = (width, height) cm; `anatomy` when it is at hand."""
    phase = coldest_moment(run)
    frame = frame_at(run.freezing, phase.end) if phase else len(run.freezing.times) - 1
    box = _box(run)
    if close:
        centre, half = _focus(run)
        camera = _camera(run, centre, half, -32.0)
    else:
        camera = _camera(run, 0.5 * (box[0] + box[1]), 0.62 * float((box[1] - box[0]).max()), 38.0)
    camera = replace(camera, half_width=camera.half_height * slot[0] / slot[1])
    if anatomy is None:
        anatomy = solids.anatomy_solids(run.volume, box)
    shown = [item for item in anatomy if not (close and item.name == "skin")]
    surfaces = [*solids.probe_solids(run.case), *shown, *solids.ice_shells(run.freezing, frame)]
    pixels = [round(side / 2.54 * FIGURE_DPI) for side in slot[::-1]]
    picture, which = render(surfaces, camera, (pixels[0], pixels[1]))
    plane = Plane("view", camera.centre, camera.right, camera.up, camera.half_width, camera.half_height)
    scene.start(axes, plane)
    axes.imshow(picture, extent=plane.extent, interpolation="nearest", zorder=1)
    beside(axes, plane, _names(run, plane, surfaces, which)[: 9 if close else 7], size=7.5, left_floor=0.27)
    scene.scale_bar(axes, plane)
    _compass(axes, camera)


def _box(run: Run) -> tuple[Floats, Floats]:
    """What is shown of the body: at most a hand's breadth around the first probe."""
    low, high = run.volume.bounds
    middle = middle_of_active_tip(run.case, run.case.probes[0]) if run.case.probes else 0.5 * (low + high)
    return np.maximum(low, middle - 75e-3), np.minimum(high, middle + 75e-3)


def _focus(run: Run) -> tuple[Floats, float]:
    """Middle and half size of the close-up."""
    box = ice_extent(run.freezing)
    middles = np.array([middle_of_active_tip(run.case, probe) for probe in run.case.probes]).reshape(-1, 3)
    if box is None:
        centre = middles.mean(axis=0) if len(middles) else np.zeros(3)
        return centre, 15e-3
    return 0.5 * (box[0] + box[1]), float(np.clip(0.72 * (box[1] - box[0]).max() + 3e-3, 8e-3, 60e-3))


def _camera(run: Run, centre: Floats, half: float, turn: float) -> Camera:
    """From the side the probes come from, turned by `turn` degrees about the limb and a little from above."""
    side = np.mean([probe.axis for probe in run.case.probes], axis=0) if run.case.probes else -np.eye(3)[1]
    side = np.asarray(side) - (side @ PROXIMAL) * PROXIMAL
    if np.linalg.norm(side) < 0.3:
        course = run.volume.treated_nerve
        middle = run.volume.bounds.mean(axis=0)
        side = (
            (course.points.mean(axis=0) - middle) * (1, 1, 0)
            if course is not None
            else np.array([0.0, -1.0, 0.0])
        )
    if np.linalg.norm(side) < 1e-4:
        side = np.array([0.0, -1.0, 0.0])
    side = side / np.linalg.norm(side)
    angle = np.deg2rad(turn)
    around = np.cos(angle) * side + np.sin(angle) * np.cross(PROXIMAL, side)
    towards = around * np.cos(np.deg2rad(16.0)) + PROXIMAL * np.sin(np.deg2rad(16.0))
    right = np.cross(PROXIMAL, towards)
    right /= np.linalg.norm(right)
    return Camera(centre, right, np.cross(towards, right), half, half)


def _names(run: Run, plane: Plane, surfaces: list[Surface], which: NDArray[np.int32]) -> list[Named]:
    """What can be seen, each with a place on it; shells are pointed at on their outline."""
    x, y = plane.axes_mm(which.shape)
    found: list[Named] = []
    few_probes = len(run.case.probes) <= 4
    for index, surface in enumerate(surfaces):
        if surface.name in ("shaft", "skin") or (surface.name.startswith("probe ") and not few_probes):
            continue
        if surface.alpha < 1.0:
            place = _on_edge(plane, surface, which)
            found.append((surface.name, (float(place[0]), float(place[1]))))
            continue
        mask = np.flipud(which == index)
        mask[: int(0.30 * mask.shape[0]), : int(0.30 * mask.shape[1])] = False  # the compass lies there
        if mask.sum() < 40:
            continue
        inside = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
        row, column = np.unravel_index(int(np.argmax(inside)), mask.shape)
        found.append((surface.name, (float(x[column]), float(y[row]))))
    if isinstance(run.case.anatomy, Block):
        found = [item for item in found if item[0] != "skin"]
    left, right, bottom, top = plane.extent
    seen = [item for item in found if left < item[1][0] < right and bottom < item[1][1] < top]
    course = run.volume.treated_nerve
    first = (f"{course.name} nerve" if course else "", "ice edge", "−20 °C", "−40 °C", "bone")
    artery = [item.name for item in run.volume.vessels if item.kind == "artery"]
    # What decides the plan is named first; where there is no room left the rest goes without a name.
    return sorted(
        seen, key=lambda item: (item[0] not in first, "probe" not in item[0], item[0] not in artery)
    )


def _on_edge(plane: Plane, surface: Surface, which: NDArray[np.int32]) -> Floats:
    """A place (mm) on the outline of a shell, on the side where less stands in front of it."""
    flat, _ = plane.project(surface.points)
    slope = {"ice edge": 0.2, "−20 °C": -0.3, "−40 °C": -1.0}.get(surface.name, 0.0)
    reach = flat[:, 0] + slope * flat[:, 1]
    ends = flat[int(np.argmax(reach))], flat[int(np.argmin(reach))]
    rows, columns = which.shape
    left, right, bottom, top = plane.extent
    for place in ends:
        column = int((place[0] - left) / (right - left) * columns)
        row = int((top - place[1]) / (top - bottom) * rows)
        if 0 <= column < columns and 0 <= row < rows and which[row, column] == -1:
            return np.asarray(place)
    return np.asarray(ends[0])


def _compass(axes: Axes, camera: Camera) -> None:
    """Three small arrows at the lower left: right, anterior, proximal."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    size = 0.075 * (right - left)
    foot = np.array([left + 0.115 * (right - left), bottom + 0.105 * (top - bottom)])
    for word, direction in zip(("R", "A", "Prox"), np.eye(3), strict=True):
        seen = np.array([direction @ camera.right, direction @ camera.up]) * size
        axes.annotate(
            "",
            xy=tuple(foot + seen),
            xytext=tuple(foot),
            arrowprops={"arrowstyle": "-|>", "color": MUTED, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0},
            zorder=22,
        )
        end = foot + seen * 1.3 + 0.2 * size * seen / max(float(np.linalg.norm(seen)), 1e-9)
        text = axes.text(
            end[0],
            end[1],
            word,
            ha="center",
            va="center",
            fontsize=7,
            color=MUTED,
            fontweight="bold",
            zorder=22,
        )
        text.set_path_effects(halo())
