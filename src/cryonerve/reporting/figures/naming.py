"""Names beside a picture, each with a thin line to what it names, never on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from cryonerve.anatomy.volume import Volume
from cryonerve.reporting.figures.planes import Plane
from cryonerve.reporting.figures.sheet import INK, halo

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["beside", "named_structures", "shortened", "spread_apart"]

Floats = NDArray[np.float64]
MUSCLES = 3  # the largest ones are named
Named = tuple[str, tuple[float, float]]


def shortened(text: str, length: int = 30) -> str:
    """At most `length` letters of a name.

    >>> shortened("proximal", 5)
    'prox…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def spread_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions close to the wanted ones (ascending) with at least `gap` between neighbours.

    >>> spread_apart([0.0, 0.1], 1.0, -5.0, 5.0)
    [-0.45, 0.55]
    """
    count = len(wanted)
    if count == 0:
        return []
    gap = min(gap, (high - low) / max(count - 1, 1))
    # With y_i = x_i + i * gap the task is the nearest ascending row: pool neighbours that cross.
    blocks: list[tuple[float, int]] = []
    for index, place in enumerate(wanted):
        blocks.append((place - index * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (first, many), (second, more) = blocks[-2:]
            blocks[-2:] = [((first * many + second * more) / (many + more), many + more)]
    flat = [value for value, many in blocks for _ in range(many)]
    top = high - (count - 1) * gap
    return [round(min(max(value, low), top) + index * gap, 9) for index, value in enumerate(flat)]


def named_structures(volume: Volume, labels: NDArray[np.int16], plane: Plane) -> list[Named]:
    """Name and place (mm, deepest inside) of every structure that is large enough to point at."""
    x, y = plane.axes_mm(labels.shape)
    found: list[Named] = []
    muscles = [item.label for item in volume.structures if item.kind == "muscle"]
    largest = sorted(muscles, key=lambda label: -int((labels == label).sum()))[:MUSCLES]
    for structure in volume.structures:
        mask = labels == structure.label
        if structure.label == 0 or mask.sum() < 8 or structure.kind in ("fascia", "marrow"):
            continue
        if structure.kind == "muscle" and structure.label not in largest:
            continue
        inside = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
        row, column = np.unravel_index(int(np.argmax(inside)), mask.shape)
        found.append((structure.name, (float(x[column]), float(y[row]))))
    return found


def beside(
    axes: Axes,
    plane: Plane,
    names: Sequence[Named],
    *,
    size: float = 7.5,
    sides: str = "both",
    left_floor: float = 0.06,
) -> None:
    """Write names along the left and right margin, in the order of what they name.

    `left_floor` keeps the lower part of the left margin free (0..1).
    """
    left, right, bottom, top = plane.extent
    height = top - bottom
    points_per_mm = axes.get_window_extent().height / axes.figure.dpi * 72 / height
    gap = 1.5 * size / points_per_mm
    ordered = sorted(names, key=lambda item: item[1][0])
    half = (len(ordered) + 1) // 2
    groups = {"left": ordered[:half], "right": ordered[half:]}
    if sides in groups:
        groups = {sides: ordered}
    for side, members in groups.items():
        group = sorted(members, key=lambda item: item[1][1])
        floor = 0.16 if side == "right" else left_floor  # the scale bar lies at the lower right
        levels = spread_apart([at[1] for _, at in group], gap, bottom + floor * height, top - 0.06 * height)
        margin = 0.26 * gap + 0.035 * (right - left)
        edge = left + margin if side == "left" else right - margin
        for (name, at), level in zip(group, levels, strict=True):
            text = axes.annotate(
                shortened(name),
                xy=at,
                xytext=(edge, level),
                ha=side,
                va="center",
                fontsize=size,
                color=INK,
                zorder=21,
                arrowprops={
                    "arrowstyle": "-",
                    "color": "#39424c",
                    "linewidth": 0.6,
                    "shrinkA": 1.0,
                    "shrinkB": 0.0,
                    "relpos": (1.0, 0.5) if side == "left" else (0.0, 0.5),
                },
            )
            text.set_path_effects(halo(2.8))
            axes.plot(*at, marker="o", markersize=1.6, color="#39424c", zorder=20)
