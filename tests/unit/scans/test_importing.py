import errno
import json
import os
import signal
import subprocess
import sys

import nibabel
import nrrd
import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans import limb_folder
from cryonerve.scans.foreign_labels import read_foreign_labels
from cryonerve.scans.importing import Wanted, import_scan
from cryonerve.scans.limb_folder import LABELS, LEGEND, SCAN, SCAN_NOTE, claimed_limb, read_limb
from tests.unit.scans.volumes_made import (
    ORIGIN,
    SHAPE,
    SPACING,
    as_metaimage,
    as_nifti,
    as_nrrd,
    stored_as,
    unpacked,
    world_values,
)

WORLD = world_values()
UPRIGHT = ((0, 1, 2), (1, 1, 1))
SECRET = "Mustermann"
MR = Wanted(modality="MR", contrast="T1")


def a_file(folder, name="knee.nii.gz"):
    return as_nifti(folder / name, *stored_as(WORLD, *UPRIGHT))


def some_numbers():
    numbers = np.zeros(SHAPE, np.int16)
    numbers[1:6, 1:5, 1:4] = 4
    numbers[3, 3, :] = 9
    return numbers


def seg_nrrd(path, segments, values, affine, *, layers=None):
    """A .seg.nrrd as 3D Slicer writes it; `segments`: name, value, layer."""
    header = {
        "space": "left-posterior-superior",
        "space origin": np.diag([-1, -1, 1]) @ affine[:3, 3],
        "kinds": ["domain"] * 3,
    }
    directions = (np.diag([-1, -1, 1]) @ affine[:3, :3]).T
    if layers:
        directions, header["kinds"] = np.vstack([[np.nan] * 3, directions]), ["list", *["domain"] * 3]
    header["space directions"] = directions
    for number, (name, value, layer) in enumerate(segments):
        header[f"Segment{number}_ID"] = f"Segment_{number}"
        header[f"Segment{number}_Name"] = name
        if value is not None:
            header[f"Segment{number}_LabelValue"] = str(value)
            header[f"Segment{number}_Layer"] = str(layer)
    nrrd.write(str(path), values, header)
    return path


def test_a_scan_becomes_a_limb(tmp_path):
    told = []
    done = import_scan(a_file(tmp_path), tmp_path / "my limb", MR, progress=lambda *said: told.append(said))
    assert [path.name for path in done.files] == [SCAN, SCAN_NOTE, "case.yaml"]
    assert sorted(item.name for item in (tmp_path / "my limb").iterdir()) == ["case.yaml", SCAN_NOTE, SCAN]
    limb = read_limb(tmp_path / "my limb")
    assert np.array_equal(limb.scan.values, WORLD)
    assert (limb.scan.modality, limb.scan.contrast) == ("MR", "T1")
    assert 1e3 * limb.scan.origin == pytest.approx(ORIGIN, abs=1e-5)
    assert limb.scan.findings == done.scan.findings
    assert {step for step, _, _ in told} == {"reading", "writing"}
    judge = nibabel.load(tmp_path / "my limb" / SCAN)  # an independent reader sees the same
    assert np.array_equal(np.asarray(judge.dataobj), WORLD)
    assert judge.affine == pytest.approx(
        np.diag([*SPACING, 1.0]) + np.outer([*ORIGIN, 0.0], [0, 0, 0, 1]), abs=1e-4
    )


def test_the_same_source_gives_the_same_bytes(tmp_path):
    source = a_file(tmp_path)
    for name in ("one", "two"):
        import_scan(source, tmp_path / name, MR)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def with_names(folder):
    """Files of every format that name a person wherever their headers have room."""
    stored, affine = stored_as(some_numbers(), *UPRIGHT)
    image = nibabel.Nifti1Image(stored, affine)
    for name in ("descrip", "aux_file", "db_name", "intent_name", "data_type"):
        size = image.header[name].dtype.itemsize if hasattr(image.header[name], "dtype") else 10
        image.header[name] = SECRET.encode()[: max(size, 10)]
    extension = nibabel.nifti1.Nifti1Extension("comment", SECRET.encode())
    image.header.extensions.append(extension)
    nibabel.save(image, folder / f"{SECRET}.nii")
    path = as_nrrd(
        folder / f"{SECRET}.nrrd", stored, affine, content=SECRET, labels=[SECRET] * 3, patient=SECRET,
        **{"sample units": SECRET},
    )  # fmt: skip
    head, blank, rest = path.read_bytes().partition(b"\n\n")
    path.write_bytes(head + f"\n# {SECRET}\nPatientName:={SECRET}".encode() + blank + rest)
    tags = dict.fromkeys(("Comment", "Name", "PatientName", "0010|0010", "ObjectSubType", "ID"), SECRET)
    as_metaimage(folder / f"{SECRET}.mha", stored, affine, **tags)
    return [folder / f"{SECRET}{ending}" for ending in (".nii", ".nrrd", ".mha")]


def test_a_name_in_every_field_of_a_header_is_in_no_file_that_is_written(tmp_path):
    (tmp_path / "legend.tsv").write_text("4\tmuscle\n9\ttibial nerve\n")
    for number, source in enumerate(with_names(tmp_path)):
        assert SECRET.encode() in source.read_bytes()
        limb = tmp_path / f"limb {number}"
        wanted = Wanted(modality="MR", labels=source, legend=tmp_path / "legend.tsv")
        done = import_scan(source, limb, wanted)
        assert len(done.files) == 5
        for path in limb.iterdir():
            assert SECRET.lower().encode() not in unpacked(path).lower(), path
            assert b"FNAME" not in path.read_bytes()[:4]
            assert path.suffix != ".gz" or path.read_bytes()[3] == 0  # no file name in the packing
        assert SECRET not in repr(done)


def test_a_folder_that_holds_something_is_left_alone_unless_forced(tmp_path):
    source, limb = a_file(tmp_path), tmp_path / "limb"
    limb.mkdir()
    (limb / "thesis.txt").write_text("years of work")
    with pytest.raises(ScanError, match=r"not empty \(thesis.txt\)"):
        import_scan(source, limb, MR)
    import_scan(source, limb, MR, replace=True)
    (limb / "case.yaml").write_text("# twenty minutes of work\n")
    (limb / LABELS).write_bytes(b"drawn by hand")
    done = import_scan(as_nifti(tmp_path / "b.nii", *stored_as(WORLD + 1, *UPRIGHT)), limb, MR, replace=True)
    assert done.aside == limb / "earlier-1"
    assert (limb / "thesis.txt").read_text() == "years of work"
    assert (limb / "earlier-1" / "case.yaml").read_text() == "# twenty minutes of work\n"
    assert (limb / "earlier-1" / LABELS).read_bytes() == b"drawn by hand"
    assert not (limb / LABELS).exists()
    assert np.array_equal(read_limb(limb).scan.values, WORLD + 1)
    assert import_scan(source, limb, MR, replace=True).aside == limb / "earlier-2"


def test_a_disk_that_fills_brings_everything_back(tmp_path, monkeypatch):
    source, limb = a_file(tmp_path), tmp_path / "limb"
    import_scan(source, limb, MR)
    before = {path.name: path.read_bytes() for path in limb.iterdir()}

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(limb_folder, "write_nifti", full)
    with pytest.raises(ScanError, match="disk is full"):
        import_scan(source, limb, MR, replace=True)
    assert {path.name: path.read_bytes() for path in limb.iterdir()} == before
    with pytest.raises(ScanError, match="disk is full"):
        import_scan(source, tmp_path / "a" / "new" / "limb", MR)
    assert not (tmp_path / "a").exists()  # folders that were made for nothing


def test_a_scan_that_is_refused_leaves_no_folder(tmp_path):
    (tmp_path / "torn.nii").write_bytes(b"torn")
    with pytest.raises(ScanError):
        import_scan(tmp_path / "torn.nii", tmp_path / "limb", MR)
    assert not (tmp_path / "limb").exists()
    with pytest.raises(ScanError, match="nothing to import"):
        import_scan(None, tmp_path / "limb")


def test_two_imports_into_one_folder(tmp_path):
    source = a_file(tmp_path)
    with claimed_limb(tmp_path / "limb"), pytest.raises(ScanError, match="another process"):
        import_scan(source, tmp_path / "limb", MR)
    import_scan(source, tmp_path / "limb", MR)


def test_places_that_cannot_be_written(tmp_path):
    source = a_file(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ScanError, match="a file where the limb's folder should be"):
        import_scan(source, tmp_path / "file", MR)
    with pytest.raises(ScanError, match="cannot be written to"):
        import_scan(source, tmp_path / "file" / "limb", MR)
    if os.getuid() == 0:
        pytest.skip("root may write anywhere")
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(ScanError, match="This account may not write there"):
        import_scan(source, tmp_path / "locked" / "limb", MR)


# --- labels made elsewhere ----------------------------------------------------------------------------------


def test_segments_of_3d_slicer_bring_their_names(tmp_path):
    numbers = some_numbers()
    segments = [("soleus muscle", 4, 0), ("tibial nerve", 9, 0), ("empty vein", 3, 0)]
    path = seg_nrrd(tmp_path / "a.seg.nrrd", segments, *stored_as(numbers, (1, 0, 2), (1, -1, 1)))
    done = import_scan(a_file(tmp_path), tmp_path / "limb", Wanted(modality="MR", labels=path))
    assert np.array_equal(done.labels.numbers, numbers)
    assert [(item.number, item.name, item.tissue, item.guessed) for item in done.labels.legend] == [
        (4, "soleus muscle", "muscle", True),
        (9, "tibial nerve", "nerve", True),
    ]
    assert {item.drawn_by for item in done.labels.legend} == {"file"}
    again = read_limb(tmp_path / "limb").labels
    assert np.array_equal(again.numbers, numbers)
    assert again.legend == done.labels.legend
    assert 'nerve: "tibial nerve"' in (tmp_path / "limb" / "case.yaml").read_text()


@pytest.mark.parametrize("named", [True, False])
def test_segments_that_overlap_lie_the_smaller_on_top(tmp_path, named):
    muscle, nerve = some_numbers() == 4, np.zeros(SHAPE, bool)
    muscle[3, 3, 1:4] = nerve[3, 3, :] = True
    layers = np.stack([nerve, muscle]).astype(np.uint8)
    segments = [("tibial nerve", 1 if named else None, 0), ("muscle", 1 if named else None, 1)]
    _, affine = stored_as(some_numbers(), *UPRIGHT)
    path = seg_nrrd(tmp_path / "a.seg.nrrd", segments, layers, affine, layers=2)
    found = read_foreign_labels(path)
    assert np.array_equal(found.numbers, np.where(nerve, 1, np.where(muscle, 2, 0)))
    assert found.remarks == (
        "3 voxels lie in several structures; the smaller counts (tibial nerve over muscle)",
    )


def test_names_that_say_nothing_and_values_that_cannot_be_are_refused(tmp_path):
    stored, affine = stored_as(some_numbers(), *UPRIGHT)
    path = seg_nrrd(tmp_path / "a.seg.nrrd", [("Segment_1", 4, 0), ("nerve", 9, 0)], stored, affine)
    with pytest.raises(ScanError, match="4 'Segment 1'"):
        read_foreign_labels(path)
    (tmp_path / "legend.tsv").write_text("4\tsoleus\tmuscle\n9\ttibial nerve\n")
    assert [item.name for item in read_foreign_labels(path, tmp_path / "legend.tsv").legend] == [
        "soleus",
        "tibial nerve",
    ]
    path = seg_nrrd(tmp_path / "b.seg.nrrd", [("muscle", 4, 3)], stored, affine)
    with pytest.raises(ScanError, match="there are 1 layers"):
        read_foreign_labels(path)
    path = seg_nrrd(tmp_path / "c.seg.nrrd", [("muscle", "x", 0)], stored, affine)
    with pytest.raises(ScanError, match="no whole numbers"):
        read_foreign_labels(path)
    with pytest.raises(ScanError, match="does not name its labels"):
        read_foreign_labels(as_nifti(tmp_path / "d.nii", stored, affine))
    (tmp_path / "short.tsv").write_text("9\ttibial nerve\n")
    with pytest.raises(ScanError, match=r"labels 4, .* are not in the legend"):
        read_foreign_labels(as_nifti(tmp_path / "d.nii", stored, affine), tmp_path / "short.tsv")


def test_labels_on_another_grid_take_the_nearest_voxel(tmp_path):
    (tmp_path / "legend.tsv").write_text("1\tmuscle\n2\tvein\n")
    fine = np.zeros((40, 40, 40), np.uint8)
    fine[8:32, 8:32, 8:32] = 1
    fine[0, 0, 0] = 2  # thinner than a voxel of the scan
    affine = np.diag([1.0, 1.0, 1.0, 1.0])
    affine[:3, 3] = ORIGIN + 4.0
    path = as_nrrd(tmp_path / "fine.nrrd", fine, affine)
    wanted = Wanted(modality="MR", labels=path, legend=tmp_path / "legend.tsv")
    labels = import_scan(a_file(tmp_path), tmp_path / "limb", wanted).labels
    centres = ORIGIN + SPACING * np.argwhere(labels.numbers == 1)
    low, high = affine[:3, 3] + 7.5, affine[:3, 3] + 31.5
    every = ORIGIN + SPACING * np.array(list(np.ndindex(SHAPE)))
    assert len(centres) == ((every > low) & (every < high)).all(axis=1).sum() > 0
    assert ((centres > low) & (centres < high)).all()
    assert any("each voxel took the nearest one" in remark for remark in labels.remarks)
    assert any("holds vein: outside, or too thin" in remark for remark in labels.remarks)
    affine[0, 3] += 500.0
    wanted = Wanted(modality="MR", labels=as_nrrd(tmp_path / "b.nrrd", fine, affine), legend=wanted.legend)
    with pytest.raises(ScanError, match="nothing that is labelled lies in the scan"):
        import_scan(a_file(tmp_path), tmp_path / "other", wanted)


def test_labels_follow_a_tilted_scan(tmp_path):
    a = np.radians(20.0)
    tilt = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    (tmp_path / "legend.tsv").write_text("4\tmuscle\n9\ttibial nerve\n")
    source = as_nifti(tmp_path / "a.nii", *stored_as(WORLD, *UPRIGHT, tilt))
    path = as_nifti(tmp_path / "l.nii", *stored_as(some_numbers(), (2, 1, 0), (-1, 1, 1), tilt))
    labels = import_scan(
        source, tmp_path / "limb", Wanted(modality="MR", labels=path, legend=tmp_path / "legend.tsv")
    ).labels
    assert np.array_equal(labels.numbers, some_numbers())
    assert labels.remarks == ("tibial nerve has 5 voxels: too few for a shape",)


def test_labels_alone_make_a_limb(tmp_path):
    (tmp_path / "legend.tsv").write_text("4\tmuscle\n9\ttibial nerve\n")
    path = as_nifti(tmp_path / "l.nii", *stored_as(some_numbers(), *UPRIGHT))
    wanted = Wanted(labels=path, legend=tmp_path / "legend.tsv")
    done = import_scan(None, tmp_path / "limb", wanted)
    assert done.scan is None
    limb = read_limb(tmp_path / "limb")
    assert limb.scan is None
    assert np.array_equal(limb.labels.numbers, some_numbers())
    assert 1e3 * limb.labels.origin == pytest.approx(ORIGIN, abs=1e-4)
    low, high = ORIGIN + SPACING * [1, 1, 1], ORIGIN + SPACING * [4, 4, 3]
    box = " ".join(f"{a:.3f} {b:.3f}" for a, b in zip(low, high, strict=True)) + " mm"
    done = import_scan(None, tmp_path / "part", Wanted(labels=path, legend=wanted.legend, crop=box))
    assert np.array_equal(done.labels.numbers, some_numbers()[1:5, 1:5, 1:4])
    assert json.dumps([item.name for item in done.labels.legend]) == '["muscle", "tibial nerve"]'
    assert (tmp_path / "limb" / LEGEND).exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from cryonerve.scans.importing import Wanted, import_scan

def told(step, done, total):
    if step == "writing" and done >= 2.0:
        os.kill(os.getpid(), signal.SIGKILL)

import_scan(Path(sys.argv[1]), Path(sys.argv[2]), Wanted(modality="MR"), replace=True, progress=told)
"""


@pytest.mark.parametrize("there", [True, False])
def test_a_kill_while_writing_leaves_what_was_there(tmp_path, there):
    source, limb = a_file(tmp_path), tmp_path / "limb"
    if there:
        import_scan(source, limb, MR)
        (limb / "curves.json").write_text("drawn for an hour", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in limb.glob("[!.]*")}
    done = subprocess.run([sys.executable, "-c", KILLED, str(source), str(limb)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert {path.name: path.read_bytes() for path in limb.glob("[!.]*")} == before
    if there:
        assert np.array_equal(read_limb(limb).scan.values, WORLD)
    made = import_scan(source, limb, MR, replace=there)  # and nothing of the torn one is in the way
    assert (made.aside is not None) == there
    assert sorted(path.name for path in limb.iterdir()) == [
        "case.yaml",
        *["earlier-1"] * there,
        SCAN_NOTE,
        SCAN,
    ]
