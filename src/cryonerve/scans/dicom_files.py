"""Where DICOM files stand: in a folder, deep and among others, in a zip, or alone.

A zip is read where it lies; nothing is unpacked. What is no DICOM is passed over.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, Self, cast

from cryonerve.errors import Complaint, ScanError

__all__ = ["INDEX", "Opener", "Place", "dicom_places", "is_dicom"]

MOST_FILES = 100_000
MOST_BYTES = 16 * 2**30  # all members of a zip together, unpacked
MOST_MEMBER = 4 * 2**30  # one member
MOST_RATIO = 200.0  # unpacked to packed of a member worth asking about
RATIO_FROM = 64 * 2**20  # bytes, from which a ratio says something: a black slice packs well
INDEX = "DICOMDIR"
BARE = (b"\x08\x00", b"\x02\x00")  # how a DICOM file without preamble begins, group 0008 or 0002


@dataclass(frozen=True, slots=True)
class Place:
    """One file: a path, or a member of a zip at that path."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        """The last part, for complaints.

        >>> Place(Path("scans/knee.zip"), "deep/000001.dcm").name
        '000001.dcm'
        """
        return PurePosixPath(self.member).name if self.member else self.path.name


class Opener:
    """Opens places one after the other; a zip is opened once."""

    def __init__(self) -> None:
        self._archives: dict[Path, zipfile.ZipFile] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for archive in self._archives.values():
            archive.close()

    def open(self, place: Place) -> BinaryIO:
        """A stream of the file's bytes."""
        if not place.member:
            return place.path.open("rb")
        if place.path not in self._archives:
            self._archives[place.path] = zipfile.ZipFile(place.path)
        return cast("BinaryIO", self._archives[place.path].open(place.member))

    def whole(self, place: Place) -> BytesIO:
        """All of the file's bytes; a member that is larger than it says is refused."""
        with self.open(place) as stream:
            if not place.member:
                return BytesIO(stream.read())
            promised = self._archives[place.path].getinfo(place.member).file_size
            content = stream.read(promised + 1)
        if len(content) > promised:
            raise _bomb("a member is larger than the archive says")
        return BytesIO(content)


def dicom_places(source: Path) -> tuple[Place, ...]:
    """Every file of a source that may be DICOM, in the order of names.

    Raises
    ------
    ScanError
        Nothing there; a torn, encrypted or dangerous archive; far too many files.
    """
    if source.name.upper() == INDEX and source.is_file():
        source = source.parent  # the table of a disc lists what lies beside it; the pictures decide
    if source.is_dir():
        return tuple(_of_folder(source))
    if not source.exists():
        raise ScanError(Complaint("there is no such file or folder", "Check the path.", file=str(source)))
    if zipfile.is_zipfile(source):
        try:
            return tuple(_of_archive(source))
        except ScanError as error:
            raise error.located(file=str(source)) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise ScanError(
                Complaint("this archive is torn or of a kind that cannot be read", "Pack it again as a "
                          "plain zip, or unpack it and give the folder.", file=str(source))
            ) from None  # fmt: skip
    return (Place(source),)


def _of_folder(folder: Path) -> Iterator[Place]:
    count = 0
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            count += 1
            if count > MOST_FILES:
                what = f"there are more than {MOST_FILES} files in this folder"
                raise ScanError(Complaint(what, "Give the folder of one examination.", file=str(folder)))
            path = Path(parent) / name
            try:
                if not path.is_file():  # a pipe would be waited for without end
                    continue
                with path.open("rb") as stream:
                    begins = stream.read(132)
            except OSError:
                continue
            if _is_dicom(begins):
                yield Place(path)


def _of_archive(path: Path) -> Iterator[Place]:
    with zipfile.ZipFile(path) as archive:
        members = [item for item in archive.infolist() if not item.is_dir()]
        _check_archive(members)
        for item in sorted(members, key=lambda member: member.filename):
            with archive.open(item) as stream:
                begins = stream.read(132)
            if _is_dicom(begins):
                yield Place(path, item.filename)


def _check_archive(members: list[zipfile.ZipInfo]) -> None:
    """Refuse what would fill the memory, and names that lead out of the archive."""
    if len(members) > MOST_FILES:
        raise _bomb(f"there are more than {MOST_FILES} files in it")
    if sum(item.file_size for item in members) > MOST_BYTES:
        raise _bomb(f"unpacked it holds more than {MOST_BYTES // 2**30} GiB")
    for item in members:
        parts = PurePosixPath(item.filename.replace("\\", "/")).parts
        if ".." in parts or item.filename.startswith(("/", "\\")) or ":" in parts[0][:3]:
            raise ScanError(
                Complaint(
                    "a name in this archive leads out of it",
                    "It was not made by a scanner or an archive of pictures; do not unpack it either.",
                )
            )
        if item.flag_bits & 0x1:
            raise ScanError(Complaint("this archive is encrypted", "Unpack it, and give the folder."))
        ratio = item.file_size / max(item.compress_size, 1)
        if item.file_size > MOST_MEMBER or (item.file_size > RATIO_FROM and ratio > MOST_RATIO):
            raise _bomb("a member would unpack to very much more than it takes here")


def _bomb(why: str) -> ScanError:
    return ScanError(
        Complaint(
            f"this archive is not read: {why}", "Give the folder or zip of one examination, packed anew."
        )
    )


def is_dicom(path: Path) -> bool:
    """Whether a file is DICOM by its first bytes.

    >>> is_dicom(Path("/dev/null"))
    False
    """
    with path.open("rb") as stream:
        return _is_dicom(stream.read(132))


def _is_dicom(begins: bytes) -> bool:
    """Whether a file's first 132 bytes are those of DICOM, with the preamble or without."""
    return begins[128:132] == b"DICM" or (begins[:2] in BARE and len(begins) == 132)
