"""Labels for other programs, read again by us and by others: the same voxels at the same places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.dicom_series import find_series, read_series
from cryonerve.scans.foreign_labels import labels_on_scan, read_foreign_labels
from cryonerve.scans.label_export import export_labels
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.scan import Scan
from tests.dicom_made import made_slices, random_pixels, save, turned_grid

LEGEND = (
    Label(1, "subcutaneous fat", "fat", "fat", "machine"),
    Label(3, "left tibia", "cortical-bone", "bone", "person"),
    Label(4, "tibial nerve", "nerve", "nerve", "person"),
    Label(7, "skin", "skin", "skin", "assumed"),
    Label(9, "popliteal artery", "blood", "artery", "file"),
)
SHAPE = (6, 5, 4)
WAYS = [((0, 1, 2), (1, 1, 1), 0.0), ((0, 1, 2), (-1, 1, -1), 0.3), ((2, 0, 1), (1, -1, 1), 0.0),
        ((1, 2, 0), (-1, -1, 1), -0.2)]  # fmt: skip


def scanned(folder: Path, way) -> Scan:
    order, signs, tilt = way
    return read_series(
        find_series(save(made_slices(random_pixels(SHAPE), turned_grid(order, signs, tilt)), folder))[0]
    )


def labelled(scan: Scan) -> Labels:
    numbers = np.random.default_rng(3).choice([0, 1, 3, 4, 7, 9], scan.values.shape).astype(np.int16)
    return Labels(numbers, scan.origin, scan.spacing, LEGEND)


def by_place(values, place) -> dict[tuple[float, ...], int]:
    """Value at each place in the patient, mm rounded; only those with a label."""
    index = np.argwhere(values)
    ras = index @ place[:3, :3].T + place[:3, 3]
    return {
        tuple(np.round(where, 2) + 0.0): int(values[tuple(item)])
        for where, item in zip(ras, index, strict=True)
    }


def truth(labels: Labels, scan: Scan) -> dict[tuple[float, ...], int]:
    place = scan.to_patient @ scan.affine
    place[:3] *= 1e3
    return by_place(labels.numbers, place)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ending", [".seg.nrrd", ".nii.gz", ".dcm"])
def test_read_again_by_us(tmp_path, way, ending) -> None:
    scan = scanned(tmp_path / "dicom", way)
    labels = labelled(scan)
    files = export_labels(labels, tmp_path / f"limb{ending}", scan.to_patient)
    found = read_foreign_labels(files[0], files[1] if len(files) > 1 else None)
    again = labels_on_scan(found, scan)
    names = {item.number: item.name for item in again.legend}
    wanted = {item.number: item.name for item in LEGEND}
    for number, name in names.items():
        here = next(key for key, known in wanted.items() if known == name)
        assert np.array_equal(again.numbers == number, labels.numbers == here)
    assert {(item.name, item.tissue, item.kind) for item in again.legend} == {
        (item.name, item.tissue, item.kind) for item in LEGEND
    }
    if ending != ".nii.gz":
        drawn = {item.name: item.drawn_by for item in again.legend}
        assert drawn == {item.name: item.drawn_by for item in LEGEND}


@pytest.mark.parametrize("way", WAYS)
def test_other_programs_see_the_same_voxels_at_the_same_places(tmp_path, way) -> None:
    import nrrd

    sitk = pytest.importorskip("SimpleITK")
    hd = pytest.importorskip("highdicom")
    scan = scanned(tmp_path / "dicom", way)
    labels = labelled(scan)
    wanted = truth(labels, scan)
    for ending in (".seg.nrrd", ".nii.gz"):
        image = sitk.ReadImage(str(export_labels(labels, tmp_path / f"limb{ending}", scan.to_patient)[0]))
        direction = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
        place = np.eye(4)
        place[:3, :3], place[:3, 3] = direction, image.GetOrigin()
        flipped = np.diag([-1.0, -1.0, 1.0, 1.0]) @ place
        assert by_place(sitk.GetArrayFromImage(image).T, flipped) == wanted
    voxels, header = nrrd.read(str(tmp_path / "limb.seg.nrrd"))
    assert np.array_equal(voxels, labels.numbers)
    named = {header[f"Segment{n}_Name"]: int(header[f"Segment{n}_LabelValue"]) for n in range(5)}
    assert named == {item.name: item.number for item in LEGEND}
    extent = [int(item) for item in header["Segment1_Extent"].split()]
    inside = np.argwhere(labels.numbers == 3)
    assert extent == [end for pair in zip(inside.min(0), inside.max(0), strict=True) for end in pair]
    assert "~SCT^12611008^Tibia~" in header["Segment1_Tags"]
    seg = hd.seg.segread(export_labels(labels, tmp_path / "limb.dcm", scan.to_patient)[0])
    volume = seg.get_volume(combine_segments=True)
    place = np.diag([-1.0, -1.0, 1.0, 1.0]) @ volume.affine
    numbered = {number: item.number for number, item in enumerate(LEGEND, 1)}
    assert {where: numbered[value] for where, value in by_place(volume.array, place).items()} == wanted
    kinds = [seg.get_segment_description(number).algorithm_type.value for number in range(1, 6)]
    assert kinds == ["AUTOMATIC", "MANUAL", "MANUAL", "AUTOMATIC", "SEMIAUTOMATIC"]


@pytest.mark.parametrize("way", WAYS)
def test_a_segmentation_over_the_original_points_to_its_slices_and_names_nobody(tmp_path, way) -> None:
    hd = pytest.importorskip("highdicom")
    order, signs, tilt = way
    slices = made_slices(random_pixels(SHAPE), turned_grid(order, signs, tilt))
    for item in slices:
        item.PatientName, item.PatientID, item.InstitutionName = "MARKERNAME^X", "MARKERNAME", "MARKERNAME"
        item.StudyDescription = item.SeriesDescription = item.AccessionNumber = "MARKERNAME"
        item.PatientBirthDate = item.StudyDate = "19770707"
    folder = save(slices, tmp_path / "dicom")
    scan = read_series(find_series(folder)[0])
    labels = labelled(scan)
    path = export_labels(labels, tmp_path / "limb.dcm", scan.to_patient, original=folder)[0]
    assert b"MARKERNAME" not in path.read_bytes()
    assert b"19770707" not in path.read_bytes()
    seg = hd.seg.segread(path)
    assert seg.StudyInstanceUID == slices[0].StudyInstanceUID
    assert seg.FrameOfReferenceUID == slices[0].FrameOfReferenceUID
    pointed = {
        item.ReferencedSOPInstanceUID for item in seg.ReferencedSeriesSequence[0].ReferencedInstanceSequence
    }
    assert pointed == {item.SOPInstanceUID for item in slices}
    again = labels_on_scan(read_foreign_labels(path), scan)
    assert np.array_equal(again.numbers > 0, labels.numbers > 0)
    other = save(made_slices(random_pixels((3, 4, 4)), turned_grid(order, signs)), tmp_path / "other")
    with pytest.raises(ScanError, match="holds no series on whose voxels"):
        export_labels(labels, tmp_path / "limb.dcm", scan.to_patient, original=other)


@pytest.mark.parametrize("ending", [".seg.nrrd", ".nii.gz", ".dcm"])
def test_equal_labels_give_equal_files(tmp_path, ending) -> None:
    labels = labelled(scanned(tmp_path / "dicom", WAYS[0]))
    one = export_labels(labels, tmp_path / f"a{ending}")[0].read_bytes()
    assert one == export_labels(labels, tmp_path / f"b{ending}")[0].read_bytes()


def test_what_cannot_be_written_is_refused(tmp_path) -> None:
    labels = labelled(scanned(tmp_path / "dicom", WAYS[0]))
    with pytest.raises(ScanError, match=r"does not end with a kind.*\n.*\.seg\.nrrd"):
        export_labels(labels, tmp_path / "limb.vtk")
    with pytest.raises(ScanError, match=r"only a \.dcm can point"):
        export_labels(labels, tmp_path / "limb.nii.gz", original=tmp_path / "dicom")
    empty = Labels(np.zeros_like(labels.numbers), labels.origin, labels.spacing, LEGEND)
    with pytest.raises(ScanError, match="no voxel has a label"):
        export_labels(empty, tmp_path / "limb.nii.gz")
    unnamed = Labels(labels.numbers, labels.origin, labels.spacing, LEGEND[:2])
    with pytest.raises(ScanError, match="label 4 has no line"):
        export_labels(unnamed, tmp_path / "limb.nii.gz")
    assert not list(tmp_path.glob("limb*"))
