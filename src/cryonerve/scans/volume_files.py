"""One door for volumes of every format but DICOM: content says how a file is read, not its name."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Literal

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.metaimage_reading import is_metaimage, read_metaimage
from cryonerve.scans.nifti_reading import GZIP, is_nifti, read_nifti
from cryonerve.scans.nrrd_reading import is_nrrd, read_nrrd_volume
from cryonerve.scans.pictures import is_picture
from cryonerve.scans.stored_volume import StoredVolume, readable, unpacked_start

__all__ = ["FORMATS", "ContainerKind", "container_of", "open_volume"]

ContainerKind = Literal["NIfTI", "NRRD", "MetaImage", "DICOM", "zip", "picture", ""]
FORMATS = "NIfTI (.nii, .nii.gz), NRRD (.nrrd, .nhdr) or MetaImage (.mha, .mhd)"
LOOK = 640  # bytes that tell one format from another
CALIPER = "On one ultrasound picture `cryonerve caliper` measures; a volume needs several slices."


def container_of(path: Path) -> ContainerKind:
    """Which format a file's content is of; "" where nothing is known.

    Raises
    ------
    ScanError
        No such file, or it cannot be read.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):  # would be waited for without end
        raise ScanError(Complaint("this is no file but a pipe or a device", remedy=f"Give {FORMATS}."))
    with readable("scan"), path.open("rb") as stream:
        start = stream.read(LOOK)
        if start.startswith(GZIP):
            stream.seek(0)
            try:
                start = unpacked_start(stream, LOOK)
            except zlib.error:
                return ""
    if is_nifti(start):
        return "NIfTI"
    if is_nrrd(start):
        return "NRRD"
    if is_metaimage(start):
        return "MetaImage"
    if start[128:132] == b"DICM":
        return "DICOM"
    if start.startswith(b"PK\x03\x04"):
        return "zip"
    return "picture" if is_picture(start) else ""


def open_volume(path: Path, volume: int | None = None) -> StoredVolume:
    """Open a volume, with its voxels as they lie in the file.

    Parameters
    ----------
    volume : which one, from 1, where the file holds several.

    Raises
    ------
    ScanError
        Not there, of no known format, damaged, without orientation, no single volume; with the remedy.
    """
    try:
        kind = container_of(path)
        if kind == "NIfTI":
            return read_nifti(path, volume)
        if kind == "NRRD":
            return read_nrrd_volume(path, volume)
        if kind == "MetaImage":
            return read_metaimage(path, volume)
        if kind == "picture":
            raise ScanError(Complaint("this is a picture, not a volume", remedy=CALIPER))
        what = "this kind of volume file is not known"
        if path.stat().st_size == 0:
            what = "the file is empty"
        elif path.name.lower().endswith((".nii", ".nii.gz", ".hdr", ".img")):
            what = (
                "its header is no NIfTI: it is torn, or an Analyze file, which does not tell left from right"
            )
        raise ScanError(Complaint(what, remedy=f"Give {FORMATS}."))
    except ScanError as error:
        raise error.located(file=str(path)) from error
