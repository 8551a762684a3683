"""The (z, r) mesh of the axisymmetric judge: rings whose faces lie exactly on the probe's surface."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.axisymmetric_kernel import Mesh

__all__ = ["faces_of", "mesh_of"]

Floats = NDArray[np.float64]

FINE_RADIUS = 9e-3  # m beyond the probe's surface that keep the finest spacing
FINE_LENGTH = 6e-3  # m beyond both ends of the active length
MESH_GROWTH = 1.08
COARSEST = 1.5e-3  # m


def _outwards(first: float, fine: float, reach: float) -> Floats:
    """Widths from a surface outwards: `first` over `fine`, then growing, ending exactly at `reach`."""
    count = max(1, min(round(fine / first), round(reach / first)))
    widths = [first] * count
    left = reach - first * count
    if left <= 1e-9:
        return np.array(widths)
    tail = [first * MESH_GROWTH]
    while sum(tail) < left:
        tail.append(min(tail[-1] * MESH_GROWTH, COARSEST))
    scaled = np.array(tail) * (left / sum(tail))
    return np.concatenate([widths, scaled])


def faces_of(
    a: float, active: float, spacing: float, size: tuple[float, float]
) -> tuple[Floats, Floats, int, int]:
    """Faces along r and z, rings inside the probe, rows below the tip face."""
    inside = max(2, round(a / spacing))
    out = _outwards(spacing, FINE_RADIUS, size[0] - a)
    faces_r = np.concatenate([np.linspace(0.0, a, inside + 1), a + np.cumsum(out)])
    beyond = _outwards(spacing, FINE_LENGTH, 0.5 * (size[1] - active))
    along = np.linspace(0.0, active, max(1, round(active / spacing)) + 1)
    faces_z = np.concatenate([-np.cumsum(beyond)[::-1], along, active + np.cumsum(beyond)])
    return faces_r, faces_z, inside, beyond.size


def mesh_of(faces_r: Floats, faces_z: Floats, inside: int, rows: tuple[int, int]) -> Mesh:
    """Conductances: faces towards the probe are closed, the active surface is a list of its own."""
    tip, top = rows
    dr, dz = np.diff(faces_r), np.diff(faces_z)
    r, z = faces_r[:-1] + 0.5 * dr, faces_z[:-1] + 0.5 * dz
    ring = 0.5 * np.diff(faces_r**2)  # area of a ring per radian
    Gr = np.zeros((z.size, r.size + 1))
    Gr[:, 1:-1] = faces_r[1:-1] / np.diff(r) * dz[:, None]
    Gz = np.zeros((z.size + 1, r.size))
    Gz[1:-1] = ring / np.diff(z)[:, None]
    V = dz[:, None] * ring
    Gr[tip:, : inside + 1] = 0.0
    Gz[tip:, :inside] = 0.0
    V[tip:, :inside] = 0.0
    side, face = np.arange(tip, top), np.arange(inside)
    a = faces_r[inside]
    return Mesh(
        Gr=Gr,
        Gz=Gz,
        V=V,
        rows=np.concatenate([side, np.full(inside, tip - 1)]),
        columns=np.concatenate([np.full(side.size, inside), face]),
        G=np.concatenate([dz[side] / log(r[inside] / a), ring[face] / (0.5 * dz[tip - 1])]),
        A=np.concatenate([a * dz[side], ring[face]]),
    )
