"""Figure of a tracked clip: some of its pictures with the edge on them, and the radius along time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.reporting.figures.sheet import INK, MUTED, save
from cryonerve.scans.frames import Frames
from cryonerve.ultrasound.front import Front

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_front"]

SHOWN = 3  # pictures
SURE, UNSURE, SHADOW, SHAFT = "#ffd23f", "#c0504d", "#6ec6ff", "#7dff7a"


def draw_front(frames: Frames, front: Front, path: Path) -> None:
    """Write a PNG: first, middle and last picture in which something was found, and median radius along time.

    Where nothing was found the first, middle and last picture stand with the reason.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    said = np.flatnonzero([not item for item in front.refused])
    chosen = said if len(said) else np.arange(len(front.times))
    picked = np.unique(chosen[np.linspace(0, len(chosen) - 1, SHOWN).round().astype(int)])
    tall = frames.depth[-1] / (frames.lateral[-1] - frames.lateral[0])
    figure = Figure(figsize=(4.0 * len(picked), 4.0 * tall + 2.6), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(2, len(picked), height_ratios=[4.0 * tall, 2.2])
    for place, number in enumerate(picked):
        _picture(figure.add_subplot(grid[0, place]), frames, front, int(number))
    _course(figure.add_subplot(grid[1, :]), front)
    figure.suptitle(
        f"Near edge of the ice, {frames.kind} clip; research software, no medical device",
        fontsize=9,
        color=MUTED,
    )
    save(figure, path)


def _picture(axes: Axes, frames: Frames, front: Front, number: int) -> None:
    """One picture with what was found in it, in mm."""
    across, down = 1e3 * frames.lateral, 1e3 * frames.depth
    axes.imshow(
        frames.pixels[number], cmap="gray", vmin=0, vmax=255,
        extent=(float(across[0]), float(across[-1]), float(down[-1]), float(down[0])),
    )  # fmt: skip
    x, z = 1e3 * front.centre[number]
    across, deep = 1e3 * front.points[number].T
    sure = front.confidence[number] >= 0.7
    for which, colour in ((sure, SURE), (~sure, UNSURE)):
        axes.plot(across[which], deep[which], ".", color=colour, markersize=3)
    axes.plot(x, z, "+", color=SHAFT, markersize=8)
    for border in 1e3 * front.shadow[number]:
        if np.isfinite(border):
            axes.plot([border, border], [z, min(z + 4.0, down[-1])], color=SHADOW, linewidth=1.2)
    if front.refused[number]:
        axes.text(
            0.5, 0.03, _broken(front.refused[number]), transform=axes.transAxes, ha="center", color="white",
            fontsize=7.5, bbox={"facecolor": "black", "alpha": 0.6, "linewidth": 0},
        )  # fmt: skip
    axes.set_title(f"{front.times[number]:.1f} s", fontsize=9, color=INK)
    axes.set_xlabel("mm across", fontsize=8)
    axes.set_ylabel("mm deep", fontsize=8)
    axes.tick_params(labelsize=7)


def _broken(text: str, width: int = 52) -> str:
    from textwrap import fill

    return fill(text, width)


def _course(axes: Axes, front: Front) -> None:
    """Median radius, and the half width that the shadow tells, along time."""
    seen = front.visible.any(axis=1)
    middle = np.full(len(front.times), np.nan)
    middle[seen] = 1e3 * np.nanmedian(front.radius[seen], axis=1)
    half: NDArray[np.float64] = 0.5e3 * (front.shadow[:, 1] - front.shadow[:, 0])
    label = f"median radius of the near edge (each ray ±{1e3 * front.scatter:.2f} mm, one standard deviation)"
    axes.plot(front.times, middle, "o-", color="#b07d00", markersize=3, linewidth=1, label=label)
    axes.plot(front.times, half, "s", color="#2d7fb8", markersize=3, label="half the shadow's width")
    axes.set_xlabel("s", fontsize=8)
    axes.set_ylabel("mm", fontsize=8)
    axes.set_ylim(bottom=0.0)
    axes.tick_params(labelsize=7)
    axes.legend(
        fontsize=7.5, frameon=False, loc="lower right",
        title="yellow: within 0.3 mm with 70 % or more; red: less sure; blue: shadow", title_fontsize=7.5,
    )  # fmt: skip
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
