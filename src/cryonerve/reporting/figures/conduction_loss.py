"""What of the treated nerve does not conduct during the procedure, one lane for each class of axons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.nerve.conduction_loss import ConductionLoss
from cryonerve.reporting.figures.sheet import INK, MUTED, save, sheet
from cryonerve.reporting.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

COLD, GONE = "#56B4E9", "#D55E00"
WORDS = {
    "a-alpha": ("Aα", "movement, position"),
    "a-beta": ("Aβ", "touch, pressure"),
    "a-delta": ("Aδ", "sharp pain, cold"),
    "c": ("C", "dull pain, warmth"),
}


def draw(run: Run, path: Path) -> Path | None:
    """Share of each class's axons that does not conduct, along time; None without a simulated nerve."""
    course = run.volume.treated_nerve
    lesion = run.prediction.lesions.get(course.name) if run.prediction and course is not None else None
    found = None if lesion is None else lesion.conduction_loss
    if found is None or found.times.size < 2:
        return None
    names = [name for name in WORDS if name in found.blocked]
    with sheet(18.0, 8.6) as figure:
        tall = 0.75 / len(names)
        for row, name in enumerate(names):
            axes = figure.add_axes((0.20, 0.185 + (len(names) - 1 - row) * tall, 0.58, 0.84 * tall))
            _lane(axes, found, name, top=row == 0, run=run)
            axes.tick_params(labelbottom=row == len(names) - 1, labelsize=8)
        axes.set_xlabel("time since the first freeze began, min", fontsize=8.5, labelpad=1)
        _legend(figure)
        return save(figure, path)


def _lane(axes: Axes, found: ConductionLoss, name: str, *, top: bool, run: Run) -> None:
    """One class of axons: what is interrupted below, what only cold blocks on it, what conducts white."""
    minutes = found.times / 60
    gone, silent = 100 * found.share_interrupted(name), 100 * found.share_lost(name)
    axes.fill_between(minutes, gone, silent, step="post", color=COLD, linewidth=0)
    axes.fill_between(minutes, 0.0, gone, step="post", color=GONE, linewidth=0)
    axes.step(minutes, silent, where="post", color="#0072B2", linewidth=1.0)
    axes.set_xlim(minutes[0], max(minutes[-1], 1e-3))
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0.0, 50.0, 100.0], ["0", "50", "100 %"], fontsize=7)
    _phases(axes, run, named=top)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color("#9aa3ad")
    sign, meaning = WORDS[name]
    axes.text(
        -0.085, 0.66, sign, transform=axes.transAxes, ha="right", va="center", fontsize=11,
        fontweight="bold", color=INK,
    )  # fmt: skip
    axes.text(
        -0.085, 0.22, meaning, transform=axes.transAxes, ha="right", va="center", fontsize=7.4, color=MUTED
    )
    axes.text(
        1.015, 0.5, _outcome(found, name), transform=axes.transAxes, ha="left", va="center", fontsize=8,
        color=INK, linespacing=1.35,
    )  # fmt: skip


def _phases(axes: Axes, run: Run, *, named: bool) -> None:
    """Where phases begin, as lines: their usual tints would pass for a share."""
    whole = run.freezing.phases[-1].end if run.freezing.phases else 1.0
    for item in run.freezing.phases:
        axes.axvline(item.start / 60, color="#9aa3ad", linewidth=0.8, zorder=5)
        if named and item.end - item.start > 0.075 * whole:
            axes.text(
                (item.start + item.end) / 120,
                106.0,
                item.name,
                ha="center",
                va="bottom",
                fontsize=8,
                color=MUTED,
            )


def _outcome(found: ConductionLoss, name: str) -> str:
    """What became of this class, in two short lines."""
    most = 100 * float(np.max(found.share_lost(name)))
    back = found.conducts_again(name)
    if most < 0.5:
        return "conducts throughout"
    if back is None:
        return f"silent: up to {most:.0f} %\npartly still cold at the end"
    return f"silent: up to {most:.0f} %\ncold block gone at {back / 60:.1f} min"


def _legend(figure: object) -> None:
    from matplotlib.patches import Patch

    figure.legend(  # type: ignore[attr-defined]
        handles=[
            Patch(facecolor=COLD, edgecolor="#9aa3ad", label="blocked while cold, back after rewarming"),
            Patch(facecolor=GONE, edgecolor="#9aa3ad", label="interrupted: silent until grown back"),
        ],
        loc="center",
        bbox_to_anchor=(0.5, 0.035),
        ncols=2,
        fontsize=8,
    )
