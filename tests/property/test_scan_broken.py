"""Damaged and lying files of volumes: refused in one sentence, or read as independent readers read them."""

from __future__ import annotations

import gzip
import re
import resource
import sys
import zlib
from pathlib import Path

import nibabel
import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans import stored_volume
from cryonerve.scans.loading import load_scan
from tests.unit.scans.volumes_made import as_metaimage, as_nifti, as_nrrd, stored_as, world_values

ALL, FEW = 350, 60
ROOM = 200e6  # bytes of memory that the machine is said to have
PEAK = 400e6  # bytes that reading all of them may add
KINDS = ("nii", "nii.gz", "nrrd", "gz.nrrd", "mha", "z.mha")
TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
NUMBERS = (0, 1, 2, -1, 7, 255, 32767, -32768, 65535)
LENGTHS = (0.0, -8.0, 1e-9, 1e12, np.nan, np.inf, 8.0, 0.008)


def written(folder: Path, kind: str, rng) -> bytes:
    """A good file, stored in one of the 48 ways."""
    from tests.unit.scans.volumes_made import TURNS

    stored, affine = stored_as(world_values(), *TURNS[int(rng.integers(len(TURNS)))])
    if kind.startswith("nii"):
        codes = [(1, 1), (1, 0), (0, 1), (2, 2)][int(rng.integers(4))]
        return as_nifti(folder / f"good.{kind}", stored, affine, sform=codes[0], qform=codes[1]).read_bytes()
    if kind.endswith("nrrd"):
        encoding = "gzip" if kind.startswith("gz") else "raw"
        return as_nrrd(folder / "good.nrrd", stored, affine, encoding=encoding).read_bytes()
    return as_metaimage(folder / "good.mha", stored, affine, packed=kind.startswith("z")).read_bytes()


def header_end(raw: bytes, kind: str) -> int:
    if kind.startswith("nii"):
        return 352
    mark = b"\n\n" if kind.endswith("nrrd") else b"LOCAL\n"
    return raw.index(mark) + len(mark)


# --- ways of damage -----------------------------------------------------------------------------------------


def flipped(raw: bytes, kind: str, rng) -> bytes:
    """Some bytes are others."""
    changed = bytearray(raw)
    for place in rng.integers(len(raw), size=int(rng.integers(1, 9))):
        changed[place] ^= int(rng.integers(1, 256))
    return bytes(changed)


def flipped_head(raw: bytes, kind: str, rng) -> bytes:
    changed = bytearray(raw)
    for place in rng.integers(header_end(raw, kind), size=int(rng.integers(1, 4))):
        changed[place] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def cut(raw: bytes, kind: str, rng) -> bytes:
    return raw[: int(rng.integers(len(raw)))]


def grown(raw: bytes, kind: str, rng) -> bytes:
    return raw + rng.bytes(int(rng.integers(1, 5000)))


def holed(raw: bytes, kind: str, rng) -> bytes:
    """A piece is missing in the middle."""
    start = int(rng.integers(len(raw)))
    return raw[:start] + raw[start + int(rng.integers(1, 60)) :]


def lied(raw: bytes, kind: str, rng) -> bytes:
    """One field of the header says something else."""
    if kind.startswith("nii"):
        return _nifti_field(raw, rng)
    name, text = _lie(kind, rng)
    sign = rb":\s*" if kind.endswith("nrrd") else rb"\s*=\s*"
    line = re.compile(rb"^" + name.encode() + sign + rb".*$", re.MULTILINE)
    end = header_end(raw, kind)
    new = f"{name}{': ' if kind.endswith('nrrd') else ' = '}{text}".encode()
    head = raw[:end]
    head = line.sub(lambda _: new, head) if line.search(head) else head.replace(b"\n", b"\n" + new + b"\n", 1)
    return head + raw[end:]


def _nifti_field(raw: bytes, rng) -> bytes:
    """Offsets and kinds of the header's fields: NIfTI-1, as its standard lists them."""
    fields = [(40, "<i2", 8, NUMBERS), (70, "<i2", 1, (1, 2, 4, 16, 64, 128, 512, 768, 1024, 2304, 3000))]
    fields += [(76, "<f4", 8, LENGTHS), (108, "<f4", 1, (0, 100, 352, 353, 1e9, np.nan, -5))]
    fields += [(112, "<f4", 2, (0, 2, np.nan, np.inf, -1, 0.5)), (123, "u1", 1, (0, 1, 2, 3, 10, 255))]
    fields += [(252, "<i2", 2, (0, 1, 2, 9, -1)), (256, "<f4", 3, (0, 1, -1, 0.5, 3, np.nan))]
    fields += [(268, "<f4", 3, LENGTHS), (280, "<f4", 12, (*LENGTHS, -9.5, 12.0)), (39, "u1", 1, range(256))]
    offset, form, count, choices = fields[int(rng.integers(len(fields)))]
    changed = bytearray(raw)
    for _ in range(int(rng.integers(1, 4))):
        at = offset + np.dtype(form).itemsize * int(rng.integers(count))
        value = np.array([choices[int(rng.integers(len(choices)))]]).astype(form)
        changed[at : at + value.itemsize] = value.tobytes()
    return bytes(changed)


def _lie(kind: str, rng) -> tuple[str, str]:
    vectors = [
        "8 0 0",
        "-8 0 0",
        "0 9.5 0",
        "0 -9.5 0",
        "0 0 12",
        "0 0 0",
        "nan 0 0",
        "1 1 0",
        "8 2 0",
        "0 0 1e9",
    ]
    three = [vectors[int(rng.integers(len(vectors)))] for _ in range(3)]
    sizes = " ".join(str(NUMBERS[int(rng.integers(len(NUMBERS)))]) for _ in range(int(rng.integers(2, 5))))
    if kind.endswith("nrrd"):
        lies = {
            "sizes": sizes,
            "dimension": str(int(rng.integers(0, 6))),
            "space": ["ras", "left-anterior-superior", "right-anterior-superior", "scanner-xyz", "??"],
            "space directions": " ".join(f"({','.join(item.split())})" for item in three),
            "space origin": ["(0,0,0)", "(nan,0,0)", "(1,2)", "none", "(1e9,0,0)"],
            "type": ["unsigned short", "float", "double", "block", "int8", "uint64"],
            "endian": ["big", "little", "middle"],
            "encoding": ["raw", "gzip", "ascii", "bzip2", "hex"],
            "byte skip": ["-1", "-7", "10", "x", "99999999999"],
            "line skip": ["3", "-3", "99999"],
            "data file": ["/etc/passwd", "../x", "LIST", "a%03d.raw 1 9 1"],
            "space units": ['"m" "m" "m"', '"mm" "mm" "mm"', '"furlong" "mm" "mm"'],
            "kinds": ["list domain domain", "RGB-color domain domain", "domain domain"],
        }
    else:
        lies = {
            "DimSize": sizes,
            "NDims": str(int(rng.integers(0, 6))),
            "TransformMatrix": " ".join(three).replace("8", "1").replace("9.5", "1").replace("12", "1"),
            "Offset": ["0 0 0", "nan 0 0", "1 2", "1e9 0 0", "x y z"],
            "Orientation": ["1 0 0 0 1 0 0 0 1", "-1 0 0 0 1 0 0 0 1"],
            "ElementSpacing": ["-8 9.5 12", "0 0 0", "nan 1 1", "1 1", "0.008 0.0095 0.012", "8 9.5 12"],
            "ElementType": ["MET_USHORT", "MET_FLOAT", "MET_DOUBLE", "MET_STRING", "MET_UCHAR"],
            "ElementByteOrderMSB": ["True", "False"],
            "BinaryData": ["False", "True"],
            "CompressedData": ["True", "False"],
            "HeaderSize": ["-1", "10", "-9", "x"],
            "ElementNumberOfChannels": ["0", "2", "-1", "x"],
            "ObjectType": ["Mesh", "Image"],
        }
    name = list(lies)[int(rng.integers(len(lies)))]
    said = lies[name]
    return name, said if isinstance(said, str) else said[int(rng.integers(len(said)))]


def bombed(raw: bytes, kind: str, rng) -> bytes:
    """Much more is promised, or packed, than there is."""
    nothing = bytes(20_000_000)
    if kind.startswith("nii"):
        changed = bytearray(raw)
        changed[42:48] = rng.integers(200, 32767, 3).astype("<i2").tobytes()
        return bytes(changed) + (nothing if rng.random() < 0.3 else b"")
    end = header_end(raw, kind)
    packed = gzip.compress(nothing) if kind.endswith("nrrd") else zlib.compress(nothing)
    if rng.random() < 0.5:
        return raw[:end] + packed
    huge = " ".join(map(str, rng.integers(100, 60_000, 3))).encode()
    return re.sub(rb"(sizes:|DimSize =) .*", rb"\1 " + huge, raw[:end]) + packed


DAMAGES = (flipped, flipped_head, flipped_head, cut, grown, holed, lied, lied, lied, lied, bombed)


def damaged(folder: Path, number: int) -> tuple[Path, Path, str]:
    """File `number` of the seeded series, its undamaged twin, and what was done."""
    rng = np.random.default_rng([9, number])
    kind = KINDS[number % len(KINDS)]
    raw = written(folder, kind, rng)
    damage = DAMAGES[int(rng.integers(len(DAMAGES)))]
    if kind == "nii.gz" and rng.random() < 0.8:  # damaged, then packed: else the sum at the end tells it
        changed = gzip.compress(damage(gzip.decompress(raw), "nii", rng), mtime=0)
    else:
        changed = damage(raw, kind, rng)
    path = folder / f"{number}.{kind.split('.', 1)[-1] if kind not in ('nii', 'nii.gz') else kind}"
    path.write_bytes(changed)
    twin = folder / f"twin-{path.name}"
    twin.write_bytes(raw)
    return path, twin, f"{kind} {damage.__name__}"


# --- the judges ---------------------------------------------------------------------------------------------


def places(scan) -> np.ndarray:
    at = np.array(list(np.ndindex(scan.values.shape)), float)
    case = at * scan.spacing + scan.origin
    return 1e3 * (case @ scan.to_patient[:3, :3].T + scan.to_patient[:3, 3])


def by_simpleitk(path: Path) -> tuple[np.ndarray, np.ndarray]:
    import SimpleITK

    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
    image = SimpleITK.ReadImage(str(path))
    values = SimpleITK.GetArrayFromImage(image).transpose(2, 1, 0)
    affine = np.eye(4)
    affine[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    affine[:3, 3] = image.GetOrigin()
    return values, TO_LPS @ affine


def by_nibabel(path: Path) -> tuple[np.ndarray, np.ndarray]:
    from nibabel.imageglobals import LoggingOutputSuppressor

    with LoggingOutputSuppressor():
        image = nibabel.load(path)
        scale = {"meter": 1e3, "micron": 1e-3}.get(image.header.get_xyzt_units()[0], 1.0)
        return np.asarray(image.dataobj), np.diag([scale, scale, scale, 1.0]) @ image.affine


def by_pynrrd(path: Path) -> tuple[np.ndarray, np.ndarray]:
    import nrrd

    values, header = nrrd.read(str(path))
    scale = 1e3 if (header.get("space units") or ["mm"])[0].strip('"') == "m" else 1.0
    affine = np.eye(4)
    affine[:3, :3] = scale * np.asarray(header["space directions"]).T
    affine[:3, 3] = scale * np.asarray(header.get("space origin", [0, 0, 0]))
    signs = {"l": -1, "r": 1, "p": -1, "a": 1, "s": 1}
    space = header["space"].lower()
    letters = [part[0] for part in space.split("-")] if "-" in space else list(space)
    return values, np.diag([*(signs[letter] for letter in letters), 1.0]) @ affine


def agrees(scan, judge, path: Path) -> bool:
    """Whether an independent reader finds our values at our places."""
    try:
        values, affine = judge(path)
        values = values.reshape([n for n in values.shape if n != 1] if values.ndim > 3 else values.shape)
        index = np.linalg.inv(affine) @ np.c_[places(scan), np.ones(scan.values.size)].T
    except Exception:  # noqa: BLE001  (what a reader raises on a broken file is its own matter)
        return False
    if values.ndim != 3 or not np.isfinite(index).all():
        return False
    if any("right angle" in item.about for item in scan.findings):
        return _agrees_between(scan, values, index[:3])
    nearest = np.rint(index[:3]).astype(int)
    if scan.values.shape != tuple(sorted_like(values, affine)) or np.abs(index[:3] - nearest).max() > 0.05:
        return False
    if (nearest < 0).any() or (np.array(values.shape) <= nearest.T).any():
        return False
    seen, ours = values[tuple(nearest)].astype(float), scan.values.ravel().astype(float)
    good = np.isfinite(seen)
    return bool(good.any() and np.abs(seen - ours)[good].max() <= 1e-6 * np.abs(ours).max())


def _agrees_between(scan, values, index) -> bool:
    """The same for a volume that was straightened: between voxels, where both have something."""
    from scipy.ndimage import map_coordinates

    seen = map_coordinates(values.astype(float), index, order=1, mode="nearest")
    ours = scan.values.ravel().astype(float)
    inside = ((index.T > 0.0) & (values.shape > index.T + 1.0)).all(axis=1)
    return bool(inside.sum() > 0.2 * values.size and np.abs(seen - ours)[inside].max() <= 1.0)


def sorted_like(values: np.ndarray, affine: np.ndarray) -> list[int]:
    """Shape of a volume with its axes nearest to right, anterior, superior; no formula of ours."""
    import nibabel.orientations as found

    codes = found.io_orientation(affine)
    shape = [0, 0, 0]
    for stored, (world, _) in enumerate(codes):
        shape[int(world)] = values.shape[stored]
    return shape


JUDGES = {"nii": (by_simpleitk, by_nibabel), "nrrd": (by_simpleitk, by_pynrrd), "mha": (by_simpleitk,)}


def judged(folder: Path, number: int) -> str:
    """ "refused" or "read"; fails on anything else."""
    path, twin, what = damaged(folder, number)
    try:
        scan = load_scan(path, modality="MR")
    except ScanError as error:
        (complaint,) = error.complaints
        assert complaint.what, what
        assert "\n" not in complaint.what, what
        assert len(complaint.what) < 500, what
        assert complaint.remedy, (what, complaint.what)
        assert complaint.file == str(path), what
        return "refused"
    kind = "nii" if ".nii" in path.name else path.suffix[1:]
    assert scan.values.dtype in (np.int16, np.float32), what
    good = load_scan(twin, modality="MR")
    unharmed = np.array_equal(scan.values, good.values) and same_place(scan, good)
    assert unharmed or any(agrees(scan, judge, path) for judge in JUDGES[kind]), f"number {number}: {what}"
    whole = gzip.decompress(twin.read_bytes()) if path.name.endswith("gz") else twin.read_bytes()
    if same_head(path, twin, header_end(whole, kind)):
        assert same_place(scan, good), what
    return "read"


def same_place(scan, good) -> bool:
    return (
        scan.values.shape == good.values.shape
        and np.array_equal(good.affine, scan.affine)
        and np.array_equal(good.to_patient, scan.to_patient)
    )


def same_head(path: Path, twin: Path, end: int) -> bool:
    raw, good = path.read_bytes(), twin.read_bytes()
    if path.name.endswith("gz"):
        try:
            raw, good = gzip.decompress(raw), gzip.decompress(good)
        except (OSError, EOFError, zlib.error):
            return False
    return raw[:end] == good[:end]


def all_judged(folder: Path, numbers, monkeypatch) -> list[str]:
    monkeypatch.setattr(stored_volume, "memory", lambda: ROOM)
    judged(folder, numbers[0])  # libraries are loaded
    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    found = [judged(folder, number) for number in numbers]
    grown_by = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit - before
    assert grown_by < PEAK, f"{grown_by / 1e6:.0f} MB"
    return found


def test_some_damaged_files_are_refused_or_read_right(tmp_path, monkeypatch):
    found = all_judged(tmp_path, range(0, ALL, ALL // FEW + 1), monkeypatch)
    assert {"refused", "read"} == set(found)


@pytest.mark.slow
def test_all_damaged_files_are_refused_or_read_right(tmp_path, monkeypatch):
    found = all_judged(tmp_path, range(ALL), monkeypatch)
    assert found.count("read") > ALL // 10
    assert found.count("refused") > ALL // 3


def test_the_judges_see_a_mirror(tmp_path):
    """A reader that exchanged left and right would not pass."""
    from dataclasses import replace

    path = as_nifti(tmp_path / "a.nii", *stored_as(world_values(), (0, 1, 2), (-1, -1, 1)))
    scan = load_scan(path, modality="MR")
    assert agrees(scan, by_simpleitk, path)
    assert agrees(scan, by_nibabel, path)
    mirrored = replace(scan, values=scan.values[::-1])
    assert not agrees(mirrored, by_simpleitk, path)
    assert not agrees(mirrored, by_nibabel, path)
