"""Two made-up scans of one child's stump that lie differently, with the motion between them known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from scipy.ndimage import map_coordinates

import cryonerve as cn
from cryonerve.anatomy.coverage import structure_at
from cryonerve.anatomy.synthetic_scans import SyntheticScan, synthetic_scan
from cryonerve.scans.frames import Frames
from cryonerve.scans.rigid import from_small, moved
from cryonerve.scans.scan import Scan
from cryonerve.scans.sequences import Tracked, image_to_probe
from cryonerve.ultrasound.picture import scanner_of
from cryonerve.ultrasound.plane import ImagePlane

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


def tibia_sweep(truth, reference: np.ndarray, *, frames: int = 31, seed: int = 1) -> Tracked:
    """A sweep down the front of the tibia of a scan's truth: grey tissue, a bright rim, shadow behind it.

    `reference` (4, 4) leads from the limb to the frame of the tracker's reference.
    """
    rng = np.random.default_rng([seed, 10])
    pixel, shape = 0.4e-3, (80, 110)
    bone = truth.mask("bone", "marrow")
    places = np.argwhere(bone) * truth.spacing + truth.origin
    front = places[:, :2].mean(axis=0) + np.array(
        [8e-3, 0.0]
    )  # the tibia is the larger one, towards the front
    body = np.argwhere(truth.numbers > 0) * truth.spacing + truth.origin
    top = body[np.abs(body[:, 0] - front[0]) < 10e-3, 1].max()
    still = Frames(
        np.zeros((frames, *shape), np.uint8), 0.05 * np.arange(frames), (pixel, pixel),
        (0.5 * pixel, -0.5 * pixel * (shape[1] - 1)), "recorded",
    )  # fmt: skip
    calibration = image_to_probe(still)
    rows, columns = np.indices(shape)
    inside = np.stack([columns, rows, 0 * rows, np.ones_like(rows)], -1)
    pictures, poses = [], []
    for height in np.linspace(truth.origin[2] + 12e-3, truth.origin[2] + 45e-3, frames):
        probe = np.eye(4)
        probe[:3, :3] = np.array([[-1.0, 0, 0], [0, -1.0, 0], [0, 0, 1.0]])  # down the picture is backwards
        probe[:3, 3] = [front[0], top, height]
        at = np.round(((inside @ (probe @ calibration).T)[..., :3] - truth.origin) / truth.spacing).astype(
            int
        )
        good = ((at >= 0) & (at < truth.numbers.shape)).all(axis=-1)
        at = np.where(good[..., None], at, 0)
        hard = bone[tuple(np.moveaxis(at, -1, 0))] & good
        tissue = (truth.numbers[tuple(np.moveaxis(at, -1, 0))] > 0) & good
        behind = np.cumsum(hard, axis=0)
        grey = np.where(tissue, rng.rayleigh(45.0, shape), 2.0)
        grey = np.where(behind > 0, np.where(behind <= 2, 230.0, rng.rayleigh(3.0, shape)), grey)
        pictures.append(np.clip(grey, 1, 255))
        poses.append(reference @ probe)
    still = replace(still, pixels=np.array(pictures, np.uint8))
    tiled = np.tile(calibration, (frames, 1, 1))
    return Tracked(still, {"ProbeToReference": np.array(poses), "ImageToProbe": tiled})


@cache
def scanned_tibia(turn: int = 0, *, frames: int = 21, seed: int = 1) -> Tracked:
    """A sweep of the simulated scanner down the bundled child's tibia, as many degrees from its nearest skin.

    ProbeToReference leads to the limb: whoever moves the limb changes it.
    """
    case = cn.load("tibial-neuroma-child")
    volume = cn.build(case)
    tibia = [item.label for item in volume.structures if item.name.startswith("tibia")]
    steps = np.diag(volume.affine)[:3]
    places = np.argwhere(np.isin(volume.labels, tibia)) * steps + volume.affine[:3, 3]
    low = places[:, 2].min()
    pictures, poses = [], []
    for height in np.linspace(low + 8e-3, low + 48e-3, frames):
        middle = places[np.abs(places[:, 2] - height) < 1e-3].mean(axis=0)
        angle = np.radians(np.arange(360.0))
        rays = np.column_stack([np.cos(angle), np.sin(angle), np.zeros(360)])
        along = middle + np.arange(0.0, 80e-3, 0.25e-3)[:, None, None] * rays
        inside = structure_at(volume, along.reshape(-1, 3)).reshape(along.shape[:2]) > 0
        length = inside.cumprod(axis=0).sum(axis=0) * 0.25e-3
        number = (int(length.argmin()) + turn) % 360
        out = rays[number]
        plane = ImagePlane(
            middle + (length[number] + 0.2e-3) * out, np.cross(-out, [0, 0, -1.0]), -out, 32e-3
        )
        scanner = scanner_of(None, volume, case, plane=plane, depth=plane.depth, seed=seed)
        pictures.append(scanner.frame(0.0)[::2, ::2])
        poses.append(plane.pose)
        pixel = 2.0 * scanner.renderer.pixel
    corner = (0.5 * pixel, -0.5 * pixel * (pictures[0].shape[1] - 1))
    still = Frames(np.array(pictures), 0.05 * np.arange(frames), (pixel, pixel), corner, "simulated")
    tiled = np.tile(image_to_probe(still), (frames, 1, 1))
    return Tracked(still, {"ProbeToReference": np.array(poses), "ImageToProbe": tiled})
