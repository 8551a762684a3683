"""DICOM series that were damaged: refused in plain words, or read right by somebody else's judgement.

Right means: each picture that GDCM reads alone (SimpleITK), at the place where its own bytes put it, has the
same values in the scan. A damaged series never crashes the reader and never comes out as a mirror image.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.dicom_series import find_series, read_series
from cryonerve.scans.scan import Scan
from tests.dicom_made import made_multiframe, made_slices, random_pixels, save, turned_grid

SimpleITK = pytest.importorskip("SimpleITK")
SHAPE = (7, 6, 5)
QUICK, ALL = 40, 180
RESAMPLED = ("uneven", "right angle")


def flip_header_bytes(folder: Path, chance: Random) -> None:
    """One to four bytes of one file, before its pixels."""
    path = chance.choice(sorted(folder.iterdir()))
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(132, len(content) - 2 * SHAPE[1] * SHAPE[2])
        content[place] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def flip_in_all(folder: Path, chance: Random) -> None:
    """The same byte of every file."""
    place, bit = chance.randrange(132, 700), chance.randrange(8)
    for path in folder.iterdir():
        content = bytearray(path.read_bytes())
        content[min(place, len(content) - 1)] ^= 1 << bit
        path.write_bytes(content)


def cut_short(folder: Path, chance: Random) -> None:
    path = chance.choice(sorted(folder.iterdir()))
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content))])


def garbage(folder: Path, chance: Random) -> None:
    path = chance.choice(sorted(folder.iterdir()))
    path.write_bytes(path.read_bytes()[:132] + chance.randbytes(chance.randrange(400)))


def other_syntax(folder: Path, chance: Random) -> None:
    """Files that say they are encoded in another way than they are."""
    said = chance.choice([b"1.2.840.10008.1.2.5", b"1.2.840.113619.5.2", b"1.2.840.10008.1.2",
                          b"1.2.840.10008.1.2.2", b"1.2.3", b"1.2.840.10008.1.2.4"])  # fmt: skip
    for path in folder.iterdir():
        content = path.read_bytes()
        path.write_bytes(content.replace(b"1.2.840.10008.1.2.1\0", said.ljust(20, b"\0"), 1))


FILE_DAMAGE: list[Callable[[Path, Random], None]] = [
    flip_header_bytes,
    flip_header_bytes,
    flip_in_all,
    cut_short,
    garbage,
    other_syntax,
]
TAGS = ["ImageOrientationPatient", "ImagePositionPatient", "PixelSpacing", "Rows", "Columns", "BitsAllocated",
        "BitsStored", "HighBit", "PixelRepresentation", "SamplesPerPixel", "PhotometricInterpretation",
        "RescaleSlope", "RescaleIntercept", "Modality", "SeriesInstanceUID", "SOPClassUID", "InstanceNumber",
        "SliceThickness", "PixelData"]  # fmt: skip
LIES: list[tuple[str, list[object]]] = [
    ("Rows", [0, 1, 5, 7, 12, 65535]),
    ("Columns", [0, 1, 4, 10, 65535]),
    ("BitsAllocated", [1, 8, 12, 32, 64]),
    ("BitsStored", [0, 8, 12, 17]),
    ("HighBit", [7, 11, 31]),
    ("PixelRepresentation", [0, 2]),
    ("SamplesPerPixel", [0, 3]),
    ("NumberOfFrames", [0, 2, 100000, -1]),
    ("PixelSpacing", [["0", "0"], ["-0.9", "0.7"], ["nan", "1"], ["1"], ["0.7", "0.9"], ["1e30", "1"]]),
    ("RescaleSlope", ["0", "nan", "inf", "-1", "1e300"]),
    ("RescaleIntercept", ["nan", "-inf", "0.5", "1e9"]),
    ("PhotometricInterpretation", ["RGB", "", "MONOCHROME1", "PALETTE COLOR"]),
]
DIRECTIONS: list[object] = [
    ["nan", "0", "0", "0", "1", "0"], ["0", "0", "0", "0", "0", "0"], ["1", "0", "0", "1", "0", "0"],
    ["1", "0", "0", "0.3", "0.95", "0"], ["-1", "0", "0", "0", "1", "0"], ["0", "1", "0", "1", "0", "0"],
    ["1", "0", "0"], ["1", "0", "0", "0", "0.9999", "0.0141"], ["3", "0", "0", "0", "3", "0"], ["inf"] * 6,
]  # fmt: skip


def change_elements(datasets: list, chance: Random) -> list:
    """Elements gone, false, or exchanged between files, in one file or in all."""
    some = datasets if chance.random() < 0.5 else [chance.choice(datasets)]
    kind = chance.randrange(6)
    if kind == 0:
        tag = chance.choice(TAGS)
        for item in some:
            if tag in item:
                delattr(item, tag)
    elif kind == 1:
        tag, values = chance.choice(LIES)
        value = chance.choice(values)
        for item in some:
            _set(item, tag, value)
    elif kind == 2:
        value = chance.choice(DIRECTIONS)
        for item in some:
            _set(item, "ImageOrientationPatient", value)
    elif kind == 3:
        first, second = chance.sample(datasets, 2)
        first.ImagePositionPatient, second.ImagePositionPatient = (
            second.ImagePositionPatient,
            first.ImagePositionPatient,
        )
    elif kind == 4:
        value = chance.choice(
            [["0", "0", "0"], ["nan", "0", "0"], ["1e9", "0", "0"], ["1", "2"], ["0", "0", "411"]]
        )
        for item in some:
            _set(item, "ImagePositionPatient", value)
    else:
        return chance.choice(
            [
                datasets[: len(datasets) // 2] + datasets[len(datasets) // 2 + 1 :],
                [*datasets, datasets[2]],
                datasets[:1],
                datasets[::3],
            ]
        )
    return datasets


def _set(item, tag: str, value: object) -> None:
    with carelessly():
        setattr(item, tag, value)


@contextmanager
def carelessly() -> Iterator[None]:
    """The library writes what is no DICOM, and says nothing."""
    from pydicom import config

    with warnings.catch_warnings(), config.disable_value_validation():
        warnings.simplefilter("ignore")
        yield


def damaged(folder: Path, whole: Path, chance: Random) -> Path:
    """A series with one kind of damage, and `whole` as it was before."""
    order = [chance.sample(range(3), 3), [chance.choice((1, -1)) for _ in range(3)]]
    datasets = made_slices(random_pixels(SHAPE, 5), turned_grid(*order, tilt=chance.choice((0.0, 0.2))))
    save(datasets, whole)
    folder.mkdir()
    way = chance.random()
    if way < 0.6:
        datasets = change_elements(datasets, chance)
        with carelessly():
            for number, item in enumerate(datasets):
                item.save_as(folder / f"{number}.dcm")
        return folder
    save(datasets, folder, seed=chance.randrange(100))
    chance.choice(FILE_DAMAGE)(folder, chance)
    return folder


def judge(path: Path):
    """One file read alone by GDCM: values, and the way from pixel to mm; None where it refuses."""
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(path))
    reader.SetImageIO("GDCMImageIO")
    try:
        image = reader.Execute()
    except RuntimeError:
        return None
    if image.GetDimension() != 3 or image.GetNumberOfComponentsPerPixel() != 1 or image.GetSize()[2] != 1:
        return None
    return image


def check(scan: Scan, folder: Path) -> int:
    """How many pictures were compared, all of them equal."""
    if any(word in item.about for item in scan.findings for word in RESAMPLED):
        return 0
    exchanged = any(item.about == "brightness" for item in scan.findings)
    back = np.linalg.inv(scan.to_patient @ scan.affine)
    compared = 0
    for path in sorted(folder.iterdir()):
        image = judge(path)
        if image is None:
            continue
        values = SimpleITK.GetArrayFromImage(image)[0].astype(float)
        rows, columns = np.indices(values.shape)
        lps = np.array(image.GetOrigin()) + (
            columns[..., None] * image.GetSpacing()[0] * np.array(image.GetDirection()).reshape(3, 3)[:, 0]
            + rows[..., None] * image.GetSpacing()[1] * np.array(image.GetDirection()).reshape(3, 3)[:, 1]
        )
        ras = lps * (-1e-3, -1e-3, 1e-3)
        index = ras @ back[:3, :3].T + back[:3, 3]
        if not np.all(np.abs(index) < 1e6):
            continue
        nearest = np.rint(index).astype(int)
        if np.abs((index - nearest) * scan.spacing).max() > 0.06e-3:
            continue  # another stack of the same files
        if np.any(nearest < 0) or np.any(nearest >= scan.values.shape):
            continue
        assert not exchanged
        got = scan.values[tuple(np.moveaxis(nearest, -1, 0))]
        assert got == pytest.approx(values, rel=1e-5, abs=1e-4), path.name
        compared += 1
    return compared


@pytest.mark.parametrize(
    "seed", [pytest.param(n, marks=pytest.mark.slow if n >= QUICK else ()) for n in range(ALL)]
)
def test_damaged_series_are_refused_or_read_right(tmp_path, seed) -> None:
    folder = damaged(tmp_path / "damaged", tmp_path / "whole", Random(seed))
    try:
        series = find_series(folder)
    except ScanError:
        return
    for item in series:
        try:
            scan = read_series(item)
        except ScanError:
            continue
        assert scan.values.ndim == 3
        assert np.isfinite(scan.values).all()
        if item is series[0] and item.slices >= 4:
            resampled = any(word in found.about for found in scan.findings for word in RESAMPLED)
            readable = [path for path in folder.iterdir() if judge(path) is not None]
            compared = check(scan, folder if readable else tmp_path / "whole")
            assert compared >= 2 or resampled


@pytest.mark.parametrize("seed", range(30))
def test_damaged_enhanced_files(tmp_path, seed) -> None:
    chance = Random(1000 + seed)
    slices = made_slices(random_pixels(SHAPE, 6), turned_grid((0, 1, 2), (1, 1, 1)), modality="MR")
    whole = made_multiframe(slices)
    before = read_series(find_series(save([whole], tmp_path / "whole"))[0])
    kind = chance.randrange(5)
    if kind == 0:
        _set(whole, "NumberOfFrames", chance.choice([0, 1, 6, 8, 10**6]))
    elif kind == 1:
        group = chance.choice(list(whole.PerFrameFunctionalGroupsSequence))
        group.PlanePositionSequence = []
    elif kind == 2:
        del whole.SharedFunctionalGroupsSequence
    elif kind == 3:
        whole.PixelData = whole.PixelData[: chance.randrange(len(whole.PixelData))]
    (tmp_path / "damaged").mkdir()
    path = tmp_path / "damaged" / "enhanced.dcm"
    whole.save_as(path, enforce_file_format=True)
    if kind == 4:
        content = bytearray(path.read_bytes())
        for _ in range(3):
            content[chance.randrange(132, len(content) - 420)] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
    try:
        scan = read_series(find_series(path.parent)[0])
    except ScanError:
        return
    assert scan.spacing == pytest.approx(before.spacing)
    start = (scan.origin - before.origin) / scan.spacing
    assert start == pytest.approx(np.rint(start), abs=1e-6)
    first = int(np.rint(start[2]))
    expected = before.values[:, :, first : first + scan.values.shape[2]]
    different = int(np.any(scan.values != expected, axis=(0, 1)).sum())
    assert different == sum(item.value for item in scan.findings if "missing slices" in item.about)


def test_dangerous_archives_are_refused(tmp_path) -> None:
    path = tmp_path / "scan.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.dcm", b"\0" * 128 + b"DICM" + b"\0" * 100)
    with pytest.raises(ScanError, match="leads out of it"):
        find_series(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("black.dcm", b"\0" * (80 * 2**20))
    with pytest.raises(ScanError, match="very much more"):
        find_series(path)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(ScanError):
        find_series(path)
