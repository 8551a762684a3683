"""Scanners' DICOM: every way of storing pixels, the region that counts, nobody's name, plain complaints."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels import convert_color_space
from pydicom.uid import JPEG2000Lossless, RLELossless

from cryonerve.errors import ClipError
from cryonerve.ultrasound import read_clip, write_clip
from tests.unit.ultrasound.making import region, scanner_file, written

INNER = (10, 20, 49, 79)  # rows 10 to 49, columns 20 to 79


def picture(count: int = 3, *, colour: bool = False) -> np.ndarray:
    """A picture whose frame outside of INNER is bright, as a name burned in would be."""
    rng = np.random.default_rng(7)
    pixels = np.full((count, 60, 100), 255, np.uint8)
    pixels[:, 10:50, 20:80] = rng.integers(0, 250, (count, 40, 60))
    return np.repeat(pixels[..., None], 3, axis=-1) if colour else pixels


def test_region_scale_and_place_are_honoured(tmp_path: Path) -> None:
    item = region(INNER, ReferencePixelX0=30, ReferencePixelY0=4, ReferencePixelPhysicalValueX=0.0)
    item.ReferencePixelPhysicalValueY = 0.0
    frames = read_clip(written(scanner_file(picture(), regions=[item]), tmp_path / "a.dcm"))
    assert np.array_equal(frames.pixels, picture()[:, 10:50, 20:80])
    assert frames.spacing == pytest.approx((0.1e-3, 0.2e-3))
    assert frames.corner == pytest.approx((-0.4e-3, -6e-3))
    assert frames.times.tolist() == pytest.approx([0.0, 0.04, 0.08])
    assert frames.kind == "recorded"


def test_without_reference_pixel_the_face_is_on_top_and_in_the_middle(tmp_path: Path) -> None:
    frames = read_clip(written(scanner_file(picture(), regions=[region(INNER)]), tmp_path / "a.dcm"))
    assert frames.corner == pytest.approx((0.0, -0.5 * 59 * 0.2e-3))
    assert frames.lateral.mean() == pytest.approx(0.0, abs=1e-12)


def test_nothing_outside_the_region_and_no_name_is_kept(tmp_path: Path) -> None:
    frames = read_clip(written(scanner_file(picture(), regions=[region(INNER)]), tmp_path / "a.dcm"))
    assert frames.pixels.max() < 255  # the bright frame is gone
    said = " ".join(str(getattr(frames, item.name)) for item in fields(frames))
    assert not re.search("Doe|Jane|123456|1970|2026|Hospital", said)
    assert frames.settings == {"scanner": "Maker Model 7"}


SECRET = "Doe|Jane|123456|1970|2026|Hospital|Physician|Ward|180533"
ENDINGS = ["a.dcm", "a.igs.mha", "a.seq.nrrd", "a.gif"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_word_of_the_scanners_file_is_in_what_is_written(tmp_path: Path, ending: str) -> None:
    """Names in tags, private tags, comments, overlays, sequences and the file's name; burned in around."""
    dataset = scanner_file(
        picture(),
        regions=[region(INNER)],
        ImageComments="Doe Jane, Ward 7",
        OperatorsName="Doe^Physician",
        StudyDescription="Knee of Jane Doe",
        SeriesDescription="Jane",
        StudyTime="180533",
        DerivationDescription="for Hospital",
    )
    dataset.private_block(0x0099, "maker", create=True).add_new(1, "LO", "Jane Doe 123456")
    dataset.private_block(0x0099, "cryonerves", create=True).add_new(1, "UT", '{"settings": {"a": "Doe"}}')
    other = Dataset()
    other.PatientID = "123456"
    dataset.OtherPatientIDsSequence = [other]
    dataset.add_new(0x60000022, "LO", "Jane Doe")
    numbers = {str(dataset.SOPInstanceUID)}
    source = written(dataset, tmp_path / "Doe_Jane_123456.dcm")
    write_clip(read_clip(source), tmp_path / ending)
    raw = (tmp_path / ending).read_bytes()
    for number in numbers:
        assert number.encode() not in raw
    assert not re.search(SECRET.encode(), raw), ending
    if ending != "a.gif":
        assert read_clip(tmp_path / ending).pixels.max() < 255, "the bright frame around, where names stand"


def test_a_region_that_is_the_whole_picture_frees_it_of_no_name(tmp_path: Path) -> None:
    """Calibrated or by hand: nothing was cut, burned-in names may be left; unless the file denies it."""
    rows, columns = picture().shape[1:3]
    full = [region((0, 0, rows - 1, columns - 1))]
    asked = (0, 0, rows, columns)
    for regions, given, denied in (
        (full, {}, False),
        ([region(INNER)], {"region": asked}, False),
        (full, {}, True),
    ):
        dataset = scanner_file(picture(), regions=regions, **({"BurnedInAnnotation": "NO"} if denied else {}))
        clip = read_clip(written(dataset, tmp_path / "a.dcm"), **given)
        write_clip(clip, tmp_path / "b.dcm")
        again = dcmread(tmp_path / "b.dcm")
        wanted = ("NO", "YES") if denied else ("YES", "NO")
        assert (again.BurnedInAnnotation, again.PatientIdentityRemoved) == wanted
        write_clip(read_clip(tmp_path / "b.dcm"), tmp_path / "c.dcm")
        assert dcmread(tmp_path / "c.dcm").BurnedInAnnotation == wanted[0], "and it stays so"
    still = tmp_path / "still.png"
    Image.fromarray(picture()[0]).save(still)
    for given, left in ({"region": asked}, "YES"), ({"region": (5, 5, 35, 55)}, "NO"):
        write_clip(read_clip(still, 1e-4, **given), tmp_path / "d.dcm")
        assert dcmread(tmp_path / "d.dcm").BurnedInAnnotation == left


def test_of_several_regions_the_picture_of_tissue_counts(tmp_path: Path) -> None:
    regions = [
        region((0, 0, 59, 99), RegionSpatialFormat=3),  # spectral
        region((0, 0, 59, 99), RegionDataType=2),  # colour flow
        region((0, 0, 9, 9)),
        region(INNER),
        region((0, 0, 59, 99), PhysicalUnitsXDirection=4),  # seconds
    ]
    frames = read_clip(written(scanner_file(picture(), regions=regions), tmp_path / "a.dcm"))
    assert frames.shape == (40, 60)
    assert frames.remarks == ("The file has 4 more regions, left out.",)


def stored(tmp_path: Path, name: str) -> Path:
    """The same picture, stored in one of the ways of scanners."""
    grey, rgb, one = picture(), picture(colour=True), [region(INNER)]
    if name == "single":
        return written(scanner_file(grey[:1], regions=one), tmp_path / "a.dcm")
    if name == "planes apart":
        apart = np.ascontiguousarray(np.moveaxis(rgb, -1, 1))
        dataset = scanner_file(rgb, regions=one, kind="RGB", PlanarConfiguration=1, PixelData=apart.tobytes())
    elif name == "ybr":
        ybr = convert_color_space(rgb, "RGB", "YBR_FULL", per_frame=True)
        dataset = scanner_file(ybr, regions=one, kind="YBR_FULL")
    elif name == "palette":
        dataset = scanner_file(255 - grey, regions=one, kind="PALETTE COLOR")
        for colour in ("Red", "Green", "Blue"):
            setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [256, 0, 16])
            entries = (257 * np.arange(255, -1, -1)).astype("<u2").tobytes()
            setattr(dataset, f"{colour}PaletteColorLookupTableData", entries)
    elif name == "inverted":
        dataset = scanner_file(255 - grey, regions=one, kind="MONOCHROME1")
    elif name == "12 bits":
        dataset = scanner_file(grey.astype("<u2") << 4 | 5, regions=one, BitsStored=12, HighBit=11)
    else:
        dataset = scanner_file(*{"grey": (grey,), "rle": (grey,)}.get(name, (rgb,)), regions=one)
        dataset.PhotometricInterpretation = "MONOCHROME2" if name in {"grey", "rle"} else "RGB"
        if name.startswith("rle"):
            dataset.compress(RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
    return written(dataset, tmp_path / "a.dcm")


@pytest.mark.parametrize(
    "name", ["grey", "rgb", "planes apart", "ybr", "palette", "inverted", "12 bits", "rle", "rle rgb"]
)
def test_every_way_of_storing_gives_the_same_picture(tmp_path: Path, name: str) -> None:
    frames = read_clip(stored(tmp_path, name))
    error = np.abs(frames.pixels.astype(int) - picture()[:, 10:50, 20:80])
    assert error.max() <= (1 if name == "ybr" else 0)  # YBR itself rounds
    assert frames.remarks == ()


def test_single_picture_is_a_clip_of_one_frame(tmp_path: Path) -> None:
    frames = read_clip(stored(tmp_path, "single"))
    assert frames.times.tolist() == [0.0]
    assert frames.pixels.shape == (1, 40, 60)


def test_colours_are_said(tmp_path: Path) -> None:
    pixels = picture(colour=True)
    pixels[:, 20, 30] = (255, 0, 0)
    frames = read_clip(written(scanner_file(pixels, regions=[region(INNER)], kind="RGB"), tmp_path / "a.dcm"))
    assert frames.pixels[0, 10, 10] == 76  # 0.299 of 255
    assert frames.remarks == ("The picture had colours; only its brightness was kept.",)


def test_uneven_times_and_a_rate_alone(tmp_path: Path) -> None:
    dataset = scanner_file(picture(), regions=[region(INNER)], FrameTimeVector=["0", "30", "50"])
    del dataset.FrameTime
    assert read_clip(written(dataset, tmp_path / "a.dcm")).times.tolist() == pytest.approx([0, 0.03, 0.08])
    del dataset.FrameTimeVector
    dataset.CineRate = "20"
    assert read_clip(written(dataset, tmp_path / "b.dcm")).times.tolist() == pytest.approx([0, 0.05, 0.1])
    del dataset.CineRate
    path = written(dataset, tmp_path / "c.dcm")
    with pytest.raises(ClipError, match="when its frames were taken"):
        read_clip(path)
    assert read_clip(path, rate=10.0).times.tolist() == pytest.approx([0, 0.1, 0.2])


# --- scale by hand ------------------------------------------------------------------------------------------


def test_no_region_asks_for_a_scale(tmp_path: Path) -> None:
    path = written(scanner_file(picture()), tmp_path / "a.dcm")
    with pytest.raises(ClipError, match=r"(?s)no calibrated region.*Give the scale by hand"):
        read_clip(path)
    frames = read_clip(path, scale=0.1e-3)
    assert frames.shape == (60, 100)
    assert frames.spacing == (0.1e-3, 0.1e-3)
    assert "names too" in frames.remarks[0]
    cut = read_clip(path, scale=(0.1e-3, 0.2e-3), region=(10, 20, 50, 80))
    assert np.array_equal(cut.pixels, picture()[:, 10:50, 20:80])
    assert cut.remarks == ()


def test_scale_by_hand_counts_before_the_file(tmp_path: Path) -> None:
    path = written(scanner_file(picture(), regions=[region(INNER)]), tmp_path / "a.dcm")
    frames = read_clip(path, scale=0.3e-3)
    assert frames.shape == (40, 60)
    assert frames.spacing == (0.3e-3, 0.3e-3)


def test_region_of_another_kind_only(tmp_path: Path) -> None:
    path = written(
        scanner_file(picture(), regions=[region(INNER, RegionSpatialFormat=3)]), tmp_path / "a.dcm"
    )
    with pytest.raises(ClipError, match="none of its 1 regions"):
        read_clip(path)


@pytest.mark.parametrize(("name", "count"), [("examples_ybr_color.dcm", 30), ("examples_palette.dcm", 1)])
def test_real_pictures_shrunk_after_the_scanner(name: str, count: int) -> None:
    """Two real files that pydicom carries: their regions no longer fit the picture, so the scale is wrong."""
    path = Path(str(get_testdata_file(name, download=False)))
    with pytest.raises(ClipError, match="was cut or shrunk after the scanner wrote it"):
        read_clip(path)
    frames = read_clip(path, scale=0.5e-3, region=(40, 90, 200, 300))
    assert frames.pixels.shape == (count, 160, 210)
    assert frames.pixels.std() > 5


def test_a_pixel_too_many_is_the_habit_of_some_scanners(tmp_path: Path) -> None:
    path = written(scanner_file(picture(), regions=[region((10, 20, 60, 100))]), tmp_path / "a.dcm")
    assert read_clip(path).shape == (50, 80)


# --- broken and foreign -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 200, 400, 700, 5000, 12000])
def test_cut_off_files(tmp_path: Path, size: int) -> None:
    path = written(scanner_file(picture(), regions=[region(INNER)]), tmp_path / "a.dcm")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ClipError) as caught:
        read_clip(path)
    assert str(path) in str(caught.value)


def test_flipped_bytes_never_end_in_a_traceback(tmp_path: Path) -> None:
    whole = written(scanner_file(picture(1), regions=[region(INNER)]), tmp_path / "a.dcm").read_bytes()
    head = len(whole) - picture(1).size
    rng = np.random.default_rng(11)
    for _ in range(150):
        raw = bytearray(whole)
        for place in rng.integers(132, head, 3):
            raw[place] = int(rng.integers(0, 256))
        (tmp_path / "b.dcm").write_bytes(bytes(raw))
        try:
            frames = read_clip(tmp_path / "b.dcm")
        except ClipError:
            continue
        assert frames.pixels.ndim == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"NumberOfFrames": 10**9}, "it has 1000000000 frames"),
        ({"NumberOfFrames": 300}, "cut off"),
        ({"NumberOfFrames": -4}, "no frames"),
        ({"Rows": 65535, "Columns": 65535}, "65535 x 65535"),
        ({"Modality": "CT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.2"}, "but: CT Image Storage"),
        ({"PixelRepresentation": 1}, "signed"),
        ({"FrameTime": "0"}, "when its frames were taken"),
        ({"FrameTime": "-3"}, "when its frames were taken"),
        ({"PhotometricInterpretation": "NONSENSE"}, "cannot be read"),
        ({"BitsAllocated": 7}, "cannot be read"),
        ({"SamplesPerPixel": 0}, "cannot be read"),
    ],
)  # fmt: skip
def test_impossible_headers(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    dataset = scanner_file(picture(), regions=[region(INNER)])
    for name, value in change.items():
        setattr(dataset, name, value)
    path = tmp_path / "a.dcm"
    dataset.save_as(path)
    with pytest.raises(ClipError, match=re.escape(said)):
        read_clip(path)


@pytest.mark.parametrize("delta", [0.0, float("nan"), float("inf"), 1e9])
def test_impossible_scales_are_no_scale(tmp_path: Path, delta: float) -> None:
    path = written(scanner_file(picture(), regions=[region(INNER, PhysicalDeltaX=delta)]), tmp_path / "a.dcm")
    with pytest.raises(ClipError, match="Give the scale by hand"):
        read_clip(path)


def test_no_pixels_and_no_decoder(tmp_path: Path) -> None:
    dataset = scanner_file(picture(), regions=[region(INNER)])
    del dataset.PixelData
    with pytest.raises(ClipError, match="no picture"):
        read_clip(written(dataset, tmp_path / "a.dcm"))
    dataset.file_meta.TransferSyntaxUID = JPEG2000Lossless
    dataset.PixelData = encapsulate([b"garbage!"] * 3)
    with pytest.raises(ClipError, match="cannot be read"):
        read_clip(written(dataset, tmp_path / "b.dcm"))


def test_fewer_pictures_than_promised_in_a_compressed_file(tmp_path: Path) -> None:
    dataset = scanner_file(picture(), regions=[region(INNER)])
    dataset.compress(RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
    dataset.NumberOfFrames = 5
    with pytest.raises(ClipError):
        read_clip(written(dataset, tmp_path / "a.dcm"))


def test_file_without_preamble(tmp_path: Path) -> None:
    path = written(scanner_file(picture(), regions=[region(INNER)]), tmp_path / "a.dcm")
    path.write_bytes(path.read_bytes()[132:])
    assert read_clip(path).shape == (40, 60)


def test_broken_notes_of_ours_are_left_alone(tmp_path: Path) -> None:
    dataset = scanner_file(picture(), regions=[region(INNER)])
    block = dataset.private_block(0x0099, "cryonerve", create=True)
    block.add_new(0x01, "UT", "{not json")
    assert read_clip(written(dataset, tmp_path / "a.dcm")).kind == "recorded"
    block[0x01].value = '{"plane": {"origin_m": [1, 2]}, "kind": "simulated"}'
    with pytest.raises(ClipError, match="cannot be read"):
        read_clip(written(dataset, tmp_path / "b.dcm"))
    assert pydicom.dcmread(tmp_path / "b.dcm").Modality == "US"
