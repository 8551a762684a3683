"""Made-up CT and MR pictures of a phantom, with the truth beside them: what segmentation is tried on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.coverage import sample
from cryonerve.anatomy.synthetic_pictures import (
    CORE,
    SHELL,
    TRUTH,
    Grid,
    SyntheticScan,
    couch_under,
    grey_values,
    pictured,
    room_left,
)
from cryonerve.anatomy.volume import Structure, Volume
from cryonerve.errors import Complaint, ScanError

__all__ = ["SyntheticScan", "synthetic_scan"]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
Neighbour = Literal["none", "near", "touching", "pressed"]
MARGIN = 8e-3  # m of air around the leg
GAP = {"near": 6e-3, "touching": 0.0, "pressed": -4e-3}  # m between two legs; assumed
IN_VIEW = 0.6  # share of the other leg's width that the pictures show


def synthetic_scan(
    volume: Volume,
    modality: Literal["CT", "MR"],
    *,
    spacing: tuple[float, float, float] = (0.7e-3, 0.7e-3, 3e-3),
    slice_thickness: float | None = None,
    noise: float | None = None,
    bias: float = 0.4,
    motion: float = 0.0,
    couch: bool = True,
    other_leg: Neighbour = "near",
    seed: int = 1,
) -> SyntheticScan:
    """CT or T1-weighted MR pictures of a phantom, slices across the limb.

    Every voxel is the mean of what it holds (partial volume), fat varies from place to place, the pictures
    are blurred by half a voxel, then spoilt by motion and noise. Grey values: `grey_values.toml`.

    Parameters
    ----------
    volume : a phantom, as `build` makes it.
    spacing : m between voxels along x, y and slices. slice_thickness : m that a slice takes in, `spacing[2]`
        where None: less leaves gaps, more lets slices overlap.
    noise : one standard deviation, HU in CT, of fat at 1000 in MR (Rician); 15 and 25 where None.
    bias : MR only: the receiver's sensitivity varies from 1 - bias to 1 + bias over the field of view.
    motion : m by which the leg moves to and fro while pictures are taken: ghosts along y in MR, shifted
        slices in CT.
    couch : a shell under the leg that touches it (MR does not see it).
    other_leg : its mirror image on the medial side, six millimetres away, touching, or pressed against it;
        60 % of it in view.

    Returns
    -------
    SyntheticScan, the truth on the same grid. The same seed gives the same pictures.

    Raises
    ------
    ScanError
        An unknown modality, or voxels without a size.

    Examples
    --------
    >>> import cryonerve as cn
    >>> child = cn.build(cn.load("tibial-neuroma-child"))
    >>> made = synthetic_scan(child, "CT", spacing=(2e-3, 2e-3, 6e-3), other_leg="none")
    >>> made.scan.values.dtype.name, made.scan.values.shape == made.truth.numbers.shape
    ('int16', True)
    """
    grey_values(modality)
    rng = np.random.default_rng(seed)
    medial = _medial(volume)
    steps = _checked(spacing, slice_thickness)
    grid = _grid(volume, steps, slice_thickness, 0 if other_leg == "none" else medial)
    shares = _shares(volume, grid)
    other = _beside(volume, grid, shares, neighbour=other_leg, medial=medial, couch=couch)
    source = f"synthetic {modality} of a phantom, seed {seed}"
    return pictured(shares, other, grid, modality, rng=rng, faults=(noise, bias, motion), source=source)


def _checked(spacing: tuple[float, float, float], thickness: float | None) -> Floats:
    """(3,) m between voxels, or a complaint."""
    if not (min(spacing) > 0.0 and (thickness is None or thickness > 0.0)):
        raise ScanError(
            Complaint(f"voxels of {spacing} m have no size", "Give three positive lengths in metres.")
        )
    return np.array(spacing)


def _medial(volume: Volume) -> int:
    """+1 or -1 along x, away from the fibula; +1 where there is none."""
    middles = {}
    for item in volume.structures:
        places = np.flatnonzero((volume.labels == item.label).any(axis=(1, 2)))
        if item.kind == "bone" and places.size:
            middles[item.name] = places.mean()
    if {"tibia", "fibula"} <= middles.keys():
        return 1 if middles["fibula"] < middles["tibia"] else -1
    return 1


def _body_bounds(volume: Volume) -> Floats:
    """(2, 3) m, the box around what is not air."""
    low, high = [], []
    for axis in range(3):
        others = tuple(other for other in range(3) if other != axis)
        places = np.flatnonzero(volume.labels.any(axis=others))
        step, start = volume.affine[axis, axis], volume.affine[axis, 3]
        low.append(start + (places[0] - 0.5) * step)
        high.append(start + (places[-1] + 0.5) * step)
    return np.array([low, high])


def _grid(volume: Volume, spacing: Floats, thickness: float | None, neighbour: int) -> Grid:
    """Voxels around the leg, with room for the couch and most of the other leg."""
    low, high = _body_bounds(volume)
    width = high[0] - low[0]
    start, stop = low - MARGIN, high + MARGIN
    start[1] -= SHELL + CORE
    stop[0] += IN_VIEW * width if neighbour > 0 else 0.0
    start[0] -= IN_VIEW * width if neighbour < 0 else 0.0
    thick = float(spacing[2]) if thickness is None else thickness
    # Slices stay inside the phantom, which is cut there: a limb goes on.
    start[2], stop[2] = volume.bounds[:, 2]
    start[2] += max(0.0, 0.5 * (thick - spacing[2]))
    stop[2] -= max(0.0, 0.5 * (thick - spacing[2]))
    shape = np.maximum(np.floor((stop - start) / spacing + 1e-6).astype(int), 1)
    return Grid(start + 0.5 * spacing, spacing, (int(shape[0]), int(shape[1]), int(shape[2])), thick)


def _mirror(volume: Volume, medial: int, gap: float) -> float:
    """Place along x, m, of the plane that mirrors the leg into the other one."""
    low, high = _body_bounds(volume)
    return float(high[0] + 0.5 * gap if medial > 0 else low[0] - 0.5 * gap)


def _shares(volume: Volume, grid: Grid, *, mirror: float | None = None) -> dict[str, Pictures]:
    """How much of each voxel each label of the truth fills, of the leg or of its mirror image."""
    label_of = np.zeros(1 + max(item.label for item in volume.structures), np.intp)
    for item in volume.structures:
        label_of[item.label] = _number(item)
    x, y = grid.fine_faces(0, 2), grid.fine_faces(1, 2)
    if mirror is not None:
        x = (2.0 * mirror - x)[::-1]
    found: dict[str, Pictures] = {}
    for number in range(grid.shape[2]):
        mixture = sample(volume, x, y, grid.slice_faces(number))
        first, second = label_of[mixture.first], label_of[mixture.second]
        for label in range(1, len(TRUTH) + 1):
            one, two = first == label, second == label
            if not (one.any() or two.any()):
                continue
            filled = one * mixture.share + two * (1.0 - mixture.share)
            part = filled.mean(axis=2).reshape(grid.shape[0], 2, grid.shape[1], 2).mean(axis=(1, 3))
            name = TRUTH[label - 1].name
            found.setdefault(name, np.zeros(grid.shape, np.float32))
            found[name][:, :, number] = part if mirror is None else part[::-1]
    return found


def _beside(
    volume: Volume,
    grid: Grid,
    leg: Mapping[str, Pictures],
    *,
    neighbour: Neighbour,
    medial: int,
    couch: bool,
) -> dict[str, Pictures]:
    """Shares of the other leg and of the couch, where the leg leaves room."""
    found: dict[str, Pictures] = {}
    if neighbour != "none":
        room = room_left(grid, leg)
        pressed = _shares(volume, grid, mirror=_mirror(volume, medial, GAP[neighbour]))
        found = {name: share * room for name, share in pressed.items()}
    if couch:
        found |= couch_under(grid, float(_body_bounds(volume)[0, 1]), room_left(grid, leg, found))
    return found


def _number(item: Structure) -> int:
    """The truth's label of a phantom's structure."""
    same = [label.number for label in TRUTH if label.kind == item.kind]
    return same[0] if same else next(label.number for label in TRUTH if label.tissue == "muscle")
