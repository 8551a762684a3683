"""What takes longer on the scan page, as its processes do it: import, labels, segmentation, export."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from pydicom import dcmread

from cryonerve.app.interruption import InterruptionError
from cryonerve.app.screen.processes import Asking
from cryonerve.app.screen.scan_merging import read_waiting
from cryonerve.app.screen.scan_working import HANDLERS, JOBS
from cryonerve.errors import ScanError
from cryonerve.scans.importing import import_scan
from cryonerve.scans.label_merging import edges_said
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.limb_folder import read_scan_of, save_labels_of
from tests.app.screen.scan_made import made_limb, made_scan
from tests.dicom_made import ROOT, made_slices, random_pixels, save
from tests.unit.scans.test_dicom_labels import box, structure_set
from tests.unit.scans.test_dicom_sources import volume

BONE = Label(3, "tibia", "cortical-bone", "bone", "person")


def asking(*, cancelled: bool = False) -> Asking:
    return Asking(lambda content: None, lambda: cancelled)


@pytest.fixture
def limb(tmp_path: Path) -> Path:
    folder = made_limb(tmp_path / "leg")
    numbers = np.where(made_scan().values > 500, 3, 0).astype(np.int16)
    save_labels_of(folder, Labels(numbers, made_scan().origin, made_scan().spacing, (BONE,)))
    (tmp_path / "kept").mkdir()
    return folder


def payload(limb: Path, **said: Any) -> dict[str, Any]:
    return {"scan": "0" * 12, "limb": str(limb), "folder": str(limb.parent / "kept"), "keep": False, **said}


def test_an_import_makes_a_limb_and_a_cancelled_one_makes_none(limb, tmp_path) -> None:
    order = {
        "source": str(limb / "scan.nii.gz"), "limb": str(tmp_path / "new"), "series": "1",
        "modality": "CT", "contrast": "", "region": "",
    }  # fmt: skip
    with pytest.raises(InterruptionError):
        JOBS["scan_import"](order, asking(cancelled=True))
    assert not (tmp_path / "new" / "scan.json").exists()
    made = JOBS["scan_import"](order, asking())
    assert np.array_equal(read_scan_of(Path(made["limb"])).values, made_scan().values)


def test_series_are_listed_of_places_that_may_be_read_only(client, studio, limb) -> None:
    found = client.post("/api/scans/series", json={"place": str(limb / "scan.nii.gz")}).json()
    assert [(row["name"], row["obstacle"]) for row in found] == [("1", "")]
    assert client.post("/api/scans/series", json={"place": "/etc/hosts"}).status_code == 404
    order = {"place": str(limb / "scan.nii.gz"), "series": "1", "modality": "CT", "title": "../../Left Leg"}
    begun = client.post("/api/scans/import", json=order).json()
    assert Path(begun["place"]) == studio.folder / "limbs" / "left-leg"
    assert studio.jobs.worker.asked[-1][0] == "scan_import"
    assert client.post("/api/scans/import", json=order | {"title": "///"}).status_code == 422


def test_contours_of_a_planning_system(limb) -> None:
    scan = read_scan_of(limb)
    drawn = [("muscle", "CLOSED_PLANAR", box(scan, float(z), 9.5, 19.5)) for z in (6, 7)]
    path = structure_set(limb.parent / "rt.dcm", drawn)
    JOBS["scan_labels"](payload(limb, source=str(path), legend=""), asking())
    waiting = read_waiting(limb.parent / "kept")
    assert waiting is not None
    assert int((waiting[0] > 0).sum()) == 200


@pytest.mark.parametrize("legend", [".tsv", ".csv", None])
def test_labels_of_another_program(limb, legend) -> None:
    numbers = np.where(made_scan().values > 0, 7, 0).astype(np.int16)
    image = nibabel.load(limb / "scan.nii.gz")
    path = limb.parent / "others.nii.gz"
    nibabel.save(nibabel.Nifti1Image(numbers, image.affine), path)
    if legend is None:
        with pytest.raises(ScanError):
            JOBS["scan_labels"](payload(limb, source=str(path), legend=""), asking())
        assert read_waiting(limb.parent / "kept") is None
        return
    separator = "\t" if legend == ".tsv" else ","
    path.with_name(f"others{legend}").write_text(f"7{separator}soleus muscle\n")
    JOBS["scan_labels"](payload(limb, source=str(path), legend=""), asking())
    waiting = read_waiting(limb.parent / "kept")
    assert waiting is not None
    assert np.array_equal(waiting[0] == 7, numbers == 7)
    assert waiting[1]["legend"][0]["name"] == "soleus muscle"


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        ("nifti", lambda path: sorted(zipfile.ZipFile(path).namelist()) == ["labels.ctbl", "labels.nii.gz"]),
        ("slicer", lambda path: b"Segment0_Name:=tibia" in path.read_bytes()[:4000]),
        ("dicom", lambda path: path.read_bytes()[128:132] == b"DICM"),
    ],
)
def test_labels_for_other_programs(limb, kind: str, check: Callable[[Path], bool]) -> None:
    if kind == "dicom":
        pytest.importorskip("highdicom")
    made = JOBS["scan_export"](payload(limb, format=kind), asking())
    path = limb.parent / "kept" / "exports" / made["archive"]
    assert check(path)
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def dicom_limb(tmp_path: Path) -> tuple[Path, Path]:
    """A limb imported from a DICOM series, and the series."""
    slices = made_slices(random_pixels((6, 20, 20)), np.eye(3), spacing=(3, 3, 3))
    source, limb = save(slices, tmp_path / "dicom"), tmp_path / "of-dicom"
    scan = import_scan(source, limb).scan
    assert scan is not None
    numbers = np.where(scan.values > 500, 3, 0).astype(np.int16)
    save_labels_of(limb, Labels(numbers, scan.origin, scan.spacing, (BONE,)))
    return limb, source


def test_labels_point_to_the_series_that_was_labelled(tmp_path) -> None:
    pytest.importorskip("highdicom")
    limb, source = dicom_limb(tmp_path)
    (tmp_path / "kept").mkdir()
    made = JOBS["scan_export"](payload(limb, format="dicom", original=str(source)), asking())
    written = dcmread(tmp_path / "kept" / "exports" / made["archive"])
    assert written.StudyInstanceUID == f"{ROOT}.1"
    assert written.ReferencedSeriesSequence[0].SeriesInstanceUID == f"{ROOT}.2"
    assert f"{ROOT}".encode() not in b"".join(path.read_bytes() for path in limb.iterdir() if path.is_file())
    with pytest.raises(ScanError, match="can point to the original series"):
        JOBS["scan_export"](payload(limb, format="slicer", original=str(source)), asking())
    volume(tmp_path / "other")
    with pytest.raises(ScanError, match="holds no series on whose voxels"):
        JOBS["scan_export"](payload(limb, format="dicom", original=str(tmp_path / "other")), asking())


def test_the_original_may_lie_where_scans_are_read_only(client, studio, limb) -> None:
    scan = client.post("/api/scans", json={"place": str(limb)}).json()
    route = f"/api/scans/{scan['id']}/exports"
    assert client.post(route, json={"format": "dicom", "original": str(limb)}).status_code == 202
    assert studio.jobs.worker.asked[-1][1]["original"] == str(limb)
    assert client.post(route, json={"format": "dicom", "original": "/etc"}).status_code == 404
    assert client.post(route, json={"format": "dicom"}).status_code == 202


def test_files_that_were_not_written_are_not_given(client, limb) -> None:
    scan = client.post("/api/scans", json={"place": str(limb)}).json()
    for name in ("labels.dcm", "..%2Fabout.json", "about.json", "labels.nii.gz"):
        assert client.get(f"/api/scans/{scan['id']}/exports/{name}").status_code == 404


def test_a_segmentation_waits_for_the_page(limb) -> None:
    told: list[dict[str, Any]] = []
    JOBS["scan_segment"](payload(limb), Asking(told.append, lambda: False))
    assert (
        len([one for one in told if one["total"] > 0]) > 4
    )  # the page shows a share, not only that it is at work
    assert told[-1]["done"] == told[-1]["total"]
    waiting = read_waiting(limb.parent / "kept")
    assert waiting is not None
    names = {row["name"] for row in waiting[1]["legend"]}
    assert {"muscle", "cortical bone"} <= names
    assert edges_said(waiting[1]["remarks"])


def test_the_tracing_process(limb) -> None:
    HANDLERS["warm"]({"limb": str(limb)}, asking())
    clicks = [[6.0, 2.0, z] for z in (-20.0, 0.0, 20.0)]
    order = {"limb": str(limb), "clicks_mm": clicks, "name": "tibial nerve", "kind": "nerve"}
    curve = HANDLERS["trace"](order, asking())["curve"]
    assert np.abs(np.array(curve["points_mm"])[:, :2] - [6.0, 2.0]).max() < 0.7
    turn = np.linspace(0.0, 2.0 * np.pi, 6, endpoint=False)
    rim = np.column_stack([-4 + 4 * np.cos(turn), 4 * np.sin(turn), np.zeros(6)]).tolist()
    found = HANDLERS["outline"]({"limb": str(limb), "clicks_mm": rim, "axis": 2}, asking())["outline_mm"]
    far = np.hypot(*(np.array(found)[:, :2] - [-4.0, 0.0]).T)
    assert (np.abs(far - 4.0) < 1.2).all()
