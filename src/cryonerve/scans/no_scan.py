"""What a source without a single scan is instead, and which way leads on."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

from cryonerve.errors import Complaint
from cryonerve.scans.pictures import is_picture

__all__ = ["instead_of_a_scan"]

LOOKED_AT = 500  # files of a folder that are looked at for what it holds
CALIPER = (
    "On one ultrasound picture or a frame of a clip `cryonerve caliper` measures, which scales the phantom."
)
UNPACK = "Unpack it, and give the folder or file; only a zip of DICOM is read as it is."
GIVE = "Give the folder, zip or file of a DICOM series (CT, MR), or a NIfTI, NRRD or MetaImage file."
VOLUMES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd")
ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x03\x04", b"PK\x05\x06")


def instead_of_a_scan(source: Path) -> Complaint:
    """The complaint about a source in which no DICOM picture and no volume was found.

    >>> instead_of_a_scan(Path("/dev/null")).what
    'no scan is there'
    """
    if source.is_dir():
        return _of_folder(source)
    kind = _kind(source)
    if kind == "archive":
        inside = _members(source)
        what = "this archive holds volumes, and no DICOM" if inside else "no DICOM picture is in this archive"
        return Complaint(what, UNPACK, file=str(source))
    if kind in ("video", "picture"):
        return Complaint(f"this is a {kind}, not a volume", CALIPER, file=str(source))
    return Complaint("no scan is there", GIVE, file=str(source))


def _of_folder(folder: Path) -> Complaint:
    """By what most of its files are."""
    files = (path for path in folder.rglob("*") if path.is_file())
    kinds = Counter(_kind(path) for path, _ in zip(files, range(LOOKED_AT), strict=False))
    for kind, remedy in (("picture", CALIPER), ("video", CALIPER), ("archive", UNPACK)):
        if kinds[kind] and kinds[kind] >= kinds[""]:
            several = f"{kinds[kind]} {kind}{'s' * (kinds[kind] > 1)}"
            return Complaint(f"no scan is there, only {several}", remedy, file=str(folder))
    what = "no scan is there" if kinds else "this folder is empty"
    return Complaint(what, GIVE, file=str(folder))


def _kind(path: Path) -> str:
    """Picture, video or archive, by the first bytes; "" for anything else."""
    try:
        with path.open("rb") as stream:
            start = stream.read(640)
    except OSError:
        return ""
    if is_picture(start):
        return "picture"
    if start[4:8] == b"ftyp" or start.startswith(b"\x1aE\xdf\xa3") or start[8:12] == b"AVI ":
        return "video"
    return "archive" if start.startswith(ARCHIVES) or start[257:262] == b"ustar" else ""


def _members(path: Path) -> bool:
    """Whether a zip holds volumes by their names."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith(VOLUMES) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
