"""Small volumes with something to recognise, stored in every way that the formats know."""

from __future__ import annotations

import gzip
from itertools import permutations, product

import nibabel
import numpy as np

SHAPE = (7, 6, 5)  # right, anterior, superior
SPACING = np.array([8.0, 9.5, 12.0])  # mm: a made-up limb of few voxels must not be too small to be one
ORIGIN = np.array([-22.5, 13.0, 104.25])
TURNS = [(order, signs) for order in permutations(range(3)) for signs in product((1, -1), repeat=3)]
TO_LPS = np.diag([-1.0, -1.0, 1.0])


def world_values(seed=21):
    """What lies in the patient, int16; every voxel has a value of its own."""
    count = int(np.prod(SHAPE))
    return (np.random.default_rng(seed).permutation(count) * 7 - 700).reshape(SHAPE).astype(np.int16)


def stored_as(values, order, signs, tilt=None):
    """The same volume with its axes in another order and direction, and the affine (mm RAS) that says so."""
    stored = np.transpose(values, order)
    affine = np.eye(4)
    affine[:3, :3] = 0.0
    affine[:3, 3] = ORIGIN
    for axis, world in enumerate(order):
        affine[world, axis] = SPACING[world] * signs[axis]
        if signs[axis] < 0:
            stored = np.flip(stored, axis)
            affine[world, 3] += SPACING[world] * (values.shape[world] - 1)
    if tilt is not None:
        turned = np.eye(4)
        turned[:3, :3] = tilt
        affine = turned @ affine
    return np.ascontiguousarray(stored), affine


def as_nifti(path, stored, affine, **changes):
    image = nibabel.Nifti1Image(stored, affine)
    image.header.set_xyzt_units(changes.get("units", "mm"))
    image.set_sform(affine, code=changes.get("sform", 1))
    image.set_qform(changes.get("other", affine), code=changes.get("qform", 1))
    nibabel.save(image, path)
    return path


def as_nrrd(path, stored, affine, space="left-posterior-superior", **others):
    import nrrd

    flips = {"left-posterior-superior": [-1, -1, 1], "right-anterior-superior": [1, 1, 1]}
    flip = {**flips, "left-anterior-superior": [-1, 1, 1]}[space]
    header = {
        "space": space,
        "space directions": (np.diag(flip) @ affine[:3, :3]).T,
        "space origin": np.array(flip) * affine[:3, 3],
        "kinds": ["domain"] * 3,
        **others,
    }
    nrrd.write(str(path), stored, header)
    return path


def as_metaimage(path, stored, affine, *, packed=False, **others):
    """Written by hand, so that no library's idea of directions stands between."""
    import zlib

    matrix = TO_LPS @ affine[:3, :3]
    size = np.linalg.norm(matrix, axis=0)
    raw = np.asarray(stored).tobytes(order="F")
    raw = zlib.compress(raw) if packed else raw
    kind = {"int16": "MET_SHORT", "uint8": "MET_UCHAR", "float32": "MET_FLOAT", "float64": "MET_DOUBLE"}
    fields = {
        "ObjectType": "Image",
        "NDims": stored.ndim,
        "BinaryData": "True",
        "BinaryDataByteOrderMSB": "False",
        "CompressedData": str(packed),
        **({"CompressedDataSize": len(raw)} if packed else {}),
        "TransformMatrix": " ".join(f"{item!r}" for item in (matrix / size).T.ravel().tolist()),
        "Offset": " ".join(f"{item!r}" for item in (TO_LPS @ affine[:3, 3]).tolist()),
        "ElementSpacing": " ".join(f"{item!r}" for item in size.tolist()),
        "DimSize": " ".join(map(str, stored.shape)),
        **others,
        "ElementType": kind[stored.dtype.name],
        "ElementDataFile": "LOCAL",
    }
    head = "".join(f"{name} = {text}\n" for name, text in fields.items())
    path.write_bytes(head.encode() + raw)
    return path


def seen_by_simpleitk(path):
    """Value and place (mm RAS) of every voxel, as an independent reader sees the file."""
    import SimpleITK

    image = SimpleITK.ReadImage(str(path))
    values = SimpleITK.GetArrayFromImage(image).transpose(2, 1, 0)
    places = np.array(
        [image.TransformIndexToPhysicalPoint(tuple(map(int, at))) for at in np.ndindex(values.shape)]
    )
    return values.ravel(), places @ TO_LPS


def places_of(scan):
    """Value and place in the patient (mm RAS) of every voxel of a scan."""
    at = np.array(list(np.ndindex(scan.values.shape)), float)
    case = at * scan.spacing + scan.origin
    return scan.values.ravel(), 1e3 * (case @ scan.to_patient[:3, :3].T + scan.to_patient[:3, 3])


def unpacked(path):
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
