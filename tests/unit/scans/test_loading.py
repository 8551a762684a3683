import gzip

import nibabel
import nrrd
import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans import stored_volume
from cryonerve.scans.foreign_labels import labels_on_scan, read_foreign_labels
from cryonerve.scans.loading import load_scan
from tests.unit.scans.volumes_made import (
    ORIGIN,
    SPACING,
    TURNS,
    as_metaimage,
    as_nifti,
    as_nrrd,
    places_of,
    seen_by_simpleitk,
    stored_as,
    world_values,
)

WORLD = world_values()
UPRIGHT = ((0, 1, 2), (1, 1, 1))
SPACES = {"lps": "left-posterior-superior", "ras": "right-anterior-superior", "las": "left-anterior-superior"}


def turned_by(degrees, axis=2):
    a = np.radians(degrees)
    matrix = np.eye(3)
    i, j = [k for k in range(3) if k != axis]
    matrix[i, i], matrix[i, j], matrix[j, i], matrix[j, j] = np.cos(a), -np.sin(a), np.sin(a), np.cos(a)
    return matrix


def every_way(folder, stored, affine):
    yield as_nifti(folder / "a.nii", stored, affine)
    yield as_nifti(folder / "s.nii.gz", stored, affine, qform=0)
    for name, space in SPACES.items():
        yield as_nrrd(folder / f"{name}.nrrd", stored, affine, space)
    yield as_metaimage(folder / "a.mha", stored, affine)


@pytest.mark.parametrize(("order", "signs"), TURNS)
def test_every_voxel_lands_where_simpleitk_sees_it(tmp_path, order, signs):
    stored, affine = stored_as(WORLD, order, signs)
    for path in every_way(tmp_path, stored, affine):
        scan = load_scan(path, modality="MR")
        assert scan.values.dtype == np.int16
        assert np.array_equal(scan.values, WORLD), path
        assert 1e3 * scan.origin == pytest.approx(ORIGIN, abs=1e-4)
        assert 1e3 * scan.spacing == pytest.approx(SPACING, abs=1e-5)
        assert np.array_equal(scan.to_patient, np.eye(4))
        if path.name == "s.nii.gz" and np.linalg.det(affine[:3, :3]) < 0:
            continue  # ITK takes a left-handed volume from its qform only
        if path.name == "las.nrrd":
            continue  # judged by the other two: ITK of SimpleITK 2.5 knows LAS, older ones do not
        assert_same_places(scan, path)


def assert_same_places(scan, path):
    """Every value lies at one place, for both."""
    values, places = places_of(scan)
    others, seen = seen_by_simpleitk(path)
    ours, theirs = places[np.argsort(values)], seen[np.argsort(others)]
    assert np.array_equal(np.sort(values), np.sort(others)), path
    assert np.abs(ours - theirs).max() < 1e-3, path


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize(("order", "signs"), TURNS[::5])
def test_tilted_voxels_stay_and_the_way_back_is_kept(tmp_path, order, signs, axis):
    stored, affine = stored_as(WORLD, order, signs, turned_by(17.0, axis))
    for path in (
        as_nifti(tmp_path / "a.nii", stored, affine),
        as_metaimage(tmp_path / "a.mha", stored, affine),
    ):
        scan = load_scan(path, modality="MR")
        assert np.array_equal(scan.values, WORLD)
        assert_same_places(scan, path)
        middle = scan.origin + scan.spacing * (np.array(scan.values.shape) - 1) / 2
        assert scan.to_patient[:3, :3] @ middle + scan.to_patient[:3, 3] == pytest.approx(middle, abs=1e-9)
        (said,) = [item for item in scan.findings if item.about == "tilt of the scan's axes"]
        assert (said.level, said.value) == ("note", pytest.approx(17.0, abs=1e-3))


def test_a_large_tilt_warns_and_a_tiny_one_is_no_matter(tmp_path):
    for degrees, level in ((40.0, "warn"), (0.05, None)):
        stored, affine = stored_as(WORLD, *UPRIGHT, turned_by(degrees))
        scan = load_scan(as_nifti(tmp_path / "a.nii", stored, affine), modality="MR")
        levels = [item.level for item in scan.findings if "tilt" in item.about]
        assert levels == ([level] if level else [])
        assert np.array_equal(scan.to_patient, np.eye(4)) == (level is None)


def test_labels_of_the_same_file_land_in_the_same_voxels(tmp_path):
    numbers = (np.arange(WORLD.size).reshape(WORLD.shape) % 9).astype(np.int16)
    (tmp_path / "legend.tsv").write_text("".join(f"{n}\tmuscle {n}\n" for n in range(1, 9)))
    scan = load_scan(as_nifti(tmp_path / "scan.nii", *stored_as(WORLD, *UPRIGHT)), modality="MR")
    for order, signs in TURNS:
        for path in every_way(tmp_path, *stored_as(numbers, order, signs)):
            labels = labels_on_scan(read_foreign_labels(path, tmp_path / "legend.tsv"), scan)
            assert np.array_equal(labels.numbers, numbers), path
            assert labels.remarks == ()


def test_a_useless_origin_is_replaced_by_the_middle_and_said(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    for shift in ([0.0, 0.0, 0.0], [0.0, 0.0, 5000.0]):
        affine[:3, 3] = shift
        path = as_nifti(tmp_path / "a.nii", stored, affine)
        scan = load_scan(path, modality="MR")
        assert scan.origin + scan.spacing * (np.array(WORLD.shape) - 1) / 2 == pytest.approx(
            np.zeros(3), abs=1e-9
        )
        assert any("origin" in item.about and item.level == "note" for item in scan.findings)
        assert_same_places(scan, path)


def test_a_sheared_volume_is_straightened(tmp_path):
    # a plane in the patient: the value says how far anterior a voxel lies
    shape, slope = (8, 40, 9), np.tan(np.radians(15.0))
    affine = np.diag([5.0, 3.0, 10.0, 1.0])
    affine[1, 2] = 10.0 * slope
    affine[:3, 3] = [-20.0, -60.0, 300.0]
    j, k = np.meshgrid(np.arange(40), np.arange(9), indexing="ij")
    stored = np.broadcast_to(np.rint(10 * (-60 + 3 * j + 10 * slope * k)), shape).astype(np.int16)
    scan = load_scan(as_nrrd(tmp_path / "a.nrrd", stored, affine), modality="MR")
    (said,) = [item for item in scan.findings if "right angle" in item.about]
    assert (said.level, said.value) == ("warn", pytest.approx(15.0, abs=1e-3))
    y = 1e4 * (scan.origin[1] + scan.spacing[1] * np.arange(scan.values.shape[1]))
    inside = (y > 10 * (-60 + 80 * slope)) & (y < 10 * 57)
    assert inside.sum() > 20
    assert np.abs(scan.values[:, inside] - y[inside, None]).max() <= 1.01


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int32, np.float32, np.float64, ">i2", ">f4"])
def test_every_kind_of_number_becomes_small_whole_ones_where_it_may(tmp_path, kind):
    values = (WORLD - WORLD.min()).astype(kind) % 251
    for path in (
        as_nifti(tmp_path / "a.nii.gz", *stored_as(values, *UPRIGHT)),
        as_nrrd(tmp_path / "a.nrrd", *stored_as(values, *UPRIGHT)),
    ):
        scan = load_scan(path, modality="MR")
        assert scan.values.dtype == np.int16
        assert np.array_equal(scan.values, values)


def test_large_and_broken_numbers_stay_single_precision(tmp_path):
    for values in (WORLD.astype(np.int32) * 100, WORLD.astype(np.float32) + 0.25):
        scan = load_scan(as_nifti(tmp_path / "a.nii.gz", *stored_as(values, *UPRIGHT)), modality="MR")
        assert scan.values.dtype == np.float32
        assert np.array_equal(scan.values, values.astype(np.float32))


@pytest.mark.parametrize(
    ("slope", "inter", "kind"), [(1.0, -1024.0, np.int16), (2.0, 0.0, np.int16), (0.5, 0.25, np.float32)]
)
def test_slope_and_intercept_are_honoured(tmp_path, slope, inter, kind):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    path = as_nifti(tmp_path / "a.nii", stored, affine)
    raw = bytearray(path.read_bytes())
    raw[112:120] = np.array([slope, inter], "<f4").tobytes()
    path.write_bytes(raw)
    scan = load_scan(path, modality="MR")
    assert scan.values.dtype == kind
    assert np.array_equal(scan.values, (stored * slope + inter).astype(np.float32))
    assert np.array_equal(scan.values, np.asarray(nibabel.load(path).dataobj, np.float32))


def test_a_region_is_cut_before_anything_is_converted(tmp_path):
    stored, affine = stored_as(WORLD, (2, 0, 1), (-1, 1, -1))
    path = as_nifti(tmp_path / "a.nii.gz", stored, affine)
    whole = load_scan(path, modality="MR")
    low, high = 1e3 * whole.origin + SPACING * [2, 1, 1], 1e3 * whole.origin + SPACING * [4, 4, 3]
    box = " ".join(f"{a:.3f} {b:.3f}" for a, b in zip(low, high, strict=True)) + " mm"
    scan = load_scan(path, modality="MR", crop=box)
    assert np.array_equal(scan.values, WORLD[2:5, 1:5, 1:4])
    assert scan.origin == pytest.approx(1e-3 * low, abs=1e-6)
    for wrong, words in (
        ("900 950 0 1 0 1 mm", "less than two voxels"),
        ("1 2 3 mm", "Write two places for each axis"),
        ("5 1 0 1 0 1 mm", "ends before it begins along x"),
        ("0 1 0 1 0 1", "Write two places"),
        ("0 1 0 1 0 inf mm", "number|understood"),
    ):
        with pytest.raises(ScanError, match=words):
            load_scan(path, modality="MR", crop=wrong)


def levels(scan):
    return {item.about: item.level for item in scan.findings}


def test_what_slices_hide_is_said_with_its_size(tmp_path):
    affine = np.diag([1.0, 1.0, 6.0, 1.0])
    affine[:3, 3] = [10.0, 10.0, 10.0]
    values = np.random.default_rng(1).integers(-1000, 1000, (60, 60, 20)).astype(np.int16)
    scan = load_scan(as_nifti(tmp_path / "a.nii", values, affine), modality="MR")
    (said,) = [item for item in scan.findings if item.about == "distance of slices"]
    assert (said.level, said.value, said.unit, scan.slice_axis) == ("warn", pytest.approx(6.0), "mm", 2)
    coronal = affine[[0, 2, 1, 3]]
    scan = load_scan(as_nifti(tmp_path / "b.nii", values, coronal), modality="MR")
    (said,) = [item for item in scan.findings if item.about == "distance of slices"]
    assert scan.slice_axis == 1
    assert "sural (1.7 mm)" in said.reason


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (1e-3, "voxels are|smallest voxel|largest extent"),
        (0.05, "largest extent"),
        (1e3, "voxels are"),
        (60.0, "voxels are"),
        (5.0, "pixel in the slice"),
    ],
)
def test_an_impossible_scale_is_refused(tmp_path, scale, words):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    affine[:3, :3] *= scale
    with pytest.raises(ScanError, match=words):
        load_scan(as_nifti(tmp_path / "a.nii", stored, affine), modality="MR")


def test_metres_are_millimetres_and_said(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    affine[:3] *= 1e-3
    scan = load_scan(as_nifti(tmp_path / "a.nii", stored, affine, units="meter"), modality="MR")
    assert 1e3 * scan.spacing == pytest.approx(SPACING, rel=1e-5)
    assert levels(scan)["unit of length"] == "note"
    path = as_nrrd(tmp_path / "a.nrrd", stored, affine, **{"space units": ["m", "m", "m"]})
    assert 1e3 * load_scan(path, modality="MR").origin == pytest.approx(ORIGIN, rel=1e-5)


def test_a_suspicious_spacing_is_a_note(tmp_path):
    values = np.random.default_rng(1).integers(0, 1000, (60, 60, 40)).astype(np.int16)
    affine = np.eye(4)
    affine[:3, 3] = 5.0
    scan = load_scan(as_nifti(tmp_path / "a.nii", values, affine), modality="MR")
    assert levels(scan)["spacing of exactly 1 mm"] == "note"


def test_a_ct_without_hounsfield_units_warns(tmp_path):
    stored, affine = stored_as(WORLD - WORLD.min(), *UPRIGHT)
    scan = load_scan(as_nifti(tmp_path / "a.nii", stored, affine), modality="CT")
    assert levels(scan)["lowest value of a CT"] == "warn"
    scan = load_scan(as_nifti(tmp_path / "a.nii", stored, affine))
    assert (scan.modality, levels(scan)["modality not known"]) == ("other", "warn")
    scan = load_scan(as_nifti(tmp_path / "b.nii", stored - 1024, affine))
    assert (scan.modality, levels(scan)["modality guessed from the values"]) == ("CT", "note")
    scan = load_scan(as_metaimage(tmp_path / "a.mha", stored, affine, Modality="MET_MOD_MR"))
    assert scan.modality == "MR"


def test_holes_are_filled_and_counted_and_an_empty_scan_is_refused(tmp_path):
    values = WORLD.astype(np.float32)
    values[0, 0, :3] = [np.nan, np.inf, -np.inf]
    scan = load_scan(as_nifti(tmp_path / "a.nii", *stored_as(values, *UPRIGHT)), modality="MR")
    assert (scan.values[0, 0, :3] == values[np.isfinite(values)].min()).all()
    assert levels(scan)["voxels without a value"] == "warn"
    for empty in (np.full_like(values, np.nan), np.full_like(values, 7.0)):
        with pytest.raises(ScanError, match=r"every voxel holds|no voxel holds"):
            load_scan(as_nifti(tmp_path / "a.nii", *stored_as(empty, *UPRIGHT)), modality="MR")
    values[2:] = np.nan
    with pytest.raises(ScanError, match="voxels without a value"):
        load_scan(as_nifti(tmp_path / "a.nii", *stored_as(values, *UPRIGHT)), modality="MR")


def test_several_volumes_are_counted_and_one_is_chosen(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    many = np.stack([stored, stored + 1, stored + 2], axis=-1)
    header = {
        "space": "right-anterior-superior",
        "space directions": np.vstack([[np.nan] * 3, affine[:3, :3].T]),
        "space origin": affine[:3, 3],
        "kinds": ["list", "domain", "domain", "domain"],
    }
    nrrd.write(str(tmp_path / "a.nrrd"), np.moveaxis(many, -1, 0), header)
    for name in ("a.nii", "a.nii.gz"):
        as_nifti(tmp_path / name, many, affine)
    for name in ("a.nii", "a.nii.gz", "a.nrrd"):
        with pytest.raises(ScanError, match="holds 3 volumes"):
            load_scan(tmp_path / name, modality="MR")
        with pytest.raises(ScanError, match="there is no volume 4"):
            load_scan(tmp_path / name, modality="MR", volume=4)
        for number in (1, 2, 3):
            scan = load_scan(tmp_path / name, modality="MR", volume=number)
            assert np.array_equal(scan.values, WORLD + number - 1)


@pytest.mark.parametrize(("packed", "size"), [(False, "0"), (False, "-1"), (True, "0")])
def test_one_of_several_volumes_of_a_metaimage(tmp_path, packed, size):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    many = np.stack([stored, stored + 1, stored + 2], axis=-1)
    four = np.eye(4)
    four[:3, :3] = np.diag([-1.0, -1.0, 1.0])
    written = {
        "TransformMatrix": " ".join(f"{item:g}" for item in four.ravel()),
        "Offset": " ".join(f"{item!r}" for item in (*(four[:3, :3] @ affine[:3, 3]).tolist(), 0.0)),
        "ElementSpacing": " ".join(f"{item:g}" for item in (*SPACING, 1.0)),
        "HeaderSize": size,
    }
    path = as_metaimage(tmp_path / "a.mha", many, affine, packed=packed, **written)
    for number in (1, 2, 3):
        scan = load_scan(path, modality="MR", volume=number)
        assert np.array_equal(scan.values, WORLD + number - 1)
        assert 1e3 * scan.origin == pytest.approx(ORIGIN, abs=1e-5)


def refused(path, words, **how):
    with pytest.raises(ScanError, match=words) as caught:
        load_scan(path, **how)
    complaint = caught.value.complaints[0]
    assert "\n" not in complaint.what
    assert complaint.remedy
    assert complaint.file
    return complaint


def test_colours_and_pictures_are_no_volume(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    colour = np.zeros(stored.shape, [("R", "u1"), ("G", "u1"), ("B", "u1")])
    nibabel.save(nibabel.Nifti1Image(colour, affine), tmp_path / "rgb.nii")
    refused(tmp_path / "rgb.nii", "its voxels are colours")
    nibabel.save(nibabel.Nifti1Image(stored.astype(np.complex64), affine), tmp_path / "c.nii")
    refused(tmp_path / "c.nii", "complex64")
    nrrd.write(
        str(tmp_path / "rgb.nrrd"),
        np.zeros((3, 4, 4, 4), np.uint8),
        {"space": "left-posterior-superior", "space directions": np.vstack([[np.nan] * 3, np.eye(3)]),
         "kinds": ["RGB-color", "domain", "domain", "domain"]},
    )  # fmt: skip
    refused(tmp_path / "rgb.nrrd", "its voxels are colours")
    as_metaimage(tmp_path / "rgb.mha", stored, affine, ElementNumberOfChannels=3)
    refused(tmp_path / "rgb.mha", "its voxels are colours")
    as_nifti(tmp_path / "flat.nii", stored[:, :, :1], affine)
    refused(tmp_path / "flat.nii", "a single picture")
    nibabel.save(nibabel.Nifti1Image(stored[:, :, 0], affine), tmp_path / "two.nii")
    refused(tmp_path / "two.nii", "2 dimensions|single picture")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(900))
    refused(tmp_path / "a.png", "a picture, not a volume")
    as_metaimage(tmp_path / "a.mha", stored, affine, Seq_Frame0000_Timestamp="1.0")
    refused(tmp_path / "a.mha", "tracked ultrasound")


def test_no_orientation_is_refused(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    refused(as_nifti(tmp_path / "a.nii", stored, affine, sform=0, qform=0), "sform and qform codes are 0")
    flipped = affine.copy()
    flipped[0, 0] *= -1
    refused(as_nifti(tmp_path / "b.nii", stored, affine, other=flipped), "left and right may differ")
    nrrd.write(str(tmp_path / "a.nrrd"), stored, {})
    refused(tmp_path / "a.nrrd", "does not say how its voxels lie")
    path = as_metaimage(tmp_path / "a.mha", stored, affine)
    path.write_bytes(path.read_bytes().replace(b"TransformMatrix", b"TransformNothing"))
    refused(path, "does not say how its voxels lie")
    analyze = nibabel.AnalyzeImage(stored, affine)
    nibabel.save(analyze, tmp_path / "old.img")
    refused(tmp_path / "old.hdr", "Analyze")


def test_content_decides_and_not_the_name(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    as_nrrd(tmp_path / "a.nrrd", stored, affine).rename(tmp_path / "scan with spaces.nii")
    assert np.array_equal(load_scan(tmp_path / "scan with spaces.nii", modality="MR").values, WORLD)
    path = as_nifti(tmp_path / "b.nii.gz", stored, affine).rename(tmp_path / "nothing")
    assert np.array_equal(load_scan(path, modality="MR").values, WORLD)


def test_pairs_of_header_and_voxels(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    nibabel.save(nibabel.Nifti1Pair(stored, affine), tmp_path / "pair.img")
    assert np.array_equal(load_scan(tmp_path / "pair.hdr", modality="MR").values, WORLD)
    as_nrrd(tmp_path / "a.nhdr", stored, affine)
    assert (tmp_path / "a.raw.gz").exists() or (tmp_path / "a.raw").exists()
    assert np.array_equal(load_scan(tmp_path / "a.nhdr", modality="MR").values, WORLD)
    whole = as_metaimage(tmp_path / "a.mha", stored, affine).read_bytes()
    head, voxels = whole.split(b"LOCAL\n")
    (tmp_path / "a.mhd").write_bytes(head + b"a.raw16\n")
    refused(tmp_path / "a.mhd", "are not beside it")
    (tmp_path / "a.raw16").write_bytes(voxels)
    assert np.array_equal(load_scan(tmp_path / "a.mhd", modality="MR").values, WORLD)


@pytest.mark.parametrize("encoding", ["raw", "gzip", "bzip2", "ascii"])
def test_every_packing_of_nrrd(tmp_path, encoding):
    stored, affine = stored_as(WORLD, (1, 2, 0), (1, -1, 1))
    path = as_nrrd(tmp_path / "a.nrrd", stored, affine, encoding=encoding)
    assert np.array_equal(load_scan(path, modality="MR").values, WORLD)
    refused(tmp_path / "none.nrrd", "no such file")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    refused(path, "cut off|cannot be read")


def test_compressed_metaimage_and_members_of_gzip(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    path = as_metaimage(tmp_path / "a.mha", stored, affine, packed=True)
    assert np.array_equal(load_scan(path, modality="MR").values, WORLD)
    raw = as_nifti(tmp_path / "a.nii", stored, affine).read_bytes()
    members = b"".join(gzip.compress(raw[start : start + 100]) for start in range(0, len(raw), 100))
    (tmp_path / "many.nii.gz").write_bytes(members)
    assert np.array_equal(load_scan(tmp_path / "many.nii.gz", modality="MR").values, WORLD)


def test_a_bomb_is_refused_before_memory_is_asked_for(tmp_path, monkeypatch):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    raw = bytearray(as_nifti(tmp_path / "a.nii", stored, affine).read_bytes())
    raw[42:48] = np.array([900, 900, 900], "<i2").tobytes()
    (tmp_path / "bomb.nii.gz").write_bytes(gzip.compress(bytes(raw)))
    refused(tmp_path / "bomb.nii.gz", "cannot hold|cut off")
    monkeypatch.setattr(stored_volume, "memory", lambda: 1e6)
    refused(tmp_path / "bomb.nii.gz", "the file has 7.29e\\+08 voxels")
    zeros = b"NRRD0004\ntype: short\ndimension: 3\nsizes: 7 6 5\nspace: left-posterior-superior\n"
    zeros += b"space directions: (9,0,0) (0,9,0) (0,0,9)\nspace origin: (1,2,3)\nencoding: gzip\n"
    zeros += b"endian: little\n\n"
    (tmp_path / "more.nrrd").write_bytes(zeros + gzip.compress(bytes(50_000_000)))
    refused(tmp_path / "more.nrrd", "every voxel holds 0")  # no more was unpacked than was promised


def test_a_folder_lists_what_it_holds(tmp_path):
    stored, affine = stored_as(WORLD, *UPRIGHT)
    refused(tmp_path, "no DICOM|empty|nothing")
    as_nifti(tmp_path / "knee.nii.gz", stored, affine)
    (tmp_path / "notes.txt").write_text("nothing")
    assert np.array_equal(load_scan(tmp_path, modality="MR").values, WORLD)
    as_nrrd(tmp_path / "calf.nrrd", stored + 1, affine)
    complaint = refused(tmp_path, "2 series fit")
    assert "1  calf.nrrd" in complaint.remedy
    assert "--series NUMBER" in complaint.remedy
    assert np.array_equal(load_scan(tmp_path, modality="MR", series=2).values, WORLD)
    assert np.array_equal(load_scan(tmp_path, modality="MR", series="CALF").values, WORLD + 1)
    refused(tmp_path, "no series is called 'hip'", series="hip")
    refused(tmp_path / "nowhere", "no such file")
    refused(tmp_path / "notes.txt", "DICOM")


def test_an_unknown_modality_is_refused(tmp_path):
    with pytest.raises(ScanError, match="no modality is called 'PET'"):
        load_scan(as_nifti(tmp_path / "a.nii", *stored_as(WORLD, *UPRIGHT)), modality="PET")  # type: ignore[arg-type]


@pytest.mark.parametrize(("unit", "fine"), [("mm", True), ("?", True), ("cm", False), ("um", False)])
def test_metaimages_in_other_units_than_millimetres_are_refused(tmp_path, unit, fine):
    path = as_metaimage(tmp_path / "a.mha", *stored_as(WORLD, *UPRIGHT), DistanceUnits=unit)
    if fine:
        assert np.array_equal(load_scan(path, modality="MR").values, WORLD)
    else:
        refused(path, f"its lengths are written in '{unit}'")


def test_nrrd_units_are_said_once(tmp_path):
    path = as_nrrd(tmp_path / "a.nrrd", *stored_as(WORLD, *UPRIGHT), **{"space units": ["in"] * 3})
    refused(path, "its lengths are written in in\n")


def test_a_volume_without_voxels_is_no_matter_of_cropping(tmp_path):
    path = as_nifti(tmp_path / "a.nii", np.zeros((7, 6, 0), np.int16), np.diag([8.0, 9.0, 12.0, 1.0]))
    complaint = refused(path, "the file has no voxels")
    assert "Crop" not in complaint.remedy


def test_a_spacing_at_its_limit_is_not_beyond_it(tmp_path):
    affine = np.diag([2e-3, 2e-3, 5e-3, 1.0])  # metres, whose single precision is a little more than 2 mm
    affine[:3, 3] = [-0.06, -0.05, 0.3]
    path = as_nifti(
        tmp_path / "a.nii", np.arange(24000, dtype=np.int16).reshape(40, 30, 20), affine, units="meter"
    )
    levels = {item.about: item.level for item in load_scan(path, modality="MR", contrast="T1").findings}
    assert levels["size of a pixel in the slice"] == levels["distance of slices"] == "note"
