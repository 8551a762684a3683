"""MetaImage volumes (.mha, .mhd), read here: sizes are checked before memory is asked for.

Of the header only geometry and modality are looked at; other fields may say whose pictures these are.
"""

from __future__ import annotations

import re
from math import prod
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.scan import Modality
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

__all__ = ["is_metaimage", "metaimage_fields", "read_metaimage"]

Floats = NDArray[np.float64]
LONGEST_HEADER = 256 * 2**20  # bytes
LONGEST_LINE = 2**20
KINDS = {
    "MET_CHAR": "i1",
    "MET_UCHAR": "u1",
    "MET_SHORT": "i2",
    "MET_USHORT": "u2",
    "MET_INT": "i4",
    "MET_UINT": "u4",
    "MET_LONG_LONG": "i8",
    "MET_ULONG_LONG": "u8",
    "MET_FLOAT": "f4",
    "MET_DOUBLE": "f8",
}
MODALITIES: dict[str, Modality] = {"MET_MOD_CT": "CT", "MET_MOD_MR": "MR", "MET_MOD_US": "US"}
DIRECTIONS = ("TransformMatrix", "Orientation", "Rotation")  # the names a field goes by
MILLIMETRES = {"mm", "?", "", "millimeter", "millimetre"}  # "?" where nobody said
BYTE_ORDERS = ("BinaryDataByteOrderMSB", "ElementByteOrderMSB")
ORIGINS = ("Offset", "Position", "Origin")
TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])  # MetaImage counts to the left and to the back


def is_metaimage(start: bytes) -> bool:
    """Whether a file's first bytes are those of a MetaImage.

    >>> is_metaimage(b"ObjectType = Image"), is_metaimage(b"NRRD0005")
    (True, False)
    """
    return re.match(rb"\s*(ObjectType|NDims)\s*=", start) is not None


def metaimage_fields(stream: BinaryIO) -> dict[str, str]:
    """Fields of a MetaImage header; the stream then stands where the voxels begin.

    Raises
    ------
    ValueError
        The header does not end.
    """
    fields: dict[str, str] = {}
    while stream.tell() < LONGEST_HEADER:
        line = stream.readline(LONGEST_LINE)
        name, sign, text = line.decode("utf-8", errors="replace").partition("=")
        if not sign:
            break
        fields[name.strip()] = text.strip()
        if name.strip() == "ElementDataFile":
            return fields
    raise ValueError("its header does not end")


def read_metaimage(path: Path, volume: int | None = None) -> StoredVolume:
    """Read one volume of a MetaImage.

    Parameters
    ----------
    volume : which one, from 1, where the file holds several.

    Raises
    ------
    ScanError
        Cut off or damaged, several volumes and none chosen, colours, a sequence of tracked pictures.
    """
    with readable("MetaImage"):
        with path.open("rb") as stream:
            fields = metaimage_fields(stream)
            start = stream.tell()
        _check_content(fields)
        sizes = tuple(int(item) for item in fields["DimSize"].split())
        if len(sizes) != int(fields["NDims"]) or min(sizes, default=0) < 1:
            raise ValueError(f"NDims {fields['NDims']} and sizes {fields['DimSize']}")
        check_shape(sizes)
        chosen = one_volume(prod(sizes[3:]), volume, " x ".join(map(str, sizes)))
        return StoredVolume(
            "MetaImage",
            _voxels(path, fields, start, sizes, chosen=chosen),
            _affine(fields, len(sizes)),
            modality=MODALITIES.get(fields.get("Modality", "")),
        )


def _check_content(fields: dict[str, str]) -> None:
    """Refuse what is no volume of brightness."""
    if any(name.startswith("Seq_Frame") for name in fields):
        what = "this is a sequence of tracked ultrasound pictures, not a volume"
        remedy = "Reconstruct a volume from it first, or open it as a clip: `cryonerve track`."
        raise ScanError(Complaint(what, remedy=remedy))
    if int(fields.get("ElementNumberOfChannels", "1")) != 1:
        remedy = "Export brightness as one number for each voxel."
        raise ScanError(Complaint("its voxels are colours", remedy=remedy))
    unit = fields.get("DistanceUnits", "mm").strip().lower()
    if unit not in MILLIMETRES:  # readers differ on whether they heed it
        what = f"its lengths are written in '{unit[:20]}'"
        raise ScanError(Complaint(what, remedy="Export it in millimetres."))
    if fields.get("ObjectType", "Image") != "Image":
        raise ValueError(f"it holds a {fields['ObjectType']}")


def _affine(fields: dict[str, str], axes: int) -> Floats:
    """From voxels to mm RAS; rows of the matrix are the directions of the axes."""
    numbers = {name: [float(item) for item in text.split()] for name, text in _geometry(fields).items()}
    directions = np.array(numbers.get("directions", np.eye(axes).ravel()), dtype=float)
    if directions.size != axes * axes or not any(name in fields for name in DIRECTIONS):
        what = "the file does not say how its voxels lie in the patient (TransformMatrix)"
        remedy = "Export it with orientation, for example from 3D Slicer."
        raise ScanError(Complaint(what, remedy=remedy))
    spacing = np.array(numbers.get("spacing", np.ones(axes)), dtype=float)
    origin = np.array(numbers.get("origin", np.zeros(axes)), dtype=float)
    if spacing.size != axes or origin.size != axes:
        raise ValueError("spacing or origin of another number of dimensions")
    if not (spacing > 0.0).all():
        what = f"its spacing is {' x '.join(f'{item:g}' for item in spacing)}"
        raise ScanError(Complaint(what, remedy="Export it with positive spacing, in millimetres."))
    affine = np.eye(4)
    affine[:3, :3] = directions.reshape(axes, axes)[:3, :3].T * spacing[:3]
    affine[:3, 3] = origin[:3]
    return np.asarray(TO_RAS @ affine)


def _geometry(fields: dict[str, str]) -> dict[str, str]:
    """The texts of directions, origin and spacing, by whichever name they go."""
    found: dict[str, str] = {}
    names = {"directions": DIRECTIONS, "origin": ORIGINS, "spacing": ("ElementSpacing",)}
    for kind, choices in names.items():
        given = {fields[name] for name in choices if name in fields}
        if len(given) > 1:
            what = f"the file has two different {kind}"
            raise ScanError(Complaint(what, remedy="Export it again, for example from 3D Slicer."))
        if given:
            found[kind] = given.pop()
    return found


def _voxels(
    path: Path, fields: dict[str, str], start: int, sizes: tuple[int, ...], *, chosen: int
) -> NDArray[np.generic]:
    """One of the volumes, by its number from 0."""
    if fields["ElementType"] not in KINDS:
        raise ValueError(f"voxels of type '{fields['ElementType']}'")
    kind = np.dtype(KINDS[fields["ElementType"]])
    orders = {_true(fields, name) for name in BYTE_ORDERS if name in fields}
    if len(orders) > 1:
        raise ValueError(f"{' and '.join(BYTE_ORDERS)} contradict each other")
    kind = kind.newbyteorder(">" if True in orders else "<")
    shape = sizes[:3]
    name = fields["ElementDataFile"]
    where = path
    if name.upper() != "LOCAL":
        where, start = beside(path, name), 0
    if not _true(fields, "BinaryData", default=True):
        if chosen:
            raise ScanError(Complaint("its voxels are written as text", remedy="Save it in binary form."))
        return text_at(where, start, kind, shape)
    packed = _true(fields, "CompressedData")
    size = prod(shape) * kind.itemsize
    skip = int(fields.get("HeaderSize", "0"))
    if skip == -1 and not packed:  # the voxels are the last bytes of the file
        skip = where.stat().st_size - start - size * prod(sizes[3:])
    if skip < 0:
        raise ValueError(f"a header size of {skip}")
    return voxels_at(where, start + skip, Packed("zlib" if packed else "raw", chosen * size, kind, shape))


def _true(fields: dict[str, str], name: str, *, default: bool = False) -> bool:
    return fields.get(name, str(default)).strip().lower() in ("true", "1", "yes")
