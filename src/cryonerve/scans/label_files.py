"""Label volumes on disk: NIfTI and NRRD, turned so that the axes run right, anterior, superior.

The world of both formats is millimetres; NIfTI counts to the patient's right, anterior and superior (RAS),
NRRD usually to the left, posterior and superior (LPS). What leaves this file is always RAS with voxel axes
along the world's, in positive direction.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.case.fit import SHARE, memory
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.upright import check_affine, is_sheared, turn

__all__ = ["LabelGrid", "read_labels"]

Floats = NDArray[np.float64]
MOST_VOXELS = 1_000_000_000
BYTES_PER_VOXEL = 16  # while a volume is read: as it lies in the file, as numbers, as labels
TORN = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    struct.error,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    RuntimeError,
    StopIteration,
)  # what the readers of both formats raise on files that are cut short or no such files
SPACES = {
    "left-posterior-superior": (-1.0, -1.0, 1.0),
    "lps": (-1.0, -1.0, 1.0),
    "right-anterior-superior": (1.0, 1.0, 1.0),
    "ras": (1.0, 1.0, 1.0),
    "left-anterior-superior": (-1.0, 1.0, 1.0),
    "las": (-1.0, 1.0, 1.0),
}
UNITS = {"mm": 1.0, "m": 1e3, "meter": 1e3, "um": 1e-3, "micron": 1e-3, "unknown": 1.0, "": 1.0}


@dataclass(frozen=True, eq=False)
class LabelGrid:
    """Labels with axes along the world's.

    Attributes
    ----------
    labels : (i, j, k) int16; i runs right, j anterior, k superior.
    origin : (3,) mm, centre of voxel (0, 0, 0).
    spacing : (3,) mm, all positive.
    remarks : sentences on what was done to the file's voxels.
    """

    labels: NDArray[np.int16]
    origin: Floats
    spacing: Floats
    remarks: tuple[str, ...] = ()


def read_labels(path: Path) -> LabelGrid:
    """Read a label volume.

    Raises
    ------
    ScanError
        Not readable, cut short, not three-dimensional, without or with contradictory orientation, or
        not whole numbers; with the remedy.
    """
    name = path.name.lower()
    try:
        if name.endswith((".nii", ".nii.gz")):
            values, affine = _read_nifti(path)
        elif name.endswith((".nrrd", ".nhdr")):
            values, affine = _read_nrrd(path)
        else:
            raise ScanError(
                Complaint(
                    "this kind of label file is not known",
                    remedy="Give a NIfTI (.nii, .nii.gz) or NRRD (.nrrd) label volume.",
                )
            )
        labels = _as_labels(values)
        return _upright(labels, affine)
    except ScanError as error:
        raise error.located(file=str(path), field="anatomy.labels") from error


def _unreadable(error: Exception) -> ScanError:
    said = " ".join(str(error).split())
    why = "there is no such file" if isinstance(error, FileNotFoundError) else f"it cannot be read ({said})"
    return ScanError(
        Complaint(why, remedy="Give the path of a whole NIfTI or NRRD file; export it again if it is torn.")
    )


def _read_nifti(path: Path) -> tuple[NDArray[Any], Floats]:
    """Voxels and affine (voxel -> mm RAS) of a NIfTI file."""
    import nibabel  # noqa: PLC0415 -- slow to import
    from nibabel.filebasedimages import ImageFileError  # noqa: PLC0415
    from nibabel.imageglobals import LoggingOutputSuppressor  # noqa: PLC0415
    from nibabel.spatialimages import HeaderDataError  # noqa: PLC0415

    try:
        with LoggingOutputSuppressor():  # nibabel tells on stderr what the complaint will say
            image = nibabel.load(path)
        _check_size(image.shape)
        header = image.header
        sform, qform = int(header["sform_code"]), int(header["qform_code"])
        unit = header.get_xyzt_units()[0]
        affines = [f(coded=False) for f in (image.get_sform, image.get_qform)]
        values = np.asanyarray(image.dataobj)
    except ScanError:
        raise
    except (*TORN, ImageFileError, HeaderDataError) as error:
        raise _unreadable(error) from error
    if sform == 0 and qform == 0:
        raise ScanError(
            Complaint(
                "the file does not say how its voxels lie in the patient (sform and qform codes are 0)",
                remedy="Export it with orientation, for example from 3D Slicer.",
            )
        )
    if sform > 0 and qform > 0:
        corner = np.append(np.array(values.shape[:3], float), 1.0)
        apart = max(
            float(np.abs(affines[0] @ p - affines[1] @ p).max()) for p in (corner, np.array([0.0, 0, 0, 1]))
        )
        if not apart <= 0.5 * float(np.abs(np.linalg.norm(affines[0][:3, :3], axis=0)).min()):
            raise ScanError(
                Complaint(
                    f"sform and qform place the voxels up to {apart:.3g} mm apart; left and right may differ",
                    remedy="Find out which is right and export the file with only that one.",
                )
            )
    affine = np.array(affines[0] if sform > 0 else affines[1], dtype=float)
    affine[:3] *= UNITS.get(unit, 1.0)
    return values, affine


def _read_nrrd(path: Path) -> tuple[NDArray[Any], Floats]:
    """Voxels and affine (voxel -> mm RAS) of an NRRD file."""
    import nrrd  # noqa: PLC0415 -- slow to import

    try:
        header = nrrd.read_header(str(path))
        _check_size(tuple(int(n) for n in header["sizes"]))
        values, header = nrrd.read(str(path))
    except ScanError:
        raise
    except (*TORN, nrrd.NRRDError) as error:
        raise _unreadable(error) from error
    directions, space = header.get("space directions"), str(header.get("space", "")).lower()
    if directions is None or space not in SPACES:
        raise ScanError(
            Complaint(
                "the file does not say how its voxels lie in the patient ('space' and 'space directions')",
                remedy="Export it with orientation, for example from 3D Slicer.",
            )
        )
    directions = np.asarray(directions, dtype=float)
    if directions.shape != (3, 3):
        raise ScanError(
            Complaint(
                "the file holds more than one volume or overlapping segments",
                remedy="Export it as one three-dimensional label map.",
            )
        )
    units = [str(unit).strip('"').lower() for unit in header.get("space units", [])] or ["mm"]
    affine = np.eye(4)
    affine[:3, :3] = directions.T
    affine[:3, 3] = np.asarray(header.get("space origin", np.zeros(3)), dtype=float)
    affine[:3] *= UNITS.get(units[0], 1.0)
    return values, np.diag([*SPACES[space], 1.0]) @ affine


def _check_size(shape: tuple[int, ...]) -> None:
    """Refuse what is not one volume, or would not fit in memory, before it is read."""
    if len([n for n in shape if n != 1]) > 3 or len(shape) < 3 or len(shape) > 7:
        raise ScanError(
            Complaint(
                f"the file has {len(shape)} dimensions ({' x '.join(map(str, shape))})",
                remedy="Export it as one three-dimensional label map.",
            )
        )
    count = 1.0 if min(shape) > 0 else 0.0
    for n in shape:
        count *= n
    room = min(float(MOST_VOXELS), SHARE * memory() / BYTES_PER_VOXEL)
    if not 0 < count <= room:
        raise ScanError(
            Complaint(
                f"the file has {count:.3g} voxels ({' x '.join(map(str, shape))})",
                remedy=f"Crop or resample it to at most {room:.1e} voxels.",
            )
        )


def _as_labels(values: NDArray[Any]) -> NDArray[np.int16]:
    """Voxels as int16 labels, or a complaint."""
    while values.ndim > 3:
        if values.shape[-1] != 1:
            raise ScanError(
                Complaint(
                    f"the file has {values.ndim} dimensions",
                    remedy="Export it as one three-dimensional label map.",
                )
            )
        values = values[..., 0]
    if values.dtype.names or values.dtype.kind not in "iufb":
        raise ScanError(Complaint("its voxels are no numbers", remedy="Export it as a label map."))
    if values.dtype.kind == "f":
        if not np.isfinite(values).all():
            raise ScanError(Complaint("some voxels are not finite", remedy="Export it as a label map."))
        if not np.array_equal(values, np.round(values)):
            raise ScanError(
                Complaint(
                    "its voxels are not whole numbers, so this is an image or a blurred label map",
                    remedy="Export the labels with nearest-neighbour interpolation.",
                )
            )
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if low < 0 or high > 32_000:
        raise ScanError(
            Complaint(
                f"labels run from {low:g} to {high:g}",
                remedy="Labels are whole numbers from 0 to 32000; an image is no label map.",
            )
        )
    if high == 0:
        raise ScanError(
            Complaint("no voxel has a label", remedy="Give a volume in which structures are labelled.")
        )
    return values.astype(np.int16)


def _upright(labels: NDArray[np.int16], affine: Floats) -> LabelGrid:
    """Voxel axes along the world's, in positive direction."""
    check_affine(affine)
    if is_sheared(affine):
        what = "its voxel axes are not at right angles"
        raise ScanError(Complaint(what, remedy="Resample it to a rectangular grid."))
    found = turn(affine, labels.shape)
    turned = found.apply(labels)
    if found.tilted:
        return _resampled(turned, found.matrix, found.start)
    return LabelGrid(np.ascontiguousarray(turned), found.corner, found.spacing)


def _resampled(labels: NDArray[np.int16], matrix: Floats, origin: Floats) -> LabelGrid:
    """An oblique volume on an upright grid, each voxel taking the nearest label."""
    from scipy.ndimage import affine_transform  # noqa: PLC0415 -- used here only

    spacing = np.linalg.norm(matrix, axis=0)
    corners = np.stack(np.meshgrid(*[(0, n - 1) for n in labels.shape], indexing="ij"), -1).reshape(-1, 3)
    world = corners @ matrix.T + origin
    low, high = world.min(axis=0), world.max(axis=0)
    shape = tuple(int(n) for n in np.floor((high - low) / spacing + 1e-6) + 1)
    _check_size(shape)
    back = np.linalg.inv(matrix)
    upright = affine_transform(
        labels, back @ np.diag(spacing), back @ (low - origin), output_shape=shape, order=0, cval=0
    )
    tilt = float(np.degrees(np.arccos(np.clip(np.diag(matrix / spacing).min(), -1.0, 1.0))))
    remark = (
        f"the label volume is tilted by up to {tilt:.1f} degrees and was resampled to an upright grid "
        "(nearest label)"
    )
    return LabelGrid(upright, low, spacing, (remark,))
