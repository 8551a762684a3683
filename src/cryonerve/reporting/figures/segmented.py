"""Three slices of a scan with the outlines of its labels: for the eye of whoever has to believe them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.reporting.figures.facing import facing
from cryonerve.reporting.figures.sheet import INK, MUTED, save, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cryonerve.scans.labels import Labels
    from cryonerve.scans.scan import Scan

__all__ = ["draw_segmentation"]

WIDTH, HEIGHT = 24.0, 9.6  # cm
PLACES = {"distal": 0.15, "middle": 0.5, "proximal": 0.85}  # of the labelled length
WINDOW = {"CT": (-200.0, 500.0)}  # HU: fat is dark, bone is white
COLOURS = {
    "skin": "#e69f00", "fat": "#f0e442", "muscle": "#d55e00", "bone": "#56b4e9", "marrow": "#009e73",
    "nerve": "#ffffff", "artery": "#ff3030", "vein": "#6090ff", "fascia": "#cc79a7", "other": "#bbbbbb",
}  # fmt: skip
MARGIN = 6  # voxels around the limb


def draw_segmentation(scan: Scan, labels: Labels, path: Path) -> Path:
    """Draw three slices across the limb, low, in the middle and high, with the outline of every label."""
    slices = np.flatnonzero((labels.numbers > 0).any(axis=(0, 1)))
    box = _box(labels)
    with sheet(WIDTH, HEIGHT) as figure:
        for column, (where, place) in enumerate(PLACES.items()):
            axes = figure.add_axes((0.005 + column / 3.0, 0.1, 0.325, 0.8))
            number = int(slices[round(place * (slices.size - 1))]) if slices.size else 0
            height = 1e3 * (scan.origin[2] + number * scan.spacing[2])
            said = f"{where}, z = {height:.1f} mm, slice {number + 1} of {scan.values.shape[2]}"
            axes.set_title(said, size=9, color=INK)
            _slice(axes, scan, labels, number=number, box=box)
        shown: list[str] = []
        for label in labels.legend:
            if label.kind not in shown:
                shown.append(label.kind)
        for place, kind in enumerate(shown):
            figure.text(
                0.02 + place * 0.65 / max(len(shown), 1), 0.03, kind, size=9, color=INK,
                bbox={"boxstyle": "square,pad=0.25", "fc": COLOURS[kind], "ec": INK, "lw": 0.4},
            )  # fmt: skip
        said = "By machine. Research software, no medical device."
        figure.text(0.99, 0.03, said, ha="right", size=8, color=MUTED)
        turned = "Seen from distal: R and L are the patient's right and left, A the front, P the back."
        figure.text(0.99, 0.96, turned, ha="right", size=8, color=MUTED)
        return save(figure, path)


def _box(labels: Labels) -> tuple[slice, slice]:
    """The limb's place in the slices, with a little room."""
    seen = labels.numbers > 0
    found = []
    for axis, others in ((0, (1, 2)), (1, (0, 2))):
        places = np.flatnonzero(seen.any(axis=others))
        size = seen.shape[axis]
        first, last = (places[0], places[-1]) if places.size else (0, size - 1)
        found.append(slice(max(0, int(first) - MARGIN), min(size, int(last) + MARGIN + 1)))
    return found[0], found[1]


def _slice(axes: Axes, scan: Scan, labels: Labels, *, number: int, box: tuple[slice, slice]) -> None:
    """One slice as seen from the feet upwards: the patient's right on the left, front up."""
    grey = np.asarray(scan.values[:, :, number][box], float)
    drawn = labels.numbers[:, :, number][box]
    low, high = WINDOW.get(scan.modality, tuple(np.percentile(grey, [1.0, 99.5])))
    x = 1e3 * (scan.origin[0] + scan.spacing[0] * np.arange(box[0].start, box[0].stop))
    y = 1e3 * (scan.origin[1] + scan.spacing[1] * np.arange(box[1].start, box[1].stop))
    half = 0.5e3 * scan.spacing
    axes.imshow(
        grey.T, cmap="gray", vmin=low, vmax=high, origin="lower", interpolation="bilinear",
        extent=(x[0] - half[0], x[-1] + half[0], y[0] - half[1], y[-1] + half[1]),
    )  # fmt: skip
    for label in labels.legend:
        mask = drawn == label.number
        if mask.any() and not mask.all():
            axes.contour(x, y, mask.T.astype(float), [0.5], colors=[COLOURS[label.kind]], linewidths=0.8)
    axes.set_xticks([])
    axes.set_yticks([])
    length = 20.0
    facing(axes, above="A", below="P")
    left, bottom = x[-1] - 2.0, y[0] + 3.0  # x runs to the left
    axes.plot([left, left - length], [bottom, bottom], color="white", lw=2.0)
    axes.text(left, bottom + 1.5, "20 mm", color="white", size=8)
