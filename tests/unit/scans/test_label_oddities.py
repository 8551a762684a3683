"""Labels made elsewhere that are odd: refused plainly, or read right and said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from cryonerve.errors import ScanError
from cryonerve.scans.foreign_labels import labels_alone, labels_on_scan, read_foreign_labels
from cryonerve.scans.limb_folder import save_scan_of
from cryonerve.scans.loading import load_scan
from tests.unit.scans.test_dicom_labels import box, drawn, scanned, segmented, structure_set
from tests.unit.scans.test_importing import UPRIGHT
from tests.unit.scans.volumes_made import SHAPE, as_nrrd, stored_as


def read(folder: Path, numbers: np.ndarray, legend: str, affine: np.ndarray | None = None):
    stored, own = stored_as(numbers, *UPRIGHT)
    path = as_nrrd(folder / "labels.nrrd", stored, own if affine is None else affine)
    (folder / "legend.tsv").write_text(legend, encoding="utf-8")
    return labels_alone(read_foreign_labels(path, folder / "legend.tsv"))


def said(labels) -> str:
    return " | ".join(labels.remarks)


def in_muscle() -> np.ndarray:
    numbers = np.zeros(SHAPE, np.int16)
    numbers[1:6, 1:5, :] = 1
    return numbers


def test_a_nerve_in_pieces_and_of_few_voxels(tmp_path) -> None:
    numbers = in_muscle()
    numbers[3, 3, [0, 1, 3, 4]] = 2
    found = said(read(tmp_path, numbers, "1\tmuscle\n2\ttibial nerve\n"))
    assert "tibial nerve lies in 2 pieces" in found
    assert "tibial nerve has 4 voxels: too few" in found
    numbers[3, 3, 2] = 2
    assert "pieces" not in said(read(tmp_path, numbers, "1\tmuscle\n2\ttibial nerve\n"))


def test_a_vessel_that_leaves_sideways_and_names_without_voxels(tmp_path) -> None:
    numbers = in_muscle()
    numbers[0, 2, :] = 2
    found = said(read(tmp_path, numbers, "1\tmuscle\n2\tpopliteal vein\n3\tsural nerve\n"))
    assert "popliteal vein touches the side of the scan at x = -22 mm" in found
    assert "sural nerve is named and no voxel of the labels has it" in found


def test_both_sides_and_no_outside(tmp_path) -> None:
    numbers = in_muscle()
    numbers[5] = 2
    found = said(read(tmp_path, numbers, "1\tleft tibial nerve\n2\tmuscle of the right leg\n"))
    assert "names speak of both sides (left tibial nerve; muscle of the right leg)" in found
    full = said(read(tmp_path, np.ones(SHAPE, np.int16), "1\tmuscle\n"))
    assert "labels fill the whole scan" in full
    assert "both sides" not in full


def test_a_finer_grid_is_said_and_a_part_of_the_same_grid_is_not(tmp_path) -> None:
    scan, slices = scanned(tmp_path / "dicom")
    part = segmented(tmp_path / "a.dcm", slices, drawn(2), ["muscle", "tibial nerve"])
    assert "nearest" not in said(labels_on_scan(read_foreign_labels(part), scan))
    affine = 1e3 * scan.to_patient @ scan.affine
    affine[:3, :3] *= 0.5
    affine[3] = [0, 0, 0, 1]
    stored = np.ones(tuple(2 * n for n in scan.values.shape), np.int16)
    fine = as_nrrd(tmp_path / "fine.nrrd", stored, affine)
    (tmp_path / "legend.tsv").write_text("1\tmuscle\n", encoding="utf-8")
    found = labels_on_scan(read_foreign_labels(fine, tmp_path / "legend.tsv"), scan)
    assert "nearest" in said(found)


def test_labels_of_another_examination_are_said_and_its_number_is_not_kept(tmp_path) -> None:
    scan, slices = scanned(tmp_path / "dicom")
    masks, names = drawn(2), ["muscle", "tibial nerve"]
    same = read_foreign_labels(segmented(tmp_path / "a.dcm", slices, masks, names))
    assert "frame of reference" not in said(labels_on_scan(same, scan))
    for item in slices:
        item.FrameOfReferenceUID = "2.25.99"
    other = read_foreign_labels(segmented(tmp_path / "b.dcm", slices, masks, names))
    assert "another frame of reference" in labels_on_scan(other, scan).remarks[0]
    path = structure_set(tmp_path / "rt.dcm", [("muscle", "CLOSED_PLANAR", box(scan, 1.0, 0.5, 5.5))])
    dataset = dcmread(path)
    dataset.StructureSetROISequence[0].ReferencedFrameOfReferenceUID = "2.25.99"
    dataset.save_as(path)
    assert (
        "another frame of reference" in labels_on_scan(read_foreign_labels(path, scan=scan), scan).remarks[0]
    )
    save_scan_of(tmp_path / "limb", scan)
    assert scan.frame_of_reference not in repr(scan) + (tmp_path / "limb" / "scan.json").read_text("utf-8")


def contours(folder: Path, *items: tuple[str, np.ndarray]):
    """Labels of closed contours on a scan of 7 x 9 x 6 voxels."""
    scan, _ = scanned(folder / "dicom")
    path = structure_set(folder / "rt.dcm", [(name, "CLOSED_PLANAR", points(scan)) for name, points in items])
    return labels_on_scan(read_foreign_labels(path, scan=scan), scan), scan, path


def test_a_contour_between_voxels_vanishes_with_a_word(tmp_path) -> None:
    labels, _, _ = contours(
        tmp_path,
        ("muscle", lambda scan: box(scan, 1.0, 0.5, 5.5)),
        ("tibial nerve", lambda scan: box(scan, 1.0, 2.2, 2.8)),
    )
    assert [item.name for item in labels.legend] == ["muscle"]
    assert "no voxel has its middle in the contours of tibial nerve" in said(labels)
    assert "muscle is drawn in one plane" in said(labels)


def test_crossing_contours_and_wide_planes_are_said(tmp_path) -> None:
    bow = [0, 2, 1, 3]
    labels, _, _ = contours(
        tmp_path,
        ("muscle", lambda scan: box(scan, 0.0, 0.5, 5.5)[bow]),
        ("muscle", lambda scan: box(scan, 3.0, 0.5, 5.5)[[0, 1, 2, 3, 3, 0]]),  # closed by its first point
    )
    assert "1 contour of muscle cross themselves" in said(labels)
    assert "contours of muscle lie 3 slices apart" in said(labels)


def test_structures_without_contours_and_of_one_name(tmp_path) -> None:
    _, scan, path = contours(tmp_path, ("muscle", lambda scan: box(scan, 1.0, 0.5, 5.5)))
    dataset = dcmread(path)
    for number, name in ((7, "sural nerve"), (8, "muscle")):
        roi = Dataset()
        roi.ROINumber, roi.ROIName, roi.ROIGenerationAlgorithm = number, name, "MANUAL"
        dataset.StructureSetROISequence.append(roi)
    drawing = Dataset()
    drawing.ReferencedROINumber, drawing.ContourSequence = 8, dataset.ROIContourSequence[0].ContourSequence
    dataset.ROIContourSequence.append(drawing)
    dataset.save_as(path)
    labels = labels_on_scan(read_foreign_labels(path, scan=scan), scan)
    assert "sural nerve is named and no voxel" in said(labels)
    assert [item.name for item in labels.legend] == ["muscle 8"]  # the same voxels: one of both is on top


def test_an_empty_segment_is_named(tmp_path) -> None:
    scan, slices = scanned(tmp_path / "dicom")
    masks = np.concatenate([drawn(2), np.zeros((*drawn(1).shape[:3], 1), np.uint8)], axis=3)
    path = segmented(tmp_path / "a.dcm", slices, masks, ["muscle", "tibial nerve", "sural nerve"])
    assert "sural nerve is named and no voxel" in said(labels_on_scan(read_foreign_labels(path), scan))


@pytest.mark.parametrize(("name", "words"), [("", "this is a folder"), ("none.nii", "there is no such file")])
def test_a_folder_and_nothing_are_no_labels(tmp_path, name, words) -> None:
    with pytest.raises(ScanError, match=words):
        read_foreign_labels(tmp_path / name)


def test_a_scan_of_files_knows_no_frame_of_reference(tmp_path) -> None:
    numbers, affine = stored_as(in_muscle(), *UPRIGHT)
    assert load_scan(as_nrrd(tmp_path / "a.nrrd", numbers, affine), modality="MR").frame_of_reference == ""
