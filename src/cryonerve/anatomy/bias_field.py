"""Uneven sensitivity of an MR receiver, estimated and taken out (N4)."""

from __future__ import annotations

from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from cryonerve.errors import Complaint, ScanError

__all__ = ["even_slices", "without_bias"]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
COARSE = 5e-3  # m, the field is smooth: it is estimated on voxels of about this size
UNDER_SKIN = (2.5e-3, 6e-3)  # m, where there is fat on every side but over bone; assumed
ROUNDS = (50, 40, 30)  # at most, on each level of finer control points


def without_bias(values: Pictures, body: NDArray[np.bool_], spacing: Floats) -> tuple[Pictures, float]:
    """The pictures divided by the receiver's sensitivity, and how much that varies over the body.

    N4 (Tustison 2010, tustison2010) on a coarse grid; its field is then evaluated for every voxel.

    Returns
    -------
    (i, j, k) float32, and the ratio of the most to the least sensitive place (5th to 95th percentile).

    Raises
    ------
    ScanError
        SimpleITK is not installed.
    """
    sitk = _simpleitk()
    shrink = [int(max(1, round(COARSE / step))) for step in spacing]
    image = sitk.GetImageFromArray(np.ascontiguousarray(np.maximum(values, 1e-3).transpose(2, 1, 0)))
    image.SetSpacing([float(step) * 1e3 for step in spacing])
    mask = sitk.GetImageFromArray(np.ascontiguousarray(body.transpose(2, 1, 0).astype(np.uint8)))
    mask.CopyInformation(image)
    corrector = sitk.N4BiasFieldCorrectionImageFilter()
    corrector.SetMaximumNumberOfIterations(list(ROUNDS))
    corrector.Execute(sitk.Shrink(image, shrink), sitk.Shrink(mask, shrink))
    field = sitk.GetArrayFromImage(corrector.GetLogBiasFieldAsImage(image)).transpose(2, 1, 0)
    field = np.asarray(field, np.float32)
    inside = field[body]
    low, high = np.percentile(inside, [5.0, 95.0])
    corrected = values * np.exp(np.float32(np.median(inside)) - field)
    return np.ascontiguousarray(corrected, np.float32), float(np.exp(high - low))


def even_slices(values: Pictures, depth: Pictures) -> Pictures:
    """Pictures whose fat under the skin is equally bright in every slice.

    Towards the end of a coil the signal falls faster than a smooth field follows, and slices of one stack
    may differ. The fat under the skin is seen in every slice: its level is the brightest quarter of what lies
    `UNDER_SKIN` deep, evened over three slices, and no more than halved or doubled.

    Parameters
    ----------
    values : without the smooth field. depth : m below the body's surface, 0 outside.
    """
    ring = (depth > UNDER_SKIN[0]) & (depth < UNDER_SKIN[1])
    count = ring.sum(axis=(0, 1))
    seen = np.flatnonzero(count > 50)
    if not seen.size:
        return values
    level = np.array([np.percentile(values[:, :, k][ring[:, :, k]], 75.0) for k in seen])
    level = median_filter(level, 3, mode="nearest")
    gain = np.clip(np.median(level) / np.maximum(level, 1e-9), 0.5, 2.0)
    whole = np.interp(np.arange(values.shape[2]), seen, gain)
    return np.asarray(values * whole, np.float32)


def _simpleitk() -> ModuleType:
    """SimpleITK, or how to get it."""
    try:
        import SimpleITK  # noqa: PLC0415
    except ImportError as error:
        raise ScanError(
            Complaint(
                "MR pictures need SimpleITK, which takes their bias field out, and it is not installed",
                'Install it: pip install "cryonerve[scans]". CT needs none of it.',
            )
        ) from error
    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
    module: ModuleType = SimpleITK
    return module
