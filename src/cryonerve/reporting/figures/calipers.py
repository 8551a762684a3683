"""Figure of calipers: the picture with both cursors of every length on it, and lengths in mm beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.reporting.figures.sheet import INK, MUTED, halo, save
from cryonerve.scans.frames import Frames
from cryonerve.ultrasound.calipers import Measured

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_calipers"]

COLOURS = ("#ffd23f", "#6ec6ff", "#7dff7a", "#ff9f6b", "#e39bff", "#ffffff")


def draw_calipers(frames: Frames, number: int, lengths: Sequence[Measured], path: Path) -> None:
    """Write a PNG of one frame, in mm, with every caliper that has cursors.

    Parameters
    ----------
    number : of the frame, from 0. lengths : those that were typed in stand in the list alone.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    across, down = 1e3 * frames.lateral, 1e3 * frames.depth
    tall = float((down[-1] - down[0]) / (across[-1] - across[0]))
    figure = Figure(figsize=(9.0, max(3.2, 5.6 * tall + 0.8)), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    picture, words = figure.subplots(1, 2, width_ratios=[5.6, 3.4])
    half = 0.5e3 * frames.spacing[1], 0.5e3 * frames.spacing[0]
    picture.imshow(
        frames.pixels[number], cmap="gray", vmin=0, vmax=255,
        extent=(across[0] - half[0], across[-1] + half[0], down[-1] + half[1], down[0] - half[1]),
    )  # fmt: skip
    for index, item in enumerate(lengths):
        _cursors(picture, frames, item, index)
    picture.set_xlabel("mm across", fontsize=8)
    picture.set_ylabel("mm deep", fontsize=8)
    picture.tick_params(labelsize=7)
    words.axis("off")
    for index, item in enumerate(lengths):
        mark = f"{index + 1}  " if item.caliper else "–  "
        text = f"{mark}{item.what}: {1e3 * item.length:.1f} ± {1e3 * item.deviation:.1f} mm"
        words.text(
            0.0, 0.96 - 0.075 * index, text, fontsize=9, color=INK, va="top", transform=words.transAxes
        )
    figure.suptitle(
        "Calipers (± one standard deviation); – typed in. Research software, no medical device",
        fontsize=9, color=MUTED,
    )  # fmt: skip
    save(figure, path)


def _cursors(axes: Axes, frames: Frames, item: Measured, index: int) -> None:
    """Two crosses, the line between them, and the number."""
    if item.caliper is None:
        return
    places = [
        (
            1e3 * (frames.corner[1] + (column - frames.cut[1]) * frames.spacing[1]),
            1e3 * (frames.corner[0] + (row - frames.cut[0]) * frames.spacing[0]),
        )
        for row, column in (item.caliper.start, item.caliper.stop)
    ]
    colour = COLOURS[index % len(COLOURS)]
    xs, ys = zip(*places, strict=True)
    axes.plot(xs, ys, "--", color=colour, linewidth=1.0, path_effects=halo(colour="black"))
    axes.plot(xs, ys, "+", color=colour, markersize=9, markeredgewidth=1.4, path_effects=halo(colour="black"))
    axes.annotate(
        str(index + 1), (sum(xs) / 2, sum(ys) / 2), xytext=(5, 0), textcoords="offset points",
        color=colour, fontsize=9, va="center", path_effects=halo(colour="black"),
    )  # fmt: skip
