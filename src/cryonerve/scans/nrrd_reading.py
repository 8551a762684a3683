"""NRRD volumes (.nrrd, .nhdr): header by pynrrd, voxels read here, no further than the header promises.

The library would unpack whatever stands behind a header before it looks at the sizes. Comments and key-values
are not kept, but for those in which 3D Slicer says what the segments of a label map are.
"""

from __future__ import annotations

import io
import re
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.stored_volume import (
    Packed,
    StoredVolume,
    beside,
    check_shape,
    one_volume,
    readable,
    text_at,
    voxels_at,
)

__all__ = ["is_nrrd", "read_nrrd_layers", "read_nrrd_volume"]

Floats = NDArray[np.float64]
LONGEST_HEADER = 32 * 2**20  # bytes
SPACES = {
    "left-posterior-superior": (-1.0, -1.0, 1.0),
    "lps": (-1.0, -1.0, 1.0),
    "right-anterior-superior": (1.0, 1.0, 1.0),
    "ras": (1.0, 1.0, 1.0),
    "left-anterior-superior": (-1.0, 1.0, 1.0),
    "las": (-1.0, 1.0, 1.0),
}
UNITS = {"mm": 1.0, "m": 1e3, "meter": 1e3, "cm": 10.0, "um": 1e-3, "micron": 1e-3, "unknown": 1.0, "": 1.0}
PACKINGS = {"raw": "raw", "gzip": "gzip", "gz": "gzip", "bzip2": "bzip2", "bz2": "bzip2"}
TEXTS = {"ascii", "text", "txt"}
COLOURS = {"rgb-color", "rgba-color", "hsv-color", "xyz-color", "3-color", "4-color", "complex"}
SEGMENTS = re.compile(r"Segment\d+_(Name|LabelValue|Layer|ID|Tags)")
TYPES = {
    "i1": ("signed char", "int8", "int8_t"),
    "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"),
    "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "i8": ("longlong", "long long", "long long int", "signed long long", "int64", "int64_t"),
    "u8": ("ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"),
    "f4": ("float",),
    "f8": ("double",),
}
KINDS = {name: kind for kind, names in TYPES.items() for name in names}
EXPORT = "Export it with orientation, for example from 3D Slicer."


def is_nrrd(start: bytes) -> bool:
    """Whether a file's first bytes are those of NRRD.

    >>> is_nrrd(b"NRRD0005"), is_nrrd(b"ObjectType = Image")
    (True, False)
    """
    return start.startswith(b"NRRD0")


def read_nrrd_volume(path: Path, volume: int | None = None) -> StoredVolume:
    """Read one volume of an NRRD file.

    Parameters
    ----------
    volume : which one, from 1, where the file holds several.

    Raises
    ------
    ScanError
        Cut off or damaged, no orientation, several volumes and none chosen, colours.
    """
    with readable("NRRD"):
        found, extra = _read(path)
        if extra is None:
            one_volume(1, volume, "")
            return found
        sizes = found.voxels.shape
        chosen = one_volume(sizes[extra], volume, " x ".join(map(str, sizes)))
        return _layer(found, extra, chosen)


def read_nrrd_layers(path: Path) -> list[StoredVolume]:
    """All volumes of an NRRD file, which in a segmentation of 3D Slicer are its layers.

    Raises
    ------
    ScanError
        As `read_nrrd_volume`.
    """
    with readable("NRRD"):
        found, extra = _read(path)
        if extra is None:
            return [found]
        return [_layer(found, extra, number) for number in range(found.voxels.shape[extra])]


def _layer(found: StoredVolume, axis: int, number: int) -> StoredVolume:
    voxels = np.moveaxis(found.voxels, axis, 0)[number]
    return StoredVolume("NRRD", voxels, found.affine, header=found.header, unit=found.unit)


def _read(path: Path) -> tuple[StoredVolume, int | None]:
    """All voxels, and the axis that is not one of space, where there is one."""
    header, offset = _header(path)
    sizes = tuple(int(n) for n in header["sizes"])
    if int(header["dimension"]) != len(sizes):
        raise ValueError(f"dimension {header['dimension']} and {len(sizes)} sizes")
    extra = _extra_axis(header)
    spatial = [n for axis, n in enumerate(sizes) if axis != extra]
    check_shape(spatial)
    if len(sizes) > 4:
        what = f"the file has {len(sizes)} dimensions ({' x '.join(map(str, sizes))})"
        raise ScanError(Complaint(what, remedy="Export it as one three-dimensional volume."))
    check_shape((prod(sizes), 1, 1))
    affine, unit = _affine(header, extra)
    kept = {str(name): str(text) for name, text in header.items() if SEGMENTS.fullmatch(str(name))}
    return StoredVolume("NRRD", _voxels(path, header, offset, sizes), affine, header=kept, unit=unit), extra


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """Fields of the header, and how many bytes it has."""
    import nrrd  # noqa: PLC0415 -- slow to import

    with path.open("rb") as stream:
        start = stream.read(LONGEST_HEADER)
    ends = [found.end() for found in (re.search(end, start) for end in (rb"\n\n", rb"\n\r\n")) if found]
    length = min(ends, default=len(start))
    if not is_nrrd(start):
        raise ValueError("it does not begin with NRRD")
    try:
        header = nrrd.read_header(io.BytesIO(start[:length]))
    except nrrd.NRRDError as error:
        raise ValueError(str(error)) from error
    missing = [name for name in ("sizes", "dimension", "type", "encoding") if name not in header]
    if missing:
        raise ValueError(f"its header lacks '{missing[0]}'")
    return dict(header), length


def _extra_axis(header: dict[str, Any]) -> int | None:
    """The axis of layers, moments or components."""
    kinds = [str(kind).lower() for kind in header.get("kinds") or ()]
    colours = [kind for kind in kinds if kind in COLOURS]
    if colours:
        what = f"its voxels are colours or pairs of numbers ({colours[0]})"
        raise ScanError(Complaint(what, remedy="Export brightness as one number for each voxel."))
    directions = header.get("space directions")
    if directions is None:
        return None
    rows = [row is None or not np.isfinite(np.asarray(row, float)).all() for row in directions]
    if rows.count(True) != 1:
        return None
    return rows.index(True)


def _affine(header: dict[str, Any], extra: int | None) -> tuple[Floats, str]:
    """From voxels to mm RAS, and the unit where it is not mm."""
    directions, space = header.get("space directions"), str(header.get("space", "")).lower()
    if directions is None or space not in SPACES:
        what = "the file does not say how its voxels lie in the patient ('space' and 'space directions')"
        raise ScanError(Complaint(what, remedy=EXPORT))
    rows = [np.asarray(row, dtype=float) for axis, row in enumerate(directions) if axis != extra]
    if len(rows) != 3 or any(row.shape != (3,) for row in rows):
        what = f"the file has {len(rows)} axes in space"
        raise ScanError(Complaint(what, remedy="Export it as one three-dimensional volume."))
    units = [str(unit).strip('"').lower() for unit in header.get("space units", [])] or ["mm"]
    if units[0] not in UNITS or len(set(units)) > 1:
        what = f"its lengths are written in {', '.join(dict.fromkeys(units))}"
        raise ScanError(Complaint(what, remedy="Export it in millimetres."))
    affine = np.eye(4)
    affine[:3, :3] = np.stack(rows, axis=1)
    affine[:3, 3] = np.asarray(header.get("space origin", np.zeros(3)), dtype=float)
    affine[:3] *= UNITS[units[0]]
    return np.diag([*SPACES[space], 1.0]) @ affine, units[0] if UNITS[units[0]] != 1.0 else ""


def _voxels(path: Path, header: dict[str, Any], offset: int, sizes: tuple[int, ...]) -> NDArray[Any]:
    """All voxels, from behind the header or from the files it names."""
    if str(header["type"]).lower() not in KINDS:
        raise ValueError(f"voxels of type '{header['type']}'")
    kind = np.dtype(KINDS[str(header["type"]).lower()])
    encoding = str(header["encoding"]).lower()
    if kind.itemsize > 1 and encoding not in TEXTS:
        big = {"little": False, "big": True}[str(header["endian"]).lower()]
        kind = kind.newbyteorder(">" if big else "<")
    name = header.get("data file", header.get("datafile"))
    lines = int(header.get("line skip", header.get("lineskip", 0)))
    skip = int(header.get("byte skip", header.get("byteskip", 0)))
    where = path if name is None else beside(path, str(name))
    start = _after_lines(where, offset if name is None else 0, lines)
    if encoding in TEXTS:
        return text_at(where, start, kind, sizes)
    if encoding not in PACKINGS:
        raise ScanError(
            Complaint(f"its voxels are packed as '{encoding}'", remedy="Save it with gzip or unpacked.")
        )
    how = Packed(PACKINGS[encoding], 0, kind, sizes)
    if skip == -1 and how.packing == "raw":  # the voxels are the last bytes of the file
        start, skip = where.stat().st_size - how.wanted, 0
    if skip < 0:
        raise ValueError(f"a byte skip of {skip}")
    return voxels_at(where, start, Packed(how.packing, skip, kind, sizes))


def _after_lines(path: Path, start: int, lines: int) -> int:
    """Where the line after the next `lines` lines begins."""
    if not 0 <= lines <= 10_000:
        raise ValueError(f"a line skip of {lines}")
    with path.open("rb") as stream:
        stream.seek(start)
        for _ in range(lines):
            stream.readline(2**20)
        return stream.tell()
