"""Names beside a picture, each with a thin line to what it names, never on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from cryonerve.anatomy.volume import Structure, Volume
from cryonerve.reporting.figures.planes import Plane
from cryonerve.reporting.figures.sheet import INK, halo

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["beside", "named_structures", "shortened", "spread_apart"]

Floats = NDArray[np.float64]
MUSCLES = 3  # the largest ones are named
MOST = 12  # names of a picture, what must be spared first; a scan may hold dozens
FIRST = ("nerve", "artery", "vein", "skin", "bone", "fluid", "muscle", "fat")
BARE = ("fascia", "marrow")
LETTER = 0.55  # width of a letter over its size
LEAST = 8  # dots of a picture that can be pointed at
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
    """Name and place (mm, deepest inside) of what is large enough to point at, `MOST` at most."""
    x, y = plane.axes_mm(labels.shape)
    found: list[Named] = []
    for structure in _worth_a_name(volume, labels):
        mask = labels == structure.label
        inside = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
        row, column = np.unravel_index(int(np.argmax(inside)), mask.shape)
        found.append((structure.name, (float(x[column]), float(y[row]))))
    return found


def _worth_a_name(volume: Volume, labels: NDArray[np.int16]) -> list[Structure]:
    """In the order of the volume; of too many those that must be spared, then the large ones."""
    count = np.bincount(
        labels[labels > 0].ravel(), minlength=1 + max((item.label for item in volume.structures), default=0)
    )
    size = {item.label: int(count[item.label]) for item in volume.structures if item.label > 0}
    seen = [item for item in volume.structures if size.get(item.label, 0) >= LEAST and item.kind not in BARE]
    muscles = sorted((item for item in seen if item.kind == "muscle"), key=lambda item: -size[item.label])
    seen = [item for item in seen if item.kind != "muscle" or item in muscles[:MUSCLES]]
    rank = {kind: number for number, kind in enumerate(FIRST)}
    ordered = sorted(seen, key=lambda item: (rank.get(item.kind, len(FIRST)), -size[item.label]))
    return [item for item in seen if item in ordered[:MOST]]


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
    room = (right - left) * points_per_mm * (0.45 if sides == "both" else 0.9)
    letters = int(np.clip(room / (LETTER * size), 8, 30))
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
                shortened(name, letters),
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
