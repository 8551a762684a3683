"""DICOM series: found, told apart, put in order and read, with what is odd about them said."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.pixels import get_decoder
from pydicom.uid import UID

from cryonerve.errors import ScanError
from cryonerve.scans.dicom_series import find_series, read_series
from cryonerve.scans.scan import Scan
from tests.dicom_made import made_multiframe, made_slices, random_pixels, save, turned_grid

AXIAL = turned_grid((0, 1, 2), (1, 1, 1))
SHAPE = (6, 5, 4)  # slices, rows, columns


def axial(**others):
    return made_slices(random_pixels(SHAPE), AXIAL, **others)


def scan_of(folder: Path) -> Scan:
    return read_series(find_series(folder)[0])


def about(scan: Scan, word: str):
    return next(item for item in scan.findings if word in item.about)


def test_a_plain_series_lies_where_its_header_says(tmp_path) -> None:
    scan = scan_of(save(axial(), tmp_path, seed=3))
    pixels = random_pixels(SHAPE)
    assert (scan.modality, scan.slice_axis, scan.values.dtype, scan.findings) == ("CT", 2, np.int16, ())
    # left-posterior-superior to right-anterior-superior: the last column and row come first
    assert np.array_equal(scan.values, pixels.transpose(2, 1, 0)[::-1, ::-1])
    assert scan.spacing == pytest.approx([0.7e-3, 0.9e-3, 3e-3])
    assert scan.origin == pytest.approx([30e-3 - 3 * 0.7e-3, -20e-3 - 4 * 0.9e-3, 0.4])
    assert np.array_equal(scan.to_patient, np.eye(4))
    assert scan.slice_thickness == pytest.approx(3e-3)


def test_the_enhanced_file_gives_the_same_volume(tmp_path) -> None:
    slices = made_slices(random_pixels(SHAPE), AXIAL, modality="MR")
    one = scan_of(save(slices, tmp_path / "slices"))
    whole = scan_of(save([made_multiframe(slices)], tmp_path / "whole"))
    assert np.array_equal(one.values, whole.values)
    assert whole.origin == pytest.approx(one.origin)
    assert whole.spacing == pytest.approx(one.spacing)


def test_deep_folders_other_files_and_zips(tmp_path) -> None:
    folder = save(axial(), tmp_path / "a" / "deep" / "er")
    (tmp_path / "a" / "notes.txt").write_text("no picture " * 40, encoding="utf-8")
    assert [item.slices for item in find_series(tmp_path / "a")] == [6]
    with zipfile.ZipFile(tmp_path / "scan.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", "no picture " * 40)
        for path in folder.iterdir():
            archive.write(path, f"deep/{path.name}")
    packed = scan_of(tmp_path / "scan.zip")
    assert np.array_equal(packed.values, scan_of(tmp_path / "a").values)


def test_a_localizer_with_the_same_number_is_its_own_series(tmp_path) -> None:
    coronal = made_slices(random_pixels((2, 5, 4), 1), turned_grid((0, 2, 1), (1, -1, 1)))
    for number, item in enumerate(coronal):
        item.SOPInstanceUID = f"2.25.99.{number}"
    found = find_series(save([*axial(), *coronal], tmp_path))
    assert [(item.slices, item.plane) for item in found] == [(6, "axial"), (2, "coronal")]
    assert about(read_series(found[0]), "other pictures").value == 2.0


def test_a_missing_slice_is_filled_in_and_said(tmp_path) -> None:
    slices = axial()
    del slices[2]
    scan = scan_of(save(slices, tmp_path))
    whole = random_pixels(SHAPE).transpose(2, 1, 0)[::-1, ::-1].astype(float)
    assert scan.values.shape == (4, 5, 6)
    assert np.abs(scan.values[..., 2] - (whole[..., 1] + whole[..., 3]) / 2).max() <= 0.5
    assert np.array_equal(scan.values[..., 4], whole[..., 4])
    found = about(scan, "missing slices")
    assert (found.level, found.value) == ("warn", 1.0)
    assert "after slice 2" in found.reason


def test_of_a_stack_with_a_hole_the_longest_part_is_used(tmp_path) -> None:
    slices = made_slices(random_pixels((12, 5, 4)), AXIAL)
    del slices[2:5]
    scan = scan_of(save(slices, tmp_path))
    assert scan.values.shape == (4, 5, 7)
    assert scan.origin[2] == pytest.approx(0.4 + 5 * 3e-3)
    found = about(scan, "missing slices")
    assert (found.level, found.value) == ("warn", 3.0)
    assert "slices 3 to 9 of 9" in found.reason


def test_doubled_slices(tmp_path) -> None:
    slices = axial()
    scan = scan_of(save([*slices, slices[3]], tmp_path / "same"))
    assert scan.values.shape == (4, 5, 6)
    assert about(scan, "doubled").value == 1.0
    other = axial()[3]
    other.PixelData = bytes(len(other.PixelData))
    with pytest.raises(ScanError, match="1 slices lie at a place where another, different one lies"):
        scan_of(save([*slices, other], tmp_path / "other"))


def test_echoes_at_the_same_places_are_told_apart(tmp_path) -> None:
    first = made_slices(random_pixels(SHAPE, 1), AXIAL, modality="MR", EchoTime=12, RepetitionTime=600)
    second = made_slices(random_pixels(SHAPE, 2), AXIAL, modality="MR", EchoTime=80, RepetitionTime=3000)
    found = find_series(save([*first, *second], tmp_path))
    assert [(item.slices, item.contrast) for item in found] == [(6, "T1"), (6, "T2")]


def test_uneven_slices_are_made_even(tmp_path) -> None:
    slices = axial()
    ramp = np.arange(5 * 4, dtype=np.int16).reshape(5, 4)
    for item, height in zip(slices, (0.0, 3.0, 6.0, 10.0, 13.0, 16.0), strict=True):
        item.ImagePositionPatient = [5, 5, height]
        item.PixelData = (ramp + np.int16(100 * height)).tobytes()
    scan = scan_of(save(slices, tmp_path))
    heights = scan.origin[2] + scan.spacing[2] * np.arange(scan.values.shape[2])
    first = scan.values[:, :, 0].astype(float)
    assert np.abs(scan.values - (first[..., None] + 1e5 * heights)).max() <= 0.51
    assert about(scan, "uneven").level == "warn"


def test_a_tilted_gantry_is_straightened(tmp_path) -> None:
    slope = np.tan(np.radians(12.0))
    slices, places = axial(modality="CT"), np.arange(6) * 3.0
    rows = np.arange(60) * 0.9
    for item, away in zip(slices, places, strict=True):
        item.Rows, item.Columns = 60, 4
        item.ImagePositionPatient = [5, slope * away, away]
        # a plane in the patient: value follows y alone
        layer = np.rint(10 * (rows + slope * away))[:, None] * np.ones(4)
        item.PixelData = layer.astype(np.int16).tobytes()
    scan = scan_of(save(slices, tmp_path))
    found = about(scan, "right angle")
    assert (found.level, found.value) == ("warn", pytest.approx(12.0, abs=0.01))
    y = -1e3 * (scan.origin[1] + scan.spacing[1] * np.arange(scan.values.shape[1]))
    inside = (y > slope * 15 + 1) & (y < 52)
    assert np.abs(scan.values[1, inside] - 10 * y[inside, None]).max() <= 1.01


def test_tilted_scans_keep_their_voxels_and_the_way_back(tmp_path) -> None:
    axes = turned_grid((2, 0, 1), (-1, 1, -1), tilt=0.3)
    slices = made_slices(random_pixels(SHAPE), axes)
    scan = scan_of(save(slices, tmp_path))
    assert sorted(scan.values.ravel()) == sorted(random_pixels(SHAPE).ravel())
    back = scan.to_patient @ scan.affine
    for k, j, i in ((0, 0, 0), (5, 2, 1), (3, 4, 3)):
        lps = np.array([-30.0, 20.0, 400.0]) + axes @ (np.array([i, j, k]) * (0.7, 0.9, 3.0))
        index = np.linalg.inv(back) @ [*(lps * (-1e-3, -1e-3, 1e-3)), 1.0]
        assert np.abs(index - np.rint(index)).max() < 1e-6
        assert scan.values[tuple(np.rint(index[:3]).astype(int))] == random_pixels(SHAPE)[k, j, i]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"PixelSpacing": None}, "how large its pixels are"),
        ({"PixelSpacing": None, "ImagerPixelSpacing": [1, 1]}, "size on the detector"),
        ({"ImageOrientationPatient": None}, "Image Orientation"),
        ({"ImagePositionPatient": None}, "Image Position"),
        ({"ImageOrientationPatient": [1, 0, 0, 0.6, 0.8, 0]}, "degrees"),
        ({"ImageOrientationPatient": [2, 0, 0, 0, 1, 0]}, "are 2 and 1 long"),
        ({"AnatomicalOrientationType": "QUADRUPED"}, "QUADRUPED"),
        ({"PhotometricInterpretation": "PALETTE COLOR"}, "coloured"),
        ({"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}, "coloured"),
        ({"RescaleSlope": 0}, "slope is 0"),
        ({"PixelData": None}, "holds no pixels"),
        ({"PixelData": b"\0" * 30}, "40 bytes of pixels are promised, 30"),
        ({"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}, "holds 40 bytes of pixels"),
        ({"Modality": "US", "ImageOrientationPatient": None}, "cryonerve caliper"),
        ({"Modality": "DX", "ImagePositionPatient": None}, "a projection"),
    ],
)
def test_what_makes_no_volume_is_refused_with_its_reason(tmp_path, changes, said) -> None:
    slices = axial()
    for item in slices:
        for keyword, value in changes.items():
            if value is not None:
                setattr(item, keyword, value)
            elif keyword in item:
                delattr(item, keyword)
    folder = save(slices, tmp_path)
    with pytest.raises(ScanError, match=said):
        scan_of(folder)


def test_an_empty_folder_and_nothing(tmp_path) -> None:
    with pytest.raises(ScanError, match="this folder is empty"):
        find_series(tmp_path)
    with pytest.raises(ScanError, match="no such file or folder"):
        find_series(tmp_path / "nowhere")


def test_scale_sign_and_padding(tmp_path) -> None:
    slices = axial()
    for number, item in enumerate(slices):
        item.BitsStored, item.HighBit, item.PixelRepresentation = 12, 11, 1
        layer = np.full((5, 4), -3 - number, np.int16)
        layer[0, 0] = -2048  # padding
        item.PixelData = (layer.view(np.uint16) & 0x0FFF | 0x1000).tobytes()  # a bit of somebody else's above
        item.add_new("PixelPaddingValue", "SS", -2048)
        item.RescaleSlope, item.RescaleIntercept = "2", "-10"
    scan = scan_of(save(slices, tmp_path))
    assert scan.values[0, 0, 0] == 2 * -3 - 10
    assert scan.values[-1, -1, 2] == -1000  # air where there is no value
    assert about(scan, "without value").value == pytest.approx(100 / 20)


def test_slopes_that_differ_count_for_their_own_slice(tmp_path) -> None:
    slices = axial(modality="MR")
    for number, item in enumerate(slices):
        item.RescaleSlope, item.RescaleIntercept = f"{0.5 * (number + 1)}", "1"
    scan = scan_of(save(slices, tmp_path))
    pixels = random_pixels(SHAPE).transpose(2, 1, 0)[::-1, ::-1]
    assert scan.values.dtype == np.float32
    assert scan.values == pytest.approx(pixels * 0.5 * np.arange(1, 7) + 1)
    assert about(scan, "scales of the slices").value == 6.0


def test_values_beyond_sixteen_bits_widen_the_volume(tmp_path) -> None:
    pixels = np.full(SHAPE, 40_000, np.uint16)
    pixels[0, 0, 0] = 3
    scan = scan_of(save(made_slices(pixels, AXIAL, modality="MR"), tmp_path))
    assert scan.values.dtype == np.float32
    assert sorted(np.unique(scan.values)) == [3.0, 40_000.0]


def test_file_without_preamble(tmp_path) -> None:
    folder = save(axial(), tmp_path)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[132:])
    assert scan_of(folder).values.shape == (4, 5, 6)


def test_copies_do_not_change_the_source(tmp_path) -> None:
    folder = save(axial(), tmp_path)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    scan_of(folder)
    assert before == {path: path.read_bytes() for path in folder.iterdir()}
    assert dcmread(next(iter(before))).Rows == 5


@pytest.mark.parametrize(
    "way",
    ["RLELossless", "JPEGLosslessProcess14_1", "JPEG2000Lossless", "JPEGLSLossless", "JPEGBaselineProcess1"],
)
def test_compressed_pixels_are_undone(tmp_path, way) -> None:
    gdcm = pytest.importorskip("gdcm", reason="undoes what scanners compress: extra dicom")
    lossless = way != "JPEGBaselineProcess1"
    pixels = random_pixels((3, 16, 12)) if lossless else np.full((3, 16, 12), 60, np.uint8)
    pixels[:, :8] //= 2
    depth = {} if lossless else {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}
    plain = save(made_slices(pixels, AXIAL, modality="MR", **depth), tmp_path / "plain")
    (tmp_path / "packed").mkdir()
    for path in plain.iterdir():
        reader, writer, change = gdcm.ImageReader(), gdcm.ImageWriter(), gdcm.ImageChangeTransferSyntax()
        reader.SetFileName(str(path))
        assert reader.Read()
        change.SetTransferSyntax(gdcm.TransferSyntax(getattr(gdcm.TransferSyntax, way)))
        change.SetInput(reader.GetImage())
        assert change.Change()
        writer.SetFileName(str(tmp_path / "packed" / path.name))
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        assert writer.Write()
    scan, packed = scan_of(plain), scan_of(tmp_path / "packed")
    assert packed.values.dtype == scan.values.dtype
    assert np.abs(packed.values.astype(int) - scan.values).max() <= (0 if lossless else 3)


# Two pictures of 8 x 8 pixels, lossless, made by an encoder (OpenJPH) that is not needed here.
HIGH_THROUGHPUT = (
    "/0//UQApQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABDwEB/1AACAACAAAACv9SAAwAAgABAAUEBEAB/1wAEyCIkJCQ"
    "kJCQkJCQkJCQiIiI/2QAFwABT3BlbkpQSCBWZXIgMC4yNi4zLv+QAAoAAAAAAFsAAf+TwAAlVwUHdAAAAMAAEsAAEoCaAQd0AMAAh3QA"
    "wAATQAAVAIryAIJ0AKyQLfwAQbQAwAAqIAAVwAAA8KpwAnUAYBAEBwcHBwCqbeSnVwD/2Q==",
    "/0//UQApQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABDwEB/1AACAACAAAACv9SAAwAAgABAAUEBEAB/1wAEyCIkJCQ"
    "kJCQkJCQkJCQiIiI/2QAFwABT3BlbkpQSCBWZXIgMC4yNi4zLv+QAAoAAAAAAGAAAf+TwAAmo/4FB3QAAADAABLAABKAmgEHdADyAAd0"
    "AMAAE0AAFQCK8gCCdABLsAj+AEa0AMAAKiAAFpAAAPCqcAJ1AOAX/IEf+AkKCgr+AKpt5DG3AP/Z",
)


@pytest.mark.parametrize("syntax", ["201", "202", "203"])
def test_high_throughput_jpeg_2000_is_undone(tmp_path, syntax) -> None:
    pytest.importorskip("openjpeg", reason="undoes high-throughput JPEG 2000: extra dicom")
    row, column = np.mgrid[:8, :8]
    pixels = np.stack(
        [17 * column + 31 * row * (1 - 2 * number) % 97 + 100 * number for number in (0, 1)]
    ).astype(np.uint16)
    plain = save(made_slices(pixels, AXIAL, modality="MR", spacing=(4, 4, 4)), tmp_path / "plain")
    for number, stream in enumerate(HIGH_THROUGHPUT):
        path = plain / f"{number:04d}.dcm"
        dataset = dcmread(path)
        dataset.PixelData = encapsulate([base64.b64decode(stream)])
        dataset["PixelData"].is_undefined_length = True
        dataset.file_meta.TransferSyntaxUID = f"1.2.840.10008.1.2.4.{syntax}"
        (tmp_path / "packed").mkdir(exist_ok=True)
        dataset.save_as(tmp_path / "packed" / path.name, enforce_file_format=False)
    assert np.array_equal(scan_of(tmp_path / "packed").values, scan_of(plain).values)


@pytest.mark.parametrize(
    ("syntax", "said"),
    [
        ("1.2.840.113619.5.2", "private way of their maker"),
        ("1.2.840.10008.1.2.4.202", r"(?s)is not installed.*pip install 'cryonerve\[dicom\]'"),
        ("1.2.840.10008.1.2.4.100", "not known here"),
    ],
)
def test_compressions_that_nobody_here_undoes(tmp_path, syntax, said) -> None:
    if "installed" in said and get_decoder(UID(syntax)).is_available:
        pytest.skip("somebody here undoes it")
    folder = save(axial(), tmp_path)
    for path in folder.iterdir():
        dataset = dcmread(path)
        raw = dataset.PixelData
        dataset.PixelData = encapsulate([raw])
        dataset["PixelData"].is_undefined_length = True
        dataset.file_meta.TransferSyntaxUID = syntax
        dataset.save_as(path, enforce_file_format=False)
    with pytest.raises(ScanError, match=said):
        scan_of(folder)
