"""Slices of a scan as radiologists look at them: the patient's right is on the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["facing"]


def facing(axes: Axes, *, above: str = "", below: str = "") -> None:
    """Turn an axis that runs to the patient's right to the left, as 3D Slicer does, and say so.

    Parameters
    ----------
    above, below : what lies there, "A" and "P" in a slice across; "": nothing is said.
    """
    axes.invert_xaxis()
    for across, up, letter in ((0.02, 0.5, "R"), (0.98, 0.5, "L"), (0.5, 0.97, above), (0.5, 0.03, below)):
        if not letter:
            continue
        axes.text(
            across, up, letter, transform=axes.transAxes, ha="center", va="center", size=9, weight="bold",
            color="white", bbox={"boxstyle": "round,pad=0.15", "fc": "#101820", "ec": "none", "alpha": 0.7},
        )  # fmt: skip
