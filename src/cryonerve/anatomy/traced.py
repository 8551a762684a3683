"""Curves traced from labels: the centre line of a nerve or vessel, with its cross-section."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, label
from scipy.spatial import cKDTree

from cryonerve.anatomy.courses import STATION, arc_length, frames, resample

__all__ = ["SHORTEST", "Trace", "principal_directions", "trace"]

Floats = NDArray[np.float64]
SMOOTH = 2.5e-3  # m, standard deviation of the smoothing along the curve
SHORTEST = 3e-3  # m; shorter pieces are not followed
STOUTEST = 1.3  # spread along over spread across below which a piece is a lump and no curve
ANY_CORNER = np.ones((3, 3, 3), int)


@dataclass(frozen=True, eq=False)
class Trace:
    """A traced curve.

    Attributes
    ----------
    points : (station, 3) m, by increasing z.
    across : (station, 2, 3) principal directions of the cross-section.
    semi_axes : (station, 2) of the ellipse with the labelled area and its second moments, m.
    left_out : share of the label's voxels that lie in other pieces.
    """

    points: Floats
    across: Floats
    semi_axes: Floats
    left_out: float


def trace(mask: NDArray[np.bool_], origin: Floats, spacing: Floats) -> Trace | None:
    """Follow the largest piece of a label; None where it is too short to be a curve.

    Parameters
    ----------
    mask : (i, j, k) where the label is, axes along the world's.
    origin, spacing : (3,) centre of the first voxel and voxel sizes, m.
    """
    pieces, count = label(mask, structure=ANY_CORNER)
    if count == 0:
        return None
    sizes = np.bincount(pieces.ravel())[1:]
    voxels = np.argwhere(pieces == 1 + int(sizes.argmax())) * spacing + origin
    if len(voxels) < 2:
        return None
    extent = np.ptp(voxels, axis=0) + spacing
    along = int(extent.argmax())
    spread = np.sqrt(np.linalg.eigvalsh(np.cov(voxels.T) + np.diag(spacing**2 / 12.0)))
    if extent[along] < SHORTEST or spread[2] < STOUTEST * spread[1]:
        return None
    line = _centre_line(voxels, along, float(spacing[along]))
    if line[0, 2] > line[-1, 2]:
        line = line[::-1]
    across, semi = _cross_sections(line, voxels, spacing, along)
    return Trace(line, across, semi, 1.0 - float(sizes.max()) / float(sizes.sum()))


def _centre_line(voxels: Floats, along: int, step: float) -> Floats:
    """Centroids of the slices across the longest axis, smoothed, with even stations."""
    slices = np.round((voxels[:, along] - voxels[:, along].min()) / step).astype(int)
    count = np.bincount(slices)
    centroid = np.stack([np.bincount(slices, voxels[:, a]) / np.maximum(count, 1) for a in range(3)], axis=1)
    line = resample(centroid[count > 0], STATION)
    return resample(_smoothed(line), STATION)


def _smoothed(line: Floats) -> Floats:
    """Smoothed along the curve; the ends go on straight, so that they are not pulled in."""
    width = min(SMOOTH / STATION, 0.2 * len(line))
    pad = int(4 * width) + 1
    span = min(len(line) - 1, max(2, int(2 * width)))
    before = line[0] + np.arange(-pad, 0)[:, None] * (line[span] - line[0]) / span
    after = line[-1] + np.arange(1, pad + 1)[:, None] * (line[-1] - line[-1 - span]) / span
    smooth: Floats = gaussian_filter1d(np.concatenate([before, line, after]), width, axis=0)
    return smooth[pad:-pad]


def _cross_sections(line: Floats, voxels: Floats, spacing: Floats, along: int) -> tuple[Floats, Floats]:
    """Directions and semi-axes of the ellipse of equal area and second moments at each station."""
    across = frames(line)
    station = cKDTree(line).query(voxels)[1]
    offset = np.einsum("nad,nd->na", across[station], voxels - line[station])
    count = np.bincount(station, minlength=len(line)).astype(float)
    moments = np.stack(
        [np.bincount(station, offset[:, a] * offset[:, b], len(line)) for a, b in ((0, 0), (0, 1), (1, 1))],
        axis=1,
    )
    width = max(SMOOTH / STATION, 1.0)
    step = arc_length(line)[-1] / (len(line) - 1)
    length = np.full(len(line), step)
    # The end stations also catch the outer half of the first and last slice.
    length[[0, -1]] = 0.5 * step + 0.5 * spacing[along]
    # Stations catch unequal numbers of slices: smooth numbers, sums and lengths alike before dividing.
    number, length = (gaussian_filter1d(item, width, mode="constant") for item in (count, length))
    moments = gaussian_filter1d(moments, width, axis=0, mode="constant") / np.maximum(number, 1e-9)[:, None]
    area = number * float(np.prod(spacing)) / length
    table = np.stack([moments[:, [0, 1]], moments[:, [1, 2]]], axis=1)
    value, vector = np.linalg.eigh(table)
    semi = 2.0 * np.sqrt(np.maximum(value[:, ::-1], (0.05e-3) ** 2))
    semi *= np.sqrt(np.maximum(area, 1e-9) / (np.pi * semi.prod(axis=1)))[:, None]
    return principal_directions(across, vector[:, :, ::-1], semi)


def principal_directions(across: Floats, vector: Floats, semi: Floats) -> tuple[Floats, Floats]:
    """Principal directions (n, 2, 3) that neither swap nor flip from one station to the next, and their axes.

    Parameters
    ----------
    across : (n, 2, 3) directions of the plane across. vector : (n, 2, 2) principal ones in it, as columns.
    semi : (n, 2) semi-axes, of the columns.
    """
    turned, axes = np.empty_like(across), semi.copy()
    before = np.array([1.0, 0.0])
    for k in range(len(across)):
        first, second = vector[k, :, 0], vector[k, :, 1]
        if k > 0 and abs(second @ before) > abs(first @ before):
            first, axes[k] = second, axes[k, ::-1]
        first = first if first @ before >= 0.0 else -first
        before = first
        second = np.array([-first[1], first[0]])
        turned[k] = np.stack([first, second]) @ across[k]
    return turned, axes
