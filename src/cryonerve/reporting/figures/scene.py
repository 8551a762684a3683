"""What is drawn on a cut: anatomy, probes to scale, isotherms, scale bar, orientation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial import ConvexHull

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.case.case import Case, Probe
from cryonerve.reporting.figures.planes import Plane, labels_on, letters
from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, KIND_COLOURS, MUTED, OUTLINE, PROBE, SHAFT, halo

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "anatomy",
    "isotherms",
    "nerve_outline",
    "orientation",
    "probe_cut",
    "probe_shadows",
    "probe_silhouettes",
    "scale_bar",
    "start",
]

Floats = NDArray[np.float64]
OUTLINED = ("nerve", "artery", "vein", "bone", "marrow")


def start(axes: Axes, plane: Plane) -> None:
    """An empty picture of the plane: millimetres, equal scale, no ticks."""
    left, right, bottom, top = plane.extent
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color("#c9d0d7")
        spine.set_linewidth(0.8)


def anatomy(
    axes: Axes, volume: Volume, plane: Plane, step: float, *, labels: NDArray[np.int16] | None = None
) -> NDArray[np.int16]:
    """Paint tissues flat and pale, outline what must be seen; gives the labels (row, column)."""
    from matplotlib.colors import to_rgb

    if labels is None:
        labels = labels_on(volume, plane, step)
    picture = np.ones((*labels.shape, 3))
    for structure in volume.structures:
        picture[labels == structure.label] = to_rgb(KIND_COLOURS[structure.kind])
    axes.imshow(picture, origin="lower", extent=plane.extent, interpolation="bilinear", zorder=1)
    x, y = plane.axes_mm(labels.shape)
    for kind in OUTLINED:
        wanted = [item.label for item in volume.structures if item.kind == kind]
        mask = np.isin(labels, wanted)
        if mask.any() and not mask.all():
            colour, width = (OUTLINE, 1.1) if kind == "nerve" else ("#7c7466", 0.6)
            axes.contour(x, y, _soft(mask), levels=[0.5], colors=colour, linewidths=width, zorder=2)
    body = labels > 0
    if body.any() and not body.all():
        axes.contour(x, y, _soft(body), levels=[0.5], colors="#8a6f5c", linewidths=0.8, zorder=2)
    return labels


def _soft(mask: NDArray[np.bool_]) -> Floats:
    """A mask with its edge blurred by a pixel, so that its outline is a curve."""
    return np.asarray(gaussian_filter(mask.astype(float), 1.0))


def isotherms(
    axes: Axes,
    plane: Plane,
    temperature: Floats,
    liquidus: Floats,
    *,
    inside: NDArray[np.bool_],
    filled: bool = True,
) -> bool:
    """Blue bands for ice, −20 and −40 °C with their three lines; True when anything was frozen.

    `temperature` and `liquidus` are (row, column) degC, `inside` marks the body; not `filled`: lines only.
    """
    x, y = plane.axes_mm(temperature.shape)
    depth = {
        "ice": liquidus - temperature,
        "-20C": -20.0 - temperature,
        "-40C": -40.0 - temperature,
    }
    frozen = False
    for line in ISOTHERMS:
        below = np.where(inside, _smooth(depth[line.surface], plane), np.nan)
        if not np.nanmax(below, initial=-np.inf) > 0.0:
            continue
        frozen = True
        if filled:
            axes.contourf(x, y, below, levels=[0.0, 1e9], colors=[line.fill], alpha=0.7, zorder=3)
        drawn = axes.contour(
            x, y, below, levels=[0.0], colors=line.colour, linewidths=1.5, linestyles=[line.style], zorder=6
        )
        drawn.set_path_effects(halo(2.6))
    return frozen


def _smooth(depth: Floats, plane: Plane) -> Floats:
    """Degrees below an isotherm, evened out over a fifth of a millimetre: finer than any cell of the grid.

    While ice melts its temperature is nearly flat, and the line would show the grid instead of the ice.
    """
    pixel = plane.half_width * 2e3 / depth.shape[1]
    finite = np.nan_to_num(np.clip(depth, -2.0, 2.0), nan=-2.0)
    return np.asarray(gaussian_filter(finite, 0.2 / pixel))


def nerve_outline(axes: Axes, labels: NDArray[np.int16], volume: Volume, plane: Plane) -> None:
    """The outline of every nerve above the ice."""
    wanted = [item.label for item in volume.structures if item.kind == "nerve"]
    mask = np.isin(labels, wanted)
    if mask.any() and not mask.all():
        x, y = plane.axes_mm(labels.shape)
        axes.contour(x, y, _soft(mask), levels=[0.5], colors=OUTLINE, linewidths=1.2, zorder=5)


def probe_cut(axes: Axes, case: Case, plane: Plane, step: float) -> None:
    """Where the plane cuts the probes: the active tip dark, the insulated shaft grey."""
    points, shape = plane.pixels(step)
    x, y = plane.axes_mm(shape)
    for placement in placements_of(case):
        distance, (along, _) = placement.distance(points), placement.along_and_across(points)
        beyond = along - placement.active_length
        for past, colour in ((-beyond, SHAFT), (beyond, PROBE)):
            depth = np.maximum(distance, past).reshape(shape) * 1e3
            if (depth < 0).any():
                axes.contourf(x, y, depth, levels=[-1e9, 0.0], colors=[colour], zorder=7)
                axes.contour(x, y, depth, levels=[0.0], colors="white", linewidths=0.5, zorder=7)


def probe_silhouettes(axes: Axes, case: Case, plane: Plane, *, reach: float = 0.2) -> dict[str, Floats]:
    """All probes as seen on the picture, to scale; gives the middle of each active tip on it, mm.

    A probe that does not lie in the plane is drawn all the same, as if the tissue were glass.
    """
    middles: dict[str, Floats] = {}
    for probe in case.probes:
        active = case.device_of(probe).active_length.value
        shaft = _silhouette(case, probe, plane, (active, reach))
        tip = _silhouette(case, probe, plane, (0.0, active))
        axes.fill(*shaft.T, facecolor=SHAFT, edgecolor="#6d747c", linewidth=0.7, zorder=7, clip_on=True)
        axes.fill(*tip.T, facecolor=PROBE, edgecolor="white", linewidth=0.6, zorder=8, clip_on=True)
        centre = np.asarray(probe.tip) + 0.5 * active * np.asarray(probe.axis)
        middles[probe.name] = plane.project(centre)[0][0]
    return middles


def probe_shadows(axes: Axes, case: Case, plane: Plane) -> None:
    """Thin outlines of the active tips that lie before or behind the plane, so that none is forgotten."""
    for probe in case.probes:
        corners = _silhouette(case, probe, plane, (0.0, case.device_of(probe).active_length.value))
        closed = np.vstack([corners, corners[:1]])
        axes.plot(*closed.T, color=PROBE, linewidth=0.7, linestyle=(0, (2, 1.5)), zorder=6, clip_on=True)


def _silhouette(case: Case, probe: Probe, plane: Plane, between: tuple[float, float]) -> Floats:
    """Corners (n, 2) mm of a stretch of a probe seen from the front: the hull of its two end discs."""
    radius = 0.5 * case.device_of(probe).diameter.value
    axis = np.asarray(probe.axis, dtype=float)
    aside = np.eye(3)[int(np.argmin(np.abs(axis)))]
    first = np.cross(axis, aside)
    first /= np.linalg.norm(first)
    second = np.cross(axis, first)
    angle = np.linspace(0.0, 2 * np.pi, 32, endpoint=False)
    ring = radius * (np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second)
    ends = [np.asarray(probe.tip) + length * axis + ring for length in between]
    flat, _ = plane.project(np.concatenate(ends))
    corners: Floats = flat[ConvexHull(flat, qhull_options="QJ").vertices]
    return corners


def scale_bar(axes: Axes, plane: Plane, *, length: float | None = None) -> None:
    """A bar of a round number of millimetres at the lower right."""
    width = plane.half_width * 2e3
    if length is None:
        length = max(size for size in (1, 2, 5, 10, 20, 50) if size <= max(1.0, 0.28 * width))
    _, right, bottom, top = plane.extent
    end, level = right - 0.04 * width, bottom + 0.045 * (top - bottom)
    line = axes.plot(
        [end - length, end], [level, level], color=INK, linewidth=2.2, zorder=20, solid_capstyle="butt"
    )
    line[0].set_path_effects(halo(4.0))
    text = axes.text(
        end - length / 2,
        level + 0.014 * (top - bottom),
        f"{length:g} mm",
        ha="center",
        va="bottom",
        fontsize=7.5,
        zorder=20,
    )
    text.set_path_effects(halo())


def orientation(axes: Axes, plane: Plane, case: Case, *, size: float = 7.5, short: bool = False) -> None:
    """Words at the edges that say which way the reader looks."""
    words: Mapping[str, str] = letters(plane, case)
    places = {
        "left": (0.012, 0.5, "left", "center", 90),
        "right": (0.988, 0.5, "right", "center", 90),
        "top": (0.5, 0.985, "center", "top", 0),
        "bottom": (0.5, 0.015, "center", "bottom", 0),
    }
    for side, (x, y, across, upward, turn) in places.items():
        word = words[side].split(" ")[0] if short else words[side]
        text = axes.text(
            x,
            y,
            word,
            transform=axes.transAxes,
            ha=across,
            va=upward,
            rotation=turn if len(word) > 2 else 0,
            fontsize=size,
            color=MUTED,
            fontweight="bold",
            zorder=20,
        )
        text.set_path_effects(halo())
