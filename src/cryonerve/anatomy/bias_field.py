"""Uneven sensitivity of an MR receiver, estimated and taken out (N4)."""

from __future__ import annotations

from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError

__all__ = ["without_bias"]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
COARSE = 5e-3  # m, the field is smooth: it is estimated on voxels of about this size
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
