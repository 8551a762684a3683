"""Voxels as NIfTI in millimetres: the same content gives the same bytes, without time, name or place."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["write_nifti"]

PACKING = 6  # of zlib; pictures of hundreds of megabytes are packed with 1, which is five times as fast
LARGE = 64 * 2**20  # bytes from which it is
DATA_OFFSET = 352  # bytes of the header and of "no extensions"


def write_nifti(
    voxels: NDArray[Any],
    affine: NDArray[np.float64],
    path: Path,
    says: str,
    *,
    slope: float = 1.0,
    progress: Callable[[float, float], None] | None = None,
) -> None:
    r"""Write voxels as NIfTI in millimetres and RAS; packed when the name ends in `.gz`.

    Parameters
    ----------
    voxels : (i, j, k) of 16 bits, or float32; any other whole numbers become 16 bits.
    affine : (4, 4) from voxels to metres.
    says : what the header tells, at most 79 letters.
    slope : value of one step of the voxels.
    progress : called with the slices written and their number.

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
    level = 1 if voxels.size * kind.itemsize >= LARGE else PACKING
    with ExitStack() as stack:
        file: Any = stack.enter_context(path.open("wb"))
        if path.name.endswith(".gz"):
            file = stack.enter_context(gzip.GzipFile("", "wb", level, file, mtime=0))
        file.write(header.binaryblock + b"\0\0\0\0")
        for layer in range(voxels.shape[2]):  # slice after slice: a large volume is never there twice
            file.write(np.asarray(voxels[:, :, layer], dtype=kind).tobytes(order="F"))
            if progress is not None:
                progress(layer + 1.0, float(voxels.shape[2]))
