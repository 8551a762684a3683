"""Tissues of a limb in T1-weighted MR: bias out, levels by a mixture, bone as a dark shell around marrow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.body_mask import disc
from cryonerve.anatomy.bone_edges import enclosed, half_way
from cryonerve.anatomy.grey_mixture import Mixture1D, fit_mixture, noise_of, share_of_brighter
from cryonerve.anatomy.marrow_in_mr import RIM, dark_rims, find_marrow, to_the_dark_line
from cryonerve.anatomy.segmenting_ct import Levels, Tissues
from cryonerve.anatomy.skin_shell import depth_below
from cryonerve.errors import Complaint, ScanError

__all__ = ["MR_EDGE", "levels_in_mr", "refuse_other_contrast", "rough_body_level", "tissues_in_mr"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pictures = NDArray[np.float32]
MR_EDGE = 0.5  # of muscle, which skin is taken to be like: the body's edge
NO_SIGNAL = 0.4  # of muscle: darker is cortex, flowing blood, tendon; assumed
CONTRAST = 1.5  # fat is at least so many times as bright as muscle in T1 without fat suppression; assumed
CORTEX = 11e-3  # m, the thickest cortex (the front of a tibia); assumed
UNEVEN = 2.0  # times the mean thickness of cortex around a bone that it is anywhere; assumed
RING = 2.5e-3  # m outside of marrow in which its cortex must begin; assumed
CLOSED = 0.6  # of marrow's outline that cortex must border in a slice; assumed
NECKS = (
    2e-3,
    5e-3,
)  # m, half of the gaps in cortex through which marrow and fat under the skin may meet; assumed
COMPACT_AREA = 60e-6  # m2, so large a compact bright area under the fascia is marrow; assumed
SOLID = 0.85  # of its convex hull; assumed
SMALLEST = 8e-6  # m2, less marrow in a slice is not looked for; assumed
HOLLOW = 1.5  # of its own area: what encloses more is fat around a limb, no marrow; assumed
SHALLOW = 3.5e-3  # m, no marrow lies nearer to the body's surface: skin and cortex cover it; assumed
HIDDEN = 2.5e-3  # m, tendons and fascia that are thinner are no cortex; assumed


def rough_body_level(values: Pictures) -> float:
    """Grey value between air and the darker tissues, before anything is known of them."""
    from skimage.filters import threshold_multiotsu  # noqa: PLC0415

    top = float(np.percentile(values, 99.5))
    if not top > 0.0:
        raise ScanError(Complaint("the pictures are empty", "Look at them: every voxel is 0."))
    grey = np.clip(values[::2, ::2], 0.0, top)
    # Fat outshines muscle: on a root scale air, muscle and fat lie about evenly apart.
    return float(threshold_multiotsu(np.sqrt(grey), classes=3)[0] ** 2)


def levels_in_mr(values: Pictures, body: Mask) -> Mixture1D:
    """Muscle and fat as a mixture of normal laws, and the median of what is darker than both; without bias.

    Raises
    ------
    ScanError
        Fat is not brighter than muscle by half: fat suppression, or another contrast than T1.
    """
    deep = ndimage.binary_erosion(body, iterations=2)
    grey = values[deep if deep.sum() > 1000 else body]
    top = float(np.percentile(grey, 99.0))
    mixture = fit_mixture(np.clip(grey, 0.0, 1.2 * top), top * np.array([0.35, 0.9]), spread=0.08 * top)
    below = grey[grey < NO_SIGNAL * mixture.means[0]]
    dark = float(np.median(below)) if below.size > 50 else 0.1 * float(mixture.means[0])
    share = below.size / grey.size
    return Mixture1D(
        np.array([dark, *mixture.means]),
        np.array([float(below.std()) if below.size > 50 else 0.0, *mixture.spreads]),
        np.array([share, *((1.0 - share) * mixture.shares)]),
    )


def refuse_other_contrast(values: Pictures, depth: Pictures, mixture: Mixture1D) -> None:
    """Complain where what lies under the skin is not the brightest tissue.

    Raises
    ------
    ScanError
        Fat is suppressed, or this is another contrast than T1.
    """
    _, muscle, fat = mixture.means
    if fat < CONTRAST * muscle:
        raise ScanError(
            Complaint(
                f"fat is not told from muscle: the brightest tissue is only {fat / muscle:.2f} times as "
                "bright as the next",
                "Segment a T1-weighted series without fat suppression, or draw by hand.",
            )
        )
    under = (depth > 2.5e-3) & (depth < 5e-3)
    inner = depth > 15e-3
    if under.any() and inner.any() and np.median(values[under]) < np.median(values[inner]):
        raise ScanError(
            Complaint(
                "what lies under the skin is darker than the depth of the limb: fat seems suppressed, or "
                "this is no T1-weighted series",
                "Segment a T1-weighted series without fat suppression, or draw by hand.",
            )
        )


def tissues_in_mr(values: Pictures, body: Mask, spacing: Floats, mixture: Mixture1D) -> Tissues:
    """Bone, marrow, muscle and fat of a limb; `values` without bias, levels from `levels_in_mr`."""
    dark, muscle, fat = (float(level) for level in mixture.means)
    noise = max(noise_of(values, body & (np.abs(values - muscle) < 0.3 * muscle)), 0.01 * fat)
    spread = float(np.hypot(noise, mixture.spreads[1]))
    bright = share_of_brighter(values, body, (muscle, fat), spread=spread, spacing=spacing)
    smooth = ndimage.gaussian_filter(values, (0.5, 0.5, 0.0))
    # The body's outermost voxels hold air.
    inner = ndimage.binary_erosion(body, iterations=2, border_value=1)
    darkness = inner & (smooth < 0.5 * (dark + muscle))
    deep = depth_below(body, spacing) > SHALLOW
    dips = dark_rims(smooth, spacing)
    marrow_seen = find_marrow(smooth, dips, deep, levels=(muscle, fat), spacing=spacing)
    sure = _cortex(darkness, marrow_seen, spacing)
    bone = sure
    if sure.any():
        near = ndimage.binary_dilation(sure, iterations=1) & body
        others = body & ~near & (values > 0.7 * muscle)
        bone = half_way(values, sure, others, spacing=spacing, reach=2e-3, near=near)
    bone &= ~marrow_seen
    whole = to_the_dark_line(smooth, marrow_seen, bone, spacing) & inner
    # Where no dark line parts marrow from muscle, the edge is halfway between them.
    thin = whole & ~marrow_seen & ~bone & ((smooth > 0.5 * (muscle + fat)) | (dips > RIM * fat))
    dark_enough = thin & (smooth < 0.5 * (dark + fat))
    bone |= dark_enough
    marrow = (enclosed(bone, spacing) | marrow_seen | thin) & body & ~bone
    levels = Levels(
        fat,
        muscle,
        float(values[sure].mean()) if sure.any() else dark,
        float(np.median(values[marrow])) if marrow.any() else fat,
        noise,
    )
    return Tissues(bone, marrow, np.asarray(1.0 - bright, np.float32), levels)


def _cortex(darkness: Mask, marrow: Mask, spacing: Floats) -> Mask:
    """Dark voxels that are cortex: around bright marrow, not far from it, and no thin sheet or vessel."""
    if not marrow.any():
        return marrow
    far = np.array([spacing[0], spacing[1], 1e3])
    away = ndimage.distance_transform_edt(~marrow, sampling=far)
    reach = darkness & (away <= CORTEX)
    thick = ndimage.binary_opening(reach, disc(0.5 * HIDDEN, spacing)) | (reach & (away <= RING))
    found: Mask = np.zeros(reach.shape, bool)
    for k in range(reach.shape[2]):  # connected to marrow's own ring in the slice
        labels, _ = ndimage.label(thick[:, :, k])
        ring = (away[:, :, k] <= RING) & thick[:, :, k]
        here = np.isin(labels, np.setdiff1d(labels[ring], [0]))
        found[:, :, k] = here & (away[:, :, k] <= _thickest(here, marrow[:, :, k], spacing))
    return found


def _thickest(dark: Mask, marrow: Mask, spacing: Floats) -> Floats:
    """(i, j) how far cortex may reach from the nearest marrow, m: tendons that touch it lie further away.

    It is uneven by no more than a factor of its mean thickness around that bone, dark area over outline.
    """
    bones, count = ndimage.label(marrow)
    if not count:
        return np.zeros(marrow.shape)
    index = ndimage.distance_transform_edt(
        ~marrow, sampling=spacing[:2], return_distances=False, return_indices=True
    )
    nearest = bones[tuple(index)]
    rims = np.bincount(bones[marrow & ~ndimage.binary_erosion(marrow)], minlength=count + 1)
    pixel = float(np.sqrt(spacing[0] * spacing[1]))
    mean = np.bincount(nearest[dark], minlength=count + 1) * pixel / np.maximum(rims, 1)
    found: Floats = (UNEVEN * mean + pixel)[nearest]
    return found
