"""Tissues of a limb in CT: half-maximum edges of bone, fat and muscle by their levels and neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.body_mask import NEIGHBOURS, at_least, disc, grown_within
from cryonerve.anatomy.bone_edges import enclosed, local_level
from cryonerve.anatomy.grey_mixture import fit_mixture, noise_of, share_of_brighter
from cryonerve.anatomy.segmenting_rules import rule

__all__ = ["GAS", "METAL", "Levels", "Tissues", "dense_in_ct", "tissues_in_ct"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pictures = NDArray[np.float32]
DENSE = -500.0  # HU, halfway from air to skin
BONE = rule("ct", "bone")
SPONGY = rule("ct", "spongy")
RIM = rule("ct", "rim")
SPONGY_GAP = rule("ct", "spongy_gap")
METAL = rule("ct", "metal")
GAS = rule("ct", "gas")
SOFT = (-250.0, 250.0)  # HU, where fat and muscle are looked for
CRUMB = rule("ct", "crumb")
CORE = 0.7  # of the brightest voxel near by: bone for sure
NEAR = 2.5e-3  # m, over which the level of bone is averaged


@dataclass(frozen=True, slots=True)
class Levels:
    """Grey values of pure tissues, and the noise."""

    fat: float
    muscle: float
    bone: float
    marrow: float
    noise: float


@dataclass(frozen=True, eq=False)
class Tissues:
    """Masks inside the body: bone, marrow, and how surely the rest is muscle and not fat."""

    bone: Mask
    marrow: Mask
    muscle: Pictures
    levels: Levels


def dense_in_ct(values: Pictures) -> Mask:
    """(i, j, k) what is not air: above half of the way from air to skin, and next to what is clearly tissue.

    Sheets and clothes are as dense as a voxel that is half skin, but lie in layers: of them at most the first
    voxel is taken for skin.
    """
    near = ndimage.binary_dilation(values > GAS, NEIGHBOURS)
    dense: Mask = near & (values > DENSE)
    return dense


def tissues_in_ct(values: Pictures, body: Mask, spacing: Floats) -> Tissues:
    """Bone, marrow, muscle and fat of a limb in Hounsfield units.

    Bone is what lies above half of the way from soft tissue to the bone near by, so that thin cortex whose
    voxels hold other tissue too keeps its thickness better than with one fixed number of Hounsfield units.
    """
    deep = ndimage.binary_erosion(body, iterations=2)
    soft = deep & (values > SOFT[0]) & (values < SOFT[1])
    mixture = fit_mixture(values[soft], np.array([-100.0, 50.0]), spread=30.0)
    fat, muscle = (float(level) for level in mixture.means)
    noise = max(noise_of(values, deep & (np.abs(values - muscle) < 100.0)), 1.0)
    bone = _bone(values, body, spacing, muscle)
    spongy = muscle + max(SPONGY, 3.0 * noise)
    marrow = _marrow(values, bone, body, spacing=spacing, spongy=spongy)
    rest = body & ~bone & ~marrow
    spread = float(np.hypot(noise, mixture.spreads.min()))
    share = share_of_brighter(values, rest, (fat, muscle), spread=spread, spacing=spacing)
    levels = Levels(
        fat,
        muscle,
        float(values[bone].mean()) if bone.any() else 0.0,
        float(np.median(values[marrow])) if marrow.any() else 0.0,
        noise,
    )
    return Tissues(bone, marrow, share, levels)


def _bone(values: Pictures, body: Mask, spacing: Floats, muscle: float) -> Mask:
    """Cortical bone: above half of the way from muscle to the bone near by."""
    bright = body & (values > BONE)
    if not bright.any():
        return np.zeros(body.shape, bool)
    reach = np.maximum(np.round(NEAR / spacing).astype(int), 1)
    reach[2] = min(reach[2], 1)
    smooth = ndimage.gaussian_filter(values, (0.5, 0.5, 0.0))
    peak = ndimage.maximum_filter(smooth, tuple(int(2 * n + 1) for n in reach))
    sure = bright & (values > CORE * peak)
    level = local_level(values, sure, NEAR, spacing)
    near = ndimage.binary_dilation(sure, iterations=2)
    found = near & body & (values > 0.5 * (level + muscle))
    return at_least(found, CRUMB / float(np.prod(spacing)), joined=np.ones((3, 3, 3), bool))


def _marrow(values: Pictures, bone: Mask, body: Mask, *, spacing: Floats, spongy: float) -> Mask:
    """What cortex encloses, and what cortex together with spongy bone encloses (the ends of a bone).

    Around thick cortex lies a rim of blurred voxels that look like spongy bone: what is deep grows outwards
    to the last voxel but one, and cortex stops it.
    """
    smooth = ndimage.gaussian_filter(values, (0.7, 0.7, 0.0))
    within_slices = np.zeros((3, 3, 3), bool)
    within_slices[:, :, 1] = True
    parts, count = ndimage.label(bone | (body & (smooth > spongy)), within_slices)
    # A slice that a bone's end fills in part looks spongy, but shows no cortex.
    bony = np.bincount(parts[bone], minlength=count + 1) > 0
    bony[0] = False
    dense = bony[parts]
    whole = dense | enclosed(dense, spacing) | enclosed(dense, spacing, gap=SPONGY_GAP)
    inner = ndimage.binary_erosion(whole, NEIGHBOURS, border_value=1) & ~bone
    deep = ndimage.binary_erosion(whole, disc(RIM, spacing), border_value=1) & ~bone
    deep = grown_within(deep, inner, RIM, spacing)
    found: Mask = (deep | enclosed(bone, spacing)) & body & ~bone
    return found
