"""A made-up limb that tests of the scan page open: no person's."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cryonerve.scans.limb_folder import save_scan_of
from cryonerve.scans.scan import Scan

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


def unrolled(sent: bytes, shape: tuple[int, int]) -> np.ndarray:
    """Labels (rows, columns) of a slice, of runs as the page gets them."""
    pairs = np.frombuffer(sent, "<u2").reshape(-1, 2)
    return np.repeat(pairs[:, 0], pairs[:, 1]).reshape(shape).astype(np.int16)
