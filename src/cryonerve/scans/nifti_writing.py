"""Voxels as NIfTI in millimetres: the same content gives the same bytes, without time, name or place."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

__all__ = ["write_nifti"]

PACKING = 6  # of zlib; pictures of hundreds of megabytes are packed with 1, which is five times as fast
LARGE = 64 * 2**20  # bytes from which it is
DATA_OFFSET = 352  # bytes of the header and of "no extensions"


def write_nifti(
    voxels: NDArray[Any], affine: NDArray[np.float64], path: Path, says: str, *, slope: float = 1.0
) -> None:
    r"""Write voxels as NIfTI in millimetres and RAS; packed when the name ends in `.gz`.

    Parameters
    ----------
    voxels : (i, j, k) of 16 bits, or float32; any other whole numbers become 16 bits.
    affine : (4, 4) from voxels to metres.
    says : what the header tells, at most 79 letters.
    slope : value of one step of the voxels.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "labels.nii.gz"
    >>> write_nifti(np.ones((2, 2, 2), np.int16), np.diag([1e-3, 1e-3, 2e-3, 1.0]), file, "labels")
    >>> file.read_bytes()[4:8]
    b'\x00\x00\x00\x00'
    """
    import nibabel  # noqa: PLC0415 -- slow to import

    kind = np.dtype("<f4") if voxels.dtype.kind == "f" else np.dtype("<i2")
    millimetres = np.array(affine, dtype=float)
    millimetres[:3] *= 1e3
    header = nibabel.Nifti1Header()
    header.set_data_shape(voxels.shape)
    header.set_data_dtype(kind)
    header.set_sform(millimetres, code="scanner")
    header.set_qform(millimetres, code="scanner", strip_shears=True)
    header.set_xyzt_units("mm")
    header["descrip"] = says.encode()
    header.set_slope_inter(slope, 0.0)
    header["magic"] = b"n+1"  # voxels lie behind the header, in the same file
    header.set_data_offset(DATA_OFFSET)
    start = header.binaryblock + b"\0\0\0\0"
    with path.open("wb") as file:
        if not path.name.endswith(".gz"):
            _write_slices(voxels, kind, start, file)
            return
        level = 1 if voxels.size * kind.itemsize >= LARGE else PACKING
        with gzip.GzipFile("", "wb", level, file, mtime=0) as packed:
            _write_slices(voxels, kind, start, packed)


def _write_slices(
    voxels: NDArray[Any], kind: np.dtype[Any], start: bytes, file: BinaryIO | gzip.GzipFile
) -> None:
    """Header, then slice after slice, so that a large volume is never there twice."""
    file.write(start)
    for layer in range(voxels.shape[2]):
        file.write(np.asarray(voxels[:, :, layer], dtype=kind).tobytes(order="F"))
