"""A clip as DICOM: nothing missing, nothing lost, nobody's name, the same bytes twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from cryonerve.errors import ClipError
from cryonerve.scans.dicom_clip import clip_dataset
from cryonerve.scans.dicom_identity import uid_of
from cryonerve.ultrasound import Frames, read_clip, write_clip
from tests.dicom_judge import errors
from tests.unit.ultrasound.making import clip

# DICOM PS3.3 A.7.3 (Ultrasound Multi-frame Image IOD): attributes of type 1 (a value) and type 2 (may be
# empty) of its mandatory modules and of US Region Calibration, with those of type 1C and 2C that apply here.
IOD = {
    "Patient C.7.1.1": {
        1: "PatientIdentityRemoved DeidentificationMethod",
        2: "PatientName PatientID PatientBirthDate PatientSex",
    },
    "General Study C.7.2.1": {
        1: "StudyInstanceUID",
        2: "StudyDate StudyTime ReferringPhysicianName StudyID AccessionNumber",
    },
    "General Series C.7.3.1": {1: "Modality SeriesInstanceUID", 2: "SeriesNumber Laterality"},
    "General Equipment C.7.5.1": {2: "Manufacturer"},
    "General Image C.7.6.1": {2: "InstanceNumber PatientOrientation ContentDate ContentTime"},
    "Image Pixel C.7.6.3": {
        1: "SamplesPerPixel PhotometricInterpretation Rows Columns BitsAllocated BitsStored HighBit "
        "PixelRepresentation PixelData PixelSpacing"  # or Pixel Aspect Ratio, where pixels are not square
    },
    "Cine C.7.6.5": {1: "FrameTime"},
    "Multi-frame C.7.6.6": {1: "NumberOfFrames FrameIncrementPointer"},
    "US Region Calibration C.8.5.5": {1: "SequenceOfUltrasoundRegions"},
    "US Image C.8.5.6": {
        1: "SamplesPerPixel PhotometricInterpretation BitsAllocated BitsStored HighBit "
        "PixelRepresentation FrameIncrementPointer ImageType LossyImageCompression"
    },
    "SOP Common C.12.1": {1: "SOPClassUID SOPInstanceUID SpecificCharacterSet"},
}
REGION = [
    "RegionLocationMinX0", "RegionLocationMinY0", "RegionLocationMaxX1", "RegionLocationMaxY1",
    "PhysicalUnitsXDirection", "PhysicalUnitsYDirection", "PhysicalDeltaX", "PhysicalDeltaY",
    "RegionSpatialFormat", "RegionDataType", "RegionFlags",
]  # fmt: skip


@pytest.fixture
def dataset(tmp_path: Path) -> pydicom.Dataset:
    write_clip(clip(), tmp_path / "clip.dcm")
    return pydicom.dcmread(tmp_path / "clip.dcm")


@pytest.mark.parametrize("module", IOD)
def test_every_mandatory_attribute_is_there(dataset: pydicom.Dataset, module: str) -> None:
    for kind, words in IOD[module].items():
        names = words.split()
        assert [name for name in names if name not in dataset] == []
        if kind == 1:
            assert [name for name in names if dataset[name].is_empty] == []


@pytest.mark.parametrize("kind", ["simulated", "recorded"])
@pytest.mark.parametrize(("count", "even"), [(1, True), (5, True), (5, False)])
def test_an_independent_judge_finds_nothing_missing(tmp_path: Path, kind, count: int, even: bool) -> None:
    write_clip(replace(clip(count, even=even), kind=kind), tmp_path / "clip.dcm")
    assert errors(tmp_path / "clip.dcm") == []


def test_region_is_whole(dataset: pydicom.Dataset) -> None:
    (item,) = dataset.SequenceOfUltrasoundRegions
    assert [name for name in REGION if name not in item or item[name].is_empty] == []
    assert (item.RegionSpatialFormat, item.RegionDataType, item.PhysicalUnitsXDirection) == (1, 1, 3)
    assert (item.PhysicalDeltaX, item.PhysicalDeltaY) == pytest.approx((0.015, 0.005))
    assert (item.RegionLocationMaxX1, item.RegionLocationMaxY1) == (34, 23)


def test_every_value_has_the_shape_its_kind_asks_for(tmp_path: Path) -> None:
    """Lengths, characters and numbers as PS3.5 6.2 says; pydicom complains otherwise."""
    write_clip(clip(5, even=False), tmp_path / "clip.dcm")
    before = pydicom.config.settings.reading_validation_mode
    pydicom.config.settings.reading_validation_mode = pydicom.config.RAISE
    try:
        for element in pydicom.dcmread(tmp_path / "clip.dcm").iterall():
            assert element.VR
    finally:
        pydicom.config.settings.reading_validation_mode = before


def test_says_what_it_is_and_whose_it_is_not(dataset: pydicom.Dataset) -> None:
    assert dataset.SOPClassUID == dataset.file_meta.MediaStorageSOPClassUID == "1.2.840.10008.5.1.4.1.1.3.1"
    assert dataset.ImageType[:2] == ["DERIVED", "SECONDARY"]
    assert dataset.ImageComments == "SIMULATED, research software, no medical device"
    assert "SIMULATED" in dataset.SeriesDescription
    assert dataset.StudyDescription == dataset.ImageComments
    assert dataset.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"
    dates = [
        item.keyword for item in dataset.iterall() if item.VR in {"DA", "DT", "TM"} and not item.is_empty
    ]
    assert dates == []


@pytest.mark.parametrize("even", [True, False])
def test_comes_back_as_it_was(tmp_path: Path, even: bool) -> None:
    first = clip(40, even=even)
    write_clip(first, tmp_path / "clip.dcm")
    second = read_clip(tmp_path / "clip.dcm")
    assert second.pixels.tobytes() == first.pixels.tobytes()
    assert pydicom.dcmread(tmp_path / "clip.dcm").PixelData[: first.pixels.size] == first.pixels.tobytes()
    np.testing.assert_allclose(second.times, first.times, rtol=0, atol=1e-6 if even else 2e-9)
    assert second.spacing == pytest.approx(first.spacing, rel=1e-12)
    assert second.corner == pytest.approx(first.corner, rel=1e-12)
    assert (second.kind, second.settings, second.remarks) == (first.kind, first.settings, first.remarks)
    assert second.inside is not None
    assert np.array_equal(second.inside, first.inside)
    assert second.plane is not None
    assert first.plane is not None
    assert np.array_equal(second.plane.origin, first.plane.origin)
    assert second.plane.depth == 0.04


def test_thousands_of_uneven_times_come_back(tmp_path: Path) -> None:
    """More text than a value with a short length can hold."""
    rng = np.random.default_rng(3)
    times = np.cumsum(rng.uniform(0.01, 1.0, 9000))
    first = Frames(np.zeros((9000, 2, 2), np.uint8), times, (1e-4, 1e-4), (0.0, 0.0), "simulated")
    write_clip(first, tmp_path / "clip.dcm")
    second = read_clip(tmp_path / "clip.dcm")
    np.testing.assert_allclose(second.times, times, rtol=0, atol=2e-9)
    assert second.kind == "simulated"


def test_one_frame_is_a_clip(tmp_path: Path) -> None:
    write_clip(clip(1), tmp_path / "clip.dcm")
    assert read_clip(tmp_path / "clip.dcm").times.tolist() == [30.0]


def test_equal_clips_give_equal_bytes(tmp_path: Path) -> None:
    write_clip(clip(), tmp_path / "one.dcm")
    write_clip(clip(), tmp_path / "two.dcm")
    assert (tmp_path / "one.dcm").read_bytes() == (tmp_path / "two.dcm").read_bytes()


def test_another_clip_has_another_number_and_the_same_study() -> None:
    changed = clip()
    changed.pixels[0, 0, 0] ^= 1
    one, two = (clip_dataset(item, study="case 1") for item in (clip(), changed))
    assert one.SOPInstanceUID != two.SOPInstanceUID
    assert one.SeriesInstanceUID != two.SeriesInstanceUID
    assert one.StudyInstanceUID == two.StudyInstanceUID != clip_dataset(clip()).StudyInstanceUID


def test_numbers_are_valid_identifiers() -> None:
    for word in "abcdefgh":
        uid = pydicom.uid.UID(uid_of(word))
        assert uid.is_valid
        assert uid.startswith("2.25.")
        assert len(uid) <= 64


def test_recorded_clip_says_so_and_keeps_no_name(tmp_path: Path) -> None:
    write_clip(replace(clip(), kind="recorded"), tmp_path / "clip.dcm")
    dataset = pydicom.dcmread(tmp_path / "clip.dcm")
    assert "RECORDED" in dataset.ImageComments
    assert "SIMULATED" not in str(dataset.PatientID)
    assert read_clip(tmp_path / "clip.dcm").kind == "recorded"


def test_more_than_dicom_holds_is_refused() -> None:
    big = np.broadcast_to(np.zeros((1, 1), np.uint8), (70000, 400, 400))
    with pytest.raises(ClipError, match="one DICOM object holds 4"):
        clip_dataset(Frames(big, np.arange(70000.0), (1e-4, 1e-4), (0.0, 0.0), "simulated"))


def test_another_reader_sees_the_same_pixels(tmp_path: Path) -> None:
    simpleitk = pytest.importorskip("SimpleITK")
    write_clip(clip(), tmp_path / "clip.dcm")
    image = simpleitk.ReadImage(str(tmp_path / "clip.dcm"))
    assert np.array_equal(simpleitk.GetArrayFromImage(image), clip().pixels)
    assert image.GetSpacing()[:2] == pytest.approx((0.15, 0.05))  # mm, columns first


def test_part_of_a_clip_keeps_its_place(tmp_path: Path) -> None:
    first = clip()
    write_clip(first, tmp_path / "clip.dcm")
    part = read_clip(tmp_path / "clip.dcm", region=(4, 10, 20, 30))
    assert np.array_equal(part.pixels, first.pixels[:, 4:20, 10:30])
    np.testing.assert_allclose(part.depth, first.depth[4:20], rtol=0, atol=1e-12)
    np.testing.assert_allclose(part.lateral, first.lateral[10:30], rtol=0, atol=1e-12)
    assert part.inside is None


def test_a_picture_that_was_not_cut_is_not_called_free_of_names(tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    Image.fromarray(np.full((40, 60), 90, np.uint8)).save(still)
    for file, given in (("whole.dcm", {}), ("cut.dcm", {"region": (5, 5, 35, 55)})):
        write_clip(read_clip(still, 1e-4, **given), tmp_path / file)
    whole, cut = (pydicom.dcmread(tmp_path / name) for name in ("whole.dcm", "cut.dcm"))
    assert (whole.BurnedInAnnotation, whole.PatientIdentityRemoved) == ("YES", "NO")
    assert (cut.BurnedInAnnotation, cut.PatientIdentityRemoved) == ("NO", "YES")
