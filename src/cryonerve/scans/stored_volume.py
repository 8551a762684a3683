"""A volume as it lies in a file: its voxels untouched, where they are, and what their numbers stand for."""

from __future__ import annotations

import bz2
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from cryonerve.case.fit import SHARE, memory
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.scan import Modality

__all__ = [
    "TORN",
    "Packed",
    "StoredVolume",
    "beside",
    "check_shape",
    "mapped",
    "one_volume",
    "readable",
    "text_at",
    "unpacked",
    "unpacked_start",
    "voxels_at",
]

Floats = NDArray[np.float64]
MOST_VOXELS = 1_000_000_000
BYTES_PER_VOXEL = 16  # while a volume is read: as it lies in the file, turned, and as it is kept
MOST_TEXT = 2**24  # voxels that are read from text
MOST_BEHIND = 64 * 2**20  # bytes behind the voxels that are unpacked to see whether the file is whole
PIECE = 4 * 2**20  # bytes that are unpacked at a time
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
    ArithmeticError,
    AttributeError,
)  # what the readers of all formats raise on files that are cut short or no such files
UNPACKERS: dict[str, tuple[Callable[[], Any], int]] = {  # how, and how often smaller a packed file can be
    "gzip": (lambda: zlib.decompressobj(zlib.MAX_WBITS | 16), 1100),
    "zlib": (lambda: zlib.decompressobj(zlib.MAX_WBITS | 32), 1100),
    "bzip2": (bz2.BZ2Decompressor, 10**6),
}
EXPORT_AGAIN = "Copy or export it again."


@dataclass(frozen=True, eq=False)
class StoredVolume:
    """One volume of a file.

    Attributes
    ----------
    kind : "NIfTI", "NRRD", "MetaImage".
    voxels : three-dimensional, as stored; perhaps only mapped into memory.
    affine : (4, 4) from voxel numbers to mm, right-anterior-superior.
    slope, intercept : value = slope * stored + intercept.
    modality : where the file says it.
    slice_axis : stored axis along which slices lie, where the file says it.
    header : fields of the file that say what labels are; nothing else of it is kept.
    unit : how lengths are written, where that is odd: "metres".
    """

    kind: str
    voxels: NDArray[Any]
    affine: Floats
    slope: float = 1.0
    intercept: float = 0.0
    modality: Modality | None = None
    slice_axis: int | None = None
    header: dict[str, str] = field(default_factory=dict, repr=False)
    unit: str = ""


@dataclass(frozen=True)
class Packed:
    """How voxels lie in a stream.

    Attributes
    ----------
    packing : "raw", "gzip", "zlib" or "bzip2". skip : bytes before the first voxel, once unpacked.
    kind : of one voxel. shape : of all, the first axis running fastest.
    """

    packing: str
    skip: int
    kind: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def wanted(self) -> int:
        """Bytes of all voxels."""
        return prod(self.shape) * self.kind.itemsize


@contextmanager
def readable(formats: str) -> Iterator[None]:
    """Say in one sentence why a file cannot be read."""
    try:
        yield
    except ScanError:
        raise
    except FileNotFoundError as error:
        remedy = f"Give the path of a whole {formats} file."
        raise ScanError(Complaint("there is no such file", remedy=remedy)) from error
    except TORN as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        remedy = f"Give the path of a whole {formats} file; export it again if it is torn."
        raise ScanError(Complaint(f"it cannot be read ({said})", remedy=remedy)) from error


def check_shape(shape: Sequence[int]) -> None:
    """Refuse what is no volume or would not fit in memory, before it is read.

    Raises
    ------
    ScanError
        No voxels, or too many.
    """
    written = " x ".join(map(str, shape))
    if len(shape) < 3:
        what = f"the file has {len(shape)} dimensions ({written}): this is a picture, not a volume"
        remedy = "Give a volume of several slices; on one ultrasound picture `cryonerve caliper` measures."
        raise ScanError(Complaint(what, remedy=remedy))
    if min(shape) <= 0:
        raise ScanError(Complaint(f"the file has no voxels ({written})", remedy=EXPORT_AGAIN))
    count = 1.0
    for n in shape[:3]:
        count *= n
    room = min(float(MOST_VOXELS), SHARE * memory() / BYTES_PER_VOXEL)
    if count > room:
        remedy = f"Crop or resample it to at most {room:.1e} voxels."
        raise ScanError(Complaint(f"the file has {count:.3g} voxels ({written})", remedy=remedy))


def one_volume(count: int, wanted: int | None, words: str) -> int:
    """Which of several volumes to read; the only one where there is one.

    Raises
    ------
    ScanError
        Several and none chosen, or a number that is not among them.
    """
    if count == 1 and wanted in (None, 1):
        return 0
    if wanted is None:
        raise ScanError(
            Complaint(
                f"the file holds {count} volumes ({words})",
                remedy=f"Choose one: volume=1 to {count}, on the command line --volume.",
            )
        )
    if not 1 <= wanted <= count:
        what = f"there is no volume {wanted}: the file holds {count}"
        raise ScanError(Complaint(what, remedy=f"Choose 1 to {count}."))
    return wanted - 1


def beside(path: Path, name: str) -> Path:
    """The file of voxels that a header names; it must lie in the header's folder or below.

    Raises
    ------
    ScanError
        Several files, one that is elsewhere, or none.
    """
    if name.upper().startswith("LIST") or "%" in name:
        what = "its voxels are spread over several files"
        raise ScanError(Complaint(what, remedy="Save it as one file, for example with 3D Slicer."))
    where = path.parent / name
    try:
        inside = where.resolve().is_relative_to(path.parent.resolve()) and where.is_file()
    except (OSError, ValueError):
        inside = False
    if not inside:
        what = f"its voxels, '{Path(name).name[:80]}', are not beside it"
        raise ScanError(Complaint(what, remedy="Put header and voxels in one folder."))
    return where


def mapped(path: Path, offset: int, how: Packed) -> NDArray[Any]:
    """Voxels that lie unpacked in a file, mapped into memory and not read.

    Raises
    ------
    ScanError
        The file is shorter than its header says.
    """
    size = path.stat().st_size
    if offset < 0 or offset + how.wanted > size:
        raise _cut(how.wanted, max(0, size - max(0, offset)))
    return np.memmap(path, how.kind, "r", offset, how.shape, order="F")


def unpacked(stream: BinaryIO, how: Packed, *, size: int) -> NDArray[Any]:
    """Voxels of a packed stream, unpacked no further than its header promises.

    Parameters
    ----------
    size : bytes of the stream; a promise that no packing can keep is refused before memory is asked for.

    Raises
    ------
    ScanError
        Cut off, damaged, or larger than the file can hold.
    """
    make, ratio = UNPACKERS[how.packing]
    if how.skip < 0 or how.skip + how.wanted > ratio * size + PIECE:
        what = f"its header promises {how.wanted} bytes of voxels, which {size} packed bytes cannot hold"
        raise ScanError(Complaint(what, remedy=EXPORT_AGAIN))
    voxels = np.empty(how.wanted, np.uint8)
    view = memoryview(voxels.data)
    filled = -how.skip
    unpacker, waiting = make(), b""
    while filled < how.wanted:
        if unpacker.eof:  # files of several members, as parallel packers write them
            waiting = unpacker.unused_data or stream.read(PIECE)
            if not waiting:
                raise _cut(how.wanted, max(0, filled))
            unpacker = make()
        elif not waiting and getattr(unpacker, "needs_input", True):
            waiting = stream.read(PIECE)
            if not waiting:
                raise _cut(how.wanted, max(0, filled))
        piece = unpacker.decompress(waiting, min(PIECE, how.wanted - filled))
        waiting = b"" if how.packing == "bzip2" else unpacker.unconsumed_tail
        start = max(0, -filled)  # of what is still to be skipped
        room = view[max(0, filled) : max(0, filled + len(piece))]
        room[:] = piece[start:]
        filled += len(piece)
    _to_the_end(unpacker, waiting, stream, how.packing)
    return np.ndarray(how.shape, how.kind, voxels.data, order="F")


def _to_the_end(unpacker: Any, waiting: bytes, stream: BinaryIO, packing: str) -> None:  # noqa: ANN401
    """Go on to where the packer has written its sum, which is compared there; what comes is let go."""
    for _ in range(MOST_BEHIND // PIECE):
        if unpacker.eof:
            return
        waiting = waiting or stream.read(PIECE)
        if not waiting:
            return
        unpacker.decompress(waiting, PIECE)
        waiting = b"" if packing == "bzip2" else unpacker.unconsumed_tail


def unpacked_start(stream: BinaryIO, count: int) -> bytes:
    """The first bytes of a gzip stream, once unpacked; fewer where it ends before."""
    packed, found = stream.read(PIECE), b""
    while packed and len(found) < count:  # of as many members as it takes
        unpacker = UNPACKERS["gzip"][0]()
        found += unpacker.decompress(packed, count - len(found))
        packed = unpacker.unused_data
    return found


def voxels_at(path: Path, start: int, how: Packed) -> NDArray[Any]:
    """Voxels of a file whose stream begins at byte `start`."""
    if how.packing == "raw":
        return mapped(path, start + how.skip, how)
    with path.open("rb") as stream:
        stream.seek(start)
        return unpacked(stream, how, size=path.stat().st_size)


def text_at(path: Path, start: int, kind: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Voxels that are written as numbers in text, from byte `start` of a file."""
    count = prod(shape)
    if count > MOST_TEXT:
        raise ScanError(Complaint("its voxels are written as text", remedy="Save it in binary form."))
    with path.open("rb") as stream:
        stream.seek(start)
        text = stream.read(32 * count + PIECE)
    found = np.array(text.split(), dtype=float)
    if found.size < count:
        raise _cut(count, found.size)
    return found[:count].astype(kind.newbyteorder("=")).reshape(shape, order="F")


def _cut(wanted: int, there: int) -> ScanError:
    what = f"the file is cut off: {wanted} bytes of voxels are promised, {there} are there"
    return ScanError(Complaint(what, remedy=EXPORT_AGAIN))
