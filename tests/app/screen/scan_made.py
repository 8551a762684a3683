"""A made-up limb that tests of the scan page open: no person's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from cryonerve.scans.curves import write_curves
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.limb_folder import save_labels_of, save_scan_of
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import Section, TracedCurve

SHAPE, SPACING, ORIGIN = (40, 36, 24), (1.0, 1.0, 2.0), (-20.0, -18.0, -24.0)  # mm


def made_scan(modality: str = "CT") -> Scan:
    """A leg of fat with muscle, a bone and a bright nerve along z; slices differ in value."""
    i, j, k = np.meshgrid(*(np.arange(n) for n in SHAPE), indexing="ij")
    x, y = i + ORIGIN[0], j + ORIGIN[1]
    values = np.full(SHAPE, -1000, np.int16)
    values[x**2 + y**2 < 16.0**2] = -100
    values[x**2 + y**2 < 13.0**2] = 50
    values[(x + 4) ** 2 + y**2 < 4.0**2] = 800
    values[(x - 6) ** 2 + (y - 2) ** 2 < 2.0**2] = 150
    values += (k % 3).astype(np.int16)
    return Scan(
        values,
        1e-3 * np.array(ORIGIN),
        1e-3 * np.array(SPACING),
        modality,
        slice_thickness=2e-3,
        source="made up",
    )  # type: ignore[arg-type]


def made_limb(folder: Path) -> Path:
    """The folder of a limb with that scan."""
    save_scan_of(folder, made_scan())
    return folder


def nerve(name: str = "tibial nerve", **said: Any) -> TracedCurve:
    """The bright nerve of that scan, traced."""
    points = np.column_stack([np.full(41, 6e-3), np.full(41, 2e-3), np.linspace(-20e-3, 20e-3, 41)])
    sections = tuple(Section(station, np.array([2e-3, 1.5e-3])) for station in (0.0, 20e-3, 40e-3))
    return TracedCurve(name, "nerve", points, sections, points[::10], **said)


def label_and_trace(folder: Path, *curves: TracedCurve) -> Path:
    """Labels by machine and curves into the folder of that limb, as an earlier visit left them."""
    scan = made_scan()
    numbers = np.zeros(scan.values.shape, np.int16)
    numbers[scan.values > -500], numbers[scan.values > 0], numbers[scan.values > 500] = 1, 2, 3
    legend = (
        Label(1, "subcutaneous fat", "fat", "fat", "machine"),
        Label(2, "muscle", "muscle", "muscle", "machine"),
        Label(3, "cortical bone", "cortical-bone", "bone", "machine"),
    )
    save_labels_of(folder, Labels(numbers, scan.origin, scan.spacing, legend))
    write_curves(folder / "curves.json", curves)
    return folder


def unrolled(sent: bytes, shape: tuple[int, int]) -> np.ndarray:
    """Labels (rows, columns) of a slice, of runs as the page gets them."""
    pairs = np.frombuffer(sent, "<u2").reshape(-1, 2)
    return np.repeat(pairs[:, 0], pairs[:, 1]).reshape(shape).astype(np.int16)
