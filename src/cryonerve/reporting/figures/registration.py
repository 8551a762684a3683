"""Figure of a registration, for the eye: squares of both scans in turn, and one's outlines on the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.reporting.figures.facing import facing
from cryonerve.reporting.figures.sheet import INK, MUTED, save
from cryonerve.scans.foreground import foreground
from cryonerve.scans.registering import Registration
from cryonerve.scans.scan import Scan

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_registration"]

SQUARES = 7  # along the longer side
ACROSS, ALONG, SIDE = (0, 1), (0, 2), (1, 2)
VIEWS = ((ACROSS, "across the limb"), (ALONG, "from the front"), (SIDE, "from the side"))
NAMES = ("x right", "y anterior", "z proximal")
EDGE, INNER = "#ffd23f", "#6ec6ff"


def draw_registration(pictures: Scan, fixed: Scan, registration: Registration, path: Path) -> None:
    """Write a PNG: three cuts through the middle, each as squares of both scans and with outlines.

    Parameters
    ----------
    pictures : the moving scan on the fixed scan's voxels, see `carried_scan`.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    bodies = foreground(fixed), foreground(pictures)
    places = np.argwhere(bodies[0] & bodies[1])
    middle = places.mean(axis=0).round().astype(int) if len(places) else np.array(fixed.values.shape) // 2
    extent = 1e3 * (fixed.bounds[1] - fixed.bounds[0])
    heights = [float(extent[view[1]] / extent[view[0]]) for view, _ in VIEWS]
    figure = Figure(figsize=(9.0, 4.1 * sum(heights) + 1.2), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(VIEWS), 2, squeeze=False, height_ratios=heights)
    for row, (view, title) in enumerate(VIEWS):
        cut = int(next(axis for axis in range(3) if axis not in view))
        one, other = (_grey(scan, cut, int(middle[cut])) for scan in (fixed, pictures))
        board = _board(one.shape, fixed.spacing[list(view)])
        _show(axes[row, 0], np.where(board, one, other), fixed, view)
        _show(axes[row, 1], one, fixed, view)
        _outline(axes[row, 1], np.take(bodies[1], middle[cut], axis=cut), fixed, (view, EDGE))
        _outline(
            axes[row, 1], _bright(other, np.take(bodies[1], middle[cut], axis=cut)), fixed, (view, INNER)
        )
        axes[row, 0].set_title(f"{title}: squares of both scans", fontsize=9, color=INK)
        axes[row, 1].set_title("fixed scan, outlines of the moving one", fontsize=9, color=INK)
    error = f"95 % of places in the limb within {registration.error * 1e3:.1f} mm"
    figure.suptitle(
        f"Registered by {registration.how}: {error} (estimated); edges must run on through the squares.\n"
        "Yellow: edge of the moving scan's body; blue: its brighter tissue. "
        "Research software, no medical device",
        fontsize=9, color=MUTED,
    )  # fmt: skip
    save(figure, path)


def _grey(scan: Scan, axis: int, number: int) -> NDArray[np.float64]:
    """One cut, from black to white; soft tissue of a CT."""
    values = np.take(np.asarray(scan.values, dtype=float), number, axis=axis)
    low, high = (-200.0, 350.0) if scan.modality == "CT" else np.percentile(values, [1.0, 99.5])
    return np.asarray(np.clip((values - low) / max(high - low, 1e-9), 0.0, 1.0))


def _board(shape: tuple[int, ...], spacing: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Squares of equal size in mm."""
    size = float((np.array(shape) * spacing).max()) / SQUARES
    places = [np.floor(np.arange(count) * step / size) for count, step in zip(shape, spacing, strict=True)]
    return np.asarray((places[0][:, None] + places[1][None, :]) % 2 == 0)


def _bright(values: NDArray[np.float64], body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The brighter half of what lies in the body: fat and marrow of an MR, bone and muscle of a CT."""
    from skimage.filters import threshold_otsu

    inside = values[body]
    if not len(inside) or np.ptp(inside) == 0.0:
        return np.zeros(values.shape, dtype=bool)
    return np.asarray(body & (values > threshold_otsu(inside)))


def _show(axes: Axes, values: NDArray[Any], fixed: Scan, view: tuple[int, int]) -> None:
    low, high = 1e3 * fixed.bounds
    axes.imshow(
        values.T, cmap="gray", vmin=0.0, vmax=1.0, origin="lower", interpolation="nearest",
        extent=(float(low[view[0]]), float(high[view[0]]), float(low[view[1]]), float(high[view[1]])),
    )  # fmt: skip
    axes.set_xlabel(f"{NAMES[view[0]]}, mm", fontsize=8)
    axes.set_ylabel(f"{NAMES[view[1]]}, mm", fontsize=8)
    axes.tick_params(labelsize=7)
    if view[0] == 0:
        facing(axes)


def _outline(axes: Axes, mask: NDArray[np.bool_], fixed: Scan, drawn: tuple[tuple[int, int], str]) -> None:
    """The edge of a mask in a colour."""
    view, colour = drawn
    if mask.all() or not mask.any():
        return
    sides = [
        1e3 * (fixed.origin[axis] + np.arange(count) * fixed.spacing[axis])
        for axis, count in zip(view, mask.shape, strict=True)
    ]
    axes.contour(*sides, mask.T.astype(float), levels=[0.5], colors=[colour], linewidths=0.8)
