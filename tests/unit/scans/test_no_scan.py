"""A source without a scan is told what it is instead, and which way leads on."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.loading import find_choices

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
VIDEO = b"\0\0\0\x18ftypmp42" + bytes(200)
SOURCES = {
    "a.mp4": (VIDEO, "this is a video", "caliper"),
    "a.avi": (b"RIFF\0\0\0\0AVI " + bytes(200), "this is a video", "caliper"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(200), "no DICOM picture is in this archive", "Unpack it"),
    "a.tar.gz": (gzip.compress(b"x" * 2000), "no DICOM picture is in this archive", "Unpack it"),
    "a.pdf": (b"%PDF-1.4" + bytes(200), "no scan is there", "Give the folder"),
    "a.txt": (b"hello", "no scan is there", "Give the folder"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_other_files(tmp_path, name) -> None:
    content, what, remedy = SOURCES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ScanError, match=what) as refused:
        find_choices(tmp_path / name)
    assert remedy in str(refused.value)


def folder(path: Path, **files: bytes) -> Path:
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(content)
    return path


def test_folders_and_zips(tmp_path) -> None:
    zipped = tmp_path / "zipped.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("deep/knee.nii.gz", b"x")
    for source, what in (
        (folder(tmp_path / "pictures", a=PICTURE, b=PICTURE), "no scan is there, only 2 pictures"),
        (folder(tmp_path / "videos", a=VIDEO), "no scan is there, only 1 video"),
        (folder(tmp_path / "notes", a=b"x", b=b"y"), "no scan is there"),
        (folder(tmp_path / "empty"), "this folder is empty"),
        (zipped, "this archive holds volumes, and no DICOM"),
    ):
        with pytest.raises(ScanError, match=what):
            find_choices(source)
