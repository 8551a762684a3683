"""Two made-up scans of one child's stump that lie differently, with the motion between them known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from scipy.ndimage import map_coordinates

import cryonerve as cn
from cryonerve.anatomy.synthetic_scans import SyntheticScan, synthetic_scan
from cryonerve.scans.rigid import from_small, moved
from cryonerve.scans.scan import Scan

NOISE = 25.0  # of fat at 1000


@cache
def made(
    modality: str, *, spacing: tuple[float, float, float], couch: bool = False, seed: int = 1
) -> SyntheticScan:
    """A made-up scan of the bundled child; without noise an MR, which gets it after it was moved."""
    return synthetic_scan(
        cn.build(cn.load("tibial-neuroma-child")), modality, spacing=spacing, couch=couch, other_leg="none",
        noise=None if modality == "CT" else 0.01, seed=seed,
    )  # fmt: skip


def drawn_motion(
    seed: int, centre: np.ndarray, *, degrees: float = 8.0, millimetres: float = 8.0
) -> np.ndarray:
    """A motion with turns and shifts up to so much about every axis."""
    rng = np.random.default_rng([seed, 7])
    turns, shifts = rng.uniform(-1.0, 1.0, 3), rng.uniform(-1.0, 1.0, 3)
    return from_small(np.concatenate([np.radians(degrees) * turns, 1e-3 * millimetres * shifts]), centre)


def moved_scan(scan: Scan, motion: np.ndarray, spacing: tuple[float, float, float], seed: int) -> Scan:
    """The scan of a limb that was moved: other voxels over the same room, noise of its own."""
    steps = np.array(spacing)
    low, high = scan.bounds
    shape = tuple(np.floor((high - low) / steps).astype(int))
    origin = low + 0.5 * steps
    grid = np.stack(np.meshgrid(*[np.arange(count) for count in shape], indexing="ij"), -1) * steps + origin
    back = moved(np.linalg.inv(motion), grid.reshape(-1, 3))
    places = ((back - scan.origin) / scan.spacing).T
    outside = float(scan.values.min())
    clean = map_coordinates(scan.values.astype(np.float32), places, order=1, cval=outside).reshape(shape)
    rng = np.random.default_rng([seed, 8])
    if scan.modality == "MR":
        noisy = np.hypot(clean + rng.normal(0, NOISE, shape), rng.normal(0, NOISE, shape))
    else:
        noisy = clean + rng.normal(0, 15.0, shape)
    return replace(
        scan, values=noisy.astype(np.float32), origin=origin, spacing=steps, slice_thickness=spacing[2]
    )


def places_in(truth, every: int = 997) -> np.ndarray:
    """(n, 3) m, places in the body of a scan's truth."""
    return np.argwhere(truth.numbers > 0)[::every] * truth.spacing + truth.origin


def target_errors(transform: np.ndarray, motion: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(n,) m by which places of the fixed scan are missed; `motion` leads from the fixed to the moving."""
    return np.linalg.norm(moved(transform, moved(motion, places)) - places, axis=1)
