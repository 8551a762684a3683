"""Made-up pictures of one nerve between fat and muscle: voxels are means of fine parts, with no formula."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from cryonerve.scans.scan import Scan

FINE = 5  # parts of a voxel along each axis of a slice
PARTS = 6  # of a slice's thickness
LEVELS = {"CT": (30.0, 55.0, -100.0, 15.0), "MR": (380.0, 340.0, 1000.0, 25.0)}  # nerve, muscle, fat, noise


def nerve_scan(
    width, *, voxel, slices, modality="MR", flat=1.3, tilt=0.1, fat=0.5, levels=None, blur=0.5, seed=0
):
    """A scan and the nerve's true line (n, 3), m.

    width : m, of the circle of the nerve's area. flat : width over height. tilt : sideways way per way along.
    fat : share of the pictures that is fat, to the left; the nerve's middle is at 0.
    """
    rng = np.random.default_rng(seed)
    inside, muscle, other, noise = LEVELS[modality] if levels is None else levels
    reach, length = 1.2 * width + 6e-3, 32e-3
    count, layers = int(2 * reach / voxel), int(length / slices)
    fine = (np.arange(count * FINE) + 0.5) * voxel / FINE - 0.5 * count * voxel
    long, short = 0.5 * width * np.sqrt(flat), 0.5 * width / np.sqrt(flat)
    values = np.empty((count, count, layers))
    edge = np.quantile(fine, fat) if 0.0 < fat < 1.0 else (-1.0 if fat <= 0.0 else 1.0)
    for layer in range(layers):
        total = 0.0
        for part in range(PARTS):
            z = slices * (layer + (part + 0.5) / PARTS) - 0.5 * length
            nerve = np.hypot((fine[:, None] - tilt * z) / long, fine[None, :] / short) < 1.0
            around = np.where(fine < edge + 0.2 * tilt * z, other, muscle)[:, None]
            total = total + np.where(nerve, inside, around)
        values[:, :, layer] = (total / PARTS).reshape(count, FINE, count, FINE).mean(axis=(1, 3))
    values = gaussian_filter(values, (blur, blur, 0.0)) + rng.normal(0.0, noise, values.shape)
    origin = np.array([*(2 * [-0.5 * (count - 1) * voxel]), -0.5 * (layers - 1) * slices])
    spacing = np.array([voxel, voxel, slices])
    line_z = np.linspace(-0.5 * length, 0.5 * length, 200)
    line = np.stack([tilt * line_z, 0.0 * line_z, line_z], axis=1)
    return Scan(values.astype(np.float32), origin, spacing, modality, slice_thickness=slices), line


def true_area(width, tilt=0.1):
    """Area across the nerve, m2: pictures cut it obliquely."""
    return 0.25 * np.pi * width**2 / np.sqrt(1.0 + tilt**2)
