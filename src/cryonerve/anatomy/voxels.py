"""Voxel grids: faces, affine, and the refusal of a grid that would not fit in memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Structure, Volume
from cryonerve.errors import Complaint, GridError

__all__ = ["affine_of", "faces_between", "solid_block"]

Floats = NDArray[np.float64]
MOST_VOXELS = 60_000_000  # labels alone then take 120 MB


def faces_between(low: Floats, high: Floats, spacing: float) -> tuple[Floats, Floats, Floats]:
    """Faces of cubic voxels that hold the box between two corners, centred on it.

    Raises
    ------
    GridError
        More voxels than fit in memory; said before anything is allocated.

    Examples
    --------
    >>> [f.size for f in faces_between(np.zeros(3), np.array([1e-3, 2e-3, 2.2e-3]), 0.5e-3)]
    [3, 5, 6]
    """
    count = np.maximum(np.ceil((high - low) / spacing - 1e-6), 1.0)
    total = float(np.prod(count))
    if total > MOST_VOXELS:
        coarser = spacing * (total / MOST_VOXELS) ** (1.0 / 3.0)
        raise GridError(
            Complaint(
                f"{total / 1e6:.0f} million voxels of {spacing * 1e3:g} mm would take about "
                f"{total * 40 / 1e9:.0f} GB",
                remedy=f"Make solver.spacing at least {np.ceil(coarser * 1e5) / 100:g} mm, "
                "or the anatomy smaller.",
                field="solver.spacing",
            )
        )
    start = 0.5 * (low + high) - 0.5 * count * spacing
    return tuple(start[a] + spacing * np.arange(int(count[a]) + 1) for a in range(3))


def affine_of(faces: tuple[Floats, Floats, Floats]) -> Floats:
    """Voxel index -> metres at the voxel's centre, of evenly spaced faces."""
    affine = np.eye(4)
    for axis, values in enumerate(faces):
        step = (values[-1] - values[0]) / (values.size - 1)
        affine[axis, axis], affine[axis, 3] = step, values[0] + 0.5 * step
    return affine


def solid_block(size: tuple[float, float, float], tissue: str, spacing: float) -> Volume:
    """A block of one tissue centred on the origin: its outer faces are exactly at half the size.

    Voxels are as near to `spacing` as divides the size evenly.

    >>> solid_block((10e-3, 10e-3, 14e-3), "muscle", 1e-3).labels.shape
    (10, 10, 14)
    """
    half = 0.5 * np.asarray(size)
    faces_between(-half, half, spacing)  # refuses what does not fit
    count = np.maximum(np.round(np.asarray(size) / spacing), 1).astype(int)
    faces = tuple(np.linspace(-half[a], half[a], count[a] + 1) for a in range(3))
    return Volume(
        labels=np.ones(tuple(count), np.int16),
        affine=affine_of((faces[0], faces[1], faces[2])),
        structures=(Structure(1, tissue, tissue, "other", "stated", (200, 160, 140)),),
        uniform=True,
    )
