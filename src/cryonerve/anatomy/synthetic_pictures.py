"""Pictures of what fills each voxel, as a scanner would show it, and the truth beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.picture_faults import (
    bias_field,
    blurred,
    fourier_motion,
    receiver_noise,
    shifted_slices,
    texture,
)
from cryonerve.errors import Complaint, ScanError, nearest
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.scan import Scan

__all__ = [
    "CORE",
    "SHELL",
    "TRUTH",
    "Grid",
    "SyntheticScan",
    "couch_under",
    "grey_values",
    "pictured",
    "room_left",
]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
TABLE = Path(__file__).parent / "grey_values.toml"
FINE = 0.75e-3  # m, parts that a slice is averaged of are no thicker
SHELL, CORE = 1.5e-3, 15e-3  # m, the couch's shell and what it holds; assumed
NOISE = {"CT": 15.0, "MR": 25.0}  # HU; of fat at 1000: usual pictures of a limb, assumed
# What looks like nothing that the truth tells apart, and the label it is part of.
PART_OF: Mapping[str, str] = MappingProxyType(
    {
        "red-marrow": "marrow",
        "spongy-bone": "marrow",
        "growth-scar": "marrow",
        "tendon": "muscle",
        "cartilage": "muscle",
    }
)

# name, tissue, kind: what the truth tells apart. Everything of a kind is one label.
TRUTH: tuple[Label, ...] = tuple(
    Label(number, name, tissue, kind, "file", "the phantom that the pictures were made from")  # type: ignore[arg-type]
    for number, (name, tissue, kind) in enumerate(
        (
            ("skin", "skin", "skin"),
            ("subcutaneous fat", "fat", "fat"),
            ("muscle", "muscle", "muscle"),
            ("cortical bone", "cortical-bone", "bone"),
            ("marrow", "marrow", "marrow"),
            ("fascia", "fascia", "fascia"),
            ("artery", "blood", "artery"),
            ("vein", "blood", "vein"),
            ("nerve", "nerve", "nerve"),
            ("fluid", "saline", "fluid"),
        ),
        start=1,
    )
)


@dataclass(frozen=True, eq=False)
class SyntheticScan:
    """Pictures and what they show.

    Attributes
    ----------
    scan : the pictures. truth : labels on the same grid, each voxel what most of it is; the other leg and the
        couch are outside (0).
    shares : (i, j, k) float32 by name of the label, how much of each voxel it fills.
    """

    scan: Scan
    truth: Labels
    shares: Mapping[str, Pictures]


@dataclass(frozen=True, slots=True)
class _Grey:
    """Mean and spread of a tissue's grey value."""

    value: float
    spread: float


@dataclass(frozen=True, eq=False)
class Grid:
    """Voxels of the pictures, and how thick the slices are."""

    origin: Floats
    spacing: Floats
    shape: tuple[int, int, int]
    thickness: float

    def fine_faces(self, axis: int, parts: int) -> Floats:
        """Faces of the voxels along an axis, each voxel cut into parts."""
        count = self.shape[axis] * parts
        low = self.origin[axis] - 0.5 * self.spacing[axis]
        return np.asarray(low + np.arange(count + 1) * self.spacing[axis] / parts)

    def slice_faces(self, number: int) -> Floats:
        """Faces of the parts that one slice is the mean of."""
        middle = self.origin[2] + number * self.spacing[2]
        parts = max(1, ceil(self.thickness / FINE))
        return np.asarray(middle + self.thickness * (np.arange(parts + 1) / parts - 0.5))


def pictured(
    leg: Mapping[str, Pictures],
    other: Mapping[str, Pictures],
    grid: Grid,
    modality: Literal["CT", "MR"],
    *,
    rng: np.random.Generator,
    faults: tuple[float | None, float, float],
    source: str,
) -> SyntheticScan:
    """A scan of what each voxel holds, spoilt as a scanner would, with the truth beside it.

    Parameters
    ----------
    leg, other : (i, j, k) share of each voxel by what fills it, of the limb and of all else. Names are those
        of `TRUTH`, or rows of `grey_values.toml`. What is left is air.
    modality : "CT" or "MR". faults : noise (None: usual), bias, motion, as in `synthetic_scan`.
    source : what the pictures say of themselves.
    """
    greys = grey_values(modality)
    pictures = _mixed((leg, other), greys, grid, rng)
    values = _spoilt(pictures, modality, grid, rng=rng, faults=faults)
    scan = Scan(
        values,
        grid.origin,
        grid.spacing,
        modality,
        contrast="T1" if modality == "MR" else "",
        slice_thickness=grid.thickness,
        source=source,
    )
    named = _by_label(leg)
    return SyntheticScan(scan, _truth(named, grid), named)


@cache
def grey_values(modality: str) -> Mapping[str, _Grey]:
    """Grey values of one modality, by tissue."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if modality not in table:
        raise ScanError(Complaint(f"no pictures are made of '{modality}'", nearest(modality, table)))
    rows = table[modality]["tissue"]
    return {name: _Grey(float(row["value"]), float(row["spread"])) for name, row in rows.items()}


def room_left(grid: Grid, *taken: Mapping[str, Pictures]) -> Pictures:
    """(i, j, k) share of every voxel that nothing has taken yet."""
    free = np.ones(grid.shape, np.float32)
    for shares in taken:
        free -= sum(shares.values(), np.zeros(grid.shape, np.float32))
    return np.clip(free, 0.0, 1.0)


def couch_under(grid: Grid, top: float, room: Pictures) -> dict[str, Pictures]:
    """Shell and core of a couch whose top is at `top` (m along y), where there is room."""
    faces = grid.fine_faces(1, 1)
    layers = {"couch-shell": (top - SHELL, top), "couch-core": (top - SHELL - CORE, top - SHELL)}
    found = {}
    for name, (low, high) in layers.items():
        covered = np.clip(np.minimum(faces[1:], high) - np.maximum(faces[:-1], low), 0.0, None)
        found[name] = (room * (covered / grid.spacing[1])[None, :, None]).astype(np.float32)
    return found


def _mixed(
    legs: tuple[Mapping[str, Pictures], Mapping[str, Pictures]],
    greys: Mapping[str, _Grey],
    grid: Grid,
    rng: np.random.Generator,
) -> Pictures:
    """Grey values before anything spoils them: the mean over what a voxel holds, air in what is left."""
    tissue = {label.name: label.tissue for label in TRUTH}
    pictures = np.zeros(grid.shape, np.float32)
    for shares in legs:
        for name, share in shares.items():
            row = tissue.get(name, name)
            grey = greys["fluid" if row == "saline" else row]
            pictures += share * (grey.value + grey.spread * texture(grid.shape, grid.spacing, rng))
    pictures += room_left(grid, *legs) * greys["air"].value
    return pictures


def _spoilt(
    pictures: Pictures,
    modality: str,
    grid: Grid,
    *,
    rng: np.random.Generator,
    faults: tuple[float | None, float, float],
) -> NDArray[np.int16] | Pictures:
    """What the scanner writes: blurred, moved, noisy."""
    noise, bias, motion = faults
    sigma = NOISE[modality] if noise is None else noise
    if modality == "CT":
        moved = shifted_slices(pictures, grid.spacing, motion, rng)
        seen = blurred(moved) + receiver_noise(grid.shape, sigma, rng)
        return np.asarray(np.clip(np.rint(seen), -1024, 3071), np.int16)
    seen = blurred(pictures * bias_field(grid.shape, bias, rng))
    whole = fourier_motion(seen, grid.spacing, motion, rng)
    real = whole.real + rng.normal(0.0, sigma, grid.shape)
    imaginary = whole.imag + rng.normal(0.0, sigma, grid.shape)
    return np.asarray(np.hypot(real, imaginary), np.float32)


def _truth(shares: Mapping[str, Pictures], grid: Grid) -> Labels:
    """Each voxel as what most of it is."""
    best = np.full(grid.shape, 0.5, np.float32)
    body = sum(shares.values(), np.zeros(grid.shape, np.float32))
    best[body >= 0.5] = 0.0
    numbers = np.zeros(grid.shape, np.int16)
    legend = tuple(label for label in TRUTH if label.name in shares)
    for label in legend:
        more = shares[label.name] > best
        more &= body >= 0.5
        numbers[more] = label.number
        best[more] = shares[label.name][more]
    return Labels(numbers, grid.origin, grid.spacing, legend)


def _by_label(shares: Mapping[str, Pictures]) -> dict[str, Pictures]:
    """Shares of what looks different put together by the truth's label, in the order they came."""
    names = {label.name for label in TRUTH}
    found: dict[str, Pictures] = {}
    for name, share in shares.items():
        label = name if name in names else PART_OF[name]
        found[label] = found[label] + share if label in found else share
    return found
