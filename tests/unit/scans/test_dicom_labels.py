"""Labels of DICOM made elsewhere: segmentations and structure sets, on the scan they were drawn on."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

from cryonerve.errors import ScanError
from cryonerve.scans.dicom_contours import read_contours
from cryonerve.scans.dicom_segmentation import read_segmentation
from cryonerve.scans.dicom_series import find_series, read_series
from cryonerve.scans.foreign_labels import labels_alone, labels_on_scan, read_foreign_labels
from cryonerve.scans.scan import Scan
from tests.dicom_judge import errors
from tests.dicom_made import ROOT, made_slices, random_pixels, save, turned_grid

SHAPE = (6, 9, 7)  # slices, rows, columns: 63 bits a frame
REAL = os.environ.get("CRYONERVE_CALF_SCAN", "")  # the folder calf-ct-mr
TISSUE = ("85756007", "SCT", "Tissue")


def scanned(folder: Path, order=(0, 1, 2), signs=(1, 1, 1), tilt: float = 0.0) -> tuple[Scan, list]:
    slices = made_slices(random_pixels(SHAPE), turned_grid(order, signs, tilt))
    return read_series(find_series(save(slices, folder))[0]), slices


def segmented(path: Path, slices: list, masks, names, **others) -> Path:
    """A segmentation by highdicom over the slices; masks (slice, row, column, segment)."""
    hd = pytest.importorskip("highdicom")
    for item in slices:
        item.PatientName = item.PatientID = item.PatientBirthDate = item.StudyDate = item.StudyTime = ""
        item.PatientSex = item.AccessionNumber = item.StudyID = ""
    codes = (hd.sr.CodedConcept(*TISSUE), hd.sr.CodedConcept(*others.get("code", TISSUE)))
    described = [
        hd.seg.SegmentDescription(number, name, *codes, "MANUAL") for number, name in enumerate(names, 1)
    ]
    made = hd.seg.Segmentation(
        slices, masks, others.get("kind", "BINARY"), described, series_instance_uid=f"{ROOT}.7",
        series_number=1,
        sop_instance_uid=f"{ROOT}.8", instance_number=1, manufacturer="x", manufacturer_model_name="x",
        software_versions="x", device_serial_number="x", max_fractional_value=others.get("full", 255),
    )  # fmt: skip
    made.save_as(path)
    return path


def drawn(count: int) -> np.ndarray:
    """(slice, row, column, segment): boxes that overlap, the second inside the first, the third apart."""
    masks = np.zeros((*SHAPE, count), np.uint8)
    masks[1:5, 1:7, 1:5, 0] = 1
    if count > 1:
        masks[2:4, 3:5, 2:4, 1] = 1
    if count > 2:
        masks[5, 8, 6, 2] = 1
    return masks


def turned(values: np.ndarray, scan: Scan, slices: list) -> np.ndarray:
    """(slice, row, column) on the scan's grid, found through the pixels, no two of which are alike."""
    stored = np.stack([np.frombuffer(item.PixelData, np.int16).reshape(SHAPE[1:]) for item in slices])
    found = np.zeros(scan.values.shape, values.dtype)
    for value, pixel in zip(values.ravel(), stored.ravel(), strict=True):
        if value:
            found[scan.values == pixel] = value
    return found


@pytest.fixture(autouse=True)
def _no_two_alike(monkeypatch) -> None:
    """Pixels that name their voxel."""

    def apart(shape, seed=0):
        count = int(np.prod(shape))
        return np.random.default_rng(seed).permutation(count).astype(np.int16).reshape(shape)

    monkeypatch.setitem(globals(), "random_pixels", apart)


@pytest.mark.parametrize(
    ("order", "signs", "tilt"),
    [((0, 1, 2), (1, 1, 1), 0), ((2, 0, 1), (-1, 1, -1), 0.2), ((1, 0, 2), (1, 1, -1), 0)],
)
def test_overlapping_segments_lie_where_they_were_drawn(tmp_path, order, signs, tilt) -> None:
    scan, slices = scanned(tmp_path / "dicom", order, signs, tilt)
    masks = drawn(3)
    path = segmented(tmp_path / "labels.dcm", slices, masks, ["muscle", "tibial nerve", "Tibia"])
    labels = labels_on_scan(read_foreign_labels(path), scan)
    wanted = np.maximum.reduce([masks[..., number] * (number + 1) for number in range(3)])
    assert np.array_equal(labels.numbers, turned(wanted.astype(np.int16), scan, slices))
    assert [(item.name, item.tissue, item.drawn_by) for item in labels.legend] == [
        ("muscle", "muscle", "person"), ("tibial nerve", "nerve", "person"),
        ("Tibia", "cortical-bone", "person"),
    ]  # fmt: skip
    assert (
        "8 voxels lie in several structures; the smaller counts (tibial nerve over muscle)" in labels.remarks
    )
    alone = labels_alone(read_segmentation(path))
    assert {item.name for item in alone.legend} == {"muscle", "tibial nerve", "Tibia"}


def test_fractional_segments_have_a_threshold_that_is_said(tmp_path) -> None:
    scan, slices = scanned(tmp_path / "dicom")
    share = np.zeros((*SHAPE, 1))
    share[2, 2, :4, 0] = [0.2, 0.48, 0.52, 1.0]
    path = segmented(tmp_path / "a.dcm", slices, share, ["muscle"], kind="FRACTIONAL", full=100)
    assert int((read_segmentation(path).numbers > 0).sum()) == 2
    found = read_segmentation(path, threshold=0.1)
    assert int((found.numbers > 0).sum()) == 4
    assert found.remarks[0] == "segments are fractional; a voxel belongs to one from 10 % on"
    assert labels_on_scan(found, scan).numbers.shape == scan.values.shape


def test_label_maps(tmp_path) -> None:
    scan, slices = scanned(tmp_path / "dicom")
    numbers = (drawn(1)[..., 0] + drawn(2)[..., 1]).astype(np.uint8)
    path = segmented(tmp_path / "a.dcm", slices, numbers, ["muscle", "Tibia"], kind="LABELMAP")
    labels = labels_on_scan(read_segmentation(path), scan)
    assert np.array_equal(labels.numbers, turned(numbers.astype(np.int16), scan, slices))


def test_a_code_says_what_a_name_does_not(tmp_path) -> None:
    _, slices = scanned(tmp_path / "dicom")
    code = ("12611008", "SCT", "Tibia")
    path = segmented(tmp_path / "a.dcm", slices, drawn(1), ["Segment 1"], code=code)
    item = read_segmentation(path).legend[0]
    assert (item.name, item.tissue, item.why) == (
        "Segment 1", "cortical-bone", "its tissue follows from its code in DICOM",
    )  # fmt: skip
    dumb = segmented(tmp_path / "b.dcm", slices, drawn(1), ["Segment 1"])
    with pytest.raises(ScanError, match=r"(?s)do not say which tissue they are: 1 'Segment 1'.*legend"):
        read_segmentation(dumb)
    legend = tmp_path / "legend.tsv"
    legend.write_text("1\tthing\tmuscle\n", encoding="utf-8")
    assert read_foreign_labels(dumb, legend).legend[0].tissue == "muscle"


def structure_set(path: Path, contours: list[tuple[str, str, np.ndarray]]) -> Path:
    """Contours (name, kind, points (n, 3) in mm, left-posterior-superior)."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.481.3"
    meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = f"{ROOT}.9", ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID, dataset.SOPInstanceUID = (
        meta.MediaStorageSOPClassUID,
        meta.MediaStorageSOPInstanceUID,
    )
    dataset.Modality = "RTSTRUCT"
    names = list(dict.fromkeys(item[0] for item in contours))
    rois, drawings = [], []
    for number, name in enumerate(names, 1):
        roi, drawing = Dataset(), Dataset()
        roi.ROINumber, roi.ROIName, roi.ROIGenerationAlgorithm = number, name, "MANUAL"
        drawing.ReferencedROINumber = number
        items = []
        for _, kind, points in (item for item in contours if item[0] == name):
            contour = Dataset()
            contour.ContourGeometricType, contour.NumberOfContourPoints = kind, len(points)
            contour.ContourData = [f"{value:.4f}" for value in points.ravel()]
            items.append(contour)
        drawing.ContourSequence = Sequence(items)
        rois.append(roi)
        drawings.append(drawing)
    dataset.StructureSetROISequence, dataset.ROIContourSequence = Sequence(rois), Sequence(drawings)
    dataset.save_as(path, enforce_file_format=True)
    return path


def box(scan: Scan, plane: float, low: float, high: float) -> np.ndarray:
    """A square in a slice of the scan, from voxel `low` to `high` of both other axes; mm, LPS."""
    corners = np.array([[low, low], [high, low], [high, high], [low, high]])
    index = np.insert(corners, scan.slice_axis, plane, axis=1)
    place = scan.to_patient @ scan.affine
    return (index @ place[:3, :3].T + place[:3, 3]) * (-1e3, -1e3, 1e3)


@pytest.mark.parametrize(
    ("order", "signs", "tilt"), [((0, 1, 2), (1, 1, 1), 0), ((2, 0, 1), (-1, 1, -1), 0.2)]
)
def test_contours_with_a_hole_and_between_planes(tmp_path, order, signs, tilt) -> None:
    scan, _ = scanned(tmp_path / "dicom", order, signs, tilt)
    path = structure_set(
        tmp_path / "rt.dcm",
        [
            ("muscle", "CLOSED_PLANAR", box(scan, 1.0, 0.5, 5.5)),
            ("muscle", "CLOSED_PLANAR", box(scan, 1.0, 2.5, 3.5)),  # a hole of one voxel
            ("muscle", "CLOSED_PLANAR", box(scan, 2.2, 0.6, 2.4)),  # off its plane: the nearest slice
            ("muscle", "OPEN_PLANAR", box(scan, 3.0, 0.6, 2.4)),
            ("Tibia", "CLOSEDPLANAR_XOR", box(scan, 4.0, 1.6, 4.4)),
        ],
    )
    labels = labels_on_scan(read_foreign_labels(path, scan=scan), scan)
    layers = np.moveaxis(labels.numbers, scan.slice_axis, 0)
    first = np.zeros(layers.shape[1:], int)
    first[1:6, 1:6] = 1
    first[3, 3] = 0
    assert np.array_equal(layers[1], first)
    assert [int((layer > 0).sum()) for layer in layers] == [0, 24, 4, 0, 9, 0]
    assert int((layers[4] == 2).sum()) == 9
    assert any("mm off the slices" in remark for remark in labels.remarks)
    assert "1 lines and points of muscle enclose nothing and are left out" in labels.remarks


def test_contours_of_thicker_planes_fill_the_slices_between(tmp_path) -> None:
    scan, _ = scanned(tmp_path / "dicom")
    path = structure_set(
        tmp_path / "rt.dcm", [("muscle", "CLOSED_PLANAR", box(scan, z, 0.5, 3.5)) for z in (0.0, 2.0, 4.0)]
    )
    labels = labels_on_scan(read_contours(path, scan), scan)
    assert [int((labels.numbers[:, :, k] > 0).sum()) for k in range(6)] == [9] * 6


def test_structure_sets_that_do_not_belong(tmp_path) -> None:
    scan, _ = scanned(tmp_path / "dicom")
    far = structure_set(tmp_path / "far.dcm", [("muscle", "CLOSED_PLANAR", box(scan, 40.0, 0.5, 3.5))])
    with pytest.raises(ScanError, match="none of its contours lies in the scan"):
        read_contours(far, scan)
    upright = box(scan, 2.0, 0.5, 3.5)[:, [2, 1, 0]]
    across = structure_set(tmp_path / "across.dcm", [("muscle", "CLOSED_PLANAR", upright)])
    with pytest.raises(ScanError, match="do not lie in the planes of this scan"):
        read_contours(across, scan)
    with pytest.raises(ScanError, match="Give the scan on which it was drawn"):
        read_foreign_labels(far)
    with pytest.raises(ScanError, match="this is no DICOM Segmentation"):
        read_segmentation(far)


@pytest.mark.parametrize("kind", ["segmentation", "structure set"])
def test_damaged_files_are_refused_plainly(tmp_path, kind) -> None:
    scan, slices = scanned(tmp_path / "dicom")
    if kind == "segmentation":
        path = segmented(tmp_path / "a.dcm", slices, drawn(2), ["muscle", "Tibia"])
    else:
        path = structure_set(tmp_path / "a.dcm", [("muscle", "CLOSED_PLANAR", box(scan, 1.0, 0.5, 5.5))])
    whole = path.read_bytes()
    chance = Random(4)
    for number in range(60):
        content = bytearray(whole)
        if number % 3 == 0:
            content = content[: chance.randrange(len(content))]
        else:
            for _ in range(3):
                content[chance.randrange(128, len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        try:
            labels = labels_on_scan(read_foreign_labels(path, scan=scan), scan)
        except ScanError:
            continue
        assert labels.numbers.shape == scan.values.shape


def test_what_we_write_keeps_the_rules_of_its_kind(tmp_path) -> None:
    from cryonerve.scans.label_export import export_labels

    scan, slices = scanned(tmp_path / "dicom")
    path = segmented(tmp_path / "labels.dcm", slices, drawn(2), ["muscle", "tibial nerve"])
    labels = labels_on_scan(read_foreign_labels(path), scan)
    assert errors(export_labels(labels, tmp_path / "alone.dcm", scan.to_patient)[0]) == []
    assert errors(export_labels(labels, tmp_path / "over.dcm", original=tmp_path / "dicom")[0]) == []


@pytest.mark.skipif(not REAL, reason="needs CRYONERVE_CALF_SCAN, the folder calf-ct-mr")
def test_a_real_structure_set_equals_the_mask_beside_it() -> None:
    import nibabel

    folder = Path(REAL)
    scan = read_series(find_series(folder / "dicom_CT" / "image")[0])
    path = next((folder / "dicom_CT" / "mask").iterdir())
    labels = labels_on_scan(read_foreign_labels(path, scan=scan), scan)
    mask = nibabel.as_closest_canonical(nibabel.load(folder / "STS_010_CT_mask.nii.gz")).get_fdata() > 0
    found = labels.numbers > 0
    assert 2.0 * (mask & found).sum() / (mask.sum() + found.sum()) > 0.999
