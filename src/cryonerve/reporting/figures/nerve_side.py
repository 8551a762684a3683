"""The nerve from the side: how its fascicles run, and how they lose their order in a neuroma."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.reporting.figures.sheet import OUTLINE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_side"]

Floats = NDArray[np.float64]


def draw_side(axes: Axes, course: NerveCourse) -> None:
    """Outline and fascicles along the nerve, in true proportion, seen from its flat side."""
    arc = course.arc * 1e3
    half = course.semi_axes[:, 0] * 1e3
    axes.fill_between(arc, -half, half, facecolor="#fffdf0", edgecolor=OUTLINE, linewidth=1.2)
    nearest_last = np.argsort(course.fascicle_offsets[..., 1].mean(axis=0))
    for column in nearest_last:
        radius = course.fascicle_radii[:, column] * 1e3
        there = radius > 0
        if not there.any():
            continue
        # A part begins where it leaves its fascicle and not beside it.
        last = int(np.flatnonzero(there)[-1])
        if last + 1 < len(arc):
            there[last + 1] = True
        middle = np.where(there, course.fascicle_offsets[:, column, 0] * 1e3, np.nan)
        axes.fill_between(
            arc, middle - radius, middle + radius, facecolor="#f3dd96", edgecolor="#8a7413", linewidth=0.5,
            zorder=3,
        )  # fmt: skip
    axes.set_xlim(arc[0], arc[-1])
    axes.set_ylim(-1.08 * half.max(), 1.08 * half.max())
    axes.set_aspect("equal", adjustable="box", anchor="W")
    axes.set_yticks([])
    axes.tick_params(labelbottom=False, bottom=False)
    axes.set_ylabel("from the\nside", fontsize=8, rotation=0, ha="right", va="center")
    for spine in axes.spines.values():
        spine.set_visible(False)
