"""The skin as a shell under the body's surface: how deep voxels lie, how thick the shell is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.segmenting_rules import rule

__all__ = ["Skin", "depth_below", "skin_thickness"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pictures = NDArray[np.float32]
ASSUMED = rule("skin", "thickness")
SPREAD = rule("skin", "deviation")
RESOLVED = 3.0  # voxels: thinner skin cannot be told from the blur of the surface
CLEAR = 1.2  # voxels below the surface, where the blurred edge of the air is over; assumed
DEEPEST = 8e-3  # m below the surface that the profile looks at


@dataclass(frozen=True, slots=True)
class Skin:
    """Thickness in m, whether it was measured on these pictures, and one standard deviation of it in m."""

    thickness: float
    measured: bool
    spread: float


def depth_below(body: Mask, spacing: Floats) -> Pictures:
    """(i, j, k) m from each voxel's centre to the body's surface, 0 outside.

    Within slices the limb goes on where the pictures end; across slices the surface is where a column of
    voxels leaves the body (the end of a stump).
    """
    wide = np.pad(body, ((4, 4), (4, 4), (0, 0)), mode="edge")
    far = np.array([spacing[0], spacing[1], 1e3])  # distances within slices only
    within = ndimage.distance_transform_edt(wide, sampling=far).astype(np.float32)
    within -= ndimage.distance_transform_edt(~wide, sampling=far)
    # The surface lies half a voxel before the next voxel's centre, and is smooth.
    within -= np.where(wide, 0.5, -0.5).astype(np.float32) * np.float32(min(spacing[:2]))
    within = ndimage.gaussian_filter(np.clip(within, -0.05, 0.05), (1.0, 1.0, 0.0))[4:-4, 4:-4]
    depth = np.where(body.all(axis=(0, 1)), np.float32(0.05), within)
    for flipped in (False, True):
        column = body[:, :, ::-1] if flipped else body
        since = np.full(body.shape[:2], np.inf, np.float32)  # the first slice: the limb goes on
        along = np.empty(body.shape, np.float32)
        for k in range(body.shape[2]):
            since = np.where(column[:, :, k], since + np.float32(spacing[2]), np.float32(-0.5 * spacing[2]))
            along[:, :, k] = since
        depth = np.minimum(depth, along[:, :, ::-1] if flipped else along)
    return np.where(body, depth, np.float32(0.0))


def skin_thickness(values: Pictures, depth: Pictures, levels: tuple[float, float], spacing: Floats) -> Skin:
    """Thickness of the skin where fat lies under it.

    Parameters
    ----------
    values : grey values. depth : from `depth_below`. levels : of fat and of soft tissue, which skin
        is taken to be like.

    Blur keeps the area under a profile: thickness is the depth at which air hardly matters any more, plus the
    area of what is brighter (MR: darker) than fat below it, as a share of the skin's level. Measured where it
    is at least three voxels, else assumed: in thinner skin the blur and the slope of the surface weigh more.
    """
    fat, soft = levels
    voxel = float(np.sqrt(spacing[0] * spacing[1]))
    places, means = _profile(values, depth, (fat, soft), voxel=voxel, spacing=spacing)
    if places.size < 6:
        return Skin(ASSUMED, False, SPREAD)
    fat = float(np.median(means[places > 4e-3])) if (places > 4e-3).any() else fat
    inner = places > CLEAR * voxel
    skin = np.clip((means[inner] - fat) / (soft - fat), -1.0, 1.0)
    found = CLEAR * voxel + float(np.trapezoid(skin, places[inner]))
    if found >= RESOLVED * voxel:
        return Skin(found, True, 0.5 * voxel)
    return Skin(ASSUMED, False, SPREAD)


def _profile(
    values: Pictures, depth: Pictures, levels: tuple[float, float], *, voxel: float, spacing: Floats
) -> tuple[Floats, Floats]:
    """Depths and mean grey values there, where fat lies under the skin; empty where it hardly does."""
    fat, soft = levels
    shell = (depth > 0.0) & (depth < DEEPEST)
    deep = shell & (depth > 3e-3) & (depth < 6e-3)
    fatty = deep & (np.abs(values - fat) < np.abs(values - soft))
    sigma = np.array([4e-3, 4e-3, 4e-3]) / spacing
    over = ndimage.gaussian_filter(fatty.astype(np.float32), sigma)
    every = ndimage.gaussian_filter(deep.astype(np.float32), sigma)
    over_fat = shell & (over > 0.9 * every) & (every > 1e-3) & (depth < 6e-3)
    width = 0.25 * voxel
    which = (depth[over_fat] / width).astype(np.intp)
    count = np.bincount(which)
    good = count > 50
    place = np.bincount(which, depth[over_fat])[good] / count[good]
    mean = np.bincount(which, values[over_fat])[good] / count[good]
    return place, mean
