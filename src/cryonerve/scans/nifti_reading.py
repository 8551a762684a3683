"""NIfTI volumes: header by nibabel, orientation by its sform or qform, voxels untouched.

What a header says about people, places and programs (descrip, aux_file, db_name, intent_name, extensions) is
never looked at.
"""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.stored_volume import (
    Packed,
    StoredVolume,
    check_shape,
    one_volume,
    readable,
    unpacked_start,
    voxels_at,
)

__all__ = ["is_nifti", "read_nifti"]

Floats = NDArray[np.float64]
GZIP = b"\x1f\x8b"
UNITS = {"mm": 1.0, "meter": 1e3, "micron": 1e-3, "unknown": 1.0}  # names of nibabel -> mm
HEADERS = {348: "Nifti1Header", 540: "Nifti2Header"}
MAGIC = {348: slice(344, 348), 540: slice(4, 12)}
EXPORT = "Export it with orientation, for example from 3D Slicer."


def is_nifti(start: bytes) -> bool:
    """Whether a file's first bytes, unpacked, are those of NIfTI, of either version and byte order.

    >>> is_nifti(b"NRRD0005" + bytes(540))
    False
    """
    return _version(start) is not None


def read_nifti(path: Path, volume: int | None = None) -> StoredVolume:
    """Read a NIfTI file, or a pair of header and image.

    Parameters
    ----------
    volume : which one, from 1, where the file holds several.

    Raises
    ------
    ScanError
        Cut off or damaged, no orientation or a contradictory one, several volumes, colours.
    """
    from nibabel.imageglobals import LoggingOutputSuppressor  # noqa: PLC0415
    from nibabel.spatialimages import HeaderDataError  # noqa: PLC0415

    with readable("NIfTI"), LoggingOutputSuppressor():  # nibabel tells on stderr what the complaint will say
        try:
            return _read(path, volume)
        except HeaderDataError as error:
            raise ValueError(str(error)) from error


def _read(path: Path, volume: int | None) -> StoredVolume:
    """The volume, or any of the errors of a broken file."""
    with path.open("rb") as stream:
        packed = stream.read(2) == GZIP
        stream.seek(0)
        header = _header(unpacked_start(stream, 540) if packed else stream.read(540))
    kind = np.dtype(header.get_data_dtype())
    _check_kind(kind)
    whole = tuple(int(n) for n in header.get_data_shape())
    check_shape(whole)
    shape = whole[:3]
    chosen = one_volume(prod(whole[3:]), volume, " x ".join(map(str, whole)))
    affine, unit = _affine(header, shape)
    where = path
    if bytes(header["magic"])[:2] == b"ni":  # voxels in a file of their own
        where = _beside(path)
        packed = where.name.endswith(".gz")
    skip = int(float(header["vox_offset"])) + chosen * prod(shape) * kind.itemsize
    how = Packed("gzip" if packed else "raw", skip, kind, shape)
    slope, intercept = _scale(header)
    axis = header.get_dim_info()[2]
    return StoredVolume(
        "NIfTI",
        voxels_at(where, 0, how),
        affine,
        slope=slope,
        intercept=intercept,
        slice_axis=axis if axis in (0, 1, 2) else None,
        unit=unit,
    )


def _version(start: bytes) -> int | None:
    """Size of the header, which tells the version; None for anything else, Analyze included."""
    for order in ("little", "big"):
        size = int.from_bytes(start[:4], order)
        if size in MAGIC and start[MAGIC[size]].startswith((b"n+1", b"ni1", b"n+2", b"ni2")):
            return size
    return None


def _header(block: bytes) -> Any:  # noqa: ANN401
    """The header of the version that its first bytes tell."""
    import nibabel  # noqa: PLC0415 -- slow to import

    size = _version(block)
    if size is None:
        what = "this is no NIfTI file, or an older Analyze file, which does not say where left and right are"
        raise ScanError(Complaint(what, remedy=EXPORT))
    if len(block) < size:
        raise EOFError("its header is cut off")
    return getattr(nibabel, HEADERS[size])(block[:size])


def _check_kind(kind: np.dtype[Any]) -> None:
    if kind.names or kind.kind not in "iuf" or kind.itemsize > 8:
        what = "its voxels are colours" if kind.names else f"its voxels are of kind {kind.name}"
        raise ScanError(Complaint(what, remedy="Export brightness as one number for each voxel."))


def _affine(header: Any, shape: tuple[int, ...]) -> tuple[Floats, str]:  # noqa: ANN401
    """From voxels to mm RAS, and the unit where it is not mm."""
    sform, qform = int(header["sform_code"]), int(header["qform_code"])
    if sform <= 0 and qform <= 0:
        what = "the file does not say how its voxels lie in the patient (sform and qform codes are 0)"
        raise ScanError(Complaint(what, remedy=EXPORT))
    by_sform = np.array(header.get_sform(), dtype=float)
    by_qform = np.array(header.get_qform(), dtype=float) if qform > 0 else by_sform
    if sform > 0 and qform > 0:
        _check_agreement(by_sform, by_qform, shape)
    affine = by_sform if sform > 0 else by_qform
    unit = header.get_xyzt_units()[0]
    affine[:3] *= UNITS.get(unit, 1.0)
    return affine, unit if unit in ("meter", "micron") else ""


def _check_agreement(by_sform: Floats, by_qform: Floats, shape: tuple[int, ...]) -> None:
    """Refuse a file whose two orientations put a voxel at two places."""
    ends = (np.append(np.array(shape, float), 1.0), np.array([0.0, 0.0, 0.0, 1.0]))
    with np.errstate(over="ignore", invalid="ignore"):
        apart = max(float(np.abs(by_sform @ end - by_qform @ end).max()) for end in ends)
        allowed = 0.5 * float(np.abs(np.linalg.norm(by_sform[:3, :3], axis=0)).min())
    if not apart <= allowed:
        what = f"sform and qform place the voxels up to {apart:.3g} mm apart; left and right may differ"
        remedy = "Find out which is right and export the file with only that one."
        raise ScanError(Complaint(what, remedy=remedy))


def _scale(header: Any) -> tuple[float, float]:  # noqa: ANN401
    """Slope and intercept; 1 and 0 where the file gives none."""
    slope, intercept = float(header["scl_slope"]), float(header["scl_inter"])
    if slope == 0.0 or not np.isfinite(slope):
        return 1.0, 0.0
    return slope, intercept if np.isfinite(intercept) else 0.0


def _beside(path: Path) -> Path:
    """The image file of a header file."""
    name = path.name.removesuffix(".gz").removesuffix(".hdr")
    for ending in (".img", ".img.gz"):
        if (path.parent / (name + ending)).is_file():
            return path.parent / (name + ending)
    raise ScanError(Complaint(f"its voxels, {name}.img, are not beside it", remedy="Put both in one folder."))
