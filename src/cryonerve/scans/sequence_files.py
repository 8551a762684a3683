"""Files of tracked clips: `.igs.mha` (MetaImage of PLUS) and `.seq.nrrd` (3D Slicer, PLUS).

A MetaImage is read and written here: SimpleITK keeps every field, but believes a header before it asks for
memory, and says "no such file" of one that is cut off. NRRD goes through pynrrd, after a look at its header.
"""

from __future__ import annotations

import bz2
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.files import whole_file
from cryonerve.scans.metaimage_reading import metaimage_fields
from cryonerve.scans.scaling import MOST_PIXELS, Given, grey
from cryonerve.scans.sequences import Tracked, from_fields, image_to_probe, to_fields, upright

__all__ = ["read_mha", "read_nrrd", "write_mha", "write_nrrd"]

UNSIGNED = {"uchar", "unsigned char", "uint8", "uint8_t"}  # names of 8-bit pixels in NRRD
UNPACKERS: dict[str, Callable[[], Any]] = {
    **dict.fromkeys(("gzip", "gz"), lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    **dict.fromkeys(("bzip2", "bz2"), bz2.BZ2Decompressor),
}
BROKEN = (ValueError, TypeError, LookupError, ArithmeticError, zlib.error, EOFError, MemoryError)


def read_mha(path: Path, given: Given = Given()) -> Tracked:  # noqa: B008  (frozen)
    """Read a MetaImage sequence (third axis: time; `Seq_Frame0000_...`), compressed or not.

    Raises
    ------
    ClipError
        No sequence of 8-bit pictures, cut off, or without scale or times.
    """
    with _plainly(path), path.open("rb") as stream:
        fields = _header(stream)
        sizes = tuple(int(item) for item in fields.get("DimSize", "").split())
        channels = int(fields.get("ElementNumberOfChannels", "1"))
        if len(sizes) != 3 or fields.get("ElementType") != "MET_UCHAR" or channels not in {1, 3, 4}:
            what = f"this is no sequence of 8-bit pictures (sizes {sizes}, {fields.get('ElementType')})"
            raise ClipError(Complaint(what, "Export brightness (B-mode) as .igs.mha with PLUS."))
        _reasonable(sizes, channels)
        raw = _elements(stream, fields, int(np.prod(sizes)) * channels)
        pixels = np.frombuffer(raw, np.uint8).reshape(*sizes[::-1], *((channels,) if channels > 1 else ()))
        spacing = _not_one([float(item) for item in fields.get("ElementSpacing", "1 1 1").split()])
        return _assembled(pixels, fields, spacing, given)


def write_mha(tracked: Tracked, path: Path, *, compressed: bool = True) -> None:
    """Write a MetaImage sequence, whole or not at all; pixels of size 1, the scale in `ImageToProbe`."""
    count, rows, columns = tracked.frames.pixels.shape
    raw = np.ascontiguousarray(tracked.frames.pixels).tobytes()
    packed = zlib.compress(raw, 6) if compressed else raw
    fields = {
        "ObjectType": "Image",
        "NDims": "3",
        "BinaryData": "True",
        "BinaryDataByteOrderMSB": "False",
        "CompressedData": str(compressed),
        **({"CompressedDataSize": str(len(packed))} if compressed else {}),
        "TransformMatrix": "1 0 0 0 1 0 0 0 1",
        "Offset": "0 0 0",
        "CenterOfRotation": "0 0 0",
        "AnatomicalOrientation": "RAI",
        "ElementSpacing": "1 1 1",
        "DimSize": f"{columns} {rows} {count}",
        "Kinds": "domain domain list",
        "ElementType": "MET_UCHAR",
        **to_fields(tracked),
        "ElementDataFile": "LOCAL",
    }
    head = "".join(f"{name} = {text}\n" for name, text in fields.items())
    with whole_file(path) as partial:
        partial.write_bytes(head.encode() + packed)


def read_nrrd(path: Path, given: Given = Given()) -> Tracked:  # noqa: B008  (frozen)
    """Read a `.seq.nrrd`: one slice in three dimensions and a list axis, first (Slicer 5.8) or last.

    Raises
    ------
    ClipError
        No sequence of 8-bit pictures, cut off, or without scale or times.
    """
    import nrrd  # noqa: PLC0415
    from nrrd.errors import NRRDError  # noqa: PLC0415

    with _plainly(path):
        try:
            with path.open("rb") as stream:
                header = nrrd.read_header(stream)
                _one_file(header, path)
                packed = header["encoding"] in UNPACKERS
                data = (
                    _unpacked(header, stream) if packed else nrrd.read_data(header, stream, index_order="F")
                )
        except (NRRDError, AssertionError) as error:
            raise ValueError(str(error)) from error
        axis = _list_axis(header)
        pixels = np.moveaxis(data, axis, 0)
        if pixels.ndim == 4 and pixels.shape[3] == 1:
            pixels = pixels[..., 0]
        if pixels.ndim != 3:
            raise _no_pictures(header)
        fields = {str(name): str(text) for name, text in header.items()}
        _index_times(fields, axis, len(pixels))
        return _assembled(np.swapaxes(pixels, 1, 2), fields, _nrrd_spacing(header, axis), given)


def write_nrrd(tracked: Tracked, path: Path, *, list_first: bool = False) -> None:
    """Write a `.seq.nrrd` for 3D Slicer, whole or not at all, placed in the case's frame (RAS) where known.

    Parameters
    ----------
    list_first : the order that Slicer until 5.8 wrote; newer ones write the list axis last and read both.
    """
    import nrrd  # noqa: PLC0415

    frames = tracked.frames
    axis = 0 if list_first else 3
    to_case = image_to_probe(frames)
    if frames.plane is not None:
        to_case = frames.plane.pose @ to_case
    directions = 1e3 * to_case[:3, :3].T
    header: dict[str, Any] = {
        "space": "right-anterior-superior",
        "space directions": np.insert(directions, axis, np.nan, axis=0),
        "space origin": 1e3 * to_case[:3, 3],
        "kinds": _with("list", ["domain"] * 3, axis),
        "labels": _with("time", [""] * 3, axis),
        "encoding": "gzip",
        f"axis {axis} index type": "numeric",
        f"axis {axis} index values": " ".join(f"{moment:.9g}" for moment in frames.times),
        "DataNodeClassName": "vtkMRMLScalarVolumeNode",
        **to_fields(tracked),
    }
    data = np.moveaxis(frames.pixels.transpose(0, 2, 1)[..., None], 0, axis)
    with whole_file(path) as partial:
        nrrd.write(str(partial), np.asfortranarray(data), header, index_order="F")
        head, blank, packed = partial.read_bytes().partition(b"\n\n")
        # The library writes the day and the hour as a comment.
        kept = b"\n".join(line for line in head.split(b"\n") if not line.startswith(b"#"))
        partial.write_bytes(kept + blank + packed)


def _with(item: str, others: list[str], place: int) -> list[str]:
    """A list with one more item."""
    return [*others[:place], item, *others[place:]]


# --- reading ------------------------------------------------------------------------------------------------


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """Say in one sentence what is wrong with a file."""
    try:
        yield
    except ClipError as error:
        raise error.located(file=str(path)) from None
    except BROKEN as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        what = f"this sequence cannot be read: {said}"
        raise ClipError(Complaint(what, "Copy or export it again.", file=str(path))) from error


def _assembled(
    pixels: NDArray[Any], fields: dict[str, str], spacing: tuple[float, float] | None, given: Given
) -> Tracked:
    """Pictures turned upright and grey, with all that their header says."""
    turned, remark = upright(pixels, fields.get("UltrasoundImageOrientation", ""))
    shown = np.stack([grey(picture)[0] for picture in turned])
    tracked = from_fields(shown, fields, spacing, given)
    if not remark:
        return tracked
    frames = tracked.frames
    return replace(tracked, frames=replace(frames, remarks=(*frames.remarks, remark)))


def _reasonable(sizes: tuple[int, ...], channels: int) -> None:
    """Refuse sizes that no clip has, before memory is asked for them."""
    if min(sizes) < 1:
        raise ClipError(Complaint(f"there is no picture in it (sizes {sizes})", "Record the sequence again."))
    if np.prod([float(item) for item in sizes]) * channels > MOST_PIXELS:
        what = f"the file says that it holds {' x '.join(map(str, sizes))} pixels"
        raise ClipError(Complaint(what, f"Cut it: at most {MOST_PIXELS / 2**30:.0f} GiB are opened."))


def _header(stream: BinaryIO) -> dict[str, str]:
    """Fields of a MetaImage header, up to where the pixels begin."""
    fields = metaimage_fields(stream)
    if fields["ElementDataFile"].upper() != "LOCAL":
        what = "its pixels are in another file"
        raise ClipError(Complaint(what, "Save header and pixels in one file (.mha)."))
    return fields


def _elements(stream: BinaryIO, fields: dict[str, str], wanted: int) -> bytes:
    """The pixels behind the header, all of them and not more."""
    if fields.get("BinaryData", "True").lower() != "true":
        raise ClipError(Complaint("its pixels are written as text", "Save it in binary form."))
    if fields.get("CompressedData", "False").lower() == "true":
        raw = zlib.decompressobj().decompress(stream.read(), wanted)
    else:
        raw = stream.read(wanted)
    if len(raw) < wanted:
        what = f"the file is cut off: {wanted} bytes of pixels are promised, {len(raw)} are there"
        raise ClipError(Complaint(what, "Copy or export it again."))
    return raw


def _not_one(spacing: list[float]) -> tuple[float, float] | None:
    """Metres from row to row and from column to column; None where a size of 1 says that nobody knew."""
    across, down = spacing[:2]
    known = (across, down) != (1.0, 1.0) and 0.0 < across < 100.0 and 0.0 < down < 100.0
    return (1e-3 * down, 1e-3 * across) if known else None


def _one_file(header: dict[str, Any], path: Path) -> None:
    """Refuse a header that points elsewhere or promises more than a clip has."""
    if {"data file", "datafile"} & set(header):
        raise ClipError(Complaint("its pixels are in another file", "Save header and pixels in one file."))
    sizes = tuple(int(item) for item in header["sizes"])
    if header["type"] not in UNSIGNED:
        raise _no_pictures(header)
    _reasonable(sizes, np.dtype(np.uint8).itemsize)
    if header.get("encoding") == "raw" and path.stat().st_size < np.prod([float(item) for item in sizes]):
        what = f"the file is cut off: {' x '.join(map(str, sizes))} pixels are promised"
        raise ClipError(Complaint(what, "Copy or export it again."))


def _no_pictures(header: dict[str, Any]) -> ClipError:
    what = f"this is no sequence of 8-bit pictures (sizes {header['sizes']}, {header['type']})"
    return ClipError(Complaint(what, "Export one slice of brightness a moment."))


def _unpacked(header: dict[str, Any], stream: BinaryIO) -> NDArray[np.uint8]:
    """The pixels behind a header, unpacked no further than it promises."""
    sizes = [int(item) for item in header["sizes"]]
    wanted, skipped = int(np.prod(sizes)), int(header.get("byte skip", 0))
    for _ in range(int(header.get("line skip", 0))):
        stream.readline()
    if not 0 <= skipped <= MOST_PIXELS:
        raise ValueError(f"a byte skip of {skipped}")
    raw = UNPACKERS[header["encoding"]]().decompress(stream.read(), skipped + wanted + 1)[skipped:]
    if len(raw) != wanted:
        found = "more are" if len(raw) > wanted else f"{len(raw)} are"
        what = f"{wanted} bytes of pixels are promised, {found} there: the file is cut off or damaged"
        raise ClipError(Complaint(what, "Copy or export it again."))
    return np.frombuffer(raw, np.uint8).reshape(sizes, order="F")


def _list_axis(header: dict[str, Any]) -> int:
    """Which axis is time: the one of kind "list" or "time", or the one that has an index."""
    kinds = [str(kind).lower() for kind in header.get("kinds") or ()]
    for kind in ("list", "time"):
        if kinds.count(kind) == 1:
            return kinds.index(kind)
    indexed = [int(found[1]) for name in header if (found := re.fullmatch(r"axis (\d) index type", name))]
    if len(indexed) == 1 and indexed[0] < len(header["sizes"]):
        return indexed[0]
    what = "no axis of it is a list of moments"
    raise ClipError(Complaint(what, "Save it as a sequence (.seq.nrrd) in 3D Slicer or PLUS."))


def _index_times(fields: dict[str, str], axis: int, count: int) -> None:
    """Give frames without a time stamp of their own the time of the list axis."""
    values = fields.get(f"axis {axis} index values", "").split()
    if len(values) == count:
        for number, text in enumerate(values):
            fields.setdefault(f"Seq_Frame{number:04d}_Timestamp", text)


def _nrrd_spacing(header: dict[str, Any], axis: int) -> tuple[float, float] | None:
    """Metres from row to row and from column to column, from the directions of the axes."""
    directions = header.get("space directions")
    if directions is None:
        spacings = header.get("spacings")
        lengths = [] if spacings is None else [float(item) for item in spacings]
    else:
        lengths = [float(np.linalg.norm(item)) for item in np.asarray(directions, dtype=float)]
    lengths = [item for number, item in enumerate(lengths) if number != axis]
    return _not_one(lengths) if len(lengths) >= 2 else None
