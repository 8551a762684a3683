"""Slices of a scan as radiologists look at them: the patient's right is on the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["facing"]


def facing(axes: Axes) -> None:
    """Turn an axis that runs to the patient's right to the left, as 3D Slicer does, and say so."""
    axes.invert_xaxis()
    for place, letter in ((0.02, "R"), (0.98, "L")):
        axes.text(
            place, 0.5, letter, transform=axes.transAxes, ha="center", va="center", size=9, weight="bold",
            color="white", bbox={"boxstyle": "round,pad=0.15", "fc": "#101820", "ec": "none", "alpha": 0.7},
        )  # fmt: skip
