"""Tracked clips: every transform kept, pictures upright, lengths right; what is odd is said, not guessed."""

from __future__ import annotations

import bz2
import gzip
import os
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import nrrd
import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.scans.sequence_files import write_mha, write_nrrd
from cryonerve.scans.sequences import image_to_probe, upright
from cryonerve.ultrasound import Tracked, read_clip, read_tracked, write_clip
from tests.unit.ultrasound.making import clip

SAMPLE = os.environ.get("CRYONERVE_PLUS_SAMPLE", "")  # BoneUltrasound_L14.igs.mha of PlusLibData, BSD licence


def tracked(count: int = 4) -> Tracked:
    """A clip with a moving probe, unseen in its second frame."""
    rng = np.random.default_rng(2)
    matrices = np.broadcast_to(np.eye(4), (count, 4, 4)).copy()
    matrices[:, :3, :3] = np.linalg.qr(rng.normal(size=(count, 3, 3)))[0]
    matrices[:, :3, 3] = rng.normal(scale=0.1, size=(count, 3))
    matrices[1] = np.nan
    return Tracked(clip(count, even=False), {"ProbeToTracker": matrices})


WRITERS = {
    "mha": write_mha,
    "mha raw": lambda item, path: write_mha(item, path, compressed=False),
    "nrrd last": write_nrrd,
    "nrrd first": lambda item, path: write_nrrd(item, path, list_first=True),
}


@pytest.mark.parametrize("name", WRITERS)
def test_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    first = tracked()
    path = tmp_path / ("clip.igs.mha" if "mha" in name else "clip.seq.nrrd")
    WRITERS[name](first, path)
    second = read_tracked(path)
    one, two = first.frames, second.frames
    assert np.array_equal(one.pixels, two.pixels)
    np.testing.assert_allclose(two.times, one.times, rtol=0, atol=1e-8)
    assert two.spacing == pytest.approx(one.spacing, rel=1e-9)
    assert two.corner == pytest.approx(one.corner, rel=1e-9)
    assert (two.kind, two.settings, two.remarks) == (one.kind, one.settings, one.remarks)
    assert np.array_equal(two.inside, one.inside)
    assert np.array_equal(two.plane.axial, one.plane.axial)
    assert set(second.transforms) == {"ProbeToTracker", "ImageToProbe", "ProbeToReference"}
    np.testing.assert_allclose(
        second.transforms["ProbeToTracker"], first.transforms["ProbeToTracker"], atol=1e-12
    )
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", WRITERS)
def test_transforms_lead_from_pixels_to_the_case(tmp_path: Path, name: str) -> None:
    path = tmp_path / ("clip.igs.mha" if "mha" in name else "clip.seq.nrrd")
    WRITERS[name](Tracked(clip()), path)
    read = read_tracked(path)
    matrix = read.transforms["ProbeToReference"][0] @ read.transforms["ImageToProbe"][0]
    row, column = 7, 11
    place = clip().plane.points(clip().lateral[column], clip().depth[row])
    np.testing.assert_allclose((matrix @ [column, row, 0, 1])[:3], place, atol=1e-12)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("scale", [None, (0.1e-3, 0.3e-3)])
def test_a_part_cut_by_hand_stays_in_its_place(tmp_path: Path, name: str, scale) -> None:
    """The same tissue, 2.1 mm deep and 1.4 mm from the middle, in mm of the case: before and after, twice."""
    ending = "igs.mha" if "mha" in name else "seq.nrrd"
    WRITERS[name](Tracked(clip(), {"ReferenceToImage": reference_to_image()}), tmp_path / f"a.{ending}")
    whole = read_tracked(tmp_path / f"a.{ending}", scale)
    part = read_tracked(tmp_path / f"a.{ending}", scale, region=(4, 10, 20, 30))
    WRITERS[name](part, tmp_path / f"b.{ending}")
    again = read_tracked(tmp_path / f"b.{ending}")
    row, column = 9, 14
    assert again.frames.pixels[0, row - 4, column - 10] == whole.frames.pixels[0, row, column]
    places = []
    for item, pixel in ((whole, [14, 9, 0, 1]), (part, [4, 5, 0, 1]), (again, [4, 5, 0, 1])):
        to_case = item.transforms["ProbeToReference"][0] @ item.transforms["ImageToProbe"][0]
        places.append(1e3 * (to_case @ pixel)[:3])
        back = item.transforms["ReferenceToImage"][0] @ to_case @ pixel
        np.testing.assert_allclose(back, pixel, atol=1e-9)
    down, across = scale or clip().spacing
    depth, lateral = 0.3e-3 + row * down, -2.55e-3 + column * across
    np.testing.assert_allclose(places[0], 1e3 * clip().plane.points(lateral, depth), atol=1e-9)
    np.testing.assert_allclose(places, [places[0]] * 3, atol=1e-9)
    if scale is None:
        assert again.frames.depth[row - 4] == pytest.approx(depth, abs=1e-12)
        assert again.frames.lateral[column - 10] == pytest.approx(lateral, abs=1e-12)


def reference_to_image() -> np.ndarray:
    """(frame, 4, 4) from the case's frame to pixels of `clip`."""
    frames = clip()
    pose = np.eye(4)
    plane = frames.plane
    pose[:3] = np.stack(
        [plane.lateral, plane.axial, np.cross(plane.lateral, plane.axial), plane.origin], axis=-1
    )
    return np.broadcast_to(np.linalg.inv(pose @ image_to_probe(frames)), (len(frames.times), 4, 4))


def test_lengths_in_the_file_are_millimetres(tmp_path: Path) -> None:
    first = tracked()
    write_clip(first, tmp_path / "clip.igs.mha")
    head = (tmp_path / "clip.igs.mha").read_bytes().split(b"ElementDataFile")[0].decode()
    written = re.search(r"Seq_Frame0000_ProbeToTrackerTransform = (.*)", head)[1].split()
    assert float(written[3]) == pytest.approx(1e3 * first.transforms["ProbeToTracker"][0, 0, 3])
    assert float(written[0]) == pytest.approx(first.transforms["ProbeToTracker"][0, 0, 0])
    assert "Seq_Frame0001_ProbeToTrackerTransformStatus = INVALID" in head
    scale = re.search(r"Seq_Frame0000_ImageToProbeTransform = (.*)", head)[1].split()
    assert [float(scale[0]), float(scale[5])] == pytest.approx([0.15, 0.05])
    assert "ElementSpacing = 1 1 1" in head
    assert "ResearchLabel = SIMULATED, research software, no medical device" in head


def test_simpleitk_reads_what_is_written(tmp_path: Path) -> None:
    simpleitk = pytest.importorskip("SimpleITK")
    for compressed in (True, False):
        write_mha(tracked(), tmp_path / "clip.igs.mha", compressed=compressed)
        image = simpleitk.ReadImage(str(tmp_path / "clip.igs.mha"))
        assert np.array_equal(simpleitk.GetArrayFromImage(image), tracked().frames.pixels)
        assert image.GetMetaData("UltrasoundImageOrientation") == "MF"
        assert image.GetMetaData("Seq_Frame0003_ProbeToTrackerTransformStatus") == "OK"
        simpleitk.WriteImage(image, str(tmp_path / "again.igs.mha"), useCompression=compressed)
        again = read_tracked(tmp_path / "again.igs.mha")
        assert np.array_equal(again.frames.pixels, tracked().frames.pixels)
        assert again.frames.settings == tracked().frames.settings


def test_slicer_places_it_in_the_case(tmp_path: Path) -> None:
    write_clip(clip(), tmp_path / "clip.seq.nrrd")
    data, header = nrrd.read(str(tmp_path / "clip.seq.nrrd"), index_order="F")
    assert data.shape == (35, 24, 1, 3)
    assert header["space"] == "right-anterior-superior"
    assert header["kinds"] == ["domain", "domain", "domain", "list"]
    assert header["axis 3 index values"].split() == ["30", "30.04", "30.08"]
    place = header["space origin"] + 11 * header["space directions"][0] + 7 * header["space directions"][1]
    np.testing.assert_allclose(place, 1e3 * clip().plane.points(clip().lateral[11], clip().depth[7]))


# --- orientation --------------------------------------------------------------------------------------------


def test_every_orientation_is_turned_upright() -> None:
    """Columns to the marked side, rows away from the transducer, however they were stored."""
    shown = np.arange(6).reshape(1, 2, 3)
    stored = {
        "MF": shown,
        "UF": shown[:, :, ::-1],
        "MN": shown[:, ::-1],
        "UN": shown[:, ::-1, ::-1],
        "FM": shown.swapaxes(1, 2),
        "NM": shown[:, ::-1].swapaxes(1, 2),
        "FU": shown[:, :, ::-1].swapaxes(1, 2),
        "NU": shown[:, ::-1, ::-1].swapaxes(1, 2),
    }
    for letters, pixels in stored.items():
        for third in ("", "A", "D"):
            turned, remark = upright(pixels, letters + third)
            assert np.array_equal(turned, shown), letters
            assert remark == ""


def changed(path: Path, old: str, new: str) -> Path:
    """The file with another text in its header."""
    raw = path.read_bytes()
    assert re.search(old.encode(), raw)
    path.write_bytes(re.sub(old.encode(), new.encode(), raw))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_mha(tracked(), tmp_path / "clip.igs.mha", compressed=False)
    return tmp_path / "clip.igs.mha"


def test_orientation_of_the_file_counts(path: Path) -> None:
    frames = read_clip(changed(path, "Orientation = MF", "Orientation = UNA"))
    assert np.array_equal(frames.pixels, tracked().frames.pixels[:, ::-1, ::-1])
    frames = read_clip(changed(path, "Orientation = UNA", "Orientation = XX"))
    assert "shown as they are stored" in frames.remarks[-1]


# --- odd and broken -----------------------------------------------------------------------------------------


def test_frames_without_picture_and_repeated_ones_are_left_out(path: Path) -> None:
    changed(path, "Seq_Frame0000_ImageStatus = OK", "Seq_Frame0000_ImageStatus = INVALID")
    changed(
        path, r"Seq_Frame0003_Timestamp = \S+", f"Seq_Frame0003_Timestamp = {tracked().frames.times[2]:.9f}"
    )
    read = read_tracked(path)
    assert np.array_equal(read.frames.pixels, tracked().frames.pixels[1:3])
    assert read.transforms["ProbeToTracker"].shape == (2, 4, 4)
    assert np.all(np.isnan(read.transforms["ProbeToTracker"][0]))
    said = " ".join(read.frames.remarks)
    assert "1 frames without a valid picture" in said
    assert "1 frames with the time of the one before" in said


@pytest.mark.parametrize("name", WRITERS)
def test_no_day_is_in_what_is_written(tmp_path: Path, name: str) -> None:
    WRITERS[name](tracked(), tmp_path / "clip")
    head = (tmp_path / "clip").read_bytes().partition(b"\n\n")[0][:2000]
    assert not re.search(rb"20\d\d[-/]\d\d|generated|^#", head, re.MULTILINE)


def test_times_of_a_clock_do_not_tell_the_day(path: Path, tmp_path: Path) -> None:
    raw = path.read_bytes()
    stamps = re.findall(rb"(?<=Timestamp = )[0-9.]+", raw)
    for number, stamp in enumerate(stamps):
        raw = raw.replace(b"Timestamp = " + stamp, b"Timestamp = %.3f" % (1795867531.25 + 0.5 * number))
    name = b"PatientName = Doe Jane\nSeq_Frame0000_PatientID = 123456\nElementDataFile"
    path.write_bytes(raw.replace(b"ElementDataFile", name))
    frames = read_clip(path)
    assert frames.times.tolist() == pytest.approx([0.0, 0.5, 1.0, 1.5])
    assert "Times count from the first frame" in frames.remarks[-1]
    for ending in ("b.igs.mha", "b.seq.nrrd", "b.dcm", "b.gif"):
        write_clip(read_tracked(path), tmp_path / ending)
        assert not re.search(rb"Doe|123456|179586", (tmp_path / ending).read_bytes())


def test_transforms_that_are_not_numbers(path: Path) -> None:
    changed(path, r"(Seq_Frame0000_ProbeToTrackerTransform =) \S+", r"\1 nan")
    assert np.all(np.isnan(read_tracked(path).transforms["ProbeToTracker"][:2]))
    changed(path, r"(Seq_Frame0000_ProbeToTrackerTransform =) nan", r"\1 north")
    with pytest.raises(ClipError, match="ProbeToTrackerTransform of frame 0 is no matrix"):
        read_tracked(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"DimSize = \d+ \d+ \d+", "DimSize = 820 616 1000000000", "1000000000 pixels"),
        (r"DimSize = \d+ \d+ \d+", "DimSize = 35 24 9", "cut off"),
        (r"DimSize = \d+ \d+ \d+", "DimSize = 35 24 0", "no picture"),
        (r"DimSize = \d+ \d+ \d+", "DimSize = 35 24", "no sequence of 8-bit"),
        (r"DimSize = \d+ \d+ \d+", "DimSize = many", "cannot be read"),
        ("MET_UCHAR", "MET_FLOAT", "no sequence of 8-bit"),
        ("ElementDataFile = LOCAL", "ElementDataFile = /etc/passwd", "in another file"),
        ("ElementDataFile = LOCAL", "", "header does not end"),
        ("CompressedData = False", "CompressedData = True", "cannot be read"),
        ("BinaryData = True", "BinaryData = False", "as text"),
        (r"Seq_Frame0002_Timestamp = \S+", "Seq_Frame0002_Timestamp = 1.0", "run backwards"),
        (r"Seq_Frame0002_Timestamp = \S+", "Seq_Frame0002_Timestamp = nan", "no numbers"),
        (r"Seq_Frame0002_Timestamp = \S+\n", "", "when each of its frames"),
        ("ImageStatus = OK", "ImageStatus = INVALID", "no frame has a valid picture"),
        (r"(ImageToProbeTransform =) 0.15", r"\1 0", "pixels without size"),
        (r"Seq_Frame\d+_ImageToProbeTransform = .*\n", "", "Give the scale by hand"),
    ],
)  # fmt: skip
def test_impossible_headers(path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ClipError, match=said) as caught:
        read_clip(changed(path, old, new))
    assert str(path) in str(caught.value)


def test_scale_and_rate_by_hand_count_before_the_file(path: Path) -> None:
    frames = read_clip(path, scale=0.2e-3, rate=10.0, region=(2, 3, 10, 13))
    assert frames.spacing == (0.2e-3, 0.2e-3)
    assert frames.times.tolist() == pytest.approx([0, 0.1, 0.2, 0.3])
    assert np.array_equal(frames.pixels, tracked().frames.pixels[:, 2:10, 3:13])


def test_cut_off_and_flipped_files_never_end_in_a_traceback(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    write_clip(tracked(), tmp_path / "a.igs.mha")
    write_clip(tracked(), tmp_path / "a.seq.nrrd")
    for name in ("a.igs.mha", "a.seq.nrrd"):
        whole = (tmp_path / name).read_bytes()
        variants = [whole[:size] for size in rng.integers(1, len(whole), 40)]
        for _ in range(80):
            raw = bytearray(whole)
            for place in rng.integers(0, len(whole), 3):
                raw[place] = int(rng.integers(0, 256))
            variants.append(bytes(raw))
        for variant in variants:
            (tmp_path / f"b{name}").write_bytes(variant)
            try:
                read_clip(tmp_path / f"b{name}")
            except ClipError:
                continue


def test_a_cut_off_file_is_said_to_be(tmp_path: Path) -> None:
    write_clip(tracked(), tmp_path / "a.igs.mha")
    whole = (tmp_path / "a.igs.mha").read_bytes()
    (tmp_path / "a.igs.mha").write_bytes(whole[:-500])
    with pytest.raises(ClipError, match="cut off"):
        read_clip(tmp_path / "a.igs.mha")


def test_more_than_promised_is_not_unpacked(path: Path) -> None:
    """A small file that unpacks to gigabytes stays small."""
    head = (
        path.read_bytes()
        .split(b"ElementDataFile = LOCAL\n")[0]
        .replace(b"sedData = False", b"sedData = True")
    )
    path.write_bytes(head + b"ElementDataFile = LOCAL\n" + zlib.compress(bytes(200_000_000)))
    assert read_clip(path).pixels.max() == 0


BOMB = 600_000_000  # bytes of nothing, packed into half a megabyte


@pytest.mark.parametrize("encoding", ["gzip", "bzip2"])
@pytest.mark.parametrize("sizes", ["9 9 1 2", "30000 30000 1 3"])
def test_a_small_file_that_unpacks_to_much_more_is_refused(tmp_path: Path, encoding: str, sizes: str) -> None:
    """By what its header promises, or because that is more than a clip has; memory stays small."""
    code = """
import resource, sys
from cryonerve.errors import ClipError
from cryonerve.ultrasound import read_clip
import nrrd, cryonerve.scans.sequence_files
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_clip(sys.argv[1])
except ClipError as error:
    print(error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    head = f"NRRD0005\ntype: uchar\ndimension: 4\nsizes: {sizes}\nencoding: {encoding}\n"
    head += "kinds: domain domain domain list\n\n"
    pack = gzip.compress if encoding == "gzip" else bz2.compress
    target = tmp_path / "a.seq.nrrd"
    target.write_bytes(head.encode() + pack(bytes(BOMB)))
    done = subprocess.run(
        [sys.executable, "-c", code, str(target)], capture_output=True, text=True, check=True, timeout=120
    )
    *said, grown = done.stdout.strip().splitlines()
    assert "promised" in " ".join(said) or "at most 2 GiB" in " ".join(said)
    assert int(grown) < 100_000, "KiB"


def test_pixels_of_other_types_are_refused_before_they_are_read(tmp_path: Path) -> None:
    target = tmp_path / "a.seq.nrrd"
    head = b"NRRD0005\ntype: double\ndimension: 4\nsizes: 9 9 1 2\nencoding: gzip\n"
    target.write_bytes(head + b"kinds: domain domain domain list\n\n" + b"no gzip at all")
    with pytest.raises(ClipError, match="no sequence of 8-bit pictures"):
        read_clip(target)


def test_nrrd_elsewhere_or_without_list(tmp_path: Path) -> None:
    target = tmp_path / "a.seq.nrrd"
    write_clip(clip(), target)
    changed(target, "kinds: domain domain domain list", "kinds: domain domain domain domain")
    changed(target, "axis 3 index type", "axis 3 other")
    with pytest.raises(ClipError, match="no axis of it is a list"):
        read_clip(target)
    target.write_bytes(
        b"NRRD0005\ntype: uchar\ndimension: 3\nsizes: 9 9 9\nencoding: raw\ndata file: other.raw\n\n"
    )
    with pytest.raises(ClipError, match="in another file"):
        read_clip(target)
    target.write_bytes(
        b"NRRD0005\ntype: uchar\ndimension: 4\nsizes: 900 900 1 1000000000\nencoding: raw\n"
        b"kinds: domain domain domain list\n\n"
    )
    with pytest.raises(ClipError, match="1000000000 pixels"):
        read_clip(target)


def test_plain_slicer_sequence(tmp_path: Path) -> None:
    """Only what Slicer itself writes: directions in mm and an index of times."""
    pixels = clip().pixels.transpose(2, 1, 0)[:, :, None, :]
    header = {
        "space": "left-posterior-superior",
        "space directions": np.array([[0, 0.2, 0], [0, 0, -0.1], [1.0, 0, 0], [np.nan] * 3]),
        "space origin": np.zeros(3),
        "kinds": ["domain", "domain", "domain", "list"],
        "axis 3 index type": "numeric",
        "axis 3 index values": "0 0.5 2",
    }
    nrrd.write(str(tmp_path / "a.seq.nrrd"), np.asfortranarray(pixels), header, index_order="F")
    frames = read_clip(tmp_path / "a.seq.nrrd")
    assert frames.spacing == pytest.approx((0.1e-3, 0.2e-3))
    assert frames.times.tolist() == [0, 0.5, 2]
    assert np.array_equal(frames.pixels, clip().pixels)
    assert frames.kind == "recorded"


def test_transforms_belong_to_frames() -> None:
    with pytest.raises(ClipError, match="for each frame"):
        Tracked(clip(3), {"ProbeToTracker": np.zeros((2, 4, 4))})
    with pytest.raises(ClipError, match="leads to what"):
        Tracked(clip(3), {"Probe": np.zeros((3, 4, 4))})


def test_long_words_do_not_break_the_header(tmp_path: Path) -> None:
    long = replace(clip(), settings={"note": "x" * 50_000})
    write_clip(long, tmp_path / "a.igs.mha")
    read = read_clip(tmp_path / "a.igs.mha")
    assert read.settings == {}
    assert "too long" in read.remarks[0]


@pytest.mark.skipif(not SAMPLE, reason="CRYONERVE_PLUS_SAMPLE does not name a file of PlusLibData")
def test_sample_of_plus(tmp_path: Path) -> None:
    """A real linear probe on a limb: 21 tracked pictures of muscle and bone."""
    with pytest.raises(ClipError, match="Give the scale by hand"):
        read_clip(SAMPLE)
    read = read_tracked(SAMPLE, scale=0.0854e-3)  # ImageToProbe of its configuration file
    assert read.frames.pixels.shape == (21, 616, 820)
    assert set(read.transforms) == {"ProbeToTracker", "ReferenceToTracker", "StylusToTracker"}
    assert read.transforms["ProbeToTracker"][0, 0, 3] == pytest.approx(0.257956)
    assert read.frames.times[[0, -1]].tolist() == pytest.approx([232.542071, 234.2611])
    assert read.frames.pixels[:, :300].mean() > read.frames.pixels[:, 450:].mean()  # bone's shadow lies deep
    for name in ("a.igs.mha", "a.seq.nrrd"):
        write_clip(read, tmp_path / name)
        again = read_tracked(tmp_path / name)
        assert np.array_equal(again.frames.pixels, read.frames.pixels)
        np.testing.assert_allclose(
            again.transforms["StylusToTracker"], read.transforms["StylusToTracker"], rtol=0, atol=1e-9
        )
