"""DICOM of a run lies where its NIfTI lies, says whose it is not, and is the same twice."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import pydicom
import pytest

pytest.importorskip("highdicom")

from cryonerve.errors import ClipError, RunFolderError, UnknownNameError
from cryonerve.reporting.dicom_export import encapsulated_pdf, write_dicom_objects
from cryonerve.reporting.dicom_objects import anatomy_image, frozen_at, nadir_map, segmentation
from cryonerve.reporting.exports import write_labels, write_nadir
from cryonerve.reporting.scanned import write_scanned
from synthetic import synthetic_run
from tests.dicom_judge import errors
from tests.unit.ultrasound.making import clip

PDF = b"%PDF-1.7\nnothing\n%%EOF"
# DICOM PS3.3 A.45.1 (Encapsulated PDF): attributes of type 1, of type 2, of its mandatory modules.
PDF_HOLDS = """
    StudyInstanceUID Modality SeriesInstanceUID SeriesNumber ConversionType InstanceNumber BurnedInAnnotation
    MIMETypeOfEncapsulatedDocument EncapsulatedDocument SOPClassUID SOPInstanceUID
"""
PDF_HAS = """
    PatientName PatientID PatientBirthDate PatientSex StudyDate StudyTime ReferringPhysicianName StudyID
    AccessionNumber Manufacturer ContentDate ContentTime AcquisitionDateTime DocumentTitle
    ConceptNameCodeSequence
"""


@pytest.fixture(scope="module")
def run():
    """A part of the synthetic run around the probe, small enough to be quick."""
    whole = synthetic_run()
    first, last = np.array([20, 20, 28]), np.array([70, 64, 76])
    part = whole.volume.labels[tuple(slice(*ends) for ends in zip(first, last, strict=True))]
    affine = whole.volume.affine.copy()
    affine[:3, 3] += affine[:3, :3] @ first
    return replace(whole, volume=replace(whole.volume, labels=part, affine=affine))


@pytest.fixture(scope="module")
def objects(run, tmp_path_factory) -> dict[str, pydicom.Dataset]:
    """All objects of the synthetic run, read back from the disk."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "report.pdf").write_bytes(PDF)
    return {path.stem: pydicom.dcmread(path) for path in write_dicom_objects(run, folder)}


def geometry(dataset: pydicom.Dataset, frame: int) -> np.ndarray:
    """(4, 4) from (row, column, 0, 1) of a frame to mm LPS, by PS3.3 C.7.6.2.1.1 and nothing else."""
    shared = dataset.SharedFunctionalGroupsSequence[0]
    own = dataset.PerFrameFunctionalGroupsSequence[frame]

    def part(name: str) -> pydicom.Dataset:
        return (own if name in own else shared)[name].value[0]

    row, column = np.array(part("PlaneOrientationSequence").ImageOrientationPatient, float).reshape(2, 3)
    down, across = (float(item) for item in part("PixelMeasuresSequence").PixelSpacing)
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1] = column * down, row * across
    matrix[:3, 3] = np.array(part("PlanePositionSequence").ImagePositionPatient, float)
    return matrix


def ras(dataset: pydicom.Dataset, frame: int, row: int, column: int) -> np.ndarray:
    """Place of a pixel in mm RAS, as NIfTI counts."""
    return (geometry(dataset, frame) @ [row, column, 0, 1])[:3] * [-1, -1, 1]


def at(image: nibabel.Nifti1Image, place: np.ndarray) -> float:
    """Value of a NIfTI image at a place in mm RAS, which must be the centre of a voxel."""
    index = nibabel.affines.apply_affine(np.linalg.inv(image.affine), place)
    np.testing.assert_allclose(index, np.rint(index), atol=1e-3)
    return float(np.asarray(image.dataobj)[tuple(np.rint(index).astype(int))])


def some_pixels(dataset: pydicom.Dataset, count: int = 300) -> np.ndarray:
    rng = np.random.default_rng(4)
    size = [int(dataset.NumberOfFrames), int(dataset.Rows), int(dataset.Columns)]
    return rng.integers(0, size, (count, 3))


def test_anatomy_lies_where_the_labels_lie(objects, run, tmp_path):
    write_labels(run.volume, tmp_path / "labels.nii.gz")
    image, dataset = nibabel.load(tmp_path / "labels.nii.gz"), objects["anatomy"]
    values = [dataset.pixel_array[tuple(item)] for item in some_pixels(dataset)]
    assert [at(image, ras(dataset, *item)) for item in some_pixels(dataset)] == values
    assert len(set(values)) > 3


def test_nadir_map_lies_where_the_nifti_lies(objects, run, tmp_path):
    write_nadir(
        run.volume, run.freezing, tmp_path / "nadir.nii.gz", body_temperature=run.case.body_temperature
    )
    image, dataset = nibabel.load(tmp_path / "nadir.nii.gz"), objects["nadir"]
    pixels = dataset.pixel_array
    assert pixels.dtype == np.float32
    for item in [*some_pixels(dataset), *np.argwhere(pixels < -40.0)[::50]]:
        assert at(image, ras(dataset, *item)) == pytest.approx(pixels[tuple(item)], abs=0.0051)
    assert pixels.min() < -40.0


@pytest.mark.parametrize("number", [1, 2])
def test_segments_lie_where_the_labels_lie(objects, run, tmp_path, number):
    """Every voxel of the nerve and of the ice, and none beside."""
    dataset = objects["segmentation"]
    nerve = next(item.label for item in run.volume.structures if item.kind == "nerve")
    end = [item.end for item in run.freezing.phases if item.kind == "freeze"][-1]
    wanted = {1: run.volume.labels == nerve, 2: frozen_at(run.volume, run.freezing, end)}[number]
    pixels = dataset.pixel_array
    found = np.zeros_like(wanted)
    inverse = np.linalg.inv(run.volume.affine)
    for frame, group in enumerate(dataset.PerFrameFunctionalGroupsSequence):
        if group.SegmentIdentificationSequence[0].ReferencedSegmentNumber == number:
            pixel = np.argwhere(pixels[frame])
            points = (
                np.column_stack([pixel, np.zeros(len(pixel)), np.ones(len(pixel))])
                @ geometry(dataset, frame).T
            )
            index = np.rint((points * [-1e-3, -1e-3, 1e-3, 1]) @ inverse.T)[:, :3].astype(int)
            found[tuple(index.T)] = True
    assert wanted.any()
    assert np.array_equal(found, wanted)


def test_mirrored_volume_ends_up_at_the_same_place(run):
    """A scan stored from the other side: other pixels, the same places."""
    volume = run.volume
    affine = volume.affine.copy()
    affine[0, 3] += affine[0, 0] * (volume.labels.shape[0] - 1)
    affine[0, 0] *= -1.0
    turned = replace(run, volume=replace(volume, labels=volume.labels[::-1], affine=affine))
    places = []
    for item in (run, turned):
        dataset = nadir_map(item, anatomy_image(item))
        cold = np.argwhere(dataset.pixel_array < -40.0)
        places.append(np.mean([ras(dataset, *pixel) for pixel in cold], axis=0))
    np.testing.assert_allclose(*places, atol=1e-3)


def test_another_reader_sees_the_anatomy_in_its_place(run, objects, tmp_path):
    simpleitk = pytest.importorskip("SimpleITK")
    objects["anatomy"].save_as(tmp_path / "a.dcm")
    image = simpleitk.ReadImage(str(tmp_path / "a.dcm"))
    expected = (run.volume.affine @ [3, 5, 7, 1])[:3] * [-1e3, -1e3, 1e3]
    np.testing.assert_allclose(image.TransformIndexToPhysicalPoint((3, 5, 7)), expected, atol=1e-6)
    np.testing.assert_array_equal(simpleitk.GetArrayFromImage(image).T, run.volume.labels)


def test_highdicom_reads_its_own_segments(objects, tmp_path):
    import highdicom as hd

    objects["segmentation"].save_as(tmp_path / "s.dcm")
    read = hd.seg.segread(tmp_path / "s.dcm")
    assert [
        item.segment_label for item in (read.get_segment_description(1), read.get_segment_description(2))
    ] == [
        "tibial nerve",
        "ice at 360 s, end of freeze 2",
    ]


def test_what_they_say_of_themselves(objects, run):
    classes = {name: item.SOPClassUID.name for name, item in objects.items()}
    assert classes == {
        "anatomy": "Multi-frame Grayscale Word Secondary Capture Image Storage",
        "segmentation": "Segmentation Storage",
        "nadir": "Parametric Map Storage",
        "report": "Encapsulated PDF Storage",
    }
    for item in objects.values():
        assert str(item.PatientID) == "SIMULATED"
        assert "SIMULATED" in item.SeriesDescription
        text = f"{item.get('ImageComments')}{item.get('DocumentTitle')}"
        assert "SIMULATED, research software, no medical device" in text
        days = {str(part.value) for part in item.iterall() if part.VR in {"DA", "DT"} and not part.is_empty}
        assert days <= {"19000101"}
    assert len({str(item.StudyInstanceUID) for item in objects.values()}) == 1
    assert len({str(item.SeriesInstanceUID) for item in objects.values()}) == 4
    in_space = [item for name, item in objects.items() if name != "report"]
    assert len({str(item.FrameOfReferenceUID) for item in in_space}) == 1
    mapping = objects["nadir"].SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence[0]
    assert mapping.MeasurementUnitsCodeSequence[0].CodeValue == "Cel"
    source = objects["segmentation"].ReferencedSeriesSequence[0]
    assert source.SeriesInstanceUID == objects["anatomy"].SeriesInstanceUID


def test_report_is_whole(objects):
    report = objects["report"]
    assert report.EncapsulatedDocument[: report.EncapsulatedDocumentLength] == PDF
    assert [name for name in PDF_HOLDS.split() if name not in report or report[name].is_empty] == []
    assert [name for name in PDF_HAS.split() if name not in report] == []


def test_equal_runs_give_equal_bytes(run, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_dicom_objects(run, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one" / "dicom").iterdir())
    assert files == ["anatomy.dcm", "nadir.dcm", "segmentation.dcm"]
    for name in files:
        assert (tmp_path / "one/dicom" / name).read_bytes() == (tmp_path / "two/dicom" / name).read_bytes(), (
            name
        )


NAMES = {"anatomy", "segmentation", "nadir", "report"}


def exported(run, folder: Path) -> dict[str, pydicom.Dataset]:
    folder.mkdir()
    (folder / "report.pdf").write_bytes(PDF)
    return {path.stem: pydicom.dcmread(path) for path in write_dicom_objects(run, folder)}


def unlike(objects: dict[str, pydicom.Dataset], others: dict[str, pydicom.Dataset]) -> set[str]:
    """Names of the objects whose instance and series both have other numbers."""
    return {
        name
        for name in NAMES
        if objects[name].SOPInstanceUID != others[name].SOPInstanceUID
        and objects[name].SeriesInstanceUID != others[name].SeriesInstanceUID
    }


def test_another_case_in_the_same_anatomy_shares_no_object(objects, run, tmp_path):
    """Same labels, same nadir, same report: they belong to another study, so they are other objects."""
    other = replace(run, case=replace(run.case, title="Another case", sha256="f" * 64))
    others = exported(other, tmp_path / "other")
    assert unlike(objects, others) == NAMES
    assert {others[name].StudyInstanceUID for name in NAMES}.isdisjoint(
        objects[name].StudyInstanceUID for name in NAMES
    )
    assert others["nadir"].FrameOfReferenceUID == objects["nadir"].FrameOfReferenceUID, "the same volume"


@pytest.mark.parametrize("phase", ["freeze 1", "freeze 2"])
def test_segments_of_the_same_voxels_at_another_phase_are_another_object(run, phase):
    """A run that stands still: the voxels are the same at every phase, the words are not."""
    still = np.broadcast_to(run.freezing.temperature[-1], run.freezing.temperature.shape)
    same = replace(run, freezing=replace(run.freezing, temperature=still))
    anatomy = anatomy_image(same)
    one, two = segmentation(same, anatomy, phase=phase), segmentation(same, anatomy, phase="thaw 1")
    assert one.PixelData == two.PixelData
    assert one.SegmentSequence[1].SegmentLabel != two.SegmentSequence[1].SegmentLabel
    assert one.SOPInstanceUID != two.SOPInstanceUID


def test_a_nerve_of_another_name_is_another_object(run):
    structures = tuple(replace(item, name=f"other {item.name}") for item in run.volume.structures)
    renamed = replace(run, volume=replace(run.volume, structures=structures))
    one, two = (segmentation(item, anatomy_image(item)) for item in (run, renamed))
    assert one.SOPInstanceUID != two.SOPInstanceUID
    assert anatomy_image(run).SOPInstanceUID == anatomy_image(renamed).SOPInstanceUID, "grey values only"


def test_another_volume_is_another_space(run, objects):
    affine = run.volume.affine.copy()
    affine[0, 3] += 1e-3
    moved = replace(run, volume=replace(run.volume, affine=affine))
    assert anatomy_image(moved).FrameOfReferenceUID != objects["anatomy"].FrameOfReferenceUID


@pytest.mark.parametrize("hashed", [True, False])
def test_clip_and_objects_of_a_run_share_a_study_and_no_series(run, tmp_path, hashed):
    """A case that was made in Python has no hash of a file; two of the same name stay apart all the same."""
    made = run if hashed else replace(run, case=replace(run.case, sha256=""))
    found = exported(made, tmp_path / "run")
    write_scanned(clip(), made, tmp_path / "run")
    found["clip"] = pydicom.dcmread(tmp_path / "run" / "ultrasound.dcm")
    assert len({item.StudyInstanceUID for item in found.values()}) == 1
    assert len({item.SeriesInstanceUID for item in found.values()}) == len(found)
    assert len({item.SOPInstanceUID for item in found.values()}) == len(found)
    other = replace(made, case=replace(made.case, title="Another", sha256="f" * 64 if hashed else ""))
    (tmp_path / "other").mkdir()
    write_scanned(clip(), other, tmp_path / "other")
    second = pydicom.dcmread(tmp_path / "other" / "ultrasound.dcm")
    assert second.StudyInstanceUID != found["clip"].StudyInstanceUID
    assert second.SOPInstanceUID != found["clip"].SOPInstanceUID


def test_references_lead_to_the_very_objects(objects):
    for name in ("segmentation", "nadir"):
        (series,) = objects[name].ReferencedSeriesSequence
        (instance,) = series.ReferencedInstanceSequence
        assert instance.ReferencedSOPInstanceUID == objects["anatomy"].SOPInstanceUID
    for item in objects.values():
        assert item.file_meta.MediaStorageSOPInstanceUID == item.SOPInstanceUID
        assert all(part.value != "2.25.0" for part in item.iterall() if part.VR == "UI")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_an_independent_judge_finds_nothing_missing(objects, tmp_path, name):
    objects[name].save_as(tmp_path / "object.dcm")
    assert errors(tmp_path / "object.dcm") == []


def test_anatomy_says_how_its_frames_follow_each_other(objects):
    """PS3.3 C.8.6.3 and C.7.6.16: asked for wherever there is more than one frame, with functional groups."""
    anatomy = objects["anatomy"]
    assert anatomy.FrameIncrementPointer == pydicom.tag.Tag("PerFrameFunctionalGroupsSequence")
    assert (anatomy.ContentDate, anatomy.ContentTime) == ("19000101", "000000")
    for name in ("anatomy", "nadir"):
        assert objects[name].Laterality == "", "not known (General Series, type 2C)"


def test_ice_of_another_phase(run):
    anatomy = anatomy_image(run)
    first = segmentation(run, anatomy, phase="freeze 1")
    assert "end of freeze 1" in first.SegmentSequence[1].SegmentLabel
    with pytest.raises(UnknownNameError, match="Did you mean 'freeze 1'"):
        segmentation(run, anatomy, phase="freze 1")


def test_neither_nerve_nor_ice(run):
    bare = tuple(replace(item, kind="muscle") for item in run.volume.structures)
    warm = replace(run.freezing, temperature=np.full_like(run.freezing.temperature, 37.0))
    nothing = replace(run, volume=replace(run.volume, structures=bare), freezing=warm)
    with pytest.raises(ClipError, match="neither a nerve nor ice"):
        segmentation(nothing, anatomy_image(nothing))


def test_slanted_volume_is_refused_in_words(run):
    affine = run.volume.affine.copy()
    affine[0, 1] = 0.3e-3
    slanted = replace(run, volume=replace(run.volume, affine=affine))
    with pytest.raises(ClipError, match="does not fit into DICOM"):
        nadir_map(slanted, anatomy_image(slanted))


def test_without_highdicom_it_is_said(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "highdicom", None)
    with pytest.raises(ClipError, match=r"pip install 'cryonerve\[ultrasound\]'"):
        segmentation(run, anatomy_image(run))


def test_pdf_that_is_none_and_folder_that_is_none(run, tmp_path):
    with pytest.raises(ClipError, match="no PDF"):
        encapsulated_pdf(b"<html>", run)
    (tmp_path / "file").touch()
    with pytest.raises(RunFolderError):
        write_dicom_objects(run, tmp_path / "file")


def test_a_writer_that_fails_leaves_the_older_folder(run, tmp_path, monkeypatch):
    write_dicom_objects(run, tmp_path)
    before = sorted(Path(tmp_path, "dicom").iterdir())
    monkeypatch.setattr(
        pydicom.Dataset, "save_as", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(RunFolderError, match="not enough space"):
        write_dicom_objects(run, tmp_path)
    assert sorted(Path(tmp_path, "dicom").iterdir()) == before
    assert [item.name for item in tmp_path.iterdir()] == ["dicom"]
