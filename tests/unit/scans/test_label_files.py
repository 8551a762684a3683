from itertools import permutations, product

import nibabel
import nrrd
import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans import stored_volume
from cryonerve.scans.label_files import read_labels

RNG = np.random.default_rng(21)
WORLD = RNG.integers(0, 9, (5, 4, 3)).astype(np.int16)  # as it lies in the patient: right, anterior, superior
SPACING = np.array([0.7, 0.9, 1.6])
ORIGIN = np.array([-12.5, 33.0, 4.25])
TURNS = [(order, signs) for order in permutations(range(3)) for signs in product((1, -1), repeat=3)]


def turned(order, signs):
    """WORLD stored with its axes in another order and direction, and the affine (mm RAS) that says so."""
    stored = np.transpose(WORLD, order)
    affine = np.eye(4)
    affine[:3, 3] = ORIGIN
    affine[:3, :3] = 0.0
    for axis, world in enumerate(order):
        affine[world, axis] = SPACING[world] * signs[axis]
        if signs[axis] < 0:
            stored = np.flip(stored, axis)
            affine[world, 3] += SPACING[world] * (WORLD.shape[world] - 1)
    return np.ascontiguousarray(stored), affine


def as_nifti(path, stored, affine, **changes):
    image = nibabel.Nifti1Image(stored, affine)
    image.header.set_xyzt_units(changes.get("units", "mm"))
    image.set_sform(affine, code=changes.get("sform", 1))
    image.set_qform(changes.get("other", affine), code=changes.get("qform", 1))
    nibabel.save(image, path)
    return path


def as_nrrd(path, stored, affine, space="left-posterior-superior"):
    flip = {"left-posterior-superior": [-1, -1, 1], "right-anterior-superior": [1, 1, 1]}[space]
    matrix = np.diag(flip) @ affine[:3, :3]
    header = {
        "space": space,
        "space directions": matrix.T,
        "space origin": np.array(flip) * affine[:3, 3],
        "kinds": ["domain"] * 3,
    }
    nrrd.write(str(path), stored, header)
    return path


def test_there_are_48_ways_to_store_a_volume():
    assert len(TURNS) == 48
    assert len({turned(*t)[0].tobytes() + str(turned(*t)[0].shape).encode() for t in TURNS}) == 48


@pytest.mark.parametrize(("order", "signs"), TURNS)
def test_every_way_of_storing_lands_identically(tmp_path, order, signs):
    stored, affine = turned(order, signs)
    for path in (
        as_nifti(tmp_path / "a.nii", stored, affine),
        as_nrrd(tmp_path / "a.nrrd", stored, affine),
    ):
        grid = read_labels(path)
        assert np.array_equal(grid.labels, WORLD), path
        assert grid.origin == pytest.approx(ORIGIN, abs=1e-5)
        assert grid.spacing == pytest.approx(SPACING, abs=1e-6)


def test_ras_nrrd_and_compressed_nifti(tmp_path):
    stored, affine = turned((2, 0, 1), (-1, 1, -1))
    for path in (
        as_nrrd(tmp_path / "a.nrrd", stored, affine, "right-anterior-superior"),
        as_nifti(tmp_path / "a.nii.gz", stored, affine),
        as_nifti(tmp_path / "b.nii.gz", stored.astype(np.float32), affine),
        as_nifti(tmp_path / "c.nii.gz", stored[..., None], affine),
        as_nifti(tmp_path / "d.nii.gz", stored, affine, sform=0),
        as_nifti(tmp_path / "e.nii.gz", stored, affine, qform=0),
    ):
        assert np.array_equal(read_labels(path).labels, WORLD), path


def test_metres_are_understood(tmp_path):
    stored, affine = turned((0, 1, 2), (1, 1, 1))
    metres = affine.copy()
    metres[:3] *= 1e-3
    grid = read_labels(as_nifti(tmp_path / "m.nii", stored, metres, units="meter"))
    assert grid.origin == pytest.approx(ORIGIN, rel=1e-5)
    assert grid.spacing == pytest.approx(SPACING, rel=1e-5)


def test_oblique_volume_is_resampled_and_says_so(tmp_path):
    block = np.zeros((40, 30, 20), np.int16)
    block[10:30, 8:22, 5:15] = 7
    angle = np.radians(20)
    affine = np.eye(4)
    affine[:3, :3] = [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    affine[:3, 3] = [5.0, -3.0, 1.0]
    grid = read_labels(as_nifti(tmp_path / "o.nii", block, affine))
    assert "20.0 degrees" in grid.remarks[0]
    assert (grid.labels == 7).sum() == pytest.approx(20 * 14 * 10, rel=0.03)
    middle = np.argwhere(grid.labels == 7).mean(axis=0) * grid.spacing + grid.origin
    assert middle == pytest.approx(affine[:3, :3] @ [19.5, 14.5, 9.5] + affine[:3, 3], abs=0.1)


def refused(path, words):
    with pytest.raises(ScanError, match=words) as caught:
        read_labels(path)
    complaint = caught.value.complaints[0]
    assert "\n" not in complaint.what
    assert complaint.file == str(path)
    assert complaint.remedy
    return complaint


GOOD = turned((0, 1, 2), (1, 1, 1))


def test_missing_file(tmp_path):
    refused(tmp_path / "none.nii.gz", "no such file")
    refused(tmp_path / "none.nrrd", "no such file")


def test_unknown_kind(tmp_path):
    path = tmp_path / "image.png"
    path.write_bytes(b"nothing")
    refused(path, "not known")


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz", "a.nrrd"])
@pytest.mark.parametrize("content", [b"", b"garbage", b"NRRD0004\n", b"\x1f\x8b\x08garbage", b"\x00" * 400])
def test_rubbish(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    refused(path, "cannot be read|is empty|is no NIfTI|not known")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.97])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz", "a.nrrd"])
def test_cut_short(tmp_path, name, share):
    many = RNG.integers(0, 9, (20, 20, 20)).astype(np.int16)
    write = as_nrrd if name.endswith("nrrd") else as_nifti
    path = write(tmp_path / name, many, np.diag([1.0, 1, 1, 1]))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    refused(path, "is cut off: 16000 bytes")


def test_directory(tmp_path):
    path = tmp_path / "folder.nii"
    path.mkdir()
    refused(path, "cannot be read")


def test_a_kind_of_number_that_nobody_knows_is_told_once(tmp_path, capfd):
    path = as_nifti(tmp_path / "a.nii", *GOOD)
    raw = bytearray(path.read_bytes())
    raw[70:72] = np.array([999], "<i2").tobytes()
    path.write_bytes(raw)
    refused(path, "data code 999 not recognized")
    assert capfd.readouterr() == ("", "")


def test_a_volume_that_memory_could_not_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(stored_volume, "memory", lambda: 16.0 * GOOD[0].size)
    refused(as_nifti(tmp_path / "a.nii", *GOOD), "voxels")
    monkeypatch.setattr(stored_volume, "memory", lambda: 21.0 * GOOD[0].size)
    read_labels(as_nifti(tmp_path / "a.nii", *GOOD))


def test_no_orientation(tmp_path):
    refused(as_nifti(tmp_path / "a.nii", *GOOD, sform=0, qform=0), "sform and qform codes are 0")
    nrrd.write(str(tmp_path / "a.nrrd"), GOOD[0], {})
    refused(tmp_path / "a.nrrd", "does not say how its voxels lie")


def test_contradictory_orientation(tmp_path):
    stored, affine = GOOD
    flipped = affine.copy()
    flipped[0, 0] *= -1
    refused(as_nifti(tmp_path / "a.nii", stored, affine, other=flipped), "left and right may differ")


def test_affine_that_is_not_finite(tmp_path):
    stored, affine = GOOD
    path = as_nifti(tmp_path / "a.nii", stored, affine, qform=0)
    raw = bytearray(path.read_bytes())
    raw[280:284] = np.array([np.nan], "<f4").tobytes()
    path.write_bytes(raw)
    refused(path, "not finite")


def test_sheared_and_flat_affines(tmp_path):
    stored, affine = GOOD
    sheared = affine.copy()
    sheared[0, 1] = 0.4
    refused(as_nrrd(tmp_path / "a.nrrd", stored, sheared), "right angles")
    flat = affine.copy()
    flat[:3, 2] = 0.0
    refused(as_nrrd(tmp_path / "b.nrrd", stored, flat), "voxels are")


def test_four_dimensions(tmp_path):
    affine = np.eye(4)
    refused(as_nifti(tmp_path / "a.nii", np.ones((3, 3, 3, 4), np.int16), affine), "4 volumes")
    header = {"space": "left-posterior-superior", "space directions": np.vstack([[np.nan] * 3, np.eye(3)])}
    nrrd.write(str(tmp_path / "a.nrrd"), np.ones((2, 3, 3, 3), np.int16), header)
    refused(tmp_path / "a.nrrd", "2 volumes")


def test_voxels_that_are_no_labels(tmp_path):
    stored, affine = GOOD
    refused(as_nifti(tmp_path / "a.nii", stored + 0.25, affine), "not whole numbers")
    holes = stored.astype(np.float32)
    holes[0, 0, 0] = np.nan
    refused(as_nifti(tmp_path / "b.nii", holes, affine), "not finite")
    refused(as_nifti(tmp_path / "c.nii", stored - 5, affine), "labels run from")
    refused(as_nifti(tmp_path / "d.nii", stored.astype(np.int32) * 10000, affine), "labels run from")
    refused(as_nifti(tmp_path / "e.nii", 0 * stored, affine), "no voxel has a label")


def test_size_is_refused_before_reading(tmp_path):
    path = tmp_path / "huge.nrrd"
    path.write_text(
        "NRRD0004\ntype: short\ndimension: 3\nsizes: 5000 5000 5000\nspace: left-posterior-superior\n"
        "space directions: (1,0,0) (0,1,0) (0,0,1)\nencoding: raw\nendian: little\n\n"
    )
    refused(path, "voxels")
